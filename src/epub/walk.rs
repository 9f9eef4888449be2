//! Iterators over an edition. Input: an [`Edition`]. Output: its nodes by what they are: ids,
//! links, pictures.

use std::collections::BTreeSet;

use crate::diagnostic::Span;
use crate::edition::{Edition, LinkTarget, Node, NodeId, PictureUse};

/// Every node of the articles in reading order, also those within others.
fn all(edition: &Edition) -> Vec<&Node> {
    let mut found = Vec::new();
    for node in edition.articles().flat_map(|article| article.nodes()) {
        node.walk(&mut |node| found.push(node));
    }
    found
}

/// The ids of all nodes of the articles.
pub(super) fn ids(edition: &Edition) -> BTreeSet<NodeId> {
    all(edition).into_iter().map(|node| node.id).collect()
}

/// The nodes that links of the edition lead to, as often as they do.
pub(super) fn links(edition: &Edition) -> impl Iterator<Item = NodeId> {
    all(edition).into_iter().flat_map(|node| {
        node.runs().iter().filter_map(|run| match run.target {
            Some(LinkTarget::Node(id) | LinkTarget::Note(id)) => Some(id),
            Some(LinkTarget::Url(_)) | None => None,
        })
    })
}

/// The pictures as the edition shows them, in reading order, each with its place in the text.
pub(super) fn pictures(edition: &Edition) -> impl Iterator<Item = (&PictureUse, Option<Span>)> {
    all(edition).into_iter().filter_map(|node| Some((node.picture()?, node.span)))
}
