//! Cover and contents as tags. Input: the edition and what was found on its first pages. Output: an
//! element of each, if they are there.

use super::blocks;
use super::content_index::ContentIndex;
use super::model::{Kid, StructureElement};
use super::tag::Tag;
use super::words::words;
use crate::edition::{Edition, NodeId, Section};
use crate::pdf::pages::{ContentsEntry, Owner};

/// The cover: a paragraph for each of its lines.
pub(super) fn cover(found: &ContentIndex<'_>) -> Option<StructureElement> {
    let line = |owner| match found.marks(owner).iter().any(|place| place.is_picture()) {
        true => blocks::pictures(found, owner),
        false => vec![StructureElement::new(Tag::P, words(found, owner))],
    };
    StructureElement::around(Tag::Cover, found.cover().flat_map(line).collect())
}

/// The contents: their head, then every article below its section.
pub(super) fn contents(edition: &Edition, found: &ContentIndex<'_>) -> Option<StructureElement> {
    let head = Owner::ContentsTitle;
    let head = found.shows(head).then(|| StructureElement::new(Tag::H(1), words(found, head)));
    let sections = edition.sections.iter().flat_map(|section| contents_section(section, found));
    let list = StructureElement::around(Tag::TOC, sections.collect());
    StructureElement::around(Tag::Sect, head.into_iter().chain(list).collect())
}

/// A list of its own for a section with a name.
fn contents_section(section: &Section, found: &ContentIndex<'_>) -> Vec<StructureElement> {
    let entries = section.articles.iter().filter_map(|article| entry(article.id, found)).collect();
    let name = Owner::Contents(section.id, ContentsEntry::Headline);
    if !found.shows(name) {
        return entries;
    }
    let caption = StructureElement::new(Tag::Caption, words(found, name));
    let kids = std::iter::once(caption).chain(entries).map(Kid::Element).collect();
    vec![StructureElement::new(Tag::TOC, kids)]
}

/// An article: its page, its headline, which is the link, and its standfirst.
fn entry(article: NodeId, found: &ContentIndex<'_>) -> Option<StructureElement> {
    let parts = [
        (Tag::Lbl, ContentsEntry::Folio),
        (Tag::P, ContentsEntry::Headline),
        (Tag::P, ContentsEntry::Standfirst),
    ];
    let parts = parts.into_iter().filter_map(|(tag, part)| {
        let owner = Owner::Contents(article, part);
        found.shows(owner).then(|| StructureElement::new(tag, words(found, owner)))
    });
    let entry = StructureElement::around(Tag::TOCI, parts.collect())?;
    Some(StructureElement { refers: Some(article), ..entry })
}
