//! Cases: folders that hold an input, and beside it the text that is to come of it. Input: a room
//! of `tests/cases`, or one file. Output: a failed test that shows, line by line, what has changed.
//!
//! `UPDATE_EXPECTED=1` writes the expected files again: read them before you keep them.

use std::fs;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use similar::TextDiff;

/// A file below `tests/cases`.
pub(crate) fn file(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(path)
}

/// The case folders of a room, in order of their names. Fails if there are fewer than `least`.
pub(crate) fn of(room: &str, least: usize) -> Vec<PathBuf> {
    let entries = fs::read_dir(file(room)).unwrap_or_else(|error| panic!("{room}: {error}"));
    let mut cases: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    cases.retain(|path| path.is_dir());
    cases.sort();
    assert!(cases.len() >= least, "{room}: cases are missing: {} of {least}", cases.len());
    cases
}

/// Holds what `make` gives for each case, a text for each file name, against the files of the case.
pub(crate) fn hold_all(cases: &[PathBuf], make: impl Fn(&Path) -> Vec<(String, String)> + Sync) {
    let held = cases.par_iter().flat_map_iter(|case| {
        let made = make(case);
        made.into_iter().filter_map(|(name, text)| difference(&case.join(name), &text))
    });
    let wrong: Vec<String> = held.collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// Holds a text against the file that it should be.
pub(crate) fn hold(expected: &Path, made: &str) {
    if let Some(wrong) = difference(expected, made) {
        panic!("\n{wrong}");
    }
}

/// Whether expected files are written again, not compared.
pub(crate) fn updates() -> bool {
    std::env::var_os("UPDATE_EXPECTED").is_some()
}

/// What differs between a file and the text that it should be; nothing after it is written again.
fn difference(expected: &Path, made: &str) -> Option<String> {
    if updates() {
        let folder = expected.parent().unwrap_or(Path::new(""));
        let written = fs::create_dir_all(folder).and_then(|()| fs::write(expected, made));
        written.unwrap_or_else(|error| panic!("{}: {error}", expected.display()));
    }
    let known = fs::read_to_string(expected).unwrap_or_default();
    if known == made {
        return None;
    }
    let diff = TextDiff::from_lines(known.as_str(), made);
    let shown = diff.unified_diff().context_radius(2).to_string();
    Some(format!("{} is not as expected:\n{shown}", expected.display()))
}
