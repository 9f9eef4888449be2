//! The letters that an edition uses. Input: an [`Edition`]. Output: each character with the place
//! it first stands, to choose faces by and to name the ones that no face has.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Code, Diagnostics, Remedy, Severity, Sources, Span};
use crate::edition::{Edition, Node, NodeContent};
use crate::text::is_drawn;

/// Characters, each with the block that it first stands in, where the input has one.
pub(super) type Letters = BTreeMap<char, Option<Span>>;

/// What furniture and typography put in beside printable ASCII: dashes, quotes, bullets, boxes.
const FURNITURE: &str = "–—‘’‚“”„«»‹›…•·■□☐☑×−\u{2010}";

/// Every letter of an edition, those of its furniture included.
pub(super) fn of(edition: &Edition) -> Letters {
    let mut letters: Letters =
        (' '..='~').chain(FURNITURE.chars()).map(|letter| (letter, None)).collect();
    let meta = &edition.meta;
    let facts = [&meta.date_text, &meta.publisher, &meta.header, &meta.classification];
    for fact in facts.into_iter().flatten().chain([&meta.title]).chain(&meta.authors) {
        collect(fact, None, &mut letters);
    }
    for section in &edition.sections {
        collect(section.title.as_deref().unwrap_or_default(), None, &mut letters);
        for article in &section.articles {
            article
                .nodes()
                .for_each(|node| node.walk(&mut |node| collect_node(node, &mut letters)));
        }
    }
    letters
}

fn collect_node(node: &Node, letters: &mut Letters) {
    match &node.content {
        NodeContent::Text(runs) => {
            runs.iter().for_each(|run| collect(&run.text, node.span, letters))
        }
        NodeContent::Code { text, .. } => collect(text, node.span, letters),
        NodeContent::Picture(picture) => {
            collect(&picture.name, node.span, letters);
            collect(picture.alt.as_deref().unwrap_or_default(), node.span, letters);
        }
        NodeContent::Blocks(_)
        | NodeContent::Table(_)
        | NodeContent::List(_)
        | NodeContent::Rule => {}
    }
}

fn collect(text: &str, span: Option<Span>, letters: &mut Letters) {
    // Printable ASCII is there from the start, and most letters are.
    for letter in text.chars().filter(|letter| !letter.is_ascii() && is_drawn(*letter)) {
        let place = letters.entry(letter).or_default();
        *place = place.or(span);
        // Kickers and small capitals may be set in capitals: their faces must be there too.
        for capital in letter.to_uppercase() {
            letters.entry(capital).or_default();
        }
    }
}

/// Warns of each letter of the input that no face has, at the place it first stands.
pub(super) fn report_missing(
    missing: &[char],
    letters: &Letters,
    sources: &Sources,
    diagnostics: &mut Diagnostics,
) {
    let missing: BTreeSet<char> = missing.iter().copied().collect();
    for letter in missing {
        let Some(Some(block)) = letters.get(&letter).copied() else { continue };
        let place = match sources.slice(block).find(letter) {
            Some(offset) => {
                let start = block.start as usize + offset;
                Span::new(block.source, start..start + letter.len_utf8())
            }
            None => block,
        };
        diagnostics.add(
            Severity::Warning,
            Code::GlyphMissing,
            place,
            format!(
                "no font has a glyph for `{letter}` (U+{:04X}); it is shown as a box",
                letter as u32
            ),
            "install a font that has it",
        );
        diagnostics.suggest(Remedy::FontFolder);
    }
}
