//! How much memory there is, and how much an edition takes. Enters: the machine, an input. Leaves:
//! bytes, and a [`Budget`] that editions share.

use std::fs;
use std::path::Path;
use std::sync::{Condvar, Mutex, PoisonError};

use sysinfo::{MemoryRefreshKind, ProcessRefreshKind, ProcessesToUpdate, System};

use super::plan::Job;

/// What an edition takes whatever it holds: faces, patterns, themes.
const BASE: u64 = 40_000_000;
/// What it takes for each byte of its articles.
const PER_BYTE_OF_TEXT: u64 = 60;
/// What it takes for each byte of its pictures.
const PER_BYTE_OF_PICTURES: u64 = 2;

/// The memory that this process may use, in bytes: the machine's, or less where a container or a job
/// of a cluster is given less.
pub fn machine() -> Option<u64> {
    let mut system = System::new().ok()?;
    system.refresh_memory_specifics(MemoryRefreshKind::nothing().with_ram());
    let own = sysinfo::get_current_pid().ok();
    if let Some(own) = own {
        let only = ProcessesToUpdate::Some(&[own]);
        system.refresh_processes_specifics(only, false, ProcessRefreshKind::nothing());
    }
    let limits = own.and_then(|own| system.process(own)?.cgroup_limits());
    let limit = limits.map_or(u64::MAX, |limits| limits.total_memory);
    Some(system.total_memory().min(limit)).filter(|bytes| *bytes > 0)
}

/// The bytes that an edition takes at most while it is made, judged by the size of its input. What
/// cannot be read weighs nothing: it fails at once.
pub fn weight(job: &Job) -> u64 {
    let mut sizes = Sizes::default();
    if job.input.is_dir() {
        measure(&job.input, &mut sizes)
    } else {
        weigh(&job.input, &mut sizes)
    }
    BASE + sizes.text * PER_BYTE_OF_TEXT + sizes.others * PER_BYTE_OF_PICTURES
}

#[derive(Default)]
struct Sizes {
    text: u64,
    others: u64,
}

/// Links to folders are passed over: they may lead in circles.
fn measure(path: &Path, sizes: &mut Sizes) {
    for entry in fs::read_dir(path).into_iter().flatten().flatten() {
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => measure(&entry.path(), sizes),
            _ => weigh(&entry.path(), sizes),
        }
    }
}

fn weigh(path: &Path, sizes: &mut Sizes) {
    let bytes = fs::metadata(path).map_or(0, |file| file.len());
    let suffix = path.extension().map(|suffix| suffix.to_string_lossy().to_ascii_lowercase());
    match suffix.as_deref() {
        Some("md" | "markdown") => sizes.text += bytes,
        _ => sizes.others += bytes,
    }
}

/// Memory that is lent and given back.
#[derive(Debug)]
pub(super) struct Budget {
    total: u64,
    lent: Mutex<u64>,
    returned: Condvar,
}

impl Budget {
    pub(super) fn new(total: u64) -> Self {
        Budget { total, lent: Mutex::new(0), returned: Condvar::new() }
    }

    /// Waits until so much is free. What is larger than all there is waits until nothing is lent, and
    /// then has it alone.
    pub(super) fn borrow(&self, bytes: u64) -> Loan<'_> {
        let bytes = bytes.min(self.total);
        let lent = self.lent.lock().unwrap_or_else(PoisonError::into_inner);
        let full = |lent: &mut u64| lent.saturating_add(bytes) > self.total;
        let mut lent = self.returned.wait_while(lent, full).unwrap_or_else(PoisonError::into_inner);
        *lent += bytes;
        Loan { budget: self, bytes }
    }
}

/// Memory that is given back when this is dropped.
#[derive(Debug)]
pub(super) struct Loan<'b> {
    budget: &'b Budget,
    bytes: u64,
}

impl Drop for Loan<'_> {
    fn drop(&mut self) {
        let mut lent = self.budget.lent.lock().unwrap_or_else(PoisonError::into_inner);
        *lent -= self.bytes;
        self.budget.returned.notify_all();
    }
}
