//! What an author wrote. Input: the text of an article. Output: its words, each with its place.
//!
//! A reader of its own, independent of the one that makes editions and far simpler: it knows which
//! signs are markup, and nothing of what they mean. A word that the other one drops is missed here.

mod blocks;
mod front;
mod inline;

use self::blocks::Blocks;
use self::front::FrontRole;
use self::inline::{InlineScanner, Labels, Markup, SourceChar, label, plain};
use super::words::{Channel, ComparedWord, WordCollector};
use crate::article::Dialect;

/// Reads the words of an article; those of its kicker only where they are its own to print.
pub fn words(text: &str, dialect: Dialect, kicker: bool) -> Vec<ComparedWord> {
    let front = front::read(text);
    let labels = labels(text);
    let mut blocks = Blocks::new(text, &labels, kicker);
    match dialect {
        Dialect::Ordinary => blocks.ordinary(front.body),
        Dialect::Weekly => blocks.weekly(front.body),
    }
    let (mut body, headings) = blocks.finish();
    let mut head = WordCollector::default();
    let has = |role| front.values.iter().any(|(other, _)| *other == role);
    for (role, stretches) in &front.values {
        let letters: Vec<SourceChar> = stretches
            .iter()
            .flat_map(|stretch| {
                let start = stretch.start;
                let letters = text[stretch.clone()].char_indices();
                letters.map(move |(at, letter)| (start + at, letter)).chain([(start, ' ')])
            })
            .collect();
        let inline = InlineScanner { letters: &letters, labels: &labels, markup: Markup::Markdown };
        let first = head.count();
        match role {
            FrontRole::Alt => {
                head.switch(Channel::Alt);
                plain(&letters, &mut head);
                head.switch(Channel::Text);
            }
            FrontRole::Kicker if !kicker => {}
            FrontRole::Description if has(FrontRole::Standfirst) => {}
            FrontRole::Title => {
                inline.read(&mut head);
                // The headline once more at the head of the text is printed once.
                let same = |heading: &&std::ops::Range<usize>| {
                    head.since(first) == &body[(**heading).clone()]
                };
                if let Some(heading) = headings.iter().find(same) {
                    body.drain(heading.clone());
                }
            }
            _ => inline.read(&mut head),
        }
    }
    let mut words = head.finish();
    words.append(&mut body);
    words
}

/// How many letters are looked at ahead for each that is read; most texts need one or two.
const AHEAD: usize = 100;

/// The labels that a text defines, of links and of notes.
fn labels(text: &str) -> Labels {
    let ahead = text.len().saturating_mul(AHEAD);
    let mut labels = Labels { ahead: ahead.into(), ..Labels::default() };
    for line in text.lines() {
        let line = line.trim_start_matches([' ', '\t', '>', '-', '*', '+']);
        let Some((words, _)) = line.strip_prefix('[').and_then(|line| line.split_once("]:")) else {
            continue;
        };
        match words.strip_prefix('^') {
            Some(note) => labels.notes.insert(label(note)),
            None => labels.links.insert(label(words)),
        };
    }
    labels
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str, dialect: Dialect) -> String {
        let words = words(text, dialect, true);
        for word in &words {
            assert!(text.is_char_boundary(word.range.start) && !word.range.is_empty(), "{word:?}");
        }
        words.into_iter().map(|word| word.key).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn blocks_of_ordinary_markdown() {
        let cases = [
            (
                "# One {#x}\n\ntwo\nthree\n===\n\n1. four\n   - [x] five\n",
                "one two three four five",
            ),
            ("> [!note] One\n> two\n\n> [!pull]\n> three\n> -- four\n", "one two three four"),
            ("```rust\nlet a = &b<T>;\n```\n\n[a]: http://b 'c'\n[d]: e\n\n[a] f", "let a b t a f"),
            ("[a]:\n  http://b\n'c'\n[d]: e\n'f'\ng\n\n[h]: i j\n", "g h i j"),
            ("One[^n].\n\n[^n]: Two\n    three\n", "one two three"),
            ("<div class=\"a\">\nOne *two*\n</div>\n\n<!--\n\nx\n-->\nthree", "one two three"),
            ("| One | `a\\|b` |\n|---|:-:|\n| two | <b>c</b> |\n", "one a b two c"),
            ("<script>\n\nlet x;\n</script>\n\nOne <!-- two", "one two"),
            ("- a\n\n  ```\n  <b>\n  ```\n- [c](d)\n\n  ```\n  e\n[f](g)\n", "a b c e f"),
            ("---\ntitle: One two\n---\n# One two\n\n---\n\nThree", "one two three"),
            ("---\ntitle: One\nsubtitle: two\ndescription: no\n---\n# Three\n", "one two three"),
        ];
        for (text, expected) in cases {
            assert_eq!(keys(text, Dialect::Ordinary), expected, "{text}");
        }
    }

    #[test]
    fn texts_in_which_nothing_is_closed_take_no_longer() {
        for part in [
            "[",
            "![",
            "](",
            "[a](b",
            "<a ",
            "<a!",
            "<!--",
            "`",
            "` ``",
            "<b 'c",
            "[a](b 'c",
            "> - ",
            "<script>\n",
            "<pre>\n",
            "```\n",
            "```a\n",
            "[a][b",
            "&",
            "- - ",
            "{#",
            "|-|\n",
            "<x@",
        ] {
            let text =
                format!("###### K\n# T\n> Apr 1st 2020\n{}", part.repeat(100_000 / part.len()));
            for dialect in [Dialect::Ordinary, Dialect::Weekly] {
                let start = std::time::Instant::now();
                words(&text, dialect, true);
                let seconds = start.elapsed().as_secs();
                assert!(seconds < 20, "{part:?} takes {seconds} s");
            }
        }
    }

    #[test]
    fn lines_of_weeklies() {
        let text = "###### The kicker\n# Head\n##### Stand\n![image](a b.png)\n> Paris | Apr 1st 2020\n\n\
                    A TALE\n![x](c d.jpg \"Cap\")\n- one\n```\na<b>\n```\n## Cross\n[^1]: note\n";
        let expected = "the kicker head stand paris a tale x cap one a b cross note";
        assert_eq!(keys(text, Dialect::Weekly), expected);
    }
}
