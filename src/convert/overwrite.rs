//! Files that an output must not replace. Input: where it is to go, and what the edition was made
//! of. Output: a refusal where a link is there, where one leads there from inside the input, or
//! where an input is.
//!
//! Files are compared by their identity on the disk: one that has two names, or whose name is
//! written in other letters on a case-insensitive file system, is one file.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::model::Request;
use crate::files::{Files, Observation, Observations, OsFiles};

/// Checks that an output may be written to a path.
///
/// # Errors
/// If it may not.
pub(super) fn check(path: &Path, request: &Request, asked: &Observations) -> io::Result<()> {
    is_no_link(path)?;
    stays_inside(path, request)?;
    let Ok(there) = file_id::get_file_id(path) else { return Ok(()) };
    let was_read = |(path, found): (&PathBuf, &Observation)| {
        matches!(found, Observation::File(..)).then(|| path.clone())
    };
    let mut inputs = request.inputs.iter().cloned().chain(asked.iter().filter_map(was_read));
    match inputs.find(|input| file_id::get_file_id(input).is_ok_and(|id| id == there)) {
        Some(input) if same_name(&input, path) => {
            Err(io::Error::new(ErrorKind::InvalidInput, "it is an input of this edition"))
        }
        Some(input) => {
            let why =
                format!("it is the same file as {}, an input of this edition", input.display());
            Err(io::Error::new(ErrorKind::InvalidInput, why))
        }
        None => Ok(()),
    }
}

/// Whether two paths are the same but for how they were typed.
fn same_name(a: &Path, b: &Path) -> bool {
    let whole = |path| std::path::absolute(path).ok();
    whole(a) == whole(b)
}

/// A symbolic link at an output's path leads to a file that nobody named.
fn is_no_link(path: &Path) -> io::Result<()> {
    if !fs::symlink_metadata(path).is_ok_and(|about| about.is_symlink()) {
        return Ok(());
    }
    let to = fs::read_link(path).map(|to| format!(" to {}", to.display())).unwrap_or_default();
    Err(io::Error::new(ErrorKind::AlreadyExists, format!("it is a symbolic link{to}")))
}

/// An output that goes into an input folder stays there: a link that came with the input may lead
/// anywhere.
fn stays_inside(path: &Path, request: &Request) -> io::Result<()> {
    if request.follow_links {
        return Ok(());
    }
    let path = std::path::absolute(path)?;
    for input in request.inputs.iter().filter(|input| input.is_dir()) {
        if !path.starts_with(std::path::absolute(input)?) {
            continue;
        }
        let real_input = OsFiles.resolve(input)?;
        let above = path.ancestors().skip(1).find_map(|folder| OsFiles.resolve(folder).ok());
        if let Some(folder) = above.filter(|folder| !folder.starts_with(&real_input)) {
            let folder = folder.display();
            let why = format!("a link in the input leads from there to {folder}, outside of it");
            return Err(io::Error::new(ErrorKind::AlreadyExists, why));
        }
    }
    Ok(())
}
