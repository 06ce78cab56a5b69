//! Freezing a branch, and deciding each case of it.

use super::{
    acts::{Acts, Asked, Case},
    branch::name,
    reach::{self, Reach},
    tree::{Place, branch},
};
use crate::{
    failure::Failure,
    i18n::{Lang, use_dates, use_lang},
    session::{Account, use_account},
    ui::{Button, ButtonKind, Choice, Form, FormState, Glyph, Icon, Mark, Select, Shape, TextArea, Toasts},
};
use cabas_kernel::id::NodeId;
use cabas_messages::co_optation;
use cabas_model::members::{CoOptationTree, CreateFreeze, DecideFreezeItem, FreezeDecision, FreezeDetails, FreezeItem};
use leptos::prelude::*;
use serde_json::json;

/// Those with cases to decide first; those that are over, folded.
#[component]
pub(super) fn Freezes(found: Signal<CoOptationTree>, places: Memo<Vec<Place>>, acts: Acts) -> impl IntoView {
    let lang = use_lang();
    let of = move |open: bool| {
        Memo::new(move |_| {
            found.with(|tree| {
                tree.freezes.iter().filter(|freeze| freeze.open == open).cloned().collect::<Vec<FreezeDetails>>()
            })
        })
    };
    let (open, over) = (of(true), of(false));
    let list = move |freezes: Memo<Vec<FreezeDetails>>| {
        view! {
            <For each=move || freezes.get() key=|freeze| serde_json::to_string(freeze).unwrap_or_default() let:freeze>
                <Frozen freeze places acts/>
            </For>
        }
    };
    let any = Memo::new(move |_| found.with(|tree| !tree.freezes.is_empty()));
    let any_over = Memo::new(move |_| over.with(|over| !over.is_empty()));
    move || {
        any.get().then(|| {
            view! {
                <section class="sheet stack" aria-labelledby="freezes">
                    <h2 id="freezes">{co_optation::freezes(lang)}</h2>
                    {list(open)}
                    {move || any_over.get().then(|| view! {
                        <details class="fold">
                            <summary>{move || co_optation::closed(lang, over.with(Vec::len))}</summary>
                            <div class="stack">{list(over)}</div>
                        </details>
                    })}
                </section>
            }
            .into_any()
        })
    }
}

/// One freeze: what happened, until when it must be decided, its cases.
#[component]
fn Frozen(freeze: FreezeDetails, places: Memo<Vec<Place>>, acts: Acts) -> impl IntoView {
    let lang = use_lang();
    let dates = use_dates();
    let root = root_name(lang, places, freeze.root);
    let decided = freeze.items.iter().filter(|item| item.decision != FreezeDecision::Pending).count();
    let day = dates.day(freeze.review_by);
    let until = freeze.open.then(|| {
        if freeze.review_by < dates.today() {
            let words = co_optation::overdue(lang, &day);
            view! { <p><span class="status status--failed num"><Icon glyph=Glyph::Clock/>{words}</span></p> }.into_any()
        } else {
            view! { <p class="num">{co_optation::review_by(lang, &day)}</p> }.into_any()
        }
    });
    // A whole branch is what a freeze is unless someone chose less.
    let reach = freeze.depth.map(|_| view! { <p>{reach::words(lang, freeze.depth)}</p> });
    let since = co_optation::freeze_since(lang, &dates.moment(freeze.at));
    let sum = co_optation::decided(lang, freeze.items.len(), decided);
    let cases: Vec<_> = freeze.items.into_iter().map(|item| view! { <CaseRow freeze=freeze.id item acts/> }).collect();
    view! {
        <div class="stack stack--tight">
            <h3>{co_optation::freeze_of(lang, &root)}</h3>
            {reach}
            <p class="word"><Icon glyph=Glyph::Note/><span>{freeze.summary}</span></p>
            <p class="soft num">{since} ", " {sum}</p>
            {until}
            <ul class="rows">{cases}</ul>
        </div>
    }
    .into_any()
}

fn root_name(lang: Lang, places: Memo<Vec<Place>>, root: NodeId) -> String {
    places.with_untracked(|places| {
        name(
            lang,
            places.iter().find(|place| place.node.id == root).and_then(|place| place.node.display_name.as_deref()),
        )
    })
}

#[component]
fn CaseRow(freeze: cabas_kernel::id::FreezeId, item: FreezeItem, acts: Acts) -> impl IntoView {
    let lang = use_lang();
    let name = if item.display_name.is_empty() { name(lang, None) } else { item.display_name };
    let (class, shape, word) = match item.decision {
        FreezeDecision::Pending => ("status", Shape::Ready, co_optation::case_pending(lang)),
        FreezeDecision::Cleared => ("status status--done", Shape::Done, co_optation::case_cleared(lang)),
        FreezeDecision::Suspended => ("status status--failed", Shape::No, co_optation::case_suspended(lang)),
        FreezeDecision::Excluded => ("status status--quiet", Shape::Cancelled, co_optation::case_excluded(lang)),
    };
    let case = Case { freeze, member: item.member_id, name: name.clone() };
    let decide = (item.decision == FreezeDecision::Pending).then(|| view! { <Decide case acts/> });
    view! {
        <li class="rows__one rows__one--wide">
            <p><b>{name}</b></p>
            <p><span class=class><Mark shape/>{word}</span></p>
            {decide}
        </li>
    }
    .into_any()
}

/// The three decisions. What can be taken back is done at once; what cannot is asked.
#[component]
fn Decide(case: Case, acts: Acts) -> impl IntoView {
    let lang = use_lang();
    let account = use_account();
    let toasts = Toasts::of_app();
    let form = FormState::new();
    let [clear_of, suspend_of, exclude_of] =
        [co_optation::clear_of, co_optation::suspend_of, co_optation::exclude_of].map(|label| label(lang, &case.name));
    let case = StoredValue::new(case);
    let decide = move |decision, said: fn(Lang, &str) -> String| {
        form.send(decide(account, &case.get_value(), decision), move |_| {
            toasts.say(case.with_value(|case| said(lang, &case.name)));
            acts.done();
        });
    };
    let clear = move || {
        let held = case.with_value(|case| acts.is_held_elsewhere(case));
        decide(FreezeDecision::Cleared, if held { co_optation::cleared_here } else { co_optation::cleared_done });
    };
    let suspend = move || decide(FreezeDecision::Suspended, co_optation::suspended_done);
    view! {
        <Form state=form on_submit=clear class="rows__acts">
            <Button submit=true busy=form.busy() label=clear_of>{co_optation::clear(lang)}</Button>
            <Button label=suspend_of on_press=suspend>{co_optation::suspend(lang)}</Button>
            <Button kind=ButtonKind::Danger label=exclude_of on_press=move || acts.ask(Asked::Exclude(case.get_value()))>
                {co_optation::exclude(lang)}
            </Button>
        </Form>
    }
    .into_any()
}

fn decide(
    account: Account,
    case: &Case,
    decision: FreezeDecision,
) -> impl Future<Output = Result<FreezeDetails, Failure>> + use<> {
    let (organisation, freeze, member) = (account.organisation(), case.freeze, case.member);
    account.call(move |client| async move {
        client.decide_freeze_item(organisation, freeze, member, &DecideFreezeItem { decision }).await
    })
}

/// The one decision that nothing takes back but a new invitation.
#[component]
pub(super) fn Exclude(case: Case, acts: Acts) -> impl IntoView {
    let lang = use_lang();
    let account = use_account();
    let toasts = Toasts::of_app();
    let form = FormState::new();
    let case = StoredValue::new(case);
    let exclude = move || {
        form.send(decide(account, &case.get_value(), FreezeDecision::Excluded), move |_| {
            toasts.say(case.with_value(|case| co_optation::excluded_done(lang, &case.name)));
            acts.done();
        });
    };
    view! {
        <p>{co_optation::exclude_words(lang)}</p>
        <Form state=form on_submit=exclude>
            <p class="row">
                <Button kind=ButtonKind::Danger submit=true busy=form.busy()>{co_optation::exclude_yes(lang)}</Button>
                <Button on_press=move || acts.close()>{co_optation::exclude_no(lang)}</Button>
            </p>
        </Form>
    }
    .into_any()
}

/// « Geler la branche »: how deep, how many it stops, what that means, and what happened.
#[component]
pub(super) fn Freeze(place: Place, acts: Acts) -> impl IntoView {
    let lang = use_lang();
    let account = use_account();
    let toasts = Toasts::of_app();
    let form = FormState::new();
    let summary = RwSignal::new(String::new());
    let root = place.node.id;
    let offered = acts.offered(root).unwrap_or_default();
    // With the whole branch as the only choice, a list would say what the title says already.
    let is_asked = offered.iter().any(|one| *one != Reach::Branch);
    let depth = RwSignal::new(offered.first().map_or("", |reach| reach.as_str()).to_owned());
    let stopped = move |depth| acts.places.with_untracked(|places| reach::stopped(branch(places, root), depth));
    let choices: Vec<Choice> =
        offered.iter().map(|one| Choice::new(one.as_str(), reach::words(lang, one.depth()))).collect();
    let name = StoredValue::new(name(lang, place.node.display_name.as_deref()));
    let organisation = account.organisation();
    let freeze = move || {
        let depth = depth.with_untracked(|value| Reach::chosen(value).depth());
        let values = json!({ "root": root, "summary": summary.get_untracked().trim(), "depth": depth });
        let Some(ask) = form.check::<CreateFreeze>(values) else { return };
        let call = account.call(move |client| {
            let ask = ask.clone();
            async move { client.create_freeze(organisation, &ask).await }
        });
        // Not all who have a case: whom another freeze has stopped already gets no e-mail.
        let count = stopped(depth);
        form.send(call, move |_| {
            toasts.say(match depth {
                None => name.with_value(|name| co_optation::frozen(lang, name)),
                Some(_) => co_optation::frozen_some(lang, count),
            });
            acts.done();
        });
    };
    view! {
        <p role="status"><b>{move || co_optation::freeze_words(lang, stopped(depth.with(|value| Reach::chosen(value).depth())))}</b></p>
        <p>{co_optation::freeze_what(lang)}</p>
        <Form state=form on_submit=freeze>
            {is_asked.then(|| view! {
                <Select pointer="/depth" label=co_optation::reach(lang) value=depth choices=Signal::stored(choices)/>
            })}
            <TextArea pointer="/summary" label=co_optation::summary(lang) hint=co_optation::summary_hint(lang) value=summary/>
            <p class="row">
                <Button kind=ButtonKind::Danger icon=Glyph::Snowflake submit=true busy=form.busy() busy_words=co_optation::freezing(lang)>
                    {co_optation::freeze_yes(lang)}
                </Button>
                <Button on_press=move || acts.close()>{co_optation::freeze_no(lang)}</Button>
            </p>
        </Form>
    }
    .into_any()
}
