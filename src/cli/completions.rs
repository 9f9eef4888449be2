//! `offprint completions`. Input: a shell's name. Output: its script, on stdout.

use std::io::{self, Write};

use clap::CommandFactory;
use clap_complete::Shell;

use super::args::Cli;
use super::status::{CliError, Status};

/// Prints the completions of a shell.
pub(super) fn run(shell: Shell) -> Result<Status, CliError> {
    // Made in memory first: the generator itself cannot stand a closed pipe.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "offprint", &mut script);
    io::stdout().write_all(&script)?;
    Ok(Status::Made)
}
