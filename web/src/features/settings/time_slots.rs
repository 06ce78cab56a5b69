//! The spans of time that the association offers, in its own wall time.

use super::{
    SettingsFrame,
    editing::{EditDialog, EditForm, Editing, LineActs, List, read_all},
    stale::{Difference, Stale, Written, written},
};
use crate::{
    failure::Failure,
    i18n::{Dates, Lang, use_dates, use_lang},
    routes::SettingsPage,
    session::{Account, use_account},
    ui::{Bones, Button, ButtonKind, Empty, Field, FormState, Glyph, Icon, Loaded, Toasts},
};
use cabas_messages::settings;
use cabas_model::organisations::{PutTimeSlot, TimeSlotSummary};
use chrono::NaiveTime;
use leptos::prelude::*;
use serde_json::json;

#[component]
pub(super) fn TimeSlots() -> impl IntoView {
    let lang = use_lang();
    let account = use_account();
    let list: List<TimeSlotSummary> = LocalResource::new(move || read(account));
    let editing = Editing::new(list);
    let add = move || {
        view! {
            <div class="push">
                <Button kind=ButtonKind::Main icon=Glyph::Plus on_press=move || editing.add()>{settings::slot_add(lang)}</Button>
            </div>
        }
    };
    view! {
        <SettingsFrame page=SettingsPage::TimeSlots head=add>
            <p>{settings::slot_lead(lang)}</p>
            <Loaded data=list bones=Bones::Text let:slots>
                {if slots.is_empty() {
                    view! { <Empty title=settings::slot_none_title(lang) words=settings::slot_none_words(lang)/> }.into_any()
                } else {
                    let rows: Vec<_> = slots.into_iter().map(|one| view! { <Line one editing/> }).collect();
                    view! { <section class="sheet" aria-label=settings::time_slots(lang)><ul class="rows">{rows}</ul></section> }.into_any()
                }}
            </Loaded>
            <EditDialog editing title let:edited><Edit edited editing/></EditDialog>
        </SettingsFrame>
    }
}

fn title(lang: Lang, slot: Option<&TimeSlotSummary>) -> String {
    match slot {
        Some(slot) => settings::slot_edit_title(lang, &slot.name),
        None => settings::slot_add_title(lang).to_owned(),
    }
}

/// In the order of the day.
async fn read(account: Account) -> Result<Vec<TimeSlotSummary>, Failure> {
    let organisation = account.organisation();
    let mut slots: Vec<TimeSlotSummary> =
        read_all(account, move |client, query| async move { client.list_time_slots(organisation, &query).await })
            .await?;
    slots.sort_by(|a, b| (&a.start, &a.end).cmp(&(&b.start, &b.end)));
    Ok(slots)
}

async fn remove(account: Account, slot: TimeSlotSummary) -> Result<(), Failure> {
    let (organisation, id) = (account.organisation(), slot.id);
    account
        .call(move |client| {
            let etag = slot.etag.clone();
            async move { client.delete_time_slot(organisation, id, &etag).await }
        })
        .await
}

async fn put_back(account: Account, slot: TimeSlotSummary) -> Result<(), Failure> {
    let TimeSlotSummary { name, start, end, .. } = slot;
    save(account, None, PutTimeSlot { name, start, end }).await.map(drop)
}

async fn save(
    account: Account,
    edited: Option<TimeSlotSummary>,
    ask: PutTimeSlot,
) -> Result<Written<TimeSlotSummary>, Failure> {
    let organisation = account.organisation();
    let Some(TimeSlotSummary { id, etag, .. }) = edited else {
        let made = account.call(move |client| {
            let ask = ask.clone();
            async move { client.create_time_slot(organisation, &ask).await }
        });
        return made.await.map(Written::Saved);
    };
    let put = account.call(move |client| {
        let (etag, ask) = (etag.clone(), ask.clone());
        async move { client.put_time_slot(organisation, id, &etag, &ask).await }
    });
    let now = async { Ok(read(account).await?.into_iter().find(|slot| slot.id == id)) };
    written(put.await.map(|saved| saved.body), now).await
}

/// « 9 h–11 h »; as it was written when it cannot be read.
fn span(dates: &Dates, slot: &TimeSlotSummary) -> String {
    let time = |text: &str| NaiveTime::parse_from_str(text, "%H:%M").ok();
    match (time(&slot.start), time(&slot.end)) {
        (Some(start), Some(end)) => dates.span(start, end),
        _ => [slot.start.as_str(), slot.end.as_str()].join("–"),
    }
}

#[component]
fn Line(one: TimeSlotSummary, editing: Editing<TimeSlotSummary>) -> impl IntoView {
    let hours = span(&use_dates(), &one);
    view! {
        <li class="rows__one">
            <Icon glyph=Glyph::Clock/>
            <p><b>{one.name.clone()}</b></p>
            <p class="num">{hours}</p>
            <LineActs name=one.name.clone() line=one editing remove put_back/>
        </li>
    }
    .into_any()
}

#[component]
fn Edit(edited: Option<TimeSlotSummary>, editing: Editing<TimeSlotSummary>) -> impl IntoView {
    let lang = use_lang();
    let account = use_account();
    let toasts = Toasts::of_app();
    let form = FormState::new();
    let stale = Stale::new();
    let text =
        |of: fn(&TimeSlotSummary) -> &String| RwSignal::new(edited.as_ref().map(of).cloned().unwrap_or_default());
    let (name, start, end) = (text(|slot| &slot.name), text(|slot| &slot.start), text(|slot| &slot.end));
    let latest = RwSignal::new(edited);
    let save = move || {
        let values = json!({
            "name": name.get_untracked().trim(), "start": start.get_untracked(), "end": end.get_untracked(),
        });
        let Some(ask) = form.check::<PutTimeSlot>(values) else { return };
        let edited = latest.get_untracked();
        let (is_new, named) = (edited.is_none(), ask.name.clone());
        form.send(save(account, edited, ask), move |answer| match answer {
            Written::Saved(_) => {
                toasts.say(if is_new { settings::added(lang, &named) } else { settings::saved(lang).to_owned() });
                editing.done();
            }
            Written::Stale(Some(now)) => {
                stale.tell(differences(lang, [name, start, end], &now));
                latest.set(Some(now));
            }
            Written::Stale(None) => {
                latest.set(None);
                form.tell(settings::stale_gone(lang));
            }
        });
    };
    let take = move || {
        if let Some(now) = latest.get_untracked() {
            name.set(now.name);
            start.set(now.start);
            end.set(now.end);
        }
        stale.clear();
    };
    view! {
        <EditForm editing form stale save take>
            <Field pointer="/name" label=settings::slot_name(lang) value=name autocomplete="off"/>
            <div class="halves">
                <Field pointer="/start" label=settings::slot_start(lang) kind="time" value=start/>
                <Field pointer="/end" label=settings::slot_end(lang) kind="time" value=end/>
            </div>
        </EditForm>
    }
    .into_any()
}

fn differences(lang: Lang, fields: [RwSignal<String>; 3], slot: &TimeSlotSummary) -> Vec<Difference> {
    let labels = [settings::slot_name(lang), settings::slot_start(lang), settings::slot_end(lang)];
    let saved = [slot.name.clone(), slot.start.clone(), slot.end.clone()];
    fields
        .into_iter()
        .zip(labels)
        .zip(saved)
        .filter(|((field, _), saved)| field.with_untracked(|text| text.trim() != saved))
        .map(|((_, label), saved)| (label, saved))
        .collect()
}
