//! The fields of a kind of sheet, and the names that people give them.

use cabas_kernel::fold;
use std::collections::HashMap;

/// A closed list of fields, each with its name in the reference and the aliases it answers to.
pub(crate) trait Field: Copy + Eq + std::fmt::Debug + 'static {
    const ALL: &'static [Self];
    const NAMES: &'static [&'static str];
    const ALIASES: &'static [&'static [&'static str]];

    fn index(self) -> usize;
    fn book() -> &'static Book<Self>;

    fn name(self) -> &'static str {
        Self::NAMES.get(self.index()).copied().unwrap_or_default()
    }

    /// The field that takes a further column of the same meaning ("téléphone", then "portable").
    fn next(self) -> Option<Self> {
        None
    }
}

/// Declares the fields of one kind: `Variant = "name" ["alias", …]`.
macro_rules! fields {
    ($(#[$meta:meta])* $vis:vis enum $name:ident {
        $($variant:ident = $text:literal [$($alias:literal),* $(,)?]),* $(,)?
    } next $next:expr) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        $vis enum $name { $($variant),* }

        impl $crate::field::Field for $name {
            const ALL: &'static [Self] = &[$(Self::$variant),*];
            const NAMES: &'static [&'static str] = &[$($text),*];
            const ALIASES: &'static [&'static [&'static str]] = &[$(&[$($alias),*]),*];

            #[expect(clippy::as_conversions, reason = "the number of a variant, of which there are fewer than 128")]
            fn index(self) -> usize {
                self as usize
            }

            fn book() -> &'static $crate::field::Book<Self> {
                static BOOK: std::sync::LazyLock<$crate::field::Book<$name>> =
                    std::sync::LazyLock::new($crate::field::Book::new);
                &BOOK
            }

            fn next(self) -> Option<Self> {
                let next: fn(Self) -> Option<Self> = $next;
                next(self)
            }
        }
    };
}
pub(crate) use fields;

/// What a header says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Meaning<F> {
    Field(F),
    /// A column that we write ourselves and never read.
    Ours,
    Unknown,
}

/// Units that ours are not, where a remark in brackets names one.
const UNITS: [&str; 12] = ["g", "gr", "grammes", "grams", "gramm", "grammi", "gramos", "lb", "lbs", "t", "h", "heures"];

/// The names of a kind's fields, ready for comparison.
pub(crate) struct Book<F> {
    by_name: HashMap<&'static str, F>,
    by_key: HashMap<String, F>,
}

/// Lower case, no accents, no blanks, no punctuation.
pub(crate) fn key(header: &str) -> String {
    let mut folded = fold(header);
    folded.retain(|c| c != ' ');
    folded
}

impl<F: Field> Book<F> {
    pub(crate) fn new() -> Self {
        let mut by_name = HashMap::new();
        let mut by_key = HashMap::new();
        for (&field, &name) in F::ALL.iter().zip(F::NAMES) {
            by_name.insert(name, field);
            by_key.insert(key(name), field);
        }
        for (&field, &aliases) in F::ALL.iter().zip(F::ALIASES) {
            for alias in aliases {
                by_key.entry(key(alias)).or_insert(field);
            }
        }
        Self { by_name, by_key }
    }

    /// Reads a header: exactly, then folded, then by alias; at last without a remark in brackets.
    pub(crate) fn meaning(&self, header: &str) -> Meaning<F> {
        let header = header.trim();
        if matches!(header, "_line" | "_errors") {
            return Meaning::Ours;
        }
        if header.is_empty() {
            return Meaning::Unknown;
        }
        if let Some(&field) = self.by_name.get(header) {
            return Meaning::Field(field);
        }
        let found = self.by_key.get(&key(header)).or_else(|| {
            let bare = header.split(['(', '[']).next().unwrap_or_default();
            let remark = header.get(bare.len()..).unwrap_or_default();
            // "poids (g)" is not our weight in kilograms: a unit of another kind makes another column.
            let is_same = !remark.is_empty() && !UNITS.contains(&key(remark).as_str());
            if is_same { self.by_key.get(&key(bare)) } else { None }
        });
        found.map_or(Meaning::Unknown, |&field| Meaning::Field(field))
    }

    /// The field whose name is nearest to a header that nobody knows: offered, never applied.
    pub(crate) fn nearest(&self, header: &str) -> Option<F> {
        let wanted = key(header);
        if wanted.chars().count() < 4 {
            return None;
        }
        let mut best: Option<(f64, &String, F)> = None;
        for (name, &field) in &self.by_key {
            let likeness = strsim::normalized_damerau_levenshtein(&wanted, name);
            // The alphabet settles a draw, so that the offer is the same each time.
            if likeness >= 0.75
                && best.is_none_or(|(score, other, _)| likeness > score || (likeness >= score && name < other))
            {
                best = Some((likeness, name, field));
            }
        }
        best.map(|(_, _, field)| field)
    }

    /// The field of a name given by a caller (a mapping, a default, a correction).
    pub(crate) fn by_name(&self, name: &str) -> Option<F> {
        match self.meaning(name) {
            Meaning::Field(field) => Some(field),
            _ => None,
        }
    }
}

/// A set of fields of one kind.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct FieldSet {
    bits: u128,
    names: &'static [&'static str],
}

impl FieldSet {
    pub(crate) fn empty<F: Field>() -> Self {
        Self { bits: 0, names: F::NAMES }
    }

    pub(crate) fn insert<F: Field>(&mut self, field: F) {
        self.bits |= 1 << field.index();
    }

    pub(crate) fn has<F: Field>(&self, field: F) -> bool {
        self.bits & (1 << field.index()) != 0
    }

    /// Says whether the field of that name is in the set.
    pub fn contains(&self, name: &str) -> bool {
        self.iter().any(|n| n == name)
    }

    /// The names in the set, in the reference's order.
    pub fn iter(&self) -> impl Iterator<Item = &'static str> + use<> {
        let bits = self.bits;
        self.names.iter().enumerate().filter(move |(i, _)| bits & (1 << i) != 0).map(|(_, &name)| name)
    }
}

impl std::fmt::Debug for FieldSet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

/// Two fields that answer to one alias would make the reading depend on their order.
#[cfg(test)]
pub(crate) fn assert_aliases_name_one_field<F: Field>() {
    let mut seen: HashMap<String, F> = HashMap::new();
    assert!(F::ALL.len() <= 128);
    for (i, &field) in F::ALL.iter().enumerate() {
        for name in std::iter::once(&F::NAMES[i]).chain(F::ALIASES[i]) {
            if let Some(other) = seen.insert(key(name), field) {
                assert_eq!(other, field, "{name:?} names two fields");
            }
        }
    }
}
