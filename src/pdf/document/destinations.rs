//! Where links and bookmarks lead. Input: an [`Anchor`] and the structure element that stands
//! there. Output: a destination, or the action that PDF 2.0 has for one that leads to an element.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Object, ObjectId, dictionary};

use super::skeleton::{Skeleton, length};
use crate::edition::NodeId;
use crate::pdf::pages::{Anchor, Pages};

/// The structure elements that destinations lead to; none in PDF 1.7, which leads to pages alone.
#[derive(Debug, Default)]
pub(super) struct DestinationElements {
    /// By what they show.
    pub nodes: BTreeMap<NodeId, ObjectId>,
    /// The first, and outermost, that begins on each page.
    pub pages: BTreeMap<usize, ObjectId>,
}

impl DestinationElements {
    /// The element of a node, or else what begins on its page or on the nearest before it.
    pub(super) fn of(&self, node: NodeId, pages: &Pages) -> Option<ObjectId> {
        let nearby = || self.on(pages.anchors.get(&node)?.page);
        self.nodes.get(&node).copied().or_else(nearby)
    }

    /// The element that stands at a place.
    pub(super) fn at(&self, anchor: Anchor, pages: &Pages) -> Option<ObjectId> {
        if self.nodes.is_empty() {
            return self.on(anchor.page);
        }
        let mut there = pages.anchors.iter().filter(|(_, place)| **place == anchor);
        there.find_map(|(node, _)| self.nodes.get(node).copied()).or_else(|| self.on(anchor.page))
    }

    fn on(&self, page: usize) -> Option<ObjectId> {
        let before = self.pages.range(..=page).next_back();
        before.or_else(|| self.pages.iter().next()).map(|(_, element)| *element)
    }
}

/// A place in the document, the magnification left unchanged.
pub(super) fn destination(pdf: &Skeleton, pages: &Pages, anchor: Anchor) -> Option<Object> {
    let page = *pdf.pages.get(anchor.page)?;
    let height = pages.pages.get(anchor.page)?.size.height;
    let top = length(height - anchor.y);
    Some(vec![page.into(), "XYZ".into(), Object::Null, top, Object::Null].into())
}

/// Has a link or a bookmark with a destination lead to an element too (ISO 32000-2, 12.6.4.2):
/// those who know no elements go to the page.
pub(super) fn lead_to_element(from: &mut Dictionary, element: Option<ObjectId>) {
    let Some(element) = element else { return };
    let Some(place) = from.remove(b"Dest") else { return };
    let mut there = place.as_array().cloned().unwrap_or_default();
    if let Some(first) = there.first_mut() {
        *first = element.into();
    }
    from.set("A", dictionary! { "S" => "GoTo", "D" => place, "SD" => there });
}
