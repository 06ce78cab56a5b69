//! Who looks after it, and until when.

use super::{acts::Acts, words};
use crate::{
    failure::Failure,
    i18n::{compare, use_dates, use_lang},
    session::{Account, use_account},
    ui::{Bones, Button, ButtonKind, Choice, Field, Form, FormState, Loaded, Select, Toasts},
};
use cabas_client::{ClientError, Version};
use cabas_kernel::{Permission, Roles, id::MembershipId};
use cabas_messages::follow_ups;
use cabas_model::{
    FieldError, PageQuery,
    follow_ups::{FollowUpSummary, PatchFollowUp},
    members::{MemberState, MemberSummary},
};
use chrono::{NaiveDate, NaiveTime};
use leptos::prelude::*;
use serde_json::{Value, json};

/// A deadline is a day, until its last minute where the association is.
const LAST_MINUTE: NaiveTime = match NaiveTime::from_hms_opt(23, 59, 0) {
    Some(time) => time,
    None => NaiveTime::MIN,
};

/// The follow-up as it is now, and who may look after it.
#[derive(Clone)]
struct Now {
    version: Version<FollowUpSummary>,
    people: Vec<MemberSummary>,
}

/// The question. It begins from what is saved now, not from what the list showed.
#[component]
pub(super) fn Entrust(follow_up: FollowUpSummary, acts: Acts) -> impl IntoView {
    let lang = use_lang();
    let account = use_account();
    let form = FormState::new();
    let id = follow_up.id;
    let data = LocalResource::new(move || read(account, id));
    view! {
        <p>{follow_ups::entrust_words(lang)}</p>
        <Loaded data bones=Bones::Text let:now>
            <Answer now form acts stale=move || data.refetch()/>
        </Loaded>
    }
    .into_any()
}

#[component]
fn Answer(now: Now, form: FormState, acts: Acts, #[prop(into)] stale: Callback<()>) -> impl IntoView {
    let lang = use_lang();
    let account = use_account();
    let dates = use_dates();
    let toasts = Toasts::of_app();
    let Now { version: Version { body, etag }, people } = now;
    let subject = words::subject(lang, &body);
    let owner = RwSignal::new(body.owner_id.map(|id| id.to_string()).unwrap_or_default());
    let until = RwSignal::new(body.due_at.map(|at| dates.local_day(at).to_string()).unwrap_or_default());
    let choices = choices(lang, account, &people);
    let (organisation, id) = (account.organisation(), body.id);
    let save = move || {
        let day = until.get_untracked();
        let due = match day.parse::<NaiveDate>() {
            Ok(day) => json!(dates.instant(day.and_time(LAST_MINUTE))),
            Err(_) if day.is_empty() => Value::Null,
            Err(_) => return form.fail(&Failure::fields(vec![FieldError::new("/due_at", "date_invalid")])),
        };
        let chosen = owner.get_untracked();
        let values = json!({ "owner_id": Some(&chosen).filter(|id| !id.is_empty()), "due_at": due });
        let Some(ask) = form.check::<PatchFollowUp>(values) else { return };
        let name = people.iter().find(|one| one.id.to_string() == chosen).map(|one| one.display_name.clone());
        let (etag, subject) = (etag.clone(), subject.clone());
        let call = account.call(move |client| {
            let (etag, ask) = (etag.clone(), ask.clone());
            async move { client.patch_follow_up(organisation, id, &etag, &ask).await }
        });
        let call = async move {
            match call.await {
                Err(failure) if failure.status() == Some(412) => Ok(None),
                answer => answer.map(Some),
            }
        };
        form.send(call, move |answer| {
            if answer.is_none() {
                form.tell(follow_ups::changed_meanwhile(lang));
                return stale.run(());
            }
            toasts.say(match name {
                Some(name) => follow_ups::entrusted(lang, &name, &subject),
                None => follow_ups::freed(lang, &subject),
            });
            acts.done();
        });
    };
    view! {
        <Form state=form on_submit=save>
            <Select pointer="/owner_id" label=follow_ups::who(lang) value=owner choices=Signal::stored(choices)/>
            <Field pointer="/due_at" label=follow_ups::until(lang) optional=true kind="date" value=until/>
            <p class="row">
                <Button kind=ButtonKind::Main submit=true busy=form.busy()>{follow_ups::entrust_yes(lang)}</Button>
                <Button on_press=move || acts.close()>{follow_ups::entrust_no(lang)}</Button>
            </p>
        </Form>
    }
    .into_any()
}

fn choices(lang: crate::i18n::Lang, account: Account, people: &[MemberSummary]) -> Vec<Choice> {
    let me: Option<MembershipId> = account.membership().map(|one| one.member_id);
    let mut choices: Vec<Choice> = people
        .iter()
        .map(|one| {
            let name = &one.display_name;
            Choice::new(one.id, if Some(one.id) == me { follow_ups::who_me(lang, name) } else { name.clone() })
        })
        .collect();
    choices.sort_by(|a, b| compare(lang, &a.label, &b.label));
    choices.insert(0, Choice::new("", follow_ups::nobody(lang)));
    choices
}

async fn read(account: Account, id: cabas_kernel::id::FollowUpId) -> Result<Now, Failure> {
    let organisation = account.organisation();
    account
        .call(move |client| async move {
            let version = client.read_follow_up(organisation, id).await?;
            let mut people = Vec::new();
            let mut query = PageQuery { limit: Some(100), cursor: None };
            loop {
                let page = client.list_members(organisation, &query).await?;
                people.extend(page.items.into_iter().filter(may_own));
                query.cursor = page.next_cursor;
                if query.cursor.is_none() {
                    return Ok::<_, ClientError>(Now { version, people });
                }
            }
        })
        .await
}

/// Whoever looks after it may read it.
fn may_own(member: &MemberSummary) -> bool {
    let roles: Roles = member.roles.iter().copied().collect();
    member.state == MemberState::Active && roles.may(Permission::ReadDeliveries)
}
