//! An edition that was built. Input: a [`Project`]. Output: EPUBs, and pages.

use std::io::{Seek, Write};
use std::path::PathBuf;

use super::model::{KnownPictures, Project};
use crate::diagnostic::{Diagnostics, Sources};
use crate::edition::{Edition, PrintPages};
use crate::epub::{self, Book, EpubError};
use crate::geometry::Paper;
use crate::lost::WrittenArticle;
use crate::standard::Standards;

/// An edition: articles in order, links, notes and pictures resolved, in one theme.
#[derive(Debug)]
pub struct BuiltEdition {
    pub(crate) model: Edition,
    pub(crate) name: String,
    pub(super) paper: Paper,
    pub(super) epub: epub::EpubOptions,
    pub(super) standards: Standards,
    pub(crate) sources: Sources,
    pub(crate) diagnostics: Diagnostics,
    pub(crate) probed: KnownPictures,
    pub(crate) written: Vec<WrittenArticle>,
    pub(super) project: Project,
}

impl BuiltEdition {
    /// Its title.
    pub fn title(&self) -> &str {
        &self.model.meta.title
    }

    /// The name of the input, from which files are named: that of the folder, or of the article's
    /// file without its suffix.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How many articles it has.
    pub fn articles(&self) -> usize {
        self.model.articles().count()
    }

    /// How many pictures it has, each once.
    pub fn pictures(&self) -> usize {
        self.model.pictures.iter().count()
    }

    /// What was found in the input. What is found later comes with the pages and with each file.
    pub fn diagnostics(&self) -> &Diagnostics {
        &self.diagnostics
    }

    /// The texts that diagnostics point into.
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    /// What the settings say of the EPUB.
    pub fn epub_options(&self) -> epub::EpubOptions {
        self.epub
    }

    /// Writes the EPUB. Returns what was found on the way: pictures that went, a size that cannot
    /// be met.
    ///
    /// ```
    /// use std::io::Cursor;
    /// use offprint::{EpubOptions, MemoryFiles, Project};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let files = MemoryFiles::from([("tide.md", "# The tide\n\nIt comes in.\n")]);
    /// let edition = Project::new(files).edition()?;
    /// let mut file = Cursor::new(Vec::new());
    /// let found = edition.write_epub(&mut file, &EpubOptions::default())?;
    /// assert!(found.is_empty());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// If `out` cannot be written.
    pub fn write_epub(
        &self,
        out: impl Write + Seek + Send,
        options: &epub::EpubOptions,
    ) -> Result<Diagnostics, EpubError> {
        self.write_epub_with_pages(out, options, None)
    }

    /// Begins the EPUB with its pictures, which need no pages.
    pub(crate) fn begin_epub<W: Write + Seek + Send>(
        &self,
        out: W,
        options: &epub::EpubOptions,
    ) -> Result<(Book<'_, W>, Diagnostics), EpubError> {
        let mut diagnostics = Diagnostics::new();
        let book = Book::begin(&self.model, *options, out, &mut diagnostics)?;
        Ok((book, diagnostics))
    }

    /// The inputs of the project.
    pub(super) fn inputs(&self) -> &[PathBuf] {
        &self.project.options.inputs
    }

    /// Where pages begin.
    pub(super) fn print_pages(&self, pages: &crate::pdf::pages::Pages) -> PrintPages {
        crate::pdf::page_starts::print_pages(&self.model, pages)
    }

    pub(super) fn run<T: Send>(&self, work: impl FnOnce() -> T + Send) -> T {
        self.project.session.run(work)
    }
}
