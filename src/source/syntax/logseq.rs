//! What Logseq writes. Input: outlines in which each paragraph is an item, `key:: value`,
//! `((block references))`, `{{embed}}`, `TODO`. Output: paragraphs with the items below them as lists,
//! the words of the blocks referred to, tasks.
//!
//! Source: the Logseq documentation, <https://docs.logseq.com>.

use std::borrow::Cow;

use super::lines::{Line, lines};
use crate::diagnostic::Severity;
use crate::rewrite::Rewriter;
use crate::source::syntax::model::Syntax;
use crate::source::syntax::model::SyntaxPage;
use crate::source::syntax::report::SyntaxReport;

/// The syntax of Logseq, but for its links.
#[derive(Debug)]
pub(in super::super) struct Logseq;

impl Syntax for Logseq {
    fn rewrite(
        &self,
        page: &SyntaxPage<'_>,
        text: &str,
        rewriter: &mut Rewriter<'_>,
        report: &mut SyntaxReport<'_>,
    ) {
        let mut state = State::default();
        for line in lines(text) {
            let old = &text[line.place.clone()];
            let new = state.line(&line, old, page, report);
            if new != old {
                rewriter.replace(line.place.clone(), &new);
            }
        }
    }
}

/// The words of blocks that have an id, by it.
pub(in super::super) fn block_ids(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    if !text.contains("id:: ") {
        return found;
    }
    let mut words = "";
    for line in text.lines() {
        let bare = line.trim_start();
        let (item, bare) = match bare.strip_prefix("- ") {
            Some(rest) => (true, rest),
            None => (false, bare),
        };
        match bare.strip_prefix("id:: ") {
            Some(id) => found.push((id.trim().to_owned(), words.to_owned())),
            None if item => words = bare.trim_start_matches('#').trim_start(),
            None => {}
        }
    }
    found
}

/// What is open at a line.
#[derive(Debug, Default)]
struct State {
    /// Whether within `:LOGBOOK:`.
    log: bool,
    /// Whether within `#+BEGIN_QUOTE` and the like.
    quote: bool,
}

impl State {
    /// A line as it is to be read.
    fn line(
        &mut self,
        line: &Line<'_>,
        old: &str,
        page: &SyntaxPage<'_>,
        report: &mut SyntaxReport<'_>,
    ) -> String {
        let (indent, words) = dedented(old);
        if line.code {
            return format!("{indent}{words}");
        }
        let (mark, bare) = match words.strip_prefix("- ") {
            Some(bare) => (if is_top(old) { "" } else { "- " }, bare),
            None if words == "-" => return String::new(),
            None => ("", words),
        };
        let upper = bare.trim();
        // One that is not closed ends with the first line that is none of its own.
        let logged = ["CLOCK: ", "* State ", ":END:"].iter().any(|it| upper.starts_with(it));
        self.log &= logged || upper.is_empty();
        if self.log || upper == ":LOGBOOK:" {
            self.log = upper != ":END:";
            return String::new();
        }
        if is_property(bare)
            || ["SCHEDULED: <", "DEADLINE: <"].iter().any(|it| bare.starts_with(it))
        {
            return String::new();
        }
        if let Some(kind) = upper.strip_prefix("#+BEGIN_") {
            self.quote = true;
            let kind = kind.to_lowercase();
            let callout = if kind == "quote" { String::new() } else { format!("> [!{kind}]") };
            return opened(&indent, mark, &callout, is_top(old));
        }
        if upper.starts_with("#+END_") {
            self.quote = false;
            return String::new();
        }
        let quoted = if self.quote { "> " } else { "" };
        let bare = task(bare, mark);
        let bare = self.inline(&bare, line, page, report);
        opened(&indent, mark, &format!("{quoted}{bare}"), is_top(old))
    }

    /// Words with their references and macros written out.
    fn inline(
        &self,
        words: &str,
        line: &Line<'_>,
        page: &SyntaxPage<'_>,
        report: &mut SyntaxReport<'_>,
    ) -> String {
        let mut words = Cow::Borrowed(words);
        if words.contains("{:") {
            words = without_sizes(&words).into();
        }
        if words.contains("^^") {
            words = words.replace("^^", "==").into();
        }
        if words.contains("{{") {
            words = between(&words, "{{", "}}", |inner| macro_words(inner, line, report)).into();
        }
        if words.contains("((") {
            words = between(&words, "((", "))", |inner| {
                let is_id =
                    inner.len() == 36 && inner.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-');
                is_id.then(|| {
                    let found = page.site.names.blocks.get(inner);
                    if found.is_none() {
                        let message = "a reference leads to no block of the input; it is left out";
                        report.add(Severity::Warning, line.place.clone(), message, "add its page");
                    }
                    found.cloned().unwrap_or_default()
                })
            })
            .into();
        }
        words.replace("#[[", "[[")
    }
}

/// What a macro shows; `None` if it stays.
fn macro_words(inner: &str, line: &Line<'_>, report: &mut SyntaxReport<'_>) -> Option<String> {
    let (name, rest) = inner.trim().split_once(' ').unwrap_or((inner.trim(), ""));
    let rest = rest.trim();
    Some(match name {
        "embed" if rest.starts_with("((") => rest.to_owned(),
        "embed" => format!("!{rest}"),
        "cloze" => rest.to_owned(),
        "video" | "youtube" | "vimeo" | "bilibili" | "tweet" | "twitter"
            if rest.contains("://") =>
        {
            format!("<{rest}>")
        }
        "[[TODO]]" => "[ ]".to_owned(),
        "[[DONE]]" => "[x]".to_owned(),
        _ => {
            report.unread(line.place.clone(), "a query or macro of Logseq", "it is left out");
            String::new()
        }
    })
}

/// Whether a line is not indented.
fn is_top(line: &str) -> bool {
    !line.starts_with([' ', '\t'])
}

/// A line one level further out: its indentation and the rest.
fn dedented(line: &str) -> (String, &str) {
    let rest = line.strip_prefix('\t').or_else(|| line.strip_prefix("  ")).unwrap_or(line);
    let words = rest.trim_start_matches([' ', '\t']);
    let indent = rest[..rest.len() - words.len()].replace('\t', "    ");
    (indent, words.trim_end())
}

/// A line; one that was an item of the outline's first level is a paragraph of its own.
fn opened(indent: &str, mark: &str, words: &str, top: bool) -> String {
    let blank = if top && mark.is_empty() && !words.is_empty() { "\n" } else { "" };
    format!("{blank}{indent}{mark}{words}")
}

fn is_property(words: &str) -> bool {
    let Some((key, value)) = words.split_once("::") else { return false };
    let sound = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | '?');
    !key.is_empty() && key.chars().all(sound) && (value.is_empty() || value.starts_with(' '))
}

/// A task as markdown has it.
fn task<'w>(words: &'w str, mark: &str) -> Cow<'w, str> {
    const OPEN: [&str; 6] = ["TODO ", "DOING ", "LATER ", "NOW ", "WAITING ", "IN-PROGRESS "];
    const DONE: [&str; 3] = ["DONE ", "CANCELED ", "CANCELLED "];
    let found = |all: &[&str]| all.iter().find_map(|word| words.strip_prefix(word));
    let (sign, rest) = match (found(&OPEN), found(&DONE)) {
        (Some(rest), _) => ("[ ]", rest),
        (_, Some(rest)) => ("[x]", rest),
        _ => return words.into(),
    };
    let rest =
        ["[#A] ", "[#B] ", "[#C] "].iter().find_map(|mark| rest.strip_prefix(mark)).unwrap_or(rest);
    let item = if mark.is_empty() { "- " } else { "" };
    format!("{item}{sign} {rest}").into()
}

/// Words without the sizes that follow pictures: `{:height 300, :width 400}`.
fn without_sizes(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    let mut rest = words;
    while let Some(at) = rest.find("{:").filter(|at| rest[..*at].ends_with(')')) {
        let Some(end) = rest[at..].find('}') else { break };
        out.push_str(&rest[..at]);
        rest = &rest[at + end + 1..];
    }
    out.push_str(rest);
    out
}

/// Words in which what stands between two marks is replaced.
fn between(
    words: &str,
    open: &str,
    close: &str,
    mut with: impl FnMut(&str) -> Option<String>,
) -> String {
    let mut out = String::with_capacity(words.len());
    let mut rest = words;
    while let Some(at) = rest.find(open) {
        let inner = &rest[at + open.len()..];
        let Some(end) = inner.find(close) else { break };
        out.push_str(&rest[..at]);
        match with(&inner[..end]) {
            Some(words) => out.push_str(&words),
            None => out.push_str(&rest[at..at + open.len() + end + close.len()]),
        }
        rest = &inner[end + close.len()..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::syntax::apply::tests::rewritten;

    #[test]
    fn outlines_are_paragraphs_and_lists() {
        let text = "title:: T\n\n- One\n  id:: 1\n\t- two\n\t  collapsed:: true\n\t\t- TODO three\n- ## Four\n- {{embed [[Five]]}} ^^six^^\n- DONE seven\n";
        let read = rewritten(&Logseq, text);
        assert_eq!(
            read,
            "\n\n\nOne\n\n- two\n\n    - [ ] three\n\n## Four\n\n![[Five]] ==six==\n\n- [x] seven\n"
        );
    }

    #[test]
    fn blocks_are_known_by_their_ids() {
        let found = block_ids("- One\n  id:: abc\n\t- ## Two\n\t  id:: def\n");
        assert_eq!(found, [("abc".into(), "One".into()), ("def".into(), "Two".into())]);
    }
}
