//! What a person sees in a text, out of what copying and converting made of it.

use encoding_rs::WINDOWS_1252;
use std::borrow::Cow;

/// Characters that nobody sees and that make two equal names differ.
fn is_invisible(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t')
        || matches!(c, '\u{AD}' | '\u{200B}' | '\u{2060}' | '\u{FEFF}' | '\u{200E}' | '\u{200F}')
        || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

fn is_wide_blank(c: char) -> bool {
    matches!(c, '\u{A0}' | '\u{202F}')
}

/// An accent apart from its letter, as Macintoshes write them.
fn is_loose_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}')
}

/// The text trimmed, without invisible characters, its blanks plain and its letters in one piece.
pub(crate) fn clean(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    if text.bytes().all(|b| matches!(b, b' '..=b'~' | b'\n' | b'\t') && b != b'&' && b != b'<') {
        return Cow::Borrowed(text);
    }
    let text = markup(text);
    let is_odd = |c: char| is_invisible(c) || is_wide_blank(c) || is_loose_accent(c);
    if matches!(text, Cow::Borrowed(_)) && !text.contains(is_odd) {
        return text;
    }
    let seen = text.chars().filter(|c| !is_invisible(*c)).map(|c| if is_wide_blank(c) { ' ' } else { c });
    let seen = cabas_kernel::composed(&seen.collect::<String>());
    Cow::Owned(seen.trim().to_owned())
}

/// Turns what a web page left into what it showed: `&amp;`, `&#39;`, `<br>`. Anything else stays as it is.
fn markup(text: &str) -> Cow<'_, str> {
    let mut shown: Option<String> = None;
    let mut rest = text;
    while let Some(at) = rest.find(['&', '<']) {
        let (before, from) = rest.split_at(at);
        let (piece, after) = match reference(from).or_else(|| line_break(from)) {
            Some((shown, after)) => (shown.to_string(), after),
            None => (from.get(..1).unwrap_or_default().to_owned(), from.get(1..).unwrap_or_default()),
        };
        let out = shown.get_or_insert_default();
        out.push_str(before);
        out.push_str(&piece);
        rest = after;
    }
    match shown {
        Some(mut out) => {
            out.push_str(rest);
            Cow::Owned(out)
        }
        None => Cow::Borrowed(text),
    }
}

/// Reads `&name;` or a number; the text after it.
fn reference(text: &str) -> Option<(char, &str)> {
    let (name, after) = until(text.strip_prefix('&')?, b';')?;
    let read = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" | "rsquo" => '\'',
        "nbsp" => ' ',
        "agrave" => 'à',
        "ccedil" => 'ç',
        "eacute" => 'é',
        "egrave" => 'è',
        "ecirc" => 'ê',
        "ouml" => 'ö',
        "uuml" => 'ü',
        "ntilde" => 'ñ',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code).filter(|c| !c.is_control())?
        }
    };
    Some((read, after))
}

/// What stands before a sign, and after it. The sign is near: each `&` of a long text would look through all the rest.
fn until(text: &str, sign: u8) -> Option<(&str, &str)> {
    let at = text.bytes().take(12).position(|b| b == sign)?;
    Some((text.get(..at)?, text.get(at.checked_add(1)?..)?))
}

/// Reads `<br>`, `<br/>`, `<BR />`; the text after it.
fn line_break(text: &str) -> Option<(char, &str)> {
    let (tag, after) = until(text.strip_prefix('<')?, b'>')?;
    tag.trim_end_matches([' ', '/']).eq_ignore_ascii_case("br").then_some(('\n', after))
}

/// The text of UTF-8 that was read as Windows-1252 and saved again ("HÃ©loÃ¯se"), when it can be nothing else.
pub(crate) fn decoded_twice(text: &str) -> Option<String> {
    if text.is_ascii() {
        return None;
    }
    let mut after = text.chars().skip_while(char::is_ascii);
    let starts = after.next().is_some_and(|c| ('\u{C2}'..='\u{F4}').contains(&c));
    if !starts || after.next().is_none_or(|c| c.is_ascii()) {
        return None;
    }
    let (bytes, _, is_other) = WINDOWS_1252.encode(text);
    let read = String::from_utf8(bytes.into_owned()).ok().filter(|_| !is_other)?;
    // A capital before a blank that does not break makes a letter of another script: it was no UTF-8.
    let is_usual = |c: char| {
        c.is_ascii()
            || matches!(c, '\u{A0}'..='\u{FF}' | 'Œ' | 'œ' | 'Š' | 'š' | 'Ÿ' | 'Ž' | 'ž' | '\u{2010}'..='\u{20AC}')
    };
    read.chars().all(is_usual).then_some(read)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_web_page_left_is_read_as_it_showed() {
        for (text, shown) in [
            ("Siobhán O&#39;Brien", "Siobhán O'Brien"),
            ("a &amp; b&nbsp;c", "a & b c"),
            ("&#xE9;t&eacute;", "été"),
            ("1 rue X<br />Bât. B<BR>", "1 rue X\nBât. B"),
            ("&amp;lt;", "&lt;"),
        ] {
            assert_eq!(clean(text), shown, "{text}");
        }
        for plain in ["R&D", "a & b;", "50 < 60 > 40", "&Martin; fils", "&#0;", "&#x110000;", "<b>", "&"] {
            assert_eq!(clean(plain), plain);
        }
    }

    #[test]
    fn characters_that_nobody_sees_are_taken_out() {
        assert_eq!(clean("\u{FEFF}Awa\u{A0}Diallo\u{200B} "), "Awa Diallo");
        assert_eq!(clean("\u{2068}06 39\u{2069}"), "06 39");
        assert_eq!(clean("He\u{301}loi\u{308}se"), "Héloïse");
    }

    #[test]
    fn text_decoded_twice_is_found_and_no_other() {
        for (text, meant) in
            [("HÃ©loÃ¯se", "Héloïse"), ("lâ€™Ã‰glise", "l’Église"), ("NÂ° 5", "N° 5"), ("Å’uvre", "Œuvre")]
        {
            assert_eq!(decoded_twice(text).as_deref(), Some(meant), "{text}");
        }
        for text in ["Héloïse", "SÃO", "MARCHÉ\u{A0}: 5", "«\u{A0}CAFÉ\u{A0}»", "Ã©té", "Олена", "été"]
        {
            assert_eq!(decoded_twice(text), None, "{text}");
        }
    }
}
