//! Where an input is. Input: paths. Output: what is there, through one trait: the operating
//! system's files, files in memory, or either with a record of all that was asked, by which a later
//! run tells whether it would be answered the same.
//!
//! Sources, pictures, themes and fonts are read through [`Files`] alone. What a program writes is
//! no matter of this room.

mod memory;
mod observation;
mod os;
mod recorded;
mod stamp;

use std::ffi::OsString;
use std::fmt::Debug;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use crate::system::is_absence;

pub use memory::MemoryFiles;
pub use observation::{CheckMode, Observation};
pub use os::{OsFiles, open, sha256, stamp_of};
pub use recorded::{Observations, RecordedFiles, folders};
pub use stamp::FileStamp;

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
    digest: Option<blake3::Hash>,
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

/// Whether there is a file. What cannot be examined is taken for one, so that reading it says why.
pub fn is_file(files: &dyn Files, path: &Path) -> bool {
    match files.stat(path) {
        Ok(stat) => stat.kind == FileKind::File,
        Err(error) => !is_absence(&error),
    }
}

/// Whether there is a folder, or a link to one.
///
/// # Errors
/// If it cannot be examined.
pub fn is_folder(files: &dyn Files, path: &Path) -> io::Result<bool> {
    match files.stat(path) {
        Ok(stat) => Ok(stat.kind == FileKind::Folder),
        Err(error) if is_absence(&error) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Copies a file that was read before, piece by piece. Where its `stamp` of then proves too little,
/// it is known by the `digest` of then, BLAKE3 in hexadecimal.
///
/// # Errors
/// If it cannot be read, is not the one that was read, or changes while it is copied; if `out`
/// cannot be written.
pub fn copy(
    files: &dyn Files,
    path: &Path,
    stamp: &FileStamp,
    digest: &str,
    out: &mut dyn Write,
) -> io::Result<()> {
    let gone = |error| {
        let what = format!("`{}`: {error}: run the build again", path.display());
        io::Error::other(what)
    };
    let before = files.stat(path).map_err(gone)?.stamp;
    if !stamp.resembles(&before) {
        return Err(changed(path));
    }
    let proves = stamp.proves(&before);
    let (mut hasher, mut copied) = (blake3::Hasher::new(), 0);
    let mut written = Ok(());
    let streamed = files.stream(path, &mut |piece| {
        copied += piece.len() as u64;
        if !proves {
            hasher.update(piece);
        }
        out.write_all(piece).map_err(|error| {
            let kind = error.kind();
            written = Err(error);
            kind.into()
        })
    });
    written?;
    let after = streamed.map_err(gone)?;
    let same = copied == stamp.size
        && after.resembles(stamp)
        && (proves || *hasher.finalize().to_hex() == *digest);
    same.then_some(()).ok_or_else(|| changed(path))
}

/// The BLAKE3 digest of a file, read piece by piece, and its stamp from before.
///
/// # Errors
/// If it cannot be read.
pub fn digest(files: &dyn Files, path: &Path) -> io::Result<(blake3::Hash, FileStamp)> {
    let mut hasher = blake3::Hasher::new();
    let stamp = files.stream(path, &mut |piece| {
        hasher.update(piece);
        Ok(())
    })?;
    Ok((hasher.finalize(), stamp))
}

/// The error for a file that changed while it was read.
pub fn changed(path: &Path) -> io::Error {
    let what = format!("`{}` changed while it was being read: run the build again", path.display());
    io::Error::other(what)
}

/// Reads all that a reader has left, piece by piece.
fn in_pieces(
    mut reader: impl Read,
    take: &mut dyn FnMut(&[u8]) -> io::Result<()>,
) -> io::Result<()> {
    // Wide enough for all lanes of a digest, small enough for the processor's cache.
    let mut piece = vec![0; 1 << 17];
    loop {
        match reader.read(&mut piece) {
            Ok(0) => return Ok(()),
            Ok(read) => take(&piece[..read])?,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}
