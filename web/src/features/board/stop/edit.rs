//! A delivery corrected before it is on its way: hours, goods, labels, comment.

use super::{
    Panel,
    forms::{framed, written},
};
use crate::{
    failure::Failure,
    features::{
        board::{goods::Goods, promised::Promised},
        deliveries::{Hours, slugs},
    },
    ui::{ButtonKind, Field, FormState, Glyph, TextArea},
};
use cabas_kernel::{Grams, Window};
use cabas_messages::{board, common};
use cabas_model::{
    FieldError, Patch,
    deliveries::{DeliveryDetails, PackageLine, PatchDelivery},
};
use leptos::prelude::*;

/// What the form writes.
#[derive(Clone, PartialEq)]
struct Values {
    window: Window,
    promised: Option<Window>,
    packages: Vec<PackageLine>,
    weight: Option<Grams>,
    tags: Vec<String>,
    comments: Option<String>,
}

impl Values {
    fn of(delivery: &DeliveryDetails, promised: Option<Window>) -> Self {
        Self {
            window: delivery.window,
            promised,
            packages: delivery.packages.clone(),
            weight: delivery.weight_g,
            tags: delivery.tags.clone(),
            comments: delivery.comments.clone(),
        }
    }

    /// Only what was changed: what others changed beside it stays.
    fn patch(self, before: &Self) -> PatchDelivery {
        fn patch<T: PartialEq>(now: Option<T>, before: Option<&T>) -> Patch<T> {
            if now.as_ref() == before { Patch::Absent } else { now.into() }
        }
        PatchDelivery {
            window: Some(self.window).filter(|window| *window != before.window),
            promised: patch(self.promised, before.promised.as_ref()),
            packages: Some(self.packages).filter(|packages| *packages != before.packages),
            weight_g: patch(self.weight, before.weight.as_ref()),
            comments: patch(self.comments, before.comments.as_ref()),
            tags: Some(self.tags).filter(|tags| *tags != before.tags),
        }
    }
}

/// The fields. `Copy`.
#[derive(Clone, Copy)]
struct Fields {
    hours: Hours,
    /// Days are not written in two fields: a window of several days keeps its own.
    one_day: bool,
    promised: Promised,
    goods: Goods,
    tags: RwSignal<String>,
    comments: RwSignal<String>,
}

impl Fields {
    fn of(panel: Panel, before: &Values) -> Self {
        let (board, dates) = (panel.board, panel.board.dates());
        Self {
            hours: Hours::of(Some(&before.window), &dates),
            one_day: Hours::fit(&before.window, &dates),
            promised: Promised::of(before.promised, Some(&before.window), &dates),
            goods: board
                .parcels
                .with_untracked(|offered| Goods::of(board.lang, offered, &before.packages, before.weight)),
            tags: RwSignal::new(before.tags.join(", ")),
            comments: RwSignal::new(before.comments.clone().unwrap_or_default()),
        }
    }

    /// What is written, or every fault of it.
    fn read(self, panel: Panel, planned: Window) -> Result<Values, Vec<FieldError>> {
        let dates = panel.board.dates();
        let window = if self.one_day { self.hours.read(&dates) } else { Ok(planned) };
        match (window, self.promised.read(&dates), self.goods.read()) {
            (Ok(window), Ok(promised), Ok((packages, weight))) => Ok(Values {
                window,
                promised,
                packages,
                weight,
                tags: slugs(&self.tags.get_untracked()),
                comments: written(self.comments),
            }),
            (window, promised, goods) => {
                let faults = [window.err(), promised.err(), goods.err()];
                Err(faults.into_iter().flatten().flatten().collect())
            }
        }
    }

    fn view(self, panel: Panel) -> AnyView {
        let lang = panel.board.lang;
        view! {
            {self.one_day.then(|| self.hours.view(lang, true))}
            {self.promised.view(lang, &panel.board.dates())}
            {self.goods.view(lang)}
            <Field pointer="/tags" label=board::tags(lang) hint=board::tags_hint(lang) optional=true autocomplete="off" value=self.tags/>
            <TextArea pointer="/comments" label=board::comment(lang) hint=board::comment_hint(lang) optional=true value=self.comments/>
        }
        .into_any()
    }
}

/// The version is that of when the form was opened.
pub(super) fn edit(panel: Panel) -> AnyView {
    let lang = panel.board.lang;
    let Some(known) = panel.known.get_untracked() else { return ().into_any() };
    let form = FormState::new();
    let promised = panel.of(&known.body).and_then(|stop| stop.promised);
    let before = Values::of(&known.body, promised);
    let (planned, etag) = (before.window, StoredValue::new(known.etag.clone()));
    let fields = Fields::of(panel, &before);
    let before = StoredValue::new(before);
    let send = move || {
        let now = match fields.read(panel, planned) {
            Ok(now) => now,
            Err(faults) => return form.fail(&Failure::fields(faults)),
        };
        let patch = before.with_value(|before| now.patch(before));
        if patch == PatchDelivery::default() {
            return panel.doing.set(None);
        }
        if let Some(patch) = form.valid(patch) {
            send_edit(panel, form, etag, patch);
        }
    };
    let act = (ButtonKind::Main, Glyph::Pencil, common::save(lang));
    framed(panel, form, act, move || fields.view(panel), send)
}

fn send_edit(panel: Panel, form: FormState, etag: StoredValue<String>, patch: PatchDelivery) {
    let board = panel.board;
    let (lang, delivery, organisation) = (board.lang, panel.delivery, board.account.organisation());
    let version = etag.get_value();
    let waited = async move {
        let call = board.account.call(move |client| {
            let (patch, version) = (patch.clone(), version.clone());
            async move { client.patch_delivery(organisation, delivery, &version, &patch).await }
        });
        match call.await {
            Err(failure) if failure.code() == Some("version_stale") => {
                // What is written stays; sending again is about the delivery as it is now.
                let call =
                    board.account.call(move |client| async move { client.read_delivery(organisation, delivery).await });
                if let Ok(now) = call.await {
                    etag.try_set_value(now.etag);
                }
                Ok(false)
            }
            answer => answer.map(|_| true),
        }
    };
    form.send(waited, move |saved| {
        if saved {
            board.read_now();
            panel.finish(common::saved(lang).to_owned());
            // The board does not say all that a delivery holds.
            panel.read();
        } else {
            panel.read();
            form.tell(board::stale_stop(lang));
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values() -> Values {
        let at = |hour: &str| format!("2026-11-24T{hour}:00+01:00").parse().unwrap();
        let window = Window { start: Some(at("09:00")), end: at("11:00") };
        Values {
            window,
            promised: Some(window),
            packages: vec![PackageLine { slug: "panier".to_owned(), quantity: 1 }],
            weight: Some(Grams(2_500)),
            tags: vec!["frais".to_owned()],
            comments: None,
        }
    }

    #[test]
    fn only_what_was_changed_is_asked() {
        assert_eq!(values().patch(&values()), PatchDelivery::default());
        let now = Values { comments: Some("Au gardien.".to_owned()), ..values() };
        let asked = PatchDelivery { comments: Patch::Value("Au gardien.".to_owned()), ..PatchDelivery::default() };
        assert_eq!(now.patch(&values()), asked);
    }

    #[test]
    fn what_was_emptied_is_taken_away() {
        let now = Values { promised: None, weight: None, packages: Vec::new(), tags: Vec::new(), ..values() };
        let asked = now.patch(&values());
        assert!(asked.promised == Patch::Null && asked.weight_g == Patch::Null);
        assert_eq!((asked.packages, asked.tags, asked.window), (Some(Vec::new()), Some(Vec::new()), None));
    }
}
