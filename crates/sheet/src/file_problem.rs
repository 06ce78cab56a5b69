//! Why a whole file is refused.

/// Why nothing of a file can be read. Rows have problems of their own, see [`crate::Problem`].
///
/// [`FileProblem::code`] is the key of the sentence people read.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
pub enum FileProblem {
    /// No byte, or only blanks.
    #[error("file_empty")]
    Empty,
    /// The content is something else, whatever the name says: `what` is `pdf`, `image`, `html`, `word`…
    #[error("file_not_a_sheet")]
    NotASheet { what: &'static str },
    /// A workbook of Excel 97–2003 (`.xls`): to be saved as `.xlsx`.
    #[error("file_old_excel")]
    OldExcel,
    /// The workbook is encrypted.
    #[error("file_password")]
    PasswordProtected,
    /// More than [`crate::MAX_BYTES`], or a workbook that inflates beyond reason.
    #[error("file_too_big")]
    TooBig,
    /// More than [`crate::MAX_ROWS`] rows.
    #[error("file_too_many_rows")]
    TooManyRows,
    /// A row of more than [`crate::MAX_COLUMNS`] columns.
    #[error("file_too_many_columns")]
    TooManyColumns,
    /// A NUL character: a binary file, or UTF-16 without its mark.
    #[error("file_nul")]
    Nul,
    /// The format was recognised but its content is damaged.
    #[error("file_unreadable")]
    Unreadable,
    /// No row of the top of any sheet names known columns. `seen` is the row chosen by hand, else the first that has any
    /// text; `one_column` says that no delimiter was found, which is often the reason.
    #[error("header_missing")]
    HeaderMissing { seen: Vec<String>, one_column: bool },
    /// A header was found but the file cannot be read without these fields (`a|b` means one of the two).
    #[error("header_missing")]
    ColumnMissing { fields: Vec<&'static str> },
    /// Several columns stand for one field.
    #[error("header_conflict")]
    HeaderConflict { field: &'static str, columns: Vec<String> },
    /// The mapping names a field that this kind of sheet does not have.
    #[error("mapping_unknown")]
    UnknownField { field: String },
    /// A default value is for a field that this kind of sheet does not have.
    #[error("mapping_unknown")]
    UnknownDefault { field: String },
}

/// What was seen instead of a header may be somebody's row: it stays out of logs.
impl std::fmt::Debug for FileProblem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

impl FileProblem {
    /// The message key.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "file_empty",
            Self::NotASheet { .. } => "file_not_a_sheet",
            Self::OldExcel => "file_old_excel",
            Self::PasswordProtected => "file_password",
            Self::TooBig => "file_too_big",
            Self::TooManyRows => "file_too_many_rows",
            Self::TooManyColumns => "file_too_many_columns",
            Self::Nul => "file_nul",
            Self::Unreadable => "file_unreadable",
            Self::HeaderMissing { .. } | Self::ColumnMissing { .. } => "header_missing",
            Self::HeaderConflict { .. } => "header_conflict",
            Self::UnknownField { .. } | Self::UnknownDefault { .. } => "mapping_unknown",
        }
    }
}
