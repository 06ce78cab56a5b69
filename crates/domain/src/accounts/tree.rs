//! The co-optation tree: who brought whom.
//!
//! Nodes belong to one organisation, have one parent, never change and are never removed (TR-6, TR-7): an edge
//! survives the erasure of both accounts.

use cabas_kernel::id::NodeId;
use std::collections::{HashMap, HashSet};

/// A node and whoever brought it; a root has no parent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edge {
    pub child: NodeId,
    pub parent: Option<NodeId>,
}

refusals! {
    /// Why a node is not added.
    pub enum TreeError {
        /// It has its one parent already.
        NodeKnown = "conflict",
        /// No such parent in this organisation's tree.
        ParentUnknown = "conflict",
    }
}

/// Adds a node below its parent. A node is new and its parent is not, so no cycle can ever close.
pub fn append(edges: &[Edge], child: NodeId, parent: Option<NodeId>) -> Result<Edge, TreeError> {
    if edges.iter().any(|e| e.child == child) {
        return Err(TreeError::NodeKnown);
    }
    match parent {
        Some(p) if !edges.iter().any(|e| e.child == p) => Err(TreeError::ParentUnknown),
        _ => Ok(Edge { child, parent }),
    }
}

/// Says whether edges make a forest: one parent per node, every parent known, no cycle.
pub fn is_forest(edges: &[Edge]) -> bool {
    let parents: HashMap<NodeId, Option<NodeId>> = edges.iter().map(|e| (e.child, e.parent)).collect();
    parents.len() == edges.len()
        && edges.iter().all(|e| e.parent.is_none_or(|p| parents.contains_key(&p)))
        && edges.iter().all(|e| !ancestors(edges, e.child).contains(&e.child))
}

/// Whoever brought a node, whoever brought them, and so on to the root.
pub fn ancestors(edges: &[Edge], node: NodeId) -> Vec<NodeId> {
    let parents: HashMap<NodeId, Option<NodeId>> = edges.iter().map(|e| (e.child, e.parent)).collect();
    let mut chain = Vec::new();
    let mut at = parents.get(&node).copied().flatten();
    while let Some(up) = at {
        if chain.contains(&up) {
            break;
        }
        chain.push(up);
        at = parents.get(&up).copied().flatten();
    }
    chain
}

/// A node and everybody below it, each once, nearest first; down to `depth` generations when given (TR-10).
pub fn subtree(edges: &[Edge], root: NodeId, depth: Option<u8>) -> Vec<NodeId> {
    let mut children: HashMap<NodeId, Vec<NodeId>> = HashMap::new();
    for edge in edges {
        if let Some(parent) = edge.parent {
            children.entry(parent).or_default().push(edge.child);
        }
    }
    let mut found = vec![root];
    let mut seen: HashSet<NodeId> = HashSet::from([root]);
    let mut generation = vec![root];
    let mut left = depth;
    while !generation.is_empty() && left != Some(0) {
        let next: Vec<NodeId> = generation
            .iter()
            .flat_map(|n| children.get(n).into_iter().flatten())
            .copied()
            .filter(|n| seen.insert(*n))
            .collect();
        found.extend(&next);
        generation = next;
        left = left.map(|l| l - 1);
    }
    found
}
