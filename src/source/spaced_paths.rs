//! Pictures whose paths CommonMark does not read: `![A mole](my pic.png "Title")`. Input: a text.
//! Output: the same, byte for byte, with something in place of those paths that it does read, and
//! the paths by the places of their pictures.
//!
//! Other programs name files with spaces and brackets, and people write the names as they are. What
//! is in code stays unchanged: only what markdown then reads as a picture counts.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::Path;

/// The paths, by the byte of the text that their picture begins with.
pub(super) type SpacedPaths = BTreeMap<usize, String>;

/// What a text refers to in a form that markdown does not read.
#[derive(Debug, Default)]
pub(super) struct SpacedReferences {
    pub paths: SpacedPaths,
    /// What looks like a picture but names none: it is printed as it stands.
    pub others: Vec<Range<usize>>,
}

/// The longest path that is looked at.
const LONGEST: usize = 1_000;

/// The most closing brackets that are looked at for the one that ends a path.
const MAX_BRACKETS: usize = 8;

/// The most files that are looked for in one text.
const MAX_FILES: usize = 1_000;

/// Finds the pictures. `is_file` returns whether a path leads to a file, `pictures` where a text
/// has pictures by the rules of markdown.
pub(super) fn find<'t>(
    text: &'t str,
    is_file: impl Fn(&str) -> bool,
    pictures: impl Fn(&str) -> BTreeSet<usize>,
) -> (Cow<'t, str>, SpacedReferences) {
    let asked = Cell::new(0);
    let is_file = |path: &str| asked.replace(asked.get() + 1) < MAX_FILES && is_file(path);
    let written = candidates(text, &is_file);
    if written.is_empty() {
        return (Cow::Borrowed(text), SpacedReferences::default());
    }
    let real = pictures(&blanked(text, &written));
    let (found, others): (Vec<SpacedReference>, Vec<SpacedReference>) =
        written.into_iter().filter(|w| real.contains(&w.start)).partition(|w| w.is_picture);
    let out = blanked(text, &found);
    let paths = found.iter().map(|w| (w.start, text[w.path.clone()].to_owned())).collect();
    let others = others.into_iter().map(|w| w.start..w.end).collect();
    (Cow::Owned(out), SpacedReferences { paths, others })
}

/// A reference in its text.
#[derive(Debug)]
struct SpacedReference {
    start: usize,
    end: usize,
    path: Range<usize>,
    /// What stands for the path in markdown's eyes: it, and the size that some write after it.
    replaced: Range<usize>,
    is_picture: bool,
}

fn candidates(text: &str, is_file: &impl Fn(&str) -> bool) -> Vec<SpacedReference> {
    let mut found: Vec<SpacedReference> = Vec::new();
    for (start, _) in text.match_indices("![") {
        if found.last().is_some_and(|before| start < before.end) {
            continue;
        }
        let line = &text[start..text.floor_char_boundary(start + LONGEST)];
        let line = line.split('\n').next().unwrap_or_default();
        let Some(open) = line.find("](").map(|at| start + at + 2) else { continue };
        let inner = &text[open..start + line.len()];
        found.extend(reference(text, start, open, inner, is_file));
    }
    found
}

/// Reads what stands after `](`, which is at byte `open`: up to the first bracket with which it
/// names a picture, else to the first that closes it.
fn reference(
    text: &str,
    start: usize,
    open: usize,
    inner: &str,
    is_file: &impl Fn(&str) -> bool,
) -> Option<SpacedReference> {
    let mut first = None;
    for (close, _) in inner.match_indices(')').take(MAX_BRACKETS) {
        let (path, replaced) = split(&inner[..close]);
        let words = &inner[path.clone()];
        if words.is_empty() || words.starts_with('<') {
            return None;
        }
        let balanced = words.matches('(').count() == words.matches(')').count();
        let read = balanced && !inner[replaced.clone()].contains([' ', '\t']);
        if read {
            return None;
        }
        // Another link or picture begins here.
        if words.contains("](") {
            break;
        }
        let is_picture = has_suffix(words) || is_file(words);
        let shift = |range: Range<usize>| open + range.start..open + range.end;
        let written = SpacedReference {
            start,
            end: open + close + 1,
            path: shift(path.clone()),
            replaced: shift(replaced.clone()),
            is_picture,
        };
        if is_picture {
            return Some(written);
        }
        first.get_or_insert(written);
    }
    first.filter(|written| text[written.replaced.clone()].contains([' ', '\t']))
}

/// The path in `path "title"` or `path =300x200`, and what stands in front of the title.
fn split(inner: &str) -> (Range<usize>, Range<usize>) {
    let start = inner.len() - inner.trim_start().len();
    let mut end = inner.trim_end().len().max(start);
    for quote in ['"', '\''] {
        let body = &inner[start..end];
        let Some(untitled) = body.strip_suffix(quote) else { continue };
        let at = untitled.find(&format!(" {quote}"));
        if let Some(at) = at {
            end = start + untitled[..at].trim_end().len();
            break;
        }
    }
    let whole = start..end;
    let body = &inner[whole.clone()];
    let sized = body.rsplit_once(" =").filter(|(_, size)| {
        size.contains('x')
            && size.chars().all(|c| c.is_ascii_digit() || matches!(c, 'x' | '%' | '*'))
    });
    let path = start..start + sized.map_or(body, |(path, _)| path.trim_end()).len();
    (path, whole)
}

/// Whether a path ends like one of a picture.
fn has_suffix(path: &str) -> bool {
    const SUFFIXES: [&str; 12] =
        ["avif", "bmp", "gif", "heic", "jpe", "jpeg", "jpg", "png", "svg", "tif", "tiff", "webp"];
    let suffix = Path::new(path).extension().and_then(|suffix| suffix.to_str());
    suffix.is_some_and(|suffix| SUFFIXES.iter().any(|known| suffix.eq_ignore_ascii_case(known)))
}

/// The text with letters in place of paths.
fn blanked(text: &str, written: &[SpacedReference]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for SpacedReference { replaced, .. } in written {
        out.push_str(&text[at..replaced.start]);
        out.extend(std::iter::repeat_n('x', replaced.len()));
        at = replaced.end;
    }
    out.push_str(&text[at..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(text: &str) -> Vec<String> {
        let images = |text: &str| text.match_indices("![").map(|(at, _)| at).collect();
        let (out, found) = find(text, |path| path == "no suffix", images);
        assert_eq!(out.len(), text.len());
        found.paths.into_values().collect()
    }

    #[test]
    fn paths_with_spaces_and_brackets_are_found() {
        for (text, path) in [
            ("![x](my pic.png)", "my pic.png"),
            ("a ![](a/my pic.png \"A title\") b", "a/my pic.png"),
            ("![x](my pic.png 'A title')", "my pic.png"),
            ("![x](my (first) pic.png)", "my (first) pic.png"),
            ("![x](my pic).png)", "my pic).png"),
            ("![x](a (b.png)", "a (b.png"),
            ("![x](pic.png =300x200)", "pic.png"),
            ("![x](no suffix)", "no suffix"),
        ] {
            assert_eq!(paths(text), [path], "{text}");
        }
    }

    #[test]
    fn what_markdown_reads_is_left_to_it() {
        for text in [
            "![x](pic.png)",
            "![x](pic.png \"T\")",
            "![x](<my pic.png>)",
            "![x](pic(1).png)",
            "![x]",
            "![x](a b)",
            "![x](f(9)) ![y](a;b) [![z](a.png)](c)",
            "![x](a b) ![y](c.png)",
        ] {
            assert_eq!(paths(text), Vec::<String>::new(), "{text}");
        }
    }
}
