//! Liquid's expressions. Input: `page.title | upcase`, `a == "b" and c`. Output: their values, as far
//! as they can be known without the program that builds the site.

use std::borrow::Cow;

use serde_norway::Value;

use super::filters;
use super::scope::{Known, Scope};

/// What an expression comes to.
pub(super) struct Evaluated<'v> {
    pub value: Known<'v>,
    /// The filters that are not known; the value has passed them unchanged.
    pub unknown_filters: Vec<String>,
}

/// A part of an expression.
#[derive(Debug, Clone, PartialEq)]
enum Part<'e> {
    Text(&'e str),
    Number(&'e str),
    Name(&'e str),
    Sign(&'e str),
}

/// Signs of more than one character come first.
const SIGNS: [&str; 21] = [
    "..", "==", "!=", "<>", "<=", ">=", ".", "[", "]", "|", ":", ",", "(", ")", "<", ">", "=", "~",
    "+", "{", "}",
];

fn parts(words: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = words.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '"' | '\'' => {
                let end = rest[1..].find(first).map_or(rest.len(), |end| end + 1);
                parts.push(Part::Text(rest.get(1..end).unwrap_or_default()));
                (end + 1).min(rest.len())
            }
            '0'..='9' | '-' if number_length(rest) > 0 => {
                let length = number_length(rest);
                parts.push(Part::Number(&rest[..length]));
                length
            }
            c if c.is_alphabetic() || c == '_' => {
                let name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '?');
                let length = rest.find(|c| !name(c)).unwrap_or(rest.len());
                parts.push(Part::Name(&rest[..length]));
                length
            }
            _ => match SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
                Some(sign) => {
                    parts.push(Part::Sign(sign));
                    sign.len()
                }
                None => first.len_utf8(),
            },
        };
        rest = rest[length..].trim_start();
    }
    parts
}

fn number_length(words: &str) -> usize {
    let bare = words.strip_prefix('-').unwrap_or(words);
    let sign = words.len() - bare.len();
    let figures = bare.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &bare[figures..];
    let after = rest
        .strip_prefix('.')
        .map_or(0, |rest| rest.bytes().take_while(u8::is_ascii_digit).count());
    match figures {
        0 => 0,
        _ if after > 0 => sign + figures + 1 + after,
        _ => sign + figures,
    }
}

/// Evaluates a value with its filters.
pub(super) fn evaluate<'v>(words: &str, scope: &'v Scope<'_>) -> Evaluated<'v> {
    let mut reader = Reader::new(words, scope);
    let value = reader.filtered();
    Evaluated { value, unknown_filters: reader.unknown_filters }
}

/// Whether a condition holds; `None` if that cannot be known.
pub(super) fn holds(words: &str, scope: &Scope<'_>) -> Option<bool> {
    let mut reader = Reader::new(words, scope);
    reader.condition(0)
}

/// The first of some values in a list parted by commas or `or`.
pub(super) fn values<'v>(words: &str, scope: &'v Scope<'_>) -> Vec<Known<'v>> {
    let mut reader = Reader::new(words, scope);
    let mut values = Vec::new();
    while reader.at < reader.parts.len() {
        let before = reader.at;
        values.push(reader.value());
        let parted = reader.take_sign(",") || reader.take_name("or");
        if !parted || reader.at == before {
            break;
        }
    }
    values
}

/// The arguments of a tag with names; `None` for values that cannot be known.
pub(super) type NamedArguments = Vec<(String, Option<Value>)>;

/// The arguments of a tag: those without a name, and those with one (`a=b`, `a: b`).
pub(super) fn arguments(words: &str, scope: &Scope<'_>) -> (Vec<Option<Value>>, NamedArguments) {
    let mut reader = Reader::new(words, scope);
    let (mut plain, mut named) = (Vec::new(), Vec::new());
    while reader.at < reader.parts.len() {
        let before = reader.at;
        let name = match (reader.parts.get(reader.at), reader.parts.get(reader.at + 1)) {
            (Some(Part::Name(name) | Part::Text(name)), Some(Part::Sign("=" | ":"))) => {
                Some((*name).to_owned())
            }
            _ => None,
        };
        match name {
            Some(name) => {
                reader.at += 2;
                let value = reader.value().map(Cow::into_owned);
                named.push((name, value));
            }
            None => {
                let value = reader.value().map(Cow::into_owned);
                plain.push(value);
            }
        }
        reader.take_sign(",");
        if reader.at == before {
            reader.at += 1;
        }
    }
    (plain, named)
}

struct Reader<'v, 's, 'e> {
    parts: Vec<Part<'e>>,
    at: usize,
    scope: &'v Scope<'s>,
    unknown_filters: Vec<String>,
    /// How deep brackets are nested.
    depth: usize,
}

/// How deep brackets may be nested.
const DEEPEST: usize = 30;

impl<'v, 's, 'e> Reader<'v, 's, 'e> {
    fn new(words: &'e str, scope: &'v Scope<'s>) -> Self {
        Reader { parts: parts(words), at: 0, scope, unknown_filters: Vec::new(), depth: 0 }
    }

    fn take_sign(&mut self, sign: &str) -> bool {
        let is = matches!(self.parts.get(self.at), Some(Part::Sign(found)) if *found == sign);
        self.at += usize::from(is);
        is
    }

    fn take_name(&mut self, name: &str) -> bool {
        let is = matches!(self.parts.get(self.at), Some(Part::Name(found)) if *found == name);
        self.at += usize::from(is);
        is
    }

    fn filtered(&mut self) -> Known<'v> {
        let mut value = self.joined();
        while self.take_sign("|") {
            let Some(Part::Name(name)) = self.parts.get(self.at).cloned() else { break };
            self.at += 1;
            let arguments = self.filter_arguments();
            match filters::apply(name, value.as_deref(), &arguments, self.scope) {
                Some(made) => value = made.map(Cow::Owned),
                None => {
                    self.unknown_filters.push(name.to_owned());
                    value = value.filter(|value| !value.is_sequence() && !value.is_mapping());
                }
            }
        }
        match self.at < self.parts.len() {
            // What goes on in an unknown way is not known.
            true => None,
            false => value,
        }
    }

    /// Values with `+` or `~` between them.
    fn joined(&mut self) -> Known<'v> {
        let mut value = self.value();
        while self.take_sign("~") || self.take_sign("+") {
            let next = self.value();
            value = match (value, next) {
                (Some(a), Some(b)) => {
                    Some(Cow::Owned(Value::String(filters::text(&a) + &filters::text(&b))))
                }
                _ => None,
            };
        }
        value
    }

    /// `: a, b` of Liquid or `(a, b)` of Nunjucks.
    fn filter_arguments(&mut self) -> Vec<Option<Value>> {
        let mut arguments = Vec::new();
        let bracket = self.take_sign("(");
        if !bracket && !self.take_sign(":") {
            return arguments;
        }
        while !(bracket && self.take_sign(")")) && self.at < self.parts.len() {
            let before = self.at;
            let value = self.value().map(Cow::into_owned);
            arguments.push(value);
            if !self.take_sign(",") && !bracket || self.at == before {
                break;
            }
        }
        arguments
    }

    /// A literal, a range, or a variable with its path.
    fn value(&mut self) -> Known<'v> {
        let part = self.parts.get(self.at).cloned()?;
        self.at += 1;
        match part {
            Part::Text(text) => Some(Cow::Owned(Value::String(text.to_owned()))),
            Part::Number(number) => Some(Cow::Owned(number_value(number))),
            Part::Name("true") => Some(Cow::Owned(Value::Bool(true))),
            Part::Name("false") => Some(Cow::Owned(Value::Bool(false))),
            Part::Name("nil" | "null" | "none") => Some(Cow::Owned(Value::Null)),
            Part::Name("empty" | "blank") => Some(Cow::Owned(Value::String(String::new()))),
            Part::Name(name) => self.path(name),
            Part::Sign("(") => self.bracket(),
            Part::Sign("[") => self.list(),
            Part::Sign(_) => None,
        }
    }

    /// `(1..5)`, or a value in brackets.
    fn bracket(&mut self) -> Known<'v> {
        if self.depth > DEEPEST {
            return None;
        }
        self.depth += 1;
        let first = self.value();
        let value = match self.take_sign("..") {
            true => {
                let last = self.value();
                let (first, last) = (first?.as_i64()?, last?.as_i64()?);
                let last = last.min(first.saturating_add(filters::MOST_ITEMS));
                Some(Cow::Owned(Value::Sequence((first..=last).map(Value::from).collect())))
            }
            false => first,
        };
        self.depth -= 1;
        self.take_sign(")").then_some(value)?
    }

    /// `["a", "b"]`.
    fn list(&mut self) -> Known<'v> {
        if self.depth > DEEPEST {
            return None;
        }
        self.depth += 1;
        let mut items = Vec::new();
        while !self.take_sign("]") {
            items.push(self.value()?.into_owned());
            if !self.take_sign(",") && !matches!(self.parts.get(self.at), Some(Part::Sign("]"))) {
                return None;
            }
        }
        self.depth -= 1;
        Some(Cow::Owned(Value::Sequence(items)))
    }

    fn path(&mut self, name: &str) -> Known<'v> {
        let mut value = self.scope.root(name).map(Cow::Borrowed);
        let mut path = name.to_owned();
        loop {
            if self.take_sign(".") {
                let Some(Part::Name(key)) = self.parts.get(self.at).cloned() else { return None };
                self.at += 1;
                path = format!("{path}.{key}");
                value = self.scope.member(value, key, &path);
            } else if self.depth <= DEEPEST && self.take_sign("[") {
                self.depth += 1;
                let key = self.value();
                self.depth -= 1;
                self.take_sign("]");
                value = match key {
                    Some(key) => {
                        let key = filters::text(&key);
                        path = format!("{path}.{key}");
                        self.scope.member(value, &key, &path)
                    }
                    None => None,
                };
            } else if matches!(self.parts.get(self.at), Some(Part::Sign("("))) {
                // A function is not called.
                self.at = self.parts.len();
                return None;
            } else {
                return value;
            }
        }
    }

    /// Comparisons with `and` and `or` between them, which Liquid reads from the right.
    fn condition(&mut self, depth: usize) -> Option<bool> {
        let first = self.comparison();
        if depth > DEEPEST {
            return None;
        }
        if self.take_name("and") {
            let rest = self.condition(depth + 1);
            return match (first, rest) {
                (Some(false), _) | (_, Some(false)) => Some(false),
                (first, rest) => Some(first? && rest?),
            };
        }
        if self.take_name("or") {
            let rest = self.condition(depth + 1);
            return match (first, rest) {
                (Some(true), _) | (_, Some(true)) => Some(true),
                (first, rest) => Some(first? || rest?),
            };
        }
        first.filter(|_| self.at >= self.parts.len())
    }

    fn comparison(&mut self) -> Option<bool> {
        let not = self.take_name("not");
        let left = self.value();
        let sign = match self.parts.get(self.at) {
            Some(Part::Sign(sign @ ("==" | "!=" | "<>" | "<" | ">" | "<=" | ">="))) => *sign,
            Some(Part::Name("contains")) => "contains",
            _ => return left.map(|value| is_true(&value, self.scope.nunjucks) != not),
        };
        self.at += 1;
        let blank = matches!(self.parts.get(self.at), Some(Part::Name("blank" | "empty")));
        let right = self.value();
        let (left, right) = (left?, right?);
        let holds = match sign {
            "==" if blank => filters::is_blank(&left),
            "!=" | "<>" if blank => !filters::is_blank(&left),
            "==" => equal(&left, &right),
            "!=" | "<>" => !equal(&left, &right),
            "contains" => contains(&left, &right),
            sign => {
                // Liquid compares nothing but numbers and words.
                let Some(order) = filters::compare(&left, &right) else { return Some(not) };
                match sign {
                    "<" => order.is_lt(),
                    ">" => order.is_gt(),
                    "<=" => order.is_le(),
                    _ => order.is_ge(),
                }
            }
        };
        Some(holds != not)
    }
}

fn number_value(number: &str) -> Value {
    number
        .parse::<i64>()
        .map(Value::from)
        .or_else(|_| number.parse::<f64>().map(Value::from))
        .unwrap_or(Value::Null)
}

/// All but nil and false is true in Liquid; in Nunjucks empty words and nought are not.
pub(super) fn is_true(value: &Value, nunjucks: bool) -> bool {
    match value {
        Value::Null | Value::Bool(false) => false,
        Value::String(text) => !nunjucks || !text.is_empty(),
        Value::Number(number) => !nunjucks || number.as_f64() != Some(0.0),
        _ => true,
    }
}

fn equal(a: &Value, b: &Value) -> bool {
    match (a.as_f64(), b.as_f64()) {
        (Some(a), Some(b)) => a.total_cmp(&b).is_eq(),
        _ => a == b,
    }
}

fn contains(value: &Value, wanted: &Value) -> bool {
    match value {
        Value::Sequence(items) => items.iter().any(|item| equal(item, wanted)),
        Value::Mapping(table) => table.contains_key(wanted),
        value => filters::text(value).contains(&filters::text(wanted)),
    }
}
