//! What stops the program from outside. Enters: Ctrl-C or a request to end. Leaves: an exit code by which
//! shells know the signal (128 and its number), what was there before, and nothing half made.
//!
//! On systems without these signals the program just ends, and the next run removes what it left.

use super::args::Command;

/// Ends the program in good order when it is told to.
#[cfg(unix)]
pub(super) fn heed_signals(command: &Command) {
    use signal_hook::consts::{SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;

    use super::terminal;
    use crate::{batch, convert};

    // Where no signals can be had, they do what they did before.
    let Ok(mut signals) = Signals::new([SIGINT, SIGTERM]) else { return };
    // Whoever watches has no other end.
    let is_early = !matches!(command, Command::Watch(_));
    std::thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            convert::abandon();
            batch::end_workers();
            if is_early {
                terminal::error(
                    "stopped: what was under way is not made, and what was made before is as it \
                     was; the same command makes the rest",
                );
            }
            std::process::exit(128 + signal);
        }
    });
}

/// Passes signals over: a terminal sends them to the supervisor too, which ends the worker in good order.
#[cfg(unix)]
pub(super) fn leave_signals_to_supervisor() {
    use signal_hook::consts::{SIGINT, SIGTERM};
    for signal in [SIGINT, SIGTERM] {
        // Where a signal cannot be had, it ends the worker, which is known for a death like others.
        let _ = signal_hook::flag::register(signal, Default::default());
    }
}

/// The same where there are no such signals.
#[cfg(not(unix))]
pub(super) fn leave_signals_to_supervisor() {}

/// Leaves signals as they are.
#[cfg(not(unix))]
pub(super) fn heed_signals(_: &Command) {}
