//! What is kept of each edition. Enters: what came of it. Leaves: a [`Record`], one JSON object.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// An edition when it has ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename = "edition")]
pub struct Record {
    /// The folder or file, by the key of its job.
    pub input: String,
    /// How it ended.
    pub status: Outcome,
    /// The files that lie in their places.
    pub outputs: Vec<Made>,
    /// How many articles they hold.
    pub articles: usize,
    /// How many pictures.
    pub pictures: usize,
    /// How often each kind of diagnostic came up.
    pub diagnostics: BTreeMap<String, usize>,
    /// How often each severity did.
    pub severities: Severities,
    /// Seconds that it took.
    pub seconds: f64,
    /// Why it failed, in full; empty where it did not.
    pub errors: Vec<Fault>,
}

/// How an edition ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// Its files were made.
    Made,
    /// Its files were there already, as they are to be.
    Fresh,
    /// Something asked for is missing.
    Failed,
}

/// A file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Made {
    /// Its format.
    pub format: String,
    /// Its path.
    pub path: String,
    /// Its size.
    pub bytes: u64,
    /// Its pages, for a PDF.
    pub pages: Option<usize>,
    /// SHA-256 of the file as it lies there, in hexadecimal.
    pub sha256: String,
}

/// Diagnostics by severity.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Severities {
    /// Errors.
    pub error: usize,
    /// Warnings.
    pub warning: usize,
    /// Notices.
    pub notice: usize,
}

/// Why an edition failed. What does not apply is null.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// The kind.
    pub code: String,
    /// The file.
    pub file: Option<String>,
    /// The line, from 1.
    pub line: Option<usize>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

/// Seconds to the millisecond: what comes after it says nothing.
pub fn to_milliseconds(seconds: f64) -> f64 {
    (seconds * 1000.0).round() / 1000.0
}
