//! What the file says of itself. Enters: the edition's metadata. Leaves: the information dictionary,
//! XMP, language, the file's identifier, and the wish to show the title.
//!
//! Dates are the edition's; the identifier comes from the content.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Object, Stream, StringFormat, dictionary, text_string};
use quick_xml::escape::escape;

use super::skeleton::Skeleton;
use crate::article::Date;
use crate::edition::{Edition, EditionMeta};
use crate::media::{PdfPicture, PictureId};
use crate::pdf::pages::Pages;
use crate::pdf::paint::Painted;

/// The program and its version.
const PRODUCER: &str = concat!("offprint ", env!("CARGO_PKG_VERSION"));

/// Adds all of it.
///
/// `identifier` is the print edition's own.
pub(super) fn add(pdf: &mut Skeleton, edition: &Edition, identifier: &str, id: [u8; 16]) {
    let meta = &edition.meta;
    let info = match pdf.document.trailer.get(b"Info").and_then(Object::as_reference) {
        Ok(slot) => slot,
        Err(_) => pdf.document.new_object_id(),
    };
    pdf.document.objects.insert(info, information(meta).into());
    pdf.document.trailer.set("Info", info);
    let id = Object::String(id.to_vec(), StringFormat::Hexadecimal);
    pdf.document.trailer.set("ID", vec![id.clone(), id]);

    let about = dictionary! { "Type" => "Metadata", "Subtype" => "XML" };
    // Left plain, so that programs which know no PDF find it too.
    let about = Stream::new(about, xmp(meta, identifier).into_bytes()).with_compression(false);
    let about = pdf.document.add_object(about);
    if let Some(catalog) = pdf.catalog() {
        catalog.set("Metadata", about);
        catalog.set("Lang", text_string(&meta.language.0));
        let mut preferences = dictionary! { "DisplayDocTitle" => true };
        if meta.language.is_rtl() {
            preferences.set("Direction", "R2L");
        }
        catalog.set("ViewerPreferences", preferences);
        catalog.remove(b"PageLayout");
    }
}

/// The identifier of the file, from all that makes it what it is.
pub(super) fn file_id(
    edition: &Edition,
    pages: &Pages,
    painted: &[Painted],
    pictures: &BTreeMap<PictureId, PdfPicture>,
) -> [u8; 16] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(PRODUCER.as_bytes());
    hasher.update(format!("{:?}{:?}{:?}", edition.meta, pages.anchors, pages.outline).as_bytes());
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
    info.set("Producer", text_string(PRODUCER));
    if let Some(date) = meta.date {
        let (year, month, day) = calendar(date);
        let date = Object::string_literal(format!("D:{year:04}{month:02}{day:02}000000Z"));
        info.set("CreationDate", date.clone());
        info.set("ModDate", date);
    }
    info
}

fn calendar(date: Date) -> (i32, u8, u8) {
    (date.year(), u8::from(date.month()), date.day())
}

/// The same as XMP (ISO 16684-1), as one language-neutral packet.
///
/// The print edition is one form of the edition, whose own identifier is its source.
fn xmp(meta: &EditionMeta, identifier: &str) -> String {
    let title = escape(meta.title.as_str());
    let mut about = format!(
        "<dc:format>application/pdf</dc:format>\n\
         <dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">{title}</rdf:li></rdf:Alt></dc:title>\n\
         <dc:identifier>{}</dc:identifier>\n\
         <dc:source>{}</dc:source>\n\
         <dc:language><rdf:Bag><rdf:li>{}</rdf:li></rdf:Bag></dc:language>\n\
         <pdf:Producer>{PRODUCER}</pdf:Producer>\n",
        escape(identifier),
        escape(meta.identifier.as_str()),
        escape(meta.language.0.as_str()),
    );
    let items = |names: &[&str]| -> String {
        names.iter().map(|name| format!("<rdf:li>{}</rdf:li>", escape(*name))).collect()
    };
    if !meta.authors.is_empty() {
        let authors: Vec<&str> = meta.authors.iter().map(String::as_str).collect();
        let authors = items(&authors);
        about += &format!("<dc:creator><rdf:Seq>{authors}</rdf:Seq></dc:creator>\n");
    }
    if let Some(publisher) = &meta.publisher {
        let publisher = items(&[publisher]);
        about += &format!("<dc:publisher><rdf:Bag>{publisher}</rdf:Bag></dc:publisher>\n");
    }
    if let Some(date) = meta.date {
        let (year, month, day) = calendar(date);
        let date = format!("{year:04}-{month:02}-{day:02}");
        about += &format!(
            "<dc:date><rdf:Seq><rdf:li>{date}</rdf:li></rdf:Seq></dc:date>\n\
             <xmp:CreateDate>{date}T00:00:00Z</xmp:CreateDate>\n\
             <xmp:ModifyDate>{date}T00:00:00Z</xmp:ModifyDate>\n"
        );
    }
    format!(
        "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n\
         <x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n\
         <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n\
         <rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
         xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\">\n\
         {about}\
         </rdf:Description>\n</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"r\"?>"
    )
}
