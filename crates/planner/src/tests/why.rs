//! Whoever is left out, the reason is one that somebody can act on.

use super::checker::{carrier, job, problem, visit};
use crate::{LeftOut, Plan, Problem, Reload, Round, Step, Stop, Task, Travel, Why, Window, why};

/// The first job is asked for; the others are done by the first carrier where there is one.
fn asked(change: impl FnOnce(&mut Problem)) -> Option<Why> {
    let mut problem = problem();
    problem.carriers.truncate(1);
    problem.jobs.truncate(2);
    let steps = vec![Step { stop: Stop::Visit { job: 1, visit: 0 }, begins: 10 }];
    let plan =
        Plan { rounds: vec![Round { carrier: 0, leaves: 0, back: 25, steps }], left_out: vec![LeftOut { job: 0 }] };
    change(&mut problem);
    why(&problem, &plan, 0)
}

#[test]
fn a_job_that_is_not_there_has_no_reason() {
    assert_eq!(why(&problem(), &Plan::default(), 9), None);
}

#[test]
fn each_reason_is_found() {
    assert_eq!(asked(|problem| problem.carriers.clear()), Some(Why::NobodyIsThere));
    assert_eq!(asked(|problem| problem.jobs[0].needs = 1), Some(Why::NobodyMay));
    assert_eq!(asked(|problem| problem.jobs[0].barred = vec![0]), Some(Why::NobodyMay));
    assert_eq!(asked(|problem| problem.jobs[0].visits[0].load = [11, 0, 0]), Some(Why::TooMuch));
    assert_eq!(asked(no_way), Some(Why::NoWay));
    assert_eq!(asked(|problem| problem.jobs[0].visits[0].windows[0].end = 9), Some(Why::NeverInTime));
    assert_eq!(asked(|problem| problem.carriers[0].longest = Some(24)), Some(Why::NeverInTime));
    assert_eq!(asked(|problem| problem.carriers[0].longest = Some(30)), Some(Why::NoTimeLeft));
    assert_eq!(asked(|problem| problem.carriers[0].closed = true), Some(Why::NoTimeLeft));
    assert_eq!(asked(|_| ()), Some(Why::NoRoomLeft));
    assert_eq!(asked(|problem| problem.carriers[0].most_visits = Some(1)), Some(Why::NoRoomLeft));
    assert_eq!(asked(|problem| problem.carriers[0].capacity = [12, 0, 0]), Some(Why::NotWorthIt));
}

fn no_way(problem: &mut Problem) {
    let table: Vec<i32> =
        (0..16).map(|cell| if cell / 4 == 1 || cell % 4 == 1 { Travel::UNREACHABLE } else { 10 }).collect();
    problem.travel[0] = Travel::new(4, table.clone(), table).unwrap();
}

#[test]
fn what_is_closest_to_a_yes_is_said() {
    // The first carrier may not; the second could, were there time.
    let said = asked(|problem| {
        problem.jobs[0].barred = vec![0];
        let mut late = carrier();
        late.hours = Window { start: 90, end: 105 };
        problem.carriers.push(late);
    });
    assert_eq!(said, Some(Why::NeverInTime));
}

#[test]
fn what_was_picked_up_needs_room_until_it_is_dropped_off() {
    let errand = job(vec![visit(3, Task::PickUp, 5), visit(1, Task::DropOff, 5)]);
    let said = |capacity| {
        asked(|problem| {
            problem.carriers[0].capacity = [capacity, 0, 0];
            problem.jobs[0] = errand.clone();
        })
    };
    // Around the delivery there is always room: it is handed over before, or loaded after.
    assert_eq!(said(6), Some(Why::NotWorthIt));
    assert_eq!(said(4), Some(Why::TooMuch));
}

#[test]
fn a_reload_on_the_way_makes_room() {
    let said = asked(|problem| problem.carriers[0].reload = Some(Reload { place: 0, service: 3, times: 1 }));
    // Nobody has put one in yet: the round as it stands has no room.
    assert_eq!(said, Some(Why::NoRoomLeft));
}
