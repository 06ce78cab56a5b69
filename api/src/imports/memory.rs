//! How columns are read is remembered by the titles of the sheet: a person settles them once.

use super::{preview::Preview, settings::Settings};
use cabas_model::imports::{HeaderRow, ImportKind};
use cabas_sheet::{self as sheet, Workbook};
use cabas_store::imports::{ColumnMapping, Seals};
use std::collections::HashMap;

/// Reads the columns as the last time, where nothing else was asked for.
pub(super) fn recall(
    settings: &mut Settings,
    book: &Workbook,
    kind: ImportKind,
    known: &HashMap<Vec<u8>, ColumnMapping>,
    seals: &Seals,
) {
    if known.is_empty() || !settings.mapping.is_empty() || !settings.headers.is_empty() {
        return;
    }
    for one in &book.sheets {
        let found = sheet::header_candidates(one)
            .find_map(|line| known.get(&seals.fingerprint(line.shape.as_bytes())).map(|mapping| (line, mapping)));
        let Some((header, mapping)) = found else { continue };
        settings.headers.push(HeaderRow { sheet: one.name.clone(), line: header.line });
        for (title, field) in mapping.iter().filter(|(_, field)| is_field(kind, field)) {
            if let Some(title) = header.title(title) {
                settings.mapping.entry(title.to_owned()).or_insert_with(|| field.clone());
            }
        }
        settings.remembered = true;
    }
}

/// A field that this version does not know any more is none.
fn is_field(kind: ImportKind, field: &str) -> bool {
    field.is_empty() || sheet::fields(kind).contains(&field)
}

/// How the columns of each worksheet were settled, to be remembered.
pub(super) fn learned(settings: &Settings, preview: &Preview) -> Vec<(Vec<u8>, ColumnMapping)> {
    if settings.forgotten {
        return Vec::new();
    }
    let of_head = |head: &super::preview::Head| {
        let here = settings.mapping.iter().filter(|(title, _)| head.headers.contains(title));
        (head.shape.clone(), here.map(|(title, field)| (title.clone(), field.clone())).collect::<ColumnMapping>())
    };
    preview.heads.iter().map(of_head).filter(|(_, mapping)| !mapping.is_empty()).collect()
}
