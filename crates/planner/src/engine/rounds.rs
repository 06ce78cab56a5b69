//! The rounds being made: lists of nodes with what a test of an insertion reads, changed in place, and taken back where
//! the change was no good.

use super::{
    ground::Ground,
    number::{Id, NONE, ix, narrow},
    span::Span,
};
use crate::problem::{LOADS, Load, Task};

/// What a test of an insertion after this node reads, in one line of memory.
#[derive(Debug, Clone, Copy)]
pub(super) struct Node {
    pub(super) prev: Id,
    pub(super) next: Id,
    /// The carrier whose round it is in.
    pub(super) tour: Id,
    pub(super) place: Id,
    pub(super) next_place: Id,
    pub(super) cost_next: i32,
    pub(super) time_next: i32,
    /// When its service is over at the earliest.
    pub(super) depart: i32,
    /// When one has to arrive at the latest.
    pub(super) latest: i32,
    /// When one has to arrive at the next at the latest.
    pub(super) next_latest: i32,
    pub(super) open: i32,
    pub(super) close: i32,
    pub(super) service: i32,
    /// The turn in which it was last kept for taking back.
    kept: u32,
}

/// What is known of a node where more than the way counts.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Rich {
    /// The round up to this node, included.
    pub(super) head: Span,
    /// The round from this node on, included.
    pub(super) tail: Span,
    /// On board when leaving it.
    pub(super) on_board: Load,
    /// The most on board from the last loading up to leaving it.
    pub(super) most_before: Load,
    /// The most on board from leaving it up to the next loading, or the end.
    pub(super) most_after: Load,
}

/// A carrier's round as a whole.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Tour {
    pub(super) len: Id,
    /// What is loaded for it, where all is loaded at once.
    pub(super) load: i32,
    /// What it costs: the way, the work, who does what.
    pub(super) cost: i64,
    pub(super) duration: i32,
    pub(super) reloads: Id,
    kept: u32,
}

/// All rounds, and the jobs in none.
pub(super) struct Rounds<'a> {
    pub(super) ground: &'a Ground,
    pub(super) nodes: Vec<Node>,
    pub(super) rich: Vec<Rich>,
    pub(super) tours: Vec<Tour>,
    pub(super) locked: Vec<bool>,
    /// Carriers without a round, the next to go out last.
    pub(super) idle: Vec<Id>,
    /// Jobs in no round.
    pub(super) absent: Vec<Id>,
    /// What all rounds cost.
    pub(super) cost: i64,
    /// What leaving a job out counts at most, for now.
    pub(super) price: i64,
    turn: u32,
    old_nodes: Vec<(Id, Node)>,
    old_tours: Vec<(Id, Tour)>,
    old_absent: Vec<Id>,
    old_cost: i64,
}

impl<'a> Rounds<'a> {
    /// No round has a stop.
    pub(super) fn empty(ground: &'a Ground) -> Self {
        let blank = Node {
            prev: NONE,
            next: NONE,
            tour: NONE,
            place: 0,
            next_place: 0,
            cost_next: 0,
            time_next: 0,
            depart: 0,
            latest: 0,
            next_latest: 0,
            open: 0,
            close: 0,
            service: 0,
            kept: 0,
        };
        let mut nodes = vec![blank; ground.nodes];
        for (node, site) in nodes.iter_mut().zip(&ground.sites) {
            let window = site.windows[0];
            *node = Node { place: site.place, service: site.service, open: window.start, close: window.end, ..blank };
        }
        let mut rounds = Self {
            ground,
            nodes,
            rich: if ground.plain { Vec::new() } else { vec![Rich::default(); ground.nodes] },
            tours: vec![Tour::default(); ground.crew.len()],
            locked: vec![false; ground.nodes],
            idle: Vec::new(),
            absent: Vec::new(),
            cost: 0,
            price: i64::MAX,
            turn: 1,
            old_nodes: Vec::new(),
            old_tours: Vec::new(),
            old_absent: Vec::new(),
            old_cost: 0,
        };
        rounds.clear();
        rounds
    }

    /// Takes every job out of every round.
    pub(super) fn clear(&mut self) {
        let ground = self.ground;
        self.forget();
        for node in &mut self.nodes {
            node.tour = NONE;
        }
        for (tour, crew) in ground.crew.iter().enumerate() {
            let (start, end) = (ground.start(tour), ground.end(tour));
            for (node, place) in [(start, crew.start), (end, crew.end)] {
                let node = &mut self.nodes[ix(node)];
                (node.place, node.tour) = (place, narrow(tour));
                (node.open, node.close) = (crew.hours.start, crew.hours.end);
                (node.depart, node.latest) = (crew.hours.start, crew.hours.end);
            }
            for reload in &crew.reloads {
                let node = &mut self.nodes[ix(*reload)];
                (node.place, node.service) = (crew.reload_place, crew.reload_service);
                (node.open, node.close) = (crew.hours.start, crew.hours.end);
            }
            self.tours[tour] = Tour::default();
            self.link(start, end);
        }
        self.idle = (0..narrow(ground.crew.len())).rev().collect();
        self.absent = (0..narrow(ground.orders.len())).collect();
        self.cost = 0;
        if !ground.plain {
            for tour in 0..ground.crew.len() {
                self.refresh(narrow(tour));
            }
        }
        self.forget();
    }

    /// From here on, [`Rounds::take_back`] comes back to how things stand now.
    pub(super) fn forget(&mut self) {
        self.turn = self.turn.wrapping_add(1);
        self.old_nodes.clear();
        self.old_tours.clear();
        self.old_absent.clone_from(&self.absent);
        self.old_cost = self.cost;
    }

    /// What everything cost at the last [`Rounds::forget`], and costs now, jobs in no round included, at their price.
    pub(super) fn before_and_now(&self) -> (i64, i64) {
        let priced = |jobs: &[Id]| -> i64 { jobs.iter().map(|job| self.priced(*job)).sum() };
        (self.old_cost + priced(&self.old_absent), self.cost + priced(&self.absent))
    }

    /// What leaving a job out counts, for now.
    pub(super) fn priced(&self, job: Id) -> i64 {
        self.ground.orders[ix(job)].worth.min(self.price)
    }

    /// What everything costs, jobs in no round included, at their worth.
    pub(super) fn total(&self) -> i64 {
        self.cost + self.absent.iter().map(|job| self.ground.orders[ix(*job)].worth).sum::<i64>()
    }

    /// Back to how things stood.
    pub(super) fn take_back(&mut self) {
        for (id, node) in self.old_nodes.drain(..) {
            self.nodes[ix(id)] = node;
        }
        for at in 0..self.old_tours.len() {
            let (id, tour) = self.old_tours[at];
            let now = self.tours[ix(id)].len;
            self.tours[ix(id)] = tour;
            match (now, tour.len) {
                (0, before) if before > 0 => self.idle.retain(|idle| *idle != id),
                (now, 0) if now > 0 => self.idle.push(id),
                _ => {}
            }
            if !self.ground.plain {
                self.refresh(id);
            }
        }
        self.old_tours.clear();
        self.absent.clone_from(&self.old_absent);
        self.cost = self.old_cost;
    }

    fn keep(&mut self, id: Id) {
        let turn = self.turn;
        let node = &mut self.nodes[ix(id)];
        if node.kept != turn {
            self.old_nodes.push((id, *node));
            node.kept = turn;
        }
    }

    fn keep_tour(&mut self, id: Id) {
        let turn = self.turn;
        let tour = &mut self.tours[ix(id)];
        if tour.kept != turn {
            self.old_tours.push((id, *tour));
            tour.kept = turn;
        }
    }

    /// Lets one node follow another.
    fn link(&mut self, before: Id, after: Id) {
        self.keep(before);
        self.keep(after);
        let to = self.nodes[ix(after)];
        let tables = &self.ground.tables[self.ground.crew[ix(self.nodes[ix(before)].tour)].travel];
        let from = self.nodes[ix(before)].place;
        let (cost, time) = (tables.cost(from, to.place), tables.time(from, to.place));
        self.nodes[ix(after)].prev = before;
        let node = &mut self.nodes[ix(before)];
        node.next = after;
        (node.next_place, node.next_latest) = (to.place, to.latest);
        (node.cost_next, node.time_next) = (cost, time);
    }

    /// Brings the earliest times up to date after a node, as far as they change, but at least up to `at_least`.
    fn forward(&mut self, from: Id, at_least: Id) {
        let mut before = self.nodes[ix(from)];
        let mut reached = at_least == NONE;
        while before.next != NONE {
            let id = before.next;
            let node = self.nodes[ix(id)];
            let depart = (before.depart + before.time_next).max(node.open) + node.service;
            reached |= id == at_least;
            if depart != node.depart {
                self.keep(id);
                self.nodes[ix(id)].depart = depart;
            } else if reached {
                return;
            }
            before = self.nodes[ix(id)];
        }
    }

    /// Brings the latest times up to date before a node, as far as they change, but at least up to `at_least`.
    fn backward(&mut self, from: Id, at_least: Id) {
        let mut after = self.nodes[ix(from)];
        let mut reached = at_least == NONE;
        while after.prev != NONE {
            let id = after.prev;
            let node = self.nodes[ix(id)];
            let latest = (after.latest - node.time_next - node.service).min(node.close);
            reached |= id == at_least;
            let moved = latest != node.latest;
            if moved || node.next_latest != after.latest {
                self.keep(id);
                let node = &mut self.nodes[ix(id)];
                (node.latest, node.next_latest) = (latest, after.latest);
            }
            if !moved && reached {
                return;
            }
            after = self.nodes[ix(id)];
        }
    }

    /// Puts a visit after a node, in the window that holds `open..=close`.
    pub(super) fn place(&mut self, visit: Id, after: Id) {
        let (tour, next) = (self.nodes[ix(after)].tour, self.nodes[ix(after)].next);
        self.keep_tour(tour);
        let of = &mut self.tours[ix(tour)];
        if of.len == 0 {
            self.idle.retain(|idle| *idle != tour);
        }
        of.len += 1;
        self.keep(visit);
        self.nodes[ix(visit)].tour = tour;
        let was = self.nodes[ix(after)].cost_next;
        self.link(after, visit);
        self.link(visit, next);
        if self.ground.plain {
            let added = self.nodes[ix(after)].cost_next + self.nodes[ix(visit)].cost_next - was;
            let of = &mut self.tours[ix(tour)];
            of.load += self.ground.sites[ix(visit)].load[0];
            self.cost += i64::from(added) + if of.len == 1 { self.ground.carrier_cost } else { 0 };
            let before = self.nodes[ix(after)];
            let node = &mut self.nodes[ix(visit)];
            node.depart = (before.depart + before.time_next).max(node.open) + node.service;
            node.latest = (node.next_latest - node.time_next - node.service).min(node.close);
            self.forward(visit, NONE);
            self.backward(visit, NONE);
        }
    }

    /// Chooses the window in which a visit is made.
    pub(super) fn choose_window(&mut self, visit: Id, window: crate::Window) {
        self.keep(visit);
        let node = &mut self.nodes[ix(visit)];
        (node.open, node.close) = (window.start, window.end);
    }

    /// Takes visits out of one round; they stand in its order. What is between them stays. Whether it can be done then,
    /// as far as that is known before the round is read again.
    pub(super) fn take_out(&mut self, visits: &[Id]) -> bool {
        let (Some(first), Some(last)) = (visits.first(), visits.last()) else { return true };
        let tour = self.nodes[ix(*first)].tour;
        self.keep_tour(tour);
        let before = self.nodes[ix(*first)].prev;
        let after = self.nodes[ix(*last)].next;
        for visit in visits {
            let node = self.nodes[ix(*visit)];
            let came = self.nodes[ix(node.prev)].cost_next;
            self.link(node.prev, node.next);
            self.keep(*visit);
            self.nodes[ix(*visit)].tour = NONE;
            self.tours[ix(tour)].len -= 1;
            if self.ground.plain {
                let way = self.nodes[ix(node.prev)].cost_next;
                self.cost += i64::from(way) - i64::from(came) - i64::from(node.cost_next);
                self.tours[ix(tour)].load -= self.ground.sites[ix(*visit)].load[0];
            }
        }
        if self.tours[ix(tour)].len == 0 {
            self.idle.push(tour);
            if self.ground.plain {
                self.cost -= self.ground.carrier_cost;
            }
        }
        if self.ground.plain {
            let (head, tail) = (self.nodes[ix(after)].prev, self.nodes[ix(before)].next);
            self.forward(before, if head == before { NONE } else { head });
            self.backward(after, if tail == after { NONE } else { tail });
            let in_time = |id: Id| {
                let node = &self.nodes[ix(id)];
                node.depart + node.time_next <= node.next_latest
            };
            return in_time(before) && in_time(head);
        }
        true
    }

    /// Puts a reload after a node. Read the round again afterwards.
    pub(super) fn place_reload(&mut self, reload: Id, after: Id) {
        let (tour, next) = (self.nodes[ix(after)].tour, self.nodes[ix(after)].next);
        self.keep_tour(tour);
        self.keep(reload);
        self.nodes[ix(reload)].tour = tour;
        self.link(after, reload);
        self.link(reload, next);
    }

    /// Takes a reload out. Read the round again afterwards.
    pub(super) fn take_out_reload(&mut self, reload: Id) {
        let node = self.nodes[ix(reload)];
        self.keep_tour(node.tour);
        self.link(node.prev, node.next);
        self.keep(reload);
        self.nodes[ix(reload)].tour = NONE;
    }

    /// The stops of a round, in order.
    pub(super) fn stops(&self, tour: Id) -> impl Iterator<Item = Id> + '_ {
        let end = self.ground.end(ix(tour));
        let mut at = self.nodes[ix(self.ground.start(ix(tour)))].next;
        std::iter::from_fn(move || {
            (at != end).then(|| {
                let here = at;
                at = self.nodes[ix(at)].next;
                here
            })
        })
    }

    /// Reads a round again from its start: times, loads, cost. Whether it can be done as it stands.
    pub(super) fn refresh(&mut self, tour: Id) -> bool {
        let ground = self.ground;
        let carrier = ix(tour);
        let crew = &ground.crew[carrier];
        let (start, end) = (ground.start(carrier), ground.end(carrier));
        self.keep_tour(tour);
        self.keep(start);
        self.keep(end);
        let mut sound = true;
        // Forward: times, and what is loaded at each loading.
        let mut loaded = [0; LOADS];
        let mut loading = start;
        let (mut distance, mut with) = (0_i64, 0_i64);
        let mut reloads = 0;
        self.rich[ix(start)].head = Span::of(0, self.nodes[ix(start)].open, self.nodes[ix(start)].close);
        let mut at = start;
        while at != end {
            let node = self.nodes[ix(at)];
            let id = node.next;
            self.keep(id);
            distance += i64::from(node.cost_next);
            let next = &mut self.nodes[ix(id)];
            let begins = (node.depart + node.time_next).max(next.open);
            sound &= begins <= next.close;
            next.depart = begins + next.service;
            let own = Span::of(next.service, next.open, next.close);
            let head = self.rich[ix(at)].head.then(node.time_next, own);
            sound &= head.is_some();
            self.rich[ix(id)].head = head.unwrap_or(own);
            if ground.is_visit(id) {
                let site = &ground.sites[ix(id)];
                if site.task == Task::Deliver {
                    plus(&mut loaded, &site.load);
                }
                if id == ground.orders[ix(site.job)].first {
                    with += i64::from(ground.with(site.job, carrier));
                }
            } else {
                self.rich[ix(loading)].on_board = loaded;
                loaded = [0; LOADS];
                loading = id;
                reloads += u32::from(id != end);
            }
            at = id;
        }
        sound &= self.loads(start, end, &crew.capacity);
        // Backward: latest times, the rest of the round.
        let last = self.nodes[ix(end)];
        self.rich[ix(end)].tail = Span::of(0, last.open, last.close);
        self.nodes[ix(end)].latest = last.close;
        let mut at = end;
        while at != start {
            let after = self.nodes[ix(at)];
            let id = after.prev;
            let node = &mut self.nodes[ix(id)];
            node.latest = (after.latest - node.time_next - node.service).min(node.close);
            node.next_latest = after.latest;
            let own = Span::of(node.service, node.open, node.close);
            let time = node.time_next;
            let tail = own.then(time, self.rich[ix(at)].tail);
            self.rich[ix(id)].tail = tail.unwrap_or(own);
            at = id;
        }
        let duration = self.rich[ix(end)].head.duration;
        let of = &mut self.tours[carrier];
        sound &= duration <= crew.longest && ix(of.len) <= crew.most_visits;
        let out = i64::from(of.len > 0);
        let before = of.cost;
        of.duration = duration;
        of.reloads = reloads;
        of.cost = out * (distance + i64::from(ground.work) * i64::from(duration) + ground.carrier_cost) + with;
        self.cost += of.cost - before;
        sound
    }

    /// What is on board along a round, with what is loaded at each loading already there.
    fn loads(&mut self, start: Id, end: Id, capacity: &Load) -> bool {
        let ground = self.ground;
        let mut handed = [0; LOADS];
        let mut sound = true;
        let mut on_board = self.rich[ix(start)].on_board;
        let mut most = on_board;
        self.rich[ix(start)].most_before = most;
        let mut at = start;
        while at != end {
            let id = self.nodes[ix(at)].next;
            if ground.is_visit(id) {
                let site = &ground.sites[ix(id)];
                match site.task {
                    Task::Deliver => minus(&mut on_board, &site.load),
                    Task::Collect => plus(&mut on_board, &site.load),
                    Task::PickUp => {
                        plus(&mut on_board, &site.load);
                        plus(&mut handed, &site.load);
                    }
                    Task::DropOff => {
                        minus(&mut on_board, &site.load);
                        minus(&mut handed, &site.load);
                    }
                }
                at_most(&mut most, &on_board);
            } else if id != end {
                sound &= within(&most, capacity);
                on_board = handed;
                let loaded = self.rich[ix(id)].on_board;
                plus(&mut on_board, &loaded);
                most = on_board;
            }
            self.rich[ix(id)].on_board = on_board;
            self.rich[ix(id)].most_before = most;
            at = id;
        }
        sound &= within(&most, capacity);
        let mut after = [0; LOADS];
        let mut at = end;
        loop {
            let rich = &mut self.rich[ix(at)];
            if at == end {
                after = rich.on_board;
            } else {
                at_most(&mut after, &rich.on_board);
            }
            rich.most_after = after;
            if !ground.is_visit(at) && at != end {
                after = [0; LOADS];
            }
            if at == start {
                return sound;
            }
            at = self.nodes[ix(at)].prev;
        }
    }
}

pub(super) fn plus(to: &mut Load, load: &Load) {
    for (sum, part) in to.iter_mut().zip(load) {
        *sum += part;
    }
}

fn minus(to: &mut Load, load: &Load) {
    for (sum, part) in to.iter_mut().zip(load) {
        *sum -= part;
    }
}

fn at_most(to: &mut Load, load: &Load) {
    for (most, part) in to.iter_mut().zip(load) {
        *most = (*most).max(*part);
    }
}

pub(super) fn within(load: &Load, capacity: &Load) -> bool {
    load.iter().zip(capacity).all(|(load, capacity)| load <= capacity)
}
