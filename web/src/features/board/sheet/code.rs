//! A link as a code that a telephone's camera reads (ISO/IEC 18004), drawn in the page: nothing is fetched, and no rule
//! for styles has to be loosened.

use leptos::prelude::*;
use qrcodegen::{QrCode, QrCodeEcc};

/// The code of a link, as large as a camera needs it. Nothing for a text that no code can hold (2953 bytes).
pub(super) fn code(link: &str, label: &'static str) -> Option<AnyView> {
    // At the lowest level at least: the code is then small, and takes what room is left to repair itself.
    let code = QrCode::encode_text(link, QrCodeEcc::Low).ok()?;
    let modules = code.size().to_string();
    let side = [&millimetres(code.size()).to_string(), "mm"].concat();
    let view_box = ["0 0 ", &modules, " ", &modules].concat();
    Some(
        view! {
            <svg class="a4__code" role="img" aria-label=label width=side.clone() height=side viewBox=view_box>
                <path d=path(&code)/>
            </svg>
        }
        .into_any(),
    )
}

/// How wide a code of so many modules is printed: 24 mm for the 33 of a usual link, 0.7 mm a module at least (identity
/// §9).
const fn millimetres(modules: i32) -> i32 {
    modules.saturating_mul(3) / 4
}

/// What is dark, as a rectangle for each run of a line: « M3 0H7v1H3z ».
fn path(code: &QrCode) -> String {
    let mut path = String::new();
    for y in 0..code.size() {
        let mut from = None;
        // Beyond its edge the code is light: every run ends.
        for x in 0..=code.size() {
            match (from, code.get_module(x, y)) {
                (None, true) => from = Some(x),
                (Some(start), false) => {
                    let [start, end, y] = [start, x, y].map(|number| number.to_string());
                    path.push_str(&["M", &start, " ", &y, "H", &end, "v1H", &start, "z"].concat());
                    from = None;
                }
                _ => {}
            }
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    const LINK: &str = "https://cabas.example.org/my-rounds/0198f3a4-6b1c-7d2e-8f90-a1b2c3d4e5f6";

    #[test]
    fn what_is_drawn_is_the_code_and_nothing_else() {
        let code = QrCode::encode_text(LINK, QrCodeEcc::Low).unwrap();
        let mut drawn = HashSet::new();
        for run in path(&code).split('z').filter(|run| !run.is_empty()) {
            let numbers: Vec<i32> = run.split(|c: char| !c.is_ascii_digit()).filter_map(|n| n.parse().ok()).collect();
            let [start, y, end, 1, back] = numbers[..] else { panic!("{run}") };
            assert_eq!(back, start, "{run}");
            drawn.extend((start..end).map(|x| (x, y)));
        }
        let all = (0..code.size()).flat_map(|y| (0..code.size()).map(move |x| (x, y)));
        let dark: HashSet<(i32, i32)> = all.filter(|(x, y)| code.get_module(*x, *y)).collect();
        assert_eq!(drawn, dark);
    }

    #[test]
    fn the_link_of_a_round_takes_24_millimetres() {
        let code = QrCode::encode_text(LINK, QrCodeEcc::Low).unwrap();
        assert_eq!((code.size(), millimetres(code.size())), (33, 24));
    }

    #[test]
    fn no_module_is_smaller_than_seven_tenths_of_a_millimetre() {
        for modules in (21..=177).step_by(4) {
            assert!(millimetres(modules) * 10 >= modules * 7, "{modules}");
        }
    }
}
