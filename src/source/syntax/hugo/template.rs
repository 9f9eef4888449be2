//! A site's own shortcodes, as far as they only put words into HTML. Input: a template and a call.
//! Output: what stands in place of the call; nothing where the template asks for more than is known here.
//!
//! Conditions, variables, parameters and what changes no words are read; loops, partial templates and
//! pictures that are worked on are not.
//!
//! Source: the Hugo manual, "Shortcode templates", <https://gohugo.io/templates/shortcode/>.

use serde_norway::Value;

use super::form::{Form, escaped, inline_html, inline_words, link};
use super::tags::Params;
use crate::source::syntax::model::value_at;

/// Where what the shortcode holds stands in what a template makes.
const INNER: char = '\u{F8F0}';

/// How deep expressions in brackets are nested.
const DEEPEST: usize = 12;

/// What a template may ask for.
pub(super) struct Context<'a> {
    pub params: &'a Params<'a>,
    pub inner: Option<&'a str>,
    /// The values of the site, with keys in small letters.
    pub site: &'a Value,
    pub front: &'a serde_norway::Mapping,
}

/// What stands in place of a call.
pub(super) fn expand(template: &str, context: &Context<'_>) -> Option<Form> {
    let made = Run { context, variables: Vec::new() }.make(template)?;
    form(&made, context.inner.is_some())
}

/// What a template made, as a form.
fn form(made: &str, has_inner: bool) -> Option<Form> {
    let bare = without_scripts(made);
    if bare.trim().is_empty() {
        // What a script shows is not known.
        let is_silent = made.trim().is_empty() && !has_inner;
        return is_silent.then(Form::nothing);
    }
    if let Some(to) = frame_target(&bare) {
        return Some(Form::Words(link(to, to)));
    }
    const BLOCKS: [&str; 21] = [
        "<div",
        "<p>",
        "<p ",
        "<figure",
        "<table",
        "<section",
        "<aside",
        "<blockquote",
        "<details",
        "<ul",
        "<ol",
        "<h1",
        "<h2",
        "<h3",
        "<h4",
        "<pre",
        "<iframe",
        "<video",
        "<dl",
        "<article",
        "<hr",
    ];
    let is_block = BLOCKS.iter().any(|tag| bare.contains(tag));
    let is_markdown = !bare.contains('<');
    let tidy = |part: &str| {
        if is_markdown {
            return part.trim().to_owned();
        }
        let lines = part.lines().map(str::trim).filter(|line| !line.is_empty());
        lines.collect::<Vec<_>>().join(if is_block { "\n" } else { " " })
    };
    let mut parts = bare.split(INNER);
    let before = parts.next().unwrap_or_default();
    let after = parts.next();
    if parts.next().is_some() {
        return None;
    }
    Some(match (after, is_block) {
        (Some(after), true) => Form::block(tidy(before), tidy(after)),
        (Some(after), false) => Form::Inline { before: tidy(before), after: tidy(after) },
        (None, _) if is_markdown && bare.trim().contains('\n') => Form::Lines(tidy(&bare)),
        (None, true) => Form::Lines(tidy(&bare)),
        (None, false) => Form::Words(tidy(&bare)),
    })
}

/// Where a frame of the web leads that holds all a template makes.
fn frame_target(html: &str) -> Option<&str> {
    let (_, tag) = html.split_once("<iframe")?;
    let tag = tag.split('>').next().unwrap_or_default();
    let (_, to) = tag.split_once("src=")?;
    let to = to.trim_start_matches(['"', '\'']);
    let to = to.split(['"', '\'', ' ']).next().filter(|to| to.contains("//"))?;
    Some(to)
}

/// HTML without scripts, styles and comments.
fn without_scripts(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let ends = [("<script", "</script>"), ("<style", "</style>"), ("<!--", "-->")];
        let found = ends.iter().find(|(start, _)| rest.starts_with(start));
        match found.and_then(|(_, end)| Some((rest.find(end)?, end))) {
            Some((at, end)) => rest = &rest[at + end.len()..],
            None => {
                out.push('<');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// A template that is being read.
struct Run<'a> {
    context: &'a Context<'a>,
    variables: Vec<(String, String)>,
}

/// A condition that is open.
struct Condition {
    /// Whether what stands here now is made.
    holds: bool,
    /// Whether one of its branches was made, or none may be.
    done: bool,
    /// What `.` means within it.
    dot: Option<String>,
}

impl Run<'_> {
    fn make(&mut self, template: &str) -> Option<String> {
        let mut out = String::new();
        let mut open: Vec<Condition> = Vec::new();
        let mut rest = template;
        let mut trims = false;
        loop {
            let (text, action) = match rest.find("{{") {
                Some(at) => (&rest[..at], Some(&rest[at + 2..])),
                None => (rest, None),
            };
            let holds = open.last().is_none_or(|condition| condition.holds);
            let text = if trims { text.trim_start() } else { text };
            if holds {
                out.push_str(text);
            }
            let Some(action) = action else { break };
            let (words, after) = split_action(action)?;
            if words.starts_with("- ") || words.starts_with("-\n") || words.starts_with("-/*") {
                out.truncate(out.trim_end().len());
            }
            trims = words.ends_with('-');
            let words = words.trim_start_matches('-').trim_end_matches('-').trim();
            self.act(words, &mut open, &mut out)?;
            rest = after;
        }
        open.is_empty().then_some(out)
    }

    /// Does what stands in double braces.
    fn act(&mut self, words: &str, open: &mut Vec<Condition>, out: &mut String) -> Option<()> {
        let holds = open.last().is_none_or(|condition| condition.holds);
        let dot = open.iter().rev().find_map(|condition| condition.dot.clone());
        let (first, rest) = words.split_once(char::is_whitespace).unwrap_or((words, ""));
        match first {
            _ if words.starts_with("/*") => {}
            "end" => _ = open.pop()?,
            "if" | "with" | "range" | "block" | "define" if !holds => {
                open.push(Condition { holds: false, done: true, dot: None });
            }
            "if" | "with" => {
                let condition = self.condition(first, rest, dot.as_deref())?;
                open.push(condition);
            }
            "else" => {
                let condition = open.pop()?;
                let outer = open.last().is_none_or(|outer| outer.holds);
                let done = condition.done || !outer;
                let (again, rest) = rest.trim().split_once(char::is_whitespace).unwrap_or(("", ""));
                let next = match again {
                    _ if done => Condition { holds: false, done: true, dot: None },
                    "if" | "with" => self.condition(again, rest, dot.as_deref())?,
                    _ => Condition { holds: true, done: true, dot: None },
                };
                open.push(next);
            }
            _ if !holds => {}
            "range" | "block" | "define" | "template" | "partial" | "partialCached" | "return" => {
                return None;
            }
            name if name.starts_with('$') && is_assignment(rest) => {
                let (_, value) = rest.split_once('=')?;
                let value = self.value(value, dot.as_deref())?;
                self.variables.push((name.to_owned(), value));
            }
            _ => {
                let value = self.value(words, dot.as_deref())?;
                out.push_str(&value);
            }
        }
        Some(())
    }

    fn condition(&mut self, kind: &str, words: &str, dot: Option<&str>) -> Option<Condition> {
        let value = match words.split_once(":=").filter(|(name, _)| name.trim().starts_with('$')) {
            Some((name, words)) => {
                let value = self.value(words, dot)?;
                self.variables.push((name.trim().to_owned(), value.clone()));
                value
            }
            None => self.value(words, dot)?,
        };
        let holds = !value.is_empty();
        let dot = (kind == "with").then_some(value);
        Some(Condition { holds, done: holds, dot })
    }

    /// The value of a pipeline; empty for what is false or not there.
    fn value(&self, words: &str, dot: Option<&str>) -> Option<String> {
        let tokens = tokens(words)?;
        self.pipeline(&tokens, dot, 0)
    }

    fn pipeline(&self, tokens: &[Token], dot: Option<&str>, depth: usize) -> Option<String> {
        if depth > DEEPEST {
            return None;
        }
        let mut piped: Option<String> = None;
        for command in split_pipes(tokens) {
            let mut arguments = self.arguments(command, dot, depth)?;
            if let Some(value) = piped.take() {
                arguments.push(Argument::Value(value));
            }
            piped = Some(self.call(&arguments)?);
        }
        piped
    }

    /// The words and values of a command; `.Get "x"` in brackets is a value.
    fn arguments(
        &self,
        tokens: &[Token],
        dot: Option<&str>,
        depth: usize,
    ) -> Option<Vec<Argument>> {
        let mut arguments = Vec::new();
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            match token {
                Token::Text(words) => arguments.push(Argument::Value(words.clone())),
                Token::Word(word) => arguments.push(self.word(word, dot)?),
                Token::Open => {
                    let end = closing(tokens, at)?;
                    let value = self.pipeline(&tokens[at + 1..end], dot, depth + 1)?;
                    arguments.push(Argument::Value(value));
                    at = end;
                }
                Token::Close | Token::Pipe => return None,
            }
            at += 1;
        }
        (!arguments.is_empty()).then_some(arguments)
    }

    /// A word: a value, or the name of a function.
    fn word(&self, word: &str, dot: Option<&str>) -> Option<Argument> {
        let value = |words: &str| Some(Argument::Value(words.to_owned()));
        let bare = word.trim_start_matches('$');
        match bare {
            "." | "" => return value(dot?),
            "true" => return value("true"),
            "false" | "nil" => return value(""),
            ".Inner" | ".InnerDeindent" => {
                let has_words = self.context.inner.is_some_and(|inner| !inner.trim().is_empty());
                let shown = if has_words { INNER.to_string() } else { String::new() };
                return Some(Argument::Value(shown));
            }
            ".IsNamedParams" => {
                return value(if self.context.params.names.is_empty() { "" } else { "true" });
            }
            ".Page.Title" => {
                let title = self.context.front.get("title").and_then(Value::as_str);
                return value(title.unwrap_or_default());
            }
            ".Get" | ".Page.RenderString" | ".Params" | ".Page" => {
                return Some(Argument::Name(bare.to_owned()));
            }
            _ => {}
        }
        if word.starts_with('$') {
            let known = self.variables.iter().rev().find(|(name, _)| name == word)?;
            return value(&known.1);
        }
        for prefix in [".Site.", "site.", ".Page.Site."] {
            if let Some(path) = bare.strip_prefix(prefix) {
                let found = value_at(self.context.site.as_mapping()?, &path.to_lowercase());
                return value(&found.map(shown).unwrap_or_default());
            }
        }
        if let Some(key) = bare.strip_prefix(".Page.Params.") {
            let key = key.to_lowercase();
            let own = |table: &serde_norway::Mapping| value_at(table, &key).map(shown);
            return value(&own(self.context.front).unwrap_or_default());
        }
        if word.bytes().all(|byte| byte.is_ascii_digit()) {
            return value(word);
        }
        let is_name = word.starts_with(|c: char| c.is_ascii_alphabetic());
        is_name.then(|| Argument::Name(word.to_owned()))
    }

    /// Calls a function; a value alone is itself.
    fn call(&self, arguments: &[Argument]) -> Option<String> {
        let (first, rest) = arguments.split_first()?;
        let name = match first {
            Argument::Value(value) if rest.is_empty() => return Some(value.clone()),
            Argument::Value(_) => return None,
            Argument::Name(name) => name.as_str(),
        };
        let values: Vec<&str> = rest
            .iter()
            .filter_map(|argument| match argument {
                Argument::Value(value) => Some(value.as_str()),
                Argument::Name(_) => None,
            })
            .collect();
        match name {
            ".Get" => return Some(self.parameter(values.first()?)),
            "index" | "isset" if matches!(rest.first(), Some(Argument::Name(n)) if n == ".Params") =>
            {
                return Some(self.parameter(values.first()?));
            }
            "ref" | "relref" if matches!(rest.first(), Some(Argument::Name(_))) => {}
            "markdownify" | ".Page.RenderString" | "emojify" => {
                let value = values.last()?;
                return Some(if value.contains(INNER) {
                    (*value).to_owned()
                } else {
                    inline_html(value)
                });
            }
            _ if rest.len() > values.len() => return None,
            _ => {}
        }
        function(name, &values)
    }

    /// A parameter by its name or place.
    fn parameter(&self, key: &str) -> String {
        let params = self.context.params;
        let found = match key.parse::<usize>() {
            Ok(place) => params.at(place),
            Err(_) => params.named(key),
        };
        found.unwrap_or_default().replace(INNER, "")
    }
}

/// A value of settings or front matter as words.
fn shown(value: &Value) -> String {
    match value {
        Value::String(words) => words.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(true) => "true".to_owned(),
        _ => String::new(),
    }
}

fn is_assignment(rest: &str) -> bool {
    let rest = rest.trim_start();
    rest.starts_with(":=") || rest.starts_with("= ")
}

/// What stands up to the closing braces, which may stand in quotes too, and what comes after them.
fn split_action(text: &str) -> Option<(&str, &str)> {
    if text.trim_start_matches(['-', ' ', '\n']).starts_with("/*") {
        let end = text.find("*/")?;
        let close = end + text[end..].find("}}")?;
        return Some((&text[..close], &text[close + 2..]));
    }
    let mut quote: Option<char> = None;
    let mut escapes = false;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            _ if escapes => escapes = false,
            (Some('"'), '\\') => escapes = true,
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '`') => quote = Some(c),
            (None, '}') if text[at..].starts_with("}}") => {
                return Some((&text[..at], &text[at + 2..]));
            }
            _ => {}
        }
    }
    None
}

/// A piece of an expression.
#[derive(Debug, Clone, PartialEq)]
enum Token {
    Text(String),
    Word(String),
    Open,
    Close,
    Pipe,
}

/// A value, or the name of a function.
#[derive(Debug)]
enum Argument {
    Value(String),
    Name(String),
}

/// The pieces of an expression.
fn tokens(words: &str) -> Option<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut rest = words.trim_start();
    while let Some(first) = rest.chars().next() {
        match first {
            '(' | ')' | '|' => {
                tokens.push(match first {
                    '(' => Token::Open,
                    ')' => Token::Close,
                    _ => Token::Pipe,
                });
                rest = &rest[1..];
            }
            '`' => {
                let end = rest[1..].find('`')? + 1;
                tokens.push(Token::Text(rest[1..end].to_owned()));
                rest = &rest[end + 1..];
            }
            '"' => {
                let mut words = String::new();
                let mut letters = rest.char_indices().skip(1);
                let end = loop {
                    match letters.next()? {
                        (at, '"') => break at,
                        (_, '\\') => match letters.next()?.1 {
                            'n' => words.push('\n'),
                            c => words.push(c),
                        },
                        (_, c) => words.push(c),
                    }
                };
                tokens.push(Token::Text(words));
                rest = &rest[end + 1..];
            }
            _ => {
                let end = rest.find(|c: char| c.is_whitespace() || "()|\"`".contains(c));
                let end = end.unwrap_or(rest.len());
                tokens.push(Token::Word(rest[..end].to_owned()));
                rest = &rest[end..];
            }
        }
        rest = rest.trim_start();
    }
    Some(tokens)
}

/// The commands of a pipeline.
fn split_pipes(tokens: &[Token]) -> Vec<&[Token]> {
    let (mut commands, mut start, mut depth) = (Vec::new(), 0, 0_usize);
    for (at, token) in tokens.iter().enumerate() {
        match token {
            Token::Open => depth += 1,
            Token::Close => depth = depth.saturating_sub(1),
            Token::Pipe if depth == 0 => {
                commands.push(&tokens[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    commands.push(&tokens[start..]);
    commands
}

/// Where the bracket that opens at a place is closed.
fn closing(tokens: &[Token], open: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        match token {
            Token::Open => depth += 1,
            Token::Close => {
                depth -= 1;
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}

/// What a function makes of values; `None` if it is not known.
fn function(name: &str, values: &[&str]) -> Option<String> {
    let truth = |holds: bool| Some(if holds { "true".to_owned() } else { String::new() });
    let last = *values.last()?;
    match name {
        "safeHTML"
        | "safeURL"
        | "safeCSS"
        | "safeJS"
        | "safeHTMLAttr"
        | "relURL"
        | "absURL"
        | "relLangURL"
        | "absLangURL"
        | "trim"
        | "strings.TrimSpace"
        | "strings.Trim"
        | "htmlUnescape"
        | "string"
        | "print"
        | "ref"
        | "relref"
        | "chomp"
        | "strings.Chomp"
        | "transform.Markdownify"
            if name != "print" || values.len() == 1 =>
        {
            Some(last.to_owned())
        }
        "plainify" => Some(inline_words(last)),
        "htmlEscape" => Some(escaped(last)),
        "lower" | "strings.ToLower" => Some(last.to_lowercase()),
        "upper" | "strings.ToUpper" => Some(last.to_uppercase()),
        "title" | "strings.Title" | "humanize" | "strings.FirstUpper" => {
            let mut letters = last.chars();
            let first = letters.next().map(|c| c.to_uppercase().collect::<String>());
            Some(first.unwrap_or_default() + letters.as_str())
        }
        "urlize" | "anchorize" => Some(last.to_lowercase().replace(' ', "-")),
        "default" => Some((if last.is_empty() { values.first()? } else { &last }).to_string()),
        "printf" => printf(values),
        "eq" => truth(values.get(1..)?.contains(values.first()?)),
        "ne" => truth(values.first() != values.get(1)),
        "not" => truth(last.is_empty()),
        "and" => values.iter().find(|v| v.is_empty()).or(values.last()).map(|v| (*v).to_owned()),
        "or" => values.iter().find(|v| !v.is_empty()).or(values.last()).map(|v| (*v).to_owned()),
        "cond" => Some((*values.get(if values.first()?.is_empty() { 2 } else { 1 })?).to_owned()),
        "hasPrefix" | "strings.HasPrefix" => truth(values.first()?.starts_with(values.get(1)?)),
        "hasSuffix" | "strings.HasSuffix" => truth(values.first()?.ends_with(values.get(1)?)),
        "in" | "strings.Contains" => truth(values.first()?.contains(values.get(1)?)),
        "replace" | "strings.Replace" | "strings.ReplaceAll" => {
            Some(values.first()?.replace(values.get(1)?, values.get(2)?))
        }
        "warnf" | "errorf" => Some(String::new()),
        _ => None,
    }
}

/// `printf` for words and whole numbers.
fn printf(values: &[&str]) -> Option<String> {
    let (format, mut rest) = values.split_first()?;
    let mut out = String::new();
    let mut letters = format.chars();
    while let Some(c) = letters.next() {
        if c != '%' {
            out.push(c);
            continue;
        }
        match letters.next()? {
            '%' => out.push('%'),
            's' | 'v' | 'd' => {
                let (value, others) = rest.split_first()?;
                out.push_str(value);
                rest = others;
            }
            _ => return None,
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::syntax::hugo::tags::{TagKind, tags};

    fn expanded(template: &str, tag: &str, inner: Option<&str>) -> Option<Form> {
        let all = tags(tag);
        let TagKind::Open(call) = &all[0].what else { panic!("{tag} opens nothing") };
        let site: Value = serde_norway::from_str("params:\n  shop: Seed\n").unwrap();
        let front = serde_norway::Mapping::new();
        expand(template, &Context { params: &call.params, inner, site: &site, front: &front })
    }

    #[test]
    fn words_are_put_into_html() {
        let template = "{{- /* a box */ -}}\n{{ $kind := .Get \"kind\" | default \"plain\" }}\n<div class=\"{{ $kind }}\">\n  {{ with .Get 0 }}<b>{{ . }}</b>{{ else }}none{{ end }}\n  {{ .Inner | markdownify }}\n</div>";
        assert_eq!(
            expanded(template, "{{< a \"One\" >}}", Some("x")),
            Some(Form::block("<div class=\"plain\">\n<b>One</b>", "</div>"))
        );
        assert_eq!(
            expanded(
                "<span>{{ site.Params.shop }} {{ if eq (.Get 0) \"x\" }}X{{ end }}</span>",
                "{{< a x >}}",
                None
            ),
            Some(Form::Words("<span>Seed X</span>".to_owned()))
        );
    }

    #[test]
    fn what_asks_for_more_is_not_read() {
        for template in
            ["{{ range .Pages }}a{{ end }}", "{{ partial \"x\" . }}", "{{ .Page.Pages }}", "{{ if"]
        {
            assert_eq!(expanded(template, "{{< a >}}", None), None, "{template}");
        }
        assert_eq!(
            expanded("{{ if .Get 0 }}{{ partial \"x\" . }}{{ else }}b{{ end }}", "{{< a >}}", None),
            Some(Form::Words("b".to_owned()))
        );
    }
}
