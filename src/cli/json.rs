//! Reports for programs. Enters: a [`Report`]. Leaves: one JSON object a line.

use std::io::{self, Write};

use serde::Serialize;

use super::args::ReportArgs;
use super::verdict;
use super::words::{severity_name, without_numbers};
use crate::convert::{ConvertError, Report};
use crate::diagnostic::Severity;
use crate::theme::ThemeError;

/// A line; the fields that do not apply are null.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Line<'r> {
    Output {
        format: &'r str,
        path: String,
        pages: Option<usize>,
        bytes: u64,
        articles: usize,
        pictures: usize,
        seconds: f64,
    },
    Diagnostic {
        severity: &'r str,
        code: &'r str,
        file: Option<&'r str>,
        line: Option<usize>,
        column: Option<usize>,
        message: &'r str,
        help: Option<&'r str>,
    },
}

/// Writes all diagnostics of a report, then its outputs.
pub(super) fn write(report: &Report, say: ReportArgs, out: &mut dyn Write) -> io::Result<()> {
    for diagnostic in report.diagnostics.iter() {
        let file = diagnostic.span.and_then(|span| report.sources.get(span.source));
        let place = diagnostic.span.filter(|_| file.is_some()).map(|s| report.sources.position(s));
        line(
            out,
            &Line::Diagnostic {
                severity: severity_name(verdict::severity(diagnostic, say)),
                code: diagnostic.code.as_str(),
                file: file.map(|file| file.name.as_str()),
                line: place.map(|place| place.line),
                column: place.map(|place| place.column),
                message: &diagnostic.message,
                help: diagnostic.help.as_deref(),
            },
        )?;
    }
    for failure in &report.failures {
        error(failure, out)?;
    }
    for output in &report.outputs {
        let Some(path) = &output.path else { continue };
        line(
            out,
            &Line::Output {
                format: output.format.as_str(),
                path: path.display().to_string(),
                pages: output.pages,
                bytes: output.bytes,
                articles: report.articles,
                pictures: report.pictures,
                seconds: (output.seconds * 1000.0).round() / 1000.0,
            },
        )?;
    }
    Ok(())
}

/// Writes what kept an output from being made as a diagnostic without a place in the input.
pub(super) fn error(error: &ConvertError, out: &mut dyn Write) -> io::Result<()> {
    let code = match error {
        ConvertError::Read(_) => "cannot-read",
        ConvertError::Theme(_) => "theme",
        ConvertError::Write { .. } | ConvertError::Pdf(_) => "cannot-write",
    };
    let (file, at, message) = match error {
        ConvertError::Theme(ThemeError::Tokens { file, line, message }) => {
            (Some(file.as_str()), Some(*line), message.clone())
        }
        error => (None, None, error.to_string()),
    };
    let message = &without_numbers(&message);
    let severity = severity_name(Severity::Error);
    let (column, help) = (None, None);
    line(out, &Line::Diagnostic { severity, code, file, line: at, column, message, help })
}

fn line(out: &mut dyn Write, value: &Line<'_>) -> io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    out.write_all(b"\n")
}
