//! How many files may be open at once. Input: the limit of the process (`ulimit -n`). Output:
//! permits to open a file for a moment, and the number of editions whose outputs may be open side
//! by side.
//!
//! Files that are read are open for as long as it takes to read them. The outputs of an edition
//! stay open as long as it is being made, so that their number is bounded by that of the editions.
//! Each of the two has half of what the process may open beyond what it holds all the time.

use std::sync::{Condvar, Mutex, OnceLock, PoisonError};

/// Descriptors for what is open all the time or outside of permits: standard streams, signals, the
/// report, folders that are listed, a watcher, what libraries open.
const RESERVE: u64 = 20;

/// The files that an edition in progress holds: its outputs.
const PER_EDITION: u64 = 2;

/// More than this is never needed at once.
const MOST: u64 = 4096;

/// Taken to be the limit where the system does not tell.
#[cfg(not(unix))]
const DEFAULT_LIMIT: u64 = 512;

/// Permits that are free.
static FREE: Mutex<Option<u64>> = Mutex::new(None);
static RETURNED: Condvar = Condvar::new();

/// The right to have one file open; given back when it is dropped. Whoever holds one asks for no
/// other.
#[derive(Debug)]
pub struct Permit(());

/// Waits until a file may be opened.
pub fn permit() -> Permit {
    let free = FREE.lock().unwrap_or_else(PoisonError::into_inner);
    let none = |free: &mut Option<u64>| *free.get_or_insert_with(reads_at_once) == 0;
    let mut free = RETURNED.wait_while(free, none).unwrap_or_else(PoisonError::into_inner);
    *free = free.map(|free| free - 1);
    Permit(())
}

impl Drop for Permit {
    fn drop(&mut self) {
        let mut free = FREE.lock().unwrap_or_else(PoisonError::into_inner);
        *free = free.map(|free| free + 1);
        RETURNED.notify_one();
    }
}

/// How many editions may be in progress at once, whatever the number of threads.
pub fn editions_at_once() -> usize {
    usize::try_from((half() / PER_EDITION).max(1)).unwrap_or(usize::MAX)
}

fn reads_at_once() -> u64 {
    half().max(1)
}

/// Half of what may be opened for reading and writing.
fn half() -> u64 {
    static HALF: OnceLock<u64> = OnceLock::new();
    *HALF.get_or_init(|| limit().min(MOST).saturating_sub(RESERVE) / 2)
}

#[cfg(unix)]
fn limit() -> u64 {
    rustix::process::getrlimit(rustix::process::Resource::Nofile).current.unwrap_or(MOST)
}

#[cfg(not(unix))]
fn limit() -> u64 {
    DEFAULT_LIMIT
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;

    #[test]
    fn permits_come_back_and_are_never_more_than_there_are() {
        let most = reads_at_once();
        let (held, peak) = (AtomicU64::new(0), AtomicU64::new(0));
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..200 {
                        let permit = permit();
                        let now = held.fetch_add(1, Ordering::SeqCst) + 1;
                        peak.fetch_max(now, Ordering::SeqCst);
                        held.fetch_sub(1, Ordering::SeqCst);
                        drop(permit);
                    }
                });
            }
        });
        assert!((1..=most.min(8)).contains(&peak.into_inner()));
        assert!(editions_at_once() >= 1);
    }
}
