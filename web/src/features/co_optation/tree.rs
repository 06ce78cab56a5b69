//! The tree in the order it is drawn.

use cabas_kernel::id::NodeId;
use cabas_model::members::TreeNode;
use std::collections::{HashMap, HashSet};

/// A node, and where it stands.
#[derive(Clone, PartialEq)]
pub(super) struct Place {
    pub(super) node: TreeNode,
    /// Steps from the origin.
    pub(super) rank: usize,
    /// Among its siblings, from 1.
    pub(super) position: usize,
    pub(super) siblings: usize,
    /// Those it brought itself.
    pub(super) children: usize,
    /// Everyone below.
    pub(super) below: usize,
}

/// Every node after whoever brought it, those who came first before the others.
pub(super) fn lay_out(nodes: &[TreeNode]) -> Vec<Place> {
    let known: HashSet<NodeId> = nodes.iter().map(|node| node.id).collect();
    let mut children: HashMap<Option<NodeId>, Vec<&TreeNode>> = HashMap::new();
    for node in nodes {
        children.entry(node.parent.filter(|parent| known.contains(parent))).or_default().push(node);
    }
    let mut places = Vec::with_capacity(nodes.len());
    walk(&children, None, 0, &mut places);
    places
}

/// Lays out what a node brought, and gives how many that makes.
fn walk(
    children: &HashMap<Option<NodeId>, Vec<&TreeNode>>,
    of: Option<NodeId>,
    rank: usize,
    places: &mut Vec<Place>,
) -> usize {
    let own = children.get(&of).map(Vec::as_slice).unwrap_or_default();
    let mut below = 0_usize;
    for (index, node) in own.iter().enumerate() {
        let at = places.len();
        let direct = children.get(&Some(node.id)).map_or(0, Vec::len);
        let place = Place {
            node: (*node).clone(),
            rank,
            position: index.saturating_add(1),
            siblings: own.len(),
            children: direct,
            below: 0,
        };
        places.push(place);
        let under = walk(children, Some(node.id), rank.saturating_add(1), places);
        if let Some(place) = places.get_mut(at) {
            place.below = under;
        }
        below = below.saturating_add(under).saturating_add(1);
    }
    below
}

/// What is left when some branches are folded.
pub(super) fn visible(places: &[Place], folded: &HashSet<NodeId>) -> Vec<Place> {
    let mut under = None;
    places
        .iter()
        .filter(|place| {
            if under.is_some_and(|rank| place.rank > rank) {
                return false;
            }
            under = folded.contains(&place.node.id).then_some(place.rank);
            true
        })
        .cloned()
        .collect()
}

/// A node and everyone below it.
pub(super) fn branch(places: &[Place], root: NodeId) -> &[Place] {
    let Some((from, top)) = places.iter().enumerate().find(|(_, place)| place.node.id == root) else { return &[] };
    places.get(from..from.saturating_add(top.below).saturating_add(1)).unwrap_or_default()
}

/// Where a key leads from a node, among those that can be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    To(NodeId),
    Fold,
    Unfold,
    Stay,
}

/// What a key of the tree does; nothing for a key that is not of the tree. `is_folded` is about the node one is at.
pub(super) fn step(seen: &[Place], at: NodeId, key: &str, is_folded: bool) -> Option<Step> {
    let index = seen.iter().position(|place| place.node.id == at)?;
    let here = seen.get(index)?;
    let to = |place: Option<&Place>| Some(place.map_or(Step::Stay, |place| Step::To(place.node.id)));
    match key {
        "ArrowUp" => to(index.checked_sub(1).and_then(|index| seen.get(index))),
        "Home" => to(seen.first()),
        "End" => to(seen.last()),
        "ArrowRight" if here.children == 0 => Some(Step::Stay),
        "ArrowRight" if is_folded => Some(Step::Unfold),
        "ArrowDown" | "ArrowRight" => to(seen.get(index.saturating_add(1))),
        "ArrowLeft" if here.children > 0 && !is_folded => Some(Step::Fold),
        "ArrowLeft" => to(seen.iter().take(index).rev().find(|place| place.rank < here.rank)),
        _ => named(seen, index, key).map(|place| Step::To(place.node.id)),
    }
}

/// The next one whose name begins with a letter.
fn named<'a>(seen: &'a [Place], index: usize, key: &str) -> Option<&'a Place> {
    let mut letters = key.chars();
    let letter = letters.next().filter(|letter| letter.is_alphanumeric() && letters.next().is_none())?;
    let wanted: String = letter.to_lowercase().collect();
    let starts = |place: &&Place| {
        place.node.display_name.as_deref().is_some_and(|name| name.to_lowercase().starts_with(&wanted))
    };
    let (before, after) = seen.split_at_checked(index.saturating_add(1))?;
    after.iter().chain(before).find(starts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use cabas_kernel::Ts;

    fn id(n: u8) -> NodeId {
        format!("00000000-0000-4000-8000-0000000000{n:02}").parse().unwrap()
    }

    fn node(n: u8, parent: Option<u8>, name: &str) -> TreeNode {
        TreeNode {
            id: id(n),
            parent: parent.map(id),
            member_id: None,
            display_name: Some(name.to_owned()),
            state: None,
            roles: Vec::new(),
            at: Ts::from_micros(i64::from(n)),
        }
    }

    /// Aya brought Bakary and Chloé; Bakary brought Dina, who brought Élo.
    fn five() -> Vec<Place> {
        lay_out(&[
            node(1, None, "Aya"),
            node(2, Some(1), "Bakary"),
            node(3, Some(1), "Chloé"),
            node(4, Some(2), "Dina"),
            node(5, Some(4), "Élo"),
        ])
    }

    fn names(places: &[Place]) -> Vec<String> {
        places.iter().filter_map(|place| place.node.display_name.clone()).collect()
    }

    #[test]
    fn everyone_stands_after_whoever_brought_them() {
        let places = five();
        assert_eq!(names(&places), ["Aya", "Bakary", "Dina", "Élo", "Chloé"]);
        assert_eq!(places.iter().map(|place| place.rank).collect::<Vec<_>>(), [0, 1, 2, 3, 1]);
        assert_eq!(places.iter().map(|place| place.below).collect::<Vec<_>>(), [4, 2, 1, 0, 0]);
        assert_eq!(places.iter().map(|place| (place.position, place.siblings)).next_back(), Some((2, 2)));
    }

    #[test]
    fn whoever_was_brought_by_someone_unseen_is_a_root() {
        let places = lay_out(&[node(4, Some(2), "Dina"), node(5, Some(4), "Élo")]);
        assert_eq!(names(&places), ["Dina", "Élo"]);
        assert_eq!(places.first().map(|place| place.rank), Some(0));
    }

    #[test]
    fn a_folded_branch_keeps_its_top() {
        assert_eq!(names(&visible(&five(), &HashSet::from([id(2)]))), ["Aya", "Bakary", "Chloé"]);
        assert_eq!(names(&visible(&five(), &HashSet::from([id(1), id(2)]))), ["Aya"]);
    }

    #[test]
    fn a_branch_is_a_node_and_all_below() {
        assert_eq!(names(branch(&five(), id(2))), ["Bakary", "Dina", "Élo"]);
        assert_eq!(names(branch(&five(), id(5))), ["Élo"]);
        assert!(branch(&five(), id(9)).is_empty());
    }

    #[test]
    fn keys_walk_the_tree() {
        let all = five();
        assert_eq!(step(&all, id(1), "ArrowDown", false), Some(Step::To(id(2))));
        assert_eq!(step(&all, id(1), "ArrowUp", false), Some(Step::Stay));
        assert_eq!(step(&all, id(1), "End", false), Some(Step::To(id(3))));
        assert_eq!(step(&all, id(2), "ArrowLeft", false), Some(Step::Fold));
        assert_eq!(step(&all, id(2), "ArrowLeft", true), Some(Step::To(id(1))));
        assert_eq!(step(&all, id(2), "ArrowRight", true), Some(Step::Unfold));
        assert_eq!(step(&all, id(2), "ArrowRight", false), Some(Step::To(id(4))));
        assert_eq!(step(&all, id(3), "ArrowLeft", false), Some(Step::To(id(1))));
        assert_eq!(step(&all, id(1), "c", false), Some(Step::To(id(3))));
        assert_eq!(step(&all, id(1), "Tab", false), None);
    }
}
