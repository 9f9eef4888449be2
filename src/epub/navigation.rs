//! Navigation. Input: an [`EpubPlan`] and where pages begin. Output: `nav.xhtml` (table of contents
//! two levels deep, landmarks, list of pages) and `toc.ncx`, the same for reading systems of EPUB
//! 2.

use std::io;

use epub_builder::{Toc, TocElement};

use super::page_breaks::PageBreak;
use super::plan::{CONTENTS, DocumentContent, EpubPlan, anchor};
use super::xhtml::{XhtmlContext, open_document};
use super::xml::{Xml, legal};

/// The navigation document's file.
pub(super) const NAV: &str = "nav.xhtml";

/// The NCX's file.
pub(super) const NCX: &str = "toc.ncx";

/// Writes the navigation document.
pub(super) fn nav(context: &XhtmlContext<'_>) -> io::Result<Vec<u8>> {
    let meta = &context.plan.edition.meta;
    let mut xml = open_document(&meta.language, &meta.title, &[("epub:type", "frontmatter")]);
    let attributes = [
        ("epub:type", "toc"),
        ("role", "doc-toc"),
        ("id", "toc"),
        ("aria-labelledby", "toc-title"),
    ];
    xml.open("nav", &attributes);
    xml.line();
    xml.element("h1", &[("id", "toc-title")], &context.words.contents);
    xml.line();
    xml.markup(&table(context.plan).render(true, true));
    xml.line();
    xml.close();
    xml.line();
    landmarks(&mut xml, context);
    if !context.breaks.all.is_empty() {
        page_list(&mut xml, context);
    }
    xml.finish()
}

/// The places that reading systems offer in their menus: cover, contents, start of the reading.
fn landmarks(xml: &mut Xml, context: &XhtmlContext<'_>) {
    let XhtmlContext { plan, words, .. } = context;
    let start = plan
        .documents
        .iter()
        .find(|d| matches!(d.page, DocumentContent::Section(_) | DocumentContent::Article(..)));
    let cover = plan.documents.iter().find(|d| matches!(d.page, DocumentContent::Cover));
    let places = [
        cover.map(|d| ("cover", d.file.as_str(), words.cover.as_str())),
        plan.contents().map(|file| ("toc", file, words.contents.as_str())),
        start.map(|d| ("bodymatter", d.file.as_str(), words.navigation.start.as_str())),
    ];
    let attributes = [
        ("epub:type", "landmarks"),
        ("id", "landmarks"),
        ("aria-label", &words.navigation.landmarks),
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

/// Where each page of the print edition begins.
fn page_list(xml: &mut Xml, context: &XhtmlContext<'_>) {
    let attributes = [
        ("epub:type", "page-list"),
        ("role", "doc-pagelist"),
        ("id", "page-list"),
        ("aria-label", &context.words.navigation.pages),
        ("hidden", "hidden"),
    ];
    xml.open("nav", &attributes);
    xml.line();
    xml.open("ol", &[]);
    xml.line();
    for page in &context.breaks.all {
        xml.open("li", &[]);
        xml.element("a", &[("href", &format!("{}#{}", page.file, page.id))], &page.label);
        xml.close();
        xml.line();
    }
    xml.close();
    xml.close();
    xml.line();
}

/// Writes the NCX
/// (<https://daisy.org/activities/standards/daisy/daisy-3/z39-86-2005-r2012-specifications-for-the-digital-talking-book/>).
pub(super) fn ncx(context: &XhtmlContext<'_>) -> io::Result<Vec<u8>> {
    let plan = context.plan;
    let pages = &context.breaks.all;
    let last = pages.iter().filter_map(|page| page.label.parse::<u32>().ok()).max();
    let (count, last) = (pages.len().to_string(), last.unwrap_or_default().to_string());
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
        ("dtb:totalPageCount", &count),
        ("dtb:maxPageNumber", &last),
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
    xml.close();
    xml.line();
    if !pages.is_empty() {
        page_targets(&mut xml, pages, &context.words.navigation.pages);
    }
    xml.finish()
}

/// The pages of the print edition; those of the front matter have no arabic numbers.
fn page_targets(xml: &mut Xml, pages: &[PageBreak], title: &str) {
    let label = |xml: &mut Xml, words: &str| {
        xml.open("navLabel", &[]);
        xml.element("text", &[], words);
        xml.close();
    };
    xml.open("pageList", &[]);
    label(xml, title);
    xml.line();
    for page in pages {
        let id = format!("ncx-{}", page.id);
        let number = page.label.parse::<u32>().ok().map(|number| number.to_string());
        let kind = if number.is_some() { "normal" } else { "front" };
        let mut attributes = vec![("id", id.as_str()), ("type", kind)];
        attributes.extend(number.as_deref().map(|number| ("value", number)));
        xml.open("pageTarget", &attributes);
        label(xml, &page.label);
        xml.empty("content", &[("src", &format!("{}#{}", page.file, page.id))]);
        xml.close();
        xml.line();
    }
    xml.close();
    xml.line();
}

/// Sections with their articles; articles outside any section stand at the first level. An article
/// alone has its crossheads below it.
fn table(plan: &EpubPlan<'_>) -> Toc {
    let mut toc = Toc::new();
    let alone = plan.edition.only_article().is_some();
    for section in &plan.edition.sections {
        let articles = section.articles.iter().filter_map(|article| {
            let file = plan.file(article.id)?;
            let head = TocElement::new(file, legal(&article.title));
            let inside = article.crossheads().filter(|_| alone).map(|(node, words)| {
                TocElement::new(format!("{file}#{}", anchor(node)), legal(&words))
            });
            Some(inside.fold(head, TocElement::child))
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
