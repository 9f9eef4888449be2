//! The EPUB. Enters: an [`Edition`], and where the pages of its print edition turn. Leaves: the bytes of
//! an EPUB 3.3 container.
//!
//! 1. [`plan`] names every document and knows the address of every node.
//! 2. [`pictures`] go into the container first, a batch at a time, so that their names are known; the
//!    [`cover`] is drawn where the edition brings none.
//! 3. [`breaks`] finds where the pages of the print edition begin, if there is one.
//! 4. [`article`] and [`pages`] write the documents as XHTML ([`xhtml`]: one element for each role).
//! 5. [`fonts`] cuts the theme's faces down to what the documents show, where they are to travel along.
//! 6. [`style`] makes the style sheet of the theme, [`navigation`] the tables of contents.
//! 7. [`package`] lists it all, and what [`accessibility`] finds in it, and the [`container`] is closed.

mod accessibility;
mod article;
mod breaks;
mod cap;
mod container;
mod cover;
mod fonts;
mod guidance;
mod kobo;
mod links;
mod navigation;
mod nodes;
mod onwards;
mod package;
mod pages;
mod pictures;
mod plan;
mod style;
mod summary;
mod xhtml;
mod xml;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Seek, Write};

use rayon::prelude::*;

use self::breaks::Breaks;
use self::container::{Container, Deflated, PACKAGE};
use self::fonts::Faces;
use self::package::STYLE;
use self::pictures::Packed;
use self::plan::{Document, Page, Plan};
use self::xhtml::Context;
use crate::device::{FileSize, PictureProfile};
use crate::diagnostic::Diagnostics;
use crate::edition::{self, Edition, PrintPages};
use crate::media::{PictureId, Treatment};

/// So many documents are written side by side before they go into the container.
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
pub struct Options {
    /// What its pictures are made for.
    pub pictures: PictureProfile,
    /// The most bytes that it may have; pictures are lowered until it fits.
    pub max_size: Option<FileSize>,
    /// Whether the theme's faces travel along, cut down to the letters it shows.
    pub embed_fonts: bool,
    /// Whether it is for Kobo's own reader: sentences in spans.
    pub kobo: bool,
}

/// An EPUB that has its pictures; its documents wait for the pages of the print edition to be known.
pub struct Book<'e, W: Write + Seek> {
    edition: &'e Edition,
    options: Options,
    container: Container<W>,
    cover: Option<Packed>,
    pictures: BTreeMap<PictureId, Packed>,
}

impl<'e, W: Write + Seek + Send> Book<'e, W> {
    /// Writes the pictures, a batch at a time, lowered where a cap on the size asks for it.
    ///
    /// # Errors
    /// If `out` cannot be written.
    pub fn begin(
        edition: &'e Edition,
        options: Options,
        out: W,
        diagnostics: &mut Diagnostics,
    ) -> Result<Self, EpubError> {
        let treatment = match options.max_size {
            Some(most) => cap::treatment(edition, options, most, diagnostics)?,
            None => Treatment::new(options.pictures),
        };
        let mut book = Book::without_pictures(edition, options, out)?;
        (book.cover, book.pictures) =
            pictures::pack(edition, treatment, &mut book.container, diagnostics)?;
        Ok(book)
    }

    fn without_pictures(edition: &'e Edition, options: Options, out: W) -> Result<Self, EpubError> {
        let (container, pictures) = (Container::new(out)?, BTreeMap::new());
        Ok(Book { edition, options, container, cover: None, pictures })
    }

    /// Writes all that is text, with the pages of the print edition where there is one; gives back
    /// what the EPUB was written to.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn finish(self, print: Option<&PrintPages>) -> Result<W, EpubError> {
        let Book { edition, options, mut container, cover, pictures } = self;
        let plan = Plan::new(edition, cover.is_some());
        let lang = &edition.meta.language;
        let context = Context {
            plan: &plan,
            pictures: &pictures,
            words: edition::words(lang),
            guidance: guidance::guidance(lang),
            breaks: print.map(|print| Breaks::new(&plan, print)).unwrap_or_default(),
        };
        let mut letters = BTreeSet::new();
        for batch in plan.documents.chunks(BATCH) {
            let write = |document| text(&context, document, cover.as_ref(), options);
            let texts: Vec<io::Result<Text>> = batch.par_iter().map(write).collect();
            for text in texts {
                let text = text?;
                container.deflated(text.file)?;
                letters.extend(text.letters);
            }
        }
        let faces = match options.embed_fonts {
            true => fonts::embed(edition, &letters).map_err(io::Error::other)?,
            false => Faces::default(),
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
struct Text {
    file: Deflated,
    /// The letters that it shows, if faces are to be cut down to them.
    letters: BTreeSet<char>,
}

/// Writes a document and deflates it.
fn text(
    context: &Context<'_>,
    document: &Document<'_>,
    cover: Option<&Packed>,
    options: Options,
) -> io::Result<Text> {
    let bytes = match document.page {
        Page::Cover => cover.map_or_else(|| Ok(Vec::new()), |cover| pages::cover(context, cover)),
        Page::Contents => pages::contents(context),
        Page::Section(section) => pages::section(context, section),
        Page::Article(section, article) => {
            article::document(context, section, article, &document.file)
        }
    }?;
    let letters = if options.embed_fonts { fonts::letters(&bytes) } else { BTreeSet::new() };
    let bytes = if options.kobo { kobo::with_sentences(&bytes)? } else { bytes };
    Ok(Text { file: Deflated::new(&document.file, &bytes)?, letters })
}
