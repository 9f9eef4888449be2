//! Where the pages of a print edition begin. Input: an [`Edition`] and its [`Pages`]. Output:
//! [`PrintPages`], each page with the word that it begins with, for editions that have no pages of
//! their own.
//!
//! The place of a word is found by counting: the letters that a node shows on earlier pages are
//! those before it. So it does not matter how lines were broken, hyphenated or ordered.

use std::collections::{BTreeMap, BTreeSet};

use unicode_segmentation::UnicodeSegmentation;

use super::identifier::identifier;
use super::pages::{Owner, Page, PageItem, Pages};
use crate::edition::{Edition, Node, NodeContent, NodeId, PageStart, PrintPage, PrintPages};
use crate::theme::Role;

/// How far the start and the end of a word are looked for, in bytes: of a longer one, and of the
/// stretches of scripts without spaces, only what stands so near is distinguished.
const LONGEST_WORD: usize = 1_000;

/// Finds what each page begins with.
pub fn print_pages(edition: &Edition, pages: &Pages) -> PrintPages {
    let flow = TextFlow::new(edition);
    let begins: BTreeMap<usize, NodeId> = openings(edition, pages);
    // How many bytes of each node stand on earlier pages.
    let mut shown: BTreeMap<NodeId, usize> = BTreeMap::new();
    let mut found = PrintPages { identifier: identifier(edition, pages), pages: Vec::new() };
    let mut last = None;
    for (n, page) in pages.pages.iter().enumerate() {
        let letters = letters_on(page);
        let start = match front(page) {
            Some(front) => Some(front),
            None => {
                let opening = begins.get(&n).map(|node| (*node, 0));
                let text = flow.first(&letters, &shown);
                // An article's own node, or its section's, comes before all that is in it.
                let first = [opening, text].into_iter().flatten().min();
                first.filter(|first| last.is_none_or(|last| last < *first)).map(|first| {
                    last = Some(first);
                    PageStart::Node { node: first.0, offset: first.1 }
                })
            }
        };
        found.pages.extend(start.map(|start| PrintPage { label: page.label.clone(), start }));
        for (node, count) in letters {
            let bytes = shown.entry(node).or_default();
            *bytes = flow.words.get(&node).map_or(0, |words| after_letters(words, *bytes, count));
        }
    }
    found
}

/// The section or article that begins at the head of a page, by the page.
fn openings(edition: &Edition, pages: &Pages) -> BTreeMap<usize, NodeId> {
    let mut found = BTreeMap::new();
    let place = |node: NodeId| pages.anchors.get(&node).map(|anchor| (anchor.page, anchor.y));
    for section in &edition.sections {
        let articles = section.articles.iter().map(|article| article.id);
        for node in std::iter::once(section.id).filter(|_| section.title.is_some()).chain(articles)
        {
            let Some((page, y)) = place(node) else { continue };
            // Nothing of the text stands above it.
            let above =
                pages.pages[page].placed().any(|placed| match (&placed.item, placed.owner) {
                    (PageItem::Glyphs { at, .. }, Owner::Node(other)) => other < node && at.y < y,
                    _ => false,
                });
            if !above {
                found.entry(page).or_insert(node);
            }
        }
    }
    found
}

/// The front matter that a page shows, if it shows any.
fn front(page: &Page) -> Option<PageStart> {
    page.placed().find_map(|placed| match placed.owner {
        Owner::Cover(_) => Some(PageStart::Cover),
        Owner::ContentsTitle => Some(PageStart::Contents),
        Owner::Contents(node, _) => Some(PageStart::Entry(node)),
        _ => None,
    })
}

/// How many letters of each node stand on a page.
fn letters_on(page: &Page) -> BTreeMap<NodeId, usize> {
    let mut letters = BTreeMap::new();
    for placed in page.placed() {
        if let (Owner::Node(node), PageItem::Glyphs { run, .. }) = (placed.owner, &placed.item) {
            *letters.entry(node).or_default() += run.text.chars().filter(is_letter).count();
        }
    }
    letters
}

/// What is counted: white comes and goes with lines, and so do hyphens.
fn is_letter(letter: &char) -> bool {
    !letter.is_whitespace() && *letter != '\u{ad}'
}

/// The words that flow from page to page, by node: not what floats (figures, boxes, pull quotes) or
/// stands at the foot (notes).
struct TextFlow {
    words: BTreeMap<NodeId, String>,
    aside: BTreeSet<NodeId>,
}

impl TextFlow {
    fn new(edition: &Edition) -> Self {
        let mut flow = TextFlow { words: BTreeMap::new(), aside: BTreeSet::new() };
        for article in edition.articles() {
            article.head.iter().chain(&article.body).for_each(|node| flow.add(node, false));
            article.notes.iter().for_each(|note| flow.add(&note.node, true));
        }
        flow
    }

    fn add(&mut self, node: &Node, aside: bool) {
        let floats = [Role::Figure, Role::FigureGroup, Role::Box, Role::PullQuote, Role::Note];
        let aside = aside || floats.contains(&node.role);
        let mut keep = |node: &Node, words: String| {
            self.words.insert(node.id, words);
            if aside {
                self.aside.insert(node.id);
            }
        };
        match &node.content {
            NodeContent::Text(runs) => {
                keep(node, runs.iter().map(|run| run.text.as_str()).collect())
            }
            NodeContent::Code { text, .. } => keep(node, text.clone()),
            NodeContent::Blocks(_)
            | NodeContent::List(_)
            | NodeContent::Table(_)
            | NodeContent::Picture(_)
            | NodeContent::Rule => {}
        }
        node.children().for_each(|node| self.add(node, aside));
    }

    /// The first word in reading order among those on a page: of the text that flows, or of what
    /// else there is where the page shows nothing of it.
    fn first(
        &self,
        letters: &BTreeMap<NodeId, usize>,
        shown: &BTreeMap<NodeId, usize>,
    ) -> Option<(NodeId, usize)> {
        let mut nodes = letters.keys().filter(|node| self.words.contains_key(node));
        let flowing = nodes.clone().find(|node| !self.aside.contains(node));
        let node = *flowing.or_else(|| nodes.next())?;
        let before = shown.get(&node).copied().unwrap_or(0);
        Some((node, word_at(self.words.get(&node)?, before)))
    }
}

/// The byte after the first `count` letters from the byte `from` on.
fn after_letters(words: &str, from: usize, count: usize) -> usize {
    let rest = words.get(from..).unwrap_or_default();
    let mut letters = rest.char_indices().filter(|(_, letter)| is_letter(letter));
    let last = count.checked_sub(1).map(|before| letters.nth(before));
    match last {
        None => from,
        Some(None) => words.len(),
        Some(Some((at, letter))) => from + at + letter.len_utf8(),
    }
}

/// Where the word starts that the first letter from the byte `from` on belongs to.
fn word_at(words: &str, from: usize) -> usize {
    let rest = words.get(from..).unwrap_or_default();
    let Some(at) = rest.find(|letter| is_letter(&letter)).map(|at| from + at) else {
        return words.len();
    };
    let near = words.floor_char_boundary(at.saturating_sub(LONGEST_WORD));
    let stretch = words[near..at].rfind(char::is_whitespace).map_or(near, |white| {
        let white = near + white;
        white + words[white..].chars().next().map_or(0, char::len_utf8)
    });
    let end = words.floor_char_boundary(at + LONGEST_WORD).max(at);
    // Words in scripts without spaces end by the rules of Unicode (UAX 29).
    let starts = words[stretch..end].split_word_bound_indices().map(|(start, _)| stretch + start);
    starts.take_while(|start| *start <= at).last().unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_begins_with_a_whole_word() {
        let text = "One fa\u{ad}ther, two";
        let at = |count| &text[word_at(text, after_letters(text, 0, count))..];
        assert_eq!(at(0), "One fa\u{ad}ther, two");
        assert_eq!(at(3), "fa\u{ad}ther, two");
        assert_eq!(at(5), "fa\u{ad}ther, two");
        assert_eq!(at(10), "two");
        assert_eq!(at(99), "");
        let words = "二つの港";
        assert_eq!(&words[word_at(words, after_letters(words, 0, 3))..], "港");
        assert_eq!(after_letters(text, after_letters(text, 0, 2), 3), after_letters(text, 0, 5));
    }
}
