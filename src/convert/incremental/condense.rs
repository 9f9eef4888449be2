//! Diagnostics without the whole texts they refer to. Input: diagnostics and their sources. Output:
//! the same diagnostics over sources of the lines they point to; all other lines are empty, so that
//! places keep their numbers.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Diagnostics, SourceId, Sources, Span};

/// Cuts sources down to the lines that diagnostics start in.
pub(crate) fn condense(diagnostics: &Diagnostics, sources: &Sources) -> (Diagnostics, Sources) {
    let mut starts: BTreeMap<SourceId, Vec<usize>> = BTreeMap::new();
    for span in diagnostics.iter().filter_map(|said| said.span) {
        starts.entry(span.source).or_default().push(span.start as usize);
    }
    let (mut short, mut lines) = (Sources::new(), BTreeMap::new());
    for (at, file) in sources.iter().enumerate() {
        let id = SourceId(at as u32);
        let starts = starts.remove(&id).unwrap_or_default();
        let (text, kept) = keep_lines(&file.text, starts);
        lines.insert(short.add(file.name.as_str(), text), kept);
    }
    let mut said = Diagnostics::new();
    for diagnostic in diagnostics.iter() {
        let moved = |span: Span| {
            let (_, line) = lines.get(&span.source)?.range(..=span.start as usize).next_back()?;
            Some(line.place(span))
        };
        let span = diagnostic.span.and_then(moved);
        said.push(Diagnostic { span, ..diagnostic.clone() });
    }
    (said, short)
}

/// A line that was kept.
struct CondensedLine {
    /// Where it started, and where it starts now.
    from: usize,
    to: usize,
    /// Its bytes without its end.
    length: usize,
}

impl CondensedLine {
    /// A span that starts in this line, as far as the line goes.
    fn place(&self, span: Span) -> Span {
        let put = |at: u32| self.to + (at as usize).saturating_sub(self.from).min(self.length);
        Span::new(span.source, put(span.start)..put(span.end.max(span.start)))
    }
}

/// The lines that hold any of `starts` by where they started, all others emptied.
fn keep_lines(text: &str, mut starts: Vec<usize>) -> (String, BTreeMap<usize, CondensedLine>) {
    let (mut short, mut kept) = (String::new(), BTreeMap::new());
    if starts.is_empty() {
        return (short, kept);
    }
    // A place at the very end, or beyond it, is in the last line.
    starts.iter_mut().for_each(|start| *start = (*start).min(text.len()));
    starts.sort_unstable();
    let mut starts = starts.into_iter().peekable();
    let mut from = 0;
    for line in text.split('\n') {
        let end = from + line.len();
        let mut wanted = false;
        while starts.next_if(|start| *start <= end).is_some() {
            wanted = true;
        }
        if wanted {
            kept.insert(from, CondensedLine { from, to: short.len(), length: line.len() });
            short.push_str(line);
        }
        if starts.peek().is_none() {
            break;
        }
        short.push('\n');
        from = end + 1;
    }
    (short, kept)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Code, Severity};

    #[test]
    fn diagnostics_keep_their_places_and_their_lines() {
        let mut sources = Sources::new();
        sources.add("silent.md", "Nothing amiss.\n");
        let id = sources.add("a.md", "eins\nzwölf drei\r\nvier\nfünf\n");
        let mut said = Diagnostics::new();
        for range in [12..16, 0..2, 6..21, 12..12, 30..40] {
            said.add(Severity::Warning, Code::Html, Span::new(id, range), "so", "");
        }
        said.add(Severity::Notice, Code::Config, None, "nowhere", "");
        let (short_said, short) = condense(&said, &sources);
        let whole = |said: &Diagnostics, sources: &Sources| -> Vec<_> {
            let place = |d: &Diagnostic| {
                d.span.map(|span| {
                    let words = sources.slice(span).lines().next().unwrap_or_default();
                    (sources.position(span), words.trim_end_matches('\r').to_owned())
                })
            };
            said.iter().map(place).collect()
        };
        assert_eq!(whole(&short_said, &short), whole(&said, &sources));
        let texts: Vec<_> = short.iter().map(|file| (&*file.name, &*file.text)).collect();
        assert_eq!(texts, [("silent.md", ""), ("a.md", "eins\nzwölf drei\r\n\n\n")]);
    }
}
