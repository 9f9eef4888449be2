//! Tables. Enters: a [`Table`] and the room there is. Leaves: [`Block`]s: of a slice a row where it stands
//! in its column, its head repeated where a column begins; else of whole pieces that go across the page
//! or, where the paper is too narrow for its words, stand turned on pages of their own.

use super::columns::{FORBIDDEN, Float, Slice};
use super::galley::{Block, Piece, translate};
use super::text::{Copy, Setter};
use crate::article::{ColumnAlign, Lang};
use crate::edition::{Content, Node, Numeral, Run, Table, are_numbers, numeral, plain_runs};
use crate::geometry::{Point, Pt, Rect, Size};
use crate::pdf::pages::{Item, Placed};
use crate::theme::{Align, Color, Role, Style};
use crate::typeset::Measure;

/// White between the columns of a table.
const GAP: Pt = 8.0;
/// White above and below the text of a cell.
const PADDING: Pt = 2.6;
/// The line between rows.
const HAIRLINE: Color = Color { r: 0xc4, g: 0xc0, b: 0xba };
/// Demerits of dividing a table between its rows: one of many, and one that has no more than so many.
const DIVIDED: f64 = 20.0;
const SHORT_TABLE: usize = 12;
const SHORT_DIVIDED: f64 = 2_000.0;
/// What a column of words should have where its words are as long, in em.
const COMFORTABLE: f64 = 8.0;
/// The smallest that a table is made to fit, as a part of its size, and the smallest where nothing else
/// helps: words that are still too wide stick out of their cells.
const SMALLEST: f64 = 0.7;
const LAST_RESORT: f64 = 0.5;
/// The part of a page's height that a table across it may take and leave room for text.
const WITH_TEXT: f64 = 0.7;

/// The room for a table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Room {
    /// Width of the column it stands in.
    pub(crate) column: Pt,
    /// The page, where it may leave its column.
    pub(crate) page: Option<Size>,
}

/// How a table finds room.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Stand {
    /// In its column.
    Column,
    /// Across the page.
    Across,
    /// Turned, on pages of its own.
    Turned,
}

/// Sets a table.
pub(crate) fn table(
    setter: &mut Setter<'_>,
    content: &Table,
    lang: &Lang,
    room: Room,
) -> Vec<Block> {
    let theme = setter.theme;
    let [head, cell] = [Role::TableHead, Role::TableCell].map(|role| theme.style(role).clone());
    let mut grid = Grid {
        content,
        lang,
        head,
        cell,
        numeric: numeric(content, lang),
        columns: vec![],
        gap: GAP,
    };
    let sizes = grid.sizes(setter);
    let between = content.columns.len().saturating_sub(1) as f64;
    let comfort = grid.cell.size * COMFORTABLE;
    let least: Pt = sizes.iter().map(|size| size.0).sum();
    let wanted: Pt = sizes.iter().map(|size| size.0.max(size.1.min(comfort))).sum();
    let (stand, width, scale) = stand(least, wanted, GAP * between, room);
    let sizes: Vec<(Pt, Pt)> = sizes.iter().map(|size| (size.0 * scale, size.1 * scale)).collect();
    (grid.head, grid.cell) = (scaled(&grid.head, scale), scaled(&grid.cell, scale));
    grid.columns = share(&sizes, width - GAP * between);
    let spare = width - GAP * between - grid.columns.iter().sum::<Pt>();
    grid.gap += spare.max(0.0) / between.max(1.0);
    let rows = grid.rows(setter, width);
    match (stand, room.page) {
        (Stand::Across, Some(page)) => {
            let height: Pt = rows.iter().map(|(slice, _)| slice.height).sum();
            let most = if height <= page.height * WITH_TEXT { height } else { page.height };
            pieces(rows, most).into_iter().map(across).collect()
        }
        (Stand::Turned, Some(page)) => {
            pieces(rows, page.width).into_iter().map(|piece| turned(piece, width, page)).collect()
        }
        _ => {
            let (slices, pieces) = rows.into_iter().unzip();
            vec![Block::fixed(Float::No, slices, pieces)]
        }
    }
}

/// Where a table stands whose words need one width, would like another and whose gaps take a third; its
/// width, and how much smaller than usual its letters are: in its column, else across the page, else
/// smaller, else turned.
fn stand(least: Pt, wanted: Pt, gaps: Pt, room: Room) -> (Stand, Pt, f64) {
    let scale = |width: Pt| ((width - gaps) / wanted.max(1.0)).min(1.0);
    let smallest = |width: Pt| {
        let needed = ((width - gaps) / least.max(1.0)).min(SMALLEST);
        scale(width).max(needed).max(LAST_RESORT)
    };
    let (flat, width) = match room.page {
        Some(page) if page.width > room.column => (Stand::Across, page.width),
        _ => (Stand::Column, room.column),
    };
    let turned = room.page.filter(|page| page.height > page.width);
    match turned {
        _ if scale(room.column) >= 1.0 => (Stand::Column, room.column, 1.0),
        Some(page) if scale(width) < SMALLEST => {
            (Stand::Turned, page.height, smallest(page.height))
        }
        _ => (flat, width, smallest(width)),
    }
}

fn scaled(style: &Style, scale: f64) -> Style {
    Style { size: style.size * scale, leading: style.leading * scale, ..style.clone() }
}

/// Shares a width among columns: each its least, the rest by what they would like to have. Where there
/// is less than the least, all give up the same part; what nobody wants is left over.
fn share(sizes: &[(Pt, Pt)], width: Pt) -> Vec<Pt> {
    let least: Pt = sizes.iter().map(|size| size.0).sum();
    if least > width {
        return sizes.iter().map(|size| size.0 * width.max(1.0) / least).collect();
    }
    let wanted: Pt = sizes.iter().map(|size| size.1 - size.0).sum();
    let spare = width - least;
    let part = if wanted > 0.0 { (spare / wanted).min(1.0) } else { 0.0 };
    sizes.iter().map(|(least, natural)| least + (natural - least) * part).collect()
}

fn runs(node: &Node) -> &[Run] {
    match &node.content {
        Content::Text(runs) => runs,
        _ => &[],
    }
}

/// Which columns hold numbers and nothing else, at the right.
fn numeric(content: &Table, lang: &Lang) -> Vec<bool> {
    let columns = content.columns.iter().enumerate();
    columns
        .map(|(n, align)| {
            let cells = content.rows.iter().filter_map(|row| row.get(n));
            let read = cells.map(|cell| numeral(&plain_runs(runs(cell)), lang));
            *align == ColumnAlign::Right && are_numbers(read)
        })
        .collect()
}

/// A table and how its cells are set.
struct Grid<'t> {
    content: &'t Table,
    lang: &'t Lang,
    head: Style,
    cell: Style,
    /// Whether a column holds numbers.
    numeric: Vec<bool>,
    /// The width of every column.
    columns: Vec<Pt>,
    /// White between them.
    gap: Pt,
}

impl Grid<'_> {
    fn copy<'c>(&'c self, node: &'c Node, style: &'c Style) -> Copy<'c> {
        Copy { runs: runs(node), style, lang: self.lang, node: Some(node.id) }
    }

    /// The least and the natural width of every column. Numbers are never divided.
    fn sizes(&self, setter: &mut Setter<'_>) -> Vec<(Pt, Pt)> {
        let mut sizes: Vec<(Pt, Pt)> = vec![(8.0, 8.0); self.content.columns.len()];
        let head = std::iter::once((&self.content.head, &self.head));
        let rows = head.chain(self.content.rows.iter().map(|row| (row, &self.cell)));
        for (row, style) in rows {
            for (size, node) in sizes.iter_mut().zip(row) {
                let (least, natural) = setter.widths(self.copy(node, style));
                *size = (size.0.max(least + 0.5), size.1.max(natural + 0.5));
            }
        }
        let tails = self.tails(setter);
        for (n, size) in sizes.iter_mut().enumerate().filter(|(n, _)| self.numeric[*n]) {
            let cells = self.content.rows.iter().filter_map(|row| row.get(n));
            let before = cells
                .map(|cell| {
                    setter.line(self.copy(cell, &self.cell)).width() - self.tail(setter, cell)
                })
                .fold(0.0, Pt::max);
            let whole = before + tails[n] + 0.5;
            *size = (size.0.max(whole), size.1.max(whole));
        }
        sizes
    }

    /// The width of what stands after the decimal sign of a number.
    fn tail(&self, setter: &mut Setter<'_>, cell: &Node) -> Pt {
        let runs = runs(cell);
        let words = plain_runs(runs);
        let Numeral::Number(length) = numeral(&words, self.lang) else { return 0.0 };
        let words = words.trim_end();
        let tail = words.get(words.len() - length..).unwrap_or_default();
        let Some(last) = runs.last().filter(|run| !tail.is_empty() && run.text.ends_with(tail))
        else {
            return 0.0;
        };
        let run = [Run { text: tail.to_string(), ..last.clone() }];
        setter.line(Copy { runs: &run, ..self.copy(cell, &self.cell) }).width()
    }

    /// The widest of those of every column; 0 where there are no numbers.
    fn tails(&self, setter: &mut Setter<'_>) -> Vec<Pt> {
        let widest = |n: usize, setter: &mut Setter<'_>| {
            let cells = self.content.rows.iter().filter_map(|row| row.get(n));
            cells.map(|cell| self.tail(setter, cell)).fold(0.0, Pt::max)
        };
        let columns = self.numeric.iter().enumerate();
        columns.map(|(n, numeric)| if *numeric { widest(n, setter) } else { 0.0 }).collect()
    }

    /// A slice a row, hairlines between, a rule above and below; the head is repeated where a column
    /// begins.
    fn rows(&self, setter: &mut Setter<'_>, width: Pt) -> Vec<(Slice, Piece)> {
        let accent = setter.theme.text.accent;
        let has_head = !self.content.head.is_empty();
        let head = std::iter::once(&self.content.head).filter(|_| has_head);
        let count = self.content.rows.len() + usize::from(has_head);
        let tails = self.tails(setter);
        let mut set: Vec<(Slice, Piece)> = Vec::new();
        for (n, row) in head.chain(&self.content.rows).enumerate() {
            let is_head = n == 0 && has_head;
            let (mut slice, mut piece) = self.row(setter, row, is_head, &tails);
            if n == 0 {
                piece.items.insert(0, rule(0.0, width, 0.8, accent));
            }
            let (thick, color) = match () {
                () if n + 1 == count => (0.8, accent),
                () if is_head => (0.5, accent),
                () => (0.3, HAIRLINE),
            };
            piece.items.push(rule(slice.height - thick, width, thick, color));
            slice.break_before = match n {
                0 => 0.0,
                _ if n == 1 || n + 1 == count => FORBIDDEN,
                _ if count <= SHORT_TABLE => SHORT_DIVIDED,
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

    fn row(
        &self,
        setter: &mut Setter<'_>,
        row: &[Node],
        is_head: bool,
        tails: &[Pt],
    ) -> (Slice, Piece) {
        let style = if is_head { &self.head } else { &self.cell };
        let mut texts = Vec::new();
        let mut x = 0.0;
        for (n, (node, width)) in row.iter().zip(&self.columns).enumerate() {
            let align = match self.content.columns.get(n).copied().unwrap_or_default() {
                _ if self.numeric[n] => Align::Right,
                ColumnAlign::Auto | ColumnAlign::Left => Align::Left,
                ColumnAlign::Center => Align::Center,
                ColumnAlign::Right => Align::Right,
            };
            let style = Style { align, ..style.clone() };
            let hang = match self.numeric[n] && !is_head {
                true => tails[n] - self.tail(setter, node),
                false => 0.0,
            };
            let text = setter.set(self.copy(node, &style), &Measure::even(*width), 0.0);
            texts.push((x - hang, text));
            x += width + self.gap;
        }
        let height = texts.iter().map(|(_, text)| text.height()).fold(style.leading, Pt::max);
        let mut items = Vec::new();
        for (x, text) in texts {
            // Heads stand on the line below them.
            let top = if is_head { height - text.height() } else { 0.0 };
            text.place(x, PADDING + top, &mut items);
        }
        let slice = Slice { height: height + 2.0 * PADDING, ..Slice::default() };
        let anchors = row.iter().map(|node| node.id).collect();
        (slice, Piece { items, anchors, head: Vec::new() })
    }
}

/// A head that stands above a row once more: silent, for its words have been said.
fn repeated(head: &Piece, height: Pt) -> Vec<Placed> {
    let mut items: Vec<Placed> = head
        .items
        .iter()
        .filter(|placed| !matches!(placed.item, Item::Link { .. }))
        .map(|placed| Placed { node: None, item: placed.item.clone() })
        .collect();
    translate(&mut items, 0.0, -height);
    items
}

fn rule(y: Pt, width: Pt, height: Pt, color: Color) -> Placed {
    Placed { node: None, item: Item::Fill { rect: Rect::new(0.0, y, width, height), color } }
}

/// Puts rows together in pieces no higher than `most`, the head repeated in each.
fn pieces(rows: Vec<(Slice, Piece)>, most: Pt) -> Vec<(Pt, Piece)> {
    let mut pieces: Vec<(Pt, Piece)> = Vec::new();
    for (row, shown) in rows {
        let fits = pieces.last().is_some_and(|(height, _)| height + row.height <= most + 0.01);
        if !fits {
            let mut head = shown.head;
            translate(&mut head, 0.0, row.head);
            pieces.push((row.head, Piece { items: head, ..Piece::default() }));
        }
        let Some((height, piece)) = pieces.last_mut() else { continue };
        let (mut items, mut anchors) = (shown.items, shown.anchors);
        translate(&mut items, 0.0, *height);
        *height += row.height;
        piece.items.append(&mut items);
        piece.anchors.append(&mut anchors);
    }
    pieces
}

/// A piece across the page.
fn across((height, piece): (Pt, Piece)) -> Block {
    let slice = Slice { height, ..Slice::default() };
    Block::fixed(Float::Across(usize::MAX), vec![slice], vec![piece])
}

/// A piece turned on a page of its own, in the middle of it; its head is at the left.
fn turned((depth, piece): (Pt, Piece), width: Pt, page: Size) -> Block {
    let at = Point {
        x: ((page.width - depth) / 2.0).max(0.0),
        y: page.height - ((page.height - width) / 2.0).max(0.0),
    };
    let slice = Slice { height: page.height, ..Slice::default() };
    let piece = Piece { items: Placed::turned(at, piece.items), ..piece };
    Block::fixed(Float::Across(usize::MAX), vec![slice], vec![piece])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_share_what_is_left_by_their_wants() {
        assert_eq!(share(&[(10.0, 10.0), (10.0, 50.0)], 40.0), [10.0, 30.0]);
        assert_eq!(share(&[(10.0, 20.0), (10.0, 20.0)], 60.0), [20.0, 20.0]);
        assert_eq!(share(&[(30.0, 50.0), (10.0, 20.0)], 20.0), [15.0, 5.0]);
    }

    #[test]
    fn wide_tables_go_across_then_shrink_then_turn() {
        let page = Some(Size { width: 500.0, height: 700.0 });
        let room = Room { column: 240.0, page };
        let stand = |wanted, room| stand(wanted * 0.9, wanted, 20.0, room);
        assert_eq!(stand(200.0, room), (Stand::Column, 240.0, 1.0));
        assert_eq!(stand(300.0, room), (Stand::Across, 500.0, 1.0));
        assert_eq!(stand(600.0, room), (Stand::Across, 500.0, 0.8));
        assert_eq!(stand(850.0, room), (Stand::Turned, 700.0, 0.8));
        assert_eq!(stand(1050.0, room), (Stand::Turned, 700.0, 0.7));
        let within = Room { column: 240.0, page: None };
        assert_eq!(stand(275.0, within), (Stand::Column, 240.0, 0.8));
        assert_eq!(stand(900.0, within), (Stand::Column, 240.0, 0.5));
    }

    #[test]
    fn long_tables_are_parted_and_their_heads_repeated() {
        let row = |n: usize| {
            let head = if n > 1 { 10.0 } else { 0.0 };
            let shown = vec![rule(-10.0, 1.0, 1.0, Color::BLACK)];
            let slice = Slice { height: 10.0, head, ..Slice::default() };
            let head = if n > 1 { shown } else { Vec::new() };
            (slice, Piece { head, items: vec![rule(0.0, 1.0, 1.0, Color::WHITE)], anchors: vec![] })
        };
        let pieces = pieces((0..5).map(row).collect(), 30.0);
        assert_eq!(pieces.iter().map(|(height, _)| *height).collect::<Vec<_>>(), [30.0, 30.0]);
        let tops = |piece: &Piece| -> Vec<Pt> {
            let fills = piece.items.iter().filter_map(|placed| match placed.item {
                Item::Fill { rect, .. } => Some(rect.y),
                _ => None,
            });
            fills.collect()
        };
        assert_eq!(tops(&pieces[1].1), [0.0, 10.0, 20.0]);
    }
}
