//! Bytes to text. Input: a file as it is on disk. Output: UTF-8 with `\n` at every line's end and
//! no character that an edition could not carry, which is the text that spans count.
//!
//! A file in one of the encodings from before Unicode is told by its letters (crate `chardetng`) and
//! decoded (crate `encoding_rs`).

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};

/// The text of a file.
pub(super) struct Decoded {
    pub text: String,
    /// The encoding that it was taken for, where that is not Unicode.
    pub legacy: Option<&'static str>,
    /// Whether bytes had to be replaced because they were no UTF-8 (or UTF-16 behind its byte order
    /// mark).
    pub replaced: bool,
}

/// Decodes a file: byte order mark off, line ends and control characters normalised.
pub(super) fn decode(bytes: Vec<u8>) -> Decoded {
    let decoded = match bytes.as_slice() {
        [0xEF, 0xBB, 0xBF, rest @ ..] => utf8(rest.to_vec()),
        [0xFF, 0xFE, rest @ ..] => unicode(utf16(rest, u16::from_le_bytes)),
        [0xFE, 0xFF, rest @ ..] => unicode(utf16(rest, u16::from_be_bytes)),
        _ => utf8(bytes),
    };
    Decoded { text: normalise(decoded.text), ..decoded }
}

fn unicode((text, replaced): (String, bool)) -> Decoded {
    Decoded { text, legacy: None, replaced }
}

/// UTF-8; where there is more that is none than letters beyond ASCII that are, an older encoding.
fn utf8(bytes: Vec<u8>) -> Decoded {
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => return unicode((text, false)),
        Err(error) => error.into_bytes(),
    };
    let text = String::from_utf8_lossy(&bytes);
    let broken = text.matches(char::REPLACEMENT_CHARACTER).count();
    let beyond_ascii = text.chars().filter(|c| !c.is_ascii()).count();
    if beyond_ascii - broken > broken {
        return unicode((text.into_owned(), true));
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(&bytes, true);
    let encoding = detector.guess(None, Utf8Detection::Deny);
    let (text, replaced) = encoding.decode_without_bom_handling(&bytes);
    Decoded { text: text.into_owned(), legacy: Some(encoding.name()), replaced }
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
    fn older_encodings_are_told_by_their_letters() {
        let decoded = decode(b"Un caf\xE9 \x93cr\xE8me\x94, s'il vous pla\xEEt".to_vec());
        assert_eq!(decoded.text, "Un café “crème”, s'il vous plaît");
        assert_eq!((decoded.legacy, decoded.replaced), (Some("windows-1252"), false));
        let russian = b"\xcf\xf0\xe8\xe2\xe5\xf2, \xea\xe0\xea \xe4\xe5\xeb\xe0?";
        assert_eq!(text(russian), "Привет, как дела?");
    }

    #[test]
    fn a_broken_byte_in_utf_8_is_replaced_and_told_of() {
        let decoded = decode("äöü".bytes().chain([0xFF]).collect());
        assert_eq!(decoded.text, "äöü\u{FFFD}");
        assert!(decoded.replaced && decoded.legacy.is_none());
        assert!(decode(b"\xFF\xFEa".to_vec()).replaced, "half a UTF-16 unit");
    }
}
