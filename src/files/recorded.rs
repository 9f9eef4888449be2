//! Files with a record of all that was asked of them. Input: other [`Files`]. Output: the same, and
//! the record, by which a later run tells whether it would be answered the same.
//!
//! What was not there is recorded like what was: a file that appears can change an edition as much
//! as one that is edited. What could not be examined, for a fault of the disk or for want of memory
//! or file descriptors, is recorded as unreadable: nothing that was made in its face is taken to be
//! up to date.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::model::{FileBytes, FileKind, Files, Listing, Stat};
use super::observation::Observation;
use super::stamp::FileStamp;
use crate::system::is_absence;

/// All queries, by path.
pub type Observations = BTreeMap<PathBuf, Observation>;

/// Files that remember what was asked of them; clones share the record.
#[derive(Debug, Clone)]
pub struct RecordedFiles {
    files: Arc<dyn Files>,
    record: Arc<Mutex<Observations>>,
}

impl RecordedFiles {
    /// These files, of which nothing was asked yet.
    pub fn new(files: impl Files + 'static) -> Self {
        RecordedFiles { files: Arc::new(files), record: Arc::default() }
    }

    /// All queries so far.
    pub fn record(&self) -> Observations {
        self.record.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Records what an earlier run found, and what still holds.
    pub fn remember(&self, path: &Path, found: Observation) {
        let mut record = self.record.lock().unwrap_or_else(PoisonError::into_inner);
        let first = record.entry(path.to_path_buf()).or_insert_with(|| found.clone());
        // What was found first counts: if it has changed since, the outcome is not to be trusted.
        // But a fault counts whenever it was met, content tells more than a stamp, and where there
        // is no file, there may be a folder.
        let tells_more = match (&*first, &found) {
            (Observation::Unreadable, _) => false,
            (_, Observation::Unreadable) => true,
            (Observation::Unread(_), Observation::File(..)) => true,
            (Observation::Nothing, Observation::Folder { .. } | Observation::NoFolder) => true,
            _ => false,
        };
        if tells_more {
            *first = found;
        }
    }

    fn remember_error(&self, path: &Path, error: &io::Error) {
        self.remember(path, Observation::failed(error));
    }

    /// Whether the content of a file with this stamp is on record.
    fn knows(&self, path: &Path, stamp: &FileStamp) -> bool {
        let record = self.record.lock().unwrap_or_else(PoisonError::into_inner);
        matches!(record.get(path), Some(Observation::File(known, _)) if known.proves(stamp))
    }
}

impl Files for RecordedFiles {
    fn stat(&self, path: &Path) -> io::Result<Stat> {
        let found = self.files.stat(path);
        match &found {
            Ok(Stat { kind: FileKind::File, stamp }) => {
                self.remember(path, Observation::Unread(*stamp));
            }
            Ok(_) => self.remember(path, Observation::Nothing),
            Err(error) => self.remember_error(path, error),
        }
        found
    }

    fn read(&self, path: &Path, most: u64) -> io::Result<FileBytes> {
        let mut read = self.files.read(path, most);
        match &mut read {
            Ok(read) if self.knows(path, &read.stamp) => {}
            Ok(read) => {
                let digest = read.digest();
                read.digest = Some(digest);
                let digest = digest.to_hex().to_string();
                self.remember(path, Observation::File(read.stamp, digest));
            }
            Err(error) => self.remember_error(path, error),
        }
        read
    }

    fn start(&self, path: &Path, most: u64) -> io::Result<(Vec<u8>, FileStamp)> {
        let read = self.files.start(path, most);
        match &read {
            Ok((_, stamp)) => self.remember(path, Observation::Unread(*stamp)),
            Err(error) => self.remember_error(path, error),
        }
        read
    }

    fn stream(
        &self,
        path: &Path,
        take: &mut dyn FnMut(&[u8]) -> io::Result<()>,
    ) -> io::Result<FileStamp> {
        let stamp = self.files.stat(path).map(|stat| stat.stamp);
        match &stamp {
            Ok(stamp) => self.remember(path, Observation::Unread(*stamp)),
            Err(error) => self.remember_error(path, error),
        }
        self.files.stream(path, take)
    }

    fn list(&self, folder: &Path) -> io::Result<Listing> {
        let listed = self.files.list(folder);
        match &listed {
            Ok(listing) => self.remember(folder, Observation::folder(listing)),
            Err(error) if is_absence(error) => self.remember(folder, Observation::NoFolder),
            Err(error) => self.remember_error(folder, error),
        }
        listed
    }

    fn resolve(&self, path: &Path) -> io::Result<PathBuf> {
        let resolved = self.files.resolve(path);
        if let Err(error) = &resolved {
            self.remember_error(path, error);
        }
        resolved
    }

    fn local(&self, path: &Path) -> io::Result<Option<PathBuf>> {
        self.stat(path)?;
        self.files.local(path)
    }

    fn recheck_always(&self, path: &Path) {
        self.remember(path, Observation::Unreadable);
    }
}

/// The folders in which something was requested.
pub fn folders(record: &Observations) -> BTreeSet<PathBuf> {
    let folder = |(path, found): (&PathBuf, &Observation)| match (found, path.parent()) {
        (Observation::Folder { .. }, _) => path.clone(),
        (_, Some(folder)) if folder != Path::new("") => folder.to_path_buf(),
        _ => PathBuf::from("."),
    };
    record.iter().map(folder).collect()
}
