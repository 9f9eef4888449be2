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
