//! The forest, and freezing a branch of it.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use super::invitations::member;
use crate::{
    accounts::*,
    fixtures::{day, id},
};
use cabas_kernel::{
    Role,
    id::NodeId,
    words::members::{FreezeDecision, MemberState},
};
use proptest::prelude::*;

fn node(n: usize) -> NodeId {
    id(u128::try_from(n).unwrap() + 100)
}

/// Grows a tree from wishes: node `i` asks for the parent it is given, known or not.
fn grow(wishes: &[Option<usize>]) -> Vec<Edge> {
    let mut edges = Vec::new();
    for (i, parent) in wishes.iter().enumerate() {
        if let Ok(edge) = append(&edges, node(i), parent.map(node)) {
            edges.push(edge);
        }
    }
    edges
}

fn wishes() -> impl Strategy<Value = Vec<Option<usize>>> {
    prop::collection::vec(prop::option::weighted(0.9, 0..40_usize), 1..40)
}

proptest! {
    #[test]
    fn whatever_is_appended_it_stays_a_forest(wishes in wishes(), again in 0..40_usize, parent in prop::option::of(0..40_usize)) {
        let mut edges = grow(&wishes);
        prop_assert!(is_forest(&edges));
        match append(&edges, node(again), parent.map(node)) {
            Ok(edge) => {
                edges.push(edge);
                prop_assert!(is_forest(&edges));
            }
            Err(TreeError::NodeKnown) => prop_assert!(edges.iter().any(|e| e.child == node(again))),
            Err(TreeError::ParentUnknown) => prop_assert!(parent.is_some_and(|p| !edges.iter().any(|e| e.child == node(p)))),
        }
    }

    #[test]
    fn a_branch_is_exactly_those_whose_chain_leads_to_its_root(wishes in wishes(), root in 0..40_usize) {
        let edges = grow(&wishes);
        let branch = subtree(&edges, node(root), None);
        for edge in &edges {
            let below = edge.child == node(root) || ancestors(&edges, edge.child).contains(&node(root));
            prop_assert_eq!(branch.contains(&edge.child), below);
        }
        let mut unique = branch.clone();
        unique.sort();
        unique.dedup();
        prop_assert_eq!(unique.len(), branch.len());
    }

    #[test]
    fn walking_a_broken_tree_ends(edges in prop::collection::vec((0..6_usize, prop::option::of(0..6_usize)), 0..12)) {
        let edges: Vec<Edge> = edges.into_iter().map(|(c, p)| Edge { child: node(c), parent: p.map(node) }).collect();
        prop_assert!(subtree(&edges, node(0), None).len() <= 7);
        prop_assert!(ancestors(&edges, node(0)).len() <= 6);
    }
}

#[test]
fn a_cycle_and_an_orphan_are_no_forest() {
    let edge = |c, p| Edge { child: node(c), parent: Some(node(p)) };
    assert!(!is_forest(&[edge(1, 2), edge(2, 1)]));
    assert!(!is_forest(&[edge(1, 2)]));
    assert!(!is_forest(&[Edge { child: node(1), parent: None }, edge(1, 1)]));
}

/// 0 brought 1 and 2; 1 brought 3; 3 brought 4. Members 0 and 2 are admins.
fn town() -> (Vec<Edge>, Vec<BranchMember>) {
    let edges = grow(&[None, Some(0), Some(0), Some(1), Some(3)]);
    let people = (0..5_usize).map(|n| {
        let roles: &[Role] = if n == 0 || n == 2 { &[Role::Admin] } else { &[Role::Volunteer] };
        BranchMember { node: node(n), member: member(u128::try_from(n).unwrap() + 1, MemberState::Active, roles) }
    });
    (edges, people.collect())
}

#[test]
fn a_freeze_covers_exactly_the_branch_and_those_who_are_active_in_it() {
    let (edges, mut people) = town();
    people[3].member.state = MemberState::AwaitingConfirmation;
    let freeze = decide_freeze(&people[0].member, node(1), None, &edges, &people, &[], day(24)).unwrap();
    assert_eq!(freeze.nodes, [1, 3, 4].map(node));
    assert_eq!(freeze.members, [2, 5].map(id));
    assert_eq!(freeze.review_by, chrono::NaiveDate::from_ymd_opt(2026, 12, 8).unwrap());
    let shallow = decide_freeze(&people[0].member, node(1), Some(1), &edges, &people, &[], day(24)).unwrap();
    assert_eq!(shallow.nodes, [1, 3].map(node));
}

#[test]
fn nobody_freezes_their_own_branch_and_an_admin_is_always_left() {
    let (edges, mut people) = town();
    let freeze = |people: &[BranchMember], by: usize, root: usize, open: &[FrozenRoot]| {
        decide_freeze(&people[by].member, node(root), None, &edges, people, open, day(24)).map(|f| f.members.len())
    };
    assert_eq!(freeze(&people, 2, 0, &[]), Err(FreezeError::NotYourself));
    assert_eq!(freeze(&people, 1, 3, &[]), Err(FreezeError::Forbidden));
    assert_eq!(freeze(&people, 0, 9, &[]), Err(FreezeError::NotFound));
    let open = FrozenRoot { root: node(1), depth: None };
    assert_eq!(freeze(&people, 0, 1, &[open]), Err(FreezeError::FreezeOpen));
    assert_eq!(freeze(&people, 0, 2, &[]), Ok(1), "another admin may be frozen");
    people[0].member.id = id(77);
    let stranger = member(99, MemberState::Active, &[Role::Admin]);
    let all = decide_freeze(&stranger, node(0), None, &edges, &people, &[], day(24));
    assert_eq!(all, Err(FreezeError::LastAdmin), "nobody of the organisation would be left");
}

#[test]
fn a_freeze_may_stop_one_person_alone_even_above_whoever_decides_it() {
    let (edges, people) = town();
    let freeze = |by: usize, depth, open: &[FrozenRoot]| {
        decide_freeze(&people[by].member, node(0), depth, &edges, &people, open, day(24)).map(|f| f.nodes.len())
    };
    assert_eq!(freeze(2, Some(0), &[]), Ok(1), "their inviter alone");
    assert_eq!(freeze(2, Some(1), &[]), Err(FreezeError::NotYourself), "not with those whom the inviter invited");
}

#[test]
fn a_freeze_that_goes_deeper_may_follow_from_the_same_root() {
    let (edges, people) = town();
    let freeze = |open: Option<u8>, asked: Option<u8>| {
        let open = [FrozenRoot { root: node(1), depth: open }];
        decide_freeze(&people[0].member, node(1), asked, &edges, &people, &open, day(24)).map(|f| f.nodes.len())
    };
    assert_eq!(freeze(Some(0), Some(1)), Ok(2));
    assert_eq!(freeze(Some(1), None), Ok(3));
    for (open, asked) in [(Some(1), Some(1)), (Some(1), Some(0)), (None, Some(0)), (None, None)] {
        assert_eq!(freeze(open, asked), Err(FreezeError::FreezeOpen), "{open:?} {asked:?}");
    }
}

#[test]
fn each_case_is_decided_alone_and_once() {
    use FreezeDecision::{Cleared, Excluded, Pending, Suspended};
    let admin = member(1, MemberState::Active, &[Role::Admin]);
    let frozen = member(2, MemberState::Frozen, &[Role::Volunteer]);
    let decide = |already, decision| decide_freeze_item(&admin, &frozen, already, decision, false);
    assert_eq!(decide(Pending, Cleared), Ok(MemberState::Active));
    assert_eq!(decide(Pending, Suspended), Ok(MemberState::Suspended));
    assert_eq!(decide(Pending, Excluded), Ok(MemberState::Excluded));
    assert_eq!(decide(Pending, Pending), Err(FreezeItemError::NoDecision));
    assert_eq!(decide(Cleared, Excluded), Err(FreezeItemError::State));
    assert_eq!(decide_freeze_item(&frozen, &frozen, Pending, Cleared, false), Err(FreezeItemError::Forbidden));
}

#[test]
fn whom_two_freezes_stop_comes_back_with_the_last_of_them() {
    use FreezeDecision::{Cleared, Excluded, Pending, Suspended};
    let (edges, mut people) = town();
    people[3].member.state = MemberState::Frozen;
    people[4].member.state = MemberState::Suspended;
    let open = [FrozenRoot { root: node(3), depth: Some(0) }];
    let wider = decide_freeze(&people[0].member, node(1), None, &edges, &people, &open, day(24)).unwrap();
    assert_eq!(wider.members, [2, 4].map(id), "a case in each; whom a person has suspended has none");
    let admin = member(1, MemberState::Active, &[Role::Admin]);
    let frozen = member(2, MemberState::Frozen, &[Role::Volunteer]);
    let decide = |decision| decide_freeze_item(&admin, &frozen, Pending, decision, true);
    assert_eq!(decide(Cleared), Ok(MemberState::Frozen));
    assert_eq!(decide(Suspended), Ok(MemberState::Suspended));
    assert_eq!(decide(Excluded), Ok(MemberState::Excluded));
}

#[test]
fn a_freeze_never_ends_by_a_clock() {
    use FreezeDecision::{Cleared, Pending};
    assert!(is_decided(&[Cleared, Cleared]) && !is_decided(&[Cleared, Pending]));
    assert!(!is_overdue(&[Pending], day(24), day(24)));
    assert!(is_overdue(&[Pending], day(24), day(25)));
    assert!(!is_overdue(&[Cleared], day(24), day(30)));
}
