//! Files being written. Input: a folder. Output: a file in it with a name of its own, which takes
//! its place in one step when it is whole, and of which nothing is left if it never is.
//!
//! A part that is dropped is removed; [`remove_temp_files`] removes all of them when a signal ends
//! the process. If it is killed outright, the next run removes what it left: a part is locked by
//! those who write it, so one that can be locked belongs to nobody.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tempfile::NamedTempFile;

/// Parts are hidden, and named so that nobody takes them for anything else.
const PREFIX: &str = ".offprint-";
const SUFFIX: &str = ".part";

/// How often it is tried again when another run takes a part for one that was left behind.
const TRIES: usize = 8;

/// The files this process is writing. A signal stops the whole process, whichever thread is
/// writing.
static UNDER_WAY: Mutex<OpenTempFiles> =
    Mutex::new(OpenTempFiles { parts: BTreeSet::new(), cleared: BTreeSet::new() });

struct OpenTempFiles {
    /// Parts that are neither kept nor removed.
    parts: BTreeSet<PathBuf>,
    /// Folders in which nothing is left of earlier runs.
    cleared: BTreeSet<PathBuf>,
}

/// A file being written.
#[derive(Debug)]
pub(super) struct PendingFile {
    file: NamedTempFile,
    noted: Registered,
    /// Whether a write has failed: the file can then never be complete, and later writes are
    /// ignored, so that cleaning up after an error causes no further one.
    refused: bool,
}

/// A part among those in progress.
#[derive(Debug)]
struct Registered(PathBuf);

impl Drop for Registered {
    fn drop(&mut self) {
        under_way().parts.remove(&self.0);
    }
}

fn under_way() -> MutexGuard<'static, OpenTempFiles> {
    UNDER_WAY.lock().unwrap_or_else(PoisonError::into_inner)
}

impl PendingFile {
    /// Begins a file in a folder.
    pub(super) fn create(folder: &Path, permissions: Option<Permissions>) -> io::Result<Self> {
        for _ in 0..TRIES {
            let part = Self::begin(folder, permissions.clone())?;
            // Without file locks, files of other processes are never removed.
            let _ = part.file.as_file().lock();
            // Another run may have locked it first, and removed it.
            if part.file.path().exists() {
                return Ok(part);
            }
        }
        Err(io::Error::new(
            io::ErrorKind::ResourceBusy,
            "another process removed the temporary \
            file",
        ))
    }

    fn begin(folder: &Path, permissions: Option<Permissions>) -> io::Result<Self> {
        let mut builder = tempfile::Builder::new();
        builder.prefix(PREFIX).suffix(SUFFIX);
        if let Some(permissions) = permissions {
            builder.permissions(permissions);
        }
        let mut under_way = under_way();
        let file = builder.tempfile_in(folder)?;
        let path = file.path().to_path_buf();
        under_way.parts.insert(path.clone());
        Ok(PendingFile { file, noted: Registered(path), refused: false })
    }

    pub(super) fn file(&self) -> &File {
        self.file.as_file()
    }

    pub(super) fn file_mut(&mut self) -> &mut File {
        self.file.as_file_mut()
    }

    /// Puts it in its place, whatever lay there.
    pub(super) fn persist(self, place: &Path) -> io::Result<()> {
        let PendingFile { file, noted, refused } = self;
        if refused {
            return Err(io::Error::other("part of it could not be written"));
        }
        let persisted = {
            let _held = under_way();
            file.persist(place)
        };
        drop(noted);
        persisted?;
        Ok(())
    }
}

impl Write for PendingFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.refused {
            return Ok(bytes.len());
        }
        let written = self.file.write(bytes);
        self.refused =
            written.as_ref().is_err_and(|error| error.kind() != io::ErrorKind::Interrupted);
        written
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Seek for PendingFile {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}

/// Removes all files this process is writing, and prevents new ones: for its last moment.
pub fn remove_temp_files() {
    let under_way = under_way();
    for part in &under_way.parts {
        // A file that is already gone is not an error.
        let _ = fs::remove_file(part);
    }
    std::mem::forget(under_way);
}

/// Removes what runs that were killed have left in a folder, once in this process.
pub(super) fn clear(folder: &Path) {
    let folder = if folder == Path::new("") { Path::new(".") } else { folder };
    if under_way().cleared.insert(folder.to_path_buf()) {
        sweep(folder);
    }
}

/// Removes what processes that were killed have left in a folder.
pub fn sweep(folder: &Path) {
    // A folder that is not there holds nothing.
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let named = name.starts_with(PREFIX) && name.ends_with(SUFFIX);
        if named && entry.file_type().is_ok_and(|kind| kind.is_file()) {
            remove_if_dead(&entry.path());
        }
    }
}

/// Removes a partial file that no process is writing.
fn remove_if_dead(part: &Path) {
    let Ok(file) = OpenOptions::new().write(true).open(part) else { return };
    if file.try_lock().is_ok() {
        // It stays where it cannot be removed: it harms nothing but the sight.
        let _ = fs::remove_file(part);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_dead_runs_are_removed_and_those_of_living_ones_stay() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let dead = folder.path().join(".offprint-dead.part");
        let other = folder.path().join(".other.part");
        fs::write(&dead, "half")?;
        fs::write(&other, "whole")?;
        let living = PendingFile::create(folder.path(), None)?;
        clear(folder.path());
        assert!(!dead.exists() && other.exists() && living.file.path().exists());
        Ok(())
    }
}
