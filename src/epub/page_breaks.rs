//! Where the pages of the print edition begin, in the EPUB. Input: [`PrintPages`] and an
//! [`EpubPlan`]. Output: [`PageBreaks`], for each document and node the marks that stand in it, and
//! all of them in order.
//!
//! EPUB Accessibility 1.1, §3.4 (<https://www.w3.org/TR/epub-a11y-11/#sec-page-nav>): who reads
//! here can so cite the printed page, and find the one that was cited.

use std::collections::{BTreeMap, BTreeSet};

use super::plan::{COVER, DocumentContent, EpubPlan};
use super::walk;
use crate::edition::{Edition, EditionArticle, NodeId, PageStart, PrintPages};

/// The mark of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PageBreak {
    /// The page's number as printed.
    pub label: String,
    /// The mark's id, unique in the edition.
    pub id: String,
    /// The document that it stands in.
    pub file: String,
}

/// All page breaks; none without a print edition.
#[derive(Debug, Default)]
pub(super) struct PageBreaks {
    /// The print edition's identifier.
    pub source: Option<String>,
    /// In order.
    pub all: Vec<PageBreak>,
    /// By place: indices into `all`.
    places: BTreeMap<BreakPosition, Vec<usize>>,
}

/// Where a mark stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum BreakPosition {
    Cover,
    Contents,
    /// The entry of a section or an article in the contents.
    Entry(NodeId),
    /// A section, an article or a node of one, and bytes into its words.
    Node(NodeId, usize),
}

impl PageBreaks {
    /// Finds the places of pages in the documents of a plan. A page that begins with something that
    /// the EPUB does not show gets its mark at the next that it shows.
    pub(super) fn new(plan: &EpubPlan<'_>, print: &PrintPages) -> PageBreaks {
        let shown = walk::ids(plan.edition);
        let mut ids = BTreeSet::new();
        let mut breaks =
            PageBreaks { source: Some(print.identifier.clone()), ..PageBreaks::default() };
        for page in &print.pages {
            let Some((place, file)) = place(plan, &shown, page.start) else { continue };
            let id = unique_id(&page.label, &mut ids);
            breaks.places.entry(place).or_default().push(breaks.all.len());
            breaks.all.push(PageBreak { label: page.label.clone(), id, file });
        }
        breaks
    }

    /// Those of the cover.
    pub(super) fn on_cover(&self) -> impl Iterator<Item = &PageBreak> {
        self.at(BreakPosition::Cover)
    }

    /// Those of the contents.
    pub(super) fn on_contents(&self) -> impl Iterator<Item = &PageBreak> {
        self.at(BreakPosition::Contents)
    }

    /// Those before the entry of a section or an article in the contents.
    pub(super) fn before_entry(&self, node: NodeId) -> impl Iterator<Item = &PageBreak> {
        self.at(BreakPosition::Entry(node))
    }

    /// Those at the start of a node, a section or an article.
    pub(super) fn before(&self, node: NodeId) -> impl Iterator<Item = &PageBreak> {
        self.at(BreakPosition::Node(node, 0))
    }

    /// Those among the words of a node from the byte `from` on, each with its place in bytes.
    pub(super) fn within(&self, node: NodeId, from: usize) -> Vec<(usize, &PageBreak)> {
        let range = BreakPosition::Node(node, from)..=BreakPosition::Node(node, usize::MAX);
        let mut found = Vec::new();
        for (place, marks) in self.places.range(range) {
            if let BreakPosition::Node(_, offset) = place {
                found.extend(marks.iter().filter_map(|n| Some((*offset, self.all.get(*n)?))));
            }
        }
        found
    }

    fn at(&self, place: BreakPosition) -> impl Iterator<Item = &PageBreak> {
        self.places.get(&place).into_iter().flatten().filter_map(|n| self.all.get(*n))
    }
}

/// The place of a page that begins with `start`, and its document; `None` if there is no article.
fn place(
    plan: &EpubPlan<'_>,
    shown: &BTreeSet<NodeId>,
    start: PageStart,
) -> Option<(BreakPosition, String)> {
    let has_cover =
        plan.documents.iter().any(|document| matches!(document.page, DocumentContent::Cover));
    let (node, offset) = match (start, plan.contents()) {
        (PageStart::Cover, _) if has_cover => return Some((BreakPosition::Cover, COVER.into())),
        (PageStart::Cover | PageStart::Contents, Some(file)) => {
            return Some((BreakPosition::Contents, file.into()));
        }
        (PageStart::Entry(node), Some(file)) => {
            return Some((BreakPosition::Entry(node), file.into()));
        }
        (PageStart::Cover | PageStart::Contents | PageStart::Entry(_), None) => {
            (plan.edition.articles().next()?.id, 0)
        }
        (PageStart::Node { node, offset }, _) => (node, offset),
    };
    if let Some(file) = plan.file(node) {
        return Some((BreakPosition::Node(node, 0), file.into()));
    }
    let article = article_at(plan.edition, node)?;
    let place = match shown.contains(&node) {
        true => BreakPosition::Node(node, offset),
        false => BreakPosition::Node(article.id, 0),
    };
    Some((place, plan.file(article.id)?.into()))
}

/// The article that holds a node; for a section without a title its first one.
fn article_at(edition: &Edition, node: NodeId) -> Option<&EditionArticle> {
    let after = || edition.articles().find(|article| article.id > node);
    edition.article_of(node).or_else(after).or_else(|| edition.articles().last())
}

/// `page-` and the label with everything but ASCII letters and digits made hyphens, distinguished
/// from those given before by a number.
fn unique_id(label: &str, given: &mut BTreeSet<String>) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    let wanted: String = "page-".chars().chain(label.chars().map(plain)).collect();
    let numbered = (2..).map(|n: u32| format!("{wanted}-{n}"));
    let free = std::iter::once(wanted.clone()).chain(numbered).find(|id| !given.contains(id));
    let id = free.unwrap_or(wanted);
    given.insert(id.clone());
    id
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_unique_whatever_pages_are_called() {
        let mut given = BTreeSet::new();
        let ids = ["iv", "4", "4", "4-2", "A 1", "A-1", "٤", "", "Umschlag"]
            .map(|label| unique_id(label, &mut given));
        let expected = [
            "page-iv",
            "page-4",
            "page-4-2",
            "page-4-2-2",
            "page-A-1",
            "page-A-1-2",
            "page--",
            "page-",
            "page-Umschlag",
        ];
        assert_eq!(ids, expected);
    }
}
