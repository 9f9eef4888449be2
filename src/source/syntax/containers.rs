//! Containers between colons. Input: `:::note[A title]` … `:::` as Docusaurus, VuePress, pandoc, Quarto and
//! MyST write it, nested. Output: boxes; of other containers the words within.

use super::attributes::{self, Attributes};
use super::boxes;
use super::lines::{Line, lines};
use crate::rewrite::Rewriter;
use crate::source::syntax::model::Syntax;
use crate::source::syntax::model::SyntaxPage;
use crate::source::syntax::report::SyntaxReport;

/// Containers between colons.
#[derive(Debug)]
pub(super) struct Containers;

/// A container that is open.
struct Open {
    colons: usize,
    /// What closes it.
    close: &'static str,
}

impl Syntax for Containers {
    fn rewrite(
        &self,
        _: &SyntaxPage<'_>,
        text: &str,
        rewriter: &mut Rewriter<'_>,
        _: &mut SyntaxReport<'_>,
    ) {
        if !text.contains(":::") {
            return;
        }
        let lines = lines(text);
        let mut open: Vec<Open> = Vec::new();
        for (index, line) in lines.iter().enumerate() {
            if line.code || !line.words.starts_with(":::") {
                continue;
            }
            let colons = line.words.bytes().take_while(|byte| *byte == b':').count();
            let rest = line.words[colons..].trim().trim_end_matches(':').trim();
            let words = if rest.is_empty() {
                let Some(at) = closed(&open, colons) else { continue };
                let ended = open.split_off(at);
                ended.iter().rev().map(|ended| closing(line, ended)).collect()
            } else {
                let next = following(&lines, index);
                let (words, close, taken) = opening(line, rest, next);
                open.push(Open { colons, close });
                if taken && let Some(next) = next {
                    rewriter.replace(line.place.clone(), &words);
                    rewriter.replace(next.place.clone(), next.blank());
                    continue;
                }
                words
            };
            rewriter.replace(line.place.clone(), &words);
        }
    }
}

/// Which of the open containers a bare fence closes, with those in it: the innermost of as many colons,
/// else the innermost.
fn closed(open: &[Open], colons: usize) -> Option<usize> {
    open.iter().rposition(|open| open.colons == colons).or(open.len().checked_sub(1))
}

fn closing(line: &Line<'_>, ended: &Open) -> String {
    let blank = line.blank();
    match ended.close {
        "" => format!("{blank}\n"),
        tag => format!("{blank}\n{}{tag}\n{blank}\n", line.prefix),
    }
}

/// The next line that is not blank.
fn following<'l, 't>(lines: &'l [Line<'t>], index: usize) -> Option<&'l Line<'t>> {
    lines[index + 1..].iter().find(|line| !line.words.is_empty())
}

/// What stands in place of an opening fence, what closes it, and whether the heading on the next line
/// went into it, as Quarto has it.
fn opening(line: &Line<'_>, rest: &str, next: Option<&Line<'_>>) -> (String, &'static str, bool) {
    let Container { kind, mut title, is_details } = container(rest);
    let (blank, prefix) = (line.blank(), line.prefix);
    let wrap = |tag: String| format!("{blank}\n{prefix}{tag}\n{blank}");
    if is_details {
        let tag = format!("<details><summary>{}</summary>", boxes::escaped(&title));
        return (wrap(tag), "</details>", false);
    }
    match kind {
        Some(kind) => {
            let heading =
                next.filter(|next| title.is_empty() && !next.code).and_then(heading_words);
            let taken = heading.is_some();
            title = heading.map_or(title, str::to_owned);
            (wrap(boxes::open(kind, &title)), "</aside>", taken)
        }
        None if title.is_empty() => (blank.to_owned(), "", false),
        None => (wrap(format!("**{title}**")), "", false),
    }
}

fn heading_words<'t>(line: &Line<'t>) -> Option<&'t str> {
    let words = line.words.trim_start_matches('#');
    let level = line.words.len() - words.len();
    ((1..=6).contains(&level) && words.starts_with(' ')).then(|| words.trim())
}

/// What an opening fence says.
struct Container {
    /// The kind of box that it is, if it is one.
    kind: Option<&'static str>,
    title: String,
    is_details: bool,
}

fn container(rest: &str) -> Container {
    // `{.callout-note title="x"}`, `{note} A title`.
    if let Some((inner, after)) = rest.strip_prefix('{').and_then(|rest| rest.split_once('}')) {
        let Attributes { classes, values, .. } = attributes::parse(inner);
        let bare = inner.trim().trim_matches('`').to_owned();
        let names = classes.iter().map(String::as_str).chain([bare.as_str()]);
        let kind = names.clone().find_map(boxes::kind);
        let titled = values.iter().find(|(key, _)| key == "title" || key == "summary");
        let title = titled.map_or(after.trim(), |(_, title)| title);
        let is_details = names.clone().any(|name| name == "details" || name == "dropdown");
        return Container { kind, title: title.to_owned(), is_details };
    }
    // `note[A title]{.x}`, `note A title`, `note "A title"`, `note: a title`.
    let end =
        rest.find(|c: char| !(c.is_alphanumeric() || c == '-' || c == '_')).unwrap_or(rest.len());
    let (name, after) = rest.split_at(end);
    let after = after.trim();
    let bracketed = after.strip_prefix('[').and_then(|after| after.rsplit_once(']'));
    let words =
        bracketed.map_or_else(|| after.split(" {").next().unwrap_or_default(), |(title, _)| title);
    let words = words.split_once('{').filter(|(before, _)| before.is_empty()).map_or(words, |_| "");
    let title = words.trim().trim_matches('"').trim_start_matches(':').trim();
    let kind = boxes::kind(name);
    let is_details = matches!(name, "details" | "spoiler" | "collapse");
    // The words after a name that says nothing to readers are rather its settings.
    let title = if kind.is_some() || is_details { title } else { bracketed.map_or("", |_| title) };
    Container { kind, title: title.to_owned(), is_details }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rewritten(text: &str) -> String {
        crate::source::syntax::apply::tests::rewritten(&Containers, text)
    }

    #[test]
    fn boxes_of_every_make() {
        let open = "<aside data-box=\"note\" data-title=\"A title\">";
        for fence in [
            ":::note[A title]",
            "::: note A title",
            ":::note \"A title\"",
            "::: {.callout-note title=\"A title\"}",
            ":::{note} A title",
            "::: note A title ::::",
        ] {
            let out = rewritten(&format!("{fence}\n\nWords\n\n:::\n\nAfter\n"));
            assert!(out.contains(open), "{fence}: {out}");
            assert!(out.contains("Words\n\n\n</aside>\n"), "{fence}: {out}");
        }
    }

    #[test]
    fn nested_containers_close_in_turn() {
        let out = rewritten("::::tip\n:::note\na\n:::\nb\n::::\nc\n");
        let order: String = out.lines().filter_map(|line| line.chars().take(2).last()).collect();
        assert_eq!(order, "aaa/b/c");
    }

    #[test]
    fn other_containers_keep_their_words() {
        assert_eq!(rewritten("::: {.column width=\"40%\"}\na\n:::\n").trim(), "a");
        assert_eq!(rewritten("```\n:::note\n```\n"), "```\n:::note\n```\n");
    }

    #[test]
    fn a_heading_names_a_box_of_quarto() {
        let out = rewritten("::: {.callout-tip}\n## Wash it\n\nTwice.\n:::\n");
        assert!(out.contains("data-title=\"Wash it\""), "{out}");
        assert!(!out.contains("##"), "{out}");
    }
}
