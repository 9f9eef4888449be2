//! The interface between layout and painting. Output: [`Pages`], a small closed set of things
//! placed on sheets.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::article::Lang;
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

impl Pages {
    /// Whether a link leads anywhere: not to a node that stands on no page.
    pub fn leads(&self, target: &PageTarget) -> bool {
        match target {
            PageTarget::Url(_) => true,
            PageTarget::Node(node) => self.anchors.contains_key(node),
        }
    }

    /// Drops all that is painted; links and everything else about the pages are kept.
    pub fn forget_painted(&mut self) {
        for page in &mut self.pages {
            page.items.retain(|placed| {
                matches!(placed.item, PageItem::Link { .. } | PageItem::Turned { .. })
            });
            page.items.shrink_to_fit();
        }
    }
}

/// A place in the edition.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Anchor {
    /// Index into [`Pages::pages`].
    pub page: usize,
    /// Distance from the top of the page.
    pub y: Pt,
}

/// A bookmark.
#[derive(Debug, Clone, PartialEq, Serialize)]
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
            PageItem::Turned { items, .. } => items.iter(),
            _ => std::slice::from_ref(placed).iter(),
        })
    }

    /// The areas that lead somewhere, also those among what is turned.
    pub fn links(&self) -> impl Iterator<Item = PageLink<'_>> {
        self.items.iter().flat_map(|placed| {
            let (at, items) = match &placed.item {
                PageItem::Turned { at, items, .. } => (Some(*at), items.as_slice()),
                _ => (None, std::slice::from_ref(placed)),
            };
            items.iter().filter_map(move |placed| match &placed.item {
                PageItem::Link { rect, target, label, link } => {
                    let rect = at.map_or(*rect, |at| turned(*rect, at));
                    Some(PageLink { rect, target, label, owner: placed.owner, link: *link })
                }
                _ => None,
            })
        })
    }
}

/// Where a box shows that stands among things turned at a point: see [`PageItem::Turned`].
pub fn turned(rect: Rect, at: Point) -> Rect {
    Rect::new(at.x + rect.y, at.y - rect.right(), rect.height, rect.width)
}

/// An area of a page that leads somewhere.
#[derive(Debug, Clone, Copy)]
pub struct PageLink<'p> {
    /// Where it shows.
    pub rect: Rect,
    /// Where it leads.
    pub target: &'p PageTarget,
    /// Its text for screen readers.
    pub label: &'p str,
    /// What its words belong to.
    pub owner: Owner,
    /// Its number among the links of its owner; 0 where all of the owner's words lead there.
    pub link: u16,
}

/// A number below 400 in small roman numerals, as front matter is numbered.
pub fn lower_roman(mut n: usize) -> String {
    let signs = [
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    let mut text = String::new();
    for (value, sign) in signs {
        while n >= value {
            text.push_str(sign);
            n -= value;
        }
    }
    text
}

/// Something in its place.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Placed {
    /// What it belongs to.
    pub owner: Owner,
    /// What it is.
    pub item: PageItem,
}

/// What a thing on a page belongs to: screen readers get the content of a page by owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Owner {
    /// Nothing: running heads, folios, rules, tints, what is said a second time.
    Artifact,
    /// A node of the edition.
    Node(NodeId),
    /// A node of the edition, as its number or bullet: of a list item or a note.
    Label(NodeId),
    /// The cover: its lines count from 0.
    Cover(u16),
    /// The head of the contents.
    ContentsTitle,
    /// A part of the entry of a section or an article in the contents.
    Contents(NodeId, ContentsEntry),
    /// A fact beside this article: the reading time.
    Fact(NodeId),
    /// The head of the list of crossheads beside this article.
    InsideTitle(NodeId),
    /// The entry of a crosshead in that list.
    Inside(NodeId),
}

/// The parts of an entry in the contents, in the order they are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ContentsEntry {
    /// The page it begins on.
    Folio,
    /// The headline, or the name of a section.
    Headline,
    /// The sentence under the headline.
    Standfirst,
}

impl Owner {
    /// The node of the edition whose words, picture or label it is.
    pub fn node(self) -> Option<NodeId> {
        match self {
            Owner::Node(node) | Owner::Label(node) => Some(node),
            _ => None,
        }
    }
}

/// What can stand on a page.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum PageItem {
    /// Glyphs, with the baseline's start at `at` ([`GlyphRun::x`] is already in it).
    Glyphs {
        /// Start of the baseline.
        at: Point,
        /// The glyphs; `rise` still to be applied.
        run: GlyphRun,
        /// Their colour.
        color: Color,
        /// The link they belong to: its number among those of its owner from 1; 0 for none.
        link: u16,
        /// Their language, where it is not that of their owner.
        lang: Option<Lang>,
    },
    /// A picture, scaled into `frame` and cut to `clip`.
    Picture {
        /// The picture.
        picture: PictureId,
        /// Where the whole picture would stand.
        frame: Rect,
        /// The part of it that shows; the same as `frame` for all of it.
        clip: Rect,
        /// Alternative text.
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
        /// Where their origin comes to stand: what is to the right of it goes up, what is below
        /// goes to the right.
        at: Point,
        /// How far they reach to the right and down, before they are turned.
        size: Size,
        /// The things, from (0, 0).
        items: Vec<Placed>,
    },
    /// An area that leads somewhere.
    Link {
        /// The area.
        rect: Rect,
        /// Where it leads.
        target: PageTarget,
        /// Its text for screen readers.
        label: String,
        /// Its number among the links of its owner, from 1; 0 where all of the owner's words lead
        /// there.
        link: u16,
    },
}

/// Where a link on a page leads.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
        let link = PageItem::Link { rect, target, label: String::new(), link: 0 };
        let at = Point { x: 50.0, y: 90.0 };
        let items = vec![Placed { owner: Owner::Artifact, item: link }];
        let size = Size { width: 100.0, height: 100.0 };
        let turned = Placed { owner: Owner::Artifact, item: PageItem::Turned { at, size, items } };
        let page = Page { size, label: String::new(), items: vec![turned] };
        let shown: Vec<Rect> = page.links().map(|link| link.rect).collect();
        assert_eq!(shown, [Rect::new(52.0, 55.0, 10.0, 30.0)]);
    }
}
