//! What is said of an object, by key.

use osmpbf::{DenseTagIter, TagIter};

/// The tags of an object. The few that are asked for are found by looking at them all.
#[derive(Debug, Default)]
pub(crate) struct Tags<'a>(Vec<(&'a str, &'a str)>);

impl<'a> Tags<'a> {
    pub(crate) fn get(&self, key: &str) -> Option<&'a str> {
        self.0.iter().find(|(known, _)| *known == key).map(|(_, value)| *value)
    }

    /// The first of some keys that something is said under.
    pub(crate) fn first(&self, keys: &[&str]) -> Option<&'a str> {
        keys.iter().find_map(|key| self.get(key))
    }

    pub(crate) fn is(&self, key: &str, value: &str) -> bool {
        self.get(key) == Some(value)
    }

    pub(crate) fn is_any(&self, key: &str, values: &[&str]) -> bool {
        self.get(key).is_some_and(|value| values.contains(&value))
    }
}

impl<'a> FromIterator<(&'a str, &'a str)> for Tags<'a> {
    fn from_iter<I: IntoIterator<Item = (&'a str, &'a str)>>(tags: I) -> Self {
        Self(tags.into_iter().collect())
    }
}

impl<'a> From<TagIter<'a>> for Tags<'a> {
    fn from(tags: TagIter<'a>) -> Self {
        tags.collect()
    }
}

impl<'a> From<DenseTagIter<'a>> for Tags<'a> {
    fn from(tags: DenseTagIter<'a>) -> Self {
        tags.collect()
    }
}
