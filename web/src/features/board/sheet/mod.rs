//! One round, to read and to print: the sheet a volunteer can work from without any network.
//!
//! What is printed is what is seen. Names are there at first; telephones and door codes are opened household by
//! household, each look noted, so they come when they are asked for.

mod code;
mod leg;
mod load;

use super::words;
use crate::{
    failure::Failure,
    i18n::{now, use_dates, use_lang},
    live::LiveFeed,
    routes::Route,
    session::{Account, use_account},
    ui::{Banner, Bones, Button, ButtonKind, Checkbox, Glyph, Icon, Page, Skeleton, Tone, Trouble, letter},
};
use cabas_kernel::id::{RecipientId, RoundId};
use cabas_messages::{Lang, board, common, dates::day_and_time};
use cabas_model::{events::EventKind, recipients::RecipientDetails};
use leptos::{prelude::*, task::spawn_local};
use load::{Sheet, read_households, read_sheet};
use std::{collections::HashMap, sync::Arc, time::Duration};

/// How long changes are gathered before the sheet is read again.
const GATHER: Duration = Duration::from_secs(1);

type Households = Arc<HashMap<RecipientId, RecipientDetails>>;

/// What the page knows. `Copy`.
#[derive(Clone, Copy)]
struct State {
    lang: Lang,
    account: Account,
    id: RoundId,
    /// As last read; nothing before the first answer.
    sheet: RwSignal<Option<Arc<Sheet>>>,
    failure: RwSignal<Option<Failure>>,
    names: RwSignal<bool>,
    /// Telephones, floors and codes.
    details: RwSignal<bool>,
    households: RwSignal<Households>,
    opening: RwSignal<bool>,
    /// Why some of them are missing.
    missing: RwSignal<Option<Failure>>,
    due: StoredValue<bool>,
}

#[component]
pub fn RoundPage(id: RoundId) -> impl IntoView {
    let lang = use_lang();
    let state = State {
        lang,
        account: use_account(),
        id,
        sheet: RwSignal::new(None),
        failure: RwSignal::new(None),
        names: RwSignal::new(true),
        details: RwSignal::new(false),
        households: RwSignal::new(Households::default()),
        opening: RwSignal::new(false),
        missing: RwSignal::new(None),
        due: StoredValue::new(false),
    };
    state.read();
    if let Some(feed) = LiveFeed::of_app() {
        feed.on_event(move |event| {
            let kind =
                matches!(event.kind, EventKind::RoundChanged | EventKind::StopChanged | EventKind::DeliveryChanged);
            let day = state.sheet.with_untracked(|sheet| sheet.as_ref().map(|sheet| sheet.round.date));
            if kind && (event.subject_id == id.0 || (event.date.is_some() && event.date == day)) {
                state.read_soon();
            }
        });
    }
    let dates = use_dates();
    let title = move || {
        let title = state.sheet.with(|sheet| sheet.as_ref().map(|sheet| sheet.title(lang)));
        title.unwrap_or_else(|| board::sheet(lang).to_owned())
    };
    let back = move || {
        state.sheet.with(|sheet| {
            sheet.as_ref().map(|sheet| {
                let day = sheet.round.date;
                let href = Route::Rounds { day: Some(day) }.path();
                view! { <a class="tap" href=href><Icon glyph=Glyph::ChevronLeft/>{words::capitalised(&dates.day_long(day))}</a> }
            })
        })
    };
    let inside = move || match (state.sheet.get(), state.failure.get()) {
        (Some(sheet), _) => article(state, &sheet),
        (None, Some(failure)) => {
            let retry = Callback::new(move |()| state.read());
            view! { <Trouble failure retry/> }.into_any()
        }
        (None, None) => view! { <Skeleton bones=Bones::Text/> }.into_any(),
    };
    view! {
        <Page title narrow=true paper=true head=move || view! { {back} }>
            <Tools state/>
            {inside}
        </Page>
    }
}

impl State {
    fn read(self) {
        spawn_local(async move {
            match read_sheet(self.lang, self.account, self.id).await {
                Ok(sheet) => {
                    if self.sheet.try_set(Some(sheet)).is_none() && self.details.get_untracked() {
                        self.open();
                    }
                }
                Err(failure) => drop(self.failure.try_set(Some(failure))),
            }
        });
    }

    /// Reads again once a burst of changes is over.
    fn read_soon(self) {
        if self.due.get_value() {
            return;
        }
        self.due.set_value(true);
        set_timeout(
            move || {
                if self.due.try_set_value(false).is_none() {
                    self.read();
                }
            },
            GATHER,
        );
    }

    /// Opens the households that are not open yet.
    fn open(self) {
        let Some(sheet) = self.sheet.get_untracked().filter(|_| !self.opening.get_untracked()) else { return };
        self.opening.set(true);
        self.missing.set(None);
        spawn_local(async move {
            let known = self.households.get_untracked();
            let (households, failure) = read_households(self.account, &sheet, &known).await;
            if self.opening.is_disposed() {
                return;
            }
            self.opening.set(false);
            self.households.set(Arc::new(households));
            self.missing.set(failure);
        });
    }
}

/// What to print, and the button that prints it.
#[component]
fn Tools(state: State) -> impl IntoView {
    let lang = state.lang;
    let open = move |wanted: bool| {
        if wanted {
            state.open();
        }
    };
    // A browser that cannot print does nothing.
    let print = move || drop(window().print());
    view! {
        <div class="stack no-print">
            <div class="row">
                <Button kind=ButtonKind::Main icon=Glyph::Printer on_press=print busy=state.opening busy_words=board::opening(lang)>{common::print(lang)}</Button>
                <Checkbox label=board::with_names(lang) checked=state.names/>
                <Checkbox label=board::with_details(lang) checked=state.details on_change=open/>
            </div>
            <p class="soft">{board::details_hint(lang)}</p>
            {move || state.missing.get().map(|failure| view! {
                <Banner tone=Tone::Error><b>{board::details_missing(lang)}</b> " " {failure.sentence(lang)}</Banner>
            })}
        </div>
    }
    .into_any()
}

fn article(state: State, sheet: &Arc<Sheet>) -> AnyView {
    let lang = state.lang;
    let dates = use_dates();
    let me = state.account.me().with_untracked(|me| me.display_name.clone());
    let legs: Vec<AnyView> = sheet
        .legs
        .iter()
        .enumerate()
        .map(|(index, stop)| leg::leg(state, sheet, index.saturating_add(1), stop, dates.window(&stop.window)))
        .collect();
    let window = sheet.span().map(|window| dates.window(&window));
    let when: Vec<String> = std::iter::once(dates.day_full(sheet.round.date)).chain(window).collect();
    // On paper « aujourd'hui » would say nothing.
    let at = day_and_time(lang, &dates.day(dates.today()), &dates.time(now()));
    let printed = board::printed_by(lang, &me, &at);
    let link = words::link(state.id);
    let none = legs.is_empty();
    view! {
        <article class="a4">
            <header class="a4__head">
                <div class="a4__top">
                    <div class="a4__bag" aria-hidden="true"><span class="token">{letter(sheet.index)}</span></div>
                    <div>
                        <h2>{sheet.round.name.clone()}</h2>
                        <p><b>{when.join(", ")}</b></p>
                        <p>{sheet.who_and_how(lang)}</p>
                        <p>{sheet.totals(lang)}</p>
                        {sheet.start(lang).map(|start| view! { <p>{start}</p> })}
                        <p><b>{board::destroy(lang)}</b> " " {printed}</p>
                    </div>
                    {code::code(&link, board::link_code(lang))}
                </div>
            </header>
            {none.then(|| view! { <p>{board::round_none(lang)}</p> })}
            <ol class="legs">{legs}</ol>
            <footer class="a4__foot">
                <p>{board::letters(lang)}</p>
                <p>{board::link_written(lang, &link)}</p>
            </footer>
        </article>
    }
    .into_any()
}
