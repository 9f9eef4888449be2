//! A PDF as its tags tell it. Input: the bytes of a file. Output: the words of each article in the
//! order of the structure tree, found as readers find them: by marks, text maps and replacement
//! texts.

use std::collections::BTreeMap;

use lopdf::content::Content;
use lopdf::{Dictionary, Document, Object, ObjectId};

/// The elements that say what the edition does not: labels of items and notes, facts and lists of
/// crossheads beside an article, words that stand for a picture.
const SAID_BY_LAYOUT: [&[u8]; 4] = [b"Lbl", b"Fact", b"TOC", b"Placeholder"];

/// The words of each article.
pub(crate) fn articles(file: &[u8]) -> Vec<String> {
    let document = Document::load_mem(file).unwrap();
    let pages = document.get_pages().into_values();
    let marks = pages.map(|page| (page, marks(&document, page))).collect();
    let reader = Reader { document: &document, marks };
    let root = document.catalog().unwrap().get(b"StructTreeRoot").unwrap().as_reference().unwrap();
    let mut found = Vec::new();
    reader.find(document.get_dictionary(root).unwrap().get(b"K").unwrap(), &mut found);
    found
}

struct Reader<'d> {
    document: &'d Document,
    /// The words of each page by the number of their mark.
    marks: BTreeMap<ObjectId, BTreeMap<i64, String>>,
}

impl Reader<'_> {
    fn kids<'o>(&'o self, kids: &'o Object) -> Vec<&'o Object> {
        match kids {
            Object::Array(kids) => kids.iter().collect(),
            kid => vec![kid],
        }
    }

    /// Finds the articles below some kids.
    fn find(&self, kids: &Object, found: &mut Vec<String>) {
        for kid in self.kids(kids) {
            let Object::Reference(id) = kid else { continue };
            let element = self.document.get_dictionary(*id).unwrap();
            if element.get(b"S").unwrap().as_name().unwrap() == b"Art" {
                let mut words = String::new();
                self.read(element, None, &mut words);
                found.push(words);
            } else if let Ok(kids) = element.get(b"K") {
                self.find(kids, found);
            }
        }
    }

    /// Reads an element aloud. Blocks are split by a line's end.
    fn read(&self, element: &Dictionary, page: Option<ObjectId>, words: &mut String) {
        let tag = element.get(b"S").unwrap().as_name().unwrap();
        if SAID_BY_LAYOUT.contains(&tag) {
            return;
        }
        if let Ok(actual) = element.get(b"ActualText") {
            return words.push_str(&lopdf::decode_text_string(actual).unwrap());
        }
        let page = element.get(b"Pg").and_then(Object::as_reference).ok().or(page);
        let Ok(kids) = element.get(b"K") else { return };
        for kid in self.kids(kids) {
            match kid {
                Object::Integer(number) => words.push_str(&self.marks[&page.unwrap()][number]),
                Object::Dictionary(kid) if kid.has(b"MCID") => {
                    let page = kid.get(b"Pg").unwrap().as_reference().unwrap();
                    words
                        .push_str(&self.marks[&page][&kid.get(b"MCID").unwrap().as_i64().unwrap()]);
                }
                Object::Dictionary(_) => {}
                Object::Reference(id) => {
                    self.read(self.document.get_dictionary(*id).unwrap(), page, words);
                }
                other => panic!("a strange kid: {other:?}"),
            }
        }
        if ![b"Span".as_slice(), b"Link", b"Reference"].contains(&tag) {
            words.push('\n');
        }
    }
}

/// Marked content that is open.
#[derive(Default)]
struct Open {
    number: Option<i64>,
    actual: Option<String>,
    reversed: bool,
}

/// The words of a page by the number of their mark.
fn marks(document: &Document, page: ObjectId) -> BTreeMap<i64, String> {
    let fonts: BTreeMap<Vec<u8>, BTreeMap<u16, String>> = document
        .get_page_fonts(page)
        .unwrap()
        .into_iter()
        .map(|(name, font)| (name, text_map(document, font)))
        .collect();
    let content = Content::decode(&document.get_page_content(page)).unwrap();
    let mut found: BTreeMap<i64, String> = BTreeMap::new();
    let (mut font, mut open) = (None, Vec::<Open>::new());
    for operation in &content.operations {
        let operands = &operation.operands;
        match operation.operator.as_str() {
            "Tf" => font = fonts.get(operands[0].as_name().unwrap()),
            "BMC" => open.push(Open::default()),
            "BDC" => {
                let list = operands[1].as_dict().unwrap();
                let number = list.get(b"MCID").and_then(Object::as_i64).ok();
                let actual = list.get(b"ActualText").ok();
                let actual = actual.map(|text| lopdf::decode_text_string(text).unwrap());
                let reversed = operands[0].as_name().unwrap() == b"ReversedChars";
                if let Some(number) = number {
                    assert!(found.insert(number, actual.clone().unwrap_or_default()).is_none());
                }
                open.push(Open { number, actual, reversed });
            }
            "EMC" => drop(open.pop().unwrap()),
            "TJ" => {
                let Some(Open { number: Some(number), actual: None, reversed }) = open.last()
                else {
                    continue;
                };
                let mut letters = Vec::new();
                for part in operands[0].as_array().unwrap() {
                    let Object::String(codes, _) = part else { continue };
                    let codes = codes.chunks(2).map(|code| u16::from_be_bytes([code[0], code[1]]));
                    letters.extend(codes.map(|code| font.unwrap()[&code].as_str()));
                }
                if *reversed {
                    letters.reverse();
                }
                found.get_mut(number).unwrap().push_str(&letters.concat());
            }
            _ => {}
        }
    }
    assert!(open.is_empty(), "marks are left open");
    found
}

/// What each code of a font says: the `bfchar` of its text map.
fn text_map(document: &Document, font: &Dictionary) -> BTreeMap<u16, String> {
    let map = font.get(b"ToUnicode").unwrap().as_reference().unwrap();
    let map = document.get_object(map).unwrap().as_stream().unwrap();
    let map = String::from_utf8(map.decompressed_content().unwrap()).unwrap();
    assert!(!map.contains("beginbfrange"));
    let mut found = BTreeMap::new();
    for part in map.split("beginbfchar").skip(1) {
        let (pairs, _) = part.split_once("endbfchar").unwrap();
        for pair in pairs.lines().filter(|pair| !pair.trim().is_empty()) {
            let codes: Vec<&str> = pair.split(['<', '>']).skip(1).step_by(2).collect();
            found.insert(u16::from_str_radix(codes[0], 16).unwrap(), utf16(codes[1]));
        }
    }
    found
}

fn utf16(hex: &str) -> String {
    let units: Vec<u16> = hex
        .as_bytes()
        .chunks(4)
        .map(|unit| u16::from_str_radix(std::str::from_utf8(unit).unwrap(), 16).unwrap())
        .collect();
    String::from_utf16(&units).unwrap()
}
