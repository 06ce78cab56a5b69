//! Which day: the one before, the one after, today, or any.

use super::words;
use crate::{
    dom,
    failure::field_sentence,
    i18n::{Dates, use_lang},
    navigation::Navigation,
    routes::Route,
    ui::{Button, Glyph, Icon, LAST_DATE, field_error},
};
use cabas_messages::{board, common};
use cabas_model::FieldError;
use chrono::NaiveDate;
use leptos::{html, prelude::*};

/// The ways to other days, beside the title of this one.
pub(super) fn days(dates: &Dates, date: NaiveDate) -> AnyView {
    let lang = use_lang();
    let link = |day: NaiveDate| (Route::Rounds { day: Some(day) }.path(), words::capitalised(&dates.weekday(day)));
    let before = date.pred_opt().map(link).map(|(href, name)| {
        view! { <a class="tap" href=href><Icon glyph=Glyph::ChevronLeft/>{name}</a> }
    });
    let after = date.succ_opt().map(link).map(|(href, name)| {
        view! { <a class="tap" href=href>{name}<Icon glyph=Glyph::ChevronRight/></a> }
    });
    let today = (dates.today() != date).then(|| {
        view! { <a class="tap" href=Route::Rounds { day: None }.path()>{words::capitalised(common::today(lang))}</a> }
    });
    view! {
        <nav class="row row--tight" aria-label=board::days(lang)>{before} {today} {after}</nav>
        {any(date)}
    }
    .into_any()
}

/// Any day. What stands in the field is the browser's until it is sent: a date half rewritten has no value, and giving
/// it that one would wipe out the rest.
fn any(date: NaiveDate) -> AnyView {
    let lang = use_lang();
    let navigation = Navigation::of_app();
    let place = NodeRef::<html::Input>::new();
    let wrong = RwSignal::new(false);
    let (id, error_id) = (dom::fresh_id("day"), StoredValue::new(dom::fresh_id("day-error")));
    let go = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(field) = place.get_untracked() else { return };
        let day = field.value().parse::<NaiveDate>();
        wrong.set(day.is_err());
        match day {
            Ok(day) => navigation.go(&Route::Rounds { day: Some(day) }),
            Err(_) => dom::focus(&field),
        }
    };
    let error = move || {
        wrong.get().then(|| {
            let sentence = field_sentence(lang, &FieldError::new("/day", "date_invalid"));
            field_error(&error_id.get_value(), sentence)
        })
    };
    view! {
        <form class="inline" novalidate on:submit=go>
            <label for=id.clone()>{board::day(lang)}</label>
            <input
                class="input input--day"
                id=id
                type="date"
                max=LAST_DATE
                value=date.to_string()
                aria-invalid=move || wrong.get().then_some("true")
                aria-describedby=move || wrong.get().then(|| error_id.get_value())
                node_ref=place
            />
            <Button submit=true>{board::see_day(lang)}</Button>
            {error}
        </form>
    }
    .into_any()
}
