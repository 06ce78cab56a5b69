//! Rounds of the engine, written as a plan with its times.

use super::{
    Run,
    number::{Id, ix},
};
use crate::{
    Window,
    plan::{LeftOut, Plan, Round, Step, Stop},
};

impl Run<'_> {
    /// The best plan so far.
    pub(super) fn plan(&self) -> Plan {
        let ground = self.rounds.ground;
        let mut done = vec![false; ground.orders.len()];
        let mut plan = Plan::default();
        for (carrier, stops) in &self.best.rounds {
            for (stop, _) in stops.iter().filter(|(stop, _)| ground.is_visit(*stop)) {
                done[ix(ground.sites[ix(*stop)].job)] = true;
            }
            plan.rounds.push(self.round(*carrier, stops));
        }
        plan.left_out = done.iter().enumerate().filter(|(_, done)| !**done).map(|(job, _)| LeftOut { job }).collect();
        plan
    }

    /// A round with its times: back as early as can be, and out as late as that allows.
    fn round(&self, carrier: Id, stops: &[(Id, Window)]) -> Round {
        let ground = self.rounds.ground;
        let crew = &ground.crew[ix(carrier)];
        let tables = &ground.tables[crew.travel];
        let sites: Vec<(Id, i32, Window)> = stops
            .iter()
            .map(|(stop, window)| match ground.sites.get(ix(*stop)) {
                Some(site) => (site.place, site.service, *window),
                None => (crew.reload_place, crew.reload_service, *window),
            })
            .collect();
        // As early as can be.
        let (mut at, mut free) = (crew.start, crew.hours.start);
        for (place, service, window) in &sites {
            free = (free + tables.time(at, *place)).max(window.start) + service;
            at = *place;
        }
        let back = (free + tables.time(at, crew.end)).max(crew.hours.start);
        // As late as that allows.
        let (mut to, mut by) = (crew.end, back);
        for (place, service, window) in sites.iter().rev() {
            by = (by - tables.time(*place, to) - service).min(window.end);
            to = *place;
        }
        let leaves = (by - tables.time(crew.start, to)).min(crew.hours.end);
        let (mut at, mut free) = (crew.start, leaves);
        let mut written = Vec::with_capacity(stops.len());
        for ((stop, _), (place, service, window)) in stops.iter().zip(&sites) {
            let begins = (free + tables.time(at, *place)).max(window.start);
            let stop = match ground.sites.get(ix(*stop)) {
                Some(site) => Stop::Visit { job: ix(site.job), visit: ix(*stop - ground.orders[ix(site.job)].first) },
                None => Stop::Reload,
            };
            written.push(Step { stop, begins });
            free = begins + service;
            at = *place;
        }
        Round { carrier: ix(carrier), leaves, back: free + tables.time(at, crew.end), steps: written }
    }
}
