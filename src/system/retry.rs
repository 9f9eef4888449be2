//! Operations that may fail for the moment. Input: an operation. Output: its outcome, once the
//! system has been asked again where it says so; and which errors are facts about a path rather
//! than faults.

use std::io::{self, ErrorKind};
use std::thread;
use std::time::Duration;

/// How long to wait for a file descriptor, in milliseconds, one wait after another: this process
/// closes files all the time, and others may too.
const WAITS: [u64; 7] = [2, 5, 10, 25, 50, 100, 200];

/// Does an operation. Where it was interrupted, would have to wait or met a stale handle, it is
/// done once more; where no file descriptor is free, it is done again until there is one, for less
/// than a second.
///
/// # Errors
/// Those of the operation.
pub fn retry<T>(mut operation: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    let (mut waits, mut retried) = (WAITS.iter(), false);
    loop {
        match operation() {
            Err(error) if lacks_descriptors(&error) => match waits.next() {
                Some(wait) => thread::sleep(Duration::from_millis(*wait)),
                None => return Err(error),
            },
            Err(error) if asks_again(&error) && !retried => retried = true,
            done => return done,
        }
    }
}

/// Whether an error says that there is nothing of the kind at a path: a fact that holds until the
/// path changes. Any other error says nothing about what is there.
pub fn is_absence(error: &io::Error) -> bool {
    let kinds = [
        ErrorKind::NotFound,
        ErrorKind::NotADirectory,
        ErrorKind::IsADirectory,
        ErrorKind::InvalidInput,
        ErrorKind::InvalidFilename,
    ];
    kinds.contains(&error.kind()) || is_loop(error)
}

fn asks_again(error: &io::Error) -> bool {
    let kinds = [ErrorKind::Interrupted, ErrorKind::WouldBlock, ErrorKind::StaleNetworkFileHandle];
    kinds.contains(&error.kind())
}

#[cfg(unix)]
fn lacks_descriptors(error: &io::Error) -> bool {
    use rustix::io::Errno;
    let full = [Errno::MFILE, Errno::NFILE].map(|code| Some(code.raw_os_error()));
    full.contains(&error.raw_os_error())
}

#[cfg(unix)]
fn is_loop(error: &io::Error) -> bool {
    error.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error())
}

#[cfg(windows)]
fn lacks_descriptors(error: &io::Error) -> bool {
    // ERROR_TOO_MANY_OPEN_FILES
    error.raw_os_error() == Some(4)
}

#[cfg(not(any(unix, windows)))]
fn lacks_descriptors(_: &io::Error) -> bool {
    false
}

#[cfg(not(unix))]
fn is_loop(_: &io::Error) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_asks_for_it_is_done_once_more_and_nothing_else_is() {
        for (kind, tries) in [
            (ErrorKind::Interrupted, 2),
            (ErrorKind::WouldBlock, 2),
            (ErrorKind::NotFound, 1),
            (ErrorKind::PermissionDenied, 1),
            (ErrorKind::Other, 1),
        ] {
            let mut tried = 0;
            let outcome = retry(|| {
                tried += 1;
                io::Result::<()>::Err(kind.into())
            });
            assert_eq!((outcome.map_err(|error| error.kind()), tried), (Err(kind), tries));
        }
        let mut first = true;
        let passes = retry(|| match std::mem::take(&mut first) {
            true => Err(ErrorKind::WouldBlock.into()),
            false => Ok(7),
        });
        assert_eq!(passes.ok(), Some(7));
    }

    #[cfg(unix)]
    #[test]
    fn a_free_descriptor_is_waited_for() {
        let mut left = 3;
        let opened = retry(|| {
            left -= 1;
            let full = || io::Error::from_raw_os_error(rustix::io::Errno::MFILE.raw_os_error());
            if left > 0 { Err(full()) } else { Ok(left) }
        });
        assert_eq!(opened.ok(), Some(0));
    }

    #[test]
    fn only_what_a_path_is_known_by_is_a_fact() {
        assert!(is_absence(&ErrorKind::NotFound.into()));
        for kind in [ErrorKind::PermissionDenied, ErrorKind::OutOfMemory, ErrorKind::Other] {
            assert!(!is_absence(&kind.into()), "{kind:?}");
        }
    }
}
