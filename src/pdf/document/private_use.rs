//! Private-use characters in the file's strings. Input: a document. Output: the same, with the sign
//! for an unknown letter in their place in titles and labels: they cannot be read aloud (ISO
//! 14289-2, 8.6).

use lopdf::{Dictionary, Document, Object, decode_text_string, text_string};

use crate::pdf::paint::marked_content::is_private;

/// How a text in UTF-16 begins; no other holds such letters (ISO 32000-2, 7.9.2.2).
const UTF_16: [u8; 2] = [0xfe, 0xff];

/// Replaces them in all text strings of the document.
pub(super) fn replace(document: &mut Document) {
    document.objects.values_mut().for_each(replace_within);
}

/// Replaces them in the text strings of a dictionary.
pub(super) fn replace_in(dict: &mut Dictionary) {
    dict.iter_mut().for_each(|(_, value)| replace_within(value));
}

fn replace_within(object: &mut Object) {
    match object {
        Object::Array(objects) => objects.iter_mut().for_each(replace_within),
        Object::Dictionary(dict) => replace_in(dict),
        Object::String(bytes, _) if bytes.starts_with(&UTF_16) => {
            let said = decode_text_string(object).unwrap_or_default();
            if said.contains(is_private) {
                *object = text_string(&said.replace(is_private, "\u{fffd}"));
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use lopdf::dictionary;

    use super::*;

    #[test]
    fn letters_that_nobody_knows_are_said_to_be_unknown() {
        let mut document = Document::new();
        let list = vec![text_string("A \u{e000} Ø"), text_string("plain")];
        let id = document.add_object(dictionary! { "T" => list });
        replace(&mut document);
        let list = document.get_dictionary(id).unwrap().get(b"T").unwrap().as_array().unwrap();
        let said: Vec<String> = list.iter().map(|one| decode_text_string(one).unwrap()).collect();
        assert_eq!(said, ["A \u{fffd} Ø", "plain"]);
    }
}
