//! « Mes tournées »: today first, then those to come, then those that wait for someone.

use super::{
    act::Deed,
    bag::{bag, facts},
    carried::Carried,
    me,
    notices::{freshness, notices, once_known},
    words,
};
use crate::{
    i18n::{Lang, use_lang},
    routes::Route,
    session::{Account, use_account},
    ui::{Button, ButtonKind, ButtonLink, Empty, Glyph, Pocket},
};
use cabas_kernel::words::rounds::RoundState;
use cabas_messages::my_rounds;
use cabas_model::me::MyRound;
use leptos::prelude::*;
use std::cmp::Ordering;

/// The list.
#[component]
pub fn MyRounds() -> impl IntoView {
    let carried = Carried::of_app();
    carried.watch();
    let lang = use_lang();
    let account = use_account();
    once_known(
        carried,
        Box::new(move || {
            carried.going.track();
            let rounds = carried.data.with_value(|data| data.known.as_ref().map(|known| known.rounds.clone()));
            let groups = groups(lang, account, carried, rounds.unwrap_or_default());
            view! {
                <Pocket title=my_rounds::title(lang) end=me>
                    {notices()}
                    {groups}
                    {freshness()}
                </Pocket>
            }
            .into_any()
        }),
    )
}

/// Where a round stands in the list.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Group {
    /// From a day before, and still open.
    Late,
    Today,
    Coming,
    Offered,
}

impl Group {
    const ALL: [Self; 4] = [Self::Late, Self::Today, Self::Coming, Self::Offered];

    const fn of(offered: bool, day: Ordering) -> Self {
        match (offered, day) {
            (true, _) => Self::Offered,
            (false, Ordering::Less) => Self::Late,
            (false, Ordering::Equal) => Self::Today,
            (false, Ordering::Greater) => Self::Coming,
        }
    }

    fn title(self, lang: Lang) -> &'static str {
        match self {
            Self::Late => my_rounds::late(lang),
            Self::Today => my_rounds::today(lang),
            Self::Coming => my_rounds::coming(lang),
            Self::Offered => my_rounds::offered(lang),
        }
    }
}

fn groups(lang: Lang, account: Account, carried: Carried, rounds: Vec<MyRound>) -> Vec<AnyView> {
    let mine = rounds.iter().any(|round| !round.offered);
    let mut drawn: Vec<AnyView> = Vec::new();
    if !mine {
        drawn.push(view! { <Empty title=my_rounds::none_title(lang) words=my_rounds::none_words(lang)/> }.into_any());
    }
    let rounds: Vec<(Group, MyRound)> = rounds
        .into_iter()
        .map(|round| {
            let today = words::dates(lang, account, &round).today();
            (Group::of(round.offered, round.date.cmp(&today)), round)
        })
        .collect();
    for group in Group::ALL {
        let cards: Vec<AnyView> = rounds
            .iter()
            .filter(|(of, _)| *of == group)
            .map(|(_, round)| card(lang, account, carried, round, group))
            .collect();
        if !cards.is_empty() {
            let hint = (group == Group::Offered).then(|| view! { <p>{my_rounds::offered_words(lang)}</p> }.into_any());
            drawn.push(
                view! { <section class="stack"><h2>{group.title(lang)}</h2> {hint} {cards}</section> }.into_any(),
            );
        }
    }
    drawn
}

fn card(lang: Lang, account: Account, carried: Carried, round: &MyRound, group: Group) -> AnyView {
    let dates = words::dates(lang, account, round);
    let title = view! { <h3>{round.name.clone()}</h3> }.into_any();
    let facts = facts(lang, account, &dates, round, true);
    let id = round.id;
    let act = if round.offered {
        take(lang, carried, round)
    } else {
        // One green button a screen: what is for now.
        let now = matches!(group, Group::Late | Group::Today) && round.state != RoundState::Closed;
        let kind = if now { ButtonKind::Main } else { ButtonKind::Plain };
        let words = my_rounds::open_round(lang, &round.name);
        view! { <ButtonLink kind block=true href=Route::MyRound { id }.path()>{words}</ButtonLink> }.into_any()
    };
    bag(title, facts, round.offered, Some(view! { <div class="bag__act">{act}</div> }.into_any()))
}

/// « Je la prends ».
pub(super) fn take(lang: Lang, carried: Carried, round: &MyRound) -> AnyView {
    let id = round.id;
    view! {
        <Button
            kind=ButtonKind::Main
            icon=Glyph::Basket
            block=true
            label=my_rounds::take_of(lang, &round.name)
            busy=carried.busy(id, None)
            busy_words=my_rounds::sending(lang)
            on_press=move || carried.make(id, Deed::Take)
        >
            {my_rounds::take(lang)}
        </Button>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offer_stays_an_offer_whatever_its_day() {
        assert!(Group::of(true, Ordering::Equal) == Group::Offered);
        assert!(Group::of(false, Ordering::Equal) == Group::Today);
        assert!(Group::of(false, Ordering::Less) == Group::Late);
        assert!(Group::of(false, Ordering::Greater) == Group::Coming);
    }
}
