//! From page making back to things on pages. Enters: a galley and where its slices stand. Leaves: the
//! pages' things.

use std::collections::BTreeSet;

use super::{Galley, Piece, notes};
use crate::diagnostic::{Code, Diagnostics, Severity};
use crate::geometry::{Point, Pt, Rect};
use crate::pdf::layout::article::Leaf;
use crate::pdf::layout::columns::{ABOVE_NOTES, Solution, Spot};
use crate::pdf::layout::sheet::Sheet;
use crate::pdf::pages::{Item, Placed};
use crate::theme::Color;

/// Pages to be filled.
pub(crate) struct Places<'s> {
    /// The page.
    pub(crate) sheet: &'s Sheet,
    /// The first page, and how much of it is taken above the columns.
    pub(crate) first: (Leaf, Pt),
    /// The colour of the rule above footnotes.
    pub(crate) accent: Color,
}

/// Puts a galley's parts, the first of which is `from`, where page making says.
pub(crate) fn place(
    galley: Galley<'_>,
    from: usize,
    solution: &Solution,
    places: Places<'_>,
    diagnostics: &mut Diagnostics,
) -> Vec<Leaf> {
    let Places { sheet, first: (leaf, opening), accent } = places;
    diagnostics.append(galley.diagnostics);
    let mut pages = Pages { sheet, opening, leaves: vec![leaf] };
    for (n, block) in galley.blocks.into_iter().skip(from).enumerate() {
        let setting = solution.settings.get(n).copied().unwrap_or(0);
        let spots = solution.spots.get(n).map_or(&[][..], |spots| spots);
        let pieces = block.pieces(setting, diagnostics);
        if pieces.len() != spots.len() {
            report_unequal(n + from, (pieces.len(), spots.len()), diagnostics);
        }
        for (piece, spot) in pieces.into_iter().zip(spots) {
            pages.put(piece, spot);
        }
    }
    let mut ruled = BTreeSet::new();
    for placed in &solution.notes {
        let Some((note, pieces)) = galley.notes.get(placed.note) else { continue };
        let (from, to) = placed.pieces;
        if ruled.insert((placed.spot.page, placed.spot.column)) {
            let rule = notes::rule(0.0, -ABOVE_NOTES * 0.5, sheet.column, accent);
            pages.put(Piece { items: vec![rule], ..Piece::default() }, &placed.spot);
        }
        let base = note.tops.get(from).copied().unwrap_or_default();
        for (n, piece) in pieces.iter().enumerate().take(to).skip(from) {
            let y = placed.spot.y + note.tops.get(n).copied().unwrap_or_default() - base;
            pages.put(piece.clone(), &Spot { y, ..placed.spot });
        }
    }
    pages.leaves
}

/// Reports a block of which not every piece has a place.
fn report_unequal(block: usize, (pieces, spots): (usize, usize), diagnostics: &mut Diagnostics) {
    diagnostics.add(
        Severity::Error,
        Code::NotPlaced,
        None,
        format!("block {block} has {pieces} pieces and {spots} places on its pages"),
        "this is a fault in offprint; please report it with the input",
    );
}

/// Pages under way.
struct Pages<'s> {
    sheet: &'s Sheet,
    opening: Pt,
    leaves: Vec<Leaf>,
}

impl Pages<'_> {
    fn put(&mut self, mut piece: Piece, spot: &Spot) {
        while self.leaves.len() <= spot.page {
            self.leaves.push(Leaf::default());
        }
        let head = if spot.page == 0 { self.sheet.snap(self.opening) } else { 0.0 };
        let (x, y) = (self.sheet.column_x(spot.column), self.sheet.area.y + head + spot.y);
        let Some(leaf) = self.leaves.get_mut(spot.page) else { return };
        if spot.resumes {
            translate(&mut piece.head, x, y);
            leaf.items.append(&mut piece.head);
        }
        translate(&mut piece.items, x, y);
        leaf.items.append(&mut piece.items);
        leaf.anchors.extend(piece.anchors.into_iter().map(|id| (id, y)));
    }
}

/// Moves placed things to the right and down.
pub(crate) fn translate(items: &mut [Placed], dx: Pt, dy: Pt) {
    let shift = |rect: &mut Rect| {
        rect.x += dx;
        rect.y += dy;
    };
    for placed in items {
        match &mut placed.item {
            Item::Glyphs { at, .. } | Item::Turned { at, .. } => {
                *at = Point { x: at.x + dx, y: at.y + dy }
            }
            Item::Picture { frame, clip, .. } => {
                shift(frame);
                shift(clip);
            }
            Item::Fill { rect, .. }
            | Item::Frame { rect, .. }
            | Item::Shade { rect, .. }
            | Item::Link { rect, .. } => shift(rect),
        }
    }
}
