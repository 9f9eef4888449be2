//! How workers of `batch` and of `watch` are started: this same program, started by itself with the
//! same command line behind a flag of its own. Input: nothing. Output: the process to start, and
//! what an edition may take in it.

use std::path::{Path, PathBuf};
use std::process::Command as Process;
use std::time::Duration;
use std::{env, io};

use crate::batch::{Limits, available_memory};

/// What stands before the command.
pub(super) const FLAG: &str = "--worker";

/// The default limit of processor time for an edition.
const DEFAULT_TIME: Duration = Duration::from_secs(3600);

/// How a worker is started.
pub(super) fn start() -> io::Result<Process> {
    let mut process = Process::new(program()?);
    process.arg(FLAG).args(env::args_os().skip(1));
    Ok(process)
}

/// This program, even if another one has been installed in its place meanwhile.
fn program() -> io::Result<PathBuf> {
    let own = Path::new("/proc/self/exe");
    if own.exists() { Ok(own.to_path_buf()) } else { env::current_exe() }
}

/// What an edition may take: as requested, else four fifths of the available memory, and an hour.
pub(super) fn limits(memory: Option<u64>, time: Option<Duration>) -> Limits {
    let most = || available_memory().map_or(u64::MAX, |bytes| bytes / 5 * 4);
    Limits {
        memory: memory.unwrap_or_else(most),
        time: time.unwrap_or(DEFAULT_TIME),
        are_options: false,
    }
}
