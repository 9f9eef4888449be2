//! Panics as errors. Input: work that should never panic. Output: the outcome, or a [`Bug`] that
//! says where the program failed.
//!
//! A panic in a thread of the pool reaches the work that waits for it, so that one guard around a
//! conversion covers all of it. Unwinding drops partial work: temporary files are removed.

use std::any::Any;
use std::backtrace::{Backtrace, BacktraceStatus};
use std::collections::VecDeque;
use std::io::Write as _;
use std::panic::{self, AssertUnwindSafe, PanicHookInfo};
use std::sync::{Mutex, PoisonError};

/// Where bugs are reported.
const ISSUES: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/issues");

/// How many places of panics are remembered: as many as may be on their way at once.
const REMEMBERED: usize = 64;

/// Words and places of the last panics. A panic that crosses threads keeps its words but not its
/// place, which only the process's hook receives.
static NOTED: Mutex<VecDeque<(String, String)>> = Mutex::new(VecDeque::new());

/// An internal error.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("offprint failed{}: {message}", at(.place))]
pub struct Bug {
    /// The words of the panic.
    pub message: String,
    /// File, line and column in the program's text, where they were noted.
    pub place: Option<String>,
}

impl Bug {
    /// What to do about it.
    pub fn help(&self) -> String {
        format!(
            "this is a bug in offprint: please report it at {ISSUES} with this message and, if \
                possible, the input"
        )
    }
}

fn at(place: &Option<String>) -> String {
    place.as_ref().map(|place| format!(" at {place}")).unwrap_or_default()
}

/// Does the work and catches its panic.
///
/// # Errors
/// If it panicked. Nothing that the work has touched may be used afterwards: it is for work that
/// owns its input and returns its result.
pub fn catch_panic<T>(work: impl FnOnce() -> T) -> Result<T, Bug> {
    panic::catch_unwind(AssertUnwindSafe(work)).map_err(|payload| {
        let message = words(payload.as_ref());
        let place = place_of(&message);
        Bug { message, place }
    })
}

/// Records panics of the whole process instead of printing them, so that [`catch_panic`] can report
/// their locations. With `RUST_BACKTRACE` their backtraces are printed too.
pub fn install_panic_hook() {
    panic::set_hook(Box::new(|panic| {
        note(panic);
        let trace = Backtrace::capture();
        if trace.status() == BacktraceStatus::Captured {
            let _ = writeln!(anstream::stderr(), "{panic}\n{trace}");
        }
    }));
}

fn note(panic: &PanicHookInfo<'_>) {
    let Some(place) = panic.location() else { return };
    let mut noted = NOTED.lock().unwrap_or_else(PoisonError::into_inner);
    noted.push_back((words(panic.payload()), place.to_string()));
    if noted.len() > REMEMBERED {
        noted.pop_front();
    }
}

/// Where a panic of these words was last noted; it is forgotten then.
fn place_of(message: &str) -> Option<String> {
    let mut noted = NOTED.lock().unwrap_or_else(PoisonError::into_inner);
    let at = noted.iter().rposition(|(words, _)| words == message)?;
    noted.remove(at).map(|(_, place)| place)
}

/// The message of a panic.
fn words(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().copied();
    let text = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("no reason given").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_in_a_thread_of_the_pool_becomes_an_error_that_says_what_to_do() {
        let work = || {
            rayon::join(|| 1, || if "a".len() == 1 { panic!("no glyph for {}", 'x') } else { 2 })
        };
        let bug = catch_panic(work).map_err(|bug| (bug.message.clone(), bug.help()));
        let (message, help) = bug.err().unwrap_or_default();
        assert_eq!(message, "no glyph for x");
        assert!(help.contains("github.com/offprint/offprint/issues"), "{help}");
        assert_eq!(catch_panic(|| 3), Ok(3));
    }
}
