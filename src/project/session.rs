//! What builds share. Input: a number of threads. Output: a [`Session`]: threads whose stacks are
//! deep enough, and the embedded fonts, prepared once.

use std::fmt;
use std::num::NonZeroUsize;
use std::sync::{Arc, OnceLock};

use rayon::{ThreadPool, ThreadPoolBuildError, ThreadPoolBuilder};

use crate::typeset::Fonts;

/// The stack of each thread, in bytes, of which only what is used is taken: a thread that waits for
/// a part of its edition may have several others on its stack.
pub(crate) const STACK: usize = 64 << 20;

/// Threads and fonts that builds share; clones are the same session. Whoever builds many editions
/// makes one session and returns it to each project
/// ([`Project::session`](crate::Project::session)).
#[derive(Clone)]
pub struct Session(Arc<Shared>);

struct Shared {
    threads: Option<NonZeroUsize>,
    /// Made when first needed.
    pool: OnceLock<Option<ThreadPool>>,
    fonts: OnceLock<Fonts>,
}

/// Why there are no threads.
#[derive(Debug, thiserror::Error)]
#[error("cannot start {threads} threads: {error}")]
pub struct SessionError {
    /// How many were requested.
    threads: usize,
    error: ThreadPoolBuildError,
}

impl Default for Session {
    /// A session of one thread per core, which are started when they are first needed.
    fn default() -> Self {
        Session(Arc::new(Shared { threads: None, pool: OnceLock::new(), fonts: OnceLock::new() }))
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").field("threads", &self.0.threads).finish_non_exhaustive()
    }
}

impl Session {
    /// A session of this many threads, which are started now.
    ///
    /// # Errors
    /// If the system does not start them.
    pub fn new(threads: NonZeroUsize) -> Result<Self, SessionError> {
        let pool =
            pool(Some(threads)).map_err(|error| SessionError { threads: threads.get(), error })?;
        let pool = OnceLock::from(Some(pool));
        Ok(Session(Arc::new(Shared { threads: Some(threads), pool, fonts: OnceLock::new() })))
    }

    /// How many threads it has.
    pub fn threads(&self) -> usize {
        self.pool().map_or(1, ThreadPool::current_num_threads)
    }

    /// Does work on the threads of the session; those that are requested from one of them do it
    /// there.
    pub fn run<T: Send>(&self, work: impl FnOnce() -> T + Send) -> T {
        // Where no thread can be started, those that are there do the work.
        match self.pool() {
            Some(pool) => pool.install(work),
            None => work(),
        }
    }

    fn pool(&self) -> Option<&ThreadPool> {
        self.0.pool.get_or_init(|| pool(None).ok()).as_ref()
    }

    /// The fonts that the program carries.
    pub(crate) fn fonts(&self) -> &Fonts {
        self.0.fonts.get_or_init(Fonts::embedded)
    }
}

fn pool(threads: Option<NonZeroUsize>) -> Result<ThreadPool, ThreadPoolBuildError> {
    let builder = ThreadPoolBuilder::new().stack_size(STACK);
    builder.num_threads(threads.map_or(0, NonZeroUsize::get)).build()
}
