//! The two pages of the section: the team, and how it came together.

use crate::{
    i18n::use_lang,
    routes::Route,
    ui::{Tab, Tabs},
};
use cabas_messages::co_optation;
use leptos::prelude::*;

#[component]
pub fn TeamTabs(
    /// The page one is at.
    current: Route,
) -> impl IntoView {
    let lang = use_lang();
    let is_team = current == Route::Members;
    view! {
        <Tabs label=co_optation::tabs(lang)>
            <Tab href=Route::Members.path() current=is_team>{co_optation::team(lang)}</Tab>
            <Tab href=Route::CoOptation.path() current=!is_team>{co_optation::tree(lang)}</Tab>
        </Tabs>
    }
    .into_any()
}
