//! The worker of `batch` and of `watch`: this same program, started by itself with the same command
//! line behind a flag of its own. Input: a command. Output: the editions that its supervisor
//! orders.

use super::args::Command;
use super::status::{CliError, Status};
use super::{batch, watch};

/// Makes what is ordered.
pub(super) fn run(command: Command) -> Result<Status, CliError> {
    match command {
        Command::Batch(args) => batch::work(args),
        Command::Watch(args) => watch::work(args),
        _ => Err(CliError::Usage("this command has no workers".into())),
    }
}
