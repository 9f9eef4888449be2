//! The tags of Hugo's shortcodes. Input: a text. Output: [`Tag`]s in order, with their names and
//! parameters, and which of them close which.
//!
//! Source: the Hugo manual, "Shortcodes", <https://gohugo.io/content-management/shortcodes/>.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

/// A tag of more bytes is none.
const LONGEST: usize = 8_000;

/// `{{< name … >}}` or `{{% name … %}}`, and where it stands.
#[derive(Debug, PartialEq)]
pub(super) struct Tag<'t> {
    pub range: Range<usize>,
    pub what: TagKind<'t>,
}

/// What a tag is.
#[derive(Debug, PartialEq)]
pub(super) enum TagKind<'t> {
    /// `{{</* x */>}}`, which is printed without the comment signs.
    Escaped(String),
    /// `{{< /name >}}`
    Close(&'t str),
    /// `{{< name … >}}`
    Open(Call<'t>),
}

/// A shortcode and what it is given.
#[derive(Debug, PartialEq)]
pub(super) struct Call<'t> {
    pub name: &'t str,
    pub params: Params<'t>,
    /// Whether it was written with percent signs, so that what it makes is markdown.
    pub markdown: bool,
    /// `{{< name />}}`
    closed: bool,
}

/// The parameters of a shortcode: by place, or by name.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Params<'t> {
    pub places: Vec<Cow<'t, str>>,
    pub names: Vec<(&'t str, Cow<'t, str>)>,
}

impl Params<'_> {
    /// The parameter at a place.
    pub(super) fn at(&self, place: usize) -> Option<&str> {
        self.places.get(place).map(|words| words.trim()).filter(|words| !words.is_empty())
    }

    /// The parameter of a name.
    pub(super) fn named(&self, name: &str) -> Option<&str> {
        let found = self.names.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, words)| words.trim()).filter(|words| !words.is_empty())
    }

    /// The first of some names that is given.
    pub(super) fn any(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| self.named(name))
    }

    /// The first of some names that is given, else the parameter at a place.
    pub(super) fn any_or_at(&self, names: &[&str], place: usize) -> Option<&str> {
        self.any(names).or_else(|| self.at(place))
    }
}

/// All tags of a text.
pub(super) fn tags(text: &str) -> Vec<Tag<'_>> {
    let mut tags = Vec::new();
    let mut from = 0;
    while let Some(at) = text[from..].find("{{").map(|at| from + at) {
        match read(text, at) {
            Some(tag) => {
                from = tag.range.end;
                tags.push(tag);
            }
            None => from = at + 2,
        }
    }
    tags
}

/// The tag at a place, if there is one.
fn read(text: &str, at: usize) -> Option<Tag<'_>> {
    let (sign, end_mark) = match text.as_bytes().get(at + 2)? {
        b'<' => ('<', ">}}"),
        b'%' => ('%', "%}}"),
        _ => return None,
    };
    let mut limit = text.len().min(at + LONGEST);
    while !text.is_char_boundary(limit) {
        limit -= 1;
    }
    let start = at + 3;
    let mut cursor = Cursor { text: &text[..limit], at: start, end_mark };
    cursor.skip_space();
    if cursor.takes("/*") {
        let end = cursor.rest().find("*/").map(|end| cursor.at + end)?;
        let inner = &text[cursor.at..end];
        cursor.at = end + 2;
        cursor.skip_space();
        let ends = cursor.takes(end_mark);
        let shown = format!("{{{{{sign}{inner}{end_mark}");
        return ends.then_some(Tag { range: at..cursor.at, what: TagKind::Escaped(shown) });
    }
    let closes = cursor.takes("/");
    cursor.skip_space();
    let name = cursor.bare()?;
    if closes {
        cursor.skip_space();
        return cursor
            .takes(end_mark)
            .then_some(Tag { range: at..cursor.at, what: TagKind::Close(name) });
    }
    let mut call = Call { name, params: Params::default(), markdown: sign == '%', closed: false };
    cursor.params(&mut call)?;
    Some(Tag { range: at..cursor.at, what: TagKind::Open(call) })
}

/// A place in a tag.
struct Cursor<'t> {
    text: &'t str,
    at: usize,
    end_mark: &'static str,
}

impl<'t> Cursor<'t> {
    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn skip_space(&mut self) {
        self.at = self.text.len() - self.rest().trim_start().len();
    }

    fn takes(&mut self, mark: &str) -> bool {
        let there = self.rest().starts_with(mark);
        if there {
            self.at += mark.len();
        }
        there
    }

    /// Words up to white space, `=` or the end of the tag; `None` if there are none, or another tag
    /// begins in them.
    fn bare(&mut self) -> Option<&'t str> {
        let rest = self.rest();
        let mut end = rest.len();
        for (at, c) in rest.char_indices() {
            let here = &rest[at..];
            if here.starts_with("{{") {
                return None;
            }
            let closes = c == '/' && here[1..].starts_with(self.end_mark);
            if c.is_whitespace() || c == '=' || closes || here.starts_with(self.end_mark) {
                end = at;
                break;
            }
        }
        self.at += end;
        (end > 0).then(|| &rest[..end])
    }

    /// A value: in quotes, between grave accents, or bare.
    fn value(&mut self) -> Option<Cow<'t, str>> {
        if self.takes("`") {
            let end = self.rest().find('`')?;
            let words = &self.rest()[..end];
            self.at += end + 1;
            return Some(Cow::Borrowed(words));
        }
        for quote in ['"', '\'', '“'] {
            if self.rest().starts_with(quote) {
                return self.quoted(quote);
            }
        }
        self.bare().map(Cow::Borrowed)
    }

    /// Words in quotes, in which a backslash may stand before a quote.
    fn quoted(&mut self, quote: char) -> Option<Cow<'t, str>> {
        self.at += quote.len_utf8();
        let ends: &[char] = if quote == '“' { &['”', '“'] } else { &[quote] };
        let rest = self.rest();
        let mut escaped = false;
        for (at, c) in rest.char_indices() {
            match c {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                c if ends.contains(&c) => {
                    self.at += at + c.len_utf8();
                    let words = &rest[..at];
                    let plain = !words.contains('\\');
                    return Some(match plain {
                        true => Cow::Borrowed(words),
                        false => Cow::Owned(unescaped(words)),
                    });
                }
                _ => {}
            }
        }
        None
    }

    /// The parameters and the end of the tag.
    fn params(&mut self, call: &mut Call<'t>) -> Option<()> {
        loop {
            self.skip_space();
            if self.takes(self.end_mark) {
                return Some(());
            }
            let before = self.at;
            if self.takes("/") {
                self.skip_space();
                if self.takes(self.end_mark) {
                    call.closed = true;
                    return Some(());
                }
                self.at = before;
            }
            let is_quoted = self.rest().starts_with(['"', '\'', '`', '“']);
            let words = self.value()?;
            self.skip_space_before_equals();
            match words {
                Cow::Borrowed(name) if !is_quoted && self.takes("=") => {
                    self.skip_space();
                    let value = self.value().unwrap_or_default();
                    call.params.names.push((name, value));
                }
                words => call.params.places.push(words),
            }
        }
    }

    /// White space may stand before the sign of equality.
    fn skip_space_before_equals(&mut self) {
        if self.rest().trim_start().starts_with('=') {
            self.skip_space();
        }
    }
}

/// Words without the backslashes before quotes and backslashes.
fn unescaped(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    let mut chars = words.chars().peekable();
    while let Some(c) = chars.next() {
        match (c, chars.peek()) {
            ('\\', Some('"' | '\'' | '\\')) => out.extend(chars.next()),
            ('\\', Some('n')) => {
                chars.next();
                out.push('\n');
            }
            (c, _) => out.push(c),
        }
    }
    out
}

/// For each tag that opens, the one that closes it, where there is one.
pub(super) fn pairs(tags: &[Tag<'_>]) -> Vec<Option<usize>> {
    let mut closed_by = vec![None; tags.len()];
    let mut open: Vec<(&str, usize)> = Vec::new();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (at, tag) in tags.iter().enumerate() {
        match &tag.what {
            TagKind::Open(call) if !call.closed => {
                open.push((call.name, at));
                *counts.entry(call.name).or_default() += 1;
            }
            TagKind::Close(name) if counts.get(name).is_some_and(|count| *count > 0) => {
                while let Some((opened, place)) = open.pop() {
                    counts.entry(opened).and_modify(|count| *count -= 1);
                    if opened == *name {
                        closed_by[place] = Some(at);
                        break;
                    }
                }
            }
            _ => {}
        }
    }
    closed_by
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call<'a, 't>(tag: &'a Tag<'t>) -> &'a Call<'t> {
        match &tag.what {
            TagKind::Open(call) => call,
            other => panic!("{other:?} opens nothing"),
        }
    }

    #[test]
    fn parameters_are_given_by_place_or_by_name() {
        let text = "{{< figure src=\"a b.png\" title = `A \"b\"` alt='c' w=3 >}} {{%x \"a \\\"q\\\"\" b.md/%}}";
        let all = tags(text);
        let figure = call(&all[0]);
        assert_eq!(figure.name, "figure");
        assert_eq!(figure.params.named("src"), Some("a b.png"));
        assert_eq!(figure.params.named("title"), Some("A \"b\""));
        assert_eq!(figure.params.named("w"), Some("3"));
        let other = call(&all[1]);
        assert!(other.markdown && other.closed);
        assert_eq!(other.params.at(0), Some("a \"q\""));
        assert_eq!(other.params.at(1), Some("b.md"));
    }

    #[test]
    fn what_is_no_tag_is_none() {
        for text in
            ["{{ .Title }}", "{{<", "{{< a", "{{< a \"b >}}", "{{<>}}", "{{< a {{< b", "{{</* a"]
        {
            assert_eq!(tags(text), [], "{text}");
        }
    }

    #[test]
    fn escaped_tags_are_shown() {
        let all = tags("{{</* note \"x\" */>}} and {{%/* b */%}}");
        assert_eq!(all[0].what, TagKind::Escaped("{{< note \"x\" >}}".to_owned()));
        assert_eq!(all[1].what, TagKind::Escaped("{{% b %}}".to_owned()));
    }

    #[test]
    fn tags_are_closed_by_the_next_of_their_name() {
        let all = tags("{{< a >}}{{< b >}}{{< a >}}{{< /a >}}{{< /a >}}{{< /c >}}{{< a />}}");
        assert_eq!(pairs(&all), [Some(4), None, Some(3), None, None, None, None]);
    }
}
