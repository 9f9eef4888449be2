//! The library's front door. Input: files and settings, as a [`Project`]. Output: a
//! [`BuiltEdition`], which writes EPUBs, and its [`LaidOut`] pages, which write PDFs.
//!
//! 1. `source` reads the files into a manuscript.
//! 2. `media` probes every picture it names, once by content.
//! 3. `edition` resolves all that both backends need.
//!
//! Nothing here writes a file or reads one but through [`Files`]: a project yields the same edition
//! wherever its files are.

mod attachments;
mod charset;
mod edition;
mod pages;
mod session;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::article::{Dialect, Manuscript, Settings, ThemeChoice};
use crate::cache::Cache;
use crate::diagnostic::{Diagnostics, Sources};
use crate::edition as resolved;
use crate::epub;
use crate::files::{FileKind, Files, MemoryFiles, OsFiles};
use crate::geometry::Paper;
use crate::lost::WrittenArticle;
use crate::media::{Picture, Pictures};
use crate::source::{self, ReadError, ReadOptions};
use crate::theme::{Theme, ThemeError};

pub use edition::BuiltEdition;
pub use pages::{LaidOut, LayoutOptions};
pub use session::{Session, SessionError};

/// The most files that make a briefing rather than a magazine when no theme is requested.
const HANDFUL: usize = 6;

/// A theme of more bytes is refused: it would exhaust memory before being parsed.
const LARGEST_THEME: u64 = 64_000_000;

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
    options: ReadOptions,
    font_folders: Vec<PathBuf>,
    font_files: Arc<dyn Files>,
    cache: Option<Cache>,
    session: Session,
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

    /// Builds the edition. Whatever its articles hold, it is built: what is wrong with them is
    /// among [`BuiltEdition::diagnostics`].
    ///
    /// # Errors
    /// If an article, the settings or the theme cannot be read, or there is no article.
    pub fn edition(&self) -> Result<BuiltEdition, BuildError> {
        self.build(&KnownPictures::new(), &|_| {})
    }

    /// The same, with what is known of pictures, and a word at each stage as it begins.
    pub(crate) fn build(
        &self,
        known: &KnownPictures,
        stage: &(dyn Fn(Stage) + Sync),
    ) -> Result<BuiltEdition, BuildError> {
        self.session.run(|| self.build_here(known, stage))
    }

    fn build_here(
        &self,
        known: &KnownPictures,
        stage: &dyn Fn(Stage),
    ) -> Result<BuiltEdition, BuildError> {
        let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
        stage(Stage::Reading);
        let manuscript = source::read(&self.options, &mut sources, &mut diagnostics)?;
        let theme = match &manuscript.settings.theme {
            Some(choice) => theme(&*self.options.files, choice)?,
            None => Theme::named(self.default_theme(&manuscript))?,
        };
        let settings = &manuscript.settings;
        let paper = settings.paper.or(theme.page.paper).unwrap_or(Paper::A4);
        let epub = epub::EpubOptions {
            pictures: settings.pictures.unwrap_or_default(),
            max_size: settings.max_size,
            embed_fonts: settings.embed_fonts.unwrap_or_default(),
            kobo: false,
        };
        let standards = settings.pdf_standard.clone().unwrap_or_default();
        let name = manuscript.name.clone();
        let written = written(&manuscript);

        stage(Stage::Pictures);
        let mut pictures = Pictures::of(Arc::clone(&self.options.files), self.cache.clone());
        let paths = resolved::picture_paths(&manuscript);
        let found = pictures.add_known(&paths, |path| known.get(path).cloned());
        let lookup = paths.into_iter().zip(found).collect();
        let probed = probed(&lookup, &pictures);

        stage(Stage::Editing);
        let model = resolved::build(manuscript, theme, pictures, &lookup, &mut diagnostics);
        Ok(BuiltEdition {
            model,
            name,
            paper,
            epub,
            standards,
            sources,
            diagnostics,
            probed,
            written,
            project: self.clone(),
        })
    }

    /// The theme where none is requested: a briefing for one article or a handful of files, and a
    /// magazine for a folder.
    fn default_theme(&self, manuscript: &Manuscript) -> &'static str {
        let articles: usize =
            manuscript.sections.iter().map(|section| section.articles.len()).sum();
        let is_folder = |input: &PathBuf| {
            self.options.files.stat(input).is_ok_and(|stat| stat.kind == FileKind::Folder)
        };
        let folder = self.options.inputs.iter().any(is_folder);
        let brief = articles == 1 || (!folder && articles <= HANDFUL);
        if brief { "briefing" } else { "magazine" }
    }

    /// The picture files that the articles name, whether they are there or not; none where the
    /// articles cannot be read.
    pub fn picture_paths(&self) -> Vec<PathBuf> {
        let read = source::read(&self.options, &mut Sources::new(), &mut Diagnostics::new());
        read.map_or_else(|_| Vec::new(), |manuscript| resolved::picture_paths(&manuscript))
    }
}

/// The theme that is requested.
///
/// # Errors
/// If there is none of that name, the file cannot be read, or its tokens are wrong.
pub fn theme(files: &dyn Files, choice: &ThemeChoice) -> Result<Theme, ThemeError> {
    match choice {
        ThemeChoice::Named(name) => Theme::named(name),
        ThemeChoice::File(path) => {
            let file = path.display().to_string();
            let name = path.file_stem().unwrap_or(path.as_os_str()).to_string_lossy();
            let unreadable = |error: String| ThemeError::Unreadable { file: file.clone(), error };
            let read = files.read(path, LARGEST_THEME);
            let bytes = read.map_err(|error| unreadable(error.to_string()))?.bytes;
            let toml = String::from_utf8(bytes)
                .map_err(|_| unreadable("the file is not UTF-8".to_owned()))?;
            Theme::parse(&name, &file, &toml)
        }
    }
}

/// The texts of the articles, in the order of the edition.
fn written(manuscript: &Manuscript) -> Vec<WrittenArticle> {
    let sections = manuscript.sections.iter();
    let articles = sections.flat_map(|section| {
        section.articles.iter().map(|article| WrittenArticle {
            source: article.source,
            dialect: article.dialect,
            section: section.title.clone(),
        })
    });
    articles.collect()
}

/// What is known of pictures now, for the next run.
fn probed(lookup: &resolved::PictureLookup, pictures: &Pictures) -> KnownPictures {
    let sound = |(path, found): (&PathBuf, &Result<_, _>)| {
        let picture = pictures.get(*found.as_ref().ok()?).clone();
        Some((path.clone(), Picture { path: path.clone(), ..picture }))
    };
    lookup.iter().filter_map(sound).collect()
}
