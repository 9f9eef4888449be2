//! Raw syntax that is printed. Input: the blocks of an article. Output: a warning for each kind of
//! syntax that nothing has read, with its first place and how often it stands.
//!
//! Whatever a dialect's reader misses, a person would see it on the page; so it is never silent.

use super::commonmark::Body;
use super::source_text::SourceText;
use crate::article::{Block, Inline};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity, Span};

/// A kind of syntax by what it opens with.
struct Kind {
    opener: &'static str,
    /// What follows it somewhere in the same words; empty if nothing needs to.
    closer: &'static str,
    /// Whether only the start of a block can be it.
    at_start: bool,
    what: &'static str,
}

const fn within(opener: &'static str, closer: &'static str, what: &'static str) -> Kind {
    Kind { opener, closer, at_start: false, what }
}

/// What a picture opens with.
const PICTURE: &str = "![";

const KINDS: [Kind; 11] = [
    within("{{<", ">}}", "a Hugo shortcode"),
    within("{{%", "%}}", "a Hugo shortcode"),
    within("{{", "}}", "a template expression"),
    within("{%", "%}", "a template tag"),
    within("![[", "]]", "an embedded note or file"),
    within("[[", "]]", "a wiki link"),
    within("{:", "}", "an attribute list"),
    within("{width=", "}", "an attribute list"),
    within("%%", "%%", "a comment"),
    within(PICTURE, "](", "a picture"),
    Kind { opener: ":::", closer: "", at_start: true, what: "a container" },
];

/// How many kinds there can be in an article.
type Found = [(usize, Option<Span>); KINDS.len()];

/// Reports the raw syntax in a body.
pub(super) fn report(body: &Body, raw: &SourceText<'_>, diagnostics: &mut Diagnostics) {
    let mut found: Found = [(0, None); KINDS.len()];
    let start = Span::new(raw.source, 0..0);
    search(&body.meta.title, start, true, &mut found);
    body.meta.standfirst.iter().for_each(|text| search(text, start, true, &mut found));
    blocks(&body.blocks, &mut found);
    for note in &body.notes {
        blocks(&note.blocks, &mut found);
    }
    for (kind, (count, first)) in KINDS.iter().zip(found) {
        let Some(first) = first else { continue };
        if kind.opener == PICTURE && is_known(first, raw, diagnostics) {
            continue;
        }
        let places = if count == 1 { String::new() } else { format!(" ({count} places)") };
        let message = format!(
            "`{}` is printed as it is written: {} that is not read{places}",
            kind.opener, kind.what
        );
        let help = "write it in markdown; in words about such syntax put it between backticks";
        diagnostics.add(Severity::Warning, Code::RawSyntax, first, message, help);
    }
}

/// Whether a picture that is printed as words has been reported, or was meant as words.
fn is_known(block: Span, raw: &SourceText<'_>, diagnostics: &Diagnostics) -> bool {
    let written = raw.text.get(block.start as usize..block.end as usize).unwrap_or_default();
    let reported = |said: &Diagnostic| {
        let within = |span: Span| span.start >= block.start && span.end <= block.end;
        said.code == Code::PictureMissing && said.span.is_some_and(within)
    };
    written.contains("\\!") || written.contains("!\\[") || diagnostics.iter().any(reported)
}

fn blocks(all: &[Block], found: &mut Found) {
    for block in all {
        for (index, text) in block.texts().into_iter().enumerate() {
            search(text, block.span, index == 0, found);
        }
        for figure in block.figures() {
            search(&figure.caption, block.span, true, found);
        }
        block.children().into_iter().for_each(|inner| blocks(inner, found));
    }
}

fn search(text: &[Inline], span: Span, mut start: bool, found: &mut Found) {
    for inline in text {
        match inline {
            Inline::Text(words) => search_words(words, span, start, found),
            Inline::Code(_) => {}
            other => {
                if let Some(inner) = other.content() {
                    search(inner, span, start, found);
                }
            }
        }
        start = false;
    }
}

fn search_words(words: &str, span: Span, start: bool, found: &mut Found) {
    if !words.contains(['{', '[', '%', ':']) {
        return;
    }
    // Where each kind closes for the last time: a flood of openers is not searched for closers again.
    let last = KINDS.map(|kind| words.rfind(kind.closer).unwrap_or(0));
    let mut rest = words;
    let mut first = start;
    while let Some(at) = rest.find(['{', '[', '!', '%', ':']) {
        let here = &rest[at..];
        let place = words.len() - here.len();
        let opens = |(kind, last): (&Kind, &usize)| {
            here.starts_with(kind.opener)
                && (!kind.at_start || first && rest[..at].trim().is_empty())
                && place + kind.opener.len() <= *last
        };
        let length = match KINDS.iter().zip(&last).position(opens) {
            Some(index) => {
                found[index].0 += 1;
                found[index].1.get_or_insert(span);
                let kind = &KINDS[index];
                let after = &here[kind.opener.len()..];
                kind.opener.len() + after.find(kind.closer).unwrap_or(0) + kind.closer.len()
            }
            None => 1,
        };
        rest = here.get(length..).unwrap_or_default();
        first = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(words: &str) -> Vec<(usize, &'static str)> {
        let mut found: Found = [(0, None); KINDS.len()];
        let text = [Inline::Text(words.to_owned())];
        search(&text, Span::new(crate::diagnostic::SourceId(0), 0..0), true, &mut found);
        KINDS
            .iter()
            .zip(found)
            .filter(|(_, (n, _))| *n > 0)
            .map(|(k, (n, _))| (n, k.opener))
            .collect()
    }

    #[test]
    fn each_kind_is_counted_once_a_place() {
        assert_eq!(kinds("{{< a >}} and {{ b }} and {{ c }}"), [(1, "{{<"), (2, "{{")]);
        assert_eq!(kinds("![[a.png]] [[b]]"), [(1, "![["), (1, "[[")]);
        assert_eq!(kinds("::: note"), [(1, ":::")]);
    }

    #[test]
    fn plain_words_are_none() {
        for words in
            ["a [b] c", "100%% of", "{ a: b }", "at 10:00 ::: no", "array[[1, 2], 3", "set {x}"]
        {
            assert_eq!(kinds(words), [], "{words}");
        }
    }
}
