//! The accessibility summary of an EPUB. Input: a language, and what is true of the edition.
//! Output: a few short sentences in that language, English where it is not among those known.

use crate::article::Lang;

/// What is true of an edition.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct AccessibilityFacts {
    /// Whether it shows pictures, and whether all that are not decorative are described.
    pub pictures: Option<bool>,
    /// Whether some of them move.
    pub is_animated: bool,
    /// Whether articles have notes.
    pub notes: bool,
    /// Whether the pages of a print edition are marked.
    pub pages: bool,
}

/// The summary of an edition, and the language that it is in.
pub(super) fn summary(lang: &Lang, facts: AccessibilityFacts) -> (&'static str, String) {
    let strings = lang.locale().strings();
    let sentences = &strings.accessibility;
    let pictures = facts.pictures.map(|described| match described {
        true => &sentences.described,
        false => &sentences.undescribed,
    });
    let told = [
        Some(&sentences.text),
        pictures,
        facts.is_animated.then_some(&sentences.animated),
        facts.notes.then_some(&sentences.notes),
        facts.pages.then_some(&sentences.pages),
    ];
    let told: Vec<&str> = told.into_iter().flatten().map(String::as_str).collect();
    (strings.code, told.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_true_is_told() {
        let english = |accessibility_facts| summary(&Lang("en-GB".into()), accessibility_facts).1;
        let plain = "The text is in reading order, with headings and a table of contents.";
        assert_eq!(english(AccessibilityFacts::default()), plain);
        let accessibility_facts = AccessibilityFacts {
            pictures: Some(false),
            is_animated: false,
            notes: true,
            pages: true,
        };
        let told = "Some pictures are not described. Notes are linked both ways. The pages of the \
                    print edition are marked.";
        assert_eq!(english(accessibility_facts), format!("{plain} {told}"));
    }
}
