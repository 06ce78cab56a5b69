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

/// Draws a page once the rounds are known. Until then its frame stands with bones, or with what went wrong.
pub(super) fn once_known(carried: Carried, draw: impl Fn() -> AnyView + Copy + Send + Sync + 'static) -> AnyView {
    let lang = use_lang();
    let known = carried.known();
    let state = Memo::new(move |_| (known.with(Option::is_some), carried.failure()));
    let page = move || match state.get() {
        (true, _) => (move || {
            dom::keep_focus("#content h1");
            draw()
        })
        .into_any(),
        (false, failure) => {
            let retry = Callback::new(move |()| carried.read());
            let inside = match failure {
                Some(failure) => view! { <Trouble failure retry/> }.into_any(),
                None => view! { <Skeleton/> }.into_any(),
            };
            view! { <Pocket title=my_rounds::title(lang) end=me>{inside}</Pocket> }.into_any()
        }
    };
    page.into_any()
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
    let known = carried.known();
    let copy = Memo::new(move |_| known.with(|known| known.as_ref().filter(|known| known.stale).map(|known| known.at)));
    let lines = move || {
        let pending = carried.pending();
        let waiting = pending.iter().filter(|one| one.standing == Standing::Waiting).count();
        let refused: Vec<AnyView> = pending.into_iter().filter_map(|one| refusal(lang, carried, one)).collect();
        let copy = copy.get().filter(|_| waiting == 0).map(|at| {
            let sentence = my_rounds::copy(lang, &dates.time(at));
            view! { <Banner tone=Tone::Know icon=Glyph::PlugConnectedX>{sentence}</Banner> }
        });
        let waiting = (waiting > 0).then(|| {
            let retry = move || {
                view! { <Button on_press=move || carried.retry()>{common::retry(lang)}</Button> }.into_any()
            };
            view! { <Banner tone=Tone::Know icon=Glyph::CloudUpload act=retry>{my_rounds::waiting(lang, waiting)}</Banner> }
        });
        (refused, waiting, copy)
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
    let known = carried.known();
    let read_at =
        move || known.with(|known| known.as_ref().map(|known| my_rounds::read_at(lang, &dates.time(known.at))));
    view! {
        <p class="row row--tight no-print">
            <span class="soft num">{read_at}</span>
            <Button kind=ButtonKind::Text icon=Glyph::Refresh busy=carried.reading() on_press=move || carried.read()>
                {my_rounds::refresh(lang)}
            </Button>
        </p>
    }
    .into_any()
}
