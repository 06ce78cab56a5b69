//! Weights.

use serde::{Deserialize, Serialize};

/// A weight in whole grams.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "spec", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct Grams(pub u32);

/// The text is not a weight between 0 and 1,000 kg.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("weight_invalid")]
pub struct WeightError;

impl Grams {
    /// Reads kilograms as people write them: `50`, `2.5`, `2,5`, `2,5 kg`, at most three decimals.
    ///
    /// # Errors
    /// [`WeightError`] on anything else, a negative number, or more than 1,000 kg.
    pub fn from_kilograms(text: &str) -> Result<Self, WeightError> {
        let text = text.trim();
        let bare = text
            .strip_suffix("kg")
            .or_else(|| text.strip_suffix("Kg"))
            .or_else(|| text.strip_suffix("KG"))
            .unwrap_or(text)
            .trim_end();
        let (whole, part) = bare.split_once(['.', ',']).unwrap_or((bare, ""));
        let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || whole.len() > 4 || !digits(whole) || part.len() > 3 || !digits(part) {
            return Err(WeightError);
        }
        let kilograms: u32 = whole.parse().map_err(|_| WeightError)?;
        let grams: u32 = format!("{part:0<3}").parse().map_err(|_| WeightError)?;
        let total = kilograms * 1000 + grams;
        if total <= 1_000_000 { Ok(Self(total)) } else { Err(WeightError) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kilograms_are_read_as_people_write_them() {
        for (text, grams) in
            [("50", 50_000), ("2.5", 2500), ("2,5", 2500), ("2,5 kg", 2500), ("0,125kg", 125), ("50.0", 50_000)]
        {
            assert_eq!(Grams::from_kilograms(text), Ok(Grams(grams)), "{text}");
        }
        for bad in ["", "kg", "-1", "2,5,1", "1e3", "2.5001", "beaucoup", "1001"] {
            assert!(Grams::from_kilograms(bad).is_err(), "{bad:?} passed");
        }
    }
}
