//! All that is marked, by what it belongs to. Input: pages and their marks. Output:
//! [`ContentIndex`], which answers what an owner shows, in the order of the pages.

use std::collections::{BTreeMap, BTreeSet};

use crate::article::Lang;
use crate::edition::{Edition, NodeId};
use crate::pdf::pages::{Owner, PageItem, PageTarget, Pages};
use crate::pdf::paint::marked_content::{MarkKind, MarkedContent, PageMarks};

/// A mark in its place.
#[derive(Debug, Clone, Copy)]
pub(super) struct ContentPosition {
    /// The page's index.
    pub page: usize,
    /// The mark's number on the page.
    pub number: usize,
    /// The mark.
    pub mark: MarkedContent,
}

/// A link in its place.
#[derive(Debug, Clone, Copy)]
pub(super) struct LinkPosition {
    owner: Owner,
    /// Its number among those of its owner; 0 where all of the owner's words lead there.
    pub link: u16,
    /// The page's index.
    pub page: usize,
    /// Its number among the links of the page.
    pub number: usize,
    /// The note that it leads to, if it does.
    pub note: Option<NodeId>,
}

/// All marked content on the pages.
pub(super) struct ContentIndex<'p> {
    places: Vec<ContentPosition>,
    links: Vec<LinkPosition>,
    /// The languages of marks that have one of their own, by page and number.
    langs: BTreeMap<(usize, usize), &'p Lang>,
    /// The words of pictures.
    alts: BTreeMap<Owner, &'p str>,
}

impl<'p> ContentIndex<'p> {
    pub(super) fn on(edition: &Edition, pages: &'p Pages, marks: &'p [PageMarks]) -> Self {
        let notes: BTreeSet<NodeId> = edition
            .articles()
            .flat_map(|article| &article.notes)
            .map(|note| note.node.id)
            .collect();
        let mut found = ContentIndex {
            places: Vec::new(),
            links: Vec::new(),
            langs: BTreeMap::new(),
            alts: BTreeMap::new(),
        };
        for (page, (sheet, marks)) in pages.pages.iter().zip(marks).enumerate() {
            let numbered = marks.marks.iter().enumerate();
            found.places.extend(numbered.map(|(number, mark)| ContentPosition {
                page,
                number,
                mark: *mark,
            }));
            found.langs.extend(marks.langs.iter().map(|(number, lang)| ((page, *number), lang)));
            for (number, link) in sheet.links().enumerate() {
                let note = match link.target {
                    PageTarget::Node(node) => notes.get(node).copied(),
                    PageTarget::Url(_) => None,
                };
                if pages.leads(link.target) {
                    let (owner, link) = (link.owner, link.link);
                    found.links.push(LinkPosition { owner, link, page, number, note });
                }
            }
            for placed in sheet.placed() {
                if let PageItem::Picture { alt: Some(alt), .. } = &placed.item {
                    found.alts.entry(placed.owner).or_insert(alt);
                }
            }
        }
        // Sorting keeps what belongs to one owner in the order of the pages.
        found.places.sort_by_key(|place| place.mark.owner);
        found.links.sort_by_key(|link| link.owner);
        found
    }

    /// The marks of an owner, in the order of the pages.
    pub(super) fn marks(&self, owner: Owner) -> &[ContentPosition] {
        let start = self.places.partition_point(|place| place.mark.owner < owner);
        let end = self.places.partition_point(|place| place.mark.owner <= owner);
        &self.places[start..end]
    }

    /// The links of an owner, in the order of the pages.
    pub(super) fn links(&self, owner: Owner) -> &[LinkPosition] {
        let start = self.links.partition_point(|link| link.owner < owner);
        let end = self.links.partition_point(|link| link.owner <= owner);
        &self.links[start..end]
    }

    /// The language of a mark, where it is not that of its owner.
    pub(super) fn lang(&self, place: &ContentPosition) -> Option<&'p Lang> {
        self.langs.get(&(place.page, place.number)).copied()
    }

    /// The words of an owner's picture.
    pub(super) fn alt(&self, owner: Owner) -> Option<&'p str> {
        self.alts.get(&owner).copied()
    }

    /// Whether anything on the pages belongs to it.
    pub(super) fn shows(&self, owner: Owner) -> bool {
        !self.marks(owner).is_empty()
    }

    /// The lines of the cover, in their order.
    pub(super) fn cover(&self) -> impl Iterator<Item = Owner> {
        let covers = self.places.iter().map(|place| place.mark.owner);
        let lines: BTreeSet<Owner> =
            covers.filter(|owner| matches!(owner, Owner::Cover(_))).collect();
        lines.into_iter()
    }
}

impl ContentPosition {
    /// Whether it is a picture.
    pub(super) fn is_picture(&self) -> bool {
        matches!(self.mark.kind, MarkKind::Picture(_))
    }
}
