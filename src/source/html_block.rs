//! Blocks of raw HTML in ordinary markdown. Input: the HTML. Output: its words, pictures, lists and
//! tables as blocks, in the elements that are open; tags that mean nothing to an edition are
//! reported.

mod blank_lines;
mod listing;

use std::ops::Range;

pub(super) use self::blank_lines::keep as keep_listings;
use self::listing::OpenListing;
use super::html::{self, HtmlTag, HtmlToken, parts};
use super::html_tree::{
    self, Container, OpenCell, OpenDefinitions, OpenElements, OpenFigure, OpenList, OpenTable,
    RowsKind,
};
use super::inline::{self, GOES, Html, Inlines, STAYS, report_dropped, report_unknown};
use super::language;
use super::paragraph::paragraph;
use super::placeholders;
use super::source_text::SourceText;
use crate::article::{Block, BlockKind, Inline};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity, Span};

/// The words of a block, without the marks of what it stands in.
#[derive(Clone, Copy)]
pub(super) struct Written<'h> {
    pub html: &'h str,
    /// Where its lines begin: in it, and in the article's text.
    pub places: &'h [(usize, usize)],
}

impl Written<'_> {
    /// The bytes of the article's text that some of the HTML stands at.
    fn place(&self, range: Range<usize>) -> Range<usize> {
        let shift = |offset: usize| {
            let before = self.places.partition_point(|(start, _)| *start <= offset);
            let line = before.checked_sub(1).and_then(|n| self.places.get(n)).copied();
            let (start, at) = line.unwrap_or_default();
            at + offset - start
        };
        // The end belongs to the line of the last byte.
        let (start, last) = (shift(range.start), shift(range.end.max(range.start + 1) - 1));
        start..(last + 1).max(start)
    }

    /// Where a piece of the HTML begins in it.
    fn offset(&self, piece: &str) -> usize {
        piece.as_ptr().addr().saturating_sub(self.html.as_ptr().addr())
    }
}

/// Reads a block that stands at `range` of the article's text into `elements`, those open around
/// it; it may open further ones, in which the markdown after it stands, and close some.
pub(super) fn read(
    raw: &SourceText<'_>,
    written: Written<'_>,
    range: Range<usize>,
    elements: &mut OpenElements,
    diagnostics: &mut Diagnostics,
) {
    let Written { html, places } = written;
    let tokens = html::tokens(html);
    if open_comment(html).is_none() && is_markdown(raw, &tokens, &range) {
        // One byte for one, so that places stay what they are.
        let words = html.trim_end().replace('\n', " ");
        let content = inline::parse_lines(raw, &words, places, Html::Page, diagnostics);
        let start = places.first().map_or(range.start, |(_, start)| *start);
        return elements.add(paragraph(raw, content, start..range.end));
    }
    let inlines = Inlines::new(raw, Html::Page);
    let mut reader = HtmlBlockReader {
        raw,
        written,
        range,
        inlines,
        words: None,
        unread: None,
        unclosed: Vec::new(),
        listing: None,
        elements,
        diagnostics,
    };
    reader.report_open_comment(html);
    for token in tokens {
        reader.take(token);
    }
    reader.close_listing();
    reader.part();
    reader.elements.end_html();
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
    written: Written<'d>,
    range: Range<usize>,
    /// The words since the last tag that parts paragraphs.
    inlines: Inlines<'a>,
    /// Where these are in the HTML.
    words: Option<Range<usize>>,
    /// The element whose content is passed over.
    unread: Option<String>,
    /// Such elements that nothing closes.
    unclosed: Vec<String>,
    /// The listing that is open.
    listing: Option<OpenListing>,
    /// The elements that are open around the words.
    elements: &'d mut OpenElements,
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
        if self.listing.is_some() {
            return self.take_in_listing(token);
        }
        match token {
            HtmlToken::Text(words) => {
                let bare = words.trim();
                if !bare.is_empty() {
                    self.stands(bare);
                }
                self.inlines.words(&html::unescape(words));
            }
            HtmlToken::Open(tag) => self.open(&tag),
            HtmlToken::Close(name, written) => self.close(&name, written),
            HtmlToken::Hidden(name) => {
                let span = Span::new(self.raw.source, self.range.clone());
                report_dropped(name, GOES, span, self.diagnostics);
            }
            HtmlToken::Silent => {}
        }
    }

    fn take_in_listing(&mut self, token: HtmlToken<'_>) {
        let Some(listing) = &mut self.listing else { return };
        match token {
            HtmlToken::Text(words) => listing.words(words),
            HtmlToken::Open(tag) if self.raw.is_words(&tag, self.range.start, false) => {
                listing.words(tag.written);
            }
            HtmlToken::Open(tag) => {
                listing.tag(&tag);
                if tag.name == "img" {
                    let span = self.span(tag.written);
                    self.inlines.open_tag(&tag, span, self.diagnostics);
                }
            }
            HtmlToken::Close(name, _) if name == listing.name => self.close_listing(),
            HtmlToken::Close(name, written)
                if placeholders::closes_nothing(&name, self.raw.text, &self.raw.tags) =>
            {
                listing.words(written);
            }
            HtmlToken::Close(..) | HtmlToken::Hidden(_) | HtmlToken::Silent => {}
        }
    }

    fn close_listing(&mut self) {
        let Some(listing) = self.listing.take() else { return };
        let start = self.written.place(listing.start..listing.start + 1).start;
        let span = Span::new(self.raw.source, start..self.range.end);
        let block = listing.close().map(|kind| Block::new(kind, span));
        self.elements.add(block.into_iter().collect());
        self.part();
    }

    fn open(&mut self, tag: &HtmlTag<'_>) {
        let span = self.span(tag.written);
        let name = tag.name.as_str();
        if self.raw.is_words(tag, span.start as usize, self.inlines.ends_in_word()) {
            self.stands(tag.written);
            return self.inlines.words(tag.written);
        }
        match name {
            "script" | "style" | "template" => self.pass_over(tag, span),
            "pre" | "listing" | "xmp" => {
                self.part();
                self.name(tag, span);
                self.listing = Some(OpenListing::of(tag, self.written.offset(tag.written)));
            }
            "hr" => {
                self.part();
                self.elements.add(vec![Block::new(BlockKind::Rule, span)]);
            }
            "td" | "th" if !self.elements.is_in_table() => self.inlines.words(" "),
            "col" => {
                let count = tag.attribute("span").and_then(|said| said.trim().parse().ok());
                self.elements.columns(html_tree::align(tag), count.unwrap_or(1));
            }
            "input" if self.ticks(tag) => {}
            "td" | "th" | "colgroup" => self.open_block(tag, span),
            _ if parts(name) => self.open_block(tag, span),
            _ if !placeholders::is_element(name) && self.begins_line(tag) => {
                self.open_component(tag, span);
            }
            _ => {
                self.stands(tag.written);
                self.inlines.open_tag(tag, span, self.diagnostics);
            }
        }
    }

    /// Passes over the content of an element; where nothing closes it, its words are printed.
    fn pass_over(&mut self, tag: &HtmlTag<'_>, span: Span) {
        if tag.closes_itself() {
            return;
        }
        let is_closed = self.is_closed(tag);
        if tag.name != "style" || !is_closed {
            let rest = if is_closed { GOES } else { STAYS };
            report_dropped(&tag.name, rest, span, self.diagnostics);
        }
        self.unread = is_closed.then(|| tag.name.clone());
    }

    /// Whether a closing tag follows in this block; a name for which none does is looked for once.
    fn is_closed(&mut self, tag: &HtmlTag<'_>) -> bool {
        if self.unclosed.contains(&tag.name) {
            return false;
        }
        let after = &self.written.html[self.written.offset(tag.written)..];
        let found = html::closes(&tag.name, after);
        if !found {
            self.unclosed.push(tag.name.clone());
        }
        found
    }

    /// Opens a block, which ends the words before it.
    fn open_block(&mut self, tag: &HtmlTag<'_>, span: Span) {
        self.part();
        self.name(tag, span);
        let container = self.container(tag, span);
        let lang = language::attribute(tag, span, self.diagnostics);
        if !self.elements.open(&tag.name, span, lang, container) {
            self.elements.report_depth(span, self.diagnostics);
        }
    }

    /// A component of a web page that stands on a line of its own: what it holds, under the name
    /// that it shows.
    fn open_component(&mut self, tag: &HtmlTag<'_>, span: Span) {
        self.part();
        self.name(tag, span);
        report_unknown(tag, span, self.diagnostics);
        if let Some(label) = inline::component_label(tag) {
            let words = inline::label_text(tag, label, span);
            let line = BlockKind::Paragraph(vec![Inline::Strong(words)]);
            self.elements.add(vec![Block::new(line, span)]);
        }
        if !tag.closes_itself() {
            let lang = language::attribute(tag, span, self.diagnostics);
            self.elements.open(&tag.name, span, lang, Container::Plain);
        }
    }

    /// What the element of a tag is to an edition.
    fn container(&mut self, tag: &HtmlTag<'_>, span: Span) -> Container {
        if html_tree::is_title(tag) && self.elements.is_in_box() {
            return Container::Title;
        }
        if let Some((mut inner, title)) = html_tree::box_of(tag) {
            if let Some(title) = title {
                inner.title = inline::parse_value(self.raw, &title, Some(span), self.diagnostics);
            }
            return Container::Box(inner);
        }
        match tag.name.as_str() {
            "blockquote" => Container::Quote,
            "h1" => Container::Heading(1),
            "h2" => Container::Heading(2),
            "h3" => Container::Heading(3),
            "h4" => Container::Heading(4),
            "h5" => Container::Heading(5),
            "h6" => Container::Heading(6),
            "summary" => Container::Title,
            "ul" | "menu" | "dir" => Container::List(OpenList::new(None)),
            "ol" => Container::List(OpenList::new(Some(self.first_number(tag, span)))),
            "li" => Container::Item(None),
            "dl" => Container::Definitions(OpenDefinitions::default()),
            "dt" => Container::Term,
            "dd" => Container::Definition,
            "table" => Container::Table(Box::new(OpenTable::of(tag))),
            "thead" => Container::Rows(RowsKind::Head),
            "tbody" => Container::Rows(RowsKind::Body),
            "tfoot" => Container::Rows(RowsKind::Foot),
            "colgroup" => Container::Columns,
            "tr" => Container::Row,
            "td" | "th" => Container::Cell(OpenCell::of(tag, self.elements.rows())),
            "caption" => Container::TableCaption,
            "figure" => Container::Figure(OpenFigure::default()),
            "figcaption" => Container::FigureCaption,
            _ => Container::Plain,
        }
    }

    /// The number that a list counts from. Editions count in figures and upwards.
    fn first_number(&mut self, tag: &HtmlTag<'_>, span: Span) -> u64 {
        let letters = tag.attribute("type").is_some_and(|kind| !matches!(kind.trim(), "" | "1"));
        if letters || tag.attribute("reversed").is_some() {
            let message = "raw HTML: a list with letters, Roman numerals or falling numbers is \
                numbered 1, 2, 3";
            let known = |other: &Diagnostic| other.message == message;
            if !self.diagnostics.iter().any(known) {
                let help = "write the marks as words of the items if the text refers to them";
                self.diagnostics.add(Severity::Warning, Code::Html, span, message, help);
            }
        }
        tag.attribute("start").and_then(|start| start.trim().parse().ok()).unwrap_or(1)
    }

    /// Whether a tag is the tick box that an item begins with.
    fn ticks(&mut self, tag: &HtmlTag<'_>) -> bool {
        let kind = tag.attribute("type").unwrap_or_default();
        let is_box = kind.trim().eq_ignore_ascii_case("checkbox");
        is_box && self.words.is_none() && self.elements.check(tag.attribute("checked").is_some())
    }

    fn close(&mut self, name: &str, written: &str) {
        if self.elements.is_open(name) {
            self.part();
            self.elements.close(name);
        } else if parts(name) {
            self.part();
        } else if matches!(name, "td" | "th") {
            self.inlines.words(" ");
        } else {
            self.inlines.close_tag(name, written, self.diagnostics);
            if let Some(words) = &mut self.words {
                words.end = self.written.offset(written) + written.len();
            }
        }
    }

    /// Gives links the names of the place where a block's tag stands.
    fn name(&mut self, tag: &HtmlTag<'_>, span: Span) {
        self.elements.name(tag.anchors().map(|anchor| (anchor, span.start as usize)));
    }

    /// Whether nothing stands before a tag in its line.
    fn begins_line(&self, tag: &HtmlTag<'_>) -> bool {
        let before = &self.written.html[..self.written.offset(tag.written)];
        let before = before.trim_end_matches([' ', '\t']);
        before.is_empty() || before.ends_with(['\n', '>'])
    }

    fn span(&self, piece: &str) -> Span {
        let start = self.written.offset(piece);
        Span::new(self.raw.source, self.written.place(start..start + piece.len()))
    }

    /// Notes that a piece of the HTML is among the words.
    fn stands(&mut self, piece: &str) {
        let start = self.written.offset(piece);
        let words = self.words.get_or_insert(start..start);
        words.end = start + piece.len();
    }

    /// Ends the paragraph.
    fn part(&mut self) {
        let mut content = self.inlines.part(self.diagnostics);
        let words = self.words.take();
        self.elements.name(std::mem::take(&mut content.anchors));
        let breaks = content.text.iter().take_while(|inline| matches!(inline, Inline::Break));
        content.text.drain(..breaks.count());
        let range = words.map_or(self.range.clone(), |words| self.written.place(words));
        self.elements.add(paragraph(self.raw, content, range));
    }
}

/// Where a comment begins that nothing closes.
fn open_comment(html: &str) -> Option<usize> {
    let after = html.rfind("-->").map_or(0, |close| close + 3);
    html[after..].find("<!--").map(|open| after + open)
}
