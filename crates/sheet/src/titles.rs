//! What a title means beside the others: some words mean one thing alone and another next to a street.

use crate::{
    field::{Field, Meaning, key},
    workbook::Line,
};

/// Titles that number a household alone and a house beside its street.
const NUMBERS: [&str; 7] = ["n", "no", "num", "numero", "number", "nr", "nummer"];
/// Titles of streets that the number stands before or after.
const STREETS: [&str; 3] = ["rue", "voie", "street"];
/// Titles of streets that the number stands after.
const STREETS_BEFORE: [&str; 4] = ["strasse", "via", "calle", "straat"];
/// Titles that make a list French, in which "nombre" counts and is no Spanish first name.
const FRENCH: [&str; 6] = ["nom", "prenom", "nomprenom", "nometprenom", "adresse", "ville"];
/// Rows that show whether streets hold their number.
const SAMPLE: usize = 30;

/// The titles of one sheet.
pub(crate) struct Titles {
    keys: Vec<String>,
    /// The columns whose streets hold no number, most of them.
    bare: Vec<usize>,
}

impl Titles {
    /// Looks at the titles, and at the rows under those of streets.
    pub(crate) fn new(headers: &[String], rows: &[Line]) -> Self {
        let keys: Vec<String> = headers.iter().map(|h| key(h)).collect();
        let is_bare = |column: usize| {
            let texts = rows.iter().take(SAMPLE).filter_map(|l| l.cells.get(column)).filter(|c| !c.is_blank());
            let (mut all, mut numbered) = (0_usize, 0_usize);
            for cell in texts {
                all += 1;
                numbered += usize::from(cell.text.contains(|c: char| c.is_ascii_digit()));
            }
            numbered * 2 < all
        };
        let is_street = |k: &str| STREETS.contains(&k) || STREETS_BEFORE.contains(&k);
        let bare = keys.iter().enumerate().filter(|(at, k)| is_street(k) && is_bare(*at)).map(|(at, _)| at).collect();
        Self { keys, bare }
    }

    /// What a column means.
    pub(crate) fn meaning<F: Field>(&self, header: &str, column: usize) -> Option<F> {
        let name = self.keys.get(column)?.as_str();
        if name == "nombre" && self.keys.iter().any(|k| FRENCH.contains(&k.as_str())) {
            return None;
        }
        if NUMBERS.contains(&name)
            && self.is_beside_street(column)
            && let Some(house) = F::book().by_name("house_number")
        {
            return Some(house);
        }
        match F::book().meaning(header) {
            Meaning::Field(field) => Some(field),
            Meaning::Ours | Meaning::Unknown => None,
        }
    }

    fn is_beside_street(&self, column: usize) -> bool {
        let street = |at: Option<usize>| at.filter(|at| self.bare.contains(at)).and_then(|at| self.keys.get(at));
        street(column.checked_sub(1)).is_some()
            || street(column.checked_add(1)).is_some_and(|k| STREETS.contains(&k.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{recipients::RecipientField, testing::sheet};

    fn first(text: &str) -> Option<RecipientField> {
        let book = sheet(text);
        let lines = &book.sheets[0].lines;
        let headers: Vec<String> = lines[0].cells.iter().map(|c| c.text.clone()).collect();
        Titles::new(&headers, &lines[1..]).meaning(&headers[0], 0)
    }

    #[test]
    fn a_number_belongs_to_the_street_beside_it_when_the_street_has_none() {
        assert_eq!(first("N°;Rue;Nom\n12;rue Haute;Abel\n"), Some(RecipientField::HouseNumber));
        assert_eq!(first("N°;Rue;Nom\n1;12 rue Haute;Abel\n"), Some(RecipientField::Ref));
        assert_eq!(first("Nr.;Straße;Nachname\n1;Am Anger;Abel\n"), Some(RecipientField::Ref), "it stands after");
        assert_eq!(first("N°;Adresse;Nom\n1;rue Haute;Abel\n"), Some(RecipientField::Ref));
    }
}
