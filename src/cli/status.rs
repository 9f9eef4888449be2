//! What a command is for and how it ends. Output: [`Purpose`], [`Status`], [`CliError`].

use std::io;
use std::process::ExitCode;

/// What requests are carried out for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// For the editions.
    Build,
    /// For the diagnostics.
    Check,
}

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Status {
    /// Everything requested was made.
    Made,
    /// The input is invalid, or there was an I/O error.
    Trouble,
    /// The command line is invalid.
    Usage,
}

impl Status {
    /// Trouble where there was any.
    pub(super) fn of_trouble(trouble: bool) -> Self {
        if trouble { Status::Trouble } else { Status::Made }
    }
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        ExitCode::from(match status {
            Status::Made => 0,
            Status::Trouble => 1,
            Status::Usage => 2,
        })
    }
}

/// Why a command stopped.
#[derive(Debug, thiserror::Error)]
pub(super) enum CliError {
    /// The command line is invalid; with a message.
    #[error("{0}")]
    Usage(String),
    /// Standard output cannot be written to, or the sample cannot be.
    #[error("{0}")]
    Io(#[from] io::Error),
}
