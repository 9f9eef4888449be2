//! Bytes to text. Input: a file as it is on disk. Output: UTF-8 with `\n` at every line's end and
//! no character that an edition could not carry, which is the text that spans count.

use std::borrow::Cow;

/// The text of a file, and whether bytes had to be replaced because they were no UTF-8 (or UTF-16
/// behind its byte order mark).
pub(super) struct Decoded {
    pub text: String,
    pub replaced: bool,
}

/// Decodes a file: byte order mark off, line ends and control characters normalised.
pub(super) fn decode(bytes: Vec<u8>) -> Decoded {
    let (text, replaced) = match bytes.as_slice() {
        [0xEF, 0xBB, 0xBF, rest @ ..] => utf8(rest.to_vec()),
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        _ => utf8(bytes),
    };
    Decoded { text: normalise(text), replaced }
}

fn utf8(bytes: Vec<u8>) -> (String, bool) {
    match String::from_utf8(bytes) {
        Ok(text) => (text, false),
        Err(error) => match String::from_utf8_lossy(error.as_bytes()) {
            Cow::Borrowed(text) => (text.to_owned(), false),
            Cow::Owned(text) => (text, true),
        },
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> (String, bool) {
    let pairs = bytes.chunks_exact(2);
    let mut replaced = !pairs.remainder().is_empty();
    let units = pairs.map(|pair| unit([pair[0], pair[1]]));
    let text = char::decode_utf16(units)
        .map(|unit| {
            unit.unwrap_or_else(|_| {
                replaced = true;
                char::REPLACEMENT_CHARACTER
            })
        })
        .collect();
    (text, replaced)
}

/// CR LF and CR alone become LF (so LF CR, which some collections have, is two line ends); control
/// characters, which XML forbids and no face draws, go; NUL becomes U+FFFD as CommonMark asks.
fn normalise(text: String) -> String {
    let plain = |c: char| !c.is_control() || c == '\n' || c == '\t';
    if text.chars().all(|c| plain(c) && !is_noncharacter(c)) {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                chars.next_if_eq(&'\n');
                out.push('\n');
            }
            '\0' => out.push(char::REPLACEMENT_CHARACTER),
            '\u{0B}' | '\u{0C}' | '\u{85}' => out.push(' '),
            c if is_noncharacter(c) => out.push(char::REPLACEMENT_CHARACTER),
            c if plain(c) => out.push(c),
            _ => {}
        }
    }
    out
}

fn is_noncharacter(c: char) -> bool {
    matches!(c, '\u{FFFE}' | '\u{FFFF}')
}

#[cfg(test)]
mod tests {
    use super::decode;

    fn text(bytes: &[u8]) -> String {
        decode(bytes.to_vec()).text
    }

    #[test]
    fn every_kind_of_line_end_becomes_a_line_feed() {
        assert_eq!(text(b"a\r\nb\rc\nd"), "a\nb\nc\nd");
        assert_eq!(text(b"a\n\rb"), "a\n\nb", "LF CR is two line ends");
    }

    #[test]
    fn marks_and_controls_go() {
        assert_eq!(text(b"\xEF\xBB\xBFa\x07b\x00"), "ab\u{FFFD}");
        assert_eq!(text(b"\xFF\xFEa\0\xE9\0"), "a\u{e9}");
        assert_eq!(text(b"\xFE\xFF\0a\0\r\0\n"), "a\n");
    }

    #[test]
    fn bytes_that_are_no_text_are_replaced_and_told_of() {
        let decoded = decode(b"caf\xE9".to_vec());
        assert_eq!(decoded.text, "caf\u{FFFD}");
        assert!(decoded.replaced);
        assert!(decode(b"\xFF\xFEa".to_vec()).replaced, "half a UTF-16 unit");
    }
}
