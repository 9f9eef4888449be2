//! Blocks. Enters: the author's blocks. Leaves: nodes, each with the [`Role`] that styles and tags it.

use crate::article::{
    self, Block, BlockKind, ColumnAlign, Figure, Lang, PullQuote, Text, TextBox, plain_text,
};
use crate::diagnostic::Span;
use crate::text::is_blank;
use crate::theme::Role;

use super::article::{Desk, Heading};
use super::numerals::{are_numbers, numeral};
use super::words::box_word;
use super::{Content, List, ListItem, Node, Table};

/// Sets blocks in order.
pub(super) fn set_blocks(blocks: &[Block], desk: &mut Desk) -> Vec<Node> {
    blocks.iter().map(|block| set_block(block, desk)).collect()
}

fn set_block(block: &Block, desk: &mut Desk) -> Node {
    desk.within(block.lang.as_ref(), |desk| set_kind(block, desk))
}

fn set_kind(block: &Block, desk: &mut Desk) -> Node {
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
        BlockKind::Group(figures) => desk
            .node(Role::FigureGroup, span, |desk| Content::Blocks(set_group(figures, span, desk))),
        BlockKind::PullQuote(quote) => {
            desk.node(Role::PullQuote, span, |desk| Content::Blocks(set_pull_quote(quote, desk)))
        }
        BlockKind::Box(inner) => {
            desk.node(Role::Box, span, |desk| Content::Blocks(set_box(inner, span, desk)))
        }
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

/// The words, then who said them.
fn set_pull_quote(quote: &PullQuote, desk: &mut Desk) -> Vec<Node> {
    let mut nodes = set_blocks(&quote.blocks, desk);
    if has_words(&quote.attribution) {
        nodes.push(desk.text(Role::Attribution, None, &quote.attribution));
    }
    nodes
}

/// A title, which is the box's kind where the author gives none, then what the box holds.
fn set_box(inner: &TextBox, span: Option<Span>, desk: &mut Desk) -> Vec<Node> {
    let title = match has_words(&inner.title) {
        true => desk.text(Role::BoxTitle, span, &inner.title),
        false => {
            let word = box_word(&inner.kind, &desk.lang);
            desk.words(Role::BoxTitle, &word)
        }
    };
    let mut nodes = vec![title];
    nodes.extend(set_blocks(&inner.blocks, desk));
    nodes
}

/// The figures of a group. A caption that only the last one has is that of them all.
fn set_group(figures: &[Figure], span: Option<Span>, desk: &mut Desk) -> Vec<Node> {
    let shared = match figures {
        [others @ .., last] if others.iter().all(|figure| !has_words(&figure.caption)) => {
            Some(&last.caption).filter(|caption| has_words(caption))
        }
        _ => None,
    };
    let mut nodes: Vec<Node> = figures
        .iter()
        .map(|figure| {
            let caption = shared.is_none().then_some(&figure.caption);
            captioned(figure, caption, figure.picture.span, desk)
        })
        .collect();
    nodes.extend(shared.map(|caption| desk.text(Role::Caption, span, caption)));
    nodes
}

fn has_words(text: &Text) -> bool {
    !is_blank(&plain_text(text))
}

/// A figure: the picture, then its caption.
pub(super) fn set_figure(figure: &Figure, span: Option<Span>, desk: &mut Desk) -> Node {
    captioned(figure, Some(&figure.caption), span, desk)
}

fn captioned(figure: &Figure, caption: Option<&Text>, span: Option<Span>, desk: &mut Desk) -> Node {
    let node = desk.node(Role::Figure, span, |desk| {
        let picture = desk.node(Role::Picture, figure.picture.span, |desk| {
            Content::Picture(desk.pictures.use_of(figure, desk.diagnostics))
        });
        let mut parts = vec![picture];
        let caption = caption.filter(|caption| has_words(caption));
        parts.extend(caption.map(|caption| desk.text(Role::Caption, span, caption)));
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

/// How a column stands: one of numbers at the right, where the author does not say.
fn settled(align: ColumnAlign, rows: &[Vec<Text>], n: usize, lang: &Lang) -> ColumnAlign {
    let cells = rows.iter().filter_map(|row| row.get(n));
    let numerals = cells.map(|cell| numeral(&plain_text(cell), lang));
    match align {
        ColumnAlign::Auto if are_numbers(numerals) => ColumnAlign::Right,
        said => said,
    }
}

fn set_table(table: &article::Table, desk: &mut Desk) -> Table {
    let columns = table.columns.iter().enumerate();
    let columns = columns.map(|(n, align)| settled(*align, &table.rows, n, &desk.lang)).collect();
    let mut row = |cells: &[article::Text], role| -> Vec<Node> {
        cells.iter().map(|cell| desk.text(role, None, cell)).collect()
    };
    // Markdown has no table without a head: one whose cells are all empty heads nothing.
    let headed = table.head.iter().any(|cell| !cell.is_empty());
    let head: &[article::Text] = if headed { &table.head } else { &[] };
    Table {
        columns,
        head: row(head, Role::TableHead),
        rows: table.rows.iter().map(|cells| row(cells, Role::TableCell)).collect(),
    }
}
