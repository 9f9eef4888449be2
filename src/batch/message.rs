//! The messages between a supervisor and its worker. Input and output: messages, one JSON value per
//! line.

use std::ffi::OsString;
use std::io::{self, Write};

use serde::{Deserialize, Serialize};

use super::make::JobResult;
use super::plan::Job;
use super::record::EditionRecord;
use crate::convert::{ConvertError, RelayedError, RelayedReport};
use crate::project::Stage;

/// From the supervisor.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum WorkerCommand {
    /// These jobs are to be done.
    Jobs(Vec<RelayedJob>),
    /// The end of a job was received; others may be started.
    Continue,
    /// It was received; no other is to be started.
    Stop,
}

/// From the worker. Jobs are known by their places in the list.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum WorkerEvent {
    /// A job is about to be begun.
    Begun(usize),
    /// A job has come to this stage.
    Stage(Stage),
    /// A job has ended; the worker waits for an order before it begins others.
    Ended(usize, Box<RelayedResult>),
    /// All that were begun have ended; why the cache could not be written, if so.
    Idle(Option<String>),
}

/// A job, whatever its paths are written in.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct RelayedJob {
    input: OsString,
    key: String,
    stem: OsString,
}

/// The end of a job.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct RelayedResult {
    record: EditionRecord,
    result: Result<RelayedReport, RelayedError>,
}

impl RelayedJob {
    pub(super) fn new(job: &Job) -> Self {
        let (input, stem) = (job.input.clone().into(), job.stem.clone().into());
        RelayedJob { input, key: job.key.clone(), stem }
    }

    pub(super) fn into_job(self) -> Job {
        Job { input: self.input.into(), key: self.key, stem: self.stem.into() }
    }
}

impl RelayedResult {
    pub(super) fn new(ending: &JobResult) -> Self {
        let result = ending.result.as_ref();
        let result = result.map(RelayedReport::new).map_err(RelayedError::new);
        RelayedResult { record: ending.record.clone(), result }
    }

    pub(super) fn into_ending(self) -> JobResult {
        let result = self.result.map(RelayedReport::into_report).map_err(ConvertError::Relayed);
        JobResult { record: self.record, result }
    }
}

/// Writes a message and flushes it.
pub(super) fn send(message: &impl Serialize, mut to: impl Write) -> io::Result<()> {
    let mut line = serde_json::to_vec(message)?;
    line.push(b'\n');
    to.write_all(&line)?;
    to.flush()
}
