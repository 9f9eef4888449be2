//! Pictures in a row. Input: a group's nodes and the room there is. Output: a [`SetFigure`]: rows
//! that fill the measure, the pictures of each equally high, captions below with their tops in
//! line.

use super::parts::{
    SetFigure, bottom, caption, natural_width, picture_of, placeholder, proportion, shown,
};
use crate::article::Lang;
use crate::edition::{Node, NodeContent};
use crate::geometry::{Pt, Rect, Size};
use crate::media::Pictures;
use crate::pdf::layout::context::LayoutContext;
use crate::pdf::layout::text::SetText;
use crate::pdf::pages::Placed;
use crate::theme::Role;

/// White between the pictures of a row.
const GAP: Pt = 6.0;
/// White between rows.
const ROW_GAP: Pt = 8.0;
/// The height that a row should have, as a part of the measure, and at most.
const IDEAL: (f64, Pt) = (0.42, 130.0);
/// The most that a picture is enlarged beyond the size it has on a screen.
const ENLARGED: f64 = 2.0;

/// Sets a group no larger than `room`; `part` of the size it would have.
pub(super) fn group(
    context: &mut LayoutContext<'_>,
    node: &Node,
    lang: &Lang,
    room: Size,
    part: f64,
) -> SetFigure {
    let NodeContent::Blocks(parts) = &node.content else { return SetFigure::default() };
    let figures: Vec<&Node> = parts.iter().filter(|part| part.role == Role::Figure).collect();
    let shares: Vec<f64> =
        figures.iter().map(|figure| proportion(figure, context.pictures)).collect();
    let shared = caption(&mut context.setter, node, lang, room.width);
    let below = shared.as_ref().map_or(0.0, |(text, above)| text.height() + above);
    let rows = rows(&shares, room.width);
    let mut set = SetFigure { anchors: vec![node.id], ..SetFigure::default() };
    set.anchors.extend(figures.iter().map(|figure| figure.id));
    let tallest = (room.height - below).max(room.height * 0.3) / rows.len().max(1) as f64 * part;
    let mut first = 0;
    for count in rows {
        let row = &figures[first..first + count];
        let y = if first > 0 { set.height + ROW_GAP } else { 0.0 };
        let height = row_height(row, &shares[first..first + count], context.pictures, room.width);
        let height = height.min(tallest);
        set.height = y + place_row(context, row, lang, (room.width, height, y), &mut set.items);
        first += count;
    }
    if let Some((text, above)) = shared {
        text.place(0.0, set.height + above, &mut set.items);
        set.height += above + text.height();
    }
    set
}

/// How many pictures each row has: the rows whose heights come nearest to the ideal one.
fn rows(shares: &[f64], width: Pt) -> Vec<usize> {
    if shares.is_empty() {
        return Vec::new();
    }
    let ideal = (width * IDEAL.0).min(IDEAL.1);
    let off = |row: &[f64]| (justified(row, width) / ideal).ln().powi(2);
    let mut best: Option<(f64, Vec<usize>)> = None;
    // A bit for each gap between pictures: whether a row ends there. Groups are small.
    for ends in 0..1u32 << shares.len().saturating_sub(1).min(12) {
        let mut counts = vec![1];
        for gap in 0..shares.len().saturating_sub(1) {
            match (ends >> gap.min(31) & 1, counts.last_mut()) {
                (0, Some(last)) => *last += 1,
                _ => counts.push(1),
            }
        }
        let mut at = 0;
        let total: f64 = counts
            .iter()
            .map(|count| {
                at += count;
                off(&shares[at - count..at])
            })
            .sum();
        let cost = total / counts.len() as f64;
        if best.as_ref().is_none_or(|(known, _)| cost < known - 1e-9) {
            best = Some((cost, counts));
        }
    }
    best.map(|(_, counts)| counts).unwrap_or_default()
}

/// The height at which pictures of these proportions fill a measure.
fn justified(shares: &[f64], width: Pt) -> Pt {
    let gaps = GAP * shares.len().saturating_sub(1) as f64;
    (width - gaps).max(1.0) / shares.iter().sum::<f64>().max(0.01)
}

/// The height of a row: that of the measure, but no picture far beyond its natural size.
fn row_height(row: &[&Node], shares: &[f64], pictures: &Pictures, width: Pt) -> Pt {
    let natural =
        row.iter().zip(shares).map(|(figure, share)| natural_width(figure, pictures) / share);
    justified(shares, width).min(natural.fold(0.0, Pt::max) * ENLARGED)
}

/// Places a row, `(width, height, y)`, and returns its height with its captions.
fn place_row(
    context: &mut LayoutContext<'_>,
    row: &[&Node],
    lang: &Lang,
    (width, height, y): (Pt, Pt, Pt),
    out: &mut Vec<Placed>,
) -> Pt {
    let widths: Vec<Pt> =
        row.iter().map(|figure| proportion(figure, context.pictures) * height).collect();
    let taken = widths.iter().sum::<Pt>() + GAP * row.len().saturating_sub(1) as f64;
    let mut x = (width - taken).max(0.0) / 2.0;
    let mut foot = y + height;
    let mut captions: Vec<(Pt, SetText, Pt)> = Vec::new();
    for (figure, width) in row.iter().zip(widths) {
        let frame = Rect::new(x, y, width, height);
        if let Some((used, id)) = picture_of(figure) {
            match used.picture {
                Some(picture) => out.push(shown(used, id, picture, frame)),
                None => {
                    let start = out.len();
                    placeholder(&mut context.setter, used, id, lang, frame, out);
                    foot = out[start..].iter().map(bottom).fold(foot, Pt::max);
                }
            }
        }
        captions.extend(
            caption(&mut context.setter, figure, lang, width).map(|(text, above)| (x, text, above)),
        );
        x += width + GAP;
    }
    let mut below = foot;
    for (x, text, above) in captions {
        text.place(x, foot + above, out);
        below = below.max(foot + above + text.height());
    }
    below - y
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_neither_flat_nor_tall() {
        let (wide, tall) = (1.5, 0.67);
        assert_eq!(rows(&[wide, wide], 240.0), [2]);
        assert_eq!(rows(&[tall, tall], 240.0), [2]);
        assert_eq!(rows(&[wide, tall], 240.0), [2]);
        assert_eq!(rows(&[tall, tall, tall], 240.0), [3]);
        assert_eq!(rows(&[wide, wide, wide], 460.0), [3]);
        assert_eq!(rows(&[wide, wide, wide, wide], 240.0), [2, 2]);
        assert_eq!(rows(&[wide; 6], 240.0).len(), 3);
        assert!(rows(&[], 240.0).is_empty());
    }
}
