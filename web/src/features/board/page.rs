//! The page of a day: where one is among the days, what stands on the counter, what is in the bags.

use super::{
    asks::{Ask, Asks},
    column::{Round, Waiting},
    days::days,
    filter::{Filter, Show},
    head::NewRoundButton,
    menus::Menus,
    moves::{Column, Place},
    news::News,
    press::follow_keys,
    publish,
    selection::Selection,
    state::{Board, Notice},
    to_delivery, words,
};
use crate::{
    i18n::use_dates,
    live::LiveFeed,
    navigation::Navigation,
    routes::{Route, Section},
    ui::{
        Banner, Button, ButtonKind, ButtonLink, Choice, Empty, Glyph, Icon, Live, Page, Select, SelectionBar, Shape,
        Skeleton, Tab, Tabs, Tone, Trouble,
    },
};
use cabas_kernel::id::{RoundId, StopId};
use cabas_messages::{board, common};
use chrono::NaiveDate;
use leptos::prelude::*;

/// The board of a day; of today without one.
#[component]
pub fn DayPage(day: Option<NaiveDate>) -> impl IntoView {
    let dates = use_dates();
    let date = day.unwrap_or_else(|| dates.today());
    let board = Board::open(date);
    follow_address(board);
    follow_keys(board);
    to_delivery::open_named(board);
    let title = words::capitalised(&dates.day_long(date));
    let ready = Memo::new(move |_| board.shown.with(Option::is_some));
    let inside = move || {
        if ready.get() {
            return view! { <Stage board/> }.into_any();
        }
        match board.failure.get() {
            None => view! { <Skeleton/> }.into_any(),
            Some(failure) => {
                let retry = Callback::new(move |()| board.read_now());
                view! { <Trouble failure retry/> }.into_any()
            }
        }
    };
    view! {
        <Page title head=move || view! { {days(&dates, date)} {connection()} }>
            <div class="stack">{inside}</div>
            <Menus board/>
            <Asks board/>
            <p class="vh" id="board-keys">{board::keys_short(board.lang)}</p>
            <p class="vh" role="status">{move || board.heard.get()}</p>
        </Page>
    }
}

/// What is shown follows the address; words that are searched for stay out of it, since they may be names.
fn follow_address(board: Board) {
    let show = Navigation::of_app().query("show");
    Effect::new(move |_| {
        let show = Show::named(show.get().as_deref());
        board.filter.update(|filter| *filter = filter.clone().with_show(show));
        // They stand below what waits.
        if show == Show::Cancelled {
            board.open.set(Column::Waiting);
        }
        board.look();
    });
    let resized = window_event_listener(leptos::ev::resize, move |_| board.look());
    let scrolled = window_event_listener(leptos::ev::scroll, move |_| board.look());
    on_cleanup(move || {
        resized.remove();
        scrolled.remove();
    });
}

fn connection() -> AnyView {
    LiveFeed::of_app().map(|feed| view! { <div class="push"><Live link=feed.link()/></div> }).into_any()
}

/// Everything below the title, once the day is known.
#[component]
fn Stage(board: Board) -> impl IntoView {
    let nothing = Memo::new(move |_| {
        board.shown.with(|shown| {
            shown.as_ref().is_some_and(|shown| shown.day.rounds.is_empty() && shown.day.visits.is_empty())
        })
    });
    view! {
        <Told board/>
        {move || if nothing.get() {
            view! { <NoDelivery board/> }.into_any()
        } else {
            view! {
                <Tools board/>
                <div class="board board--no-map board--columns">
                    <Switch board/>
                    <Waiting board/>
                    <Rounds board/>
                </div>
                <Chosen board/>
            }
            .into_any()
        }}
    }
    .into_any()
}

/// A day without anything says what to do next.
#[component]
fn NoDelivery(board: Board) -> impl IntoView {
    let lang = board.lang;
    let import = Section::OPEN.contains(&Section::Imports).then(|| {
        view! { <ButtonLink href=Route::Imports.path() icon=Glyph::Upload>{board::import(lang)}</ButtonLink> }
    });
    view! {
        <Empty title=board::none_title(lang) words=board::none_words(lang)>
            <p class="row">
                <Button kind=ButtonKind::Main icon=Glyph::Users on_press=move || board.ask.set(Some(Ask::Households))>{board::choose_households(lang)}</Button>
                <Button icon=Glyph::Home on_press=move || board.ask.set(Some(Ask::One(None)))>{board::one_new(lang)}</Button>
                {import}
                <NewRoundButton board/>
            </p>
        </Empty>
    }
    .into_any()
}

/// What one is told: what others did, what did not work, what may be old.
#[component]
fn Told(board: Board) -> impl IntoView {
    let lang = board.lang;
    let old = move || {
        let known = board.shown.with(Option::is_some);
        board.failure.get().filter(|_| known).map(|failure| {
            let again = move || view! { <Button icon=Glyph::Refresh on_press=move || board.read_now()>{common::retry(lang)}</Button> };
            view! { <Banner tone=Tone::Know icon=Glyph::PlugConnectedX act=again><b>{board::old(lang)}</b> " " {failure.sentence(lang)}</Banner> }
        })
    };
    view! {
        <div class="board__told">
            {move || board.notice.get().map(|notice| trouble(board, notice))}
            {old}
        </div>
        {move || news(board)}
    }
    .into_any()
}

fn trouble(board: Board, notice: Notice) -> AnyView {
    let lang = board.lang;
    let again = notice.again;
    let acts = move || {
        view! {
            <span class="row row--tight">
                {(!again.is_empty()).then(|| view! {
                    <Button icon=Glyph::Refresh on_press=move || board.try_again(again.clone())>{board::move_again(lang)}</Button>
                })}
                <Button on_press=move || board.notice.set(None)>{common::close(lang)}</Button>
            </span>
        }
        .into_any()
    };
    view! { <Banner tone=Tone::Error act=acts>{notice.sentence}</Banner> }.into_any()
}

/// « Depuis 9 h 31 : 2 livraisons, 1 problème rue du Lavoir. »
fn news(board: Board) -> Option<AnyView> {
    let lang = board.lang;
    let news = board.news.get();
    if news.is_empty() {
        return None;
    }
    let since = news.since.map(|since| board.dates().time(since)).unwrap_or_default();
    let mut facts = Vec::new();
    if !news.delivered.is_empty() {
        facts.push(board::news_delivered(lang, news.delivered.len()));
    }
    if let Some(first) = news.failed.first() {
        let street = board.street(*first);
        facts.push(board::news_failed(lang, news.failed.len(), &street));
    }
    if !news.notes.is_empty() {
        facts.push(board::news_notes(lang, news.notes.len()));
    }
    let facts = crate::i18n::list(lang, &facts);
    let seen = move || {
        view! { <Button kind=ButtonKind::Text on_press=move || board.news.set(News::default())>{board::news_seen(lang)}</Button> }.into_any()
    };
    Some(view! { <Banner act=seen><b>{board::news_since(lang, &since)}</b> " " {facts}</Banner> }.into_any())
}

/// Search, kinds with their counts, and the acts on the whole day.
#[component]
fn Tools(board: Board) -> impl IntoView {
    let lang = board.lang;
    let id = crate::dom::fresh_id("search");
    let text = RwSignal::new(String::new());
    let search = move |event: leptos::ev::Event| {
        let words = event_target_value(&event);
        board.filter.update(|filter| *filter = Filter::new(filter.show(), &words));
        text.set(words);
        board.look();
    };
    let ready = Memo::new(move |_| board.shown.with(|shown| shown.as_ref().map_or(0, |shown| publish::ready(shown))));
    let send = move || {
        (ready.get() > 0).then(|| view! {
            <Button kind=ButtonKind::Main icon=Glyph::Send on_press=move || board.ask.set(Some(Ask::PublishAll))>{board::publish_rounds(lang)}</Button>
        })
    };
    view! {
        <div class="row board__tools">
            <div class="board__find" role="search">
                <label for=id.clone()>{board::search(lang)}</label>
                <div class="search">
                    <Icon glyph=Glyph::Search/>
                    <input class="input" type="search" id=id autocomplete="off" placeholder=board::search_hint(lang) prop:value=move || text.get() on:input=search/>
                </div>
            </div>
            <div class="push row row--tight">
                <Button kind=ButtonKind::Text icon=Glyph::Help on_press=move || board.ask.set(Some(Ask::Keys))>{board::keys(lang)}</Button>
                <Button icon=Glyph::Users on_press=move || board.ask.set(Some(Ask::Households))>{board::choose_households(lang)}</Button>
                <Button icon=Glyph::Home on_press=move || board.ask.set(Some(Ask::One(None)))>{board::one_new(lang)}</Button>
                <NewRoundButton board/>
                {send}
            </div>
        </div>
        <Kinds board/>
    }
    .into_any()
}

#[component]
fn Kinds(board: Board) -> impl IntoView {
    let lang = board.lang;
    let current = Navigation::of_app().query("show");
    let route = Navigation::of_app().route().get_untracked();
    let tab = move |show: Show| {
        let (mark, words) = match show {
            Show::All => (None, board::show_all(lang)),
            Show::ToPlace => (Some(Shape::Ready), board::show_to_place(lang)),
            Show::Planned => (Some(Shape::Assigned), board::show_planned(lang)),
            Show::Done => (Some(Shape::Done), board::show_done(lang)),
            Show::Failed => (Some(Shape::Failed), board::show_failed(lang)),
            Show::Watched => (None, board::show_watched(lang)),
            Show::Cancelled => (Some(Shape::Cancelled), board::show_cancelled(lang)),
        };
        let count = Signal::derive(move || {
            let counts = board.shown.with(|shown| shown.as_ref().map(|shown| shown.counts).unwrap_or_default());
            let count = match show {
                Show::All => counts.all,
                Show::ToPlace => counts.to_place,
                Show::Planned => counts.planned,
                Show::Done => counts.done,
                Show::Failed => counts.failed,
                Show::Watched => counts.watched,
                Show::Cancelled => counts.cancelled,
            };
            count.to_string()
        });
        let is = Signal::derive(move || current.with(|name| Show::named(name.as_deref()) == show));
        let href = match show {
            Show::All => route.path(),
            show => [&route.path(), "?show=", show.as_str()].concat(),
        };
        match mark {
            Some(mark) => view! { <Tab href current=is mark count>{words}</Tab> }.into_any(),
            None => view! { <Tab href current=is count>{words}</Tab> }.into_any(),
        }
    };
    view! { <Tabs label=board::kinds(lang)>{Show::ALL.map(tab).into_iter().collect::<Vec<_>>()}</Tabs> }.into_any()
}

/// On a narrow screen: which column is shown.
#[component]
fn Switch(board: Board) -> impl IntoView {
    let lang = board.lang;
    let choices = Signal::derive(move || {
        let Some(shown) = board.shown.get() else { return Vec::new() };
        let waiting = Choice::new("", board::column_and_stops(lang, shown.waiting.len(), board::waiting(lang)));
        let rounds = shown.day.rounds.iter().enumerate().map(|(index, round)| {
            let stops = shown.cards(Column::Round(round.id)).len();
            let name = words::round(lang, index, &round.name);
            Choice::new(round.id, board::column_and_stops(lang, stops, &name))
        });
        std::iter::once(waiting).chain(rounds).collect()
    });
    let value = RwSignal::new(String::new());
    Effect::new(move |_| {
        value.set(match board.open.get() {
            Column::Waiting => String::new(),
            Column::Round(id) => id.to_string(),
        });
        board.look();
    });
    let open = move |id: String| {
        board.open.set(id.parse::<RoundId>().map_or(Column::Waiting, Column::Round));
    };
    view! { <div class="board__switch"><Select label=board::column(lang) value choices inline=true on_choose=open/></div> }.into_any()
}

/// One bag per round, side by side.
#[component]
fn Rounds(board: Board) -> impl IntoView {
    let lang = board.lang;
    let rounds = Memo::new(move |_| {
        board.shown.with(|shown| {
            let rounds = shown.as_ref().map(|shown| shown.day.rounds.iter().map(|round| round.id).enumerate());
            rounds.map(Iterator::collect::<Vec<(usize, RoundId)>>).unwrap_or_default()
        })
    });
    let none = Memo::new(move |_| rounds.with(Vec::is_empty));
    view! {
        <section class="board__rounds" aria-labelledby="rounds">
            <h2 class="vh" id="rounds">{board::rounds(lang)}</h2>
            {move || none.get().then(|| view! {
                <Empty title=board::no_round_title(lang) words=board::no_round_words(lang)><NewRoundButton board/></Empty>
            })}
            <div class="board__bags" role="group" aria-label=board::rounds(lang) on:scroll=move |_| board.look()>
                <For each=move || rounds.get() key=|round| *round let((index, id))><Round board id index/></For>
            </div>
        </section>
    }
    .into_any()
}

/// All that drag can do, in words, for what is chosen.
#[component]
fn Chosen(board: Board) -> impl IntoView {
    let lang = board.lang;
    let count = Memo::new(move |_| board.picked.with(Selection::len));
    let clear = move || board.picked.update(Selection::clear);
    let chosen = move || board.chosen();
    let placed = Memo::new(move |_| {
        board.shown.with(|shown| {
            let column = |stop: &StopId| shown.as_ref().map_or(Column::Waiting, |shown| shown.column(*stop));
            board.picked.with(|picked| picked.chosen().iter().any(|stop| column(stop) != Column::Waiting))
        })
    });
    view! {
        <SelectionBar count on_none=clear>
            <Button icon=Glyph::Plus on_press=move || board.ask.set(Some(Ask::NewRound(chosen())))>{board::make_round(lang)}</Button>
            <Button icon=Glyph::ArrowsExchange on_press=move || board.ask.set(Some(Ask::MoveTo(chosen())))>{board::put_in(lang)}</Button>
            {move || placed.get().then(|| view! {
                <Button icon=Glyph::X on_press=move || board.move_to(&chosen(), Column::Waiting, Place::Last)>{board::take_out(lang)}</Button>
            })}
        </SelectionBar>
    }
    .into_any()
}
