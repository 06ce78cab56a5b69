//! How much a file may hold (IM-1, as widened by decision 36).

/// Largest file, in bytes (20 MiB).
pub const MAX_BYTES: usize = 20 * 1024 * 1024;
/// Most data rows in one file, all worksheets together. Blank rows do not count.
pub const MAX_ROWS: usize = 10_000;
/// Most columns of a row.
pub const MAX_COLUMNS: usize = 64;
/// Longest cell, in bytes of UTF-8 (4 KiB). A longer one rejects its row, never the file.
pub const MAX_CELL_BYTES: usize = 4096;

/// Rows at the top of a sheet among which the header is looked for.
pub(crate) const HEADER_ROWS: usize = 20;
/// Most lines kept of one workbook: the data rows, and generous room for headers and what stands above them.
pub(crate) const MAX_LINES: usize = MAX_ROWS + 2000;
/// Most bytes the parts of a workbook may inflate to (128 MiB): a zip bomb stops here.
pub(crate) const MAX_INFLATED: u64 = 128 * 1024 * 1024;
/// Most files inside one workbook.
pub(crate) const MAX_PARTS: usize = 4096;
/// Most bytes of cell text kept of one workbook (64 MiB): one shared text may stand in every cell.
pub(crate) const MAX_TEXT: usize = 64 * 1024 * 1024;
/// Longest excerpt of a cell quoted in a problem, in characters.
pub(crate) const MAX_QUOTED: usize = 200;
