//! One reader's feed: what is new for them, for as long as their session lasts.

use crate::{
    http::Failure,
    platform::{
        App,
        streams::{End, Seat},
    },
};
use actix_web::web::Bytes;
use cabas_kernel::{
    Permission, Roles, Ts,
    id::{MembershipId, OrganisationId, PersonId, SessionId},
    words::members::MemberState,
};
use cabas_model::{
    Code,
    events::{DISPLACED, LiveEvent},
};
use cabas_store::{Scope, accounts, events};
use chrono::TimeDelta;
use futures_util::{Stream, stream::unfold};
use std::{collections::BTreeSet, convert::Infallible, fmt::Write, time::Duration};
use tokio::sync::watch;

/// A word at least so often, so that a silent connection is known to be dead.
const BEAT: Duration = Duration::from_secs(15);
/// Transactions that take their numbers in one order and commit in another do so within this time (decisions 25).
const OVERLAP: TimeDelta = TimeDelta::seconds(5);

/// Where somebody listens, and whether to all of it or only to what is told to them.
struct Place {
    organisation: OrganisationId,
    only: Option<MembershipId>,
}

/// What one reader has heard, and where they listen.
pub(super) struct Feed {
    app: App,
    person: PersonId,
    session: SessionId,
    places: Vec<Place>,
    /// From when on it tells: what its greeting gives as an id, to go on from when it is cut before any event.
    since: Ts,
    /// Nothing up to this number can still appear.
    settled: i64,
    /// Where the reading under way goes on.
    reached: i64,
    /// What was told above `settled`.
    told: BTreeSet<i64>,
    /// The first word has been said.
    greeted: bool,
    /// The last one has.
    parted: bool,
    ticks: watch::Receiver<u64>,
    over: watch::Receiver<Option<End>>,
    _seat: Seat,
}

impl Feed {
    /// Begins at what is new from now on, or a little before the event heard last.
    ///
    /// # Errors
    /// [`Code::Unauthenticated`] when the session is over.
    pub(super) async fn open(
        app: App,
        person: PersonId,
        session: SessionId,
        last: Option<i64>,
        seat: Seat,
    ) -> Result<Self, Failure> {
        let (ticks, over) = (app.store.ticks(), seat.over());
        let mut feed = Self {
            app,
            person,
            session,
            places: Vec::new(),
            since: Ts::default(),
            settled: 0,
            reached: 0,
            told: BTreeSet::new(),
            greeted: false,
            parted: false,
            ticks,
            over,
            _seat: seat,
        };
        if !feed.is_still_open().await? {
            return Err(Code::Unauthenticated.into());
        }
        feed.begin(last).await?;
        Ok(feed)
    }

    async fn begin(&mut self, last: Option<i64>) -> Result<(), Failure> {
        let now = self.app.now();
        // An id is the time of its event. What a reader sends may be any number.
        self.since = last.map_or(now, |id| Ts::from_micros(id.max(0)).min(now));
        // Of what is older than all that is kept, everything that is there is told.
        if now - self.since < events::KEPT {
            let read = self.app.store.read(Scope::System).await?;
            self.settled = events::newest_before(&read, self.since - OVERLAP).await?;
        }
        if last.is_none() {
            // What is there already is known; what a slower transaction still adds is not.
            while self.news().await?.1 {}
        }
        Ok(())
    }

    /// The feed as frames of server-sent events. It ends with the session, when a newer one takes its place, which it
    /// says, and when the server stops.
    pub(super) fn frames(self) -> impl Stream<Item = Result<Bytes, Infallible>> {
        unfold(self, |mut feed| async move {
            match feed.next().await {
                Ok(Some(frames)) => Some((Ok(frames), feed)),
                Ok(None) => None,
                Err(failure) => {
                    tracing::warn!(cause = failure.cause.as_deref().unwrap_or_default(), "a stream of events ends");
                    None
                }
            }
        })
    }

    async fn next(&mut self) -> Result<Option<Bytes>, Failure> {
        if !std::mem::replace(&mut self.greeted, true) {
            return Ok(Some(format!("id: {}\n: open\n\n", self.since.micros()).into()));
        }
        loop {
            let over = *self.over.borrow();
            if let Some(end) = over {
                let last = end == End::Displaced && !std::mem::replace(&mut self.parted, true);
                return Ok(last.then(|| format!("event: {DISPLACED}\ndata:\n\n").into()));
            }
            self.ticks.mark_unchanged();
            let (news, more) = self.news().await?;
            // The session row decides, before each event (AU-6).
            if !news.is_empty() {
                return if self.is_still_open().await? { Ok(Some(self.written(&news))) } else { Ok(None) };
            }
            if more {
                continue;
            }
            tokio::select! {
                _ = self.over.changed() => {}
                _ = self.ticks.changed() => {}
                () = tokio::time::sleep(BEAT) => {
                    return Ok(self.is_still_open().await?.then(|| Bytes::from_static(b": beat\n\n")));
                }
            }
        }
    }

    /// Reads anew whether the session lives, and where its person stands.
    async fn is_still_open(&mut self) -> Result<bool, Failure> {
        let (_, session) = accounts::session_actor(&self.app.store, Scope::System, self.session, None).await?;
        if session.is_none_or(|s| s.person != self.person) {
            return Ok(false);
        }
        let read = self.app.store.read(Scope::Person(self.person)).await?;
        let me = accounts::me(&read, self.person).await?;
        let memberships = me.map(|me| me.memberships).unwrap_or_default();
        self.places = memberships
            .into_iter()
            .filter(|m| m.state == MemberState::Active)
            .map(|m| {
                let all = m.roles.into_iter().collect::<Roles>().may(Permission::ReadDeliveries);
                Place { organisation: m.organisation_id, only: (!all).then_some(m.member_id) }
            })
            .collect();
        Ok(true)
    }

    /// What was not told yet, oldest first, and whether more waits to be read.
    async fn news(&mut self) -> Result<(Vec<LiveEvent>, bool), Failure> {
        let from = self.reached.max(self.settled);
        let (mut found, mut until) = (Vec::new(), i64::MAX);
        for place in &self.places {
            let read = self.app.store.read(Scope::Organisation(place.organisation)).await?;
            let events = events::after(&read, from, place.only).await?;
            if events.len() >= events::AT_ONCE {
                until = events.last().map_or(until, |(seq, _)| until.min(*seq));
            }
            found.extend(events);
        }
        // A long list is cut where the shortest of the places ends: numbers rise across organisations.
        let more = until < i64::MAX;
        found.retain(|(seq, _)| *seq <= until);
        found.sort_by_key(|(seq, _)| *seq);
        let settled = self.app.now() - OVERLAP;
        let old = found.iter().filter(|(_, e)| e.at < settled).map(|(seq, _)| *seq).max();
        self.reached = if more { until } else { 0 };
        found.retain(|(seq, _)| self.told.insert(*seq));
        self.settled = self.settled.max(old.unwrap_or_default());
        self.told = self.told.split_off(&self.settled.saturating_add(1));
        Ok((found.into_iter().map(|(_, event)| event).collect(), more))
    }

    /// What the reader may still hear, as frames.
    fn written(&self, news: &[LiveEvent]) -> Bytes {
        let mut text = String::new();
        for event in news.iter().filter(|e| self.places.iter().any(|p| p.organisation == e.organisation_id)) {
            let data = serde_json::to_string(event).unwrap_or_default();
            let _ = write!(text, "id: {}\nevent: {}\ndata: {data}\n\n", event.id, event.kind);
        }
        text.into()
    }
}
