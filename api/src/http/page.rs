//! Cursors: sealed, bound to who asked and what for (EN-2).

use super::Failure;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use cabas_store::vault::{Key, Spot, open_bytes, seal_bytes};
use uuid::Uuid;

/// Where a page ends, for whom, of which list.
#[derive(Debug)]
pub struct Cursor<'a> {
    pub(super) key: &'a Key,
    pub(super) actor: Uuid,
    pub(super) list: String,
}

impl Cursor<'_> {
    /// The key of this reader's list: what it seals opens for no other.
    fn own_key(&self) -> Key {
        Key::new(self.key.mac(&[b"cursor", self.actor.as_bytes(), self.list.as_bytes()]))
    }

    fn spot(&self) -> Spot {
        Spot { table: "cursor", row: self.actor, organisation: Uuid::nil() }
    }

    /// Seals a position. A reader learns nothing from it: positions of the logs count the entries of every organisation.
    pub fn seal(&self, position: &str) -> String {
        // A few bytes are always sealed.
        let sealed = seal_bytes(&self.own_key(), self.spot(), position.as_bytes()).unwrap_or_default();
        URL_SAFE_NO_PAD.encode(sealed)
    }

    /// Reads a position back.
    ///
    /// # Errors
    /// `cursor_invalid` when it is not ours, or was given for another list or person.
    pub fn read(&self, cursor: &str) -> Result<String, Failure> {
        let refuse = || Failure::field("/cursor", "cursor_invalid");
        let sealed = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| refuse())?;
        let position = open_bytes(&self.own_key(), self.spot(), &sealed).map_err(|_| refuse())?;
        String::from_utf8(position).map_err(|_| refuse())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cursor<'a>(key: &'a Key, actor: u128, list: &str) -> Cursor<'a> {
        Cursor { key, actor: Uuid::from_u128(actor), list: list.to_owned() }
    }

    #[test]
    fn a_cursor_opens_for_its_reader_and_its_list_only() {
        let (key, elsewhere) = (Key::generate(), Key::generate());
        let sealed = cursor(&key, 1, "/audit?").seal("1203.77");
        let opened = |by: Cursor<'_>| by.read(&sealed).ok();
        assert_eq!(opened(cursor(&key, 1, "/audit?")).as_deref(), Some("1203.77"));
        for other in [cursor(&key, 2, "/audit?"), cursor(&key, 1, "/audit?kind=look"), cursor(&elsewhere, 1, "/audit?")]
        {
            assert_eq!(opened(other), None);
        }
        assert_eq!(cursor(&key, 1, "/audit?").read("MTIwMy43Nw").ok(), None, "nobody makes one");
    }

    #[test]
    fn a_cursor_does_not_show_where_it_points() {
        let key = Key::generate();
        let bytes = URL_SAFE_NO_PAD.decode(cursor(&key, 1, "/audit?").seal("1203.77")).unwrap_or_default();
        assert!(!bytes.is_empty() && !bytes.windows(4).any(|four| four == b"1203"));
    }
}
