//! One follow-up: why, where, what was written, whose it is, and what can be done.

use super::{
    acts::{Acts, Asked},
    words,
};
use crate::{
    failure::Failure,
    i18n::{Lang, use_dates, use_lang},
    routes::Route,
    session::{Account, use_account},
    ui::{Button, Form, FormState, Glyph, Icon, Street, Toasts},
};
use cabas_kernel::{
    Permission,
    id::{DeliveryId, MembershipId},
    words::deliveries::StopStatus,
};
use cabas_messages::{board, follow_ups};
use cabas_model::{
    Patch,
    follow_ups::{FollowUpStatus, FollowUpSummary, PatchFollowUp},
};
use leptos::prelude::*;

#[component]
pub(super) fn Row(follow_up: FollowUpSummary, acts: Acts) -> impl IntoView {
    let lang = use_lang();
    let account = use_account();
    let may = account.roles().may(Permission::PlanDeliveries);
    let me = account.membership().map(|one| one.member_id);
    let open = follow_up.status == FollowUpStatus::Open;
    let cause = words::cause(lang, &follow_up);
    let what = what(lang, &follow_up);
    let written = written(lang, &follow_up);
    let state = state(lang, &follow_up, me);
    let can = (may && open).then(|| view! { <Can follow_up acts me/> });
    view! {
        <li class="rows__one rows__one--wide">
            <div class="stack stack--tight">{cause}{what}{written}</div>
            <div class="stack stack--tight">{state}</div>
            {can}
        </li>
    }
    .into_any()
}

/// The household and its street, or the round.
fn what(lang: Lang, follow_up: &FollowUpSummary) -> AnyView {
    let name = words::subject(lang, follow_up);
    let href = match (follow_up.recipient_id, follow_up.round_id) {
        (Some(id), _) if follow_up.recipient_name.is_some() => Some(Route::Recipient { id }.path()),
        (None, Some(id)) => Some(Route::Round { id }.path()),
        _ => None,
    };
    let name = match href {
        Some(href) => view! { <a class="tap" href=href><b>{name}</b></a> }.into_any(),
        None => view! { <b>{name}</b> }.into_any(),
    };
    let street = follow_up.street.clone().map(|line| view! { <p class="row row--tight"><Street line/></p> });
    let round = follow_up
        .round_name
        .as_ref()
        .filter(|_| follow_up.recipient_id.is_some())
        .zip(follow_up.round_id)
        .map(|(name, id)| view! { <p><a class="tap" href=Route::Round { id }.path()>{follow_ups::round(lang, name)}</a></p> });
    view! { <p>{name}</p> {street} {stop(lang, follow_up)} {round} }.into_any()
}

/// The panel of the stop, on the board of its day; and what takes its place another day.
fn stop(lang: Lang, follow_up: &FollowUpSummary) -> Option<AnyView> {
    let id = follow_up.delivery_id.filter(|_| follow_up.recipient_name.is_some())?;
    let subject = words::subject(lang, follow_up);
    let again = follow_up.rescheduled_to.map(|id| {
        view! { ", " <a class="tap" href=Route::Delivery { id }.path()>{board::postponed_to(lang)}</a> }
    });
    let open = follow_ups::stop_of(lang, &subject);
    Some(view! { <p><a class="tap" href=Route::Delivery { id }.path() aria-label=open>{follow_ups::stop(lang)}</a>{again}</p> }.into_any())
}

/// What failed, can be brought another day, and is not yet.
fn postponable(follow_up: &FollowUpSummary) -> Option<DeliveryId> {
    let failed = follow_up.stop_status == Some(StopStatus::Failed) && follow_up.rescheduled_to.is_none();
    follow_up.delivery_id.filter(|_| failed && follow_up.recipient_name.is_some())
}

/// What the volunteer wrote, and who it was.
fn written(lang: Lang, follow_up: &FollowUpSummary) -> AnyView {
    let when = use_dates().moment(follow_up.created_at);
    let reported = match &follow_up.reported_by {
        Some(name) => follow_ups::reported(lang, name, &when),
        None => follow_ups::reported_when(lang, &when),
    };
    let comment = follow_up.comment.clone().map(|words| word(Glyph::Message, words));
    view! { {comment} <p class="soft num">{reported}</p> }.into_any()
}

fn word(glyph: Glyph, words: String) -> AnyView {
    view! { <p class="word"><Icon glyph/><span>{words}</span></p> }.into_any()
}

/// Whose it is and until when; for one that was seen, when and with which note.
fn state(lang: Lang, follow_up: &FollowUpSummary, me: Option<MembershipId>) -> AnyView {
    let dates = use_dates();
    if let Some(at) = follow_up.handled_at {
        let note = follow_up.note.clone().map(|words| word(Glyph::Note, words));
        return view! { <p class="num">{follow_ups::seen_when(lang, &dates.moment(at))}</p> {note} }.into_any();
    }
    let owner = match (&follow_up.owner_name, follow_up.owner_id) {
        (_, Some(id)) if Some(id) == me => view! { <p><b>{follow_ups::owner_me(lang)}</b></p> }.into_any(),
        (Some(name), _) => view! { <p>{follow_ups::owner(lang, name)}</p> }.into_any(),
        _ => view! { <p class="soft">{follow_ups::owner_none(lang)}</p> }.into_any(),
    };
    let due = follow_up.due_at.map(|at| {
        let day = dates.local_day(at);
        if day < dates.today() {
            let words = follow_ups::overdue(lang, &dates.day(day));
            view! { <p><span class="status status--failed num"><Icon glyph=Glyph::Clock/>{words}</span></p> }.into_any()
        } else {
            view! { <p class="num">{follow_ups::due(lang, &dates.day(day))}</p> }.into_any()
        }
    });
    view! { {owner} {due} }.into_any()
}

/// The acts. What did not work is told here, in the row.
#[component]
fn Can(follow_up: FollowUpSummary, acts: Acts, me: Option<MembershipId>) -> impl IntoView {
    let lang = use_lang();
    let account = use_account();
    let toasts = Toasts::of_app();
    let form = FormState::new();
    let subject = words::subject(lang, &follow_up);
    let one = StoredValue::new(follow_up.clone());
    let labels = [follow_ups::seen_of, follow_ups::entrust_of, follow_ups::take_of, follow_ups::postpone_of];
    let [seen_of, entrust_of, take_of, postpone_of] = labels.map(|label| label(lang, &subject));
    let postpone = postponable(&follow_up).map(|delivery| {
        let ask = move || acts.ask(Asked::Postpone(one.get_value(), delivery));
        view! { <Button icon=Glyph::CalendarWeek label=postpone_of on_press=ask>{follow_ups::postpone(lang)}</Button> }
    });
    let free = follow_up.owner_id.is_none();
    let take = move || {
        let Some(me) = me else { return };
        let subject = subject.clone();
        let call = take(account, one.get_value(), me);
        let told = async move {
            // Said before the row is asked: what this changes may be heard first, and the row drawn anew, its form with it.
            toasts.say(match call.await? {
                Taken::Mine => follow_ups::taken(lang, &subject),
                Taken::Before(name) => follow_ups::taken_before(lang, &name),
            });
            Ok(())
        };
        form.send(told, move |()| acts.done());
    };
    view! {
        <Form state=form on_submit=take class="rows__acts">
            <Button icon=Glyph::Check label=seen_of on_press=move || acts.ask(Asked::Seen(one.get_value()))>
                {follow_ups::seen(lang)}
            </Button>
            {free.then(|| view! {
                <Button submit=true icon=Glyph::User busy=form.busy() label=take_of>{follow_ups::take(lang)}</Button>
            })}
            <Button icon=Glyph::Users label=entrust_of on_press=move || acts.ask(Asked::Owner(one.get_value()))>
                {follow_ups::entrust(lang)}
            </Button>
            {postpone}
        </Form>
    }
    .into_any()
}

/// How taking it ended.
enum Taken {
    Mine,
    /// Somebody was faster.
    Before(String),
}

/// Takes what nobody looks after, as it is now and not as it was shown.
async fn take(account: Account, follow_up: FollowUpSummary, me: MembershipId) -> Result<Taken, Failure> {
    let (organisation, id) = (account.organisation(), follow_up.id);
    let now = account.call(move |client| async move { client.read_follow_up(organisation, id).await }).await?;
    if let (Some(owner), Some(name)) = (now.body.owner_id, now.body.owner_name)
        && owner != me
    {
        return Ok(Taken::Before(name));
    }
    let ask = PatchFollowUp { owner_id: Patch::Value(me), due_at: Patch::Absent };
    account
        .call(move |client| {
            let (etag, ask) = (now.etag.clone(), ask.clone());
            async move { client.patch_follow_up(organisation, id, &etag, &ask).await }
        })
        .await?;
    Ok(Taken::Mine)
}
