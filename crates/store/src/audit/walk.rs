//! A log's chain, walked from its beginning: held against the entries (LG-4), and pruned of what is old (LG-5).

use super::{CHAINED_AT_ONCE, anchor::Anchor};
use crate::{StoreError, vault::Key};
use cabas_kernel::Ts;
use chrono::TimeDelta;

/// How long entries are kept: twelve months, those of a leap year too.
const KEPT: TimeDelta = TimeDelta::days(366);
/// Links that one transaction of the pruning looks at, so that nobody's write waits long.
const PRUNED_AT_ONCE: i64 = 100;

/// One of the two logs, as its chain is walked.
pub(crate) trait Chain {
    /// What the log is called; its anchors are signed with it.
    const LOG: &'static str;

    /// How far the log was pruned; none before it ever was.
    fn anchor(&self) -> impl Future<Output = Result<Option<Anchor>, StoreError>> + Send;

    /// The links behind a place, in order, so many at most, each held against its entry and the hash of the link before.
    fn steps(
        &self,
        key: &Key,
        after: i64,
        before: &[u8],
        limit: i64,
    ) -> impl Future<Output = Result<Vec<Step>, StoreError>> + Send;

    /// Puts an anchor and removes what it covers, in one transaction. Changes nothing unless the log was pruned up to
    /// `from` (0: never), which another instance may have moved.
    fn cut(&self, anchor: &Anchor, from: i64) -> impl Future<Output = Result<(), StoreError>> + Send;
}

/// What a link covers.
pub(crate) trait Entry {
    /// Its number in the log.
    fn number(&self) -> i64;

    /// When it was made, in microseconds since 1970; none of one that is gone.
    fn made_at(&self) -> Option<i64>;

    /// The hash of its link, after one with this hash.
    fn follow(&self, key: &Key, before: &[u8]) -> Vec<u8>;
}

/// Holds links, each with its place and its hash, against their entries, the first one behind a link with this hash.
pub(crate) fn hold<E: Entry>(links: impl Iterator<Item = (i64, Vec<u8>, E)>, key: &Key, before: &[u8]) -> Vec<Step> {
    let mut before = before.to_vec();
    let step = |(position, hash, entry): (i64, Vec<u8>, E)| {
        before = entry.follow(key, &before);
        Step { position, number: entry.number(), at: entry.made_at(), hash: before.clone(), holds: before == hash }
    };
    links.map(step).collect()
}

/// A link that was held against its entry.
pub(crate) struct Step {
    pub(crate) position: i64,
    /// The number of the entry.
    pub(crate) number: i64,
    /// When the entry was made, in microseconds since 1970; none of one that is gone.
    pub(crate) at: Option<i64>,
    /// The hash that the link must have.
    pub(crate) hash: Vec<u8>,
    /// Whether it has it.
    pub(crate) holds: bool,
}

/// Where a log is not what was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The first entry that was changed, moved or put in, or in front of which something was removed.
    Entry(i64),
    /// The anchor is not what the pruning left, or the log was emptied behind it.
    Anchor,
}

/// What a walk over a whole log found.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Checked {
    /// Links that hold.
    pub(super) links: u64,
    pub(super) fault: Option<Fault>,
    /// When the log was last pruned.
    pub(super) pruned_at: Option<Ts>,
}

/// Computes a chain again, from its anchor on.
pub(super) async fn verify<C: Chain>(chain: &C, key: &Key) -> Result<Checked, StoreError> {
    loop {
        let anchor = chain.anchor().await?;
        let checked = check(chain, key, anchor.as_ref()).await?;
        // A log that was pruned meanwhile does not follow the anchor that stood there first.
        if checked.fault.is_none() || chain.anchor().await? == anchor {
            return Ok(checked);
        }
    }
}

async fn check<C: Chain>(chain: &C, key: &Key, anchor: Option<&Anchor>) -> Result<Checked, StoreError> {
    let mut checked = Checked { pruned_at: anchor.map(Anchor::at), ..Checked::default() };
    let Some(mut before) = start(anchor, key, C::LOG) else {
        checked.fault = Some(Fault::Anchor);
        return Ok(checked);
    };
    // Links that the anchor covers are gone: one that is there was put in, and follows nothing.
    let mut after = i64::MIN;
    loop {
        let steps = chain.steps(key, after, &before, CHAINED_AT_ONCE).await?;
        if steps.is_empty() {
            // The pruning never takes the newest link.
            let is_emptied = checked.links == 0 && anchor.is_some();
            checked.fault = is_emptied.then_some(Fault::Anchor);
            return Ok(checked);
        }
        for step in steps {
            if !step.holds {
                checked.fault = Some(Fault::Entry(step.number));
                return Ok(checked);
            }
            checked.links += 1;
            (after, before) = (step.position, step.hash);
        }
    }
}

/// The hash that the first link follows; none behind an anchor that is not ours.
fn start(anchor: Option<&Anchor>, key: &Key, log: &str) -> Option<Vec<u8>> {
    match anchor {
        Some(anchor) => anchor.is_ours(key, log).then(|| anchor.hash.clone()),
        None => Some(Vec::new()),
    }
}

/// Removes what is older than entries are kept, and leaves an anchor in its place. A log that does not hold keeps what
/// stands at the fault and behind it, for whoever looks into it; the server's log says so.
pub(super) async fn prune<C: Chain>(chain: &C, key: &Key, now: Ts) -> Result<(), StoreError> {
    loop {
        let anchor = chain.anchor().await?;
        match next_anchor(chain, key, anchor.as_ref(), now).await? {
            Ok(None) => return Ok(()),
            Ok(Some(next)) => chain.cut(&next, anchor.map_or(0, |a| a.position)).await?,
            Err(fault) => {
                // Unless it was pruned meanwhile, as in `verify`.
                if chain.anchor().await? == anchor {
                    tracing::error!(
                        log = C::LOG,
                        ?fault,
                        "a log is broken, and is not pruned: run `cabas audit verify`"
                    );
                    return Ok(());
                }
            }
        }
    }
}

/// The next anchor of a log: behind old entries only, whose links hold. None when nothing is old enough.
async fn next_anchor<C: Chain>(
    chain: &C,
    key: &Key,
    anchor: Option<&Anchor>,
    now: Ts,
) -> Result<Result<Option<Anchor>, Fault>, StoreError> {
    let Some(before) = start(anchor, key, C::LOG) else { return Ok(Err(Fault::Anchor)) };
    let steps = chain.steps(key, i64::MIN, &before, PRUNED_AT_ONCE).await?;
    let kept_from = (now - KEPT).micros();
    let mut last = None;
    // The last one read may be the newest of all, which stays: the next link follows it.
    for step in steps.iter().take(steps.len().saturating_sub(1)) {
        if step.at.is_some_and(|at| at >= kept_from) {
            break;
        }
        if !step.holds {
            return Ok(Err(Fault::Entry(step.number)));
        }
        last = Some(step);
    }
    Ok(Ok(last.map(|step| Anchor::new(key, C::LOG, step, now))))
}
