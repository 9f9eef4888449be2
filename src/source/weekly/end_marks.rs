//! Signs within the words of a weekly article: the end mark and the opening capitals. Input: a
//! paragraph's words. Output: the same words with those signs distinguished.

use crate::article::{Inline, Text};
use crate::source::inline::{map_content, tidy};

/// The sign at an article's end.
pub(super) const END: char = '■';

/// A stretch of a paragraph, and whether the end mark closes it.
pub(super) struct EndMarkSegment {
    pub text: Text,
    pub ended: bool,
}

/// Parts a paragraph at its end marks, which become [`Inline::EndMark`]; most have one part.
pub(super) fn part(text: Text) -> Vec<EndMarkSegment> {
    let mut parts = Vec::new();
    let mut open = Text::new();
    for inline in text {
        let Inline::Text(words) = inline else {
            open.push(replace(inline));
            continue;
        };
        let mut stretches = words.split(END).peekable();
        while let Some(stretch) = stretches.next() {
            if stretches.peek().is_none() {
                push_words(&mut open, stretch);
                break;
            }
            push_words(&mut open, stretch.trim_end());
            open.push(Inline::EndMark);
            let text = tidy(std::mem::take(&mut open));
            parts.push(EndMarkSegment { text, ended: true });
        }
    }
    let rest = tidy(open);
    if !rest.is_empty() {
        parts.push(EndMarkSegment { text: rest, ended: false });
    }
    parts
}

/// Replaces end marks within words that cannot be split: in lists, quotes, emphasis.
pub(super) fn replace_all(text: Text) -> Text {
    part(text).into_iter().flat_map(|part| part.text).collect()
}

fn replace(inline: Inline) -> Inline {
    map_content(inline, replace_all)
}

fn push_words(text: &mut Text, words: &str) {
    if !words.is_empty() {
        text.push(Inline::Text(words.to_owned()));
    }
}

/// The words that open many articles, which a single capital word must be to count as an opening;
/// longer words in capitals count whatever they are, shorter ones may be acronyms.
const OPENERS: [&str; 46] = [
    "A", "AFTER", "ALL", "AMID", "AN", "AND", "ARE", "AS", "AT", "BACK", "BE", "BUT", "BY", "DID",
    "DO", "EVEN", "FEW", "FOR", "FROM", "HE", "HOW", "I", "IF", "IN", "IS", "IT", "LAST", "MANY",
    "MOST", "NEVER", "NO", "NOT", "OF", "ON", "ONCE", "ONE", "SINCE", "SO", "THE", "THIS", "TO",
    "WE", "WHAT", "WHEN", "WHO", "WHY",
];

/// Sets the opening words in small capitals where the author wrote them in capitals.
pub(super) fn small_capitals(text: &mut Text) {
    let Some(Inline::Text(words)) = text.first() else { return };
    let start = words.find(char::is_alphanumeric).unwrap_or(words.len());
    let quoted = words[..start].chars().all(|c| "“‘\"'«".contains(c));
    let end = start + capitals(&words[start..]);
    if !quoted || end == start {
        return;
    }
    let split = |range: std::ops::Range<usize>| Inline::Text(words[range].to_owned());
    let mut opening = Text::new();
    if start > 0 {
        opening.push(split(0..start));
    }
    opening.push(Inline::SmallCaps(vec![split(start..end)]));
    if end < words.len() {
        opening.push(split(end..words.len()));
    }
    text.splice(0..1, opening);
}

/// How many bytes of `words` are an opening in capitals: two words and more, or one that is no
/// acronym.
fn capitals(words: &str) -> usize {
    let (mut end, mut at, mut count) = (0, 0, 0);
    for word in words.split_inclusive(' ') {
        let bare = word.trim_end_matches(|c: char| !c.is_alphanumeric());
        let letters = bare.chars().filter(|c| c.is_alphabetic()).count();
        if bare.chars().any(char::is_lowercase) || (letters == 0 && count == 0) || bare.is_empty() {
            break;
        }
        count += 1;
        end = at + bare.len();
        at += word.len();
        // A sentence or clause that ends here ends the opening.
        if word.trim_end().len() > bare.len() {
            break;
        }
    }
    let opening = &words[..end];
    let single = count == 1
        && (OPENERS.contains(&opening) && opening.len() > 1 || opening.chars().count() >= 6);
    if count > 1 || single { end } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opening(words: &str) -> String {
        let mut text = vec![Inline::Text(words.to_owned())];
        small_capitals(&mut text);
        text.iter()
            .find_map(|inline| match inline {
                Inline::SmallCaps(inner) => Some(crate::article::plain_text(inner)),
                _ => None,
            })
            .unwrap_or_default()
    }

    #[test]
    fn openings_in_capitals_are_told_from_acronyms() {
        assert_eq!(opening("IT IS A TRUTH universally"), "IT IS A TRUTH");
        assert_eq!(opening("“WE ARE here”"), "WE ARE");
        assert_eq!(opening("WHEN the ferry"), "WHEN");
        assert_eq!(opening("BAVARIA’S beer"), "BAVARIA’S");
        assert_eq!(opening("ON MAY 9TH, Mr Bell"), "ON MAY 9TH");
        for none in ["NATO said", "A dog", "The US", "2023 was", "", "UN, EU and others"] {
            assert_eq!(opening(none), "", "{none}");
        }
    }

    #[test]
    fn end_marks_part_a_paragraph() {
        let parts = part(vec![Inline::Text("one. ■ Two ■".into())]);
        let plain: Vec<_> =
            parts.iter().map(|p| (crate::article::plain_text(&p.text), p.ended)).collect();
        assert_eq!(plain, [("one.".to_owned(), true), ("Two".to_owned(), true)]);
    }
}
