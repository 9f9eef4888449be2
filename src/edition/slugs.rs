//! Names made of words. Input: titles. Output: file slugs of `[a-z0-9-]` and the fragments by which
//! links name headings.

use deunicode::deunicode_with_tofu;
use unicode_normalization::char::is_combining_mark;

/// The longest that the words of a file slug may be, in characters.
const LONGEST: usize = 48;

/// The slug of the article with this number (from 1) among `count`: its number, then the words of
/// its title in ASCII, as many as fit. The number keeps order visible and slugs apart.
pub(super) fn article_slug(number: usize, count: usize, title: &str) -> String {
    let width = count.to_string().len().max(2);
    let words = ascii_words(title);
    match words.is_empty() {
        true => format!("{number:0width$}-article"),
        false => format!("{number:0width$}-{words}"),
    }
}

/// Lower-case ASCII words joined by hyphens, cut between words at [`LONGEST`].
fn ascii_words(title: &str) -> String {
    let mut slug = String::new();
    // Apostrophes join: `don’t` is `dont`, not `don-t`.
    let ascii = deunicode_with_tofu(title, " ").replace('\'', "").to_ascii_lowercase();
    for word in ascii.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
        if !slug.is_empty() && slug.len() + 1 + word.len() > LONGEST {
            break;
        }
        if !slug.is_empty() {
            slug.push('-');
        }
        slug.extend(word.chars().take(LONGEST));
    }
    slug
}

/// The fragment that GitHub gives a heading: lower case, spaces as hyphens, punctuation dropped.
pub(super) fn heading_fragment(heading: &str) -> String {
    heading
        .trim()
        .chars()
        .filter_map(|c| match c {
            ' ' => Some('-'),
            '-' | '_' => Some(c),
            c if c.is_alphanumeric() || is_combining_mark(c) => Some(c),
            _ => None,
        })
        .flat_map(char::to_lowercase)
        .collect()
}

/// The letters and figures of a heading or a fragment from the first letter on: the same for whatever
/// way a site generator has of naming headings.
pub(super) fn loose_fragment(words: &str) -> String {
    let letters = words.chars().filter(|c| c.is_alphanumeric() || is_combining_mark(*c));
    letters.flat_map(char::to_lowercase).skip_while(|c| c.is_numeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_ascii_numbered_and_short() {
        assert_eq!(article_slug(7, 75, "Ça va? L’été à Köln"), "07-ca-va-lete-a-koln");
        assert_eq!(article_slug(7, 1200, "北京"), "0007-bei-jing");
        assert_eq!(article_slug(1, 3, "…"), "01-article");
        let long =
            article_slug(1, 1, "one two three four five six seven eight nine ten eleven twelve");
        assert_eq!(long, "01-one-two-three-four-five-six-seven-eight-nine-ten");
        assert!(article_slug(1, 1, &"x".repeat(500)).len() <= LONGEST + 3);
    }

    #[test]
    fn headings_are_named_as_on_github() {
        assert_eq!(heading_fragment("What’s new, in v2.0?"), "whats-new-in-v20");
        assert_eq!(heading_fragment("Über -- uns_1"), "über----uns_1");
    }
}
