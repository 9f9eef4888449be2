//! Pages of an edition that runs from right to left. Input: lines of text, then whole pages, laid
//! out as if the first column stood at the left. Output: their mirror image, words still to be
//! read.
//!
//! Layout knows one direction alone: from the start of a line to its end. Once all stands in its
//! place every page is turned over as a whole: columns, margins, insets, labels and boxes. Lines of
//! text have been turned over in their measure before, so that they come to stand as they were set.

use crate::geometry::{Point, Pt, Rect};
use crate::pdf::pages::{PageItem, Placed};
use crate::typeset::{Line, Measure};

/// Turns a line over in its place between the margins; glyphs within a run stay unchanged.
pub(crate) fn line(line: &mut Line, n: usize, measure: &Measure) {
    let (inset, width) = measure.line(n);
    // The white beside a line that is set in is at its start, whichever side that is.
    line.x = inset + (inset + width) - line.x - line.width;
    for run in &mut line.runs {
        run.x = line.width - run.x - run.width();
    }
}

/// Turns all that stands on a page over.
pub(crate) fn page(items: &mut [Placed], width: Pt) {
    let turn = |rect: &mut Rect| rect.x = width - rect.right();
    for placed in items {
        match &mut placed.item {
            PageItem::Glyphs { at, run, .. } => {
                *at = Point { x: width - at.x - run.width(), y: at.y };
            }
            PageItem::Picture { frame, clip, .. } => {
                // The part of a picture that shows stays the same one.
                let within = clip.x - frame.x;
                turn(clip);
                frame.x = clip.x - within;
            }
            PageItem::Fill { rect, .. }
            | PageItem::Frame { rect, .. }
            | PageItem::Shade { rect, .. }
            | PageItem::Link { rect, .. } => turn(rect),
            PageItem::Turned { at, size, items } => {
                page(items, size.width);
                at.x = width - at.x - size.height;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Size;
    use crate::pdf::pages::Owner;
    use crate::theme::Color;

    #[test]
    fn a_line_set_in_twice_turned_stands_as_it_was_set() {
        // A line of 60 points that ends its measure of 100, set in by 20 at its start.
        let measure = Measure { first: vec![(20.0, 100.0)], rest: 120.0 };
        let mut set = Line { x: 60.0, width: 60.0, ..Line::default() };
        line(&mut set, 0, &measure);
        assert_eq!(set.x, 20.0);
        let rect = Rect::new(10.0 + set.x, 0.0, 60.0, 1.0);
        let mut items = vec![Placed {
            owner: Owner::Artifact,
            item: PageItem::Fill { rect, color: Color::BLACK },
        }];
        page(&mut items, 200.0);
        // On the page the measure reaches from 70 to 190, the white of 20 at its right.
        assert!(matches!(&items[0].item, PageItem::Fill { rect, .. } if rect.right() == 170.0));
    }

    #[test]
    fn a_turned_table_without_its_last_rule_stays_on_its_page() {
        let rect = Rect::new(0.0, 0.0, 60.0, 1.0);
        let fill =
            Placed { owner: Owner::Artifact, item: PageItem::Fill { rect, color: Color::BLACK } };
        let (at, size) = (Point { x: 10.0, y: 90.0 }, Size { width: 80.0, height: 30.0 });
        let turned = PageItem::Turned { at, size, items: vec![fill] };
        let mut items = vec![Placed { owner: Owner::Artifact, item: turned }];
        page(&mut items, 100.0);
        let PageItem::Turned { at, items, .. } = &items[0].item else { panic!("{items:?}") };
        assert_eq!(at.x, 60.0);
        assert!(matches!(&items[0].item, PageItem::Fill { rect, .. } if rect.x == 20.0));
    }
}
