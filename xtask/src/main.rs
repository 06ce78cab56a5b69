//! The project's habits as commands: `cargo xtask <command>`. The Justfile gives each of them a short name.
#![expect(clippy::print_stdout, reason = "a command-line tool speaks on its standard output")]

mod advisories;
mod budget;
mod house;
mod json;
mod law;
mod paths;
mod postgres;
mod process;
mod suite;
mod text;
mod tree;
mod wasm;

use std::process::ExitCode;

const USAGE: &str = "\
cargo xtask <command>

  wasm      compile, bind, optimise and lay out the interface in dist/
  budget    weigh the first load of the interface against its budgets
  law       check who may depend on whom
  house     check the house rules that clippy cannot express
  openapi   compare openapi/openapi.json with the code (--write: bring it up to date)
  test      run everything, end with the line \"N passed, N failed\" (arguments: names of stages to keep)
  postgres  run a command with a throw-away PostgreSQL in CABAS_TEST_POSTGRES";

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let command = arguments.next().unwrap_or_default();
    let rest: Vec<String> = arguments.collect();
    let outcome = match command.as_str() {
        "wasm" => wasm::build(),
        "budget" => budget::check(),
        "law" => law::check(),
        "house" => house::check(),
        "openapi" => suite::openapi(rest.iter().any(|argument| argument == "--write")),
        "test" => return suite::run(&rest),
        "postgres" => postgres::with_cluster(&rest),
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem:#}");
            ExitCode::FAILURE
        }
    }
}
