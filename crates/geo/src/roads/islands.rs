//! Parts of the streets that one cannot leave, or cannot come to: a courtyard behind a gate, a path to nowhere. An
//! address put on one could not be reached.

use super::draft::{CLOSED, Draft};
use crate::number::ix;

/// Corners of a part that is taken for a region of its own rather than for an island.
const REGION: usize = 500;

/// For each stretch, whether one can come there and leave again, for a way of travelling.
pub(crate) fn reachable(draft: &Draft, mode: usize) -> Vec<bool> {
    let parts = parts(draft, mode);
    let count = parts.iter().max().map_or(0, |most| ix(*most) + 1);
    let mut sizes = vec![0_usize; count];
    for part in &parts {
        if let Some(size) = sizes.get_mut(ix(*part)) {
            *size += 1;
        }
    }
    // A village of ten corners is no island when it is all there is.
    let enough = sizes.iter().max().map_or(0, |largest| (largest / 10).clamp(2, REGION));
    let part = |corner: u32| parts.get(ix(corner)).copied();
    let of = |stretch: &super::draft::Stretch| {
        let [from, to] = stretch.ends;
        let here = part(from)?;
        let taken = stretch.pair(mode) != [CLOSED, CLOSED];
        Some(taken && part(to) == Some(here) && sizes.get(ix(here)).is_some_and(|size| *size >= enough))
    };
    draft.stretches.iter().map(|stretch| of(stretch).unwrap_or(false)).collect()
}

/// Which strongly connected part each corner is of (Kosaraju: out along the ways, back against them).
fn parts(draft: &Draft, mode: usize) -> Vec<u32> {
    let (out, back) = (arcs(draft, mode, false), arcs(draft, mode, true));
    let corners = draft.corners.len();
    let mut seen = vec![false; corners];
    let mut left = Vec::with_capacity(corners);
    for start in 0..corners {
        leave(&out, start, &mut seen, &mut |corner| left.push(corner));
    }
    let mut seen = vec![false; corners];
    let mut parts = vec![0_u32; corners];
    let mut part = 0;
    for start in left.into_iter().rev() {
        let mut any = false;
        leave(&back, start, &mut seen, &mut |corner| {
            any = true;
            if let Some(of) = parts.get_mut(corner) {
                *of = part;
            }
        });
        part += u32::from(any);
    }
    parts
}

/// Goes from a corner wherever one can that was not seen yet, and tells of each corner when it is left for good.
fn leave(arcs: &[Vec<u32>], start: usize, seen: &mut [bool], tell: &mut dyn FnMut(usize)) {
    let mut first = |corner: usize| seen.get_mut(corner).is_some_and(|seen| !std::mem::replace(seen, true));
    if !first(start) {
        return;
    }
    let mut path = vec![(start, 0)];
    while let Some((corner, next)) = path.last_mut() {
        let Some(to) = arcs.get(*corner).and_then(|arcs| arcs.get(*next)).map(|to| ix(*to)) else {
            tell(*corner);
            path.pop();
            continue;
        };
        *next += 1;
        if first(to) {
            path.push((to, 0));
        }
    }
}

fn arcs(draft: &Draft, mode: usize, back: bool) -> Vec<Vec<u32>> {
    let mut arcs = vec![Vec::new(); draft.corners.len()];
    for stretch in &draft.stretches {
        let [from, to] = stretch.ends;
        for ((from, to), time) in [(from, to), (to, from)].into_iter().zip(stretch.pair(mode)) {
            let (from, to) = if back { (to, from) } else { (from, to) };
            if time != CLOSED
                && let Some(arcs) = arcs.get_mut(ix(from))
            {
                arcs.push(to);
            }
        }
    }
    arcs
}
