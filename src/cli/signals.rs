//! Signals. Input: Ctrl-C or a request to end. Output: the conventional exit code (128 plus the
//! signal), the old outputs, and no partial ones.
//!
//! On systems without these signals the program just ends, and the next run removes what it left.

use super::args::Command;

/// Ends the program cleanly on a signal.
#[cfg(unix)]
pub(super) fn handle_interrupts(command: &Command) {
    use signal_hook::consts::{SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;

    use super::terminal;
    use crate::{batch, convert};

    // If handlers cannot be installed, signals keep their default action.
    let Ok(mut signals) = Signals::new([SIGINT, SIGTERM]) else { return };
    // For `watch` this is the normal end.
    let is_early = !matches!(command, Command::Watch(_));
    std::thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            convert::remove_temp_files();
            batch::end_workers();
            if is_early {
                terminal::error(
                    "interrupted: unfinished editions were discarded; run the same command again \
                        to continue",
                );
            }
            std::process::exit(128 + signal);
        }
    });
}

/// Passes signals over: a terminal sends them to the supervisor too, which ends the worker in good
/// order.
#[cfg(unix)]
pub(super) fn leave_signals_to_supervisor() {
    use signal_hook::consts::{SIGINT, SIGTERM};
    for signal in [SIGINT, SIGTERM] {
        // If a handler cannot be installed, the signal ends the worker, which counts as a crash.
        let _ = signal_hook::flag::register(signal, Default::default());
    }
}

/// The same where there are no such signals.
#[cfg(not(unix))]
pub(super) fn leave_signals_to_supervisor() {}

/// Leaves signals as they are.
#[cfg(not(unix))]
pub(super) fn handle_interrupts(_: &Command) {}
