//! Reports for programs. Input: a [`BuildReport`]. Output: one JSON object per line.

use std::io::{self, Write};

use serde::Serialize;

use crate::batch::round_to_milliseconds;
use crate::convert::{BuildReport, ConvertError, Finding, Strictness};

/// A line; the fields that do not apply are null.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum JsonLine<'r> {
    Output {
        format: &'r str,
        path: String,
        status: &'r str,
        pages: Option<usize>,
        bytes: u64,
        articles: usize,
        pictures: usize,
        seconds: f64,
    },
    Diagnostic(Finding<'r>),
}

/// Writes all diagnostics of a report, then its outputs.
pub(super) fn write(
    report: &BuildReport,
    strictness: Strictness,
    out: &mut dyn Write,
) -> io::Result<()> {
    for diagnostic in report.diagnostics.iter() {
        let finding = Finding::new(diagnostic, &report.sources, strictness);
        line(out, &JsonLine::Diagnostic(finding))?;
    }
    for failure in &report.failures {
        error(failure, out)?;
    }
    for output in &report.outputs {
        let Some(path) = &output.path else { continue };
        line(
            out,
            &JsonLine::Output {
                format: output.format.as_str(),
                path: path.display().to_string(),
                status: if report.fresh { "fresh" } else { "made" },
                pages: output.pages,
                bytes: output.bytes,
                articles: report.articles,
                pictures: report.pictures,
                seconds: round_to_milliseconds(output.seconds),
            },
        )?;
    }
    Ok(())
}

/// Writes what kept an output from being made.
pub(super) fn error(error: &ConvertError, out: &mut dyn Write) -> io::Result<()> {
    line(out, &JsonLine::Diagnostic(Finding::failure(error)))
}

fn line(out: &mut dyn Write, value: &JsonLine<'_>) -> io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    out.write_all(b"\n")
}
