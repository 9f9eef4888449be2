//! Kobo's flavour of a document. Input: an XHTML document of ours. Output: the same with what
//! Kobo's own reader keeps places, highlights and reading statistics by: a span with a running
//! number around every sentence, and two boxes around all. The words do not change: without the
//! additions the document is what it was, byte for byte.
//!
//! Kobo publishes no description of it. What is done here is what its books show, as kepubify found
//! and documented it (<https://pgaskin.net/kepubify/>), but for one thing: sentences are those of
//! UAX #29 over a whole paragraph, so that a word in italics does not end one.

use std::io;
use std::ops::Range;

use icu_segmenter::options::SentenceBreakInvariantOptions;
use icu_segmenter::{SentenceSegmenter, SentenceSegmenterBorrowed};
use quick_xml::Reader;
use quick_xml::escape::{partial_escape, unescape};
use quick_xml::events::Event;

/// What Kobo's books have at the end of their heads, without its rules for colours and sizes.
const STYLE: &str = "<style type=\"text/css\" id=\"kobostylehacks\">\
    div#book-inner { margin-top: 0; margin-bottom: 0; }</style>\n";

/// The boxes around the content of the body.
const OPEN_BOXES: &str = "<div id=\"book-columns\"><div id=\"book-inner\">";
const CLOSE_BOXES: &str = "</div></div>";

/// Elements within a line of words; all others begin and end paragraphs.
const INLINE: [&str; 31] = [
    "a", "abbr", "b", "bdi", "bdo", "br", "cite", "code", "data", "dfn", "em", "i", "img", "ins",
    "del", "kbd", "mark", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strong", "sub",
    "sup", "time", "u", "var",
];

/// Elements whose words stay unchanged.
const KEPT: [&str; 5] = ["pre", "svg", "math", "script", "style"];

/// Puts the spans and boxes into a document.
///
/// # Errors
/// If the document is no XML.
pub(super) fn with_sentences(document: &[u8]) -> io::Result<Vec<u8>> {
    let text = std::str::from_utf8(document).map_err(io::Error::other)?;
    let pieces = pieces(text).map_err(io::Error::other)?;
    let mut writer = KoboWriter {
        text,
        out: String::with_capacity(text.len() * 5 / 4),
        segmenter: SentenceSegmenter::new(SentenceBreakInvariantOptions::default()),
        paragraph: 0,
        sentence: 0,
    };
    let (mut in_body, mut kept) = (false, 0_u32);
    for passage in pieces.split_inclusive(XhtmlPiece::ends_passage) {
        let (words, end) = match passage.split_last() {
            Some((end, words)) if end.ends_passage() => (words, Some(end)),
            _ => (passage, None),
        };
        if in_body && kept == 0 {
            writer.passage(words);
        } else {
            words.iter().for_each(|piece| writer.copy(piece));
        }
        let Some(end) = end else { continue };
        match (end.kind, end.name) {
            (PieceKind::Open, name) if KEPT.contains(&name) => kept += 1,
            (PieceKind::Close, name) if KEPT.contains(&name) => kept = kept.saturating_sub(1),
            (PieceKind::Close, "head") => writer.out.push_str(STYLE),
            (PieceKind::Close, "body") => writer.out.push_str(CLOSE_BOXES),
            _ => {}
        }
        writer.copy(end);
        if (end.kind, end.name) == (PieceKind::Open, "body") {
            in_body = true;
            writer.out.push_str(OPEN_BOXES);
        }
    }
    Ok(writer.out.into_bytes())
}

/// What a piece of a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PieceKind {
    Words,
    Open,
    Close,
    Empty,
    Other,
}

/// A tag, or the words between two of them.
struct XhtmlPiece<'t> {
    kind: PieceKind,
    /// Of an element.
    name: &'t str,
    /// Where it stands in the document.
    place: Range<usize>,
}

impl XhtmlPiece<'_> {
    fn ends_passage(&self) -> bool {
        self.kind != PieceKind::Words && !INLINE.contains(&self.name)
    }
}

/// Cuts a document into tags and words.
fn pieces(text: &str) -> Result<Vec<XhtmlPiece<'_>>, quick_xml::Error> {
    let mut reader = Reader::from_str(text);
    let mut pieces: Vec<XhtmlPiece<'_>> = Vec::new();
    loop {
        let start = reader.buffer_position() as usize;
        let event = reader.read_event()?;
        let place = start..reader.buffer_position() as usize;
        let (kind, from) = match event {
            Event::Eof => return Ok(pieces),
            Event::Text(_) | Event::GeneralRef(_) => (PieceKind::Words, 0),
            Event::Start(_) => (PieceKind::Open, 1),
            Event::End(_) => (PieceKind::Close, 2),
            Event::Empty(_) => (PieceKind::Empty, 1),
            _ => (PieceKind::Other, 0),
        };
        match pieces.last_mut() {
            // A reference such as `&amp;` parts words for the parser, not for readers.
            Some(last) if kind == PieceKind::Words && last.kind == PieceKind::Words => {
                last.place.end = place.end;
            }
            _ => {
                let tag = text.get(place.start + from..place.end).unwrap_or_default();
                let name = tag.split(|c: char| c.is_whitespace() || c == '>' || c == '/').next();
                let name = name.filter(|_| from > 0).unwrap_or_default();
                pieces.push(XhtmlPiece { kind, name, place });
            }
        }
    }
}

struct KoboWriter<'t> {
    text: &'t str,
    out: String,
    segmenter: SentenceSegmenterBorrowed<'static>,
    /// The numbers of the last span.
    paragraph: u32,
    sentence: u32,
}

impl<'t> KoboWriter<'t> {
    fn copy(&mut self, piece: &XhtmlPiece<'_>) {
        self.out.push_str(self.source(piece));
    }

    fn source(&self, piece: &XhtmlPiece<'_>) -> &'t str {
        self.text.get(piece.place.clone()).unwrap_or_default()
    }

    /// Writes a stretch of words and inline elements, every sentence in a span; one that runs
    /// through several elements in one each.
    fn passage(&mut self, pieces: &[XhtmlPiece<'_>]) {
        let words: Vec<String> = pieces.iter().map(|piece| self.words(piece)).collect();
        let ends: Vec<usize> = self.segmenter.segment_str(&words.concat()).collect();
        let mut begun = false;
        let mut at = 0;
        for (piece, words) in pieces.iter().zip(&words) {
            let is_picture = piece.name == "img" && piece.kind == PieceKind::Empty;
            if piece.kind != PieceKind::Words && !is_picture {
                self.copy(piece);
                at += words.len();
                continue;
            }
            if is_picture {
                self.begin(&mut false);
                self.open_span();
                self.copy(piece);
                self.out.push_str("</span>");
                begun = true;
                continue;
            }
            let inside = ends.iter().map(|end| end.saturating_sub(at)).filter(|end| *end > 0);
            let mut from = 0;
            for end in inside.map(|end| end.min(words.len())) {
                let part = words.get(from..end).unwrap_or_default();
                from = end;
                if part.trim().is_empty() {
                    self.out.push_str(&partial_escape(part));
                    continue;
                }
                self.begin(&mut begun);
                self.open_span();
                self.out.push_str(&partial_escape(part));
                self.out.push_str("</span>");
            }
            at += words.len();
        }
    }

    /// The words of a piece as readers see them. A broken line ends a sentence.
    fn words(&self, piece: &XhtmlPiece<'_>) -> String {
        match (piece.kind, piece.name) {
            (PieceKind::Words, _) => {
                let source = self.source(piece);
                unescape(source).map_or_else(|_| source.to_owned(), Into::into)
            }
            (PieceKind::Empty, "br") => "\n".into(),
            _ => String::new(),
        }
    }

    /// Goes on to the next paragraph at its first span.
    fn begin(&mut self, begun: &mut bool) {
        if !*begun {
            *begun = true;
            self.paragraph += 1;
            self.sentence = 0;
        }
    }

    fn open_span(&mut self) {
        self.sentence += 1;
        let (paragraph, sentence) = (self.paragraph, self.sentence);
        let span = format!("<span class=\"koboSpan\" id=\"kobo.{paragraph}.{sentence}\">");
        self.out.push_str(&span);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What becomes of the content of a body.
    fn body(content: &str) -> String {
        let document =
            format!("<html><head></head><body class=\"a\">\n{content}\n</body></html>\n");
        let made = String::from_utf8(with_sentences(document.as_bytes()).unwrap()).unwrap();
        let inner = made.split_once(OPEN_BOXES).unwrap().1.split_once(CLOSE_BOXES).unwrap().0;
        assert!(made.contains(&format!("{STYLE}</head>")));
        inner
            .trim()
            .replace("<span class=\"koboSpan\" id=\"kobo.", "[")
            .replace("\">", "|")
            .replace("</span>", "]")
    }

    #[test]
    fn every_sentence_has_its_number_and_white_stays_with_the_one_before() {
        assert_eq!(
            body("<h1>A head</h1>\n<p>One. Two &amp; three! Four</p>"),
            "<h1>[1.1|A head]</h1>\n<p>[2.1|One. ][2.2|Two &amp; three! ][2.3|Four]</p>"
        );
    }

    #[test]
    fn a_sentence_runs_through_elements_and_ends_where_it_ends() {
        assert_eq!(
            body("<p>He said <em>no</em>. <b>Never.</b> Then</p>"),
            "<p>[1.1|He said ]<em>[1.2|no]</em>[1.3|. ]<b>[1.4|Never.]</b> [1.5|Then]</p>"
        );
    }

    #[test]
    fn pictures_have_a_number_of_their_own() {
        assert_eq!(
            body("<figure><img src=\"a\"/>\n<figcaption>Words</figcaption></figure>"),
            "<figure>[1.1|<img src=\"a\"/>]\n<figcaption>[2.1|Words]</figcaption></figure>"
        );
    }

    #[test]
    fn listings_and_drawings_stay_as_they_are() {
        for kept in
            ["<pre><code>a. B. c</code></pre>", "<svg><text>One. Two.</text></svg>", "<hr/>"]
        {
            assert_eq!(body(kept), kept);
        }
    }
}
