//! What is asked of an edition. Input: nothing. Output: [`Project`], why it may come to nothing
//! ([`BuildError`]), and its [`Stage`]s.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::session::Session;
use crate::article::{Dialect, Settings, ThemeChoice};
use crate::cache::Cache;
use crate::files::{Files, MemoryFiles, OsFiles};
use crate::geometry::Paper;
use crate::media::Picture;
use crate::source::{ReadError, ReadOptions};
use crate::theme::ThemeError;

/// An input, and what is asked of its edition.
///
/// ```
/// use offprint::{MemoryFiles, Paper, Project};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let files = MemoryFiles::from([("tide.md", "# The tide\n\nIt comes in.\n")]);
/// let edition = Project::new(files).theme("briefing").paper(Paper::A5).edition()?;
/// assert_eq!(edition.title(), "The tide");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Project {
    pub(super) options: ReadOptions,
    pub(super) font_folders: Vec<PathBuf>,
    pub(super) font_files: Arc<dyn Files>,
    pub(super) cache: Option<Cache>,
    pub(super) session: Session,
}

/// Why no edition could be built.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// The input cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The theme is unknown, cannot be read or is wrong.
    #[error(transparent)]
    Theme(#[from] ThemeError),
}

/// What a conversion is busy with, for those who show progress.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stage {
    /// Reading articles.
    Reading,
    /// Probing pictures.
    Pictures,
    /// Resolving order, links and notes.
    Editing,
    /// Making the files.
    Writing,
}

/// Pictures that were probed before and have not changed since, by their paths.
pub(crate) type KnownPictures = BTreeMap<PathBuf, Picture>;

impl Project {
    /// The project of a folder of this machine, or of one article file.
    ///
    /// # Errors
    /// If there is neither at `path`.
    pub fn open(path: impl Into<PathBuf>) -> Result<Self, BuildError> {
        let path = path.into();
        match OsFiles.stat(&path) {
            Ok(_) => Ok(Project::of(Arc::new(OsFiles), vec![path])),
            Err(error) => Err(ReadError::Io { path: path.display().to_string(), error }.into()),
        }
    }

    /// The project of a folder in memory.
    pub fn new(files: MemoryFiles) -> Self {
        Project::of(Arc::new(files), vec![PathBuf::from(".")])
    }

    /// The project of `inputs` among any files: article files in their order, or one folder.
    pub fn of(files: Arc<dyn Files>, inputs: Vec<PathBuf>) -> Self {
        Project {
            options: ReadOptions { inputs, files, ..ReadOptions::default() },
            font_folders: Vec::new(),
            font_files: Arc::new(OsFiles),
            cache: None,
            session: Session::default(),
        }
    }

    /// Asks for a theme: one of offprint's own by its name, or a file of the machine by a path that
    /// ends in `.toml`. Without this, `offprint.toml` decides, else the number of articles.
    #[must_use]
    pub fn theme(self, theme: &str) -> Self {
        let theme = Some(ThemeChoice::of(theme));
        self.change(|settings| settings.theme = theme)
    }

    /// Asks for a paper.
    #[must_use]
    pub fn paper(self, paper: Paper) -> Self {
        self.change(|settings| settings.paper = Some(paper))
    }

    /// Gives the edition a title.
    #[must_use]
    pub fn title(self, title: impl Into<String>) -> Self {
        let title = Some(title.into());
        self.change(|settings| settings.title = title)
    }

    /// Changes settings, which win over those of the input.
    #[must_use]
    pub fn change(mut self, change: impl FnOnce(&mut Settings)) -> Self {
        change(&mut self.options.overrides);
        self
    }

    /// Sets all settings at once: see [`Project::change`].
    #[must_use]
    pub fn settings(mut self, settings: Settings) -> Self {
        self.options.overrides = settings;
        self
    }

    /// Reads settings from a file instead of the folder's own `offprint.toml`.
    #[must_use]
    pub fn config(mut self, path: Option<PathBuf>) -> Self {
        self.options.config = path;
        self
    }

    /// Reads all articles in one dialect, instead of telling it by their heads.
    #[must_use]
    pub fn dialect(mut self, dialect: Option<Dialect>) -> Self {
        self.options.dialect = dialect;
        self
    }

    /// Follows links that lead out of the input, and links to folders.
    #[must_use]
    pub fn follow_links(mut self, follow: bool) -> Self {
        self.options.follow_links = follow;
        self
    }

    /// Searches these folders of the machine for characters that the embedded fonts lack, before
    /// the system's own.
    #[must_use]
    pub fn font_folders(mut self, folders: Vec<PathBuf>) -> Self {
        self.font_folders = folders;
        self
    }

    /// Keeps what is made of pictures and pages in a cache, and takes from it what is there.
    #[must_use]
    pub fn cache(mut self, cache: Option<Cache>) -> Self {
        self.cache = cache;
        self
    }

    /// Works with the threads and fonts of a session that other projects share.
    #[must_use]
    pub fn session(mut self, session: &Session) -> Self {
        self.session = session.clone();
        self
    }

    /// Reads fonts of the machine through other files: those that keep a record.
    pub(crate) fn font_files(mut self, files: Arc<dyn Files>) -> Self {
        self.font_files = files;
        self
    }
}
