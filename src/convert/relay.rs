//! Outcomes that pass from one process to another. Input: a [`BuildReport`], or why there is none.
//! Output: the same with all that is to be printed, of the texts only the lines that diagnostics
//! point into; and back.

use std::borrow::Cow;
use std::ffi::OsString;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::incremental::condense;
use super::model::{BuildReport, ConvertError, Output, OutputFormat, RelayedError};
use super::report::Finding;
use crate::diagnostic::{Diagnostics, Severity, Sources};

/// The outcome of a request that another process has carried out.
#[derive(Debug, Serialize, Deserialize)]
pub struct RelayedReport {
    outputs: Vec<RelayedOutput>,
    failures: Vec<RelayedError>,
    articles: usize,
    pictures: usize,
    diagnostics: Diagnostics,
    sources: Sources,
    fresh: bool,
    folders: Vec<OsString>,
}

#[derive(Debug, Serialize, Deserialize)]
struct RelayedOutput {
    format: OutputFormat,
    path: Option<OsString>,
    bytes: u64,
    pages: Option<usize>,
    seconds: f64,
}

impl RelayedError {
    /// An error of this or of another process.
    pub fn new(error: &ConvertError) -> Self {
        let finding = Finding::failure(error);
        RelayedError {
            code: finding.code.to_string(),
            file: finding.file.map(str::to_string),
            line: finding.line,
            // Whole as the error prints itself: its place is a part of the words.
            message: super::report::without_numbers(&error.to_string()),
            help: finding.help.map(Cow::into_owned),
        }
    }

    pub(super) fn finding(&self) -> Finding<'_> {
        Finding {
            severity: Severity::Error,
            code: &self.code,
            file: self.file.as_deref(),
            line: self.line,
            column: None,
            message: Cow::from(&self.message),
            help: self.help.as_deref().map(Cow::from),
        }
    }
}

impl RelayedReport {
    /// A report for another process.
    pub fn new(report: &BuildReport) -> Self {
        let (diagnostics, sources) = condense(&report.diagnostics, &report.sources);
        let output = |output: &Output| RelayedOutput {
            format: output.format,
            path: output.path.clone().map(PathBuf::into_os_string),
            bytes: output.bytes,
            pages: output.pages,
            seconds: output.seconds,
        };
        RelayedReport {
            outputs: report.outputs.iter().map(output).collect(),
            failures: report.failures.iter().map(RelayedError::new).collect(),
            articles: report.articles,
            pictures: report.pictures,
            diagnostics,
            sources,
            fresh: report.fresh,
            folders: report.folders.iter().cloned().map(PathBuf::into_os_string).collect(),
        }
    }

    /// The report as this process uses it.
    pub fn into_report(self) -> BuildReport {
        let output = |output: RelayedOutput| Output {
            format: output.format,
            path: output.path.map(PathBuf::from),
            bytes: output.bytes,
            pages: output.pages,
            seconds: output.seconds,
            kept: None,
        };
        BuildReport {
            outputs: self.outputs.into_iter().map(output).collect(),
            failures: self.failures.into_iter().map(ConvertError::Relayed).collect(),
            articles: self.articles,
            pictures: self.pictures,
            diagnostics: self.diagnostics,
            sources: self.sources,
            fresh: self.fresh,
            folders: self.folders.into_iter().map(PathBuf::from).collect(),
        }
    }
}
