//! Formatting of numbers for people, and of names for a terminal. Input: counts, sizes, paths.
//! Output: text.
//!
//! Names of files and folders may hold anything: sequences that a terminal obeys, line ends, marks
//! that turn the direction of reading. They are shown by their numbers, so that no name can imitate
//! output. Programs should read `--json`.

use std::borrow::Cow;
use std::path::Path;

use crate::text::is_carried;

/// "1 page", "2 pages".
pub(super) fn count(number: usize, thing: &str) -> String {
    format!("{number} {thing}{}", if number == 1 { "" } else { "s" })
}

/// Bytes as people read them, in decimal units.
pub(super) fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{:.0} kB", bytes as f64 / 1e3),
        1_000_000..1_000_000_000 => format!("{:.1} MB", bytes as f64 / 1e6),
        _ => format!("{:.1} GB", bytes as f64 / 1e9),
    }
}

/// A path as it may be shown.
pub(super) fn path(path: &Path) -> String {
    name(&path.to_string_lossy()).into_owned()
}

/// A name as it may be shown: `a\u{1b}[31m` in place of what would turn a terminal red.
pub(super) fn name(name: &str) -> Cow<'_, str> {
    escape(name, is_plain)
}

/// Some lines as they may be shown; their ends stay.
pub(super) fn lines(lines: &str) -> Cow<'_, str> {
    escape(lines, |c| c == '\n' || is_plain(c))
}

fn escape(text: &str, plain: impl Fn(char) -> bool) -> Cow<'_, str> {
    if text.chars().all(&plain) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match plain(c) {
            true => out.push(c),
            false => out.extend(c.escape_unicode()),
        }
    }
    Cow::Owned(out)
}

/// Whether a terminal shows a character where it stands and does nothing else: no control, no
/// separator of lines, none of the marks that turn the direction (<https://trojansource.codes>).
fn is_plain(c: char) -> bool {
    let turns = matches!(c, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2066}'..='\u{206F}');
    let unseen = matches!(c, '\u{2028}' | '\u{2029}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}'
        | '\u{E0000}'..='\u{E007F}');
    is_carried(c) && !turns && !unseen
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_short() {
        let sizes = [999, 12_345, 12_345_678, 1_234_567_890].map(size);
        assert_eq!(sizes, ["999 B", "12 kB", "12.3 MB", "1.2 GB"]);
    }

    #[test]
    fn names_do_nothing_to_a_terminal() {
        assert_eq!(name("in\u{1b}[31mX\n"), "in\\u{1b}[31mX\\u{a}");
        assert_eq!(name("\u{9b}2J \u{202e}fdp.exe"), "\\u{9b}2J \\u{202e}fdp.exe");
        assert_eq!(lines("a\nb\u{7}\n"), "a\nb\\u{7}\n");
        for plain in ["Über/uns 1.md", "北京", "👨\u{200d}👩", "می\u{200c}خواهم"] {
            assert!(matches!(name(plain), Cow::Borrowed(_)), "{plain}");
        }
    }
}
