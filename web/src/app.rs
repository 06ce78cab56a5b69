//! The application: what is around every page, and which page stands at which route.

use crate::{
    features,
    i18n::{CurrentLang, Dates, use_lang},
    navigation::Navigation,
    pages, program,
    routes::{Route, Section},
    session::{Account, Session, State},
    ui::{Choice, Glyph, Icon, Pocket, SectionLink, Select, SkipLink, ToastArea, Toasts, TopBar, Trouble},
};
use cabas_kernel::id::OrganisationId;
use cabas_messages::shell;
use leptos::prelude::*;

#[cfg(feature = "desk")]
use crate::live::LiveFeed;

/// The root. A change of language draws all of it anew; where one is and who one is stay.
#[component]
pub fn App() -> impl IntoView {
    let lang = CurrentLang::provide();
    let navigation = Navigation::provide();
    let session = Session::provide();
    let toasts = Toasts::provide();
    pages::SignInDraft::provide();
    features::my_rounds::Carried::provide(session, toasts);
    move || {
        lang.follow();
        view! { <SkipLink/> {at_route(navigation, session)} <ToastArea toasts/> }.into_any()
    }
}

/// The pages that do not depend on who is here stand apart: learning it must not draw them anew.
fn at_route(navigation: Navigation, session: Session) -> AnyView {
    let alone = Memo::new(move |_| Some(navigation.route().get()).filter(Route::stands_alone));
    view! {
        {move || match alone.get() {
            Some(Route::Invitation) => view! { <pages::Invitation session/> }.into_any(),
            Some(Route::PasswordReset) => view! { <pages::PasswordReset session/> }.into_any(),
            #[cfg(debug_assertions)]
            Some(Route::Gallery) => view! { <pages::Gallery/> }.into_any(),
            _ => view! { {move || at_state(session)} }.into_any(),
        }}
    }
    .into_any()
}

/// What the session allows. Without one the sign-in page takes the place of any other; the address stays.
fn at_state(session: Session) -> AnyView {
    match session.state() {
        State::Opening => view! { <pages::Opening/> }.into_any(),
        State::Unreachable(failure) => view! { <Unreachable session failure/> }.into_any(),
        State::Anonymous(anonymous) => view! { <pages::SignIn anonymous/> }.into_any(),
        State::Authenticated(account) => view! { <Signed account/> }.into_any(),
    }
}

/// The server cannot be asked who is here.
#[component]
fn Unreachable(session: Session, failure: crate::failure::Failure) -> impl IntoView {
    let lang = use_lang();
    let retry = Callback::new(move |()| session.open());
    view! { <Pocket title=cabas_messages::common::app(lang)><Trouble failure retry/></Pocket> }
}

/// Someone is signed in: the organisation they work in, then the page.
#[component]
fn Signed(account: Account) -> impl IntoView {
    provide_context(account);
    if program::settle(account) {
        return view! { <pages::Opening/> }.into_any();
    }
    // Drawn anew only when the organisation changes, not with every change of the profile.
    let organisation = Memo::new(move |_| account.membership().map(|one| (one.organisation_id, one.zone)));
    let place = move || match organisation.get() {
        None => view! { <pages::NoPlace/> }.into_any(),
        Some((_, zone)) => view! { <InOrganisation account zone/> }.into_any(),
    };
    #[cfg(feature = "desk")]
    let place = view! { {place} <pages::ProveAgain account/> };
    place.into_any()
}

#[component]
fn InOrganisation(account: Account, zone: String) -> impl IntoView {
    let dates = Dates::new(use_lang(), &zone);
    provide_context(dates.clone());
    // A phone on a patchy network asks when it is looked at; the desk stays open all day and is told.
    #[cfg(feature = "desk")]
    LiveFeed::provide(account, dates);
    let navigation = Navigation::of_app();
    let route = navigation.route();
    let in_pocket = Memo::new(move |_| route.get().is_pocket());
    view! {
        {move || (!in_pocket.get()).then(|| view! { <Bar account/> })}
        {move || route.with(page)}
    }
}

/// The page of a route. Each feature adds its arm here; `into_any` keeps the types of pages apart.
fn page(route: &Route) -> AnyView {
    match route {
        Route::Home | Route::SignIn => view! { <ToFirstSection/> }.into_any(),
        Route::Profile => view! { <pages::Profile/> }.into_any(),
        Route::MyRounds => view! { <features::my_rounds::MyRounds/> }.into_any(),
        Route::MyRound { id } => view! { <features::my_rounds::MyRound id=*id/> }.into_any(),
        Route::MyStop { round, id } => view! { <features::my_rounds::MyStop round=*round id=*id/> }.into_any(),
        #[cfg(feature = "planning")]
        Route::Rounds { day } => view! { <features::board::DayPage day=*day/> }.into_any(),
        #[cfg(feature = "planning")]
        Route::Round { id } => view! { <features::board::RoundPage id=*id/> }.into_any(),
        #[cfg(feature = "planning")]
        Route::Delivery { id } => view! { <features::board::ToDelivery id=*id/> }.into_any(),
        #[cfg(feature = "team")]
        Route::Members => view! { <features::people::Members/> }.into_any(),
        #[cfg(feature = "office")]
        Route::Recipients => view! { <features::recipients::Recipients/> }.into_any(),
        #[cfg(feature = "office")]
        Route::Recipient { id } => view! { <features::recipients::Recipient id=*id/> }.into_any(),
        #[cfg(feature = "office")]
        Route::NewRecipient => view! { <features::recipients::NewRecipient/> }.into_any(),
        #[cfg(feature = "office")]
        Route::EditRecipient { id } => view! { <features::recipients::EditRecipient id=*id/> }.into_any(),
        #[cfg(feature = "office")]
        Route::CompareRecipients { id, other } => {
            view! { <features::recipients::CompareRecipients id=*id other=*other/> }.into_any()
        }
        #[cfg(feature = "imports")]
        Route::Imports => view! { <features::imports::Imports/> }.into_any(),
        #[cfg(feature = "imports")]
        Route::Import { id } => view! { <features::imports::Import id=*id/> }.into_any(),
        #[cfg(feature = "team")]
        Route::CoOptation => view! { <features::co_optation::CoOptation/> }.into_any(),
        #[cfg(feature = "planning")]
        Route::FollowUps => view! { <features::follow_ups::FollowUps/> }.into_any(),
        #[cfg(feature = "team")]
        Route::Settings(page) => features::settings::at(*page),
        route if program::is_elsewhere(route) => view! { <pages::Opening/> }.into_any(),
        _ => view! { <pages::NotFound/> }.into_any(),
    }
}

/// Leads to where one's work begins.
#[component]
fn ToFirstSection() -> impl IntoView {
    let navigation = Navigation::of_app();
    let roles = use_context::<Account>().map(Account::roles).unwrap_or_default();
    let target = Section::first_for(roles).map_or(Route::Profile, Section::route);
    Effect::new(move |_| navigation.replace(&target));
}

/// The bar of the desk, with the sections open to one's roles.
#[component]
fn Bar(account: Account) -> impl IntoView {
    let lang = use_lang();
    let route = Navigation::of_app().route();
    #[cfg(feature = "desk")]
    let waiting = features::follow_ups::waiting(account);
    let sections = Section::open_to(account.roles())
        .map(|section| SectionLink {
            href: section.route().path(),
            label: section.name(lang),
            current: Signal::derive(move || Section::of(&route.get()) == Some(section)),
            #[cfg(feature = "desk")]
            count: (section == Section::FollowUps).then_some(waiting),
            #[cfg(not(feature = "desk"))]
            count: None,
        })
        .collect();
    let name = move || account.me().with(|me| me.display_name.clone());
    view! {
        <TopBar sections>
            <OrganisationChoice account/>
            <a href=Route::Profile.path() aria-label=move || [&name(), ", ", shell::profile(lang)].concat()>
                <Icon glyph=Glyph::User/><span class="clip">{name}</span>
            </a>
        </TopBar>
    }
}

/// For those who belong to several organisations: which one they work in.
#[component]
fn OrganisationChoice(account: Account) -> impl IntoView {
    let memberships = account.memberships();
    (memberships.len() > 1).then(|| {
        let value = RwSignal::new(account.organisation().to_string());
        let choices: Vec<Choice> =
            memberships.iter().map(|one| Choice::new(one.organisation_id, one.organisation_name.clone())).collect();
        let choose = move |id: String| {
            if let Ok(id) = id.parse::<OrganisationId>() {
                account.work_in(id);
            }
        };
        view! { <Select label=shell::organisation(use_lang()) value choices=Signal::stored(choices) inline=true quiet=true on_choose=choose/> }
    })
}
