//! A household list against the households we have (imports reference §5).

use super::{
    Base, Desk, Job,
    form::{Hands, Laid, differences, field_of, fields},
    households::{Households, keys_of_row, phones_of},
    missing::Absent,
    place,
    row::{Draft, Table},
};
use cabas_domain::imports::{Base as Found, Fate, HouseholdKeys, HouseholdMatch, decide_row};
use cabas_kernel::id::RecipientId;
use cabas_model::{
    accept::check,
    address::GeoState,
    imports::{DuplicateChoice, Severity, WriteMode},
    recipients::RecipientStatus,
};
use cabas_sheet::{Row, recipients::RecipientRow};
use cabas_store::{
    imports::{ChangedHousehold, NewHousehold, Work},
    recipients::RecipientRecord,
};
use std::collections::HashMap;

/// What the earlier rows of the file speak of.
#[derive(Default)]
struct Earlier {
    /// By name and street, folded.
    by_spot: HashMap<(String, String), Vec<(u32, HouseholdKeys)>>,
    claimed: HashMap<RecipientId, u32>,
}

struct Comparison<'a> {
    households: Households,
    hands: Hands<'a>,
    job: &'a Job,
    desk: &'a Desk,
    earlier: Earlier,
    absent: Absent,
    work: Work,
}

pub(super) fn compare(rows: Vec<Row<RecipientRow>>, base: Base, job: &Job, desk: &Desk, table: &mut Table<'_>) -> Work {
    let erased = table.erased(&job.settings.empty_erases);
    let mut comparison = Comparison {
        households: Households::new(base.opened),
        hands: Hands {
            facts: &desk.facts,
            region: &desk.region,
            today: desk.today,
            diet_agreed: job.settings.diet_agreed,
            erased: &erased,
        },
        job,
        desk,
        earlier: Earlier::default(),
        absent: Absent::default(),
        work: Work::default(),
    };
    for row in rows {
        match table.draft(row) {
            (draft, Some(value)) => comparison.row(&value, draft, table),
            (draft, None) => {
                comparison.absent.spare_ref(table.cell(&draft, "ref"));
                table.reject(draft);
            }
        }
    }
    let Comparison { households, earlier, absent, mut work, .. } = comparison;
    if job.write == WriteMode::Sync {
        absent.end(&households, &earlier.claimed, job, desk, table, &mut work);
    } else {
        let served = |id: &&RecipientId| households.get(**id).is_some_and(|r| is_served(r.status));
        let found = u32::try_from(earlier.claimed.keys().filter(served).count()).unwrap_or(u32::MAX);
        table.missing = desk.facts.households.saturating_sub(found);
    }
    work
}

/// One of those that a list of all households would hold.
pub(super) const fn is_served(status: RecipientStatus) -> bool {
    !matches!(status, RecipientStatus::Stopped | RecipientStatus::Deceased)
}

impl Comparison<'_> {
    fn row(&mut self, row: &RecipientRow, mut draft: Draft, table: &mut Table<'_>) {
        let keys = keys_of_row(row, &self.desk.facts);
        let named = if row.external_ref.is_some() { "ref" } else { "name" };
        if let Some(first) = self.earlier.twin(&keys) {
            table.note_twin(&mut draft, named, first);
            return table.reject(draft);
        }
        self.earlier.note(&keys, draft.line);
        let (found, target) = self.find(row, &keys, &mut draft);
        if let Some(target) = target
            && let Some(first) = self.earlier.claimed.insert(target, draft.line)
        {
            self.earlier.claimed.insert(target, first);
            table.note_twin(&mut draft, named, first);
            return table.reject(draft);
        }
        draft.recipient = target;
        let record = target.and_then(|id| self.households.get(id)).cloned();
        let laid = self.hands.lay(record.as_ref(), row, table, &mut draft);
        let found = match &record {
            Some(record) => self.compare(record, &laid, &mut draft),
            None => found,
        };
        let fate = decide_row(self.job.write, found, draft.choice);
        if fate.is_written() {
            if let Err(errors) = check(&laid.form) {
                table.note_fields(&mut draft, errors, field_of);
            }
            if !place::is_usable(&laid.form.address) {
                table.note(&mut draft, "address", "address_not_found", Severity::Warning);
            }
            draft.to_confirm = laid.form.address.geo_state != GeoState::Located;
        }
        if matches!(fate, Fate::Ask | Fate::Skip) {
            self.absent.spare(draft.candidates.iter().map(|c| c.recipient_id));
        }
        if !draft.is_rejected() {
            self.keep(fate, draft.line, record, laid);
        }
        table.settle(draft, fate, named);
    }

    /// Whose household it is, as far as the base and the person who looks at the preview say.
    fn find(&self, row: &RecipientRow, keys: &HouseholdKeys, draft: &mut Draft) -> (Found, Option<RecipientId>) {
        let alike = match self.households.find(keys, &phones_of(row)) {
            HouseholdMatch::Exact(id) => return (Found::Same, Some(id)),
            HouseholdMatch::None => Vec::new(),
            HouseholdMatch::Alike(alike) => alike,
        };
        draft.candidates = self.households.candidates(&alike);
        match draft.choice {
            Some(DuplicateChoice::Same) => {
                let chosen = draft.chosen.or_else(|| alike.first().map(|(id, _)| *id));
                match chosen.filter(|id| self.households.get(*id).is_some()) {
                    Some(id) => (Found::Same, Some(id)),
                    // Whoever was chosen is gone: the question is open again.
                    None if alike.is_empty() => (Found::Absent, None),
                    None => (Found::Alike, None),
                }
            }
            _ if alike.is_empty() => (Found::Absent, None),
            _ => (Found::Alike, None),
        }
    }

    fn compare(&self, record: &RecipientRecord, laid: &Laid, draft: &mut Draft) -> Found {
        let (facts, today) = (&self.desk.facts, self.desk.today);
        let before = fields(&record.form(), &record.household.absences(), facts, today);
        draft.changes = differences(before, fields(&laid.form, &laid.absences, facts, today));
        if draft.changes.is_empty() { Found::Same } else { Found::Differs }
    }

    fn keep(&mut self, fate: Fate, line: u32, record: Option<RecipientRecord>, laid: Laid) {
        match (fate, record) {
            (Fate::Create, None) => {
                let id = self.desk.ids.opaque().into();
                self.work.households.push(NewHousehold { line, id, form: laid.form, absences: laid.absences });
            }
            (Fate::Update, Some(before)) => {
                let mut after = before.clone();
                after.fill(laid.form);
                after.household.set_absences(&laid.absences);
                self.work.changed_households.push(ChangedHousehold { line, before, after });
            }
            _ => {}
        }
    }
}

impl Earlier {
    /// Where rows of the same household stand: without a street they are never the same, and the reader tells a
    /// reference that comes twice.
    fn spot(keys: &HouseholdKeys) -> Option<(String, String)> {
        let [street, ..] = keys.place()?;
        Some((keys.name().to_owned(), street.to_owned()))
    }

    fn note(&mut self, keys: &HouseholdKeys, line: u32) {
        if let Some(spot) = Self::spot(keys) {
            self.by_spot.entry(spot).or_default().push((line, keys.clone()));
        }
    }

    /// The line of an earlier row that speaks of the same household.
    fn twin(&self, keys: &HouseholdKeys) -> Option<u32> {
        let neighbours = self.by_spot.get(&Self::spot(keys)?)?;
        neighbours.iter().find(|(_, other)| keys.is_twin(other)).map(|(line, _)| *line)
    }
}
