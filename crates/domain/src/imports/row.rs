//! What becomes of one row.

use cabas_kernel::words::imports::{DuplicateChoice, RowClass, WriteMode};

/// What the organisation has of what a row speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Base {
    Absent,
    /// Equal after normalisation.
    Same,
    Differs,
    /// It differs, and may not be changed any more; the code says why.
    Frozen(&'static str),
    /// Something may be the same; nobody has said yet.
    Alike,
}

/// What becomes of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Create,
    Update,
    Unchanged,
    /// A person chooses first; until then it is set aside.
    Ask,
    /// A person left it out.
    Skip,
    /// It comes back for correction; the code says why.
    Reject(&'static str),
}

const EXISTS: &str = "ref_exists";
const UNKNOWN: &str = "ref_unknown";
const ALIKE: &str = "probable_duplicate";

/// Decides by the import's mode, what there is, and what a person chose about a likeness.
///
/// [`Base::Alike`] is what is left after the choice "same", which names a household and makes it one of the others.
pub const fn decide_row(write: WriteMode, base: Base, choice: Option<DuplicateChoice>) -> Fate {
    if matches!(choice, Some(DuplicateChoice::Skip)) {
        return Fate::Skip;
    }
    let creates = !matches!(write, WriteMode::Update);
    let changes = !matches!(write, WriteMode::Create);
    match base {
        Base::Alike if !matches!(choice, Some(DuplicateChoice::New)) => Fate::Ask,
        Base::Absent | Base::Alike if creates => Fate::Create,
        Base::Absent | Base::Alike => Fate::Reject(UNKNOWN),
        _ if !changes => Fate::Reject(EXISTS),
        Base::Same => Fate::Unchanged,
        Base::Differs => Fate::Update,
        Base::Frozen(code) => Fate::Reject(code),
    }
}

impl Fate {
    /// The class a preview shows.
    pub const fn class(self) -> RowClass {
        match self {
            Self::Create => RowClass::New,
            Self::Update => RowClass::Changed,
            Self::Unchanged => RowClass::Unchanged,
            Self::Ask | Self::Skip => RowClass::Duplicate,
            Self::Reject(_) => RowClass::Rejected,
        }
    }

    /// Why the row comes back, when it does.
    pub const fn code(self) -> Option<&'static str> {
        match self {
            Self::Reject(code) => Some(code),
            Self::Ask => Some(ALIKE),
            _ => None,
        }
    }

    /// Says whether the application writes something for it.
    pub const fn is_written(self) -> bool {
        matches!(self, Self::Create | Self::Update)
    }
}

/// How many rows there are of each kind. Every row counts once: what waits for a choice, or was left out by one, is
/// among the rejected, because it is not written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Tally {
    pub rows: u32,
    pub created: u32,
    pub updated: u32,
    pub unchanged: u32,
    pub rejected: u32,
    /// Of the rejected, those that look like something there is.
    pub duplicates: u32,
}

impl Tally {
    pub fn add(&mut self, fate: Fate) {
        self.rows += 1;
        *match fate {
            Fate::Create => &mut self.created,
            Fate::Update => &mut self.updated,
            Fate::Unchanged => &mut self.unchanged,
            Fate::Ask | Fate::Skip | Fate::Reject(_) => &mut self.rejected,
        } += 1;
        self.duplicates += u32::from(fate.class() == RowClass::Duplicate);
    }
}
