//! Attribute lists. Input: `{: #id .class key="value"}` after words, blocks and headings, `{:toc}`,
//! `{::comment}`, `*[HTML]: words`. Output: anchors, boxes for the classes that themes make boxes of,
//! pictures with their sizes; nothing for the rest.

use std::collections::BTreeMap;
use std::ops::Range;

use super::lines::{Edits, Line, lines};
use crate::rewrite::Rewriter;
use crate::source::syntax::code::CodeRanges;
use crate::source::syntax::model::Syntax;
use crate::source::syntax::model::SyntaxPage;
use crate::source::syntax::report::SyntaxReport;

/// Attribute lists and what else stands in braces with a colon.
#[derive(Debug)]
pub(in super::super::super) struct AttributeLists;

/// An attribute list.
#[derive(Debug, Default, Clone, PartialEq)]
struct Attributes {
    id: Option<String>,
    classes: Vec<String>,
    values: Vec<(String, String)>,
    /// Names of other lists, and `toc`.
    names: Vec<String>,
}

/// Reads what stands in braces after the colon; `None` if that is no attribute list.
fn parse(inner: &str) -> Option<Attributes> {
    let mut found = Attributes::default();
    let mut rest = inner.trim();
    while !rest.is_empty() {
        let end = rest.find(|c: char| c.is_whitespace() || c == '=').unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        let is_name = |name: &str| {
            !name.is_empty()
                && name
                    .chars()
                    .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | ':' | '.' | '/'))
        };
        rest = match after.strip_prefix('=') {
            Some(after) if is_name(word) => {
                let (value, rest) = value(after);
                found.values.push((word.to_owned(), value));
                rest
            }
            Some(_) => return None,
            None => {
                take_word(word, &mut found)?;
                after
            }
        }
        .trim_start();
    }
    if let Some(at) = found.values.iter().position(|(key, _)| key == "id") {
        found.id = Some(found.values.remove(at).1);
    }
    Some(found)
}

/// `.class`, `#id`, both together, or a name.
fn take_word(word: &str, found: &mut Attributes) -> Option<()> {
    let sound =
        |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | ':' | '.' | '#' | '/' | '@');
    if word.is_empty() || !word.chars().all(sound) {
        return None;
    }
    let mut rest = word;
    if !rest.starts_with(['.', '#']) {
        found.names.push(rest.to_owned());
        return Some(());
    }
    while let Some(sign) = rest.chars().next() {
        let end = rest[1..].find(['.', '#']).map_or(rest.len(), |end| end + 1);
        let name = rest[1..end].to_owned();
        match sign {
            '#' => found.id = Some(name),
            _ => found.classes.push(name),
        }
        rest = &rest[end..];
    }
    Some(())
}

/// A value in quotes or without, and what follows it.
fn value(text: &str) -> (String, &str) {
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''));
    match quote {
        Some(quote) => {
            let end = text[1..].find(quote).map_or(text.len(), |end| end + 1);
            (text[1..end.max(1)].to_owned(), text.get(end + 1..).unwrap_or_default())
        }
        None => {
            let end = text.find(char::is_whitespace).unwrap_or(text.len());
            (text[..end].to_owned(), &text[end..])
        }
    }
}

impl Syntax for AttributeLists {
    fn rewrite(
        &self,
        _: &SyntaxPage<'_>,
        text: &str,
        rewriter: &mut Rewriter<'_>,
        _: &mut SyntaxReport<'_>,
    ) {
        if !text.contains("{:") && !text.contains("*[") {
            return;
        }
        let code = CodeRanges::of(text);
        let lines = lines(text);
        let mut pass = AttributePass {
            text,
            code: &code,
            lines: &lines,
            edits: Edits::default(),
            named: BTreeMap::new(),
        };
        pass.find_named();
        pass.take_lines();
        pass.take_spans();
        pass.take_extensions();
        pass.take_abbreviations();
        pass.edits.write(rewriter);
    }
}

struct AttributePass<'t> {
    text: &'t str,
    code: &'t CodeRanges,
    lines: &'t [Line<'t>],
    edits: Edits,
    /// Lists by their names: `{:name: .class}`.
    named: BTreeMap<&'t str, Attributes>,
}

impl<'t> AttributePass<'t> {
    /// What stands between `{:` and `}` where a line is nothing else.
    fn alone(&self, index: usize) -> Option<&'t str> {
        let line = self.lines.get(index)?;
        let inner = line.text.trim().strip_prefix("{:")?.strip_suffix('}')?;
        let other = inner.starts_with([':', '/']) || inner.contains(['{', '}']);
        (!other && !self.code.hold(line.first())).then_some(inner)
    }

    /// `name` and the list of `{:name: .class}`.
    fn definition(inner: &str) -> Option<(&str, &str)> {
        let (name, list) = inner.split_once(':')?;
        let sound =
            !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
        (sound && list.starts_with(' ')).then_some((name, list))
    }

    fn find_named(&mut self) {
        for index in 0..self.lines.len() {
            if let Some((name, list)) = self.alone(index).and_then(Self::definition)
                && let Some(attributes) = parse(list)
            {
                self.named.insert(name, attributes);
            }
        }
    }

    /// A list with those that it names.
    fn read(&self, inner: &str) -> Option<Attributes> {
        let mut found = parse(inner)?;
        for name in found.names.clone() {
            if let Some(named) = self.named.get(name.as_str()) {
                found.id = found.id.or_else(|| named.id.clone());
                found.classes.extend(named.classes.iter().cloned());
                found.values.extend(named.values.iter().cloned());
            }
        }
        Some(found)
    }

    /// Lists that are lines of their own.
    fn take_lines(&mut self) {
        for index in 0..self.lines.len() {
            let line = self.lines[index];
            if line.text.trim() == "^" && !self.code.hold(line.first()) {
                self.edits.put(line.first()..line.end(), "");
            }
            let Some(inner) = self.alone(index) else { continue };
            if Self::definition(inner).is_some() {
                self.edits.put(line.first()..line.end(), "");
                continue;
            }
            let Some(attributes) = self.read(inner) else { continue };
            if attributes.names.iter().any(|name| name == "toc") {
                self.take_contents(index);
                continue;
            }
            self.take_line(index, &attributes);
        }
    }

    fn is_text(&self, index: usize) -> bool {
        self.lines.get(index).is_some_and(|line| !line.is_blank()) && self.alone(index).is_none()
    }

    /// The lines of the block that ends before a line, or that begins after it.
    fn block(&self, index: usize) -> Option<Range<usize>> {
        if index > 0 && self.is_text(index - 1) {
            let start = (0..index).rev().take_while(|before| self.is_text(*before)).last()?;
            return Some(start..index);
        }
        let first = (index + 1..self.lines.len()).find(|after| self.alone(*after).is_none())?;
        let end = (first..self.lines.len()).take_while(|after| self.is_text(*after)).last()?;
        Some(first..end + 1)
    }

    /// A list of contents is dropped: an edition has its own.
    fn take_contents(&mut self, index: usize) {
        let line = self.lines[index];
        let before = (0..index)
            .rev()
            .find(|before| !self.lines[*before].is_blank() && self.alone(*before).is_none());
        let is_item = |line: &Line<'_>| {
            let text = line.text.trim_start();
            let numbered = text.trim_start_matches(|c: char| c.is_ascii_digit());
            text.starts_with(['*', '-', '+'])
                || numbered.len() < text.len() && numbered.starts_with(['.', ')'])
        };
        if let Some(before) =
            before.filter(|before| index - before <= 2 && is_item(&self.lines[*before]))
        {
            let item = self.lines[before];
            self.edits.put(item.first()..item.end(), "");
        }
        self.edits.put(line.first()..line.end(), "");
    }

    fn take_line(&mut self, index: usize, attributes: &Attributes) {
        let line = self.lines[index];
        let block = self.block(index);
        let before = block.as_ref().is_some_and(|block| block.end == index);
        let boxed = box_kind(&attributes.classes);
        let whole = block.clone().filter(|block| self.is_sound_box(block.clone()));
        if let (Some((kind, title)), Some(block)) = (boxed, whole) {
            let indent = self.lines[block.start].indent();
            let opening = format!("{indent}<aside data-box=\"{kind}\" data-title=\"{title}\">\n\n");
            let closing = format!("\n\n{indent}</aside>\n");
            let start = self.lines[block.start].start;
            let end = self.lines[block.end - 1].end();
            if before {
                self.edits.put(start..start, format!("\n{opening}"));
                self.edits.put(end..line.end(), closing);
            } else {
                self.edits.put(line.start..line.end(), format!("\n{opening}"));
                self.edits.put(end..end, closing);
            }
            return;
        }
        if before {
            let last = self.lines[index - 1];
            if self.resize(last.text.trim_end().len() + last.start, attributes, line.end()) {
                return;
            }
            if let Some(id) = &attributes.id {
                let heading = last.text.trim_start().starts_with('#') && !last.text.contains("{#");
                let place = last.end()..line.end();
                let words = if heading { format!(" {{#{id}}}") } else { anchor(last, id) };
                return self.edits.put(place, words);
            }
            return self.edits.put(last.end()..line.end(), "");
        }
        match &attributes.id {
            Some(id) => self.edits.put(line.first()..line.end(), format!("<a id=\"{id}\"></a>\n")),
            None => self.edits.put(line.first()..line.end(), ""),
        }
    }

    /// Whether a block may be put into a box by its lines: not a heading, a listing, a table, an item.
    fn is_sound_box(&self, block: Range<usize>) -> bool {
        let first = self.lines[block.start].text.trim_start();
        !first.starts_with(['#', '|', '`', '~', '<'])
            && !self.code.hold(self.lines[block.start].first())
    }

    /// Gives the picture that ends at a place its size.
    fn resize(&mut self, end: usize, attributes: &Attributes, to: usize) -> bool {
        let sizes = ["width", "height"];
        let sized: Vec<&(String, String)> = attributes
            .values
            .iter()
            .filter(|(key, value)| sizes.contains(&key.as_str()) && sound_size(value))
            .collect();
        if sized.is_empty() {
            return false;
        }
        let Some((start, alt, target, title)) = picture_before(self.text, end) else {
            return false;
        };
        let escape = super::super::boxes::escaped;
        let mut image = format!("<img src=\"{}\" alt=\"{}\"", escape(target), escape(alt));
        if !title.is_empty() {
            image += &format!(" title=\"{}\"", escape(title));
        }
        for (key, value) in sized {
            image += &format!(" {key}=\"{}\"", escape(value));
        }
        self.edits.put(start..to, image + ">");
        true
    }

    /// Lists after words.
    fn take_spans(&mut self) {
        let mut from = 0;
        while let Some(at) = self.text[from..].find("{:").map(|at| from + at) {
            from = at + 2;
            let Some(end) = self.text[at..].find('}').map(|end| at + end) else { return };
            let inner = &self.text[at + 2..end];
            let other = inner.starts_with([':', '/']) || inner.contains(['{', '\n']);
            if other || self.code.hold(at) || self.is_alone(at) {
                continue;
            }
            let Some(attributes) = self.read(inner).filter(|found| *found != Attributes::default())
            else {
                continue;
            };
            from = end + 1;
            let before = self.text[..at].trim_end_matches(' ').len();
            if self.resize(before, &attributes, end + 1) {
                continue;
            }
            let line_start = self.text[..at].rfind('\n').map_or(0, |start| start + 1);
            let heading = self.text[line_start..].trim_start().starts_with('#');
            let start =
                if self.text[end + 1..].starts_with(['\n', '\r']) || end + 1 == self.text.len() {
                    before
                } else {
                    at
                };
            let words = match &attributes.id {
                Some(id) if heading => format!(" {{#{id}}}"),
                Some(id) => format!("<a id=\"{id}\"></a>"),
                None => String::new(),
            };
            self.edits.put(start.max(line_start)..end + 1, words);
        }
    }

    /// Whether the list at a place is a line of its own.
    fn is_alone(&self, at: usize) -> bool {
        let index = self.lines.partition_point(|line| line.start <= at);
        index.checked_sub(1).is_some_and(|index| self.alone(index).is_some())
    }

    /// `{::options /}`, `{::comment}…{:/comment}`, `{::nomarkdown}…{:/}`.
    fn take_extensions(&mut self) {
        let mut from = 0;
        while let Some(at) = self.text[from..].find("{:").map(|at| from + at) {
            from = at + 2;
            let inner = &self.text[from..];
            let is_extension = inner.starts_with(':') || inner.starts_with('/');
            let Some(end) = inner.find('}').map(|end| from + end) else { return };
            let words = &self.text[from..end];
            if !is_extension || words.contains('\n') || self.code.hold(at) {
                continue;
            }
            from = end + 1;
            let comment = words.starts_with(":comment") && !words.ends_with('/');
            let closer = self.text[from..].find("{:/").filter(|_| comment);
            if let Some(close) = closer.map(|close| from + close) {
                from = self.text[close..].find('}').map_or(self.text.len(), |end| close + end + 1);
            }
            self.edits.put(at..from, "");
        }
    }

    /// `*[HTML]: words`: the first place of each is given its words.
    fn take_abbreviations(&mut self) {
        for line in self.lines {
            let Some((short, words)) =
                line.text.strip_prefix("*[").and_then(|rest| rest.split_once("]:"))
            else {
                continue;
            };
            if self.code.hold(line.start) || short.is_empty() {
                continue;
            }
            self.edits.put(line.start..line.end(), "");
            let is_whole = |at: usize| {
                let before = self.text[..at].chars().next_back();
                let after = self.text[at + short.len()..].chars().next();
                let word = |c: Option<char>| {
                    c.is_some_and(|c| {
                        c.is_alphanumeric() || matches!(c, '[' | '/' | '"' | '-' | ']' | '#')
                    })
                };
                !word(before) && !word(after) && !self.code.hold(at)
            };
            let found =
                self.text.match_indices(short).take(50).map(|(at, _)| at).find(|at| is_whole(*at));
            if let Some(at) = found.filter(|_| self.lines.len() < 20_000) {
                let words = super::super::boxes::escaped(words.trim());
                self.edits
                    .put(at..at + short.len(), format!("<abbr title=\"{words}\">{short}</abbr>"));
            }
        }
    }
}

/// An anchor behind a block, whose last line is given.
fn anchor(last: Line<'_>, id: &str) -> String {
    let text = last.text.trim_start();
    let paragraph = !text.starts_with(['|', '>', '*', '-', '+', '`', '~', '<', '#']);
    match paragraph {
        true => format!(" <a id=\"{id}\"></a>"),
        false => format!("\n\n{}<a id=\"{id}\"></a>\n", last.indent()),
    }
}

fn sound_size(value: &str) -> bool {
    let figures = value.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '%');
    !figures.is_empty() && figures.chars().all(|c| c.is_ascii_digit() || c == '.')
}

/// The picture `![alt](target "title")` that ends at a byte: where it starts, and its parts.
fn picture_before(text: &str, end: usize) -> Option<(usize, &str, &str, &str)> {
    let line = text[..end].rfind('\n').map_or(0, |start| start + 1);
    let before = text[line..end].strip_suffix(')')?;
    let start = before.rfind("![")?;
    let (alt, inner) = before[start + 2..].split_once("](")?;
    let (target, title) = inner.split_once([' ', '\t']).unwrap_or((inner, ""));
    let sound = !inner.contains(')') && !alt.contains(']');
    sound.then(|| {
        (line + start, alt, target.trim_matches(['<', '>']), title.trim().trim_matches(['"', '\'']))
    })
}

/// The kind and title of the box that themes make of a class.
fn box_kind(classes: &[String]) -> Option<(&'static str, &'static str)> {
    classes.iter().find_map(|class| {
        let class = class.to_ascii_lowercase();
        let known = ["prompt-", "notice--", "alert-", "callout-", "admonition-", "bq-"];
        let bare = known.iter().find_map(|start| class.strip_prefix(start)).unwrap_or(&class);
        let bare = bare.strip_suffix("-title").unwrap_or(bare);
        Some(match bare {
            "note" | "info" | "notice" | "primary" | "alert" | "callout" | "admonition" | "new" => {
                ("note", "")
            }
            "tip" | "hint" | "success" => ("tip", ""),
            "important" => ("important", ""),
            "warning" | "danger" | "error" => ("warning", ""),
            "caution" => ("caution", ""),
            _ => return None,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_ids_classes_and_values() {
        let found = parse(" #a .b.c d=\"e f\" g ").unwrap();
        assert_eq!(found.id.as_deref(), Some("a"));
        assert_eq!(found.classes, ["b", "c"]);
        assert_eq!(found.values, [("d".to_owned(), "e f".to_owned())]);
        assert_eq!(found.names, ["g"]);
        assert_eq!(parse("a, b"), None);
    }

    #[test]
    fn pictures_are_found_before_their_lists() {
        let text = "a\nb ![c d](e.png \"f\")";
        assert_eq!(picture_before(text, text.len()), Some((4, "c d", "e.png", "f")));
        assert_eq!(picture_before("[a](b)", 6), None);
    }
}
