//! MDX: markdown with components and programs in it. Input: `import`, `export`, `{/* … */}`, `<Tabs>`,
//! `<TabItem label="x">` in `.mdx` files and in others that import components. Output: the words, boxes and
//! pictures within; programs go.
//!
//! Source: the MDX documentation, "What is MDX?", <https://mdxjs.com/docs/what-is-mdx/>.

use std::ops::Range;

use super::boxes::{self, escaped};
use crate::rewrite::Rewriter;
use crate::source::syntax::code::CodeRanges;
use crate::source::syntax::model::Syntax;
use crate::source::syntax::model::SyntaxPage;
use crate::source::syntax::report::SyntaxReport;

/// Components and programs in markdown.
#[derive(Debug)]
pub(super) struct Mdx;

impl Syntax for Mdx {
    fn rewrite(
        &self,
        page: &SyntaxPage<'_>,
        text: &str,
        rewriter: &mut Rewriter<'_>,
        report: &mut SyntaxReport<'_>,
    ) {
        let suffix = page.file.under.rsplit_once('.').map_or("", |(_, suffix)| suffix);
        if !suffix.eq_ignore_ascii_case("mdx") && !text.lines().any(is_import) {
            return;
        }
        let code = CodeRanges::of(text);
        let mut at = 0;
        while let Some(next) = text[at..].find(['i', 'e', '{', '<']).map(|next| at + next) {
            if let Some(held) = code.around(next) {
                at = held.end;
                continue;
            }
            let part = match text.as_bytes()[next] {
                b'{' => expression(text, next),
                b'<' => component(text, next),
                _ => program(text, next),
            };
            let Some(Part { place, words, unread }) = part else {
                at = next + text[next..].chars().next().map_or(1, char::len_utf8);
                continue;
            };
            if let Some(what) = unread {
                report.unread(place.clone(), &what, "it is left out");
            }
            at = place.end;
            rewriter.replace(place, &words);
        }
    }
}

/// Something that is no markdown, and what is to stand in its place.
struct Part {
    place: Range<usize>,
    words: String,
    /// What it is, if words may be lost with it.
    unread: Option<String>,
}

fn is_import(line: &str) -> bool {
    line.strip_prefix("import ").is_some_and(|rest| {
        rest.contains(" from '") || rest.contains(" from \"") || rest.starts_with(['\'', '"'])
    })
}

/// An `import` or `export` at the start of a line, up to the end of the statement.
fn program(text: &str, at: usize) -> Option<Part> {
    if at > 0 && !text[..at].ends_with('\n') {
        return None;
    }
    let rest = &text[at..];
    let line = rest.lines().next().unwrap_or_default();
    let exports =
        ["export const ", "export default ", "export function ", "export let ", "export {"];
    let opens_import = line.starts_with("import {") && !line.contains('}');
    if !is_import(line) && !opens_import && !exports.iter().any(|word| rest.starts_with(word)) {
        return None;
    }
    // A statement ends with its line, or with the blank line after its braces are closed.
    let mut depth = 0_i64;
    let mut end = at;
    for line in rest.split_inclusive('\n') {
        let opens = line.bytes().filter(|b| matches!(b, b'{' | b'(' | b'[')).count();
        let closes = line.bytes().filter(|b| matches!(b, b'}' | b')' | b']')).count();
        depth += i64::try_from(opens).unwrap_or(0) - i64::try_from(closes).unwrap_or(0);
        end += line.len();
        if depth <= 0 {
            break;
        }
    }
    Some(Part { place: at..end, words: String::new(), unread: None })
}

/// `{/* a comment */}`, `{' '}`, `{"words"}`; other expressions are told of.
fn expression(text: &str, at: usize) -> Option<Part> {
    let end = at + braces(&text[at..])?;
    let inner = text[at + 1..end - 1].trim();
    let place = at..end;
    if inner.starts_with("/*") && inner.ends_with("*/") {
        return Some(Part { place, words: String::new(), unread: None });
    }
    for quote in ['"', '\'', '`'] {
        if let Some(words) = inner.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote)) {
            return Some(Part { place, words: words.to_owned(), unread: None });
        }
    }
    // What holds spaces without calls may be words in braces; an id of a heading is read elsewhere.
    let is_program = inner.contains("props.")
        || inner.contains("=>")
        || inner.contains("frontMatter.")
        || inner.contains("toc.map");
    is_program.then(|| Part {
        place,
        words: String::new(),
        unread: Some("an expression of MDX".to_owned()),
    })
}

/// How many bytes the braces take that the text begins with.
fn braces(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate().take(20_000) {
        match (quote, byte) {
            (None, b'{') => depth += 1,
            (None, b'}') => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            (None, b'"' | b'`') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

/// A tag of JSX: of a component, or of HTML with values in braces.
fn component(text: &str, at: usize) -> Option<Part> {
    let tag = JsxTag::read(&text[at..])?;
    let place = at..at + tag.length;
    let part = |words: String| Some(Part { place: place.clone(), words, unread: None });
    let is_component = tag.name.is_empty()
        || tag.name.starts_with(|c: char| c.is_ascii_uppercase())
        || tag.name.contains('.');
    if !is_component && !tag.braced {
        return None;
    }
    let value = |names: &[&str]| names.iter().find_map(|name| tag.value(name));
    let source = value(&["src", "img", "image", "source", "sources", "light"])
        .filter(|path| is_picture(path));
    let own_line = text[..at].ends_with('\n') || at == 0;
    match tag.name {
        "Admonition" | "Callout" | "Aside" | "Note" | "Tip" | "Warning" | "Info" | "Caution"
        | "Danger" => {
            if tag.closing {
                return part("\n\n</aside>\n\n".to_owned());
            }
            let word = value(&["type", "kind", "variant"]).unwrap_or_else(|| tag.name.to_owned());
            let kind = boxes::kind(&word).unwrap_or("note");
            let opened = boxes::open(kind, &value(&["title"]).unwrap_or_default());
            part(if tag.closes_itself { String::new() } else { format!("\n\n{opened}\n\n") })
        }
        "Link" | "NavLink" if tag.closing => part("</a>".to_owned()),
        "Link" | "NavLink" => {
            let target = value(&["to", "href"]).unwrap_or_default();
            part(format!("<a href=\"{}\">", escaped(&target)))
        }
        _ if source.is_some() => {
            let alt = value(&["alt", "title", "caption"]).unwrap_or_default();
            let picture = format!(
                "<img src=\"{}\" alt=\"{}\">",
                escaped(&source.unwrap_or_default()),
                escaped(&alt)
            );
            part(if own_line { format!("{picture}\n") } else { picture })
        }
        _ if is_component => {
            let label = value(&[
                "label",
                "title",
                "header",
                "heading",
                "name",
                "summary",
                "text",
                "description",
            ]);
            match label.filter(|_| !tag.closing) {
                Some(label) => part(format!("\n\n**{}**\n\n", label.trim())),
                None if tag.closes_itself && !tag.attributes.trim().is_empty() => {
                    let unread = Some(format!("the component `<{}>`", tag.name));
                    Some(Part { place, words: String::new(), unread })
                }
                None => part(if own_line { "\n".to_owned() } else { String::new() }),
            }
        }
        // An element of HTML: values in braces mean nothing to HTML.
        _ => part(tag.as_html()),
    }
}

fn is_picture(path: &str) -> bool {
    let path = path.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    ["png", "jpg", "jpeg", "gif", "svg", "webp", "avif"]
        .iter()
        .any(|suffix| path.ends_with(&format!(".{suffix}")))
}

/// A tag as JSX has it.
#[derive(Debug)]
struct JsxTag<'t> {
    name: &'t str,
    attributes: &'t str,
    length: usize,
    closing: bool,
    closes_itself: bool,
    /// Whether a value stands in braces.
    braced: bool,
}

impl<'t> JsxTag<'t> {
    fn read(text: &'t str) -> Option<Self> {
        let (closing, start) = if text.starts_with("</") { (true, 2) } else { (false, 1) };
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
        let name_end = start + text[start..].find(|c: char| !is_name(c))?;
        let name = &text[start..name_end];
        if !name.is_empty() && !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return None;
        }
        let mut at = name_end;
        let mut braced = false;
        let bytes = text.as_bytes();
        loop {
            match bytes.get(at)? {
                b'>' => break,
                b'{' => {
                    braced = true;
                    at += braces(&text[at..])?;
                }
                quote @ (b'"' | b'\'') => {
                    at +=
                        2 + text[at + 1..].bytes().take(20_000).position(|byte| byte == *quote)?;
                }
                b'<' => return None,
                _ => at += 1,
            }
        }
        // `<>` alone opens a fragment; `a < b > c` is words.
        if name.is_empty() && at != name_end {
            return None;
        }
        let attributes = &text[name_end..at];
        let closes_itself = attributes.trim_end().ends_with('/');
        Some(JsxTag { name, attributes, length: at + 1, closing, closes_itself, braced })
    }

    /// The words of a value: between quotes, or the first ones between quotes within braces.
    fn value(&self, name: &str) -> Option<String> {
        let mut rest = self.attributes;
        while let Some(at) = rest.find(name) {
            let before = rest[..at].chars().next_back();
            let after = rest[at + name.len()..].trim_start();
            rest = &rest[at + name.len()..];
            let Some(value) =
                after.strip_prefix('=').or(after.strip_prefix(':')).map(str::trim_start)
            else {
                continue;
            };
            if before.is_some_and(|c| c.is_alphanumeric() || c == '-') {
                continue;
            }
            let within = match value.strip_prefix('{') {
                Some(inner) => &inner[..braces(value).map_or(inner.len(), |end| end - 2)],
                None => value,
            };
            let open = within.find(['"', '\'', '`'])?;
            let quote = within[open..].chars().next()?;
            return Some(within[open + 1..].split(quote).next()?.to_owned());
        }
        None
    }

    /// The tag without values in braces, but for those that are words.
    fn as_html(&self) -> String {
        let mut attributes = String::new();
        let mut rest = self.attributes;
        while let Some(at) = rest.find('{') {
            let Some(length) = braces(&rest[at..]) else { break };
            attributes.push_str(&rest[..at]);
            let inner = rest[at + 1..at + length - 1].trim();
            let words = inner.find(['"', '\'']).and_then(|open| {
                let quote = inner[open..].chars().next()?;
                inner[open + 1..].split(quote).next()
            });
            attributes.push_str(&format!("\"{}\"", escaped(words.unwrap_or_default())));
            rest = &rest[at + length..];
        }
        attributes.push_str(rest);
        let slash = if self.closing { "/" } else { "" };
        format!("<{slash}{}{attributes}>", self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rewritten(text: &str) -> String {
        let text = format!("import X from './x';\n\n{text}");
        crate::source::syntax::apply::tests::rewritten(&Mdx, &text).trim().to_owned()
    }

    #[test]
    fn programs_and_comments_go() {
        assert_eq!(
            rewritten("export const a = () => {\n  return 1;\n};\n\n# B{/* c */}{' '}d\n"),
            "# B d"
        );
        assert_eq!(rewritten("it is {a set} of things"), "it is {a set} of things");
        assert_eq!(rewritten("```js\nimport a from 'b';\n```"), "```js\nimport a from 'b';\n```");
    }

    #[test]
    fn components_leave_their_words() {
        assert_eq!(
            rewritten("<Tabs values={[{a: '>'}]}>\n<TabItem label=\"Mac\" value=\"m\">\n\nwords\n\n</TabItem>\n</Tabs>")
                .split_whitespace()
                .collect::<Vec<_>>(),
            ["**Mac**", "words"]
        );
        assert!(
            rewritten("<Admonition type=\"tip\" title=\"T\">\n\nx\n\n</Admonition>")
                .contains("data-box=\"tip\" data-title=\"T\"")
        );
        assert_eq!(rewritten("a <Link to=\"/b\">c</Link>"), "a <a href=\"/b\">c</a>");
        assert_eq!(rewritten("a < b and <c>"), "a < b and <c>");
    }

    #[test]
    fn pictures_are_found_in_programs() {
        assert_eq!(
            rewritten("<img src={require('./a.png').default} alt=\"A\" />"),
            "<img src=\"./a.png\" alt=\"A\">"
        );
        assert_eq!(
            rewritten("<ThemedImage sources={{light: useBaseUrl('/i/b.svg'), dark: 'c.svg'}} />"),
            "<img src=\"/i/b.svg\" alt=\"\">"
        );
        assert_eq!(rewritten("<div style={{color: 'red'}}>d</div>"), "<div style=\"red\">d</div>");
    }
}
