//! Whether the pages hold the whole edition. Input: an edition and its pages. Output: an error for
//! each article of which something was not placed, one for each with words off their page, and one
//! for words of cover and contents off theirs.
//!
//! Page making counts the fragments of each article itself; here every node and every note of the
//! edition is looked for among what stands on the pages, so that nothing an earlier stage omits is
//! lost silently.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::diagnostic::{Code, Diagnostics, Severity, Span};
use crate::edition::{Edition, EditionArticle, Node, NodeContent, NodeId, plain_runs};
use crate::geometry::{Point, Pt, Rect, Size};
use crate::media::PictureId;
use crate::pdf::pages::{Owner, PageItem, Pages, Placed, turned};
use crate::text::is_blank;
use crate::typeset::GlyphRun;

/// How far a glyph may reach over the edge of its page, in points: side bearings, rounding.
const FORGIVEN: Pt = 0.5;
/// How far letters reach above and below their baseline, as a part of their size.
const ABOVE: f64 = 0.7;
const BELOW: f64 = 0.2;
/// Letters of a text that a message quotes.
const QUOTED: usize = 60;

/// Reports what the pages lack, and what stands outside them.
pub(super) fn verify(edition: &Edition, pages: &Pages, diagnostics: &mut Diagnostics) {
    let mut placed = PlacedNodes::default();
    for page in &pages.pages {
        placed.add(&page.items, page.size, None);
    }
    for article in edition.articles() {
        let mut missing = Missing::default();
        let notes = article.notes.iter().map(|note| &note.node);
        for node in article.head.iter().chain(&article.body).chain(notes) {
            node.walk(&mut |node| {
                if placed.lacks(node) {
                    missing.add(node);
                }
            });
        }
        missing.report(article, diagnostics);
        placed.report_outside(article, diagnostics);
    }
    if !placed.outside_matter.is_empty() {
        diagnostics.add(
            Severity::Error,
            Code::OutsidePage,
            None,
            format!(
                "“{}” on the cover, in the contents or beside an article extends beyond the edge \
                    of its page",
                quoted(&placed.outside_matter)
            ),
            "use larger paper or a theme with smaller type",
        );
    }
}

/// The nodes that stand on pages.
#[derive(Default)]
struct PlacedNodes {
    /// By node.
    holds: Vec<bool>,
    pictures: FxHashSet<PictureId>,
    /// The first words of each node that reach over the edge of their page.
    outside: FxHashMap<NodeId, String>,
    /// The same of cover, contents and the facts beside articles.
    outside_matter: String,
}

impl PlacedNodes {
    /// Whether a node has something of its own to show that stands nowhere. Pictures without
    /// alternative text belong to no node and are tracked separately.
    fn lacks(&self, node: &Node) -> bool {
        let is_wanted = match &node.content {
            NodeContent::Text(runs) => !is_blank(&plain_runs(runs)),
            NodeContent::Code { text, .. } => !is_blank(text),
            NodeContent::Picture(shown) => {
                shown.picture.is_some_and(|id| !self.pictures.contains(&id))
            }
            NodeContent::Blocks(_)
            | NodeContent::Table(_)
            | NodeContent::List(_)
            | NodeContent::Rule => false,
        };
        is_wanted && !self.holds.get(node.id.0 as usize).copied().unwrap_or(false)
    }

    /// Notes what stands on a page; what is turned at an `origin` is given in its own coordinates.
    fn add(&mut self, items: &[Placed], size: Size, origin: Option<Point>) {
        for placed in items {
            if let PageItem::Turned { at, items, .. } = &placed.item {
                self.add(items, size, Some(*at));
            }
            if let PageItem::Picture { picture, .. } = &placed.item {
                self.pictures.insert(*picture);
            }
            if let Some(NodeId(node)) = placed.owner.node() {
                let index = node as usize;
                if self.holds.len() <= index {
                    self.holds.resize(index + 1, false);
                }
                self.holds[index] = true;
            }
            if let PageItem::Glyphs { at, run, .. } = &placed.item
                && !is_on_page(extent(*at, run, origin), size)
                && !is_blank(&run.text)
            {
                match placed.owner.node() {
                    Some(node) => _ = self.outside.entry(node).or_insert_with(|| run.text.clone()),
                    None if placed.owner == Owner::Artifact => {}
                    None => self.outside_matter.push_str(&run.text),
                }
            }
        }
    }

    fn report_outside(&self, article: &EditionArticle, diagnostics: &mut Diagnostics) {
        if self.outside.is_empty() {
            return;
        }
        let mut found = None;
        let notes = article.notes.iter().map(|note| &note.node);
        for node in article.head.iter().chain(&article.body).chain(notes) {
            node.walk(&mut |node| {
                if found.is_none() {
                    found = self.outside.get(&node.id).map(|words| (node, words));
                }
            });
        }
        if let Some((node, words)) = found {
            diagnostics.add(
                Severity::Error,
                Code::OutsidePage,
                node.span,
                format!(
                    "“{}” in “{}” extends beyond the edge of its page",
                    quoted(words),
                    article.title
                ),
                "use larger paper or a theme with smaller type, or break the long word",
            );
        }
    }
}

/// The box of some letters on their page.
fn extent(at: Point, run: &GlyphRun, origin: Option<Point>) -> Rect {
    let (above, below) = (ABOVE * run.size, BELOW * run.size);
    let rect = Rect::new(at.x, at.y - run.rise - above, run.width(), above + below);
    origin.map_or(rect, |origin| turned(rect, origin))
}

fn is_on_page(rect: Rect, size: Size) -> bool {
    rect.x >= -FORGIVEN
        && rect.right() <= size.width + FORGIVEN
        && rect.y >= -FORGIVEN
        && rect.bottom() <= size.height + FORGIVEN
}

/// Nodes of an article that stand nowhere.
#[derive(Default)]
struct Missing {
    count: usize,
    first: Option<(Option<Span>, String)>,
}

impl Missing {
    fn add(&mut self, node: &Node) {
        self.count += 1;
        self.first.get_or_insert_with(|| {
            let words = match &node.content {
                NodeContent::Text(runs) => plain_runs(runs),
                NodeContent::Code { text, .. } => text.clone(),
                NodeContent::Picture(picture) => picture.name.clone(),
                NodeContent::Blocks(_)
                | NodeContent::Table(_)
                | NodeContent::List(_)
                | NodeContent::Rule => String::new(),
            };
            (node.span, words)
        });
    }

    fn report(self, article: &EditionArticle, diagnostics: &mut Diagnostics) {
        let Some((span, words)) = self.first else { return };
        let others = match self.count - 1 {
            0 => String::new(),
            n => format!(" and {n} more"),
        };
        diagnostics.add(
            Severity::Error,
            Code::NotPlaced,
            span,
            format!(
                "“{}”{others} of “{}” could not be placed on any page",
                quoted(&words),
                article.title
            ),
            "this is a bug in offprint; please report it with the input",
        );
    }
}

/// The beginning of a text, for a message.
fn quoted(words: &str) -> String {
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    match words.char_indices().nth(QUOTED) {
        Some((end, _)) => format!("{}…", &words[..end]),
        None => words,
    }
}
