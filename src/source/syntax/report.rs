//! What a syntax has to say. Input: places and kinds. Output: diagnostics, one a kind with its first
//! place and how often it stands in the article.

use std::ops::Range;

use crate::diagnostic::{Code, Diagnostics, Severity, SourceId, Span};
use crate::rewrite::OffsetMap;

/// What a syntax says of one article.
#[derive(Debug)]
pub(in super::super) struct SyntaxReport<'m> {
    source: SourceId,
    /// Back to what the author wrote.
    map: &'m OffsetMap,
    kinds: Vec<Kind>,
}

#[derive(Debug)]
struct Kind {
    severity: Severity,
    message: String,
    help: String,
    first: Span,
    count: usize,
}

impl<'m> SyntaxReport<'m> {
    pub(super) fn new(source: SourceId, map: &'m OffsetMap) -> Self {
        SyntaxReport { source, map, kinds: Vec::new() }
    }

    /// Something that is not read, at a place of the text that is being rewritten: what it is
    /// (``the Hugo shortcode `x` ``) and what becomes of it (`its text is kept`).
    pub(in super::super) fn unread(&mut self, place: Range<usize>, what: &str, outcome: &str) {
        let message = format!("{what} is not read; {outcome}");
        self.add(Severity::Warning, place, message, "write it in markdown");
    }

    /// Any other message; the same one is said once, with its first place.
    pub(in super::super) fn add(
        &mut self,
        severity: Severity,
        place: Range<usize>,
        message: impl Into<String>,
        help: &str,
    ) {
        let message = message.into();
        if let Some(known) = self.kinds.iter_mut().find(|kind| kind.message == message) {
            known.count += 1;
            return;
        }
        let first = Span::new(self.source, self.map.original(place));
        self.kinds.push(Kind { severity, message, help: help.to_owned(), first, count: 1 });
    }

    /// Passes all on.
    pub(super) fn finish(self, diagnostics: &mut Diagnostics) {
        for kind in self.kinds {
            let message = match kind.count {
                1 => kind.message,
                count => format!("{} ({count} places)", kind.message),
            };
            diagnostics.add(kind.severity, Code::Syntax, kind.first, message, kind.help);
        }
    }
}
