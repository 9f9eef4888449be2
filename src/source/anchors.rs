//! Names that HTML gives to places: `<a id="x">`, `<div id="x">`. Input: blocks, and the names, each
//! with its byte of the text. Output: headings with these names, since links lead to headings.

use std::collections::BTreeSet;

use super::html::{self, HtmlToken};
use super::inline::map_content;
use crate::article::{Block, BlockKind, Inline, NoteDefinition, Text};

/// The most bytes between a name and the heading after it, for it to be that heading's.
const NEAR: usize = 2_000;

/// Gives each name to the heading that it stands in or right above, else to the nearest heading
/// before it. A place above all headings is the article's start: links of the article lead there.
pub(super) fn settle(
    blocks: &mut [Block],
    notes: &mut [NoteDefinition],
    anchors: &[(String, usize)],
    text: &str,
) {
    if anchors.is_empty() {
        return;
    }
    let mut headings = Vec::new();
    collect(blocks, &mut headings);
    let mut order: Vec<usize> = (0..headings.len()).collect();
    order.sort_by_key(|n| headings[*n].0);
    let mut known = BTreeSet::new();
    let mut at_start = BTreeSet::new();
    for (anchor, at) in anchors {
        if !known.insert(anchor.to_lowercase()) {
            continue;
        }
        let split = order.partition_point(|n| headings[*n].0 <= *at);
        let next = order.get(split).filter(|n| is_right_above(text, *at, headings[**n].0));
        let before = split.checked_sub(1).and_then(|n| order.get(n));
        match next.or(before) {
            Some(heading) => headings[*heading].1.push(anchor),
            None => _ = at_start.insert(format!("#{}", anchor.to_lowercase())),
        }
    }
    let mut named = headings.into_iter().map(|(_, anchors)| anchors);
    name(blocks, &mut named);
    if !at_start.is_empty() {
        let within = notes.iter_mut().map(|note| &mut note.blocks[..]);
        [blocks].into_iter().chain(within).for_each(|blocks| lead_to_start(blocks, &at_start));
    }
}

/// Whether nothing but tags stands between a name and a heading.
fn is_right_above(text: &str, at: usize, heading: usize) -> bool {
    let between = text.get(at..heading).filter(|between| between.len() <= NEAR);
    between.is_some_and(|between| {
        html::tokens(between).iter().all(|token| match token {
            HtmlToken::Text(words) => words.trim_matches(|c: char| c == '>').trim().is_empty(),
            _ => true,
        })
    })
}

/// Where each heading stands, in order.
fn collect(blocks: &[Block], headings: &mut Vec<(usize, Vec<&String>)>) {
    for block in blocks {
        if matches!(block.kind, BlockKind::Crosshead { .. }) {
            headings.push((block.span.start as usize, Vec::new()));
        }
        block.children().into_iter().for_each(|inner| collect(inner, headings));
    }
}

/// Gives the headings their names, in the same order.
fn name<'n>(blocks: &mut [Block], named: &mut impl Iterator<Item = Vec<&'n String>>) {
    for block in blocks {
        if let BlockKind::Crosshead { anchor, .. } = &mut block.kind {
            for further in named.next().unwrap_or_default() {
                match anchor {
                    Some(anchor) => anchor.extend([" ", further]),
                    None => *anchor = Some(further.clone()),
                }
            }
        }
        for inner in block.children_mut() {
            name(inner, named);
        }
    }
}

/// Leads links with these targets to the start of the article.
fn lead_to_start(blocks: &mut [Block], targets: &BTreeSet<String>) {
    for block in blocks {
        texts(block).into_iter().for_each(|text| lead(text, targets));
        for inner in block.children_mut() {
            lead_to_start(inner, targets);
        }
    }
}

/// The words of a block, not those of its children.
fn texts(block: &mut Block) -> Vec<&mut Text> {
    match &mut block.kind {
        BlockKind::Paragraph(text)
        | BlockKind::Crosshead { text, .. }
        | BlockKind::Signature(text)
        | BlockKind::Postscript(text) => vec![text],
        BlockKind::Figure(figure) => vec![&mut figure.caption],
        BlockKind::Group(figures) => figures.iter_mut().map(|it| &mut it.caption).collect(),
        BlockKind::PullQuote(quote) => vec![&mut quote.attribution],
        BlockKind::Box(inner) => vec![&mut inner.title],
        BlockKind::Table(table) => {
            table.head.iter_mut().chain(table.rows.iter_mut().flatten()).collect()
        }
        BlockKind::Quote(_) | BlockKind::List(_) | BlockKind::Code { .. } | BlockKind::Rule => {
            Vec::new()
        }
    }
}

fn lead(text: &mut Text, targets: &BTreeSet<String>) {
    for inline in text {
        if let Inline::Link { target, .. } = inline
            && target.starts_with('#')
            && targets.contains(&target.to_lowercase())
        {
            "#top".clone_into(target);
        }
        let taken = std::mem::replace(inline, Inline::Break);
        *inline = map_content(taken, |mut content| {
            lead(&mut content, targets);
            content
        });
    }
}
