//! What reading takes, and why it may fail. Input: nothing. Output: [`ReadOptions`], [`ReadError`].

use std::path::PathBuf;
use std::sync::Arc;

use crate::article::{Dialect, Settings};
use crate::files::{Files, OsFiles};

/// What is to be read.
#[derive(Debug, Clone)]
pub struct ReadOptions {
    /// Files and folders as the user gave them.
    pub inputs: Vec<PathBuf>,
    /// An `offprint.toml` elsewhere than in the folder.
    pub config: Option<PathBuf>,
    /// A dialect for all files, instead of telling by their heads.
    pub dialect: Option<Dialect>,
    /// Settings of the command line, which win over all others.
    pub overrides: Settings,
    /// Whether links are followed that lead out of the input, and links to folders.
    pub follow_links: bool,
    /// Where the files are.
    pub files: Arc<dyn Files>,
}

impl Default for ReadOptions {
    fn default() -> Self {
        ReadOptions {
            inputs: Vec::new(),
            config: None,
            dialect: None,
            overrides: Settings::default(),
            follow_links: false,
            files: Arc::new(OsFiles),
        }
    }
}

/// What to do about a link that leads out of the input.
pub(crate) const OUTSIDE: &str = "copy the file there";

/// Why nothing could be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// A file or folder cannot be read.
    #[error("cannot read {path}: {error}")]
    Io {
        /// What was to be read.
        path: String,
        /// Why it cannot be.
        error: std::io::Error,
    },
    /// A file that must be right is a link that leads out of the input.
    #[error("{path} is a link that leads outside the input folder")]
    Outside {
        /// The link.
        path: String,
    },
    /// There is no article in the input.
    #[error("{path} contains no article: no .md file with text in it")]
    NoArticles {
        /// The input.
        path: String,
    },
    /// Every article of the input is larger than any that is read.
    #[error("{path}: {why}: {help}")]
    AllLeftOut {
        /// The first of them.
        path: String,
        /// What it has too much of.
        why: String,
        /// What to do.
        help: String,
    },
    /// `offprint.toml` is wrong.
    #[error("{path}:{line}: {message}")]
    Config {
        /// The file.
        path: String,
        /// The line, from 1.
        line: usize,
        /// What is wrong and what to do.
        message: String,
    },
}
