//! What is said of single dates: taken in, taken back, and what was made of them follows.

use super::{
    course::Course,
    edit::told as announce,
    run::{Span, generate},
    told::{hours, refused},
};
use crate::{
    deliveries::{
        form::check_goods,
        occurrence::{Wanted, align, bring_back, call_off, hold_rounds},
    },
    http::{Failure, Outcome},
};
use cabas_domain::recurrence::{Edit, Exception, ExceptionKind, Move, Progress, preview};
use cabas_kernel::{id::RecurrenceId, words::deliveries::DeliveryStatus};
use cabas_model::{
    Code,
    recurrences::{CreateException, ExceptionKind as Kind, OccurrenceFields},
};
use cabas_store::Tx;
use chrono::NaiveDate;

/// Says what is different on one date.
///
/// # Errors
/// Fields that are wrong; a date that is begun, over or past; a day that is closed.
pub(super) async fn say(tx: &Tx, id: RecurrenceId, ask: &CreateException) -> Outcome<()> {
    let course = Course::living(tx, id).await?;
    let said = read(tx, ask).await?;
    let to = if ask.kind == Kind::Move { "/to" } else { "/date" };
    preview(&course.facts(), &Edit::This(&said), tx.now(), course.record().horizon_days)
        .map_err(|e| refused(e, "/date", to))?;
    tx.put_exception(course.record(), &said, ask.window.as_ref()).await?;
    follow(tx, course, ask.date, "recurrence.exception_set").await
}

/// Takes back all that was said of one date: it is as its rule says again.
///
/// # Errors
/// `not_found` when nothing was said; `transition_refused` when it is begun, over or past.
pub(super) async fn take_back(tx: &Tx, course: Course, date: NaiveDate) -> Outcome<()> {
    if !course.parts.exceptions.iter().any(|e| e.date == date) {
        return Err(Code::NotFound.into());
    }
    course.check_living()?;
    let begun = course.made(date).is_some_and(|m| match m.progress() {
        Progress::Open => false,
        Progress::Begun => true,
        Progress::Closed => m.status != DeliveryStatus::Cancelled,
    });
    let past = course.occurrence(date).map(|o| course.wanted(&o)).transpose()?;
    if begun || past.is_some_and(|wanted| wanted.window.end <= tx.now()) {
        return Err(Code::TransitionRefused.into());
    }
    tx.remove_exceptions(course.record().id, date).await?;
    follow(tx, course, date, "recurrence.exception_removed").await
}

/// What was made of a date follows what is said of it now; what is not made yet is made.
async fn follow(tx: &Tx, before: Course, date: NaiveDate, act: &str) -> Outcome<()> {
    tx.save_recurrence(before.record()).await?;
    let mut after = Course::held(tx, before.record().id).await?;
    let (was, is) = (before.wanted_on(date)?, after.wanted_on(date)?);
    if let Some(made) = before.made(date) {
        hold_rounds(tx, &[made.delivery]).await?;
        match (made.progress(), was, is) {
            (Progress::Open, _, None) => call_off(tx, made.delivery).await?,
            (Progress::Open, Some(was), Some(is)) => align(tx, made.delivery, &was, &is).await?,
            (Progress::Closed, None, Some(is)) if made.status == DeliveryStatus::Cancelled => {
                again(tx, made.delivery, &is, &after).await?;
            }
            _ => {}
        }
    }
    announce(tx, act, before.record().id).await?;
    let span = Span::of(&after);
    generate(tx, &mut after, span).await?;
    Ok(())
}

/// A date that was skipped takes place again, on the day and with the hours it has now.
async fn again(tx: &Tx, id: cabas_kernel::id::DeliveryId, is: &Wanted, course: &Course) -> Outcome<()> {
    if course.occurrence(is.of.1).is_some_and(|o| o.runs()) { bring_back(tx, id).await } else { Ok(()) }
}

async fn read(tx: &Tx, ask: &CreateException) -> Outcome<Exception<OccurrenceFields>> {
    let takes_hours = ask.kind == Kind::Move;
    for (at, is_said) in [("/to", ask.to.is_some()), ("/window", ask.window.is_some())] {
        if is_said && !takes_hours {
            return Err(Failure::field(at, "field_unknown"));
        }
    }
    if ask.fields.is_some() && ask.kind != Kind::Override {
        return Err(Failure::field("/fields", "field_unknown"));
    }
    let kind = match ask.kind {
        Kind::Skip => ExceptionKind::Skip,
        Kind::Extra => ExceptionKind::Extra,
        Kind::Move if ask.to.is_none() && ask.window.is_none() => return Err(Failure::field("/to", "required")),
        Kind::Move => {
            let window = ask.window.as_ref().map(|w| hours(w, "/window")).transpose()?;
            ExceptionKind::Move(Move { to: ask.to.unwrap_or(ask.date), window })
        }
        Kind::Override => ExceptionKind::Override(fields(tx, ask).await?),
    };
    Ok(Exception { date: ask.date, kind })
}

async fn fields(tx: &Tx, ask: &CreateException) -> Outcome<OccurrenceFields> {
    let fields = ask.fields.clone().filter(|f| *f != OccurrenceFields::default());
    let mut fields = fields.ok_or_else(|| Failure::field("/fields", "required"))?;
    let errors = check_goods(tx, "/fields", fields.weight_g, fields.packages.as_deref().unwrap_or_default()).await?;
    if !errors.is_empty() {
        return Err(Failure::fields(errors));
    }
    fields.comments = fields.comments.map(|c| c.trim().to_owned());
    Ok(fields)
}
