//! Telephone numbers as people write them, read by the numbering plan of a country.

use cabas_kernel::Phone;
use phonenumber::{Mode, country};

/// Reads a national or international form; none when no such number can exist.
pub fn read(text: &str, country: &str) -> Option<Phone> {
    let country: Option<country::Id> = country.parse().ok();
    let number = phonenumber::parse(country, text.trim()).ok()?;
    let written = number.format().mode(Mode::E164).to_string();
    if !number.is_valid() && !is_french_mobile(&written) {
        return None;
    }
    Phone::e164(&written).ok()
}

/// Mobile ranges are opened faster than any copy of the plan follows, and 06 39 98 is set aside for examples: ten
/// digits that begin like a mobile's are taken as one.
fn is_french_mobile(e164: &str) -> bool {
    e164.len() == 12 && (e164.starts_with("+336") || e164.starts_with("+337"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_by_the_plan_of_its_country() {
        let read = |text, country| read(text, country).map(|p| p.to_string());
        assert_eq!(read("06 12 34 56 78", "FR").as_deref(), Some("+33612345678"));
        assert_eq!(read("+33 (0)6.12.34.56.78", "BE").as_deref(), Some("+33612345678"));
        assert_eq!(read("0470 12 34 56", "BE").as_deref(), Some("+32470123456"));
        assert_eq!(read("06 39 98 12 34", "FR").as_deref(), Some("+33639981234"), "set aside for examples");
        assert_eq!(read("06 12 34", "FR"), None);
        assert_eq!(read("le voisin", "FR"), None);
    }
}
