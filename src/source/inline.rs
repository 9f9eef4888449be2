//! The words within a block. Input: pulldown-cmark's inline events with their places. Output: a
//! [`Text`] with spaces collapsed, and the pictures that stood among the words.
//!
//! Both dialects come through here; they differ in what raw HTML means.

use std::collections::BTreeSet;
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd};

mod tags;

use self::tags::HtmlElement;
pub(super) use self::tags::{
    GOES, STAYS, component_label, label_text, report_dropped, report_unknown,
};
use super::placeholders::TagIndex;
use super::source_text::SourceText;
use super::spaced_paths::{self, SpacedPaths};
use crate::article::{Figure, Inline, Text, plain_text};
use crate::diagnostic::{Code, Diagnostics, Severity, Span};
use crate::text::{is_blank, is_unspaced};

/// Emphasis within emphasis beyond this depth is printed as the depth above it: no author means it,
/// and every later stage may recurse without fear for the stack.
const MAX_DEPTH: usize = 16;

/// The longest label of a note, as CommonMark has it for those of links.
const LONGEST_LABEL: usize = 999;

/// The most bytes of an address that links lead to: as many as servers take (RFC 9110, 4.1).
const LONGEST_ADDRESS: usize = 8_000;

/// What `<em>` in the text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Html {
    /// A tag like all that HTML has, as in a web page.
    Page,
    /// A tag that marks words; others go.
    Tags,
    /// Five characters.
    Words,
}

/// What opened a stretch of inline content that is not yet closed.
#[derive(Debug)]
enum Opener {
    /// The block itself.
    Block,
    Emphasis,
    Strong,
    Strike,
    Link {
        target: String,
        span: Span,
    },
    Picture {
        target: String,
        title: String,
        span: Span,
    },
    /// An HTML element.
    Element(HtmlElement),
    /// A link that leads nowhere: its words stay.
    Words,
}

/// A stretch of inline content that is not yet closed.
#[derive(Debug)]
struct OpenInline {
    opener: Opener,
    content: Text,
    /// Which stretch takes its content: itself, or beyond [`MAX_DEPTH`] the last one that has its
    /// own.
    into: usize,
    /// How many pictures stood before it.
    figures: usize,
}

/// The inline content of one block while its events come in.
pub(super) struct Inlines<'a> {
    raw: &'a SourceText<'a>,
    html: Html,
    open: Vec<OpenInline>,
    /// A line end that becomes a space if words of a spacing script follow.
    soft: bool,
    figures: Vec<Figure>,
    /// The element whose content is passed over.
    unread: Option<String>,
    /// The names that links may use for places among the words, each with its byte of the text.
    anchors: Vec<(String, usize)>,
    /// Closing tags of blocks that are open around this one.
    closed: Vec<String>,
    /// For words from elsewhere than the article's text: all of them, and the tags in them.
    value: Option<(String, TagIndex)>,
}

/// A block's words and the pictures among them.
pub(super) struct InlineContent {
    /// The words, tidied.
    pub text: Text,
    /// The pictures, in order.
    pub figures: Vec<Figure>,
    /// The names that links may use for places in it, each with its byte of the text.
    pub anchors: Vec<(String, usize)>,
    /// Closing tags of blocks that are open around this one.
    pub closed: Vec<String>,
}

impl<'a> Inlines<'a> {
    /// Begins a block.
    pub(super) fn new(raw: &'a SourceText<'a>, html: Html) -> Self {
        let block = OpenInline { opener: Opener::Block, content: Text::new(), into: 0, figures: 0 };
        Self {
            raw,
            html,
            open: vec![block],
            soft: false,
            figures: vec![],
            unread: None,
            anchors: vec![],
            closed: vec![],
            value: None,
        }
    }

    /// Begins words that stand elsewhere than in the article's text.
    pub(super) fn of_value(raw: &'a SourceText<'a>, words: &str) -> Self {
        let value = Some((words.to_owned(), TagIndex::default()));
        Self { value, ..Self::new(raw, Html::Tags) }
    }

    /// Takes the next event; `range` is its place in the text.
    pub(super) fn push(
        &mut self,
        event: Event<'_>,
        range: Range<usize>,
        diagnostics: &mut Diagnostics,
    ) {
        let span = Span::new(self.raw.source, range.clone());
        if self.passes_over(&event) {
            return;
        }
        match event {
            Event::Text(words) => self.text(&words, span, diagnostics),
            Event::Code(code) => self.add(Inline::Code(code.into_string())),
            Event::InlineHtml(tag) | Event::Html(tag) => self.raw_html(&tag, span, diagnostics),
            Event::FootnoteReference(label) => {
                self.add(Inline::Note { label: label.into_string(), span });
            }
            Event::SoftBreak => self.soft = true,
            Event::HardBreak => self.add(Inline::Break),
            Event::Start(tag) => self.start(tag, span, diagnostics),
            Event::End(end) => self.end(end, diagnostics),
            Event::InlineMath(words) | Event::DisplayMath(words) => self.words(&words),
            Event::Rule | Event::TaskListMarker(_) => {}
        }
    }

    /// Closes the block.
    pub(super) fn finish(mut self, diagnostics: &mut Diagnostics) -> InlineContent {
        while self.open.len() > 1 {
            self.close(diagnostics);
        }
        let text = self.open.pop().map(|block| block.content).unwrap_or_default();
        let Self { figures, anchors, closed, .. } = self;
        InlineContent { text: tidy(text), figures, anchors, closed }
    }

    fn start(&mut self, tag: Tag<'_>, span: Span, diagnostics: &mut Diagnostics) {
        let opener = match tag {
            Tag::Emphasis => Opener::Emphasis,
            Tag::Strong => Opener::Strong,
            Tag::Strikethrough => Opener::Strike,
            Tag::Link { dest_url, .. } if is_endless(&dest_url, span, diagnostics) => Opener::Words,
            Tag::Link { link_type, dest_url, .. } => {
                let target = match link_type {
                    pulldown_cmark::LinkType::Email => format!("mailto:{dest_url}"),
                    _ => dest_url.into_string(),
                };
                Opener::Link { target, span }
            }
            Tag::Image { dest_url, title, .. } => {
                Opener::Picture { target: dest_url.into_string(), title: title.into_string(), span }
            }
            _ => return,
        };
        self.open(opener);
    }

    fn end(&mut self, end: TagEnd, diagnostics: &mut Diagnostics) {
        let markdown = matches!(
            end,
            TagEnd::Emphasis
                | TagEnd::Strong
                | TagEnd::Strikethrough
                | TagEnd::Link
                | TagEnd::Image
        );
        // HTML elements left open inside the markdown that ends here end with it.
        while markdown && self.open.len() > 1 {
            if !self.close(diagnostics) {
                return;
            }
        }
    }

    fn open(&mut self, opener: Opener) {
        self.settle_soft_break(None);
        let (len, outer) = (self.open.len(), self.open.last().map_or(0, |stretch| stretch.into));
        // A picture's words never run into those around it: they are its alternative text.
        let own = len <= MAX_DEPTH || matches!(opener, Opener::Picture { .. });
        let into = if own { len } else { outer };
        self.open.push(OpenInline {
            opener,
            content: Text::new(),
            into,
            figures: self.figures.len(),
        });
    }

    /// The content of the innermost stretch that has its own.
    fn content(&mut self) -> Option<&mut Text> {
        let into = self.open.last()?.into;
        self.open.get_mut(into).map(|stretch| &mut stretch.content)
    }

    /// Closes the innermost stretch and says whether an HTML element opened it.
    fn close(&mut self, diagnostics: &mut Diagnostics) -> bool {
        let Some(OpenInline { opener, content, into, figures }) = self.open.pop() else {
            return false;
        };
        let deep = into < self.open.len();
        let element = matches!(opener, Opener::Element(_));
        let after = opener.words_after();
        let opener = match opener {
            Opener::Element(media) if media.is_media() && !deep => {
                self.close_media(media, content);
                return true;
            }
            opener => opener,
        };
        if let Opener::Picture { target, title, span } = opener {
            let alt = plain_text(&content);
            self.figure(&target, &alt, &title, span, diagnostics);
        } else if let Some((target, link)) =
            opener.link().filter(|_| !deep && is_wordless(&content))
        {
            // A picture alone in a link is a picture.
            if self.figures.len() > figures {
                self.link_picture(target, link);
            } else if !opener.was_parted() {
                report_wordless_link(target, link, diagnostics);
            }
            self.splice(content);
        } else if !deep {
            self.wrap(opener, content);
        }
        match after {
            Some(words) if words.is_empty() => self.quotation_mark(),
            Some(words) => self.words(&words),
            None => {}
        }
        element
    }

    fn wrap(&mut self, opener: Opener, content: Text) {
        let inline = match opener {
            Opener::Emphasis => Inline::Emphasis(content),
            Opener::Strong => Inline::Strong(content),
            Opener::Strike => Inline::Strike(content),
            Opener::Link { target, span } => Inline::Link { target, content, span },
            Opener::Element(element) => match element.around(content, self.html) {
                Ok(inline) => inline,
                Err(content) => return self.splice(content),
            },
            Opener::Block | Opener::Words | Opener::Picture { .. } => return self.splice(content),
        };
        self.add(inline);
    }

    fn splice(&mut self, content: Text) {
        self.settle_soft_break(None);
        if let Some(outer) = self.content() {
            outer.extend(content);
        }
    }

    /// Adds a picture that stands among the words.
    pub(super) fn figure(
        &mut self,
        target: &str,
        alt: &str,
        title: &str,
        span: Span,
        diagnostics: &mut Diagnostics,
    ) {
        let picture = self.raw.pictures.resolve(target, alt, Some(span), diagnostics);
        let caption = tidy(vec![Inline::Text(title.to_owned())]);
        self.figures.push(Figure { picture, caption });
    }

    fn add(&mut self, inline: Inline) {
        self.settle_soft_break(None);
        if let Some(content) = self.content() {
            content.push(inline);
        }
    }

    fn text(&mut self, words: &CowStr<'_>, span: Span, diagnostics: &mut Diagnostics) {
        if words.starts_with("[^") || words.as_ref() == "[" {
            self.report_unwritten_note(span, diagnostics);
        }
        if words.as_ref() == "\u{FFFD}" {
            self.report_no_character(span, diagnostics);
        }
        self.words(words);
    }

    /// Adds plain words.
    pub(super) fn words(&mut self, words: &str) {
        self.settle_soft_break(words.chars().next());
        let Some(content) = self.content() else { return };
        match content.last_mut() {
            Some(Inline::Text(before)) => before.push_str(words),
            _ => content.push(Inline::Text(words.to_owned())),
        }
    }

    /// A line end is a space, but not between two characters of a script that sets none.
    fn settle_soft_break(&mut self, next: Option<char>) {
        if !std::mem::take(&mut self.soft) {
            return;
        }
        let Some(content) = self.content() else { return };
        match content.last_mut() {
            Some(Inline::Text(before)) => {
                let joined =
                    before.chars().last().is_some_and(is_unspaced) && next.is_some_and(is_unspaced);
                if !joined {
                    before.push(' ');
                }
            }
            _ => content.push(Inline::Text(" ".to_owned())),
        }
    }

    /// Reports `&#xD800;` and the like.
    fn report_no_character(&self, span: Span, diagnostics: &mut Diagnostics) {
        let written = self.raw.text.get(span.start as usize..span.end as usize);
        let Some(written) = written.filter(|written| written.starts_with("&#")) else { return };
        let message = format!("`{written}` is not a valid character reference; � is printed");
        let help = "write the character itself, or remove it";
        diagnostics.add(Severity::Warning, Code::Unprintable, span, message, help);
    }

    fn report_unwritten_note(&self, span: Span, diagnostics: &mut Diagnostics) {
        let after = self.raw.text.get(span.start as usize..).unwrap_or_default();
        let label = after.strip_prefix("[^").and_then(|rest| {
            let end =
                rest.bytes().take(LONGEST_LABEL).position(|b| matches!(b, b']' | b'\n' | b'['))?;
            rest[end..].starts_with(']').then(|| &rest[..end])
        });
        let Some(label) = label.filter(|label| !label.is_empty()) else { return };
        diagnostics.add(
            Severity::Warning,
            Code::Note,
            Span::new(self.raw.source, span.start as usize..span.start as usize + label.len() + 3),
            format!("the note [^{label}] is referenced but not defined"),
            format!("write it on a line of its own: [^{label}]: the note"),
        );
    }

    /// Whether the last thing that was added is a letter or a figure.
    pub(super) fn ends_in_word(&self) -> bool {
        let into = self.open.last().map_or(0, |stretch| stretch.into);
        match self.open.get(into).and_then(|stretch| stretch.content.last()) {
            Some(Inline::Text(words) | Inline::Code(words)) if !self.soft => {
                words.ends_with(char::is_alphanumeric)
            }
            _ => false,
        }
    }
}

impl Opener {
    /// For a link, where it leads and where it stands.
    fn link(&self) -> Option<(&str, Span)> {
        match self {
            Opener::Link { target, span } => Some((target, *span)),
            Opener::Element(HtmlElement { link: Some((target, span)), .. }) => {
                Some((target, *span))
            }
            _ => None,
        }
    }
}

/// Whether a link has nothing that could be shown or read out.
fn is_wordless(content: &[Inline]) -> bool {
    is_blank(&plain_text(content))
        && !content.iter().any(|inline| matches!(inline, Inline::Note { .. }))
}

/// Reports a link that cannot be shown, for want of words that carry it.
fn report_wordless_link(target: &str, span: Span, diagnostics: &mut Diagnostics) {
    let shown: String = target.chars().take(120).collect();
    let message = format!("the link to `{shown}` has no text and is omitted");
    let help = "write text between its square brackets";
    diagnostics.add(Severity::Warning, Code::LinkBroken, span, message, help);
}

/// Reads a line of the weekly dialect as inline markdown, whatever block it looks like. In a body
/// tags are words; heads come from web pages with `<em>` and the like left in. `at` is where
/// `words` start in the article's text.
pub(super) fn parse_line(
    raw: &SourceText<'_>,
    words: &str,
    at: usize,
    html: Html,
    diagnostics: &mut Diagnostics,
) -> InlineContent {
    parse_lines(raw, words, &[(0, at)], html, diagnostics)
}

/// The same for words of several lines that do not follow each other in the article's text:
/// `places` are where they begin, in the words and in the text.
pub(super) fn parse_lines(
    raw: &SourceText<'_>,
    words: &str,
    places: &[(usize, usize)],
    html: Html,
    diagnostics: &mut Diagnostics,
) -> InlineContent {
    let shift = |offset: usize| {
        let offset = offset.min(words.len());
        let before = places.partition_point(|(start, _)| *start <= offset).checked_sub(1);
        let (start, at) = before.and_then(|n| places.get(n)).copied().unwrap_or_default();
        at + offset - start
    };
    let place = |range: Range<usize>| {
        // The end belongs to the line of the last byte.
        let end = if range.is_empty() { range.start } else { range.end - 1 };
        let start = shift(range.start);
        start..shift(end).max(start) + usize::from(!range.is_empty() && end < words.len())
    };
    parse(Inlines::new(raw, html), words, place, diagnostics)
}

/// Reads a value of front matter as inline markdown with tags. All of it is attributed to `place`,
/// since escapes and folded lines part what is written from what is meant.
pub(super) fn parse_value(
    raw: &SourceText<'_>,
    words: &str,
    place: Option<Span>,
    diagnostics: &mut Diagnostics,
) -> Text {
    let place = place.map_or(0..0, |span| span.start as usize..span.end as usize);
    // A value is one paragraph, whatever lines it is folded into.
    let words = words.replace('\n', " ");
    parse(Inlines::of_value(raw, &words), &words, |_| place.clone(), diagnostics).text
}

fn parse(
    mut inlines: Inlines<'_>,
    words: &str,
    place: impl Fn(Range<usize>) -> Range<usize>,
    diagnostics: &mut Diagnostics,
) -> InlineContent {
    let raw = inlines.raw;
    if !words.contains(['*', '_', '[', ']', '<', '&', '`', '~', '\\', '!', '\n']) {
        inlines.words(words);
        return inlines.finish(diagnostics);
    }
    // In an ATX heading with its closing mark nothing can begin a block.
    let options = Options::ENABLE_STRIKETHROUGH | Options::ENABLE_OLD_FOOTNOTES;
    let written = format!("# {words} #");
    let (heading, mut found) = spaced_paths::find(
        &written,
        |path| raw.pictures.has(path),
        |text| picture_places(text, options),
    );
    for other in &found.others {
        let range = place(other.start.saturating_sub(2)..other.end.saturating_sub(2));
        report_no_picture(Span::new(raw.source, range), diagnostics);
    }
    for (event, range) in Parser::new_ext(&heading, options).into_offset_iter() {
        let event = with_path(event, range.start, &mut found.paths);
        let range = place(range.start.saturating_sub(2)..range.end.saturating_sub(2));
        match event {
            Event::FootnoteReference(label) if !raw.writes_note(&label) => {
                let span = Span::new(raw.source, range);
                inlines.text(&format!("[^{label}]").into(), span, diagnostics);
            }
            event => inlines.push(event, range, diagnostics),
        }
    }
    inlines.finish(diagnostics)
}

/// Where a text has pictures.
pub(super) fn picture_places(text: &str, options: Options) -> BTreeSet<usize> {
    let events = Parser::new_ext(text, options).into_offset_iter();
    let is_picture = |event: &Event<'_>| matches!(event, Event::Start(Tag::Image { .. }));
    events.filter(|(event, _)| is_picture(event)).map(|(_, range)| range.start).collect()
}

/// The event with the path that was found for a picture at byte `at`, if there is one.
pub(super) fn with_path<'e>(event: Event<'e>, at: usize, paths: &mut SpacedPaths) -> Event<'e> {
    let Event::Start(Tag::Image { link_type, dest_url, title, id }) = event else { return event };
    let dest_url = paths.remove(&at).map_or(dest_url, CowStr::from);
    Event::Start(Tag::Image { link_type, dest_url, title, id })
}

/// Reports what looks like a picture but is none to markdown.
pub(super) fn report_no_picture(span: Span, diagnostics: &mut Diagnostics) {
    let message = "not a picture, since its path contains a space; it is printed as written";
    let help = "write the path in angle brackets, as in ![a mole](<my pic.png>)";
    diagnostics.add(Severity::Warning, Code::PictureMissing, span, message, help);
}

/// Collapses white space, trims both ends and the places around line breaks, joins neighbours.
pub(super) fn tidy(text: Text) -> Text {
    let mut spaced = true;
    let mut text = collapse(text, &mut spaced);
    trim_end(&mut text);
    text
}

/// `spaced` says whether a space would be one too many here.
fn collapse(text: Text, spaced: &mut bool) -> Text {
    let mut out = Text::with_capacity(text.len());
    for inline in text {
        match inline {
            Inline::Text(words) => {
                let words = collapse_words(&words, spaced);
                match out.last_mut() {
                    Some(Inline::Text(before)) => before.push_str(&words),
                    _ if words.is_empty() => {}
                    _ => out.push(Inline::Text(words)),
                }
            }
            Inline::Break => {
                trim_end(&mut out);
                *spaced = true;
                out.push(Inline::Break);
            }
            Inline::Note { .. } => out.push(inline),
            Inline::Code(_) | Inline::EndMark => {
                *spaced = false;
                out.push(inline);
            }
            inline => {
                let inline = map_content(inline, |content| collapse(content, spaced));
                let empty = content(&inline).is_some_and(<[Inline]>::is_empty);
                if !empty {
                    out.push(inline);
                }
            }
        }
    }
    out
}

fn collapse_words(words: &str, spaced: &mut bool) -> String {
    let mut out = String::with_capacity(words.len());
    let mut rest = words;
    let space = |byte: u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
    while !rest.is_empty() {
        let (word, after) = rest.split_at(rest.bytes().position(space).unwrap_or(rest.len()));
        if !word.is_empty() {
            out.push_str(word);
            *spaced = false;
        }
        if !after.is_empty() && !*spaced {
            out.push(' ');
            *spaced = true;
        }
        rest = after.get(1..).unwrap_or_default();
    }
    out
}

fn trim_end(text: &mut Text) {
    while let Some(last) = text.last_mut() {
        match last {
            Inline::Text(words) => {
                words.truncate(words.trim_end_matches(' ').len());
                if !words.is_empty() {
                    return;
                }
            }
            Inline::Break => {}
            inline => {
                let Some(content) = content_mut(inline) else { return };
                trim_end(content);
                if !content.is_empty() {
                    return;
                }
            }
        }
        text.pop();
    }
}

/// The content of an inline that has some.
pub(super) fn content(inline: &Inline) -> Option<&[Inline]> {
    match inline {
        Inline::Emphasis(content)
        | Inline::Strong(content)
        | Inline::Strike(content)
        | Inline::SmallCaps(content)
        | Inline::Superscript(content)
        | Inline::Subscript(content)
        | Inline::Foreign { content, .. }
        | Inline::Link { content, .. } => Some(content),
        _ => None,
    }
}

fn content_mut(inline: &mut Inline) -> Option<&mut Text> {
    match inline {
        Inline::Emphasis(content)
        | Inline::Strong(content)
        | Inline::Strike(content)
        | Inline::SmallCaps(content)
        | Inline::Superscript(content)
        | Inline::Subscript(content)
        | Inline::Foreign { content, .. }
        | Inline::Link { content, .. } => Some(content),
        _ => None,
    }
}

/// Whether an address is longer than any that leads somewhere; if so, reports it.
fn is_endless(address: &str, span: Span, diagnostics: &mut Diagnostics) -> bool {
    let is_endless = address.len() > LONGEST_ADDRESS;
    if is_endless {
        let message = format!(
            "the address of a link has {} bytes, over the limit of {LONGEST_ADDRESS}; its text \
                is kept",
            address.len()
        );
        let help = "link to a shorter address";
        diagnostics.add(Severity::Warning, Code::LinkBroken, span, message, help);
    }
    is_endless
}

/// Changes the content of an inline that has some.
pub(super) fn map_content(mut inline: Inline, change: impl FnOnce(Text) -> Text) -> Inline {
    if let Some(content) = content_mut(&mut inline) {
        *content = change(std::mem::take(content));
    }
    inline
}
