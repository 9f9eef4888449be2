//! The texts that an edition was made from, inside the file. Input: their names and bytes. Output:
//! associated files (ISO 19005-3, 6.8), listed by name for those who look for them.

use lopdf::{Dictionary, Object, ObjectId, dictionary, text_string};

use super::facts::timestamp;
use super::model::Attachment;
use super::skeleton::{Skeleton, flated};
use crate::article::Date;
use crate::pdf::paint::deflate;

/// The date of files of editions without one: a date is required, and the clock would change the
/// bytes each time. It is the earliest that a ZIP archive can store.
const UNDATED: Date = time::macros::date!(1980 - 01 - 01);

/// Adds files as the sources of the document, dated as the edition is.
pub(super) fn add(pdf: &mut Skeleton, files: &[Attachment], date: Option<Date>) {
    if files.is_empty() {
        return;
    }
    let date = date.unwrap_or(UNDATED);
    let mut files: Vec<&Attachment> = files.iter().collect();
    // A name tree is searched by halves: in the order of the keys' bytes (ISO 32000-1, 7.9.6).
    files.sort_by_cached_key(|file| key(&file.name));
    let specs: Vec<ObjectId> = files.iter().map(|file| add_file(pdf, file, date)).collect();
    let pairs = files.iter().zip(&specs);
    let names: Vec<Object> =
        pairs.flat_map(|(file, spec)| [text_string(&file.name), (*spec).into()]).collect();
    let catalog = pdf.catalog();
    catalog.set("AF", specs.into_iter().map(Object::from).collect::<Vec<_>>());
    let tree: Dictionary = dictionary! { "Names" => names };
    catalog.set("Names", dictionary! { "EmbeddedFiles" => tree });
}

/// A name as the bytes of its string.
fn key(name: &str) -> Vec<u8> {
    match text_string(name) {
        Object::String(bytes, _) => bytes,
        _ => Vec::new(),
    }
}

/// A file specification and the file itself (ISO 32000-1, 7.11.3 and 7.11.4).
fn add_file(pdf: &mut Skeleton, file: &Attachment, date: Date) -> ObjectId {
    let about = dictionary! { "ModDate" => timestamp(date), "Size" => file.content.len() as i64 };
    let stream = dictionary! {
        "Type" => "EmbeddedFile",
        "Subtype" => file.mime,
        "Params" => about,
    };
    let stream = pdf.document.add_object(flated(stream, deflate(&file.content)));
    pdf.document.add_object(dictionary! {
        "Type" => "Filespec",
        "F" => text_string(&file.name),
        "UF" => text_string(&file.name),
        "AFRelationship" => "Source",
        "Desc" => text_string("A text that this document was made from"),
        "EF" => dictionary! { "F" => stream, "UF" => stream },
    })
}
