//! Panics as errors. Enters: work that should never panic. Leaves: what came of it, or a [`Bug`] that
//! says where the program failed.
//!
//! A panic in a thread of the pool reaches the work that waits for it, so that one guard around a
//! conversion holds all of it. What is half made is let go on the way: temporary files vanish.

use std::any::Any;
use std::backtrace::{Backtrace, BacktraceStatus};
use std::collections::VecDeque;
use std::io::Write as _;
use std::panic::{self, AssertUnwindSafe, PanicHookInfo};
use std::sync::{Mutex, PoisonError};

/// Where people tell of bugs.
const ISSUES: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/issues");

/// How many places of panics are remembered: as many as may be on their way at once.
const REMEMBERED: usize = 64;

/// Words and places of the last panics. A panic that crosses threads keeps its words but not its
/// place, which only the hook of the process is told.
static NOTED: Mutex<VecDeque<(String, String)>> = Mutex::new(VecDeque::new());

/// The program failed where it should not have.
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
            "this is a bug in offprint: please tell of it at {ISSUES}, with the words above and, if \
             you may, the input"
        )
    }
}

fn at(place: &Option<String>) -> String {
    place.as_ref().map(|place| format!(" at {place}")).unwrap_or_default()
}

/// Does the work and catches its panic.
///
/// # Errors
/// If it panicked. Nothing that the work has touched may be used after that: it is for work that
/// takes what it needs and gives what it made.
pub fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, Bug> {
    panic::catch_unwind(AssertUnwindSafe(work)).map_err(|payload| {
        let message = words(payload.as_ref());
        let place = place_of(&message);
        Bug { message, place }
    })
}

/// Has panics of the whole process noted instead of printed, for [`guarded`] to tell of their places.
/// `RUST_BACKTRACE` has the way to each printed too.
pub fn note_panics() {
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

/// What a panic says.
fn words(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().copied();
    let text = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("it gave no reason").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_in_a_thread_of_the_pool_becomes_an_error_that_says_what_to_do() {
        let work = || {
            rayon::join(|| 1, || if "a".len() == 1 { panic!("no glyph for {}", 'x') } else { 2 })
        };
        let bug = guarded(work).map_err(|bug| (bug.message.clone(), bug.help()));
        let (message, help) = bug.err().unwrap_or_default();
        assert_eq!(message, "no glyph for x");
        assert!(help.contains("github.com/offprint/offprint/issues"), "{help}");
        assert_eq!(guarded(|| 3), Ok(3));
    }
}
