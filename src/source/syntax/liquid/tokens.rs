//! Liquid's tags. Input: a text. Output: [`Token`]s, the text cut into words, `{{ outputs }}` and
//! `{% tags %}`, each tag of a block with the one that ends it.
//!
//! Source: Liquid's documentation, "Introduction" and "Whitespace control",
//! <https://shopify.github.io/liquid/>.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Longer stretches between braces are words.
const LONGEST: usize = 4_000;

/// A part of a text.
#[derive(Debug, PartialEq)]
pub(super) struct Token<'t> {
    /// Where it stands, with the white space that its hyphens remove.
    pub place: Range<usize>,
    pub kind: TokenKind<'t>,
}

#[derive(Debug, PartialEq)]
pub(super) enum TokenKind<'t> {
    Words,
    /// What stands between `{{` and `}}`.
    Output(&'t str),
    Tag(Tag<'t>),
    /// What is not printed.
    Comment,
}

/// `{% name words %}`.
#[derive(Debug, PartialEq)]
pub(super) struct Tag<'t> {
    pub name: &'t str,
    pub words: &'t str,
    /// The token that ends its block.
    pub end: Option<usize>,
}

/// Cuts a text; `{# comments #}` are those of Nunjucks.
pub(super) fn tokens(text: &str, nunjucks: bool) -> Vec<Token<'_>> {
    let mut cutter = Cutter { text, tokens: Vec::new(), taken: 0 };
    let mut from = 0;
    let mut ends = [true; 3];
    while let Some(at) = text[from..].find('{').map(|at| from + at) {
        let (kind, closer) = match text.as_bytes().get(at + 1) {
            Some(b'{') => (0, "}}"),
            Some(b'%') => (1, "%}"),
            Some(b'#') if nunjucks => (2, "#}"),
            _ => {
                from = at + 1;
                continue;
            }
        };
        let end = text[at + 2..].find(closer).filter(|_| ends[kind]).map(|end| at + 2 + end);
        ends[kind] &= end.is_some();
        let sound = |end: &usize| {
            let inner = &text[at + 2..*end];
            inner.len() <= LONGEST && (kind == 2 || !inner.contains("{%"))
        };
        from = match end.filter(sound) {
            Some(end) => cutter.take(at, end, kind),
            None => at + 2,
        };
    }
    cutter.words_up_to(text.len());
    pair(&mut cutter.tokens);
    cutter.tokens
}

struct Cutter<'t> {
    text: &'t str,
    tokens: Vec<Token<'t>>,
    taken: usize,
}

impl<'t> Cutter<'t> {
    fn words_up_to(&mut self, end: usize) {
        if self.taken < end {
            self.tokens.push(Token { place: self.taken..end, kind: TokenKind::Words });
            self.taken = end;
        }
    }

    /// Takes what stands between the braces at `at` and `end`; returns where the text goes on.
    fn take(&mut self, at: usize, end: usize, kind: usize) -> usize {
        let inner = &self.text[at + 2..end];
        let place = self.trimmed(at..end + 2, inner);
        let inner = inner.strip_prefix(['-', '+']).unwrap_or(inner);
        let inner = inner.strip_suffix(['-', '+']).unwrap_or(inner).trim();
        let kind = match kind {
            0 => TokenKind::Output(inner),
            1 => {
                let (name, words) = split_name(inner);
                TokenKind::Tag(Tag { name, words, end: None })
            }
            _ => TokenKind::Comment,
        };
        let verbatim = match &kind {
            TokenKind::Tag(Tag { name, .. }) if matches!(*name, "raw" | "verbatim" | "comment") => {
                Some(*name)
            }
            _ => None,
        };
        self.push(place, kind);
        match verbatim {
            Some(name) => self.verbatim(name),
            None => self.taken,
        }
    }

    fn push(&mut self, place: Range<usize>, kind: TokenKind<'t>) {
        self.words_up_to(place.start);
        self.taken = place.end;
        self.tokens.push(Token { place, kind });
    }

    /// The place of a tag with the white space that its hyphens remove.
    fn trimmed(&self, place: Range<usize>, inner: &str) -> Range<usize> {
        let mut place = place;
        if inner.starts_with('-') {
            let before = &self.text[self.taken..place.start];
            place.start = self.taken + before.trim_end().len();
        }
        if inner.len() > 1 && inner.ends_with('-') {
            let after = &self.text[place.end..];
            place.end += after.len() - after.trim_start().len();
        }
        place
    }

    /// Takes what follows `{% raw %}` as words, or what follows `{% comment %}` as nothing, up to the
    /// tag that ends it.
    fn verbatim(&mut self, name: &'t str) -> usize {
        let text = self.text;
        let mut from = self.taken;
        while let Some(at) = text[from..].find("{%").map(|at| from + at) {
            let Some(end) = text[at..].find("%}").map(|end| at + end) else { break };
            let inner = &text[at + 2..end];
            let bare = inner.trim_matches(['-', '+']).trim();
            if bare.strip_prefix("end") != Some(name) {
                from = at + 2;
                continue;
            }
            let place = self.trimmed(at..end + 2, inner);
            if name == "comment" && self.taken < place.start {
                self.push(self.taken..place.start, TokenKind::Comment);
            }
            self.push(place, TokenKind::Tag(Tag { name: bare, words: "", end: None }));
            return self.taken;
        }
        let rest = self.taken..text.len();
        let kind = if name == "comment" { TokenKind::Comment } else { TokenKind::Words };
        if !rest.is_empty() {
            self.push(rest, kind);
        }
        text.len()
    }
}

/// `name words` as two.
fn split_name(inner: &str) -> (&str, &str) {
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':');
    let end = inner.find(|c| !is_name(c)).unwrap_or(inner.len());
    (&inner[..end], inner[end..].trim())
}

/// Joins the tags of blocks with those that end them.
fn pair(tokens: &mut [Token<'_>]) {
    let ended: BTreeSet<String> =
        tokens.iter().filter_map(|token| ending(token).map(str::to_owned)).collect();
    // The open blocks, and those of each name.
    let mut open: Vec<(usize, String)> = Vec::new();
    let mut by_name: BTreeMap<String, usize> = BTreeMap::new();
    for at in 0..tokens.len() {
        let TokenKind::Tag(tag) = &tokens[at].kind else { continue };
        if let Some(name) = ending(&tokens[at]) {
            if by_name.get(name).copied().unwrap_or(0) == 0 {
                continue;
            }
            let name = name.to_owned();
            while let Some((opener, opened)) = open.pop() {
                if let Some(count) = by_name.get_mut(&opened) {
                    *count -= 1;
                }
                if opened == name {
                    if let TokenKind::Tag(tag) = &mut tokens[opener].kind {
                        tag.end = Some(at);
                    }
                    break;
                }
            }
        } else if ended.contains(tag.name) && !(tag.name == "set" && tag.words.contains('=')) {
            *by_name.entry(tag.name.to_owned()).or_default() += 1;
            open.push((at, tag.name.to_owned()));
        }
    }
}

/// The name of the block that a tag ends.
fn ending<'t>(token: &Token<'t>) -> Option<&'t str> {
    match &token.kind {
        TokenKind::Tag(tag) => tag.name.strip_prefix("end").filter(|name| !name.is_empty()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        let show = |token: &Token<'_>| match &token.kind {
            TokenKind::Words => format!("w:{}", &text[token.place.clone()]),
            TokenKind::Output(inner) => format!("o:{inner}"),
            TokenKind::Tag(tag) => {
                format!(
                    "t:{}:{}:{}",
                    tag.name,
                    tag.words,
                    tag.end.map_or(String::new(), |end| end.to_string())
                )
            }
            TokenKind::Comment => "c".to_owned(),
        };
        tokens(text, true).iter().map(show).collect()
    }

    #[test]
    fn texts_are_cut_into_words_outputs_and_tags() {
        assert_eq!(
            shown("a {{ b }} {% if c %}d{% endif %}"),
            ["w:a ", "o:b", "w: ", "t:if:c:5", "w:d", "t:endif::"]
        );
        assert_eq!(shown("a {{- b -}} c"), ["w:a", "o:b", "w:c"]);
        assert_eq!(shown("{% raw %}{{ a }}{% endraw %}"), ["t:raw::2", "w:{{ a }}", "t:endraw::"]);
        assert_eq!(
            shown("{% comment %}{% if %}{% endcomment %}x"),
            ["t:comment::2", "c", "t:endcomment::", "w:x"]
        );
        assert_eq!(shown("a {# b #} {#c}"), ["w:a ", "c", "w: {#c}"]);
        assert_eq!(shown("{{ a {% b"), ["w:{{ a {% b"]);
        assert_eq!(
            shown("{% set a = 1 %}{% set b %}c{% endset %}"),
            ["t:set:a = 1:", "t:set:b:3", "w:c", "t:endset::"]
        );
    }
}
