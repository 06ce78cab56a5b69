//! Telephone numbers as people write them, read by the numbering plan of a country.

use cabas_kernel::Phone;
use phonenumber::{Mode, country};

/// Reads a national or international form; none when no such number can exist.
pub fn read(text: &str, country: &str) -> Option<Phone> {
    let country: Option<country::Id> = country.parse().ok();
    let number = phonenumber::parse(country, text.trim()).ok()?;
    if !number.is_valid() {
        return None;
    }
    Phone::e164(&number.format().mode(Mode::E164).to_string()).ok()
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
        assert_eq!(read("06 12 34", "FR"), None);
        assert_eq!(read("le voisin", "FR"), None);
    }
}
