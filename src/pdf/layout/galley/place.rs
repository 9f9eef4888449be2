//! From page making back to things on pages. Input: a galley and where its fragments stand. Output:
//! the pages' things.

use std::collections::BTreeSet;

use super::block::FragmentContent;
use super::model::SetGalley;
use crate::diagnostic::{Code, Diagnostics, Severity};
use crate::geometry::{Pt, Rect};
use crate::pdf::layout::columns::{ABOVE_NOTES, FragmentPosition, PagePlan};
use crate::pdf::layout::page_draft::PageDraft;
use crate::pdf::layout::page_geometry::PageGeometry;
use crate::pdf::layout::shift::translate;
use crate::pdf::pages::{Owner, PageItem, Placed};
use crate::theme::Theme;

/// Pages to be filled.
pub(crate) struct FillTarget<'s> {
    /// The page.
    pub(crate) geometry: &'s PageGeometry,
    /// The first page, and how much of it is taken above the columns.
    pub(crate) first: (PageDraft, Pt),
    /// The look of the rule above footnotes.
    pub(crate) theme: &'s Theme,
}

/// Puts a galley's parts, the first of which is `from`, where page making says.
pub(crate) fn place(
    galley: SetGalley,
    from: usize,
    solution: &PagePlan,
    places: FillTarget<'_>,
    diagnostics: &mut Diagnostics,
) -> Vec<PageDraft> {
    let FillTarget { geometry, first: (draft, opening), theme } = places;
    diagnostics.append(galley.diagnostics);
    let mut pages = PageFiller { geometry, opening, drafts: vec![draft] };
    for (n, block) in galley.blocks.into_iter().skip(from).enumerate() {
        let variant = solution.variants.get(n).copied().unwrap_or(0);
        let spots = solution.spots.get(n).map_or(&[][..], |spots| spots);
        let pieces = block.pieces(variant, diagnostics);
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
            let rule = rule(0.0, -ABOVE_NOTES * 0.5, geometry.column, theme);
            pages.put(
                FragmentContent { items: vec![rule], ..FragmentContent::default() },
                &placed.spot,
            );
        }
        let base = note.tops.get(from).copied().unwrap_or_default();
        for (n, piece) in pieces.iter().enumerate().take(to).skip(from) {
            let y = placed.spot.y + note.tops.get(n).copied().unwrap_or_default() - base;
            pages.put(piece.clone(), &FragmentPosition { y, ..placed.spot });
        }
    }
    pages.drafts
}

/// Reports a block of which not every piece has a place.
fn report_unequal(block: usize, (pieces, spots): (usize, usize), diagnostics: &mut Diagnostics) {
    diagnostics.add(
        Severity::Error,
        Code::NotPlaced,
        None,
        format!("block {block} has {pieces} pieces and {spots} places on its pages"),
        "this is a bug in offprint; please report it with the input",
    );
}

/// Pages in progress.
struct PageFiller<'s> {
    geometry: &'s PageGeometry,
    opening: Pt,
    drafts: Vec<PageDraft>,
}

impl PageFiller<'_> {
    fn put(&mut self, mut piece: FragmentContent, spot: &FragmentPosition) {
        while self.drafts.len() <= spot.page {
            self.drafts.push(PageDraft::default());
        }
        let head = if spot.page == 0 { self.geometry.snap(self.opening) } else { 0.0 };
        let (x, y) = (self.geometry.column_x(spot.column), self.geometry.area.y + head + spot.y);
        let Some(draft) = self.drafts.get_mut(spot.page) else { return };
        if spot.resumes {
            translate(&mut piece.head, x, y);
            draft.items.append(&mut piece.head);
        }
        translate(&mut piece.items, x, y);
        draft.items.append(&mut piece.items);
        draft.anchors.extend(piece.anchors.into_iter().map(|id| (id, y)));
    }
}

/// A short rule above notes.
pub(super) fn rule(x: Pt, y: Pt, width: Pt, theme: &Theme) -> Placed {
    let color = theme.text.accent;
    let rect = Rect::new(x, y, width / 3.0, theme.details.note_rule);
    Placed { owner: Owner::Artifact, item: PageItem::Fill { rect, color } }
}
