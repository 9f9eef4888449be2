//! Lines of pictures alone. Input: a line. Output: the pictures that it asks for, or nothing if it
//! holds anything else.
//!
//! Looser than CommonMark, which a collection's `![image](images/a picture.jpg)` is no picture to.

use std::ops::Range;

use super::lines::SourceLine;
use crate::article::{Figure, Inline};
use crate::diagnostic::{Diagnostics, Span};
use crate::source::source_text::SourceText;
use crate::source::{html, inline};

/// A picture as it is written.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct PictureLine<'a> {
    pub alt: &'a str,
    pub target: &'a str,
    pub title: &'a str,
    /// Its bytes in the line.
    pub range: Range<usize>,
}

/// Reads a line; `None` unless pictures, perhaps linked ones, are all that stands on it.
pub(super) fn read(line: &str) -> Option<Vec<PictureLine<'_>>> {
    let mut pictures = Vec::new();
    let mut rest = line.trim();
    while !rest.is_empty() {
        let (linked, picture) = match rest.strip_prefix("[![") {
            Some(picture) => (true, picture),
            None => (false, rest.strip_prefix("![")?),
        };
        let (alt, after) = picture.split_once("](")?;
        let (target, after) = split_target(after)?;
        let start = line.len() - line.trim_start().len() + (line.trim().len() - rest.len());
        let length = rest.len() - after.len();
        let (target, title) = split_title(target.trim());
        pictures.push(PictureLine { alt, target, title, range: start..start + length });
        let after = match linked {
            true => split_target(after.strip_prefix("](")?)?.1,
            false => after,
        };
        rest = after.trim_start();
    }
    (!pictures.is_empty()).then_some(pictures)
}

/// A target and what follows the `)` that closes it; brackets within may be balanced.
fn split_target(text: &str) -> Option<(&str, &str)> {
    let mut depth = 0usize;
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' if depth == 0 => return Some((&text[..at], &text[at + 1..])),
            ')' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// `path "title"`, `<path> "title"` or `path`.
fn split_title(target: &str) -> (&str, &str) {
    let titled = target
        .strip_suffix('"')
        .and_then(|target| target.split_once('"'))
        .filter(|(path, _)| path.is_empty() || path.ends_with(char::is_whitespace));
    let (path, title) = titled.unwrap_or((target, ""));
    let path = path.trim();
    let bare = path.strip_prefix('<').and_then(|path| path.strip_suffix('>'));
    (bare.unwrap_or(path), title)
}

/// The pictures of a line that holds nothing else.
pub(super) fn pictures(
    raw: &SourceText<'_>,
    line: &SourceLine<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<Vec<Figure>> {
    let written = read(line.text)?;
    let resolve = |picture: PictureLine<'_>| {
        let range = line.start + picture.range.start..line.start + picture.range.end;
        let span = Some(Span::new(raw.source, range));
        let [target, alt, title] = [picture.target, picture.alt, picture.title].map(html::unescape);
        Figure {
            picture: raw.pictures.resolve(&target, &alt, span, diagnostics),
            caption: inline::tidy(vec![Inline::Text(title.into_owned())]),
        }
    };
    Some(written.into_iter().map(resolve).collect())
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn lines_of_pictures_alone() {
        let targets = |line| {
            read(line).map(|all| all.iter().map(|p| (p.target, p.title)).collect::<Vec<_>>())
        };
        assert_eq!(targets("![image](a b.png) "), Some(vec![("a b.png", "")]));
        assert_eq!(targets("![](x(1).png)![b](y \"t\")"), Some(vec![("x(1).png", ""), ("y", "t")]));
        assert_eq!(targets(" [![a](<b>)](c)"), Some(vec![("b", "")]));
        for line in ["", "![image](a.png) words", "words ![image](a.png)", "[a](b)", "![a]"] {
            assert_eq!(targets(line), None, "{line}");
        }
        assert_eq!(read(" ![a](b)").unwrap()[0].range, 1..8);
    }
}
