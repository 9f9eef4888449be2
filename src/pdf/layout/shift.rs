//! Moving what is placed. Input: items and a distance. Output: the items elsewhere.

use crate::geometry::{Point, Pt, Rect};
use crate::pdf::pages::{PageItem, Placed};

/// Moves placed things to the right and down.
pub(crate) fn translate(items: &mut [Placed], dx: Pt, dy: Pt) {
    let shift = |rect: &mut Rect| {
        rect.x += dx;
        rect.y += dy;
    };
    for placed in items {
        match &mut placed.item {
            PageItem::Glyphs { at, .. } | PageItem::Turned { at, .. } => {
                *at = Point { x: at.x + dx, y: at.y + dy }
            }
            PageItem::Picture { frame, clip, .. } => {
                shift(frame);
                shift(clip);
            }
            PageItem::Fill { rect, .. }
            | PageItem::Frame { rect, .. }
            | PageItem::Shade { rect, .. }
            | PageItem::Link { rect, .. } => shift(rect),
        }
    }
}
