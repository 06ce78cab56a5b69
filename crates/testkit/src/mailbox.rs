//! The mails a server wrote into its folder.

use std::{path::Path, time::Duration};

/// One mail, decoded.
#[derive(Clone, Debug)]
pub struct Letter {
    pub to: String,
    pub subject: String,
    pub text: String,
}

impl Letter {
    /// The token after `#token=` of the first link.
    pub fn token(&self) -> String {
        let (_, rest) = self.text.split_once("#token=").expect("a link with a token");
        rest.split_whitespace().next().unwrap_or_default().to_owned()
    }
    /// The six digits of a code.
    pub fn code(&self) -> String {
        self.text.split(|c: char| !c.is_ascii_digit()).find(|w| w.len() == 6).expect("a code").to_owned()
    }
}

/// Every mail to an address, oldest first.
pub(crate) fn all(dir: &Path, to: &str) -> Vec<Letter> {
    let Ok(entries) = std::fs::read_dir(dir) else { return Vec::new() };
    let mut paths: Vec<_> =
        entries.flatten().map(|e| e.path()).filter(|p| p.extension().is_some_and(|e| e == "eml")).collect();
    // Names are ids that sort by time.
    paths.sort();
    paths.iter().filter_map(|p| std::fs::read_to_string(p).ok()).map(|raw| read(&raw)).filter(|l| l.to == to).collect()
}

/// Waits for mail number `count` to an address.
pub(crate) async fn nth(dir: &Path, to: &str, count: usize) -> Letter {
    for _ in 0..500 {
        if let Some(letter) = all(dir, to).into_iter().nth(count - 1) {
            return letter;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("mail number {count} to {to} did not come")
}

fn read(raw: &str) -> Letter {
    let (head, body) = raw.split_once("\r\n\r\n").unwrap_or((raw, ""));
    let unfolded = head.replace("\r\n ", "").replace("\r\n\t", "");
    let field =
        |name: &str| unfolded.lines().find_map(|l| l.strip_prefix(&format!("{name}: "))).unwrap_or_default().to_owned();
    let text = match field("Content-Transfer-Encoding").as_str() {
        "quoted-printable" => quoted_printable(body),
        "base64" => base64(&body.replace(['\r', '\n'], "")),
        _ => body.to_owned(),
    };
    Letter { to: field("To"), subject: words(&field("Subject")), text: text.replace("\r\n", "\n") }
}

/// A header with its encoded words (RFC 2047) as lettre writes them.
fn words(header: &str) -> String {
    let (mut found, mut rest, mut after_one) = (String::new(), header, false);
    while let Some((plain, encoded)) = rest.split_once("=?utf-8?b?") {
        // Between two of them a space says nothing.
        if !(after_one && plain.trim().is_empty()) {
            found.push_str(plain);
        }
        let (word, tail) = encoded.split_once("?=").unwrap_or((encoded, ""));
        found.push_str(&base64(word));
        (rest, after_one) = (tail, true);
    }
    found + rest
}

fn quoted_printable(body: &str) -> String {
    let joined = body.replace("=\r\n", "");
    let mut bytes = Vec::new();
    let mut rest = joined.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let hex = tail.get(..2).and_then(|h| u8::from_str_radix(std::str::from_utf8(h).ok()?, 16).ok());
        if let (b'=', Some(byte)) = (first, hex) {
            bytes.push(byte);
            rest = &tail[2..];
        } else {
            bytes.push(*first);
            rest = tail;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn base64(text: &str) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut bits = 0_u32;
    let mut count = 0;
    let mut bytes = Vec::new();
    for value in text.bytes().filter_map(|b| LETTERS.iter().position(|l| *l == b)) {
        bits = bits << 6 | u32::try_from(value).unwrap_or(0);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(bits >> count & 0xff).unwrap_or(0));
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
