//! One round, to read and to print: the sheet a volunteer can work from without any network.
//!
//! What is printed is what is seen. Names are there at first; telephones and door codes are opened household by
//! household, each look noted, so they come when they are asked for.

mod leg;
mod load;

use super::words;
use crate::{
    failure::Failure,
    i18n::{now, use_dates, use_lang},
    live::LiveFeed,
    routes::Route,
    session::use_account,
    ui::{Banner, Bones, Button, ButtonKind, Checkbox, Glyph, Icon, Loaded, Page, Tone, letter},
};
use cabas_kernel::id::{RecipientId, RoundId};
use cabas_messages::{Lang, board, common};
use cabas_model::{events::EventKind, recipients::RecipientDetails};
use leptos::prelude::*;
use load::{Sheet, read_households, read_sheet};
use std::{collections::HashMap, sync::Arc, time::Duration};

/// How long changes are gathered before the sheet is read again.
const GATHER: Duration = Duration::from_secs(1);

type Households = Arc<HashMap<RecipientId, RecipientDetails>>;

/// What is shown of the households. `Copy`.
#[derive(Clone, Copy)]
struct Choices {
    lang: Lang,
    names: RwSignal<bool>,
    /// Telephones, floors and codes.
    details: RwSignal<bool>,
    households: RwSignal<Households>,
    opening: RwSignal<bool>,
    failure: RwSignal<Option<Failure>>,
}

#[component]
pub fn RoundPage(id: RoundId) -> impl IntoView {
    let lang = use_lang();
    let account = use_account();
    let data = LocalResource::new(move || read_sheet(account, id));
    follow(data, id);
    let choices = Choices {
        lang,
        names: RwSignal::new(true),
        details: RwSignal::new(false),
        households: RwSignal::new(Households::default()),
        opening: RwSignal::new(false),
        failure: RwSignal::new(None),
    };
    let known = Memo::new(move |_| data.get().and_then(Result::ok).map(|sheet: Arc<Sheet>| sheet.title(lang)));
    let title = move || known.get().unwrap_or_else(|| board::sheet(lang).to_owned());
    let day = move || data.get_untracked().and_then(Result::ok).map(|sheet: Arc<Sheet>| sheet.round.date);
    let back = move || {
        known.track();
        let dates = use_dates();
        day().map(|day| {
            let (href, label) = (Route::Rounds { day: Some(day) }.path(), words::capitalised(&dates.day_long(day)));
            view! { <a class="tap no-print" href=href><Icon glyph=Glyph::ChevronLeft/>{label}</a> }
        })
    };
    view! {
        <Page title narrow=true paper=true head=move || view! { {back} }>
            <Tools choices data/>
            <Loaded data bones=Bones::Text let:sheet>{article(choices, &sheet)}</Loaded>
        </Page>
    }
}

type Data = LocalResource<Result<Arc<Sheet>, Failure>>;

/// The sheet is read again when its round or its day changes.
fn follow(data: Data, id: RoundId) {
    let Some(feed) = LiveFeed::of_app() else { return };
    let due = StoredValue::new(false);
    feed.on_event(move |event| {
        let kind = matches!(event.kind, EventKind::RoundChanged | EventKind::StopChanged | EventKind::DeliveryChanged);
        let day = data.get_untracked().and_then(Result::ok).map(|sheet| sheet.round.date);
        let ours = event.subject_id == id.0 || (event.date.is_some() && event.date == day);
        if !(kind && ours) || due.get_value() {
            return;
        }
        due.set_value(true);
        set_timeout(
            move || {
                if due.try_set_value(false).is_none() {
                    data.refetch();
                }
            },
            GATHER,
        );
    });
}

/// What to print, and the button that prints it.
#[component]
fn Tools(choices: Choices, data: Data) -> impl IntoView {
    let lang = choices.lang;
    let account = use_account();
    let open = move |wanted: bool| {
        if !wanted || choices.opening.get_untracked() {
            return;
        }
        let Some(sheet) = data.get_untracked().and_then(Result::ok) else { return };
        choices.opening.set(true);
        choices.failure.set(None);
        leptos::task::spawn_local(async move {
            let known = choices.households.get_untracked();
            let (households, failure) = read_households(account, &sheet, &known).await;
            if choices.opening.is_disposed() {
                return;
            }
            choices.opening.set(false);
            choices.households.set(Arc::new(households));
            choices.failure.set(failure);
        });
    };
    // The page as it is printed is that of the program's window; a browser that cannot print does nothing.
    let print = move || drop(window().print());
    view! {
        <div class="stack no-print">
            <div class="row">
                <Button kind=ButtonKind::Main icon=Glyph::Printer on_press=print busy=choices.opening busy_words=board::opening(lang)>{common::print(lang)}</Button>
                <Checkbox label=board::with_names(lang) checked=choices.names/>
                <Checkbox label=board::with_details(lang) checked=choices.details on_change=open/>
            </div>
            <p class="soft">{board::details_hint(lang)}</p>
            {move || choices.failure.get().map(|failure| view! {
                <Banner tone=Tone::Error><b>{board::details_missing(lang)}</b> " " {failure.sentence(lang)}</Banner>
            })}
        </div>
    }
    .into_any()
}

fn article(choices: Choices, sheet: &Arc<Sheet>) -> AnyView {
    let lang = choices.lang;
    let dates = use_dates();
    let me = use_account().me().with_untracked(|me| me.display_name.clone());
    let legs: Vec<AnyView> = sheet
        .legs
        .iter()
        .enumerate()
        .map(|(index, stop)| leg::leg(choices, sheet, index.saturating_add(1), stop, dates.window(&stop.window)))
        .collect();
    let window = sheet.span().map(|window| dates.window(&window));
    let when: Vec<String> = std::iter::once(dates.day_full(sheet.round.date)).chain(window).collect();
    let printed = board::printed_by(lang, &me, &dates.moment(now()));
    let none = legs.is_empty();
    view! {
        <article class="a4">
            <header class="a4__head">
                <div class="a4__bag" aria-hidden="true"><span class="token">{letter(sheet.index)}</span></div>
                <div>
                    <h2>{sheet.round.name.clone()}</h2>
                    <p><b>{when.join(", ")}</b></p>
                    <p>{sheet.who_and_how(lang)}</p>
                    <p>{sheet.totals(lang)}</p>
                    {sheet.start(lang).map(|start| view! { <p>{start}</p> })}
                </div>
            </header>
            {none.then(|| view! { <p>{board::round_none(lang)}</p> })}
            <ol class="legs">{legs}</ol>
            <footer class="a4__foot">
                <p>{board::letters(lang)}</p>
                <p><b>{board::destroy(lang)}</b> " " {printed}</p>
            </footer>
        </article>
    }
    .into_any()
}
