//! Sending acts: one after the other, again when there was no answer, each under its own key.

use super::{
    act::{Act, Deed, Done},
    carried::{Carried, Pending, Standing, still},
    hands, words,
};
use crate::{failure::Failure, i18n::preferred_lang, session::Account};
use cabas_kernel::{
    id::RoundId,
    words::{me::StopAct, rounds::RoundState},
};
use cabas_messages::my_rounds;
use cabas_model::me::MyStop;
use leptos::{prelude::*, task::spawn_local};

impl Carried {
    /// Does something, now. The same deed under way is not made twice.
    pub(super) fn make(self, round: RoundId, deed: Deed) {
        let Some(account) = self.account() else { return };
        let by = account.me().with_untracked(|me| me.id);
        self.change(|pending| {
            // A new act on a stop takes the place of the refusal that led to it.
            pending.retain(|one| !(one.act.deed.stop() == deed.stop() && matches!(one.standing, Standing::Refused(_))));
            if !pending.iter().any(|one| one.act.round == round && one.act.deed == deed) {
                pending.push(Pending { act: Act::new(round, deed), standing: Standing::Sending, by });
            }
        });
        self.send();
    }

    /// Sends again what found no server.
    pub(super) fn retry(self) {
        if self.any(|one| one.standing == Standing::Waiting) && self.account().is_some() {
            self.mark(|one| one.standing == Standing::Waiting, &Standing::Sending);
            self.send();
        }
    }

    /// Lets an act go: it was read, or is not wanted any more.
    pub(super) fn forget(self, key: &str) {
        self.change(|pending| pending.retain(|one| one.act.key != key));
    }

    fn change(self, change: impl FnOnce(&mut Vec<Pending>)) {
        self.data.update_value(|data| change(&mut data.pending));
        self.going.notify();
    }

    fn mark(self, which: impl Fn(&Pending) -> bool, standing: &Standing) {
        self.change(|pending| {
            for one in pending.iter_mut().filter(|one| which(one)) {
                one.standing = standing.clone();
            }
        });
    }

    /// Sends one act after the other, in the order they were made.
    fn send(self) {
        if self.sending.get_value() {
            return;
        }
        self.sending.set_value(true);
        spawn_local(async move {
            while let Some((account, act)) = self.next() {
                match act.clone().send(account).await {
                    Ok(done) => self.take(&act, done),
                    // Those behind it wait too: they are sent in the order they were made.
                    Err(failure) if is_no_answer(&failure) => {
                        self.mark(|one| one.standing == Standing::Sending, &Standing::Waiting);
                    }
                    Err(failure) => {
                        self.mark(|one| one.act.key == act.key, &Standing::Refused(failure));
                        self.read();
                    }
                }
            }
            self.sending.set_value(false);
        });
    }

    fn next(self) -> Option<(Account, Act)> {
        let account = self.account()?;
        let me = account.me().with_untracked(|me| me.id);
        let ready = |one: &&Pending| one.standing == Standing::Sending && one.by == me;
        let act = self.data.with_value(|data| data.pending.iter().find(ready).map(|one| one.act.clone()));
        act.map(|act| (account, act))
    }

    /// The server has taken an act: what it changed is shown, and said.
    fn take(self, act: &Act, done: Done) {
        self.forget(&act.key);
        hands::tremble();
        // The reader's language: no page stands around here to ask.
        let lang = preferred_lang();
        let said = words::said(lang, &act.deed);
        match (done, said) {
            (Done::Stop(stop), Some(said)) if stop.can.contains(&StopAct::Reopen) => {
                let (round, id) = (act.round, stop.id);
                let undo = move || self.make(round, Deed::Reopen(id, my_rounds::undo_reason(lang).to_owned()));
                self.put(round, *stop);
                self.toasts.undoable(said, undo);
            }
            (Done::Stop(stop), said) => {
                self.put(act.round, *stop);
                self.say(said);
            }
            (Done::Round, said) => {
                self.read();
                self.say(said);
            }
        }
    }

    fn say(self, said: Option<String>) {
        if let Some(said) = said {
            self.toasts.say(said);
        }
    }

    /// Shows a stop as it is now. What else its act changed is read: the round that began, the loading that closed.
    fn put(self, round: RoundId, stop: MyStop) {
        let mut more = self.reading.get_untracked();
        let mut other = false;
        self.data.update_value(|data| {
            let rounds = data.known.iter_mut().flat_map(|known| known.rounds.iter_mut());
            let Some(round) = rounds.into_iter().find(|one| one.id == round) else { return };
            let beside = |one: &MyStop| one.delivery_id == stop.delivery_id && one.id != stop.id;
            more |= round.state == RoundState::Published;
            more |= round.stops.iter().any(|one| beside(one) && one.status.is_open());
            if let Some(place) = round.stops.iter_mut().find(|one| one.id == stop.id) {
                let (mut before, mut after) = (place.clone(), stop.clone());
                still(&mut before);
                still(&mut after);
                other = before != after;
                *place = stop;
            }
        });
        if other {
            self.things.notify();
        }
        self.going.notify();
        if more {
            self.read();
        }
    }
}

/// Whether the act itself was not answered: it is sent again, under the same key.
fn is_no_answer(failure: &Failure) -> bool {
    failure.status().is_none_or(|status| status >= 500 || matches!(status, 401 | 429))
        || failure.code() == Some("in_progress")
}

#[cfg(test)]
mod tests {
    use super::*;
    use cabas_model::Problem;
    use std::sync::Arc;

    fn answered(status: u16, code: &str) -> Failure {
        Failure::Problem(Arc::new(Problem {
            kind: String::new(),
            title: String::new(),
            status,
            detail: String::new(),
            instance: String::new(),
            code: code.to_owned(),
            errors: Vec::new(),
        }))
    }

    #[test]
    fn an_act_waits_when_the_server_did_not_speak_of_it() {
        assert!(is_no_answer(&Failure::Network));
        for (status, code) in
            [(500, "internal"), (503, "unavailable"), (429, "too_many_requests"), (409, "in_progress")]
        {
            assert!(is_no_answer(&answered(status, code)), "{code}");
        }
    }

    #[test]
    fn a_refusal_is_an_answer() {
        for (status, code) in [(409, "stop_closed_otherwise"), (404, "not_found"), (422, "fields_invalid")] {
            assert!(!is_no_answer(&answered(status, code)), "{code}");
        }
    }
}
