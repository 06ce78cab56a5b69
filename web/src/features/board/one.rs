//! One delivery for one household, with all that it holds.

use super::{asks::Ask, goods::Goods, promised::Promised, state::Board};
use crate::{
    failure::Failure,
    features::deliveries::{Hours, Slots, receiving, slugs},
    navigation::Navigation,
    once::Once,
    routes::Route,
    ui::{
        Bones, Button, ButtonKind, Choice, Field, Form, FormState, Glyph, Loaded, Select, Skeleton, TextArea, Trouble,
    },
};
use cabas_client::ClientError;
use cabas_kernel::id::RecipientId;
use cabas_messages::{board, common, deliveries};
use cabas_model::{
    FieldError, PageQuery,
    deliveries::{CreateDelivery, CreatePickup, PackageLine},
    organisations::PackageKindSummary,
    recipients::{RecipientDetails, RecipientSummary},
};
use leptos::{prelude::*, task::spawn_local};

/// Households listed at once; a search finds the others.
const LISTED: u16 = 20;

/// The form for a household, or the choice of one first.
pub(super) fn make(board: Board, household: Option<RecipientId>) -> AnyView {
    match household {
        Some(id) => view! { <Household board id/> }.into_any(),
        None => view! { <Which board/> }.into_any(),
    }
}

/// Which household: by name, street or telephone.
#[component]
fn Which(board: Board) -> impl IntoView {
    let lang = board.lang;
    let found = RwSignal::new(None::<Result<Vec<RecipientSummary>, Failure>>);
    let text = RwSignal::new(String::new());
    let find = move || {
        let words = text.get_untracked();
        let letters = words.trim().chars().count();
        if letters == 0 || letters >= 3 {
            search(board, &words, found);
        }
    };
    find();
    let id = crate::dom::fresh_id("search");
    let hint = [&id, "-hint"].concat();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        find();
    };
    let list = move || match found.get() {
        None => view! { <Skeleton count=2/> }.into_any(),
        Some(Err(failure)) => view! { <Trouble failure retry=Callback::new(move |()| find())/> }.into_any(),
        Some(Ok(none)) if none.is_empty() => view! { <p class="soft">{deliveries::none_found(lang)}</p> }.into_any(),
        Some(Ok(some)) => {
            let lines: Vec<AnyView> = some.into_iter().map(|one| line(board, one)).collect();
            view! { <ul class="choices">{lines}</ul> }.into_any()
        }
    };
    view! {
        <form class="field" role="search" on:submit=submit>
            <label for=id.clone()>{deliveries::search(lang)}</label>
            <p class="field__hint" id=hint.clone()>{deliveries::search_hint(lang)}</p>
            <div class="row row--tight">
                <input class="input input--grows" type="search" id=id autocomplete="off" aria-describedby=hint prop:value=move || text.get() on:input=move |event| text.set(event_target_value(&event))/>
                <Button submit=true icon=Glyph::Search>{common::search(lang)}</Button>
            </div>
        </form>
        {list}
        <p class="row"><Button on_press=move || board.ask.set(None)>{common::close(lang)}</Button></p>
    }
    .into_any()
}

fn search(board: Board, words: &str, found: RwSignal<Option<Result<Vec<RecipientSummary>, Failure>>>) {
    let query = receiving(board.date, words, LISTED, None);
    let organisation = board.account.organisation();
    found.set(None);
    spawn_local(async move {
        let call = board.account.call(move |client| {
            let query = query.clone();
            async move { client.list_recipients(organisation, &query).await }
        });
        let answer = call.await;
        found.try_set(Some(answer.map(|page| page.items)));
    });
}

fn line(board: Board, one: RecipientSummary) -> AnyView {
    let id = one.id;
    let place = [one.street.as_str(), &one.postal_code, &one.city].join(" ");
    view! {
        <li>
            <button class="choice" type="button" on:click=move |_| board.ask.set(Some(Ask::One(Some(id))))>
                <span class="choice__words"><b>{one.display_name}</b><span class="soft">{place.trim().to_owned()}</span></span>
            </button>
        </li>
    }
    .into_any()
}

/// The household and the kinds of parcels, as they are now.
#[derive(Clone)]
struct Known {
    household: RecipientDetails,
    kinds: Vec<PackageKindSummary>,
}

#[component]
fn Household(board: Board, id: RecipientId) -> impl IntoView {
    let (account, organisation) = (board.account, board.account.organisation());
    let data = LocalResource::new(move || async move {
        let call = account.call(move |client| async move {
            let household = client.read_recipient(organisation, id).await?.body;
            let page = PageQuery { limit: Some(100), cursor: None };
            let kinds = client.list_package_kinds(organisation, &page).await?.items;
            Ok::<_, ClientError>(Known { household, kinds })
        });
        call.await
    });
    view! { <Loaded data bones=Bones::Text let:known>{form(board, &known)}</Loaded> }.into_any()
}

/// The fields. `Copy`.
#[derive(Clone, Copy)]
struct Fields {
    hours: Hours,
    promised: Promised,
    goods: Goods,
    depot: RwSignal<String>,
    tags: RwSignal<String>,
    comments: RwSignal<String>,
}

impl Fields {
    /// The day of the board, and the household's usual parcel.
    fn of(board: Board, known: &Known) -> Self {
        let dates = board.dates();
        let hours = Hours::of(None, &dates);
        hours.day.set(board.date.to_string());
        let promised = Promised::of(None, None, &dates);
        promised.begin_on(&board.date.to_string());
        let usual = known.household.default_package.iter();
        let usual: Vec<PackageLine> =
            usual.map(|parcel| PackageLine { slug: parcel.slug.clone(), quantity: parcel.quantity }).collect();
        let blank = || RwSignal::new(String::new());
        Self {
            hours,
            promised,
            goods: Goods::of(board.lang, &known.kinds, &usual, None),
            depot: blank(),
            tags: blank(),
            comments: blank(),
        }
    }

    fn read(self, board: Board, recipient_id: RecipientId) -> Result<CreateDelivery, Vec<FieldError>> {
        let dates = board.dates();
        let depot_id = self.depot.with_untracked(|depot| depot.parse().ok());
        let comments = self.comments.with_untracked(|text| text.trim().to_owned());
        match (self.hours.read(&dates), self.promised.read(&dates), self.goods.read()) {
            (Ok(window), Ok(promised), Ok((packages, weight_g))) => Ok(CreateDelivery {
                external_ref: None,
                recipient_id,
                window,
                promised,
                pickup: depot_id.map(|depot| CreatePickup { depot_id: Some(depot), window: None }),
                packages: Some(packages),
                weight_g,
                comments: Some(comments).filter(|text| !text.is_empty()),
                tags: slugs(&self.tags.get_untracked()),
                draft: false,
            }),
            (window, promised, goods) => {
                Err([window.err(), promised.err(), goods.err()].into_iter().flatten().flatten().collect())
            }
        }
    }

    fn view(self, board: Board) -> AnyView {
        let lang = board.lang;
        let depots = Signal::derive(move || {
            let none = Choice::new("", board::pickup_usual(lang));
            let some = board.depots.get();
            std::iter::once(none).chain(some.iter().map(|depot| Choice::new(depot.id, depot.name.clone()))).collect()
        });
        view! {
            <Slots hours=self.hours/>
            {self.hours.view(lang, true)}
            {self.promised.view(lang, &board.dates())}
            {self.goods.view(lang)}
            <Select pointer="/pickup" label=board::pickup_at(lang) value=self.depot choices=depots/>
            <Field pointer="/tags" label=board::tags(lang) hint=board::tags_hint(lang) optional=true autocomplete="off" value=self.tags/>
            <TextArea pointer="/comments" label=board::comment(lang) hint=board::comment_hint(lang) optional=true value=self.comments/>
        }
        .into_any()
    }
}

fn form(board: Board, known: &Known) -> AnyView {
    let lang = board.lang;
    let (form, once) = (FormState::new(), Once::new());
    let (id, name) = (known.household.id, known.household.display_name.clone());
    let heading = [name.clone(), known.household.address.street.clone()].join(", ");
    let fields = Fields::of(board, known);
    let navigation = Navigation::of_app();
    let organisation = board.account.organisation();
    let send = move || {
        let ask = match fields.read(board, id) {
            Ok(ask) => ask,
            Err(faults) => return form.fail(&Failure::fields(faults)),
        };
        let Some(ask) = form.valid(ask) else { return };
        let (key, window) = (once.key(&ask), ask.window);
        let call = board.account.call(move |client| {
            let (client, ask) = (client.once(key.clone()), ask.clone());
            async move { client.create_delivery(organisation, &ask).await }
        });
        let said = board::one_made(lang, &name, &board.dates().day_and_window(&window));
        form.send(call, move |_| {
            let day = board.dates().local_day(window.earliest());
            board.toasts.say(said);
            board.ask.set(None);
            if day == board.date {
                board.read_now();
            } else {
                navigation.go(&Route::Rounds { day: Some(day) });
            }
        });
    };
    view! {
        <p><b>{heading}</b></p>
        <Form state=form on_submit=send>
            {fields.view(board)}
            <p class="row">
                <Button kind=ButtonKind::Main icon=Glyph::Plus submit=true busy=form.busy() busy_words=common::saving(lang)>{board::one_yes(lang)}</Button>
                <Button on_press=move || board.ask.set(None)>{common::close(lang)}</Button>
            </p>
        </Form>
    }
    .into_any()
}
