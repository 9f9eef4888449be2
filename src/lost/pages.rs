//! The words of a PDF. Input: the finished [`Pages`] of an edition, which are painted as they
//! stand. Output: the words of each article, in the order of the edition.
//!
//! Only what belongs to a node counts: running heads, contents and whatever is said a second time
//! are artifacts or have other owners, and labels were not written by the author.

use std::collections::{BTreeMap, BTreeSet};

use super::words::{Channel, ComparedWord, WordCollector};
use crate::edition::{Edition, NodeId};
use crate::pdf::pages::{Owner, Page, PageItem, PageTarget, Pages};
use crate::typeset::GlyphRun;

/// Reads the words of each article.
pub fn articles(edition: &Edition, pages: &Pages) -> Vec<Vec<ComparedWord>> {
    let notes = notes(edition);
    let (mut texts, mut alts) = (BTreeMap::new(), BTreeMap::new());
    for page in &pages.pages {
        read(page, &notes, &mut texts, &mut alts);
    }
    let pictures = pictures(edition);
    let mut found: BTreeMap<NodeId, WordCollector> = BTreeMap::new();
    let mut add = |node: NodeId, channel, text: &str| {
        let Some(article) = edition.article_of(node) else { return };
        let words = found.entry(article.id).or_default();
        words.switch(channel);
        words.text(text);
    };
    for (node, text) in &texts {
        let channel = if pictures.contains(node) { Channel::Alt } else { Channel::Text };
        add(*node, channel, text);
    }
    for (node, alt) in &alts {
        add(*node, Channel::Alt, alt);
    }
    let words = edition.articles().map(|article| found.remove(&article.id).unwrap_or_default());
    words.map(WordCollector::finish).collect()
}

/// The notes of an edition.
fn notes(edition: &Edition) -> BTreeSet<NodeId> {
    edition.articles().flat_map(|article| &article.notes).map(|note| note.node.id).collect()
}

/// The nodes that are pictures: the words that stand for one that is missing are its alternative
/// text.
fn pictures(edition: &Edition) -> BTreeSet<NodeId> {
    let mut found = BTreeSet::new();
    for node in edition.articles().flat_map(|article| article.nodes()) {
        node.walk(&mut |node| {
            if node.picture().is_some() {
                found.insert(node.id);
            }
        });
    }
    found
}

/// Adds what stands on a page to the texts of its nodes, references to notes aside.
fn read(
    page: &Page,
    notes: &BTreeSet<NodeId>,
    texts: &mut BTreeMap<NodeId, String>,
    alts: &mut BTreeMap<NodeId, String>,
) {
    let links = page.links().filter(|link| match link.target {
        PageTarget::Node(node) => notes.contains(node),
        PageTarget::Url(_) => false,
    });
    let references: BTreeSet<(Owner, u16)> = links.map(|link| (link.owner, link.link)).collect();
    for placed in page.placed() {
        let Owner::Node(node) = placed.owner else { continue };
        match &placed.item {
            PageItem::Glyphs { link, .. }
                if *link > 0 && references.contains(&(placed.owner, *link)) => {}
            PageItem::Glyphs { run, .. } => add_run(run, texts.entry(node).or_default()),
            PageItem::Picture { alt: Some(alt), .. } => {
                alts.entry(node).or_insert_with(|| alt.clone());
            }
            _ => {}
        }
    }
}

/// Adds the text of a run in the order in which it is read.
fn add_run(run: &GlyphRun, text: &mut String) {
    if !run.rtl {
        return text.push_str(&run.text);
    }
    let mut parts: Vec<_> = run.glyphs.iter().map(|glyph| glyph.text).collect();
    parts.retain(|part| !part.is_empty());
    for part in parts.iter().rev() {
        let part = part.start as usize..part.end as usize;
        text.push_str(run.text.get(part).unwrap_or_default());
    }
}
