//! What creates is asked once, however often it is sent.

use serde::Serialize;
use std::hash::{DefaultHasher, Hash, Hasher};

/// One intention, from the opening of a dialog to its end. The same request sent again by it, because the first answer
/// was lost on its way, has one effect; another request has its own. `Copy`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Once(u64);

impl Once {
    pub(crate) fn new() -> Self {
        Self(js_sys::Math::random().to_bits())
    }

    /// The idempotency key of a request.
    pub(crate) fn key<T: Serialize>(self, request: &T) -> String {
        let mut hash = DefaultHasher::new();
        // What the API takes can be written as JSON.
        serde_json::to_string(request).unwrap_or_default().hash(&mut hash);
        format!("{:016x}-{:016x}", self.0, hash.finish())
    }
}

#[cfg(test)]
mod tests {
    use super::Once;

    #[test]
    fn the_same_request_of_the_same_intention_has_the_same_key() {
        assert_eq!(Once(1).key(&["a"]), Once(1).key(&["a"]));
        assert_ne!(Once(1).key(&["a"]), Once(1).key(&["b"]));
        assert_ne!(Once(1).key(&["a"]), Once(2).key(&["a"]));
    }
}
