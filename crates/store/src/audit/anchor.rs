//! Anchors: what the pruning of a log leaves of the links that went (LG-5).

use super::walk::Step;
use crate::vault::Key;
use cabas_kernel::Ts;

row! {
    /// How far a log was pruned: the last link that went, and who says so.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct Anchor {
        pub(crate) position: i64,
        /// Of that link: the first one that is left follows it.
        pub(crate) hash: Vec<u8>,
        /// Microseconds since 1970.
        pub(crate) made_at: i64,
        pub(crate) signature: Vec<u8>,
    }
}

impl Anchor {
    /// Behind a link of a log, made now.
    pub(crate) fn new(key: &Key, log: &str, step: &Step, now: Ts) -> Self {
        let (hash, signature) = (step.hash.clone(), Vec::new());
        let mut anchor = Self { position: step.position, hash, made_at: now.micros(), signature };
        anchor.signature = anchor.sign(key, log);
        anchor
    }

    /// Says whether the pruning of this installation left it in this log, as it stands.
    pub(crate) fn is_ours(&self, key: &Key, log: &str) -> bool {
        self.signature == self.sign(key, log)
    }

    pub(crate) fn at(&self) -> Ts {
        Ts::from_micros(self.made_at)
    }

    fn sign(&self, key: &Key, log: &str) -> Vec<u8> {
        let (position, made_at) = (self.position.to_be_bytes(), self.made_at.to_be_bytes());
        key.derive("anchor").mac(&[log.as_bytes(), &position, &self.hash, &made_at]).to_vec()
    }
}

/// What removes from a log, by the name of its tables, all that its newest anchor covers: entries, their links, and the
/// anchors before. The triggers let nothing else go, so that an entry without a link stays.
pub(crate) fn removal(tables: &str) -> String {
    let end = format!("(SELECT MAX(position) FROM {tables}_anchors)");
    format!(
        "DELETE FROM {tables}_entries WHERE seq IN (SELECT entry_seq FROM {tables}_chain WHERE position <= {end}); \
         DELETE FROM {tables}_chain WHERE position <= {end}; \
         DELETE FROM {tables}_anchors WHERE position < {end}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_anchor_is_one_of_its_log_and_of_its_installation() {
        let step = Step { position: 3, number: 4, at: Some(5), hash: vec![6], holds: true };
        let (key, other) = (Key::new([1; 32]), Key::new([2; 32]));
        let anchor = Anchor::new(&key, "writes", &step, Ts::from_micros(7));
        assert!(anchor.is_ours(&key, "writes"));
        assert!(!anchor.is_ours(&key, "looks") && !anchor.is_ours(&other, "writes"));
    }
}
