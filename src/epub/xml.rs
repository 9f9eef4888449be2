//! Writing XML. Input: elements, attributes and words. Output: the bytes of a well-formed document.
//!
//! Everything is escaped here and nowhere else, and characters that XML 1.0 forbids
//! (<https://www.w3.org/TR/xml/#charsets>) are dropped here, so no other module thinks of either.

use std::borrow::Cow;
use std::io;

use quick_xml::Writer;
use quick_xml::escape::partial_escape;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use crate::article::Lang;
use crate::text::is_carried;

/// The name and value of an attribute.
pub(super) type Attribute<'a> = (&'a str, &'a str);

/// A document that is being written. Elements close in the order they were opened.
pub(super) struct Xml {
    writer: Writer<Vec<u8>>,
    open: Vec<&'static str>,
    /// The languages that open elements say they are in, each with how many are open around it.
    langs: Vec<(usize, Lang)>,
    failed: Option<io::Error>,
}

impl Xml {
    /// A document with its XML declaration.
    pub(super) fn new() -> Xml {
        let writer = Writer::new(Vec::new());
        let mut xml = Xml { writer, open: Vec::new(), langs: Vec::new(), failed: None };
        xml.event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)));
        xml.line();
        xml
    }

    /// Opens an element.
    pub(super) fn open(&mut self, name: &'static str, attributes: &[Attribute<'_>]) {
        self.event(Event::Start(start(name, attributes)));
        if let Some((_, lang)) = attributes.iter().find(|(name, _)| *name == "lang") {
            self.langs.push((self.open.len(), Lang((*lang).to_string())));
        }
        self.open.push(name);
    }

    /// Closes the element that was opened last.
    pub(super) fn close(&mut self) {
        if let Some(name) = self.open.pop() {
            self.event(Event::End(BytesEnd::new(name)));
            self.langs.pop_if(|(around, _)| *around == self.open.len());
        }
    }

    /// The language of what is written next, as the elements around it say.
    pub(super) fn lang(&self) -> Option<&Lang> {
        self.langs.last().map(|(_, lang)| lang)
    }

    /// Writes an element that has no content.
    pub(super) fn empty(&mut self, name: &'static str, attributes: &[Attribute<'_>]) {
        self.event(Event::Empty(start(name, attributes)));
    }

    /// Writes words.
    pub(super) fn text(&mut self, words: &str) {
        let words = legal(words);
        self.event(Event::Text(BytesText::from_escaped(partial_escape(words))));
    }

    /// Writes an element that holds only words.
    pub(super) fn element(
        &mut self,
        name: &'static str,
        attributes: &[Attribute<'_>],
        words: &str,
    ) {
        self.open(name, attributes);
        self.text(words);
        self.close();
    }

    /// Writes markup that is XML already.
    pub(super) fn markup(&mut self, markup: &str) {
        self.event(Event::Text(BytesText::from_escaped(markup)));
    }

    /// Breaks the line, for people who read the file; only between blocks.
    pub(super) fn line(&mut self) {
        self.markup("\n");
    }

    /// The bytes, all elements closed.
    pub(super) fn finish(mut self) -> io::Result<Vec<u8>> {
        while !self.open.is_empty() {
            self.close();
            self.line();
        }
        self.failed.map_or_else(|| Ok(self.writer.into_inner()), Err)
    }

    fn event(&mut self, event: Event<'_>) {
        if let Err(error) = self.writer.write_event(event) {
            self.failed.get_or_insert(error);
        }
    }
}

fn start<'a>(name: &'static str, attributes: &[Attribute<'a>]) -> BytesStart<'a> {
    let attributes = attributes.iter().map(|(name, value)| (*name, legal(value)));
    BytesStart::new(name).with_attributes(attributes)
}

/// The words without the characters that XML forbids or that show nothing (controls,
/// non-characters).
pub(super) fn legal(words: &str) -> Cow<'_, str> {
    if words.chars().all(is_legal) {
        return Cow::Borrowed(words);
    }
    Cow::Owned(words.chars().filter(|c| is_legal(*c)).collect())
}

fn is_legal(c: char) -> bool {
    matches!(c, '\t' | '\n') || is_carried(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(write: impl FnOnce(&mut Xml)) -> String {
        let mut xml = Xml::new();
        write(&mut xml);
        let bytes = xml.finish().expect("a vector takes every byte");
        let text = String::from_utf8(bytes).expect("UTF-8 goes in");
        text.split_once('\n').map(|(_, rest)| rest.to_string()).expect("a declaration")
    }

    #[test]
    fn words_are_escaped_once_and_kept_from_control_characters() {
        let text = written(|xml| {
            xml.element("p", &[("title", "\"R&D\" <x>\u{0}")], "R&D, R&amp;D\u{1} <\u{FFFE}b>");
        });
        let expected =
            "<p title=\"&quot;R&amp;D&quot; &lt;x&gt;\">R&amp;D, R&amp;amp;D &lt;b&gt;</p>";
        assert_eq!(text, expected);
    }

    #[test]
    fn elements_say_what_language_they_are_in() {
        written(|xml| {
            xml.open("html", &[("lang", "en")]);
            xml.open("p", &[("lang", "fr")]);
            xml.element("em", &[], "mot");
            assert_eq!(xml.lang(), Some(&Lang("fr".into())));
            xml.close();
            assert_eq!(xml.lang(), Some(&Lang("en".into())));
        });
    }

    #[test]
    fn open_elements_are_closed_at_the_end() {
        let text = written(|xml| {
            xml.open("a", &[]);
            xml.open("b", &[]);
            xml.empty("br", &[]);
        });
        assert_eq!(text, "<a><b><br/></b>\n</a>\n");
    }
}
