//! What is delivered: kinds of parcels, and how they must be kept.

use super::{
    SettingsFrame,
    editing::{EditDialog, EditForm, Editing, List, read_all},
    stale::{Difference, Stale, Written, written},
};
use crate::{
    failure::Failure,
    i18n::{Lang, use_lang},
    routes::SettingsPage,
    session::{Account, use_account},
    ui::{
        Bones, Button, ButtonKind, Checkbox, Choice, Empty, Field, FormState, Glyph, Icon, Loaded, Mark, Select, Shape,
        Toasts,
    },
};
use cabas_kernel::Grams;
use cabas_messages::settings;
use cabas_model::organisations::{PackageKindSummary, PutPackageKind, Storage};
use js_sys::JsString;
use leptos::prelude::*;
use serde_json::{Value, json};

#[component]
pub(super) fn PackageKinds() -> impl IntoView {
    let lang = use_lang();
    let account = use_account();
    let list: List<PackageKindSummary> = LocalResource::new(move || read(account));
    let editing = Editing::new(list);
    let add = move || {
        view! {
            <div class="push">
                <Button kind=ButtonKind::Main icon=Glyph::Plus on_press=move || editing.add()>{settings::kind_add(lang)}</Button>
            </div>
        }
    };
    view! {
        <SettingsFrame page=SettingsPage::PackageKinds head=add>
            <p>{settings::kind_lead(lang)}</p>
            <Loaded data=list bones=Bones::Text let:kinds>
                {if kinds.is_empty() {
                    view! { <Empty title=settings::kind_none_title(lang) words=settings::kind_none_words(lang)/> }.into_any()
                } else {
                    let rows: Vec<_> = kinds.into_iter().map(|kind| view! { <Kind kind editing/> }).collect();
                    view! { <section class="sheet" aria-label=settings::package_kinds(lang)><ul class="rows">{rows}</ul></section> }.into_any()
                }}
            </Loaded>
            <EditDialog editing title let:kind><Edit kind editing/></EditDialog>
        </SettingsFrame>
    }
}

fn title(lang: Lang, kind: Option<&PackageKindSummary>) -> String {
    match kind {
        Some(kind) => settings::kind_edit_title(lang, &kind.name),
        None => settings::kind_add_title(lang).to_owned(),
    }
}

/// Those that are offered first.
async fn read(account: Account) -> Result<Vec<PackageKindSummary>, Failure> {
    let organisation = account.organisation();
    let mut kinds: Vec<PackageKindSummary> =
        read_all(account, move |client, query| async move { client.list_package_kinds(organisation, &query).await })
            .await?;
    kinds.sort_by_key(|kind| !kind.active);
    Ok(kinds)
}

async fn save(
    account: Account,
    edited: Option<PackageKindSummary>,
    ask: PutPackageKind,
) -> Result<Written<PackageKindSummary>, Failure> {
    let organisation = account.organisation();
    let Some(PackageKindSummary { id, etag, .. }) = edited else {
        let made = account.call(move |client| {
            let ask = ask.clone();
            async move { client.create_package_kind(organisation, &ask).await }
        });
        return made.await.map(Written::Saved);
    };
    let put = account.call(move |client| {
        let (etag, ask) = (etag.clone(), ask.clone());
        async move { client.put_package_kind(organisation, id, &etag, &ask).await }
    });
    let now = async { Ok(read(account).await?.into_iter().find(|kind| kind.id == id)) };
    written(put.await.map(|saved| saved.body), now).await
}

fn storage(lang: Lang, storage: Storage) -> &'static str {
    match storage {
        Storage::Ambient => settings::storage_ambient(lang),
        Storage::Fresh => settings::storage_fresh(lang),
        Storage::Frozen => settings::storage_frozen(lang),
    }
}

#[component]
fn Kind(kind: PackageKindSummary, editing: Editing<PackageKindSummary>) -> impl IntoView {
    let lang = use_lang();
    let heard = settings::edit_of(lang, &kind.name);
    let glyph = if kind.storage == Storage::Ambient { Glyph::Basket } else { Glyph::Snowflake };
    let weight = kind.weight_g.map(|grams| settings::weight_of(lang, &kilos(lang, grams)));
    let one = StoredValue::new(kind.clone());
    view! {
        <li class="rows__one">
            <Icon glyph/>
            <div>
                <p><b>{kind.name}</b></p>
                <p class="soft">{kind.slug}</p>
            </div>
            <div>
                <p class="num">{storage(lang, kind.storage)} {weight.map(|weight| view! { ", " {weight} })}</p>
                {(!kind.active).then(|| view! {
                    <p><span class="status status--quiet"><Mark shape=Shape::Cancelled/>{settings::inactive(lang)}</span></p>
                })}
            </div>
            <div class="rows__acts">
                <Button icon=Glyph::Pencil label=heard on_press=move || editing.edit(one.get_value())>{settings::edit(lang)}</Button>
            </div>
        </li>
    }
    .into_any()
}

/// « 4,5 » for 4500 g; "4.5".
fn kilos(lang: Lang, grams: u32) -> String {
    let (whole, part) = (grams / 1000, grams % 1000);
    if part == 0 {
        return whole.to_string();
    }
    let point = match lang {
        Lang::Fr => ",",
        Lang::En => ".",
    };
    let part = part.to_string();
    let zeros = "0".repeat(3_usize.saturating_sub(part.len()));
    let decimals = [&zeros, part.as_str()].concat();
    [&whole.to_string(), point, decimals.trim_end_matches('0')].concat()
}

/// A short name for a name: `panier-sec` for « Panier sec ». `plain` has its accents beside its letters.
fn slug_of(plain: &str) -> String {
    let mut slug = String::new();
    for letter in plain.chars() {
        if letter.is_ascii_alphanumeric() {
            slug.push(letter.to_ascii_lowercase());
        } else if letter.is_ascii() && !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(40);
    slug.trim_end_matches('-').to_owned()
}

/// The fields, as they are written. `Copy`.
#[derive(Clone, Copy)]
struct Fields {
    name: RwSignal<String>,
    slug: RwSignal<String>,
    weight: RwSignal<String>,
    storage: RwSignal<String>,
    active: RwSignal<bool>,
}

impl Fields {
    fn new() -> Self {
        let text = || RwSignal::new(String::new());
        Self {
            name: text(),
            slug: text(),
            weight: text(),
            storage: RwSignal::new(Storage::default().to_string()),
            active: RwSignal::new(true),
        }
    }

    fn take(self, lang: Lang, kind: &PackageKindSummary) {
        self.name.set(kind.name.clone());
        self.slug.set(kind.slug.clone());
        self.weight.set(kind.weight_g.map(|grams| kilos(lang, grams)).unwrap_or_default());
        self.storage.set(kind.storage.to_string());
        self.active.set(kind.active);
    }

    /// A weight that cannot be read is sent as one that no parcel has: the rule of the request then says it.
    fn values(self) -> Value {
        let text = |field: RwSignal<String>| field.with_untracked(|text| text.trim().to_owned());
        let weight = Some(text(self.weight))
            .filter(|weight| !weight.is_empty())
            .map(|weight| Grams::from_kilograms(&weight).map_or(u32::MAX, |grams| grams.0));
        json!({
            "name": text(self.name),
            "slug": text(self.slug),
            "weight_g": weight,
            "storage": text(self.storage),
            "active": self.active.get_untracked(),
        })
    }

    fn differences(self, lang: Lang, kind: &PackageKindSummary) -> Vec<Difference> {
        let weight = kind.weight_g.map(|grams| kilos(lang, grams)).unwrap_or_default();
        let yes_no = if kind.active { settings::yes(lang) } else { settings::no(lang) };
        let is = |field: RwSignal<String>, saved: &str| field.with_untracked(|text| text.trim() == saved);
        [
            (is(self.name, &kind.name), settings::name(lang), kind.name.clone()),
            (is(self.slug, &kind.slug), settings::slug(lang), kind.slug.clone()),
            (is(self.weight, &weight), settings::weight(lang), weight.clone()),
            (is(self.storage, kind.storage.as_str()), settings::storage(lang), storage(lang, kind.storage).to_owned()),
            (self.active.get_untracked() == kind.active, settings::active(lang), yes_no.to_owned()),
        ]
        .into_iter()
        .filter_map(|(is_same, label, saved)| (!is_same).then_some((label, saved)))
        .collect()
    }
}

/// As long as nobody writes a short name, it follows the name.
fn follow_name(fields: Fields) {
    let suggested = RwSignal::new(String::new());
    Effect::new(move |_| {
        let plain = String::from(JsString::from(fields.name.get()).normalize("NFD"));
        let slug = slug_of(&plain);
        if fields.slug.with_untracked(|written| suggested.with_untracked(|suggested| written == suggested)) {
            fields.slug.set(slug.clone());
        }
        suggested.set(slug);
    });
}

#[component]
fn Edit(kind: Option<PackageKindSummary>, editing: Editing<PackageKindSummary>) -> impl IntoView {
    let lang = use_lang();
    let account = use_account();
    let toasts = Toasts::of_app();
    let form = FormState::new();
    let stale = Stale::new();
    let fields = Fields::new();
    match &kind {
        Some(kind) => fields.take(lang, kind),
        None => follow_name(fields),
    }
    let latest = RwSignal::new(kind);
    let save = move || {
        let Some(ask) = form.check::<PutPackageKind>(fields.values()) else { return };
        let edited = latest.get_untracked();
        let (is_new, name) = (edited.is_none(), ask.name.clone());
        form.send(save(account, edited, ask), move |answer| match answer {
            Written::Saved(_) => {
                toasts.say(if is_new { settings::added(lang, &name) } else { settings::saved(lang).to_owned() });
                editing.done();
            }
            Written::Stale(Some(now)) => {
                stale.tell(fields.differences(lang, &now));
                latest.set(Some(now));
            }
            // Kinds are never removed.
            Written::Stale(None) => form.tell(settings::stale_gone(lang)),
        });
    };
    let take = move || {
        latest.with_untracked(|kind| kind.iter().for_each(|kind| fields.take(lang, kind)));
        stale.clear();
    };
    let storages: Vec<Choice> = Storage::ALL.iter().map(|one| Choice::new(one, storage(lang, *one))).collect();
    view! {
        <EditForm editing form stale save take>
            <Field pointer="/name" label=settings::name(lang) value=fields.name autocomplete="off"/>
            <Field pointer="/slug" label=settings::slug(lang) hint=settings::slug_hint(lang) value=fields.slug autocomplete="off"/>
            <Field pointer="/weight_g" label=settings::weight(lang) hint=settings::weight_hint(lang) optional=true value=fields.weight inputmode="decimal"/>
            <Select pointer="/storage" label=settings::storage(lang) value=fields.storage choices=Signal::stored(storages)/>
            <div>
                <Checkbox label=settings::active(lang) checked=fields.active/>
                <p class="field__hint">{settings::kind_inactive_words(lang)}</p>
            </div>
        </EditForm>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_weight_is_written_as_it_is_read() {
        for (grams, fr) in [(4500, "4,5"), (4000, "4"), (50, "0,05"), (1005, "1,005")] {
            assert_eq!(kilos(Lang::Fr, grams), fr);
            assert_eq!(Grams::from_kilograms(fr), Ok(Grams(grams)));
        }
        assert_eq!(kilos(Lang::En, 4500), "4.5");
    }

    #[test]
    fn a_short_name_has_letters_digits_and_dashes() {
        assert_eq!(slug_of("Panier sec, 2 personnes"), "panier-sec-2-personnes");
        assert_eq!(slug_of("Be\u{301}be\u{301} !"), "bebe");
        assert_eq!(slug_of("  "), "");
    }
}
