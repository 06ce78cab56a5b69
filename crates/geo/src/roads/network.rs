//! The streets of a region, open: a file read where it lies.

use super::{
    draft::{CLOSED, Times},
    hierarchy::Cost,
    pace::MODES,
    streets::NONE,
};
use crate::{
    bundle::{Bundle, BundleError},
    number::ix,
    place::Point,
};
use cabas_kernel::words::rounds::TravelMode;
use geo_index::rtree::RTreeRef;
use std::path::Path;

/// Raised whenever what is written below changes.
pub(super) const LAYOUT: u32 = 1;

/// The lists of the file.
pub(super) mod names {
    pub(crate) const CORNERS: &str = "corners";
    pub(crate) const PARENTS: &str = "parents";
    pub(crate) const FIRST: &str = "first";
    pub(crate) const HEADS: &str = "heads";
    pub(crate) const ENDS: &str = "ends";
    pub(crate) const LENGTHS: &str = "lengths";
    pub(crate) const TIMES: &str = "times";
    pub(crate) const NAMED: &str = "named";
    pub(crate) const KINDS: &str = "kinds";
    pub(crate) const OPEN: &str = "open";
    pub(crate) const SHAPE_FIRST: &str = "shape.first";
    pub(crate) const SHAPE: &str = "shape";
    pub(crate) const TOUCH_FIRST: &str = "touch.first";
    pub(crate) const TOUCH: &str = "touch";
    pub(crate) const TREE: &str = "tree";
    pub(crate) const PIECES: &str = "pieces";
    pub(crate) const TEXT_FIRST: &str = "text.first";
    pub(crate) const TEXT: &str = "text";

    pub(crate) struct CostNames {
        pub(crate) up: &'static str,
        pub(crate) down: &'static str,
        pub(crate) up_by: &'static str,
        pub(crate) down_by: &'static str,
    }

    macro_rules! costs {
        ($($mode:literal),+) => {
            [$(CostNames {
                up: concat!("up.", $mode),
                down: concat!("down.", $mode),
                up_by: concat!("up.by.", $mode),
                down_by: concat!("down.by.", $mode),
            }),+]
        };
    }

    /// In the order of [`super::MODES`].
    pub(crate) const COSTS: [CostNames; 4] = costs!["foot", "bike", "cargo_bike", "car"];
}

/// The streets of a region.
pub struct Network {
    bundle: Bundle,
}

/// The lists of a file, where they lie.
#[derive(Clone, Copy)]
pub(super) struct Lists<'a> {
    pub(super) corners: &'a [Point],
    pub(super) parents: &'a [u32],
    pub(super) first: &'a [u32],
    pub(super) heads: &'a [u32],
    pub(super) ends: &'a [[u32; 2]],
    pub(super) lengths: &'a [u32],
    times: &'a [Times],
    named: &'a [u32],
    kinds: &'a [u8],
    open: &'a [u8],
    shape_first: &'a [u32],
    shape: &'a [Point],
    touch_first: &'a [u32],
    touch: &'a [u32],
    pub(super) tree: &'a [u8],
    pub(super) pieces: &'a [[u32; 2]],
    text_first: &'a [u32],
    text: &'a [u8],
}

/// The costs of one way of travelling, where they lie.
#[derive(Clone, Copy)]
pub(super) struct CostLists<'a> {
    pub(super) up: &'a [Cost],
    pub(super) down: &'a [Cost],
    pub(super) up_by: &'a [u32],
    pub(super) down_by: &'a [u32],
}

impl Network {
    /// Opens a file of streets.
    pub fn open(path: &Path) -> Result<Self, BundleError> {
        let network = Self { bundle: Bundle::open(path, LAYOUT)? };
        let lists = network.read()?;
        for (mode, names) in (0..MODES.len()).zip(&names::COSTS) {
            if network.read_costs(mode)?.up.len() != lists.heads.len() {
                return Err(BundleError::Missing(names.up));
            }
        }
        if !lists.tree.is_empty() {
            RTreeRef::<i32>::try_new(&lists.tree).map_err(|_| BundleError::Missing(names::TREE))?;
        }
        Ok(network)
    }

    /// How many corners there are, and how many stretches between them.
    pub fn size(&self) -> (usize, usize) {
        self.read().map_or((0, 0), |lists| (lists.corners.len(), lists.ends.len()))
    }

    /// All lists. They were there when the file was opened.
    pub(super) fn lists(&self) -> Lists<'_> {
        self.read().unwrap_or(Lists::NONE)
    }

    pub(super) fn costs(&self, mode: TravelMode) -> CostLists<'_> {
        self.read_costs(number(mode)).unwrap_or(CostLists { up: &[], down: &[], up_by: &[], down_by: &[] })
    }

    fn read_costs(&self, mode: usize) -> Result<CostLists<'_>, BundleError> {
        let names = names::COSTS.get(mode).ok_or(BundleError::Broken)?;
        Ok(CostLists {
            up: self.bundle.list(names.up)?,
            down: self.bundle.list(names.down)?,
            up_by: self.bundle.list(names.up_by)?,
            down_by: self.bundle.list(names.down_by)?,
        })
    }

    fn read(&self) -> Result<Lists<'_>, BundleError> {
        Ok(Lists {
            corners: self.bundle.list(names::CORNERS)?,
            parents: self.bundle.list(names::PARENTS)?,
            first: self.bundle.list(names::FIRST)?,
            heads: self.bundle.list(names::HEADS)?,
            ends: self.bundle.list(names::ENDS)?,
            lengths: self.bundle.list(names::LENGTHS)?,
            times: self.bundle.list(names::TIMES)?,
            named: self.bundle.list(names::NAMED)?,
            kinds: self.bundle.list(names::KINDS)?,
            open: self.bundle.list(names::OPEN)?,
            shape_first: self.bundle.list(names::SHAPE_FIRST)?,
            shape: self.bundle.list(names::SHAPE)?,
            touch_first: self.bundle.list(names::TOUCH_FIRST)?,
            touch: self.bundle.list(names::TOUCH)?,
            tree: self.bundle.list(names::TREE)?,
            pieces: self.bundle.list(names::PIECES)?,
            text_first: self.bundle.list(names::TEXT_FIRST)?,
            text: self.bundle.list(names::TEXT)?,
        })
    }
}

/// The place of a way of travelling among [`MODES`].
pub(super) fn number(mode: TravelMode) -> usize {
    MODES.iter().position(|known| *known == mode).unwrap_or(0)
}

impl<'a> Lists<'a> {
    const NONE: Lists<'static> = Lists {
        corners: &[],
        parents: &[],
        first: &[],
        heads: &[],
        ends: &[],
        lengths: &[],
        times: &[],
        named: &[],
        kinds: &[],
        open: &[],
        shape_first: &[],
        shape: &[],
        touch_first: &[],
        touch: &[],
        tree: &[],
        pieces: &[],
        text_first: &[],
        text: &[],
    };

    /// The corners at the ends of a stretch.
    pub(super) fn ends(&self, stretch: u32) -> [u32; 2] {
        self.ends.get(ix(stretch)).copied().unwrap_or([NONE, NONE])
    }

    /// Milliseconds along a stretch, and back.
    pub(super) fn times(&self, stretch: u32, mode: usize) -> [u32; 2] {
        let times = self.times.get(ix(stretch)).copied().unwrap_or([CLOSED; 8]);
        [2 * mode, 2 * mode + 1].map(|at| times.get(at).copied().unwrap_or(CLOSED))
    }

    pub(super) fn decimetres(&self, stretch: u32) -> u32 {
        self.lengths.get(ix(stretch)).copied().unwrap_or(0)
    }

    /// Whether one can come to a stretch and leave again.
    pub(super) fn is_open(&self, stretch: u32, mode: usize) -> bool {
        self.open.get(ix(stretch)).is_some_and(|bits| bits & (1 << mode) != 0)
    }

    pub(super) fn kind(&self, stretch: u32) -> u8 {
        self.kinds.get(ix(stretch)).copied().unwrap_or(0)
    }

    /// The name of a street, where it has one.
    pub(super) fn name(&self, stretch: u32) -> Option<&'a str> {
        let name = ix(*self.named.get(ix(stretch))?);
        let (from, to) = (*self.text_first.get(name)?, *self.text_first.get(name.checked_add(1)?)?);
        std::str::from_utf8(self.text.get(ix(from)..ix(to))?).ok()
    }

    /// The arcs up from a corner: where they begin in the lists, and where they lead.
    pub(super) fn arcs(&self, corner: u32) -> (usize, &'a [u32]) {
        between(self.first, self.heads, corner)
    }

    /// The arc between two corners of the hierarchy.
    pub(super) fn arc(&self, low: u32, high: u32) -> Option<usize> {
        let (from, heads) = self.arcs(low);
        heads.binary_search(&high).ok().map(|at| from + at)
    }

    /// The stretches at a corner.
    pub(super) fn touching(&self, corner: u32) -> &'a [u32] {
        between(self.touch_first, self.touch, corner).1
    }

    /// The points of a stretch from its first corner to its second, both of them with it.
    pub(super) fn line(&self, stretch: u32) -> impl DoubleEndedIterator<Item = Point> + use<'a> {
        let corners = self.corners;
        let [from, to] = self.ends(stretch).map(|corner| corners.get(ix(corner)).copied());
        let between = between(self.shape_first, self.shape, stretch).1;
        from.into_iter().chain(between.iter().copied()).chain(to)
    }
}

fn between<'a, T>(first: &[u32], list: &'a [T], at: u32) -> (usize, &'a [T]) {
    let at = ix(at);
    let (Some(from), Some(to)) = (first.get(at), first.get(at.saturating_add(1))) else { return (0, &[]) };
    (ix(*from), list.get(ix(*from)..ix(*to)).unwrap_or_default())
}
