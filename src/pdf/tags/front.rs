//! Cover and contents as tags. Enters: the edition and what was found on its first pages. Leaves: an
//! element of each, if they are there.

use super::found::Found;
use super::words::words;
use super::{Element, Kid, Tag, blocks};
use crate::edition::{Edition, Section};
use crate::pdf::pages::Owner;

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
    let entry =
        |owner: Owner| found.shows(owner).then(|| Element::new(Tag::TOCI, words(found, owner)));
    let articles = section.articles.iter().map(|article| Owner::Contents(article.id));
    let entries = articles.filter_map(entry).collect();
    let name = Owner::Contents(section.id);
    if !found.shows(name) {
        return entries;
    }
    let caption = Element::new(Tag::Caption, words(found, name));
    let kids = std::iter::once(caption).chain(entries).map(Kid::Element).collect();
    vec![Element::new(Tag::TOC, kids)]
}
