//! What on a page is marked as belonging together. Input: a [`Page`] and what its faces' glyphs
//! say. Output: its [`PageMarks`], numbered in the order of the page, which painting writes and the
//! tree of tags refers to.
//!
//! Neighbours of one owner, one link, one language and one kind share a mark. Apart are hyphens
//! that ends of lines put into words, so that those who read aloud can leave them out, and glyphs
//! that stand for another text than their face states, so that they can say it. Marks are never
//! nested: readers lose count.

use std::collections::BTreeMap;
use std::ops::Range;

use super::glyphs::{FaceGlyphs, clusters};
use crate::article::Lang;
use crate::geometry::{Point, Rect};
use crate::pdf::pages::{Owner, Page, PageItem, Placed, turned};
use crate::typeset::{FaceId, GlyphRun, SetGlyph};

/// What is marked on a page.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PageMarks {
    /// The marks by their number on the page (MCID).
    pub marks: Vec<MarkedContent>,
    /// The languages of those that are not in that of their owner, by the same number.
    pub langs: BTreeMap<usize, Lang>,
    /// All that is painted, in order: each thing whole, glyph runs cut where marks part them.
    pub parts: Vec<MarkedItem>,
}

/// A stretch of a page that is marked as belonging together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MarkedContent {
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
    Words {
        /// Whether their glyphs come in the order of the line, from the last letter to the first.
        reversed: bool,
    },
    /// A hyphen that a line's end put into a word.
    Hyphen,
    /// A picture, and where it shows.
    Picture(Rect),
    /// Lines and boxes that say something: a box that is ticked.
    Drawing,
}

/// A thing on a page, or a part of a glyph run.
#[derive(Debug, Clone, PartialEq)]
pub struct MarkedItem {
    /// Which of [`Page::placed`].
    pub item: usize,
    /// The glyphs of a run; empty for other things.
    pub glyphs: Range<usize>,
    /// The number of the mark it stands under; `None` for artifacts.
    pub mark: Option<usize>,
    /// The text to be found instead of the one that the glyphs' face states.
    pub actual: Option<String>,
}

/// The faces' glyphs, by [`FaceId`]; of a face that is not among them every text is taken as
/// stated.
pub type FaceGlyphMap = BTreeMap<FaceId, FaceGlyphs>;

impl PageMarks {
    /// The same, without private letters as text to be found: PDF/A-4 (6.2.10.8) and PDF/UA-2
    /// (8.4.3) take none, PDF/A-2 wants the ones that were written.
    pub fn without_private(mut self) -> Self {
        for text in self.parts.iter_mut().filter_map(|part| part.actual.as_mut()) {
            *text = text.replace(is_private, "\u{fffd}");
        }
        self
    }

    /// Marks a page.
    pub fn new(page: &Page, faces: &FaceGlyphMap) -> Self {
        let mut marker = MarksBuilder {
            faces,
            marks: PageMarks::default(),
            glyphs: Vec::new(),
            open: None,
            lang: None,
            item_index: 0,
        };
        for placed in &page.items {
            match &placed.item {
                PageItem::Turned { at, items, .. } => {
                    marker.open = None;
                    items.iter().for_each(|placed| marker.add(placed, Some(*at)));
                    marker.open = None;
                }
                _ => marker.add(placed, None),
            }
        }
        marker.marks
    }
}

/// Marked content being built.
struct MarksBuilder<'f, 'p> {
    faces: &'f FaceGlyphMap,
    marks: PageMarks,
    /// The glyphs of the run that was met last.
    glyphs: Vec<SetGlyph>,
    /// The mark that the thing before stands under.
    open: Option<MarkedContent>,
    /// The language of the words that were met last, where they have one of their own.
    lang: Option<&'p Lang>,
    /// How many things have been met.
    item_index: usize,
}

impl<'p> MarksBuilder<'_, 'p> {
    /// Marks one thing; one that is turned stands at a point.
    fn add(&mut self, placed: &'p Placed, at: Option<Point>) {
        let owner = placed.owner;
        match &placed.item {
            PageItem::Glyphs { run, link, lang, .. } => {
                self.speak(lang.as_ref());
                let kind = MarkKind::Words { reversed: run.rtl };
                self.run(run, MarkedContent { owner, link: *link, kind });
            }
            PageItem::Picture { clip, .. } => {
                self.speak(None);
                let shown = at.map_or(*clip, |at| turned(*clip, at));
                self.part(
                    0..0,
                    MarkedContent { owner, link: 0, kind: MarkKind::Picture(shown) },
                    None,
                );
            }
            PageItem::Fill { .. } | PageItem::Frame { .. } | PageItem::Shade { .. } => {
                self.speak(None);
                self.part(0..0, MarkedContent { owner, link: 0, kind: MarkKind::Drawing }, None);
            }
            // The areas of links are not painted.
            PageItem::Link { .. } | PageItem::Turned { .. } => {}
        }
        self.item_index += 1;
    }

    /// Ends the open mark where the language changes.
    fn speak(&mut self, lang: Option<&'p Lang>) {
        if self.lang != lang {
            (self.lang, self.open) = (lang, None);
        }
    }

    /// Marks a glyph run, its parts in the order they are read.
    fn run(&mut self, run: &GlyphRun, mark: MarkedContent) {
        run.glyphs.unpack(&mut self.glyphs);
        let mut cuts = self.cuts(run, mark.owner != Owner::Artifact);
        if run.rtl {
            cuts.reverse();
        }
        for (glyphs, cut) in cuts {
            match cut {
                GlyphRunPart::Stated => self.part(glyphs, mark, None),
                GlyphRunPart::Actual(text) => self.part(glyphs, mark, Some(text)),
                GlyphRunPart::Hyphen => {
                    self.part(glyphs, MarkedContent { kind: MarkKind::Hyphen, ..mark }, None)
                }
            }
        }
    }

    /// Cuts a glyph run where its text differs from what the face's glyphs state. Neighbours that
    /// differ stay together up to the end of their word, but not from right to left, where a text
    /// and its glyphs run against each other.
    fn cuts(&self, run: &GlyphRun, hyphens: bool) -> Vec<(Range<usize>, GlyphRunPart)> {
        let face = self.faces.get(&run.face);
        let glyphs = &self.glyphs;
        let mut cuts: Vec<(Range<usize>, GlyphRunPart)> = Vec::new();
        for cluster in clusters(run, glyphs) {
            let (start, end) = (cluster.start, cluster.end);
            if hyphens && end == glyphs.len() && ends_in_hyphen(glyphs, &run.text) {
                cuts.push((start..end, GlyphRunPart::Hyphen));
                continue;
            }
            let stated = face.is_none_or(|face| cluster.is_stated(glyphs, face));
            match cuts.last_mut() {
                Some((glyphs, GlyphRunPart::Stated)) if stated => glyphs.end = end,
                Some((glyphs, GlyphRunPart::Actual(text)))
                    if !stated && !run.rtl && cluster.text != " " && text != " " =>
                {
                    glyphs.end = end;
                    text.push_str(cluster.text);
                }
                _ if stated => cuts.push((start..end, GlyphRunPart::Stated)),
                _ => cuts.push((start..end, GlyphRunPart::Actual(cluster.text.to_string()))),
            }
        }
        cuts
    }
    /// Adds a part under a mark: the one that is open if it is the same, unless it says another
    /// text.
    fn part(&mut self, glyphs: Range<usize>, mark: MarkedContent, actual: Option<String>) {
        let artifact = mark.owner == Owner::Artifact;
        if !artifact && (self.open != Some(mark) || actual.is_some()) {
            self.marks.langs.extend(self.lang.map(|lang| (self.marks.marks.len(), lang.clone())));
            self.marks.marks.push(mark);
        }
        let number = (!artifact).then(|| self.marks.marks.len() - 1);
        self.open = Some(mark).filter(|_| !artifact && actual.is_none());
        self.marks.parts.push(MarkedItem { item: self.item_index, glyphs, mark: number, actual });
    }
}

/// What a part of a glyph run is.
enum GlyphRunPart {
    /// Glyphs whose face states their text.
    Stated,
    /// Glyphs that stand for this text.
    Actual(String),
    /// A hyphen that a line's end put into a word.
    Hyphen,
}

/// Whether line breaking has put a hyphen at the end of a run.
fn ends_in_hyphen(glyphs: &[SetGlyph], text: &str) -> bool {
    let last = glyphs.last().map(|glyph| glyph.text.start as usize..glyph.text.end as usize);
    last.and_then(|range| text.get(range)) == Some("\u{ad}")
}

/// Whether a letter means what its writers agree on, and to others nothing (Unicode, 23.5).
pub fn is_private(letter: char) -> bool {
    matches!(letter, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{ffffd}' | '\u{100000}'..='\u{10fffd}')
}
