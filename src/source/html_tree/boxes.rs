//! Boxes. Input: the tags of notes, warnings and asides as web pages, GitHub and programs that make
//! sites write them. Output: [`OpenBox`], and the block that it is around others.

use super::made::strong;
use crate::article::{Block, BlockKind, BoxKind, Lang, PullQuote, Text, TextBox};
use crate::diagnostic::Span;
use crate::source::callout::{self, CalloutKind};
use crate::source::html::HtmlTag;

/// A box that is open.
#[derive(Debug)]
pub(in crate::source) struct OpenBox {
    kind: CalloutKind,
    /// Its title, once it is read.
    pub title: Text,
    /// Whether a heading that it begins with is its title.
    headed: bool,
}

impl OpenBox {
    fn new(kind: CalloutKind) -> Self {
        Self { kind, title: Text::new(), headed: false }
    }

    /// The block that it is; within too many others, its title and what it holds.
    pub(super) fn close(
        self,
        mut blocks: Vec<Block>,
        span: Span,
        lang: Option<Lang>,
        boxed: bool,
    ) -> Vec<Block> {
        let Self { kind, mut title, headed } = self;
        if headed
            && title.is_empty()
            && let Some(Block { kind: BlockKind::Crosshead { text, .. }, .. }) = blocks.first_mut()
        {
            title = std::mem::take(text);
            blocks.remove(0);
        }
        if title.is_empty() && blocks.is_empty() {
            return blocks;
        }
        let kind = match (kind, boxed) {
            (_, false) => {
                let line = strong(title).map(|kind| Block::new(kind, span));
                return line.into_iter().chain(blocks).collect();
            }
            (CalloutKind::Box(kind), _) => BlockKind::Box(TextBox { kind, title, blocks }),
            (CalloutKind::PullQuote, _) => {
                BlockKind::PullQuote(PullQuote { blocks, attribution: title })
            }
        };
        vec![Block { lang, ..Block::new(kind, span) }]
    }
}

/// The box that a tag opens, and the words of its title as inline markdown.
///
/// `<aside data-box="KIND" data-title="TITLE">` is how other dialects' boxes are written for this
/// reader: any kind that callouts have, and a title that may be empty.
pub(in crate::source) fn box_of(tag: &HtmlTag<'_>) -> Option<(OpenBox, Option<String>)> {
    let kind = match tag.name.as_str() {
        "details" => CalloutKind::Box(BoxKind::Other("Details".to_owned())),
        "aside" => match tag.attribute("data-box").filter(|kind| !kind.trim().is_empty()) {
            Some(kind) => callout::kind(kind.trim()),
            None => {
                let kind = admonition(tag).unwrap_or(BoxKind::Note);
                let inner = OpenBox { headed: true, ..OpenBox::new(CalloutKind::Box(kind)) };
                return Some((inner, None));
            }
        },
        "div" | "section" => CalloutKind::Box(admonition(tag)?),
        _ => return None,
    };
    let title = tag.attribute("data-title").filter(|title| !title.trim().is_empty());
    Some((OpenBox::new(kind), title))
}

/// The kind of box that the class of an element says: `note`, `admonition tip`, `alert alert-info`,
/// `markdown-alert markdown-alert-warning`.
fn admonition(tag: &HtmlTag<'_>) -> Option<BoxKind> {
    const FAMILIES: [&str; 5] = ["admonition", "alert", "callout", "markdown-alert", "message"];
    let classes = tag.classes();
    let family = classes.iter().find(|class| FAMILIES.contains(&class.as_str()));
    if let Some(kind) = classes.iter().find_map(|class| known(class)) {
        return Some(kind);
    }
    let family = family?;
    let mut others = classes.iter().filter(|class| *class != family);
    let own = others.find_map(|class| {
        let within = class.strip_prefix(family.as_str()).map(|rest| rest.trim_start_matches('-'));
        let word = within.unwrap_or(class);
        known(word).or_else(|| (family == "admonition").then(|| other(word)))
    });
    match (own, family.as_str()) {
        (Some(kind), _) => Some(kind),
        (None, "message") => None,
        (None, _) => Some(BoxKind::Note),
    }
}

fn known(word: &str) -> Option<BoxKind> {
    Some(match word {
        "note" => BoxKind::Note,
        "tip" | "hint" => BoxKind::Tip,
        "important" => BoxKind::Important,
        "warning" => BoxKind::Warning,
        "caution" => BoxKind::Caution,
        "danger" | "info" | "attention" => other(word),
        _ => return None,
    })
}

/// The author's own word, with a capital.
fn other(word: &str) -> BoxKind {
    let mut letters = word.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    BoxKind::Other(first.unwrap_or_default() + letters.as_str())
}

/// Whether an element is the title of the box that it stands in.
pub(in crate::source) fn is_title(tag: &HtmlTag<'_>) -> bool {
    const TITLES: [&str; 6] = [
        "admonition-title",
        "alert-heading",
        "alert-title",
        "callout-title",
        "markdown-alert-title",
        "message-header",
    ];
    matches!(tag.name.as_str(), "p" | "div" | "h4")
        && tag.classes().iter().any(|class| TITLES.contains(&class.as_str()))
}
