//! Results of earlier runs. Input: bytes under a [`Key`]. Output: the same bytes, in this run or a
//! later one, or nothing.
//!
//! The store knows nothing of editions. Each entry is a file of its own, named by the digest of
//! everything its bytes depend on, so that an entry is never out of date: what changed has another
//! key.
//!
//! ```text
//! DIR/CACHEDIR.TAG            tells backup programs to pass over it
//! DIR/v1/KIND/ab/cdef…        an entry (`entry`)
//! DIR/v1/parts/…              entries that are being written
//! DIR/v1/tally                about how much was written since it was last counted (`tally`)
//! ```
//!
//! Entries are renamed into place when they are whole. A process stopped at any moment leaves
//! either an entry or none; what a crash of the machine leaves half on the disk does not fit its
//! digest and is removed when it is requested. Any number of processes may use one folder at once.
//! Errors here never fail a build: they only cost the time that was to be saved.

mod entry;
mod key;
mod location;
mod model;
mod prune;
mod tally;

use std::fs::{self, File};
use std::io;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::SystemTime;

pub use key::{Key, KeyBuilder};
pub use location::default_folder;
use model::{PARTS, TAG, TAG_TEXT, VERSION};
pub use prune::{CacheStats, KindStats};

/// Default maximum size of a cache: 2 GB.
pub const DEFAULT_LIMIT: u64 = 2_000_000_000;

/// A store of bytes by key, shared by all clones.
#[derive(Debug, Clone)]
pub struct Cache {
    store: Arc<Store>,
}

/// The folder, and what this run did with it.
#[derive(Debug)]
struct Store {
    dir: PathBuf,
    limit: u64,
    /// Bytes written that the tally does not know of yet.
    unrecorded: AtomicU64,
    /// Held by the counting thread: what another thread added to the tally meanwhile would be lost.
    counting: Mutex<()>,
    /// Set once an entry could not be written: the run does not try again.
    disabled: AtomicBool,
    trouble: OnceLock<String>,
}

impl Cache {
    /// The cache in a folder, which is made when something is first put into it. `limit` is in
    /// bytes.
    pub fn open(dir: impl Into<PathBuf>, limit: u64) -> Self {
        let store = Store {
            dir: dir.into(),
            limit,
            unrecorded: AtomicU64::new(0),
            counting: Mutex::new(()),
            disabled: AtomicBool::new(false),
            trouble: OnceLock::new(),
        };
        Self { store: Arc::new(store) }
    }

    /// The folder.
    pub fn dir(&self) -> &Path {
        &self.store.dir
    }

    /// The most bytes that it is to hold.
    pub fn limit(&self) -> u64 {
        self.store.limit
    }

    /// The bytes of a key, if they are there and whole. What is damaged is removed.
    pub fn get(&self, key: &Key) -> Option<Vec<u8>> {
        let path = self.store.path(key);
        match entry::read(&path, key, SystemTime::now()) {
            Ok(bytes) => Some(bytes),
            Err(entry::ReadFailure::Missing) => None,
            Err(entry::ReadFailure::Damaged) => {
                // If it cannot be removed, it is found damaged again.
                let _ = fs::remove_file(&path);
                None
            }
        }
    }

    /// Stores bytes under a key, replacing what is there.
    ///
    /// If that fails, for lack of space or permission, nothing is stored from then on:
    /// [`Cache::trouble`] says why.
    pub fn put(&self, key: &Key, bytes: &[u8]) {
        self.put_parts(key, &[bytes]);
    }

    /// The same for bytes in several parts, which are kept as one.
    pub fn put_parts(&self, key: &Key, parts: &[&[u8]]) {
        let bytes = parts.iter().map(|part| part.len() as u64).sum::<u64>();
        // What fills half of the cache would drive all else out.
        let worth = bytes <= self.store.limit / 2;
        if !worth || self.store.disabled.load(Ordering::Relaxed) {
            return;
        }
        match self.store.write(key, parts) {
            Ok(size) => self.store.count(size),
            Err(error) => {
                self.store.disabled.store(true, Ordering::Relaxed);
                let dir = self.store.dir.display();
                let _ =
                    self.store.trouble.set(format!("cannot write to the cache in {dir}: {error}"));
            }
        }
    }

    /// Adds what was written since the last call to the tally, prunes the cache if it exceeds its
    /// limit, and removes what killed runs have left. Call it when an edition ends, since a run
    /// ended by a signal has no later chance; dropping does the same.
    pub fn settle(&self) {
        self.store.settle();
    }

    /// The folder of all entries, and of nothing else.
    pub fn tree(&self) -> PathBuf {
        self.store.root()
    }

    /// Why entries could not be written, if so.
    pub fn trouble(&self) -> Option<&str> {
        self.store.trouble.get().map(String::as_str)
    }

    /// Counts all entries, and those that were never finished.
    ///
    /// # Errors
    /// If the folder is there and cannot be read.
    pub fn stats(&self) -> io::Result<CacheStats> {
        prune::stats(&self.store.root())
    }

    /// Takes everything away that is the cache's own, and the folder too if nothing else is in it;
    /// returns what there was.
    ///
    /// # Errors
    /// If something cannot be removed.
    pub fn clean(&self) -> io::Result<CacheStats> {
        let stats = self.stats()?;
        prune::clean(&self.store.dir)?;
        Ok(stats)
    }
}

impl Store {
    fn root(&self) -> PathBuf {
        self.dir.join(VERSION)
    }

    fn path(&self, key: &Key) -> PathBuf {
        let name = key.name();
        let (shard, rest) = name.split_at(2);
        let mut path = self.root();
        path.extend([key.kind(), shard, rest]);
        path
    }

    /// Writes an entry; returns its size on disk.
    fn write(&self, key: &Key, bytes: &[&[u8]]) -> io::Result<u64> {
        let folder = self.root().join(PARTS);
        let path = self.path(key);
        match entry::write(&folder, &path, key, bytes) {
            // The first entry of its folder, or someone has cleaned up meanwhile.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                fs::create_dir_all(&folder)?;
                if let Some(shard) = path.parent() {
                    fs::create_dir_all(shard)?;
                }
                self.tag()?;
                entry::write(&folder, &path, key, bytes)
            }
            other => other,
        }
    }

    /// Marks the folder as a cache.
    fn tag(&self) -> io::Result<()> {
        let path = self.dir.join(TAG);
        // A link that is there is not written through.
        match File::create_new(path) {
            Ok(mut file) => file.write_all(TAG_TEXT.as_bytes()),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Adds to what was written, and updates the tally from time to time.
    fn count(&self, size: u64) {
        let unrecorded = self.unrecorded.fetch_add(size, Ordering::Relaxed) + size;
        if unrecorded > (self.limit / 16).min(64_000_000) {
            self.settle();
        }
    }

    /// Adds what was written to the tally, and prunes the cache if it exceeds its limit.
    fn settle(&self) {
        let _turn = self.counting.lock().unwrap_or_else(PoisonError::into_inner);
        let unrecorded = self.unrecorded.swap(0, Ordering::Relaxed);
        if unrecorded == 0 {
            return;
        }
        let (root, now) = (self.root(), SystemTime::now());
        prune::sweep(&root, now);
        // A cache that cannot be counted grows until it can be.
        let over =
            tally::add(&root, unrecorded).is_ok_and(|sum| sum.is_none_or(|sum| sum > self.limit));
        if over && let Ok(left) = prune::prune(&root, self.limit) {
            let _ = tally::set(&root, left);
        }
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        self.settle();
    }
}

#[cfg(test)]
mod tests;
