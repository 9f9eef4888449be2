//! An estimate of the size of a cache, without walking through it. Input: bytes written. Output:
//! their sum.
//!
//! The file is a row of numbers of eight bytes, little end first: what was counted last, then what
//! each run has written since. Runs append, so that none waits for another, at the latest when an
//! edition ends. The sum is never less than what is there, save what other processes wrote during a
//! count, or for an edition that a kill cut short; entries that replace others count twice. An
//! estimate that passes the limit only leads to a count.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// After this many additions the cache is counted again.
const MOST: usize = 4096;

/// Adds what a run has written; returns the sum, or nothing where it is time to count.
pub(super) fn add(root: &Path, bytes: u64) -> io::Result<Option<u64>> {
    let path = path(root);
    let known = path.exists();
    OpenOptions::new().create(true).append(true).open(&path)?.write_all(&bytes.to_le_bytes())?;
    let row = fs::read(&path)?;
    let (numbers, rest) = row.as_chunks::<8>();
    let sound = known && rest.is_empty() && numbers.len() <= MOST;
    let sum = numbers.iter().fold(0_u64, |sum, n| sum.saturating_add(u64::from_le_bytes(*n)));
    Ok(sound.then_some(sum))
}

/// Notes what was counted.
pub(super) fn set(root: &Path, bytes: u64) -> io::Result<()> {
    let mut file = tempfile::NamedTempFile::new_in(root.join(super::model::PARTS))?;
    file.write_all(&bytes.to_le_bytes())?;
    file.persist(path(root)).map_err(|error| error.error)?;
    Ok(())
}

fn path(root: &Path) -> PathBuf {
    root.join("tally")
}
