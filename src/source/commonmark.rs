//! Ordinary markdown. Input: the text of an article after its front matter. Output: its blocks and
//! notes, and the headline where the text has one.
//!
//! CommonMark with GFM tables, footnotes, strikethrough and task lists, read by pulldown-cmark; `$`
//! is a dollar. Raw HTML is read as what it is, and may hold markdown.

use std::iter::Peekable;
use std::ops::Range;

use pulldown_cmark::{Alignment, CodeBlockKind, Event, OffsetIter, Options, Parser, Tag, TagEnd};

use super::callout::{self, Callouts};
use super::cells::{cells, report_widened};
use super::html_tree::{MAX_DEPTH, OpenElements};
use super::inline::{self, Html, InlineContent, Inlines};
use super::limits::Meter;
use super::paragraph::{lifted, paragraph};
use super::source_text::SourceText;
use super::spaced_paths::{self, SpacedPaths};
use super::{anchors, heading_levels, html_block, picture_groups};
use crate::article::{
    Block, BlockKind, ColumnAlign, Inline, List, ListItem, Meta, NoteDefinition, Table, Text,
    plain_text,
};
use crate::diagnostic::{Diagnostics, Span};

/// What a text says of itself without front matter.
pub(super) struct Body {
    pub meta: Meta,
    pub blocks: Vec<Block>,
    pub notes: Vec<NoteDefinition>,
    /// Whether all of it was read: it is not where there is too much.
    pub whole: bool,
}

/// Reads the text from byte `start`; `title` is the headline that front matter gives, if it does.
pub(super) fn read(
    raw: &SourceText<'_>,
    start: usize,
    title: &[Inline],
    diagnostics: &mut Diagnostics,
) -> Body {
    let text = raw.text.get(start..).unwrap_or_default();
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS;
    let has = |path: &str| raw.pictures.has(path);
    let (text, found) = spaced_paths::find(text, has, |text| inline::picture_places(text, options));
    for other in &found.others {
        let span = Span::new(raw.source, start + other.start..start + other.end);
        inline::report_no_picture(span, diagnostics);
    }
    let paths = found.paths;
    let (text, callouts) = callout::find(&text, start, options);
    let text = html_block::keep_listings(text, options);
    let events = Parser::new_ext(&text, options).into_offset_iter().peekable();
    let (elements, notes, meter) = (OpenElements::default(), Vec::new(), Meter::default());
    let mut reader = CommonmarkReader {
        raw,
        start,
        events,
        meter,
        callouts,
        paths,
        elements,
        closed: Vec::new(),
        notes,
        diagnostics,
    };
    let blocks = reader.blocks(start..raw.text.len());
    let anchors = reader.elements.take_anchors();
    let (notes, whole) = (reader.notes, !reader.meter.is_over());
    let mut body = Body { meta: Meta::default(), blocks, notes, whole };
    take_headline(&mut body, title);
    anchors::settle(&mut body.blocks, &mut body.notes, &anchors, raw.text);
    picture_groups::gather(&mut body.blocks);
    body.notes.iter_mut().for_each(|note| picture_groups::gather(&mut note.blocks));
    heading_levels::normalize(&mut body.blocks);
    body
}

/// Finds the headline and what else of the head stands above it: a picture, and small headings,
/// which are the kicker. Where front matter gives the headline, the same words once more are
/// dropped.
fn take_headline(body: &mut Body, given: &[Inline]) {
    let Some(at) = headline(&body.blocks) else { return };
    let BlockKind::Crosshead { text, .. } = &body.blocks[at].kind else { return };
    if !given.is_empty() && !same_words(text, given) {
        return;
    }
    let above: Vec<Block> = body.blocks.drain(..=at).collect();
    let mut kept = Vec::new();
    let opens = above.iter().all(|block| head_part(&block.kind));
    for (index, block) in above.into_iter().enumerate() {
        match block.kind {
            BlockKind::Crosshead { text, .. } if index == at => body.meta.title = text,
            BlockKind::Crosshead { text, .. } if opens => match &mut body.meta.kicker {
                None => body.meta.kicker = Some(text),
                Some(kicker) => {
                    kicker.push(Inline::Break);
                    kicker.extend(text);
                }
            },
            BlockKind::Figure(figure) if opens && body.meta.lead.is_none() => {
                body.meta.lead = Some(figure);
            }
            _ => kept.push(block),
        }
    }
    body.blocks.splice(..0, kept);
}

/// Which block is the headline: a heading of the first level with nothing but pictures and headings
/// before it; else the only one of that level, if no other heading stands before it, whose text
/// would come to stand below it; else a heading that opens the text and is the only one of its
/// level and above.
fn headline(blocks: &[Block]) -> Option<usize> {
    let level = |block: &Block| match block.kind {
        BlockKind::Crosshead { level, .. } => Some(level),
        _ => None,
    };
    let mut firsts = (0..blocks.len()).filter(|at| level(&blocks[*at]) == Some(1));
    if let Some(first) = firsts.next() {
        let opens = blocks[..first].iter().all(|block| head_part(&block.kind));
        let leads = blocks[..first].iter().all(|block| level(block).is_none());
        return (opens || leads && firsts.next().is_none()).then_some(first);
    }
    let opening = blocks.iter().position(|b| !matches!(b.kind, BlockKind::Figure(_)))?;
    let own = level(&blocks[opening])?;
    let rivals = blocks[opening + 1..].iter().filter_map(level).any(|other| other <= own);
    (!rivals).then_some(opening)
}

fn head_part(kind: &BlockKind) -> bool {
    matches!(kind, BlockKind::Figure(_) | BlockKind::Crosshead { .. })
}

pub(super) fn same_words(a: &[Inline], b: &[Inline]) -> bool {
    let bare = |text| -> String {
        let plain = plain_text(text);
        plain.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    bare(a) == bare(b)
}

struct CommonmarkReader<'a, 'd> {
    raw: &'a SourceText<'a>,
    /// Where the events' text starts in the article's.
    start: usize,
    events: Peekable<OffsetIter<'a>>,
    meter: Meter,
    callouts: Callouts,
    /// Paths of pictures that markdown does not read, by their places in the events' text.
    paths: SpacedPaths,
    /// The raw HTML around blocks that is open.
    elements: OpenElements,
    /// Closing tags among the words of the last block.
    closed: Vec<String>,
    notes: Vec<NoteDefinition>,
    diagnostics: &'d mut Diagnostics,
}

impl<'a> CommonmarkReader<'a, '_> {
    /// The blocks up to the end of what contains them, which stands at `range`, is taken too, and
    /// ends the HTML within it.
    fn blocks(&mut self, range: Range<usize>) -> Vec<Block> {
        self.elements.begin(Span::new(self.raw.source, range));
        self.read_blocks();
        self.elements.end()
    }

    fn read_blocks(&mut self) {
        // Containers below the depth limit whose ends are still to come.
        let mut flattened = 0usize;
        while let Some((event, range)) = self.next() {
            let mut blocks = Vec::new();
            match event {
                Event::Start(Tag::HtmlBlock) => self.html_block(range),
                Event::Start(Tag::BlockQuote(_) | Tag::List(_) | Tag::Item)
                    if self.elements.depth() > MAX_DEPTH =>
                {
                    let place = Span::new(self.raw.source, range.start..range.start + 1);
                    self.elements.report_depth(place, self.diagnostics);
                    flattened += 1;
                }
                Event::End(_) if flattened > 0 => flattened -= 1,
                Event::End(_) => return,
                Event::Start(tag) if !is_inline(&tag) => self.block(tag, range, &mut blocks),
                Event::Rule => blocks.push(self.made(BlockKind::Rule, range)),
                // An item of a tight list holds its words without a paragraph around them.
                event => {
                    let content = self.loose(event, range.clone());
                    blocks.extend(paragraph(self.raw, content, range));
                }
            }
            self.elements.add(blocks);
            // Closing tags among the words end the HTML around them.
            for name in std::mem::take(&mut self.closed) {
                self.elements.close(&name);
            }
        }
    }

    fn block(&mut self, tag: Tag<'a>, range: Range<usize>, blocks: &mut Vec<Block>) {
        match tag {
            Tag::Paragraph => {
                let content = self.inlines();
                blocks.extend(paragraph(self.raw, content, range));
            }
            Tag::Heading { level, .. } => {
                let content = self.inlines();
                self.heading(level as u8, content, range, blocks);
            }
            Tag::BlockQuote(_) => {
                let inner = self.blocks(range.clone());
                self.quote(inner, range, blocks);
            }
            Tag::CodeBlock(kind) => {
                let code = self.code(&kind);
                blocks.push(self.made(code, range));
            }
            Tag::List(first) => {
                let list = self.list(first);
                blocks.push(self.made(BlockKind::List(list), range));
            }
            Tag::FootnoteDefinition(label) => {
                let inner = self.blocks(range.clone());
                let span = Span::new(self.raw.source, range);
                self.notes.push(NoteDefinition { label: label.into_string(), blocks: inner, span });
            }
            Tag::Table(columns) => self.table(&columns, range, blocks),
            _ => blocks.extend(self.blocks(range)),
        }
    }

    /// A quotation, or the box or pull quote that it says it is.
    fn quote(&mut self, inner: Vec<Block>, range: Range<usize>, blocks: &mut Vec<Block>) {
        let Some(callout) = self.callouts.get(&range.start) else {
            blocks.push(self.made(BlockKind::Quote(inner), range));
            return;
        };
        let made = callout.block(self.raw, inner, self.diagnostics);
        blocks.push(self.made(made.kind, range.clone()));
        blocks.extend(lifted(made.figures, Span::new(self.raw.source, range)));
    }

    fn next(&mut self) -> Option<(Event<'a>, Range<usize>)> {
        let (event, range) = self.events.next().filter(|(event, _)| self.meter.pass(event))?;
        let event = inline::with_path(event, range.start, &mut self.paths);
        Some((event, range.start + self.start..range.end + self.start))
    }

    fn made(&self, kind: BlockKind, range: Range<usize>) -> Block {
        Block::new(kind, Span::new(self.raw.source, range))
    }

    /// The inline content up to the end of the block that was opened.
    fn inlines(&mut self) -> InlineContent {
        let mut inlines = Inlines::new(self.raw, Html::Page);
        while let Some((event, range)) = self.next() {
            if matches!(&event, Event::End(end) if !is_inline_end(end)) {
                break;
            }
            inlines.push(event, range, self.diagnostics);
        }
        self.finish(inlines)
    }

    /// The inline content up to the next block or the end of what contains it, which stays.
    fn loose(&mut self, event: Event<'a>, range: Range<usize>) -> InlineContent {
        let mut inlines = Inlines::new(self.raw, Html::Page);
        inlines.push(event, range, self.diagnostics);
        let meter = &mut self.meter;
        while let Some((event, range)) = self.events.next_if(|(event, _)| {
            let goes_on = match event {
                Event::Start(tag) => is_inline(tag),
                Event::End(end) => is_inline_end(end),
                Event::Rule => false,
                _ => true,
            };
            goes_on && meter.pass(event)
        }) {
            let event = inline::with_path(event, range.start, &mut self.paths);
            let range = range.start + self.start..range.end + self.start;
            inlines.push(event, range, self.diagnostics);
        }
        self.finish(inlines)
    }

    fn finish(&mut self, inlines: Inlines<'_>) -> InlineContent {
        let mut content = inlines.finish(self.diagnostics);
        self.elements.name(std::mem::take(&mut content.anchors));
        self.closed.append(&mut content.closed);
        content
    }

    fn heading(
        &self,
        level: u8,
        content: InlineContent,
        range: Range<usize>,
        blocks: &mut Vec<Block>,
    ) {
        let InlineContent { mut text, figures, .. } = content;
        let anchor = take_anchor(&mut text);
        if !text.is_empty() {
            blocks.push(self.made(BlockKind::Crosshead { level, text, anchor }, range.clone()));
        }
        blocks.extend(lifted(figures, Span::new(self.raw.source, range)));
    }

    fn code(&mut self, kind: &CodeBlockKind<'_>) -> BlockKind {
        let lang = match kind {
            CodeBlockKind::Fenced(info) => info.split([' ', ',', '{']).next().unwrap_or_default(),
            CodeBlockKind::Indented => "",
        };
        let lang = (!lang.is_empty()).then(|| lang.to_owned());
        let mut text = String::new();
        while let Some((event, _)) = self.next() {
            match event {
                Event::Text(words) => text.push_str(&words),
                Event::End(_) => break,
                _ => {}
            }
        }
        if text.ends_with('\n') {
            text.pop();
        }
        BlockKind::Code { lang, text }
    }

    fn list(&mut self, start: Option<u64>) -> List {
        let mut list = List { start, tight: true, items: Vec::new() };
        while let Some((event, range)) = self.next() {
            match event {
                Event::Start(Tag::Item) => {
                    let checked = match self.events.peek() {
                        Some((Event::TaskListMarker(done), _)) => Some(*done),
                        _ => None,
                    };
                    if checked.is_some() {
                        self.next();
                    }
                    let loose =
                        matches!(self.events.peek(), Some((Event::Start(Tag::Paragraph), _)));
                    list.tight &= !loose;
                    list.items.push(ListItem { checked, blocks: self.blocks(range) });
                }
                Event::End(_) => break,
                _ => {}
            }
        }
        list
    }

    fn table(&mut self, columns: &[Alignment], range: Range<usize>, blocks: &mut Vec<Block>) {
        let columns: Vec<ColumnAlign> = columns
            .iter()
            .map(|align| match align {
                Alignment::None => ColumnAlign::Auto,
                Alignment::Left => ColumnAlign::Left,
                Alignment::Center => ColumnAlign::Center,
                Alignment::Right => ColumnAlign::Right,
            })
            .collect();
        let mut table = Table { columns, head: Vec::new(), rows: Vec::new() };
        let mut figures = Vec::new();
        let mut row: Vec<Text> = Vec::new();
        while let Some((event, place)) = self.next() {
            match event {
                Event::Start(Tag::TableCell) => {
                    let content = self.inlines();
                    row.push(content.text);
                    figures.extend(content.figures);
                }
                Event::End(TagEnd::TableHead) => table.head = std::mem::take(&mut row),
                Event::End(TagEnd::TableRow) => {
                    for content in self.further_cells(place, row.len()) {
                        row.push(content.text);
                        figures.extend(content.figures);
                    }
                    table.rows.push(std::mem::take(&mut row));
                }
                Event::End(TagEnd::Table) => break,
                _ => {}
            }
        }
        let line = self.raw.text.get(range.clone()).and_then(|table| table.lines().next());
        let head = range.start..range.start + line.map_or(0, str::len);
        report_widened(&table, Span::new(self.raw.source, head), self.diagnostics);
        table.fit();
        blocks.push(self.made(BlockKind::Table(table), range.clone()));
        blocks.extend(lifted(figures, Span::new(self.raw.source, range)));
    }

    /// The cells of a row beyond the columns of its table, which GFM drops.
    fn further_cells(&mut self, row: Range<usize>, columns: usize) -> Vec<InlineContent> {
        let line = self.raw.text.get(row.clone()).unwrap_or_default();
        let cells = cells(line.lines().next().unwrap_or_default());
        let mut further = cells.get(columns..).unwrap_or_default();
        while let [before @ .., last] = further
            && last.is_empty()
        {
            further = before;
        }
        let read = |cell: &Range<usize>| {
            let words = line.get(cell.clone()).unwrap_or_default();
            let at = row.start + cell.start;
            inline::parse_line(self.raw, words, at, Html::Page, self.diagnostics)
        };
        further.iter().map(read).collect()
    }

    /// A block of raw HTML.
    fn html_block(&mut self, range: Range<usize>) {
        let (mut html, mut places) = (String::new(), Vec::new());
        while let Some((event, place)) = self.next() {
            match event {
                Event::Html(words) | Event::Text(words) => {
                    places.push((html.len(), place.start));
                    html.push_str(&words);
                }
                Event::End(_) => break,
                _ => {}
            }
        }
        let written = html_block::Written { html: &html, places: &places };
        html_block::read(self.raw, written, range, &mut self.elements, self.diagnostics);
    }
}

/// Takes `{#anchor}` from the end of a heading's words.
fn take_anchor(text: &mut Text) -> Option<String> {
    let Some(Inline::Text(words)) = text.last_mut() else { return None };
    let (before, anchor) = words.strip_suffix('}')?.rsplit_once("{#")?;
    let is_sign = |c: char| matches!(c, '-' | '_' | '.' | ':' | '/') || !c.is_ascii();
    let sound = |c: char| c.is_alphanumeric() || is_sign(c);
    if anchor.is_empty() || !anchor.chars().all(sound) {
        return None;
    }
    let (anchor, before) = (anchor.to_owned(), before.trim_end().to_owned());
    if before.is_empty() {
        text.pop();
    } else {
        *words = before;
    }
    Some(anchor)
}

fn is_inline(tag: &Tag<'_>) -> bool {
    is_inline_end(&tag.to_end())
}

fn is_inline_end(end: &TagEnd) -> bool {
    matches!(
        end,
        TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::Link
            | TagEnd::Image
    )
}
