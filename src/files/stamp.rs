//! Identifies an unchanged file without reading it. Input: what the system says of it, or its
//! content. Output: a [`FileStamp`].
//!
//! A file that is written twice within one tick of the clock bears the same date twice. So the date
//! of a file that was changed shortly before it was examined proves nothing, as git has it
//! (<https://git-scm.com/docs/racy-git>): the content is compared until a later check finds it old.

use std::fs::Metadata;
use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

/// A change may hide behind an equal date for this long: the ticks of the coarsest file system,
/// FAT.
const TICK: i64 = 2_000_000_000;

/// Identifies an unchanged file without reading it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileStamp {
    /// Bytes.
    pub size: u64,
    /// When it was last written, in nanoseconds since 1970.
    modified: i64,
    /// The number of the file on its disk, or of its version: another file put in its place has
    /// another.
    version: u64,
    /// Whether it was written too shortly before it was examined.
    racy: bool,
}

impl FileStamp {
    /// A file of a size (in bytes), a date (`None` if there is none that can be trusted) and a
    /// version.
    pub fn new(size: u64, modified: Option<SystemTime>, version: u64) -> Self {
        // A date that is not known is the last one, which is always in doubt.
        let modified = modified.map_or(i64::MAX, nanoseconds);
        FileStamp { size, modified, version, racy: is_racy(modified) }
    }

    /// The stamp of a file on this machine.
    pub(super) fn of(about: &Metadata) -> Self {
        FileStamp::new(about.len(), about.modified().ok(), inode(about))
    }

    /// The stamp of these bytes, wherever they are.
    pub(super) fn of_bytes(bytes: &[u8]) -> Self {
        let digest = blake3::hash(bytes);
        let first: [u8; 8] = digest.as_bytes().first_chunk().copied().unwrap_or_default();
        let (size, version) = (bytes.len() as u64, u64::from_le_bytes(first));
        FileStamp { size, modified: 0, version, racy: false }
    }

    /// When it was last written, in nanoseconds since 1970.
    pub(super) fn modified(&self) -> i64 {
        self.modified
    }

    /// Whether a file with this stamp is surely the one with the other.
    pub fn proves(&self, other: &FileStamp) -> bool {
        !self.racy && self.resembles(other)
    }

    /// Whether size, date and version are the same.
    pub fn resembles(&self, other: &FileStamp) -> bool {
        (self.size, self.modified, self.version) == (other.size, other.modified, other.version)
    }
}

/// When a file was last written, in nanoseconds since 1970.
pub(super) fn modified(about: &Metadata) -> i64 {
    about.modified().map_or(i64::MAX, nanoseconds)
}

/// Whether a date is too young to be trusted.
pub(super) fn is_racy(modified: i64) -> bool {
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
