//! Bare addresses. Input: `https://example.org`, `www.example.org`, `ada@example.org` among the words.
//! Output: links to them, without the full stop or the bracket that follows.
//!
//! Source: GitHub Flavored Markdown, section 6.9, "Autolinks (extension)".

use linkify::{LinkFinder, LinkKind};

use super::prose::{Links, Prose};
use crate::rewrite::Rewriter;
use crate::source::syntax::model::Syntax;
use crate::source::syntax::model::SyntaxPage;
use crate::source::syntax::report::SyntaxReport;

/// Bare addresses as links.
#[derive(Debug)]
pub(super) struct Addresses;

impl Syntax for Addresses {
    fn rewrite(
        &self,
        _: &SyntaxPage<'_>,
        text: &str,
        rewriter: &mut Rewriter<'_>,
        _: &mut SyntaxReport<'_>,
    ) {
        if !text.contains("://") && !text.contains("www.") && !text.contains('@') {
            return;
        }
        let mut finder = LinkFinder::new();
        finder.url_must_have_scheme(false).kinds(&[LinkKind::Url, LinkKind::Email]);
        for stretch in Prose::of(text, Links::Without).stretches() {
            let words = &text[stretch.clone()];
            for found in finder.links(words) {
                let address = found.as_str();
                let Some(target) = target(address, found.kind()) else { continue };
                let before = words[..found.start()].chars().next_back();
                // A path, a property or an attribute that nobody meant as a link.
                if before.is_some_and(|c| {
                    c.is_alphanumeric() || matches!(c, '/' | '@' | '=' | '"' | '\'')
                }) {
                    continue;
                }
                if is_glued_emphasis(words, found.start(), found.end()) {
                    continue;
                }
                let place = stretch.start + found.start()..stretch.start + found.end();
                rewriter.replace(place, &link(address, &target));
            }
        }
    }
}

/// Whether an address stands in emphasis whose marks are glued to a letter outside: beside the brackets
/// of a link CommonMark would take them for plain signs.
fn is_glued_emphasis(words: &str, start: usize, end: usize) -> bool {
    let (before, after) = (&words[..start], &words[end..]);
    let outer = |rest: &str, bare: &str, letter: Option<char>| {
        bare.len() < rest.len() && letter.is_some_and(char::is_alphanumeric)
    };
    let (left, right) = (before.trim_end_matches('*'), after.trim_start_matches('*'));
    outer(before, left, left.chars().next_back()) || outer(after, right, right.chars().next())
}

/// Where an address leads; `None` if it may be something else, such as a file's name.
fn target(address: &str, kind: &LinkKind) -> Option<String> {
    let small = address.to_ascii_lowercase();
    match kind {
        LinkKind::Email => Some(format!("mailto:{address}")),
        _ if small.starts_with("http://")
            || small.starts_with("https://")
            || small.starts_with("ftp://") =>
        {
            Some(address.to_owned())
        }
        _ if small.starts_with("www.") && small[4..].contains('.') => {
            Some(format!("http://{address}"))
        }
        _ => None,
    }
}

/// A link whose words are the address itself.
fn link(address: &str, target: &str) -> String {
    if address == target && !address.contains(['<', '>', '\\']) {
        return format!("<{address}>");
    }
    let mut words = String::with_capacity(address.len());
    for c in address.chars() {
        if c.is_ascii_punctuation() {
            words.push('\\');
        }
        words.push(c);
    }
    format!("[{words}](<{}>)", target.replace('\\', "%5C"))
}
