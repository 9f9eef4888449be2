//! Copyfitting of heads and captions. Input: a text, and the room there is for it. Output: the text
//! set in its style, or in smaller letters where a word is wider than the room or the whole is
//! taller.
//!
//! On the paper a theme is drawn for nothing is made smaller; on a small reader, or with large
//! type, a long word in a headline would else run off the page.

use super::text::{SetText, TextSetter, TextSpec, plain};
use crate::edition::plain_runs;
use crate::geometry::{Pt, Size};
use crate::theme::Style;
use crate::typeset::Measure;

/// Letters are not made smaller than this, in points.
const SMALLEST: Pt = 5.0;
/// Nor, where words may be broken, than this part of their size.
const MIN_PART: f64 = 0.7;
/// How much smaller the next try at a text that is too tall is.
const SMALLER: f64 = 0.9;

/// Sets a text in the room given, in smaller letters where need be.
pub(crate) fn set_to_fit(setter: &mut TextSetter<'_>, copy: TextSpec<'_>, room: Size) -> SetText {
    let measure = Measure::even(room.width);
    let fits = |text: &SetText| {
        text.height() <= room.height && text.lines.iter().all(|line| line.overfull <= 0.0)
    };
    let mut text = setter.set_unbroken(copy, &measure);
    if fits(&text) {
        return text;
    }
    let least = (SMALLEST / copy.style.size).min(1.0);
    let whole = room.width / setter.widths(copy).0.max(1.0);
    // A word that no letters make fit is broken in any case: then the height decides.
    let mut part = if whole < least { SMALLER } else { whole.min(SMALLER) };
    while !fits(&text) && part > least {
        let style = scaled(copy.style, part);
        text = setter.set_unbroken(TextSpec { style: &style, ..copy }, &measure);
        part *= SMALLER;
    }
    if text.lines.iter().all(|line| line.overfull <= 0.0) {
        return text;
    }
    let style = scaled(copy.style, least);
    setter.set(TextSpec { style: &style, ..copy }, &measure, 0.0)
}

/// Sets a text to a width, in smaller letters where a word is wider; a word that is still too wide
/// then is broken.
pub(crate) fn set_to_width(setter: &mut TextSetter<'_>, copy: TextSpec<'_>, width: Pt) -> SetText {
    let least = setter.widths(copy).0;
    if least <= width {
        return setter.set(copy, &Measure::even(width), 0.0);
    }
    let style = scaled(copy.style, (width / least).max(MIN_PART));
    setter.set_within(TextSpec { style: &style, ..copy }, width)
}

/// As much of some words as some height has room for, and an ellipsis for the rest.
pub(crate) fn cut_to_height(
    setter: &mut TextSetter<'_>,
    copy: TextSpec<'_>,
    measure: &Measure,
    height: Pt,
) -> SetText {
    let lines = ((height / copy.style.leading) as usize).max(1);
    let mut set =
        |words: &str| setter.set(TextSpec { runs: &[plain(words)], ..copy }, measure, 0.0);
    let words = plain_runs(copy.runs);
    let whole = set(&words);
    if whole.lines.len() <= lines {
        return whole;
    }
    let mut cut =
        |at: usize| set(&format!("{}…", words[..words.floor_char_boundary(at)].trim_end()));
    // Bytes that there is room for, and bytes that there is none for.
    let (mut least, mut most) = (0, words.len());
    while least + 1 < most {
        let middle = least.midpoint(most);
        let fits = cut(middle).lines.len() <= lines;
        (least, most) = if fits { (middle, most) } else { (least, middle) };
    }
    let words = &words[..words.floor_char_boundary(least)];
    // A word that is cut goes as a whole, unless it is most of them.
    let end = words.rfind(' ').filter(|end| end * 2 > words.len());
    cut(end.unwrap_or(words.len()))
}

/// A text in the room given, in smaller letters where need be; what even the smallest leave no room
/// for is cut off.
pub(crate) fn squeeze(setter: &mut TextSetter<'_>, copy: TextSpec<'_>, room: Size) -> SetText {
    let text = set_to_fit(setter, copy, room);
    if text.height() <= room.height {
        return text;
    }
    let style = scaled(copy.style, (SMALLEST / copy.style.size).min(1.0));
    cut_to_height(
        setter,
        TextSpec { style: &style, ..copy },
        &Measure::even(room.width),
        room.height,
    )
}

/// A style for letters of a part of its size.
pub(crate) fn scaled(style: &Style, part: f64) -> Style {
    Style { size: style.size * part, leading: style.leading * part, ..style.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Lang;
    use crate::pdf::layout::text::plain;
    use crate::pdf::pages::Owner;
    use crate::theme::{Role, Theme};
    use crate::typeset::Fonts;

    #[test]
    fn a_headline_shrinks_to_its_longest_word_and_to_the_height() {
        let (fonts, theme) = (Fonts::embedded(), Theme::named("magazine").unwrap());
        let mut setter = TextSetter::new(&theme, &fonts);
        let (runs, lang) = ([plain("Unconstitutionally lit")], Lang("en".into()));
        let style = theme.style(Role::Headline);
        let copy = TextSpec { runs: &runs, style, lang: &lang, owner: Owner::Artifact };
        let mut leading = |width, height| {
            let text = set_to_fit(&mut setter, copy, Size { width, height });
            assert!(text.lines.iter().all(|line| line.overfull <= 0.0));
            (text.leading, text.lines.len())
        };
        assert_eq!(leading(500.0, 500.0), (32.5, 1));
        assert_eq!(leading(250.0, 500.0), (32.5, 2));
        let (narrow, lines) = leading(120.0, 500.0);
        assert!(narrow < 32.5 && lines == 2);
        assert!(leading(250.0, 40.0).0 < 32.5);
    }
}
