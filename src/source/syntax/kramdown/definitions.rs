//! Definition lists. Input: a line of a term and lines `: definition`. Output: `<dl>` with `<dt>` and `<dd>`,
//! blank lines around what these hold, so that it is read as markdown.

use super::lines::{Edits, Line, lines};
use crate::rewrite::Rewriter;
use crate::source::syntax::code::CodeRanges;
use crate::source::syntax::model::Syntax;
use crate::source::syntax::model::SyntaxPage;
use crate::source::syntax::report::SyntaxReport;

/// Definition lists.
#[derive(Debug)]
pub(in super::super::super) struct DefinitionLists;

impl Syntax for DefinitionLists {
    fn rewrite(
        &self,
        _: &SyntaxPage<'_>,
        text: &str,
        rewriter: &mut Rewriter<'_>,
        _: &mut SyntaxReport<'_>,
    ) {
        if !text.contains("\n: ") && !text.contains("\n:   ") {
            return;
        }
        let code = CodeRanges::of(text);
        let lines = lines(text);
        let mut edits = Edits::default();
        let mut at = 0;
        while at < lines.len() {
            at = match terms_before(&lines, &code, at) {
                Some(first) => take_list(text, &lines, &code, first, at, &mut edits),
                None => at + 1,
            };
        }
        edits.write(rewriter);
    }
}

fn is_definition(line: &Line<'_>, code: &CodeRanges) -> bool {
    let text = line.text.trim_start_matches(' ');
    line.text.len() - text.len() < 4 && text.starts_with(": ") && !code.hold(line.first())
}

/// The first line of the terms before a definition at a line; a blank line may stand between.
fn terms_before(lines: &[Line<'_>], code: &CodeRanges, at: usize) -> Option<usize> {
    if !is_definition(&lines[at], code) {
        return None;
    }
    let last = at.checked_sub(1)?;
    let last = if lines[last].is_blank() { last.checked_sub(1)? } else { last };
    let is_term = |line: &Line<'_>| {
        let begins =
            line.text.starts_with(['|', '>', '#', '`', '~', '<', '*', '-', '+', ':', ' ', '\t']);
        let marked = line.text.starts_with("**")
            || line.text.starts_with('`') && !line.text.starts_with("```");
        !line.is_blank() && (!begins || marked) && !line.text.starts_with("{:")
    };
    is_term(&lines[last]).then_some(())?;
    (0..=last).rev().take_while(|line| is_term(&lines[*line])).last()
}

/// Takes a list from its first term on; returns the line after it.
fn take_list(
    text: &str,
    lines: &[Line<'_>],
    code: &CodeRanges,
    first: usize,
    definition: usize,
    edits: &mut Edits,
) -> usize {
    let mut out = "<dl>\n".to_owned();
    let mut terms = first..definition;
    let mut at = definition;
    let end = loop {
        for term in lines[terms.clone()].iter().filter(|line| !line.is_blank()) {
            out += &format!("<dt>\n\n{}\n\n</dt>\n", term.text.trim());
        }
        while at < lines.len() && is_definition(&lines[at], code) {
            let end = definition_end(lines, code, at);
            out += &format!("<dd>\n\n{}\n\n</dd>\n", content(&lines[at..end]));
            at = end;
        }
        // Further terms may follow a blank line.
        let next = (at..lines.len()).take(2).find(|line| !lines[*line].is_blank());
        let following = next.and_then(|next| {
            let definition =
                (next..lines.len()).take(4).find(|line| is_definition(&lines[*line], code))?;
            (terms_before(lines, code, definition)? == next).then_some((next, definition))
        });
        match following {
            Some((next, definition)) => {
                terms = next..definition;
                at = definition;
            }
            None => break at,
        }
    };
    out += "</dl>\n";
    let last = lines[end - 1].end().min(text.len());
    edits.put(lines[first].start..last, out);
    end
}

/// Where a definition ends: at the next one, or at a line after a blank one that is not indented.
fn definition_end(lines: &[Line<'_>], code: &CodeRanges, at: usize) -> usize {
    let mut end = at + 1;
    let mut last = end;
    while end < lines.len() && !is_definition(&lines[end], code) {
        let indented = lines[end].text.starts_with("  ") || lines[end].text.starts_with('\t');
        if lines[end].is_blank() {
            end += 1;
            continue;
        }
        if lines[end - 1].is_blank() && !indented {
            break;
        }
        end += 1;
        last = end;
    }
    last
}

/// The words of a definition without its sign and indentation.
fn content(lines: &[Line<'_>]) -> String {
    let [first, rest @ ..] = lines else { return String::new() };
    let text = first.text.trim_start().strip_prefix(':').unwrap_or_default();
    let mut out = text.trim().to_owned();
    let indent = rest
        .iter()
        .filter(|line| !line.is_blank())
        .map(|line| line.indent().len())
        .min()
        .unwrap_or(0)
        .min(4);
    for line in rest {
        out.push('\n');
        let cut = line.indent().len().min(indent);
        out.push_str(&line.text[cut..]);
    }
    out.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rewrite::OffsetMap;

    fn rewritten(text: &str) -> String {
        let code = CodeRanges::of(text);
        let lines = lines(text);
        let mut edits = Edits::default();
        let mut at = 0;
        while at < lines.len() {
            at = match terms_before(&lines, &code, at) {
                Some(first) => take_list(text, &lines, &code, first, at, &mut edits),
                None => at + 1,
            };
        }
        let mut rewriter = Rewriter::new(text);
        edits.write(&mut rewriter);
        rewriter.finish(&OffsetMap::default()).map_or(text.to_owned(), |done| done.text)
    }

    #[test]
    fn terms_and_definitions_are_lists() {
        assert_eq!(
            rewritten("a\n: *b*\n: c\n\n  d\n\ne\n: f\n\ng\n"),
            "<dl>\n<dt>\n\na\n\n</dt>\n<dd>\n\n*b*\n\n</dd>\n<dd>\n\nc\n\nd\n\n</dd>\n<dt>\n\ne\n\n</dt>\n<dd>\n\nf\n\n</dd>\n</dl>\n\n\ng\n"
        );
    }

    #[test]
    fn colons_in_other_places_are_none() {
        for text in ["* a\n: b\n", "a: b\n", "```\na\n: b\n```\n"] {
            assert_eq!(rewritten(text), text, "{text}");
        }
    }
}
