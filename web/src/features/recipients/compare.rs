//! Two records side by side, and making them one.

use super::{around::Around, door::town, record::to_list, words};
use crate::{
    failure::Failure,
    i18n::{Dates, Lang, phone, use_dates, use_lang},
    navigation::Navigation,
    routes::Route,
    session::{Account, use_account},
    ui::{
        Bones, Button, ButtonKind, ButtonLink, Choice, Empty, Form, FormState, Glyph, Loaded, Mark, Page, Select,
        Shape, Table, Toasts,
    },
};
use cabas_client::ClientError;
use cabas_kernel::id::RecipientId;
use cabas_messages::{common, recipients};
use cabas_model::recipients::{DeliveryType, DistinguishRecipient, MergeRecipient, RecipientDetails, RecipientStatus};
use leptos::prelude::*;
use std::{collections::HashSet, sync::Arc};

/// Telephones a record holds at most.
const PHONES: usize = 4;

type Both = Arc<[RecipientDetails; 2]>;

/// The page.
#[component]
pub fn CompareRecipients(id: RecipientId, other: RecipientId) -> impl IntoView {
    let lang = use_lang();
    let account = use_account();
    let around = Around::of(account);
    let data = LocalResource::new(move || read(account, id, other));
    view! {
        <Page title=recipients::compare_title(lang) narrow=true back=to_list(lang)>
            <Loaded data bones=Bones::Text let:both>{content(lang, around, &both)}</Loaded>
        </Page>
    }
}

async fn read(account: Account, id: RecipientId, other: RecipientId) -> Result<Both, Failure> {
    let organisation = account.organisation();
    account
        .call(move |client| async move {
            let first = client.read_recipient(organisation, id).await?.body;
            let second = client.read_recipient(organisation, other).await?.body;
            Ok::<_, ClientError>(Arc::new([first, second]))
        })
        .await
}

fn content(lang: Lang, around: LocalResource<Around>, both: &Both) -> AnyView {
    let [first, second] = both.as_ref();
    let refusal = if first.id == second.id {
        Some(recipients::compare_same(lang))
    } else if first.merged_into.is_some() || second.merged_into.is_some() {
        Some(recipients::compare_over(lang))
    } else {
        None
    };
    if let Some(title) = refusal {
        let href = Route::Recipient { id: first.merged_into.unwrap_or(first.id) }.path();
        return view! { <Empty title><ButtonLink href>{recipients::merged_open(lang)}</ButtonLink></Empty> }.into_any();
    }
    view! {
        <div class="stack">
            {table(lang, around, both)}
            <Merge both=both.clone()/>
            {apart(lang, both)}
        </div>
    }
    .into_any()
}

fn table(lang: Lang, around: LocalResource<Around>, both: &Both) -> AnyView {
    let [first, second] = both.as_ref();
    let name = |one: &RecipientDetails| {
        view! { <th scope="col"><a class="tap" href=Route::Recipient { id: one.id }.path()>{one.display_name.clone()}</a></th> }
    };
    let (first_name, second_name) = (name(first), name(second));
    let head = move || {
        view! { <tr><th scope="col">{recipients::compare_field(lang)}</th> {first_name} {second_name}</tr> }
    };
    let dates = use_dates();
    let rows = {
        let both = both.clone();
        move || {
            // Names of kinds and of people come when they are known.
            let around = around.get().unwrap_or_default();
            let [first, second] = both.as_ref();
            let answers = facts(lang, &dates, &around, first).into_iter().zip(facts(lang, &dates, &around, second));
            answers.filter_map(|((label, a), (_, b))| row(lang, label, a, b)).collect::<Vec<_>>()
        }
    };
    view! { <Table label=recipients::compare_table(lang) head>{rows}</Table> }.into_any()
}

/// One answer of both; nothing when neither says anything.
fn row(lang: Lang, label: &'static str, first: String, second: String) -> Option<AnyView> {
    if first.is_empty() && second.is_empty() {
        return None;
    }
    let differs = first != second;
    let cell = |text: String| {
        let class = if differs { "cell--changed" } else { "" };
        if text.is_empty() {
            view! { <td class=class><span class="soft">{recipients::compare_empty(lang)}</span></td> }.into_any()
        } else {
            view! { <td class=class><span class="lines">{text}</span></td> }.into_any()
        }
    };
    let mark = differs.then(|| {
        view! { <Mark shape=Shape::Changed/> <span class="vh">{recipients::compare_differs(lang)}</span> }
    });
    Some(view! { <tr><th scope="row">{label} " " {mark}</th> {cell(first)} {cell(second)}</tr> }.into_any())
}

/// What a record says, in the order of its page.
fn facts(lang: Lang, dates: &Dates, around: &Around, one: &RecipientDetails) -> Vec<(&'static str, String)> {
    let address = &one.address;
    let text = |value: Option<&String>| value.cloned().unwrap_or_default();
    let number = |note: Option<&String>, e164: &str| match note.filter(|note| !note.is_empty()) {
        Some(note) => [&phone(e164), " (", note, ")"].concat(),
        None => phone(e164),
    };
    let phones = one.phones.iter().map(|entry| number(entry.note.as_ref(), &entry.e164)).collect::<Vec<_>>();
    let contacts = one.contacts.iter().map(|one| number(Some(&one.relation), &one.phone)).collect::<Vec<_>>();
    let parcel = one
        .default_package
        .as_ref()
        .map(|parcel| recipients::usual_parcel(lang, u64::from(parcel.quantity), &around.kind(&parcel.slug)));
    let rhythm = match one.delivery_type {
        DeliveryType::Ongoing => recipients::rhythm_ongoing(lang),
        DeliveryType::Episodic => recipients::rhythm_episodic(lang),
    };
    let volunteer =
        one.usual_volunteer_id.map(|id| around.member(id).unwrap_or_else(|| recipients::gone_volunteer(lang)));
    vec![
        (recipients::column_state(lang), words::state(lang, one.status).2.to_owned()),
        (recipients::form_size(lang), common::people(lang, u64::from(one.household_size))),
        (recipients::form_ref(lang), text(one.external_ref.as_ref())),
        (recipients::birth_year(lang), one.birth_year.map(|year| year.to_string()).unwrap_or_default()),
        (recipients::column_address(lang), [&address.street, "\n", &town(address)].concat()),
        (recipients::place(lang), text(address.name.as_ref())),
        (recipients::entrance(lang), text(address.entrance.as_ref())),
        (recipients::floor(lang), text(address.floor.as_ref())),
        (recipients::apartment(lang), text(address.apartment.as_ref())),
        (recipients::door_code(lang), text(address.door_code.as_ref())),
        (recipients::access(lang), text(address.access_note.as_ref())),
        (recipients::phones(lang), phones.join("\n")),
        (recipients::language(lang), one.language.as_deref().map(|tag| words::language(lang, tag)).unwrap_or_default()),
        (recipients::usual(lang), parcel.unwrap_or_default()),
        (recipients::rhythm(lang), rhythm.to_owned()),
        (recipients::avoid(lang), words::allergens(lang, &one.avoid).unwrap_or_default()),
        (recipients::diet(lang), words::diets(lang, &one.diet).unwrap_or_default()),
        (recipients::usual_volunteer(lang), volunteer.unwrap_or_default().to_owned()),
        (recipients::last(lang), one.last_delivery.as_ref().map(|last| dates.day_full(last.date)).unwrap_or_default()),
        (recipients::delivery_note(lang), text(one.delivery_note.as_ref())),
        (recipients::internal_note(lang), text(one.internal_note.as_ref())),
        (recipients::referrer(lang), one.referrer.as_ref().map(|one| one.name.clone()).unwrap_or_default()),
        (recipients::contacts(lang), contacts.join("\n")),
        (recipients::tags(lang), one.tags.join(", ").replace('-', " ")),
    ]
}

/// Which one stays, what will happen, and the act.
#[component]
fn Merge(both: Both) -> impl IntoView {
    let lang = use_lang();
    let dates = use_dates();
    let account = use_account();
    let toasts = Toasts::of_app();
    let navigation = Navigation::of_app();
    let form = FormState::new();
    let organisation = account.organisation();
    let [first, second] = both.as_ref();
    // The older one is the one that papers and sheets refer to.
    let older = if second.created_at < first.created_at { second.id } else { first.id };
    let back = Route::Recipient { id: first.id }.path();
    let choices = vec![choice(lang, &dates, first), choice(lang, &dates, second)];
    let keep = RwSignal::new(older.to_string());
    let chosen = {
        let both = both.clone();
        move |keep: &str| {
            let [first, second] = both.as_ref();
            if second.id.to_string() == keep {
                [second.clone(), first.clone()]
            } else {
                [first.clone(), second.clone()]
            }
        }
    };
    let outcome = {
        let chosen = chosen.clone();
        move || {
            let [kept, other] = keep.with(|keep| chosen(keep));
            let lines = consequences(lang, &kept, &other);
            lines.into_iter().map(|line| view! { <li>{line}</li> }).collect::<Vec<_>>()
        }
    };
    let send = move || {
        let [kept, other] = keep.with_untracked(|keep| chosen(keep));
        let (id, ask) = (kept.id, MergeRecipient { other_id: other.id });
        let call = account.call(move |client| {
            let ask = ask.clone();
            async move { client.merge_recipients(organisation, id, &ask).await }
        });
        form.send(call, move |_| {
            toasts.say(recipients::merge_done(lang));
            navigation.replace(&Route::Recipient { id });
        });
    };
    view! {
        <section class="sheet stack" aria-labelledby="merge">
            <h2 id="merge">{recipients::merge_title(lang)}</h2>
            <Form state=form on_submit=send>
                <Select pointer="/other_id" label=recipients::merge_keep(lang) value=keep choices=Signal::stored(choices)/>
                <div role="status" class="stack stack--tight">
                    <p><b>{recipients::merge_what(lang)}</b></p>
                    <ul class="bullets">{outcome}</ul>
                </div>
                <p><b>{recipients::merge_final(lang)}</b></p>
                <p class="row">
                    <Button kind=ButtonKind::Main icon=Glyph::ArrowsExchange submit=true busy=form.busy() busy_words=recipients::merging(lang)>{recipients::merge(lang)}</Button>
                    <ButtonLink href=back>{recipients::merge_no(lang)}</ButtonLink>
                </p>
            </Form>
        </section>
    }
    .into_any()
}

/// The other answer: they are two. Then neither record proposes the other any more.
fn apart(lang: Lang, both: &Both) -> AnyView {
    let account = use_account();
    let toasts = Toasts::of_app();
    let navigation = Navigation::of_app();
    let form = FormState::new();
    let organisation = account.organisation();
    let [first, second] = both.as_ref();
    let (id, other_id) = (first.id, second.id);
    let send = move || {
        let call = account.call(move |client| async move {
            client.distinguish_recipients(organisation, id, &DistinguishRecipient { other_id }).await
        });
        form.send(call, move |_| {
            toasts.say(recipients::distinct_done(lang));
            navigation.replace(&Route::Recipient { id });
        });
    };
    view! {
        <section class="sheet stack" aria-labelledby="distinct">
            <h2 id="distinct">{recipients::distinct_title(lang)}</h2>
            <p>{recipients::distinct_words(lang)}</p>
            <Form state=form on_submit=send>
                <p class="row"><Button submit=true busy=form.busy()>{recipients::distinct(lang)}</Button></p>
            </Form>
        </section>
    }
    .into_any()
}

fn choice(lang: Lang, dates: &Dates, one: &RecipientDetails) -> Choice {
    let day = dates.day_full(dates.local_day(one.created_at));
    let label = match &one.external_ref {
        Some(code) => recipients::merge_choice_code(lang, code, &day, &one.display_name),
        None => recipients::merge_choice(lang, &day, &one.display_name),
    };
    Choice::new(one.id, label)
}

/// What the API will do, said before.
fn consequences(lang: Lang, kept: &RecipientDetails, other: &RecipientDetails) -> Vec<String> {
    let deceased = [kept, other].iter().any(|one| one.status == RecipientStatus::Deceased);
    let stays = if deceased {
        recipients::merge_stays_deceased(lang, &kept.display_name)
    } else {
        recipients::merge_stays(lang, &kept.display_name, words::state(lang, kept.status).2)
    };
    let size = u64::from(u8::max(kept.household_size, other.household_size));
    let mut lines = vec![
        stays,
        recipients::merge_goes(lang, &other.display_name),
        recipients::merge_moves(lang).to_owned(),
        recipients::merge_adds(lang, size),
    ];
    let left_out = phones_left_out(kept, other);
    if left_out > 0 {
        lines.push(recipients::merge_left_out(lang, left_out));
    }
    let differ = |note: fn(&RecipientDetails) -> Option<&String>| {
        note(kept).is_some() && note(other).is_some() && note(kept) != note(other)
    };
    if differ(|one| one.delivery_note.as_ref()) || differ(|one| one.internal_note.as_ref()) {
        lines.push(recipients::merge_notes(lang).to_owned());
    }
    if [kept, other].iter().any(|one| one.no_sms || !one.may_contact || one.special_handling) {
        lines.push(recipients::merge_protects(lang).to_owned());
    }
    lines.push(recipients::merge_gaps(lang).to_owned());
    lines
}

fn phones_left_out(kept: &RecipientDetails, other: &RecipientDetails) -> usize {
    let numbers: HashSet<&str> = kept.phones.iter().chain(&other.phones).map(|phone| phone.e164.as_str()).collect();
    numbers.len().saturating_sub(PHONES)
}
