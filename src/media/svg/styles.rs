//! The cost of matching a drawing's styles. Input: its XML. Output: its style sheet, or a refusal.
//!
//! `simplecss` counts the lines up to wherever a value ends, so that its time goes with the square
//! of a text's length; it copies the declarations of a rule for each of its selectors; and it tries
//! every ancestor for every blank in a selector. All three are counted here, before it is asked.

use resvg::usvg::roxmltree::{Document, Node};
use simplecss::{SelectorToken, SelectorTokenizer, StyleSheet};

use super::limits::TooComplex;

/// Bytes that are gone over in reading style sheets: 10,000 rules of 20 bytes.
const MAX_READ: u64 = 5_000_000_000;

/// This many bytes are gone over in the time of a node.
pub(super) const BYTES_OF_NODE: u64 = 20_000;

/// Declarations that a style sheet comes to.
const MAX_DECLARATIONS: u64 = 500_000;

/// Tries of a part of a selector on an element.
pub(super) const MAX_MATCH_ATTEMPTS: f64 = 50e6;

/// A class is found among this many bytes of classes in the time of an attribute.
const CLASS_BYTES: usize = 8;

/// The style sheets of a drawing, as usvg puts them together, and the bytes that are gone over to
/// read them.
pub(super) fn sheet<'d>(drawing: &'d Document<'_>) -> Result<(StyleSheet<'d>, u64), TooComplex> {
    let elements = drawing.descendants().filter(|node| node.has_tag_name("style"));
    let texts = elements
        .filter(|node| matches!(node.attribute("type"), None | Some("text/css")))
        .map(|node| node.text().unwrap_or_default());
    let (mut sheet, mut read, mut declarations) = (StyleSheet::new(), 0, 0);
    for text in texts {
        read += reading(text) + (sheet.rules.len() as u64) * 64;
        declarations += declared(text);
        if read > MAX_READ || declarations > MAX_DECLARATIONS {
            return Err(TooComplex::Heavy);
        }
        sheet.parse_more(text);
    }
    Ok((sheet, read))
}

/// Checks that the styles which elements have of their own are read in time.
pub(super) fn check_own(elements: &[Node<'_, '_>]) -> Result<(), TooComplex> {
    let own = elements.iter().filter_map(|node| node.attribute("style")).map(reading);
    let read = own.fold(0, u64::saturating_add);
    if read > MAX_READ { Err(TooComplex::Heavy) } else { Ok(()) }
}

/// The bytes that are gone over in reading a text of style: up to each value's end, and each
/// number's.
pub(super) fn reading(text: &str) -> u64 {
    let (mut ends, mut inside, mut last) = (0_u64, false, b' ');
    for byte in text.bytes() {
        match byte {
            b'(' => inside = true,
            b')' => inside = false,
            _ if inside => {}
            b';' | b'}' | b'{' | b'#' | b':' | b'!' | b'@' => ends += 1,
            b'0'..=b'9' | b'.' | b'-' | b'+' if !last.is_ascii_alphanumeric() => ends += 1,
            _ => {}
        }
        last = byte;
    }
    // Half the text, on average.
    ends * text.len() as u64 / 2
}

/// The declarations of a style sheet, each as often as its rule has selectors.
fn declared(text: &str) -> u64 {
    let (mut all, mut selectors, mut own, mut within) = (0_u64, 1_u64, 0_u64, false);
    for byte in text.bytes() {
        match byte {
            b',' if !within => selectors += 1,
            b';' | b':' if within => own += 1,
            b'{' => within = true,
            b'}' => {
                all += selectors * own;
                (selectors, own, within) = (1, 0, false);
            }
            _ => {}
        }
    }
    all + selectors * own
}

/// Tries that it takes to match every element against every rule.
pub(super) struct MatchAttempts {
    /// Parts of the selectors with this many blanks: as many of the last index, or more.
    parts: Vec<f64>,
}

impl MatchAttempts {
    pub(super) fn new(sheet: &StyleSheet<'_>) -> MatchAttempts {
        let mut parts = Vec::new();
        for rule in &sheet.rules {
            let selector = rule.selector.to_string();
            let (mut tokens, mut blanks) = (0, 0);
            for token in SelectorTokenizer::from(selector.as_str()).flatten() {
                tokens += 1;
                blanks += usize::from(token == SelectorToken::DescendantCombinator);
            }
            if parts.len() <= blanks {
                parts.resize(blanks + 1, 0.0);
            }
            parts[blanks] += f64::from(tokens) + rule.declarations.len() as f64;
        }
        MatchAttempts { parts }
    }

    /// Those of the element that takes most, if all elements together do not take too many.
    pub(super) fn of_all(
        &self,
        drawing: &Document<'_>,
        elements: &[Node<'_, '_>],
    ) -> Result<f64, TooComplex> {
        let (mut all, mut most) = (0.0, 0.0);
        let mut depths = vec![0_usize; drawing.descendants().count()];
        for node in elements.iter().filter(|_| !self.parts.is_empty()) {
            let around = node.parent().and_then(|parent| depths.get(parent.id().get_usize()));
            let depth = around.map_or(0, |depth| depth + 1);
            if let Some(own) = depths.get_mut(node.id().get_usize()) {
                *own = depth;
            }
            let tries = self.on(*node, depth);
            all += tries;
            most = f64::max(most, tries);
        }
        if all > MAX_MATCH_ATTEMPTS { Err(TooComplex::Heavy) } else { Ok(most) }
    }

    /// Those of an element that is so deep.
    fn on(&self, node: Node<'_, '_>, depth: usize) -> f64 {
        let classes = node.attribute("class").map_or(0, str::len) / CLASS_BYTES;
        // The elements that may stand for the words before each blank.
        let (mut ways, mut all) = (1.0, 0.0);
        for (blanks, parts) in self.parts.iter().enumerate() {
            if blanks > 0 {
                ways *= (depth + 1).saturating_sub(blanks) as f64 / blanks as f64;
            }
            all += parts * f64::max(ways, 1.0);
        }
        all * (1 + node.attributes().len() / 4 + classes) as f64
    }
}

/// The element that holds style.
pub(super) const STYLE: (&str, &str) = ("http://www.w3.org/2000/svg", "style");

#[cfg(test)]
mod tests {
    use super::*;

    /// Tries of all elements, or a refusal.
    fn tries(style: &str, inside: &str) -> Result<f64, TooComplex> {
        let text = format!("<svg><style>{style}</style>{inside}</svg>");
        let drawing = Document::parse(&text).unwrap();
        let elements: Vec<_> = drawing.descendants().filter(Node::is_element).collect();
        MatchAttempts::new(&sheet(&drawing)?.0).of_all(&drawing, &elements)
    }

    #[test]
    fn each_blank_in_a_selector_multiplies_what_it_tries() {
        let deep = format!("{}{}", "<g>".repeat(100), "</g>".repeat(100));
        assert!(tries("g g{fill:red}", &deep).is_ok());
        assert_eq!(tries("x g g g g g{fill:red}", &deep), Err(TooComplex::Heavy));
        assert!(tries("x g g g g g{fill:red}", &"<g/>".repeat(100)).is_ok());
    }

    #[test]
    fn rules_count_as_often_as_there_are_elements() {
        let rules = ".a{fill:red}".repeat(2_000);
        assert!(tries(&rules, &"<g class='b'/>".repeat(2_000)).is_ok());
        assert_eq!(tries(&rules, &"<g class='b'/>".repeat(20_000)), Err(TooComplex::Heavy));
    }

    #[test]
    fn long_style_sheets_are_refused_and_long_faces_in_them_are_not() {
        assert!(tries(&".a{fill:red}".repeat(5_000), "").is_ok());
        assert_eq!(tries(&".a{fill:red}".repeat(50_000), ""), Err(TooComplex::Heavy));
        let face =
            format!("@font-face{{src:url(data:font/woff;base64,{})}}", "a1/b".repeat(500_000));
        assert!(tries(&face, "").is_ok());
    }

    #[test]
    fn declarations_count_as_often_as_their_rule_has_selectors() {
        let rule = |count: usize| format!("{}a{{{}}}", ".a,".repeat(count), "b:c;".repeat(count));
        assert!(tries(&rule(100), "").is_ok());
        assert_eq!(tries(&rule(2_000), ""), Err(TooComplex::Heavy));
    }
}
