//! The association itself: its name, its time, its country; when addresses open, and who is confirmed.

use super::{
    SettingsFrame,
    hours::{keep_choices, keep_example, keep_words, reveal_choices, reveal_example, reveal_words},
    places::{countries, country, zones},
    stale::{Difference, Stale, StaleNote, Written, written},
};
use crate::{
    failure::Failure,
    i18n::{Lang, use_dates, use_lang},
    routes::SettingsPage,
    session::{Account, use_account},
    ui::{Bones, Button, ButtonKind, Checkbox, Choice, Field, Form, FormState, Loaded, Select, Toasts},
};
use cabas_client::Version;
use cabas_kernel::Permission;
use cabas_messages::settings;
use cabas_model::organisations::{InviterTold, OrganisationDetails, PatchOrganisation};
use leptos::{prelude::*, task::spawn_local};
use serde_json::{Value, json};

type Saved = Version<OrganisationDetails>;

#[component]
pub(super) fn Organisation() -> impl IntoView {
    let account = use_account();
    let manages = account.roles().may(Permission::ManageOrganisation);
    let data = LocalResource::new(move || read(account));
    view! {
        <SettingsFrame page=SettingsPage::Organisation>
            <Loaded data bones=Bones::Text let:saved>
                {if manages {
                    view! { <Settings saved/> }.into_any()
                } else {
                    view! { <Facts details=saved.body/> }.into_any()
                }}
            </Loaded>
        </SettingsFrame>
    }
}

async fn read(account: Account) -> Result<Saved, Failure> {
    let organisation = account.organisation();
    account.call(move |client| async move { client.read_organisation(organisation).await }).await
}

/// The fields, as they are written. `Copy`.
#[derive(Clone, Copy)]
struct Fields {
    name: RwSignal<String>,
    zone: RwSignal<String>,
    country: RwSignal<String>,
    reveal: RwSignal<String>,
    keep: RwSignal<String>,
    late: RwSignal<bool>,
    confirm: RwSignal<bool>,
    told: RwSignal<String>,
}

impl Fields {
    fn of(details: &OrganisationDetails) -> Self {
        Self {
            name: RwSignal::new(details.name.clone()),
            zone: RwSignal::new(details.zone.clone()),
            country: RwSignal::new(details.country.clone()),
            reveal: RwSignal::new(details.reveal_hours.to_string()),
            keep: RwSignal::new(details.keep_hours.to_string()),
            late: RwSignal::new(details.late_reveal),
            confirm: RwSignal::new(details.confirm_everyone),
            told: RwSignal::new(details.inviter_told.to_string()),
        }
    }

    fn take(self, details: &OrganisationDetails) {
        self.name.set(details.name.clone());
        self.zone.set(details.zone.clone());
        self.country.set(details.country.clone());
        self.reveal.set(details.reveal_hours.to_string());
        self.keep.set(details.keep_hours.to_string());
        self.late.set(details.late_reveal);
        self.confirm.set(details.confirm_everyone);
        self.told.set(details.inviter_told.to_string());
    }

    fn values(self) -> Value {
        json!({
            "name": self.name.get_untracked().trim(),
            "zone": self.zone.get_untracked(),
            "country": self.country.get_untracked(),
            "reveal_hours": hours(self.reveal),
            "keep_hours": hours(self.keep),
            "late_reveal": self.late.get_untracked(),
            "confirm_everyone": self.confirm.get_untracked(),
            "inviter_told": self.told.get_untracked(),
        })
    }

    /// Where what is saved is not what is written.
    fn differences(self, lang: Lang, saved: &OrganisationDetails) -> Vec<Difference> {
        let yes_no = |is| if is { settings::yes(lang) } else { settings::no(lang) }.to_owned();
        let of = |is_same: bool, label, value: String| (!is_same).then_some((label, value));
        [
            of(self.name.get_untracked().trim() == saved.name, settings::name(lang), saved.name.clone()),
            of(self.zone.get_untracked() == saved.zone, settings::zone(lang), saved.zone.clone()),
            of(self.country.get_untracked() == saved.country, settings::country(lang), country(lang, &saved.country)),
            of(
                hours(self.reveal) == saved.reveal_hours,
                settings::reveal(lang),
                reveal_words(lang, saved.reveal_hours),
            ),
            of(hours(self.keep) == saved.keep_hours, settings::keep(lang), keep_words(lang, saved.keep_hours)),
            of(self.late.get_untracked() == saved.late_reveal, settings::late_reveal(lang), yes_no(saved.late_reveal)),
            of(
                self.confirm.get_untracked() == saved.confirm_everyone,
                settings::confirm_everyone(lang),
                yes_no(saved.confirm_everyone),
            ),
            of(
                self.told.get_untracked() == saved.inviter_told.as_str(),
                settings::inviter_told(lang),
                told(lang, saved.inviter_told).to_owned(),
            ),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

/// A number of hours chosen in a list.
fn hours(value: RwSignal<String>) -> u8 {
    value.with_untracked(|hours| hours.parse().unwrap_or_default())
}

/// What whoever invited somebody learns of a suspension.
fn told(lang: Lang, told: InviterTold) -> &'static str {
    match told {
        InviterTold::Nothing => settings::told_none(lang),
        InviterTold::Fact => settings::told_fact(lang),
        InviterTold::FactAndReason => settings::told_reason(lang),
    }
}

#[component]
fn Settings(saved: Saved) -> impl IntoView {
    let lang = use_lang();
    let account = use_account();
    let toasts = Toasts::of_app();
    let form = FormState::new();
    let stale = Stale::new();
    let fields = Fields::of(&saved.body);
    let latest = RwSignal::new(saved.clone());
    let save = move || {
        let Some(ask) = form.check::<PatchOrganisation>(fields.values()) else { return };
        let etag = latest.with_untracked(|saved| saved.etag.clone());
        form.send(write(account, etag, ask), move |answer| match answer {
            Written::Saved(saved) => {
                latest.set(saved);
                stale.clear();
                toasts.say(settings::saved(lang));
                learn_me(account);
            }
            Written::Stale(saved) => {
                if let Some(saved) = saved {
                    stale.tell(fields.differences(lang, &saved.body));
                    latest.set(saved);
                }
            }
        });
    };
    let take = move || {
        latest.with_untracked(|saved| fields.take(&saved.body));
        stale.clear();
    };
    view! {
        <Form state=form on_submit=save>
            <StaleNote stale keep=save take/>
            <Identity fields saved=saved.body/>
            <Disclosure fields/>
            <Arrivals fields/>
            <Suspensions fields/>
            <p><Button kind=ButtonKind::Main submit=true busy=form.busy() busy_words=settings::saving(lang)>{settings::save(lang)}</Button></p>
        </Form>
    }
    .into_any()
}

async fn write(account: Account, etag: String, ask: PatchOrganisation) -> Result<Written<Saved>, Failure> {
    let organisation = account.organisation();
    let saved = account
        .call(move |client| {
            let (etag, ask) = (etag.clone(), ask.clone());
            async move { client.patch_organisation(organisation, &etag, &ask).await }
        })
        .await;
    written(saved, async { read(account).await.map(Some) }).await
}

/// The bar and every date follow the name and the zone.
fn learn_me(account: Account) {
    spawn_local(async move {
        if let Ok(me) = account.call(|client| async move { client.read_me().await }).await {
            account.set_me(me);
        }
    });
}

#[component]
fn Identity(fields: Fields, saved: OrganisationDetails) -> impl IntoView {
    let lang = use_lang();
    let zones = zones(&saved.zone);
    let countries = countries(lang, &saved.country);
    view! {
        <section class="sheet stack" aria-labelledby="identity">
            <h2 id="identity">{settings::identity(lang)}</h2>
            <Field pointer="/name" label=settings::name(lang) value=fields.name autocomplete="organization"/>
            <div class="halves halves--even">
                <Select pointer="/zone" label=settings::zone(lang) hint=settings::zone_hint(lang) value=fields.zone choices=Signal::stored(zones)/>
                <Select pointer="/country" label=settings::country(lang) hint=settings::country_hint(lang) value=fields.country choices=Signal::stored(countries)/>
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn Disclosure(fields: Fields) -> impl IntoView {
    let lang = use_lang();
    let dates = use_dates();
    let of = |value: RwSignal<String>| value.with(|hours| hours.parse().unwrap_or_default());
    let reveal_dates = dates.clone();
    let reveal = move || reveal_example(lang, &reveal_dates, of(fields.reveal));
    let keep = move || keep_example(lang, &dates, of(fields.keep));
    view! {
        <section class="sheet stack" aria-labelledby="disclosure">
            <h2 id="disclosure">{settings::disclosure(lang)}</h2>
            <p>{settings::disclosure_words(lang)}</p>
            <div class="halves halves--even">
                <Select pointer="/reveal_hours" label=settings::reveal(lang) hint=reveal value=fields.reveal choices=Signal::stored(reveal_choices(lang))/>
                <Select pointer="/keep_hours" label=settings::keep(lang) hint=keep value=fields.keep choices=Signal::stored(keep_choices(lang))/>
            </div>
            <div>
                <Checkbox label=settings::late_reveal(lang) checked=fields.late/>
                <p class="field__hint">{settings::late_reveal_words(lang)}</p>
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn Arrivals(fields: Fields) -> impl IntoView {
    let lang = use_lang();
    view! {
        <section class="sheet stack" aria-labelledby="arrivals">
            <h2 id="arrivals">{settings::arrivals(lang)}</h2>
            <div>
                <Checkbox label=settings::confirm_everyone(lang) checked=fields.confirm/>
                <p class="field__hint">{settings::confirm_everyone_words(lang)}</p>
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn Suspensions(fields: Fields) -> impl IntoView {
    let lang = use_lang();
    let choices: Vec<Choice> = InviterTold::ALL.iter().map(|one| Choice::new(one, told(lang, *one))).collect();
    view! {
        <section class="sheet stack" aria-labelledby="suspensions">
            <h2 id="suspensions">{settings::suspensions(lang)}</h2>
            <Select pointer="/inviter_told" label=settings::tell_inviter(lang) hint=settings::inviter_told_words(lang) value=fields.told choices=Signal::stored(choices)/>
        </section>
    }
    .into_any()
}

/// The same, to read.
#[component]
fn Facts(details: OrganisationDetails) -> impl IntoView {
    let lang = use_lang();
    let yes_no = |is| if is { settings::yes(lang) } else { settings::no(lang) };
    view! {
        <section class="sheet stack" aria-labelledby="identity">
            <h2 id="identity">{settings::identity(lang)}</h2>
            <p>{settings::read_only(lang)}</p>
            <dl class="facts facts--wide">
                <dt>{settings::name(lang)}</dt><dd>{details.name}</dd>
                <dt>{settings::zone(lang)}</dt><dd>{details.zone}</dd>
                <dt>{settings::country(lang)}</dt><dd>{country(lang, &details.country)}</dd>
                <dt>{settings::reveal(lang)}</dt><dd>{reveal_words(lang, details.reveal_hours)}</dd>
                <dt>{settings::keep(lang)}</dt><dd>{keep_words(lang, details.keep_hours)}</dd>
                <dt>{settings::late_reveal(lang)}</dt><dd>{yes_no(details.late_reveal)}</dd>
                <dt>{settings::confirm_everyone(lang)}</dt><dd>{yes_no(details.confirm_everyone)}</dd>
                <dt>{settings::inviter_told(lang)}</dt><dd>{told(lang, details.inviter_told)}</dd>
            </dl>
        </section>
    }
    .into_any()
}
