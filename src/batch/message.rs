//! What a supervisor and its worker say to each other. Input and output: messages, one JSON value a line.

use std::ffi::OsString;
use std::io::{self, Write};

use serde::{Deserialize, Serialize};

use super::make::Ending;
use super::plan::Job;
use super::record::Record;
use crate::convert::{ConvertError, RelayedError, RelayedReport};
use crate::project::Stage;

/// From the supervisor.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Order {
    /// These jobs are to be done.
    Jobs(Vec<RelayedJob>),
    /// The end of a job was heard; others may be begun.
    Continue,
    /// It was heard; no other is to be begun.
    Stop,
}

/// From the worker. Jobs are known by their places in the list.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Notice {
    /// A job is about to be begun.
    Begun(usize),
    /// A job has come to this stage.
    Stage(Stage),
    /// A job has ended; the worker waits for an order before it begins others.
    Ended(usize, Box<RelayedEnding>),
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
pub(super) struct RelayedEnding {
    record: Record,
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

impl RelayedEnding {
    pub(super) fn new(ending: &Ending) -> Self {
        let result = ending.result.as_ref();
        let result = result.map(RelayedReport::new).map_err(RelayedError::new);
        RelayedEnding { record: ending.record.clone(), result }
    }

    pub(super) fn into_ending(self) -> Ending {
        let result = self.result.map(RelayedReport::into_report).map_err(ConvertError::Relayed);
        Ending { record: self.record, result }
    }
}

/// Writes a message and sees that it is on its way.
pub(super) fn send(message: &impl Serialize, mut to: impl Write) -> io::Result<()> {
    let mut line = serde_json::to_vec(message)?;
    line.push(b'\n');
    to.write_all(&line)?;
    to.flush()
}
