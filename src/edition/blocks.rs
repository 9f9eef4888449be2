//! Blocks. Input: the author's blocks. Output: nodes, each with the [`Role`] that styles and tags
//! it.

use crate::article::{
    self, Block, BlockKind, ColumnAlign, Figure, Lang, PullQuote, Text, TextBox, plain_text,
};
use crate::diagnostic::Span;
use crate::text::is_blank;
use crate::theme::Role;

use super::builder::{ArticleBuilder, Heading};
use super::model::{ListContent, ListItemContent, Node, NodeContent, TableContent};
use super::numerals::{are_numbers, numeral};
use super::strings::box_word;

/// Sets blocks in order.
pub(super) fn build_blocks(blocks: &[Block], desk: &mut ArticleBuilder) -> Vec<Node> {
    blocks.iter().map(|block| build_block(block, desk)).collect()
}

fn build_block(block: &Block, desk: &mut ArticleBuilder) -> Node {
    desk.in_language(block.lang.as_ref(), |desk| build_kind(block, desk))
}

fn build_kind(block: &Block, desk: &mut ArticleBuilder) -> Node {
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
        BlockKind::Figure(figure) => build_figure(figure, span, desk),
        BlockKind::Group(figures) => desk.node(Role::FigureGroup, span, |desk| {
            NodeContent::Blocks(build_group(figures, span, desk))
        }),
        BlockKind::PullQuote(quote) => desk
            .node(Role::PullQuote, span, |desk| NodeContent::Blocks(build_pull_quote(quote, desk))),
        BlockKind::Box(inner) => {
            desk.node(Role::Box, span, |desk| NodeContent::Blocks(build_box(inner, span, desk)))
        }
        BlockKind::Quote(blocks) => {
            desk.node(Role::Quote, span, |desk| NodeContent::Blocks(build_blocks(blocks, desk)))
        }
        BlockKind::List(list) => {
            desk.node(Role::List, span, |desk| NodeContent::List(build_list(list, desk)))
        }
        BlockKind::Code { lang, text } => desk.node(Role::Code, span, |_| NodeContent::Code {
            lang: lang.clone(),
            text: text.clone(),
        }),
        BlockKind::Table(table) => {
            desk.node(Role::Table, span, |desk| NodeContent::Table(build_table(table, desk)))
        }
        BlockKind::Signature(text) => desk.text(Role::Signature, span, text),
        BlockKind::Postscript(text) => desk.text(Role::Postscript, span, text),
        BlockKind::Rule => desk.node(Role::Rule, span, |_| NodeContent::Rule),
    }
}

/// The words, then who said them.
fn build_pull_quote(quote: &PullQuote, desk: &mut ArticleBuilder) -> Vec<Node> {
    let mut nodes = build_blocks(&quote.blocks, desk);
    if has_words(&quote.attribution) {
        nodes.push(desk.text(Role::Attribution, None, &quote.attribution));
    }
    nodes
}

/// A title, which is the box's kind where the author gives none, then what the box holds.
fn build_box(inner: &TextBox, span: Option<Span>, desk: &mut ArticleBuilder) -> Vec<Node> {
    let title = match has_words(&inner.title) {
        true => desk.text(Role::BoxTitle, span, &inner.title),
        false => {
            let word = box_word(&inner.kind, &desk.lang);
            desk.words(Role::BoxTitle, &word)
        }
    };
    let mut nodes = vec![title];
    nodes.extend(build_blocks(&inner.blocks, desk));
    nodes
}

/// The figures of a group. A caption that only the last one has is that of them all.
fn build_group(figures: &[Figure], span: Option<Span>, desk: &mut ArticleBuilder) -> Vec<Node> {
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
pub(super) fn build_figure(figure: &Figure, span: Option<Span>, desk: &mut ArticleBuilder) -> Node {
    captioned(figure, Some(&figure.caption), span, desk)
}

fn captioned(
    figure: &Figure,
    caption: Option<&Text>,
    span: Option<Span>,
    desk: &mut ArticleBuilder,
) -> Node {
    let node = desk.node(Role::Figure, span, |desk| {
        let picture = desk.node(Role::Picture, figure.picture.span, |desk| {
            NodeContent::Picture(desk.pictures.resolve_figure(figure, desk.diagnostics))
        });
        let mut parts = vec![picture];
        let caption = caption.filter(|caption| has_words(caption));
        parts.extend(caption.map(|caption| desk.text(Role::Caption, span, caption)));
        NodeContent::Blocks(parts)
    });
    desk.figures.extend(figure.picture.path.clone().map(|path| (path, node.id)));
    node
}

fn build_list(list: &article::List, desk: &mut ArticleBuilder) -> ListContent {
    let items = list.items.iter().map(|item| {
        let span = item.blocks.first().map(|block| block.span);
        let fill =
            |desk: &mut ArticleBuilder| NodeContent::Blocks(build_blocks(&item.blocks, desk));
        ListItemContent { checked: item.checked, node: desk.node(Role::ListItem, span, fill) }
    });
    ListContent { start: list.start, tight: list.tight, items: items.collect() }
}

/// The alignment of a column: numbers at the right, unless the author sets it.
fn settled(align: ColumnAlign, rows: &[Vec<Text>], n: usize, lang: &Lang) -> ColumnAlign {
    let cells = rows.iter().filter_map(|row| row.get(n));
    let numerals = cells.map(|cell| numeral(&plain_text(cell), lang));
    match align {
        ColumnAlign::Auto if are_numbers(numerals) => ColumnAlign::Right,
        said => said,
    }
}

fn build_table(table: &article::Table, desk: &mut ArticleBuilder) -> TableContent {
    let columns = table.columns.iter().enumerate();
    let columns = columns.map(|(n, align)| settled(*align, &table.rows, n, &desk.lang)).collect();
    let mut row = |cells: &[article::Text], role| -> Vec<Node> {
        cells.iter().map(|cell| desk.text(role, None, cell)).collect()
    };
    // Markdown has no table without a head: one whose cells are all empty heads nothing.
    let headed = table.head.iter().any(|cell| !cell.is_empty());
    let head: &[article::Text] = if headed { &table.head } else { &[] };
    TableContent {
        columns,
        head: row(head, Role::TableHead),
        rows: table.rows.iter().map(|cells| row(cells, Role::TableCell)).collect(),
    }
}
