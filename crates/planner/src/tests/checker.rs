//! The checker finds each fault that a plan can have. A good plan is spoilt, one way at a time.

use crate::{
    Carrier, Cost, Costs, Fault, Job, LeftOut, Plan, Problem, Reload, Round, Step, Stop, Task, Travel, Visit, Window,
    check,
};

pub(super) fn visit(place: usize, task: Task, load: i32) -> Visit {
    Visit { place, task, service: 5, windows: vec![Window { start: 0, end: 100 }], load: [load, 0, 0] }
}

pub(super) fn job(visits: Vec<Visit>) -> Job {
    Job { visits, needs: 0, barred: Vec::new(), worth: 1_000, with: Vec::new() }
}

pub(super) fn carrier() -> Carrier {
    Carrier {
        travel: 0,
        start: Some(0),
        end: Some(0),
        hours: Window { start: 0, end: 200 },
        capacity: [10, 10, 10],
        skills: 0,
        longest: None,
        most_visits: None,
        reload: Some(Reload { place: 0, service: 3, times: 1 }),
        locked: Vec::new(),
        closed: false,
    }
}

/// Ten between any two of four places. Two carriers; two deliveries, and something taken from one to another.
pub(super) fn problem() -> Problem {
    let table: Vec<i32> = (0..16).map(|cell| if cell % 5 == 0 { 0 } else { 10 }).collect();
    Problem {
        travel: vec![Travel::new(4, table.clone(), table).unwrap()],
        jobs: vec![
            job(vec![visit(1, Task::Deliver, 6)]),
            job(vec![visit(2, Task::Deliver, 6)]),
            job(vec![visit(3, Task::PickUp, 4), visit(1, Task::DropOff, 4)]),
        ],
        carriers: vec![carrier(), carrier()],
        costs: Costs { distance: 2, work: 1, carrier: 7 },
    }
}

fn step(job: usize, visit: usize, begins: i32) -> Step {
    Step { stop: Stop::Visit { job, visit }, begins }
}

/// Out with the first delivery, back for the second, then the errand.
fn plan() -> Plan {
    let steps =
        vec![step(0, 0, 10), Step { stop: Stop::Reload, begins: 25 }, step(1, 0, 38), step(2, 0, 53), step(2, 1, 68)];
    Plan { rounds: vec![Round { carrier: 0, leaves: 0, back: 83, steps }], left_out: Vec::new() }
}

fn faults(change: impl FnOnce(&mut Problem, &mut Plan)) -> Vec<Fault> {
    let (mut problem, mut plan) = (problem(), plan());
    change(&mut problem, &mut plan);
    check(&problem, &plan).err().unwrap_or_default()
}

#[test]
fn a_good_plan_costs_its_way_its_hours_and_its_carrier() {
    assert_eq!(check(&problem(), &plan()), Ok(Cost { distance: 120, work: 83, carriers: 7, with: 0, left_out: 0 }));
}

#[test]
fn leaving_out_costs_the_worth_of_the_job() {
    let plan = Plan { rounds: Vec::new(), left_out: (0..3).map(|job| LeftOut { job }).collect() };
    assert_eq!(check(&problem(), &plan).map(|cost| cost.total()), Ok(3_000));
}

#[test]
fn preferences_count_once_a_job() {
    let mut problem = problem();
    problem.jobs[2].with = vec![(0, -4), (1, 50)];
    assert_eq!(check(&problem, &plan()).map(|cost| cost.with), Ok(-4));
}

#[test]
fn a_job_is_done_once_and_whole_or_left_out() {
    assert_eq!(faults(|_, plan| plan.left_out.push(LeftOut { job: 0 })), [Fault::NotWhole { job: 0 }]);
    assert_eq!(faults(|_, plan| plan.rounds[0].steps.truncate(4)), [Fault::NotWhole { job: 2 }]);
    let forgotten = faults(|_, plan| {
        plan.rounds[0].steps.truncate(3);
    });
    assert_eq!(forgotten, [Fault::Forgotten { job: 2 }]);
    let twice = faults(|_, plan| plan.rounds[0].steps.push(step(1, 0, 83)));
    assert!(twice.contains(&Fault::NotWhole { job: 1 }), "{twice:?}");
    let turned = faults(|_, plan| {
        plan.rounds[0].steps[3] = step(2, 1, 53);
        plan.rounds[0].steps[4] = step(2, 0, 68);
    });
    assert!(turned.contains(&Fault::NotWhole { job: 2 }), "{turned:?}");
    let parted = faults(|_, plan| {
        let last = plan.rounds[0].steps.pop().unwrap();
        plan.rounds.push(Round { carrier: 1, leaves: 0, back: 183, steps: vec![last] });
    });
    assert!(parted.contains(&Fault::NotWhole { job: 2 }), "{parted:?}");
}

#[test]
fn one_round_a_carrier_and_none_without_stops() {
    let empty = faults(|_, plan| plan.rounds.push(Round { carrier: 1, leaves: 0, back: 0, steps: Vec::new() }));
    assert_eq!(empty, [Fault::EmptyRound { carrier: 1 }]);
    let two = faults(|_, plan| {
        let last = plan.rounds[0].steps.split_off(3);
        plan.rounds.push(Round { carrier: 0, leaves: 0, back: 90, steps: last });
    });
    assert_eq!(two, [Fault::TwoRounds { carrier: 0 }]);
}

#[test]
fn what_is_not_there_is_named() {
    assert_eq!(faults(|_, plan| plan.rounds[0].carrier = 9), [Fault::Unknown { round: 0 }]);
    assert_eq!(faults(|_, plan| plan.rounds[0].steps.push(step(9, 0, 90))), [Fault::Unknown { round: 0 }]);
}

#[test]
fn nobody_does_what_they_may_not_or_cannot() {
    assert_eq!(faults(|problem, _| problem.jobs[1].needs = 2), [Fault::NotTheirs { carrier: 0, job: 1 }]);
    assert_eq!(faults(|problem, _| problem.jobs[1].barred = vec![0]), [Fault::NotTheirs { carrier: 0, job: 1 }]);
    assert_eq!(
        faults(|problem, _| {
            problem.jobs[1].needs = 2;
            problem.carriers[0].skills = 3;
        }),
        []
    );
}

#[test]
fn nobody_is_anywhere_too_soon() {
    assert_eq!(faults(|_, plan| plan.rounds[0].leaves = 1), [Fault::TooSoon { carrier: 0, step: 0 }]);
    assert_eq!(faults(|_, plan| plan.rounds[0].steps[2].begins = 37), [Fault::TooSoon { carrier: 0, step: 2 }]);
    assert_eq!(faults(|_, plan| plan.rounds[0].back = 82), [Fault::TooSoon { carrier: 0, step: 5 }]);
}

#[test]
fn a_visit_begins_inside_one_of_its_windows() {
    let windows = |windows: Vec<Window>| faults(move |problem, _| problem.jobs[1].visits[0].windows = windows);
    let window = |start, end| Window { start, end };
    assert_eq!(windows(vec![window(0, 37)]), [Fault::OutsideWindow { job: 1 }]);
    assert_eq!(windows(vec![window(0, 20), window(39, 50)]), [Fault::OutsideWindow { job: 1 }]);
    assert_eq!(windows(vec![window(0, 20), window(38, 38)]), []);
    assert_eq!(windows(Vec::new()), []);
}

#[test]
fn hours_and_limits_hold() {
    let hours = |start, end| faults(move |problem, _| problem.carriers[0].hours = Window { start, end });
    assert_eq!(hours(0, 82), [Fault::OutsideHours { carrier: 0 }]);
    assert_eq!(hours(1, 200), [Fault::OutsideHours { carrier: 0 }]);
    assert_eq!(hours(0, 83), []);
    assert_eq!(faults(|problem, _| problem.carriers[0].longest = Some(82)), [Fault::TooLong { carrier: 0 }]);
    assert_eq!(faults(|problem, _| problem.carriers[0].longest = Some(83)), []);
    assert_eq!(faults(|problem, _| problem.carriers[0].most_visits = Some(3)), [Fault::TooManyVisits { carrier: 0 }]);
    assert_eq!(faults(|problem, _| problem.carriers[0].reload = None), [Fault::TooManyReloads { carrier: 0 },]);
}

#[test]
fn no_more_on_board_than_fits() {
    // Both deliveries loaded at once.
    let at_once = faults(|_, plan| {
        plan.rounds[0].steps.remove(1);
    });
    assert_eq!(at_once, [Fault::TooMuch { carrier: 0, step: 0 }]);
    assert_eq!(faults(|problem, _| problem.carriers[0].capacity[0] = 6), []);
    assert_eq!(faults(|problem, _| problem.carriers[0].capacity[0] = 5), [Fault::TooMuch { carrier: 0, step: 0 }]);
    // What is picked up comes on top, and what is collected stays on board until the end.
    let on_top = faults(|problem, _| problem.jobs[2].visits[0].load[0] = 11);
    assert_eq!(on_top, [Fault::TooMuch { carrier: 0, step: 3 }]);
    let stays = faults(|problem, _| {
        problem.jobs[1].visits[0].task = Task::Collect;
        problem.jobs[1].visits[0].load[0] = 7;
    });
    assert_eq!(stays, [Fault::TooMuch { carrier: 0, step: 3 }]);
    // Before a reload it leaves the carrier again.
    let left = faults(|problem, _| {
        problem.jobs[0].visits[0].task = Task::Collect;
        problem.jobs[0].visits[0].load[0] = 10;
    });
    assert_eq!(left, []);
}

#[test]
fn what_is_locked_comes_first_and_closed_rounds_stay_as_they_are() {
    let locked = |visits: Vec<(usize, usize)>, closed| {
        faults(move |problem, _| {
            problem.carriers[0].locked = visits;
            problem.carriers[0].closed = closed;
        })
    };
    assert_eq!(locked(vec![(0, 0)], false), []);
    assert_eq!(locked(vec![(1, 0)], false), [Fault::NotAsLocked { carrier: 0 }]);
    assert_eq!(locked(vec![(0, 0)], true), [Fault::NotAsLocked { carrier: 0 }]);
    assert_eq!(faults(|problem, _| problem.carriers[1].locked = vec![(0, 0)]), [Fault::NotAsLocked { carrier: 1 }]);
}
