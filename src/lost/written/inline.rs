//! Words among markup. Input: the letters of a block, each with its place. Output: words, without
//! link targets, tags, comments, labels of notes and marks.
//!
//! Where it is doubtful whether something is markup it is taken for markup: a word too few is
//! compared, and no invisible word is reported as missing.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::ops::Range;

use super::super::words::{Channel, WordCollector};

/// A letter and the byte of the source where it stands.
pub(super) type SourceChar = (usize, char);

/// What a text defines: then its labels are not printed.
#[derive(Debug, Default)]
pub(super) struct Labels {
    /// The labels of link targets.
    pub links: BTreeSet<String>,
    /// The labels of notes.
    pub notes: BTreeSet<String>,
    /// How many letters may still be looked at ahead of those that are read: texts in which nothing
    /// that is opened is ever closed take no longer than others.
    pub ahead: Cell<usize>,
}

impl Labels {
    /// Whether one more letter may be looked at.
    fn spend(&self) -> bool {
        let left = self.ahead.get();
        self.ahead.set(left.saturating_sub(1));
        left > 0
    }
}

/// How a block is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Markup {
    /// Markdown.
    #[default]
    Markdown,
    /// Markdown of which a picture's path may hold spaces.
    Loose,
    /// A block of HTML, in which markdown means nothing.
    Html,
}

/// Elements that part the words before them from those after.
const PARTING: [&str; 44] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "br",
    "caption",
    "center",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "main",
    "nav",
    "ol",
    "option",
    "p",
    "pre",
    "rp",
    "rt",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
];

/// Labels compare without regard to case and to the white within.
pub(super) fn label(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Reads the letters of one block.
pub(super) struct InlineScanner<'s> {
    pub letters: &'s [SourceChar],
    pub labels: &'s Labels,
    pub markup: Markup,
}

impl InlineScanner<'_> {
    /// Adds the words.
    pub(super) fn read(&self, out: &mut WordCollector) {
        out.gap();
        let (mut at, mut brackets) = (0, 0usize);
        while at < self.letters.len() {
            at = match self.letters[at].1 {
                '\\' => self.escape(at, out),
                '`' if self.markup != Markup::Html => self.code(at, out),
                '<' => self.angle(at, out),
                '&' => entity(self.letters, at, out),
                '!' if self.letter(at + 1) == Some('[') => self.picture(at, out),
                '[' => match self.note(at) {
                    Some(after) => after,
                    None => {
                        brackets += 1;
                        at + 1
                    }
                },
                ']' if brackets > 0 => {
                    brackets -= 1;
                    self.link(at)
                }
                _ => push(self.letters, at, out),
            };
        }
        out.gap();
    }

    fn letter(&self, at: usize) -> Option<char> {
        self.letters.get(at).map(|letter| letter.1)
    }

    /// A letter that is looked at ahead of those that are read.
    fn ahead(&self, at: usize) -> Option<char> {
        self.letter(at).filter(|_| self.labels.spend())
    }

    fn string(&self, range: Range<usize>) -> String {
        self.letters.get(range).unwrap_or_default().iter().map(|letter| letter.1).collect()
    }

    fn starts(&self, at: usize, words: &str) -> bool {
        let rest = self.letters.get(at..).unwrap_or_default();
        let mut letters = rest.iter().map(|letter| letter.1.to_ascii_lowercase());
        words.chars().all(|letter| letters.next() == Some(letter))
    }

    /// The place after the next `words`, if they come at all.
    fn after(&self, from: usize, words: &str) -> Option<usize> {
        let mut at = from;
        while self.ahead(at).is_some() {
            if self.starts(at, words) {
                return Some(at + words.chars().count());
            }
            at += 1;
        }
        None
    }

    /// A backslash: the mark after it is a letter like others.
    fn escape(&self, at: usize, out: &mut WordCollector) -> usize {
        match self.letter(at + 1) {
            Some(letter) if letter.is_ascii_punctuation() => push(self.letters, at + 1, out),
            _ => at + 1,
        }
    }

    /// Code, in which nothing is markup; a backtick that nothing closes is nothing.
    fn code(&self, at: usize, out: &mut WordCollector) -> usize {
        let run =
            |at: usize| self.letters[at..].iter().take_while(|letter| letter.1 == '`').count();
        let length = run(at);
        let mut end = at + length;
        while self.ahead(end).is_some() {
            let here = run(end);
            if here == length {
                for inner in at + length..end {
                    push(self.letters, inner, out);
                }
                return end + length;
            }
            end += here.max(1);
        }
        at + length
    }

    /// A comment, an address, a tag, or a sign.
    fn angle(&self, at: usize, out: &mut WordCollector) -> usize {
        if self.starts(at, "<!--") {
            return self.after(at + 4, "-->").unwrap_or(at + 1);
        }
        if matches!(self.letter(at + 1), Some('!' | '?')) {
            return self.after(at + 1, ">").unwrap_or(at + 1);
        }
        if let Some(end) = self.address(at) {
            for inner in at + 1..end {
                push(self.letters, inner, out);
            }
            return end + 1;
        }
        match self.tag_at(at) {
            Some(tag) if !self.is_comparison(&tag) => self.tag(&tag, out),
            _ => push(self.letters, at, out),
        }
    }

    /// Whether a tag is none, but words such as `a<b and c>d`: two of them without a value.
    fn is_comparison(&self, tag: &WrittenTag) -> bool {
        let inner = self.string(tag.attributes.clone());
        inner.split_whitespace().count() > 1 && !inner.contains(['=', '/'])
    }

    /// The closing bracket of `<https://…>` or `<name@host>`.
    fn address(&self, at: usize) -> Option<usize> {
        let stops = |letter: &SourceChar| letter.1.is_whitespace() || matches!(letter.1, '<' | '>');
        let end = at + 1 + self.letters.get(at + 1..)?.iter().position(stops)?;
        let words = self.string(at + 1..end);
        let scheme = words.split_once(':').is_some_and(|(scheme, _)| {
            scheme.len() > 1
                && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
        });
        let is_address = scheme || words.contains('@') && !words.contains('=');
        (self.letter(end) == Some('>') && is_address).then_some(end)
    }

    /// The tag at a place. One that is none to HTML, `<!name>` or `<name!>`, goes to the next
    /// bracket.
    fn tag_at(&self, at: usize) -> Option<WrittenTag> {
        let closes = self.letter(at + 1) == Some('/');
        let start = at + 1 + usize::from(closes);
        let named = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
        let mut from = start;
        while self.ahead(from).is_some_and(named) {
            from += 1;
        }
        let name = self.string(start..from).to_ascii_lowercase();
        if !name.starts_with(|letter: char| letter.is_ascii_alphabetic()) {
            return None;
        }
        let sound = self.letter(from).is_some_and(|c| c.is_whitespace() || matches!(c, '>' | '/'));
        let (mut end, mut quote) = (from, None);
        loop {
            match (quote, self.ahead(end)?) {
                (None, mark @ ('"' | '\'')) if sound => quote = Some(mark),
                (None, '>') => break,
                (Some(open), mark) if open == mark => quote = None,
                _ => {}
            }
            end += 1;
        }
        let attributes = if sound { from..end } else { from..from };
        Some(WrittenTag { name, closes, attributes, end: end + 1 })
    }

    fn tag(&self, tag: &WrittenTag, out: &mut WordCollector) -> usize {
        match tag.name.as_str() {
            "img" => {
                let silent = tag.attribute(self.letters, "role").is_some();
                let (source, alt) =
                    ["src", "alt"].map(|name| tag.attribute(self.letters, name)).into();
                let source = self.string(source.unwrap_or_default());
                if let Some(alt) = alt.filter(|_| !silent) {
                    self.alt(alt, &source, false, out);
                }
                if let Some(title) = tag.attribute(self.letters, "title") {
                    plain(&self.letters[title], out);
                }
            }
            "script" | "style" | "template" if !tag.closes => {
                let end = self.after(tag.end, &format!("</{}", tag.name));
                return end.and_then(|end| self.after(end, ">")).unwrap_or(tag.end);
            }
            "audio" | "iframe" | "object" | "video" if !tag.closes => {
                return self.apology(tag).unwrap_or(tag.end);
            }
            name if PARTING.contains(&name) => out.gap(),
            _ => {}
        }
        tag.end
    }

    /// The place after a film's element whose words say only that a browser does not show it.
    fn apology(&self, tag: &WrittenTag) -> Option<usize> {
        const LONGEST: usize = 600;
        let end = self.after(tag.end, &format!("</{}", tag.name))?;
        let words = self.letters.get(tag.end..end).filter(|words| words.len() <= LONGEST)?;
        let words: String = words.iter().map(|letter| letter.1.to_ascii_lowercase()).collect();
        words.contains("browser").then(|| self.after(end, ">"))?
    }

    /// An alternative text, unless it is none: `image`, or the file's name.
    fn alt(&self, range: Range<usize>, source: &str, markdown: bool, out: &mut WordCollector) {
        if is_no_alt(&self.string(range.clone()), source) {
            return;
        }
        let before = out.switch(Channel::Alt);
        let letters = self.letters.get(range).unwrap_or_default();
        match markdown {
            true => InlineScanner { letters, ..*self }.read(out),
            false => plain(letters, out),
        }
        out.switch(before);
    }

    /// A picture: its alternative text, and its title, which is its caption.
    fn picture(&self, at: usize, out: &mut WordCollector) -> usize {
        let Some(close) = self.closing(at + 1) else { return at + 1 };
        let alt = at + 2..close;
        if self.letter(close + 1) == Some('(') {
            let strict = self.target(close + 2);
            let loose = || {
                let target = self.loose_target(close + 2)?;
                let address = self.string(target.address.clone());
                (self.markup == Markup::Loose || names_a_picture(&address)).then_some(target)
            };
            if let Some(target) = strict.or_else(loose) {
                self.alt(alt, &self.string(target.address), true, out);
                let title = self.letters.get(target.title).unwrap_or_default();
                out.gap();
                plain(title, out);
                return target.end;
            }
        }
        match self.reference(close) {
            Some(end) => {
                self.alt(alt, "", true, out);
                end
            }
            // Words in brackets, after all.
            None => at + 1,
        }
    }

    /// The place after a reference to a note that the text has.
    fn note(&self, at: usize) -> Option<usize> {
        if self.letter(at + 1) != Some('^') {
            return None;
        }
        let close = self.closing(at)?;
        let known = self.labels.notes.contains(&label(&self.string(at + 2..close)));
        known.then_some(close + 1)
    }

    /// The place after what follows the closing bracket of a link's words.
    fn link(&self, close: usize) -> usize {
        let target =
            (self.letter(close + 1) == Some('(')).then(|| self.target(close + 2)).flatten();
        if let Some(target) = target {
            return target.end;
        }
        self.reference(close).unwrap_or(close + 1)
    }

    /// The place after `][label]` or `][]`, where the label is defined.
    fn reference(&self, close: usize) -> Option<usize> {
        if self.letter(close + 1) != Some('[') {
            return None;
        }
        let end = self.closing(close + 1)?;
        let words = self.string(close + 2..end);
        let known = words.trim().is_empty() || self.labels.links.contains(&label(&words));
        known.then_some(end + 1)
    }

    /// The bracket that closes the one at a place.
    fn closing(&self, open: usize) -> Option<usize> {
        let (mut depth, mut at) = (0usize, open);
        while let Some(letter) = self.ahead(at) {
            match letter {
                '\\' => at += 1,
                '[' => depth += 1,
                ']' if depth == 1 => return Some(at),
                ']' => depth = depth.saturating_sub(1),
                _ => {}
            }
            at += 1;
        }
        None
    }

    /// `path "title")`, the place after `(` given.
    fn target(&self, from: usize) -> Option<TargetRange> {
        let mut at = self.white(from);
        let address = match self.letter(at)? {
            '<' => {
                let end = self.after(at + 1, ">")? - 1;
                let inner = at + 1..end;
                at = end + 1;
                inner
            }
            _ => {
                let start = at;
                at = self.bare_address(at)?;
                start..at
            }
        };
        let after = self.white(at);
        let mut target = TargetRange { address, title: 0..0, end: after + 1 };
        let close = match self.letter(after)? {
            ')' => return Some(target),
            '(' if after > at => ')',
            quote @ ('"' | '\'') if after > at => quote,
            _ => return None,
        };
        let mut end = after + 1;
        while self.ahead(end)? != close {
            end += if self.letter(end) == Some('\\') { 2 } else { 1 };
        }
        target.title = after + 1..end;
        let end = self.white(end + 1);
        target.end = end + 1;
        (self.letter(end) == Some(')')).then_some(target)
    }

    /// The end of an address without white, its brackets balanced.
    fn bare_address(&self, from: usize) -> Option<usize> {
        let (mut depth, mut at) = (0usize, from);
        loop {
            match self.ahead(at)? {
                '\\' => at += 1,
                '(' => depth += 1,
                ')' if depth == 0 => return Some(at),
                ')' => depth -= 1,
                letter if letter.is_whitespace() => return Some(at),
                _ => {}
            }
            at += 1;
        }
    }

    /// A path that may hold spaces.
    fn loose_target(&self, from: usize) -> Option<TargetRange> {
        let (mut depth, mut at) = (0usize, from);
        loop {
            match self.ahead(at)? {
                '(' => depth += 1,
                ')' if depth == 0 => break,
                ')' => depth -= 1,
                _ => {}
            }
            at += 1;
        }
        let words = self.string(from..at);
        let quote = words.trim_end().strip_suffix('"').and_then(|words| words.find('"'));
        let chars = |bytes: usize| words[..bytes].chars().count();
        let title =
            quote.map(|quote| from + chars(quote) + 1..from + chars(words.trim_end().len()) - 1);
        let address = from..title.as_ref().map_or(at, |title| title.start - 1);
        Some(TargetRange { address, title: title.unwrap_or(0..0), end: at + 1 })
    }

    fn white(&self, mut at: usize) -> usize {
        while self.ahead(at).is_some_and(char::is_whitespace) {
            at += 1;
        }
        at
    }
}

/// Where a link or a picture leads, as places among the letters.
struct TargetRange {
    address: Range<usize>,
    title: Range<usize>,
    end: usize,
}

/// A tag.
struct WrittenTag {
    name: String,
    closes: bool,
    attributes: Range<usize>,
    /// The place after it.
    end: usize,
}

impl WrittenTag {
    /// Where the value of an attribute stands.
    fn attribute(&self, letters: &[SourceChar], name: &str) -> Option<Range<usize>> {
        let letter = |at: usize| letters.get(at).filter(|_| at < self.attributes.end).map(|l| l.1);
        let white = |mut at: usize| {
            while letter(at).is_some_and(|l| l.is_whitespace() || l == '/') {
                at += 1;
            }
            at
        };
        let mut at = self.attributes.start;
        loop {
            at = white(at);
            let start = at;
            while letter(at).is_some_and(|l| !l.is_whitespace() && l != '=') {
                at += 1;
            }
            let key: String = letters[start..at].iter().map(|l| l.1.to_ascii_lowercase()).collect();
            letter(start)?;
            let mut value = at..at;
            let equals = white(at);
            if letter(equals) == Some('=') {
                let mut open = equals + 1;
                while letter(open).is_some_and(char::is_whitespace) {
                    open += 1;
                }
                let quote = letter(open).filter(|l| matches!(l, '"' | '\''));
                let from = open + usize::from(quote.is_some());
                let mut end = from;
                while letter(end).is_some_and(|l| quote.map_or(!l.is_whitespace(), |q| l != q)) {
                    end += 1;
                }
                value = from..end;
                at = end + usize::from(quote.is_some());
            }
            if key == name {
                return Some(value);
            }
            // Whatever it is, it is passed over.
            at = at.max(start + 1);
        }
    }
}

/// Adds a letter as it stands; returns the place after it.
fn push(letters: &[SourceChar], at: usize, out: &mut WordCollector) -> usize {
    let (byte, letter) = letters[at];
    out.push(letter, byte..byte + letter.len_utf8());
    at + 1
}

/// Adds words in which nothing but entities is markup.
pub(super) fn plain(letters: &[SourceChar], out: &mut WordCollector) {
    out.gap();
    let mut at = 0;
    while at < letters.len() {
        at = match letters[at].1 {
            '&' => entity(letters, at, out),
            _ => push(letters, at, out),
        };
    }
    out.gap();
}

/// An entity, or the sign that it begins with.
fn entity(letters: &[SourceChar], at: usize, out: &mut WordCollector) -> usize {
    let named = |letter: &&SourceChar| letter.1.is_ascii_alphanumeric() || letter.1 == '#';
    let length = letters[at + 1..].iter().take(32).take_while(named).count();
    let end = at + 1 + length;
    if length == 0 || letters.get(end).is_none_or(|letter| letter.1 != ';') {
        return push(letters, at, out);
    }
    let written: String = letters[at..=end].iter().map(|letter| letter.1).collect();
    let meant = htmlize::unescape(&*written);
    if meant == written {
        return push(letters, at, out);
    }
    let range = letters[at].0..letters[end].0 + 1;
    meant.chars().for_each(|letter| out.push(letter, range.clone()));
    end + 1
}

/// Whether a path with spaces, and perhaps a size after it, ends like one of a picture.
fn names_a_picture(address: &str) -> bool {
    let path = address.split(" =").next().unwrap_or_default().trim_end().to_lowercase();
    [".avif", ".gif", ".jpeg", ".jpg", ".png", ".svg", ".tiff", ".webp"]
        .iter()
        .any(|suffix| path.ends_with(suffix))
}

/// Whether an alternative text says nothing: a word such as `image`, or the name of the file.
fn is_no_alt(alt: &str, source: &str) -> bool {
    let alt = label(alt);
    let file = source.rsplit(['/', '\\']).next().unwrap_or_default().to_lowercase();
    let file = file.split(['?', '#']).next().unwrap_or_default();
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    ["image", "img", "picture", "photo", file, stem].contains(&alt.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str, markup: Markup) -> String {
        let letters: Vec<SourceChar> = text.char_indices().collect();
        let set = |labels: &[&str]| labels.iter().map(|label| (*label).to_string()).collect();
        let (links, notes) = (set(&["there"]), set(&["1"]));
        let labels = Labels { links, notes, ahead: Cell::new(10_000) };
        let mut words = WordCollector::default();
        InlineScanner { letters: &letters, labels: &labels, markup }.read(&mut words);
        words.finish().into_iter().map(|word| word.key).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn markup_is_no_word() {
        let cases = [
            ("**One** [two](http://x.example/y \"z\") three", "one two three"),
            ("[one][there] [two][] [three](not a link) [x][0]", "one two three not a link x0"),
            ("word[^1]. And[^2].", "word and 2"),
            ("`Vec<T>` <b>bold</b> a < b", "vec t bold a b"),
            ("one<br>two <!-- three --> four <!-- five", "one two four five"),
            ("<https://a.example/b> <x@y.example>", "https a example b x y example"),
            ("![a *ferry*](b.png \"At sea\") ![b](b.png)", "a ferry at sea"),
            ("AT&amp;T &eacute;t&eacute; R&D", "at t ete r d"),
            ("<img src=x.png alt=\"a crane\" title='Lift'/>", "a crane lift"),
        ];
        for (text, expected) in cases {
            assert_eq!(keys(text, Markup::Markdown), expected, "{text}");
        }
        assert_eq!(keys("![x](a picture.png \"Words\")", Markup::Loose), "x words");
        assert_eq!(keys("<p>`one <b>two</b>`", Markup::Html), "one two");
    }
}
