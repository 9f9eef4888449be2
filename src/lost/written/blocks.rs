//! Blocks. Input: the text of an article. Output: its words, block by block, and which of them are
//! headings.
//!
//! A line at a time: what marks a line as quoted, listed or a heading goes; lines of one paragraph
//! are read together, since code, tags and links may go on from one to the next.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::super::words::{ComparedWord, WordCollector};
use super::front::lines;
use super::inline::{InlineScanner, Labels, Markup, SourceChar, label};

/// Elements that begin a block of HTML which ends at a blank line (CommonMark 0.31, 4.6, kind 6).
const HTML_BLOCKS: [&str; 62] = [
    "address",
    "article",
    "aside",
    "base",
    "basefont",
    "blockquote",
    "body",
    "caption",
    "center",
    "col",
    "colgroup",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "frame",
    "frameset",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "iframe",
    "legend",
    "li",
    "link",
    "main",
    "menu",
    "menuitem",
    "nav",
    "noframes",
    "ol",
    "optgroup",
    "option",
    "p",
    "param",
    "search",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "title",
    "tr",
    "track",
    "ul",
];

/// The most marks of quotations and items that are taken from a line.
const DEEPEST: usize = 200;

/// A listing between fences.
struct Fence {
    mark: char,
    length: usize,
    /// The quotations and the column of the list item that it stands in.
    quotes: usize,
    column: usize,
}

/// What is still to come of the definition of a link.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
enum Definition {
    /// Nothing.
    #[default]
    Whole,
    /// Its address, and perhaps a title.
    Address,
    /// Perhaps a title.
    Title,
}

impl Definition {
    /// What may follow an address, after which the title may stand.
    fn of(address: &str) -> Self {
        let titled = address.trim().contains(char::is_whitespace);
        if titled { Definition::Whole } else { Definition::Title }
    }
}

/// Where a block of HTML ends.
#[derive(PartialEq, Eq)]
enum HtmlEnd {
    Blank,
    /// After the line with this closing tag.
    Tag(&'static str),
}

/// Reads blocks.
pub(super) struct Blocks<'t> {
    text: &'t str,
    labels: &'t Labels,
    kicker: bool,
    words: WordCollector,
    /// Where headings are among the words.
    headings: Vec<Range<usize>>,
    /// The lines of the open paragraph.
    open: Vec<Range<usize>>,
    fence: Option<Fence>,
    html: Option<HtmlEnd>,
    table: bool,
    /// What is missing of a link definition begun on the line above.
    definition: Definition,
    quotes: usize,
    /// The columns in which the content of open list items begins.
    items: Vec<usize>,
    /// Everything before this byte is read or passed over.
    done: usize,
    /// The text in small letters, once it is requested.
    small: OnceCell<String>,
    /// What comes no more from a byte on, so that it is looked for once.
    gone: BTreeSet<String>,
}

/// A line without the marks of what it stands in.
struct BlockLine {
    rest: Range<usize>,
    quotes: usize,
    /// Whether a mark begins a list item.
    item: bool,
}

impl<'t> Blocks<'t> {
    pub(super) fn new(text: &'t str, labels: &'t Labels, kicker: bool) -> Self {
        Blocks {
            text,
            labels,
            kicker,
            words: WordCollector::default(),
            headings: Vec::new(),
            open: Vec::new(),
            fence: None,
            html: None,
            table: false,
            definition: Definition::Whole,
            quotes: 0,
            items: Vec::new(),
            done: 0,
            small: OnceCell::new(),
            gone: BTreeSet::new(),
        }
    }

    /// The words, and which of them are headings.
    pub(super) fn finish(mut self) -> (Vec<ComparedWord>, Vec<Range<usize>>) {
        self.flush();
        (self.words.finish(), self.headings)
    }

    /// Reads ordinary markdown from a byte on.
    pub(super) fn ordinary(&mut self, from: usize) {
        self.done = from;
        for line in lines(self.text, from..self.text.len()) {
            self.line(line);
        }
    }

    fn line(&mut self, line: Range<usize>) {
        if line.end < self.done {
            return;
        }
        let line = line.start.max(self.done)..line.end;
        if self.fence.is_some() && self.listing(&line) {
            return;
        }
        let BlockLine { rest, quotes, item } = self.strip(line);
        let words = &self.text[rest.clone()];
        if words.trim().is_empty() {
            self.blank();
            return;
        }
        if item || quotes > self.quotes {
            self.flush();
            self.html = self.html.take().filter(|_| !item);
        }
        self.quotes = quotes;
        match std::mem::take(&mut self.definition) {
            Definition::Address => return self.definition = Definition::of(words),
            Definition::Title if is_title(words) => return,
            _ => {}
        }
        if self.html.is_some() {
            return self.html_line(rest);
        }
        if self.opens_fence(words) || self.opens_html(&rest) {
            return;
        }
        self.markdown(rest, words);
    }

    fn blank(&mut self) {
        self.definition = Definition::Whole;
        if !matches!(self.html, Some(HtmlEnd::Tag(_))) {
            self.flush();
            self.html = None;
        }
        self.table = false;
    }

    /// A line of markdown without the marks of what it stands in.
    fn markdown(&mut self, rest: Range<usize>, words: &'t str) {
        let from = |part: &str| rest.end - part.len();
        if let Some(heading) = heading(words) {
            self.flush();
            let first = self.words.count();
            self.read_line(
                from(heading)..from(heading) + without_anchor(heading).len(),
                Markup::Markdown,
            );
            self.headings.push(first..self.words.count());
        } else if let Some(note) = after_note_label(words) {
            self.flush();
            self.open.push(from(note)..rest.end);
        } else if let Some(begun) = begun_definition(words).filter(|_| self.open.is_empty()) {
            self.definition = begun;
        } else if let Some(title) =
            after_callout(words).filter(|_| self.quotes > 0 && self.open.is_empty())
        {
            self.read_line(from(title)..rest.end, Markup::Markdown);
        } else if self.open.len() == 1 && is_underline(words) {
            let first = self.words.count();
            self.flush();
            self.headings.push(first..self.words.count());
        } else if is_delimiter_row(words) && !self.open.is_empty() {
            let head = self.open.pop();
            self.flush();
            self.open.extend(head);
            self.flush();
            self.table = true;
        } else {
            self.open.push(rest);
            if self.table {
                self.flush();
            }
        }
    }

    /// Takes quotation marks and those of list items from a line.
    fn strip(&mut self, line: Range<usize>) -> BlockLine {
        let (mut at, mut quotes, mut item) = (line.start, 0, false);
        let mut column = 0;
        let mut fresh = true;
        for _ in 0..DEEPEST {
            let words = &self.text[at..line.end];
            let bare = words.trim_start_matches([' ', '\t']);
            if bare.is_empty() {
                break;
            }
            let white: usize = words[..words.len() - bare.len()]
                .chars()
                .map(|c| if c == '\t' { 4 } else { 1 })
                .sum();
            column += white;
            if std::mem::take(&mut fresh) {
                self.items.retain(|item| *item <= column);
            }
            at = line.end - bare.len();
            if let Some(quoted) = bare.strip_prefix('>') {
                (quotes, at, column) = (quotes + 1, line.end - quoted.len(), 0);
                fresh = true;
            } else if let Some(mark) = list_mark(bare) {
                let after = &bare[mark..];
                let spaces = after.len() - after.trim_start_matches(' ').len();
                column += mark;
                self.items.push(column + if (1..5).contains(&spaces) { spaces } else { 1 });
                (item, at) = (true, at + mark);
            } else {
                break;
            }
        }
        if item {
            let words = self.text[at..line.end].trim_start();
            let task = ["[ ] ", "[x] ", "[X] "].iter().find_map(|mark| words.strip_prefix(mark));
            at = task.map_or(at, |task| line.end - task.len());
        }
        BlockLine { rest: at..line.end, quotes, item }
    }

    /// A line of a listing; `false` where it is none any more.
    fn listing(&mut self, line: &Range<usize>) -> bool {
        let Some(fence) = &self.fence else { return false };
        let mut words = &self.text[line.clone()];
        for _ in 0..fence.quotes {
            match words.trim_start().strip_prefix('>') {
                Some(quoted) => words = quoted,
                None => {
                    self.fence = None;
                    return false;
                }
            }
        }
        let bare = words.trim();
        let indent = words.len() - words.trim_start().len();
        if !bare.is_empty() && indent < fence.column && !words.starts_with('\t') {
            self.fence = None;
            return false;
        }
        if bare.chars().count() >= fence.length && bare.chars().all(|c| c == fence.mark) {
            self.fence = None;
        } else {
            self.code(line.end - words.len()..line.end);
        }
        true
    }

    /// Adds a line in which nothing is markup.
    fn code(&mut self, line: Range<usize>) {
        self.words.gap();
        for (at, letter) in self.text[line.clone()].char_indices() {
            self.words.push(letter, line.start + at..line.start + at + letter.len_utf8());
        }
        self.words.gap();
    }

    fn opens_fence(&mut self, words: &str) -> bool {
        let Some((mark, length)) = fence(words) else { return false };
        self.flush();
        let column = self.items.last().copied().unwrap_or_default();
        self.fence = Some(Fence { mark, length, quotes: self.quotes, column });
        true
    }

    /// Begins a block of HTML, or passes over one that is not printed.
    fn opens_html(&mut self, rest: &Range<usize>) -> bool {
        let words = self.text[rest.clone()].trim_start();
        let Some(inner) = words.strip_prefix('<') else { return false };
        let start = rest.end - words.len();
        let silent = ["script", "style", "template"].into_iter().find(|name| is_named(inner, name));
        let end = match (inner.starts_with("!--"), silent) {
            (true, _) => self.find(start + 4, "-->"),
            (false, Some(name)) => {
                let close = self.find(start, &format!("</{name}"));
                close.and_then(|close| self.find(close, ">"))
            }
            _ => None,
        };
        if let Some(end) = end {
            self.flush();
            self.done = end;
            if end < rest.end {
                self.open.push(end..rest.end);
            }
            return true;
        }
        let inner = inner.strip_prefix('/').unwrap_or(inner);
        let whole = ["pre", "textarea"].into_iter().find(|name| is_named(inner, name));
        if let Some(name) = whole {
            self.html = Some(HtmlEnd::Tag(name));
        } else if HTML_BLOCKS.iter().any(|name| is_named(inner, name))
            || self.open.is_empty() && is_tag_alone(words)
        {
            self.html = Some(HtmlEnd::Blank);
        } else {
            return false;
        }
        let html = self.html.take();
        self.flush();
        self.html = html;
        self.html_line(rest.clone());
        true
    }

    fn html_line(&mut self, rest: Range<usize>) {
        let words = self.text[rest.clone()].to_ascii_lowercase();
        self.open.push(rest);
        if let Some(HtmlEnd::Tag(name)) = self.html
            && words.contains(&format!("</{name}"))
        {
            self.flush();
            self.html = None;
        }
    }

    /// The byte after the next `words`, whatever their case. What is not found is not found further
    /// on.
    fn find(&mut self, from: usize, words: &str) -> Option<usize> {
        if self.gone.contains(words) {
            return None;
        }
        let small = self.small.get_or_init(|| self.text.to_ascii_lowercase());
        let found = small.get(from..).and_then(|rest| rest.find(words));
        if found.is_none() {
            self.gone.insert(words.to_owned());
        }
        Some(from + found? + words.len())
    }

    /// Reads the open paragraph.
    fn flush(&mut self) {
        let open = std::mem::take(&mut self.open);
        let markup = if self.html.is_some() { Markup::Html } else { Markup::Markdown };
        self.read(&open, markup);
    }

    /// Reads a stretch as a block of its own.
    fn read_line(&mut self, line: Range<usize>, markup: Markup) {
        self.read(std::slice::from_ref(&line), markup);
    }

    /// Reads lines as one block.
    fn read(&mut self, lines: &[Range<usize>], markup: Markup) {
        let letters: Vec<SourceChar> = lines
            .iter()
            .flat_map(|line| {
                let letters = self.text[line.clone()].char_indices();
                letters.map(|(at, letter)| (line.start + at, letter)).chain([(line.end, '\n')])
            })
            .collect();
        InlineScanner { letters: &letters, labels: self.labels, markup }.read(&mut self.words);
    }

    /// Reads the weekly dialect from a byte on: a paragraph a line.
    pub(super) fn weekly(&mut self, from: usize) {
        let lines: Vec<_> = lines(self.text, from..self.text.len())
            .filter(|line| !self.text[line.clone()].trim().is_empty())
            .collect();
        let (mut at, mut head) = (0, true);
        // The least length of fences that nothing closes, by their mark.
        let mut unclosed = BTreeMap::new();
        while let Some(line) = lines.get(at) {
            let words = &self.text[line.clone()];
            at += 1;
            let fence = fence(words).filter(|(mark, length)| {
                unclosed.get(mark).is_none_or(|least: &usize| length < least)
            });
            let close = fence.and_then(|fence| closing(self.text, &lines[at..], fence));
            if let (Some((mark, length)), None) = (fence, close) {
                unclosed.insert(mark, length);
            }
            if let Some(close) = close {
                for line in &lines[at..at + close] {
                    self.code(line.clone());
                }
                at += close + 1;
            } else if let Some(place) = dateline(words).filter(|_| head) {
                self.read_line(
                    line.end - words.len() + place.start..line.start + place.end,
                    Markup::Loose,
                );
                head = false;
            } else if at > 1 || self.kicker || heading(words).is_none() {
                self.weekly_line(line.clone());
            }
            head &= at < 8;
        }
    }

    fn weekly_line(&mut self, line: Range<usize>) {
        let BlockLine { rest, quotes, .. } = self.strip(line);
        let words = &self.text[rest.clone()];
        let words = heading(words).unwrap_or(words);
        let words = after_note_label(words).unwrap_or(words);
        let words = after_callout(words).filter(|_| quotes > 0).unwrap_or(words);
        self.read_line(rest.end - words.len()..rest.end, Markup::Loose);
    }
}

/// The mark and the length of the fence that a line opens.
fn fence(words: &str) -> Option<(char, usize)> {
    let words = words.trim();
    let mark = words.chars().next().filter(|mark| matches!(mark, '`' | '~'))?;
    let length = words.chars().take_while(|letter| *letter == mark).count();
    (length >= 3 && !(mark == '`' && words[length..].contains('`'))).then_some((mark, length))
}

/// How many lines come before the one that closes a fence.
fn closing(text: &str, lines: &[Range<usize>], (mark, length): (char, usize)) -> Option<usize> {
    lines.iter().position(|line| {
        let words = text[line.clone()].trim();
        words.len() >= length && words.chars().all(|letter| letter == mark)
    })
}

/// The length of the mark that begins a list item.
fn list_mark(words: &str) -> Option<usize> {
    let digits = words.bytes().take_while(u8::is_ascii_digit).count();
    let mark = words[digits..].chars().next()?;
    let sound = match digits {
        0 => matches!(mark, '-' | '*' | '+'),
        1..=9 => matches!(mark, '.' | ')'),
        _ => false,
    };
    let after = &words[digits..].get(1..).unwrap_or_default();
    (sound && (after.is_empty() || after.starts_with([' ', '\t']))).then_some(digits + 1)
}

/// The words of a heading.
fn heading(words: &str) -> Option<&str> {
    let words = words.trim_start();
    let bare = words.trim_start_matches('#');
    let level = words.len() - bare.len();
    ((1..=6).contains(&level) && (bare.is_empty() || bare.starts_with([' ', '\t']))).then_some(bare)
}

/// A heading without the `{#anchor}` at its end.
fn without_anchor(heading: &str) -> &str {
    let words = heading.trim_end().trim_end_matches('#').trim_end();
    let anchor = words.strip_suffix('}').and_then(|words| words.rsplit_once("{#"));
    match anchor {
        Some((before, name)) if !name.contains(char::is_whitespace) => before,
        _ => heading,
    }
}

/// What follows `[^label]:`.
fn after_note_label(words: &str) -> Option<&str> {
    let (label, rest) = words.trim_start().strip_prefix("[^")?.split_once("]:")?;
    (!label.is_empty() && !label.contains(['[', ']'])).then_some(rest)
}

/// What follows `[!note]` at the head of a quotation.
fn after_callout(words: &str) -> Option<&str> {
    let (word, rest) = words.trim_start().strip_prefix("[!")?.split_once(']')?;
    let rest = rest.strip_prefix(['+', '-']).unwrap_or(rest);
    let sound = |letter: char| letter.is_alphanumeric() || "-_ |".contains(letter);
    let ends = rest.is_empty() || rest.starts_with(char::is_whitespace);
    (!word.is_empty() && word.len() < 60 && word.chars().all(sound) && ends).then_some(rest)
}

/// What a line that begins `[label]: address "title"` still lacks; `None` for any other line.
fn begun_definition(words: &str) -> Option<Definition> {
    let (name, rest) = words.trim_start().strip_prefix('[')?.split_once("]:")?;
    let rest = rest.trim();
    let after = match rest.strip_prefix('<') {
        Some(address) => address.split_once('>')?.1,
        None => rest.split_once(char::is_whitespace).map_or("", |(_, after)| after),
    };
    let sound = !label(name).is_empty() && (after.trim().is_empty() || is_title(after));
    let begun = if rest.is_empty() { Definition::Address } else { Definition::of(rest) };
    sound.then_some(begun)
}

/// Whether words are the title of a link: in quotes or brackets.
fn is_title(words: &str) -> bool {
    let words = words.trim();
    let within = |open: char, close: char| {
        words.len() > 1 && words.starts_with(open) && words.ends_with(close)
    };
    within('"', '"') || within('\'', '\'') || within('(', ')')
}

/// Whether a line makes the one above it a heading.
fn is_underline(words: &str) -> bool {
    let words = words.trim();
    words.chars().all(|letter| letter == '=') || words.chars().all(|letter| letter == '-')
}

/// Whether a line parts a table's head from its rows.
fn is_delimiter_row(words: &str) -> bool {
    words.contains('-') && words.contains('|') && words.chars().all(|c| "|:- \t\r".contains(c))
}

/// Whether a tag has this name.
fn is_named(tag: &str, name: &str) -> bool {
    let named = tag.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name));
    let after = tag.get(name.len()..).and_then(|rest| rest.chars().next());
    named && after.is_none_or(|after| after.is_whitespace() || matches!(after, '>' | '/'))
}

/// Whether a line holds a tag and nothing else.
fn is_tag_alone(words: &str) -> bool {
    let inner = words.trim().strip_prefix('<').and_then(|words| words.strip_suffix('>'));
    inner.is_some_and(|inner| {
        let name = inner.trim_start_matches('/');
        name.starts_with(|c: char| c.is_ascii_alphabetic())
            && !inner.contains(['<', '>'])
            && !name.split_whitespace().next().unwrap_or_default().contains([':', '@'])
    })
}

/// The place in `> Place | Apr 1st 2020`, as bytes of the line; empty if there is none.
fn dateline(line: &str) -> Option<Range<usize>> {
    let words = line.strip_prefix('>')?;
    let (place, date) = words.rsplit_once('|').map_or(("", words), |(place, date)| (place, date));
    let mut parts = date.split_whitespace();
    let (month, day, year) = (parts.next()?, parts.next()?, parts.next()?);
    let sound = month.starts_with(|c: char| c.is_ascii_uppercase())
        && day.starts_with(|c: char| c.is_ascii_digit())
        && year.len() == 4
        && year.bytes().all(|byte| byte.is_ascii_digit())
        && parts.next().is_none();
    sound.then_some(1..1 + place.len())
}
