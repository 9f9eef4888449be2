//! Whether words were lost. Input: what an edition says, its files, and the diagnostics. Output:
//! the marker words that are missing, and for which no diagnostic accounts.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use lopdf::{Document, Object};
use offprint::convert::{BuildReport, OutputFormat};
use offprint::diagnostic::{Code, Diagnostic, SourceId};
use zip::ZipArchive;

use super::check::Fault;

/// All that a file says, in whatever place.
pub(crate) struct Haystack {
    format: OutputFormat,
    words: String,
}

impl Haystack {
    /// All that is in a file, of which `articles` was read.
    pub(crate) fn new(format: OutputFormat, bytes: &[u8], articles: &[String]) -> Haystack {
        let mut words = articles.join("\n");
        match format {
            OutputFormat::Epub => epub(bytes, &mut words),
            OutputFormat::Pdf => pdf(bytes, &mut words),
        }
        Haystack { format, words: folded(&words) }
    }
}

fn epub(bytes: &[u8], words: &mut String) {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else { return };
    for at in 0..archive.len() {
        let Ok(mut entry) = archive.by_index(at) else { continue };
        if [".xhtml", ".opf"].iter().any(|suffix| entry.name().ends_with(suffix)) {
            // What cannot be read was found out before.
            let _ = entry.read_to_string(words);
        }
    }
}

fn pdf(bytes: &[u8], words: &mut String) {
    let Ok(document) = Document::load_mem(bytes) else { return };
    document.objects.values().for_each(|object| strings(object, words));
}

/// The strings of an object: replacement texts, addresses, titles.
fn strings(object: &Object, words: &mut String) {
    match object {
        Object::String(bytes, _) => {
            words.push_str(&lopdf::decode_text_string(object).unwrap_or_default());
            words.push_str(&String::from_utf8_lossy(bytes));
            words.push('\n');
        }
        Object::Array(objects) => objects.iter().for_each(|object| strings(object, words)),
        Object::Dictionary(entries) => {
            entries.iter().for_each(|(_, object)| strings(object, words))
        }
        _ => {}
    }
}

/// A text as markers are looked for in it: without case, and without what lines put into words.
fn folded(text: &str) -> String {
    let unseen = ['\u{ad}', '\u{200b}', '\u{2060}', '\u{feff}'];
    text.replace(unseen, "").to_lowercase()
}

/// The marker words of a text, each with its place.
fn markers(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find("zq").map(|start| at + start) {
        let digits = text[start + 2..].bytes().take_while(u8::is_ascii_digit).count();
        let end = start + 2 + digits;
        if digits > 0 && text[end..].starts_with("zq") {
            found.push((start, &text[start..end + 2]));
            at = end + 2;
        } else {
            at = start + 2;
        }
    }
    found
}

/// The markers that are missing.
pub(crate) fn lost(report: &BuildReport, said: &[String], haystacks: &[Haystack]) -> Vec<Fault> {
    let said = folded(&said.join("\n"));
    let mut faults = Vec::new();
    for (number, file) in report.sources.iter().enumerate() {
        let source = SourceId(number as u32);
        let known: Vec<&Diagnostic> = report
            .diagnostics
            .iter()
            .filter(|said| said.span.is_none_or(|span| span.source == source))
            .collect();
        // A marker that a repetition brought twice is found where either is.
        let markers: BTreeMap<&str, usize> =
            markers(&file.text).into_iter().map(|(at, marker)| (marker, at)).collect();
        if is_left_out(report, &file.text) && !markers.keys().any(|marker| said.contains(marker)) {
            continue;
        }
        let mut missing: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (marker, at) in markers {
            let absent: Vec<&str> = haystacks
                .iter()
                .filter(|haystack| !haystack.words.contains(marker))
                .map(|haystack| haystack.format.as_str())
                .collect();
            if absent.is_empty() || is_unprinted(&file.text, at) {
                continue;
            }
            let reported = |told: &dyn Fn(&Diagnostic) -> bool| known.iter().any(|said| told(said));
            let kind = match said.contains(marker) {
                true if reported(&|said| said.code == Code::NotPlaced) => continue,
                true => format!("lost in {}", absent.join(" and ")),
                false if reported(&|said| accounts(said, &file.text, at, marker)) => continue,
                false => "lost in reading".to_owned(),
            };
            missing.entry(kind).or_default().push(marker.to_owned());
        }
        faults.extend(missing.into_iter().map(|(kind, markers)| {
            Fault::new(&kind, format!("{}: {}", file.name, markers.join(" ")))
        }));
    }
    faults
}

/// Whether files that a collection does not print are told of in a sum: this may be one of them.
fn is_left_out(report: &BuildReport, text: &str) -> bool {
    let told =
        |said: &Diagnostic| said.code == Code::Collection && said.message.ends_with("left out");
    !text.is_empty() && report.diagnostics.iter().any(told)
}

/// Whether a diagnostic tells that the words at a place were dropped.
fn accounts(said: &Diagnostic, text: &str, at: usize, marker: &str) -> bool {
    let help = said.help.as_deref().unwrap_or_default();
    if said.message.contains(marker) || help.contains(marker) {
        return true;
    }
    let Some(span) = said.span else {
        return matches!(said.code, Code::ArticleTooLarge | Code::ArticleUnlisted);
    };
    let (start, end) = (span.start as usize, span.end as usize);
    let whole = [Code::DraftSkipped, Code::ArticleTooLarge, Code::EmptyArticle, Code::NotPlaced];
    if (start..end).contains(&at) || whole.contains(&said.code) {
        return true;
    }
    // A program that goes on over empty lines is reported where it begins, and of several the first.
    let program = said.code == Code::Html && said.message.contains("<script>");
    if program && is_open(&text[..at], "<script", "</script>") {
        return true;
    }
    let drops = [Code::Html, Code::Note, Code::TooDeep, Code::DroppedLine, Code::CutTail];
    if at < start || !drops.contains(&said.code) {
        return false;
    }
    // The element, the note or the line goes on to the next paragraph that is not within it.
    let between = text.get(end.min(at)..at).unwrap_or_default().replace('\r', "");
    said.code == Code::CutTail || !next_block(&between)
}

/// Whether another block begins within a text: an empty line, then one that is not indented.
fn next_block(text: &str) -> bool {
    text.split("\n\n").skip(1).any(|block| {
        let block = block.trim_start_matches('\n');
        !block.is_empty() && !block.starts_with([' ', '\t', '>'])
    })
}

/// Whether something begins in a text that does not end in it.
fn is_open(before: &str, start: &str, end: &str) -> bool {
    before.rfind(start).is_some_and(|from| !before[from..].contains(end))
}

/// Whether a place is one whose words are for no reader: a comment, a style sheet, front matter, a tag, a
/// template's tag, a property, what a browser without films shows, an address that nothing refers to, the
/// language of code.
fn is_unprinted(text: &str, at: usize) -> bool {
    let before = &text[..at];
    let open = |start: &str, end: &str| is_open(before, start, end);
    let line = before.rsplit(['\n', '\r']).next().unwrap_or_default();
    let line = line.trim_start_matches([' ', '\t', '>', '-', '*', '+', '.', ')', '0', '1']);
    let tag = before.rfind('<').is_some_and(|from| {
        let rest = &before[from + 1..];
        !rest.contains('>') && rest.starts_with(|c: char| c.is_alphabetic() || "/!?".contains(c))
    });
    let head = text.trim_start_matches('\u{feff}').trim_start();
    let front = ["---", "+++"].iter().any(|fence| {
        head.starts_with(fence)
            && before.lines().filter(|line| line.trim_end() == *fence).count() < 2
    });
    // The title of a link shows where the pointer rests, which neither edition has; that of a
    // picture is its caption, but its address is no text.
    let title = before.rfind("](").is_some_and(|from| {
        let (link, rest) = (&before[..from], &before[from + 2..]);
        let picture = link.rfind('[').is_some_and(|start| link[..start].ends_with('!'));
        let titled = |quote: char| {
            let parts = rest.split_once(&format!(" {quote}"));
            parts.is_some_and(|(target, title)| !target.contains(')') && !title.contains(quote))
        };
        match picture {
            true => !rest.contains([')', '"', '\'']),
            false => titled('"') || titled('\''),
        }
    });
    let reference = line.starts_with('[') && !line.starts_with("[^") && line.contains("]:");
    // `collapsed:: true`, as Logseq has it.
    let property = line.split_once(":: ").is_some_and(|(key, _)| {
        !key.is_empty() && key.chars().all(|c| c.is_ascii_lowercase() || c == '-')
    });
    let info = line.starts_with("```") || line.starts_with("~~~");
    open("<!--", "-->")
        || open("<?", "?>")
        || open("<![CDATA[", "]]>")
        || open("<style", "</style>") && text[at..].contains("</style>")
        || open("<video", "</video>")
        || open("{%", "%}")
        || property
        || tag
        || front
        || title
        || reference
        || info
}
