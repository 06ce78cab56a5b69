//! Lists that come page by page, and stay while they are read again.

use super::{
    button::Button,
    empty::{Bones, Skeleton},
    loaded::Trouble,
};
use crate::failure::Failure;
use cabas_model::{Page, PageQuery};
use leptos::{prelude::*, task::spawn_local};
use std::{future::Future, pin::Pin, rc::Rc};

/// The most that one answer holds.
const WHOLE_PAGE: u16 = 100;

type Reading<T> = Pin<Box<dyn Future<Output = Result<Page<T>, Failure>>>>;
type Read<T> = Rc<dyn Fn(PageQuery) -> Reading<T>>;

/// A list read page by page. `Copy`.
pub struct Pages<T: Send + Sync + 'static> {
    items: RwSignal<Option<Vec<T>>>,
    next: RwSignal<Option<String>>,
    failure: RwSignal<Option<Failure>>,
    busy: RwSignal<bool>,
    /// The latest reading: what an older one brings comes too late.
    turn: StoredValue<u32>,
    size: u16,
    read: StoredValue<Read<T>, LocalStorage>,
}

impl<T: Send + Sync + 'static> Clone for Pages<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T: Send + Sync + 'static> Copy for Pages<T> {}

impl<T: Clone + Send + Sync + 'static> Pages<T> {
    /// Reads the first page, of `size` items at most.
    pub fn new<Answer>(size: u16, read: impl Fn(PageQuery) -> Answer + 'static) -> Self
    where
        Answer: Future<Output = Result<Page<T>, Failure>> + 'static,
    {
        let read: Read<T> = Rc::new(move |query| Box::pin(read(query)));
        let pages = Self {
            items: RwSignal::new(None),
            next: RwSignal::new(None),
            failure: RwSignal::new(None),
            busy: RwSignal::new(false),
            turn: StoredValue::new(0),
            size,
            read: StoredValue::new_local(read),
        };
        pages.again();
        pages
    }

    /// What is known, followed; nothing before the first answer.
    pub fn items(self) -> Signal<Option<Vec<T>>> {
        self.items.into()
    }

    /// Reads again as much as is shown: after an act, or when something changed elsewhere.
    pub fn again(self) {
        let shown = self.items.with_untracked(|items| items.as_ref().map_or(0, Vec::len));
        self.start(None, Vec::new(), shown);
    }

    /// Reads the next page.
    pub fn more(self) {
        if let Some(cursor) = self.next.get_untracked().filter(|_| !self.busy.get_untracked()) {
            let known = self.items.get_untracked().unwrap_or_default();
            self.start(Some(cursor), known, 0);
        }
    }

    /// Reads from a place on, at least until `wanted` items are there.
    fn start(self, cursor: Option<String>, known: Vec<T>, wanted: usize) {
        let turn = self.turn.with_value(|turn| turn.wrapping_add(1));
        self.turn.set_value(turn);
        self.busy.set(true);
        let read = self.read.get_value();
        spawn_local(async move {
            let answer = gather(&read, cursor, known, wanted, self.size).await;
            // The page may be gone, or a later reading on its way.
            if self.turn.try_get_value() != Some(turn) {
                return;
            }
            self.busy.set(false);
            match answer {
                Ok((items, next)) => {
                    self.failure.set(None);
                    self.next.set(next);
                    self.items.set(Some(items));
                }
                Err(failure) => self.failure.set(Some(failure)),
            }
        });
    }
}

async fn gather<T>(
    read: &Read<T>,
    mut cursor: Option<String>,
    mut items: Vec<T>,
    wanted: usize,
    size: u16,
) -> Result<(Vec<T>, Option<String>), Failure> {
    loop {
        let missing = u16::try_from(wanted.saturating_sub(items.len())).unwrap_or(WHOLE_PAGE);
        let limit = Some(missing.clamp(size.min(WHOLE_PAGE), WHOLE_PAGE));
        let page = read(PageQuery { limit, cursor }).await?;
        items.extend(page.items);
        cursor = page.next_cursor;
        if cursor.is_none() || items.len() >= wanted {
            return Ok((items, cursor));
        }
    }
}

/// Shows such a list: bones at first, then what `children` make of it, what went wrong, and a way to the next page.
///
/// `children` are called once, with a signal: what is drawn stays, with its focus, while the list is read again.
#[component]
pub fn Paged<T, V>(
    pages: Pages<T>,
    /// « Voir la suite ».
    more: &'static str,
    reading: &'static str,
    children: impl Fn(Signal<Vec<T>>) -> V + Send + Sync + 'static,
) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    V: IntoView + 'static,
{
    let there = Memo::new(move |_| pages.items.with(Option::is_some));
    let retry = Callback::new(move |()| if there.get_untracked() { pages.more() } else { pages.again() });
    let list = move || {
        if there.get() {
            let items = Signal::derive(move || pages.items.get().unwrap_or_default());
            children(items).into_any()
        } else if pages.failure.with(Option::is_some) {
            ().into_any()
        } else {
            view! { <Skeleton bones=Bones::Text/> }.into_any()
        }
    };
    let trouble = move || pages.failure.get().map(|failure| view! { <Trouble failure retry/> });
    let has_more = Memo::new(move |_| pages.next.with(Option::is_some));
    let further = move || {
        (there.get() && has_more.get()).then(|| {
            view! { <p><Button busy=pages.busy busy_words=reading on_press=move || pages.more()>{more}</Button></p> }
        })
    };
    view! { {list} {trouble} {further} }
}
