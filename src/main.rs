//! The program `offprint`. Input: arguments. Output: an exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    offprint::cli::run()
}
