//! The three states of everything that is fetched, in one place: loading, a problem, the data.

use super::{
    banner::{Banner, Tone},
    button::Button,
    empty::{Bones, Empty, Skeleton},
};
use crate::{failure::Failure, i18n::use_lang};
use cabas_messages::{common, shell};
use leptos::prelude::*;

/// Shows a resource: bones at first, then its data, or what went wrong with a way to try again.
///
/// While it is fetched again the data of before stays: known content first (ux 12).
///
/// ```ignore
/// <Loaded data=rounds let:rounds>
///     <RoundList rounds/>
/// </Loaded>
/// ```
#[component]
pub fn Loaded<T, V>(
    data: LocalResource<Result<T, Failure>>,
    #[prop(optional)] bones: Bones,
    children: impl Fn(T) -> V + Send + Sync + 'static,
) -> impl IntoView
where
    T: Clone + 'static,
    V: IntoView + 'static,
{
    let retry = Callback::new(move |()| data.refetch());
    move || match data.get() {
        None => view! { <Skeleton bones/> }.into_any(),
        Some(Err(failure)) => view! { <Trouble failure retry/> }.into_any(),
        Some(Ok(value)) => children(value).into_any(),
    }
}

/// As [`Loaded`], for what one works in while it is read again: `children` are called once, with a signal that
/// follows the data, so that focus stays where it is.
#[component]
pub fn Kept<T, V>(
    data: LocalResource<Result<T, Failure>>,
    #[prop(optional)] bones: Bones,
    children: impl Fn(Signal<T>) -> V + Send + Sync + 'static,
) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    V: IntoView + 'static,
{
    let last = RwSignal::new(None::<T>);
    Effect::new(move |_| {
        if let Some(Ok(value)) = data.get() {
            last.set(Some(value));
        }
    });
    let there = Memo::new(move |_| last.with(Option::is_some));
    let failure = Memo::new(move |_| data.get().and_then(Result::err));
    let retry = Callback::new(move |()| data.refetch());
    let content = move || {
        if there.get() {
            #[expect(clippy::expect_used, reason = "it is there, and nothing takes it away")]
            let value = Signal::derive(move || last.get().expect("data that was read"));
            children(value).into_any()
        } else if failure.with(Option::is_some) {
            ().into_any()
        } else {
            view! { <Skeleton bones/> }.into_any()
        }
    };
    view! { {move || failure.get().map(|failure| view! { <Trouble failure retry/> })} {content} }
}

/// A failure in place of what was asked for.
#[component]
pub fn Trouble(failure: Failure, #[prop(optional)] retry: Option<Callback<()>>) -> impl IntoView {
    let lang = use_lang();
    if failure.status() == Some(404) {
        return view! { <Empty title=shell::not_found_title(lang) words=failure.sentence(lang)/> }.into_any();
    }
    let again = move || retry.map(|retry| view! { <Button on_press=retry>{common::retry(lang)}</Button> });
    view! { <Banner tone=Tone::Error act=again>{failure.sentence(lang)}</Banner> }.into_any()
}
