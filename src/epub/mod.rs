//! The EPUB. Input: an [`Edition`], and where the pages of its print edition turn. Output: the
//! bytes of an EPUB 3.3 container.
//!
//! 1. [`plan`] names every document and knows the address of every node.
//! 2. [`pictures`] go into the container first, a batch at a time, so that their names are known;
//!    the [`cover`] is drawn where the edition brings none.
//! 3. [`page_breaks`] finds where the pages of the print edition begin, if there is one.
//! 4. [`article`] and [`pages`] write the documents as XHTML ([`xhtml`]: one element for each
//!    role).
//! 5. [`fonts`] cuts the theme's faces down to what the documents show, where they are to travel
//!    along.
//! 6. [`style`] makes the style sheet of the theme, [`navigation`] the tables of contents.
//! 7. [`package`] lists it all, and what [`accessibility`] finds in it, and the [`container`] is
//!    closed.

mod accessibility;
mod accessibility_summary;
mod article;
mod article_nav;
mod container;
mod cover;
mod fonts;
mod kobo;
mod model;
mod navigation;
mod package;
mod page_breaks;
mod pages;
mod pictures;
mod plan;
mod selectors;
mod size_limit;
mod style;
mod urls;
mod walk;
mod xhtml;
mod xml;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Cursor, Seek, Write};

use rayon::prelude::*;

use self::container::{Container, Deflated, PACKAGE};
use self::fonts::EpubFonts;
pub use self::model::{EpubError, EpubOptions};
use self::package::STYLE;
use self::page_breaks::PageBreaks;
use self::pictures::PackedPicture;
use self::plan::{Document, DocumentContent, EpubPlan};
use self::xhtml::XhtmlContext;
use crate::diagnostic::Diagnostics;
use crate::edition::{Edition, PrintPages};
use crate::media::{EncodeProfile, PictureId};

/// This many documents are written side by side before they go into the container.
const BATCH: usize = 64;

/// An EPUB that has its pictures; its documents wait for the pages of the print edition to be
/// known.
pub struct Book<'e, W: Write + Seek> {
    edition: &'e Edition,
    options: EpubOptions,
    container: Container<W>,
    cover: Option<PackedPicture>,
    pictures: BTreeMap<PictureId, PackedPicture>,
}

impl<'e, W: Write + Seek + Send> Book<'e, W> {
    /// Writes the pictures, a batch at a time, lowered where a cap on the size asks for it.
    ///
    /// # Errors
    /// If `out` cannot be written.
    pub fn begin(
        edition: &'e Edition,
        options: EpubOptions,
        out: W,
        diagnostics: &mut Diagnostics,
    ) -> Result<Self, EpubError> {
        let encode_profile = match options.max_size {
            Some(most) => {
                let text = text_bytes(edition, options)?;
                size_limit::fit_to_size(edition, options, most, text, diagnostics)
            }
            None => EncodeProfile::new(options.pictures),
        };
        let mut book = Book::without_pictures(edition, options, out)?;
        (book.cover, book.pictures) =
            pictures::pack(edition, encode_profile, &mut book.container, diagnostics)?;
        Ok(book)
    }

    fn without_pictures(
        edition: &'e Edition,
        options: EpubOptions,
        out: W,
    ) -> Result<Self, EpubError> {
        let (container, pictures) = (Container::new(out)?, BTreeMap::new());
        Ok(Book { edition, options, container, cover: None, pictures })
    }

    /// Writes all that is text, with the pages of the print edition where there is one; returns
    /// what the EPUB was written to.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn finish(self, print: Option<&PrintPages>) -> Result<W, EpubError> {
        let Book { edition, options, mut container, cover, pictures } = self;
        let plan = EpubPlan::new(edition, cover.is_some());
        let lang = &edition.meta.language;
        let context = XhtmlContext {
            plan: &plan,
            pictures: &pictures,
            words: lang.locale().strings(),
            breaks: print.map(|print| PageBreaks::new(&plan, print)).unwrap_or_default(),
        };
        let mut letters = BTreeSet::new();
        for batch in plan.documents.chunks(BATCH) {
            let write = |document| text(&context, document, cover.as_ref(), options);
            let texts: Vec<io::Result<DocumentText>> = batch.par_iter().map(write).collect();
            for text in texts {
                let text = text?;
                container.deflated(text.file)?;
                letters.extend(text.letters);
            }
        }
        let faces = match options.embed_fonts {
            true => fonts::embed(edition, &letters).map_err(io::Error::other)?,
            false => EpubFonts::default(),
        };
        let files = faces.all_files().map(|(file, bytes)| (file, Cow::Borrowed(bytes)));
        let mut files: Vec<_> = files.collect();
        files.push((STYLE, style::css(&edition.theme, &faces).into_bytes().into()));
        files.push((navigation::NAV, navigation::nav(&context)?.into()));
        files.push((navigation::NCX, navigation::ncx(&context)?.into()));
        files.push((PACKAGE, package::package(&context, cover.as_ref(), &faces)?.into()));
        let files = files.par_iter().map(|(file, bytes)| Deflated::new(file, bytes));
        for file in files.collect::<io::Result<Vec<_>>>()? {
            container.deflated(file)?;
        }
        Ok(container.finish()?)
    }
}

/// The size of the EPUB without pictures and without the marks of printed pages.
fn text_bytes(edition: &Edition, options: EpubOptions) -> Result<u64, EpubError> {
    let mut out =
        Book::without_pictures(edition, options, Cursor::new(Vec::new()))?.finish(None)?;
    Ok(out.seek(io::SeekFrom::End(0))?)
}

/// A document as it goes into the container.
struct DocumentText {
    file: Deflated,
    /// The letters that it shows, if faces are to be subset to them.
    letters: BTreeSet<char>,
}

/// Writes a document and deflates it.
fn text(
    context: &XhtmlContext<'_>,
    document: &Document<'_>,
    cover: Option<&PackedPicture>,
    options: EpubOptions,
) -> io::Result<DocumentText> {
    let bytes = match document.page {
        DocumentContent::Cover => {
            cover.map_or_else(|| Ok(Vec::new()), |cover| pages::cover(context, cover))
        }
        DocumentContent::Contents => pages::contents(context),
        DocumentContent::Section(section) => pages::section(context, section),
        DocumentContent::Article(section, article) => {
            article::document(context, section, article, &document.file)
        }
    }?;
    let letters = if options.embed_fonts { fonts::letters(&bytes) } else { BTreeSet::new() };
    let bytes = if options.kobo { kobo::with_sentences(&bytes)? } else { bytes };
    Ok(DocumentText { file: Deflated::new(&document.file, &bytes)?, letters })
}
