//! « Choisir des foyers » for a day: the usual way without a sheet.

use super::{
    Hours,
    pages::{Chosen, appended, receiving},
};
use crate::{
    failure::Failure,
    i18n::{Lang, use_dates, use_lang},
    once::Once,
    session::{Account, use_account},
    ui::{
        Banner, Button, ButtonKind, Choice, Empty, Form, FormState, Glyph, Select, Skeleton, TextArea, Tone, Trouble,
    },
};
use cabas_kernel::id::RecipientId;
use cabas_messages::{common, deliveries, problems};
use cabas_model::{
    PageQuery,
    deliveries::{CreateDeliveries, LeftOut},
    organisations::TimeSlotSummary,
    recipients::RecipientSummary,
};
use chrono::NaiveDate;
use leptos::{prelude::*, task::spawn_local};
use std::{collections::HashSet, sync::Arc};

/// What the parts of the dialog share. `Copy`.
#[derive(Clone, Copy)]
struct State {
    lang: Lang,
    account: Account,
    /// The planned day.
    day: NaiveDate,
    /// Loaded so far; nothing before the first page.
    loaded: RwSignal<Option<Vec<RecipientSummary>>>,
    cursor: RwSignal<Option<String>>,
    failure: RwSignal<Option<Failure>>,
    loading: RwSignal<bool>,
    /// What is being searched for.
    words: RwSignal<String>,
    chosen: RwSignal<Chosen>,
    already: StoredValue<HashSet<RecipientId>>,
    once: Once,
}

/// The households of the organisation, to be ticked, and the hours of the day. `done` is told how many deliveries were
/// made; `close` ends the dialog.
#[component]
pub(crate) fn Choose(
    date: NaiveDate,
    /// Those who receive something that day.
    already: HashSet<RecipientId>,
    #[prop(into)] done: Callback<usize>,
    #[prop(into)] close: Callback<()>,
) -> impl IntoView {
    let lang = use_lang();
    let state = State {
        lang,
        account: use_account(),
        day: date,
        loaded: RwSignal::new(None),
        cursor: RwSignal::new(None),
        failure: RwSignal::new(None),
        loading: RwSignal::new(false),
        words: RwSignal::new(String::new()),
        chosen: RwSignal::new(Chosen::default()),
        already: StoredValue::new(already),
        once: Once::new(),
    };
    state.begin();
    let dates = StoredValue::new(use_dates());
    let hours = Hours::of(None, &use_dates());
    hours.day.set(date.to_string());
    let comments = RwSignal::new(String::new());
    let left_out = RwSignal::new(Vec::<(String, String)>::new());
    let form = FormState::new();
    let send = move || {
        if state.chosen.with_untracked(|chosen| chosen.len() == 0) {
            return form.tell(deliveries::choose_first(lang));
        }
        let window = match dates.with_value(|dates| hours.read(dates)) {
            Ok(window) => window,
            Err(faults) => return form.fail(&Failure::fields(faults)),
        };
        let comments = Some(comments.get_untracked().trim().to_owned()).filter(|text| !text.is_empty());
        let recipient_ids = state.chosen.with_untracked(Chosen::portion);
        let Some(request) = form.valid(CreateDeliveries { recipient_ids, window, comments }) else { return };
        form.send(state.make(request), move |(made, left): (usize, Vec<LeftOut>)| {
            left_out.set(left.into_iter().map(|one| state.left_words(&one)).collect());
            done.run(made);
            if left_out.with_untracked(Vec::is_empty) {
                close.run(());
            }
        });
    };
    let count = Memo::new(move |_| state.chosen.with(Chosen::len));
    view! {
        {search(state)}
        {move || list(state)}
        <Form state=form on_submit=send>
            <p role="status"><b>{move || deliveries::chosen(lang, count.get())}</b></p>
            <Slots hours/>
            {hours.view(lang, false)}
            <TextArea pointer="/comments" label=deliveries::comment(lang) hint=deliveries::comment_hint(lang) optional=true value=comments/>
            {move || Some(left_out.get()).filter(|left| !left.is_empty()).map(|left| left_banner(lang, left))}
            <p class="row">
                <Button kind=ButtonKind::Main icon=Glyph::Plus submit=true busy=form.busy() busy_words=common::saving(lang)>
                    {move || if count.get() == 0 { deliveries::make(lang).to_owned() } else { deliveries::make_some(lang, count.get()) }}
                </Button>
                <Button on_press=move || close.run(())>{common::close(lang)}</Button>
            </p>
        </Form>
    }
    .into_any()
}

impl State {
    /// Reads the first page of what is searched for.
    fn begin(self) {
        self.cursor.set(None);
        self.failure.set(None);
        self.loaded.set(None);
        self.read_page();
    }

    fn read_page(self) {
        let words = self.words.get_untracked();
        let query = receiving(self.day, &words, 100, self.cursor.get_untracked());
        let organisation = self.account.organisation();
        self.loading.set(true);
        spawn_local(async move {
            let asked = Arc::new(query);
            let call = self.account.call(|client| {
                let asked = asked.clone();
                async move { client.list_recipients(organisation, &asked).await }
            });
            let answer = call.await;
            // The dialog is closed, or another search has begun.
            if self.loading.is_disposed() || self.words.get_untracked() != words {
                return;
            }
            self.loading.set(false);
            match answer {
                Ok(page) => {
                    self.failure.set(None);
                    self.cursor.set(page.next_cursor);
                    let known = self.loaded.get_untracked().unwrap_or_default();
                    self.loaded.set(Some(appended(&known, page.items)));
                }
                Err(failure) => self.failure.set(Some(failure)),
            }
        });
    }

    /// Makes the deliveries, a portion at a time. What was made before a failure is no longer chosen, so that sending
    /// again makes none twice.
    async fn make(self, request: CreateDeliveries) -> Result<(usize, Vec<LeftOut>), Failure> {
        let organisation = self.account.organisation();
        let (mut made, mut left_out) = (0_usize, Vec::new());
        let mut request = request;
        loop {
            let (asked, key) = (Arc::new(request.clone()), self.once.key(&request));
            let call = self.account.call(|client| {
                let (asked, client) = (asked.clone(), client.once(key.clone()));
                async move { client.create_deliveries(organisation, &asked).await }
            });
            let answer = call.await?;
            made = made.saturating_add(answer.ids.len());
            left_out.extend(answer.left_out);
            if self.chosen.is_disposed() {
                return Ok((made, left_out));
            }
            self.chosen.update(|chosen| chosen.drop_made(&request.recipient_ids));
            request.recipient_ids = self.chosen.with_untracked(Chosen::portion);
            if request.recipient_ids.is_empty() {
                return Ok((made, left_out));
            }
        }
    }

    /// The household and why it was left out.
    fn left_words(self, left: &LeftOut) -> (String, String) {
        let name = self.loaded.with_untracked(|loaded| {
            let household = loaded.iter().flatten().find(|household| household.id == left.recipient_id);
            household.map(|household| household.display_name.clone())
        });
        let why = problems::sentence(self.lang, &left.code, &[]);
        (
            name.unwrap_or_else(|| deliveries::a_household(self.lang).to_owned()),
            why.unwrap_or_else(|| deliveries::left_out_why(self.lang).to_owned()),
        )
    }
}

/// By name, street or telephone: the server reads what is sealed, so it is asked.
fn search(state: State) -> AnyView {
    let lang = state.lang;
    let id = crate::dom::fresh_id("search");
    let hint = [&id, "-hint"].concat();
    let text = RwSignal::new(String::new());
    let find = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let words = text.get_untracked();
        let letters = words.trim().chars().count();
        if letters == 0 || letters >= 3 {
            state.words.set(words);
            state.begin();
        }
    };
    view! {
        <form class="field" role="search" on:submit=find>
            <label for=id.clone()>{deliveries::search(lang)}</label>
            <p class="field__hint" id=hint.clone()>{deliveries::search_hint(lang)}</p>
            <div class="row row--tight">
                <input class="input input--grows" type="search" id=id autocomplete="off" aria-describedby=hint prop:value=move || text.get() on:input=move |event| text.set(event_target_value(&event))/>
                <Button submit=true icon=Glyph::Search>{common::search(lang)}</Button>
            </div>
        </form>
    }
    .into_any()
}

fn list(state: State) -> AnyView {
    let lang = state.lang;
    if let Some(failure) = state.failure.get() {
        let retry = Callback::new(move |()| state.begin());
        return view! { <Trouble failure retry/> }.into_any();
    }
    let Some(households) = state.loaded.get() else { return view! { <Skeleton count=2/> }.into_any() };
    if households.is_empty() {
        let searched = state.words.with_untracked(|words| !words.trim().is_empty());
        let (title, words) = if searched {
            (deliveries::none_found(lang), deliveries::none_found_words(lang))
        } else {
            (deliveries::none_title(lang), deliveries::none_words(lang))
        };
        return view! { <Empty title words/> }.into_any();
    }
    let shown = StoredValue::new(households.clone());
    let all = move || {
        state.chosen.update(|chosen| {
            shown.with_value(|shown| state.already.with_value(|already| chosen.add_all(shown, already)));
        });
    };
    let rows: Vec<AnyView> = households.into_iter().map(|household| row(state, household)).collect();
    let more = move || {
        state.cursor.with(Option::is_some).then(|| {
            view! {
                <Button busy=state.loading on_press=move || state.read_page()>{common::more(lang)}</Button>
            }
        })
    };
    view! {
        <div class="stack stack--tight">
            <p class="row row--tight">
                <Button on_press=all>{deliveries::choose_shown(lang)}</Button>
                <Button kind=ButtonKind::Text on_press=move || state.chosen.update(Chosen::clear)>{deliveries::choose_none(lang)}</Button>
            </p>
            <div class="framed households" role="group" aria-label=deliveries::households(lang)><ul>{rows}</ul></div>
            <p>{more}</p>
        </div>
    }
    .into_any()
}

fn row(state: State, household: RecipientSummary) -> AnyView {
    let lang = state.lang;
    let id = household.id;
    let already = state.already.with_value(|already| already.contains(&id));
    let place = [household.street.as_str(), &household.postal_code, &household.city].join(" ");
    let change = move |event: leptos::ev::Event| {
        let now = event_target_checked(&event);
        state.chosen.update(|chosen| chosen.set(id, now));
    };
    view! {
        <li>
            <label class="check">
                <input type="checkbox" prop:checked=move || state.chosen.with(|chosen| chosen.contains(id)) on:change=change/>
                <span>
                    <b>{household.display_name}</b> " " <span class="soft">{place.trim().to_owned()}</span>
                    {already.then(|| view! { " " <span>{deliveries::already(lang)}</span> })}
                </span>
            </label>
        </li>
    }
    .into_any()
}

/// The hours the organisation offers, when it has written some; choosing one fills the two fields.
#[component]
pub(crate) fn Slots(hours: Hours) -> impl IntoView {
    let (lang, account) = (use_lang(), use_account());
    let organisation = account.organisation();
    let slots = RwSignal::new(Vec::<TimeSlotSummary>::new());
    spawn_local(async move {
        let page = || PageQuery { limit: Some(100), cursor: None };
        let call = account.call(move |client| async move { client.list_time_slots(organisation, &page()).await });
        // Without them the hours are written by hand.
        if let Ok(page) = call.await {
            slots.try_set(page.items);
        }
    });
    let fill = move |slot: &TimeSlotSummary| {
        hours.start.set(slot.start.clone());
        hours.end.set(slot.end.clone());
    };
    let value = RwSignal::new(String::new());
    Effect::new(move |_| {
        let untouched = hours.end.with_untracked(String::is_empty);
        if let Some(first) = slots.with(|slots| slots.first().cloned())
            && untouched
        {
            fill(&first);
            value.set(first.id.to_string());
        }
    });
    let choices = Signal::derive(move || {
        let own = Choice::new("", deliveries::own_hours(lang));
        slots.with(|slots| slots.iter().map(|slot| Choice::new(slot.id, slot.name.clone())).chain([own]).collect())
    });
    let choose = move |id: String| {
        if let Some(slot) = slots.with_untracked(|slots| slots.iter().find(|slot| slot.id.to_string() == id).cloned()) {
            fill(&slot);
        }
    };
    let any = Memo::new(move |_| slots.with(|slots| !slots.is_empty()));
    move || any.get().then(|| view! { <Select label=deliveries::slot(lang) value choices on_choose=choose/> })
}

fn left_banner(lang: Lang, left: Vec<(String, String)>) -> AnyView {
    let count = left.len();
    let lines: Vec<AnyView> = left
        .into_iter()
        .map(|(name, why)| view! { <span class="line"><b>{name}</b> " " {why}</span> }.into_any())
        .collect();
    view! { <Banner tone=Tone::Know icon=Glyph::AlertTriangle><b>{deliveries::left_out(lang, count)}</b> {lines}</Banner> }.into_any()
}
