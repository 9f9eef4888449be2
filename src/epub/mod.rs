//! The EPUB. Enters: an [`Edition`]. Leaves: the bytes of an EPUB 3.3 container.
//!
//! 1. [`plan`] names every document and knows the address of every node.
//! 2. [`pictures`] go into the container first, a batch at a time, so that their names are known; the
//!    [`cover`] is drawn where the edition brings none.
//! 3. [`article`] and [`pages`] write the documents as XHTML ([`xhtml`]: one element for each role).
//! 4. [`style`] makes the style sheet of the theme, [`navigation`] the tables of contents.
//! 5. [`package`] lists it all, and the [`container`] is closed.

mod article;
mod container;
mod cover;
mod guidance;
mod links;
mod navigation;
mod nodes;
mod package;
mod pages;
mod pictures;
mod plan;
mod style;
mod xhtml;
mod xml;

use std::io::{self, Seek, Write};

use rayon::prelude::*;

use self::container::{Container, PACKAGE};
use self::package::{PackagePictures, STYLE};
use self::pictures::Packed;
use self::plan::{Document, Page, Plan};
use self::xhtml::Context;
use crate::device::{FileSize, PictureProfile};
use crate::diagnostic::Diagnostics;
use crate::edition::{self, Edition};

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
    /// Whether it is for Kobo's own reader: sentences in spans.
    pub kobo: bool,
}

/// Writes the EPUB, a batch of pictures at a time.
pub fn write<W: Write + Seek>(
    edition: &Edition,
    options: Options,
    out: W,
    diagnostics: &mut Diagnostics,
) -> Result<(), EpubError> {
    let mut container = Container::new(out)?;
    let cover = pictures::pack_cover(edition, &mut container, diagnostics)?;
    let packed = pictures::pack(edition, options.pictures, &mut container, diagnostics)?;
    let plan = Plan::new(edition, cover.is_some());
    let lang = &edition.meta.language;
    let (words, guidance) = (edition::words(lang), guidance::guidance(lang));
    let context = Context { plan: &plan, pictures: &packed, words, guidance };

    for (document, bytes) in plan.documents.iter().zip(documents(&context, cover.as_ref())) {
        container.text(&document.file, &bytes?)?;
    }
    container.text(STYLE, style::css(&edition.theme).as_bytes())?;
    container.text(navigation::NAV, &navigation::nav(&plan, &words, guidance)?)?;
    container.text(navigation::NCX, &navigation::ncx(&plan)?)?;
    let pictures = PackagePictures { cover: cover.as_ref(), all: &packed };
    container.text(PACKAGE, &package::package(&plan, &pictures)?)?;
    Ok(container.finish()?)
}

/// The documents in reading order, written in parallel.
fn documents(context: &Context<'_>, cover: Option<&Packed>) -> Vec<io::Result<Vec<u8>>> {
    let write = |document: &Document<'_>| match document.page {
        Page::Cover => cover.map_or_else(|| Ok(Vec::new()), |cover| pages::cover(context, cover)),
        Page::Contents => pages::contents(context),
        Page::Section(section) => pages::section(context, section),
        Page::Article(section, article) => {
            article::document(context, section, article, &document.file)
        }
    };
    context.plan.documents.par_iter().map(write).collect()
}
