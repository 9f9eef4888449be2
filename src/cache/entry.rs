//! One entry as a file. Input: a key and bytes. Output: a file that proves itself, and the bytes
//! again.
//!
//! ```text
//! 0   8   "offprnt1"
//! 8   32  the key's digest
//! 40  32  BLAKE3 of the bytes
//! 72  …   the bytes, to the end of the file
//! ```

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::Path;
use std::time::{Duration, SystemTime};

use super::key::Key;
use crate::system::{self, retry};

const MAGIC: &[u8; 8] = b"offprnt1";
const HEAD: usize = 72;

/// An entry that was used is marked as such at most this often.
const TOUCH: Duration = Duration::from_secs(60 * 60);

/// Why there are no bytes.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum ReadFailure {
    /// There is no entry, or none that can be read.
    Missing,
    /// The entry is not what it says it is.
    Damaged,
}

/// Writes an entry to a temporary file and renames it into place; returns its size.
pub(super) fn write(folder: &Path, path: &Path, key: &Key, parts: &[&[u8]]) -> io::Result<u64> {
    let mut head = [0; HEAD];
    head[..8].copy_from_slice(MAGIC);
    head[8..40].copy_from_slice(key.digest());
    let mut hasher = blake3::Hasher::new();
    parts.iter().for_each(|part| _ = hasher.update(part));
    head[40..].copy_from_slice(hasher.finalize().as_bytes());
    let _permit = system::permit();
    let mut file = retry(|| tempfile::NamedTempFile::new_in(folder))?;
    file.write_all(&head)?;
    parts.iter().try_for_each(|part| file.write_all(part))?;
    // Whether it gets to the disk is left to the system: what does not is found by its digest.
    file.persist(path).map_err(|error| error.error)?;
    Ok((HEAD + parts.iter().map(|part| part.len()).sum::<usize>()) as u64)
}

/// Reads an entry and marks it as used.
pub(super) fn read(path: &Path, key: &Key, now: SystemTime) -> Result<Vec<u8>, ReadFailure> {
    let missing = |_| ReadFailure::Missing;
    let _permit = system::permit();
    let mut file = retry(|| File::open(path)).map_err(missing)?;
    let about = file.metadata().map_err(missing)?;
    let mut head = [0; HEAD];
    file.read_exact(&mut head).map_err(|error| match error.kind() {
        io::ErrorKind::UnexpectedEof => ReadFailure::Damaged,
        _ => ReadFailure::Missing,
    })?;
    if head[..8] != *MAGIC || head[8..40] != *key.digest() {
        return Err(ReadFailure::Damaged);
    }
    let size = usize::try_from(about.len()).map_err(|_| ReadFailure::Damaged)?;
    let mut bytes = Vec::new();
    // A length that memory cannot hold is not one that was written here.
    bytes.try_reserve_exact(size.saturating_sub(HEAD)).map_err(|_| ReadFailure::Damaged)?;
    file.read_to_end(&mut bytes).map_err(missing)?;
    if head[40..] != *blake3::hash(&bytes).as_bytes() {
        return Err(ReadFailure::Damaged);
    }
    let age = about.modified().ok().and_then(|modified| now.duration_since(modified).ok());
    if age.is_some_and(|age| age > TOUCH) {
        // An entry that cannot be marked is forgotten a little earlier.
        let _ = file.set_modified(now);
    }
    Ok(bytes)
}

/// Whether a file's head is that of an entry.
pub(super) fn is_entry(path: &Path) -> bool {
    let mut magic = [0; MAGIC.len()];
    let read = fs::File::open(path).and_then(|mut file| file.read_exact(&mut magic));
    read.is_ok() && magic == *MAGIC
}
