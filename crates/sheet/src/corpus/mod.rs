//! What must be read from the untidy sheets of `testdata/sheets`, cell by cell: the truth of each stands beside it, and
//! the tests say in words what it is about.

mod households;
mod measure;
mod stops;
mod told;
mod untidy;
mod workbooks;

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
