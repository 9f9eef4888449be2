//! From a page to its content stream. Input: a [`Page`], the faces' glyphs and the pictures that
//! are available. Output: PDF operators and the names of the resources they use.
//!
//! 1. [`glyphs`] finds what each face shows in the whole edition, so that subsets can be numbered
//!    once.
//! 2. [`marked_content`] finds what on a page belongs together.
//! 3. [`paint`] walks a page and writes operators ([`content`]); glyph runs are written by
//!    [`text`].
//!
//! Pages are painted without knowledge of each other, so they can be painted in any order, in
//! parallel, and come out the same. Only this module knows that PDF counts upwards from the foot of
//! the page.

mod content;
pub mod glyphs;
pub mod marked_content;
mod names;
mod text;

use std::collections::{BTreeMap, BTreeSet};

use self::content::{ContentStream, hundredths};
use self::marked_content::{FaceGlyphMap, MarkKind, MarkedItem, PageMarks};
use self::text::{TextState, actual_text};
use crate::geometry::{Point, Pt, Rect};
use crate::media::PictureId;
use crate::pdf::pages::{Page, PageItem, Placed};
use crate::theme::Color;
use crate::typeset::{FaceId, GlyphRun, SetGlyph};

pub use self::content::{Deflater, deflate};
pub use self::names::{Permille, font_name, picture_name, shade_name};

/// What pages may show besides plain boxes.
#[derive(Debug)]
pub struct Palette {
    /// The faces, by [`FaceId`].
    pub faces: FaceGlyphMap,
    /// The EXIF orientation (1 to 8) of every available picture.
    pub pictures: BTreeMap<PictureId, u8>,
}

/// A painted page.
#[derive(Debug)]
pub struct Painted {
    /// The content stream.
    pub content: Vec<u8>,
    /// The faces it uses; their resources are named by [`font_name`].
    pub faces: BTreeSet<FaceId>,
    /// The pictures it uses, by [`picture_name`].
    pub pictures: BTreeSet<PictureId>,
    /// The shades it uses, by [`shade_name`].
    pub shades: BTreeSet<Permille>,
}

/// The lines and the ground of a picture that is unavailable.
const PLACEHOLDER_LINE: Color = Color { r: 0x99, g: 0x99, b: 0x99 };
const PLACEHOLDER_GROUND: Color = Color { r: 0xf0, g: 0xf0, b: 0xf0 };

/// Paints a page under its marks.
pub fn paint(page: &Page, marks: &PageMarks, palette: &Palette) -> Painted {
    let mut painter = Painter {
        palette,
        height: page.size.height,
        content: ContentStream::default(),
        text: TextState::default(),
        glyphs: Vec::new(),
        marks,
        item_index: 0,
        parts: &marks.parts,
        open: None,
        faces: BTreeSet::new(),
        pictures: BTreeSet::new(),
        shades: BTreeSet::new(),
    };
    for placed in &page.items {
        painter.place(placed);
    }
    painter.finish()
}

/// A page being painted.
struct Painter<'a> {
    palette: &'a Palette,
    height: Pt,
    content: ContentStream,
    text: TextState,
    /// The glyphs of the run that is being painted.
    glyphs: Vec<SetGlyph>,
    marks: &'a PageMarks,
    /// How many things have been met, and the parts of those still to come.
    item_index: usize,
    parts: &'a [MarkedItem],
    open: Option<OpenContent>,
    faces: BTreeSet<FaceId>,
    pictures: BTreeSet<PictureId>,
    shades: BTreeSet<Permille>,
}

/// Marked content that is open.
#[derive(Debug, Clone, Copy, PartialEq)]
struct OpenContent {
    /// Its number on the page; `None` for an artifact.
    number: Option<usize>,
    /// Whether it is within a text object: the two must not overlap (ISO 32000-1, 14.6.1).
    in_text: bool,
}

impl Painter<'_> {
    fn place(&mut self, placed: &Placed) {
        if let PageItem::Turned { at, items, .. } = &placed.item {
            return self.turned(*at, items);
        }
        let own = self.parts.iter().take_while(|part| part.item == self.item_index).count();
        let (parts, others) = self.parts.split_at(own);
        (self.parts, self.item_index) = (others, self.item_index + 1);
        let Some(first) = parts.first() else { return };
        if !matches!(placed.item, PageItem::Glyphs { .. }) {
            self.mark(Some(OpenContent { number: first.mark, in_text: false }), None);
        }
        match &placed.item {
            PageItem::Glyphs { at, run, color, .. } => self.glyphs(*at, run, *color, parts),
            PageItem::Picture { picture, frame, clip, .. } => {
                match self.palette.pictures.get(picture) {
                    Some(&turn) => self.picture(*picture, turn, *frame, *clip),
                    None => self.placeholder(*clip),
                }
            }
            PageItem::Fill { rect, color } => {
                self.content.fill(*color);
                self.content.rect(*rect, self.height).op("f");
            }
            PageItem::Frame { rect, color, width } => {
                self.content.stroke(*color, *width);
                self.content.rect(*rect, self.height).op("S");
            }
            PageItem::Shade { rect, color, opacity } => {
                self.shade(*rect, *color, *opacity);
            }
            PageItem::Turned { .. } | PageItem::Link { .. } => {}
        }
    }

    /// Paints things in a space of their own, turned by a quarter to the left.
    fn turned(&mut self, at: Point, items: &[Placed]) {
        self.mark(None, None);
        self.content.op("q").raw("0 1 -1 0 ").pt(at.x).pt(self.height - at.y).op("cm");
        let outside = (self.height, self.text.clone(), self.content.pens());
        self.height = 0.0;
        for placed in items {
            self.place(placed);
        }
        self.mark(None, None);
        self.content.op("Q");
        (self.height, self.text) = (outside.0, outside.1);
        self.content.restore(outside.2);
    }

    /// Closes the mark that is open and opens another, unless it is the same. Its glyphs may say
    /// `actual`.
    fn mark(&mut self, wanted: Option<OpenContent>, actual: Option<&str>) {
        if wanted == self.open {
            return;
        }
        if self.open.is_some() {
            self.content.op("EMC");
        }
        match wanted {
            Some(OpenContent { in_text: true, .. }) => self.text.begin(&mut self.content),
            _ => self.text.end(&mut self.content),
        }
        match wanted.map(|stretch| stretch.number) {
            Some(Some(number)) => {
                let opening = self.opening(number, actual);
                self.content.raw(&opening);
            }
            Some(None) => {
                self.content.raw("/Artifact BMC\n");
            }
            None => {}
        }
        self.open = wanted;
    }

    /// The operator that opens a mark, tagged as what it would be if it stood alone.
    fn opening(&self, number: usize, actual: Option<&str>) -> String {
        let tag = match self.marks.marks.get(number).map(|mark| mark.kind) {
            Some(MarkKind::Picture(_)) => "Figure",
            Some(MarkKind::Words { reversed: true }) => "ReversedChars",
            Some(MarkKind::Words { reversed: false }) if actual.is_none() => "P",
            _ => "Span",
        };
        let actual = actual.map(actual_text).unwrap_or_default();
        format!("/{tag}<</MCID {number}{actual}>>BDC\n")
    }

    fn glyphs(&mut self, at: Point, run: &GlyphRun, color: Color, parts: &[MarkedItem]) {
        let Some(face) = self.palette.faces.get(&run.face) else { return };
        self.faces.insert(run.face);
        let origin = (hundredths(at.x), hundredths(self.height - at.y));
        run.glyphs.unpack(&mut self.glyphs);
        let mut pen = None;
        for part in parts {
            let (number, actual) = (part.mark, part.actual.as_deref());
            self.mark(Some(OpenContent { number, in_text: true }), actual);
            self.content.fill(color);
            let pen = pen.get_or_insert_with(|| self.text.start(&mut self.content, origin, run));
            // An artifact that says something else says it within its mark.
            let within = actual.filter(|_| number.is_none());
            if let Some(actual) = within {
                self.content.raw(&format!("/Span<<{}>>BDC\n", actual_text(actual)));
            }
            let all = (&self.glyphs[..], run.rtl);
            self.text.show(&mut self.content, all, part.glyphs.clone(), face, pen);
            if within.is_some() {
                self.content.op("EMC");
            }
        }
    }

    fn picture(&mut self, picture: PictureId, turn: u8, frame: Rect, clip: Rect) {
        let name = picture_name(picture);
        self.content.op("q");
        if clip != frame {
            self.content.rect(clip, self.height).op("W n");
        }
        for value in upright(turn, frame, self.height) {
            self.content.pt(value);
        }
        self.content.op("cm").name(&name).op("Do").op("Q");
        self.pictures.insert(picture);
    }

    fn placeholder(&mut self, rect: Rect) {
        self.content.fill(PLACEHOLDER_GROUND);
        self.content.rect(rect, self.height).op("f");
        self.content.stroke(PLACEHOLDER_LINE, 0.5);
        self.content.rect(rect, self.height).op("S");
    }

    /// A box of colour behind a soft mask. The mask is drawn on the unit square, so the box is too.
    fn shade(&mut self, rect: Rect, color: Color, opacity: f64) {
        let opacity = (opacity.clamp(0.0, 1.0) * 1000.0).round() as Permille;
        self.content.fill(color);
        self.content.op("q");
        for value in upright(1, rect, self.height) {
            self.content.pt(value);
        }
        self.content.op("cm").name(&shade_name(opacity)).op("gs").raw("0 0 1 1 re\nf\nQ\n");
        self.shades.insert(opacity);
    }

    fn finish(mut self) -> Painted {
        self.mark(None, None);
        Painted {
            content: self.content.finish(),
            faces: self.faces,
            pictures: self.pictures,
            shades: self.shades,
        }
    }
}

/// The matrix that takes the unit square, on which PDF draws a picture as stored, to `frame`,
/// turned as the EXIF orientation says (Exif 3.0, tag 274: where the stored first row and column
/// are to be).
fn upright(turn: u8, frame: Rect, page_height: Pt) -> [Pt; 6] {
    let (w, h) = (frame.width, frame.height);
    let (left, foot) = (frame.x, page_height - frame.bottom());
    let (right, top) = (left + w, foot + h);
    match turn {
        2 => [-w, 0.0, 0.0, h, right, foot],
        3 => [-w, 0.0, 0.0, -h, right, top],
        4 => [w, 0.0, 0.0, -h, left, top],
        5 => [0.0, -h, -w, 0.0, right, top],
        6 => [0.0, -h, w, 0.0, left, top],
        7 => [0.0, h, w, 0.0, left, foot],
        8 => [0.0, h, -w, 0.0, right, foot],
        _ => [w, 0.0, 0.0, h, left, foot],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Size;
    use crate::pdf::pages::Owner;

    #[test]
    fn what_is_turned_reads_upwards_and_leaves_colours_as_they_were() {
        let fill = |x: Pt, color| {
            let rect = Rect::new(x, 0.0, 30.0, 10.0);
            Placed { owner: Owner::Artifact, item: PageItem::Fill { rect, color } }
        };
        let at = Point { x: 50.0, y: 90.0 };
        let mut items = vec![fill(0.0, Color::BLACK)];
        let size = Size { width: 35.0, height: 10.0 };
        let turned = PageItem::Turned { at, size, items: vec![fill(5.0, Color::WHITE)] };
        items.push(Placed { owner: Owner::Artifact, item: turned });
        items.push(fill(1.0, Color::BLACK));
        let page = Page { size: Size { width: 100.0, height: 100.0 }, label: "1".into(), items };
        let palette = Palette { faces: BTreeMap::new(), pictures: BTreeMap::new() };
        let content = paint(&page, &PageMarks::new(&page, &palette.faces), &palette).content;
        let expected = "/Artifact BMC\n0 g\n0 90 30 10 re\nf\nEMC\n\
                        q\n0 1 -1 0 50 10 cm\n/Artifact BMC\n1 g\n5 -10 30 10 re\nf\nEMC\nQ\n\
                        /Artifact BMC\n1 90 30 10 re\nf\nEMC\n";
        assert_eq!(String::from_utf8_lossy(&content), expected);
    }
}
