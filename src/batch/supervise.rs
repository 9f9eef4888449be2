//! Editions isolated in worker processes. Input: jobs, and how a worker is started. Output: the end
//! of each job.
//!
//! All jobs are done in one worker process. If it dies, by an abort, for lack of memory or because
//! it exceeded a limit, the jobs that were in progress are repeated, each in its own process: the
//! one at fault fails, the others succeed. Then a new worker continues with the rest.

use std::collections::BTreeSet;
use std::io;
use std::ops::ControlFlow;
use std::process::Command;

use super::make::JobResult;
use super::plan::Job;
use super::process::{Limits, RunResult, Worker, WorkerFailure};
use super::schedule::JobObserver;
use crate::convert::{ConvertError, sweep};
use crate::project::Stage;

/// The outcome of supervising.
#[derive(Debug, Default)]
pub struct Supervised {
    /// The jobs that were not begun.
    pub left: Vec<Job>,
    /// Whether they were not to be begun, rather than that no worker could be started for them.
    pub stopped: bool,
    /// Why the cache could not be written, if so.
    pub cache_trouble: Option<String>,
}

/// Has jobs done by workers. `ended` is called when a job has ended, and returns whether to start
/// others.
pub fn supervise(
    jobs: &[Job],
    start: &dyn Fn() -> io::Result<Command>,
    limits: Limits,
    ended: &mut JobObserver<'_, JobResult>,
) -> Supervised {
    let mut left: Vec<&Job> = jobs.iter().collect();
    let (mut stopped, mut cache_trouble) = (false, None);
    while !left.is_empty() && !stopped {
        let Ok(mut worker) = Worker::start(start, limits) else { break };
        let run = worker.run(&left, ended, &|_| {});
        stopped = run.stopped;
        cache_trouble = run.cache_trouble.or(cache_trouble);
        let done: BTreeSet<usize> = run.ended;
        let mut suspects: Vec<&Job> = run.under_way.iter().map(|place| left[*place]).collect();
        let mut at = 0..;
        left.retain(|_| at.next().is_none_or(|place| !done.contains(&place)));
        let Some(death) = run.death else { break };
        if suspects.is_empty() {
            // It died for another reason, or before it could report: each job gets at least one
            // process.
            suspects.extend(left.first());
        }
        // Partial outputs are still there.
        suspects.iter().filter_map(|job| job.stem.parent()).for_each(sweep);
        for suspect in suspects {
            if stopped {
                break;
            }
            left.retain(|job| job.key != suspect.key);
            stopped = alone(suspect, start, limits, &death, ended).is_break();
        }
    }
    Supervised { left: left.into_iter().cloned().collect(), stopped, cache_trouble }
}

/// Does a job in a process of its own; one that dies there as well has failed.
fn alone(
    job: &Job,
    start: &dyn Fn() -> io::Result<Command>,
    limits: Limits,
    death: &WorkerFailure,
    ended: &mut JobObserver<'_, JobResult>,
) -> ControlFlow<()> {
    let run = match Worker::start(start, limits) {
        Ok(mut worker) => worker.run(&[job], ended, &|_| {}),
        // Without a process of its own it is not to take this one along.
        Err(_) => RunResult { death: Some(death.clone()), ..RunResult::default() },
    };
    if run.ended.is_empty() {
        job.stem.parent().into_iter().for_each(sweep);
        let death = run.death.as_ref().unwrap_or(death);
        let failed = JobResult::failed(job, ConvertError::Relayed(death.error(&job.key)));
        return ended(job, Ok(failed));
    }
    if run.stopped { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
}

/// One job after another in a worker that lives as long as none of them ends it.
pub struct SingleWorker<'s> {
    start: Box<dyn Fn() -> io::Result<Command> + 's>,
    limits: Limits,
    worker: Option<Worker>,
}

impl<'s> SingleWorker<'s> {
    /// A worker that is started when it is needed.
    pub fn new(start: Box<dyn Fn() -> io::Result<Command> + 's>, limits: Limits) -> Self {
        SingleWorker { start, limits, worker: None }
    }

    /// Does a job; `watch` is called for each stage.
    ///
    /// # Errors
    /// If no worker can be started.
    pub fn make(&mut self, job: &Job, watch: &(dyn Fn(Stage) + Sync)) -> io::Result<JobResult> {
        let mut kept = None;
        let took = &mut |_: &Job, ending: Result<JobResult, _>| {
            kept = ending.ok();
            ControlFlow::Continue(())
        };
        let mut run = RunResult::default();
        let waiting = self.worker.take().map(Ok);
        let anew = || Worker::start(&self.start, self.limits);
        // One that had died while it waited is not the fault of this job.
        for worker in waiting.into_iter().chain(std::iter::once_with(anew)) {
            let mut worker = worker?;
            run = worker.run(&[job], took, watch);
            if run.death.is_none() {
                self.worker = Some(worker);
            }
            if run.death.is_none() || !run.under_way.is_empty() {
                break;
            }
        }
        Ok(kept.unwrap_or_else(|| {
            let death = run.death.unwrap_or_default();
            JobResult::failed(job, ConvertError::Relayed(death.error(&job.key)))
        }))
    }
}
