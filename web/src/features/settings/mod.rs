//! « Réglages »: the association, where it loads, what it delivers, when; who else calls, and what was done.

mod depots;
mod editing;
mod hours;
mod organisation;
mod package_kinds;
mod places;
mod stale;
mod time_slots;

use crate::{
    features::{api_clients::ApiClients, audit::Journal},
    i18n::{Lang, use_lang},
    pages,
    routes::{Route, SettingsPage},
    session::use_account,
    ui::{Page, Tab, Tabs},
};
use cabas_messages::settings;
use leptos::prelude::*;

/// The page of an address. One that is not for whoever opens it does not exist for them.
pub fn at(page: SettingsPage) -> AnyView {
    // Who one is does not change on a page: learning a new name must not draw it anew.
    if !page.is_for(untrack(|| use_account().roles())) {
        return view! { <pages::NotFound/> }.into_any();
    }
    match page {
        SettingsPage::Organisation => view! { <organisation::Organisation/> }.into_any(),
        SettingsPage::Depots => view! { <depots::Depots/> }.into_any(),
        SettingsPage::PackageKinds => view! { <package_kinds::PackageKinds/> }.into_any(),
        SettingsPage::TimeSlots => view! { <time_slots::TimeSlots/> }.into_any(),
        SettingsPage::Programs => view! { <ApiClients/> }.into_any(),
        SettingsPage::Audit => view! { <Journal/> }.into_any(),
    }
}

fn title(lang: Lang, page: SettingsPage) -> &'static str {
    match page {
        SettingsPage::Organisation => settings::organisation(lang),
        SettingsPage::Depots => settings::depots(lang),
        SettingsPage::PackageKinds => settings::package_kinds(lang),
        SettingsPage::TimeSlots => settings::time_slots(lang),
        SettingsPage::Programs => settings::programs(lang),
        SettingsPage::Audit => settings::audit(lang),
    }
}

/// What is around each page of the settings: its title, and the way to the others.
#[component]
pub(super) fn SettingsFrame(
    page: SettingsPage,
    /// What stands beside the title.
    #[prop(optional, into)]
    head: Option<ViewFnOnce>,
    children: Children,
) -> impl IntoView {
    let lang = use_lang();
    let roles = use_account().roles();
    let tabs: Vec<_> = SettingsPage::ALL
        .into_iter()
        .filter(|one| one.is_for(roles))
        .map(|one| view! { <Tab href=Route::Settings(one).path() current=one == page>{title(lang, one)}</Tab> })
        .collect();
    let head = move || head.map(ViewFnOnce::run);
    view! {
        <Page title=title(lang, page) narrow=true head>
            <div class="stack">
                <Tabs label=settings::title(lang)>{tabs}</Tabs>
                {children()}
            </div>
        </Page>
    }
    .into_any()
}
