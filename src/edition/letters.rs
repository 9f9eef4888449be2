//! The letters that an edition uses. Input: an [`Edition`]. Output: [`Letters`], each with the place
//! it first stands, to choose faces by and to name the ones that no face has.

use std::collections::BTreeMap;

use super::model::{Edition, Node, NodeContent};
use crate::diagnostic::Span;
use crate::text::is_drawn;

/// Characters, each with the block that it first stands in, where the input has one.
pub type Letters = BTreeMap<char, Option<Span>>;

/// What furniture and typography put in beside printable ASCII: dashes, quotes, bullets, boxes.
const FURNITURE: &str = "–—‘’‚“”„«»‹›…•·■□☐☑×−\u{2010}";

impl Edition {
    /// Every letter of the edition, those of its furniture included.
    pub fn letters(&self) -> Letters {
        let mut letters = Letters::new();
        letters.extend((' '..='~').chain(FURNITURE.chars()).map(|letter| (letter, None)));
        let meta = &self.meta;
        let facts = [&meta.date_text, &meta.publisher, &meta.header, &meta.classification];
        for fact in facts.into_iter().flatten().chain([&meta.title]).chain(&meta.authors) {
            collect(fact, None, &mut letters);
        }
        for section in &self.sections {
            collect(section.title.as_deref().unwrap_or_default(), None, &mut letters);
            for node in section.articles.iter().flat_map(|article| article.nodes()) {
                node.walk(&mut |node| collect_node(node, &mut letters));
            }
        }
        letters
    }

    /// The letters that may stand on its cover, where that is drawn.
    pub fn cover_letters(&self) -> Letters {
        let mut letters = Letters::new();
        let facts =
            [Some(&self.meta.title), self.meta.date_text.as_ref(), self.meta.publisher.as_ref()];
        let articles = self.main_headlines().into_iter();
        let headlines =
            articles.flat_map(|a| [Some(&a.title), a.kicker.as_ref(), a.standfirst.as_ref()]);
        for words in facts.into_iter().chain(headlines).flatten() {
            collect(words, None, &mut letters);
        }
        letters
    }
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
    // Every face has printable ASCII, and most letters are of it.
    for letter in text.chars().filter(|letter| !letter.is_ascii() && is_drawn(*letter)) {
        let place = letters.entry(letter).or_default();
        *place = place.or(span);
        // Kickers and small capitals may be set in capitals: their faces must be there too.
        for capital in letter.to_uppercase() {
            letters.entry(capital).or_default();
        }
    }
}
