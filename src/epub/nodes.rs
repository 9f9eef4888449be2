//! Walks over an edition. Enters: an [`Edition`]. Leaves: what its nodes hold: links and pictures.

use crate::diagnostic::Span;
use crate::edition::{Content, Edition, EditionArticle, Node, NodeId, PictureUse, Target};
use crate::theme::Role;

/// Every node of an article in reading order, also those within others.
pub fn of_article(article: &EditionArticle) -> Vec<&Node> {
    let notes = article.notes.iter().map(|note| &note.node);
    let mut found = Vec::new();
    for node in article.head.iter().chain(&article.body).chain(notes) {
        descend(node, &mut found);
    }
    found
}

fn descend<'e>(node: &'e Node, found: &mut Vec<&'e Node>) {
    found.push(node);
    match &node.content {
        Content::Blocks(nodes) => nodes.iter().for_each(|node| descend(node, found)),
        Content::List(list) => list.items.iter().for_each(|item| descend(&item.node, found)),
        Content::Table(table) => {
            let cells = table.head.iter().chain(table.rows.iter().flatten());
            cells.for_each(|cell| descend(cell, found));
        }
        Content::Text(_) | Content::Picture(_) | Content::Code { .. } | Content::Rule => {}
    }
}

/// The nodes that links of the edition lead to, as often as they do.
pub fn links(edition: &Edition) -> impl Iterator<Item = NodeId> {
    edition.articles().flat_map(of_article).flat_map(|node| {
        let runs = match &node.content {
            Content::Text(runs) => runs.as_slice(),
            _ => &[],
        };
        runs.iter().filter_map(|run| match run.target {
            Some(Target::Node(id) | Target::Note(id)) => Some(id),
            _ => None,
        })
    })
}

/// The pictures as the edition shows them, in reading order, each with its place in the text.
pub fn pictures(edition: &Edition) -> impl Iterator<Item = (&PictureUse, Option<Span>)> {
    edition.articles().flat_map(of_article).filter_map(|node| match &node.content {
        Content::Picture(picture) => Some((picture, node.span)),
        _ => None,
    })
}

/// Whether an article's body has a node of this role.
pub fn has_role(article: &EditionArticle, role: Role) -> bool {
    of_article(article).iter().any(|node| node.role == role)
}
