//! How bad a diagnostic is for this run. Enters: a report and what the user allows and denies.
//! Leaves: severities and a [`Status`].

use super::args::ReportArgs;
use super::status::Status;
use crate::convert::Report;
use crate::diagnostic::{Code, Diagnostic, Severity};

/// Whether `--allow-missing` lets it pass: a placeholder stands for the picture.
fn is_missing_picture(diagnostic: &Diagnostic) -> bool {
    matches!(
        diagnostic.code,
        Code::PictureMissing
            | Code::PictureBroken
            | Code::PictureFormat
            | Code::PictureTooLarge
            | Code::PictureOutside
            | Code::PictureRemote
    )
}

/// How bad it is, once what the user allows is taken into account.
pub(super) fn severity(diagnostic: &Diagnostic, say: ReportArgs) -> Severity {
    if say.allow_missing && is_missing_picture(diagnostic) {
        diagnostic.severity.min(Severity::Warning)
    } else {
        diagnostic.severity
    }
}

/// How a report ends the run.
pub(super) fn status(report: &Report, say: ReportArgs) -> Status {
    let fails = |diagnostic: &Diagnostic| match severity(diagnostic, say) {
        Severity::Error => true,
        Severity::Warning => {
            say.deny.is_some() && !(say.allow_missing && is_missing_picture(diagnostic))
        }
        Severity::Notice => false,
    };
    let failed = !report.failures.is_empty() || report.diagnostics.iter().any(fails);
    if failed { Status::Trouble } else { Status::Made }
}
