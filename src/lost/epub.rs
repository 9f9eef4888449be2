//! The words of an EPUB. Input: the finished file. Output: the words of each article, in the order
//! of the spine, as its documents have them.
//!
//! What the edition says of itself (links onwards, heads and numbers of notes, page marks) is left
//! out, so that it does not stand for words of the author.

use std::io::{self, Read, Seek};

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::words::{Channel, ComparedWord, WordCollector};

/// Elements within words. All others part words.
const WITHIN_WORDS: [&str; 14] =
    ["a", "abbr", "b", "code", "em", "i", "q", "s", "small", "span", "strong", "sub", "sup", "u"];

/// Classes and roles of what the author did not write.
const FURNITURE: [&str; 4] = ["backlink", "notes-title", "length", "img"];

/// Reads the words of each article.
///
/// # Errors
/// If the file is no EPUB.
pub fn articles(file: impl Read + Seek) -> io::Result<Vec<Vec<ComparedWord>>> {
    let mut archive = ZipArchive::new(file)?;
    let package = text(&mut archive, "EPUB/package.opf")?;
    let mut found = Vec::new();
    for href in spine(&package)? {
        let document = text(&mut archive, &format!("EPUB/{href}"))?;
        found.extend(article(&document)?);
    }
    Ok(found)
}

fn text(archive: &mut ZipArchive<impl Read + Seek>, name: &str) -> io::Result<String> {
    let mut text = String::new();
    archive.by_name(name)?.read_to_string(&mut text)?;
    Ok(text)
}

/// The documents in reading order, by the package that lists them.
fn spine(package: &str) -> io::Result<Vec<String>> {
    let mut reader = Reader::from_str(package);
    let (mut items, mut spine) = (Vec::new(), Vec::new());
    loop {
        match reader.read_event().map_err(io::Error::other)? {
            Event::Empty(element) | Event::Start(element) => match element.name().as_ref() {
                "item" => items.push((value(&element, "id"), value(&element, "href"))),
                "itemref" => spine.push(value(&element, "idref")),
                _ => {}
            },
            Event::Eof => break,
            _ => {}
        }
    }
    let href = |id: &String| items.iter().find(|(other, _)| other == id);
    Ok(spine.iter().filter_map(href).map(|(_, href)| href.clone()).collect())
}

/// The value of an attribute, entities resolved; empty if there is none.
fn value(element: &BytesStart<'_>, name: &str) -> String {
    let attribute = element.try_get_attribute(name).ok().flatten();
    let value = attribute.map(|attribute| attribute.value.into_owned());
    let value = value.unwrap_or_default();
    quick_xml::escape::unescape(&value).map(|value| value.into_owned()).unwrap_or(value)
}

/// The words of an article; `None` for other documents.
fn article(document: &str) -> io::Result<Option<Vec<ComparedWord>>> {
    let mut reader = Reader::from_str(document);
    let mut article = EpubArticle::default();
    loop {
        match reader.read_event().map_err(io::Error::other)? {
            Event::Start(element) => article.open(&element),
            Event::Empty(element) => article.empty(&element),
            Event::End(element) => article.close(element.name().as_ref()),
            Event::Text(words) => article.text(&words),
            Event::GeneralRef(name) => match name.resolve_char_ref().map_err(io::Error::other)? {
                Some(letter) => article.text(letter.encode_utf8(&mut [0; 4])),
                None => article.text(resolve_predefined_entity(&name).unwrap_or(" ")),
            },
            Event::Eof => break,
            _ => {}
        }
    }
    Ok(article.found.then(|| article.words.finish()))
}

/// An article that is being read.
#[derive(Default)]
struct EpubArticle {
    /// Whether the document holds one.
    found: bool,
    words: WordCollector,
    /// How deep the reader is within what is not read.
    silent: usize,
    /// How deep it is within what stands for a picture.
    picture: usize,
}

impl EpubArticle {
    fn open(&mut self, element: &BytesStart<'_>) {
        let class = value(element, "class");
        self.found |= element.name().as_ref() == "section" && class == "article";
        if !WITHIN_WORDS.contains(&element.name().as_ref()) {
            self.words.gap();
        }
        if self.silent > 0 || is_furniture(element, &class) {
            self.silent += 1;
        }
        if self.picture > 0 {
            self.picture += 1;
        } else if class == "placeholder" {
            self.words.switch(Channel::Alt);
            self.picture = 1;
        }
    }

    fn close(&mut self, name: &str) {
        if !WITHIN_WORDS.contains(&name) {
            self.words.gap();
        }
        self.silent = self.silent.saturating_sub(1);
        if self.picture == 1 {
            self.words.switch(Channel::Text);
        }
        self.picture = self.picture.saturating_sub(1);
    }

    fn empty(&mut self, element: &BytesStart<'_>) {
        if !WITHIN_WORDS.contains(&element.name().as_ref()) {
            self.words.gap();
        }
        if element.name().as_ref() == "img" && self.silent == 0 {
            let before = self.words.switch(Channel::Alt);
            self.words.text(&value(element, "alt"));
            self.words.switch(before);
        }
    }

    fn text(&mut self, words: &str) {
        if self.silent == 0 {
            self.words.text(words);
        }
    }
}

fn is_furniture(element: &BytesStart<'_>, class: &str) -> bool {
    let name = element.name();
    name.as_ref() == "head"
        || name.as_ref() == "nav"
        || FURNITURE.contains(&class)
        || FURNITURE.contains(&value(element, "role").as_str())
        || value(element, "aria-hidden") == "true"
        || value(element, "epub:type") == "noteref"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn furniture_is_left_out_and_words_are_whole() -> io::Result<()> {
        let document = "<html><head><title>No</title></head><body><section class=\"article\">\
            <p>One<a epub:type=\"noteref\">1</a> un<em>bro</em>ken &amp; two<br/>three</p>\
            <div class=\"placeholder\"><p>a ferry</p></div><img alt=\"a crane\"/>\
            <p><span class=\"backlink\">1</span> \
                note</p></section><nav>onwards</nav></body></html>";
        let words = article(document)?.unwrap_or_default();
        let of = |channel| {
            let words = words.iter().filter(|word| word.channel == channel);
            words.map(|word| word.key.as_str()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(of(Channel::Text), "one unbroken two three note");
        assert_eq!(of(Channel::Alt), "a ferry a crane");
        assert_eq!(article("<html><body><p>x</p></body></html>")?, None);
        Ok(())
    }
}
