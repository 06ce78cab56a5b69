//! `cabas plan-instance`: plans a published instance, so that anybody can hold the planner against others.

use cabas_planner::{
    Budget, Plan, Search, Stop, check, solve,
    text::solomon::{self, Instance, Rounding},
};
use clap::{Args, ValueEnum};
use serde_json::json;
use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    sync::atomic::AtomicBool,
    time::{Duration, Instant},
};

/// Plan an instance of Solomon, or of Gehring and Homberger: the shortest total distance.
///
/// The last line of the output is JSON: distance, vehicles, seconds, feasible, and the routes as customer numbers.
#[derive(Args)]
pub(super) struct PlanInstance {
    /// The instance, as text.
    file: PathBuf,
    /// How long to look.
    #[arg(long, default_value_t = 10.0, value_parser = seconds, conflicts_with = "iterations")]
    seconds: f64,
    /// How many plans each thread looks at, in place of a time: the same seed then gives the same plan.
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..))]
    iterations: Option<u64>,
    /// What chance begins with.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many threads look.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=64))]
    threads: u16,
    /// How distances are made: cut after one decimal, as published results are, or exact.
    #[arg(long, value_enum, default_value_t = Distances::OneDecimal)]
    rounding: Distances,
}

#[derive(Clone, Copy, ValueEnum)]
enum Distances {
    OneDecimal,
    Exact,
}

/// A time that can be waited for.
fn seconds(text: &str) -> Result<f64, &'static str> {
    let seconds: f64 = text.parse().map_err(|_| "a number of seconds")?;
    if (0.0..=86_400.0).contains(&seconds) { Ok(seconds) } else { Err("between 0 and 86400 seconds") }
}

pub(super) fn run(ask: &PlanInstance) -> ExitCode {
    match answer(ask) {
        Ok(line) => super::print(&line),
        Err(why) => {
            eprintln!("cabas: {}: {why}", ask.file.display());
            ExitCode::FAILURE
        }
    }
}

fn answer(ask: &PlanInstance) -> Result<String, Box<dyn std::error::Error>> {
    let rounding = match ask.rounding {
        Distances::OneDecimal => Rounding::OneDecimal,
        Distances::Exact => Rounding::Exact,
    };
    let instance = solomon::read(&text(&ask.file)?, rounding)?;
    let budget = match ask.iterations {
        Some(turns) => Budget::Turns(turns),
        None => Budget::Time(Duration::from_secs_f64(ask.seconds)),
    };
    let begun = Instant::now();
    let search = Search { budget, seed: ask.seed, threads: usize::from(ask.threads) };
    let plan = solve(&instance.problem, search, &AtomicBool::new(false), &mut |_| {})?;
    let took = begun.elapsed().as_secs_f64();
    let feasible = plan.left_out.is_empty() && check(&instance.problem, &plan).is_ok();
    let routes = routes(&plan);
    let line = json!({
        "distance": distance(&instance, &routes),
        "vehicles": routes.len(),
        "seconds": (took * 1_000.0).round() / 1_000.0,
        "feasible": feasible,
        "routes": routes,
    });
    Ok(line.to_string())
}

/// A published instance is a few hundred lines; anything much larger is something else.
fn text(file: &Path) -> Result<String, Box<dyn std::error::Error>> {
    if std::fs::metadata(file)?.len() > 10 * 1024 * 1024 {
        return Err("larger than any instance".into());
    }
    Ok(std::fs::read_to_string(file)?)
}

/// Customer numbers, from 1, route by route.
fn routes(plan: &Plan) -> Vec<Vec<usize>> {
    let customers = |round: &cabas_planner::Round| {
        let of = round.steps.iter().filter_map(|step| match step.stop {
            Stop::Visit { job, .. } => Some(job + 1),
            Stop::Reload => None,
        });
        of.collect()
    };
    plan.rounds.iter().map(customers).collect()
}

/// The way from point to point, in the instance's own units.
fn distance(instance: &Instance, routes: &[Vec<usize>]) -> f64 {
    let leg = |from: usize, to: usize| -> f64 {
        let way = instance.problem.travel.first().map_or(0, |travel| travel.distance(from, to));
        match (instance.rounding, instance.points.get(from), instance.points.get(to)) {
            (Rounding::Exact, Some(a), Some(b)) => (a.0 - b.0).hypot(a.1 - b.1),
            _ => f64::from(way),
        }
    };
    let legs = |route: &Vec<usize>| -> f64 {
        let stops = || std::iter::once(0).chain(route.iter().copied()).chain(std::iter::once(0));
        stops().zip(stops().skip(1)).map(|(from, to)| leg(from, to)).sum()
    };
    let whole: f64 = routes.iter().map(legs).sum();
    match instance.rounding {
        Rounding::OneDecimal => whole / f64::from(instance.rounding.units()),
        Rounding::Exact => whole,
    }
}
