//! Admonitions and tabs by indentation. Input: `!!! note "A title"`, `??? tip`, `=== "A tab"` with their
//! content indented by four, as MkDocs writes them. Output: boxes, and headed blocks.
//!
//! Source: Python-Markdown, "Admonition"; Material for MkDocs, "Admonitions", "Content tabs".

use super::boxes;
use super::lines::lines;
use crate::rewrite::Rewriter;
use crate::source::syntax::model::Syntax;
use crate::source::syntax::model::SyntaxPage;
use crate::source::syntax::report::SyntaxReport;

/// Admonitions and tabs by indentation.
#[derive(Debug)]
pub(super) struct Admonitions;

/// An admonition that is open.
struct Open {
    /// The column where its content begins.
    content: usize,
    /// What closes it; empty for a tab.
    close: &'static str,
    /// The white space and marks before it.
    prefix: String,
}

/// How far content is indented.
const INDENT: usize = 4;

impl Syntax for Admonitions {
    fn rewrite(
        &self,
        _: &SyntaxPage<'_>,
        text: &str,
        rewriter: &mut Rewriter<'_>,
        _: &mut SyntaxReport<'_>,
    ) {
        if !["!!!", "???", "=== \""].iter().any(|mark| text.contains(mark)) {
            return;
        }
        let mut open: Vec<Open> = Vec::new();
        for line in lines(text) {
            let mut before = String::new();
            if !line.words.is_empty() {
                while let Some(ended) = open.pop_if(|open| line.indent() < open.content) {
                    before.push_str(&closing(&ended));
                }
            }
            let cut = indentation(line.prefix, open.len() * INDENT);
            let start = line.place.start;
            let opener = (!line.code).then(|| opener(line.words)).flatten();
            if let Some((tag, close)) = opener {
                let prefix = &line.prefix[cut..];
                let blank = prefix.trim_end();
                let words = format!("{before}{blank}\n{prefix}{tag}\n{blank}");
                rewriter.replace(line.place.clone(), &words);
                open.push(Open {
                    content: line.indent() + INDENT,
                    close,
                    prefix: prefix.to_owned(),
                });
            } else if cut > 0 || !before.is_empty() {
                rewriter.replace(start..start + cut, &before);
            }
        }
        let ends: String = open.iter().rev().map(closing).collect();
        if !ends.is_empty() {
            rewriter.replace(text.len()..text.len(), &format!("\n{ends}"));
        }
    }
}

fn closing(ended: &Open) -> String {
    let blank = ended.prefix.trim_end();
    match ended.close {
        "" => format!("{blank}\n"),
        tag => format!("{blank}\n{}{tag}\n{blank}\n", ended.prefix),
    }
}

/// How many bytes of white space make up to so many columns.
fn indentation(prefix: &str, columns: usize) -> usize {
    let mut column = 0;
    for (at, c) in prefix.char_indices() {
        if column >= columns || c == '>' {
            return at;
        }
        column = if c == '\t' { column / INDENT * INDENT + INDENT } else { column + 1 };
    }
    prefix.len()
}

/// What stands in place of a line that opens an admonition or a tab, and what closes it.
fn opener(words: &str) -> Option<(String, &'static str)> {
    if let Some(rest) = words.strip_prefix("===") {
        let title =
            rest.trim_start_matches(['!', '+']).trim().strip_prefix('"')?.strip_suffix('"')?;
        return Some((format!("**{title}**"), ""));
    }
    let rest = words.strip_prefix("!!!").or_else(|| words.strip_prefix("???"))?;
    let rest = rest.strip_prefix('+').unwrap_or(rest);
    let (names, title) = match rest.split_once('"') {
        Some((names, title)) => (names, Some(title.trim_end().strip_suffix('"')?)),
        None => (rest, None),
    };
    let mut names = names.split_whitespace();
    let name = names.next()?;
    let sound = |name: &str| name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
    if !rest.starts_with(char::is_whitespace) || !sound(name) || !names.all(sound) {
        return None;
    }
    let kind = boxes::kind(name).unwrap_or(name);
    Some((boxes::open(kind, title.unwrap_or_default()), "</aside>"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rewritten(text: &str) -> String {
        let out = crate::source::syntax::apply::tests::rewritten(&Admonitions, text);
        out.lines().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("|")
    }

    #[test]
    fn admonitions_become_boxes() {
        let out = rewritten("Before\n\n!!! note \"A *title*\"\n    One\n\n        code\n\nAfter\n");
        assert_eq!(
            out,
            "Before|<aside data-box=\"note\" data-title=\"A *title*\">|One|    code|</aside>|After"
        );
    }

    #[test]
    fn they_nest_and_end_with_the_text() {
        let out = rewritten("???+ tip\n    One\n    !!! danger\n        Two\n    Three\n");
        let tip = "<aside data-box=\"tip\" data-title=\"\">";
        let danger = "<aside data-box=\"warning\" data-title=\"\">";
        assert_eq!(out, format!("{tip}|One|{danger}|Two|</aside>|Three|</aside>"));
    }

    #[test]
    fn tabs_are_headed_blocks() {
        assert_eq!(
            rewritten("=== \"C\"\n\n    ``` c\n    int x;\n    ```\n\n=== \"D\"\n\n    d\n"),
            "**C**|``` c|int x;|```|**D**|d"
        );
    }

    #[test]
    fn signs_of_surprise_stay() {
        assert_eq!(rewritten("!!! What?\n??? Yes, no!\n!!!\n"), "!!! What?|??? Yes, no!|!!!");
    }
}
