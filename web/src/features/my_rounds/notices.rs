//! What stands above every page of theirs: acts that wait for the network, refusals to read, a copy read offline; and
//! what is there while nothing is known.

use super::{
    carried::{Carried, Pending, Standing},
    me, words,
};
use crate::{
    dom,
    failure::Failure,
    i18n::{Lang, use_dates, use_lang},
    routes::Route,
    ui::{Back, Banner, Button, ButtonKind, Empty, Glyph, Pocket, Skeleton, Tone, Trouble},
};
use cabas_messages::{common, my_rounds};
use leptos::prelude::*;

/// What draws a page.
pub(super) type Draw = Box<dyn Fn() -> AnyView + Send + Sync>;

/// Draws a page once the rounds are known, and again when they change. Until then its frame stands with bones, or with
/// what went wrong.
pub(super) fn once_known(carried: Carried, draw: Draw) -> AnyView {
    let lang = use_lang();
    let page = move || {
        carried.things.track();
        dom::keep_focus("#content h1");
        if carried.data.with_value(|data| data.known.is_some()) {
            return draw();
        }
        let inside = match carried.data.with_value(|data| data.failure.clone()) {
            Some(failure) => {
                let retry = Callback::new(move |()| carried.read());
                view! { <Trouble failure retry/> }.into_any()
            }
            None => view! { <Skeleton/> }.into_any(),
        };
        view! { <Pocket title=my_rounds::title(lang) end=me>{inside}</Pocket> }.into_any()
    };
    view! { {page} }.into_any()
}

/// The round or the stop of the address is not among theirs.
pub(super) fn gone(lang: Lang) -> AnyView {
    view! {
        <Pocket title=my_rounds::gone_title(lang) back=to_list(lang) end=me>
            {notices()}
            <Empty title=my_rounds::gone_title(lang) words=my_rounds::gone_words(lang)/>
        </Pocket>
    }
    .into_any()
}

/// The way back to the list.
pub(super) fn to_list(lang: Lang) -> Back {
    Back::new(Route::MyRounds.path(), my_rounds::title(lang))
}

/// Said aloud when it changes, without moving focus (AX4).
pub(super) fn notices() -> AnyView {
    let lang = use_lang();
    let carried = Carried::of_app();
    let dates = use_dates();
    let lines = move || {
        carried.going.track();
        let (pending, copy) = carried.data.with_value(|data| {
            (data.pending.clone(), data.known.as_ref().filter(|known| known.stale).map(|known| known.at))
        });
        let waiting = pending.iter().filter(|one| one.standing == Standing::Waiting).count();
        let mut lines: Vec<AnyView> = pending.into_iter().filter_map(|one| refusal(lang, carried, one)).collect();
        if waiting > 0 {
            let retry =
                move || view! { <Button on_press=move || carried.retry()>{common::retry(lang)}</Button> }.into_any();
            let words = my_rounds::waiting(lang, waiting);
            lines.push(view! { <Banner tone=Tone::Know icon=Glyph::CloudUpload act=retry>{words}</Banner> }.into_any());
        } else if let Some(at) = copy {
            let words = my_rounds::copy(lang, &dates.time(at));
            lines.push(view! { <Banner tone=Tone::Know icon=Glyph::PlugConnectedX>{words}</Banner> }.into_any());
        }
        lines
    };
    view! { <div class="stack notices" aria-live="polite">{lines}</div> }.into_any()
}

/// A refusal stays on screen until it was read (OF4).
fn refusal(lang: Lang, carried: Carried, pending: Pending) -> Option<AnyView> {
    let Standing::Refused(failure) = pending.standing else { return None };
    let what = my_rounds::refused(lang, words::deed(lang, &pending.act.deed));
    let key = pending.act.key;
    let read = move || {
        let key = key.clone();
        let read = move || {
            carried.forget(&key);
            dom::focus_soon("#content h1");
        };
        view! { <Button on_press=read>{my_rounds::read(lang)}</Button> }.into_any()
    };
    Some(view! { <Banner tone=Tone::Error act=read><b>{what}</b> " " {sentence(lang, &failure)}</Banner> }.into_any())
}

/// Why, said to someone who stands at a door with a bag in each hand.
fn sentence(lang: Lang, failure: &Failure) -> String {
    match failure.code() {
        Some("stop_closed_otherwise") => my_rounds::closed_otherwise(lang).to_owned(),
        Some("not_found") => my_rounds::gone_words(lang).to_owned(),
        _ => failure.sentence(lang),
    }
}

/// At the end of a list: when it was read, and reading it again.
pub(super) fn freshness() -> AnyView {
    let lang = use_lang();
    let carried = Carried::of_app();
    let dates = use_dates();
    let read_at = move || {
        carried.reading.track();
        let at = carried.data.with_value(|data| data.known.as_ref().map(|known| known.at));
        at.map(|at| my_rounds::read_at(lang, &dates.time(at))).unwrap_or_default()
    };
    view! {
        <p class="row row--tight no-print">
            <span class="soft num">{read_at}</span>
            <Button kind=ButtonKind::Text icon=Glyph::Refresh busy=carried.reading on_press=move || carried.read()>
                {my_rounds::refresh(lang)}
            </Button>
        </p>
    }
    .into_any()
}
