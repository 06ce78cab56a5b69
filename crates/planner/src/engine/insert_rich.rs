//! Where a job goes when more than the way counts: skills, windows, loads, hours, several visits, loading again.

use super::{
    insert::BLINK,
    number::{Id, NONE, ix, narrow},
    rounds::{Rounds, plus, within},
    span::Span,
};
use crate::problem::{LOADS, Load, Task, Window};
use fastrand::Rng;

/// Where the visits of a job go, and what that costs.
#[derive(Debug, Clone, Default)]
struct Spot {
    cost: i64,
    /// The node that each visit comes after, and the window it is made in. Empty: nowhere.
    places: Vec<(Id, Window)>,
    /// A reload that comes right before the visit, or right after it.
    reload: Option<(Id, bool)>,
}

/// How far the walk along a round has come.
#[derive(Debug, Clone, Copy)]
struct Walk {
    /// The last node passed, of the round or of the job.
    last: Id,
    /// The next of the round.
    next: Id,
    /// When one leaves the last.
    depart: i32,
    span: Span,
    /// What has been added so far, up to the last node.
    cost: i64,
    /// The way from the last of the round to the next, as it was.
    gap: i32,
    /// What the job has put on board.
    added: Load,
}

/// A job on its search for a place in one round.
struct Quest<'a> {
    job: Id,
    carrier: usize,
    rng: &'a mut Rng,
    path: Vec<(Id, Window)>,
    best: &'a mut Spot,
}

impl Rounds<'_> {
    /// Puts a job where it costs least. Whether there was a place worth it.
    pub(super) fn insert_rich(&mut self, job: Id, rng: &mut Rng) -> bool {
        let order = &self.ground.orders[ix(job)];
        let mut best = Spot { cost: self.priced(job), ..Spot::default() };
        // Rounds that come near, each once, then the first idle carrier of each class.
        if order.count == 1 {
            self.near_rich(job, &mut best, rng);
        } else {
            let mut seen = vec![false; self.ground.crew.len()];
            for visit in order.first..order.first + order.count {
                for near in &self.ground.near[ix(visit)] {
                    let tour = self.nodes[ix(near.node)].tour;
                    if tour != NONE && !seen[ix(tour)] {
                        seen[ix(tour)] = true;
                        self.walk(job, ix(tour), &mut best, rng);
                    }
                }
            }
        }
        let mut classes: Vec<u32> = Vec::new();
        for at in (0..self.idle.len()).rev() {
            let carrier = ix(self.idle[at]);
            let class = self.ground.crew[carrier].class;
            if !classes.contains(&class) {
                classes.push(class);
                self.walk(job, carrier, &mut best, rng);
            }
        }
        if best.places.is_empty() {
            for carrier in 0..self.ground.crew.len() {
                if self.tours[carrier].len > 0 {
                    self.walk(job, carrier, &mut best, rng);
                }
            }
        }
        self.settle(job, &best)
    }

    /// Does what was found. Whether it could be done.
    fn settle(&mut self, job: Id, spot: &Spot) -> bool {
        let Some((after, _)) = spot.places.first() else { return false };
        let first = self.ground.orders[ix(job)].first;
        let tour = self.nodes[ix(*after)].tour;
        for (visit, (after, window)) in (first..).zip(&spot.places) {
            self.choose_window(visit, *window);
            self.place(visit, *after);
        }
        if let Some((reload, before)) = spot.reload {
            self.place_reload(reload, if before { *after } else { first });
        }
        if self.refresh(tour) {
            return true;
        }
        if let Some((reload, _)) = spot.reload {
            self.take_out_reload(reload);
        }
        let visits: Vec<Id> = (first..).take(spot.places.len()).collect();
        self.take_out(&visits);
        self.refresh(tour);
        false
    }

    /// Looks beside the visits that lie near, for a job of one visit.
    fn near_rich(&self, job: Id, best: &mut Spot, rng: &mut Rng) {
        let visit = self.ground.orders[ix(job)].first;
        for near in &self.ground.near[ix(visit)] {
            let node = &self.nodes[ix(near.node)];
            if node.tour == NONE {
                continue;
            }
            self.single(job, near.node, best, rng);
            if !self.ground.is_visit(node.prev) {
                self.single(job, node.prev, best, rng);
            }
        }
    }

    /// Looks at one place for a job of one visit.
    fn single(&self, job: Id, after: Id, best: &mut Spot, rng: &mut Rng) {
        let ground = self.ground;
        let before = &self.nodes[ix(after)];
        let carrier = ix(before.tour);
        let crew = &ground.crew[carrier];
        let next = before.next;
        if crew.closed || self.locked[ix(next)] || !ground.allows(job, carrier) {
            return;
        }
        let visit = ground.orders[ix(job)].first;
        let site = &ground.sites[ix(visit)];
        let tables = &ground.tables[crew.travel];
        let way = tables.cost(before.place, site.place) + tables.cost(site.place, before.next_place) - before.cost_next;
        let mut cost = i64::from(way) + i64::from(ground.with(job, carrier));
        let tour = &self.tours[carrier];
        if cost >= best.cost || ix(tour.len) >= crew.most_visits {
            return;
        }
        let (there, on) = (tables.time(before.place, site.place), tables.time(site.place, before.next_place));
        let arrives = before.depart + there;
        let Some(window) = site.windows.iter().copied().find(|window| arrives <= window.end) else { return };
        let begins = arrives.max(window.start);
        if begins + site.service + on > before.next_latest {
            return;
        }
        let own = Span::of(site.service, window.start, window.end);
        let joined =
            self.rich[ix(after)].head.then(there, own).and_then(|head| head.then(on, self.rich[ix(next)].tail));
        let Some(joined) = joined else { return };
        if joined.duration > crew.longest {
            return;
        }
        cost += i64::from(ground.work) * i64::from(joined.duration - tour.duration);
        if cost >= best.cost {
            return;
        }
        let rich = &self.rich[ix(after)];
        let mut most = if site.task == Task::Collect { rich.most_after } else { rich.most_before };
        plus(&mut most, &site.load);
        if within(&most, &crew.capacity) {
            if rng.f64() >= BLINK {
                *best = Spot { cost, places: vec![(after, window)], reload: None };
            }
        } else if site.task == Task::Deliver && ix(tour.reloads) < crew.reloads.len() {
            self.with_reload(job, after, window, best, rng);
        }
    }

    /// Looks at one place with a reload right before the visit, or right after it.
    fn with_reload(&self, job: Id, after: Id, window: Window, best: &mut Spot, rng: &mut Rng) {
        let ground = self.ground;
        let before = &self.nodes[ix(after)];
        let carrier = ix(before.tour);
        let crew = &ground.crew[carrier];
        let visit = ground.orders[ix(job)].first;
        let site = &ground.sites[ix(visit)];
        let tables = &ground.tables[crew.travel];
        let Some(reload) = crew.reloads.iter().copied().find(|reload| self.nodes[ix(*reload)].tour == NONE) else {
            return;
        };
        let at_depot = self.nodes[ix(reload)];
        for first in [true, false] {
            let stops = if first { [crew.reload_place, site.place] } else { [site.place, crew.reload_place] };
            let spans = [
                Span::of(at_depot.service, at_depot.open, at_depot.close),
                Span::of(site.service, window.start, window.end),
            ];
            let spans = if first { spans } else { [spans[1], spans[0]] };
            let ways = [(before.place, stops[0]), (stops[0], stops[1]), (stops[1], before.next_place)];
            let way: i32 = ways.iter().map(|(from, to)| tables.cost(*from, *to)).sum();
            let mut cost = i64::from(way - before.cost_next) + i64::from(ground.with(job, carrier));
            if cost >= best.cost {
                continue;
            }
            let time = |at: usize| tables.time(ways[at].0, ways[at].1);
            let joined = self.rich[ix(after)]
                .head
                .then(time(0), spans[0])
                .and_then(|head| head.then(time(1), spans[1]))
                .and_then(|head| head.then(time(2), self.rich[ix(before.next)].tail));
            let Some(joined) = joined.filter(|joined| joined.duration <= crew.longest) else { continue };
            cost += i64::from(ground.work) * i64::from(joined.duration - self.tours[carrier].duration);
            if cost < best.cost && self.halves_fit(after, site.load, first, crew.capacity) && rng.f64() >= BLINK {
                *best = Spot { cost, places: vec![(after, window)], reload: Some((reload, first)) };
            }
        }
    }

    /// Whether what is still to be delivered after a node, and what was delivered before, fit apart from each other.
    fn halves_fit(&self, after: Id, load: Load, with_second: bool, capacity: Load) -> bool {
        let ground = self.ground;
        let deliveries = |at: Id| -> Load {
            if ground.is_visit(at) && ground.sites[ix(at)].task == Task::Deliver {
                ground.sites[ix(at)].load
            } else {
                [0; LOADS]
            }
        };
        let (mut first, mut second) = ([0; LOADS], [0; LOADS]);
        let mut at = after;
        while ground.is_visit(at) {
            plus(&mut first, &deliveries(at));
            at = self.nodes[ix(at)].prev;
        }
        let mut at = self.nodes[ix(after)].next;
        while ground.is_visit(at) {
            plus(&mut second, &deliveries(at));
            at = self.nodes[ix(at)].next;
        }
        plus(if with_second { &mut second } else { &mut first }, &load);
        within(&first, &capacity) && within(&second, &capacity)
    }

    /// Looks at every place of one round.
    fn walk(&self, job: Id, carrier: usize, best: &mut Spot, rng: &mut Rng) {
        let ground = self.ground;
        let crew = &ground.crew[carrier];
        let order = &ground.orders[ix(job)];
        let tour = &self.tours[carrier];
        if crew.closed || !ground.allows(job, carrier) || ix(tour.len + order.count) > crew.most_visits {
            return;
        }
        let mut last = ground.start(carrier);
        while self.locked[ix(self.nodes[ix(last)].next)] {
            last = self.nodes[ix(last)].next;
        }
        let node = &self.nodes[ix(last)];
        let opens = if tour.len == 0 {
            ground.carrier_cost + i64::from(node.cost_next) + i64::from(ground.work) * i64::from(tour.duration)
        } else {
            0
        };
        let start = Walk {
            last,
            next: node.next,
            depart: node.depart,
            span: self.rich[ix(last)].head,
            cost: opens + i64::from(ground.with(job, carrier)),
            gap: node.cost_next,
            added: [0; LOADS],
        };
        Quest { job, carrier, rng, path: Vec::new(), best }.go(self, start);
    }
}

impl Quest<'_> {
    /// Tries the next visit of the job in each place from here to the end of the round.
    fn go(&mut self, rounds: &Rounds, mut walk: Walk) {
        let ground = rounds.ground;
        let crew = &ground.crew[self.carrier];
        let tables = &ground.tables[crew.travel];
        let end = ground.end(self.carrier);
        loop {
            self.try_here(rounds, &walk);
            if walk.next == end || walk.cost >= self.best.cost {
                return;
            }
            let node = &rounds.nodes[ix(walk.next)];
            let from = rounds.nodes[ix(walk.last)].place;
            let time = tables.time(from, node.place);
            let arrives = walk.depart + time;
            if arrives > node.latest {
                return;
            }
            let mut on_board = rounds.rich[ix(walk.next)].on_board;
            plus(&mut on_board, &walk.added);
            if !self.path.is_empty() && !within(&on_board, &crew.capacity) {
                return;
            }
            let own = Span::of(node.service, node.open, node.close);
            let Some(span) = walk.span.then(time, own) else { return };
            walk = Walk {
                last: walk.next,
                next: node.next,
                depart: arrives.max(node.open) + node.service,
                span,
                cost: walk.cost + i64::from(tables.cost(from, node.place)) - i64::from(walk.gap),
                gap: node.cost_next,
                added: walk.added,
            };
        }
    }

    fn try_here(&mut self, rounds: &Rounds, walk: &Walk) {
        let ground = rounds.ground;
        let crew = &ground.crew[self.carrier];
        let tables = &ground.tables[crew.travel];
        let order = &ground.orders[ix(self.job)];
        let visit = order.first + narrow(self.path.len());
        let site = &ground.sites[ix(visit)];
        let from = rounds.nodes[ix(walk.last)].place;
        let cost = walk.cost + i64::from(tables.cost(from, site.place));
        let arrives = walk.depart + tables.time(from, site.place);
        let Some(window) = site.windows.iter().copied().find(|window| arrives <= window.end) else { return };
        let depart = arrives.max(window.start) + site.service;
        let next = &rounds.nodes[ix(walk.next)];
        let on = tables.time(site.place, next.place);
        if depart + on > next.latest {
            return;
        }
        let own = Span::of(site.service, window.start, window.end);
        let Some(span) = walk.span.then(tables.time(from, site.place), own) else { return };
        let mut added = walk.added;
        let rich = &rounds.rich[ix(walk.last)];
        let fits = match site.task {
            Task::Deliver | Task::Collect => {
                let mut most = if site.task == Task::Collect { rich.most_after } else { rich.most_before };
                plus(&mut most, &site.load);
                within(&most, &crew.capacity)
            }
            Task::PickUp => {
                plus(&mut added, &site.load);
                let mut on_board = self.on_board(rounds, walk.last);
                plus(&mut on_board, &added);
                within(&on_board, &crew.capacity)
            }
            Task::DropOff => {
                for (sum, part) in added.iter_mut().zip(&site.load) {
                    *sum -= part;
                }
                true
            }
        };
        if !fits || self.rng.f64() < BLINK {
            return;
        }
        self.path.push((walk.last, window));
        if self.path.len() < ix(order.count) {
            self.go(rounds, Walk { last: visit, depart, span, cost, added, ..*walk });
        } else if let Some(whole) = span.then(on, rounds.rich[ix(walk.next)].tail) {
            let more = i64::from(ground.work) * i64::from(whole.duration - rounds.tours[self.carrier].duration);
            let cost = cost + i64::from(tables.cost(site.place, next.place)) - i64::from(walk.gap) + more;
            if whole.duration <= crew.longest && cost < self.best.cost {
                *self.best = Spot { cost, places: self.path.clone(), reload: None };
            }
        }
        self.path.pop();
    }

    /// What is on board when leaving a node, be it one of the job's own that is being placed.
    fn on_board(&self, rounds: &Rounds, last: Id) -> Load {
        let own = |node: Id| rounds.ground.is_visit(node) && rounds.ground.sites[ix(node)].job == self.job;
        let mut at = self.path.len();
        let mut node = last;
        while own(node) && at > 0 {
            at -= 1;
            node = self.path[at].0;
        }
        rounds.rich[ix(node)].on_board
    }
}
