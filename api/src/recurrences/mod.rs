//! What comes round: rules that make deliveries, what is different on single dates, and days on which all is closed.

mod cancel;
mod course;
mod create;
mod create_closure;
mod create_exception;
mod delete_closure;
mod delete_exceptions;
mod edit;
mod except;
mod form;
mod list;
mod list_closures;
mod list_occurrences;
mod make_now;
mod patch;
mod pause;
mod plan;
mod preview;
mod read;
mod resume;
mod run;
mod told;

use crate::http::{Cx, Gate, Outcome, Versioned};
use cabas_kernel::id::RecurrenceId;
use cabas_model::recurrences::RecurrenceDetails;
use course::Course;
pub use run::generate_due;
pub(crate) use run::worker;
use utoipa_actix_web::service_config::ServiceConfig;

pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(list::list_recurrences)
        .service(create::create_recurrence)
        .service(preview::preview_recurrence)
        .service(make_now::generate_deliveries)
        .service(read::read_recurrence)
        .service(patch::patch_recurrence)
        .service(cancel::cancel_recurrence)
        .service(pause::pause_recurrence)
        .service(resume::resume_recurrence)
        .service(list_occurrences::list_occurrences)
        .service(create_exception::create_exception)
        .service(delete_exceptions::delete_exceptions)
        .service(list_closures::list_closures)
        .service(create_closure::create_closure)
        .service(delete_closure::delete_closure);
}

/// The class of viewers in the version of a rule: whoever may read it sees all of it.
const CLASS: &str = "recurrence";

/// A rule as it is now, its look noted before it is shown.
async fn shown<G: Gate>(cx: &Cx<G>, id: RecurrenceId) -> Outcome<Versioned<RecurrenceDetails>> {
    let course = Course::seen(&cx.read().await?, id, cx.today()?, cx.zone()?).await?;
    let version = course.record().version;
    let body = told::details(course);
    cx.look("recurrence", Some(id.0), None, body.recipient.iter().map(|r| r.id).collect()).await?;
    Ok(Versioned { etag: cx.etag(id, version, CLASS), body })
}
