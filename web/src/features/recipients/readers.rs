//! « Qui a consulté ce dossier ».

use crate::{
    i18n::{Dates, Lang, use_dates, use_lang},
    session::use_account,
    ui::{Glyph, Look, Looks, Paged, Pages},
};
use cabas_kernel::id::RecipientId;
use cabas_messages::recipients;
use cabas_model::recipients::ReaderEntry;
use chrono::NaiveDate;
use leptos::prelude::*;

/// Looks of one page: what one reads at a glance.
const PAGE: u16 = 10;

/// The list, asked for after the record, so that one's own look stands in it.
#[component]
pub(super) fn Readers(id: RecipientId) -> impl IntoView {
    let lang = use_lang();
    let dates = use_dates();
    let account = use_account();
    let organisation = account.organisation();
    let me = account.me().with_untracked(|me| me.display_name.clone());
    let pages: Pages<ReaderEntry> = Pages::new(PAGE, move |query| {
        account.call(move |client| {
            let query = query.clone();
            async move { client.list_recipient_readers(organisation, id, &query).await }
        })
    });
    view! {
        <Paged pages more=recipients::more(lang) reading=recipients::loading(lang) let:entries>
            {
                let (me, dates) = (me.clone(), dates.clone());
                move || {
                    let looks = entries.with(|all| all.iter().map(|one| look(lang, &dates, &me, one)).collect::<Vec<_>>());
                    view! { <Looks looks/> }
                }
            }
        </Paged>
    }
    .into_any()
}

fn look(lang: Lang, dates: &Dates, me: &str, entry: &ReaderEntry) -> Look {
    let day = entry.subject.as_deref().and_then(|text| text.parse::<NaiveDate>().ok()).map(|day| dates.day(day));
    let (icon, what) = act(lang, &entry.purpose, day.as_deref());
    let who = if entry.display_name == me { recipients::look_me(lang, me) } else { entry.display_name.clone() };
    Look { icon, who, what, when: dates.moment(entry.at) }
}

/// What was opened, and so what was seen. A purpose of a newer server is told without detail.
fn act(lang: Lang, purpose: &str, day: Option<&str>) -> (Glyph, String) {
    let (icon, words) = match (purpose, day) {
        ("recipient", _) => (Glyph::Eye, recipients::look_recipient(lang)),
        ("recipient_list", _) => (Glyph::Home, recipients::look_list(lang)),
        ("recipient_search", _) => (Glyph::Search, recipients::look_search(lang)),
        ("blocked_pairs", _) => (Glyph::Users, recipients::look_pairs(lang)),
        ("delivery", _) => (Glyph::Package, recipients::look_delivery(lang)),
        ("delivery_list", _) => (Glyph::Package, recipients::look_deliveries(lang)),
        ("day_board" | "round", Some(day)) => return (Glyph::CalendarWeek, recipients::look_day_of(lang, day)),
        ("day_board" | "round", None) => (Glyph::CalendarWeek, recipients::look_day(lang)),
        ("follow_up" | "follow_up_list", _) => (Glyph::Bell, recipients::look_follow_up(lang)),
        ("my_round" | "my_stop", Some(day)) => return (Glyph::Bike, recipients::look_my_round_of(lang, day)),
        ("my_round" | "my_stop", None) => (Glyph::Bike, recipients::look_my_round(lang)),
        (other, _) if other.starts_with("import") => (Glyph::Upload, recipients::look_import(lang)),
        (other, _) if other.starts_with("export") => (Glyph::Download, recipients::look_export(lang)),
        _ => (Glyph::Eye, recipients::look_other(lang)),
    };
    (icon, words.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_look_says_what_was_open_even_when_it_is_not_known_here() {
        assert_eq!(act(Lang::Fr, "recipient", None).1, "a ouvert le dossier");
        assert_eq!(
            act(Lang::Fr, "day_board", Some("mar. 24 nov.")).1,
            recipients::look_day_of(Lang::Fr, "mar. 24 nov.")
        );
        assert_eq!(act(Lang::Fr, "of_another_age", None).1, "autre consultation");
    }
}
