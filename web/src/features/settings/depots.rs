//! Where rounds load.

use super::{
    SettingsFrame,
    editing::{EditDialog, EditForm, Editing, LineActs, List, read_all},
    stale::{Difference, Stale, Written, written},
};
use crate::{
    failure::Failure,
    i18n::{Lang, use_lang},
    routes::SettingsPage,
    session::{Account, use_account},
    ui::{
        Bones, Button, ButtonKind, Checkbox, Empty, Field, FormState, Glyph, Icon, Loaded, PositionField, Street, Tag,
        TextArea, Toasts, position, position_text,
    },
};
use cabas_messages::{settings, ui};
use cabas_model::organisations::{DepotSummary, PutDepot};
use leptos::prelude::*;
use serde_json::{Value, json};

#[component]
pub(super) fn Depots() -> impl IntoView {
    let lang = use_lang();
    let account = use_account();
    let list: List<DepotSummary> = LocalResource::new(move || read(account));
    let editing = Editing::new(list);
    let add = move || {
        view! {
            <div class="push">
                <Button kind=ButtonKind::Main icon=Glyph::Plus on_press=move || editing.add()>{settings::depot_add(lang)}</Button>
            </div>
        }
    };
    view! {
        <SettingsFrame page=SettingsPage::Depots head=add>
            <p>{settings::depot_lead(lang)}</p>
            <Loaded data=list bones=Bones::Text let:depots>
                {if depots.is_empty() {
                    view! { <Empty title=settings::depot_none_title(lang) words=settings::depot_none_words(lang)/> }.into_any()
                } else {
                    let rows: Vec<_> = depots.into_iter().map(|depot| view! { <Depot depot editing/> }).collect();
                    view! { <section class="sheet" aria-label=settings::depots(lang)><ul class="rows">{rows}</ul></section> }.into_any()
                }}
            </Loaded>
            <EditDialog editing title let:depot><Edit depot editing/></EditDialog>
        </SettingsFrame>
    }
}

fn title(lang: Lang, depot: Option<&DepotSummary>) -> String {
    match depot {
        Some(depot) => settings::depot_edit_title(lang, &depot.name),
        None => settings::depot_add_title(lang).to_owned(),
    }
}

async fn read(account: Account) -> Result<Vec<DepotSummary>, Failure> {
    let organisation = account.organisation();
    read_all(account, move |client, query| async move { client.list_depots(organisation, &query).await }).await
}

async fn remove(account: Account, depot: DepotSummary) -> Result<(), Failure> {
    let (organisation, id) = (account.organisation(), depot.id);
    account
        .call(move |client| {
            let etag = depot.etag.clone();
            async move { client.delete_depot(organisation, id, &etag).await }
        })
        .await
}

async fn put_back(account: Account, depot: DepotSummary) -> Result<(), Failure> {
    let DepotSummary { name, address, opening_hours, is_default, .. } = depot;
    save(account, None, PutDepot { name, address, opening_hours, is_default }).await.map(drop)
}

/// Adds a depot, or saves one over the version that was read.
async fn save(account: Account, edited: Option<DepotSummary>, ask: PutDepot) -> Result<Written<DepotSummary>, Failure> {
    let organisation = account.organisation();
    let Some(DepotSummary { id, etag, .. }) = edited else {
        let made = account.call(move |client| {
            let ask = ask.clone();
            async move { client.create_depot(organisation, &ask).await }
        });
        return made.await.map(Written::Saved);
    };
    let put = account.call(move |client| {
        let (etag, ask) = (etag.clone(), ask.clone());
        async move { client.put_depot(organisation, id, &etag, &ask).await }
    });
    let now = async { Ok(read(account).await?.into_iter().find(|depot| depot.id == id)) };
    written(put.await.map(|saved| saved.body), now).await
}

#[component]
fn Depot(depot: DepotSummary, editing: Editing<DepotSummary>) -> impl IntoView {
    let lang = use_lang();
    let address = depot.address.clone();
    let place = [address.postal_code.as_str(), address.city.as_str()].join(" ");
    let is_placed = address.lat.is_some();
    let note = |glyph, words: Option<String>| {
        words.map(|words| view! { <p class="word"><Icon glyph/><span>{words}</span></p> })
    };
    view! {
        <li class="rows__one">
            <Icon glyph=Glyph::Package/>
            <div>
                <p class="row row--tight"><b>{depot.name.clone()}</b> {depot.is_default.then(|| view! { <Tag>{settings::depot_default(lang)}</Tag> })}</p>
                <p class="row row--tight"><Street line=address.street.clone()/></p>
                <p>{place}</p>
            </div>
            <div>
                {note(Glyph::Clock, depot.opening_hours.clone())}
                {note(Glyph::DoorEnter, address.access_note.clone())}
                {(!is_placed).then(|| view! { <p class="word"><Icon glyph=Glyph::MapPinQuestion/><span>{settings::to_place(lang)}</span></p> })}
            </div>
            <LineActs name=depot.name.clone() line=depot editing remove put_back/>
        </li>
    }
    .into_any()
}

/// The fields, as they are written. `Copy`.
#[derive(Clone, Copy)]
struct Fields {
    name: RwSignal<String>,
    street: RwSignal<String>,
    postal_code: RwSignal<String>,
    city: RwSignal<String>,
    access: RwSignal<String>,
    hours: RwSignal<String>,
    position: RwSignal<String>,
    is_default: RwSignal<bool>,
}

impl Fields {
    fn new() -> Self {
        let text = || RwSignal::new(String::new());
        Self {
            name: text(),
            street: text(),
            postal_code: text(),
            city: text(),
            access: text(),
            hours: text(),
            position: text(),
            is_default: RwSignal::new(false),
        }
    }

    fn take(self, depot: &DepotSummary) {
        for (field, value) in self.texts().into_iter().zip(saved_texts(depot)) {
            field.set(value);
        }
        self.is_default.set(depot.is_default);
    }

    fn texts(self) -> [RwSignal<String>; 7] {
        [self.name, self.street, self.postal_code, self.city, self.access, self.hours, self.position]
    }

    /// The request: what the dialog does not ask about stays as it was.
    fn values(self, edited: Option<&DepotSummary>) -> Value {
        let text = |field: RwSignal<String>| field.with_untracked(|text| text.trim().to_owned());
        let optional = |field| Some(text(field)).filter(|text| !text.is_empty());
        let mut address = edited.map(|depot| depot.address.clone()).unwrap_or_default();
        address.street = text(self.street);
        address.postal_code = text(self.postal_code);
        address.city = text(self.city);
        address.access_note = optional(self.access);
        (address.lat, address.lon) = position(&text(self.position));
        json!({
            "name": text(self.name),
            "address": address,
            "opening_hours": optional(self.hours),
            "is_default": self.is_default.get_untracked(),
        })
    }

    fn differences(self, lang: Lang, depot: &DepotSummary) -> Vec<Difference> {
        let labels = [
            settings::name(lang),
            settings::street(lang),
            settings::postal_code(lang),
            settings::city(lang),
            settings::access(lang),
            settings::opening_hours(lang),
            ui::position(lang),
        ];
        let yes_no = if depot.is_default { settings::yes(lang) } else { settings::no(lang) };
        let fields = self.texts().into_iter().zip(labels).zip(saved_texts(depot));
        let mut found: Vec<Difference> = fields
            .filter(|((field, _), saved)| field.with_untracked(|text| text.trim() != saved))
            .map(|((_, label), saved)| (label, saved))
            .collect();
        if self.is_default.get_untracked() != depot.is_default {
            found.push((settings::depot_default(lang), yes_no.to_owned()));
        }
        found
    }
}

/// What is saved, in the order of the fields.
fn saved_texts(depot: &DepotSummary) -> [String; 7] {
    let address = &depot.address;
    [
        depot.name.clone(),
        address.street.clone(),
        address.postal_code.clone(),
        address.city.clone(),
        address.access_note.clone().unwrap_or_default(),
        depot.opening_hours.clone().unwrap_or_default(),
        position_text(address.lat, address.lon),
    ]
}

#[component]
fn Edit(depot: Option<DepotSummary>, editing: Editing<DepotSummary>) -> impl IntoView {
    let lang = use_lang();
    let account = use_account();
    let toasts = Toasts::of_app();
    let form = FormState::new();
    let stale = Stale::new();
    let fields = Fields::new();
    if let Some(depot) = &depot {
        fields.take(depot);
    }
    let latest = RwSignal::new(depot);
    let save = move || {
        let edited = latest.get_untracked();
        let Some(ask) = form.check::<PutDepot>(fields.values(edited.as_ref())) else { return };
        let is_new = edited.is_none();
        let name = ask.name.clone();
        form.send(save(account, edited, ask), move |answer| match answer {
            Written::Saved(_) => {
                toasts.say(if is_new { settings::added(lang, &name) } else { settings::saved(lang).to_owned() });
                editing.done();
            }
            Written::Stale(Some(now)) => {
                stale.tell(fields.differences(lang, &now));
                latest.set(Some(now));
            }
            Written::Stale(None) => {
                latest.set(None);
                form.tell(settings::stale_gone(lang));
            }
        });
    };
    let take = move || {
        latest.with_untracked(|depot| depot.iter().for_each(|depot| fields.take(depot)));
        stale.clear();
    };
    view! {
        <EditForm editing form stale save take>
            <Field pointer="/name" label=settings::name(lang) value=fields.name autocomplete="off"/>
            <Field pointer="/address/street" label=settings::street(lang) value=fields.street autocomplete="off"/>
            <div class="halves">
                <Field pointer="/address/postal_code" label=settings::postal_code(lang) value=fields.postal_code autocomplete="off"/>
                <Field pointer="/address/city" label=settings::city(lang) value=fields.city autocomplete="off"/>
            </div>
            <TextArea pointer="/address/access_note" label=settings::access(lang) hint=settings::access_hint(lang) optional=true value=fields.access/>
            <Field pointer="/opening_hours" label=settings::opening_hours(lang) hint=settings::opening_hint(lang) optional=true value=fields.hours/>
            <PositionField value=fields.position/>
            <div>
                <Checkbox label=settings::depot_make_default(lang) checked=fields.is_default/>
                <p class="field__hint">{settings::depot_default_words(lang)}</p>
            </div>
        </EditForm>
    }
    .into_any()
}
