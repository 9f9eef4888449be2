//! Words. Input: the inline content of a block. Output: [`Run`]s with marks, targets and smart
//! typography; links still as written, note references numbered.

use super::builder::{ArticleBuilder, WrittenLink};
use super::model::{LinkTarget, Node, NodeContent, Run, TextMarks};
use super::typography::smarten;
use crate::article::{Inline, Lang, Text};
use crate::diagnostic::Span;
use crate::theme::Role;

impl ArticleBuilder<'_, '_> {
    /// A node of words.
    pub(super) fn text(&mut self, role: Role, span: Option<Span>, text: &Text) -> Node {
        let mut lang = None;
        let node = self.node(role, span, |desk| {
            let (runs, common) = build_text(text, desk);
            lang = common;
            NodeContent::Text(runs)
        });
        Node { lang, ..node }
    }
}

/// Sets inline content as runs. A text that is in another language as a whole says so by the second
/// value, not by its runs.
pub(super) fn build_text(text: &[Inline], desk: &mut ArticleBuilder) -> (Vec<Run>, Option<Lang>) {
    let mut runs = Vec::new();
    collect(text, InlineContext::default(), desk, &mut runs);
    let mut runs = join(runs);
    trim(&mut runs);
    let lang = take_common_language(&mut runs);
    separate_references(&mut runs);
    smarten(&mut runs, lang.as_ref().unwrap_or(&desk.lang));
    (runs, lang)
}

/// Takes the language that all words are in from their runs, where it is another than their
/// article's.
fn take_common_language(runs: &mut [Run]) -> Option<Lang> {
    let has_words = |run: &&Run| run.anchor.is_none() && !run.marks.end_mark;
    let common = runs.iter().find(has_words)?.lang.clone()?;
    if runs.iter().filter(has_words).any(|run| run.lang.as_ref() != Some(&common)) {
        return None;
    }
    runs.iter_mut().for_each(|run| run.lang = None);
    Some(common)
}

/// What words stand within.
#[derive(Debug, Clone, Copy, Default)]
struct InlineContext<'t> {
    marks: TextMarks,
    link: Option<&'t str>,
    lang: Option<&'t Lang>,
}

fn collect(
    text: &[Inline],
    within: InlineContext<'_>,
    desk: &mut ArticleBuilder,
    out: &mut Vec<Run>,
) {
    let marks = within.marks;
    for inline in text {
        match inline {
            Inline::Text(words) => out.push(run(words, marks, within)),
            Inline::Code(words) => out.push(run(words, TextMarks { code: true, ..marks }, within)),
            Inline::Break => out.push(run("\n", marks, within)),
            Inline::EndMark => {
                out.push(run("■", TextMarks { end_mark: true, ..marks }, InlineContext::default()));
            }
            Inline::Note { label, span } => out.push(desk.refer_to_note(label, *span, marks)),
            Inline::Link { target, content, span } => {
                desk.links.push(WrittenLink { target: target.clone(), span: *span });
                collect(content, InlineContext { link: Some(target), ..within }, desk, out);
            }
            Inline::Foreign { lang, content } => {
                let lang = Some(lang).filter(|lang| **lang != desk.lang);
                collect(content, InlineContext { lang, ..within }, desk, out);
            }
            Inline::Emphasis(inner)
            | Inline::Strong(inner)
            | Inline::Strike(inner)
            | Inline::SmallCaps(inner)
            | Inline::Superscript(inner)
            | Inline::Subscript(inner) => {
                let marks = marks_within(inline, marks);
                collect(inner, InlineContext { marks, ..within }, desk, out);
            }
        }
    }
}

/// The marks of the words within a marked stretch; emphasis within emphasis stands upright.
fn marks_within(inline: &Inline, marks: TextMarks) -> TextMarks {
    match inline {
        Inline::Emphasis(_) => TextMarks { emphasis: !marks.emphasis, ..marks },
        Inline::Strong(_) => TextMarks { strong: true, ..marks },
        Inline::Strike(_) => TextMarks { strike: true, ..marks },
        Inline::SmallCaps(_) => TextMarks { small_caps: true, ..marks },
        Inline::Superscript(_) => TextMarks { superscript: true, ..marks },
        Inline::Subscript(_) => TextMarks { subscript: true, ..marks },
        _ => marks,
    }
}

fn run(words: &str, marks: TextMarks, within: InlineContext<'_>) -> Run {
    let target = within.link.map(|link| LinkTarget::Url(link.to_string()));
    Run { marks, target, lang: within.lang.cloned(), ..Run::plain(words) }
}

/// Joins neighbours of one language that are marked alike and drops empty runs.
fn join(runs: Vec<Run>) -> Vec<Run> {
    let mut joined: Vec<Run> = Vec::with_capacity(runs.len());
    for run in runs.into_iter().filter(|run| !run.text.is_empty()) {
        match joined.last_mut() {
            Some(last) if is_alike(last, &run) => last.text.push_str(&run.text),
            _ => joined.push(run),
        }
    }
    joined
}

/// Puts a comma between references that follow each other: notes 1 and 2 are not note 12.
fn separate_references(runs: &mut Vec<Run>) {
    let both =
        |(at, pair): (usize, &[Run])| pair.iter().all(|run| run.anchor.is_some()).then_some(at + 1);
    let places: Vec<usize> = runs.windows(2).enumerate().filter_map(both).collect();
    let marks = TextMarks { superscript: true, ..TextMarks::default() };
    for at in places.into_iter().rev() {
        runs.insert(at, Run { marks, ..Run::plain(",") });
    }
}

fn is_alike(a: &Run, b: &Run) -> bool {
    let anchored = a.anchor.is_some() || b.anchor.is_some();
    !anchored && a.marks == b.marks && a.target == b.target && a.lang == b.lang
}

/// Removes white at both ends and before an end mark, which backends space as their theme says.
fn trim(runs: &mut Vec<Run>) {
    while let Some(first) = runs.first_mut() {
        first.text = first.text.trim_start().to_string();
        if !first.text.is_empty() {
            break;
        }
        runs.remove(0);
    }
    let mut end = runs.len();
    while let Some(last) = end.checked_sub(1).and_then(|last| runs.get_mut(last)) {
        if last.marks.end_mark {
            end -= 1;
            continue;
        }
        last.text.truncate(last.text.trim_end().len());
        if !last.text.is_empty() {
            break;
        }
        end -= 1;
        runs.remove(end);
    }
}
