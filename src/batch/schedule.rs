//! Jobs over threads. Input: jobs, what each weighs, and what is to be done with one. Output:
//! nothing; an observer is notified of each as it ends.
//!
//! One pool of threads does all the work, inside editions and between them. As many editions are in
//! progress as there are threads and memory for: a thread that finds nothing to do in its own
//! edition takes up work of another. They start in the order of the list, so that none waits for
//! ever.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

use super::memory::Budget;
use super::plan::Job;
use crate::convert::{Bug, catch_panic};
use crate::project::Session;
use crate::system;

/// How jobs are run.
#[derive(Debug, Clone)]
pub struct RunPolicy {
    /// The threads that do the jobs.
    pub session: Session,
    /// The bytes of memory that editions share.
    pub memory: u64,
}

/// Is notified when a job has ended, and returns whether to start others.
pub type JobObserver<'e, T> = dyn FnMut(&Job, Result<T, Bug>) -> ControlFlow<()> + Send + 'e;

/// Runs jobs. `work` does one, `ended` is called for each, one at a time, and returns whether to
/// start others. A panic in `work` fails only its job. Returns how many were started.
pub fn schedule<T: Send>(
    jobs: &[Job],
    rules: &RunPolicy,
    weight: &(dyn Fn(&Job) -> u64 + Sync),
    work: &(dyn Fn(&Job) -> T + Sync),
    ended: &mut JobObserver<'_, T>,
) -> usize {
    let session = &rules.session;
    let budget = Budget::new(rules.memory);
    let queue = Mutex::new(Queue { jobs, started: 0 });
    let stopped = AtomicBool::new(false);
    let ended = Mutex::new(ended);

    let drive = || {
        loop {
            // The queue is held while memory is waited for: nothing overtakes a large edition.
            let mut waiting = lock(&queue);
            let Some(job) = waiting.jobs.get(waiting.started) else { break };
            if stopped.load(Ordering::SeqCst) {
                break;
            }
            // What cannot be weighed fails when it is made.
            let loan = budget.borrow(catch_panic(|| weight(job)).unwrap_or(0));
            if stopped.load(Ordering::SeqCst) {
                break;
            }
            waiting.started += 1;
            drop(waiting);
            let outcome = session.run(|| catch_panic(|| work(job)));
            if lock(&ended)(job, outcome).is_break() {
                stopped.store(true, Ordering::SeqCst);
            }
            // Only now: the results are dropped, and those waiting for memory know of a stop.
            drop(loan);
        }
    };
    // No more than there are file descriptors for their outputs.
    let drivers = session.threads().min(jobs.len()).min(system::editions_at_once());
    thread::scope(|scope| (0..drivers).for_each(|_| _ = scope.spawn(drive)));
    lock(&queue).started
}

/// The jobs that are not yet started.
struct Queue<'j> {
    jobs: &'j [Job],
    started: usize,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
