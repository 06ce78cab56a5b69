//! Small languages inside one cell: tags, lists, packages, metadata.

use crate::parts::PackageCount;
use cabas_kernel::fold;
use std::collections::BTreeMap;

/// Lower case letters and digits joined by `-`.
pub(crate) fn slug(text: &str) -> String {
    fold(text).replace(' ', "-")
}

/// Words that people write instead of leaving a cell empty, as they fold.
const NOTHING: &[&str] = &[
    "aucun",
    "aucune",
    "rien",
    "neant",
    "non",
    "no",
    "none",
    "nothing",
    "kein",
    "keine",
    "keiner",
    "nichts",
    "nein",
    "nessuno",
    "nessuna",
    "niente",
    "geen",
    "niets",
    "nee",
    "ninguno",
    "ninguna",
    "nada",
    "pas de telephone",
    "sans telephone",
];

/// Says whether a cell of a list says that the list is empty.
pub(crate) fn is_nothing(text: &str) -> bool {
    NOTHING.contains(&fold(text).as_str())
}

/// Tags: separated by blanks (commas and semicolons are forgiven), each a slug, each once.
pub(crate) fn tags(text: &str) -> Vec<String> {
    once(text.split(|c: char| c.is_whitespace() || ",;|".contains(c)).map(slug))
}

/// A list of words that may hold blanks: `sans porc, végétarien`.
pub(crate) fn list(text: &str) -> Vec<String> {
    const AND: [&str; 7] = [" ni ", " et ", " and ", " und ", " e ", " en ", " y "];
    let mut text = std::borrow::Cow::Borrowed(text);
    for and in AND {
        if text.contains(and) {
            text = text.replace(and, ",").into();
        }
    }
    once(text.split([',', ';', '|', '/', '+', '\n']).map(|w| w.trim().to_owned()))
}

fn once(words: impl Iterator<Item = String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for word in words.filter(|w| !w.is_empty()) {
        if !kept.contains(&word) {
            kept.push(word);
        }
    }
    kept
}

/// Pairs separated by blanks; a blank around `=` is forgiven, a `,` or `;` after a pair too.
fn pairs(text: &str) -> Vec<String> {
    let joined = if text.contains(" =") || text.contains("= ") {
        text.split('=').map(str::trim).collect::<Vec<_>>().join("=")
    } else {
        text.to_owned()
    };
    joined.split_whitespace().map(|p| p.trim_end_matches([',', ';']).to_owned()).filter(|p| !p.is_empty()).collect()
}

/// Reads `slug=quantity slug=quantity`. The error is the pair that cannot be read.
pub(crate) fn packages(text: &str) -> Result<Vec<PackageCount>, String> {
    let mut counts: Vec<PackageCount> = Vec::new();
    for pair in pairs(text) {
        let read = pair.split_once('=').and_then(|(slug, quantity)| {
            let quantity: u16 = quantity.parse().ok().filter(|q| *q >= 1)?;
            (!slug.is_empty()).then(|| PackageCount { slug: slug.to_lowercase(), quantity })
        });
        let Some(count) = read else { return Err(pair) };
        match counts.iter_mut().find(|c| c.slug == count.slug) {
            Some(known) => known.quantity = known.quantity.checked_add(count.quantity).ok_or(pair)?,
            None => counts.push(count),
        }
    }
    Ok(counts)
}

/// Reads `key=value key=value`. The error is the pair that cannot be read.
pub(crate) fn metadata(text: &str) -> Result<BTreeMap<String, String>, String> {
    let mut found = BTreeMap::new();
    for pair in pairs(text) {
        match pair.split_once('=') {
            Some((key, value)) if !key.is_empty() && !found.contains_key(key) => {
                found.insert(key.to_owned(), value.to_owned());
            }
            _ => return Err(pair),
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_slugs_and_runs_of_blanks_count_as_one() {
        assert_eq!(tags("Étage   FRAIS,frais vélo-cargo"), ["etage", "frais", "velo-cargo"]);
    }

    #[test]
    fn packages_are_pairs_of_slug_and_quantity() {
        let read = packages("Panier=2  colis-bebe = 1; panier=1").unwrap();
        let read: Vec<_> = read.iter().map(|p| (p.slug.as_str(), p.quantity)).collect();
        assert_eq!(read, [("panier", 3), ("colis-bebe", 1)]);
        for bad in ["panier", "panier=", "panier=0", "panier=-1", "panier=2,5", "=2", "panier=70000"] {
            assert!(packages(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn metadata_are_pairs() {
        assert_eq!(metadata("code=A12 dossier=7").unwrap().len(), 2);
        assert_eq!(metadata("code=A12 dossier"), Err("dossier".into()));
        assert_eq!(metadata("a=1 a=2"), Err("a=2".into()));
    }
}
