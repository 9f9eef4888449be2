//! The report on disk: one record per line. Input: records as editions end. Output: a file that a
//! crash cannot spoil, and what an earlier run left done.
//!
//! A record is one write at the end of the file, followed by a sync. A crash may tear the last
//! line; the next record starts on a new line, and readers skip lines that are not records.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::Path;

use super::plan::Job;
use super::record::{EditionRecord, Outcome};
use crate::convert::{Destination, Request};
use crate::files::{self, Files, OsFiles};
use crate::system::is_absence;

/// A report that records are added to.
#[derive(Debug)]
pub struct ReportFile {
    file: File,
}

impl ReportFile {
    /// Opens a report, making it and its folder if there is none. What it holds stays.
    ///
    /// # Errors
    /// If it cannot be opened or made.
    pub fn open(path: &Path) -> io::Result<Self> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let file = OpenOptions::new().create(true).append(true).read(true).open(path)?;
        Ok(ReportFile { file })
    }

    /// Adds a record; it is on the disk when this returns.
    ///
    /// # Errors
    /// If it cannot be written whole.
    pub fn add(&mut self, record: &EditionRecord) -> io::Result<()> {
        let mut line = serde_json::to_vec(record)?;
        line.push(b'\n');
        if self.is_torn()? {
            line.insert(0, b'\n');
        }
        // One write each, so that several processes may share a report on a local disk.
        match self.file.write(&line)? {
            // Pipes and terminals cannot be synced, and need not be.
            written if written == line.len() => match self.file.sync_data() {
                Err(error) if error.kind() == io::ErrorKind::InvalidInput => Ok(()),
                synced => synced,
            },
            _ => Err(io::Error::new(io::ErrorKind::WriteZero, "only part of a record was written")),
        }
    }

    /// Whether the last line has no end.
    fn is_torn(&mut self) -> io::Result<bool> {
        if self.file.metadata()?.len() == 0 {
            return Ok(false);
        }
        let mut last = [0];
        self.file.seek(SeekFrom::End(-1))?;
        self.file.read_exact(&mut last)?;
        Ok(last != *b"\n")
    }
}

/// Whether a file may be added to as a report: there is none, it is empty, or it begins as one
/// does. Anything else, such as an article, was named by mistake.
///
/// # Errors
/// If it is there and cannot be read.
pub fn is_report(path: &Path) -> io::Result<bool> {
    let start = match OsFiles.start(path, START.len() as u64) {
        Ok((start, _)) => start,
        Err(error) if is_absence(&error) => return Ok(true),
        Err(error) => return Err(error),
    };
    // A crash may have torn the first record too.
    Ok(START.starts_with(start.trim_ascii()))
}

/// How every record begins.
const START: &[u8] = b"{\"type\":\"edition\"";

/// A record has no more bytes than this: a longer line is not one.
const LONGEST_LINE: u64 = 64_000_000;

/// What a report says of the past.
#[derive(Debug, Default)]
pub struct History {
    /// The last record of each edition.
    last: BTreeMap<String, EditionRecord>,
    /// Lines that are no records.
    pub unread: usize,
}

impl History {
    /// Reads a report; one that is not there holds nothing.
    ///
    /// # Errors
    /// If it is there and cannot be read.
    pub fn read(path: &Path) -> io::Result<Self> {
        let mut history = History::default();
        let file = match files::open(path) {
            Ok(file) => file,
            // Pipes and terminals remember nothing.
            Err(error) if is_absence(&error) => return Ok(history),
            Err(error) => return Err(error),
        };
        let mut lines = BufReader::new(file);
        let mut line = Vec::new();
        while (&mut lines).take(LONGEST_LINE).read_until(b'\n', &mut line)? > 0 {
            if !line.trim_ascii().is_empty() {
                match serde_json::from_slice::<EditionRecord>(&line) {
                    Ok(record) => _ = history.last.insert(record.input.clone(), record),
                    Err(_) => history.unread += 1,
                }
            }
            line.clear();
        }
        Ok(history)
    }

    /// Whether an edition's files were made for the formats that are requested now, and still are
    /// there at their recorded size; whatever else is requested now, and whatever the input has
    /// become.
    pub fn has(&self, job: &Job, request: &Request) -> bool {
        let Some(record) = self.last.get(&job.key) else { return false };
        let place = Request { destination: Destination::Stem(job.stem.clone()), ..request.clone() };
        let is_there = |format: &crate::convert::OutputFormat| {
            let Some(path) = place.path("", *format) else { return false };
            let named = path.display().to_string();
            let made = record.outputs.iter().find(|made| made.path == named);
            let bytes =
                fs::metadata(&path).ok().filter(fs::Metadata::is_file).map(|file| file.len());
            made.is_some_and(|made| Some(made.bytes) == bytes)
        };
        record.status != Outcome::Failed && request.formats.iter().all(is_there)
    }
}
