//! The command line. Input: arguments. Output: files, messages and an exit code.
//!
//! `args` is what was typed; one file a command turns it into requests; `perform` carries them out
//! and reports the outcome with `terminal` (for people) or `json` (for programs). Results go to
//! stdout; warnings, errors and progress to stderr.

mod args;
mod batch;
mod build;
mod cache;
mod check;
mod completions;
mod demo;
mod format;
mod json;
mod perform;
mod progress;
mod signals;
mod status;
mod terminal;
mod themes;
mod watch;
mod worker;
mod worker_process;

use std::ffi::OsString;
use std::io;
use std::path::Path;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory, Parser};

use crate::convert::{ConvertError, catch_panic, install_panic_hook};
use args::{Cli, Command};
use status::{CliError, Status};

/// Runs the program with the arguments of the process.
pub fn run() -> ExitCode {
    install_panic_hook();
    let mut args: Vec<OsString> = std::env::args_os().collect();
    let is_worker = args.get(1).is_some_and(|first| first == worker_process::FLAG);
    if is_worker {
        args.remove(1);
    }
    let first = args.get(1).cloned();
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) => return refuse(error, first),
    };
    match is_worker {
        true => signals::leave_signals_to_supervisor(),
        false => signals::handle_interrupts(&cli.command),
    }
    let outcome = catch_panic(|| match cli.command {
        command if is_worker => worker::run(command),
        Command::Build(args) => build::run(args),
        Command::Check(args) => check::run(args),
        Command::Batch(args) => batch::run(args),
        Command::Watch(args) => watch::run(args),
        Command::Demo(args) => demo::run(args),
        Command::Cache(args) => cache::run(args),
        Command::Themes(args) => themes::run(args),
        Command::Completions { shell } => completions::run(shell),
    });
    let outcome = outcome.unwrap_or_else(|bug| {
        terminal::failure(&ConvertError::Bug(bug));
        Ok(Status::Trouble)
    });
    match outcome {
        Ok(status) => status.into(),
        // A closed pipe, as by `head`, is not an error.
        Err(CliError::Io(error)) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(CliError::Io(error)) => {
            terminal::error(&error.to_string());
            Status::Trouble.into()
        }
        Err(CliError::Usage(message)) => {
            terminal::error(&message);
            Status::Usage.into()
        }
    }
}

/// Shows help, the version or what is wrong with the command line.
fn refuse(mut error: clap::Error, first: Option<OsString>) -> ExitCode {
    let typed: Vec<(ContextKind, String)> = error
        .context()
        .filter_map(|(kind, value)| match value {
            ContextValue::String(value) => Some((kind, format::name(value).into_owned())),
            _ => None,
        })
        .collect();
    for (kind, value) in typed {
        error.insert(kind, ContextValue::String(value));
    }
    let input = first.filter(|first| Path::new(first).exists());
    if let (ErrorKind::InvalidSubcommand, Some(input)) = (error.kind(), input) {
        let tip = format!(
            "to build its editions, run `offprint build {}`",
            format::path(Path::new(&input))
        );
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip.into()]));
        error.remove(ContextKind::SuggestedSubcommand);
    }
    let status = if error.use_stderr() { Status::Usage } else { Status::Made };
    // If even this cannot be printed, there is nothing left to do.
    let _ = error.with_cmd(&Cli::command()).print();
    status.into()
}
