//! The body of a weekly article. Input: its lines. Output: pieces: prose, a line each, of which
//! nobody has yet decided what it is, and blocks that say themselves what they are.
//!
//! Every line is a paragraph; what CommonMark would make of neighbouring lines counts for nothing
//! but where the markdown is unmistakable: fences that close, tables with a delimiter row, lists of
//! two items and more, `> ` quotes, ATX headings, notes.

use std::ops::Range;

use super::head::heading;
use super::lines::SourceLine;
use super::reader::{BodyPiece, BodyReader};
use super::{end_marks, list, table};
use crate::article::{Block, BlockKind, Inline, NoteDefinition};
use crate::diagnostic::{Code, Severity};
use crate::source::callout::{self, CalloutMarker, ParsedCallout};
use crate::source::inline::InlineContent;

impl<'a> BodyReader<'a, '_> {
    /// Reads all lines.
    pub(super) fn read(&mut self) {
        let end = self.cut_tail();
        let mut at = 0;
        while at < end {
            let lines = &self.lines[at..end];
            at += self
                .fence(lines)
                .or_else(|| table::read(self, lines))
                .or_else(|| list::read(self, lines))
                .or_else(|| self.quote(lines))
                .or_else(|| self.note(lines[0]))
                .or_else(|| self.heading(lines[0]))
                .or_else(|| self.pictures(lines[0]))
                .or_else(|| self.end_mark(lines[0]))
                .or_else(|| self.punctuation(lines[0]))
                .unwrap_or_else(|| self.prose(lines));
        }
    }

    /// Where the body ends: before the glossary that some collections append.
    fn cut_tail(&mut self) -> usize {
        let is_dashes =
            |line: &SourceLine<'_>| line.text.trim().chars().all(|c| matches!(c, '-' | '—'));
        let is_tail = |line: &SourceLine<'_>| {
            let words =
                line.text.trim_start_matches(|c: char| c.is_whitespace() || "-—*#".contains(c));
            words.starts_with("单词注释")
        };
        let Some(mut at) = self.lines.iter().position(is_tail) else { return self.lines.len() };
        if at > 0 && is_dashes(&self.lines[at - 1]) {
            at -= 1;
        }
        let last = self.lines[self.lines.len() - 1].range().end;
        let tail = self.lines[at].start..last;
        self.diagnostics.add(
            Severity::Notice,
            Code::CutTail,
            self.span(tail),
            "the glossary at the end is omitted",
            "",
        );
        at
    }

    /// A fenced listing whose fence is closed.
    fn fence(&mut self, lines: &[SourceLine<'a>]) -> Option<usize> {
        let open = lines[0].text.trim();
        let mark = open.chars().next().filter(|c| matches!(c, '`' | '~'))?;
        let length = open.chars().take_while(|c| *c == mark).count();
        let info = open[length..].trim();
        if length < 3 || info.contains('`') {
            return None;
        }
        let closes = |line: &SourceLine<'_>| {
            let line = line.text.trim();
            line.len() >= length && line.chars().all(|c| c == mark)
        };
        let close = 1 + lines[1..].iter().position(closes)?;
        let inner = lines[0].range().end + 1..lines[close].start;
        let text = self.raw.text.get(inner).unwrap_or_default();
        let text = text.strip_suffix('\n').unwrap_or(text).to_owned();
        let lang = info.split([' ', ',', '{']).next().filter(|lang| !lang.is_empty());
        let code = BlockKind::Code { lang: lang.map(str::to_owned), text };
        self.block(code, lines[0].start..lines[close].range().end);
        Some(close + 1)
    }

    /// `> ` lines, a paragraph each; a first one `[!note]` makes them a box, `[!pull]` a pull
    /// quote.
    fn quote(&mut self, lines: &[SourceLine<'a>]) -> Option<usize> {
        let goes_on = |line: &SourceLine<'_>| quoted(line.text).is_some() && mark(line).is_none();
        let first = usize::from(quoted(lines[0].text).is_some());
        let count = first + lines[first..].iter().take_while(|line| goes_on(line)).count();
        let last = lines.get(count.checked_sub(1)?)?;
        let range = lines[0].start..last.range().end;
        if let Some((mark, at)) = mark(&lines[0]) {
            self.callout(mark, at, &lines[1..count], range);
            return Some(count);
        }
        let inner = self.quoted_lines(&lines[..count]);
        if !inner.is_empty() {
            self.block(BlockKind::Quote(inner), range);
        }
        Some(count)
    }

    /// A box or a pull quote: its mark, which stands at byte `at`, and the lines after it.
    fn callout(
        &mut self,
        mark: CalloutMarker,
        at: usize,
        lines: &[SourceLine<'a>],
        range: Range<usize>,
    ) {
        let title = at + mark.title.start..at + mark.title.end;
        let span = self.span(title.clone());
        let title = self.inline(title);
        let said = lines.last().filter(|_| mark.kind == callout::CalloutKind::PullQuote);
        let said = said.and_then(|line| {
            let words = quoted(line.text)?;
            let at = line.range().end - words.len();
            callout::attribution(words).map(|said| at + said.start..at + said.end)
        });
        let inner = self.quoted_lines(&lines[..lines.len() - usize::from(said.is_some())]);
        let said = said.map(|range| self.inline(range));
        let made = ParsedCallout::new(mark.kind, (title, span), said, inner);
        self.block(made.kind, range.clone());
        self.figures(made.figures, range);
    }

    fn quoted_lines(&mut self, lines: &[SourceLine<'a>]) -> Vec<Block> {
        let mut inner = Vec::new();
        for line in lines {
            let words = quoted(line.text).unwrap_or_default();
            let end = line.start + line.text.trim_end().len();
            let place = end.saturating_sub(words.trim().len())..end;
            if place.is_empty() {
                continue;
            }
            let InlineContent { text, figures, .. } = self.inline(place.clone());
            let text = end_marks::replace_all(text);
            let span = self.span(place);
            if !text.is_empty() {
                inner.push(Block::new(BlockKind::Paragraph(text), span));
            }
            for figure in figures {
                let span = figure.picture.span.unwrap_or(span);
                inner.push(Block::new(BlockKind::Figure(figure), span));
            }
        }
        inner
    }

    /// `[^1]: the note`.
    fn note(&mut self, line: SourceLine<'a>) -> Option<usize> {
        let (label, words) = note_definition(line.text)?;
        let range = line.trimmed();
        let words = range.end - words.len()..range.end;
        let InlineContent { text, figures, .. } = self.inline(words.clone());
        let span = self.span(words.clone());
        let blocks = vec![Block::new(BlockKind::Paragraph(text), span)];
        let span = self.span(range);
        self.notes.push(NoteDefinition { label: label.to_owned(), blocks, span });
        self.figures(figures, words);
        Some(1)
    }

    /// `## Crosshead`, or a heading whose rule a scraper joined to it: `Crosshead ---------`.
    fn heading(&mut self, line: SourceLine<'a>) -> Option<usize> {
        let (level, words) = (1..=6)
            .find_map(|level| Some((level, heading(line.text, level)?)))
            .map(|(level, words)| (level, without_closing_marks(words)))
            .or_else(|| Some((1, without_rule(line.text)?)))
            .filter(|(_, words)| words.contains(char::is_alphanumeric))?;
        let start = words.as_ptr().addr() - line.text.as_ptr().addr() + line.start;
        let InlineContent { text, figures, .. } = self.inline(start..start + words.len());
        let text = end_marks::replace_all(text);
        if !text.is_empty() {
            self.block(BlockKind::Crosshead { level, text, anchor: None }, line.range());
        }
        self.figures(figures, line.range());
        Some(1)
    }

    fn pictures(&mut self, line: SourceLine<'a>) -> Option<usize> {
        let figures = super::picture_line::pictures(self.raw, &line, self.diagnostics)?;
        self.figures(figures, line.trimmed());
        Some(1)
    }

    /// An end mark on a line of its own belongs to the paragraph before it.
    fn end_mark(&mut self, line: SourceLine<'a>) -> Option<usize> {
        if !line.text.trim().chars().all(|c| c == end_marks::END) {
            return None;
        }
        match self.pieces.last_mut() {
            Some(BodyPiece::Prose { text, ended, .. }) if !*ended => {
                text.push(Inline::EndMark);
                *ended = true;
            }
            _ => {
                let span = self.span(line.trimmed());
                let text = vec![Inline::EndMark];
                self.pieces.push(BodyPiece::Prose { text, span, ended: true, fragment: false });
            }
        }
        Some(1)
    }

    fn punctuation(&mut self, line: SourceLine<'a>) -> Option<usize> {
        if !line.text.chars().all(|c| c.is_whitespace() || is_punctuation(c)) {
            return None;
        }
        self.diagnostics.add(
            Severity::Notice,
            Code::DroppedLine,
            self.span(line.trimmed()),
            "a line of punctuation alone is omitted",
            "",
        );
        Some(1)
    }

    /// A paragraph, with the lines that a stray break split from it.
    fn prose(&mut self, lines: &[SourceLine<'a>]) -> usize {
        let mut count = 1;
        while let Some(next) = lines.get(count) {
            if !goes_on(lines[count - 1].text, next.text) || table::starts(&lines[count..]) {
                break;
            }
            self.diagnostics.add(
                Severity::Notice,
                Code::JoinedLine,
                self.span(next.trimmed()),
                "this line continues a sentence and is joined to the line before",
                "",
            );
            count += 1;
        }
        let end = lines[count - 1].start + lines[count - 1].text.trim_end().len();
        let range = lines[0].start..end;
        let InlineContent { text, figures, .. } = self.inline(range.clone());
        let span = self.span(lines[0].trimmed().start..end);
        let fragment =
            lines[0].text.starts_with([' ', '\t', ',', ';', ':']) || list::is_item(&lines[0]);
        for part in end_marks::part(text) {
            self.pieces.push(BodyPiece::Prose {
                text: part.text,
                span,
                ended: part.ended,
                fragment,
            });
        }
        self.figures(figures, range);
        count
    }
}

/// An ATX heading's words without the marks that may close it: `Head ##`, but not `C#`.
fn without_closing_marks(words: &str) -> &str {
    let bare = words.trim_end_matches('#');
    if bare.is_empty() || bare.ends_with(char::is_whitespace) { bare.trim_end() } else { words }
}

/// The words before a rule of five signs and more on the same line; `None` if there is none.
fn without_rule(line: &str) -> Option<&str> {
    let line = line.trim();
    let words = line.trim_end_matches(['-', '=']);
    let rule = line.len() - words.len();
    (rule >= 5 && words.ends_with(' ') && words.chars().count() <= 120).then(|| words.trim_end())
}

/// What a quoted line says. `>` before a figure is a comparison: `>50% of voters`.
fn quoted(line: &str) -> Option<&str> {
    let words = line.strip_prefix('>')?;
    let comparison = words.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '=' | '.'));
    (!comparison).then_some(words)
}

/// What the first line of a quotation says it is, and the byte where it says so.
fn mark(line: &SourceLine<'_>) -> Option<(CalloutMarker, usize)> {
    let words = quoted(line.text)?.trim_start();
    Some((CalloutMarker::read(words)?, line.range().end - words.len()))
}

/// The label and the words of a note's definition.
pub(super) fn note_definition(line: &str) -> Option<(&str, &str)> {
    let (label, words) = line.trim().strip_prefix("[^")?.split_once("]:")?;
    let sound = !label.is_empty() && !label.contains(['[', ']']);
    sound.then(|| (label, words.trim_start()))
}

/// Whether a sentence that `line` leaves open goes on in `next`.
fn goes_on(line: &str, next: &str) -> bool {
    let line = line.trim_end();
    let closed = line.trim_end_matches(['”', '’', '"', '\'', ')', ']', '*', '_']).ends_with([
        '.',
        '!',
        '?',
        '…',
        ':',
        ';',
        end_marks::END,
    ]);
    line.chars().count() >= 60 && !closed && next.trim_start().starts_with(char::is_lowercase)
}

/// ASCII's, Unicode's general and the CJK punctuation.
fn is_punctuation(c: char) -> bool {
    c.is_ascii_punctuation()
        || matches!(c, '\u{2010}'..='\u{205E}' | '\u{3000}'..='\u{303F}' | '·' | '«' | '»' | '¡' | '¿')
}
