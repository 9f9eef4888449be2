//! The disk as one run sees it. Enters: paths. Leaves: what lies there, and a record of all that was
//! asked, by which a later run tells whether it would be answered the same.
//!
//! What was not there is recorded like what was: a file that appears can change an edition as much as
//! one that is edited. What could not be examined, for a fault of the disk or for want of memory or file
//! descriptors, is recorded as unreadable: nothing that was made in its face is taken for fresh.

mod seen;

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fmt::Write as _;
use std::fs::{self, File, Metadata};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest, Sha256};

use crate::system::{self, Permit, is_absence, retry};

pub use seen::{Look, Mark, Seen};

/// All that was asked, by path.
pub type Record = BTreeMap<PathBuf, Seen>;

/// The disk, with a memory of what it was asked; clones share it.
#[derive(Debug, Clone, Default)]
pub struct Disk {
    record: Arc<Mutex<Record>>,
    /// The names in folders that were looked through, by their small letters: an article may ask for
    /// thousands of files that are not there.
    names: Arc<Mutex<BTreeMap<PathBuf, Arc<Names>>>>,
}

/// The names in a folder by their small letters, those alike in order.
type Names = BTreeMap<String, Vec<OsString>>;

/// What lies in a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its name.
    pub name: OsString,
    /// Whether it is a folder itself; a link to one is not.
    pub folder: bool,
    /// Whether it is a link, wherever that leads.
    pub link: bool,
}

impl Disk {
    /// The disk, of which nothing was asked yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The bytes of a file.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.read_at_most(path, u64::MAX)
    }

    /// The bytes of a file that has no more than `most`.
    ///
    /// # Errors
    /// If it cannot be read, or is larger.
    pub fn read_at_most(&self, path: &Path, most: u64) -> io::Result<Vec<u8>> {
        let read = read_at_most(path, most);
        match &read {
            Ok((bytes, mark)) => {
                self.note(path, Seen::file(*mark, &blake3::hash(bytes).to_hex()));
            }
            Err(error) => self.note_error(path, error),
        }
        read.map(|(bytes, _)| bytes)
    }

    /// Whether there is a file. One that is there is only recorded when it is read. What cannot be examined
    /// is taken for a file, so that reading it says why.
    pub fn is_file(&self, path: &Path) -> bool {
        let about = metadata(path);
        match &about {
            Ok(about) if about.is_file() => {}
            Ok(_) => self.note(path, Seen::Nothing),
            Err(error) => self.note_error(path, error),
        }
        about.map_or_else(|error| !is_absence(&error), |about| about.is_file())
    }

    /// Whether there is a folder, or a link to one.
    ///
    /// # Errors
    /// If that cannot be told.
    pub fn is_folder(&self, path: &Path) -> io::Result<bool> {
        match metadata(path) {
            Ok(about) => Ok(about.is_dir()),
            Err(error) if is_absence(&error) => Ok(false),
            Err(error) => {
                self.note_error(path, &error);
                Err(error)
            }
        }
    }

    /// What lies in a folder, in the order of the names.
    ///
    /// # Errors
    /// If the folder cannot be read.
    pub fn list(&self, folder: &Path) -> io::Result<Vec<Entry>> {
        let listed = seen::list(folder);
        match &listed {
            Ok((entries, modified)) => self.note(folder, Seen::folder(entries, *modified)),
            Err(error) if is_absence(error) => self.note(folder, Seen::NoFolder),
            Err(error) => self.note_error(folder, error),
        }
        listed.map(|(entries, _)| entries)
    }

    /// The file from which `path` differs in capitals only; the first by name if there are several.
    pub fn in_other_case(&self, path: &Path) -> Option<PathBuf> {
        let wanted = path.file_name()?.to_str()?.to_lowercase();
        let folder = path.parent()?;
        let names = self.names(folder);
        let mut alike = names.get(&wanted)?.iter();
        alike.find_map(|name| Some(folder.join(name)).filter(|path| self.is_file(path)))
    }

    /// The names in a folder, which is listed when they are first asked for.
    fn names(&self, folder: &Path) -> Arc<Names> {
        let mut known = self.names.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(names) = known.get(folder) {
            return Arc::clone(names);
        }
        let mut names = Names::new();
        for Entry { name, .. } in self.list(folder).unwrap_or_default() {
            if let Some(letters) = name.to_str() {
                names.entry(letters.to_lowercase()).or_default().push(name);
            }
        }
        let names = Arc::new(names);
        known.insert(folder.to_path_buf(), Arc::clone(&names));
        names
    }

    /// Records a folder and all in it, as far as it can be read, its files without reading them. Links
    /// are followed, but to no folder twice: `met` are those that were met.
    pub fn watch(&self, folder: &Path, met: &mut BTreeSet<PathBuf>) {
        let new = canonicalize(folder).is_ok_and(|folder| met.insert(folder));
        for entry in self.list(folder).unwrap_or_default() {
            let path = folder.join(entry.name);
            match metadata(&path) {
                Ok(about) if about.is_file() => self.note(&path, Seen::Unread(Mark::of(&about))),
                Err(error) if !is_absence(&error) => self.note_error(&path, &error),
                _ if new => self.watch(&path, met),
                _ => {}
            }
        }
    }

    /// All that was asked so far.
    pub fn record(&self) -> Record {
        self.record.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Records what was seen by other means. What was seen first counts: if it has changed since, the
    /// outcome is not to be trusted. A fault counts whenever it was met.
    pub fn note(&self, path: &Path, seen: Seen) {
        let mut record = self.record.lock().unwrap_or_else(PoisonError::into_inner);
        let first = record.entry(path.to_path_buf()).or_insert_with(|| seen.clone());
        // Where there is no file, there may be a folder.
        let is_folder = matches!(seen, Seen::Folder { .. } | Seen::NoFolder);
        if seen == Seen::Unreadable || (*first == Seen::Nothing && is_folder) {
            *first = seen;
        }
    }

    /// Records why something could not be read: that it is not there, that it may not be read, or a fault
    /// that says nothing about what lies there.
    pub fn note_error(&self, path: &Path, error: &io::Error) {
        self.note(path, Seen::failed(error));
    }
}

/// The folders in which something was asked for.
pub fn folders(record: &Record) -> BTreeSet<PathBuf> {
    let folder = |(path, seen): (&PathBuf, &Seen)| match (seen, path.parent()) {
        (Seen::Folder { .. }, _) => path.clone(),
        (_, Some(folder)) if folder != Path::new("") => folder.to_path_buf(),
        _ => PathBuf::from("."),
    };
    record.iter().map(folder).collect()
}

/// Copies a file that was read before, piece by piece. Where its `mark` of then proves too little, it is
/// known by the `digest` of then, BLAKE3 in hexadecimal.
///
/// # Errors
/// If it cannot be read, is not the one that was read, or changes under the reading; if `out` cannot be
/// written.
pub fn copy(path: &Path, mark: &Mark, digest: &str, out: &mut dyn Write) -> io::Result<()> {
    let gone = |error| io::Error::other(format!("`{}`: {error}: build again", path.display()));
    let file = open(path).map_err(gone)?;
    let file = &*file;
    let before = Mark::of(&file.metadata().map_err(gone)?);
    if !mark.resembles(&before) {
        return Err(changed(path));
    }
    let proves = mark.proves(&before);
    let (mut hasher, mut copied, mut written) = (blake3::Hasher::new(), 0, Ok(()));
    let take = |piece: &[u8]| {
        copied += piece.len() as u64;
        if !proves {
            hasher.update(piece);
        }
        if written.is_ok() {
            written = out.write_all(piece);
        }
    };
    in_pieces(file.take(mark.size), take).map_err(gone)?;
    written?;
    let same = copied == mark.size
        && Mark::of(&file.metadata().map_err(gone)?).resembles(mark)
        && (proves || *hasher.finalize().to_hex() == *digest);
    same.then_some(()).ok_or_else(|| changed(path))
}

/// A file that changes while it is read is read again so many times.
const AGAIN: usize = 3;

/// The bytes of a file, and its mark.
///
/// # Errors
/// If it cannot be read, or goes on changing while it is.
pub fn read(path: &Path) -> io::Result<(Vec<u8>, Mark)> {
    read_at_most(path, u64::MAX)
}

fn read_at_most(path: &Path, most: u64) -> io::Result<(Vec<u8>, Mark)> {
    for _ in 0..=AGAIN {
        if let Some(read) = retry(|| read_once(path, most))? {
            return Ok(read);
        }
    }
    Err(changed(path))
}

/// The bytes of a file, unless it changes under the reading.
fn read_once(path: &Path, most: u64) -> io::Result<Option<(Vec<u8>, Mark)>> {
    let mut file = open_once(path)?;
    let before = Mark::of(&file.metadata()?);
    if before.size > most {
        let why = format!("it is larger than {} MB", most / 1_000_000);
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, why));
    }
    let mut bytes = Vec::new();
    bytes.try_reserve_exact(usize::try_from(before.size).unwrap_or(usize::MAX))?;
    // No further than it is long: somebody may be adding to it without end.
    (&mut file).take(before.size).read_to_end(&mut bytes)?;
    let whole = bytes.len() as u64 == before.size;
    let same = whole && Mark::of(&file.metadata()?).resembles(&before);
    Ok(same.then_some((bytes, before)))
}

/// The first bytes of a file, `most` of them, and its mark.
///
/// # Errors
/// If it cannot be read.
pub fn read_start(path: &Path, most: u64) -> io::Result<(Vec<u8>, Mark)> {
    retry(|| {
        let mut file = open_once(path)?;
        let mark = Mark::of(&file.metadata()?);
        let mut bytes = Vec::new();
        (&mut file).take(most).read_to_end(&mut bytes)?;
        Ok((bytes, mark))
    })
}

/// A file that is open for reading, one of as many as may be at once ([`system::permit`]).
#[derive(Debug)]
pub struct OpenFile {
    file: File,
    _permit: Permit,
}

impl Deref for OpenFile {
    type Target = File;

    fn deref(&self) -> &File {
        &self.file
    }
}

impl Read for OpenFile {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        self.file.read(bytes)
    }
}

impl Seek for OpenFile {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}

/// Opens a file. Pipes and devices, which may have nothing to say for ever, are none.
///
/// # Errors
/// If there is none, or it cannot be opened.
pub fn open(path: &Path) -> io::Result<OpenFile> {
    retry(|| open_once(path))
}

fn open_once(path: &Path) -> io::Result<OpenFile> {
    if fs::metadata(path)?.is_file() {
        let permit = system::permit();
        return Ok(OpenFile { file: File::open(path)?, _permit: permit });
    }
    Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no file"))
}

/// What is to be said of a file that is not the one that it was a moment ago.
pub fn changed(path: &Path) -> io::Error {
    let what = format!("`{}` changed while it was being read: build again", path.display());
    io::Error::other(what)
}

/// What the system says of a path, where links lead.
///
/// # Errors
/// If it cannot be told.
pub fn metadata(path: &Path) -> io::Result<Metadata> {
    retry(|| fs::metadata(path))
}

/// The path without links.
///
/// # Errors
/// If there is nothing, or that cannot be told.
pub fn canonicalize(path: &Path) -> io::Result<PathBuf> {
    retry(|| fs::canonicalize(path))
}

/// The BLAKE3 digest of a file, read piece by piece, and its mark from before.
///
/// # Errors
/// If it cannot be read.
pub fn digest(path: &Path) -> io::Result<(blake3::Hash, Mark)> {
    retry(|| {
        let file = open_once(path)?;
        let mark = Mark::of(&file.metadata()?);
        let mut hasher = blake3::Hasher::new();
        in_pieces(file, |piece| _ = hasher.update(piece))?;
        Ok((hasher.finalize(), mark))
    })
}

/// The SHA-256 digest of all that a reader has left, in hexadecimal.
///
/// # Errors
/// If it cannot be read.
pub fn sha256(reader: impl Read) -> io::Result<String> {
    let mut hasher = Sha256::new();
    in_pieces(reader, |piece| hasher.update(piece))?;
    let mut text = String::with_capacity(64);
    hasher.finalize().iter().for_each(|byte| _ = write!(text, "{byte:02x}"));
    Ok(text)
}

/// Reads all that a reader has left.
fn in_pieces(mut reader: impl Read, mut take: impl FnMut(&[u8])) -> io::Result<()> {
    // Wide enough for all lanes of a digest, small enough for the processor's cache.
    let mut piece = vec![0; 1 << 17];
    loop {
        match reader.read(&mut piece) {
            Ok(0) => return Ok(()),
            Ok(read) => take(&piece[..read]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// The mark of a file, if there is one.
pub fn mark(path: &Path) -> Option<Mark> {
    metadata(path).ok().filter(Metadata::is_file).map(|about| Mark::of(&about))
}

#[cfg(test)]
mod tests {
    use std::fs::OpenOptions;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::time::{Duration, SystemTime};

    use super::*;

    #[test]
    fn a_file_that_has_changed_is_not_copied_as_the_one_that_was_read() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("a.jpg");
        fs::write(&path, "a quay")?;
        let (bytes, mark) = read(&path)?;
        let digest = blake3::hash(&bytes).to_hex();
        let mut out = Vec::new();
        copy(&path, &mark, &digest, &mut out)?;
        assert_eq!(out, bytes);

        let later = SystemTime::now() + Duration::from_secs(9);
        let date = fs::metadata(&path)?.modified()?;
        let with_date = |date| File::options().append(true).open(&path)?.set_modified(date);
        let changes: [&dyn Fn() -> io::Result<()>; 4] = [
            &|| fs::write(&path, "a ship").and_then(|()| with_date(date)),
            &|| fs::write(&path, "a quay and a ship"),
            &|| fs::write(&path, "a key!").and_then(|()| with_date(later)),
            &|| fs::remove_file(&path),
        ];
        for change in changes {
            change()?;
            assert!(copy(&path, &mark, &digest, &mut Vec::new()).is_err());
        }
        Ok(())
    }

    #[test]
    fn folders_that_appear_and_fonts_that_are_renewed_are_noticed() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let (fonts, later) = (folder.path().join("fonts"), folder.path().join("later"));
        fs::create_dir(&fonts)?;
        fs::write(fonts.join("a.otf"), "a face")?;
        let disk = Disk::new();
        disk.watch(&fonts, &mut BTreeSet::new());
        disk.watch(&later, &mut BTreeSet::new());
        let same = || {
            let record = disk.record();
            record.iter().all(|(path, seen)| seen.again(path, &Look::default()).is_some())
        };
        assert!(same());
        fs::write(fonts.join("a.otf"), "a larger face")?;
        assert!(!same());
        fs::write(fonts.join("a.otf"), "a face")?;
        File::options()
            .append(true)
            .open(fonts.join("a.otf"))?
            .set_modified(SystemTime::UNIX_EPOCH)?;
        assert!(!same());

        let disk = Disk::new();
        disk.watch(&later, &mut BTreeSet::new());
        assert_eq!(disk.record().get(&later), Some(&Seen::NoFolder));
        fs::create_dir(&later)?;
        assert_eq!(Seen::NoFolder.again(&later, &Look::default()), None);
        Ok(())
    }

    #[cfg(unix)]
    #[test]
    fn fonts_behind_links_are_watched_and_circles_come_to_an_end() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let (fonts, team) = (folder.path().join("fonts"), folder.path().join("team"));
        fs::create_dir(&fonts)?;
        fs::create_dir(&team)?;
        fs::write(team.join("a.otf"), "a face")?;
        std::os::unix::fs::symlink(&team, fonts.join("team"))?;
        std::os::unix::fs::symlink(&fonts, team.join("back"))?;
        let disk = Disk::new();
        disk.watch(&fonts, &mut BTreeSet::new());
        assert!(matches!(disk.record().get(&fonts.join("team/a.otf")), Some(Seen::Unread(_))));
        Ok(())
    }

    #[cfg(unix)]
    #[test]
    fn pipes_are_no_files_and_lengths_without_end_are_refused() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let (pipe, vast) = (folder.path().join("pipe"), folder.path().join("vast"));
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status()?.success());
        assert!(read(&pipe).is_err() && digest(&pipe).is_err());
        File::create(&vast)?.set_len(1 << 43)?;
        assert_eq!(
            read(&vast).map(drop).map_err(|error| error.kind()),
            Err(io::ErrorKind::OutOfMemory)
        );
        Ok(())
    }

    #[test]
    fn a_file_that_somebody_adds_to_is_read_as_it_was_at_one_time_or_not_at_all() -> io::Result<()>
    {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("article.md");
        fs::write(&path, [b'a'; 1 << 16])?;
        let done = AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                let mut file = OpenOptions::new().append(true).open(&path).expect("it is there");
                file.write_all(b"b").expect("it can be written");
                while !done.load(Ordering::Relaxed) {
                    file.write_all(b"b").expect("it can be written");
                }
            });
            for _ in 0..200 {
                match read(&path) {
                    Ok((bytes, mark)) => assert_eq!(bytes.len() as u64, mark.size),
                    Err(error) => assert!(error.to_string().contains("build again"), "{error}"),
                }
            }
            done.store(true, Ordering::Relaxed);
        });
        let (bytes, _) = read(&path)?;
        assert!(bytes.len() > 1 << 16 && bytes.ends_with(b"b"));
        Ok(())
    }
}
