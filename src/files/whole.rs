//! What is asked of any [`Files`]. Input: paths. Output: whether they lead to a file or a folder;
//! copies and digests of whole files.

use std::io::{self, Read, Write};
use std::path::Path;

use super::model::{FileKind, Files};
use super::stamp::FileStamp;
use crate::system::is_absence;

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
pub(super) fn in_pieces(
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
