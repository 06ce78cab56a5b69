//! Running other programs.

use std::{
    ffi::OsStr,
    io::{self, BufRead, BufReader, Read, Write},
    process::{Command, Stdio},
    thread,
};

use anyhow::{Context, Result, bail};

use crate::text::plain;

/// Runs to the end with the terminal's own input and outputs; fails when the program does.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| describe(command))?;
    if !status.success() {
        bail!("{} ended with {status}", describe(command));
    }
    Ok(())
}

/// What the program wrote on its standard output; its errors stay visible.
pub(crate) fn output(command: &mut Command) -> Result<Vec<u8>> {
    let result = command.stdin(Stdio::null()).stderr(Stdio::inherit()).output();
    let output = result.with_context(|| describe(command))?;
    if !output.status.success() {
        bail!("{} ended with {}", describe(command), output.status);
    }
    Ok(output.stdout)
}

/// Runs while showing every line as it comes, and keeps the lines (without colours) to be counted afterwards.
pub(crate) fn follow(command: &mut Command) -> Result<(bool, Vec<String>)> {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| describe(command))?;
    let errors = child.stderr.take().map(|pipe| thread::spawn(move || copy(pipe, &mut io::stderr())));
    let mut lines = child.stdout.take().map(|pipe| copy(pipe, &mut io::stdout())).unwrap_or_default();
    lines.extend(errors.and_then(|thread| thread.join().ok()).unwrap_or_default());
    Ok((child.wait()?.success(), lines))
}

fn copy(pipe: impl Read, to: &mut impl Write) -> Vec<String> {
    let mut lines = Vec::new();
    for line in BufReader::new(pipe).split(b'\n').map_while(Result::ok) {
        let line = String::from_utf8_lossy(&line);
        // A closed terminal is no reason to lose the count.
        let _ = writeln!(to, "{line}").and_then(|()| to.flush());
        lines.push(plain(&line));
    }
    lines
}

fn describe(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ")
}

/// Takes back what cargo told this program about its own package. Some build scripts watch these variables: inherited,
/// they would compile a third of the dependencies again whenever a person and the suite take turns.
pub(crate) fn forget_own_package(command: &mut Command) {
    for (name, _) in std::env::vars_os() {
        let known = name.to_string_lossy();
        if known.starts_with("CARGO_PKG_") || known.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&name);
        }
    }
}
