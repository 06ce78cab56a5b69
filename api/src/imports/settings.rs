//! What a person settled about a sheet: kept sealed beside it.

use crate::http::Failure;
use cabas_kernel::id::{ApiClientId, MembershipId, PersonId, RecipientId};
use cabas_model::imports::{CellCorrection, HeaderRow, MissingChoice, MissingDecision, PatchImport, RowChoice};
use cabas_sheet as sheet;
use cabas_store::Actor;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a thing settled apart")]
pub(super) struct Settings {
    pub(super) file_name: Option<String>,
    /// Pasted cells, not a file.
    pub(super) pasted: bool,
    /// Header as written → field, or empty to leave the column out.
    pub(super) mapping: BTreeMap<String, String>,
    /// It is how the same titles were read the last time.
    pub(super) remembered: bool,
    /// It is not to be remembered.
    pub(super) forgotten: bool,
    /// Field → the value where its cell is empty or its column is missing.
    pub(super) defaults: BTreeMap<String, String>,
    /// The households of the sheet agreed that their diet is kept.
    pub(super) diet_agreed: bool,
    /// Lines that hold the titles, chosen by hand.
    pub(super) headers: Vec<HeaderRow>,
    pub(super) corrections: Vec<CellCorrection>,
    /// They are those of the last time that this very file was applied.
    pub(super) recalled: bool,
    pub(super) choices: Vec<RowChoice>,
    /// What becomes of households that the list leaves out.
    pub(super) missing: Vec<MissingDecision>,
    /// Columns that change nothing of what there is.
    pub(super) keep: Vec<String>,
    /// Columns whose empty cells erase what we have.
    pub(super) empty_erases: Vec<String>,
    /// Whoever asked for the application: it goes on when they have left.
    pub(super) asked_by: Asker,
}

/// Who acts, as it is kept.
#[derive(Clone, Copy, Default, Serialize, Deserialize)]
pub(super) struct Asker {
    person: Option<PersonId>,
    member: Option<MembershipId>,
    program: Option<ApiClientId>,
}

impl Asker {
    pub(super) const fn program(id: ApiClientId) -> Self {
        Self { person: None, member: None, program: Some(id) }
    }

    pub(super) const fn member(person: PersonId, member: MembershipId) -> Self {
        Self { person: Some(person), member: Some(member), program: None }
    }

    pub(super) fn actor(self) -> Actor {
        match (self.person, self.program) {
            (Some(id), _) => Actor::Person { id, member: self.member },
            (None, Some(program)) => Actor::Program(program),
            (None, None) => Actor::System,
        }
    }

    /// The membership and the program, one of which brought the file.
    pub(super) const fn brought_by(self) -> (Option<MembershipId>, Option<ApiClientId>) {
        (self.member, self.program)
    }
}

impl Settings {
    /// Adds what a person settled now: a later word about the same cell or row takes the place of the earlier one.
    pub(super) fn settle(&mut self, ask: PatchImport) {
        for new in ask.corrections {
            let same = |c: &CellCorrection| (&c.sheet, c.line, &c.column) == (&new.sheet, new.line, &new.column);
            self.corrections.retain(|c| !same(c));
            self.corrections.push(new);
        }
        for new in ask.choices {
            self.choices.retain(|c| (&c.sheet, c.line) != (&new.sheet, new.line));
            self.choices.push(new);
        }
        for new in ask.missing {
            self.missing.retain(|c| c.recipient_id != new.recipient_id);
            if new.choice != MissingChoice::Keep {
                self.missing.push(new);
            }
        }
        if let Some(mapping) = ask.mapping {
            self.mapping = mapping;
            (self.remembered, self.forgotten) = (false, false);
        }
        if ask.forget_columns {
            (self.remembered, self.forgotten) = (false, true);
        }
        if let Some(defaults) = ask.defaults {
            self.defaults = defaults;
        }
        if let Some(headers) = ask.headers {
            self.headers = headers;
        }
        if let Some(agreed) = ask.diet_agreed {
            self.diet_agreed = agreed;
        }
        if let Some(columns) = ask.keep {
            self.keep = columns;
        }
        if let Some(columns) = ask.empty_erases {
            self.empty_erases = columns;
        }
    }

    /// A default value obeys the limit of the cells it stands for.
    pub(super) fn check(&self) -> Result<(), Failure> {
        if self.defaults.values().any(|value| value.len() > sheet::MAX_CELL_BYTES) {
            return Err(Failure::field("/defaults", "text_too_long").with("max", sheet::MAX_CELL_BYTES));
        }
        Ok(())
    }

    /// The choices by row.
    pub(super) fn choices(&self) -> HashMap<(Option<&str>, u32), &RowChoice> {
        self.choices.iter().map(|c| ((c.sheet.as_deref(), c.line), c)).collect()
    }

    /// What becomes of the households that the list leaves out, by household.
    pub(super) fn missing(&self) -> HashMap<RecipientId, MissingChoice> {
        self.missing.iter().map(|c| (c.recipient_id, c.choice)).collect()
    }

    /// The same for the reader of sheets. `depot` says that rows without a pickup start at the organisation's own.
    pub(super) fn options(&self, depot: bool) -> sheet::Options {
        let to = |field: &String| {
            if field.is_empty() { sheet::MapTo::Ignore } else { sheet::MapTo::Field(field.clone()) }
        };
        let mapping =
            self.mapping.iter().map(|(header, field)| sheet::Mapping { header: header.clone(), to: to(field) });
        let corrections = self.corrections.iter().map(|c| sheet::Correction {
            sheet: c.sheet.clone(),
            line: c.line,
            column: c.column.clone(),
            value: c.value.clone(),
        });
        let defaults = self.defaults.iter();
        let defaults =
            defaults.map(|(field, value)| sheet::DefaultValue { field: field.clone(), value: value.clone() });
        let headers = self.headers.iter().map(|h| sheet::HeaderAt { sheet: h.sheet.clone(), line: h.line });
        sheet::Options {
            mapping: mapping.collect(),
            defaults: defaults.collect(),
            corrections: corrections.collect(),
            headers: headers.collect(),
            pickup_from_depot: depot,
            left_aside: Vec::new(),
        }
    }
}
