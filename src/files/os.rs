//! The files of the operating system. Input: paths. Output: what is there, with no more files open
//! at once than the process may have, and read again where one changes under the reading.

use std::fmt::Write as _;
use std::fs::{self, File, Metadata};
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Deref;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::model::{FileBytes, FileKind, Files, FolderEntry, Listing, Stat};
use super::stamp;
use super::stamp::FileStamp;
use super::whole::{changed, in_pieces};
use crate::system::{self, Permit, retry};

/// A file that changes while it is read is read again this many times.
const READ_RETRIES: usize = 3;

/// The files of the operating system.
#[derive(Debug, Clone, Copy, Default)]
pub struct OsFiles;

impl Files for OsFiles {
    fn stat(&self, path: &Path) -> io::Result<Stat> {
        let about = retry(|| fs::metadata(path))?;
        let kind = match () {
            () if about.is_file() => FileKind::File,
            () if about.is_dir() => FileKind::Folder,
            () => FileKind::Other,
        };
        Ok(Stat { kind, stamp: FileStamp::of(&about) })
    }

    fn read(&self, path: &Path, most: u64) -> io::Result<FileBytes> {
        for _ in 0..=READ_RETRIES {
            if let Some(read) = retry(|| read_once(path, most))? {
                return Ok(read);
            }
        }
        Err(changed(path))
    }

    fn start(&self, path: &Path, most: u64) -> io::Result<(Vec<u8>, FileStamp)> {
        retry(|| {
            let mut file = open_once(path)?;
            let stamp = FileStamp::of(&file.metadata()?);
            let mut bytes = Vec::new();
            (&mut file).take(most).read_to_end(&mut bytes)?;
            Ok((bytes, stamp))
        })
    }

    fn stream(
        &self,
        path: &Path,
        take: &mut dyn FnMut(&[u8]) -> io::Result<()>,
    ) -> io::Result<FileStamp> {
        let file = open(path)?;
        let stamp = FileStamp::of(&file.metadata()?);
        // No further than its length: another process may be appending endlessly.
        in_pieces((&*file).take(stamp.size), take)?;
        let same = FileStamp::of(&file.metadata()?).resembles(&stamp);
        same.then_some(stamp).ok_or_else(|| changed(path))
    }

    fn list(&self, folder: &Path) -> io::Result<Listing> {
        retry(|| list_once(folder))
    }

    fn resolve(&self, path: &Path) -> io::Result<PathBuf> {
        retry(|| fs::canonicalize(path))
    }

    fn local(&self, path: &Path) -> io::Result<Option<PathBuf>> {
        let about = retry(|| fs::metadata(path))?;
        match about.is_file() {
            true => Ok(Some(path.to_path_buf())),
            false => Err(not_a_file()),
        }
    }
}

/// The bytes of a file, unless it changes under the reading.
fn read_once(path: &Path, most: u64) -> io::Result<Option<FileBytes>> {
    let mut file = open_once(path)?;
    let before = FileStamp::of(&file.metadata()?);
    if before.size > most {
        let why = format!("it is larger than {} MB", most / 1_000_000);
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, why));
    }
    let mut bytes = Vec::new();
    bytes.try_reserve_exact(usize::try_from(before.size).unwrap_or(usize::MAX))?;
    // No further than its length: another process may be appending endlessly.
    (&mut file).take(before.size).read_to_end(&mut bytes)?;
    let whole = bytes.len() as u64 == before.size;
    let same = whole && FileStamp::of(&file.metadata()?).resembles(&before);
    Ok(same.then(|| FileBytes::new(bytes, before)))
}

fn list_once(folder: &Path) -> io::Result<Listing> {
    let modified = stamp::modified(&fs::metadata(folder)?);
    let _permit = system::permit();
    let mut entries = fs::read_dir(folder)?
        .map(|entry| {
            let entry = entry?;
            let kind = entry.file_type()?;
            let (folder, link) = (kind.is_dir(), kind.is_symlink());
            Ok(FolderEntry { name: entry.file_name(), folder, link })
        })
        .collect::<io::Result<Vec<_>>>()?;
    entries.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(Listing { entries, modified })
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

/// Opens a file. Pipes and devices, which may block for ever, are refused.
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
    Err(not_a_file())
}

fn not_a_file() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, "it is not a file")
}

/// The stamp of an open file.
pub fn stamp_of(about: &Metadata) -> FileStamp {
    FileStamp::of(about)
}

/// The SHA-256 digest of all that a reader has left, in hexadecimal.
///
/// # Errors
/// If it cannot be read.
pub fn sha256(reader: impl Read) -> io::Result<String> {
    let mut hasher = Sha256::new();
    in_pieces(reader, &mut |piece| {
        hasher.update(piece);
        Ok(())
    })?;
    let mut text = String::with_capacity(64);
    hasher.finalize().iter().for_each(|byte| _ = write!(text, "{byte:02x}"));
    Ok(text)
}

#[cfg(test)]
mod tests {
    use std::fs::OpenOptions;
    use std::io::Write as _;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::time::{Duration, SystemTime};

    use super::super::{copy, digest};
    use super::*;

    #[test]
    fn a_file_that_has_changed_is_not_copied_as_the_one_that_was_read() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("a.jpg");
        fs::write(&path, "a quay")?;
        let FileBytes { bytes, stamp, .. } = OsFiles.read(&path, u64::MAX)?;
        let digest = blake3::hash(&bytes).to_hex();
        let mut out = Vec::new();
        copy(&OsFiles, &path, &stamp, &digest, &mut out)?;
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
            assert!(copy(&OsFiles, &path, &stamp, &digest, &mut Vec::new()).is_err());
        }
        Ok(())
    }

    #[cfg(unix)]
    #[test]
    fn pipes_are_no_files_and_lengths_without_end_are_refused() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let (pipe, vast) = (folder.path().join("pipe"), folder.path().join("vast"));
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status()?.success());
        assert!(OsFiles.read(&pipe, u64::MAX).is_err() && digest(&OsFiles, &pipe).is_err());
        File::create(&vast)?.set_len(1 << 43)?;
        assert_eq!(
            OsFiles.read(&vast, u64::MAX).map(drop).map_err(|error| error.kind()),
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
                match OsFiles.read(&path, u64::MAX) {
                    Ok(read) => assert_eq!(read.bytes.len() as u64, read.stamp.size),
                    Err(error) => {
                        assert!(error.to_string().contains("run the build again"), "{error}")
                    }
                }
            }
            done.store(true, Ordering::Relaxed);
        });
        let bytes = OsFiles.read(&path, u64::MAX)?.bytes;
        assert!(bytes.len() > 1 << 16 && bytes.ends_with(b"b"));
        Ok(())
    }
}
