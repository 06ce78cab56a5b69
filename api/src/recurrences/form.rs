//! What a rule may say: the checks that need the organisation.

use super::told::{faulty, hours};
use crate::{deliveries::form::check_goods, http::Failure, http::Outcome};
use cabas_domain::{
    deliveries::check_shape,
    recurrence::{Rule, next_occurrences},
};
use cabas_kernel::{
    Window,
    id::{DepotId, MembershipId, RecurrenceId},
    words::{deliveries::StopKind, members::MemberState},
};
use cabas_model::{
    Code, FieldError, accept_value,
    recurrences::{CreateRecurrence, HORIZON_DAYS, PatchRecurrence, RecurrencePickup},
};
use cabas_store::{
    Tx,
    deliveries::SERVICE_MINUTES,
    organisations::OrganisationRecord,
    recipients::RecipientRecord,
    recurrences::{RecurrenceRecord, RecurrenceWords, Template},
};

/// Reads a form into a rule that may be kept; `carries` is whoever carries it already.
///
/// # Errors
/// Fields that are wrong; `recipient_merged`; `pair_blocked` and `member_not_active` of whoever would carry.
pub(super) async fn read(
    tx: &Tx,
    organisation: &OrganisationRecord,
    ask: CreateRecurrence,
    id: RecurrenceId,
    carries: Option<MembershipId>,
) -> Outcome<RecurrenceRecord> {
    let household = tx.recipient(ask.recipient_id).await?;
    let household = household.ok_or_else(|| Failure::field("/recipient_id", "not_found_here"))?;
    if household.merged_into.is_some() {
        return Err(Failure::refused_at("/recipient_id", Code::RecipientMerged.as_str()));
    }
    let packages = ask.packages.as_deref().unwrap_or_default();
    let mut errors = check_goods(tx, "", ask.weight_g, packages).await?;
    let rule = Rule::parse(&ask.rule, organisation.zone).map_err(|e| faulty(&e));
    let rule = match rule {
        Ok(rule) if next_occurrences(&rule, ask.starts_on, ask.starts_on, 1).is_empty() => {
            errors.push(FieldError::new("/rule", "rule_never"));
            rule.to_string()
        }
        Ok(rule) => rule.to_string(),
        Err(error) => {
            errors.push(error);
            String::new()
        }
    };
    errors.extend(check_hours(&ask, organisation)?);
    if !errors.is_empty() {
        return Err(Failure::fields(errors));
    }
    let depot = match &ask.pickup {
        Some(pickup) => Some(loads_at(tx, pickup, organisation).await?),
        None => None,
    };
    if let Some(member) = ask.assignee_id.filter(|member| carries != Some(*member)) {
        check_carrier(tx, member, &household).await?;
    }
    let now = tx.now();
    Ok(RecurrenceRecord {
        id,
        recipient: ask.recipient_id,
        predecessor: None,
        rule,
        starts_on: ask.starts_on,
        horizon_days: ask.horizon_days.unwrap_or(HORIZON_DAYS),
        paused: false,
        cancelled_at: None,
        template: Template {
            window: ask.window,
            promised: ask.promised,
            pickup: ask.pickup.and_then(|p| p.window),
            packages: ask.packages,
            weight: ask.weight_g,
            service_minutes: ask.service_minutes.unwrap_or(SERVICE_MINUTES),
        },
        depot,
        assignee: ask.assignee_id,
        words: RecurrenceWords {
            name: ask.name.trim().to_owned(),
            comments: ask.comments.map(|c| c.trim().to_owned()).filter(|c| !c.is_empty()),
            tags: ask.tags,
        },
        drought: None,
        version: 1,
        created_at: now,
        updated_at: now,
    })
}

/// A pickup begins before its drop-off (DL-2), on any day: that of its start is as good as another.
fn check_hours(ask: &CreateRecurrence, organisation: &OrganisationRecord) -> Outcome<Option<FieldError>> {
    let on = |window: cabas_domain::recurrence::WallWindow| -> Window { window.on(ask.starts_on, organisation.zone) };
    let goal = on(hours(&ask.window, "/window")?);
    if let Some(promised) = &ask.promised {
        hours(promised, "/promised")?;
    }
    let Some(pickup) = ask.pickup.as_ref().and_then(|p| p.window.as_ref()) else { return Ok(None) };
    let shape = [(StopKind::Pickup, on(hours(pickup, "/pickup/window")?)), (StopKind::Dropoff, goal)];
    Ok(check_shape(&shape).err().map(|_| FieldError::new("/pickup/window", "window_order")))
}

async fn loads_at(tx: &Tx, pickup: &RecurrencePickup, organisation: &OrganisationRecord) -> Outcome<DepotId> {
    let at = "/pickup/depot_id";
    let depot = pickup.depot_id.or(organisation.default_depot);
    let depot = depot.ok_or_else(|| Failure::field(at, "required"))?;
    match tx.depot_version(depot).await? {
        Some(_) => Ok(depot),
        None => Err(Failure::field(at, "not_found_here")),
    }
}

async fn check_carrier(tx: &Tx, member: MembershipId, household: &RecipientRecord) -> Outcome<()> {
    let at = "/assignee_id";
    let found = tx.member(member).await?.ok_or_else(|| Failure::field(at, "person_unknown"))?;
    if found.state != MemberState::Active {
        return Err(Failure::refused_at(at, Code::MemberNotActive.as_str()));
    }
    if tx.is_pair_blocked(member, household.id).await? {
        return Err(Failure::refused_at(at, Code::PairBlocked.as_str()));
    }
    Ok(())
}

/// The form that would make a rule as it is after a change.
///
/// # Errors
/// Fields that are wrong.
pub(super) fn patched(before: &RecurrenceRecord, ask: &PatchRecurrence) -> Outcome<CreateRecurrence> {
    let template = before.template.clone();
    let mut form = CreateRecurrence {
        recipient_id: before.recipient,
        name: ask.name.clone().unwrap_or_else(|| before.words.name.clone()),
        rule: ask.rule.clone().unwrap_or_else(|| before.rule.clone()),
        starts_on: ask.starts_on.unwrap_or(before.starts_on),
        horizon_days: Some(ask.horizon_days.unwrap_or(before.horizon_days)),
        window: ask.window.clone().unwrap_or(template.window),
        promised: template.promised,
        pickup: before.depot.map(|depot| RecurrencePickup { depot_id: Some(depot), window: template.pickup }),
        packages: template.packages,
        weight_g: template.weight,
        comments: before.words.comments.clone(),
        tags: ask.tags.clone().unwrap_or_else(|| before.words.tags.clone()),
        service_minutes: Some(ask.service_minutes.unwrap_or(template.service_minutes)),
        assignee_id: before.assignee,
    };
    ask.promised.clone().apply(&mut form.promised);
    ask.pickup.clone().apply(&mut form.pickup);
    ask.packages.clone().apply(&mut form.packages);
    ask.weight_g.apply(&mut form.weight_g);
    ask.comments.clone().apply(&mut form.comments);
    ask.assignee_id.apply(&mut form.assignee_id);
    let form = serde_json::to_value(form).map_err(|_| Code::Internal)?;
    accept_value(form).map_err(Failure::fields)
}
