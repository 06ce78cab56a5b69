//! Gestures that move stops, by pointer, by keyboard or by words: all end in the same move, sent in the same way.

use super::{
    columns::Shown,
    focus,
    keys::{Way, next_place},
    moves::{Column, Layout, Place, Put, Refusal, puts, refusal, requests, undo},
    state::{Act, Board, InHand, Notice},
    words,
};
use crate::failure::Failure;
use cabas_kernel::id::StopId;
use cabas_messages::board;
use cabas_model::rounds::PutRoundStops;
use leptos::{prelude::*, task::spawn_local};
use std::{collections::HashSet, sync::Arc};

/// A burst of moves is settled in a few requests; more would mean that the server keeps answering another order.
const MOST_REQUESTS: usize = 40;

/// Why a move was not made, and the stop to blame when the server names one.
struct NotMoved {
    failure: Failure,
    stop: Option<StopId>,
}

impl From<Failure> for NotMoved {
    fn from(failure: Failure) -> Self {
        Self { failure, stop: None }
    }
}

/// The stop that an answer names by its place in what was asked: `/stop_ids/3`.
fn blamed(failure: &Failure, asked: &[StopId]) -> Option<StopId> {
    let pointer = &failure.errors().first()?.pointer;
    let place: usize = pointer.strip_prefix("/stop_ids/")?.parse().ok()?;
    asked.get(place).copied()
}

impl Board {
    /// Moves stops to a place of a column. What may not go there stays, and it is said why.
    pub(super) fn move_to(self, stops: &[StopId], column: Column, place: Place) {
        let Some(day) = self.day.get_value() else { return };
        let layout = self.layout_now(&day);
        let mut refused: Vec<Refusal> = Vec::new();
        let allowed: Vec<StopId> = stops
            .iter()
            .copied()
            .filter(|stop| match refusal(&day, &layout, *stop, column) {
                Some(why) => {
                    refused.push(why);
                    false
                }
                None => true,
            })
            .collect();
        if let Some(why) = refused.first() {
            let why = words::refusal(self.lang, *why);
            self.toasts.refuse(board::refused(self.lang, refused.len(), &why));
        }
        if !allowed.is_empty() {
            self.commit(&layout, puts(&allowed, column, place));
        }
    }

    /// Shows a move at once, and sends it.
    fn commit(self, before: &Layout, puts: Vec<Put>) {
        let Some(day) = self.day.get_value() else { return };
        let mut after = before.clone();
        after.apply(&day, &puts);
        let Some(first) = puts.first().copied().filter(|_| after != *before) else { return self.redraw() };
        let crossed: Vec<StopId> =
            puts.iter().map(|put| put.stop).filter(|stop| before.column(*stop) != after.column(*stop)).collect();
        let words = crossed.first().map(|one| self.moved_words(crossed.len(), *one, first.column));
        let undo = undo(&day, before, &puts);
        self.picked.update(|picked| crossed.iter().for_each(|stop| picked.set(*stop, false)));
        self.push(Act { puts, words, undo });
        if crossed.is_empty() {
            self.say_place(first.stop);
        }
    }

    fn moved_words(self, count: usize, one: StopId, to: Column) -> String {
        let street = self.street(one);
        match to {
            Column::Waiting => board::moved_out(self.lang, count, &street),
            Column::Round(id) => board::moved_in(self.lang, count, &street, &self.round_words(id)),
        }
    }

    fn push(self, act: Act) {
        self.notice.set(None);
        self.pending.update_value(|pending| pending.push(act));
        self.redraw();
        self.send_pending();
    }

    /// Tries again what was refused, on the day as it is now.
    pub(super) fn try_again(self, puts: Vec<Put>) {
        self.push(Act { puts, words: None, undo: Vec::new() });
    }

    /// Sends what waits, one batch at a time: what is moved meanwhile is the next one.
    fn send_pending(self) {
        if self.sending.get_value() {
            return;
        }
        self.sending.set_value(true);
        spawn_local(async move {
            while let Some(batch) = self.pending.try_get_value().filter(|batch| !batch.is_empty()) {
                let sent = self.send(&batch).await;
                if self.shown.is_disposed() {
                    return;
                }
                self.settle(batch, sent);
            }
            self.sending.try_set_value(false);
        });
    }

    /// Makes the server's lists the wanted ones, each with the version that was read. The day is read after every
    /// answer: an answer gives one round its new version, and others may have lost theirs.
    async fn send(self, batch: &[Act]) -> Result<(), NotMoved> {
        let organisation = self.account.organisation();
        for _ in 0..MOST_REQUESTS {
            let Some(day) = self.day.try_get_value().flatten() else { return Ok(()) };
            let mut wanted = day.layout.clone();
            for act in batch {
                wanted.apply(&day, &act.puts);
            }
            let Some(request) = requests(&day, &wanted).into_iter().next() else { return Ok(()) };
            let etag = day.round(request.round).map(|round| round.etag.clone()).unwrap_or_default();
            if etag.is_empty() {
                self.read().await?;
                continue;
            }
            let (round, asked) = (request.round, request.stop_ids.clone());
            let ask = Arc::new(PutRoundStops { stop_ids: request.stop_ids, moved_from: request.moved_from });
            let put = self.account.call(move |client| {
                let (ask, etag) = (ask.clone(), etag.clone());
                async move { client.put_round_stops(organisation, round, &etag, &ask).await }
            });
            let answer = put.await.map_err(|failure| NotMoved { stop: blamed(&failure, &asked), failure })?;
            let stops: Vec<StopId> = answer.body.stops.iter().map(|stop| stop.id).collect();
            let after = day.after_put(round, &answer.etag, &stops);
            if self.shown.is_disposed() {
                return Ok(());
            }
            self.day.set_value(Some(Arc::new(after)));
            // A reading that fails leaves what the answer told; the next one catches up.
            let _ = self.read().await;
        }
        Ok(())
    }

    fn settle(self, batch: Vec<Act>, sent: Result<(), NotMoved>) {
        self.pending.update_value(|pending| {
            pending.drain(..batch.len().min(pending.len()));
        });
        match sent {
            Ok(()) => batch.into_iter().for_each(|act| self.say_done(act)),
            Err(NotMoved { failure, stop }) => {
                let why = match failure.code() {
                    Some("version_stale") => board::move_stale(self.lang).to_owned(),
                    _ => failure.sentence(self.lang),
                };
                let place = stop.map(|stop| self.street(stop)).filter(|place| !place.is_empty());
                let sentence = match place {
                    Some(place) => board::move_failed_at(self.lang, &place, &why),
                    None => board::move_failed(self.lang, &why),
                };
                let again = batch.into_iter().flat_map(|act| act.puts).collect();
                self.notice.set(Some(Notice { sentence, again }));
                self.read_now();
            }
        }
        self.redraw();
    }

    fn say_done(self, act: Act) {
        let Some(words) = act.words else { return };
        if act.undo.is_empty() {
            self.toasts.say(words);
        } else {
            let back = act.undo;
            self.toasts.undoable(words, move || self.try_again(back.clone()));
        }
    }

    // One step.

    /// Moves what a gesture on a card is about by one step; says whether it could.
    pub(super) fn step(self, stops: &[StopId], way: Way) {
        let Some(shown) = self.shown_now() else { return };
        if let Some((column, place)) = next_place(&shown, &|column| self.cards_now(&shown, column), stops, way) {
            self.move_to(stops, column, place);
        }
    }

    /// The stops a gesture on a card is about, in the order of the screen.
    pub(super) fn around(self, card: StopId) -> Vec<StopId> {
        let chosen = self.picked.with_untracked(|picked| picked.around(card));
        self.shown_now().map(|shown| shown.in_order(&chosen)).unwrap_or_default()
    }

    pub(super) fn chosen(self) -> Vec<StopId> {
        let chosen: HashSet<StopId> = self.picked.with_untracked(|picked| picked.chosen().clone());
        self.shown_now().map(|shown| shown.in_order(&chosen)).unwrap_or_default()
    }

    // By keyboard.

    /// Takes a card in hand, or all that is chosen with it.
    pub(super) fn take_in_hand(self, card: StopId) {
        let stops = self.around(card);
        let Some(shown) = self.shown_now() else { return };
        if shown.is_apart(card) || stops.is_empty() {
            return;
        }
        self.heard.set(board::heard_taken(self.lang, stops.len(), &self.street(card)));
        self.in_hand.set(Some(InHand { card, stops, puts: Vec::new() }));
    }

    /// Carries what is in hand by one step. Nothing is asked before it is put down.
    pub(super) fn carry(self, way: Way) {
        let (Some(shown), Some(mut in_hand)) = (self.shown_now(), self.in_hand.get_untracked()) else { return };
        let Some((column, place)) = next_place(&shown, &|column| self.cards_now(&shown, column), &in_hand.stops, way)
        else {
            return self.heard.set(board::heard_end(self.lang).to_owned());
        };
        in_hand.puts = puts(&in_hand.stops, column, place);
        let card = in_hand.card;
        self.in_hand.set(Some(in_hand));
        self.go_to(&shown, card, column);
        self.say_place(card);
    }

    /// Puts down what is in hand: now it is asked.
    pub(super) fn put_down(self) {
        let Some(in_hand) = self.in_hand.get_untracked() else { return };
        let Some(day) = self.day.get_value() else { return };
        self.in_hand.set(None);
        if in_hand.puts.is_empty() {
            self.put_back_words(in_hand.card);
        } else {
            self.commit(&self.layout_now(&day), in_hand.puts);
        }
        focus::go_soon(in_hand.card.to_string());
    }

    /// Puts what is in hand back where it was: `by_key`, or because a pointer does something else.
    pub(super) fn put_back(self, by_key: bool) {
        let Some(in_hand) = self.in_hand.get_untracked() else { return };
        self.in_hand.set(None);
        // A card just carried has lost focus until the next frame.
        let is_its_own = focus::is_lost() || focus::current() == Some(in_hand.card.to_string());
        self.redraw();
        self.put_back_words(in_hand.card);
        if let Some(shown) = self.shown_now() {
            self.open.set(shown.column(in_hand.card));
        }
        // What a pointer presses takes focus itself; where that is nothing, `redraw` gives it back to the card.
        if by_key && is_its_own {
            focus::go_soon(in_hand.card.to_string());
        }
    }

    /// What is in hand has left the day: there is nothing to carry any more, and no card for focus to go back to.
    pub(super) fn let_go_of(self, card: StopId) {
        // Only what is still drawn knows where it was.
        let street = self.shown_now().and_then(|shown| Some(shown.day.stop(card)?.street.clone())).unwrap_or_default();
        self.in_hand.set(None);
        self.heard.set(board::heard_gone(self.lang, &street));
        focus::back_or_title_soon(None);
    }

    fn put_back_words(self, card: StopId) {
        self.heard.set(board::heard_back(self.lang, &self.street(card)));
    }

    /// Redraws with a card in a column, shows the column and moves focus to the card.
    fn go_to(self, before: &Shown, card: StopId, column: Column) {
        if before.column(card) != column {
            self.open.set(column);
        }
        self.redraw();
        focus::go_soon(card.to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cabas_model::FieldError;
    use uuid::Uuid;

    #[test]
    fn the_stop_to_blame_is_named_by_its_place() {
        let asked = [1, 2].map(|n| StopId(Uuid::from_u128(n)));
        let at = |pointer| blamed(&Failure::fields(vec![FieldError::new(pointer, "pair_blocked")]), &asked);
        assert_eq!(at("/stop_ids/1"), asked.get(1).copied());
        assert_eq!((at("/stop_ids/2"), at("/stop_ids")), (None, None));
        assert_eq!(blamed(&Failure::Network, &asked), None);
    }
}
