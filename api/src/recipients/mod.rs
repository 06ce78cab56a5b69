//! Households: their records, pauses and readers, duplicates joined, erasures, and who must not meet them.

mod create;
mod create_pair;
mod delete_pair;
mod distinguish;
mod erase;
mod form;
mod join;
mod list;
mod list_pairs;
mod merge;
mod patch;
mod pause;
mod read;
mod readers;
mod resume;
mod withdraw_pause;

use crate::http::{Cx, Failure, Gate, Outcome, Versioned};
use cabas_kernel::{id::RecipientId, time::local_day, words::events::EventKind};
use cabas_model::{Code, recipients::RecipientDetails};
use cabas_store::{Tx, recipients};
use chrono::NaiveDate;
use serde_json::Value;
use utoipa_actix_web::service_config::ServiceConfig;

pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(list::list_recipients)
        .service(create::create_recipient)
        .service(read::read_recipient)
        .service(patch::patch_recipient)
        .service(pause::pause_recipient)
        // Before `{from}`: `current` is no day.
        .service(resume::resume_recipient)
        .service(withdraw_pause::withdraw_pause)
        .service(merge::merge_recipients)
        .service(distinguish::distinguish_recipients)
        .service(erase::erase_recipient)
        .service(readers::list_recipient_readers)
        .service(list_pairs::list_blocked_pairs)
        .service(create_pair::create_blocked_pair)
        .service(delete_pair::delete_blocked_pair);
}

/// The class of viewers in the version of a record: whoever may read it sees all of it.
const CLASS: &str = "recipient";

/// A record as it is now, its look noted before it is shown.
async fn shown<G: Gate>(cx: &Cx<G>, id: RecipientId) -> Outcome<Versioned<RecipientDetails>> {
    let read = cx.read().await?;
    let (body, version) = recipients::details(&read, id, cx.today()?).await?.ok_or(Code::NotFound)?;
    drop(read);
    let hints = body.probable_duplicates.iter().map(|d| d.id);
    cx.look("recipient", Some(id.0), None, std::iter::once(id).chain(hints).collect()).await?;
    Ok(Versioned { etag: cx.etag(id, version, CLASS), body })
}

/// The organisation's local day, inside a write.
async fn today_in(tx: &Tx) -> Result<NaiveDate, Failure> {
    let organisation = tx.organisation_record(tx.organisation()).await?.ok_or(Code::NotFound)?;
    Ok(local_day(tx.now(), organisation.zone))
}

/// Tells the audit and the open boards that a record changed.
async fn changed(tx: &Tx, id: RecipientId, action: &str, detail: Value) -> Result<(), Failure> {
    tx.audit(action, id, detail).await?;
    Ok(tx.announce(EventKind::RecipientChanged, id, None, None).await?)
}
