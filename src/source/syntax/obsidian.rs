//! What Obsidian and its plugins write that is not to be printed as it is. Input: `%%comments%%`, `^ids`
//! of blocks, queries, `key:: value`, lines of tags alone, marks of tasks such as `- [/]`. Output: the
//! text without them, or in markdown.
//!
//! Source: the Obsidian help, "Obsidian Flavored Markdown", <https://obsidian.md/help/obsidian-flavored-markdown>,
//! and the Dataview documentation, <https://blacksmithgu.github.io/obsidian-dataview/>.

use std::ops::Range;

use super::boxes;
use super::lines::{Line, lines};
use crate::diagnostic::Severity;
use crate::rewrite::Rewriter;
use crate::source::syntax::code::CodeRanges;
use crate::source::syntax::model::Syntax;
use crate::source::syntax::model::SyntaxPage;
use crate::source::syntax::report::SyntaxReport;

/// The syntax of Obsidian, but for its links.
#[derive(Debug)]
pub(in super::super) struct Obsidian;

impl Syntax for Obsidian {
    fn rewrite(
        &self,
        _: &SyntaxPage<'_>,
        text: &str,
        rewriter: &mut Rewriter<'_>,
        report: &mut SyntaxReport<'_>,
    ) {
        for change in changes(text) {
            if let Some((severity, message, help)) = change.told {
                report.add(severity, change.place.clone(), message, help);
            }
            rewriter.replace(change.place, &change.words);
        }
    }
}

/// What is to stand in place of a stretch, and what is to be said of it.
struct Change {
    place: Range<usize>,
    words: String,
    told: Option<Told>,
}

type Told = (Severity, &'static str, &'static str);

impl Change {
    fn silent(place: Range<usize>, words: impl Into<String>) -> Self {
        Change { place, words: words.into(), told: None }
    }
}

const QUERY: Told = (
    Severity::Warning,
    "a query of Obsidian or of a plugin is not run; it is left out",
    "write what it finds in markdown",
);
const TEMPLATE: Told =
    (Severity::Warning, "a Templater command is not run; it is left out", "write what it gives");
const TAGS: Told = (Severity::Notice, "a line of tags alone is not printed", "");
const TASKS: Told =
    (Severity::Notice, "tasks whose marks are none of markdown's are shown as open", "");

/// All changes to a text, in order; none within another.
fn changes(text: &str) -> Vec<Change> {
    let code = CodeRanges::of(text);
    let all = lines(text);
    let mut found = comments(text, &code);
    found.extend(commands(text, &code));
    found.extend(inline_queries(text));
    let empty = text.match_indices("[[]]").filter(|(at, _)| !code.hold(*at));
    found.extend(empty.map(|(at, _)| Change::silent(at..at + 4, "")));
    found.extend(listings(&all));
    found.extend(
        all.iter()
            .filter(|line| !line.code && !code.hold(line.place.end - line.words.len()))
            .filter_map(in_line),
    );
    found.extend(tag_lines(&all));
    found.extend(all.iter().filter(|line| !line.code).flat_map(|line| marks(line, &code)));
    // The longer of two at a place holds the other.
    found.sort_by_key(|change| (change.place.start, std::cmp::Reverse(change.place.end)));
    let mut end = 0;
    found.retain(|change| {
        let free = change.place.start >= end;
        if free {
            end = change.place.end;
        }
        free
    });
    found
}

/// Comments, each with the line that it is alone in.
fn comments(text: &str, code: &CodeRanges) -> Vec<Change> {
    let mut found = Vec::new();
    let mut marks = text.match_indices("%%").map(|(at, _)| at).filter(|at| !code.hold(*at));
    while let Some(open) = marks.next() {
        let Some(close) = marks.find(|close| *close >= open + 2) else { break };
        let mut place = open..close + 2;
        let opens_line = text[..open].trim_end_matches([' ', '\t']).ends_with('\n') || open == 0;
        let rest = &text[place.end..];
        let blank = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        if opens_line && rest[blank..].starts_with('\n') {
            place.end += blank;
        }
        found.push(Change::silent(place, ""));
    }
    found
}

/// Commands of Templater, `<% … %>`.
fn commands(text: &str, code: &CodeRanges) -> Vec<Change> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = text[from..].find("<%").map(|at| from + at) {
        let Some(end) = text[at..].find("%>").map(|end| at + end + 2) else { break };
        if !code.hold(at) {
            found.push(Change { place: at..end, words: String::new(), told: Some(TEMPLATE) });
        }
        from = end;
    }
    found
}

/// Queries of Dataview among the words: `` `= this.x` ``, `` `$= dv.x()` ``.
fn inline_queries(text: &str) -> Vec<Change> {
    let mut found = Vec::new();
    for open in ["`= ", "`$= ", "`=this.", "`$=dv."] {
        let mut from = 0;
        while let Some(at) = text[from..].find(open).map(|at| from + at) {
            from = at + open.len();
            let line = text[from..].split('\n').next().unwrap_or_default();
            let Some(length) = line.find('`') else { continue };
            let end = from + length + 1;
            let alone = !text[..at].ends_with('`') && !text[end..].starts_with('`');
            if alone {
                found.push(Change { place: at..end, words: String::new(), told: Some(QUERY) });
                from = end;
            }
        }
    }
    found
}

/// Listings that a plugin shows something else in place of.
const QUERIES: [&str; 17] = [
    "dataview",
    "dataviewjs",
    "tasks",
    "query",
    "base",
    "tracker",
    "button",
    "leaflet",
    "folder-index",
    "ccard",
    "timeline-labeled",
    "chartsview",
    "meta-bind-button",
    "meta-bind",
    "custom-frames",
    "gevent",
    "datacorejsx",
];

/// Queries are left out; `ad-note` and the like are boxes.
fn listings(all: &[Line<'_>]) -> Vec<Change> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < all.len() {
        if !all[at].code {
            at += 1;
            continue;
        }
        let first = at;
        let sign = all[first].words.chars().next().unwrap_or('`');
        let run = all[first].words.chars().take_while(|c| *c == sign).count();
        let closes =
            |line: &Line<'_>| line.words.len() >= run && line.words.chars().all(|c| c == sign);
        let length = all[first + 1..].iter().take_while(|line| line.code).position(closes);
        let after = all[first + 1..]
            .iter()
            .position(|line| !line.code)
            .map_or(all.len(), |n| first + 1 + n);
        let end = length.map_or(after, |length| first + 1 + length + 1);
        let info = all[first].words.trim_start_matches(sign).trim();
        let word = info
            .split(|c: char| !c.is_alphanumeric() && c != '-')
            .next()
            .unwrap_or_default()
            .to_lowercase();
        let whole = all[first].place.start + all[first].prefix.len()..all[end - 1].place.end;
        if QUERIES.contains(&word.as_str()) {
            found.push(Change { place: whole, words: String::new(), told: Some(QUERY) });
        } else if let Some(kind) = word.strip_prefix("ad-") {
            let inner = &all[first + 1..end - usize::from(length.is_some())];
            found.push(Change::silent(whole, admonition(kind, all[first].prefix, inner)));
        }
        at = end;
    }
    found
}

/// A listing of the plugin Admonition as a box: its first lines may say `title:` and the like.
fn admonition(kind: &str, prefix: &str, inner: &[Line<'_>]) -> String {
    let mut title = String::new();
    let setting = |line: &Line<'_>| {
        let (key, value) = line.words.split_once(':')?;
        ["title", "collapse", "icon", "color"]
            .contains(&key)
            .then(|| (key.to_owned(), value.trim().to_owned()))
    };
    let mut rest = inner;
    while let Some((first, others)) = rest.split_first() {
        let Some((key, value)) = setting(first) else { break };
        if key == "title" {
            title = value;
        }
        rest = others;
    }
    let mut out = boxes::open(boxes::kind(kind).unwrap_or(kind), &title);
    out.push_str(&format!("\n{}\n", prefix.trim_end()));
    for line in rest {
        let own = line.prefix.strip_prefix(prefix).unwrap_or_default();
        out.push_str(&format!("{prefix}{own}{}\n", line.words));
    }
    out.push_str(&format!("{}\n{prefix}</aside>", prefix.trim_end()));
    out
}

/// Words marked as `==these==`, links and emphasis among them.
fn marks(line: &Line<'_>, code: &CodeRanges) -> Vec<Change> {
    let start = line.place.start + line.prefix.len();
    let words = line.words;
    let double =
        |at: usize| !words[..at].ends_with(['=', '\\']) && !words[at + 2..].starts_with('=');
    let mut signs = words.match_indices("==").map(|(at, _)| at);
    let mut found = Vec::new();
    let mut open = None;
    while let Some(at) = signs.find(|at| double(*at) && !code.hold(start + at)) {
        let before = words[..at].chars().next_back();
        let after = words[at + 2..].chars().next();
        match open {
            Some(first) if before.is_some_and(|c| !c.is_whitespace()) && at > first + 2 => {
                found.push(Change::silent(start + first..start + first + 2, "<mark>"));
                found.push(Change::silent(start + at..start + at + 2, "</mark>"));
                open = None;
            }
            _ => open = after.is_some_and(|c| !c.is_whitespace()).then_some(at),
        }
    }
    found
}

/// What a line holds that is not markdown: an id at its end, a field, the mark of a task.
fn in_line(line: &Line<'_>) -> Option<Change> {
    let start = line.place.start + line.prefix.len();
    if let Some(length) = id_length(line.words) {
        let end = start + line.words.len();
        return Some(Change::silent(end - length..end, ""));
    }
    if let Some(at) = task_mark(line.words) {
        let words = if line.words[at..].starts_with('-') { "x" } else { " " };
        let mark = line.words[at..].chars().next().map_or(0, char::len_utf8);
        return Some(Change {
            place: start + at..start + at + mark,
            words: words.into(),
            told: Some(TASKS),
        });
    }
    let (at, key) = field(line.words)?;
    let words = format!("**{}:**", key.trim_matches('*'));
    Some(Change::silent(start + at..start + at + key.len() + 2, words))
}

/// How long the id of a block is that ends a line, the space before it among it.
fn id_length(words: &str) -> Option<usize> {
    let at = words.rfind('^')?;
    let id = &words[at + 1..];
    let sound = !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let before = &words[..at];
    let bare = before.trim_end();
    let apart = before.is_empty() || bare.len() < before.len() || before.ends_with("]]");
    (sound && apart).then_some(words.len() - bare.len())
}

/// Where the mark of a task is that is none of markdown's.
fn task_mark(words: &str) -> Option<usize> {
    let rest = words.strip_prefix(['-', '*', '+'])?.strip_prefix(" [")?;
    let mark = rest
        .chars()
        .next()
        .filter(|c| !c.is_alphanumeric() && !matches!(c, ' ' | ']' | '[' | '^' | '!'))?;
    rest[mark.len_utf8()..].starts_with("] ").then_some(3)
}

/// The key of a field of Dataview, `key:: value`, and where it begins in the line.
fn field(words: &str) -> Option<(usize, &str)> {
    let at = words
        .strip_prefix(['-', '*', '+'])
        .filter(|rest| rest.starts_with(' '))
        .map_or(0, |rest| words.len() - rest.trim_start().len());
    let (key, value) = words[at..].split_once("::")?;
    let sound = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '*' | '/');
    let short = !key.is_empty() && key.chars().count() <= 40 && key.chars().all(sound);
    let apart = value.is_empty() || value.starts_with(' ');
    (short && apart && key.contains(char::is_alphabetic)).then_some((at, key))
}

/// Lines of tags alone at the head of a note, its headline aside, and at its end.
fn tag_lines(all: &[Line<'_>]) -> Vec<Change> {
    let filled: Vec<&Line<'_>> = all.iter().filter(|line| !line.words.is_empty()).collect();
    let head = filled.iter().skip_while(|line| line.words.starts_with("# "));
    let head = head.take_while(|line| is_tags(line));
    let tail = filled.iter().rev().take_while(|line| is_tags(line));
    let change = |line: &&&Line<'_>| {
        let start = line.place.start + line.prefix.len();
        Change { place: start..line.place.end, words: String::new(), told: Some(TAGS) }
    };
    let mut found: Vec<Change> = head.map(|line| change(&line)).collect();
    found.extend(tail.map(|line| change(&line)));
    found
}

fn is_tags(line: &Line<'_>) -> bool {
    let label = line.words.strip_prefix("Tags:").or(line.words.strip_prefix("tags:"));
    let words = label.unwrap_or(line.words);
    let mut tags = words.split([' ', ',', '\t']).filter(|word| !word.is_empty()).peekable();
    !line.code && line.prefix.is_empty() && tags.peek().is_some() && tags.all(is_tag)
}

/// Whether a word is a tag: at least one of its signs is no figure.
fn is_tag(word: &str) -> bool {
    let Some(name) = word.strip_prefix('#') else { return false };
    let sound = |c: char| {
        c.is_alphanumeric() || matches!(c, '-' | '_' | '/') || !c.is_ascii() && !c.is_whitespace()
    };
    name.chars().all(sound) && name.contains(|c: char| !c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::syntax::apply::tests::rewritten;

    #[test]
    fn what_is_not_printed_goes() {
        for (from, to) in [
            ("a %%b%% c", "a  c"),
            ("a\n\n%%\nb\n\nc\n%%\n\nd", "a\n\n\n\nd"),
            ("`%%a%%`", "`%%a%%`"),
            ("a ^id1\n\n^id2\n", "a\n\n\n"),
            ("x^2 and 2 ^ 3", "x^2 and 2 ^ 3"),
            ("key:: value", "**key:** value"),
            ("std::vec and a::b", "std::vec and a::b"),
            ("- [/] half\n- [x] done", "- [ ] half\n- [x] done"),
            ("- [-] no", "- [x] no"),
            ("a ==b [[c]] d== e", "a <mark>b [[c]] d</mark> e"),
            ("a == b == c\n==", "a == b == c\n=="),
            ("```dataview\nLIST\n```\nafter", "\nafter"),
            ("```rust\nlet x;\n```\n\n```query\nx\n```", "```rust\nlet x;\n```\n\n"),
            ("# T\n#a #b/c\n\nwords #d\n\n#e", "# T\n\n\nwords #d\n\n"),
            ("<% tp.date %>a", "a"),
            ("b `= this.x` c `=` d", "b  c `=` d"),
            (
                "```ad-tip\ntitle: T\nwords\n```",
                "<aside data-box=\"tip\" data-title=\"T\">\n\nwords\n\n</aside>",
            ),
        ] {
            assert_eq!(rewritten(&Obsidian, from), to, "{from}");
        }
    }
}
