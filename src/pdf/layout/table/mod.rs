//! Tables. Input: a [`TableContent`] and the room there is. Output: [`GalleyBlock`]s: of a fragment
//! a row where it stands in its column, its head repeated where a column begins; else of whole
//! pieces that go across the page or, where the paper is too narrow for its words, stand turned on
//! pages of their own.

mod groups;
mod model;
mod rows;
mod widths;

use self::model::GAP;
pub(crate) use self::model::TableSpace;
use self::rows::{TableGrid, numeric};
use self::widths::{Need, share};
use super::columns::{Float, Fragment};
use super::copyfit::scaled;
use super::galley::block::{FragmentContent, GalleyBlock};
use super::shift::translate;
use super::text::TextSetter;
use crate::article::Lang;
use crate::diagnostic::Diagnostics;
use crate::edition::TableContent;
use crate::geometry::{Point, Pt, Size};
use crate::pdf::pages::{Owner, PageItem, Placed};
use crate::theme::Role;

/// What a column of words should have where its words are as long, in em.
const COMFORTABLE: f64 = 8.0;
/// The smallest that a table is made to fit, as a part of its size: beyond it, words are broken.
const SMALLEST: f64 = 0.7;
/// The part of a table's width that the white between its columns may take.
const MAX_WHITE: f64 = 0.25;
/// The part of a page's height that a table across it may take and leave room for text.
const WITH_TEXT: f64 = 0.7;

/// How a table finds room.
#[derive(Debug, Clone, Copy, PartialEq)]
enum TableFit {
    /// In its column.
    Column,
    /// Across the page.
    Across,
    /// Turned, on pages of its own.
    Turned,
}

/// A table that is set.
#[derive(Debug, Default)]
pub(crate) struct SetTable {
    /// It, from the first piece to the last.
    pub(crate) blocks: Vec<GalleyBlock>,
    /// Words that stick out of their cells.
    pub(crate) diagnostics: Diagnostics,
    /// Into how many groups of columns it is split, one below the other; 0 for a table in one
    /// piece.
    pub(crate) groups: usize,
}

/// Sets a table; one of more columns than any page has room for in groups of columns.
pub(crate) fn table(
    setter: &mut TextSetter<'_>,
    content: &TableContent,
    lang: &Lang,
    room: TableSpace,
) -> SetTable {
    let cell = setter.theme.style(Role::TableCell).size * SMALLEST;
    let groups = groups::split(content, room, cell);
    if groups.is_empty() {
        return whole(setter, content, lang, room);
    }
    let mut all = SetTable { groups: groups.len(), ..SetTable::default() };
    for group in groups {
        let mut set = whole(setter, &group.table, lang, room);
        set.blocks.iter_mut().for_each(|block| groups::silence(block, &group.repeated));
        all.blocks.append(&mut set.blocks);
        all.diagnostics.append(set.diagnostics);
    }
    all
}

/// Sets a table in one piece.
fn whole(
    setter: &mut TextSetter<'_>,
    content: &TableContent,
    lang: &Lang,
    room: TableSpace,
) -> SetTable {
    let theme = setter.theme;
    let [head, cell] = [Role::TableHead, Role::TableCell].map(|role| theme.style(role).clone());
    let mut grid = TableGrid {
        content,
        lang,
        head,
        cell,
        numeric: numeric(content, lang),
        columns: vec![],
        gap: GAP,
        tallest: room.height,
    };
    let needs = grid.needs(setter);
    let between = content.columns.len().saturating_sub(1) as f64;
    let comfort = grid.cell.size * COMFORTABLE;
    let wanted = needs.iter().map(|need| need.least.max(need.natural.min(comfort))).sum();
    let (stand, width, scale) = stand(wanted, between, room);
    let needs: Vec<Need> = needs.into_iter().map(|need| need.scaled(scale)).collect();
    (grid.head, grid.cell) = (scaled(&grid.head, scale), scaled(&grid.cell, scale));
    grid.gap = gap(between, width);
    let columns = share(&needs, width - grid.gap * between);
    let spare = width - grid.gap * between - columns.iter().sum::<Pt>();
    grid.gap += spare.max(0.0) / between.max(1.0);
    let broken = |(need, width): (&Need, Pt)| (width, width < need.least - 0.01);
    grid.columns = needs.iter().zip(columns).map(broken).collect();
    if let (TableFit::Turned, Some(page)) = (stand, room.page) {
        grid.tallest = page.width;
    }
    let mut diagnostics = Diagnostics::new();
    let rows = grid.rows(setter, width, &mut diagnostics);
    SetTable { blocks: blocks(rows, stand, width, room), diagnostics, groups: 0 }
}

/// Rows as parts of a galley.
fn blocks(
    rows: Vec<(Fragment, FragmentContent)>,
    stand: TableFit,
    width: Pt,
    room: TableSpace,
) -> Vec<GalleyBlock> {
    match (stand, room.page) {
        (TableFit::Across, Some(page)) => {
            let height: Pt = rows.iter().map(|(fragment, _)| fragment.height).sum();
            let most = if height <= page.height * WITH_TEXT { height } else { page.height };
            pieces(rows, most).into_iter().map(across).collect()
        }
        (TableFit::Turned, Some(page)) => {
            pieces(rows, page.width).into_iter().map(|piece| turned(piece, width, page)).collect()
        }
        _ => {
            let (fragments, pieces) = rows.into_iter().unzip();
            vec![GalleyBlock::fixed(Float::No, fragments, pieces)]
        }
    }
}

/// White between columns, of which there are one more, in a table of some width.
fn gap(between: f64, width: Pt) -> Pt {
    GAP.min(width * MAX_WHITE / between.max(1.0))
}

/// Where a table stands whose words would like a width, with this many gaps between its columns;
/// its width, and how much smaller than usual its letters are: in its column, else across the page,
/// else smaller, else turned.
fn stand(wanted: Pt, between: f64, room: TableSpace) -> (TableFit, Pt, f64) {
    let scale = |width: Pt| ((width - gap(between, width) * between) / wanted.max(1.0)).min(1.0);
    let (flat, width) = match room.page {
        Some(page) if page.width > room.column => (TableFit::Across, page.width),
        _ => (TableFit::Column, room.column),
    };
    let turned = room.page.filter(|page| page.height > page.width);
    match turned {
        _ if scale(room.column) >= 1.0 => (TableFit::Column, room.column, 1.0),
        Some(page) if scale(width) < SMALLEST => {
            (TableFit::Turned, page.height, scale(page.height).max(SMALLEST))
        }
        _ => (flat, width, scale(width).max(SMALLEST)),
    }
}

/// Puts rows together in pieces no higher than `most`, the head repeated in each.
fn pieces(rows: Vec<(Fragment, FragmentContent)>, most: Pt) -> Vec<(Pt, FragmentContent)> {
    let mut pieces: Vec<(Pt, FragmentContent)> = Vec::new();
    for (row, shown) in rows {
        let fits = pieces.last().is_some_and(|(height, _)| height + row.height <= most + 0.01);
        if !fits {
            let mut head = shown.head;
            translate(&mut head, 0.0, row.head);
            pieces.push((row.head, FragmentContent { items: head, ..FragmentContent::default() }));
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
fn across((height, piece): (Pt, FragmentContent)) -> GalleyBlock {
    let fragment = Fragment { height, ..Fragment::default() };
    GalleyBlock::fixed(Float::Across(usize::MAX), vec![fragment], vec![piece])
}

/// A piece turned on a page of its own, in the middle of it; its head is at the left.
fn turned((depth, piece): (Pt, FragmentContent), width: Pt, page: Size) -> GalleyBlock {
    let at = Point {
        x: ((page.width - depth) / 2.0).max(0.0),
        y: page.height - ((page.height - width) / 2.0).max(0.0),
    };
    let fragment = Fragment { height: page.height, ..Fragment::default() };
    let size = Size { width, height: depth };
    let items = vec![Placed {
        owner: Owner::Artifact,
        item: PageItem::Turned { at, size, items: piece.items },
    }];
    let piece = FragmentContent { items, ..piece };
    GalleyBlock::fixed(Float::Across(usize::MAX), vec![fragment], vec![piece])
}

#[cfg(test)]
mod tests {
    use super::rows::rule;
    use super::*;
    use crate::theme::Color;

    #[test]
    fn wide_tables_go_across_then_shrink_then_turn() {
        let page = Some(Size { width: 500.0, height: 700.0 });
        let room = TableSpace { column: 240.0, height: 700.0, page };
        let stand = |wanted, room| stand(wanted, 2.5, room);
        assert_eq!(stand(200.0, room), (TableFit::Column, 240.0, 1.0));
        assert_eq!(stand(300.0, room), (TableFit::Across, 500.0, 1.0));
        assert_eq!(stand(600.0, room), (TableFit::Across, 500.0, 0.8));
        assert_eq!(stand(850.0, room), (TableFit::Turned, 700.0, 0.8));
        assert_eq!(stand(1050.0, room), (TableFit::Turned, 700.0, 0.7));
        let within = TableSpace { page: None, ..room };
        assert_eq!(stand(275.0, within), (TableFit::Column, 240.0, 0.8));
        assert_eq!(stand(900.0, within), (TableFit::Column, 240.0, 0.7));
    }

    #[test]
    fn long_tables_are_parted_and_their_heads_repeated() {
        let row = |n: usize| {
            let head = if n > 1 { 10.0 } else { 0.0 };
            let shown = vec![rule(-10.0, 1.0, 1.0, Color::BLACK)];
            let fragment = Fragment { height: 10.0, head, ..Fragment::default() };
            let head = if n > 1 { shown } else { Vec::new() };
            (
                fragment,
                FragmentContent {
                    head,
                    items: vec![rule(0.0, 1.0, 1.0, Color::WHITE)],
                    anchors: vec![],
                },
            )
        };
        let pieces = pieces((0..5).map(row).collect(), 30.0);
        assert_eq!(pieces.iter().map(|(height, _)| *height).collect::<Vec<_>>(), [30.0, 30.0]);
        let tops = |piece: &FragmentContent| -> Vec<Pt> {
            let fills = piece.items.iter().filter_map(|placed| match placed.item {
                PageItem::Fill { rect, .. } => Some(rect.y),
                _ => None,
            });
            fills.collect()
        };
        assert_eq!(tops(&pieces[1].1), [0.0, 10.0, 20.0]);
    }
}
