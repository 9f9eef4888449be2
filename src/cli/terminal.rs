//! Reports for people. Input: a [`BuildReport`]. Output: text; colours only where stderr is a
//! terminal that wants them.
//!
//! A diagnostic shows its file, its line, the words in question underlined, and what to do. The
//! first few of a kind are shown whole; `build` counts the rest, `check` names the place of each.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{self, Write as _};

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::args::ReportArgs;
use super::format::{self, count, size};
use super::status::Purpose;
use crate::convert::{BuildReport, ConvertError, Finding, Request, help, without_numbers};
use crate::diagnostic::{Code, Diagnostic, Severity, Sources};

/// How many of a kind are shown whole.
const FIRST_FEW: usize = 3;

/// Width of an excerpt; lines are cut to a window around the place.
const WIDTH: usize = 96;

/// The most characters that are underlined: the start of a long stretch is enough to find it.
const UNDERLINED: usize = 60;

/// Prints results.
pub(super) fn tell(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(format::lines(text).as_bytes())?;
    out.flush()
}

/// Prints rendered lines; the renderer has escaped them. If printing fails, as on a full disk, the
/// work continues.
fn reporting(text: &str) {
    let _ = writeln!(anstream::stderr(), "{text}");
}

/// Prints an error that has no place in the input.
pub(super) fn error(message: &str) {
    reporting(&titled(Level::ERROR, &without_numbers(message)));
}

/// Prints why something could not be made, and what to do about it.
pub(super) fn failure(error: &ConvertError) {
    let message = without_numbers(&error.to_string());
    let mut group = Group::with_title(Level::ERROR.primary_title(format::lines(&message)));
    if let Some(help) = Finding::failure(error).help {
        group = group.element(Level::HELP.message(format::lines(&help).into_owned()));
    }
    reporting(&Renderer::styled().render(&[group]));
}

/// Prints a warning.
pub(super) fn warning(message: &str) {
    reporting(&titled(Level::WARNING, message));
}

/// Prints what only `--verbose` shows.
pub(super) fn note(message: &str) {
    reporting(&titled(Level::NOTE, message));
}

fn titled(level: Level<'_>, message: &str) -> String {
    let title = level.primary_title(format::lines(message));
    Renderer::styled().render(&[Group::with_title(title)])
}

/// Prints the diagnostics of a report, kind by kind, the worst last.
pub(super) fn diagnostics(report: &BuildReport, purpose: Purpose, reporting: ReportArgs) {
    let least = match (purpose, reporting.quiet) {
        (_, true) => Severity::Error,
        (Purpose::Build, false) if !reporting.verbose => Severity::Warning,
        _ => Severity::Notice,
    };
    let kinds = kinds(report, reporting);
    // The effect of `--max-size` was requested: it is always reported.
    let is_told = |kind: &DiagnosticGroup<'_>| {
        kind.severity >= least || (kind.code == Code::PicturesLowered && !reporting.quiet)
    };
    for kind in kinds.iter().filter(|kind| is_told(kind)) {
        let text = kind_text(kind, &report.sources, purpose, reporting);
        self::reporting(text.strip_suffix('\n').unwrap_or(&text));
    }
    let untold: usize =
        kinds.iter().filter(|kind| !is_told(kind)).map(|kind| kind.list.len()).sum();
    if untold > 0 && !reporting.quiet {
        self::reporting(&format!("{}; `offprint check` shows them", count(untold, "notice")));
    }
}

/// The diagnostics of one kind.
struct DiagnosticGroup<'r> {
    severity: Severity,
    code: Code,
    list: Vec<&'r Diagnostic>,
}

/// Diagnostics by kind, in the order their kinds first came up, the worst last.
fn kinds(report: &BuildReport, reporting: ReportArgs) -> Vec<DiagnosticGroup<'_>> {
    let mut kinds: Vec<DiagnosticGroup<'_>> = Vec::new();
    for diagnostic in report.diagnostics.iter() {
        let (severity, code) = (reporting.strictness().severity(diagnostic), diagnostic.code);
        match kinds.iter_mut().find(|kind| kind.severity == severity && kind.code == code) {
            Some(kind) => kind.list.push(diagnostic),
            None => kinds.push(DiagnosticGroup { severity, code, list: vec![diagnostic] }),
        }
    }
    kinds.sort_by_key(|kind| kind.severity);
    kinds
}

fn kind_text(
    kind: &DiagnosticGroup<'_>,
    sources: &Sources,
    purpose: Purpose,
    reporting: ReportArgs,
) -> String {
    // A summary of one would be longer than the message itself.
    let whole = match reporting.verbose || kind.list.len() <= FIRST_FEW + 1 {
        true => kind.list.len(),
        false => FIRST_FEW,
    };
    let (shown, rest) = kind.list.split_at(whole);
    let mut text = String::new();
    for diagnostic in shown {
        text.push_str(&excerpt(diagnostic, kind.severity, sources));
        text.push_str("\n\n");
    }
    if !rest.is_empty() {
        text.push_str(&sum(rest, sources, purpose));
        text.push('\n');
    }
    text
}

/// A diagnostic with the line it is about.
fn excerpt(diagnostic: &Diagnostic, severity: Severity, sources: &Sources) -> String {
    let level = match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Notice => Level::NOTE.with_name(Some(severity.as_str())),
    };
    let title =
        level.primary_title(format::lines(&diagnostic.message)).id(diagnostic.code.as_str());
    let mut group = Group::with_title(title);
    if let Some(span) = diagnostic.span
        && let Some(file) = sources.get(span.source)
    {
        let (line, start, end) = line_of(&file.text, span.start as usize, span.end as usize);
        let snippet = Snippet::source(line)
            .path(format::name(&file.name))
            .line_start(sources.position(span).line)
            .annotation(AnnotationKind::Primary.span(start..end));
        group = group.element(snippet);
    }
    let help = help(diagnostic);
    if let Some(help) = &help {
        group = group.element(Level::HELP.message(format::lines(help)));
    }
    Renderer::styled().term_width(WIDTH).render(&[group])
}

/// The line of a text that a span starts in, and the part of it to underline, in bytes of the line.
fn line_of(text: &str, start: usize, end: usize) -> (&str, usize, usize) {
    let start = floor(text, start);
    let from = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let to = text[start..].find('\n').map_or(text.len(), |at| start + at);
    let line = text[from..to].trim_end_matches('\r');
    let start = start - from;
    let end = floor(line, end.saturating_sub(from)).max(start);
    let short = line[start..end].char_indices().nth(UNDERLINED).map_or(end, |(at, _)| start + at);
    (line, start, short)
}

/// The last boundary of a character at or before a byte.
fn floor(text: &str, at: usize) -> usize {
    text.floor_char_boundary(at.min(text.len()))
}

/// "and 23 similar in 9 files", with each place for a check.
fn sum(rest: &[&Diagnostic], sources: &Sources, purpose: Purpose) -> String {
    let files: BTreeSet<_> = rest.iter().filter_map(|d| d.span).map(|span| span.source).collect();
    let mut text = format!("  and {} similar", rest.len());
    match files.len() {
        0 => {}
        1 => text.push_str(" in 1 file"),
        n => _ = write!(text, " in {n} files"),
    }
    if purpose == Purpose::Build {
        text.push_str("; --verbose shows all\n");
        return text;
    }
    text.push_str("; --verbose shows them in full\n");
    for diagnostic in rest {
        let Some(span) = diagnostic.span else { continue };
        let Some(file) = sources.get(span.source) else { continue };
        let place = sources.position(span);
        let (name, message) = (format::name(&file.name), format::name(&diagnostic.message));
        _ = writeln!(text, "    {name}:{}:{}: {message}", place.line, place.column);
    }
    text
}

/// What was made, a line an output; for a check, what was found.
pub(super) fn results(
    request: &Request,
    report: &BuildReport,
    purpose: Purpose,
    reporting: ReportArgs,
) -> String {
    let contents =
        format!("{}, {}", count(report.articles, "article"), count(report.pictures, "picture"));
    if purpose == Purpose::Check {
        return format!("{}: {contents}: {}\n", input_name(request), tally(report, reporting));
    }
    let mut text = String::new();
    for output in &report.outputs {
        let Some(path) = &output.path else { continue };
        if report.fresh {
            _ = writeln!(text, "{}: fresh", format::path(path));
            continue;
        }
        let pages = output.pages.map(|pages| format!("{}, ", count(pages, "page")));
        let (path, pages, bytes) =
            (format::path(path), pages.unwrap_or_default(), size(output.bytes));
        _ = writeln!(text, "{path}: {pages}{contents}, {bytes} in {:.2} s", output.seconds);
    }
    text
}

/// The inputs of a request in a few words.
fn input_name(request: &Request) -> String {
    match request.inputs.as_slice() {
        [] => String::new(),
        [only] => format::path(only),
        [first, more @ ..] => format!("{} and {} more", format::path(first), more.len()),
    }
}

/// How many diagnostics there are of each severity.
fn tally(report: &BuildReport, reporting: ReportArgs) -> String {
    let found: Vec<String> = [Severity::Error, Severity::Warning, Severity::Notice]
        .into_iter()
        .map(|severity| {
            let is =
                |diagnostic: &&Diagnostic| reporting.strictness().severity(diagnostic) == severity;
            (report.diagnostics.iter().filter(is).count(), severity.as_str())
        })
        .filter(|(number, _)| *number > 0)
        .map(|(number, name)| count(number, name))
        .collect();
    if found.is_empty() { "no problems found".into() } else { found.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_first_line_of_a_place_is_underlined_and_not_all_of_a_long_one() {
        let text = "eins\nzwölf drei\r\nvier";
        assert_eq!(line_of(text, 12, 16), ("zwölf drei", 7, 11));
        assert_eq!(line_of(text, 5, 30), ("zwölf drei", 0, 11));
        assert_eq!(line_of(text, 99, 100), ("vier", 4, 4));
        let long = "a".repeat(500);
        assert_eq!(line_of(&long, 10, 400), (long.as_str(), 10, 10 + UNDERLINED));
    }
}
