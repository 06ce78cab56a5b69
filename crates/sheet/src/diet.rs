//! What to pack and what to leave out, in the words of a list kept by hand.
//!
//! Both lists are closed (PR-1): a word that is in neither is warned of and never becomes an entry.

use cabas_kernel::{
    fold,
    words::recipients::{Allergen, Diet},
};

type Words<T> = (T, &'static [&'static str]);

const DIETS: &[Words<&[Diet]>] = &[
    (&[Diet::NoPork], &["porc", "pork", "schwein", "schweinefleisch", "maiale", "varken", "varkensvlees", "cerdo"]),
    (
        &[Diet::NoMeat, Diet::NoFish],
        &["vegetarien", "vegetarienne", "vegetarian", "vegetarisch", "vegetariano", "vegetariana"],
    ),
    (&[Diet::NoMeat], &["viande", "meat", "fleisch", "carne", "vlees"]),
    (&[Diet::NoFish], &["poisson", "fish", "fisch", "pesce", "vis", "pescado"]),
    (&[Diet::Vegan], &["vegan", "vegane", "vegetalien", "vegetalienne", "vegano", "vegana", "veganistisch"]),
    (&[Diet::Halal], &["halal", "hallal"]),
    (&[Diet::Kosher], &["casher", "cacher", "kasher", "kosher", "koscher", "koosjer"]),
    (&[Diet::NoGluten], &["gluten", "glutine", "glutenfrei", "glutenvrij"]),
    (&[Diet::NoLactose], &["lactose", "laktose", "lattosio", "lactosa", "laktosefrei", "lactosevrij"]),
    (&[Diet::NoSugar], &["sucre", "sugar", "zucker", "zucchero", "suiker", "azucar"]),
    (&[Diet::NoSalt], &["sel", "salt", "salz", "sale", "zout", "sal"]),
    (&[Diet::SoftFood], &["mixe", "mouline", "mou", "soft", "soft food", "weich"]),
    (&[Diet::NoCooking], &["cuisson", "cuisine", "cooking", "kochen", "cottura", "cocinar"]),
    (&[Diet::BabyFood], &["bebe", "baby", "baby food", "nourrisson", "saugling", "neonato"]),
];

const ALLERGENS: &[Words<Allergen>] = &[
    (Allergen::Gluten, &["gluten", "ble", "glutine"]),
    (
        Allergen::Crustaceans,
        &["crustaces", "crevettes", "crustaceans", "krebstiere", "crostacei", "schaaldieren", "crustaceos"],
    ),
    (Allergen::Eggs, &["oeuf", "oeufs", "egg", "eggs", "ei", "eier", "uovo", "uova", "eieren", "huevo", "huevos"]),
    (Allergen::Fish, &["poisson", "poissons", "fish", "fisch", "pesce", "vis", "pescado"]),
    (
        Allergen::Peanuts,
        &[
            "arachide",
            "arachides",
            "cacahuete",
            "cacahuetes",
            "peanut",
            "peanuts",
            "erdnuss",
            "erdnusse",
            "arachidi",
            "pinda",
            "pindas",
        ],
    ),
    (Allergen::Soy, &["soja", "soy", "soya", "soia"]),
    (Allergen::Milk, &["lait", "laitages", "produits laitiers", "lactose", "milk", "milch", "latte", "melk", "leche"]),
    (
        Allergen::Nuts,
        &[
            "noix",
            "fruits a coque",
            "noisette",
            "noisettes",
            "amandes",
            "nuts",
            "nusse",
            "noci",
            "frutta a guscio",
            "noten",
            "frutos secos",
        ],
    ),
    (Allergen::Celery, &["celeri", "celery", "sellerie", "sedano", "selderij", "apio"]),
    (Allergen::Mustard, &["moutarde", "mustard", "senf", "senape", "mosterd", "mostaza"]),
    (Allergen::Sesame, &["sesame", "sesam", "sesamo"]),
    (Allergen::Sulphites, &["sulfites", "sulphites", "sulfite", "solfiti", "sulfieten", "sulfitos"]),
    (Allergen::Lupin, &["lupin", "lupine", "lupini", "altramuces"]),
    (Allergen::Molluscs, &["mollusques", "moules", "molluscs", "weichtiere", "molluschi", "weekdieren", "moluscos"]),
];

/// Words that say "without" in front of the food.
const WITHOUT: &[&str] = &[
    "sans",
    "pas de",
    "pas d",
    "ohne",
    "kein",
    "keine",
    "senza",
    "zonder",
    "geen",
    "sin",
    "no",
    "without",
    "allergie aux",
    "allergie au",
    "allergie a l",
    "allergie a",
    "allergies",
    "allergie",
    "allergique aux",
    "allergique a",
    "allergic to",
];

/// What a cell's word means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Meaning {
    Diet(&'static [Diet]),
    Avoid(Allergen),
}

/// Reads one word: among the diets first, or among the allergens, as its column says.
pub(crate) fn meaning(word: &str, allergens_first: bool) -> Option<Meaning> {
    let folded = fold(word);
    let bare = WITHOUT.iter().find_map(|w| folded.strip_prefix(w)?.strip_prefix(' ')).unwrap_or(&folded);
    let diet = || DIETS.iter().find(|(_, words)| words.contains(&bare)).map(|&(diets, _)| Meaning::Diet(diets));
    let avoid = || ALLERGENS.iter().find(|(_, words)| words.contains(&bare)).map(|&(a, _)| Meaning::Avoid(a));
    if allergens_first { avoid().or_else(diet) } else { diet().or_else(avoid) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_read_by_its_column_first() {
        assert_eq!(meaning("sans gluten", false), Some(Meaning::Diet(&[Diet::NoGluten])));
        assert_eq!(meaning("gluten", true), Some(Meaning::Avoid(Allergen::Gluten)));
        assert_eq!(meaning("Porc", true), Some(Meaning::Diet(&[Diet::NoPork])));
        assert_eq!(meaning("Œufs", false), Some(Meaning::Avoid(Allergen::Eggs)));
        assert_eq!(meaning("végétarien", false), Some(Meaning::Diet(&[Diet::NoMeat, Diet::NoFish])));
        assert_eq!(meaning("allergie aux arachides", true), Some(Meaning::Avoid(Allergen::Peanuts)));
        assert_eq!(meaning("no_pork", false), Some(Meaning::Diet(&[Diet::NoPork])));
    }

    #[test]
    fn the_codes_of_our_own_export_are_understood() {
        for diet in Diet::ALL {
            let read = meaning(diet.as_str(), false);
            assert!(matches!(&read, Some(Meaning::Diet(found)) if found.contains(diet)), "{diet}: {read:?}");
        }
        for allergen in Allergen::ALL {
            assert_eq!(meaning(allergen.as_str(), true), Some(Meaning::Avoid(*allergen)), "{allergen}");
        }
    }

    #[test]
    fn another_word_is_nothing() {
        assert_eq!(meaning("aime le chocolat", false), None);
    }
}
