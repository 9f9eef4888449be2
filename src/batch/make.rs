//! One edition of many. Input: a [`Job`] and what all editions have in common. Output: its files
//! and its [`EditionRecord`].

use std::collections::BTreeMap;
use std::io;
use std::time::Instant;

use super::plan::Job;
use super::record::{
    EditionRecord, ErrorRecord, Outcome, OutputRecord, Severities, round_to_milliseconds,
};
use crate::convert::{
    BuildReport, ConvertError, Destination, Finding, Output, Request, Strictness, convert,
};
use crate::diagnostic::Severity;
use crate::files;

/// The outcome of a job: the record, and what it was made from, for display.
#[derive(Debug)]
pub struct JobResult {
    /// The record.
    pub record: EditionRecord,
    /// What was made and reported.
    pub result: Result<BuildReport, ConvertError>,
}

/// Makes an edition: `common` has all options but the input and the destination.
pub fn make(job: &Job, common: &Request, strictness: Strictness) -> JobResult {
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
    let seconds = round_to_milliseconds(start.elapsed().as_secs_f64());
    let record = EditionRecord { outputs, seconds, ..record(&job.key, &result, strictness) };
    JobResult { record, result }
}

impl JobResult {
    /// The end of a request that was carried out, with nothing known of its files.
    pub fn new(key: &str, result: Result<BuildReport, ConvertError>) -> Self {
        JobResult { record: record(key, &result, Strictness::default()), result }
    }

    /// The end of a job that was cut short.
    pub fn failed(job: &Job, error: ConvertError) -> Self {
        let result = Err(error);
        JobResult { record: record(&job.key, &result, Strictness::default()), result }
    }
}

/// What is known without looking at the files.
fn record(
    key: &str,
    result: &Result<BuildReport, ConvertError>,
    strictness: Strictness,
) -> EditionRecord {
    let mut record = EditionRecord {
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
    let refused = refused.map(|said| Finding::new(said, &report.sources, strictness));
    let failures = report.failures.iter().map(Finding::failure);
    record.errors = refused.chain(failures).map(fault).collect();
    record.status = match (record.errors.is_empty(), report.fresh) {
        (false, _) => Outcome::Failed,
        (true, true) => Outcome::Fresh,
        (true, false) => Outcome::Made,
    };
    EditionRecord { articles: report.articles, pictures: report.pictures, ..record }
}

fn fault(finding: Finding<'_>) -> ErrorRecord {
    ErrorRecord {
        code: finding.code.to_string(),
        file: finding.file.map(str::to_string),
        line: finding.line,
        message: finding.message.into_owned(),
        help: finding.help.map(|help| help.into_owned()),
    }
}

/// A file as it is in its place.
fn made(output: &Output) -> Result<Option<OutputRecord>, ConvertError> {
    let Some(path) = &output.path else { return Ok(None) };
    let named = path.display().to_string();
    let known = output.sha256().map(str::to_string).map(Ok);
    let read = || files::open(path).and_then(files::sha256);
    let sha256 = known.unwrap_or_else(read).map_err(|error| {
        let error = io::Error::new(error.kind(), format!("it cannot be read back: {error}"));
        ConvertError::Write { path: named.clone(), error }
    })?;
    let format = output.format.as_str().to_string();
    Ok(Some(OutputRecord { format, path: named, bytes: output.bytes, pages: output.pages, sha256 }))
}
