//! One household's record: one quiet page.

use super::{
    apart,
    around::Around,
    door, erase,
    held::{Held, Known},
    parcel, readers, standing, twins, words,
};
use crate::{
    i18n::{Lang, use_lang},
    routes::Route,
    ui::{Back, Banner, Bones, Button, ButtonKind, ButtonLink, Glyph, Icon, Mark, Page, Skeleton, Tone, Trouble},
};
use cabas_kernel::{Permission, id::RecipientId};
use cabas_messages::{common, recipients};
use cabas_model::recipients::{RecipientDetails, RecipientStatus};
use leptos::prelude::*;

/// The page.
#[component]
pub fn Recipient(id: RecipientId) -> impl IntoView {
    let lang = use_lang();
    let held = Held::open(id);
    let around = Around::of(held.account);
    let title =
        move || Some(held.name()).filter(|name| !name.is_empty()).unwrap_or_else(|| recipients::one(lang).into());
    let beside = move || {
        move || match held.known() {
            Known::Record(version) => head(lang, held, &version.body),
            _ => ().into_any(),
        }
    };
    let retry = Callback::new(move |()| held.again());
    view! {
        <Page title=title narrow=true back=to_list(lang) head=beside>
            <div class="stack">
                {move || held.is_stale().then(|| view! {
                    <Banner act=move || view! { <Button icon=Glyph::Refresh on_press=move || held.again()>{recipients::refresh(lang)}</Button> }>
                        {recipients::record_changed(lang)}
                    </Banner>
                })}
                {move || match held.known() {
                    Known::Loading => view! { <Skeleton bones=Bones::Text/> }.into_any(),
                    Known::Trouble(failure) => view! { <Trouble failure retry/> }.into_any(),
                    Known::Record(version) => content(lang, held, around, &version.body),
                }}
            </div>
        </Page>
    }
}

/// The way back to the list.
pub(super) fn to_list(lang: Lang) -> Back {
    Back::new(Route::Recipients.path(), recipients::back(lang))
}

/// Whether this record may still be changed, and by whoever looks at it.
fn may_change(held: Held, record: &RecipientDetails) -> bool {
    record.merged_into.is_none() && held.account.roles().may(Permission::WriteRecipients)
}

/// State, size and reference, then the main act.
fn head(lang: Lang, held: Held, record: &RecipientDetails) -> AnyView {
    let (class, shape, word) = words::state(lang, record.status);
    let code = record.external_ref.as_deref().map(|code| recipients::file(lang, code));
    let receives = !matches!(record.status, RecipientStatus::Stopped | RecipientStatus::Deceased);
    let plans = receives && record.merged_into.is_none() && held.account.roles().may(Permission::PlanDeliveries);
    let plan = plans.then(|| {
        let href = [&Route::Rounds { day: None }.path(), "?recipient=", &record.id.to_string()].concat();
        view! { <ButtonLink icon=Glyph::CalendarWeek href=href>{recipients::plan(lang)}</ButtonLink> }
    });
    let edit = may_change(held, record).then(|| {
        view! {
            <p class="push row">
                {plan}
                <ButtonLink kind=ButtonKind::Main icon=Glyph::Pencil href=Route::EditRecipient { id: record.id }.path()>
                    {recipients::edit(lang)}
                </ButtonLink>
            </p>
        }
    });
    view! {
        <p class="row">
            <span class=class><Mark shape/>{word}</span>
            <span>{common::people(lang, u64::from(record.household_size))}</span>
            {code.map(|code| view! { <span>{code}</span> })}
        </p>
        {edit}
    }
    .into_any()
}

fn content(lang: Lang, held: Held, around: LocalResource<Around>, record: &RecipientDetails) -> AnyView {
    let (id, may_change) = (held.id, may_change(held, record));
    view! {
        {merged(lang, record)}
        {twins::twins(lang, held, record, may_change)}
        <div class="two">
            <div class="stack">
                {door::door(lang, record)}
                {parcel::parcel(lang, around, record)}
                {internal_note(lang, record)}
                {parcel::surroundings(lang, record)}
            </div>
            <div class="stack">
                {standing::standing(lang, held, record, may_change)}
                <apart::Apart id around may_change/>
                <readers::Readers id/>
                {erase::erase(lang, held, record)}
            </div>
        </div>
    }
    .into_any()
}

/// A record that was joined to another one leads there.
fn merged(lang: Lang, record: &RecipientDetails) -> Option<AnyView> {
    let id = record.merged_into?;
    let open = move || {
        view! { <ButtonLink href=Route::Recipient { id }.path()>{recipients::merged_open(lang)}</ButtonLink> }
    };
    Some(view! { <Banner tone=Tone::Know icon=Glyph::Users act=open>{recipients::merged(lang)}</Banner> }.into_any())
}

/// Framed in ink and with its promise, so that nobody takes it for the word at the door.
fn internal_note(lang: Lang, record: &RecipientDetails) -> AnyView {
    let words = match record.internal_note.clone() {
        Some(note) => view! { <p class="lines">{note}</p> }.into_any(),
        None => view! { <p class="soft">{recipients::internal_note_none(lang)}</p> }.into_any(),
    };
    view! {
        <section class="sheet sheet--ink" aria-labelledby="internal">
            <h2 id="internal"><Icon glyph=Glyph::Lock/> " " {recipients::internal_note(lang)}</h2>
            {words}
            <p class="soft">{recipients::internal_note_promise(lang)}</p>
        </section>
    }
    .into_any()
}
