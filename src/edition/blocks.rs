//! Blocks. Enters: the author's blocks. Leaves: nodes, each with the [`Role`] that styles and tags it.

use crate::article::{self, Block, BlockKind, Figure, plain_text};
use crate::diagnostic::Span;
use crate::theme::Role;

use super::article::{Desk, Heading};
use super::{Content, List, ListItem, Node, Table};

/// Sets blocks in order.
pub(super) fn set_blocks(blocks: &[Block], desk: &mut Desk) -> Vec<Node> {
    blocks.iter().map(|block| set_block(block, desk)).collect()
}

fn set_block(block: &Block, desk: &mut Desk) -> Node {
    let span = Some(block.span);
    match &block.kind {
        BlockKind::Paragraph(text) => desk.text(Role::Body, span, text),
        BlockKind::Crosshead { level, text, anchor } => {
            let role = if *level <= 1 { Role::Crosshead } else { Role::Subhead };
            let node = desk.text(role, span, text);
            let (anchor, words) = (anchor.clone(), plain_text(text));
            desk.headings.push(Heading { node: node.id, anchor, words });
            node
        }
        BlockKind::Figure(figure) => set_figure(figure, span, desk),
        BlockKind::Quote(blocks) => {
            desk.node(Role::Quote, span, |desk| Content::Blocks(set_blocks(blocks, desk)))
        }
        BlockKind::List(list) => {
            desk.node(Role::List, span, |desk| Content::List(set_list(list, desk)))
        }
        BlockKind::Code { lang, text } => desk
            .node(Role::Code, span, |_| Content::Code { lang: lang.clone(), text: text.clone() }),
        BlockKind::Table(table) => {
            desk.node(Role::Table, span, |desk| Content::Table(set_table(table, desk)))
        }
        BlockKind::Signature(text) => desk.text(Role::Signature, span, text),
        BlockKind::Postscript(text) => desk.text(Role::Postscript, span, text),
        BlockKind::Rule => desk.node(Role::Rule, span, |_| Content::Rule),
    }
}

/// A figure: the picture, then its caption.
pub(super) fn set_figure(figure: &Figure, span: Option<Span>, desk: &mut Desk) -> Node {
    let node = desk.node(Role::Figure, span, |desk| {
        let picture = desk.node(Role::Picture, figure.picture.span, |desk| {
            Content::Picture(desk.pictures.use_of(figure, desk.diagnostics))
        });
        let mut parts = vec![picture];
        if !plain_text(&figure.caption).trim().is_empty() {
            parts.push(desk.text(Role::Caption, span, &figure.caption));
        }
        Content::Blocks(parts)
    });
    desk.figures.extend(figure.picture.path.clone().map(|path| (path, node.id)));
    node
}

fn set_list(list: &article::List, desk: &mut Desk) -> List {
    let items = list.items.iter().map(|item| {
        let span = item.blocks.first().map(|block| block.span);
        let fill = |desk: &mut Desk| Content::Blocks(set_blocks(&item.blocks, desk));
        ListItem { checked: item.checked, node: desk.node(Role::ListItem, span, fill) }
    });
    List { start: list.start, tight: list.tight, items: items.collect() }
}

fn set_table(table: &article::Table, desk: &mut Desk) -> Table {
    let mut row = |cells: &[article::Text], role| -> Vec<Node> {
        cells.iter().map(|cell| desk.text(role, None, cell)).collect()
    };
    Table {
        columns: table.columns.clone(),
        head: row(&table.head, Role::TableHead),
        rows: table.rows.iter().map(|cells| row(cells, Role::TableCell)).collect(),
    }
}
