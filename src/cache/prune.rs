//! The cache as a whole. Input: its folder. Output: a count, or fewer entries: the least recently
//! used go first.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs::{self, DirEntry};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::entry;
use super::model::{PARTS, TAG, TAG_TEXT, VERSION};

/// A partial file untouched for this long is abandoned: writing one takes a second.
const LEFT_BEHIND: Duration = Duration::from_secs(60 * 60);

/// Statistics of a cache.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CacheStats {
    /// Entries by kind, in the order of their names.
    pub kinds: BTreeMap<String, KindStats>,
    /// Entries that are being written, or were when a run was killed.
    pub unfinished: KindStats,
}

/// Statistics of one kind of entry.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct KindStats {
    /// How many entries.
    pub entries: usize,
    /// Their sizes together, in bytes.
    pub bytes: u64,
}

impl CacheStats {
    /// All of it together.
    pub fn total(&self) -> KindStats {
        self.kinds.values().fold(self.unfinished, |all, kind| KindStats {
            entries: all.entries + kind.entries,
            bytes: all.bytes + kind.bytes,
        })
    }
}

/// An entry on disk.
struct CacheFile {
    kind: String,
    path: PathBuf,
    bytes: u64,
    used: SystemTime,
}

/// Counts entries and parts of them.
pub(super) fn stats(root: &Path) -> io::Result<CacheStats> {
    let mut stats = CacheStats::default();
    for found in walk(root)? {
        let kind = stats.kinds.entry(found.kind).or_default();
        kind.entries += 1;
        kind.bytes += found.bytes;
    }
    for part in entries(&root.join(PARTS))? {
        // It may be finished just now.
        let Ok(about) = part.metadata() else { continue };
        stats.unfinished.entries += 1;
        stats.unfinished.bytes += about.len();
    }
    Ok(stats)
}

/// Removes parts that were left lying for longer than any run takes to write one.
pub(super) fn sweep(root: &Path, now: SystemTime) {
    // What cannot be swept now is swept by another run.
    for part in entries(&root.join(PARTS)).unwrap_or_default() {
        let modified = part.metadata().and_then(|about| about.modified());
        let age = modified.ok().and_then(|modified| now.duration_since(modified).ok());
        if age.is_some_and(|age| age > LEFT_BEHIND) {
            let _ = fs::remove_file(part.path());
        }
    }
}

/// Removes entries until four fifths of the limit are left, so that the next run has room too;
/// returns the bytes that are left.
pub(super) fn prune(root: &Path, limit: u64) -> io::Result<u64> {
    let mut found = walk(root)?;
    let mut left = found.iter().map(|entry| entry.bytes).sum::<u64>();
    if left <= limit {
        return Ok(left);
    }
    found.sort_by(|a, b| a.used.cmp(&b.used).then_with(|| a.path.cmp(&b.path)));
    let enough = limit / 5 * 4;
    for entry in found {
        if left <= enough {
            break;
        }
        // One that is gone already was pruned by another run.
        if gone(fs::remove_file(&entry.path)).is_ok() {
            left -= entry.bytes;
        }
    }
    Ok(left)
}

/// Whether a file is named as entries are, whatever a crash has left in it: a digest in
/// hexadecimal, its first two digits those of its folder.
fn is_named_as_one(path: &Path) -> bool {
    let digits = |name: Option<&OsStr>, count: usize| {
        name.and_then(OsStr::to_str).is_some_and(|name| {
            name.len() == count && name.bytes().all(|byte| byte.is_ascii_hexdigit())
        })
    };
    digits(path.file_name(), 62) && digits(path.parent().and_then(Path::file_name), 2)
}

/// Removes what is the cache's own; folders that hold anything else stay.
pub(super) fn clean(dir: &Path) -> io::Result<()> {
    let root = dir.join(VERSION);
    for found in walk(&root)? {
        if entry::is_entry(&found.path) || is_named_as_one(&found.path) {
            gone(fs::remove_file(&found.path))?;
        }
    }
    for part in entries(&root.join(PARTS))? {
        gone(fs::remove_file(part.path()))?;
    }
    gone(fs::remove_file(root.join("tally")))?;
    for kind in entries(&root)? {
        for shard in entries(&kind.path())? {
            leave(&shard.path());
        }
        leave(&kind.path());
    }
    leave(&root);
    let tag = dir.join(TAG);
    if fs::read(&tag).is_ok_and(|text| text == TAG_TEXT.as_bytes()) {
        gone(fs::remove_file(tag))?;
    }
    leave(dir);
    Ok(())
}

/// Removes a folder if it is empty.
fn leave(folder: &Path) {
    let _ = fs::remove_dir(folder);
}

/// What another process has removed meanwhile is gone too.
fn gone(removed: io::Result<()>) -> io::Result<()> {
    removed.or_else(|error| match error.kind() {
        io::ErrorKind::NotFound => Ok(()),
        _ => Err(error),
    })
}

/// All entries.
fn walk(root: &Path) -> io::Result<Vec<CacheFile>> {
    let mut found = Vec::new();
    for kind in folders(root)? {
        let name = kind.file_name().to_string_lossy().into_owned();
        if name == PARTS {
            continue;
        }
        for shard in folders(&kind.path())? {
            for file in entries(&shard.path())? {
                // An entry may be pruned by another run just now.
                let Ok(about) = file.metadata() else { continue };
                if about.is_file() {
                    let used = about.modified().unwrap_or(SystemTime::UNIX_EPOCH);
                    let (path, bytes) = (file.path(), about.len());
                    found.push(CacheFile { kind: name.clone(), path, bytes, used });
                }
            }
        }
    }
    Ok(found)
}

fn folders(folder: &Path) -> io::Result<Vec<DirEntry>> {
    let all = entries(folder)?;
    Ok(all.into_iter().filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir())).collect())
}

/// What is in a folder, nothing if there is none.
fn entries(folder: &Path) -> io::Result<Vec<DirEntry>> {
    match fs::read_dir(folder) {
        Ok(entries) => entries.collect(),
        Err(error)
            if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) =>
        {
            Ok(Vec::new())
        }
        Err(error) => Err(error),
    }
}
