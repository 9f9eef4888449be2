//! The independent judges: EPUBCheck, veraPDF and qpdf, as `tests/install-checkers.sh` installs
//! them. Input: a folder of editions. Output: what they found.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::check::Fault;

/// The faults of all files of a folder; a judge that is not there is a fault.
pub(crate) fn faults(folder: &Path) -> Vec<Fault> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    files.sort();
    let of = |suffix: &str| -> Vec<PathBuf> {
        let wanted = |file: &&PathBuf| file.extension().is_some_and(|found| found == suffix);
        files.iter().filter(wanted).cloned().collect()
    };
    let mut faults = Vec::new();
    for file in of("epub") {
        faults.extend(judge(
            "epubcheck",
            &["--failonwarnings"],
            &file,
            &["ERROR", "FATAL", "WARNING"],
        ));
    }
    for file in of("pdf") {
        let claimed = claimed(&fs::read(&file).unwrap_or_default());
        if !claimed.is_empty() {
            faults.extend(judge("verapdf", &[&claimed], &file, &["FAIL", " x "]));
        }
        faults.extend(judge("qpdf", &["--check"], &file, &["WARNING", "ERROR", "error"]));
    }
    faults
}

/// The standards that a PDF says it keeps to, as veraPDF names them: `2a,ua1`. Its metadata is not
/// compressed.
fn claimed(file: &[u8]) -> String {
    let text = String::from_utf8_lossy(file);
    let value = |name: &str, is_value: fn(&char) -> bool| {
        let (_, after) = text.split_once(name)?;
        after.chars().take(3).find(is_value).map(|value| value.to_ascii_lowercase())
    };
    let part = value("pdfaid:part", char::is_ascii_digit);
    let level = value("pdfaid:conformance", char::is_ascii_uppercase);
    let archive = part.map(|part| part.to_string() + &level.map(String::from).unwrap_or_default());
    let access = value("pdfuaid:part", char::is_ascii_digit).map(|part| format!("ua{part}"));
    archive.into_iter().chain(access).collect::<Vec<_>>().join(",")
}

fn judge(name: &str, arguments: &[&str], file: &Path, signs: &[&str]) -> Option<Fault> {
    let output = match Command::new(name).args(arguments).arg(file).output() {
        Ok(output) => output,
        Err(error) => return Some(Fault::new(name, error.to_string())),
    };
    if output.status.success() {
        return None;
    }
    let said =
        [output.stdout, output.stderr].map(|said| String::from_utf8_lossy(&said).into_owned());
    let said = said.concat();
    let telling = said.lines().filter(|line| signs.iter().any(|sign| line.contains(sign)));
    let telling: Vec<&str> = telling.take(5).collect();
    Some(Fault::new(name, format!("{}: {}", file.display(), telling.join("\n    "))))
}
