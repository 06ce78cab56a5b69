//! Budgets of looking (AZ-8): whoever opens one household after the other is stopped, and the admins are told.

use super::Failure;
use crate::{
    mail::{Letter, Mail},
    platform::{App, limits::Act},
};
use cabas_domain::budget::{BudgetError, DAY, HOUR, Limits, Looker, MINUTE, decide_look};
use cabas_kernel::{
    Ts,
    id::{OrganisationId, PersonId, RecipientId},
};
use cabas_model::Code;
use cabas_store::{Actor, Scope, Tx};
use chrono::TimeDelta;
use serde_json::json;
use std::collections::HashSet;

/// Purposes that open one record: what a dispatcher's budget counts (decisions 18).
pub(super) const RECORDS: [&str; 2] = ["recipient", "delivery"];
/// The purpose that opens a round of one's own: what a volunteer's budget counts.
pub(super) const OWN_ROUND: &str = "my_round";
/// The purpose that opens one stop of it: counted with the round.
pub(crate) const OWN_STOP: &str = "my_stop";

/// The limits of AZ-8, times the scale of the installation.
fn limits(app: &App) -> Limits {
    let scaled = |n: u32| {
        let scaled = (f64::from(n) * app.config.rate_scale).clamp(1.0, 1_000_000_000.0);
        #[expect(
            clippy::as_conversions,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "clamped above"
        )]
        let whole = scaled as u32;
        whole
    };
    let all = Limits::default();
    Limits {
        volunteer_recipients_per_day: scaled(all.volunteer_recipients_per_day),
        volunteer_reveals_per_minute: scaled(all.volunteer_reveals_per_minute),
        dispatcher_reveals_per_hour: scaled(all.dispatcher_reveals_per_hour),
    }
}

/// Lets a record be opened, or not any more this hour.
///
/// # Errors
/// [`Code::LookBudget`] with the seconds to wait.
pub(super) async fn record(app: &App, organisation: OrganisationId, who: PersonId) -> Result<(), Failure> {
    let opened = app.store.looks().opened(organisation, who, RECORDS, app.now() - HOUR).await?;
    let reveals_in_hour = u32::try_from(opened.len()).unwrap_or(u32::MAX);
    let looker = Looker::Dispatcher { in_area: false, reveals_in_hour };
    decide(app, organisation, who, &looker, opened.first().map(|o| o.0)).await
}

/// Lets a volunteer open the rounds they hold, or not any more.
///
/// What a dispatcher has given them (`given`) they may always open: it is its own extension. What counts is whom else
/// they opened in a day, by taking rounds by themselves and giving them back; whom they have seen already, they may
/// see again, however often the page is read.
///
/// # Errors
/// [`Code::LookBudget`] with the seconds to wait.
pub(crate) async fn own_rounds(
    app: &App,
    organisation: OrganisationId,
    who: PersonId,
    now: &[RecipientId],
    given: &HashSet<RecipientId>,
) -> Result<(), Failure> {
    let at = app.now();
    let opened = app.store.looks().opened(organisation, who, [OWN_ROUND, OWN_STOP], at - DAY).await?;
    let (mut seen, mut recent) = (HashSet::new(), Vec::new());
    for (when, ids) in &opened {
        let before = seen.len();
        seen.extend(ids.iter().copied());
        if seen.len() > before && *when > at - MINUTE {
            recent.push(*when);
        }
    }
    let all: HashSet<RecipientId> = seen.iter().chain(now).copied().collect();
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let looker = Looker::Volunteer {
        recipients_in_day: count(all.len()).saturating_sub(1),
        seen_in_day: all.len() == seen.len(),
        reveals_in_minute: count(recent.len()),
        extension: count(given.len()),
    };
    let oldest = recent.first().copied().or(opened.first().map(|o| o.0));
    decide(app, organisation, who, &looker, oldest).await
}

async fn decide(
    app: &App,
    organisation: OrganisationId,
    who: PersonId,
    looker: &Looker,
    oldest: Option<Ts>,
) -> Result<(), Failure> {
    match decide_look(looker, &limits(app)) {
        Ok(()) => Ok(()),
        Err(e) => {
            stopped(app, organisation, who, e.window).await?;
            Err(refused(&e, oldest, app.now()))
        }
    }
}

fn refused(e: &BudgetError, oldest: Option<Ts>, now: Ts) -> Failure {
    Failure::from(Code::LookBudget).retry_after(u64::from(e.retry_after(oldest.unwrap_or(now), now)))
}

/// Writes down that somebody was stopped, and tells the admins: once an hour and person, however often they try.
async fn stopped(app: &App, organisation: OrganisationId, who: PersonId, window: TimeDelta) -> Result<(), Failure> {
    if app.limits.take(Act::BudgetNotice, &who.to_string()).is_err() {
        return Ok(());
    }
    let tx = app.store.write(Scope::Organisation(organisation), Actor::Person { id: who, member: None }).await?;
    tx.audit("look.budget", who, json!({ "minutes": window.num_minutes() })).await?;
    tell(&tx, who).await?;
    Ok(tx.commit().await?)
}

async fn tell(tx: &Tx, who: PersonId) -> Result<(), Failure> {
    let looker = tx.person(who).await?.ok_or(Code::NotFound)?;
    let organisation = tx.organisation_record(tx.organisation()).await?.ok_or(Code::NotFound)?.name;
    for admin in tx.active_admins(tx.organisation()).await? {
        let Some(person) = tx.person(admin.person).await? else { continue };
        let letter = Letter::LookBudget { organisation: organisation.clone(), name: looker.display_name.clone() };
        tx.send("mail", &Mail::to(&person, letter)).await?;
    }
    Ok(())
}
