//! Cover and contents as tags. Enters: the edition and what was found on its first pages. Leaves: an
//! element of each, if they are there.

use super::found::Found;
use super::words::words;
use super::{Element, Kid, Tag, blocks};
use crate::edition::{Edition, NodeId, Section};
use crate::pdf::pages::{Entry, Owner};

/// The cover: a paragraph for each of its lines.
pub(super) fn cover(found: &Found<'_>) -> Option<Element> {
    let line = |owner| match found.marks(owner).iter().any(|place| place.is_picture()) {
        true => blocks::pictures(found, owner),
        false => vec![Element::new(Tag::P, words(found, owner))],
    };
    Element::around(Tag::Cover, found.cover().flat_map(line).collect())
}

/// The contents: their head, then every article below its section.
pub(super) fn contents(edition: &Edition, found: &Found<'_>) -> Option<Element> {
    let head = Owner::ContentsTitle;
    let head = found.shows(head).then(|| Element::new(Tag::H(1), words(found, head)));
    let sections = edition.sections.iter().flat_map(|section| contents_section(section, found));
    let list = Element::around(Tag::TOC, sections.collect());
    Element::around(Tag::Sect, head.into_iter().chain(list).collect())
}

/// A list of its own for a section with a name.
fn contents_section(section: &Section, found: &Found<'_>) -> Vec<Element> {
    let entries = section.articles.iter().filter_map(|article| entry(article.id, found)).collect();
    let name = Owner::Contents(section.id, Entry::Headline);
    if !found.shows(name) {
        return entries;
    }
    let caption = Element::new(Tag::Caption, words(found, name));
    let kids = std::iter::once(caption).chain(entries).map(Kid::Element).collect();
    vec![Element::new(Tag::TOC, kids)]
}

/// An article: its page, its headline, which is the link, and its standfirst.
fn entry(article: NodeId, found: &Found<'_>) -> Option<Element> {
    let parts = [(Tag::Lbl, Entry::Folio), (Tag::P, Entry::Headline), (Tag::P, Entry::Standfirst)];
    let parts = parts.into_iter().filter_map(|(tag, part)| {
        let owner = Owner::Contents(article, part);
        found.shows(owner).then(|| Element::new(tag, words(found, owner)))
    });
    let entry = Element::around(Tag::TOCI, parts.collect())?;
    Some(Element { refers: Some(article), ..entry })
}
