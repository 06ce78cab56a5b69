//! Sheets on their way in.

use crate::{
    Client, ClientError, Version,
    call::Method,
    transport::{Call, Part},
};
use cabas_kernel::id::{ImportId, OrganisationId};
use cabas_model::{
    Page, PageQuery,
    imports::{
        CreateImport, HeaderRow, ImportCreated, ImportDetails, ImportKind, ImportMode, ImportRow, ImportRowQuery,
        ImportSummary, ImportUndone, MissingHousehold, PatchImport, WriteMode,
    },
};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// How a file is to be read, beside the file itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetOptions {
    pub kind: ImportKind,
    /// The day that cells without a date mean.
    pub date: Option<NaiveDate>,
    pub mode: ImportMode,
    pub write: WriteMode,
    /// Header as written → field, or empty to leave a column out.
    pub mapping: BTreeMap<String, String>,
    /// Field → the value where its cell is empty or its column is missing.
    pub defaults: BTreeMap<String, String>,
    /// Lines that hold the titles, where the search would find others.
    pub headers: Vec<HeaderRow>,
    /// The households of the sheet agreed that their diet is kept.
    pub diet_agreed: bool,
}

impl SheetOptions {
    /// A dry run of a kind, read as the sheet says.
    pub fn dry_run(kind: ImportKind) -> Self {
        let (mode, write) = (ImportMode::default(), WriteMode::default());
        let (mapping, defaults) = (BTreeMap::new(), BTreeMap::new());
        Self { kind, date: None, mode, write, mapping, defaults, headers: Vec::new(), diet_agreed: false }
    }

    fn parts(&self) -> Vec<Part> {
        let mut parts = vec![
            Part::text("kind", self.kind.as_str()),
            Part::text("mode", self.mode.as_str()),
            Part::text("write", self.write.as_str()),
        ];
        if let Some(date) = self.date {
            parts.push(Part::text("date", &date.to_string()));
        }
        // Texts by texts, and lines, are always JSON.
        if !self.mapping.is_empty() {
            parts.push(Part::text("mapping", &serde_json::to_string(&self.mapping).unwrap_or_default()));
        }
        if !self.defaults.is_empty() {
            parts.push(Part::text("defaults", &serde_json::to_string(&self.defaults).unwrap_or_default()));
        }
        if !self.headers.is_empty() {
            parts.push(Part::text("headers", &serde_json::to_string(&self.headers).unwrap_or_default()));
        }
        if self.diet_agreed {
            parts.push(Part::text("diet_agreed", "true"));
        }
        parts
    }
}

fn path(organisation: OrganisationId, id: ImportId) -> String {
    format!("/organisations/{organisation}/imports/{id}")
}

impl Client {
    /// Brings a file in.
    ///
    /// # Errors
    /// `file_invalid` with the reason; `import_busy` when it was to be applied and another one is; `imports_full` when
    /// too many wait to be looked at, `imports_heavy` when all of them take the room that they may.
    pub async fn create_import(
        &self,
        organisation: OrganisationId,
        file_name: &str,
        bytes: Vec<u8>,
        options: &SheetOptions,
    ) -> Result<ImportCreated, ClientError> {
        let mut parts = options.parts();
        parts.push(Part::file("file", file_name, bytes));
        let request = self.request(Method::POST, &format!("/organisations/{organisation}/imports"));
        crate::call::read(request.form(parts)).await
    }
    /// Brings pasted cells in: the same operation.
    ///
    /// # Errors
    /// As [`Client::create_import`].
    pub async fn paste_import(
        &self,
        organisation: OrganisationId,
        ask: &CreateImport,
    ) -> Result<ImportCreated, ClientError> {
        self.post(&format!("/organisations/{organisation}/imports"), ask).await
    }
    /// # Errors
    /// As every call: what the server says, or that it cannot be reached.
    pub async fn list_imports(
        &self,
        organisation: OrganisationId,
        query: &PageQuery,
    ) -> Result<Page<ImportSummary>, ClientError> {
        self.get_with(&format!("/organisations/{organisation}/imports"), query).await
    }
    /// # Errors
    /// As every call.
    pub async fn read_import(
        &self,
        organisation: OrganisationId,
        id: ImportId,
    ) -> Result<Version<ImportDetails>, ClientError> {
        self.get_version(&path(organisation, id)).await
    }
    /// # Errors
    /// `cursor_invalid`.
    pub async fn list_import_rows(
        &self,
        organisation: OrganisationId,
        id: ImportId,
        query: &ImportRowQuery,
    ) -> Result<Page<ImportRow>, ClientError> {
        self.get_with(&format!("{}/rows", path(organisation, id)), query).await
    }
    /// Households of ours that a list written with `sync` leaves out.
    ///
    /// # Errors
    /// `cursor_invalid`.
    pub async fn list_missing_households(
        &self,
        organisation: OrganisationId,
        id: ImportId,
        query: &PageQuery,
    ) -> Result<Page<MissingHousehold>, ClientError> {
        self.get_with(&format!("{}/missing", path(organisation, id)), query).await
    }
    /// # Errors
    /// `version_stale`, `import_state`; `file_invalid` when the columns make no sense any more.
    pub async fn patch_import(
        &self,
        organisation: OrganisationId,
        id: ImportId,
        etag: &str,
        ask: &PatchImport,
    ) -> Result<Version<ImportDetails>, ClientError> {
        let request = self.request(Method::PATCH, &path(organisation, id));
        crate::call::version(request.header("if-match", etag).json(ask)).await
    }
    /// Writes the preview as it is by now, whoever corrected it.
    ///
    /// # Errors
    /// `import_busy`, `import_state`.
    pub async fn apply_import(&self, organisation: OrganisationId, id: ImportId) -> Result<ImportCreated, ClientError> {
        crate::call::read(self.application(organisation, id)).await
    }
    /// Writes the preview that was seen, and no other.
    ///
    /// # Errors
    /// `version_stale` once somebody changed it; else as [`Client::apply_import`].
    pub async fn apply_seen_import(
        &self,
        organisation: OrganisationId,
        id: ImportId,
        etag: &str,
    ) -> Result<ImportCreated, ClientError> {
        crate::call::read(self.application(organisation, id).header("if-match", etag)).await
    }
    fn application(&self, organisation: OrganisationId, id: ImportId) -> Call {
        self.request(Method::POST, &format!("{}/application", path(organisation, id)))
    }
    /// # Errors
    /// `undo_too_late`, `import_state`.
    pub async fn undo_import(&self, organisation: OrganisationId, id: ImportId) -> Result<ImportUndone, ClientError> {
        crate::call::read(self.request(Method::POST, &format!("{}/undo", path(organisation, id)))).await
    }
    /// The rows that were set aside, as CSV.
    ///
    /// # Errors
    /// `import_state` once the file is forgotten.
    pub async fn read_rejected_rows(&self, organisation: OrganisationId, id: ImportId) -> Result<Vec<u8>, ClientError> {
        let request = self.request(Method::GET, &format!("{}/rejected.csv", path(organisation, id)));
        Ok(crate::call::send(request).await?.body)
    }
    /// # Errors
    /// `version_stale`; `import_state` once it was applied.
    pub async fn delete_import(
        &self,
        organisation: OrganisationId,
        id: ImportId,
        etag: &str,
    ) -> Result<(), ClientError> {
        let request = self.request(Method::DELETE, &path(organisation, id)).header("if-match", etag);
        crate::call::send(request).await.map(|_| ())
    }
    /// An example sheet, as CSV.
    ///
    /// # Errors
    /// As every call.
    pub async fn read_import_example(
        &self,
        organisation: OrganisationId,
        kind: ImportKind,
    ) -> Result<Vec<u8>, ClientError> {
        let request = self.request(Method::GET, &format!("/organisations/{organisation}/import-examples/{kind}"));
        Ok(crate::call::send(request).await?.body)
    }
}
