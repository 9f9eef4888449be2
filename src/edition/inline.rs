//! Words. Enters: the inline content of a block. Leaves: [`Run`]s with marks, targets and smart
//! typography; links still as written, note references numbered.

use crate::article::{Inline, Lang};
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

/// Sets inline content as runs. A text that is in another language as a whole says so by the second
/// value, not by its runs.
pub(super) fn set_text(text: &[Inline], desk: &mut Desk) -> (Vec<Run>, Option<Lang>) {
    let mut runs = Vec::new();
    collect(text, Within::default(), desk, &mut runs);
    let mut runs = join(runs);
    trim(&mut runs);
    let lang = take_common_language(&mut runs);
    separate_references(&mut runs);
    smarten(&mut runs, lang.as_ref().unwrap_or(&desk.lang));
    (runs, lang)
}

/// Takes the language that all words are in from their runs, where it is another than their article's.
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
struct Within<'t> {
    marks: Marks,
    link: Option<&'t str>,
    lang: Option<&'t Lang>,
}

fn collect(text: &[Inline], within: Within<'_>, desk: &mut Desk, out: &mut Vec<Run>) {
    let marks = within.marks;
    for inline in text {
        match inline {
            Inline::Text(words) => out.push(run(words, marks, within)),
            Inline::Code(words) => out.push(run(words, Marks { code: true, ..marks }, within)),
            Inline::Break => out.push(run("\n", marks, within)),
            Inline::EndMark => {
                out.push(run("■", Marks { end_mark: true, ..marks }, Within::default()));
            }
            Inline::Note { label, span } => out.push(desk.refer_to_note(label, *span, marks)),
            Inline::Link { target, content, span } => {
                desk.links.push(WrittenLink { target: target.clone(), span: *span });
                collect(content, Within { link: Some(target), ..within }, desk, out);
            }
            Inline::Foreign { lang, content } => {
                let lang = Some(lang).filter(|lang| **lang != desk.lang);
                collect(content, Within { lang, ..within }, desk, out);
            }
            Inline::Emphasis(inner)
            | Inline::Strong(inner)
            | Inline::Strike(inner)
            | Inline::SmallCaps(inner)
            | Inline::Superscript(inner)
            | Inline::Subscript(inner) => {
                let marks = marks_within(inline, marks);
                collect(inner, Within { marks, ..within }, desk, out);
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

fn run(words: &str, marks: Marks, within: Within<'_>) -> Run {
    let target = within.link.map(|link| Target::Url(link.to_string()));
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
    let marks = Marks { superscript: true, ..Marks::default() };
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
