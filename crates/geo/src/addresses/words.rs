//! Words of addresses: one spelling for all the ways in which people shorten them.

use cabas_kernel::fold::fold;

/// What a word may stand for, besides itself: French first, then German, Italian, Dutch, Spanish, Catalan, English.
/// The same short form means one thing in one country and another in the next: all of them are tried.
const SHORT: &[(&str, &[&str])] = &[
    // Kinds of streets.
    ("all", &["allee"]),
    ("ald", &["allee"]),
    ("arc", &["arcade"]),
    ("av", &["avenue", "avenida", "avinguda"]),
    ("avd", &["avenida", "avinguda"]),
    ("avda", &["avenida", "avinguda"]),
    ("ave", &["avenue"]),
    ("aven", &["avenue"]),
    ("avgda", &["avinguda"]),
    ("b", &["boulevard"]),
    ("bd", &["boulevard"]),
    ("bld", &["boulevard"]),
    ("blvd", &["boulevard"]),
    ("boul", &["boulevard"]),
    ("bvd", &["boulevard"]),
    ("bxda", &["baixada"]),
    ("c", &["calle", "carrer"]),
    ("car", &["carrefour"]),
    ("carr", &["carrefour", "carrer"]),
    ("ch", &["chemin"]),
    ("che", &["chemin"]),
    ("chem", &["chemin"]),
    ("cl", &["calle", "close"]),
    ("clo", &["clos"]),
    ("cor", &["corniche"]),
    ("cres", &["crescent"]),
    ("crs", &["cours"]),
    ("cso", &["corso"]),
    ("ct", &["court"]),
    ("cte", &["cote"]),
    ("ctra", &["carretera"]),
    ("dom", &["domaine"]),
    ("dr", &["docteur", "drive", "doctor", "doktor"]),
    ("esc", &["escalier", "escaliers"]),
    ("esp", &["esplanade"]),
    ("fbg", &["faubourg"]),
    ("fbrg", &["faubourg"]),
    ("fg", &["faubourg"]),
    ("gal", &["general", "galerie"]),
    ("gdns", &["gardens"]),
    ("ham", &["hameau"]),
    ("imp", &["impasse"]),
    ("jard", &["jardin", "jardins"]),
    ("lgo", &["largo"]),
    ("ln", &["lane", "laan"]),
    ("lot", &["lotissement"]),
    ("mte", &["montee"]),
    ("pas", &["passage"]),
    ("pass", &["passage"]),
    ("pg", &["passeig"]),
    ("pl", &["place", "platz", "plaza", "placa", "plein"]),
    ("plc", &["placa", "place"]),
    ("plza", &["plaza"]),
    ("pln", &["plein"]),
    ("po", &["paseo"]),
    ("prom", &["promenade"]),
    ("pso", &["paseo"]),
    ("pza", &["piazza", "plaza"]),
    ("pzza", &["piazza"]),
    ("pzle", &["piazzale"]),
    ("q", &["quai"]),
    ("qu", &["quai"]),
    ("qua", &["quai"]),
    ("quart", &["quartier"]),
    ("r", &["rue"]),
    ("rbla", &["rambla"]),
    ("rd", &["road", "rond"]),
    ("rdpt", &["rond", "point"]),
    ("res", &["residence"]),
    ("resid", &["residence"]),
    ("rle", &["ruelle"]),
    ("rte", &["route"]),
    ("sen", &["sente", "sentier"]),
    ("sent", &["sentier"]),
    ("sq", &["square"]),
    ("str", &["strasse", "straat", "strada"]),
    ("tce", &["terrace"]),
    ("trav", &["traverse", "travessia"]),
    ("tra", &["traverse"]),
    ("urb", &["urbanizacion", "urbanitzacio"]),
    ("v", &["via"]),
    ("vle", &["viale"]),
    ("vico", &["vicolo"]),
    ("vla", &["villa"]),
    // People.
    ("abb", &["abbe"]),
    ("adj", &["adjudant"]),
    ("am", &["amiral"]),
    ("cap", &["capitaine"]),
    ("cdt", &["commandant"]),
    ("cne", &["capitaine"]),
    ("col", &["colonel", "coll"]),
    ("dott", &["dottore"]),
    ("gen", &["general", "generale"]),
    ("gl", &["general"]),
    ("ing", &["ingenieur", "ingegnere"]),
    ("lt", &["lieutenant"]),
    ("mal", &["marechal"]),
    ("mar", &["marechal"]),
    ("mgr", &["monseigneur"]),
    ("mme", &["madame"]),
    ("mlle", &["mademoiselle"]),
    ("pdt", &["president"]),
    ("pcesse", &["princesse"]),
    ("pce", &["prince"]),
    ("pr", &["professeur"]),
    ("pres", &["president"]),
    ("prof", &["professeur", "professor", "professore"]),
    ("psse", &["princesse"]),
    ("sgt", &["sergent"]),
    ("s", &["saint", "san", "sant"]),
    ("st", &["saint", "street", "sankt", "sint"]),
    ("sta", &["santa"]),
    ("ste", &["sainte"]),
    // Others.
    ("1er", &["premier"]),
    ("gd", &["grand"]),
    ("gde", &["grande"]),
    ("gds", &["grands"]),
    ("gt", &["grote", "grand"]),
    ("mt", &["mont"]),
    ("nd", &["notre"]),
    ("pt", &["petit", "pont"]),
    ("pte", &["petite", "porte"]),
    ("rn", &["route"]),
    ("vx", &["vieux"]),
];

/// Kinds of streets: said or not, one or another, they tell little.
const KINDS: &[&str] = &[
    "allee",
    "allees",
    "arcade",
    "avenida",
    "avenue",
    "avinguda",
    "baixada",
    "boulevard",
    "calle",
    "calata",
    "camino",
    "carrefour",
    "carrer",
    "carretera",
    "chaussee",
    "chemin",
    "cite",
    "clos",
    "close",
    "corniche",
    "corso",
    "court",
    "cours",
    "crescent",
    "descente",
    "domaine",
    "drive",
    "escalier",
    "escaliers",
    "esplanade",
    "faubourg",
    "galerie",
    "gardens",
    "gasse",
    "gracht",
    "hameau",
    "impasse",
    "kade",
    "laan",
    "lane",
    "largo",
    "lotissement",
    "mail",
    "montee",
    "parvis",
    "paseo",
    "passage",
    "passeig",
    "passerelle",
    "piazza",
    "piazzale",
    "placa",
    "place",
    "placeta",
    "platz",
    "plaza",
    "plein",
    "pont",
    "porte",
    "promenade",
    "quai",
    "quartier",
    "rambla",
    "rampe",
    "residence",
    "road",
    "rond",
    "route",
    "rue",
    "ruelle",
    "salita",
    "sente",
    "sentier",
    "square",
    "straat",
    "strada",
    "strasse",
    "street",
    "terrace",
    "terrasse",
    "traverse",
    "travessia",
    "tunnel",
    "urbanitzacio",
    "urbanizacion",
    "venelle",
    "via",
    "viale",
    "vicolo",
    "villa",
    "voie",
    "way",
    "weg",
];

/// Words that join others and tell nothing.
const JOINS: &[&str] = &[
    "a", "al", "and", "au", "aux", "d", "da", "das", "de", "del", "della", "dels", "den", "der", "des", "di", "die",
    "do", "du", "e", "el", "els", "en", "et", "het", "i", "il", "im", "in", "l", "la", "las", "le", "les", "lo", "los",
    "of", "op", "the", "van", "von", "y", "zum", "zur",
];

/// The words of a text: lower case, without accents, an elided article apart.
pub(super) fn words(text: &str) -> Vec<String> {
    // "S.t" and "c/" are one word each; "l'Annonciade" is two.
    fold(text).split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// A word with what it may stand for, and how much it tells.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Word {
    pub(super) text: String,
    /// What it may stand for besides itself.
    pub(super) others: Vec<String>,
    pub(super) weight: f32,
}

impl Word {
    pub(super) fn of(text: &str) -> Self {
        let mut readings = readings(text);
        Self { others: readings.split_off(1), weight: weight(text), text: text.to_owned() }
    }

    /// The words of a text.
    pub(super) fn all(text: &str) -> Vec<Self> {
        fold(text).split(' ').filter(|word| !word.is_empty()).map(Self::of).collect()
    }

    /// How alike a word is to a known one, whatever the two stand for.
    pub(super) fn alike(&self, known: &Self) -> f32 {
        let mut best = alike(&self.text, &known.text);
        for other in &self.others {
            best = best.max(alike(other, &known.text));
        }
        // What is short in the name itself.
        for other in &known.others {
            best = best.max(alike(&self.text, other));
        }
        best
    }
}

/// All that a word may stand for, itself first.
pub(super) fn readings(word: &str) -> Vec<String> {
    let mut readings = vec![word.to_owned()];
    if let Some((_, full)) = SHORT.iter().find(|(short, _)| *short == word) {
        readings.extend(full.iter().map(|full| (*full).to_owned()));
    }
    // Where the kind is part of the word: Gartenstr., Kerkstr.
    if let Some(stem) = word.strip_suffix("str").filter(|stem| stem.len() > 2) {
        readings.extend([[stem, "strasse"].concat(), [stem, "straat"].concat()]);
    }
    readings
}

/// How much a word tells of which street it is.
pub(super) fn weight(word: &str) -> f32 {
    if JOINS.contains(&word) {
        0.05
    } else if is_kind(word) {
        0.3
    } else if word.len() == 1 {
        0.35
    } else if word.len() <= 3 {
        0.8
    } else {
        1.0
    }
}

/// Whether a word says what kind of street it is, in full or short.
pub(super) fn is_kind(word: &str) -> bool {
    KINDS.contains(&word)
        || SHORT.iter().any(|(short, full)| *short == word && full.iter().any(|full| KINDS.contains(full)))
}

/// Whether a word joins others.
pub(super) fn is_join(word: &str) -> bool {
    JOINS.contains(&word)
}

/// How alike two words are: 1 the same, 0 others. A slip of the pen takes more of a short word than of a long one, and
/// nothing is taken for a number but that number.
pub(super) fn alike(asked: &str, known: &str) -> f32 {
    if asked == known {
        return 1.0;
    }
    if asked.bytes().any(|byte| byte.is_ascii_digit()) || known.bytes().any(|byte| byte.is_ascii_digit()) {
        return 0.0;
    }
    // An initial for a name: "J Jaurès".
    if asked.len() == 1 && known.starts_with(asked) {
        return 0.6;
    }
    let longest = asked.chars().count().max(known.chars().count());
    let most = slips(longest);
    match distance(asked, known, most) {
        Some(slips) if longest > 0 => {
            let slips = f32::from(u8::try_from(slips).unwrap_or(u8::MAX));
            let letters = f32::from(u8::try_from(longest).unwrap_or(u8::MAX));
            // The first letter is hardly ever the wrong one.
            let first = if asked.chars().next() == known.chars().next() { 0.0 } else { 0.08 };
            (1.0 - 1.2 * slips / letters - 0.1 * (slips - 1.0) - first).max(0.0)
        }
        _ => 0.0,
    }
}

/// How many slips of the pen a word of so many letters may have.
pub(super) const fn slips(letters: usize) -> usize {
    match letters {
        0..=3 => 0,
        4..=7 => 1,
        _ => 2,
    }
}

/// Letters put in, left out, changed, or two of them swapped (optimal string alignment); `None` beyond `most`.
fn distance(a: &str, b: &str, most: usize) -> Option<usize> {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if most == 0 || a.len().abs_diff(b.len()) > most {
        return None;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (row, letter) in a.iter().enumerate() {
        let mut next = vec![row + 1];
        for (column, other) in b.iter().enumerate() {
            let at = |list: &[usize], column: usize| list.get(column).copied().unwrap_or(usize::MAX / 2);
            let mut best = at(&last, column) + usize::from(letter != other);
            best = best.min(at(&last, column + 1) + 1).min(at(&next, column) + 1);
            let swapped = row > 0 && column > 0 && a.get(row - 1) == Some(other) && b.get(column - 1) == Some(letter);
            if swapped {
                best = best.min(at(&before, column - 1) + 1);
            }
            next.push(best);
        }
        before = std::mem::replace(&mut last, next);
    }
    last.last().copied().filter(|slips| *slips <= most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_elided_article_is_a_word_of_its_own() {
        assert_eq!(words("Av. de l'Annonciade"), ["av", "de", "l", "annonciade"]);
        assert_eq!(words("Straße des 17. Juni"), ["strasse", "des", "17", "juni"]);
    }

    #[test]
    fn short_forms_stand_for_what_they_may() {
        assert!(readings("bd").contains(&"boulevard".to_owned()));
        assert!(readings("st").contains(&"saint".to_owned()) && readings("st").contains(&"street".to_owned()));
        assert!(readings("gartenstr").contains(&"gartenstrasse".to_owned()));
        assert_eq!(readings("grimaldi"), ["grimaldi"]);
    }

    #[test]
    fn a_slip_of_the_pen_is_alike_another_word_is_not() {
        for (asked, known) in [("grimladi", "grimaldi"), ("grimaldy", "grimaldi"), ("grimldi", "grimaldi")] {
            assert!(alike(asked, known) > 0.75, "{asked}: {}", alike(asked, known));
        }
        for (asked, known) in [("rue", "rur"), ("gare", "mars"), ("1945", "1944"), ("grimaldi", "garibaldi")] {
            assert!(alike(asked, known) < 0.7, "{asked}, {known}: {}", alike(asked, known));
        }
    }

    #[test]
    fn what_tells_a_street_counts_and_what_joins_words_does_not() {
        assert!(weight("grimaldi") > weight("rue") && weight("rue") > weight("de"));
    }
}
