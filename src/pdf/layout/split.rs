//! Things too tall for a column, divided. Input: things below one another. Output: fragments of
//! them, cut in the white between lines, so that nothing is cut through.

use super::shift::translate;
use crate::geometry::Pt;
use crate::pdf::pages::{PageItem, Placed};

/// How far letters reach above and below their baseline, as a part of their size.
const ABOVE: f64 = 0.7;
const BELOW: f64 = 0.2;

/// A fragment: its height, and what it shows from (0, 0).
pub(super) type SplitPart = (Pt, Vec<Placed>);

/// Divides things of a given height wherever a line of white goes through them.
pub(super) fn split(items: Vec<Placed>, height: Pt) -> Vec<SplitPart> {
    let cuts = split_points(&items);
    let tops: Vec<Pt> = std::iter::once(0.0).chain(cuts.iter().copied()).collect();
    let ends = cuts.iter().copied().chain([height]);
    let mut fragments: Vec<SplitPart> =
        tops.iter().zip(ends).map(|(top, end)| (end - top, Vec::new())).collect();
    for placed in items {
        let (top, foot) = extent(&placed.item);
        let at = cuts.partition_point(|cut| *cut <= (top + foot) / 2.0);
        if let (Some((_, fragment)), Some(top)) = (fragments.get_mut(at), tops.get(at)) {
            let mut moved = [placed];
            translate(&mut moved, 0.0, -top);
            fragment.extend(moved);
        }
    }
    fragments
}

/// The middle of each line of white between things.
fn split_points(items: &[Placed]) -> Vec<Pt> {
    let mut extents: Vec<(Pt, Pt)> = items
        .iter()
        .filter(|placed| !matches!(placed.item, PageItem::Link { .. }))
        .map(|placed| extent(&placed.item))
        .collect();
    extents.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut cuts = Vec::new();
    let mut foot = extents.first().map_or(0.0, |first| first.1);
    for (top, end) in extents {
        if top > foot {
            cuts.push((foot + top) / 2.0);
        }
        foot = foot.max(end);
    }
    cuts
}

/// The top and the foot of a thing.
fn extent(item: &PageItem) -> (Pt, Pt) {
    match item {
        PageItem::Glyphs { at, run, .. } => {
            (at.y - run.rise - ABOVE * run.size, at.y - run.rise + BELOW * run.size)
        }
        PageItem::Picture { clip: rect, .. }
        | PageItem::Fill { rect, .. }
        | PageItem::Frame { rect, .. }
        | PageItem::Shade { rect, .. }
        | PageItem::Link { rect, .. } => (rect.y, rect.bottom()),
        PageItem::Turned { at, .. } => (at.y, at.y),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Rect;
    use crate::pdf::pages::Owner;
    use crate::theme::Color;

    #[test]
    fn things_are_cut_where_nothing_stands() {
        let fill = |y, height| {
            let rect = Rect::new(0.0, y, 10.0, height);
            Placed { owner: Owner::Artifact, item: PageItem::Fill { rect, color: Color::BLACK } }
        };
        // The second reaches below the third; white is left before the fourth alone.
        let fragments = split(vec![fill(0.0, 10.0), fill(14.0, 20.0), fill(20.0, 4.0)], 40.0);
        let heights: Vec<Pt> = fragments.iter().map(|fragment| fragment.0).collect();
        assert_eq!(heights, [12.0, 28.0]);
        assert_eq!(fragments.iter().map(|fragment| fragment.1.len()).collect::<Vec<_>>(), [1, 2]);
        assert_eq!(extent(&fragments[1].1[0].item), (2.0, 22.0));
    }
}
