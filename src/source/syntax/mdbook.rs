//! mdBook's directives. Input: `{{#include a.rs:anchor}}` and its kin. Output: the lines of the file
//! that they name, `{{#title}}` as nothing, and listings of Rust without their hidden lines.
//!
//! Source: the mdBook guide, "mdBook-specific features",
//! <https://rust-lang.github.io/mdBook/format/mdbook.html>.

use std::ops::Range;
use std::path::Path;

use crate::diagnostic::Severity;
use crate::rewrite::Rewriter;
use crate::source::decode;
use crate::source::syntax::code::CodeRanges;
use crate::source::syntax::model::Syntax;
use crate::source::syntax::model::SyntaxPage;
use crate::source::syntax::report::SyntaxReport;

/// The directives of mdBook.
#[derive(Debug)]
pub(in super::super) struct MdBookDirectives;

/// Files of more bytes are not included.
const LARGEST: u64 = 2_000_000;

/// How deep included files may include others.
const DEEPEST: usize = 8;

/// The directives that mdBook itself knows.
const KNOWN: [&str; 5] = ["title", "include", "rustdoc_include", "playground", "playpen"];

impl Syntax for MdBookDirectives {
    fn rewrite(
        &self,
        page: &SyntaxPage<'_>,
        text: &str,
        rewriter: &mut Rewriter<'_>,
        report: &mut SyntaxReport<'_>,
    ) {
        let folder = page.file.path.parent().unwrap_or(Path::new(""));
        let mut code = None;
        for directive in directives(text) {
            let place = directive.place.clone();
            // What preprocessors know may be shown in code; files are taken in there too.
            let unknown = !KNOWN.contains(&directive.name) && !directive.escaped;
            let code = code.get_or_insert_with(|| CodeRanges::of(text));
            if unknown && code.hold(place.start) {
                continue;
            }
            let words = expand(page, folder, &directive, place.clone(), 0, report);
            if let Some(words) = words {
                rewriter.replace(place, &words);
            }
        }
    }
}

/// `{{#name words}}` at a place of a text, or `{{%name words}}` as preprocessors have it.
#[derive(Debug, PartialEq)]
struct Directive<'t> {
    place: Range<usize>,
    sign: char,
    name: &'t str,
    words: &'t str,
    /// A backslash before it says that it is to be printed.
    escaped: bool,
}

fn directives(text: &str) -> Vec<Directive<'_>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = text[from..].find("{{").map(|at| from + at) {
        let sign = text[at + 2..].chars().next().filter(|sign| matches!(sign, '#' | '%'));
        let Some(sign) = sign else {
            from = at + 2;
            continue;
        };
        let Some(end) = text[at..].find("}}").map(|end| at + end) else { break };
        let inner = &text[at + 3..end];
        from = end + 2;
        if inner.contains('\n') {
            from = at + 3;
            continue;
        }
        // Without words it is no directive to mdBook, but text about one.
        let Some((name, words)) = inner.split_once(char::is_whitespace) else { continue };
        let escaped = text[..at].ends_with('\\');
        let place = if escaped { at - 1..from } else { at..from };
        found.push(Directive { place, sign, name, words: words.trim(), escaped });
    }
    found
}

/// What stands in place of a directive; `None` if it stays.
fn expand(
    page: &SyntaxPage<'_>,
    folder: &Path,
    directive: &Directive<'_>,
    place: Range<usize>,
    depth: usize,
    report: &mut SyntaxReport<'_>,
) -> Option<String> {
    if directive.escaped {
        return Some(format!("{{{{#{} {}}}}}", directive.name, directive.words));
    }
    match directive.name {
        "title" => Some(String::new()),
        "include" | "rustdoc_include" | "playground" | "playpen" => {
            let (path, part) = split_part(directive.words);
            let path = folder.join(path);
            let Some(file) = text_of(page, &path) else {
                let message = format!(
                    "`{}` is not in the book's folder; its text is missing",
                    directive.words
                );
                report.add(Severity::Warning, place, message, "add the file, or correct the path");
                return Some(format!("[{}]", directive.words));
            };
            let lines = part_of(&file, part);
            let folder = path.parent().unwrap_or(folder);
            let inner = nested(page, folder, &lines, place, depth, report);
            Some(match directive.name {
                "playground" | "playpen" => format!("```rust\n{inner}\n```"),
                _ => inner,
            })
        }
        name => {
            let what = format!("the mdBook directive `{{{{{}{name}}}}}`", directive.sign);
            report.unread(place, &what, "it is left out");
            Some(String::new())
        }
    }
}

/// A text in which further directives are expanded.
fn nested(
    page: &SyntaxPage<'_>,
    folder: &Path,
    text: &str,
    place: Range<usize>,
    depth: usize,
    report: &mut SyntaxReport<'_>,
) -> String {
    let mut out = String::new();
    let mut from = 0;
    if depth < DEEPEST {
        for directive in directives(text) {
            let range = directive.place.clone();
            if let Some(words) = expand(page, folder, &directive, place.clone(), depth + 1, report)
            {
                out.push_str(&text[from..range.start]);
                out.push_str(&words);
                from = range.end;
            }
        }
    }
    out.push_str(&text[from..]);
    out
}

/// The text of a file that the article may read.
fn text_of(page: &SyntaxPage<'_>, path: &Path) -> Option<String> {
    if !page.input.bounds.hold(page.files, path).unwrap_or(false) {
        return None;
    }
    page.files.read(path, LARGEST).ok().map(|read| decode::decode(read.bytes).text)
}

/// A path, and the part of the file that is meant: `a.rs:2:10`, `a.rs:anchor`, `a.rs, editable`.
fn split_part(words: &str) -> (&str, &str) {
    let words = words.split([',', ' ']).next().unwrap_or_default();
    words.split_once(':').unwrap_or((words, ""))
}

/// Some lines of a file: `2`, `2:10`, `:10`, `2:`, or what stands between `ANCHOR: name` and its end.
/// Lines that mark anchors are never shown.
fn part_of(text: &str, part: &str) -> String {
    let is_mark = |line: &str| line.contains("ANCHOR: ") || line.contains("ANCHOR_END: ");
    let lines = text.lines();
    let (first, last) = part.split_once(':').unwrap_or((part, part));
    let number = |words: &str| words.trim().parse::<usize>().ok();
    let numbered = |words: &str| words.is_empty() || number(words).is_some();
    let kept: Vec<&str> = if part.is_empty() {
        lines.collect()
    } else if numbered(first) && numbered(last) {
        let start = number(first).unwrap_or(1).max(1);
        let end = number(last).unwrap_or(usize::MAX);
        lines.skip(start - 1).take(end.saturating_sub(start - 1)).collect()
    } else {
        let named = |line: &str, mark: &str| {
            line.split_once(mark).is_some_and(|(_, name)| name.trim() == part)
        };
        lines
            .skip_while(|line| !named(line, "ANCHOR: "))
            .take_while(|line| !named(line, "ANCHOR_END: "))
            .collect()
    };
    kept.into_iter().filter(|line| !is_mark(line)).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directives_are_found_where_they_stand() {
        let text = "a {{#include b.rs:2:3}} \\{{#title x}} {{ y }}";
        let found = directives(text);
        assert_eq!(found.len(), 2);
        assert_eq!((found[0].name, found[0].words), ("include", "b.rs:2:3"));
        assert!(found[1].escaped);
        assert_eq!(&text[found[0].place.clone()], "{{#include b.rs:2:3}}");
    }

    #[test]
    fn parts_of_files_are_lines_or_anchors() {
        let text =
            "one\n// ANCHOR: a\ntwo\n// ANCHOR: b\nthree\n// ANCHOR_END: b\n// ANCHOR_END: a\nfour";
        assert_eq!(part_of(text, ""), "one\ntwo\nthree\nfour");
        assert_eq!(part_of(text, "a"), "two\nthree");
        assert_eq!(part_of(text, "b"), "three");
        assert_eq!(part_of(text, "3"), "two");
        assert_eq!(part_of(text, "3:5"), "two\nthree");
        assert_eq!(part_of(text, ":1"), "one");
        assert_eq!(part_of(text, "8:"), "four");
        assert_eq!(part_of(text, "none"), "");
    }
}
