//! The words of an edition as it, its EPUB and its PDF tell them. Input: an article, or a file.
//! Output: words that can be compared.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "what cannot be read fails the test")]
#![allow(dead_code, reason = "no test asks for all of it")]

pub(crate) mod epub;
pub(crate) mod pdf;

use offprint::edition::{EditionArticle, Node, NodeContent};

/// What the Edition says of an article.
pub(crate) fn said(article: &EditionArticle) -> String {
    let mut words = String::new();
    for node in article.nodes() {
        node.walk(&mut |node: &Node| match &node.content {
            NodeContent::Text(runs) => {
                // The mark at an article's end is an ornament.
                let spoken = runs.iter().filter(|run| !run.marks.end_mark);
                words.extend(spoken.map(|run| run.text.as_str()));
                words.push('\n');
            }
            NodeContent::Code { text, .. } => {
                words.push_str(text);
                words.push('\n');
            }
            _ => {}
        });
    }
    words
}

/// The words of a text as they are compared: without hyphens that lines put in, in one case
/// (kickers are set in capitals), numbers of notes apart from each other as in neither text they
/// need be.
pub(crate) fn words(text: &str) -> Vec<String> {
    let text = text.replace(['\u{ad}', '\u{200b}', '\u{2060}', '\u{feff}'], "").to_lowercase();
    text.split_whitespace().map(str::to_string).collect()
}

/// Where two readings differ first.
pub(crate) fn difference(name: &str, expected: &str, found: &str) -> Option<String> {
    let (expected, found) = (words(expected), words(found));
    let at = (0..expected.len().max(found.len())).find(|at| expected.get(*at) != found.get(*at))?;
    let around = |words: &[String]| {
        words[at.saturating_sub(6).min(words.len())..(at + 6).min(words.len())].join(" ")
    };
    Some(format!("the {name} says “{}”, not “{}”", around(&found), around(&expected)))
}
