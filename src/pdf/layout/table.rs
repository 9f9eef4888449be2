//! Tables. Enters: a [`Table`] and the room there is. Leaves: a [`Block`] of a slice a row, or of one for a
//! table that goes across the page.

use super::columns::{FORBIDDEN, Float, Slice};
use super::galley::{Block, Piece};
use super::text::{Copy, SetText, Setter};
use crate::article::{ColumnAlign, Lang};
use crate::edition::{Content, Node, Run, Table};
use crate::geometry::{Pt, Rect};
use crate::pdf::pages::{Item, Placed};
use crate::theme::{Align, Color, Role, Style};
use crate::typeset::Measure;

/// White between the columns of a table.
const GAP: Pt = 8.0;
/// White above and below the text of a cell.
const PADDING: Pt = 2.6;
/// The line between rows.
const HAIRLINE: Color = Color { r: 0xc4, g: 0xc0, b: 0xba };
/// Demerits of dividing a table between its rows.
const DIVIDED: f64 = 20.0;
/// The smallest that a table is made to fit, as a part of its size.
const SMALLEST: f64 = 0.7;

/// The room for a table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Room {
    /// Width of the column it stands in.
    pub(crate) column: Pt,
    /// Width of the page.
    pub(crate) page: Pt,
    /// Height of the page.
    pub(crate) height: Pt,
}

/// Sets a table: in its column if its words fit, else across the page, else smaller.
pub(crate) fn table(setter: &mut Setter<'_>, content: &Table, lang: &Lang, room: Room) -> Block {
    let theme = setter.theme;
    let head = theme.style(Role::TableHead).clone();
    let cell = theme.style(Role::TableCell).clone();
    let sizes = column_sizes(setter, content, lang, &head, &cell);
    let gaps = GAP * content.columns.len().saturating_sub(1) as f64;
    let least: Pt = sizes.iter().map(|(least, _)| least).sum::<Pt>() + gaps;
    let (width, across) = match least <= room.column || room.page <= room.column {
        true => (room.column, false),
        false => (room.page, true),
    };
    let scale = (width / least.max(1.0)).clamp(SMALLEST, 1.0);
    let (head, cell) = (scaled(&head, scale), scaled(&cell, scale));
    let sizes: Vec<(Pt, Pt)> =
        sizes.into_iter().map(|(least, natural)| (least * scale, natural * scale)).collect();
    let widths = share(&sizes, width - gaps);
    let rows = rows(setter, content, lang, &head, &cell, &widths, width);
    if across {
        let height: Pt = rows.iter().map(|(slice, _)| slice.height).sum();
        if height <= room.height * 0.7 {
            return in_one_piece(rows);
        }
    }
    let (slices, pieces) = rows.into_iter().unzip();
    Block::fixed(Float::No, slices, pieces)
}

fn scaled(style: &Style, scale: f64) -> Style {
    Style { size: style.size * scale, leading: style.leading * scale, ..style.clone() }
}

/// The least and the natural width of every column.
fn column_sizes(
    setter: &mut Setter<'_>,
    content: &Table,
    lang: &Lang,
    head: &Style,
    cell: &Style,
) -> Vec<(Pt, Pt)> {
    let mut sizes: Vec<(Pt, Pt)> = vec![(8.0, 8.0); content.columns.len()];
    let rows =
        std::iter::once((&content.head, head)).chain(content.rows.iter().map(|row| (row, cell)));
    for (row, style) in rows {
        for (size, node) in sizes.iter_mut().zip(row) {
            let (least, natural) =
                setter.widths(Copy { runs: runs(node), style, lang, node: Some(node.id) });
            *size = (size.0.max(least + 0.5), size.1.max(natural + 0.5));
        }
    }
    sizes
}

fn runs(node: &Node) -> &[Run] {
    match &node.content {
        Content::Text(runs) => runs,
        _ => &[],
    }
}

/// Shares a width among columns: each its least, the rest by what they would like to have.
fn share(sizes: &[(Pt, Pt)], width: Pt) -> Vec<Pt> {
    let least: Pt = sizes.iter().map(|size| size.0).sum();
    let wanted: Pt = sizes.iter().map(|size| size.1 - size.0).sum();
    let spare = (width - least).max(0.0);
    let part = if wanted > 0.0 { (spare / wanted).min(1.0) } else { 0.0 };
    let over = (spare - wanted).max(0.0) / sizes.len().max(1) as f64;
    sizes.iter().map(|(least, natural)| least + (natural - least) * part + over).collect()
}

/// A slice a row, hairlines between, a rule above and below; the head is repeated where a column begins.
fn rows(
    setter: &mut Setter<'_>,
    content: &Table,
    lang: &Lang,
    head: &Style,
    cell: &Style,
    widths: &[Pt],
    width: Pt,
) -> Vec<(Slice, Piece)> {
    let accent = setter.theme.text.accent;
    let has_head = !content.head.is_empty();
    let all: Vec<(&Vec<Node>, &Style)> = std::iter::once((&content.head, head))
        .filter(|_| has_head)
        .chain(content.rows.iter().map(|row| (row, cell)))
        .collect();
    let count = all.len();
    let mut set: Vec<(Slice, Piece)> = Vec::new();
    for (n, (row, style)) in all.into_iter().enumerate() {
        let (mut slice, mut piece) = one_row(setter, content, row, style, lang, widths);
        if n == 0 {
            piece.items.insert(0, rule(0.0, width, 0.8, accent));
        }
        let (thick, color) = match () {
            () if n + 1 == count => (0.8, accent),
            () if n == 0 && has_head => (0.5, accent),
            () => (0.3, HAIRLINE),
        };
        piece.items.push(rule(slice.height - thick, width, thick, color));
        let tied = n == 1 || n > 0 && n + 1 == count;
        slice.break_before = match n {
            _ if tied => FORBIDDEN,
            0 => 0.0,
            _ => DIVIDED,
        };
        if let Some((head, shown)) = set.first().filter(|_| has_head && n > 1) {
            slice.head = head.height;
            piece.head = repeated(shown, head.height);
        }
        set.push((slice, piece));
    }
    set
}

/// A head that stands above a row once more: silent, for its words have been said.
fn repeated(head: &Piece, height: Pt) -> Vec<Placed> {
    let mut items: Vec<Placed> = head
        .items
        .iter()
        .filter(|placed| !matches!(placed.item, Item::Link { .. }))
        .map(|placed| Placed { node: None, item: placed.item.clone() })
        .collect();
    super::galley::translate(&mut items, 0.0, -height);
    items
}

fn rule(y: Pt, width: Pt, height: Pt, color: Color) -> Placed {
    Placed { node: None, item: Item::Fill { rect: Rect::new(0.0, y, width, height), color } }
}

fn one_row(
    setter: &mut Setter<'_>,
    content: &Table,
    row: &[Node],
    style: &Style,
    lang: &Lang,
    widths: &[Pt],
) -> (Slice, Piece) {
    let mut items = Vec::new();
    let mut height: Pt = style.leading;
    let mut x = 0.0;
    for ((node, width), align) in row.iter().zip(widths).zip(&content.columns) {
        let align = match align {
            ColumnAlign::Auto | ColumnAlign::Left => Align::Left,
            ColumnAlign::Center => Align::Center,
            ColumnAlign::Right => Align::Right,
        };
        let style = Style { align, ..style.clone() };
        let copy = Copy { runs: runs(node), style: &style, lang, node: Some(node.id) };
        let text: SetText = setter.set(copy, &Measure::even(*width), 0.0);
        text.place(x, PADDING, &mut items);
        height = height.max(text.height());
        x += width + GAP;
    }
    let slice = Slice { height: height + 2.0 * PADDING, ..Slice::default() };
    let anchors = row.iter().map(|node| node.id).collect();
    (slice, Piece { items, anchors, head: Vec::new() })
}

/// All rows in one piece that goes across the page.
fn in_one_piece(rows: Vec<(Slice, Piece)>) -> Block {
    let (mut slice, mut piece) = (Slice::default(), Piece::default());
    for (row, mut shown) in rows {
        super::galley::translate(&mut shown.items, 0.0, slice.height);
        slice.height += row.height;
        piece.items.append(&mut shown.items);
        piece.anchors.append(&mut shown.anchors);
    }
    Block::fixed(Float::Across(usize::MAX), vec![slice], vec![piece])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_share_what_is_left_by_their_wants() {
        assert_eq!(share(&[(10.0, 10.0), (10.0, 50.0)], 40.0), [10.0, 30.0]);
        assert_eq!(share(&[(10.0, 20.0), (10.0, 20.0)], 60.0), [30.0, 30.0]);
    }
}
