//! Notes in their place. Input: `words^[a note]` as pandoc and Obsidian have it. Output: a note call, and
//! the note at the end of the text.

use super::prose::{Links, Prose};
use crate::rewrite::Rewriter;
use crate::source::syntax::model::Syntax;
use crate::source::syntax::model::SyntaxPage;
use crate::source::syntax::report::SyntaxReport;

/// Notes written where they are called.
#[derive(Debug)]
pub(super) struct InlineNotes;

impl Syntax for InlineNotes {
    fn rewrite(
        &self,
        _: &SyntaxPage<'_>,
        text: &str,
        rewriter: &mut Rewriter<'_>,
        _: &mut SyntaxReport<'_>,
    ) {
        if !text.contains("^[") {
            return;
        }
        let mut notes = String::new();
        let (mut count, mut done) = (0, 0);
        for stretch in Prose::of(text, Links::Without).stretches() {
            let mut from = stretch.start.max(done);
            while let Some(at) =
                text.get(from..stretch.end).and_then(|words| words.find("^[")).map(|at| from + at)
            {
                from = at + 2;
                if text[..at].ends_with('\\') {
                    continue;
                }
                let Some(length) = closing(&text[from..]) else { continue };
                count += 1;
                let words =
                    text[from..from + length].split_whitespace().collect::<Vec<_>>().join(" ");
                let label = format!("offprint-note-{count}");
                notes.push_str(&format!("\n\n[^{label}]: {words}"));
                rewriter.replace(at..from + length + 1, &format!("[^{label}]"));
                from += length + 1;
                done = from;
            }
        }
        if count > 0 {
            notes.push('\n');
            rewriter.replace(text.len()..text.len(), &notes);
        }
    }
}

/// Where the bracket closes that is open at the start of the words, within their paragraph.
fn closing(words: &str) -> Option<usize> {
    let mut depth = 1_usize;
    let mut escaped = false;
    for (at, byte) in words.bytes().enumerate() {
        match byte {
            _ if std::mem::take(&mut escaped) => {}
            b'\\' => escaped = true,
            b'[' => depth += 1,
            b']' => depth -= 1,
            b'\n' if words[at + 1..].trim_start_matches([' ', '\t', '>']).starts_with('\n') => {
                return None;
            }
            _ => {}
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}
