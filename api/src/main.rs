//! The `cabas` command.

/// Requests are short-lived and many: the system's allocator took an eighth of their time. Without huge pages, which a
/// kernel may round a few kilobytes up to.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    cabas_api::command::run()
}
