//! A worker: the process that makes editions for another one, which outlives it. Input: orders on
//! standard input. Output: notices on standard output, where nothing else is written.
//!
//! A worker whose supervisor has gone ends at once and leaves no partial outputs.

use std::collections::BTreeMap;
use std::io::{self, BufRead};
use std::ops::ControlFlow;
use std::sync::mpsc::{self, Receiver};
use std::sync::{Mutex, PoisonError};
use std::thread;

use super::make::JobResult;
use super::message::{RelayedJob, RelayedResult, WorkerCommand, WorkerEvent, send};
use super::plan::Job;
use super::schedule::{RunPolicy, schedule};
use crate::cache::Cache;
use crate::convert::remove_temp_files;
use crate::project::Stage;

/// What a worker does with a job; the observer is notified of its stages.
pub type Make<'m> = dyn Fn(&Job, &(dyn Fn(Stage) + Sync)) -> JobResult + Sync + 'm;

/// Does the jobs that a supervisor orders, until that closes standard input: the process ends then.
/// `weight` is what a job takes in bytes, `cache` is requested its write error.
///
/// # Errors
/// If nobody listens.
pub fn serve(
    rules: &RunPolicy,
    weight: &(dyn Fn(&Job) -> u64 + Sync),
    make: &Make<'_>,
    cache: Option<&Cache>,
) -> io::Result<()> {
    let orders = Mutex::new(listen());
    while let Some(order) = next(&orders) {
        let WorkerCommand::Jobs(jobs) = order else { continue };
        let jobs: Vec<Job> = jobs.into_iter().map(RelayedJob::into_job).collect();
        let work =
            JobQueue { jobs: &jobs, weight, make, orders: &orders, broken: Mutex::default() };
        work.run(rules)?;
        tell(&WorkerEvent::Idle(cache.and_then(Cache::trouble).map(str::to_string)))?;
    }
    Ok(())
}

/// The orders as they come in. The process ends when there are no more.
fn listen() -> Receiver<WorkerCommand> {
    let (sender, orders) = mpsc::channel();
    thread::spawn(move || {
        for line in io::stdin().lock().lines().map_while(Result::ok) {
            let Ok(order) = serde_json::from_str(&line) else { break };
            if sender.send(order).is_err() {
                break;
            }
        }
        remove_temp_files();
        std::process::exit(0);
    });
    orders
}

/// Waits for an order.
fn next(orders: &Mutex<Receiver<WorkerCommand>>) -> Option<WorkerCommand> {
    orders.lock().unwrap_or_else(PoisonError::into_inner).recv().ok()
}

fn tell(notice: &WorkerEvent) -> io::Result<()> {
    send(notice, io::stdout().lock())
}

/// Jobs to be done.
struct JobQueue<'w> {
    jobs: &'w [Job],
    weight: &'w (dyn Fn(&Job) -> u64 + Sync),
    make: &'w Make<'w>,
    orders: &'w Mutex<Receiver<WorkerCommand>>,
    /// Why nobody listens any more.
    broken: Mutex<Option<io::Error>>,
}

impl JobQueue<'_> {
    fn run(self, rules: &RunPolicy) -> io::Result<()> {
        let places = self.jobs.iter().enumerate().map(|(place, job)| (job.key.as_str(), place));
        let places: BTreeMap<&str, usize> = places.collect();
        let place = |job: &Job| places.get(job.key.as_str()).copied().unwrap_or_default();
        let JobQueue { weight, make, orders, broken, jobs } = self;
        let said = |notice: &WorkerEvent| {
            if let Err(error) = tell(notice) {
                broken.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
            }
        };
        // To weigh a job its files are looked at: whatever that may do, it is known whose fault it
        // is.
        let weigh = |job: &Job| {
            said(&WorkerEvent::Begun(place(job)));
            weight(job)
        };
        let work = |job: &Job| make(job, &|stage| said(&WorkerEvent::Stage(stage)));
        schedule(jobs, rules, &weigh, &work, &mut |job, ending| {
            let ending = ending.unwrap_or_else(|bug| JobResult::failed(job, bug.into()));
            said(&WorkerEvent::Ended(place(job), Box::new(RelayedResult::new(&ending))));
            match next(orders) {
                Some(WorkerCommand::Continue) => ControlFlow::Continue(()),
                _ => ControlFlow::Break(()),
            }
        });
        broken.into_inner().unwrap_or_else(PoisonError::into_inner).map_or(Ok(()), Err)
    }
}
