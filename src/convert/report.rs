//! The messages of a conversion, flattened. Input: a [`BuildReport`] or a [`ConvertError`], and
//! what the user lets pass. Output: [`Finding`]s, each with its file and line, for programs and for
//! records.

use std::borrow::Cow;
use std::io::ErrorKind;

use serde::{Serialize, Serializer};

use super::model::{BuildReport, ConvertError};
use crate::diagnostic::{Code, Diagnostic, Remedy, Severity, Sources};
use crate::source::{OUTSIDE, ReadError};
use crate::theme::ThemeError;

/// What passes and what fails.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Strictness {
    /// Whether pictures may be missing or broken: a placeholder stands for each.
    pub allow_missing: bool,
    /// Whether warnings fail too.
    pub deny_warnings: bool,
}

impl Strictness {
    /// How bad a diagnostic is, once what is allowed is taken into account.
    pub fn severity(self, diagnostic: &Diagnostic) -> Severity {
        if self.allow_missing && is_missing_picture(diagnostic.code) {
            diagnostic.severity.min(Severity::Warning)
        } else {
            diagnostic.severity
        }
    }

    /// Whether a diagnostic makes its edition fail.
    pub fn refuses(self, diagnostic: &Diagnostic) -> bool {
        match self.severity(diagnostic) {
            Severity::Error => true,
            Severity::Warning => {
                self.deny_warnings && !(self.allow_missing && is_missing_picture(diagnostic.code))
            }
            Severity::Notice => false,
        }
    }

    /// Whether something requested is missing from what was made.
    pub fn fails(self, report: &BuildReport) -> bool {
        !report.failures.is_empty() || report.diagnostics.iter().any(|said| self.refuses(said))
    }
}

fn is_missing_picture(code: Code) -> bool {
    matches!(
        code,
        Code::PictureMissing
            | Code::PictureBroken
            | Code::PictureFormat
            | Code::PictureTooLarge
            | Code::PictureOutside
            | Code::PictureRemote
    )
}

/// One thing to be said, with its place as people count; what does not apply is `None`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding<'r> {
    /// How bad it is.
    #[serde(serialize_with = "by_name")]
    pub severity: Severity,
    /// Its kind: the name of a [`Code`], or why nothing could be made.
    pub code: &'r str,
    /// The file, as the user would write it.
    pub file: Option<&'r str>,
    /// The line, from 1.
    pub line: Option<usize>,
    /// The character in the line, from 1.
    pub column: Option<usize>,
    /// What is wrong.
    pub message: Cow<'r, str>,
    /// What to do.
    pub help: Option<Cow<'r, str>>,
}

fn by_name<S: Serializer>(severity: &Severity, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(severity.as_str())
}

impl<'r> Finding<'r> {
    /// A diagnostic at its place in the texts.
    pub fn new(diagnostic: &'r Diagnostic, sources: &'r Sources, strictness: Strictness) -> Self {
        let file = diagnostic.span.and_then(|span| sources.get(span.source));
        let place = diagnostic.span.filter(|_| file.is_some()).map(|span| sources.position(span));
        Finding {
            severity: strictness.severity(diagnostic),
            code: diagnostic.code.as_str(),
            file: file.map(|file| file.name.as_str()),
            line: place.map(|place| place.line),
            column: place.map(|place| place.column),
            message: Cow::from(&diagnostic.message),
            help: help(diagnostic),
        }
    }

    /// Why something could not be made.
    pub fn failure(error: &'r ConvertError) -> Self {
        let (code, help) = match error {
            ConvertError::Relayed(error) => return error.finding(),
            ConvertError::Read(ReadError::Outside { .. }) => {
                ("cannot-read", Some(with_option(OUTSIDE, Remedy::FollowLinks).into()))
            }
            ConvertError::Read(_) => ("cannot-read", None),
            ConvertError::Theme(_) => ("theme", None),
            ConvertError::Write { error, .. } => {
                ("cannot-write", remedy(error.kind()).map(Cow::from))
            }
            ConvertError::Pdf(_) => ("cannot-write", None),
            ConvertError::Bug(bug) => ("bug", Some(Cow::from(bug.help()))),
        };
        let (file, line, message) = match error {
            ConvertError::Theme(ThemeError::Tokens { file, line, message }) => {
                (Some(file.as_str()), Some(*line), message.clone())
            }
            ConvertError::Read(ReadError::Config { path, line, message }) => {
                (Some(path.as_str()), Some(*line), message.clone())
            }
            error => (None, None, error.to_string()),
        };
        let message = Cow::from(without_numbers(&message));
        Finding { severity: Severity::Error, code, file, line, column: None, message, help }
    }
}

/// What to do about a diagnostic, the option that would do included.
pub fn help(diagnostic: &Diagnostic) -> Option<Cow<'_, str>> {
    let help = diagnostic.help.as_deref()?;
    Some(match diagnostic.remedy {
        Some(remedy) => with_option(help, remedy).into(),
        None => help.into(),
    })
}

/// Adds the option of the command line by which a remedy is asked for.
fn with_option(help: &str, remedy: Remedy) -> String {
    let option = match remedy {
        Remedy::FollowLinks => "allow links with --follow-links",
        Remedy::FontFolder => "give a folder with one by --font-dir",
        Remedy::LargerEpub => "raise --max-size",
    };
    format!("{help}, or {option}")
}

/// What to do where a file cannot be written; what lay there before is as it was.
fn remedy(kind: ErrorKind) -> Option<&'static str> {
    Some(match kind {
        ErrorKind::StorageFull => {
            "free space on the disk, or give a folder on another disk with \
            -o"
        }
        ErrorKind::QuotaExceeded => {
            "remove files to get below your quota, or give a folder on another disk with -o"
        }
        ErrorKind::FileTooLarge => "allow larger files (`ulimit -f`), or split the edition",
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
            "give a folder you can write to with -o"
        }
        ErrorKind::InvalidFilename => {
            "the file name is too long: shorten the input's name, or name the file with -o"
        }
        ErrorKind::IsADirectory | ErrorKind::NotADirectory | ErrorKind::InvalidInput => {
            "give another location with -o"
        }
        ErrorKind::AlreadyExists => {
            "remove the link, or give another location with -o: links are not written through"
        }
        _ => return None,
    })
}

/// Leaves out the numbers by which the system knows its errors: "(os error 2)".
pub fn without_numbers(message: &str) -> String {
    let mut parts = message.split(" (os error ");
    let mut plain = parts.next().unwrap_or_default().to_string();
    for part in parts {
        plain.push_str(part.split_once(')').map_or(part, |(_, after)| after));
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_of_the_system_lose_their_numbers() {
        let said =
            "cannot read a.md: Not found (os error 2); cannot read b.md: Not found (os error 2)";
        let plain = "cannot read a.md: Not found; cannot read b.md: Not found";
        assert_eq!(without_numbers(said), plain);
        assert_eq!(without_numbers(plain), plain);
    }
}
