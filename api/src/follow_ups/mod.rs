//! What a dispatcher must look at until it is ticked, whatever its age.

mod count;
mod handle;
mod list;
mod patch;
mod read;

use crate::http::{Cx, Failure, Gate, Outcome, Versioned};
use cabas_kernel::{
    id::FollowUpId,
    words::{events::EventKind, follow_ups::FollowUpStatus},
};
use cabas_model::{Code, follow_ups::FollowUpSummary};
use cabas_store::{
    Tx,
    follow_ups::{self, FollowUpRecord},
};
use serde_json::Value;
use utoipa_actix_web::service_config::ServiceConfig;

pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(list::list_follow_ups)
        // Before `{id}`: `count` is no id.
        .service(count::count_follow_ups)
        .service(read::read_follow_up)
        .service(patch::patch_follow_up)
        .service(handle::handle_follow_up);
}

/// The class of viewers in the version of a follow-up.
const CLASS: &str = "follow_up";

/// A follow-up as it is now, its look noted before it is shown.
async fn shown<G: Gate>(cx: &Cx<G>, id: FollowUpId) -> Outcome<Versioned<FollowUpSummary>> {
    let (body, version) = follow_ups::follow_up(&cx.read().await?, id).await?.ok_or(Code::NotFound)?;
    cx.look("follow_up", Some(id.0), None, body.recipient_id.into_iter().collect()).await?;
    Ok(Versioned { etag: cx.etag(id, version, CLASS), body })
}

/// One that nobody has ticked yet.
fn open(record: FollowUpRecord) -> Result<FollowUpRecord, Failure> {
    match record.status {
        FollowUpStatus::Open => Ok(record),
        FollowUpStatus::Handled => Err(Code::FollowUpHandled.into()),
    }
}

/// Tells the audit and the open inboxes that a follow-up changed.
async fn changed(tx: &Tx, id: FollowUpId, action: &str, detail: Value) -> Result<(), Failure> {
    tx.audit(action, id, detail).await?;
    Ok(tx.announce(EventKind::FollowUpChanged, id, None, None).await?)
}
