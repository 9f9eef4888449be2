//! One edition of many. Enters: a [`Job`] and what all editions have in common. Leaves: its files and
//! its [`Record`].

use std::collections::BTreeMap;
use std::io;
use std::time::Instant;

use super::plan::Job;
use super::record::{Fault, Made, Outcome, Record, Severities, to_milliseconds};
use crate::convert::{
    ConvertError, Destination, Finding, Output, Report, Request, Strictness, convert,
};
use crate::diagnostic::Severity;
use crate::files;

/// What came of a job: the record, and what it was made from, for telling people.
#[derive(Debug)]
pub struct Ending {
    /// What is kept.
    pub record: Record,
    /// What was made and said.
    pub result: Result<Report, ConvertError>,
}

/// Makes an edition: `common` says how, but for the input and the place.
pub fn make(job: &Job, common: &Request, strictness: Strictness) -> Ending {
    let start = Instant::now();
    let request = Request {
        inputs: vec![job.input.clone()],
        destination: Destination::Stem(job.stem.clone()),
        ..common.clone()
    };
    let mut result = convert(&request, &|_| {});
    let mut outputs = Vec::new();
    if let Ok(report) = &mut result {
        for output in &report.outputs {
            match made(output) {
                Ok(made) => outputs.extend(made),
                Err(failure) => report.failures.push(failure),
            }
        }
    }
    let seconds = to_milliseconds(start.elapsed().as_secs_f64());
    let record = Record { outputs, seconds, ..record(&job.key, &result, strictness) };
    Ending { record, result }
}

impl Ending {
    /// The end of a request that was carried out, with nothing known of its files.
    pub fn new(key: &str, result: Result<Report, ConvertError>) -> Self {
        Ending { record: record(key, &result, Strictness::default()), result }
    }

    /// The end of a job that was cut short.
    pub fn failed(job: &Job, error: ConvertError) -> Self {
        let result = Err(error);
        Ending { record: record(&job.key, &result, Strictness::default()), result }
    }
}

/// What is known without looking at the files.
fn record(key: &str, result: &Result<Report, ConvertError>, strictness: Strictness) -> Record {
    let mut record = Record {
        input: key.to_string(),
        status: Outcome::Failed,
        outputs: Vec::new(),
        articles: 0,
        pictures: 0,
        diagnostics: BTreeMap::new(),
        severities: Severities::default(),
        seconds: 0.0,
        errors: Vec::new(),
    };
    let report = match result {
        Ok(report) => report,
        Err(error) => {
            record.errors.push(fault(Finding::failure(error)));
            return record;
        }
    };
    for said in report.diagnostics.iter() {
        *record.diagnostics.entry(said.code.as_str().to_string()).or_default() += 1;
        *match strictness.severity(said) {
            Severity::Error => &mut record.severities.error,
            Severity::Warning => &mut record.severities.warning,
            Severity::Notice => &mut record.severities.notice,
        } += 1;
    }
    let refused = report.diagnostics.iter().filter(|said| strictness.refuses(said));
    let refused = refused.map(|said| Finding::of(said, &report.sources, strictness));
    let failures = report.failures.iter().map(Finding::failure);
    record.errors = refused.chain(failures).map(fault).collect();
    record.status = match (record.errors.is_empty(), report.fresh) {
        (false, _) => Outcome::Failed,
        (true, true) => Outcome::Fresh,
        (true, false) => Outcome::Made,
    };
    Record { articles: report.articles, pictures: report.pictures, ..record }
}

fn fault(finding: Finding<'_>) -> Fault {
    Fault {
        code: finding.code.to_string(),
        file: finding.file.map(str::to_string),
        line: finding.line,
        message: finding.message.into_owned(),
        help: finding.help.map(|help| help.into_owned()),
    }
}

/// A file as it lies in its place.
fn made(output: &Output) -> Result<Option<Made>, ConvertError> {
    let Some(path) = &output.path else { return Ok(None) };
    let named = path.display().to_string();
    let known = output.sha256().map(str::to_string).map(Ok);
    let read = || files::open(path).and_then(files::sha256);
    let sha256 = known.unwrap_or_else(read).map_err(|error| {
        let error = io::Error::new(error.kind(), format!("it cannot be read back: {error}"));
        ConvertError::Write { path: named.clone(), error }
    })?;
    let format = output.format.as_str().to_string();
    Ok(Some(Made { format, path: named, bytes: output.bytes, pages: output.pages, sha256 }))
}
