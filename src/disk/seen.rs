//! What was seen at a path, and whether it is still so. Enters: the path. Leaves: a verdict, by size and
//! date where these can be trusted, else by content.
//!
//! A file that is written twice within one tick of the clock bears the same date twice. So the date of
//! a file that was changed shortly before it was looked at proves nothing, as git has it
//! (<https://git-scm.com/docs/racy-git>): the content is asked for until a later look finds it old.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs::{self, Metadata};
use std::io;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use super::{Entry, digest};
use crate::system::{self, is_absence, retry};

/// A change may hide behind an equal date for this long: the ticks of the coarsest file system, FAT.
const TICK: i64 = 2_000_000_000;

/// What tells a file that has not been touched, without reading it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// Bytes.
    pub size: u64,
    /// When it was last written, in nanoseconds since 1970.
    modified: i64,
    /// The number of the file on its disk: another file put in its place has another.
    inode: u64,
    /// Whether it was written too shortly before it was looked at.
    doubtful: bool,
}

/// What was seen at a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Seen {
    /// A file, with the BLAKE3 digest of its bytes in hexadecimal.
    File(Mark, String),
    /// A folder: when its names last changed, and which there were.
    Folder {
        /// In nanoseconds since 1970.
        modified: i64,
        /// Whether they changed too shortly before it was looked at.
        doubtful: bool,
        /// All names that are not hidden; those of folders end in `/`.
        names: Vec<String>,
    },
    /// No file that can be read.
    Nothing,
    /// No folder that can be read.
    NoFolder,
    /// A file that was not read.
    Unread(Mark),
    /// What may not be read.
    Denied,
    /// What could not be read or examined, for a fault that says nothing about it: whatever was made
    /// then is to be made again.
    Unreadable,
}

/// How closely to look.
#[derive(Debug, Clone, Default)]
pub struct Look {
    /// Whether content is asked for where size and date would do.
    pub verify: bool,
    /// Names that may come and go in a folder: those of the outputs.
    pub ignored: BTreeSet<OsString>,
}

impl Mark {
    /// The mark of a file.
    pub fn of(about: &Metadata) -> Self {
        let modified = modified(about);
        Mark { size: about.len(), modified, inode: inode(about), doubtful: doubtful(modified) }
    }

    /// Whether a file with this mark is surely the one with the other.
    pub fn proves(&self, other: &Mark) -> bool {
        !self.doubtful && self.resembles(other)
    }

    /// Whether size, date and number are the same.
    pub fn resembles(&self, other: &Mark) -> bool {
        (self.size, self.modified, self.inode) == (other.size, other.modified, other.inode)
    }
}

impl Seen {
    /// A file that was read: its mark from before, and the BLAKE3 digest of what was read.
    pub fn file(mark: Mark, digest: &str) -> Self {
        Seen::File(mark, digest.to_owned())
    }

    /// Why something could not be read.
    pub(super) fn failed(error: &io::Error) -> Self {
        match error.kind() {
            _ if is_absence(error) => Seen::Nothing,
            io::ErrorKind::PermissionDenied => Seen::Denied,
            _ => Seen::Unreadable,
        }
    }

    /// A folder that was listed.
    pub(super) fn folder(entries: &[Entry], modified: i64) -> Self {
        let names = entries.iter().filter_map(|entry| {
            let name = entry.name.to_string_lossy();
            let mark = if entry.folder { "/" } else { "" };
            (!name.starts_with('.')).then(|| format!("{name}{mark}"))
        });
        Seen::Folder { modified, doubtful: doubtful(modified), names: names.collect() }
    }

    /// What is seen at the path now, if it amounts to the same.
    pub fn again(&self, path: &Path, look: &Look) -> Option<Seen> {
        match self {
            Seen::File(before, content) => {
                let now = super::mark(path).filter(|now| now.size == before.size)?;
                if before.proves(&now) && !look.verify {
                    return Some(self.clone());
                }
                let (digest, mark) = digest(path).ok()?;
                let now = Seen::file(mark, &digest.to_hex());
                matches!(&now, Seen::File(_, digest) if digest == content).then_some(now)
            }
            Seen::Folder { modified, doubtful, names } => {
                let about = super::metadata(path).ok()?;
                if !doubtful && *modified == self::modified(&about) && !look.verify {
                    return Some(self.clone());
                }
                let (entries, modified) = list(path).ok()?;
                let now = Seen::folder(&entries, modified);
                let same = matches!(&now, Seen::Folder { names: others, .. }
                    if told(names, look).eq(told(others, look)));
                same.then_some(now)
            }
            Seen::Nothing => is_nothing(super::open(path)).then(|| self.clone()),
            Seen::NoFolder => {
                let neither = is_nothing(read_dir(path)) && is_nothing(super::open(path));
                neither.then(|| self.clone())
            }
            Seen::Denied => is_denied(path).then(|| self.clone()),
            Seen::Unreadable => None,
            Seen::Unread(before) => {
                super::mark(path).is_some_and(|now| now.resembles(before)).then(|| self.clone())
            }
        }
    }
}

fn is_nothing<T>(found: io::Result<T>) -> bool {
    found.is_err_and(|error| is_absence(&error))
}

/// Whether what lies at a path may still not be read.
fn is_denied(path: &Path) -> bool {
    let found = super::metadata(path).and_then(|about| match about.is_dir() {
        true => read_dir(path).map(drop),
        false => super::open(path).map(drop),
    });
    found.is_err_and(|error| error.kind() == io::ErrorKind::PermissionDenied)
}

fn read_dir(path: &Path) -> io::Result<fs::ReadDir> {
    retry(|| fs::read_dir(path))
}

/// The names that matter.
fn told<'n>(names: &'n [String], look: &'n Look) -> impl Iterator<Item = &'n String> {
    names.iter().filter(|name| !look.ignored.contains(std::ffi::OsStr::new(name.as_str())))
}

/// What lies in a folder in the order of the names, and when that last changed before it was read.
pub(super) fn list(folder: &Path) -> io::Result<(Vec<Entry>, i64)> {
    retry(|| list_once(folder))
}

fn list_once(folder: &Path) -> io::Result<(Vec<Entry>, i64)> {
    let modified = modified(&fs::metadata(folder)?);
    let _permit = system::permit();
    let mut entries = fs::read_dir(folder)?
        .map(|entry| {
            let entry = entry?;
            let kind = entry.file_type()?;
            let (folder, link) = (kind.is_dir(), kind.is_symlink());
            Ok(Entry { name: entry.file_name(), folder, link })
        })
        .collect::<io::Result<Vec<_>>>()?;
    entries.sort_by(|a, b| a.name.cmp(&b.name));
    Ok((entries, modified))
}

/// When a file was last written, in nanoseconds since 1970; a date that cannot be told is the last one,
/// which is always in doubt.
fn modified(about: &Metadata) -> i64 {
    about.modified().map_or(i64::MAX, nanoseconds)
}

fn doubtful(modified: i64) -> bool {
    modified.saturating_add(TICK) > nanoseconds(SystemTime::now())
}

fn nanoseconds(time: SystemTime) -> i64 {
    let after = |time: SystemTime| time.duration_since(UNIX_EPOCH);
    match after(time) {
        Ok(since) => i64::try_from(since.as_nanos()).unwrap_or(i64::MAX),
        Err(before) => -i64::try_from(before.duration().as_nanos()).unwrap_or(i64::MAX),
    }
}

#[cfg(unix)]
fn inode(about: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(about)
}

#[cfg(not(unix))]
fn inode(_: &Metadata) -> u64 {
    0
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::time::Duration;

    use super::super::Disk;
    use super::*;

    fn set_age(path: &Path, seconds: u64) -> io::Result<()> {
        let then = UNIX_EPOCH + Duration::from_secs(1_700_000_000 - seconds);
        File::options().write(true).open(path)?.set_modified(then)
    }

    fn still(path: &Path, seen: &Seen) -> bool {
        seen.again(path, &Look::default()).is_some()
    }

    #[test]
    fn an_old_file_is_known_by_size_and_date_and_a_young_one_by_content() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("a.md");
        let verify = Look { verify: true, ..Look::default() };
        fs::write(&path, "eins")?;
        set_age(&path, 0)?;
        let disk = Disk::new();
        assert_eq!(disk.read(&path)?, b"eins");
        let seen = disk.record()[&path].clone();
        assert!(still(&path, &seen));
        fs::write(&path, "zwei")?;
        assert!(!still(&path, &seen), "another date");
        set_age(&path, 0)?;
        assert!(still(&path, &seen), "the date is believed");
        assert_eq!(seen.again(&path, &verify), None, "unless it is not to be");
        // Written now, so the date is not believed.
        let disk = Disk::new();
        fs::write(&path, "drei")?;
        disk.read(&path)?;
        let young = disk.record()[&path].clone();
        let date = fs::metadata(&path)?.modified()?;
        fs::write(&path, "vier")?;
        File::options().write(true).open(&path)?.set_modified(date)?;
        assert!(!still(&path, &young));
        // The same words with another date are the same file, and it is known by that date from then on.
        fs::write(&path, "eins")?;
        set_age(&path, 7)?;
        let now = seen.again(&path, &Look::default());
        assert!(now.as_ref().is_some_and(|now| *now != seen && still(&path, now)));
        Ok(())
    }

    #[test]
    fn a_fault_is_no_fact_and_counts_whenever_it_was_met() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("a.png");
        let fault = io::Error::from_raw_os_error(5);
        assert_eq!(Seen::failed(&fault), Seen::Unreadable);
        assert_eq!(Seen::failed(&io::ErrorKind::PermissionDenied.into()), Seen::Denied);
        assert_eq!(Seen::failed(&io::ErrorKind::NotFound.into()), Seen::Nothing);
        for there in [false, true] {
            if there {
                fs::write(&path, "a picture")?;
            }
            assert!(!still(&path, &Seen::Unreadable) && !still(&path, &Seen::Denied));
        }
        let disk = Disk::new();
        disk.note_error(&path, &fault);
        disk.read(&path)?;
        assert_eq!(disk.record()[&path], Seen::Unreadable, "reading it later proves nothing");
        let disk = Disk::new();
        disk.read(&path)?;
        disk.note_error(&path, &fault);
        assert_eq!(disk.record()[&path], Seen::Unreadable);
        Ok(())
    }

    #[test]
    fn what_appears_and_what_goes_is_noticed() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let (a, b) = (folder.path().join("a.md"), folder.path().join("b.md"));
        fs::write(&a, "a")?;
        let disk = Disk::new();
        assert!(!disk.is_file(&b) && disk.read(&b).is_err());
        assert_eq!(
            disk.list(folder.path())?,
            [Entry { name: "a.md".into(), folder: false, link: false }]
        );
        let record = disk.record();
        assert!(record.iter().all(|(path, seen)| still(path, seen)));
        fs::write(&b, "b")?;
        assert!(record.iter().all(|(path, seen)| !still(path, seen)));
        let ignored = Look { ignored: ["b.md".into()].into(), ..Look::default() };
        assert!(record[folder.path()].again(folder.path(), &ignored).is_some());
        fs::remove_file(&b)?;
        fs::remove_file(&a)?;
        assert!(!still(folder.path(), &record[folder.path()]));
        Ok(())
    }
}
