//! How an article's text opens: a drop capital and the first words in small capitals. Input: the
//! first paragraph. Output: the paragraph set round its capital.

use super::page_geometry::PageGeometry;
use super::text::{PreparedText, SetText, TextSetter, TextSpec, plain};
use crate::edition::{Run, TextMarks};
use crate::geometry::Pt;
use crate::pdf::pages::{PageItem, Placed};
use crate::theme::{Role, Style};
use crate::typeset::{LineBreaks, Measure};

/// Words in small capitals reach at least this far, in characters.
const MIN_OPENING: usize = 10;
/// … and never farther than this.
const MAX_OPENING: usize = 26;

/// The room a drop capital takes.
pub(crate) struct Opening<'s> {
    /// Lines it is tall.
    pub(crate) lines: usize,
    /// The page.
    pub(crate) geometry: &'s PageGeometry,
    /// The measure of the paragraph.
    pub(crate) width: Pt,
}

/// The first words in small capitals, unless the author marked them so already.
pub(crate) fn with_small_capitals(runs: &[Run]) -> Vec<Run> {
    let Some((first, rest)) = runs.split_first() else { return Vec::new() };
    let marked = runs.iter().take(2).any(|run| run.marks.small_caps);
    if marked || first.marks != TextMarks::default() || first.target.is_some() {
        return runs.to_vec();
    }
    let cut = opening_words(&first.text);
    let (opening, after) = first.text.split_at(cut);
    if !opening.contains(char::is_lowercase) {
        return runs.to_vec();
    }
    let opening = Run {
        text: opening.to_string(),
        marks: TextMarks { small_caps: true, ..first.marks },
        ..first.clone()
    };
    let after = Run { text: after.to_string(), ..first.clone() };
    [opening, after].into_iter().chain(rest.iter().cloned()).collect()
}

/// Bytes of the words that open a text: whole words, to the end of a clause if one is near.
fn opening_words(text: &str) -> usize {
    let mut end = 0;
    for (at, c) in text.char_indices().take_while(|(at, _)| *at <= MAX_OPENING) {
        if c == ' ' {
            end = at;
            if at >= MIN_OPENING {
                break;
            }
        }
        if matches!(c, ',' | '.' | ';' | ':' | '—' | '–' | '?' | '!') && at > 0 {
            return if at >= 3 { at } else { 0 };
        }
    }
    end
}

/// A paragraph that is set round its first letter.
pub(crate) struct DropCapital {
    /// The text without the letter.
    pub(crate) text: PreparedText,
    /// Where its lines end.
    pub(crate) breaks: LineBreaks,
    /// Its lines, the first of them set in.
    pub(crate) measure: Measure,
    /// The letter.
    pub(crate) items: Vec<Placed>,
    /// The letter as it is read before the text, see [`give_text`].
    pub(crate) said: String,
}

/// Sets a paragraph round its first letter; `None` if the paragraph is too short or begins with
/// something that makes no capital.
pub(crate) fn drop_capital(
    setter: &mut TextSetter<'_>,
    copy: TextSpec<'_>,
    opening: &Opening<'_>,
) -> Option<DropCapital> {
    if opening.lines < 2 {
        return None;
    }
    let (capital, rest) = split_capital(copy.runs)?;
    let style = capital_style(setter, opening);
    let runs = [plain(&capital)];
    let set = setter.line(TextSpec { runs: &runs, style: &style, ..copy });
    let alone = rest.first().is_some_and(|run| run.text.starts_with(' '));
    let gap = style.size * if alone { 0.12 } else { setter.theme.details.drop_cap_space };
    let taken = set.width() + gap;
    if taken > opening.width * 0.4 {
        return None;
    }
    let rest = trim_start(rest);
    let inset = (taken, opening.width - taken);
    let measure = Measure { first: vec![inset; opening.lines], rest: opening.width };
    let (text, breaks) = setter.prepare_for(TextSpec { runs: &rest, ..copy }, 0.0, &measure);
    if breaks.lines() <= opening.lines {
        return None;
    }
    let said = if alone { format!("{capital} ") } else { capital };
    let drop = opening.geometry.grid * (opening.lines - 1) as f64 + opening.geometry.baseline;
    let mut items = Vec::new();
    set.place_line(0, 0.0, drop, &mut items);
    items.iter_mut().for_each(silence);
    Some(DropCapital { text, breaks, measure, items, said })
}

/// The style of a capital that reaches from the first line's capitals to the last line's baseline.
fn capital_style(setter: &TextSetter<'_>, opening: &Opening<'_>) -> Style {
    let style = setter.theme.style(Role::DropCap);
    let face = setter.fonts.select(style.family, style.weight, style.italic);
    let height = opening.geometry.grid * (opening.lines - 1) as f64 + opening.geometry.baseline;
    Style { size: height / setter.fonts.metrics(face).cap_height, ..style.clone() }
}

/// The first letter, with an opening quotation mark before it, and what follows. Scripts without
/// capitals have none.
fn split_capital(runs: &[Run]) -> Option<(String, Vec<Run>)> {
    let first = runs.first()?;
    let mut chars = first.text.char_indices().peekable();
    let (_, mut letter) = chars.next()?;
    if matches!(letter, '“' | '‘' | '«' | '„' | '"' | '\'' | '¡' | '¿') {
        letter = chars.next()?.1;
    }
    let capital = letter.is_uppercase() || letter.is_lowercase();
    if !capital || first.target.is_some() || first.marks.code {
        return None;
    }
    while let Some((_, c)) = chars.peek() {
        // A combining accent belongs to its letter.
        if !('\u{300}'..='\u{36f}').contains(c) {
            break;
        }
        chars.next();
    }
    let at = chars.peek().map_or(first.text.len(), |(at, _)| *at);
    let (capital, after) = first.text.split_at(at);
    let after = Run { text: after.to_string(), ..first.clone() };
    let rest = std::iter::once(after).chain(runs[1..].iter().cloned()).collect();
    Some((capital.to_uppercase(), rest))
}

fn trim_start(mut runs: Vec<Run>) -> Vec<Run> {
    if let Some(first) = runs.first_mut() {
        first.text = first.text.trim_start().to_string();
    }
    runs.retain(|run| !run.text.is_empty());
    runs
}

/// Lets the first glyph of the text carry the capital too, so that the word is found and copied
/// whole.
pub(crate) fn give_text(text: &mut SetText, capital: &str) {
    let Some(run) = text.lines.first_mut().and_then(|line| line.runs.first_mut()) else { return };
    let by = capital.len() as u32;
    run.text.insert_str(0, capital);
    run.glyphs.change(|n, glyph| {
        glyph.text = if n == 0 { 0 } else { glyph.text.start + by }..glyph.text.end + by;
    });
}

/// Removes the text of a glyph run that another run carries.
fn silence(placed: &mut Placed) {
    if let PageItem::Glyphs { run, .. } = &mut placed.item {
        run.text.clear();
        run.glyphs.change(|_, glyph| glyph.text = 0..0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opening_words_end_with_a_word_or_a_clause() {
        let opening = |text: &str| text[..opening_words(text)].to_string();
        assert_eq!(opening("We recently began our partnership"), "We recently");
        assert_eq!(opening("In March, the office began to"), "In March");
        assert_eq!(opening("Antidisestablishmentarianism reigns"), "");
    }

    #[test]
    fn a_capital_takes_its_quotation_mark_along() {
        let capital = |text: &str| split_capital(&[plain(text)]).map(|(capital, _)| capital);
        assert_eq!(capital("“Yes,” she said"), Some("“Y".into()));
        assert_eq!(capital("état"), Some("É".into()));
        assert_eq!(capital("42 is the answer"), None);
        assert_eq!(capital("يعد مدير الميناء"), None);
    }
}
