//! From an extract to a file of streets.

use super::{
    draft::Draft,
    hierarchy::{Costs, Frame},
    islands,
    network::{LAYOUT, names},
    pace::{MODES, NOBODY},
    streets::Streets,
};
use crate::{
    bundle::{BundleError, Writer},
    extract::{Extract, ExtractError, Read},
    number::{ix, narrow},
    place::Point,
};
use geo_index::rtree::{RTreeBuilder, sort::HilbertSort};
use rayon::prelude::*;
use std::path::Path;

/// Why no streets came of an extract.
#[derive(Debug, thiserror::Error)]
pub enum RoadsError {
    #[error("{0}")]
    Extract(#[from] ExtractError),
    #[error("{0}")]
    Bundle(#[from] BundleError),
    /// An extract of something else: addresses alone, a sea.
    #[error("there are no streets in this extract")]
    NoStreets,
}

/// How far the building is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Building {
    Reading(Read),
    Ordering,
    Costing,
    Writing,
}

/// What was built.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Built {
    /// Objects of the extract that were looked at.
    pub objects: u64,
    pub corners: usize,
    pub stretches: usize,
    /// Points of ways that the extract does not hold: it was cut there.
    pub cut: usize,
    /// Stretches that one cannot leave or come to, for each way of travelling in the order of [`MODES`].
    pub islands: [usize; 4],
}

/// Builds the streets of an extract for all ways of travelling, and writes them.
pub fn build(extract: &mut Extract, to: &Path, tell: &mut dyn FnMut(Building)) -> Result<Built, RoadsError> {
    let streets = Streets::read(extract, &mut |read| tell(Building::Reading(read)))?;
    let mut draft = Draft::of(&streets);
    if draft.stretches.is_empty() {
        return Err(RoadsError::NoStreets);
    }
    tell(Building::Ordering);
    let frame = Frame::of(&draft);
    tell(Building::Costing);
    let costs: Vec<Costs> = (0..MODES.len()).into_par_iter().map(|mode| frame.costs(&draft, mode)).collect();
    let open: Vec<Vec<bool>> = (0..MODES.len()).into_par_iter().map(|mode| islands::reachable(&draft, mode)).collect();
    let built = Built {
        objects: streets.objects,
        corners: draft.corners.len(),
        stretches: draft.stretches.len(),
        cut: streets.places.iter().filter(|place| place.is_none()).count(),
        islands: std::array::from_fn(|mode| {
            let open = open.get(mode).map(Vec::as_slice).unwrap_or_default();
            draft
                .stretches
                .iter()
                .zip(open)
                .filter(|(stretch, open)| !**open && stretch.pair(mode) != [super::draft::CLOSED; 2])
                .count()
        }),
    };
    tell(Building::Writing);
    renumber(&mut draft, &frame);
    write(&draft, &streets, &frame, &costs, &open, to)?;
    Ok(built)
}

/// From here on a corner's number is its rank.
fn renumber(draft: &mut Draft, frame: &Frame) {
    let rank = |corner: u32| frame.ranks.get(ix(corner)).copied().unwrap_or(corner);
    let mut corners = draft.corners.clone();
    for (corner, place) in draft.corners.iter().enumerate() {
        if let Some(to) = corners.get_mut(ix(rank(narrow(corner)))) {
            *to = *place;
        }
    }
    draft.corners = corners;
    for stretch in &mut draft.stretches {
        stretch.ends = stretch.ends.map(rank);
    }
}

fn write(
    draft: &Draft,
    streets: &Streets,
    frame: &Frame,
    costs: &[Costs],
    open: &[Vec<bool>],
    to: &Path,
) -> Result<(), BundleError> {
    let mut file = Writer::create(to, LAYOUT)?;
    file.put(names::CORNERS, &draft.corners)?;
    file.put(names::PARENTS, &frame.parents)?;
    file.put(names::FIRST, &frame.first)?;
    file.put(names::HEADS, &frame.heads)?;
    stretches(draft, open, &mut file)?;
    touching(draft, &mut file)?;
    pieces(draft, open, &mut file)?;
    texts(&streets.names, &mut file)?;
    for (costs, names) in costs.iter().zip(names::COSTS) {
        file.put(names.up, &costs.up)?;
        file.put(names.down, &costs.down)?;
        file.put(names.up_by, &costs.up_by)?;
        file.put(names.down_by, &costs.down_by)?;
    }
    file.finish()
}

fn stretches(draft: &Draft, open: &[Vec<bool>], file: &mut Writer) -> Result<(), BundleError> {
    let all = &draft.stretches;
    file.put(names::ENDS, &all.iter().map(|stretch| stretch.ends).collect::<Vec<_>>())?;
    file.put(names::LENGTHS, &all.iter().map(|stretch| stretch.decimetres).collect::<Vec<_>>())?;
    file.put(names::TIMES, &all.iter().map(|stretch| stretch.times).collect::<Vec<_>>())?;
    file.put(names::NAMED, &all.iter().map(|stretch| stretch.name).collect::<Vec<_>>())?;
    file.put(names::KINDS, &all.iter().map(|stretch| stretch.kind).collect::<Vec<_>>())?;
    let bits: Vec<u8> = (0..all.len()).map(|at| bits(open, at)).collect();
    file.put(names::OPEN, &bits)?;
    let mut first = vec![0_u32];
    let mut shape: Vec<Point> = Vec::new();
    for stretch in all {
        shape.extend(&stretch.shape);
        first.push(narrow(shape.len()));
    }
    file.put(names::SHAPE_FIRST, &first)?;
    file.put(names::SHAPE, &shape)
}

/// For whom a stretch is open: one bit for each way of travelling.
fn bits(open: &[Vec<bool>], at: usize) -> u8 {
    open.iter().rev().fold(0, |bits, mode| bits << 1 | u8::from(mode.get(at).copied().unwrap_or(false)))
}

/// The stretches at each corner.
fn touching(draft: &Draft, file: &mut Writer) -> Result<(), BundleError> {
    let mut touch: Vec<(u32, u32)> = draft
        .stretches
        .iter()
        .enumerate()
        .flat_map(|(at, stretch)| stretch.ends.map(|corner| (corner, narrow(at))))
        .collect();
    touch.sort_unstable();
    touch.dedup();
    let first: Vec<u32> =
        (0..=narrow(draft.corners.len())).map(|corner| narrow(touch.partition_point(|(of, _)| *of < corner))).collect();
    file.put(names::TOUCH_FIRST, &first)?;
    file.put(names::TOUCH, &touch.into_iter().map(|(_, stretch)| stretch).collect::<Vec<_>>())
}

/// The straight pieces of all stretches along which somebody may live, to be found by place.
fn pieces(draft: &Draft, open: &[Vec<bool>], file: &mut Writer) -> Result<(), BundleError> {
    let mut found: Vec<([u32; 2], Point, Point)> = Vec::new();
    for (at, stretch) in draft.stretches.iter().enumerate() {
        if stretch.kind & NOBODY != 0 || bits(open, at) == 0 {
            continue;
        }
        let [from, to] = stretch.ends.map(|corner| draft.corners.get(ix(corner)).copied().unwrap_or_default());
        let line: Vec<Point> = std::iter::once(from).chain(stretch.shape.iter().copied()).chain([to]).collect();
        for (piece, pair) in line.windows(2).enumerate() {
            if let (Some(a), Some(b)) = (pair.first(), pair.get(1)) {
                found.push(([narrow(at), narrow(piece)], *a, *b));
            }
        }
    }
    let mut tree = RTreeBuilder::<i32>::new(narrow(found.len()));
    for (_, a, b) in &found {
        let ((south, west), (north, east)) = (a.stored(), b.stored());
        tree.add(west.min(east), south.min(north), west.max(east), south.max(north));
    }
    // A tree of nothing cannot be made: no list says as much.
    let tree = if found.is_empty() { Vec::new() } else { tree.finish::<HilbertSort>().into_inner() };
    file.put(names::TREE, &tree)?;
    file.put(names::PIECES, &found.into_iter().map(|(piece, ..)| piece).collect::<Vec<_>>())
}

fn texts(all: &[Box<str>], file: &mut Writer) -> Result<(), BundleError> {
    let mut first = vec![0_u32];
    let mut text: Vec<u8> = Vec::new();
    for name in all {
        text.extend(name.bytes());
        first.push(narrow(text.len()));
    }
    file.put(names::TEXT_FIRST, &first)?;
    file.put(names::TEXT, &text)
}
