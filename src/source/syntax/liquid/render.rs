//! Templates carried out. Input: the tokens of a text and what the template knows. Output: replacements
//! in the article's text, or, for what is included or repeated, a text of its own.

use std::ops::Range;
use std::path::PathBuf;

use serde_norway::{Mapping, Value};

use super::expression::{self, Evaluated};
use super::filters;
use super::plugins;
use super::scope::Scope;
use super::templates::{self, Template};
use super::tokens::{Tag, Token, TokenKind, tokens};
use crate::rewrite::Rewriter;
use crate::source::syntax::code::CodeRanges;
use crate::source::syntax::model::SyntaxPage;
use crate::source::syntax::report::SyntaxReport;

/// The most tokens that are carried out for one article.
const MOST_STEPS: usize = 100_000;

/// The longest text that templates make of one article.
const LONGEST: usize = 4_000_000;

/// How deep blocks and included files may be nested.
const DEEPEST: usize = 30;

/// Where what is made goes.
pub(super) enum Sink<'r, 't> {
    /// In place of tags in the article.
    Page(&'r mut Rewriter<'t>),
    /// Into a text of its own.
    Text(String),
}

impl Sink<'_, '_> {
    pub(super) fn words(&mut self, words: &str) {
        if let Sink::Text(text) = self {
            text.push_str(words);
        }
    }

    pub(super) fn put(&mut self, place: Range<usize>, words: &str) {
        match self {
            Sink::Page(rewriter) => _ = rewriter.replace(place, words),
            Sink::Text(text) => text.push_str(words),
        }
    }
}

/// A text with its tokens.
pub(super) struct Script<'t> {
    pub text: &'t str,
    pub tokens: Vec<Token<'t>>,
    /// Where the text is code, if that is known.
    code: Option<&'t CodeRanges>,
    /// Where the article has the tag that the text comes from; `None` for the article itself.
    place: Option<Range<usize>>,
    /// Where files beside it are looked for.
    folder: PathBuf,
}

impl Script<'_> {
    /// The place in the article that a token is reported at.
    pub(super) fn place(&self, at: usize) -> Range<usize> {
        self.place.clone().unwrap_or_else(|| self.tokens[at].place.clone())
    }

    /// From one token to another, both included.
    fn stretch(&self, first: usize, last: usize) -> Range<usize> {
        self.tokens[first].place.start..self.tokens[last].place.end
    }

    /// What stands before a token on its line.
    pub(super) fn before(&self, at: usize) -> &str {
        let before = &self.text[..self.tokens[at].place.start];
        before.rsplit('\n').next().unwrap_or(before)
    }

    /// Whether a token is followed by the end of its line.
    pub(super) fn ends_line(&self, at: usize) -> bool {
        let after = &self.text[self.tokens[at].place.end..];
        let line = after.split('\n').next().unwrap_or(after);
        line.trim().is_empty()
    }
}

/// Carries templates out.
pub(super) struct Renderer<'a, 'r, 'm> {
    pub page: &'r SyntaxPage<'a>,
    pub scope: Scope<'r>,
    pub report: &'r mut SyntaxReport<'m>,
    steps: usize,
    made: usize,
    depth: usize,
    /// Set by `{% break %}` and `{% continue %}`.
    leave: Option<bool>,
}

impl<'a, 'r, 'm> Renderer<'a, 'r, 'm> {
    pub(super) fn new(
        page: &'r SyntaxPage<'a>,
        scope: Scope<'r>,
        report: &'r mut SyntaxReport<'m>,
    ) -> Self {
        Renderer { page, scope, report, steps: 0, made: 0, depth: 0, leave: None }
    }

    /// Carries out the templates of the article.
    pub(super) fn page(&mut self, text: &str, code: &CodeRanges, rewriter: &mut Rewriter<'_>) {
        let folder = self.page.file.path.parent().map(PathBuf::from).unwrap_or_default();
        let tokens = tokens(text, self.scope.nunjucks);
        let script = Script { text, tokens, code: Some(code), place: None, folder };
        let end = script.tokens.len();
        self.run(&script, 0..end, &mut Sink::Page(rewriter));
    }

    /// Carries out some tokens.
    pub(super) fn run(
        &mut self,
        script: &Script<'_>,
        range: Range<usize>,
        sink: &mut Sink<'_, '_>,
    ) {
        let mut at = range.start;
        while at < range.end {
            self.steps += 1;
            if self.steps > MOST_STEPS || self.made > LONGEST || self.depth > DEEPEST {
                let message =
                    "the templates of the article make too much of it; the rest of them stays";
                let help = "write it in markdown";
                self.report.add(
                    crate::diagnostic::Severity::Warning,
                    script.place(at),
                    message,
                    help,
                );
                return;
            }
            let token = &script.tokens[at];
            let next = match &token.kind {
                TokenKind::Words => {
                    let words = &script.text[token.place.clone()];
                    if let Sink::Text(_) = sink {
                        self.made += words.len();
                    }
                    sink.words(words);
                    at + 1
                }
                TokenKind::Output(words) => {
                    if let Some(words) = self.output(script, at, words) {
                        self.made += words.len();
                        sink.put(token.place.clone(), &words);
                    } else {
                        sink.words(&script.text[token.place.clone()]);
                    }
                    at + 1
                }
                TokenKind::Comment => {
                    sink.put(token.place.clone(), "");
                    at + 1
                }
                TokenKind::Tag(tag) => {
                    self.depth += 1;
                    let next = self.tag(script, at, tag, sink);
                    self.depth -= 1;
                    next
                }
            };
            at = next.max(at + 1);
            if self.leave.is_some() {
                return;
            }
        }
    }

    /// Some tokens as a text of its own.
    pub(super) fn text(&mut self, script: &Script<'_>, range: Range<usize>) -> String {
        let mut sink = Sink::Text(String::new());
        self.run(script, range, &mut sink);
        match sink {
            Sink::Text(text) => text,
            Sink::Page(_) => String::new(),
        }
    }

    /// What `{{ words }}` comes to; `None` if it stays.
    fn output(&mut self, script: &Script<'_>, at: usize, words: &str) -> Option<String> {
        if let Some(listing) = self.highlighted(words) {
            return Some(listing);
        }
        let Evaluated { value, unknown_filters } = expression::evaluate(words, &self.scope);
        let value = value.map(|value| filters::text(&value));
        for filter in unknown_filters {
            let what = format!("the filter `{filter}`");
            self.report.unread(script.place(at), &what, "what it is given is printed");
        }
        match value {
            Some(words) => Some(words),
            None if self.is_code(script, at) => None,
            None => {
                let shown = shown(words);
                let what = format!("the template `{{{{ {shown} }}}}`");
                self.report.unread(script.place(at), &what, "it is left out");
                Some(String::new())
            }
        }
    }

    /// `{{ listing | highlight("js") | safe }}` of Eleventy.
    fn highlighted(&self, words: &str) -> Option<String> {
        let (name, filter) = words.split_once('|')?;
        let rest = filter
            .trim()
            .strip_prefix("highlight")?
            .trim_start()
            .trim_start_matches(['(', ':'])
            .trim();
        if !self.scope.eleventy {
            return None;
        }
        let language = rest.trim_start_matches(['"', '\'']);
        let language = language.split(['"', '\'', ' ']).next().unwrap_or_default();
        let listing = filters::text(expression::evaluate(name, &self.scope).value.as_deref()?);
        Some(plugins::listing(language, &listing))
    }

    /// Whether a token stands in a listing or in code within words.
    fn is_code(&self, script: &Script<'_>, at: usize) -> bool {
        script.code.is_some_and(|code| code.hold(script.tokens[at].place.start))
    }

    /// Carries out a tag; returns the token to go on with.
    fn tag(
        &mut self,
        script: &Script<'_>,
        at: usize,
        tag: &Tag<'_>,
        sink: &mut Sink<'_, '_>,
    ) -> usize {
        let place = script.tokens[at].place.clone();
        let nothing = |sink: &mut Sink<'_, '_>| {
            sink.put(place.clone(), "");
            at + 1
        };
        match (tag.name, tag.end) {
            ("if" | "unless" | "ifchanged", Some(end)) => self.branches(script, at, end, sink),
            ("case", Some(end)) => self.case(script, at, end, tag.words, sink),
            ("for" | "tablerow", Some(end)) => self.repeat(script, at, end, tag.words, sink),
            ("raw" | "verbatim", Some(end)) => {
                sink.put(place, "");
                (at + 1..end)
                    .for_each(|inner| sink.words(&script.text[script.tokens[inner].place.clone()]));
                sink.put(script.tokens[end].place.clone(), "");
                end + 1
            }
            ("capture" | "set", Some(end)) => {
                let words = self.text(script, at + 1..end);
                let name = tag.words.trim_matches(['"', '\'', ' ']).to_owned();
                self.scope.assigned.insert(name, Some(Value::String(words)));
                sink.put(script.stretch(at, end), "");
                end + 1
            }
            ("comment", Some(end)) => {
                sink.put(script.stretch(at, end), "");
                end + 1
            }
            ("assign" | "set", None) => {
                self.assign(script, at, tag.words);
                nothing(sink)
            }
            ("break" | "continue", None) => {
                self.leave = Some(tag.name == "break");
                nothing(sink)
            }
            ("include" | "include_cached" | "render" | "include_relative", _) => {
                let words = self.include(script, at, tag);
                sink.put(place, &words);
                at + 1
            }
            _ => plugins::tag(self, script, at, tag, sink),
        }
    }

    /// `assign name = value`.
    fn assign(&mut self, script: &Script<'_>, at: usize, words: &str) {
        let Some((names, value)) = words.split_once('=') else { return };
        let Evaluated { value, unknown_filters } = expression::evaluate(value, &self.scope);
        let value = value.map(std::borrow::Cow::into_owned);
        for filter in unknown_filters {
            let what = format!("the filter `{filter}`");
            self.report.unread(script.place(at), &what, "what it is given is used");
        }
        for name in names.split(',') {
            self.scope.assigned.insert(name.trim().to_owned(), value.clone());
        }
    }

    /// The tags that part a block, of some names, and its end.
    fn parts(script: &Script<'_>, at: usize, end: usize, names: &[&str]) -> Vec<usize> {
        let mut parts = Vec::new();
        let mut here = at + 1;
        while here < end {
            let TokenKind::Tag(tag) = &script.tokens[here].kind else {
                here += 1;
                continue;
            };
            if names.contains(&tag.name) {
                parts.push(here);
            }
            here = tag.end.filter(|_| !names.contains(&tag.name)).unwrap_or(here) + 1;
        }
        parts.push(end);
        parts
    }

    /// `if`, `elsif`, `else`: the first branch whose condition holds.
    fn branches(
        &mut self,
        script: &Script<'_>,
        at: usize,
        end: usize,
        sink: &mut Sink<'_, '_>,
    ) -> usize {
        let parts = Self::parts(script, at, end, &["elsif", "elseif", "elif", "else"]);
        let mut opener = at;
        let mut chosen = None;
        for part in &parts {
            let TokenKind::Tag(tag) = &script.tokens[opener].kind else { break };
            let condition = match tag.name {
                "else" => Some(true),
                "unless" => expression::holds(tag.words, &self.scope).map(|holds| !holds),
                _ => expression::holds(tag.words, &self.scope),
            };
            if condition.is_none() {
                let what = format!("the condition `{}`", shown(tag.words));
                self.report.unread(script.place(opener), &what, "what follows if it holds is kept");
            }
            if condition != Some(false) {
                chosen = Some((opener, *part));
                break;
            }
            opener = *part;
        }
        self.choose(script, at..end, chosen, sink)
    }

    /// Keeps one branch of a block, from the tag that opens it to the one that ends it.
    fn choose(
        &mut self,
        script: &Script<'_>,
        block: Range<usize>,
        chosen: Option<(usize, usize)>,
        sink: &mut Sink<'_, '_>,
    ) -> usize {
        match chosen {
            None => sink.put(script.stretch(block.start, block.end), ""),
            Some((opener, closer)) => {
                sink.put(script.stretch(block.start, opener), "");
                self.run(script, opener + 1..closer, sink);
                sink.put(script.stretch(closer, block.end), "");
            }
        }
        block.end + 1
    }

    fn case(
        &mut self,
        script: &Script<'_>,
        at: usize,
        end: usize,
        words: &str,
        sink: &mut Sink<'_, '_>,
    ) -> usize {
        let parts = Self::parts(script, at, end, &["when", "else"]);
        let value =
            expression::evaluate(words, &self.scope).value.map(std::borrow::Cow::into_owned);
        if value.is_none() {
            let what = format!("the condition `{}`", shown(words));
            self.report.unread(script.place(at), &what, "what holds otherwise is kept");
        }
        let chosen = parts.windows(2).find(|pair| {
            let TokenKind::Tag(tag) = &script.tokens[pair[0]].kind else { return false };
            tag.name == "else"
                || value.as_ref().is_some_and(|value| {
                    let wanted = expression::values(tag.words, &self.scope);
                    wanted
                        .iter()
                        .flatten()
                        .any(|wanted| filters::text(wanted) == filters::text(value))
                })
        });
        let chosen = chosen.map(|pair| (pair[0], pair[1]));
        self.choose(script, at..end, chosen, sink)
    }

    /// `for item in list limit: 3`.
    fn repeat(
        &mut self,
        script: &Script<'_>,
        at: usize,
        end: usize,
        words: &str,
        sink: &mut Sink<'_, '_>,
    ) -> usize {
        let place = script.stretch(at, end);
        let Some((name, list)) = words.split_once(" in ") else {
            sink.put(place, "");
            return end + 1;
        };
        let parts = Self::parts(script, at, end, &["else"]);
        let body = at + 1..parts.first().copied().unwrap_or(end);
        let Some(items) = self.items(list) else {
            let list = list.split_whitespace().next().unwrap_or_default();
            let what = format!("the list `{}` of a template", shown(list));
            self.report.unread(script.place(at), &what, "what is made of it is left out");
            sink.put(place, "");
            return end + 1;
        };
        let words = match items.is_empty() {
            true => parts
                .first()
                .filter(|part| **part < end)
                .map(|part| self.text(script, part + 1..end)),
            false => Some(self.each(script, name.trim(), items, body)),
        };
        sink.put(place, &words.unwrap_or_default());
        end + 1
    }

    /// The text of each item.
    fn each(
        &mut self,
        script: &Script<'_>,
        name: &str,
        items: Vec<Value>,
        body: Range<usize>,
    ) -> String {
        let names: Vec<&str> = name.split(',').map(str::trim).collect();
        let outer = ["forloop", "loop"].into_iter().chain(names.iter().copied());
        let outer: Vec<_> =
            outer.map(|name| (name, self.scope.assigned.get(name).cloned())).collect();
        let count = items.len();
        let mut words = String::new();
        for (index, item) in items.into_iter().enumerate() {
            let place = loop_values(index, count);
            self.scope.assigned.insert("forloop".to_owned(), Some(place.clone()));
            self.scope.assigned.insert("loop".to_owned(), Some(place));
            match names.as_slice() {
                [one] => _ = self.scope.assigned.insert((*one).to_owned(), Some(item)),
                several => {
                    for (index, name) in several.iter().enumerate() {
                        let value = item.get(index).cloned().unwrap_or(Value::Null);
                        self.scope.assigned.insert((*name).to_owned(), Some(value));
                    }
                }
            }
            words += &self.text(script, body.clone());
            if self.leave.take() == Some(true) || self.steps > MOST_STEPS || self.made > LONGEST {
                break;
            }
        }
        for (name, value) in outer {
            match value {
                Some(value) => _ = self.scope.assigned.insert(name.to_owned(), value),
                None => _ = self.scope.assigned.remove(name),
            }
        }
        words
    }

    /// The items of a list with its `limit`, `offset` and `reversed`.
    fn items(&self, list: &str) -> Option<Vec<Value>> {
        let options = ["limit", "offset", "reversed", "cols"];
        let end = options
            .iter()
            .filter_map(|option| list.find(&format!(" {option}")))
            .min()
            .unwrap_or(list.len());
        let value = expression::evaluate(&list[..end], &self.scope).value?;
        let mut items = match value.as_ref() {
            Value::Sequence(items) => items.clone(),
            // The items of a table are pairs.
            Value::Mapping(table) => table
                .iter()
                .map(|(key, value)| Value::Sequence(vec![key.clone(), value.clone()]))
                .collect(),
            Value::Null => Vec::new(),
            other => vec![other.clone()],
        };
        let (_, named) = expression::arguments(&list[end..], &self.scope);
        let number = |name: &str| {
            let value =
                named.iter().find(|(known, _)| known == name).and_then(|(_, value)| value.as_ref());
            value.and_then(Value::as_u64).map(|number| number as usize)
        };
        items.drain(..number("offset").unwrap_or(0).min(items.len()));
        items.truncate(number("limit").unwrap_or(filters::MOST_ITEMS as usize));
        if list[end..].contains("reversed") {
            items.reverse();
        }
        Some(items)
    }

    /// The text of a file that a tag includes.
    fn include(&mut self, script: &Script<'_>, at: usize, tag: &Tag<'_>) -> String {
        let (name, rest) = self.include_name(tag.words);
        let relative = tag.name == "include_relative";
        let found = match relative {
            true => templates::beside(self.page, &script.folder, &name),
            false => templates::among_includes(self.page, &name),
        };
        let Some(Template { text, folder }) = found.filter(|_| self.depth < DEEPEST) else {
            let message = format!(
                "the file `{name}` that a template includes is not there; its text is missing"
            );
            let help = "add the file, or correct its name";
            self.report.add(crate::diagnostic::Severity::Warning, script.place(at), message, help);
            return String::new();
        };
        let (_, named) = expression::arguments(&rest, &self.scope);
        let mut given = Mapping::new();
        for (key, value) in named {
            given.insert(key.clone().into(), value.clone().unwrap_or(Value::Null));
            if self.scope.eleventy {
                self.scope.assigned.insert(key, value);
            }
        }
        self.scope.includes.push(Value::Mapping(given));
        let inner = Script {
            tokens: tokens(&text, self.scope.nunjucks),
            text: &text,
            code: None,
            place: Some(script.place(at)),
            folder,
        };
        let all = 0..inner.tokens.len();
        let words = self.text(&inner, all);
        self.scope.includes.pop();
        plugins::without_scripts(&words)
    }

    /// The name of an included file, which may be a value, and the arguments after it.
    fn include_name(&self, words: &str) -> (String, String) {
        let words = words.trim();
        let quote = words.chars().next().filter(|c| matches!(c, '"' | '\''));
        let (name, rest) = match quote {
            Some(quote) => words[1..].split_once(quote).unwrap_or((&words[1..], "")),
            None if words.starts_with("{{") => match words.split_once("}}") {
                Some((name, rest)) => (name, rest),
                None => (words, ""),
            },
            None => {
                words.split_once(|c: char| c.is_whitespace() || c == ',').unwrap_or((words, ""))
            }
        };
        let name = match name.strip_prefix("{{") {
            Some(value) => {
                expression::evaluate(value, &self.scope).value.map(|value| filters::text(&value))
            }
            None => None,
        }
        .unwrap_or_else(|| name.to_owned());
        (name, rest.trim_start_matches([',', ' ']).to_owned())
    }
}

/// What a template calls `forloop`, and Nunjucks `loop`.
fn loop_values(index: usize, count: usize) -> Value {
    let number = |number: usize| Value::from(number as u64);
    let values = [
        ("index", number(index + 1)),
        ("index0", number(index)),
        ("rindex", number(count - index)),
        ("length", number(count)),
        ("first", Value::Bool(index == 0)),
        ("last", Value::Bool(index + 1 == count)),
    ];
    Value::Mapping(values.into_iter().map(|(key, value)| (key.into(), value)).collect())
}

/// Words of a template as a message shows them.
pub(super) fn shown(words: &str) -> String {
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}
