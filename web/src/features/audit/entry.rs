//! One line of the log: what, about whom, the little there is to know more, who, when.

use super::{Names, words};
use crate::{
    features::{
        co_optation::reach,
        people::words::{roles, suspension},
        recipients::words::erasure,
    },
    i18n::{Lang, use_dates, use_lang},
    routes::Route,
    session::use_account,
    ui::Icon,
};
use cabas_kernel::{
    Role,
    id::{RecipientId, RoundId},
};
use cabas_messages::audit;
use cabas_model::audit::{AuditEntry, AuditKind};
use chrono::NaiveDate;
use leptos::prelude::*;
use serde_json::Value;
use uuid::Uuid;

#[component]
pub(super) fn Entry(entry: AuditEntry, names: Names) -> impl IntoView {
    let lang = use_lang();
    let me = use_account().me().with_untracked(|me| me.display_name.clone());
    let when = use_dates().moment(entry.at);
    let who = match &entry.actor {
        Some(name) if *name == me => view! { <p>{audit::me(lang, name)}</p> }.into_any(),
        Some(name) => view! { <p>{name.clone()}</p> }.into_any(),
        None => view! { <p class="soft">{audit::nobody(lang)}</p> }.into_any(),
    };
    let glyph = words::glyph(entry.kind, &entry.action);
    let what = words::action(lang, entry.kind, &entry.action);
    let detail = entry.detail.as_deref().and_then(|detail| serde_json::from_str::<Value>(detail).ok());
    let about = about(lang, &entry, detail.as_ref(), names);
    let facts: Vec<_> =
        facts(lang, &entry, detail.as_ref()).into_iter().map(|fact| view! { <p class="soft num">{fact}</p> }).collect();
    view! {
        <li class="rows__one">
            <Icon glyph/>
            <div><p><b>{what}</b></p>{about}{facts}</div>
            <div>{who}</div>
            <p class="soft num">{when}</p>
        </li>
    }
    .into_any()
}

/// The member it is about by name, the household or the round by a link.
fn about(lang: Lang, entry: &AuditEntry, detail: Option<&Value>, names: Names) -> AnyView {
    let area = entry.action.split('.').next().unwrap_or_default();
    let link = |href: String, words: &'static str| view! { <p><a class="tap" href=href>{words}</a></p> }.into_any();
    let place = entry.subject_id.and_then(|id| match (entry.kind, area) {
        // What is no longer there is not there to open: an erased household, a round that was removed.
        (_, "recipient") if entry.action != "recipient.erased" => {
            Some(link(Route::Recipient { id: RecipientId(id) }.path(), audit::open_household(lang)))
        }
        (AuditKind::Write, "round") if entry.action != "round.removed" => {
            Some(link(Route::Round { id: RoundId(id) }.path(), audit::open_round(lang)))
        }
        _ => None,
    });
    let member = match area {
        "member" => entry.subject_id,
        _ => detail.and_then(|detail| detail.get("member")?.as_str()?.parse().ok()),
    };
    let member = member.map(|id: Uuid| {
        move || names.with(|names| names.get(&id).map(|name| view! { <p>{audit::about(lang, name)}</p> }))
    });
    view! { {member} {place} }.into_any()
}

/// What else the line says, each in a sentence of its own.
fn facts(lang: Lang, entry: &AuditEntry, detail: Option<&Value>) -> Vec<String> {
    match entry.kind {
        AuditKind::Look => {
            let day = entry.detail.as_deref().and_then(|day| day.parse::<NaiveDate>().ok());
            let day = day.map(|day| audit::day(lang, &use_dates().day(day)));
            let count = entry.count.filter(|count| *count > 0).map(|count| audit::households(lang, u64::from(count)));
            day.into_iter().chain(count).collect()
        }
        AuditKind::Write => detail.map(|detail| written(lang, &entry.action, detail)).unwrap_or_default(),
    }
}

fn written(lang: Lang, action: &str, detail: &Value) -> Vec<String> {
    let text = |name: &str| detail.get(name).and_then(Value::as_str);
    let named = |name: &str| detail.get(name).and_then(|value| role_words(lang, value));
    let decision = text("decision").and_then(|decision| match decision {
        "cleared" => Some(audit::decision_cleared(lang).to_owned()),
        "suspended" => Some(audit::decision_suspended(lang).to_owned()),
        "excluded" => Some(audit::decision_excluded(lang).to_owned()),
        _ => None,
    });
    let people = detail.get("members").and_then(Value::as_u64).map(|count| audit::people(lang, count));
    [
        text("reason_code")
            .and_then(|code| code.parse().ok())
            .map(|code| audit::reason_code(lang, suspension(lang, code))),
        text("reason").map(|reason| audit::reason(lang, reason)),
        text("why").and_then(|why| why.parse().ok()).map(|why| audit::reason_code(lang, erasure(lang, why))),
        // A household's pause has days of its own.
        text("until")
            .filter(|_| action == "member.suspended")
            .and_then(|last| last.parse::<NaiveDate>().ok())
            .map(|last| audit::until(lang, &use_dates().day_full(last))),
        named("before").map(|roles| audit::roles_were(lang, &roles)),
        named("after").map(|roles| audit::roles_are(lang, &roles)),
        named("roles").map(|roles| audit::roles_for(lang, &roles)),
        decision,
        (action == "branch.frozen").then(|| frozen(lang, detail)),
        people,
        text("device").map(|device| audit::device(lang, device)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// How far below its top a branch was frozen, in the words of the dialog; without a depth, whole.
fn frozen(lang: Lang, detail: &Value) -> String {
    let depth = detail.get("depth").and_then(Value::as_u64);
    reach::words(lang, depth.map(|depth| u8::try_from(depth).unwrap_or(u8::MAX)))
}

/// « Coordination, Bénévole », of a list of roles.
fn role_words(lang: Lang, value: &Value) -> Option<String> {
    let list = value.as_array()?;
    let known: Vec<Role> = list.iter().filter_map(|role| role.as_str()?.parse().ok()).collect();
    (!known.is_empty()).then(|| roles(lang, &known))
}
