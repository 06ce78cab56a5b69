//! Sheets on their way in: brought, checked cell by cell, corrected in place, written at once, taken back in one act.

mod absent;
mod apply;
mod cells;
mod columns;
mod draft;
mod fields;
mod figures;
mod files;
mod fix;
mod list;
mod notes;
mod outcome;
mod page;
mod plan;
mod preview;
mod reading;
mod rows;
mod start;
mod table;
mod titles;
mod twins;
mod whole;
mod words;
mod writing;

pub use list::Imports;
pub use page::Import;

use crate::i18n::Lang;
use cabas_model::imports::ImportKind;

/// The choices of a list of fields: left out, then every field of the kind.
fn field_choices(lang: Lang, kind: ImportKind) -> Vec<crate::ui::Choice> {
    let left_out = crate::ui::Choice::new("", cabas_messages::imports::left_out(lang));
    let fields = fields::of(kind).iter().map(|field| crate::ui::Choice::new(field, fields::label(lang, field)));
    std::iter::once(left_out).chain(fields).collect()
}
