//! What the room deals in. Input: nothing. Output: [`Files`], the trait that all files are read
//! through, and what it answers.

use std::ffi::OsString;
use std::fmt::Debug;
use std::io;
use std::path::{Path, PathBuf};

use super::stamp::FileStamp;

/// A tree of files that can be read. Paths are as the user gave them; `/` stands between folders.
///
/// Errors whose kind is `NotFound` (or says that a path leads to something of another kind) are
/// facts about a path; all others are faults that say nothing about what is there.
pub trait Files: Debug + Send + Sync {
    /// What a path leads to, links followed.
    ///
    /// # Errors
    /// If there is nothing, or it cannot be examined.
    fn stat(&self, path: &Path) -> io::Result<Stat>;

    /// The bytes of a file, all of one moment.
    ///
    /// # Errors
    /// If it cannot be read, goes on changing while it is, or has more than `most` bytes.
    fn read(&self, path: &Path, most: u64) -> io::Result<FileBytes>;

    /// The first `most` bytes of a file, and its stamp.
    ///
    /// # Errors
    /// If it cannot be read.
    fn start(&self, path: &Path, most: u64) -> io::Result<(Vec<u8>, FileStamp)>;

    /// Passes the bytes of a file on, piece by piece; returns its stamp from before, which still
    /// holds afterwards.
    ///
    /// # Errors
    /// If it cannot be read, or changes while it is; those of `take`.
    fn stream(
        &self,
        path: &Path,
        take: &mut dyn FnMut(&[u8]) -> io::Result<()>,
    ) -> io::Result<FileStamp>;

    /// What is in a folder, in the order of the names.
    ///
    /// # Errors
    /// If it cannot be read.
    fn list(&self, folder: &Path) -> io::Result<Listing>;

    /// The path without links: two paths lead to the same file if they resolve alike.
    ///
    /// # Errors
    /// If there is nothing, or it cannot be examined.
    fn resolve(&self, path: &Path) -> io::Result<PathBuf>;

    /// Where a file is on this machine, for what must map it into memory rather than read it;
    /// `None` if it is elsewhere.
    ///
    /// # Errors
    /// If there is none, or it cannot be examined.
    fn local(&self, path: &Path) -> io::Result<Option<PathBuf>>;

    /// Says that what was decided about a path rests on more than its content: a later run must
    /// decide again. Only those who keep a record need to listen.
    fn recheck_always(&self, _path: &Path) {}
}

/// What a path leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stat {
    /// Of which kind it is.
    pub kind: FileKind,
    /// What tells it from what is there later.
    pub stamp: FileStamp,
}

/// What can be at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// A file with a length.
    File,
    /// A folder.
    Folder,
    /// Pipes, devices and the like, which are never read: they may have nothing to say for ever.
    Other,
}

/// The bytes of a file.
#[derive(Debug)]
pub struct FileBytes {
    /// All of them.
    pub bytes: Vec<u8>,
    /// Its stamp when they were read.
    pub stamp: FileStamp,
    /// Their BLAKE3 digest, where it had to be computed anyway.
    pub(super) digest: Option<blake3::Hash>,
}

impl FileBytes {
    /// Bytes that were read, and the stamp that the file had.
    pub fn new(bytes: Vec<u8>, stamp: FileStamp) -> Self {
        FileBytes { bytes, stamp, digest: None }
    }

    /// The BLAKE3 digest of the bytes.
    pub fn digest(&self) -> blake3::Hash {
        self.digest.unwrap_or_else(|| blake3::hash(&self.bytes))
    }
}

/// What is in a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// In the order of their names.
    pub entries: Vec<FolderEntry>,
    /// When names in it last changed, in nanoseconds since 1970.
    pub modified: i64,
}

/// One name in a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FolderEntry {
    /// The name.
    pub name: OsString,
    /// Whether it is a folder itself; a link to one is not.
    pub folder: bool,
    /// Whether it is a link, wherever that leads.
    pub link: bool,
}
