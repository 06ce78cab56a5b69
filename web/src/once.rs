//! What creates is asked once, however often it is sent.

use serde::Serialize;
use std::hash::{DefaultHasher, Hash, Hasher};

/// One intention, from the opening of a form to its end. The same request sent again by it, because the first answer
/// was lost on its way, has one effect; another request has its own. `Copy`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Once(u64);

impl Once {
    pub(crate) fn new() -> Self {
        Self(js_sys::Math::random().to_bits())
    }

    /// The idempotency key of a request.
    pub(crate) fn key<T: Serialize>(self, request: &T) -> String {
        self.key_with(request, &[])
    }

    /// The same of a request that goes with a file.
    pub(crate) fn key_with<T: Serialize>(self, request: &T, file: &[u8]) -> String {
        let mut hash = DefaultHasher::new();
        // What the API takes can be written as JSON.
        serde_json::to_string(request).unwrap_or_default().hash(&mut hash);
        file.hash(&mut hash);
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

    #[test]
    fn another_file_is_another_request() {
        assert_eq!(Once(1).key_with(&["a"], b"nom"), Once(1).key_with(&["a"], b"nom"));
        assert_ne!(Once(1).key_with(&["a"], b"nom"), Once(1).key_with(&["a"], b"ville"));
    }
}
