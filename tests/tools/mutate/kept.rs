//! Mutants on disk: `input`, a folder of articles; `arguments`, one per line; `faults`, what was
//! found.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::Asked;
use super::check::Fault;
use super::mutant::Mutant;

/// Where a mutant is kept.
pub(crate) fn folder(asked: &Asked, number: u64) -> PathBuf {
    asked.keep.join(format!("{:?}-{}-{number}", asked.mode, asked.seed).to_lowercase())
}

/// Keeps a mutant.
pub(crate) fn keep(folder: &Path, mutant: &Mutant, faults: &[Fault]) -> io::Result<()> {
    let _ = fs::remove_dir_all(folder);
    mutant.write(&folder.join("input"))?;
    fs::write(folder.join("arguments"), mutant.arguments.join("\n"))?;
    write_faults(folder, faults)
}

/// Writes what was found in a mutant.
pub(crate) fn write_faults(folder: &Path, faults: &[Fault]) -> io::Result<()> {
    fs::write(folder.join("faults"), faults.iter().map(line).collect::<String>())
}

/// The arguments of a mutant that is kept.
pub(crate) fn arguments(folder: &Path) -> Vec<String> {
    let text = fs::read_to_string(folder.join("arguments")).unwrap_or_default();
    text.lines().map(str::to_owned).collect()
}

/// A fault on a line.
pub(crate) fn line(fault: &Fault) -> String {
    format!("{}\t{}\n", fault.kind, fault.words.escape_debug())
}

/// Reads it again.
pub(crate) fn fault(line: &str) -> Option<Fault> {
    let (kind, words) = line.split_once('\t')?;
    Some(Fault::new(kind, words))
}
