//! Navigation. Enters: a [`Plan`]. Leaves: `nav.xhtml` (table of contents two levels deep and
//! landmarks) and `toc.ncx`, the same for reading systems of EPUB 2.

use std::io;

use epub_builder::{Toc, TocElement};

use super::guidance::Guidance;
use super::plan::{CONTENTS, Page, Plan};
use super::xhtml::open_document;
use super::xml::{Xml, legal};
use crate::edition::Words;

/// The navigation document's file.
pub const NAV: &str = "nav.xhtml";

/// The NCX's file.
pub const NCX: &str = "toc.ncx";

/// Writes the navigation document.
pub fn nav(plan: &Plan<'_>, words: &Words, guidance: &Guidance) -> io::Result<Vec<u8>> {
    let meta = &plan.edition.meta;
    let mut xml = open_document(&meta.language, &meta.title, &[("epub:type", "frontmatter")]);
    let attributes = [
        ("epub:type", "toc"),
        ("role", "doc-toc"),
        ("id", "toc"),
        ("aria-labelledby", "toc-title"),
    ];
    xml.open("nav", &attributes);
    xml.line();
    xml.element("h1", &[("id", "toc-title")], words.contents);
    xml.line();
    xml.markup(&table(plan).render(true, true));
    xml.line();
    xml.close();
    xml.line();
    landmarks(&mut xml, plan, words, guidance);
    xml.finish()
}

/// The places that reading systems offer in their menus: cover, contents, start of the reading.
fn landmarks(xml: &mut Xml, plan: &Plan<'_>, words: &Words, guidance: &Guidance) {
    let start =
        plan.documents.iter().find(|d| matches!(d.page, Page::Section(_) | Page::Article(..)));
    let cover = plan.documents.iter().find(|d| matches!(d.page, Page::Cover));
    let places = [
        cover.map(|d| ("cover", d.file.as_str(), words.cover)),
        plan.contents().map(|file| ("toc", file, words.contents)),
        start.map(|d| ("bodymatter", d.file.as_str(), guidance.start)),
    ];
    let attributes = [
        ("epub:type", "landmarks"),
        ("id", "landmarks"),
        ("aria-label", guidance.landmarks),
        ("hidden", "hidden"),
    ];
    xml.open("nav", &attributes);
    xml.line();
    xml.open("ol", &[]);
    xml.line();
    for (kind, href, title) in places.into_iter().flatten() {
        xml.open("li", &[]);
        xml.element("a", &[("epub:type", kind), ("href", href)], title);
        xml.close();
        xml.line();
    }
    xml.close();
    xml.close();
    xml.line();
}

/// Writes the NCX (<https://daisy.org/activities/standards/daisy/daisy-3/z39-86-2005-r2012-specifications-for-the-digital-talking-book/>).
pub fn ncx(plan: &Plan<'_>) -> io::Result<Vec<u8>> {
    let meta = &plan.edition.meta;
    let mut xml = Xml::new();
    let attributes = [
        ("xmlns", "http://www.daisy.org/z3986/2005/ncx/"),
        ("version", "2005-1"),
        ("xml:lang", &meta.language.0),
    ];
    xml.open("ncx", &attributes);
    xml.line();
    xml.open("head", &[]);
    xml.line();
    let facts = [
        ("dtb:uid", meta.identifier.trim()),
        ("dtb:depth", "2"),
        ("dtb:totalPageCount", "0"),
        ("dtb:maxPageNumber", "0"),
    ];
    for (name, content) in facts {
        xml.empty("meta", &[("name", name), ("content", content)]);
        xml.line();
    }
    xml.close();
    xml.line();
    xml.open("docTitle", &[]);
    xml.element("text", &[], &meta.title);
    xml.close();
    xml.line();
    xml.open("navMap", &[]);
    xml.line();
    xml.markup(&table(plan).render_epub(true));
    xml.line();
    xml.finish()
}

/// Sections with their articles; articles outside any section stand at the first level.
fn table(plan: &Plan<'_>) -> Toc {
    let mut toc = Toc::new();
    for section in &plan.edition.sections {
        let articles = section.articles.iter().filter_map(|article| {
            let file = plan.file(article.id)?;
            Some(TocElement::new(file, legal(&article.title)))
        });
        match (&section.title, plan.file(section.id)) {
            (Some(title), Some(file)) => {
                let head = TocElement::new(file, legal(title));
                toc.add(articles.fold(head, TocElement::child));
            }
            _ => articles.for_each(|article| {
                toc.add(article);
            }),
        }
    }
    if toc.elements.is_empty() {
        toc.add(TocElement::new(CONTENTS, legal(&plan.edition.meta.title)));
    }
    toc
}
