//! What must be read from the untidy sheets of `testdata/sheets`, cell by cell.

mod households;
mod stops;

use crate::{Reading, Workbook, open, testing::told};

macro_rules! file {
    ($name:literal) => {
        include_bytes!(concat!("../../../../testdata/sheets/", $name))
    };
}
use file;

fn opened(bytes: &[u8]) -> Workbook {
    open(bytes).unwrap()
}

fn problems<T>(reading: &Reading<T>) -> Vec<String> {
    told(reading.problems())
}
