//! Reading back the mails that were written into a folder.

use base64::{Engine, engine::general_purpose::STANDARD};
use std::path::{Path, PathBuf};

/// One mail, as its reader sees it.
#[derive(Debug, PartialEq)]
pub(super) struct Written {
    pub(super) to: String,
    pub(super) subject: String,
    pub(super) text: String,
}

/// The mails of a folder, newest first, at most so many.
///
/// # Errors
/// The folder's own. A file that is not a mail, or is gone meanwhile, is passed over.
pub(super) fn newest(folder: &Path, count: usize) -> std::io::Result<Vec<Written>> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|ending| ending == "eml"))
        .collect();
    // Names are ids that sort by time.
    files.sort();
    Ok(files.iter().rev().take(count).filter_map(|file| Some(read(&std::fs::read_to_string(file).ok()?))).collect())
}

fn read(raw: &str) -> Written {
    let (head, body) = raw.split_once("\r\n\r\n").unwrap_or((raw, ""));
    let unfolded = head.replace("\r\n ", " ").replace("\r\n\t", " ");
    let field = |name: &str| {
        let found = unfolded.lines().filter_map(|line| line.split_once(": "));
        found.filter(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value).next().unwrap_or_default()
    };
    let text = match field("Content-Transfer-Encoding").to_ascii_lowercase().as_str() {
        "quoted-printable" => quoted_printable(&body.replace("=\r\n", "")),
        "base64" => base64(&body.replace(['\r', '\n'], "")),
        _ => body.to_owned(),
    };
    Written { to: field("To").to_owned(), subject: words(field("Subject")), text: text.replace("\r\n", "\n") }
}

fn base64(text: &str) -> String {
    String::from_utf8_lossy(&STANDARD.decode(text).unwrap_or_default()).into_owned()
}

fn quoted_printable(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let pair = tail.get(..2).filter(|_| *first == b'=').and_then(|pair| std::str::from_utf8(pair).ok());
        let byte = pair.and_then(|pair| u8::from_str_radix(pair, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = tail.get(if byte.is_some() { 2 } else { 0 }..).unwrap_or_default();
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The words of a header: `=?utf-8?b?…?=` and `=?utf-8?q?…?=` (RFC 2047).
fn words(header: &str) -> String {
    // Blanks between two coded words stand for nothing.
    let joined = header.replace("?= =?", "?==?");
    let mut out = String::new();
    let mut rest = joined.as_str();
    while let Some((before, after)) = rest.split_once("=?") {
        out.push_str(before);
        let mut parts = after.splitn(3, '?');
        let (_, kind, coded) = (parts.next(), parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let (coded, tail) = coded.split_once("?=").unwrap_or((coded, ""));
        let decoded =
            if kind.eq_ignore_ascii_case("b") { base64(coded) } else { quoted_printable(&coded.replace('_', " ")) };
        out.push_str(&decoded);
        rest = tail;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_is_read_back_as_its_reader_sees_it() {
        let raw = "From: Cabas <cabas@exemple.fr>\r\nTo: ines@exemple.fr\r\n\
            Subject: =?utf-8?b?QXJyaXbDqWU=?= =?utf-8?q?_pr=C3=AAte?= : oui\r\n\
            Content-Transfer-Encoding: quoted-printable\r\n\r\nL=E2=80=99adresse tient sur deux=\r\n lignes.\r\n1 =3D 1\r\n";
        let expected = Written {
            to: "ines@exemple.fr".to_owned(),
            subject: "Arrivée prête : oui".to_owned(),
            text: "L’adresse tient sur deux lignes.\n1 = 1\n".to_owned(),
        };
        assert_eq!(read(raw), expected);
    }

    #[test]
    fn plain_and_base64_bodies_are_read_too() {
        assert_eq!(read("To: a@b.fr\r\n\r\nBonjour\r\n").text, "Bonjour\n");
        assert_eq!(read("Content-Transfer-Encoding: base64\r\n\r\nw6l0\r\nw6k=\r\n").text, "été");
    }
}
