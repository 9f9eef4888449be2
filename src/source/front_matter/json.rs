//! Front matter in JSON, as Hugo reads it. Input: the text of an article. Output: the object that it
//! begins with, and where that ends.

use serde_norway::Mapping;

use super::keys::is_known;

/// Finds an object on the first lines, one of whose keys is known; anything else is the article's text.
pub(super) fn find(text: &str) -> Option<(Mapping, std::ops::Range<usize>)> {
    let bare = text.trim_start_matches('\u{FEFF}').trim_start();
    if !bare.starts_with('{') {
        return None;
    }
    let start = text.len() - bare.len();
    let mut objects = serde_json::Deserializer::from_str(bare).into_iter::<Mapping>();
    let table = objects.next()?.ok()?;
    let end = start + objects.byte_offset();
    let ends_line = text[end..].trim_start_matches([' ', '\t', '\r']);
    let known = table.keys().any(|key| key.as_str().is_some_and(is_known));
    (known && (ends_line.is_empty() || ends_line.starts_with('\n'))).then_some((table, start..end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_with_a_known_key_is_front_matter() {
        let text = "{\n  \"title\": \"A\",\n  \"weight\": 3\n}\n\nWords.\n";
        let (table, range) = find(text).unwrap();
        assert_eq!(table.get("title").and_then(serde_norway::Value::as_str), Some("A"));
        assert_eq!(&text[range.end..], "\n\nWords.\n");
        for text in ["{\"a\": 1}\n", "{\"title\": \"A\"} words\n", "{title}\n", "words {\n"] {
            assert_eq!(find(text), None, "{text}");
        }
    }
}
