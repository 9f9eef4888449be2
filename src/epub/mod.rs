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
mod article;
mod page_breaks;
mod size_limit;
mod container;
mod cover;
mod fonts;
mod ui_strings;
mod kobo;
mod urls;
mod navigation;
mod walk;
mod article_nav;
mod package;
mod pages;
mod pictures;
mod plan;
mod style;
mod accessibility_summary;
mod xhtml;
mod xml;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Seek, Write};

use rayon::prelude::*;

use self::page_breaks::PageBreaks;
use self::container::{Container, Deflated, PACKAGE};
use self::fonts::EpubFonts;
use self::package::STYLE;
use self::pictures::PackedPicture;
use self::plan::{Document, DocumentContent, EpubPlan};
use self::xhtml::XhtmlContext;
use crate::device::{FileSize, PictureProfile};
use crate::diagnostic::Diagnostics;
use crate::edition::{self, Edition, PrintPages};
use crate::media::{PictureId, EncodeProfile};

/// This many documents are written side by side before they go into the container.
const BATCH: usize = 64;

/// Why an EPUB could not be written.
#[derive(Debug, thiserror::Error)]
pub enum EpubError {
    /// The output cannot be written.
    #[error("cannot write the EPUB: {0}")]
    Io(#[from] std::io::Error),
}

/// What an EPUB is made for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct EpubOptions {
    /// What its pictures are made for.
    pub pictures: PictureProfile,
    /// The most bytes that it may have; pictures are lowered until it fits.
    pub max_size: Option<FileSize>,
    /// Whether the theme's faces travel along, subset to the letters it shows.
    pub embed_fonts: bool,
    /// Whether it is for Kobo's own reader: sentences in spans.
    pub kobo: bool,
}

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
            Some(most) => size_limit::fit_to_size(edition, options, most, diagnostics)?,
            None => EncodeProfile::new(options.pictures),
        };
        let mut book = Book::without_pictures(edition, options, out)?;
        (book.cover, book.pictures) =
            pictures::pack(edition, encode_profile, &mut book.container, diagnostics)?;
        Ok(book)
    }

    fn without_pictures(edition: &'e Edition, options: EpubOptions, out: W) -> Result<Self, EpubError> {
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
            words: edition::ui_strings(lang),
            navigation_strings: ui_strings::navigation_strings(lang),
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
        DocumentContent::Cover => cover.map_or_else(|| Ok(Vec::new()), |cover| pages::cover(context, cover)),
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
