//! Wikilinks as they are written. Input: a text. Output: each `[[…]]` and `![[…]]` outside code, with
//! its parts.

use std::ops::Range;

use crate::source::syntax::code::CodeRanges;

/// A `[[target#part|words]]`, or the same with `!` before it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct WikiLink<'t> {
    /// Where it stands, the `!` among it.
    pub place: Range<usize>,
    /// Whether what it leads to is to be shown in its place.
    pub embed: bool,
    /// The note or file; empty for the note that it stands in.
    pub target: &'t str,
    /// What follows the first `#`.
    pub part: Option<&'t str>,
    /// What follows the bars, each by itself.
    pub options: Vec<&'t str>,
}

/// The wikilinks of a text in order.
pub(super) fn links<'t>(text: &'t str, code: &CodeRanges) -> Vec<WikiLink<'t>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = text[from..].find("[[").map(|at| from + at) {
        from = at + 2;
        // Of three brackets the inner two are the link's: `[[[x]] and so on]`.
        if text[from..].starts_with('[') {
            from = at + 1;
            continue;
        }
        let Some(length) = closing(&text[at + 2..]) else { continue };
        let before = &text[..at];
        let embed = before.ends_with('!') && !before.ends_with("\\!");
        let end = at + 2 + length + 2;
        // `[[1]](address)` is a link of markdown whose words have brackets.
        let markdown = text[end..].starts_with('(') && !embed;
        if before.ends_with('\\') || markdown || code.hold(at) {
            continue;
        }
        if let Some(link) = read(&text[at + 2..end - 2]) {
            let place = at - usize::from(embed)..end;
            found.push(WikiLink { place, embed, ..link });
            from = end;
        }
    }
    found
}

/// How long the words in the brackets are, which close on the same line.
fn closing(rest: &str) -> Option<usize> {
    let line = &rest[..rest.find('\n').unwrap_or(rest.len())];
    let end = line.find("]]")?;
    // `[[a [b]]]` closes at the last of three.
    let end =
        if line[end..].starts_with("]]]") && line[..end].contains('[') { end + 1 } else { end };
    (!line[..end].contains("[[")).then_some(end)
}

fn read(words: &str) -> Option<WikiLink<'_>> {
    let mut parts = words.split('|');
    // In tables the bar is escaped.
    let whole = parts.next()?.trim_end_matches('\\').trim();
    let options: Vec<&str> = parts.map(|part| part.trim_end_matches('\\').trim()).collect();
    let (target, part) = match whole.split_once('#') {
        Some((target, part)) => (target.trim(), Some(part.trim()).filter(|part| !part.is_empty())),
        // The older form of a block's name.
        None => match whole.split_once('^') {
            Some((target, _)) if !target.is_empty() => {
                (target.trim(), Some(&whole[target.len()..]))
            }
            _ => (whole, None),
        },
    };
    if target.is_empty() && part.is_none() {
        return None;
    }
    Some(WikiLink { place: 0..0, embed: false, target, part, options })
}

impl WikiLink<'_> {
    /// Whether a folder that is no vault can mean a wikilink by it: in others, `[[ -f x ]]` and
    /// `[[1, 2]]` are words.
    pub(super) fn is_plain(&self) -> bool {
        let target = self.target;
        let signs = |c: char| {
            c.is_control() || matches!(c, '$' | '"' | '=' | ',' | ';' | '{' | '}' | '<' | '>')
        };
        target.contains(char::is_alphabetic) && !target.contains(signs) && !target.starts_with('-')
    }

    /// The words that are shown in its place: its own, else its target, as Obsidian does.
    pub(super) fn words(&self) -> String {
        if let Some(words) = self.options.iter().rfind(|words| !words.is_empty()) {
            return (*words).to_owned();
        }
        let mut words = vec![self.target];
        words.retain(|target| !target.is_empty());
        let named = |part: &&str| !part.starts_with('^') || self.target.is_empty();
        words.extend(
            self.part.into_iter().flat_map(|part| part.split('#')).map(str::trim).filter(named),
        );
        escaped(&words.join(" > "))
    }
}

/// Words in which nothing is a mark of markdown.
fn escaped(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in words.chars() {
        if matches!(c, '*' | '_' | '[' | ']' | '<' | '`' | '\\' | '~' | '|' | '=') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// A path fit to stand between `<` and `>` as the target of a link or picture.
pub(super) fn encoded(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for c in path.chars() {
        match c {
            '%' => out.push_str("%25"),
            '#' => out.push_str("%23"),
            '?' => out.push_str("%3F"),
            '<' => out.push_str("%3C"),
            '>' => out.push_str("%3E"),
            '\\' => out.push_str("%5C"),
            '|' => out.push_str("%7C"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_all(text: &str) -> Vec<(String, Option<&str>, String, bool)> {
        let code = CodeRanges::of(text);
        let found = links(text, &code).into_iter();
        found.map(|link| (link.target.to_owned(), link.part, link.words(), link.embed)).collect()
    }

    #[test]
    fn the_parts_of_wikilinks() {
        let one = |text| read_all(text).into_iter().next().expect("there is one");
        assert_eq!(one("a [[B]] c"), ("B".into(), None, "B".into(), false));
        assert_eq!(one("[[B|the b]]"), ("B".into(), None, "the b".into(), false));
        assert_eq!(one("| [[B\\|the b]] |"), ("B".into(), None, "the b".into(), false));
        assert_eq!(one("[[B#C#D]]"), ("B".into(), Some("C#D"), "B > C > D".into(), false));
        assert_eq!(one("[[#C]]"), ("".into(), Some("C"), "C".into(), false));
        assert_eq!(one("[[B#^x1]]"), ("B".into(), Some("^x1"), "B".into(), false));
        assert_eq!(one("![[B^x1]]"), ("B".into(), Some("^x1"), "B".into(), true));
        assert_eq!(one("[[a_b]]").2, "a\\_b");
    }

    #[test]
    fn what_only_looks_like_a_wikilink() {
        for text in ["[[]]", "\\[[a]]", "`[[a]]`", "[[a\nb]]", "[[1]](https://x.org)", "[[|a]]"] {
            assert_eq!(read_all(text), [], "{text}");
        }
    }
}
