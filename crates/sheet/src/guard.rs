//! Cells that a spreadsheet would run as formulas (EX-4).

/// Says whether a spreadsheet may take the text for a formula, looking behind leading apostrophes.
fn is_trigger(text: &str) -> bool {
    let bare = text.trim_start_matches('\'');
    bare.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\u{FF1D}', '\u{FF0B}', '\u{FF0D}', '\u{FF20}'])
}

/// Makes a cell safe to export: a leading `'` before `= + - @`, tab, CR, LF and their full-width variants.
///
/// A text that already has apostrophes before such a character gets one more, so that [`unguard`] gives back
/// exactly what was there.
#[must_use]
pub fn guard(cell: &str) -> std::borrow::Cow<'_, str> {
    if is_trigger(cell) { format!("'{cell}").into() } else { cell.into() }
}

/// Takes the guard off a cell read from a file: the inverse of [`guard`].
#[must_use]
pub fn unguard(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if is_trigger(rest) => rest,
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_a_spreadsheet_would_run_is_guarded() {
        for run in ["=1+1", "+33612345678", "-5", "@SUM(A1)", "\tx", "\rx", "\nx", "\u{FF1D}1", "\u{FF20}x"] {
            assert_eq!(guard(run), format!("'{run}"));
        }
        assert_eq!(guard("12 rue des Lilas"), "12 rue des Lilas");
        assert_eq!(guard("l'=x"), "l'=x");
    }

    proptest! {
        #[test]
        fn no_exported_cell_starts_with_a_trigger(s in "['=+@\\-\t\r\n\u{FF1D}]{0,3}\\PC*") {
            let safe = guard(&s);
            let runs = ['=', '+', '-', '@', '\t', '\r', '\n', '\u{FF1D}', '\u{FF0B}', '\u{FF0D}', '\u{FF20}'];
            prop_assert!(!safe.starts_with(runs));
        }

        #[test]
        fn reading_an_exported_cell_gives_the_text_back(s in "['=+@\\-\t\r\n\u{FF1D}]{0,3}\\PC*") {
            let exported = guard(&s);
            prop_assert_eq!(unguard(&exported), s.as_str());
        }
    }
}
