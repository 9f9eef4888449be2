//! The metadata of the file. Input: the edition's metadata. Output: the information dictionary,
//! XMP, language, the file's identifier, and the wish to show the title.
//!
//! Dates are the edition's; the identifier comes from the content.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Object, Stream, StringFormat, dictionary, text_string};

use super::facts::{PRODUCER, keywords, timestamp};
use super::model::PdfOptions;
use super::skeleton::Skeleton;
use super::xmp;
use crate::edition::{Edition, EditionMeta};
use crate::media::{PdfPicture, PictureId};
use crate::pdf::pages::Pages;
use crate::pdf::paint::Painted;
use crate::standard::Standards;

/// Adds all of it.
///
/// `identifier` is the print edition's own.
pub(super) fn add(
    pdf: &mut Skeleton,
    meta: &EditionMeta,
    identifier: &str,
    id: [u8; 16],
    standards: &Standards,
) {
    // printpdf's own is thrown away.
    if let Some(info) =
        pdf.document.trailer.remove(b"Info").and_then(|info| info.as_reference().ok())
    {
        pdf.document.objects.remove(&info);
    }
    if standards.has_information() {
        let info = pdf.document.add_object(information(meta));
        pdf.document.trailer.set("Info", info);
    }
    let id = Object::String(id.to_vec(), StringFormat::Hexadecimal);
    pdf.document.trailer.set("ID", vec![id.clone(), id]);

    let about = dictionary! { "Type" => "Metadata", "Subtype" => "XML" };
    // Left plain, so that programs which know no PDF find it too.
    let about = Stream::new(about, xmp::packet(meta, identifier, standards).into_bytes())
        .with_compression(false);
    let about = pdf.document.add_object(about);
    let catalog = pdf.catalog();
    catalog.set("Metadata", about);
    catalog.set("Lang", text_string(&meta.language.0));
    let mut preferences = dictionary! { "DisplayDocTitle" => true };
    if meta.language.is_rtl() {
        preferences.set("Direction", "R2L");
    }
    catalog.set("ViewerPreferences", preferences);
    catalog.remove(b"PageLayout");
}

/// The identifier of the file, from all that makes it what it is.
pub(super) fn file_id(
    edition: &Edition,
    pages: &Pages,
    painted: &[Painted],
    pictures: &BTreeMap<PictureId, PdfPicture>,
    keeping: &PdfOptions,
) -> [u8; 16] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(PRODUCER.as_bytes());
    hasher.update(keeping.standards.to_string().as_bytes());
    for file in &keeping.sources {
        hasher.update(blake3::hash(&file.content).as_bytes());
    }
    let told = postcard::to_allocvec(&(&edition.meta, &pages.anchors, &pages.outline));
    hasher.update(&told.expect("texts, numbers and lists can be serialized"));
    for page in painted {
        hasher.update(&page.content);
    }
    for id in pictures.keys() {
        hasher.update(edition.pictures.get(*id).digest.as_bytes());
    }
    let mut id = [0; 16];
    hasher.finalize_xof().fill(&mut id);
    id
}

fn information(meta: &EditionMeta) -> Dictionary {
    let mut info = dictionary! { "Title" => text_string(&meta.title) };
    if !meta.authors.is_empty() {
        info.set("Author", text_string(&meta.authors.join("; ")));
    }
    if let Some(about) = &meta.catalogue.description {
        info.set("Subject", text_string(about));
    }
    if !meta.catalogue.subjects.is_empty() {
        info.set("Keywords", text_string(&keywords(meta)));
    }
    info.set("Producer", text_string(PRODUCER));
    if let Some(date) = meta.date {
        info.set("CreationDate", timestamp(date));
        info.set("ModDate", timestamp(date));
    }
    info
}
