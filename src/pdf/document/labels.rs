//! Page labels. Input: the numbers as printed. Output: the catalog's number tree (ISO 32000-1,
//! 12.4.2), a range for as long as the numbers count up in one style.

use lopdf::{Dictionary, Object, dictionary, text_string};

use super::skeleton::Skeleton;
use crate::pdf::pages::{Pages, lower_roman};

/// Adds the labels.
pub(super) fn add(pdf: &mut Skeleton, pages: &Pages) {
    let labels: Vec<Label> = pages.pages.iter().map(|page| Label::read(&page.label)).collect();
    let mut tree: Vec<Object> = Vec::new();
    for (n, label) in labels.iter().enumerate() {
        let goes_on = n.checked_sub(1).is_some_and(|before| labels[before].precedes(label));
        if !goes_on {
            tree.push((n as i64).into());
            tree.push(label.dict().into());
        }
    }
    if tree.is_empty() {
        return;
    }
    pdf.catalog().set("PageLabels", dictionary! { "Nums" => tree });
}

/// The number of a page.
#[derive(Debug, PartialEq)]
enum Label {
    Arabic(u32),
    Roman(u32),
    Words(String),
}

impl Label {
    fn read(text: &str) -> Label {
        let arabic = text.parse().ok().filter(|n: &u32| *n > 0 && n.to_string() == text);
        let roman = || (1..400).find(|n| lower_roman(*n as usize) == text);
        match arabic {
            Some(n) => Label::Arabic(n),
            None => roman().map_or_else(|| Label::Words(text.to_string()), Label::Roman),
        }
    }

    fn precedes(&self, next: &Label) -> bool {
        match (self, next) {
            (Label::Arabic(n), Label::Arabic(next)) | (Label::Roman(n), Label::Roman(next)) => {
                n + 1 == *next
            }
            _ => false,
        }
    }

    fn dict(&self) -> Dictionary {
        match self {
            Label::Arabic(n) => dictionary! { "S" => "D", "St" => i64::from(*n) },
            Label::Roman(n) => dictionary! { "S" => "r", "St" => i64::from(*n) },
            Label::Words(words) => dictionary! { "P" => text_string(words) },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_read_by_their_style() {
        assert_eq!(Label::read("12"), Label::Arabic(12));
        assert_eq!(Label::read("xiv"), Label::Roman(14));
        assert_eq!(Label::read("xcix"), Label::Roman(99));
        for words in ["", "012", "Cover", "iix"] {
            assert_eq!(Label::read(words), Label::Words(words.into()));
        }
        assert!(Label::read("9").precedes(&Label::read("10")));
        assert!(!Label::read("iv").precedes(&Label::read("5")));
    }
}
