//! Front matter. Input: a text. Output: where its body begins, and the words of the keys that are
//! printed: headline, standfirst, kicker, authors, place, caption and alternative text.
//!
//! A line at a time. Values in which YAML or TOML write words otherwise than they are meant
//! (escapes, anchors, tables on one line) are passed over.

use std::ops::Range;

/// What a value becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FrontRole {
    /// The headline.
    Title,
    /// The sentence under it.
    Standfirst,
    /// The fallback if there is none.
    Description,
    /// The words above the headline.
    Kicker,
    /// Other words of the head.
    Words,
    /// What a picture shows.
    Alt,
}

/// Front matter and what it says.
#[derive(Debug, Default)]
pub(super) struct WrittenFront {
    /// The values that are printed, each with its bytes, which may be several stretches.
    pub values: Vec<(FrontRole, Vec<Range<usize>>)>,
    /// The first byte of the body.
    pub body: usize,
    /// Whether the article is left out.
    pub draft: bool,
}

/// Reads the front matter of a text.
pub(super) fn read(text: &str) -> WrittenFront {
    let Some((inner, body)) = find(text) else { return WrittenFront::default() };
    let mut front = WrittenFront { body, ..WrittenFront::default() };
    let mut lines = lines(text, inner).peekable();
    while let Some(line) = lines.next() {
        let Some((key, value)) = key(text, &line) else { continue };
        let mut rest = Vec::new();
        while let Some(next) = lines.next_if(|next| goes_on(&text[next.clone()])) {
            rest.push(next);
        }
        front.take(text, &key.to_lowercase(), value, &rest);
    }
    front
}

/// What stands between the fences, and where the body begins: after the closing fence, or where
/// prose begins before it.
fn find(text: &str) -> Option<(Range<usize>, usize)> {
    let open = lines(text, 0..text.len()).find(|line| !bare(&text[line.clone()]).is_empty())?;
    let fence = bare(&text[open.clone()]);
    if fence != "---" && fence != "+++" {
        return None;
    }
    let start = (open.end + 1).min(text.len());
    let says = |line: &Range<usize>| {
        let words = text[line.clone()].trim();
        !words.is_empty() && !words.starts_with('#')
    };
    let first = lines(text, start..text.len()).find(says);
    let first_key = first.and_then(|line| key(text, &line)).map(|(key, _)| key.to_lowercase());
    let known = first_key.as_ref().is_some_and(|key| KNOWN.contains(&key.as_str()));
    let (mut said, mut after_blank, mut prose, mut begun) = (false, false, None, None);
    for line in lines(text, start..text.len()) {
        let words = text[line.clone()].trim_end();
        let rule = words.len() > 1 && words.chars().all(|c| fence.starts_with(c));
        if rule || fence == "---" && words == "..." {
            // Two rules with prose between them are no front matter.
            let is_front = known || first_key.is_some() && prose.is_none() && open.start == 0;
            let end = (line.end + 1).min(text.len());
            return match prose {
                Some((prose, true)) if known => Some((start..prose, prose)),
                _ if is_front || !said => Some((start..line.start, end)),
                _ => None,
            };
        }
        if !words.is_empty() && key(text, &line).is_none() {
            let may = goes_on(words) || words.starts_with(['#', '[', ']', '}']);
            if !may {
                prose = prose.or(Some((line.start, after_blank)));
            }
            // What nothing closes ends with the first paragraph, heading or list.
            if !may || after_blank && !words.starts_with([' ', '\t']) {
                begun = begun.or(Some(line.start));
            }
        }
        said |= says(&line);
        after_blank = words.is_empty();
    }
    let end = begun.unwrap_or(text.len());
    known.then_some((start..end, end))
}

/// Keys with which front matter begins, even if nothing closes it.
const KNOWN: [&str; 12] = [
    "title",
    "headline",
    "author",
    "authors",
    "date",
    "description",
    "tags",
    "lang",
    "image",
    "layout",
    "kicker",
    "draft",
];

/// A line without white space and byte order marks around it.
fn bare(line: &str) -> &str {
    line.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}')
}

/// The lines of a stretch, without their ends.
pub(super) fn lines(text: &str, range: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let mut at = range.start;
    let lines = text.get(range).unwrap_or_default().split('\n');
    lines.map(move |line| {
        let start = at;
        at += line.len() + 1;
        start..start + line.len()
    })
}

/// Whether a line belongs to the key above it.
fn goes_on(line: &str) -> bool {
    line.trim().is_empty() || line.starts_with([' ', '\t', '-'])
}

/// The key of a line, and where its value stands.
fn key<'t>(text: &'t str, line: &Range<usize>) -> Option<(&'t str, Range<usize>)> {
    let words = &text[line.clone()];
    let at = words.find([':', '='])?;
    let key = words[..at].trim().trim_matches(['"', '\'', '-', ' ']);
    let sound = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_');
    let ends = words[at + 1..].starts_with([' ', '\t', '"', '\'', '['])
        || at + 1 == words.trim_end().len();
    (!key.is_empty() && key.chars().all(sound) && ends)
        .then_some((key, line.start + at + 1..line.end))
}

impl WrittenFront {
    fn take(&mut self, text: &str, name: &str, value: Range<usize>, rest: &[Range<usize>]) {
        let role = match name {
            "title" | "headline" => FrontRole::Title,
            "subtitle" | "standfirst" => FrontRole::Standfirst,
            "description" | "summary" => FrontRole::Description,
            "kicker" => FrontRole::Kicker,
            "author" | "authors" => return self.people(text, value, rest),
            "place" => FrontRole::Words,
            "image" | "cover" => return self.picture(text, rest),
            "draft" => {
                self.draft = text[value].trim() == "true";
                return;
            }
            _ => return,
        };
        let stretches: Vec<_> = std::iter::once(value).chain(rest.iter().cloned()).collect();
        self.values.retain(|(other, _)| *other != role || role == FrontRole::Words);
        self.add(text, role, stretches);
    }

    /// Names: a list, or words on the line of the key; of a table its `name`.
    fn people(&mut self, text: &str, value: Range<usize>, rest: &[Range<usize>]) {
        let mut stretches = vec![value];
        for line in rest {
            match key(text, line) {
                Some(("name", value)) => stretches.push(value),
                Some(_) => {}
                None => stretches.push(line.clone()),
            }
        }
        self.add(text, FrontRole::Words, stretches);
    }

    /// A picture's words; its path alone has none.
    fn picture(&mut self, text: &str, rest: &[Range<usize>]) {
        for line in rest {
            match key(text, line) {
                Some(("caption", value)) => self.add(text, FrontRole::Words, vec![value]),
                Some(("alt", value)) => self.add(text, FrontRole::Alt, vec![value]),
                _ => {}
            }
        }
    }

    fn add(&mut self, text: &str, role: FrontRole, stretches: Vec<Range<usize>>) {
        let words = |stretch: &Range<usize>| text[stretch.clone()].trim().to_owned();
        let first = stretches.iter().map(words).find(|words| !words.is_empty()).unwrap_or_default();
        let doubtful = first.starts_with(['{', '&', '*', '!', '~'])
            || ["null", "[]", "\"\"\"", "'''"].iter().any(|odd| first.starts_with(odd))
            || stretches.iter().any(|stretch| text[stretch.clone()].contains(['\\', '{']));
        if doubtful {
            return;
        }
        let stretches = stretches.into_iter().map(|stretch| without_remark(text, stretch));
        self.values.push((role, stretches.collect()));
    }
}

/// A value without the remark that may follow it.
fn without_remark(text: &str, value: Range<usize>) -> Range<usize> {
    let words = &text[value.clone()];
    let quote = words.trim_start().chars().next().filter(|c| matches!(c, '"' | '\''));
    let length = match quote {
        Some(quote) => words.rfind(quote).unwrap_or(words.len()),
        None => words.find(" #").unwrap_or(words.len()),
    };
    value.start..value.start + length
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_keys_that_are_printed() {
        let text = "---\ntitle: \"One two\" # three\ndate: 2020-01-01\nauthors:\n  - Ada\n  - name: Eve\n    \
                    email: x\nimage:\n  path: a.png\n  alt: a ferry\n  caption: At sea\ntags: [b]\n---\nBody\n";
        let front = read(text);
        let said: Vec<_> = front
            .values
            .iter()
            .map(|(role, stretches)| {
                let words: Vec<_> = stretches.iter().map(|s| text[s.clone()].trim()).collect();
                (*role, words.join(" "))
            })
            .collect();
        let expected = [
            (FrontRole::Title, "\"One two"),
            (FrontRole::Words, " - Ada Eve"),
            (FrontRole::Alt, "a ferry"),
            (FrontRole::Words, "At sea"),
        ];
        assert_eq!(said.len(), expected.len());
        for ((role, words), expected) in said.iter().zip(expected) {
            assert_eq!((*role, words.as_str()), expected);
        }
        assert_eq!(&text[front.body..], "Body\n");
        assert_eq!(read("---\nprose here\n---\n").body, 0);
        assert_eq!(read("---\ntitle: One\n\nProse.\n\n---\n").body, 16);
        assert_eq!(read("---\ntitle: One\nProse.\n").body, 15);
    }
}
