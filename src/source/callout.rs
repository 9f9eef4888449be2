//! Callouts: quotations marked as something else: `> [!note] A title` is a box, `> [!pull]` a pull
//! quote. Input: a text. Output: [`Callouts`], their positions and kinds.
//!
//! GitHub's alerts and Obsidian's callouts are read, `[!tip]+`, `[!note|right]` and words of the
//! author's own (`[!recipe]`) among them. A mark without its quote is words like others.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::inline::{self, Html, InlineContent};
use super::source_text::SourceText;
use crate::article::{Block, BlockKind, BoxKind, Figure, PullQuote, Text, TextBox};
use crate::diagnostic::Diagnostics;

/// Callouts within more containers than this are quotations.
const MAX_DEPTH: usize = 8;

/// The kind of a callout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum CalloutKind {
    /// A box.
    Box(BoxKind),
    /// Words of the text shown large.
    PullQuote,
}

/// The first line of a quotation that says what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CalloutMarker {
    /// What it says.
    pub kind: CalloutKind,
    /// The words after it, as bytes of the line.
    pub title: Range<usize>,
}

/// A callout in its text; all ranges are bytes of it.
#[derive(Debug)]
pub(super) struct Callout {
    kind: CalloutKind,
    title: Range<usize>,
    /// Who said it, where the last line of a pull quote names them.
    attribution: Option<Range<usize>>,
}

/// The callouts of a text by the byte that their quotation begins with.
pub(super) type Callouts = BTreeMap<usize, Callout>;

impl CalloutMarker {
    /// Reads what stands after the `> ` of a quotation's first line.
    pub(super) fn read(line: &str) -> Option<Self> {
        let (word, after) = line.strip_prefix("[!")?.split_once(']')?;
        let mut parts = word.split('|');
        let word = parts.next().unwrap_or_default().trim();
        let sound = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | ' ');
        // What follows a bar says how Obsidian shows the box, a word each; more than that is text.
        let shows = |part: &str| part.trim().chars().all(|c| c.is_alphanumeric() || c == '-');
        if !parts.all(shows) {
            return None;
        }
        let after = after.strip_prefix(['+', '-']).unwrap_or(after);
        let alone = after.is_empty() || after.starts_with(char::is_whitespace);
        if word.is_empty() || word.chars().count() > 30 || !word.chars().all(sound) || !alone {
            return None;
        }
        let title = line.len() - after.trim_start().len()..line.trim_end().len();
        let title = title.start.min(title.end)..title.end;
        Some(CalloutMarker { kind: kind(word), title })
    }
}

/// What a word says that a callout is.
pub(super) fn kind(word: &str) -> CalloutKind {
    CalloutKind::Box(match word.to_lowercase().as_str() {
        "quote" | "pullquote" | "pull-quote" | "pull" => return CalloutKind::PullQuote,
        "note" => BoxKind::Note,
        "tip" => BoxKind::Tip,
        "important" => BoxKind::Important,
        "warning" => BoxKind::Warning,
        "caution" => BoxKind::Caution,
        _ => BoxKind::Other(word.to_owned()),
    })
}

/// Who said it, as bytes of a line that begins with a dash.
pub(super) fn attribution(line: &str) -> Option<Range<usize>> {
    let dashed = line.trim_start();
    let words = dashed.strip_prefix("--").or_else(|| dashed.strip_prefix(['—', '–', '―']))?;
    let words = words.trim_start_matches('-').trim();
    let start = words.as_ptr().addr() - line.as_ptr().addr();
    words.starts_with(char::is_alphabetic).then_some(start..start + words.len())
}

/// Finds the callouts of a text, which begins at byte `base` of its article, and blanks their first
/// lines and attributions, byte for byte, so that what remains is read as if they had not been
/// there.
pub(super) fn find(text: &str, base: usize, options: Options) -> (Cow<'_, str>, Callouts) {
    let mut found = Callouts::new();
    if !text.contains("[!") {
        return (Cow::Borrowed(text), found);
    }
    let mut blanked = text.as_bytes().to_vec();
    let mut depth = 0usize;
    let mut events = Parser::new_ext(text, options).into_offset_iter().peekable();
    while let Some((event, quote)) = events.next() {
        match event {
            Event::Start(Tag::BlockQuote(_)) => depth += 1,
            Event::Start(Tag::Item) => {
                depth += 1;
                continue;
            }
            Event::End(TagEnd::BlockQuote(_) | TagEnd::Item) => {
                depth = depth.saturating_sub(1);
                continue;
            }
            _ => continue,
        }
        let Some((Event::Start(Tag::Paragraph), paragraph)) = events.peek() else { continue };
        let start = paragraph.start;
        let line = line_at(text, start);
        let Some(mark) = CalloutMarker::read(line).filter(|_| depth <= MAX_DEPTH) else { continue };
        let last = (mark.kind == CalloutKind::PullQuote).then(|| last_line(text, &quote)).flatten();
        let last = last.filter(|(at, _)| *at > start);
        let said = last.and_then(|(at, line)| Some((at..at + line.len(), attribution(line)?)));
        blank(&mut blanked, start..start + line.len());
        let attribution = said.map(|(whole, words)| {
            let at = base + whole.start;
            blank(&mut blanked, whole);
            at + words.start..at + words.end
        });
        let title = base + start + mark.title.start..base + start + mark.title.end;
        found.insert(base + quote.start, Callout { kind: mark.kind, title, attribution });
    }
    let blanked = String::from_utf8(blanked).map_or(Cow::Borrowed(text), Cow::Owned);
    (blanked, found)
}

fn blank(text: &mut [u8], range: Range<usize>) {
    text.get_mut(range).unwrap_or_default().fill(b' ');
}

fn line_at(text: &str, start: usize) -> &str {
    text.get(start..).unwrap_or_default().lines().next().unwrap_or_default()
}

/// The last line of a quotation without its `>`, and where it begins.
fn last_line<'t>(text: &'t str, quote: &Range<usize>) -> Option<(usize, &'t str)> {
    let line = text.get(quote.clone())?.trim_end().lines().next_back()?;
    let words = line.trim_start_matches([' ', '\t', '>']);
    Some((words.as_ptr().addr() - text.as_ptr().addr(), words))
}

impl Callout {
    /// The block that the callout is around `blocks`.
    pub(super) fn block(
        &self,
        raw: &SourceText<'_>,
        blocks: Vec<Block>,
        diagnostics: &mut Diagnostics,
    ) -> ParsedCallout {
        let mut words = |range: &Range<usize>| {
            let words = raw.text.get(range.clone()).unwrap_or_default();
            inline::parse_line(raw, words, range.start, Html::Tags, diagnostics)
        };
        let title = words(&self.title);
        let attribution = self.attribution.as_ref().map(&mut words);
        let span = crate::diagnostic::Span::new(raw.source, self.title.clone());
        ParsedCallout::new(self.kind.clone(), (title, span), attribution, blocks)
    }
}

/// A callout as a block, and the pictures that stood among the words of its first and last line.
pub(super) struct ParsedCallout {
    /// The block.
    pub kind: BlockKind,
    /// The pictures.
    pub figures: Vec<Figure>,
}

impl ParsedCallout {
    /// Puts a callout together: the words of its first line and where they stand, who said it, the
    /// rest.
    pub(super) fn new(
        kind: CalloutKind,
        (title, span): (InlineContent, crate::diagnostic::Span),
        attribution: Option<InlineContent>,
        mut blocks: Vec<Block>,
    ) -> Self {
        let InlineContent { text: title, mut figures, .. } = title;
        let mut said = Text::new();
        if let Some(content) = attribution {
            said = content.text;
            figures.extend(content.figures);
        }
        let kind = match kind {
            CalloutKind::Box(kind) => BlockKind::Box(TextBox { kind, title, blocks }),
            CalloutKind::PullQuote => {
                // `[!quote] Ada` over words names who said them; alone, the words are all there is.
                if said.is_empty() && !blocks.is_empty() {
                    said = title;
                } else if !title.is_empty() {
                    blocks.insert(0, Block::new(BlockKind::Paragraph(title), span));
                }
                BlockKind::PullQuote(PullQuote { blocks, attribution: said })
            }
        };
        ParsedCallout { kind, figures }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_and_what_follows_them() {
        let read = |line| CalloutMarker::read(line).map(|mark| (mark.kind, &line[mark.title]));
        assert_eq!(read("[!NOTE]"), Some((CalloutKind::Box(BoxKind::Note), "")));
        assert_eq!(read("[!tip]- How to "), Some((CalloutKind::Box(BoxKind::Tip), "How to")));
        assert_eq!(read("[!pull|right]"), Some((CalloutKind::PullQuote, "")));
        let own = CalloutKind::Box(BoxKind::Other("In brief".into()));
        assert_eq!(read("[!In brief] 1 *a*"), Some((own, "1 *a*")));
        for line in [
            "[!]",
            "[!a](b)",
            "[!a]: b",
            "[!image.png]",
            "[!recipe|serves four]",
            "!note",
            "[note]",
        ] {
            assert_eq!(read(line), None, "{line}");
        }
    }

    #[test]
    fn attributions_begin_with_a_dash() {
        let read = |line: &'static str| attribution(line).map(|range| &line[range]);
        assert_eq!(read(" — Ada Lovelace "), Some("Ada Lovelace"));
        assert_eq!(read("-- Ada"), Some("Ada"));
        for line in ["- Ada", "---", "—", "Ada", ""] {
            assert_eq!(read(line), None, "{line}");
        }
    }

    #[test]
    fn first_and_last_lines_are_blanked_byte_for_byte() {
        let text = "> [!pull]\n> “Words”\n> — Ada\n\n```\n> [!note]\n```\n";
        let (blanked, found) = find(text, 10, Options::empty());
        assert_eq!(blanked, ">        \n> “Words”\n>        \n\n```\n> [!note]\n```\n");
        let callout = &found[&10];
        assert_eq!(callout.attribution, Some(40..43));
        assert_eq!(found.len(), 1);
    }
}
