//! Whether the household receives: its state, its pauses, and how both change.

use super::held::Held;
use crate::{
    i18n::{Dates, Lang, use_dates},
    ui::{Button, ButtonKind, Choice, Dialog, Field, Form, FormState, Glyph, Select, Toasts},
};
use cabas_messages::recipients;
use cabas_model::recipients::{PatchRecipient, Pause, RecipientDetails, RecipientStatus};
use chrono::NaiveDate;
use leptos::prelude::*;
use serde_json::{Map, Value};

pub(super) fn standing(lang: Lang, held: Held, record: &RecipientDetails, may_change: bool) -> AnyView {
    let dates = use_dates();
    let today = dates.today();
    let form = FormState::new();
    let coming: Vec<AnyView> = record
        .pauses
        .iter()
        .filter(|pause| pause.from > today)
        .map(|pause| {
            let words = span(lang, &dates, pause);
            let withdraw = may_change.then(|| withdraw(lang, held, form, pause.from, &words));
            view! { <li>{words} " " {withdraw}</li> }.into_any()
        })
        .collect();
    view! {
        <section class="sheet stack" aria-labelledby="standing">
            <h2 id="standing">{recipients::standing(lang)}</h2>
            <p>{sentence(lang, &dates, record, today)}</p>
            {(!coming.is_empty()).then(|| view! {
                <h3>{recipients::pauses_coming(lang)}</h3>
                <Form state=form on_submit=|| ()><ul>{coming}</ul></Form>
            })}
            {may_change.then(|| view! { <Acts held status=record.status name=record.display_name.clone()/> })}
        </section>
    }
    .into_any()
}

/// What it means today, with the day deliveries resume by themselves.
fn sentence(lang: Lang, dates: &Dates, record: &RecipientDetails, today: NaiveDate) -> String {
    let words = match record.status {
        RecipientStatus::Pending => recipients::standing_pending(lang),
        RecipientStatus::Active => recipients::standing_active(lang),
        RecipientStatus::Stopped => recipients::standing_stopped(lang),
        RecipientStatus::Deceased => recipients::standing_deceased(lang),
        RecipientStatus::Paused => {
            return match running(&record.pauses, today).and_then(|pause| pause.until) {
                Some(until) => recipients::standing_paused_until(lang, &dates.day(until), &dates.day(day_after(until))),
                None => recipients::standing_paused(lang).to_owned(),
            };
        }
    };
    words.to_owned()
}

/// The pause of a day; of several, the one that ends last.
fn running(pauses: &[Pause], day: NaiveDate) -> Option<&Pause> {
    let covers = |pause: &&Pause| pause.from <= day && pause.until.is_none_or(|until| day <= until);
    pauses.iter().filter(covers).max_by_key(|pause| pause.until.unwrap_or(NaiveDate::MAX))
}

fn day_after(day: NaiveDate) -> NaiveDate {
    day.succ_opt().unwrap_or(day)
}

fn span(lang: Lang, dates: &Dates, pause: &Pause) -> String {
    match pause.until {
        Some(until) => {
            recipients::pause_span(lang, &dates.day(day_after(until)), &dates.day(pause.from), &dates.day(until))
        }
        None => recipients::pause_open(lang, &dates.day(pause.from)),
    }
}

/// What can be done from each state. A refusal is told above the buttons.
#[component]
fn Acts(held: Held, status: RecipientStatus, name: String) -> impl IntoView {
    let lang = crate::i18n::use_lang();
    let form = FormState::new();
    let (pausing, stopping) = (RwSignal::new(false), RwSignal::new(false));
    let buttons = match status {
        RecipientStatus::Stopped | RecipientStatus::Deceased => activate(lang, held, form, recipients::reopen(lang)),
        RecipientStatus::Paused => view! {
            {resume(lang, held, form)}
            <Button icon=Glyph::Clock on_press=move || pausing.set(true)>{recipients::pause_more(lang)}</Button>
            <Button kind=ButtonKind::Text on_press=move || stopping.set(true)>{recipients::stop(lang)}</Button>
        }
        .into_any(),
        RecipientStatus::Active | RecipientStatus::Pending => view! {
            {(status == RecipientStatus::Pending).then(|| activate(lang, held, form, recipients::serve(lang)))}
            <Button icon=Glyph::Clock on_press=move || pausing.set(true)>{recipients::pause(lang)}</Button>
            <Button kind=ButtonKind::Text on_press=move || stopping.set(true)>{recipients::stop(lang)}</Button>
        }
        .into_any(),
    };
    let (pause_title, stop_title) = (recipients::pause_title(lang, &name), recipients::stop_title(lang, &name));
    view! {
        <Form state=form on_submit=|| ()><p class="row row--tight">{buttons}</p></Form>
        <Dialog open=pausing title=pause_title><PauseQuestions held open=pausing/></Dialog>
        <Dialog open=stopping title=stop_title><StopQuestions held open=stopping/></Dialog>
    }
    .into_any()
}

fn resume(lang: Lang, held: Held, form: FormState) -> AnyView {
    let toasts = Toasts::of_app();
    let press = move || {
        let (organisation, id) = (held.account.organisation(), held.id);
        let Some(etag) = held.etag() else { return };
        let call = held.account.call(move |client| {
            let etag = etag.clone();
            async move { client.resume_recipient(organisation, id, &etag).await }
        });
        held.act(form, call, move |version| {
            toasts.say(recipients::resumed(lang));
            held.take(version);
        });
    };
    view! { <Button busy=form.busy() on_press=press>{recipients::resume(lang)}</Button> }.into_any()
}

/// Takes back a pause that has not begun.
fn withdraw(lang: Lang, held: Held, form: FormState, from: NaiveDate, span: &str) -> AnyView {
    let toasts = Toasts::of_app();
    let press = move || {
        let (organisation, id) = (held.account.organisation(), held.id);
        let Some(etag) = held.etag() else { return };
        let call = held.account.call(move |client| {
            let etag = etag.clone();
            async move { client.withdraw_pause(organisation, id, from, &etag).await }
        });
        held.act(form, call, move |version| {
            toasts.say(recipients::pause_withdrawn(lang));
            held.take(version);
        });
    };
    let label = recipients::pause_withdraw_which(lang, span);
    view! { <Button kind=ButtonKind::Text label busy=form.busy() on_press=press>{recipients::pause_withdraw(lang)}</Button> }
        .into_any()
}

fn activate(lang: Lang, held: Held, form: FormState, words: &'static str) -> AnyView {
    let toasts = Toasts::of_app();
    let press = move || {
        set_status(held, form, RecipientStatus::Active, move || toasts.say(recipients::reopened(lang)));
    };
    view! { <Button busy=form.busy() on_press=press>{words}</Button> }.into_any()
}

/// Changes the state.
fn set_status(held: Held, form: FormState, status: RecipientStatus, done: impl FnOnce() + 'static) {
    let (organisation, id) = (held.account.organisation(), held.id);
    let Some(etag) = held.etag() else { return };
    let ask = PatchRecipient { status: Some(status), ..PatchRecipient::default() };
    let call = held.account.call(move |client| {
        let (ask, etag) = (ask.clone(), etag.clone());
        async move { client.patch_recipient(organisation, id, &etag, &ask).await }
    });
    held.act(form, call, move |version| {
        done();
        held.take(version);
    });
}

#[component]
fn PauseQuestions(held: Held, open: RwSignal<bool>) -> impl IntoView {
    let lang = crate::i18n::use_lang();
    let dates = use_dates();
    let toasts = Toasts::of_app();
    let form = FormState::new();
    let (from, until) = (RwSignal::new(dates.today().to_string()), RwSignal::new(String::new()));
    let send = move || {
        let Some(ask) = form.check::<Pause>(pause_values(&from.get_untracked(), &until.get_untracked())) else {
            return;
        };
        let (organisation, id) = (held.account.organisation(), held.id);
        let call = held.account.call(move |client| {
            let ask = ask.clone();
            async move { client.pause_recipient(organisation, id, &ask).await }
        });
        held.act(form, call, move |version| {
            toasts.say(recipients::paused(lang));
            open.set(false);
            held.take(version);
        });
    };
    let returns = move || {
        until
            .with(|day| day.parse::<NaiveDate>().ok())
            .map(|day| recipients::pause_return(lang, &dates.day_long(day_after(day))))
    };
    view! {
        <p>{recipients::pause_words(lang)}</p>
        <Form state=form on_submit=send>
            <Field pointer="/from" label=recipients::pause_from(lang) value=from kind="date"/>
            <Field pointer="/until" label=recipients::pause_until(lang) hint=recipients::pause_until_hint(lang) optional=true value=until kind="date"/>
            <p role="status">{returns}</p>
            <p class="row">
                <Button kind=ButtonKind::Main icon=Glyph::Clock submit=true busy=form.busy()>{recipients::pause(lang)}</Button>
                <Button on_press=move || open.set(false)>{recipients::pause_no(lang)}</Button>
            </p>
        </Form>
    }
    .into_any()
}

/// A date left empty is absent: the first is then asked for, the last is not needed.
fn pause_values(from: &str, until: &str) -> Value {
    let given = |(_, text): &(&str, &str)| !text.is_empty();
    let values = [("from", from), ("until", until)].into_iter().filter(given);
    Value::Object(values.map(|(name, text)| (name.to_owned(), Value::from(text))).collect::<Map<_, _>>())
}

#[component]
fn StopQuestions(held: Held, open: RwSignal<bool>) -> impl IntoView {
    let lang = crate::i18n::use_lang();
    let toasts = Toasts::of_app();
    let form = FormState::new();
    let why = RwSignal::new(RecipientStatus::Stopped.to_string());
    let choices = vec![
        Choice::new(RecipientStatus::Stopped, recipients::stop_stopped(lang)),
        Choice::new(RecipientStatus::Deceased, recipients::stop_deceased(lang)),
    ];
    let send = move || {
        let status = why.get_untracked().parse().unwrap_or(RecipientStatus::Stopped);
        set_status(held, form, status, move || {
            toasts.say(recipients::stopped(lang));
            open.set(false);
        });
    };
    view! {
        <p>{recipients::stop_words(lang)}</p>
        <Form state=form on_submit=send>
            <Select pointer="/status" label=recipients::stop_why(lang) value=why choices=Signal::stored(choices)/>
            <p class="row">
                <Button kind=ButtonKind::Danger submit=true busy=form.busy()>{recipients::stop(lang)}</Button>
                <Button on_press=move || open.set(false)>{recipients::stop_no(lang)}</Button>
            </p>
        </Form>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 12, d).unwrap()
    }

    #[test]
    fn of_several_pauses_the_one_that_ends_last_is_told() {
        let pauses = [
            Pause { from: day(1), until: Some(day(3)) },
            Pause { from: day(2), until: Some(day(8)) },
            Pause { from: day(20), until: None },
        ];
        assert_eq!(running(&pauses, day(3)).and_then(|pause| pause.until), Some(day(8)));
        assert!(running(&pauses, day(9)).is_none());
        assert!(running(&pauses, day(31)).is_some_and(|pause| pause.until.is_none()));
    }

    #[test]
    fn a_date_left_empty_is_not_sent() {
        assert_eq!(pause_values("2026-12-21", ""), serde_json::json!({ "from": "2026-12-21" }));
    }
}
