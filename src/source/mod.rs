//! From bytes on disk to articles. Enters: paths. Leaves: a [`Manuscript`].

use std::path::PathBuf;

use crate::article::{Dialect, Manuscript, Settings};
use crate::diagnostic::{Diagnostics, Sources};

/// What is to be read.
#[derive(Debug, Clone, Default)]
pub struct ReadOptions {
    /// Files and folders as the user gave them.
    pub inputs: Vec<PathBuf>,
    /// An `offprint.toml` elsewhere than in the folder.
    pub config: Option<PathBuf>,
    /// A dialect for all files, instead of telling by their heads.
    pub dialect: Option<Dialect>,
    /// Settings of the command line, which win over all others.
    pub overrides: Settings,
}

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
    /// There is no article in the input.
    #[error("{path} holds no article: there is no .md file in it")]
    NoArticles {
        /// The input.
        path: String,
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

/// Reads an input into a manuscript.
pub fn read(
    _options: &ReadOptions,
    _sources: &mut Sources,
    _diagnostics: &mut Diagnostics,
) -> Result<Manuscript, ReadError> {
    unimplemented!()
}
