//! The soundness of an EPUB. Input: its bytes. Output: its faults, as far as they can be determined
//! quickly: EPUBCheck finds more.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};

use percent_encoding::percent_decode_str;
use quick_xml::Reader;
use quick_xml::escape::{resolve_predefined_entity, unescape};
use quick_xml::events::{BytesStart, Event};
use zip::{CompressionMethod, ZipArchive};

use super::check::Fault;

/// What a document holds.
#[derive(Default)]
struct Document {
    ids: BTreeSet<String>,
    /// Where it leads.
    links: Vec<String>,
    /// Its elements with their attributes, of the package alone.
    elements: Vec<(String, BTreeMap<String, String>)>,
}

/// The faults of an EPUB.
pub(crate) fn faults(bytes: &[u8]) -> Vec<Fault> {
    let mut archive = match ZipArchive::new(Cursor::new(bytes)) {
        Ok(archive) => archive,
        Err(error) => return vec![Fault::new("epub container", error.to_string())],
    };
    let mut faults = Vec::new();
    let (mut names, mut documents) = (BTreeSet::new(), BTreeMap::new());
    for at in 0..archive.len() {
        let Ok(mut entry) = archive.by_index(at) else { continue };
        let name = entry.name().to_owned();
        let stored = entry.compression() == CompressionMethod::Stored;
        let mut bytes = Vec::new();
        if entry.read_to_end(&mut bytes).is_err() || !names.insert(name.clone()) {
            faults.push(Fault::new("epub container", format!("{name} is broken or there twice")));
        }
        let is_type = name == "mimetype" && stored && bytes == b"application/epub+zip";
        if at == 0 && !is_type {
            faults.push(Fault::new("epub container", "it does not begin with its type"));
        }
        if [".xhtml", ".opf", ".ncx", ".xml", ".svg"].iter().any(|suffix| name.ends_with(suffix)) {
            match document(&bytes) {
                Ok(document) => _ = documents.insert(name, document),
                Err(error) => faults.push(Fault::new("epub xml", format!("{name}: {error}"))),
            }
        }
    }
    if faults.is_empty() {
        faults.extend(links(&names, &documents));
        faults.extend(package(&names, &documents));
    }
    faults
}

/// Reads a document that must be well formed.
fn document(bytes: &[u8]) -> Result<Document, String> {
    let text = std::str::from_utf8(bytes).map_err(|error| error.to_string())?;
    if let Some(letter) = text.chars().find(|letter| !is_allowed(*letter)) {
        return Err(format!("U+{:04X} is not allowed in XML", letter as u32));
    }
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    let (mut found, mut depth, mut roots) = (Document::default(), 0usize, 0);
    loop {
        match reader.read_event().map_err(|error| error.to_string())? {
            Event::Start(tag) => {
                roots += usize::from(depth == 0);
                depth += 1;
                element(&tag, &mut found)?;
            }
            Event::Empty(tag) => {
                roots += usize::from(depth == 0);
                element(&tag, &mut found)?;
            }
            Event::End(_) => depth -= 1,
            Event::Text(text) if text.contains("]]>") => return Err("]]> in words".into()),
            Event::GeneralRef(entity) => {
                let letter = entity.resolve_char_ref().map_err(|error| error.to_string())?;
                let known = resolve_predefined_entity(&entity).is_some();
                if !letter.map_or(known, is_allowed) {
                    return Err(format!("&{};", &*entity));
                }
            }
            Event::Eof if depth == 0 && roots == 1 => return Ok(found),
            Event::Eof => return Err(format!("{roots} roots, {depth} elements open")),
            _ => {}
        }
    }
}

/// Whether XML 1.0 allows a character.
fn is_allowed(letter: char) -> bool {
    matches!(letter, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

fn is_name(name: &str) -> bool {
    let begins = name.starts_with(|letter: char| letter.is_alphabetic() || letter == '_');
    begins && name.chars().all(|letter| letter.is_alphanumeric() || ":-_.".contains(letter))
}

fn element(tag: &BytesStart<'_>, found: &mut Document) -> Result<(), String> {
    let name = tag.name().as_ref().to_string();
    if !is_name(&name) {
        return Err(format!("<{name}> is no element"));
    }
    let mut attributes = BTreeMap::new();
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(|error| error.to_string())?;
        let key = attribute.key.as_ref().to_string();
        let value = unescape(&attribute.value).map_err(|error| error.to_string())?.into_owned();
        if !is_name(&key) || attribute.value.contains('<') {
            return Err(format!("{key}={value:?} of <{name}>"));
        }
        attributes.insert(key, value);
    }
    if let Some(id) = attributes.get("id")
        && (!is_name(id) || id.contains(':') || !found.ids.insert(id.clone()))
    {
        return Err(format!("the id {id:?} is no name, or there twice"));
    }
    let leads = ["href", "src", "xlink:href"].iter().filter_map(|key| attributes.get(*key));
    found.links.extend(leads.cloned());
    found.elements.push((name, attributes));
    Ok(())
}

/// The name in the archive, and the id, that a link of a document leads to; `None` if it leads out.
fn target(document: &str, link: &str) -> Option<(String, Option<String>)> {
    let scheme = link.split(['/', '#', '?']).next().is_some_and(|start| start.contains(':'));
    if scheme || link.starts_with("//") {
        return None;
    }
    let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let (path, id) = link.split_once('#').map_or((link, None), |(path, id)| (path, Some(id)));
    let mut parts: Vec<&str> = document.split('/').collect();
    if !path.is_empty() {
        parts.pop();
        for part in path.split('/') {
            match part {
                ".." => _ = parts.pop(),
                part => parts.push(part),
            }
        }
    }
    Some((decoded(&parts.join("/")), id.map(decoded)))
}

fn links(names: &BTreeSet<String>, documents: &BTreeMap<String, Document>) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (name, document) in documents.iter().filter(|(name, _)| !name.starts_with("META-INF")) {
        for link in &document.links {
            let Some((place, id)) = target(name, link) else { continue };
            let known = id.is_none_or(|id| {
                documents.get(&place).is_some_and(|document| document.ids.contains(&id))
            });
            if !names.contains(&place) || !known {
                faults.push(Fault::new("epub link", format!("{name} leads to {link}")));
            }
        }
    }
    faults
}

fn package(names: &BTreeSet<String>, documents: &BTreeMap<String, Document>) -> Vec<Fault> {
    let packages: Vec<_> = documents.iter().filter(|(name, _)| name.ends_with(".opf")).collect();
    let &[(place, package)] = packages.as_slice() else {
        return vec![Fault::new("epub package", format!("{} packages", packages.len()))];
    };
    let mut faults = Vec::new();
    let (mut listed, mut ids) = (BTreeSet::from([place.clone()]), BTreeSet::new());
    for (name, attributes) in &package.elements {
        let value = |key: &str| attributes.get(key).map(String::as_str).unwrap_or_default();
        match name.as_str() {
            "item" => {
                listed.extend(target(place, value("href")).map(|(name, _)| name));
                ids.insert(value("id"));
            }
            "itemref" if !ids.contains(value("idref")) => {
                faults.push(Fault::new("epub package", format!("no item {}", value("idref"))));
            }
            _ => {}
        }
    }
    for wanted in ["dc:title", "dc:identifier", "dc:language", "itemref"] {
        if !package.elements.iter().any(|(name, _)| name == wanted) {
            faults.push(Fault::new("epub package", format!("no {wanted}")));
        }
    }
    let unlisted = |name: &&String| {
        *name != "mimetype" && !name.starts_with("META-INF") && !listed.contains(*name)
    };
    faults.extend(names.iter().filter(unlisted).map(|name| Fault::new("epub package", name)));
    faults
}
