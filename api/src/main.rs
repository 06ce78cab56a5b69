//! The `cabas` command.

fn main() -> std::process::ExitCode {
    cabas_api::command::run()
}
