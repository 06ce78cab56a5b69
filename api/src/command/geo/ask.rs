//! `cabas geo find`, `at`, `table`, `way`, `corpus`: what this server would answer, for whoever sets it up or measures it.

use super::Answered;
use cabas_geo::{Found, Point, Region};
use cabas_kernel::words::rounds::TravelMode;
use clap::{
    Args,
    builder::{PossibleValuesParser, TypedValueParser},
};
use serde_json::{Value, json};
use std::{
    io::{self, BufRead},
    path::Path,
    time::Instant,
};

/// Find an address, or one on each line of the standard input. Each answer is a line of JSON.
#[derive(Args)]
pub(super) struct Find {
    /// The address; without one, lines are read.
    text: Option<String>,
    /// As somebody is still writing.
    #[arg(long)]
    begins: bool,
    /// How many answers at most.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u8).range(1..=50))]
    most: u8,
    /// After the answers, how long finding took.
    #[arg(long)]
    timed: bool,
}

/// Say which address a place has.
#[derive(Args)]
pub(super) struct At {
    /// 43.7384,7.4246
    #[arg(value_parser = point, allow_hyphen_values = true)]
    place: Point,
}

/// Times and distances between places: one LAT,LON on each line of the standard input.
#[derive(Args)]
pub(super) struct Table {
    #[arg(long, value_parser = modes(), default_value = "bike")]
    mode: TravelMode,
    /// Compute it so many times, and say how long each took.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=1000))]
    times: u16,
}

/// The way from a place to another.
#[derive(Args)]
pub(super) struct Way {
    #[arg(value_parser = point, allow_hyphen_values = true)]
    from: Point,
    #[arg(value_parser = point, allow_hyphen_values = true)]
    to: Point,
    #[arg(long, value_parser = modes(), default_value = "bike")]
    mode: TravelMode,
}

/// Addresses of this region as people write them, and where they are: what finding them is measured on.
#[derive(Args)]
pub(super) struct Corpus {
    #[arg(long, default_value_t = 1000)]
    count: u32,
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

fn modes() -> impl TypedValueParser<Value = TravelMode> {
    PossibleValuesParser::new(TravelMode::ALL.iter().map(|mode| mode.as_str())).try_map(|mode| mode.parse())
}

fn point(text: &str) -> Result<Point, &'static str> {
    let wanted = "a latitude and a longitude in degrees: 43.7384,7.4246";
    let (lat, lon) = text.split_once([',', ';', ' ']).ok_or(wanted)?;
    let degrees = |text: &str| text.trim().parse::<f64>().map_err(|_| wanted);
    Point::from_degrees(degrees(lat)?, degrees(lon)?).ok_or("no such place on earth")
}

/// A region with addresses or streets in it.
fn open(folder: &Path) -> Result<Region, Box<dyn std::error::Error>> {
    let region = Region::open(folder)?;
    if region.knows_addresses() || region.roads().is_some() {
        return Ok(region);
    }
    Err(format!("nothing is known of any region in {}: run cabas geo import", folder.display()).into())
}

fn told(found: &Found) -> Value {
    json!({
        "lat": found.place.lat(),
        "lon": found.place.lon(),
        "level": found.level.as_str(),
        "sure": (f64::from(found.sure) * 1_000.0).round() / 1_000.0,
        "number": found.number,
        "street": found.street,
        "postcode": found.postcode,
        "town": found.town,
        "doubts": found.doubts.iter().map(|doubt| doubt.as_str()).collect::<Vec<_>>(),
    })
}

pub(super) fn find(ask: &Find, folder: &Path) -> Answered {
    let region = open(folder)?;
    let texts = match &ask.text {
        Some(text) => vec![text.clone()],
        None => io::stdin().lock().lines().collect::<Result<Vec<_>, _>>()?,
    };
    let most = usize::from(ask.most);
    let (begun, mut each) = (Instant::now(), Vec::new());
    let answers: Vec<_> = if ask.begins {
        // One after another, as keys are pressed.
        let complete = |text: &String| {
            let begun = Instant::now();
            let answer = region.complete(text, most);
            each.push((begun.elapsed().as_secs_f64() * 1e6).round() / 1e3);
            answer
        };
        texts.iter().map(complete).collect()
    } else {
        region.find_all(&texts, most)
    };
    let took = begun.elapsed().as_secs_f64();
    let mut lines: Vec<String> = answers
        .iter()
        .map(|answer| {
            json!({ "found": answer.found.iter().map(told).collect::<Vec<_>>(), "complement": answer.complement })
                .to_string()
        })
        .collect();
    if ask.timed {
        lines.push(json!({ "seconds": took, "each_ms": each }).to_string());
    }
    Ok(lines.join("\n"))
}

pub(super) fn at(ask: &At, folder: &Path) -> Answered {
    Ok(open(folder)?.at(ask.place).as_ref().map_or(Value::Null, told).to_string())
}

pub(super) fn table(ask: &Table, folder: &Path) -> Answered {
    let region = open(folder)?;
    let mut places = Vec::new();
    for (at, line) in io::stdin().lock().lines().enumerate() {
        places.push(point(&line?).map_err(|why| format!("line {}: {why}", at + 1))?);
    }
    let mut took = Vec::new();
    let mut table = None;
    for _ in 0..ask.times {
        let begun = Instant::now();
        table = Some(region.router().table(ask.mode, &places)?);
        took.push((begun.elapsed().as_secs_f64() * 1e6).round() / 1e3);
    }
    let table = table.unwrap_or_default();
    let rows = |of: fn((u32, u32)) -> u32| -> Vec<Vec<Option<u32>>> {
        let row = |from: usize| (0..places.len()).map(|to| table.cell(from, to).map(of)).collect();
        (0..places.len()).map(row).collect()
    };
    let off: Vec<usize> = (0..places.len()).filter(|place| table.is_off(*place)).collect();
    Ok(json!({ "seconds": rows(|cell| cell.0), "metres": rows(|cell| cell.1), "off": off, "took_ms": took })
        .to_string())
}

pub(super) fn way(ask: &Way, folder: &Path) -> Answered {
    let leg = open(folder)?.router().leg(ask.mode, ask.from, ask.to)?;
    let told = leg.map(|leg| {
        let line: Vec<[f64; 2]> = leg.line.iter().map(|point| [point.lon(), point.lat()]).collect();
        let steps: Vec<Value> = leg
            .steps
            .iter()
            .map(|step| json!({ "street": step.street, "stairs": step.stairs, "metres": step.metres, "seconds": step.seconds }))
            .collect();
        json!({ "seconds": leg.seconds, "metres": leg.metres, "steps": steps, "line": line })
    });
    Ok(told.unwrap_or(Value::Null).to_string())
}

pub(super) fn corpus(ask: &Corpus, folder: &Path) -> Answered {
    let region = open(folder)?;
    let made = region.corpus(usize::try_from(ask.count)?, ask.seed);
    let lines: Vec<String> = made
        .iter()
        .map(|written| {
            json!({
                "text": written.text,
                "writing": format!("{:?}", written.writing).to_lowercase(),
                "level": written.level.as_str(),
                "street": written.street,
                "lat": written.place.lat(),
                "lon": written.place.lon(),
            })
            .to_string()
        })
        .collect();
    Ok(lines.join("\n"))
}
