//! Files in memory. Input: paths and bytes. Output: the same, as [`Files`].

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Component, Path, PathBuf};

use super::model::{FileBytes, FileKind, Files, FolderEntry, Listing, Stat};
use super::stamp::FileStamp;

/// Files in memory, below one folder, which is `.`; there are no links. The folder bears the name
/// of the edition, `edition` unless [`MemoryFiles::named`] says otherwise.
///
/// ```
/// use offprint::MemoryFiles;
///
/// let files = MemoryFiles::from([("leaders/tide.md", "# The tide\n\nIt comes in.\n")]);
/// ```
#[derive(Debug, Clone)]
pub struct MemoryFiles {
    name: String,
    files: BTreeMap<PathBuf, Vec<u8>>,
    folders: BTreeSet<PathBuf>,
}

impl Default for MemoryFiles {
    fn default() -> Self {
        MemoryFiles {
            name: "edition".to_owned(),
            files: BTreeMap::new(),
            folders: BTreeSet::from([PathBuf::new()]),
        }
    }
}

impl<P: AsRef<Path>, B: Into<Vec<u8>>, const N: usize> From<[(P, B); N]> for MemoryFiles {
    fn from(files: [(P, B); N]) -> Self {
        files.into_iter().collect()
    }
}

impl<P: AsRef<Path>, B: Into<Vec<u8>>> FromIterator<(P, B)> for MemoryFiles {
    fn from_iter<I: IntoIterator<Item = (P, B)>>(files: I) -> Self {
        let mut all = MemoryFiles::default();
        for (path, bytes) in files {
            all.insert(path, bytes);
        }
        all
    }
}

impl MemoryFiles {
    /// No files, in a folder of a name: an edition without a title is named after it.
    pub fn named(name: impl Into<String>) -> Self {
        MemoryFiles { name: name.into(), ..Self::default() }
    }

    /// Puts a file at a path below the folder, in the place of one that is there.
    pub fn insert(&mut self, path: impl AsRef<Path>, bytes: impl Into<Vec<u8>>) {
        let path = normal(path.as_ref()).unwrap_or_default();
        self.folders.extend(path.ancestors().skip(1).map(Path::to_path_buf));
        self.files.insert(path, bytes.into());
    }

    fn file(&self, path: &Path) -> io::Result<&Vec<u8>> {
        let found = normal(path).and_then(|path| self.files.get(&path));
        found.ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn is_folder(&self, path: &Path) -> bool {
        normal(path).is_some_and(|path| self.folders.contains(&path))
    }
}

impl Files for MemoryFiles {
    fn stat(&self, path: &Path) -> io::Result<Stat> {
        match self.file(path) {
            Ok(bytes) => Ok(Stat { kind: FileKind::File, stamp: FileStamp::of_bytes(bytes) }),
            Err(_) if self.is_folder(path) => {
                Ok(Stat { kind: FileKind::Folder, stamp: FileStamp::default() })
            }
            Err(error) => Err(error),
        }
    }

    fn read(&self, path: &Path, most: u64) -> io::Result<FileBytes> {
        let bytes = self.file(path)?;
        if bytes.len() as u64 > most {
            let why = format!("it is larger than {} MB", most / 1_000_000);
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, why));
        }
        Ok(FileBytes::new(bytes.clone(), FileStamp::of_bytes(bytes)))
    }

    fn start(&self, path: &Path, most: u64) -> io::Result<(Vec<u8>, FileStamp)> {
        let bytes = self.file(path)?;
        let end = usize::try_from(most).unwrap_or(usize::MAX).min(bytes.len());
        Ok((bytes[..end].to_vec(), FileStamp::of_bytes(bytes)))
    }

    fn stream(
        &self,
        path: &Path,
        take: &mut dyn FnMut(&[u8]) -> io::Result<()>,
    ) -> io::Result<FileStamp> {
        let bytes = self.file(path)?;
        take(bytes)?;
        Ok(FileStamp::of_bytes(bytes))
    }

    fn list(&self, folder: &Path) -> io::Result<Listing> {
        let within = normal(folder).filter(|folder| self.folders.contains(folder));
        let Some(folder) = within else { return Err(io::ErrorKind::NotFound.into()) };
        let inside = |path: &&PathBuf| path.parent() == Some(&*folder);
        let entry = |path: &PathBuf, folder| {
            Some(FolderEntry { name: path.file_name()?.to_os_string(), folder, link: false })
        };
        let folders = self.folders.iter().filter(inside).filter_map(|path| entry(path, true));
        let files = self.files.keys().filter(inside).filter_map(|path| entry(path, false));
        let mut entries: Vec<FolderEntry> = folders.chain(files).collect();
        entries.sort_by(|a, b| a.name.cmp(&b.name));
        // A date that proves nothing: names are compared.
        Ok(Listing { entries, modified: i64::MAX })
    }

    fn resolve(&self, path: &Path) -> io::Result<PathBuf> {
        let real = Path::new("/").join(&self.name);
        match normal(path)
            .filter(|path| self.folders.contains(path) || self.files.contains_key(path))
        {
            Some(path) if path == Path::new("") => Ok(real),
            Some(path) => Ok(real.join(path)),
            None => Err(io::ErrorKind::NotFound.into()),
        }
    }

    fn local(&self, path: &Path) -> io::Result<Option<PathBuf>> {
        self.file(path).map(|_| None)
    }
}

/// A path below the folder, without `.` and `..`; `None` if it leads out of it.
fn normal(path: &Path) -> Option<PathBuf> {
    let mut normal = PathBuf::new();
    for part in path.components() {
        match part {
            Component::Prefix(_) | Component::RootDir | Component::CurDir => {}
            Component::ParentDir => {
                if !normal.pop() {
                    return None;
                }
            }
            Component::Normal(name) => normal.push(name),
        }
    }
    Some(normal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_there_because_files_are() -> io::Result<()> {
        let files = MemoryFiles::from([("a/b/one.md", "1"), ("./two.md", "22")]);
        let names = |folder: &str| -> io::Result<Vec<String>> {
            let listing = files.list(Path::new(folder))?;
            Ok(listing.entries.iter().map(|e| e.name.to_string_lossy().into_owned()).collect())
        };
        assert_eq!(names(".")?, ["a", "two.md"]);
        assert_eq!(names("a/../a/b")?, ["one.md"]);
        assert_eq!(files.stat(Path::new("a"))?.kind, FileKind::Folder);
        assert_eq!(files.read(Path::new("two.md"), 2)?.bytes, b"22");
        assert!(files.read(Path::new("two.md"), 1).is_err());
        assert!(names("none").is_err() && files.stat(Path::new("../two.md")).is_err());
        assert_eq!(files.resolve(Path::new("."))?, Path::new("/edition"));
        Ok(())
    }
}
