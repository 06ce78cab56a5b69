//! `cabas geo`: streets and addresses of a region, kept on this server.

mod ask;
mod build;

use clap::{Args, Subcommand};
use std::{path::PathBuf, process::ExitCode};

/// Streets and addresses of a region, kept on this server.
#[derive(Args)]
pub(super) struct Geo {
    /// Where the server keeps its data.
    #[arg(long, env = "CABAS_DATA_DIR", default_value = "data")]
    data_dir: PathBuf,
    /// Where the region's files are; `geo` within the data when absent.
    #[arg(long, env = "CABAS_REGION_DIR")]
    region_dir: Option<PathBuf>,
    #[command(subcommand)]
    act: Act,
}

#[derive(Subcommand)]
enum Act {
    Import(build::Import),
    ImportBan(build::ImportBan),
    Find(ask::Find),
    At(ask::At),
    Table(ask::Table),
    Way(ask::Way),
    Corpus(ask::Corpus),
}

pub(super) fn run(ask: &Geo) -> ExitCode {
    let folder = ask.region_dir.clone().unwrap_or_else(|| ask.data_dir.join("geo"));
    let answer = match &ask.act {
        Act::Import(act) => build::import(act, &folder),
        Act::ImportBan(act) => build::import_ban(act, &folder),
        Act::Find(act) => ask::find(act, &folder),
        Act::At(act) => ask::at(act, &folder),
        Act::Table(act) => ask::table(act, &folder),
        Act::Way(act) => ask::way(act, &folder),
        Act::Corpus(act) => ask::corpus(act, &folder),
    };
    match answer {
        Ok(text) => super::print(&text),
        Err(why) => super::fail(why.as_ref()),
    }
}

/// What a command answers, or why it cannot.
type Answered = Result<String, Box<dyn std::error::Error>>;
