//! `cabas geo import`, `cabas geo import-ban`: from the files of others to ours. What was built from the same file is not
//! built again, so that a run that was interrupted goes on where it was.

use super::Answered;
use cabas_geo::{Building, Extract, Read, Sources};
use clap::Args;
use serde_json::json;
use std::{
    fmt::Write as _,
    fs,
    io::{IsTerminal, Write as _},
    path::{Path, PathBuf},
    time::{Duration, Instant, UNIX_EPOCH},
};

/// Read streets and addresses from an extract of `OpenStreetMap`.
#[derive(Args)]
pub(super) struct Import {
    /// The extract (.osm.pbf).
    file: PathBuf,
    /// Build again what is there already.
    #[arg(long)]
    again: bool,
}

/// Read addresses from the French address file, or its sisters (.csv, .csv.gz).
#[derive(Args)]
pub(super) struct ImportBan {
    /// The address file.
    file: PathBuf,
    /// Build again what is there already.
    #[arg(long)]
    again: bool,
}

/// Which file something was built from: beside it, so that it is not built twice.
struct Origin {
    note: PathBuf,
    says: String,
}

impl Origin {
    fn of(built: &Path, from: &Path) -> std::io::Result<Self> {
        let about = fs::metadata(from)?;
        let changed = about.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        let mut note = built.as_os_str().to_owned();
        note.push(".json");
        let says = json!({ "file": from.file_name().map(|name| name.to_string_lossy()), "bytes": about.len(), "changed": changed });
        Ok(Self { note: note.into(), says: says.to_string() })
    }

    fn is_built(&self, built: &Path) -> bool {
        built.exists() && fs::read_to_string(&self.note).is_ok_and(|says| says == self.says)
    }

    fn note(&self) -> std::io::Result<()> {
        fs::write(&self.note, &self.says)
    }
}

pub(super) fn import(ask: &Import, folder: &Path) -> Answered {
    let sources = Sources::within(folder);
    let mut extract = Extract::open(&ask.file)?;
    let mut said = String::new();
    let origin = Origin::of(&sources.roads, &ask.file)?;
    if ask.again || !origin.is_built(&sources.roads) {
        let (begun, mut line) = (Instant::now(), Line::new("streets"));
        let built = cabas_geo::build(&mut extract, &sources.roads, &mut |step| match step {
            Building::Reading(read) => line.read(read),
            Building::Ordering => line.say("putting corners in order"),
            Building::Costing => line.say("computing times"),
            Building::Writing => line.say("writing"),
        })?;
        line.end();
        origin.note()?;
        let took = begun.elapsed().as_secs_f64();
        writeln!(
            said,
            "streets: {} stretches between {} corners, {} objects, {took:.1} s",
            built.stretches, built.corners, built.objects
        )?;
        let [foot, bike, cargo, car] = built.islands;
        if built.islands != [0; 4] {
            writeln!(said, "  cannot be left or come to: on foot {foot}, bike {bike}, cargo bike {cargo}, car {car}")?;
        }
        if built.cut > 0 {
            writeln!(said, "  points that the extract does not hold: {}", built.cut)?;
        }
    } else {
        writeln!(said, "streets: built from this file already")?;
    }
    let origin = Origin::of(&sources.addresses, &ask.file)?;
    if ask.again || !origin.is_built(&sources.addresses) {
        let (begun, mut line) = (Instant::now(), Line::new("addresses"));
        let built = cabas_geo::import_addresses(&mut extract, &sources.addresses, &mut |read| line.read(read))?;
        line.end();
        origin.note()?;
        let took = begun.elapsed().as_secs_f64();
        write!(
            said,
            "addresses: {} streets, {} doors, {} places in {} towns, {took:.1} s",
            built.streets, built.houses, built.places, built.towns
        )?;
    } else {
        write!(said, "addresses: built from this file already")?;
    }
    Ok(said)
}

pub(super) fn import_ban(ask: &ImportBan, folder: &Path) -> Answered {
    let sources = Sources::within(folder);
    let origin = Origin::of(&sources.doors, &ask.file)?;
    if !ask.again && origin.is_built(&sources.doors) {
        return Ok("doors: built from this file already".into());
    }
    let (begun, line) = (Instant::now(), Line::new("doors"));
    let read = cabas_geo::import_ban(&ask.file, &sources.doors, &mut |lines| line.say(&format!("{lines} lines")))?;
    line.end();
    origin.note()?;
    let built = read.gathered;
    let took = begun.elapsed().as_secs_f64();
    let mut said = format!(
        "doors: {} in {} streets of {} towns, {} lines, {took:.1} s",
        built.houses, built.streets, built.towns, read.lines
    );
    if read.wrong > 0 {
        write!(said, "\n{} lines are no address:", read.wrong)?;
        for problem in &read.problems {
            write!(said, "\n  line {}: {}", problem.line, problem.what)?;
        }
        let more = read.wrong.saturating_sub(u64::try_from(read.problems.len()).unwrap_or(0));
        if more > 0 {
            write!(said, "\n  and {more} more")?;
        }
    }
    Ok(said)
}

/// Where a terminal sees how far a building is; nothing is written into a file.
struct Line {
    of: &'static str,
    shown: bool,
    last: Instant,
}

impl Line {
    fn new(of: &'static str) -> Self {
        Self { of, shown: std::io::stderr().is_terminal(), last: Instant::now() }
    }

    fn read(&mut self, read: Read) {
        let percent = read.bytes.saturating_mul(100) / read.of.max(1);
        if self.last.elapsed() > Duration::from_millis(200) {
            self.last = Instant::now();
            self.say(&format!("{percent} % read, {} objects", read.objects));
        }
    }

    fn say(&self, what: &str) {
        if self.shown {
            // A terminal that is gone sees nothing: no reason to stop.
            let _ = write!(std::io::stderr(), "\r\x1b[2K{}: {what}", self.of);
        }
    }

    fn end(&self) {
        if self.shown {
            let _ = write!(std::io::stderr(), "\r\x1b[2K");
        }
    }
}
