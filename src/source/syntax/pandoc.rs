//! What pandoc writes beyond markdown. Input: raw blocks and spans (`{=html}`), line blocks (`| a line`),
//! numbered examples (`(@)`), `\newpage`. Output: raw HTML as HTML, other raw formats told and left out, lines
//! with breaks, a numbered list.
//!
//! Source: the pandoc manual, "Generic raw attribute", "Line blocks", "Numbered example lists".

use super::lines::{Line, lines};
use crate::rewrite::Rewriter;
use crate::source::syntax::model::Syntax;
use crate::source::syntax::model::SyntaxPage;
use crate::source::syntax::report::SyntaxReport;

/// Pandoc's own syntax.
#[derive(Debug)]
pub(super) struct Pandoc;

impl Syntax for Pandoc {
    fn rewrite(
        &self,
        _: &SyntaxPage<'_>,
        text: &str,
        rewriter: &mut Rewriter<'_>,
        report: &mut SyntaxReport<'_>,
    ) {
        if !["{=", "| ", "(@", "\\newpage", "\\pagebreak"].iter().any(|mark| text.contains(mark)) {
            return;
        }
        let lines = lines(text);
        let mut examples = 0_usize;
        let mut index = 0;
        while let Some(line) = lines.get(index) {
            index += 1;
            if line.code {
                index = raw_block(&lines, index - 1, rewriter, report);
            } else if matches!(line.words, "\\newpage" | "\\pagebreak" | "\\clearpage") {
                rewriter.replace(line.place.clone(), line.blank());
            } else if is_verse(line)
                && !lines[..index - 1].last().is_some_and(|before| is_table(before))
            {
                index = line_block(&lines, index - 1, rewriter);
            } else if let Some(rest) = example(line.words) {
                examples += 1;
                let start = line.place.start + line.prefix.len();
                let end = start + (line.words.len() - rest.len());
                rewriter.replace(start..end, &format!("{examples}."));
            } else {
                raw_spans(text, line, rewriter, report);
            }
        }
    }
}

/// A raw block; the line after the listing that begins at `first`.
fn raw_block(
    lines: &[Line<'_>],
    first: usize,
    rewriter: &mut Rewriter<'_>,
    report: &mut SyntaxReport<'_>,
) -> usize {
    let open = &lines[first];
    let sign = open.words.chars().next().unwrap_or('`');
    let length = open.words.chars().take_while(|c| *c == sign).count();
    let closes = |line: &Line<'_>| {
        line.words.chars().all(|c| c == sign) && line.words.chars().count() >= length
    };
    let Some(last) = lines[first + 1..].iter().position(closes).map(|at| first + 1 + at) else {
        return first + 1;
    };
    let format = open.words[length * sign.len_utf8()..].trim();
    let format = format.strip_prefix("{=").and_then(|format| format.strip_suffix('}'));
    match format {
        Some("html" | "html5" | "html4") => {
            rewriter.replace(open.place.clone(), open.blank());
            rewriter.replace(lines[last].place.clone(), open.blank());
        }
        Some(format) => {
            let whole = open.place.start..lines[last].place.end;
            report.unread(whole.clone(), &format!("a raw block of {format}"), "it is left out");
            rewriter.replace(whole, open.blank());
        }
        None => {}
    }
    last + 1
}

fn is_verse(line: &Line<'_>) -> bool {
    line.words.starts_with("| ") && !line.words[1..].contains('|')
}

fn is_table(line: &Line<'_>) -> bool {
    line.words.contains('|') && !is_verse(line)
}

/// Lines that each end with a break; the line after them. One line alone may be anything.
fn line_block(lines: &[Line<'_>], first: usize, rewriter: &mut Rewriter<'_>) -> usize {
    let in_block = |line: &&Line<'_>| is_verse(line) || line.words == "|";
    let count = lines[first..].iter().take_while(in_block).count();
    let next = first + count;
    let goes_on =
        lines.get(next).is_some_and(|line| !line.words.is_empty() && line.words.contains('|'));
    if count < 2 || goes_on {
        return next;
    }
    for (n, line) in lines[first..next].iter().enumerate() {
        let words = line.words[1..].strip_prefix(' ').unwrap_or(&line.words[1..]);
        let indent = words.len() - words.trim_start().len();
        let space = "\u{A0}".repeat(indent.min(40));
        let end = if n + 1 < count { "\\" } else { "" };
        let words = words.trim();
        let shown = if words.is_empty() { "\u{A0}" } else { words };
        rewriter.replace(line.place.clone(), &format!("{}{space}{shown}{end}", line.prefix));
    }
    next
}

/// What follows the mark of a numbered example.
fn example(words: &str) -> Option<&str> {
    let (label, rest) = words.strip_prefix("(@")?.split_once(')')?;
    let is_label = label.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
    (is_label && rest.starts_with(' ')).then_some(rest)
}

/// Raw spans in a line: `` `<b>`{=html} ``.
fn raw_spans(
    text: &str,
    line: &Line<'_>,
    rewriter: &mut Rewriter<'_>,
    report: &mut SyntaxReport<'_>,
) {
    let mut from = line.place.start;
    while let Some(at) = text[from..line.place.end].find("`{=").map(|at| from + at) {
        from = at + 3;
        let Some(end) = text[from..line.place.end].find('}').map(|end| from + end + 1) else {
            return;
        };
        let Some(open) = text[line.place.start..at].rfind('`').map(|open| line.place.start + open)
        else {
            continue;
        };
        if open < rewriter.taken() {
            continue;
        }
        let format = &text[from..end - 1];
        let is_html = format.starts_with("html");
        if !is_html {
            report.unread(open..end, &format!("raw {format}"), "it is left out");
        }
        rewriter.replace(open..end, if is_html { &text[open + 1..at] } else { "" });
        from = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rewritten(text: &str) -> String {
        crate::source::syntax::apply::tests::rewritten(&Pandoc, text)
    }

    #[test]
    fn raw_formats_are_html_or_nothing() {
        assert_eq!(rewritten("```{=html}\n<hr>\n```\n").trim(), "<hr>");
        assert_eq!(rewritten("```{=latex}\n\\x\n```\na").trim(), "a");
        assert_eq!(rewritten("a `<b>`{=html}b`</b>`{=html} `\\x`{=tex}c"), "a <b>b</b> c");
    }

    #[test]
    fn verse_keeps_its_lines_and_tables_stay() {
        assert_eq!(
            rewritten("| one\n|   two\n|\n| three\n"),
            "one\\\n\u{A0}\u{A0}two\\\n\u{A0}\\\nthree\n"
        );
        for table in ["| a |\n|---|\n| b |\n", "a | b\n--|--\n| c | d\n", "| a\n|--\n| b\n"] {
            assert_eq!(rewritten(table), table);
        }
    }

    #[test]
    fn examples_are_numbered_through_the_text() {
        assert_eq!(rewritten("(@) a\n\nb\n\n(@good) c\n"), "1. a\n\nb\n\n2. c\n");
    }
}
