//! Parts of notes. Input: the text of a note, and `Heading`, `Heading#Below` or `^block`. Output: the
//! text of that part, or the heading it stands under.

use std::ops::Range;

use super::super::lines::{Line, lines};

/// The text of a part of a note; `None` if it has none of that name.
pub(super) fn part_of<'t>(text: &'t str, part: &str) -> Option<&'t str> {
    let all = lines(text);
    let block = part.rsplit('#').next().unwrap_or(part).trim().strip_prefix('^');
    let range = match block {
        Some(id) => block_of(&all, id)?,
        None => section_of(&all, part)?,
    };
    text.get(range)
}

/// The words of the heading that a block of a note stands under.
pub(super) fn heading_above<'t>(text: &'t str, block: &str) -> Option<&'t str> {
    let all = lines(text);
    let at = all.iter().position(|line| has_id(line, block))?;
    all[..at].iter().rev().find_map(heading).map(|(_, words)| words)
}

/// Level and words of a heading.
pub(super) fn heading<'t>(line: &Line<'t>) -> Option<(usize, &'t str)> {
    let level = line.words.bytes().take_while(|byte| *byte == b'#').count();
    let rest = &line.words[level..];
    let opens = (1..=6).contains(&level) && rest.starts_with([' ', '\t']);
    let plain = !line.code && !line.prefix.contains('>') && line.indent() < 4;
    (opens && plain).then(|| (level, rest.trim().trim_end_matches('#').trim_end()))
}

/// The lines from a heading up to the next one that is not below it.
fn section_of(all: &[Line<'_>], part: &str) -> Option<Range<usize>> {
    let mut from = 0;
    let mut found = None;
    for name in part.split('#').map(bare).filter(|name| !name.is_empty()) {
        let fits = |line: &Line<'_>| heading(line).is_some_and(|(_, words)| bare(words) == name);
        let at = from + all[from..].iter().position(fits)?;
        found = Some(at);
        from = at + 1;
    }
    let first = found?;
    let (level, _) = heading(&all[first])?;
    let ends = |line: &Line<'_>| heading(line).is_some_and(|(other, _)| other <= level);
    let end = all[first + 1..].iter().position(ends).map_or(all.len(), |at| first + 1 + at);
    Some(all[first].place.start..all[end - 1].place.end)
}

/// Words by their letters and figures.
fn bare(words: &str) -> String {
    words.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn has_id(line: &Line<'_>, id: &str) -> bool {
    let before = line.words.strip_suffix(id).and_then(|before| before.strip_suffix('^'));
    !line.code
        && before.is_some_and(|before| {
            before.is_empty() || before.ends_with(char::is_whitespace) || before.ends_with("]]")
        })
}

/// The lines of the block that has an id at its end, or in the line after it.
fn block_of(all: &[Line<'_>], id: &str) -> Option<Range<usize>> {
    let at = all.iter().position(|line| has_id(line, id))?;
    let blank = |line: &Line<'_>| line.words.is_empty() && !line.code;
    let mut end = at;
    let mut last = at;
    if all[at].words == format!("^{id}") {
        // The id stands by itself: what it names ends above it.
        last = all[..at].iter().rposition(|line| !blank(line))?;
        end = last;
    } else if is_item(all[at].words) {
        // An item has those below it.
        let own = all[at].indent();
        let below = |line: &&Line<'_>| !blank(line) && line.indent() > own;
        end += all[at + 1..].iter().take_while(below).count();
        return Some(all[at].place.start..all[end].place.end);
    }
    let mut first = last;
    while first > 0 && !blank(&all[first - 1]) && heading(&all[first - 1]).is_none() {
        first -= 1;
        if is_item(all[first].words) && all[at].words != format!("^{id}") {
            break;
        }
    }
    Some(all[first].place.start..all[end].place.end)
}

/// Whether words begin an item of a list.
pub(super) fn is_item(words: &str) -> bool {
    marker(words) > 0
}

/// How long the mark of a list is that words begin with, the space after it among it.
pub(super) fn marker(words: &str) -> usize {
    let figures = words.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &words[figures..];
    let signs: &[char] = if figures > 0 && figures < 10 { &['.', ')'] } else { &['-', '*', '+'] };
    match rest.strip_prefix(signs) {
        Some(after) if figures < 10 && after.starts_with([' ', '\t']) => figures + 2,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTE: &str = "# A\n\none ^x\n\n## B\n\ntwo\n\n- three ^y\n  - four\n- five\n\n| a |\n|---|\n| b |\n\n^z\n\n## C\n\nsix\nseven ^w\n";

    #[test]
    fn sections_and_blocks_of_a_note() {
        assert_eq!(part_of(NOTE, "^x"), Some("one ^x"));
        assert_eq!(part_of(NOTE, "^y"), Some("- three ^y\n  - four"));
        assert_eq!(part_of(NOTE, "^z"), Some("| a |\n|---|\n| b |"));
        assert_eq!(part_of(NOTE, "^w"), Some("six\nseven ^w"));
        assert_eq!(part_of(NOTE, "a#c"), Some("## C\n\nsix\nseven ^w"));
        assert!(
            part_of(NOTE, "B")
                .is_some_and(|part| part.starts_with("## B") && part.trim_end().ends_with("^z"))
        );
        assert_eq!(part_of(NOTE, "^none"), None);
        assert_eq!(heading_above(NOTE, "y"), Some("B"));
    }
}
