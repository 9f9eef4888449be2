//! Files that are written whole or not at all. Input: a path. Output: the file at it.
//!
//! The bytes go to a [`PendingFile`] in the same folder, which takes the place of the old file in
//! one step once it is on the disk. A process stopped in between leaves the old file intact.

use std::fs::{self, File, Metadata};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::model::{Destination, OutputStamp};
use super::temp_file::{self, PendingFile};
use crate::files::{self, Files, OsFiles};
use crate::system::retry;

impl Destination {
    /// Where an edition of a name goes, with the suffix of its kind; `None` for nowhere.
    pub fn path(&self, name: &str, suffix: &str) -> Option<PathBuf> {
        match self {
            Destination::Folder(folder) => Some(folder.join(format!("{name}.{suffix}"))),
            Destination::File(path) => Some(path.clone()),
            Destination::Stem(stem) => {
                let mut path = stem.clone().into_os_string();
                path.push(format!(".{suffix}"));
                Some(path.into())
            }
            Destination::Nowhere => None,
        }
    }

    /// The folder that the files come to be in; `None` for nowhere.
    pub(super) fn folder(&self) -> Option<&Path> {
        match self {
            Destination::Folder(folder) => Some(folder),
            Destination::File(path) | Destination::Stem(path) => path.parent(),
            Destination::Nowhere => None,
        }
    }
}

/// An output on its way.
#[derive(Debug)]
pub(super) enum OutputTarget {
    /// A file beside the place it is meant for.
    File(PendingFile, PathBuf),
    /// A file without a place, to be read once and gone.
    Passing(File),
    /// Nothing but the count of bytes.
    Nowhere(NullSink),
}

impl OutputTarget {
    /// Begins a file for `path`, making the folder it is in if there is none.
    pub(super) fn create(path: Option<&Path>) -> io::Result<Self> {
        let Some(path) = path else { return Ok(OutputTarget::Nowhere(NullSink::default())) };
        let place = path.to_path_buf();
        let before = fs::symlink_metadata(&place).ok();
        if before.as_ref().is_some_and(Metadata::is_dir) {
            return Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a folder"));
        }
        let folder = match place.parent() {
            Some(folder) if folder != Path::new("") => folder,
            _ => Path::new("."),
        };
        retry(|| fs::create_dir_all(folder))?;
        temp_file::clear(folder);
        let permissions = before.map(|before| before.permissions()).or_else(default_permissions);
        let part = retry(|| PendingFile::create(folder, permissions.clone()))?;
        Ok(OutputTarget::File(part, place))
    }

    /// Begins a file that has no place, and is gone when it was read.
    pub(super) fn passing() -> io::Result<Self> {
        tempfile::tempfile().map(OutputTarget::Passing)
    }

    /// What was written, to be read, unless it was forgotten.
    pub(super) fn written(&mut self) -> Option<&mut File> {
        match self {
            OutputTarget::File(part, _) => Some(part.file_mut()),
            OutputTarget::Passing(file) => Some(file),
            OutputTarget::Nowhere(_) => None,
        }
    }

    /// Puts the file in its place and returns its size, and what to know it by if it is
    /// `remembered`.
    pub(super) fn keep(self, remembered: bool) -> io::Result<(u64, Option<OutputStamp>)> {
        match self {
            OutputTarget::File(mut part, place) => {
                part.file().sync_all()?;
                // Taken from the file that was written, whatever replaces it meanwhile.
                let about = part.file().metadata()?;
                let kept =
                    remembered.then(|| OutputStamp::new(part.file_mut(), &about)).transpose()?;
                part.persist(&place)?;
                Ok((about.len(), kept))
            }
            OutputTarget::Passing(file) => Ok((file.metadata()?.len(), None)),
            OutputTarget::Nowhere(void) => Ok((void.end, None)),
        }
    }
}

impl OutputStamp {
    fn new(file: &mut File, about: &Metadata) -> io::Result<Self> {
        file.rewind()?;
        Ok(OutputStamp { stamp: files::stamp_of(about), sha256: files::sha256(file)? })
    }

    /// Whether it is what is at the path: by size and date, or by every byte.
    pub(super) fn lies_at(&self, path: &Path, verify: bool) -> bool {
        let there = OsFiles.stat(path).is_ok_and(|now| now.stamp.resembles(&self.stamp));
        let same = || files::open(path).and_then(files::sha256).is_ok_and(|now| now == self.sha256);
        there && (!verify || same())
    }
}

/// What a new file may be used for: as much as the user's mask allows.
#[cfg(unix)]
fn default_permissions() -> Option<fs::Permissions> {
    use std::os::unix::fs::PermissionsExt;
    Some(fs::Permissions::from_mode(0o666))
}

#[cfg(not(unix))]
fn default_permissions() -> Option<fs::Permissions> {
    None
}

impl Write for OutputTarget {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            OutputTarget::File(part, _) => part.write(bytes),
            OutputTarget::Passing(file) => file.write(bytes),
            OutputTarget::Nowhere(void) => void.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            OutputTarget::File(part, _) => part.flush(),
            OutputTarget::Passing(_) | OutputTarget::Nowhere(_) => Ok(()),
        }
    }
}

impl Seek for OutputTarget {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        match self {
            OutputTarget::File(part, _) => part.seek(to),
            OutputTarget::Passing(file) => file.seek(to),
            OutputTarget::Nowhere(void) => void.seek(to),
        }
    }
}

/// Discards bytes, but tracks their position.
#[derive(Debug, Default)]
pub(super) struct NullSink {
    at: u64,
    end: u64,
}

impl Write for NullSink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.at += bytes.len() as u64;
        self.end = self.end.max(self.at);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Seek for NullSink {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.end.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = at.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> io::Result<Vec<String>> {
        let mut names: Vec<String> = fs::read_dir(folder)?
            .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
            .collect::<io::Result<_>>()?;
        names.sort();
        Ok(names)
    }

    #[test]
    fn a_file_that_is_not_kept_leaves_the_old_one() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("a.pdf");
        fs::write(&path, "old")?;
        let mut target = OutputTarget::create(Some(&path))?;
        target.write_all(b"half of the n")?;
        drop(target);
        assert_eq!(fs::read_to_string(&path)?, "old");
        assert_eq!(names(folder.path())?, ["a.pdf"]);
        Ok(())
    }

    #[test]
    fn a_file_that_is_kept_takes_its_place_in_a_new_folder() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("out/deep/a.pdf");
        let mut target = OutputTarget::create(Some(&path))?;
        target.write_all(b"new")?;
        assert_eq!(target.keep(false)?.0, 3);
        assert_eq!(fs::read_to_string(&path)?, "new");
        assert_eq!(names(&folder.path().join("out/deep"))?, ["a.pdf"]);
        Ok(())
    }

    #[test]
    fn a_folder_is_never_replaced() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let wrong = OutputTarget::create(Some(folder.path())).map_err(|error| error.kind());
        assert_eq!(wrong.err(), Some(io::ErrorKind::IsADirectory));
        Ok(())
    }

    #[test]
    fn nowhere_counts_what_it_is_given() -> io::Result<()> {
        let mut target = OutputTarget::create(None)?;
        target.write_all(b"twelve bytes")?;
        target.seek(SeekFrom::Start(2))?;
        target.write_all(b"over")?;
        assert_eq!(target.seek(SeekFrom::End(0))?, 12);
        assert_eq!(target.keep(false)?.0, 12);
        Ok(())
    }
}
