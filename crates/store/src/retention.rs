//! What is over is forgotten: mails that left, sessions that ended, links that were used or came too late, what the logs
//! noted a year ago. A little at a time, so that nobody's write waits long.

use crate::{Actor, Scope, Store, StoreError, audit};
use chrono::TimeDelta;

/// How long it can be looked up which mails left and which sessions there were.
const MAILS_AND_SESSIONS: TimeDelta = TimeDelta::days(30);
/// The same of links for signing in and for new passwords.
const LINKS: TimeDelta = TimeDelta::days(7);
/// Tries are counted for as long as a code lives, which is minutes.
const TRIES: TimeDelta = TimeDelta::days(1);
/// Rows of one transaction, at most.
const AT_ONCE: u64 = 500;

/// Forgets whatever has been over for long enough. What still lives, or can still be replayed, stays.
///
/// # Errors
/// The database's own. What was forgotten until then stays forgotten.
pub async fn prune(store: &Store) -> Result<(), StoreError> {
    let before = |age: TimeDelta| (store.now() - age).micros();
    let (long, links, tries) = (before(MAILS_AND_SESSIONS), before(LINKS), before(TRIES));
    let mails = format!("done_at < {long} OR failed_at < {long}");
    let sessions = format!("revoked_at < {long} OR ends_at < {long} OR idle_until < {long}");
    let links = format!("used_at < {links} OR expires_at < {links}");
    forget(store, "outbox", "id", &mails).await?;
    forget(store, "sessions", "id", &sessions).await?;
    forget(store, "sign_in_links", "id", &links).await?;
    forget(store, "password_resets", "id", &links).await?;
    forget(store, "code_tries", "address_hash", &format!("counted_at < {tries}")).await?;
    audit::prune(store).await
}

async fn forget(store: &Store, table: &str, key: &str, over: &str) -> Result<(), StoreError> {
    let sql = format!("DELETE FROM {table} WHERE {key} IN (SELECT {key} FROM {table} WHERE {over} LIMIT {AT_ONCE})");
    loop {
        let tx = store.write(Scope::System, Actor::System).await?;
        let gone = tx.run(&sql).await?;
        tx.commit().await?;
        if gone < AT_ONCE {
            return Ok(());
        }
    }
}
