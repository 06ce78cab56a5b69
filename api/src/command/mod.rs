//! The command line: one binary serves, migrates, invites the first admin, brings sheets in, prints the API's
//! document.

mod audit;
mod bootstrap_admin;
mod demo;
mod geo;
mod import;
mod plan_instance;

use crate::platform::{
    self, Config,
    clock::{RandomIds, SystemClock},
};
use clap::{Parser, Subcommand};
use std::{io::IsTerminal, process::ExitCode, sync::Arc};
use tracing_subscriber::EnvFilter;

/// Solidarity food-aid networks: deliveries, rounds, people.
#[derive(Parser)]
#[command(name = "cabas", version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the API, the interface and the jobs.
    Serve,
    /// Bring the database up to date. Safe to repeat.
    Migrate,
    /// Print a one-time invitation for an admin; the only way in without an inviter.
    BootstrapAdmin {
        /// Name of the organisation; created when it does not exist.
        #[arg(long)]
        organisation: String,
        /// Address of the admin.
        #[arg(long)]
        email: String,
    },
    /// Check the logs of writes and looks.
    Audit {
        #[command(subcommand)]
        act: AuditAct,
    },
    /// Fill an empty database with a fictitious town, and print how to sign in.
    Demo,
    Import(import::Import),
    Geo(geo::Geo),
    PlanInstance(plan_instance::PlanInstance),
    /// Print the OpenAPI document, without a database.
    Openapi,
}

#[derive(Subcommand)]
enum AuditAct {
    /// Compute the hashes again. Names the first entry that was changed or removed, and fails then.
    Verify,
}

/// Runs the command of the process.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    match &cli.command {
        Command::Openapi => return print(crate::api::document_text()),
        Command::Import(ask) => return import::run(ask),
        Command::Geo(ask) => return geo::run(ask),
        Command::PlanInstance(ask) => return plan_instance::run(ask),
        _ => {}
    }
    let config = match Config::from_env() {
        Ok(config) => config,
        Err(e) => return fail(&e),
    };
    log(&config, matches!(cli.command, Command::Serve));
    let runtime =
        match tokio::runtime::Builder::new_multi_thread().worker_threads(config.workers.min(4)).enable_all().build() {
            Ok(runtime) => runtime,
            Err(e) => return fail(&e),
        };
    let outcome = runtime.block_on(async {
        match cli.command {
            Command::Serve => {
                platform::health::install_metrics();
                platform::serve(config).await.map(|()| String::new())
            }
            Command::Migrate => {
                platform::open_store(&config, Arc::new(SystemClock), Arc::new(RandomIds)).await.map(|_| String::new())
            }
            Command::BootstrapAdmin { organisation, email } => {
                bootstrap_admin::run(&config, &organisation, &email).await
            }
            Command::Demo => demo::run(&config).await,
            Command::Audit { act: AuditAct::Verify } => audit::verify(&config).await,
            Command::Import(_) | Command::Geo(_) | Command::PlanInstance(_) | Command::Openapi => Ok(String::new()),
        }
    });
    match outcome {
        Ok(text) if text.is_empty() => ExitCode::SUCCESS,
        Ok(text) => print(&text),
        Err(e) => fail(e.as_ref()),
    }
}

/// Says why, in one line, and ends with a failure.
fn fail(e: &dyn std::error::Error) -> ExitCode {
    eprintln!("cabas: {e}");
    ExitCode::FAILURE
}

#[expect(clippy::print_stdout, reason = "what a command answers goes to standard output")]
fn print(text: &str) -> ExitCode {
    println!("{}", text.trim_end());
    ExitCode::SUCCESS
}

/// Logs go to standard error: JSON lines, or text for people. A command that ends says its answer, and only warnings
/// besides.
fn log(config: &Config, serves: bool) {
    let usual = if serves { "info,sqlx=warn,sea_orm=warn,actix_server=warn" } else { "warn" };
    let filter = EnvFilter::try_from_env("CABAS_LOG_FILTER").unwrap_or_else(|_| EnvFilter::new(usual));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if config.json_logs {
        builder.json().flatten_event(true).with_current_span(false).with_span_list(false).init();
    } else {
        // Colours for eyes only: a file or a journal keeps plain text.
        builder.with_target(false).with_ansi(std::io::stderr().is_terminal()).compact().init();
    }
    // Where something fell over; what it said may quote what it worked on (LO-2, LO-4).
    std::panic::set_hook(Box::new(|fall| {
        let at = fall.location().map(ToString::to_string);
        tracing::error!(at, "a defect of the program");
    }));
}
