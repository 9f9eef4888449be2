//! MyST and Quarto within fences. Input: ```` ```{note} ````, ```` ```{figure} a.png ````, ```` ```{python} ````
//! with `#|` lines, roles such as `` {ref}`words <x>` ``, targets `(x)=`, `% comments`. Output: boxes, figures,
//! listings, words.
//!
//! Sources: the MyST Markdown guide, "Roles and Directives"; the Quarto guide, "Execution options".

use std::ops::Range;

use super::boxes::{self, escaped};
use super::lines::{Line, lines};
use crate::rewrite::Rewriter;
use crate::source::syntax::model::Syntax;
use crate::source::syntax::model::SyntaxPage;
use crate::source::syntax::report::SyntaxReport;

/// Directives within fences, and roles.
#[derive(Debug)]
pub(super) struct Myst;

impl Syntax for Myst {
    fn rewrite(
        &self,
        _: &SyntaxPage<'_>,
        text: &str,
        rewriter: &mut Rewriter<'_>,
        report: &mut SyntaxReport<'_>,
    ) {
        if !["```{", "~~~{", ":::{", "}`", ")="].iter().any(|mark| text.contains(mark)) {
            return;
        }
        let lines = lines(text);
        // The last lines of the boxes that are open.
        let mut ends: Vec<usize> = Vec::new();
        let mut index = 0;
        while let Some(line) = lines.get(index) {
            index += 1;
            if ends.pop_if(|last| *last == index - 1).is_some() {
                let (blank, prefix) = (line.blank(), line.prefix);
                rewriter
                    .replace(line.place.clone(), &format!("{blank}\n{prefix}</aside>\n{blank}"));
            } else if is_fence(line.words) && line.code {
                let Some(directive) = Directive::read(&lines, index - 1) else {
                    index = past_listing(&lines, index - 1);
                    continue;
                };
                directive.rewrite(text, &lines, rewriter, report);
                if directive.is_box() {
                    // Its content is markdown, in which there may be further directives.
                    ends.push(directive.last);
                    index = directive.content;
                } else {
                    index = directive.last + 1;
                }
            } else if line.code && ends.is_empty() {
                // Code that no fence opened here is another's.
            } else if is_target(line.words) {
                rewriter.replace(line.place.clone(), line.blank());
            } else {
                roles(text, line.place.clone(), rewriter);
            }
        }
    }
}

fn is_fence(words: &str) -> bool {
    words.starts_with("```") || words.starts_with("~~~")
}

/// The line after a listing that is no directive.
fn past_listing(lines: &[Line<'_>], first: usize) -> usize {
    closing_fence(lines, first).map_or(first, |last| last) + 1
}

/// The fence that closes the one at line `first`.
fn closing_fence(lines: &[Line<'_>], first: usize) -> Option<usize> {
    let run = |line: &Line<'_>| {
        let sign =
            line.words.as_bytes().first().copied().filter(|sign| matches!(sign, b'`' | b'~'))?;
        let length = line.words.bytes().take_while(|byte| *byte == sign).count();
        Some((sign, length, line.words.len() == length))
    };
    let (sign, length, _) = run(lines.get(first)?)?;
    let closes =
        |line: &Line<'_>| run(line).is_some_and(|(s, l, bare)| s == sign && l >= length && bare);
    lines[first + 1..].iter().position(closes).map(|at| first + 1 + at)
}

/// `(name)=` before what it names.
fn is_target(words: &str) -> bool {
    words.strip_prefix('(').and_then(|rest| rest.strip_suffix(")=")).is_some_and(|name| {
        !name.is_empty()
            && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | ':' | '.' | '/'))
    })
}

/// A directive between fences.
#[derive(Debug)]
struct Directive<'t> {
    name: &'t str,
    argument: &'t str,
    /// Its lines: both fences, and where its content begins after its options.
    first: usize,
    content: usize,
    last: usize,
    options: Vec<(&'t str, &'t str)>,
}

impl<'t> Directive<'t> {
    fn read(lines: &[Line<'t>], first: usize) -> Option<Self> {
        let words = lines[first].words;
        let inner = words.trim_start_matches(['`', '~']).trim_start().strip_prefix('{')?;
        let (name, argument) = inner.split_once('}')?;
        let last = closing_fence(lines, first)?;
        let is_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | ':' | '.');
        let bare = name.split([' ', ',']).next().unwrap_or_default();
        if bare.is_empty() || !bare.starts_with(char::is_alphabetic) || !bare.chars().all(is_name) {
            return None;
        }
        let mut options = Vec::new();
        let mut content = first + 1;
        while let Some(line) = lines.get(content).filter(|_| content < last) {
            let option = line.words.strip_prefix(':').and_then(|rest| rest.split_once(':'));
            let cell = line.words.strip_prefix("#|").and_then(|rest| rest.split_once(':'));
            let Some((key, value)) = option.or(cell) else { break };
            options.push((key.trim(), value.trim()));
            content += 1;
        }
        Some(Directive { name: bare, argument: argument.trim(), first, content, last, options })
    }

    fn option(&self, names: &[&str]) -> Option<&'t str> {
        self.options.iter().find(|(key, _)| names.contains(key)).map(|(_, value)| *value)
    }

    /// Whether its content is markdown in a box.
    fn is_box(&self) -> bool {
        boxes::kind(self.name).is_some()
            || matches!(self.name, "dropdown" | "margin" | "epigraph" | "prf:theorem")
    }

    fn is_code(&self) -> bool {
        matches!(
            self.name,
            "code" | "code-block" | "code-cell" | "sourcecode" | "literalinclude" | "highlight"
        )
    }

    fn rewrite(
        &self,
        text: &str,
        lines: &[Line<'_>],
        rewriter: &mut Rewriter<'_>,
        report: &mut SyntaxReport<'_>,
    ) {
        let (open, close) = (&lines[self.first], &lines[self.last]);
        let head = open.place.start
            ..lines.get(self.content.wrapping_sub(1)).map_or(open.place.end, |l| l.place.end);
        let (blank, prefix) = (open.blank(), open.prefix);
        if self.is_box() {
            let kind = boxes::kind(self.name).unwrap_or_default();
            let title = if self.argument.is_empty() {
                self.option(&["title"]).unwrap_or_default()
            } else {
                self.argument
            };
            rewriter
                .replace(head, &format!("{blank}\n{prefix}{}\n{blank}", boxes::open(kind, title)));
            return;
        }
        let whole = open.place.start..close.place.end;
        let content = || lines[self.content..self.last].iter();
        match self.name {
            "figure" | "image" => rewriter.replace(whole, &self.figure(prefix, blank, text, lines)),
            "toctree" | "tableofcontents" | "contents" | "index" | "bibliography" | "eval-rst"
            | "raw" => {
                if self.name == "raw" {
                    report.unread(whole.clone(), "a raw directive", "it is left out");
                }
                rewriter.replace(whole, blank)
            }
            "math" => return,
            _ if self.is_code() => {
                let fence = fence_of(open.words);
                rewriter.replace(head, &format!("{prefix}{fence}{}", self.argument))
            }
            // A cell of code, or what a program draws from.
            _ if self.options.is_empty() && content().next().is_none() => return,
            name => {
                let hidden =
                    self.option(&["echo", "include"]).is_some_and(|value| value == "false");
                if hidden {
                    rewriter.replace(whole, blank)
                } else {
                    let fence = fence_of(open.words);
                    rewriter.replace(head, &format!("{prefix}{fence}{name}"))
                }
            }
        };
    }

    fn figure(&self, prefix: &str, blank: &str, text: &str, lines: &[Line<'_>]) -> String {
        let mut tag = format!(
            "<img src=\"{}\" alt=\"{}\"",
            escaped(self.argument),
            escaped(self.option(&["alt"]).unwrap_or_default())
        );
        for key in ["width", "height"] {
            if let Some(value) = self.option(&[key]) {
                tag.push_str(&format!(" {key}=\"{}\"", escaped(value)));
            }
        }
        let caption: Vec<&str> =
            lines[self.content..self.last].iter().map(|line| line.words).collect();
        let caption = caption.join("\n").trim().replace('\n', &format!("\n{prefix}"));
        debug_assert!(text.len() >= caption.len(), "the caption is part of the text");
        match caption.as_str() {
            "" => format!("{blank}\n{prefix}{tag}>\n{blank}"),
            caption => format!(
                "{blank}\n{prefix}<figure>{tag}><figcaption>\n{blank}\n{prefix}{caption}\n{blank}\n{prefix}</figcaption></figure>\n{blank}"
            ),
        }
    }
}

fn fence_of(words: &str) -> &str {
    let length = words.len() - words.trim_start_matches(['`', '~']).len();
    &words[..length]
}

/// Roles in a line: their words stay.
fn roles(text: &str, place: Range<usize>, rewriter: &mut Rewriter<'_>) {
    let mut from = place.start;
    while let Some(at) = text[from..place.end].find("}`").map(|at| from + at) {
        from = at + 2;
        let Some(open) = text[place.start..at].rfind('{').map(|open| place.start + open) else {
            continue;
        };
        let name = &text[open + 1..at];
        let Some(length) = text[from..place.end].find('`') else { return };
        let is_role = !name.is_empty()
            && name
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':' | '.' | '+'));
        let end = from + length + 1;
        if !is_role || open < rewriter.taken() {
            continue;
        }
        let inner = &text[from..end - 1];
        let words = match (name, inner.rsplit_once('<')) {
            ("code" | "kbd" | "file" | "command" | "option" | "envvar" | "program" | "samp", _) => {
                rewriter.replace(open..at + 1, "");
                from = end;
                continue;
            }
            ("sub" | "sup" | "abbr", _) => format!("<{name}>{inner}</{name}>"),
            (_, Some((words, target))) if target.ends_with('>') => words.trim().to_owned(),
            _ => inner.to_owned(),
        };
        rewriter.replace(open..end, &words);
        from = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rewritten(text: &str) -> String {
        let out = crate::source::syntax::apply::tests::rewritten(&Myst, text);
        out.lines().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("|")
    }

    #[test]
    fn directives_become_what_they_are() {
        assert_eq!(
            rewritten("```{note} T\nwords\n```\n"),
            "<aside data-box=\"note\" data-title=\"T\">|words|</aside>"
        );
        assert_eq!(
            rewritten("```{figure} a.png\n:width: 50%\n:name: f\nA caption\n```\n"),
            "<figure><img src=\"a.png\" alt=\"\" width=\"50%\"><figcaption>|A caption|</figcaption></figure>"
        );
        assert_eq!(rewritten("```{code-block} python\n:linenos:\nx\n```\n"), "```python|x|```");
        assert_eq!(
            rewritten("```{r}\n#| label: a\n#| fig-cap: \"b\"\nx <- 1\n```\n"),
            "```r|x <- 1|```"
        );
        assert_eq!(rewritten("```{r}\n#| echo: false\nx\n```\n"), "");
        assert_eq!(rewritten("```rust\nlet x = {1};\n```\n"), "```rust|let x = {1};|```");
    }

    #[test]
    fn boxes_hold_directives() {
        let out = rewritten("````{tip}\na\n```{code} c\nint x;\n```\nb\n````\n");
        assert_eq!(out, "<aside data-box=\"tip\" data-title=\"\">|a|```c|int x;|```|b|</aside>");
    }

    #[test]
    fn roles_and_targets_leave_words() {
        assert_eq!(
            rewritten("(here)=\nsee {ref}`the part <here>` and {doc}`other`, {kbd}`x`"),
            "see the part and other, `x`"
        );
        assert_eq!(rewritten("a {set}, `b}`"), "a {set}, `b}`");
    }
}
