//! A box as it is shown. Input: what it holds, row by row. Output: its fragments, each with its part
//! of the ground.

use super::block::{BlockContent, BoxContent, FragmentContent, GalleyBlock, Ground};
use crate::diagnostic::Diagnostics;
use crate::geometry::{Pt, Rect};
use crate::pdf::layout::columns::{FORBIDDEN, Float, FlowBlock, Fragment, Variant};
use crate::pdf::layout::shift::translate;
use crate::pdf::pages::{Owner, PageItem, Placed};
use crate::theme::Color;

impl BoxContent {
    /// The box as a part: whole where it is no longer than `longest`; `within` another it never
    /// moves.
    pub(super) fn block(
        mut self,
        mut fragments: Vec<Fragment>,
        space: Pt,
        keep_with_previous: bool,
        longest: Pt,
        within: bool,
    ) -> GalleyBlock {
        let height: Pt = fragments.iter().map(|fragment| fragment.height).sum();
        self.whole = height <= longest;
        if self.whole {
            let notes = fragments.iter().map(|fragment| fragment.notes).sum();
            fragments = vec![Fragment { height, grid: true, notes, ..Fragment::default() }];
        }
        if let Some(first) = fragments.first_mut() {
            first.space = space;
            first.break_before = if keep_with_previous { FORBIDDEN } else { 0.0 };
        }
        let float =
            if self.whole && !keep_with_previous && !within { Float::Column } else { Float::No };
        if float != Float::No {
            fragments.iter_mut().for_each(|fragment| fragment.notes = 0);
        }
        let variant = Variant { longer: 0, cost: 0.0, fragments };
        let part = FlowBlock { float, late: 0.0, variants: vec![variant] };
        GalleyBlock { part, matter: BlockContent::Boxed(Box::new(self)) }
    }

    /// What each fragment shows.
    pub(super) fn pieces(self, diagnostics: &mut Diagnostics) -> Vec<FragmentContent> {
        let Ground { x, width, color, rule, thickness } = self.ground;
        let inner = self.parts.into_iter().flat_map(|part| part.pieces(0, diagnostics));
        let mut pieces: Vec<FragmentContent> = Vec::new();
        let count = self.rows.len();
        let mut y = 0.0;
        for (n, (mut piece, row)) in inner.zip(&self.rows).enumerate() {
            translate(&mut piece.items, 0.0, y + row.above);
            // Slices overlap a little, so that no line of paper shows between them.
            let overlap = if n + 1 < count { 0.2 } else { 0.0 };
            let rect = Rect::new(x, y, width, row.height + overlap);
            let mut ground: Vec<Placed> =
                color.map(|color| fill(rect, color)).into_iter().collect();
            if n == 0 {
                ground.push(fill(Rect::new(x, 0.0, width, thickness), rule));
                piece.anchors.extend(&self.anchors);
            }
            piece.items.splice(0..0, ground);
            match pieces.first_mut().filter(|_| self.whole) {
                Some(first) => {
                    first.items.append(&mut piece.items);
                    first.anchors.append(&mut piece.anchors);
                }
                None => pieces.push(piece),
            }
            if self.whole {
                y += row.height;
            }
        }
        pieces
    }
}

pub(super) fn fill(rect: Rect, color: Color) -> Placed {
    Placed { owner: Owner::Artifact, item: PageItem::Fill { rect, color } }
}
