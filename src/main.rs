//! The program `offprint`. Enters: arguments. Leaves: an exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    offprint::cli::run()
}
