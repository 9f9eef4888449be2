//! Tables of more columns than a page has room for. Input: a table and the room there is. Output:
//! tables of some of its columns each, the first column repeated in all of them.
//!
//! What is repeated is an artifact: those who hear the table hear each cell once.

use std::collections::BTreeSet;

use super::super::galley::block::{BlockContent, GalleyBlock};
use super::model::{GAP, TableSpace};
use crate::edition::{Node, NodeId, TableContent};
use crate::geometry::Pt;
use crate::pdf::pages::{Owner, PageItem, Placed};

/// Columns narrower than this on average, in em, cannot be read: their words are broken letter by
/// letter.
const UNREADABLE: f64 = 2.5;
/// What each column of a group should have, in em.
const READABLE: f64 = 7.0;

/// Some columns of a table.
pub(super) struct Group {
    pub(super) table: TableContent,
    /// The cells that another group shows too.
    pub(super) repeated: BTreeSet<NodeId>,
}

/// The groups of a table whose smallest letters have the given size; none where it can stay in one
/// piece.
pub(super) fn split(content: &TableContent, room: TableSpace, size: Pt) -> Vec<Group> {
    let (count, across) = (content.columns.len(), room.page.map(|page| page.width));
    let longest = room.page.map_or(room.column, |page| page.width.max(page.height));
    if count < 3 || longest / count as f64 >= UNREADABLE * size {
        return Vec::new();
    }
    let width = across.unwrap_or(room.column);
    let columns = ((width + GAP) / (READABLE * size + GAP)).floor().max(2.0) as usize;
    let others: Vec<usize> = (1..count).collect();
    let group = |(n, others): (usize, &[usize])| {
        let shown: Vec<usize> = std::iter::once(0).chain(others.iter().copied()).collect();
        let pick = |row: &Vec<Node>| -> Vec<Node> {
            shown.iter().filter_map(|&column| row.get(column).cloned()).collect()
        };
        let columns = shown.iter().filter_map(|&column| content.columns.get(column).copied());
        let rows = content.rows.iter().map(pick).collect();
        let table = TableContent { columns: columns.collect(), head: pick(&content.head), rows };
        let mut repeated = BTreeSet::new();
        if n > 0 {
            let rows = content.rows.iter().chain([&content.head]);
            let firsts = rows.filter_map(|row| row.first());
            firsts.for_each(|cell| cell.walk(&mut |node| _ = repeated.insert(node.id)));
        }
        Group { table, repeated }
    };
    others.chunks(columns - 1).enumerate().map(group).collect()
}

/// Makes artifacts of what a group repeats.
pub(super) fn silence(block: &mut GalleyBlock, repeated: &BTreeSet<NodeId>) {
    let BlockContent::Fixed(pieces) = &mut block.matter else { return };
    for piece in pieces {
        silence_items(&mut piece.items, repeated);
        piece.anchors.retain(|node| !repeated.contains(node));
    }
}

fn silence_items(items: &mut Vec<Placed>, repeated: &BTreeSet<NodeId>) {
    let is_repeated = |owner: Owner| owner.node().is_some_and(|node| repeated.contains(&node));
    items.retain(|placed| {
        !(matches!(placed.item, PageItem::Link { .. }) && is_repeated(placed.owner))
    });
    for placed in items {
        if let PageItem::Turned { items, .. } = &mut placed.item {
            silence_items(items, repeated);
        }
        if is_repeated(placed.owner) {
            placed.owner = Owner::Artifact;
        }
    }
}
