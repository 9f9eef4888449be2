//! An EPUB as its documents tell it. Input: the bytes of a container. Output: the words of each
//! article in the order of the spine.

use std::io::{Cursor, Read};

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

/// The words of each article.
pub(crate) fn articles(file: &[u8]) -> Vec<String> {
    let mut archive = ZipArchive::new(Cursor::new(file)).unwrap();
    let package = text(&mut archive, "EPUB/package.opf");
    let mut found = Vec::new();
    for item in package.split("<itemref idref=\"").skip(1) {
        let id = item.split('"').next().unwrap();
        let document = text(&mut archive, &format!("EPUB/{id}.xhtml"));
        found.extend(article(&document));
    }
    found
}

fn text(archive: &mut ZipArchive<Cursor<&[u8]>>, name: &str) -> String {
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

/// Elements that begin a line.
const BLOCKS: [&str; 22] = [
    "p",
    "h1",
    "h2",
    "h3",
    "h4",
    "li",
    "ul",
    "ol",
    "td",
    "th",
    "tr",
    "table",
    "pre",
    "div",
    "figure",
    "figcaption",
    "blockquote",
    "aside",
    "section",
    "header",
    "br",
    "hr",
];

/// What the edition does not say: links onwards, marks of tasks, the heads of notes, the numbers
/// that lead back from them, and facts beside the article.
fn is_said_by_layout(element: &BytesStart<'_>) -> bool {
    let value = |name: &str| {
        let value = element.try_get_attribute(name).unwrap();
        value.map(|value| value.value.into_owned()).unwrap_or_default()
    };
    let silent = ["backlink", "notes-title", "length", "placeholder"];
    element.name().as_ref() == "nav"
        || silent.contains(&value("class").as_str())
        || value("role") == "img"
        || value("aria-hidden") == "true"
}

/// The words of an article; `None` for other documents.
fn article(document: &str) -> Option<String> {
    if !document.contains("<section class=\"article\"") {
        return None;
    }
    let mut reader = Reader::from_str(document);
    let mut words = String::new();
    // How deep the reader is within what is not said; the head of the document is not.
    let mut silent = 0usize;
    loop {
        match reader.read_event().unwrap() {
            Event::Start(element) => {
                if BLOCKS.contains(&element.name().as_ref()) {
                    words.push('\n');
                }
                // A mark at an article's end is an ornament, and the space before it with it.
                if element
                    .try_get_attribute("class")
                    .unwrap()
                    .is_some_and(|c| &*c.value == "end-mark")
                {
                    words.truncate(words.trim_end_matches('\u{a0}').len());
                }
                let head = element.name().as_ref() == "head";
                if silent > 0 || head || is_said_by_layout(&element) {
                    silent += 1;
                }
            }
            Event::Empty(element) if element.name().as_ref() == "br" => words.push('\n'),
            Event::End(_) => silent = silent.saturating_sub(1),
            Event::Text(text) if silent == 0 => words.push_str(&text),
            Event::GeneralRef(entity) if silent == 0 => match entity.resolve_char_ref().unwrap() {
                Some(letter) => words.push(letter),
                None => words.push_str(resolve_predefined_entity(&entity).unwrap()),
            },
            Event::Eof => return Some(words),
            _ => {}
        }
    }
}
