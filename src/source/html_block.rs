//! Blocks of raw HTML in ordinary markdown. Input: the HTML. Output: its words as paragraphs and
//! its pictures as figures; tags that mean nothing to an edition are reported.

use std::ops::Range;

use super::html::{self, HtmlTag, HtmlToken, parts};
use super::inline::{self, GOES, Html, Inlines, STAYS, report_dropped};
use super::language::{self, OpenElements};
use super::paragraph::paragraph;
use super::placeholders;
use super::source_text::SourceText;
use crate::article::{Block, BlockKind};
use crate::diagnostic::{Code, Diagnostics, Severity, Span};

/// The words of a block, without the marks of what it stands in.
#[derive(Clone, Copy)]
pub(super) struct Written<'h> {
    pub html: &'h str,
    /// Where its lines begin: in it, and in the article's text.
    pub places: &'h [(usize, usize)],
}

/// Reads a block that stands at `range` of the article's text. `elements` are those open around it;
/// it may open further ones, in which the markdown after it stands, and close some.
pub(super) fn read(
    raw: &SourceText<'_>,
    Written { html, places }: Written<'_>,
    range: Range<usize>,
    elements: &mut OpenElements,
    diagnostics: &mut Diagnostics,
) -> Vec<Block> {
    let tokens = html::tokens(html);
    if open_comment(html).is_none() && is_markdown(raw, &tokens, &range) {
        // One byte for one, so that places stay what they are.
        let words = html.trim_end().replace('\n', " ");
        let content = inline::parse_lines(raw, &words, places, Html::Tags, diagnostics);
        let start = places.first().map_or(range.start, |(_, start)| *start);
        return paragraph(raw, content, start..range.end);
    }
    let inlines = Inlines::new(raw, Html::Tags);
    let mut reader = HtmlBlockReader {
        raw,
        range,
        inlines,
        caption: false,
        unread: None,
        elements,
        blocks: Vec::new(),
        diagnostics,
    };
    reader.report_open_comment(html);
    for token in tokens {
        reader.take(token);
    }
    reader.part();
    reader.elements.end_paragraph();
    reader.blocks
}

/// Whether a block holds no tag but words in angle brackets, so that it is markdown like any other.
fn is_markdown(raw: &SourceText<'_>, tokens: &[HtmlToken<'_>], range: &Range<usize>) -> bool {
    tokens.iter().all(|token| match token {
        HtmlToken::Text(_) => true,
        HtmlToken::Open(tag) => raw.is_words(tag, range.start, false),
        HtmlToken::Close(name, _) => placeholders::closes_nothing(name, raw.text, &raw.tags),
        HtmlToken::Hidden(_) | HtmlToken::Silent => false,
    })
}

struct HtmlBlockReader<'a, 'd> {
    raw: &'a SourceText<'a>,
    range: Range<usize>,
    /// The words since the last tag that parts paragraphs.
    inlines: Inlines<'a>,
    /// Whether they are the caption of the picture before them.
    caption: bool,
    /// The element whose content is passed over.
    unread: Option<String>,
    /// The elements that are open around the words.
    elements: &'d mut OpenElements,
    blocks: Vec<Block>,
    diagnostics: &'d mut Diagnostics,
}

impl HtmlBlockReader<'_, '_> {
    /// Reports a comment that nothing closes: it is printed, and with it all that follows.
    fn report_open_comment(&mut self, html: &str) {
        if open_comment(html).is_none() {
            return;
        }
        // In the text, where the marks of what the block stands in are still between.
        let text = self.raw.text.get(self.range.clone()).unwrap_or_default();
        let at = open_comment(text).unwrap_or_default();
        let line = text[at..].lines().next().unwrap_or_default().len();
        let start = self.range.start + at;
        self.diagnostics.add(
            Severity::Warning,
            Code::CommentOpen,
            Span::new(self.raw.source, start..start + line),
            "a comment is not closed: it is printed, and the text after it is not read as markdown",
            "close it with `-->`",
        );
    }

    fn take(&mut self, token: HtmlToken<'_>) {
        if let Some(name) = &self.unread {
            if matches!(&token, HtmlToken::Close(closed, _) if closed == name) {
                self.unread = None;
            }
            return;
        }
        match token {
            HtmlToken::Text(words) => self.inlines.words(&html::unescape(words)),
            HtmlToken::Open(tag) => self.open(tag),
            HtmlToken::Close(name, _) if parts(&name) => {
                self.part();
                self.elements.close(&name);
                self.caption = false;
            }
            HtmlToken::Close(name, written) => {
                self.inlines.close_tag(&name, written, self.diagnostics);
            }
            HtmlToken::Hidden(name) => {
                let span = Span::new(self.raw.source, self.range.clone());
                report_dropped(name, GOES, span, self.diagnostics);
            }
            HtmlToken::Silent => {}
        }
    }

    fn open(&mut self, tag: HtmlTag<'_>) {
        let span = Span::new(self.raw.source, self.range.clone());
        if self.raw.is_words(&tag, self.range.start, self.inlines.ends_in_word()) {
            return self.inlines.words(tag.written);
        }
        if parts(&tag.name) {
            self.part();
            self.caption = tag.name == "figcaption";
            if tag.name != "hr" {
                let lang = language::attribute(&tag, span, self.diagnostics);
                self.elements.open(&tag.name, lang);
            }
        }
        match tag.name.as_str() {
            "script" | "style" | "template" => {
                report_dropped(&tag.name, GOES, span, self.diagnostics);
                self.unread = Some(tag.name);
            }
            "hr" => self.blocks.push(Block::new(BlockKind::Rule, span)),
            "td" | "th" => self.inlines.words(" "),
            "p" | "div" | "figure" | "figcaption" | "center" | "tr" | "tbody" | "thead"
            | "tfoot" | "caption" | "li" | "dt" | "dd" | "summary" => {}
            name if parts(name) => report_dropped(name, STAYS, span, self.diagnostics),
            _ => self.inlines.open_tag(&tag, span, self.diagnostics),
        }
    }

    /// Ends the paragraph.
    fn part(&mut self) {
        let inlines = std::mem::replace(&mut self.inlines, Inlines::new(self.raw, Html::Tags));
        let content = inlines.finish(self.diagnostics);
        if let (true, false, Some(Block { kind: BlockKind::Figure(figure), .. })) =
            (self.caption, content.text.is_empty(), self.blocks.last_mut())
        {
            figure.caption = content.text;
            return;
        }
        let first = self.blocks.len();
        self.blocks.extend(paragraph(self.raw, content, self.range.clone()));
        self.elements.mark(&mut self.blocks[first..]);
    }
}

/// Where a comment begins that nothing closes.
fn open_comment(html: &str) -> Option<usize> {
    let after = html.rfind("-->").map_or(0, |close| close + 3);
    html[after..].find("<!--").map(|open| after + open)
}
