//! One worker process as its supervisor sees it. Input: jobs. Output: the end of each, or how the
//! process died.
//!
//! While it works, its resident memory and processor time are polled; a worker that exceeds a limit
//! is killed. Processor time is shared out among the jobs in progress, so that many jobs on many
//! cores are not mistaken for one that never ends.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use sysinfo::{Pid, ProcessRefreshKind, ProcessesToUpdate, System};

use super::message::{RelayedJob, WorkerCommand, WorkerEvent, send};
use super::plan::Job;
use super::schedule::JobObserver;
use crate::convert::RelayedError;
use crate::device::FileSize;
use crate::project::Stage;

/// How often a worker is polled.
const INTERVAL: Duration = Duration::from_millis(50);

/// The bytes that are kept of what a worker writes to standard error: its last words.
const LAST_WORDS: usize = 4096;

/// How long to wait for the workers when this process is asked to end.
const PATIENCE: Duration = Duration::from_secs(5);

/// What an edition may take.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes of resident memory.
    pub memory: u64,
    /// Processor time.
    pub time: Duration,
    /// Whether the user can allow more.
    pub are_options: bool,
}

/// How a worker died.
#[derive(Debug, Clone, Default)]
pub(super) enum WorkerFailure {
    /// It took more memory than is allowed.
    Memory(Limits),
    /// A job took more processor time than is allowed.
    Time(Limits),
    /// There was no memory left to take.
    NoMemory,
    /// Anything else; how, in words.
    Other(String),
    /// Nobody knows.
    #[default]
    Unknown,
}

/// The outcome of a list of jobs, identified by their indices.
#[derive(Debug, Default)]
pub(super) struct RunResult {
    /// Those that ended.
    pub ended: BTreeSet<usize>,
    /// Those that had begun and had not ended when the worker died.
    pub under_way: Vec<usize>,
    /// Whether no further one was to be begun.
    pub stopped: bool,
    /// Why the cache could not be written, if so.
    pub cache_trouble: Option<String>,
    /// How the worker died, if it did.
    pub death: Option<WorkerFailure>,
}

/// A worker process.
pub(super) struct Worker {
    process: Child,
    orders: WorkerStdin,
    notices: Receiver<Option<WorkerEvent>>,
    errors: Option<JoinHandle<Vec<u8>>>,
    limits: Limits,
    system: Option<System>,
    /// Processor time that was seen last, in milliseconds.
    time: u64,
}

/// Standard input of a worker, which is closed to end it.
type WorkerStdin = Arc<Mutex<Option<ChildStdin>>>;

/// The workers of this process.
static LIVING: Mutex<LiveWorker> = Mutex::new(LiveWorker { workers: Vec::new(), ending: false });
static DIED: Condvar = Condvar::new();

struct LiveWorker {
    workers: Vec<WorkerStdin>,
    /// Whether this process is about to end: no worker is started any more.
    ending: bool,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Ends all workers and waits until they have put away what they had in progress: for the last
/// moment of this process.
pub fn end_workers() {
    let mut living = lock(&LIVING);
    living.ending = true;
    living.workers.iter().for_each(|orders| drop(lock(orders).take()));
    let alive = |living: &mut LiveWorker| !living.workers.is_empty();
    drop(DIED.wait_timeout_while(living, PATIENCE, alive));
}

impl Worker {
    /// Starts one.
    pub(super) fn start(
        command: &dyn Fn() -> io::Result<Command>,
        limits: Limits,
    ) -> io::Result<Worker> {
        let mut living = lock(&LIVING);
        if living.ending {
            drop(living);
            rest();
        }
        let mut process = command()?
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let orders: WorkerStdin = Arc::new(Mutex::new(process.stdin.take()));
        living.workers.push(Arc::clone(&orders));
        drop(living);
        let errors = process.stderr.take().map(|errors| thread::spawn(|| last_words(errors)));
        let (sender, notices) = mpsc::channel();
        let said = process.stdout.take();
        thread::spawn(move || {
            for line in said.map(BufReader::new).into_iter().flat_map(BufRead::lines) {
                let notice = line.ok().and_then(|line| serde_json::from_str(&line).ok());
                let is_notice = notice.is_some();
                if sender.send(notice).is_err() || !is_notice {
                    break;
                }
            }
        });
        let system = System::new().ok();
        Ok(Worker { process, orders, notices, errors, limits, system, time: 0 })
    }

    /// Has jobs done.
    pub(super) fn run(
        &mut self,
        jobs: &[&Job],
        ended: &mut JobObserver<'_, super::make::JobResult>,
        watch: &(dyn Fn(Stage) + Sync),
    ) -> RunResult {
        let (mut run, mut shares) = (RunResult::default(), BTreeMap::new());
        self.order(&WorkerCommand::Jobs(jobs.iter().map(|job| RelayedJob::new(job)).collect()));
        let (mut looked, mut verdict) = (Instant::now(), None);
        loop {
            match self.notices.recv_timeout(INTERVAL) {
                Ok(None) => verdict = Some(WorkerFailure::Unknown),
                Ok(Some(WorkerEvent::Begun(place))) => _ = shares.insert(place, Duration::ZERO),
                Ok(Some(WorkerEvent::Stage(stage))) => watch(stage),
                Ok(Some(WorkerEvent::Ended(place, ending))) => {
                    shares.remove(&place);
                    run.ended.insert(place);
                    if let Some(job) = jobs.get(place) {
                        run.stopped |= ended(job, Ok(ending.into_ending())).is_break();
                    }
                    self.order(if run.stopped {
                        &WorkerCommand::Stop
                    } else {
                        &WorkerCommand::Continue
                    });
                }
                Ok(Some(WorkerEvent::Idle(trouble))) => {
                    run.cache_trouble = trouble;
                    return run;
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
            if verdict.is_none() && looked.elapsed() >= INTERVAL {
                looked = Instant::now();
                verdict = self.look(&mut shares);
            }
            if verdict.is_some() {
                // If it has already ended, that is fine.
                let _ = self.process.kill();
            }
        }
        run.under_way = shares.into_keys().collect();
        run.death = Some(verdict.unwrap_or_else(|| self.post_mortem()));
        run
    }

    /// A worker that does not listen has died, which is heard of at once.
    fn order(&self, order: &WorkerCommand) {
        if let Some(orders) = &mut *lock(&self.orders) {
            let _ = send(order, orders);
        }
    }

    /// Whether it takes more than is allowed. Each job in progress is given its share of the time.
    fn look(&mut self, shares: &mut BTreeMap<usize, Duration>) -> Option<WorkerFailure> {
        let (system, pid) = (self.system.as_mut()?, Pid::from_u32(self.process.id()));
        let what = ProcessRefreshKind::nothing().with_memory().with_cpu();
        system.refresh_processes_specifics(ProcessesToUpdate::Some(&[pid]), false, what);
        let process = system.process(pid)?;
        let (memory, time) = (process.memory(), process.accumulated_cpu_time());
        let passed = Duration::from_millis(time.saturating_sub(self.time));
        self.time = time;
        let share = passed / u32::try_from(shares.len()).unwrap_or(u32::MAX).max(1);
        shares.values_mut().for_each(|taken| *taken += share);
        if memory > self.limits.memory {
            return Some(WorkerFailure::Memory(self.limits));
        }
        let endless = shares.values().any(|taken| *taken > self.limits.time);
        endless.then_some(WorkerFailure::Time(self.limits))
    }

    /// How it died.
    fn post_mortem(&mut self) -> WorkerFailure {
        let status = self.process.wait();
        if lock(&LIVING).ending {
            self.bury();
            rest();
        }
        let words = self.errors.take().and_then(|errors| errors.join().ok()).unwrap_or_default();
        let words = String::from_utf8_lossy(&words).into_owned();
        status.map_or(WorkerFailure::Unknown, |status| WorkerFailure::new(status, &words))
    }

    /// Takes it off the list of the living.
    fn bury(&self) {
        lock(&LIVING).workers.retain(|orders| !Arc::ptr_eq(orders, &self.orders));
        DIED.notify_all();
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // It ends when there are no more commands.
        drop(lock(&self.orders).take());
        let _ = self.process.wait();
        self.bury();
    }
}

/// This process was asked to end, and does so elsewhere.
fn rest() -> ! {
    loop {
        thread::park();
    }
}

/// The end of what a worker writes to standard error. With backtraces enabled, all of it is shown.
fn last_words(mut errors: impl Read) -> Vec<u8> {
    let shown = std::env::var_os("RUST_BACKTRACE").is_some_and(|value| value != "0");
    let (mut kept, mut piece) = (Vec::new(), [0; 1024]);
    while let Ok(read) = errors.read(&mut piece)
        && read > 0
    {
        if shown {
            let _ = io::stderr().write_all(&piece[..read]);
        }
        kept.extend_from_slice(&piece[..read]);
        kept.drain(..kept.len().saturating_sub(LAST_WORDS));
    }
    kept
}

impl WorkerFailure {
    fn new(status: ExitStatus, words: &str) -> Self {
        // This is the standard library's message before it aborts.
        if words.contains("memory allocation of") {
            return WorkerFailure::NoMemory;
        }
        let last = words.lines().rev().map(str::trim).find(|line| !line.is_empty());
        let how = last.map_or(String::new(), |line| format!(": {line}"));
        match signal(status) {
            // Nothing else kills a process silently.
            Some(9) => WorkerFailure::NoMemory,
            Some(number) => WorkerFailure::Other(format!("signal {number}{how}")),
            None => WorkerFailure::Other(format!("{status}{how}")),
        }
    }

    /// The error of the edition that is at fault.
    pub(super) fn error(&self, edition: &str) -> RelayedError {
        const LESS: &str = "split the edition into smaller ones";
        let help = |limits: &Limits, option: &str| match limits.are_options {
            true => format!("{LESS}, or allow more with {option}"),
            false => LESS.to_string(),
        };
        let bug = format!(
            "this is a bug in offprint: please report it at {}/issues with this message and, if \
             possible, the input",
            env!("CARGO_PKG_REPOSITORY")
        );
        let (code, message, help) = match self {
            WorkerFailure::Memory(limit) => (
                "out-of-memory",
                format!("{edition} ran out of memory (limit {})", FileSize(limit.memory)),
                help(limit, "--edition-memory"),
            ),
            WorkerFailure::NoMemory => (
                "out-of-memory",
                format!("{edition} ran out of memory: the system has no more"),
                format!("{LESS}, or build it where there is more memory"),
            ),
            WorkerFailure::Time(limit) => (
                "out-of-time",
                format!(
                    "{edition} ran out of time (limit {} s of processor time)",
                    limit.time.as_secs()
                ),
                help(limit, "--edition-time"),
            ),
            WorkerFailure::Other(how) => {
                ("crashed", format!("{edition} crashed the process that made it: {how}"), bug)
            }
            WorkerFailure::Unknown => {
                ("crashed", format!("{edition} crashed the process that made it"), bug)
            }
        };
        let (code, help) = (code.to_string(), Some(help));
        RelayedError { code, file: None, line: None, message, help }
    }
}

#[cfg(unix)]
fn signal(status: ExitStatus) -> Option<i32> {
    std::os::unix::process::ExitStatusExt::signal(&status)
}

#[cfg(not(unix))]
fn signal(_: ExitStatus) -> Option<i32> {
    None
}
