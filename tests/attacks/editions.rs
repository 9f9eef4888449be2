//! Editions that are good and harmless. Enters: what came of an attack. Leaves: what is wrong with it:
//! a file that does not open, or anything in it that would act, ask a network, or open another file.

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use lopdf::{Dictionary, Document, Object};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::program::Run;

/// Looks at the EPUB and the PDF in a folder.
pub fn are_good(out: &Path, run: &Run) -> Result<(), String> {
    let mut files: Vec<_> =
        fs::read_dir(out).map_err(|_| format!("nothing was made: {run}"))?.flatten().collect();
    files.sort_by_key(|entry| entry.file_name());
    let paths: Vec<_> = files.iter().map(|entry| entry.path()).collect();
    match paths.as_slice() {
        [epub, pdf] => {
            epub_is_good(epub).map_err(|why| format!("the EPUB: {why}"))?;
            pdf_is_good(pdf).map_err(|why| format!("the PDF: {why}"))
        }
        other => Err(format!("it should leave an EPUB and a PDF, not {other:?}: {run}")),
    }
}

fn epub_is_good(path: &Path) -> Result<(), String> {
    let shown = |error: zip::result::ZipError| error.to_string();
    let file = File::open(path).map_err(|error| error.to_string())?;
    let mut archive = zip::ZipArchive::new(file).map_err(shown)?;
    for at in 0..archive.len() {
        let mut entry = archive.by_index(at).map_err(shown)?;
        let name = entry.name().to_owned();
        if name.starts_with('/') || name.contains("..") || name.contains('\\') {
            return Err(format!("the name {name} leads out of it"));
        }
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).map_err(|error| format!("{name}: {error}"))?;
        if [".xhtml", ".opf", ".ncx", ".xml", ".svg"].iter().any(|suffix| name.ends_with(suffix)) {
            let text = String::from_utf8(bytes).map_err(|error| format!("{name}: {error}"))?;
            document_is_harmless(&text).map_err(|why| format!("{name}: {why}"))?;
        }
    }
    Ok(())
}

/// A document is well formed and holds nothing active.
fn document_is_harmless(text: &str) -> Result<(), String> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    loop {
        match reader.read_event().map_err(|error| format!("not well formed: {error}"))? {
            Event::Eof => return Ok(()),
            Event::Start(tag) | Event::Empty(tag) => tag_is_harmless(&tag)?,
            Event::DocType(kind) if kind.contains('[') => {
                return Err("it declares entities".to_owned());
            }
            _ => {}
        }
    }
}

fn tag_is_harmless(tag: &BytesStart<'_>) -> Result<(), String> {
    const ACTIVE: [&str; 8] =
        ["script", "iframe", "object", "embed", "form", "foreignObject", "base", "video"];
    if ACTIVE.contains(&tag.local_name().as_ref()) {
        return Err(format!("it holds {tag:?}"));
    }
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(|error| format!("not well formed: {error}"))?;
        let name = attribute.key.local_name().as_ref().to_owned();
        let value = attribute.value.to_lowercase();
        let leads = matches!(name.as_str(), "href" | "src" | "action" | "poster" | "data");
        let value: String = value.chars().filter(|c| !c.is_whitespace()).collect();
        let loads = name == "src" && value.contains(':');
        let acts = ["javascript:", "vbscript:", "data:text", "file:"];
        if name.starts_with("on") || loads || (leads && acts.iter().any(|a| value.starts_with(a))) {
            return Err(format!("it holds {tag:?}"));
        }
    }
    Ok(())
}

fn pdf_is_good(path: &Path) -> Result<(), String> {
    let document = Document::load(path).map_err(|error| error.to_string())?;
    if document.get_pages().is_empty() {
        return Err("it has no pages".to_owned());
    }
    document.objects.values().try_for_each(object_is_harmless)
}

fn object_is_harmless(object: &Object) -> Result<(), String> {
    match object {
        Object::Dictionary(entries) => dictionary_is_harmless(entries),
        Object::Stream(stream) => dictionary_is_harmless(&stream.dict),
        Object::Array(items) => items.iter().try_for_each(object_is_harmless),
        _ => Ok(()),
    }
}

/// No action but to go to a page or to a web address, and nothing that happens by itself.
fn dictionary_is_harmless(entries: &Dictionary) -> Result<(), String> {
    const ACTIONS: [&[u8]; 8] = [
        b"JavaScript",
        b"Launch",
        b"GoToR",
        b"GoToE",
        b"SubmitForm",
        b"ImportData",
        b"Rendition",
        b"RichMedia",
    ];
    let acts = entries.get(b"S").and_then(Object::as_name).is_ok_and(|s| ACTIONS.contains(&s));
    let runs = ["JS", "AA", "JavaScript", "Launch"].iter().any(|key| entries.has(key.as_bytes()));
    if acts || runs {
        return Err(format!("it acts: {entries:?}"));
    }
    if let Ok(address) = entries.get(b"URI").and_then(Object::as_str) {
        let address = String::from_utf8_lossy(address).to_lowercase();
        let known = ["http://", "https://", "mailto:", "tel:"];
        if !known.iter().any(|scheme| address.starts_with(scheme)) {
            return Err(format!("it leads to {address}"));
        }
    }
    entries.iter().try_for_each(|(_, value)| object_is_harmless(value))
}
