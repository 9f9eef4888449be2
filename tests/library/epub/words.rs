//! The words of an article as the edition means them and as its document shows them, in order.

use offprint::edition::{EditionArticle, NodeContent};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// Elements that stand on lines of their own.
const BLOCKS: [&str; 17] = [
    "aside",
    "blockquote",
    "br",
    "div",
    "figcaption",
    "figure",
    "h1",
    "h2",
    "h3",
    "header",
    "li",
    "ol",
    "p",
    "pre",
    "td",
    "th",
    "ul",
];

/// What a document says beyond its article, by class: the way back from notes and their head, the
/// frames of missing pictures.
const ADDED: [&str; 3] = ["backlink", "notes-title", "placeholder"];

/// Those that a document shows in its article.
pub(super) fn shown(xhtml: &str) -> Vec<String> {
    let mut reader = Reader::from_str(xhtml);
    // How deep within the article, and within something added.
    let (mut within, mut added) = (0_usize, 0_usize);
    let mut text = String::new();
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) => {
                let class = attribute(&tag, "class");
                let role = attribute(&tag, "role");
                within += usize::from(within > 0 || class == "article");
                added += usize::from(added > 0 || ADDED.contains(&&*class) || role == "img");
                if BLOCKS.contains(&tag.name().as_ref()) || role == "doc-noteref" {
                    text.push(' ');
                }
            }
            Event::End(tag) => {
                within = within.saturating_sub(1);
                added = added.saturating_sub(1);
                if BLOCKS.contains(&tag.name().as_ref()) {
                    text.push(' ');
                }
            }
            Event::Empty(tag) if tag.name().as_ref() == "br" => text.push(' '),
            Event::Text(words) if within > 0 && added == 0 => text.push_str(&words),
            Event::GeneralRef(name) if within > 0 && added == 0 => {
                text += quick_xml::escape::resolve_predefined_entity(&name).unwrap();
            }
            Event::Eof => return words(&text),
            _ => {}
        }
    }
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> String {
    let found = tag.try_get_attribute(name).unwrap();
    found.map(|found| found.value.to_string()).unwrap_or_default()
}

/// Those of the article itself.
pub(super) fn meant(article: &EditionArticle) -> Vec<String> {
    let mut text = String::new();
    for node in article.nodes() {
        node.walk(&mut |node| match &node.content {
            NodeContent::Text(runs) => {
                for run in runs {
                    // A note's number is no part of the word before it.
                    text += if run.anchor.is_some() { " " } else { "" };
                    text += &run.text;
                }
                text.push(' ');
            }
            NodeContent::Code { text: code, .. } => text += &format!("{code} "),
            _ => {}
        });
    }
    words(&text)
}

/// Words without the marks between them.
fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_string).collect()
}
