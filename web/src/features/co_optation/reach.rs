//! How deep a freeze goes, and which depths are offered to whoever looks.

use super::tree::Place;
use crate::i18n::Lang;
use cabas_kernel::{
    id::MembershipId,
    reach::{covers, is_as_deep},
};
use cabas_messages::co_optation;
use cabas_model::members::{FreezeDetails, MemberState};

/// How far below somebody a freeze goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    Branch,
    Direct,
    Alone,
}

impl Reach {
    /// The widest first: what a freeze is unless someone chooses less.
    const ALL: [Self; 3] = [Self::Branch, Self::Direct, Self::Alone];

    /// What the list of choices calls it.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Branch => "branch",
            Self::Direct => "direct",
            Self::Alone => "alone",
        }
    }

    pub(super) fn chosen(value: &str) -> Self {
        Self::ALL.into_iter().find(|reach| reach.as_str() == value).unwrap_or(Self::Branch)
    }

    /// Generations below, as the server is asked; all of them without.
    pub(super) const fn depth(self) -> Option<u8> {
        match self {
            Self::Branch => None,
            Self::Direct => Some(1),
            Self::Alone => Some(0),
        }
    }

    /// Says whether it is another choice than the wider ones.
    const fn is_distinct(self, top: &Place) -> bool {
        match self {
            Self::Branch => true,
            Self::Direct => top.below > top.children,
            Self::Alone => top.children > 0,
        }
    }
}

/// Why a freeze is not offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// One's own place is in it.
    Mine,
    /// An open freeze from the same person goes as deep.
    Open,
    Nobody,
}

/// The depths that can be chosen for a branch, its top first, the widest before the others; without any, why the widest
/// one is not.
pub(super) fn offered(
    branch: &[Place],
    me: Option<MembershipId>,
    open: &[FreezeDetails],
) -> Result<Vec<Reach>, Refusal> {
    let Some(top) = branch.first() else { return Err(Refusal::Nobody) };
    let distinct = Reach::ALL.into_iter().filter(|reach| reach.is_distinct(top));
    let free: Vec<Reach> = distinct.filter(|reach| refusal(branch, *reach, me, open).is_none()).collect();
    match refusal(branch, Reach::Branch, me, open) {
        Some(refusal) if free.is_empty() => Err(refusal),
        _ => Ok(free),
    }
}

fn refusal(branch: &[Place], reach: Reach, me: Option<MembershipId>, open: &[FreezeDetails]) -> Option<Refusal> {
    let top = branch.first()?;
    let depth = reach.depth();
    if covered(branch, depth).any(|one| one.node.member_id.is_some() && one.node.member_id == me) {
        Some(Refusal::Mine)
    } else if open.iter().any(|freeze| freeze.root == top.node.id && is_as_deep(freeze.depth, depth)) {
        Some(Refusal::Open)
    } else if stopped(branch, depth) == 0 {
        Some(Refusal::Nobody)
    } else {
        None
    }
}

/// Those of a branch that a freeze covers.
fn covered(branch: &[Place], depth: Option<u8>) -> impl Iterator<Item = &Place> {
    let top = branch.first().map_or(0, |top| top.rank);
    branch.iter().filter(move |one| covers(depth, u8::try_from(one.rank.saturating_sub(top)).unwrap_or(u8::MAX)))
}

/// How many people a freeze stops.
pub(super) fn stopped(branch: &[Place], depth: Option<u8>) -> usize {
    covered(branch, depth).filter(|one| one.node.state == Some(MemberState::Active)).count()
}

/// Whom a freeze of some depth covers.
pub(in crate::features) fn words(lang: Lang, depth: Option<u8>) -> String {
    match depth {
        None => co_optation::reach_branch(lang).to_owned(),
        Some(0) => co_optation::reach_alone(lang).to_owned(),
        Some(1) => co_optation::reach_direct(lang).to_owned(),
        Some(ranks) => co_optation::reach_ranks(lang, u32::from(ranks)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::co_optation::tree::{branch, lay_out};
    use cabas_kernel::{Ts, id::NodeId};
    use cabas_model::members::TreeNode;

    fn id<T: std::str::FromStr<Err: std::fmt::Debug>>(n: u8) -> T {
        format!("00000000-0000-4000-8000-0000000000{n:02}").parse().unwrap()
    }

    fn node(n: u8, parent: Option<u8>, state: MemberState) -> TreeNode {
        TreeNode {
            id: id(n),
            parent: parent.map(id),
            member_id: Some(id(n)),
            display_name: None,
            state: Some(state),
            roles: Vec::new(),
            at: Ts::from_micros(i64::from(n)),
        }
    }

    /// 1 brought 2, who brought 3, who left and had brought 4.
    fn four() -> Vec<Place> {
        let (here, left) = (MemberState::Active, MemberState::Left);
        lay_out(&[node(1, None, here), node(2, Some(1), here), node(3, Some(2), left), node(4, Some(3), here)])
    }

    fn freeze(root: NodeId, depth: Option<u8>) -> FreezeDetails {
        FreezeDetails {
            id: id(50),
            root,
            depth,
            summary: String::new(),
            at: Ts::from_micros(0),
            review_by: chrono::NaiveDate::MIN,
            open: true,
            items: Vec::new(),
        }
    }

    #[test]
    fn a_freeze_stops_those_who_are_active_down_to_its_depth() {
        let places = four();
        let from_two = branch(&places, id(2));
        assert_eq!([Some(0), Some(1), Some(2), None].map(|depth| stopped(from_two, depth)), [1, 1, 2, 2]);
    }

    #[test]
    fn the_widest_is_offered_first_and_none_twice() {
        let places = four();
        let of = |n| offered(branch(&places, id(n)), None, &[]);
        assert_eq!(of(1), Ok(vec![Reach::Branch, Reach::Direct, Reach::Alone]));
        assert_eq!(of(3), Ok(vec![Reach::Branch]), "whoever left is not stopped alone");
        assert_eq!(of(4), Ok(vec![Reach::Branch]));
        assert_eq!(of(9), Err(Refusal::Nobody));
    }

    #[test]
    fn what_covers_oneself_or_is_frozen_as_deep_is_not_offered() {
        let places = four();
        let of = |n, me: Option<u8>, open: &[FreezeDetails]| offered(branch(&places, id(n)), me.map(id), open);
        assert_eq!(of(1, Some(4), &[]), Ok(vec![Reach::Direct, Reach::Alone]));
        assert_eq!(of(1, Some(1), &[]), Err(Refusal::Mine));
        assert_eq!(of(1, None, &[freeze(id(1), Some(0))]), Ok(vec![Reach::Branch, Reach::Direct]));
        assert_eq!(of(1, None, &[freeze(id(1), None)]), Err(Refusal::Open));
    }

    #[test]
    fn whoever_brought_oneself_and_nobody_else_can_be_frozen_alone() {
        let two = lay_out(&[node(1, None, MemberState::Active), node(2, Some(1), MemberState::Active)]);
        assert_eq!(offered(branch(&two, id(1)), Some(id(2)), &[]), Ok(vec![Reach::Alone]));
    }
}
