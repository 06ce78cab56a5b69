//! Small helpers for what people read on the terminal.

use std::time::Duration;

/// `850 ms`, `12 s`, `3 min 05 s`.
pub(crate) fn duration(time: Duration) -> String {
    let seconds = time.as_secs();
    match seconds {
        0 => format!("{} ms", time.subsec_millis()),
        1..=59 => format!("{seconds} s"),
        _ => format!("{} min {:02} s", seconds / 60, seconds % 60),
    }
}

/// Bytes as kilobytes of 1000 with one decimal, as browsers and the budgets count them.
pub(crate) fn kilobytes(bytes: u64) -> String {
    format!("{}.{} KB", bytes / 1000, bytes % 1000 / 100)
}

/// Lower-case hexadecimal, cut to `length` characters.
pub(crate) fn hex(bytes: &[u8], length: usize) -> String {
    let digits: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut text = digits.concat();
    text.truncate(length);
    text
}

/// Terminal colours removed, so that summaries can be read by a program.
pub(crate) fn plain(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        if character == '\u{1b}' {
            characters.by_ref().find(char::is_ascii_alphabetic);
        } else {
            out.push(character);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_like_a_clock() {
        assert_eq!(duration(Duration::from_millis(850)), "850 ms");
        assert_eq!(duration(Duration::from_secs(12)), "12 s");
        assert_eq!(duration(Duration::from_secs(185)), "3 min 05 s");
    }

    #[test]
    fn sizes_are_counted_in_thousands() {
        assert_eq!(kilobytes(250_000), "250.0 KB");
        assert_eq!(kilobytes(1_950), "1.9 KB");
    }

    #[test]
    fn colours_are_removed() {
        assert_eq!(plain("\u{1b}[32;1m3 passed\u{1b}[0m"), "3 passed");
    }
}
