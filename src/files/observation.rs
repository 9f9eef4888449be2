//! What was found at a path, and whether it is still so. Input: the path. Output: a verdict, by
//! size and date where these can be trusted, else by content.

use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::model::{FileKind, Files, Listing};
use super::stamp;
use super::stamp::FileStamp;
use super::whole::digest;
use crate::system::is_absence;

/// What was found at a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Observation {
    /// A file, with the BLAKE3 digest of its bytes in hexadecimal.
    File(FileStamp, String),
    /// A folder: when its names last changed, and which there were.
    Folder {
        /// In nanoseconds since 1970.
        modified: i64,
        /// Whether they changed too shortly before they were listed.
        racy: bool,
        /// All names that are not hidden; those of folders end in `/`.
        names: Vec<String>,
    },
    /// No file that can be read.
    Nothing,
    /// No folder that can be read.
    NoFolder,
    /// A file that was not read.
    Unread(FileStamp),
    /// What may not be read.
    Denied,
    /// What could not be read or examined, for a fault that says nothing about it, or what was
    /// decided on more than its content: whatever was made then is to be made again.
    Unreadable,
}

/// How closely to check.
#[derive(Debug, Clone, Default)]
pub struct CheckMode {
    /// Whether content is compared where size and date would do.
    pub verify: bool,
    /// Names that may come and go in a folder: those of the outputs.
    pub ignored: BTreeSet<OsString>,
}

impl Observation {
    /// Why something could not be read.
    pub(super) fn failed(error: &io::Error) -> Self {
        match error.kind() {
            _ if is_absence(error) => Observation::Nothing,
            io::ErrorKind::PermissionDenied => Observation::Denied,
            _ => Observation::Unreadable,
        }
    }

    /// A folder that was listed.
    pub(super) fn folder(listing: &Listing) -> Self {
        let names = listing.entries.iter().filter_map(|entry| {
            let name = entry.name.to_string_lossy();
            let end = if entry.folder { "/" } else { "" };
            (!name.starts_with('.')).then(|| format!("{name}{end}"))
        });
        let modified = listing.modified;
        Observation::Folder { modified, racy: stamp::is_racy(modified), names: names.collect() }
    }

    /// What is found at the path now, if it amounts to the same.
    pub fn recheck(&self, files: &dyn Files, path: &Path, mode: &CheckMode) -> Option<Self> {
        let stamp = || {
            let stat = files.stat(path).ok()?;
            (stat.kind == FileKind::File).then_some(stat.stamp)
        };
        match self {
            Observation::File(before, content) => {
                let now = stamp().filter(|now| now.size == before.size)?;
                if before.proves(&now) && !mode.verify {
                    return Some(self.clone());
                }
                let (digest, stamp) = digest(files, path).ok()?;
                let digest = digest.to_hex();
                (*digest == **content).then(|| Observation::File(stamp, digest.to_string()))
            }
            Observation::Folder { modified, racy, names } => {
                let dated = || files.stat(path).ok().map(|stat| stat.stamp.modified());
                if !racy && !mode.verify && dated() == Some(*modified) {
                    return Some(self.clone());
                }
                let now = Observation::folder(&files.list(path).ok()?);
                let same = matches!(&now, Observation::Folder { names: others, .. }
                    if relevant(names, mode).eq(relevant(others, mode)));
                same.then_some(now)
            }
            Observation::Nothing => {
                let found = files.stat(path);
                let is_file = |stat: &super::model::Stat| stat.kind == FileKind::File;
                let nothing = match &found {
                    Ok(stat) => !is_file(stat),
                    Err(error) => is_absence(error),
                };
                nothing.then(|| self.clone())
            }
            Observation::NoFolder => {
                let nothing = files.stat(path).is_err_and(|error| is_absence(&error));
                nothing.then(|| self.clone())
            }
            Observation::Denied => is_denied(files, path).then(|| self.clone()),
            Observation::Unreadable => None,
            Observation::Unread(before) => {
                stamp().is_some_and(|now| now.resembles(before)).then(|| self.clone())
            }
        }
    }
}

/// Whether what is at a path may still not be read.
fn is_denied(files: &dyn Files, path: &Path) -> bool {
    let found = files.stat(path).and_then(|stat| match stat.kind {
        FileKind::Folder => files.list(path).map(drop),
        _ => files.start(path, 1).map(drop),
    });
    found.is_err_and(|error| error.kind() == io::ErrorKind::PermissionDenied)
}

/// The names that matter.
fn relevant<'n>(names: &'n [String], mode: &'n CheckMode) -> impl Iterator<Item = &'n String> {
    names.iter().filter(|name| !mode.ignored.contains(OsStr::new(name.as_str())))
}

#[cfg(test)]
mod tests {
    use std::fs::{self, File};
    use std::time::{Duration, UNIX_EPOCH};

    use super::super::{FolderEntry, OsFiles, RecordedFiles, is_file};
    use super::*;

    fn set_age(path: &Path, seconds: u64) -> io::Result<()> {
        let then = UNIX_EPOCH + Duration::from_secs(1_700_000_000 - seconds);
        File::options().write(true).open(path)?.set_modified(then)
    }

    fn read(files: &dyn Files, path: &Path) -> io::Result<Vec<u8>> {
        files.read(path, u64::MAX).map(|read| read.bytes)
    }

    fn still(path: &Path, seen: &Observation) -> bool {
        seen.recheck(&OsFiles, path, &CheckMode::default()).is_some()
    }

    #[test]
    fn an_old_file_is_known_by_size_and_date_and_a_young_one_by_content() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("a.md");
        let verify = CheckMode { verify: true, ..CheckMode::default() };
        fs::write(&path, "eins")?;
        set_age(&path, 0)?;
        let files = RecordedFiles::new(OsFiles);
        assert_eq!(read(&files, &path)?, b"eins");
        let seen = files.record()[&path].clone();
        assert!(still(&path, &seen));
        fs::write(&path, "zwei")?;
        assert!(!still(&path, &seen), "another date");
        set_age(&path, 0)?;
        assert!(still(&path, &seen), "the date is believed");
        assert_eq!(seen.recheck(&OsFiles, &path, &verify), None, "unless it is not to be");
        // Written now, so the date is not believed.
        let files = RecordedFiles::new(OsFiles);
        fs::write(&path, "drei")?;
        read(&files, &path)?;
        let young = files.record()[&path].clone();
        let date = fs::metadata(&path)?.modified()?;
        fs::write(&path, "vier")?;
        File::options().write(true).open(&path)?.set_modified(date)?;
        assert!(!still(&path, &young));
        // The same words with another date are the same file, and it is known by that date from
        // then on.
        fs::write(&path, "eins")?;
        set_age(&path, 7)?;
        let now = seen.recheck(&OsFiles, &path, &CheckMode::default());
        assert!(now.as_ref().is_some_and(|now| *now != seen && still(&path, now)));
        Ok(())
    }

    #[test]
    fn a_fault_is_no_fact_and_counts_whenever_it_was_met() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("a.png");
        let fault = io::Error::from_raw_os_error(5);
        assert_eq!(Observation::failed(&fault), Observation::Unreadable);
        assert_eq!(
            Observation::failed(&io::ErrorKind::PermissionDenied.into()),
            Observation::Denied
        );
        assert_eq!(Observation::failed(&io::ErrorKind::NotFound.into()), Observation::Nothing);
        for there in [false, true] {
            if there {
                fs::write(&path, "a picture")?;
            }
            assert!(!still(&path, &Observation::Unreadable) && !still(&path, &Observation::Denied));
        }
        let files = RecordedFiles::new(OsFiles);
        files.remember(&path, Observation::failed(&fault));
        read(&files, &path)?;
        assert_eq!(
            files.record()[&path],
            Observation::Unreadable,
            "reading it later proves nothing"
        );
        let files = RecordedFiles::new(OsFiles);
        read(&files, &path)?;
        files.remember(&path, Observation::failed(&fault));
        assert_eq!(files.record()[&path], Observation::Unreadable);
        Ok(())
    }

    #[test]
    fn what_appears_and_what_goes_is_noticed() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let (a, b) = (folder.path().join("a.md"), folder.path().join("b.md"));
        fs::write(&a, "a")?;
        let files = RecordedFiles::new(OsFiles);
        assert!(!is_file(&files, &b) && read(&files, &b).is_err());
        assert_eq!(
            files.list(folder.path())?.entries,
            [FolderEntry { name: "a.md".into(), folder: false, link: false }]
        );
        let record = files.record();
        assert!(record.iter().all(|(path, seen)| still(path, seen)));
        fs::write(&b, "b")?;
        assert!(record.iter().all(|(path, seen)| !still(path, seen)));
        let ignored = CheckMode { ignored: ["b.md".into()].into(), ..CheckMode::default() };
        assert!(record[folder.path()].recheck(&OsFiles, folder.path(), &ignored).is_some());
        fs::remove_file(&b)?;
        fs::remove_file(&a)?;
        assert!(!still(folder.path(), &record[folder.path()]));
        Ok(())
    }
}
