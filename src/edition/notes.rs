//! Notes. Input: references and definitions of one article, by label. Output: numbers from 1 in the
//! order of first reference, and references that lead to their notes.
//!
//! Nothing is lost: a definition that nothing refers to is printed after the others, a reference to
//! nothing keeps its label as words. Labels mean nothing outside their article, and are the same in
//! capitals and small letters, as CommonMark has it for those of links.

use std::collections::BTreeMap;

use unicase::UniCase;

use crate::article::NoteDefinition;
use crate::diagnostic::{Code, Diagnostics, Severity, Span};

use super::model::{EditionArticle, LinkTarget, NodeId, Run, TextMarks};

/// The notes of one article while it is being set.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    definitions: Vec<NoteDefinition>,
    /// The first definition of each label.
    labels: BTreeMap<UniCase<String>, usize>,
    /// The definitions in the order of their first reference, and the references to each.
    order: Vec<(usize, Vec<NodeId>)>,
    /// For each definition its place in that order, once it has one.
    places: Vec<Option<usize>>,
    /// The definitions before this one have a place.
    placed: usize,
}

impl Numbering {
    /// Takes the definitions of an article.
    pub(super) fn new(definitions: Vec<NoteDefinition>) -> Self {
        let mut labels = BTreeMap::new();
        for (at, note) in definitions.iter().enumerate() {
            labels.entry(UniCase::new(note.label.clone())).or_insert(at);
        }
        let places = vec![None; definitions.len()];
        Self { definitions, labels, order: Vec::new(), places, placed: 0 }
    }

    /// The number of the note with this label; `None` if none is defined. Of two definitions with
    /// one label the first counts.
    fn number(&mut self, label: &str) -> Option<usize> {
        let definition = *self.labels.get(&UniCase::new(label.to_owned()))?;
        Some(1 + self.places[definition].unwrap_or_else(|| self.place(definition)))
    }

    /// Puts a definition at the end of the order; returns its place.
    fn place(&mut self, definition: usize) -> usize {
        self.order.push((definition, Vec::new()));
        self.places[definition] = Some(self.order.len() - 1);
        self.order.len() - 1
    }

    /// A run that refers to a note, with `id` as its own. It leads to the note only once that has a
    /// node: see [`link_notes`].
    pub(super) fn refer(
        &mut self,
        label: &str,
        id: NodeId,
        marks: TextMarks,
        span: Span,
        diagnostics: &mut Diagnostics,
    ) -> Run {
        let Some(number) = self.number(label) else {
            diagnostics.add(
                Severity::Warning,
                Code::Note,
                span,
                format!("note `{label}` is not defined"),
                format!("add a line that starts with `[^{label}]:`, or remove the reference"),
            );
            return Run { marks, ..Run::plain(format!("[^{label}]")) };
        };
        if let Some((_, references)) = self.order.get_mut(number - 1) {
            references.push(id);
        }
        let marks = TextMarks { superscript: true, ..TextMarks::default() };
        Run { marks, anchor: Some(id), ..Run::plain(number.to_string()) }
    }

    /// The next note to set: the `done`-th in order. When all that are referred to are done, the
    /// others follow with a warning each.
    pub(super) fn next(
        &mut self,
        done: usize,
        diagnostics: &mut Diagnostics,
    ) -> Option<NoteDefinition> {
        if done == self.order.len() {
            while self.places.get(self.placed)?.is_some() {
                self.placed += 1;
            }
            let unused = self.placed;
            let note = &self.definitions[unused];
            let twice = self.labels.get(&UniCase::new(note.label.clone())) != Some(&unused);
            let (message, help) = match twice {
                true => ("is defined twice", "rename one of them"),
                false => ("is never referenced", "reference it where it belongs, or remove it"),
            };
            diagnostics.add(
                Severity::Warning,
                Code::Note,
                note.span,
                format!("note `{}` {message}; it is printed at the end", note.label),
                help,
            );
            self.place(unused);
        }
        self.order.get(done).and_then(|(at, _)| self.definitions.get(*at)).cloned()
    }

    /// The references to the `n`-th note in order.
    pub(super) fn references(&self, n: usize) -> Vec<NodeId> {
        self.order.get(n).map(|(_, references)| references.clone()).unwrap_or_default()
    }
}

/// Makes each reference of an article lead to its note.
pub(super) fn link_notes(article: &mut EditionArticle) {
    let mut targets = BTreeMap::new();
    for note in &article.notes {
        targets.extend(note.references.iter().map(|reference| (*reference, note.node.id)));
    }
    for node in article.nodes_mut() {
        node.walk_runs_mut(&mut |run| {
            if let Some(note) = run.anchor.and_then(|anchor| targets.get(&anchor)) {
                run.target = Some(LinkTarget::Note(*note));
            }
        });
    }
}
