//! An edition on its pages. Input: a [`BuiltEdition`]. Output: PDFs.

use std::io::{Seek, Write};

use super::edition::BuiltEdition;
use super::model::Project;
use super::{attachments, charset};
use crate::diagnostic::Diagnostics;
use crate::edition::PrintPages;
use crate::epub::{self, EpubError};
use crate::geometry::{Paper, Pt};
use crate::media::{self, PictureError};
use crate::pdf::document::{self, PdfError, PdfOptions};
use crate::pdf::pages::Pages;
use crate::pdf::{layout, svg};
use crate::typeset::Fonts;

/// How an edition is laid out.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct LayoutOptions {
    /// The paper; `None` for what the settings or the theme say, else A4.
    pub paper: Option<Paper>,
}

/// An edition on its pages.
#[derive(Debug)]
pub struct LaidOut<'e> {
    pub(super) edition: &'e BuiltEdition,
    pub(super) fonts: Fonts,
    pub(crate) pages: Pages,
    pub(crate) diagnostics: Diagnostics,
}

impl BuiltEdition {
    /// The same; it also says where the pages of the print edition begin.
    ///
    /// # Errors
    /// If `out` cannot be written.
    pub fn write_epub_with_pages(
        &self,
        out: impl Write + Seek + Send,
        options: &epub::EpubOptions,
        pages: Option<&LaidOut<'_>>,
    ) -> Result<Diagnostics, EpubError> {
        let print = pages.map(LaidOut::print_pages);
        self.project.session.run(|| {
            let (book, diagnostics) = self.begin_epub(out, options)?;
            book.finish(print.as_ref())?;
            Ok(diagnostics)
        })
    }

    /// Lays the edition out in pages.
    pub fn layout(&self, options: &LayoutOptions) -> LaidOut<'_> {
        self.project.session.run(|| self.layout_here(options))
    }

    fn layout_here(&self, options: &LayoutOptions) -> LaidOut<'_> {
        let mut diagnostics = Diagnostics::new();
        let letters = self.model.letters();
        let drawn = letters.keys().copied().collect();
        let Project { font_folders, font_files, cache, session, .. } = &self.project;
        let (fonts, missing) = session.fonts().extended(&drawn, font_folders, &**font_files);
        charset::report_missing(&missing, &letters, &self.sources, &mut diagnostics);
        let paper = options.paper.unwrap_or(self.paper);
        let cache = cache.as_ref();
        let pages = layout::layout_again(&self.model, paper, &fonts, cache, &mut diagnostics);
        LaidOut { edition: self, fonts, pages, diagnostics }
    }
}

impl<'e> LaidOut<'e> {
    /// How many pages there are.
    pub fn count(&self) -> usize {
        self.pages.pages.len()
    }

    /// What was found while laying out: characters that no font has, words that do not fit.
    pub fn diagnostics(&self) -> &Diagnostics {
        &self.diagnostics
    }

    /// What the settings say of the PDF: its standards, and the texts that it carries if one of
    /// them asks for it.
    pub fn pdf_options(&self) -> PdfOptions {
        let edition = self.edition;
        let standards = edition.standards.clone();
        let sources = match standards.attaches_sources() {
            true => attachments::attachments(edition.inputs(), &edition.sources),
            false => Vec::new(),
        };
        PdfOptions { standards, sources }
    }

    /// A page as SVG, counted from 0, 1 px for each pt; `None` past the last one.
    ///
    /// # Errors
    /// If a picture can no longer be read.
    pub fn page_svg(&self, page: usize) -> Option<Result<String, PictureError>> {
        let page = self.pages.pages.get(page)?;
        let pictures = &self.edition.model.pictures;
        Some(self.edition.run(|| svg::page(page, &self.fonts, pictures)))
    }

    /// A page as PNG, counted from 0, at a resolution in dots per inch; `None` past the last one.
    ///
    /// # Errors
    /// If a picture can no longer be read, or the resolution makes more pixels than can be drawn.
    pub fn page_png(&self, page: usize, dpi: f64) -> Option<Result<Vec<u8>, PictureError>> {
        let size = self.pages.pages.get(page)?.size;
        let pixels =
            |length: Pt| (length * dpi / 72.0).round().clamp(1.0, f64::from(u32::MAX)) as u32;
        let (width, height) = (pixels(size.width), pixels(size.height));
        let svg = self.page_svg(page)?;
        Some(svg.and_then(|svg| media::draw_svg_as_png(&svg, width, height)))
    }

    /// Writes the PDF. Returns what was found on the way: pictures that went.
    ///
    /// ```
    /// use offprint::{LayoutOptions, MemoryFiles, PdfOptions, Project};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let files = MemoryFiles::from([("tide.md", "# The tide\n\nIt comes in.\n")]);
    /// let edition = Project::new(files).edition()?;
    /// let pages = edition.layout(&LayoutOptions::default());
    /// let mut file = Vec::new();
    /// pages.write_pdf(&mut file, &PdfOptions::default())?;
    /// assert!(file.starts_with(b"%PDF-"));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// If `out` cannot be written, or a font cannot be embedded.
    pub fn write_pdf(
        &self,
        out: &mut (dyn Write + Send),
        options: &PdfOptions,
    ) -> Result<Diagnostics, PdfError> {
        let pages = self.pages.clone();
        self.edition.run(|| write(self.edition, &self.fonts, pages, out, options))
    }

    /// The same for the last time: the pages are gone then, and with them half of the memory.
    pub(crate) fn into_pdf(
        self,
        out: &mut (dyn Write + Send),
        options: &PdfOptions,
    ) -> Result<Diagnostics, PdfError> {
        write(self.edition, &self.fonts, self.pages, out, options)
    }

    /// Where pages begin in the edition.
    pub(crate) fn print_pages(&self) -> PrintPages {
        self.edition.print_pages(&self.pages)
    }
}

fn write(
    edition: &BuiltEdition,
    fonts: &Fonts,
    pages: Pages,
    out: &mut (dyn Write + Send),
    options: &PdfOptions,
) -> Result<Diagnostics, PdfError> {
    let mut diagnostics = Diagnostics::new();
    document::write(&edition.model, pages, fonts, options, out, &mut diagnostics)?;
    Ok(diagnostics)
}
