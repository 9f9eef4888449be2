//! The cost of parsing a drawing. Input: its text. Output: leave to read it, or a refusal.
//!
//! `roxmltree` compares each attribute of an element with all others of it, looks namespaces up one
//! by one and puts entities in wherever they are named; all that it reads it holds. So the marks
//! are counted before anything else reads them, in one pass.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::limits::TooComplex;

/// Elements, comments and the like, and attributes, that are held at once.
const MAX_NODES: usize = 1_000_000;
const MAX_ATTRIBUTES: usize = 2_000_000;

/// Comparisons of attributes and namespaces: 10,000 attributes of one element, or 20 of each of
/// 250,000.
const MAX_COMPARISONS: u64 = 100_000_000;

/// Bytes that entities may come to.
const MAX_ENTITY_BYTES: u64 = 8 << 20;

/// `roxmltree` refuses an entity that leads to more others than these.
const MAX_NESTED: u64 = 256;

/// Comparisons in the time of a node.
const COMPARISONS: u64 = 2000;

/// Checks that a text is read in time that goes with its length; the nodes that would take as long
/// to draw.
pub(super) fn check(text: &str) -> Result<u64, TooComplex> {
    let count = |mark: u8| memchr::memchr_iter(mark, text.as_bytes()).count();
    if count(b'<') > MAX_NODES || count(b'=') > MAX_ATTRIBUTES {
        return Err(TooComplex::Heavy);
    }
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    let mut marks = MarkupCounts::default();
    loop {
        match reader.read_event() {
            Ok(Event::Start(element)) => {
                let scope = marks.element(&element);
                marks.scopes.push(scope);
            }
            Ok(Event::Empty(element)) => drop(marks.element(&element)),
            Ok(Event::End(_)) => drop(marks.scopes.pop()),
            Ok(Event::DocType(kind)) => marks.entities(kind.as_bytes(), text),
            // What is not well-formed is read no further by others either.
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
        if marks.comparisons > MAX_COMPARISONS || marks.entity_bytes > MAX_ENTITY_BYTES {
            return Err(TooComplex::Heavy);
        }
    }
    Ok(marks.comparisons / COMPARISONS)
}

/// What was counted so far.
#[derive(Default)]
struct MarkupCounts {
    comparisons: u64,
    /// Namespaces that hold within each element that is open.
    scopes: Vec<u64>,
    entity_bytes: u64,
}

impl MarkupCounts {
    /// Takes an element in; the namespaces that hold within it.
    fn element(&mut self, element: &BytesStart<'_>) -> u64 {
        let around = self.scopes.last().copied().unwrap_or(0);
        let (mut own, mut names, mut declared) = (0_u64, 1, 0);
        for attribute in element.attributes().with_checks(false).flatten() {
            own += 1;
            match attribute.key.prefix() {
                Some(prefix) if prefix.as_ref() == "xmlns" => declared += 1,
                Some(_) => names += 1,
                None => {}
            }
        }
        let within = around + declared;
        self.comparisons += own * own + within * (names + declared);
        within
    }

    /// Takes in what entities come to, each as long as the longest: an attribute in one counts as
    /// often as it may be named.
    fn entities(&mut self, kind: &[u8], text: &str) {
        let (mut kinds, mut longest, mut nested) = (0_u64, 0_u64, 1);
        let mut at = 0;
        while let Some(next) = memchr::memmem::find(&kind[at..], b"<!ENTITY") {
            at += next + b"<!ENTITY".len();
            let rest = &kind[at..];
            let Some(opens) = memchr::memchr2(b'"', b'\'', rest) else { break };
            let value = &rest[opens + 1..];
            let end = memchr::memchr(rest[opens], value).unwrap_or(value.len());
            let marks = memchr::memchr_iter(b'=', &value[..end]).count() as u64;
            kinds += 1;
            longest = longest.max(end as u64 + marks * marks);
            if memchr::memchr(b'&', &value[..end]).is_some() {
                nested = MAX_NESTED;
            }
            at += opens + 1 + end;
        }
        let named = named(text);
        self.entity_bytes = named * longest * nested;
        self.comparisons += named * kinds * nested;
    }
}

/// How often a text names an entity of its own.
fn named(text: &str) -> u64 {
    const KNOWN: [&[u8]; 6] = [b"#", b"amp;", b"lt;", b"gt;", b"quot;", b"apos;"];
    let bytes = text.as_bytes();
    let own = |at: &usize| !KNOWN.iter().any(|known| bytes[at + 1..].starts_with(known));
    memchr::memchr_iter(b'&', bytes).filter(own).count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn element(attributes: usize) -> String {
        let attributes: String = (0..attributes).map(|n| format!("a{n}='1' ")).collect();
        format!("<rect {attributes}/>")
    }

    #[test]
    fn many_attributes_of_one_element_are_refused_and_a_few_of_many_are_not() {
        assert!(check(&element(5_000)).is_ok());
        assert_eq!(check(&element(20_000)), Err(TooComplex::Heavy));
        assert!(check(&element(20).repeat(10_000)).is_ok());
        assert_eq!(check(&element(5_000).repeat(10)), Err(TooComplex::Heavy));
    }

    #[test]
    fn namespaces_count_where_they_hold() {
        let declared: String = (0..5_000).map(|n| format!("xmlns:a{n}='b' ")).collect();
        let within = "<a1:x/>".repeat(20_000);
        assert_eq!(check(&format!("<g {declared}>{within}</g>")), Err(TooComplex::Heavy));
        assert!(check(&format!("<g><g {declared}/>{within}</g>")).is_ok());
    }

    #[test]
    fn entities_count_as_often_as_they_are_named() {
        let file = |length: usize, names: usize| {
            let (value, names) = ("x".repeat(length), "&a;".repeat(names));
            format!("<!DOCTYPE svg [<!ENTITY a '{value}'>]><svg>{names}</svg>")
        };
        assert!(check(&file(40, 100)).is_ok());
        assert_eq!(check(&file(10_000, 10_000)), Err(TooComplex::Heavy));
    }
}
