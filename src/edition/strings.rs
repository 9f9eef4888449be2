//! Words that an edition adds to an article, in its language. Input: a kind of box, or authors.
//! Output: a box's title, a byline.

use crate::article::{BoxKind, Lang};

/// What a box is called whose author gave it no title; in English where the language is not known.
pub(super) fn box_word(kind: &BoxKind, lang: &Lang) -> String {
    let names = &lang.locale().strings().boxes;
    match kind {
        BoxKind::Note => names.note.clone(),
        BoxKind::Tip => names.tip.clone(),
        BoxKind::Important => names.important.clone(),
        BoxKind::Warning => names.warning.clone(),
        BoxKind::Caution => names.caution.clone(),
        BoxKind::Other(word) => {
            let mut letters = word.chars();
            let first = letters.next().into_iter().flat_map(char::to_uppercase);
            first.chain(letters.map(|c| if matches!(c, '-' | '_') { ' ' } else { c })).collect()
        }
    }
}

/// Who wrote an article: `By Ada and Grace`. A language that is not known gets the names alone.
pub(super) fn byline(authors: &[String], lang: &Lang) -> Option<String> {
    let (last, others) = authors.split_last()?;
    let strings = lang.locale().own_strings();
    let names = match (others, strings) {
        ([], _) => last.clone(),
        (others, Some(strings)) => format!("{} {} {last}", others.join(", "), strings.and),
        (others, None) => format!("{}, {last}", others.join(", ")),
    };
    let by = strings.map_or("", |strings| &strings.by);
    Some(format!("{by} {names}").trim_start().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_is_named_in_every_norwegian() {
        for lang in ["no", "nb-NO", "nn"] {
            assert_eq!(box_word(&BoxKind::Note, &Lang(lang.into())), "Merk", "{lang}");
        }
    }

    #[test]
    fn bylines() {
        let by = |lang: &str, authors: &[&str]| {
            let authors: Vec<String> = authors.iter().map(ToString::to_string).collect();
            byline(&authors, &Lang(lang.into())).unwrap_or_default()
        };
        assert_eq!(by("en-GB", &["Ada"]), "By Ada");
        assert_eq!(by("en", &["Ada", "Grace", "Joan"]), "By Ada, Grace and Joan");
        assert_eq!(by("de-CH", &["Ada", "Grace"]), "Von Ada und Grace");
        assert_eq!(by("pl", &["Ada", "Grace"]), "Ada i Grace");
        assert_eq!(by("ja", &["Ada", "Grace"]), "Ada, Grace");
        assert_eq!(by("en", &[]), "");
    }

    #[test]
    fn boxes_are_called_by_their_kind() {
        let called = |kind, lang: &str| box_word(&kind, &Lang(lang.into()));
        assert_eq!(called(BoxKind::Warning, "de-AT"), "Warnung");
        assert_eq!(called(BoxKind::Note, "ja"), "Note");
        assert_eq!(called(BoxKind::Other("how-to cook".into()), "de"), "How to cook");
    }
}
