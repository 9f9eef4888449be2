//! The record of each edition. Input: its outcome. Output: an [`EditionRecord`], one JSON object.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// An edition when it has ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename = "edition")]
pub struct EditionRecord {
    /// The folder or file, by the key of its job.
    pub input: String,
    /// How it ended.
    pub status: Outcome,
    /// The files that are in their places.
    pub outputs: Vec<OutputRecord>,
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
    pub errors: Vec<ErrorRecord>,
}

/// How an edition ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// Its files were made.
    Made,
    /// Its files were already up to date.
    Fresh,
    /// Something requested is missing.
    Failed,
}

/// A file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutputRecord {
    /// Its format.
    pub format: String,
    /// Its path.
    pub path: String,
    /// Its size.
    pub bytes: u64,
    /// Its pages, for a PDF.
    pub pages: Option<usize>,
    /// SHA-256 of the file as it is there, in hexadecimal.
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
pub struct ErrorRecord {
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

/// Seconds, rounded to milliseconds: further digits are noise.
pub fn round_to_milliseconds(seconds: f64) -> f64 {
    (seconds * 1000.0).round() / 1000.0
}
