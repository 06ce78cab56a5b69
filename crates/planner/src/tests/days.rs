//! Whatever a day asks for, the engine's answer passes the checker, which shares no code with it.

use crate::{
    Budget, Carrier, Costs, Job, Plan, Problem, Reload, Search, Stop, Task, Travel, Visit, Why, Window, check, solve,
    why,
};
use proptest::{prelude::*, sample::select};
use std::sync::atomic::AtomicBool;

const PLACES: usize = 14;

fn plan(problem: &Problem, turns: u64, seed: u64) -> Plan {
    by(problem, turns, seed, 1)
}

fn by(problem: &Problem, turns: u64, seed: u64, threads: usize) -> Plan {
    let search = Search { budget: Budget::Turns(turns), seed, threads };
    solve(problem, search, &AtomicBool::new(false), &mut |_| {}).expect("a problem that can be planned")
}

/// Ways that are not symmetric, with a few that do not exist.
fn travel() -> impl Strategy<Value = Travel> {
    let cell = prop_oneof![30 => 1..60_i32, 1 => Just(Travel::UNREACHABLE)];
    let table = proptest::collection::vec(cell, PLACES * PLACES).prop_map(|mut table| {
        for place in 0..PLACES {
            table[place * PLACES + place] = 0;
        }
        table
    });
    (table.clone(), table).prop_map(|(times, lengths)| Travel::new(PLACES, times, lengths).expect("a whole table"))
}

/// As streets are: no way is shorter by way of somewhere else.
fn by_the_shortest_way(travel: &mut Travel) {
    let table = |cell: &dyn Fn(usize, usize) -> i32| {
        let mut table: Vec<i32> = (0..PLACES * PLACES).map(|at| cell(at / PLACES, at % PLACES)).collect();
        for by in 0..PLACES {
            for at in 0..PLACES * PLACES {
                let there = table[at / PLACES * PLACES + by] + table[by * PLACES + at % PLACES];
                table[at] = table[at].min(there);
            }
        }
        table
    };
    let (times, distances) = (table(&|a, b| travel.time(a, b)), table(&|a, b| travel.distance(a, b)));
    *travel = Travel::new(PLACES, times, distances).unwrap();
}

fn windows() -> impl Strategy<Value = Vec<Window>> {
    proptest::collection::vec((0..120_i32, 0..150_i32), 0..3).prop_map(|parts| {
        let mut from = 0;
        let mut windows = Vec::new();
        for (gap, length) in parts {
            windows.push(Window { start: from + gap, end: from + gap + length });
            from += gap + length + 1;
        }
        windows
    })
}

fn visit(task: Task, load: i32) -> impl Strategy<Value = Visit> {
    (0..PLACES, 0..15_i32, windows()).prop_map(move |(place, service, windows)| Visit {
        place,
        task,
        service,
        windows,
        load: [load, load / 2, 1],
    })
}

fn visits() -> impl Strategy<Value = Vec<Visit>> {
    (0..6_i32).prop_flat_map(|load| {
        prop_oneof![
            5 => visit(Task::Deliver, load).prop_map(|visit| vec![visit]),
            1 => visit(Task::Collect, load).prop_map(|visit| vec![visit]),
            2 => (visit(Task::PickUp, load), visit(Task::DropOff, load)).prop_map(|(a, b)| vec![a, b]),
            1 => (visit(Task::PickUp, load), visit(Task::PickUp, load), visit(Task::DropOff, load), visit(Task::DropOff, load))
                .prop_map(|(a, b, c, d)| vec![a, b, c, d]),
        ]
    })
}

fn job(carriers: usize) -> impl Strategy<Value = Job> {
    let who = proptest::collection::vec((0..carriers, -20..20_i32), 0..2);
    let barred = proptest::collection::vec(0..carriers, 0..2);
    (visits(), select(vec![0_u64, 0, 0, 1, 2, 3]), barred, 0..500_i64, who)
        .prop_map(|(visits, needs, barred, worth, with)| Job { visits, needs, barred, worth, with })
}

fn carrier(ways: usize) -> impl Strategy<Value = Carrier> {
    let place = || proptest::option::weighted(0.8, 0..PLACES);
    let limits = (
        proptest::option::weighted(0.3, 60..300_i32),
        proptest::option::weighted(0.3, 1..8_usize),
        proptest::option::weighted(0.4, (0..PLACES, 0..20_i32, 0..3_usize)),
    );
    ((0..ways, place(), place()), (0..100_i32, 50..500_i32), 0..12_i32, 0..4_u64, limits).prop_map(
        |((travel, start, end), (from, out), room, skills, (longest, most_visits, reload))| Carrier {
            travel,
            start,
            end,
            hours: Window { start: from, end: from + out },
            capacity: [room, room, room],
            skills,
            longest,
            most_visits,
            reload: reload.map(|(place, service, times)| Reload { place, service, times }),
            locked: Vec::new(),
            closed: false,
        },
    )
}

fn problem() -> impl Strategy<Value = Problem> {
    (1..3_usize, 1..5_usize).prop_flat_map(|(ways, carriers)| {
        (
            proptest::collection::vec(travel(), ways),
            proptest::collection::vec(job(carriers), 0..14),
            proptest::collection::vec(carrier(ways), carriers),
            (0..3_i32, 0..3_i32, 0..50_i32),
        )
            .prop_map(|(travel, jobs, carriers, (distance, work, carrier))| Problem {
                travel,
                jobs,
                carriers,
                costs: Costs { distance, work, carrier },
            })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn every_plan_passes_the_checker(problem in problem(), seed in 0..1_000_u64) {
        let plan = plan(&problem, 200, seed);
        let verdict = check(&problem, &plan);
        prop_assert!(verdict.is_ok(), "{verdict:?} in {plan:?}");
    }

    #[test]
    fn the_same_seed_gives_the_same_plan(problem in problem(), seed in 0..1_000_u64) {
        for threads in [1, 3] {
            prop_assert_eq!(by(&problem, 100, seed, threads), by(&problem, 100, seed, threads));
        }
    }

    #[test]
    fn who_is_left_out_although_worth_it_is_told_what_stands_in_the_way(problem in problem(), seed in 0..1_000_u64) {
        let mut problem = problem;
        problem.travel.iter_mut().for_each(by_the_shortest_way);
        for job in &mut problem.jobs {
            job.worth = 1_000_000_000_000;
        }
        let plan = plan(&problem, 200, seed);
        for left in &plan.left_out {
            let reason = why(&problem, &plan, left.job);
            prop_assert!(reason.is_some_and(|reason| reason < Why::NotWorthIt), "{reason:?} for {left:?} in {plan:?}");
        }
        for round in &plan.rounds {
            for step in &round.steps {
                if let Stop::Visit { job, .. } = step.stop {
                    let reason = why(&problem, &plan, job);
                    prop_assert!(reason > Some(Why::NeverInTime), "{reason:?} for {job}, which is done");
                }
            }
        }
    }

    #[test]
    fn what_is_locked_stays_and_comes_first(problem in problem(), seed in 0..1_000_u64) {
        // What one search found is locked for the next, but for the last round, which is locked and closed.
        let first = plan(&problem, 60, seed);
        let mut again = problem.clone();
        for round in &first.rounds {
            let visits: Option<Vec<(usize, usize)>> = round.steps.iter().map(|step| match step.stop {
                Stop::Visit { job, visit } => Some((job, visit)),
                Stop::Reload => None,
            }).collect();
            if let Some(visits) = visits {
                again.carriers[round.carrier].locked = visits;
                again.carriers[round.carrier].closed = seed % 2 == 0;
            }
        }
        let second = plan(&again, 60, seed);
        let verdict = check(&again, &second);
        prop_assert!(verdict.is_ok(), "{verdict:?} in {second:?}");
    }
}
