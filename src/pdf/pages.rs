//! The seam between layout and painting. Enters: nothing. Leaves: [`Pages`], a small closed set of
//! things placed on sheets.

use std::collections::BTreeMap;

use crate::edition::NodeId;
use crate::geometry::{Point, Pt, Rect, Size};
use crate::media::PictureId;
use crate::theme::Color;
use crate::typeset::GlyphRun;

/// Every page of an edition.
#[derive(Debug, Clone, Default)]
pub struct Pages {
    /// The pages in order.
    pub pages: Vec<Page>,
    /// Where nodes that links and the outline lead to came to stand.
    pub anchors: BTreeMap<NodeId, Anchor>,
    /// The tree of bookmarks.
    pub outline: Vec<OutlineEntry>,
}

/// A place in the edition.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Anchor {
    /// Index into [`Pages::pages`].
    pub page: usize,
    /// Distance from the top of the page.
    pub y: Pt,
}

/// A bookmark.
#[derive(Debug, Clone, PartialEq)]
pub struct OutlineEntry {
    /// Its words.
    pub title: String,
    /// Where it leads.
    pub anchor: Anchor,
    /// The bookmarks below it.
    pub children: Vec<OutlineEntry>,
}

/// A page.
#[derive(Debug, Clone)]
pub struct Page {
    /// The sheet.
    pub size: Size,
    /// The page's number as printed, for page labels: `iv`, `12`.
    pub label: String,
    /// What stands on it, in reading order, artifacts wherever they fall.
    pub items: Vec<Placed>,
}

impl Page {
    /// Everything that stands on it, also what is turned (in its own coordinates).
    pub fn placed(&self) -> impl Iterator<Item = &Placed> {
        self.items.iter().flat_map(|placed| match &placed.item {
            Item::Turned { items, .. } => items.iter(),
            _ => std::slice::from_ref(placed).iter(),
        })
    }

    /// The areas that lead somewhere, also those among what is turned, where they show; where they
    /// lead, and what they say.
    pub fn links(&self) -> impl Iterator<Item = (Rect, &PageTarget, &str)> {
        self.items.iter().flat_map(|placed| {
            let (at, items) = match &placed.item {
                Item::Turned { at, items } => (Some(*at), items.as_slice()),
                _ => (None, std::slice::from_ref(placed)),
            };
            items.iter().filter_map(move |placed| match &placed.item {
                Item::Link { rect, target, label } => {
                    let shown = at.map_or(*rect, |at| {
                        Rect::new(at.x + rect.y, at.y - rect.right(), rect.height, rect.width)
                    });
                    Some((shown, target, label.as_str()))
                }
                _ => None,
            })
        })
    }
}

/// Something in its place.
#[derive(Debug, Clone)]
pub struct Placed {
    /// The node it shows; `None` for artifacts (running heads, folios, rules).
    pub node: Option<NodeId>,
    /// What it is.
    pub item: Item,
}

/// What can stand on a page.
#[derive(Debug, Clone)]
pub enum Item {
    /// Glyphs, with the baseline's start at `at` ([`GlyphRun::x`] is already in it).
    Glyphs {
        /// Start of the baseline.
        at: Point,
        /// The glyphs; `rise` still to be applied.
        run: GlyphRun,
        /// Their colour.
        color: Color,
    },
    /// A picture, scaled into `frame` and cut to `clip`.
    Picture {
        /// The picture.
        picture: PictureId,
        /// Where the whole picture would stand.
        frame: Rect,
        /// The part of it that shows; the same as `frame` for all of it.
        clip: Rect,
        /// Words for those who cannot see it.
        alt: Option<String>,
    },
    /// A filled box: rules, tints, bullets.
    Fill {
        /// The box.
        rect: Rect,
        /// Its colour.
        color: Color,
    },
    /// The outline of a box.
    Frame {
        /// The box.
        rect: Rect,
        /// The colour of its line.
        color: Color,
        /// The thickness of its line.
        width: Pt,
    },
    /// A shade from clear at the top of the box to opaque at its foot, to set text on a picture.
    Shade {
        /// The box.
        rect: Rect,
        /// Its colour.
        color: Color,
        /// Opacity at the foot, 0 to 1.
        opacity: f64,
    },
    /// Things turned by a quarter to the left: they read upwards.
    Turned {
        /// Where their origin comes to stand: what is to the right of it goes up, what is below goes
        /// to the right.
        at: Point,
        /// The things, from (0, 0).
        items: Vec<Placed>,
    },
    /// An area that leads somewhere.
    Link {
        /// The area.
        rect: Rect,
        /// Where it leads.
        target: PageTarget,
        /// What it says to those who hear it.
        label: String,
    },
}

/// Where a link on a page leads.
#[derive(Debug, Clone, PartialEq)]
pub enum PageTarget {
    /// Out of the document.
    Url(String),
    /// To a node that has an [`Anchor`].
    Node(NodeId),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_among_turned_things_lie_where_they_show() {
        let rect = Rect::new(5.0, 2.0, 30.0, 10.0);
        let target = PageTarget::Node(NodeId(1));
        let link = Item::Link { rect, target, label: String::new() };
        let at = Point { x: 50.0, y: 90.0 };
        let items = vec![Placed { node: None, item: link }];
        let turned = Placed { node: None, item: Item::Turned { at, items } };
        let size = Size { width: 100.0, height: 100.0 };
        let page = Page { size, label: String::new(), items: vec![turned] };
        let shown: Vec<Rect> = page.links().map(|(rect, ..)| rect).collect();
        assert_eq!(shown, [Rect::new(52.0, 55.0, 10.0, 30.0)]);
    }
}
