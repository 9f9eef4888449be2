//! What on a page is marked as belonging together. Enters: a [`Page`]. Leaves: its [`Marks`], numbered in
//! the order of the page, which painting writes and the tree of tags refers to.
//!
//! Neighbours of one owner, one link and one kind share a mark. A hyphen that a line's end put into a
//! word has a mark of its own, so that those who read aloud can leave it out.

use super::pages::{Item, Owner, Page, Placed, turned};
use crate::geometry::{Point, Rect};
use crate::typeset::GlyphRun;

/// What is marked on a page.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Marks {
    /// The marks by their number on the page (MCID).
    pub marks: Vec<Mark>,
    /// The number of the mark that each thing on the page stands under, in the order of
    /// [`Page::placed`]; `None` for artifacts and links. The hyphen at the end of a glyph run stands
    /// under the next number.
    pub of_items: Vec<Option<usize>>,
}

/// A stretch of a page that is marked as belonging together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mark {
    /// What it belongs to.
    pub owner: Owner,
    /// The link it belongs to: its number among those of its owner, from 1; 0 for none.
    pub link: u16,
    /// What it is.
    pub kind: MarkKind,
}

/// What a marked stretch is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum MarkKind {
    /// Words.
    Words,
    /// A hyphen that a line's end put into a word.
    Hyphen,
    /// A picture, and where it shows.
    Picture(Rect),
    /// Lines and boxes that say something: a box that is ticked.
    Drawing,
}

impl Marks {
    /// Marks a page.
    pub fn of(page: &Page) -> Self {
        let mut marks = Marks::default();
        let mut open = None;
        for placed in &page.items {
            match &placed.item {
                Item::Turned { at, items } => {
                    open = None;
                    items.iter().for_each(|placed| marks.add(placed, Some(*at), &mut open));
                    open = None;
                }
                _ => marks.add(placed, None, &mut open),
            }
        }
        marks
    }

    /// Marks one thing; `open` is the mark that the thing before stands under.
    fn add(&mut self, placed: &Placed, at: Option<Point>, open: &mut Option<Mark>) {
        let Some((kind, link)) = kind_of(&placed.item, at) else {
            return self.of_items.push(None);
        };
        if placed.owner == Owner::Artifact {
            *open = None;
            return self.of_items.push(None);
        }
        let mark = Mark { owner: placed.owner, link, kind };
        if *open != Some(mark) {
            self.marks.push(mark);
            *open = Some(mark);
        }
        self.of_items.push(Some(self.marks.len() - 1));
        if matches!(&placed.item, Item::Glyphs { run, .. } if ends_in_hyphen(run)) {
            let hyphen = Mark { kind: MarkKind::Hyphen, ..mark };
            self.marks.push(hyphen);
            *open = Some(hyphen);
        }
    }
}

/// What a thing is, and its link; `None` for the areas of links, which are not painted.
fn kind_of(item: &Item, at: Option<Point>) -> Option<(MarkKind, u16)> {
    match item {
        Item::Glyphs { link, .. } => Some((MarkKind::Words, *link)),
        Item::Picture { clip, .. } => {
            let shown = at.map_or(*clip, |at| turned(*clip, at));
            Some((MarkKind::Picture(shown), 0))
        }
        Item::Fill { .. } | Item::Frame { .. } | Item::Shade { .. } => Some((MarkKind::Drawing, 0)),
        Item::Link { .. } | Item::Turned { .. } => None,
    }
}

/// Whether line breaking has put a hyphen at the end of a run.
pub fn ends_in_hyphen(run: &GlyphRun) -> bool {
    let last = run.glyphs.last().map(|glyph| glyph.text.start as usize..glyph.text.end as usize);
    last.and_then(|range| run.text.get(range)) == Some("\u{ad}")
}
