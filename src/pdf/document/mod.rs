//! From pages to a PDF file. Input: an [`Edition`], its [`Pages`] and the fonts. Output: bytes.
//!
//! 1. [`pictures`] has every picture that stands on a page encoded, each once, in parallel.
//! 2. [`fonts`] makes one subset of each face for the whole edition.
//! 3. Pages are [`painted`] in parallel, each deflated at once.
//! 4. printpdf makes the document: page tree, fonts, widths and text maps.
//! 5. What printpdf cannot say is put into it: streams, pictures, [`links`], the tree of tags
//!    ([`structure`]), [`outline`], page [`labels`], [`attachments`], [`metadata`] (as [`xmp`] too)
//!    and the colours' [`output_intent`].
//! 6. The [`file`](mod@file) is written, a stream at a time; the pictures meanwhile.
//!
//! A PDF 2.0 has a tree of tags of its own, whose types are of [`namespaces`] and to whose elements
//! [`destinations`] lead; it contains no [`private_use`]-use characters.
//!
//! The same pages give the same bytes: nothing here depends on the clock or on random numbers.

mod attachments;
mod destinations;
mod drawings;
mod facts;
mod file;
mod fonts;
mod labels;
mod links;
mod metadata;
mod model;
mod namespaces;
mod outline;
mod output_intent;
mod painted;
mod pictures;
mod printpdf;
mod private_use;
mod skeleton;
mod soft_masks;
mod structure;
mod xmp;

use std::collections::BTreeMap;
use std::io::{BufWriter, Write};

use lopdf::ObjectId;
use rayon::prelude::*;

use crate::diagnostic::Diagnostics;
use crate::edition::Edition;
use crate::media::PictureId;
use crate::pdf::identifier::identifier;
use crate::pdf::pages::Pages;
use crate::pdf::paint::marked_content::PageMarks;
use crate::pdf::paint::{self, Painted, Palette};
use crate::pdf::tags::{self, Tree};
use crate::typeset::Fonts;

use self::file::PdfFile;
pub use self::model::{Attachment, PdfError, PdfOptions};
use self::skeleton::Skeleton;

/// Writes the PDF. A picture that is unavailable leaves a framed box and an error.
pub fn write(
    edition: &Edition,
    mut pages: Pages,
    fonts: &Fonts,
    keeping: &PdfOptions,
    out: &mut (dyn Write + Send),
    diagnostics: &mut Diagnostics,
) -> Result<(), PdfError> {
    let (encoded, subsets) = rayon::join(
        || pictures::encode(&edition.pictures, &pages),
        || fonts::subset(&paint::glyphs::collect(&pages), fonts, edition.pictures.cache()),
    );
    let subsets = subsets?;
    let encoded = pictures::report(encoded, &edition.pictures, diagnostics);
    let palette = Palette {
        faces: subsets.iter().map(|subset| (subset.face, subset.glyphs.clone())).collect(),
        pictures: encoded.iter().map(|(id, picture)| (*id, picture.orientation())).collect(),
    };
    let second = keeping.standards.is_pdf20();
    let mark = |page| PageMarks::new(page, &palette.faces);
    let mark = |page| if second { mark(page).without_private() } else { mark(page) };
    let marks: Vec<PageMarks> = pages.pages.par_iter().map(mark).collect();
    let painted = painted::painted(&pages.pages, &marks, &palette, edition.pictures.cache());

    let (mut pdf, (id, name, tree)) = rayon::join(
        || Skeleton::new(&pages, &subsets),
        || {
            let id = metadata::file_id(edition, &pages, &painted, &encoded, keeping);
            (id, identifier(edition, &pages), tags::tree(edition, &pages, &marks))
        },
    );
    drop(marks);
    pages.forget_painted();
    let pictures = pictures::add(&mut pdf.document, encoded);
    let contents = Contents { id, name, tree, painted, pictures: pictures.objects };
    let mut out = BufWriter::new(out);
    let mut file = PdfFile::begin(keeping.standards.version(), &pdf.document, &mut out)?;
    let (written, pdf) = rayon::join(
        || file.pictures(edition.pictures.files(), pictures.streams),
        || fill_document(pdf, edition, &pages, contents, keeping),
    );
    written?;
    Ok(file.document(pdf.document, pdf.written)?)
}

/// What is put into a document beside what printpdf made.
struct Contents {
    /// The identifier of the file, and that of the print edition.
    id: [u8; 16],
    name: String,
    tree: Tree,
    painted: Vec<Painted>,
    pictures: BTreeMap<PictureId, ObjectId>,
}

/// Fills the pages of a document, and adds all that makes them more than a heap of sheets.
fn fill_document(
    mut pdf: Skeleton,
    edition: &Edition,
    pages: &Pages,
    contents: Contents,
    keeping: &PdfOptions,
) -> Skeleton {
    let Contents { id, name, tree, painted, pictures } = contents;
    let standards = &keeping.standards;
    let shades = soft_masks::add(&mut pdf.document, &painted);
    let links: Vec<_> = (0..pages.pages.len()).map(|n| links::add(&mut pdf, pages, n)).collect();
    for (n, (painted, links)) in painted.into_iter().zip(&links).enumerate() {
        pdf.fill_page(n, &pages.pages[n], painted, &pictures, &shades, links);
    }
    let tree = if standards.is_pdf20() { tags::pdf20::convert(tree, edition) } else { tree };
    let elements = structure::add(&mut pdf, pages, &tree, &links);
    links::lead_to_elements(&mut pdf, pages, &links, &elements);
    outline::add(&mut pdf, pages, &elements);
    labels::add(&mut pdf, pages);
    metadata::add(&mut pdf, &edition.meta, &name, id, standards);
    attachments::add(&mut pdf, &keeping.sources, edition.meta.date);
    if standards.archive().is_some() {
        output_intent::add(&mut pdf);
    }
    if standards.is_pdf20() {
        private_use::replace(&mut pdf.document);
    }
    pdf.compress();
    pdf
}
