//! Words. Enters: the inline content of a block. Leaves: [`Run`]s with marks, targets and smart
//! typography; links still as written, note references numbered.

use crate::article::Inline;
use crate::diagnostic::Span;

use super::article::Desk;
use super::typography::smarten;
use super::{Marks, Run, Target};

/// A link as the author wrote it; until links are resolved its run leads to [`Target::Url`] of the
/// same words.
#[derive(Debug, Clone)]
pub(super) struct WrittenLink {
    /// The target.
    pub target: String,
    /// Where it stands.
    pub span: Span,
}

/// Sets inline content as runs.
pub(super) fn set_text(text: &[Inline], desk: &mut Desk) -> Vec<Run> {
    let mut runs = Vec::new();
    collect(text, Marks::default(), None, desk, &mut runs);
    let mut runs = join(runs);
    trim(&mut runs);
    smarten(&mut runs, &desk.lang);
    runs
}

fn collect(text: &[Inline], marks: Marks, link: Option<&str>, desk: &mut Desk, out: &mut Vec<Run>) {
    for inline in text {
        match inline {
            Inline::Text(words) => out.push(run(words, marks, link)),
            Inline::Code(words) => out.push(run(words, Marks { code: true, ..marks }, link)),
            Inline::Break => out.push(run("\n", marks, link)),
            Inline::EndMark => out.push(run("■", Marks { end_mark: true, ..marks }, None)),
            Inline::Note { label, span } => out.push(desk.refer_to_note(label, *span, marks)),
            Inline::Link { target, content, span } => {
                desk.links.push(WrittenLink { target: target.clone(), span: *span });
                collect(content, marks, Some(target), desk, out);
            }
            Inline::Emphasis(inner)
            | Inline::Strong(inner)
            | Inline::Strike(inner)
            | Inline::SmallCaps(inner)
            | Inline::Superscript(inner)
            | Inline::Subscript(inner) => {
                collect(inner, marks_within(inline, marks), link, desk, out);
            }
        }
    }
}

/// The marks of the words within a marked stretch; emphasis within emphasis stands upright.
fn marks_within(inline: &Inline, marks: Marks) -> Marks {
    match inline {
        Inline::Emphasis(_) => Marks { emphasis: !marks.emphasis, ..marks },
        Inline::Strong(_) => Marks { strong: true, ..marks },
        Inline::Strike(_) => Marks { strike: true, ..marks },
        Inline::SmallCaps(_) => Marks { small_caps: true, ..marks },
        Inline::Superscript(_) => Marks { superscript: true, ..marks },
        Inline::Subscript(_) => Marks { subscript: true, ..marks },
        _ => marks,
    }
}

fn run(words: &str, marks: Marks, link: Option<&str>) -> Run {
    let target = link.map(|link| Target::Url(link.to_string()));
    Run { text: words.to_string(), marks, target, anchor: None }
}

/// Joins neighbours that are marked alike and drops empty runs.
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

fn is_alike(a: &Run, b: &Run) -> bool {
    a.marks == b.marks && a.target == b.target && a.anchor.is_none() && b.anchor.is_none()
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
