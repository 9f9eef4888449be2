//! The disk as one run sees it. Enters: paths. Leaves: what lies there, and a record of all that was
//! asked, by which a later run tells whether it would be answered the same.
//!
//! What was not there is recorded like what was: a file that appears can change an edition as much as
//! one that is edited.

mod seen;

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest, Sha256};

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
        let read = read(path);
        self.note(
            path,
            match &read {
                Ok((bytes, mark)) => Seen::file(*mark, &blake3::hash(bytes).to_hex()),
                Err(_) => Seen::Nothing,
            },
        );
        read.map(|(bytes, _)| bytes)
    }

    /// Whether there is a file. One that is there is only recorded when it is read.
    pub fn is_file(&self, path: &Path) -> bool {
        let there = path.is_file();
        if !there {
            self.note(path, Seen::Nothing);
        }
        there
    }

    /// What lies in a folder, in the order of the names.
    ///
    /// # Errors
    /// If the folder cannot be read.
    pub fn list(&self, folder: &Path) -> io::Result<Vec<Entry>> {
        let listed = seen::list(folder);
        match &listed {
            Ok((entries, modified)) => self.note(folder, Seen::folder(entries, *modified)),
            Err(_) => self.note(folder, Seen::Nothing),
        }
        listed.map(|(entries, _)| entries)
    }

    /// The file from which `path` differs in capitals only; the first by name if there are several.
    pub fn in_other_case(&self, path: &Path) -> Option<PathBuf> {
        let wanted = path.file_name()?.to_str()?.to_lowercase();
        let folder = path.parent()?;
        let names = self.names(folder);
        let mut alike = names.get(&wanted)?.iter();
        alike.find_map(|name| Some(folder.join(name)).filter(|path| path.is_file()))
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

    /// Records a folder and all folders in it, as far as they can be read.
    pub fn watch_folders(&self, folder: &Path) {
        for entry in self.list(folder).unwrap_or_default() {
            if entry.folder {
                self.watch_folders(&folder.join(entry.name));
            }
        }
    }

    /// All that was asked so far.
    pub fn record(&self) -> Record {
        self.record.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Records what was seen by other means. What was seen first counts: if it has changed since, the
    /// outcome is not to be trusted.
    pub fn note(&self, path: &Path, seen: Seen) {
        let mut record = self.record.lock().unwrap_or_else(PoisonError::into_inner);
        record.entry(path.to_path_buf()).or_insert(seen);
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

/// Copies a file that was read before, piece by piece.
///
/// # Errors
/// If it cannot be read, is not the one that was read, or changes under the reading; if `out` cannot be
/// written.
pub fn copy(path: &Path, before: &Mark, out: &mut dyn Write) -> io::Result<()> {
    let mut file = File::open(path)?;
    let same = Mark::of(&file.metadata()?).resembles(before)
        && io::copy(&mut (&mut file).take(before.size), out)? == before.size
        && Mark::of(&file.metadata()?).resembles(before);
    same.then_some(()).ok_or_else(|| changed(path))
}

/// A file that changes while it is read is read again so many times.
const AGAIN: usize = 3;

/// The bytes of a file, and its mark.
///
/// # Errors
/// If it cannot be read, or goes on changing while it is.
pub fn read(path: &Path) -> io::Result<(Vec<u8>, Mark)> {
    for _ in 0..=AGAIN {
        let mut file = File::open(path)?;
        let before = Mark::of(&file.metadata()?);
        let mut bytes = Vec::with_capacity(usize::try_from(before.size).unwrap_or(0));
        // No further than it is long: somebody may be adding to it without end.
        (&mut file).take(before.size).read_to_end(&mut bytes)?;
        let whole = bytes.len() as u64 == before.size;
        if whole && Mark::of(&file.metadata()?).resembles(&before) {
            return Ok((bytes, before));
        }
    }
    Err(changed(path))
}

fn changed(path: &Path) -> io::Error {
    let what = format!("`{}` changed while it was being read: build again", path.display());
    io::Error::other(what)
}

/// The BLAKE3 digest of a file, read piece by piece, and its mark from before.
///
/// # Errors
/// If it cannot be read.
pub fn digest(path: &Path) -> io::Result<(blake3::Hash, Mark)> {
    let file = File::open(path)?;
    let mark = Mark::of(&file.metadata()?);
    let mut hasher = blake3::Hasher::new();
    in_pieces(file, |piece| _ = hasher.update(piece))?;
    Ok((hasher.finalize(), mark))
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
    fs::metadata(path).ok().filter(fs::Metadata::is_file).map(|about| Mark::of(&about))
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
        let mut out = Vec::new();
        copy(&path, &mark, &mut out)?;
        assert_eq!(out, bytes);

        let later = SystemTime::now() + Duration::from_secs(9);
        let changes: [&dyn Fn() -> io::Result<()>; 3] = [
            &|| fs::write(&path, "a quay and a ship"),
            &|| {
                fs::write(&path, "a key!")
                    .and_then(|()| File::options().append(true).open(&path)?.set_modified(later))
            },
            &|| fs::remove_file(&path),
        ];
        for change in changes {
            change()?;
            assert!(copy(&path, &mark, &mut Vec::new()).is_err());
        }
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
