//! Ordinary markdown. Enters: the text of an article after its front matter. Leaves: its blocks and
//! notes, and the headline where the text has one.
//!
//! CommonMark with GFM tables, footnotes, strikethrough and task lists, read by pulldown-cmark; `$`
//! is a dollar. Raw HTML is not printed, but the words within it are.

use std::iter::Peekable;
use std::ops::Range;

use pulldown_cmark::{Alignment, CodeBlockKind, Event, OffsetIter, Options, Parser, Tag, TagEnd};

use super::html::{self, Token};
use super::inline::{Content, Html, Inlines, report_dropped};
use super::{Raw, levels};
use crate::article::{
    Block, BlockKind, ColumnAlign, Figure, Inline, List, ListItem, Meta, NoteDefinition, Table,
    Text,
};
use crate::diagnostic::{Diagnostics, Span};

/// Quotes and lists within each other beyond this depth are printed at this depth.
const MAX_DEPTH: usize = 24;

/// What a text says of itself without front matter.
pub(super) struct Body {
    pub meta: Meta,
    pub blocks: Vec<Block>,
    pub notes: Vec<NoteDefinition>,
}

/// Reads the text from byte `start`; `titled` says that front matter gives the headline.
pub(super) fn read(
    raw: &Raw<'_>,
    start: usize,
    titled: bool,
    diagnostics: &mut Diagnostics,
) -> Body {
    let text = raw.text.get(start..).unwrap_or_default();
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS;
    let events = Parser::new_ext(text, options).into_offset_iter().peekable();
    let mut reader = Reader { raw, start, events, notes: Vec::new(), diagnostics };
    let blocks = reader.blocks(0);
    let notes = reader.notes;
    let mut body = Body { meta: Meta::default(), blocks, notes };
    take_headline(&mut body, titled);
    levels::settle(&mut body.blocks);
    body
}

/// The first heading is the headline if nothing but pictures stands before it, and it is of the first
/// level or the only one of its level and above. What stood before it is the head's picture.
fn take_headline(body: &mut Body, titled: bool) {
    let at = body.blocks.iter().position(|b| !matches!(b.kind, BlockKind::Figure(_)));
    let Some(at) = at else { return };
    let BlockKind::Crosshead { level, .. } = body.blocks[at].kind else { return };
    let rivals = body.blocks[at + 1..]
        .iter()
        .any(|b| matches!(b.kind, BlockKind::Crosshead { level: other, .. } if other <= level));
    if level > 1 && (rivals || titled) {
        return;
    }
    let head = body.blocks.remove(at);
    if let BlockKind::Crosshead { text, .. } = head.kind {
        body.meta.title = text;
    }
    if at > 0 {
        if let BlockKind::Figure(figure) = body.blocks.remove(0).kind {
            body.meta.lead = Some(figure);
        }
    }
}

struct Reader<'a, 'd> {
    raw: &'a Raw<'a>,
    /// Where the events' text starts in the article's.
    start: usize,
    events: Peekable<OffsetIter<'a>>,
    notes: Vec<NoteDefinition>,
    diagnostics: &'d mut Diagnostics,
}

impl<'a> Reader<'a, '_> {
    /// The blocks up to the end of what contains them, which is taken too.
    fn blocks(&mut self, depth: usize) -> Vec<Block> {
        let mut blocks = Vec::new();
        // Containers below the depth limit whose ends are still to come.
        let mut flattened = 0usize;
        while let Some((event, range)) = self.next() {
            match event {
                Event::Start(Tag::BlockQuote(_) | Tag::List(_) | Tag::Item)
                    if depth > MAX_DEPTH =>
                {
                    flattened += 1;
                }
                Event::End(_) if flattened > 0 => flattened -= 1,
                Event::End(_) => return blocks,
                Event::Start(tag) if !is_inline(&tag) => self.block(tag, range, depth, &mut blocks),
                Event::Rule => blocks.push(self.made(BlockKind::Rule, range)),
                // An item of a tight list holds its words without a paragraph around them.
                event => {
                    let content = self.loose(event, range.clone());
                    self.paragraph(content, range, &mut blocks);
                }
            }
        }
        blocks
    }

    fn block(&mut self, tag: Tag<'a>, range: Range<usize>, depth: usize, blocks: &mut Vec<Block>) {
        match tag {
            Tag::Paragraph => {
                let content = self.inlines();
                self.paragraph(content, range, blocks);
            }
            Tag::Heading { level, .. } => {
                let content = self.inlines();
                self.heading(level as u8, content, range, blocks);
            }
            Tag::BlockQuote(_) => {
                let inner = self.blocks(depth + 1);
                blocks.push(self.made(BlockKind::Quote(inner), range));
            }
            Tag::CodeBlock(kind) => {
                let code = self.code(&kind);
                blocks.push(self.made(code, range));
            }
            Tag::HtmlBlock => self.html_block(range, blocks),
            Tag::List(first) => {
                let list = self.list(first, depth);
                blocks.push(self.made(BlockKind::List(list), range));
            }
            Tag::FootnoteDefinition(label) => {
                let inner = self.blocks(depth + 1);
                let span = Span::new(self.raw.source, range);
                self.notes.push(NoteDefinition { label: label.into_string(), blocks: inner, span });
            }
            Tag::Table(columns) => self.table(&columns, range, blocks),
            _ => blocks.extend(self.blocks(depth + 1)),
        }
    }

    fn next(&mut self) -> Option<(Event<'a>, Range<usize>)> {
        let (event, range) = self.events.next()?;
        Some((event, range.start + self.start..range.end + self.start))
    }

    fn made(&self, kind: BlockKind, range: Range<usize>) -> Block {
        Block { kind, span: Span::new(self.raw.source, range) }
    }

    /// The inline content up to the end of the block that was opened.
    fn inlines(&mut self) -> Content {
        let mut inlines = Inlines::new(self.raw, Html::Tags);
        while let Some((event, range)) = self.next() {
            if matches!(&event, Event::End(end) if !is_inline_end(end)) {
                break;
            }
            inlines.push(event, range, self.diagnostics);
        }
        inlines.finish(self.diagnostics)
    }

    /// The inline content up to the next block or the end of what contains it, which stays.
    fn loose(&mut self, event: Event<'a>, range: Range<usize>) -> Content {
        let mut inlines = Inlines::new(self.raw, Html::Tags);
        inlines.push(event, range, self.diagnostics);
        while let Some((event, range)) = self.events.next_if(|(event, _)| match event {
            Event::Start(tag) => is_inline(tag),
            Event::End(end) => is_inline_end(end),
            Event::Rule => false,
            _ => true,
        }) {
            let range = range.start + self.start..range.end + self.start;
            inlines.push(event, range, self.diagnostics);
        }
        inlines.finish(self.diagnostics)
    }

    /// A paragraph, with its pictures lifted out after it; pictures alone are figures. Words in
    /// italics under a picture are its caption.
    fn paragraph(&self, content: Content, range: Range<usize>, blocks: &mut Vec<Block>) {
        let Content { mut text, mut figures } = content;
        if let ([Inline::Emphasis(_)], [figure]) = (text.as_slice(), figures.as_mut_slice()) {
            let first = figure.picture.span.is_some_and(|span| span.start as usize == range.start);
            if first && figure.caption.is_empty() {
                if let Some(Inline::Emphasis(caption)) = text.pop() {
                    figure.caption = caption;
                }
            }
        }
        if !text.is_empty() {
            blocks.push(self.made(BlockKind::Paragraph(text), range.clone()));
        }
        self.figures(figures, range, blocks);
    }

    fn figures(&self, figures: Vec<Figure>, range: Range<usize>, blocks: &mut Vec<Block>) {
        for figure in figures {
            let span = figure.picture.span.unwrap_or(Span::new(self.raw.source, range.clone()));
            blocks.push(Block { kind: BlockKind::Figure(figure), span });
        }
    }

    fn heading(&self, level: u8, content: Content, range: Range<usize>, blocks: &mut Vec<Block>) {
        let Content { mut text, figures } = content;
        let anchor = take_anchor(&mut text);
        if !text.is_empty() {
            blocks.push(self.made(BlockKind::Crosshead { level, text, anchor }, range.clone()));
        }
        self.figures(figures, range, blocks);
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

    fn list(&mut self, start: Option<u64>, depth: usize) -> List {
        let mut list = List { start, tight: true, items: Vec::new() };
        while let Some((event, _)) = self.next() {
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
                    list.items.push(ListItem { checked, blocks: self.blocks(depth + 1) });
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
        while let Some((event, _)) = self.next() {
            match event {
                Event::Start(Tag::TableCell) => {
                    let content = self.inlines();
                    row.push(content.text);
                    figures.extend(content.figures);
                }
                Event::End(TagEnd::TableHead) => table.head = std::mem::take(&mut row),
                Event::End(TagEnd::TableRow) => table.rows.push(std::mem::take(&mut row)),
                Event::End(TagEnd::Table) => break,
                _ => {}
            }
        }
        table.fit();
        blocks.push(self.made(BlockKind::Table(table), range.clone()));
        self.figures(figures, range, blocks);
    }

    /// A block of raw HTML: its words as paragraphs, its pictures as figures.
    fn html_block(&mut self, range: Range<usize>, blocks: &mut Vec<Block>) {
        let mut text = String::new();
        while let Some((event, _)) = self.next() {
            match event {
                Event::Html(html) | Event::Text(html) => text.push_str(&html),
                Event::End(_) => break,
                _ => {}
            }
        }
        let span = Span::new(self.raw.source, range.clone());
        let mut unread: Option<String> = None;
        let mut caption = false;
        let mut inlines = Inlines::new(self.raw, Html::Tags);
        for token in html::tokens(&text) {
            if let Some(name) = &unread {
                if matches!(&token, Token::Close(closed) if closed == name) {
                    unread = None;
                }
                continue;
            }
            let breaks = match &token {
                Token::Open(tag) => parts_blocks(&tag.name),
                Token::Close(name) => parts_blocks(name),
                _ => false,
            };
            if breaks {
                let inlines = std::mem::replace(&mut inlines, Inlines::new(self.raw, Html::Tags));
                let content = inlines.finish(self.diagnostics);
                self.html_paragraph(content, caption, range.clone(), blocks);
            }
            match token {
                Token::Text(words) => inlines.words(&html::unescape(words)),
                Token::Open(tag) => {
                    caption = tag.name == "figcaption";
                    match tag.name.as_str() {
                        "script" | "style" | "template" => {
                            report_dropped(&tag.name, span, self.diagnostics);
                            unread = Some(tag.name);
                        }
                        "hr" => blocks.push(self.made(BlockKind::Rule, range.clone())),
                        "td" | "th" => inlines.words(" "),
                        "p" | "figure" | "figcaption" | "div" | "center" => {}
                        _ => inlines.open_tag(&tag, span, self.diagnostics),
                    }
                }
                Token::Close(name) => inlines.close_tag(&name, self.diagnostics),
                Token::Silent => {}
            }
        }
        let content = inlines.finish(self.diagnostics);
        self.html_paragraph(content, caption, range, blocks);
    }

    fn html_paragraph(
        &self,
        content: Content,
        caption: bool,
        range: Range<usize>,
        blocks: &mut Vec<Block>,
    ) {
        if caption && !content.text.is_empty() {
            if let Some(Block { kind: BlockKind::Figure(figure), .. }) = blocks.last_mut() {
                figure.caption = content.text;
                return;
            }
        }
        self.paragraph(content, range, blocks);
    }
}

/// Takes `{#anchor}` from the end of a heading's words.
fn take_anchor(text: &mut Text) -> Option<String> {
    let Some(Inline::Text(words)) = text.last_mut() else { return None };
    let (before, anchor) = words.strip_suffix('}')?.rsplit_once("{#")?;
    let sound = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ':');
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

/// Whether a tag parts the words before it from those after it.
fn parts_blocks(name: &str) -> bool {
    matches!(
        name,
        "p" | "div"
            | "section"
            | "article"
            | "aside"
            | "header"
            | "footer"
            | "main"
            | "nav"
            | "figure"
            | "figcaption"
            | "blockquote"
            | "center"
            | "details"
            | "summary"
            | "ul"
            | "ol"
            | "li"
            | "dl"
            | "dt"
            | "dd"
            | "table"
            | "tr"
            | "caption"
            | "hr"
            | "pre"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "address"
            | "form"
    )
}
