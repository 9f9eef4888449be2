//! Emoji by their names. Input: `:tada:` among the words. Output: the character.
//!
//! The names are GitHub's ("gemoji"), by the crate `emojis`; any other word between colons stays.

use super::prose::{Links, Prose};
use crate::rewrite::Rewriter;
use crate::source::syntax::model::Syntax;
use crate::source::syntax::model::SyntaxPage;
use crate::source::syntax::report::SyntaxReport;

/// Names of emoji.
#[derive(Debug)]
pub(super) struct EmojiNames;

/// The longest name.
const LONGEST: usize = 48;

impl Syntax for EmojiNames {
    fn rewrite(
        &self,
        _: &SyntaxPage<'_>,
        text: &str,
        rewriter: &mut Rewriter<'_>,
        _: &mut SyntaxReport<'_>,
    ) {
        if text.matches(':').nth(1).is_none() {
            return;
        }
        for stretch in Prose::of(text, Links::Within).stretches() {
            let words = &text[stretch.clone()];
            let mut from = 0;
            while let Some(at) = words[from..].find(':').map(|at| from + at) {
                from = at + 1;
                let is_name = |c: char| {
                    c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '-' | '+')
                };
                let name: &str = &words[from..];
                let length =
                    name.bytes().take(LONGEST).take_while(|b| is_name(char::from(*b))).count();
                let name = &name[..length];
                if length == 0 || !words[from + length..].starts_with(':') {
                    continue;
                }
                if let Some(emoji) = emojis::get_by_shortcode(name) {
                    let end = from + length + 1;
                    rewriter.replace(stretch.start + at..stretch.start + end, emoji.as_str());
                    from = end;
                }
            }
        }
    }
}
