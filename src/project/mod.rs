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
mod model;
mod pages;
mod session;

use std::path::PathBuf;
use std::sync::Arc;

use crate::article::{Manuscript, ThemeChoice};
use crate::diagnostic::{Diagnostics, Sources};
use crate::files::{FileKind, Files};
use crate::geometry::Paper;
use crate::lost::WrittenArticle;
use crate::media::{Picture, Pictures};
use crate::source;
use crate::theme::{Theme, ThemeError};
use crate::{edition as resolved, epub};

pub use edition::BuiltEdition;
pub(crate) use model::KnownPictures;
pub use model::{BuildError, Project, Stage};
pub use pages::{LaidOut, LayoutOptions};
pub use session::{Session, SessionError};

/// The most files that make a briefing rather than a magazine when no theme is requested.
const HANDFUL: usize = 6;

/// A theme of more bytes is refused: it would exhaust memory before being parsed.
const LARGEST_THEME: u64 = 64_000_000;

impl Project {
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
