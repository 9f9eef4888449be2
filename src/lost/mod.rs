//! Words that did not reach the page. Input: the texts of an edition's articles, and both editions
//! as they were made. Output: a diagnostic for each stretch of words that is written and not
//! printed.
//!
//! 1. [`written`] reads the source again, by itself: what `source` drops is missed here.
//! 2. [`epub`] reads the finished file, [`pages`] the finished pages.
//! 3. [`compare`] counts: a word that an article has three times must be printed three times.
//!
//! What is written and not meant to be printed is none of it: addresses of links and their titles,
//! tags, comments, labels, keys, dates (which are printed in the form of the edition), a kicker
//! that a manifest replaces, and whatever another diagnostic says was left out.

pub mod compare;
pub mod epub;
pub mod pages;
pub mod words;
pub mod written;

use std::borrow::Cow;
use std::collections::BTreeMap;

use rayon::prelude::*;

use self::words::ComparedWord;
use crate::article::Dialect;
use crate::diagnostic::{
    Code, Diagnostic, Diagnostics, Severity, SourceFile, SourceId, Sources, Span,
};
use crate::rewrite::Rewritten;

/// An article of the edition, and how it is written.
#[derive(Debug, Clone)]
pub struct WrittenArticle {
    /// Its text.
    pub source: SourceId,
    /// Its kind of markdown.
    pub dialect: Dialect,
    /// The name of its section.
    pub section: Option<String>,
}

/// What one format says.
#[derive(Debug, Clone)]
pub struct Printed {
    /// Its name, `EPUB` or `PDF`.
    pub format: &'static str,
    /// The words of each article, in the order of the edition.
    pub articles: Vec<Vec<ComparedWord>>,
}

/// The most words of a stretch that a message shows.
const SHOWN: usize = 12;

/// What to do about lost words.
const HELP: &str = "rewrite the passage; if it is well-formed, please report it with the input";

/// Reports what is written and not printed. `articles` come in the order of the edition.
pub fn report(
    articles: &[WrittenArticle],
    printed: &[Printed],
    sources: &Sources,
    diagnostics: &mut Diagnostics,
) {
    let explained: Vec<Span> = diagnostics.iter().filter_map(explains).collect();
    let manifest = sources.iter().any(|file| file.name.ends_with(".json"));
    let found: Vec<Vec<Diagnostic>> = articles
        .par_iter()
        .enumerate()
        .map(|(n, article)| {
            let Some(file) = sources.get(article.source) else { return Vec::new() };
            let text = as_read(file);
            let text = text.as_ref();
            let own_kicker = !manifest && !repeats_section(text, article.section.as_deref());
            let words = written::words(text, article.dialect, own_kicker);
            let lost = lost(&words, printed, n);
            let runs = runs(&words, &lost, article.source, &explained);
            let said = runs.iter().map(|run| run.diagnostic(article.source, text, printed));
            said.map(|said| as_written(said, file)).collect()
        })
        .collect();
    found.into_iter().flatten().for_each(|said| diagnostics.push(said));
}

/// The text of an article as it was read: dialects rewritten as markdown.
fn as_read(file: &SourceFile) -> Cow<'_, str> {
    match &file.rewritten {
        None => Cow::Borrowed(&file.text),
        Some(Rewritten { text, map }) => {
            Cow::Owned(file.text.get(..map.base()).unwrap_or_default().to_owned() + text)
        }
    }
}

/// A diagnostic of such a text, at the place where its words were written.
fn as_written(mut said: Diagnostic, file: &SourceFile) -> Diagnostic {
    if let (Some(span), Some(Rewritten { map, .. })) = (&mut said.span, &file.rewritten)
        && let Some(start) = (span.start as usize).checked_sub(map.base())
    {
        let range = start..(span.end as usize).saturating_sub(map.base());
        *span = Span::new(span.source, map.original(range));
    }
    said
}

/// Text that is left out for a reported reason.
fn explains(said: &Diagnostic) -> Option<Span> {
    let codes = [Code::CutTail, Code::DroppedLine];
    codes.contains(&said.code).then_some(said.span).flatten()
}

/// Whether a kicker is only its section's name, which is printed above it.
fn repeats_section(text: &str, section: Option<&str>) -> bool {
    let bare = |words: &str| {
        words
            .chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect::<String>()
    };
    let kicker = text.lines().find_map(|line| {
        let line = line.trim_start_matches('\u{feff}');
        line.strip_prefix("###### ").or_else(|| line.strip_prefix("kicker:"))
    });
    kicker.zip(section).is_some_and(|(kicker, section)| bare(kicker) == bare(section))
}

/// For each lost word the formats that lack it, a bit each.
fn lost(words: &[ComparedWord], printed: &[Printed], article: usize) -> BTreeMap<usize, u8> {
    let mut lost: BTreeMap<usize, u8> = BTreeMap::new();
    for (bit, format) in printed.iter().enumerate() {
        let there = format.articles.get(article).map_or([].as_slice(), Vec::as_slice);
        for at in compare::missing(words, there) {
            *lost.entry(at).or_default() |= 1 << bit;
        }
    }
    lost
}

/// Words that follow one another and that the same formats lack.
struct MissingRun {
    formats: u8,
    count: usize,
    start: usize,
    end: usize,
}

fn runs(
    words: &[ComparedWord],
    lost: &BTreeMap<usize, u8>,
    source: SourceId,
    explained: &[Span],
) -> Vec<MissingRun> {
    let mut runs: Vec<MissingRun> = Vec::new();
    let mut last = None;
    for (at, formats) in lost {
        let range = &words[*at].range;
        let is_told = |span: &Span| {
            span.source == source && (span.start as usize..span.end as usize).contains(&range.start)
        };
        if explained.iter().any(is_told) {
            continue;
        }
        match runs.last_mut().filter(|run| last == at.checked_sub(1) && run.formats == *formats) {
            Some(run) => (run.count, run.end) = (run.count + 1, run.end.max(range.end)),
            None => runs.push(MissingRun {
                formats: *formats,
                count: 1,
                start: range.start,
                end: range.end,
            }),
        }
        last = Some(*at);
    }
    runs
}

impl MissingRun {
    fn diagnostic(&self, source: SourceId, text: &str, printed: &[Printed]) -> Diagnostic {
        let words = text.get(self.start..self.end).unwrap_or_default();
        let mut shown: Vec<&str> = words.split_whitespace().take(SHOWN + 1).collect();
        if shown.len() > SHOWN {
            shown[SHOWN] = "…";
        }
        let lacking = printed.iter().enumerate().filter(|(bit, _)| self.formats & 1 << bit != 0);
        let lacking: Vec<&str> = lacking.map(|(_, format)| format.format).collect();
        let (count, are) = match self.count {
            1 => ("a word".to_string(), "is"),
            many => (format!("{many} words"), "are"),
        };
        let place = match lacking.as_slice() {
            [one] => format!("not in the {one}"),
            all => format!("neither in the {}", all.join(" nor in the ")),
        };
        Diagnostic {
            code: Code::WordLost,
            severity: Severity::Warning,
            span: Some(Span::new(source, self.start..self.end)),
            message: format!("{count} of the text {are} {place}: {}", shown.join(" ")),
            help: Some(HELP.to_owned()),
            remedy: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str, printed: &[(&'static str, &str)]) -> Vec<String> {
        let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
        let source = sources.add("a.md", text);
        let articles = [WrittenArticle { source, dialect: Dialect::Ordinary, section: None }];
        let printed: Vec<_> = printed
            .iter()
            .map(|(format, text)| {
                let mut words = words::WordCollector::default();
                words.text(text);
                Printed { format, articles: vec![words.finish()] }
            })
            .collect();
        report(&articles, &printed, &sources, &mut diagnostics);
        let line = |said: &Diagnostic| said.span.map_or(0, |span| sources.position(span).line);
        diagnostics.iter().map(|said| format!("{}: {}", line(said), said.message)).collect()
    }

    #[test]
    fn stretches_are_told_with_the_formats_that_lack_them() {
        let text = "# One\n\nTwo three four.\n\nFive *six* seven.\n";
        let all = "One Two three four Five six seven";
        assert_eq!(said(text, &[("EPUB", all), ("PDF", all)]), [""; 0]);
        assert_eq!(
            said(text, &[("EPUB", "One two three four"), ("PDF", "One two four five six seven")]),
            [
                "3: a word of the text is not in the PDF: three",
                "5: 3 words of the text are not in the EPUB: Five *six* seven",
            ]
        );
        let neither = ["5: a word of the text is neither in the EPUB nor in the PDF: seven"];
        let most = "One Two three four Five six";
        assert_eq!(said(text, &[("EPUB", most), ("PDF", most)]), neither);
        assert_eq!(said(text, &[("EPUB", most), ("PDF", all)]).len(), 1);
    }
}
