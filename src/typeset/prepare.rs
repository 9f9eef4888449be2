//! A paragraph's text prepared for breaking. Input: segments of text. Output: [`Items`]: its words
//! shaped, its spaces, and every breakpoint it.

use std::ops::Range;

use unicode_bidi::{Level, ParagraphBidiInfo};
use unicode_segmentation::UnicodeSegmentation;

use super::items::{BreakSite, Hangs, Items, Placing, SpanStyle};
use super::linebreak::Breakpoint;
use super::model::{LetterStyle, ParagraphStyle, Segment};
use super::shape::{Discretionary, Shaper};
use super::{hyphenate, segment, ties};
use crate::article::Lang;
use crate::locale::Locale;
use crate::theme::{Align, Caps, Family};

/// A word in a compound that has a hyphen already is broken less gladly, by this factor.
const COMPOUND: f64 = 1.7;
/// And a name.
const NAMED: f64 = 1.8;
/// Breaking an address or a file name within: better than a line full of holes.
pub(super) const WITHIN_ADDRESS: f64 = 300.0;
/// Breaking a word anywhere: better than one that sticks out.
const ANYWHERE: f64 = 3000.0;
/// Letters from which an address may be broken within.
const LONG_ADDRESS: usize = 12;
/// Letters from which a word that nothing else parts may be broken anywhere, and one that has its
/// own hyphens too.
const LONG: usize = 24;
const LONGEST: usize = 120;
/// The most characters of one letter and its marks: those of the Stream-Safe Text Format (UAX #15).
const LONGEST_CLUSTER: usize = 31;
/// White space at which a line may end.
fn is_white(letter: char) -> bool {
    matches!(letter, ' ' | '\t') || forces(letter)
}

/// White space that stretches like a word space and does not break.
fn is_stiff(letter: char) -> bool {
    matches!(letter, ' ' | '\t' | '\u{a0}')
}

/// What forces a break.
fn forces(letter: char) -> bool {
    matches!(letter, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Makes the items of a paragraph.
pub(super) fn prepare(
    shaper: &mut Shaper<'_>,
    segments: &[Segment<'_>],
    style: &ParagraphStyle,
) -> Items {
    let mut setter = ParagraphBuilder::new(shaper, segments, style);
    setter.pieces();
    setter.items
}

/// A segment in the paragraph's text.
struct TextSegment<'a> {
    end: usize,
    /// Its language, where it is not the paragraph's.
    lang: Option<&'a Lang>,
    locale: &'static Locale,
    letters: LetterStyle,
    hyphenate: bool,
    /// Whether it is written in capitals alone.
    capitals: bool,
    /// Manners by direction and hyphenation, once known.
    shaping_styles: [Option<usize>; 4],
}

struct ParagraphBuilder<'a, 's, 'f> {
    shaper: &'s mut Shaper<'f>,
    style: &'a ParagraphStyle,
    stretches: Vec<TextSegment<'a>>,
    /// The stretch that was looked up last.
    current: usize,
    /// Levels by byte; empty where all is left to right.
    levels: Vec<Level>,
    /// Words from here on are not hyphenated: the last.
    last_word: usize,
    /// Whether the text ends with a break: it then ends with a space, as its other lines do.
    broken: bool,
    items: Items,
}

impl<'a, 's, 'f> ParagraphBuilder<'a, 's, 'f> {
    fn new(
        shaper: &'s mut Shaper<'f>,
        segments: &[Segment<'a>],
        style: &'a ParagraphStyle,
    ) -> Self {
        let mut items = Items::new(style.lines);
        let mut stretches = Vec::with_capacity(segments.len());
        let locale = style.lang.locale();
        for segment in segments {
            let LetterStyle { caps, size, rise, tracking, family, .. } = segment.letters;
            match caps {
                Caps::Upper => items.text.extend(segment.text.chars().flat_map(char::to_uppercase)),
                _ => items.text.push_str(segment.text),
            }
            let hangs = family != Family::Mono;
            let gives = style.align == Align::Justify && hangs;
            items.looks.push(SpanStyle { key: segment.key, size, rise, tracking, gives, hangs });
            stretches.push(TextSegment {
                end: items.text.len(),
                lang: segment.lang.filter(|lang| **lang != style.lang),
                locale: segment.lang.map_or(locale, Lang::locale),
                letters: segment.letters,
                hyphenate: style.hyphenate && segment.hyphenate,
                capitals: !segment.text.contains(char::is_lowercase),
                shaping_styles: [None; 4],
            });
        }
        let broken = items.text.ends_with(forces);
        items.text.truncate(items.text.trim_end_matches(is_white).len());
        items.reserve();
        items.hangs = Hangs {
            start: style.lines.protrusion && matches!(style.align, Align::Justify | Align::Left),
            end: style.lines.protrusion && style.align == Align::Justify,
        };
        let (levels, rtl) = levels(&items.text, style);
        items.rtl = rtl;
        let last_word = last_word(&items.text);
        ParagraphBuilder { shaper, style, stretches, current: 0, levels, last_word, broken, items }
    }

    /// Goes through the text piece by piece: letters, then the breakpoint after them.
    fn pieces(&mut self) {
        if self.items.text.is_empty() {
            return;
        }
        let start = Breakpoint { hang_start: -self.style.indent, ..Breakpoint::default() };
        self.items.breakpoint(start, BreakSite::default());
        let text = std::mem::take(&mut self.items.text);
        let mut start = 0;
        for end in segment::piece_ends(&text, &self.style.lang) {
            self.piece(&text, start..end);
            start = end;
        }
        self.items.text = text;
    }

    /// A piece between two places where Unicode lets a line end.
    fn piece(&mut self, text: &str, range: Range<usize>) {
        let shown = text[range.clone()].trim_end_matches(is_white);
        let letters = shown.trim_end_matches(['\u{ad}', '\u{200b}']);
        let soft = shown[letters.len()..].contains('\u{ad}');
        let white = range.start + shown.len()..range.end;
        let rest = &text[range.end..];
        self.items.next_word(stack_number(letters));
        self.letters(text, range.start..range.start + letters.len());

        let (breakpoint, cut) = self.items.ending(letters);
        if rest.is_empty() || text[white.clone()].contains(forces) {
            if !rest.is_empty() || self.broken {
                // It parts the words on either side, and is left out at the line's end.
                self.blanks(white.start, 1);
            }
            self.items.breakpoint(Breakpoint { forced: true, ..breakpoint }, cut);
        } else if soft && white.is_empty() {
            self.soft_hyphen(range.start + letters.len());
        } else if !white.is_empty() {
            self.spaces(text, letters, white);
        } else if let Some(penalty) = segment::unspaced(letters, rest) {
            let hyphen = letters.ends_with(['-', '\u{2010}']);
            self.items.gap(rest);
            self.items.breakpoint(Breakpoint { penalty, hyphen, ..breakpoint }, cut);
        } else {
            self.items.gap(rest);
            if self.style.widest_word.is_finite() {
                // Pieces that fit by themselves may together be too wide.
                self.items.breakpoint(Breakpoint { penalty: ANYWHERE, ..breakpoint }, cut);
            }
        }
    }

    /// The white space after a piece, and the breakpoint it gives unless the words belong together.
    fn spaces(&mut self, text: &str, letters: &str, white: Range<usize>) {
        let (breakpoint, cut) = self.items.ending(letters);
        let look = self.stretch(white.start);
        let next = text[white.end..].split(is_white).next().unwrap_or_default();
        for at in white {
            self.space(text, at);
        }
        let locale = self.locale(look);
        let word = letters.rsplit(is_stiff).next().unwrap_or(letters);
        if ties::is_tied(word, next, locale) {
            if self.style.widest_word.is_finite() {
                self.items.breakpoint(Breakpoint { penalty: WITHIN_ADDRESS, ..breakpoint }, cut);
            }
        } else {
            let penalty = if self.style.balance { ties::leads_on(word, locale) } else { 0.0 };
            self.items.breakpoint(
                Breakpoint { penalty, word_before: stack_number(word), ..breakpoint },
                cut,
            );
        }
    }

    /// A breakpoint by a hyphen that the author marked, before the byte `at`.
    fn soft_hyphen(&mut self, at: usize) {
        let look = self.stretch(at);
        let shaping_style = self.shaping_style(look, false, false);
        let number = self.shaper.word(shaping_style, "-");
        let (word, glyphs) = self.shaper.shaped(number);
        if let Some(part) = word.parts.first() {
            let placing = Placing { word: "-", at, look, face: part.face, level: self.level(at) };
            let before = part.glyphs.clone();
            let way =
                Discretionary { whole: 0..0, before, after: 0..0, penalty: hyphenate::PENALTY };
            let penalty = hyphenate::PENALTY * self.style.lines.hyphen;
            self.items.hyphen(&placing, glyphs, &way, penalty);
        }
    }

    /// Letters that no line break parts but by a hyphen: cut by segment, direction and the spaces
    /// that do not break.
    fn letters(&mut self, text: &str, range: Range<usize>) {
        let mut at = range.start;
        while at < range.end {
            if text[at..].starts_with(is_stiff) {
                self.space(text, at);
                at += text[at..].chars().next().map_or(1, char::len_utf8);
                continue;
            }
            let stretch = self.stretch(at);
            let limit = range.end.min(self.stretches[stretch].end);
            let level = self.level(at);
            let other = |&(place, letter): &(usize, char)| {
                is_stiff(letter) || self.level(at + place) != level
            };
            let end = text[at..limit].char_indices().find(other).map_or(limit, |(n, _)| at + n);
            self.word(text, at..end, stretch, level);
            if end < range.end && self.style.widest_word.is_finite() {
                // Parts that fit by themselves may together be too wide.
                let (breakpoint, cut) = self.items.ending(&text[at..end]);
                self.items.breakpoint(Breakpoint { penalty: ANYWHERE, ..breakpoint }, cut);
            }
            at = end;
        }
    }

    /// A word in one look and direction; a long one that nothing else parts may be broken within.
    fn word(&mut self, text: &str, range: Range<usize>, stretch: usize, level: u8) {
        let word = &text[range.clone()];
        let (before, after) = (&text[..range.start], &text[range.end..]);
        let whole =
            !before.ends_with(char::is_alphabetic) && !after.starts_with(char::is_alphabetic);
        let fits = self.fits(word, stretch, level, false);
        let last = fits && range.start >= self.last_word;
        let hyphenate = whole && !last && self.stretches[stretch].hyphenate;
        let compound = before.ends_with('-') || word.ends_with('-');
        let named = is_name(before, word) && !self.locale(stretch).capitalized_nouns;
        let factor = self.style.lines.hyphen
            * if compound { COMPOUND } else { 1.0 }
            * if named { NAMED } else { 1.0 };

        let fits = fits || hyphenate && self.fits(word, stretch, level, true);
        let parts = match fits {
            true if level % 2 == 1 => Vec::new(),
            true => inner_parts(word, hyphenate),
            false => clusters(word),
        };
        if parts.is_empty() {
            return self.shaped(word, range.start, stretch, level, hyphenate.then_some(factor));
        }
        let mut start = 0;
        for (end, penalty) in parts {
            let part = &word[start..end];
            self.shaped(part, range.start + start, stretch, level, None);
            if end < word.len() {
                let (breakpoint, cut) = self.items.ending(part);
                self.items.breakpoint(Breakpoint { penalty, ..breakpoint }, cut);
            }
            start = end;
        }
    }

    /// Whether a word, or each of its parts where it may be hyphenated, is no wider than words may
    /// be.
    fn fits(&mut self, word: &str, stretch: usize, level: u8, hyphenate: bool) -> bool {
        if self.style.widest_word.is_infinite() {
            return true;
        }
        let shaping_style = self.shaping_style(stretch, level % 2 == 1, hyphenate);
        let number = self.shaper.word(shaping_style, word);
        let (shaped, glyphs) = self.shaper.shaped(number);
        let LetterStyle { size, tracking, .. } = self.stretches[stretch].letters;
        let width = |range: Range<usize>| {
            let glyphs = &glyphs[range];
            glyphs.iter().map(|glyph| f64::from(glyph.advance) + tracking).sum::<f64>() * size
        };
        let (mut widest, mut part): (f64, f64) = (0.0, 0.0);
        for run in &shaped.parts {
            let mut from = run.glyphs.start;
            for way in shaped.breaks.iter().filter(|way| run.glyphs.contains(&way.whole.start)) {
                part += width(from..way.whole.start);
                widest = widest.max(part + width(way.before.clone()));
                part = width(way.after.clone());
                from = way.whole.end;
            }
            part += width(from..run.glyphs.end);
        }
        widest.max(part) <= self.style.widest_word
    }

    /// Places a shaped word; `hyphens` is the factor on the penalties of its hyphens, if it has
    /// any.
    fn shaped(&mut self, word: &str, at: usize, look: usize, level: u8, hyphens: Option<f64>) {
        let shaping_style = self.shaping_style(look, level % 2 == 1, hyphens.is_some());
        let number = self.shaper.word(shaping_style, word);
        let (shaped, glyphs) = self.shaper.shaped(number);
        for part in &shaped.parts {
            let placing = Placing { word, at, look, face: part.face, level };
            let mut from = part.glyphs.start;
            for way in &shaped.breaks {
                self.items.letters(&placing, &glyphs[from..way.whole.start]);
                let penalty = way.penalty * hyphens.unwrap_or(1.0);
                self.items.hyphen(&placing, glyphs, way, penalty);
                from = way.whole.end;
            }
            self.items.letters(&placing, &glyphs[from..part.glyphs.end]);
        }
    }

    /// A space, of the width of the face's own; a tab is four.
    fn space(&mut self, text: &str, at: usize) {
        let count = match text.as_bytes()[at] {
            b'\n' | b'\r' => return,
            b'\t' => 4,
            _ => 1,
        };
        self.blanks(at, count);
    }

    /// Some spaces in the look of the text at a byte.
    fn blanks(&mut self, at: usize, count: usize) {
        let (look, level) = (self.stretch(at), self.level(at));
        let shaping_style = self.shaping_style(look, false, false);
        let number = self.shaper.word(shaping_style, " ");
        let (shaped, glyphs) = self.shaper.shaped(number);
        for part in shaped.parts.iter().cycle().take(shaped.parts.len() * count) {
            let placing = Placing { word: " ", at, look, face: part.face, level };
            self.items.space(&placing, &glyphs[part.glyphs.clone()]);
        }
    }

    fn shaping_style(&mut self, stretch: usize, rtl: bool, hyphenate: bool) -> usize {
        let place = usize::from(rtl) + 2 * usize::from(hyphenate);
        let known = &mut self.stretches[stretch];
        if let Some(shaping_style) = known.shaping_styles[place] {
            return shaping_style;
        }
        let lang = known.lang.unwrap_or(&self.style.lang);
        let shaping_style =
            self.shaper.shaping_style(&known.letters, known.capitals, lang, rtl, hyphenate);
        known.shaping_styles[place] = Some(shaping_style);
        shaping_style
    }

    /// What is known of the language of a stretch.
    fn locale(&self, stretch: usize) -> &'static Locale {
        self.stretches[stretch].locale
    }

    /// The segment that a byte belongs to; requested in the order of the text.
    fn stretch(&mut self, at: usize) -> usize {
        while self.current + 1 < self.stretches.len() && self.stretches[self.current].end <= at {
            self.current += 1;
        }
        self.current
    }

    fn level(&self, at: usize) -> u8 {
        self.levels.get(at).map_or(0, Level::number)
    }
}

/// The embedding levels of a text by byte, none where all runs from left to right, and whether the
/// paragraph as a whole runs from right to left: in a language that does, unless all of its letters
/// run the other way; in others, if its first strong letter does and most others too.
fn levels(text: &str, style: &ParagraphStyle) -> (Vec<Level>, bool) {
    let leftwards = text.chars().filter(|&letter| is_rtl(letter)).count();
    let figures_alone = || style.lang.is_rtl() && !text.contains(char::is_alphabetic);
    if leftwards == 0 && !figures_alone() {
        return (Vec::new(), false);
    }
    let most = 2 * leftwards > text.chars().filter(|letter| letter.is_alphabetic()).count();
    let base = match (style.lang.is_rtl(), most) {
        (true, _) => Some(Level::rtl()),
        (false, true) => None,
        (false, false) => Some(Level::ltr()),
    };
    let info = ParagraphBidiInfo::new(text, base);
    (info.levels, info.paragraph_level.is_rtl())
}

/// Whether a letter may run from right to left (the blocks of Hebrew, Arabic and their kin, and the
/// marks that turn the direction).
fn is_rtl(letter: char) -> bool {
    matches!(letter, '\u{590}'..='\u{8ff}' | '\u{200f}' | '\u{202b}' | '\u{202e}' | '\u{2067}'
        | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}' | '\u{10800}'..='\u{10fff}'
        | '\u{1e800}'..='\u{1efff}')
}

/// Where the last word with three letters or more starts.
fn last_word(text: &str) -> usize {
    let mut end = text.len();
    while let Some(word) = text[..end].rsplit(is_white).next() {
        let start = end - word.len();
        if word.chars().filter(|letter| letter.is_alphabetic()).count() > 2 || start == 0 {
            return start;
        }
        end = text[..start].trim_end_matches(is_white).len();
    }
    0
}

/// Whether a word has a capital that no start of a sentence gives it.
fn is_name(before: &str, word: &str) -> bool {
    let opening = |letter: char| !letter.is_alphanumeric();
    if !word.trim_start_matches(opening).starts_with(char::is_uppercase) {
        return false;
    }
    let closing = |letter: char| letter.is_whitespace() || "“‘«„\"'(”’»".contains(letter);
    let sentence = before.trim_end_matches(closing);
    !sentence.is_empty() && !sentence.ends_with(['.', '!', '?', ':', '…', '\n'])
}

/// A number for a word that should not stand below itself at the edge of a column; 0 for a short
/// one. FNV-1a (G. Fowler, L. Noll, K.-P. Vo).
fn stack_number(word: &str) -> u32 {
    let word = word.trim_matches(|letter: char| !letter.is_alphanumeric());
    if word.chars().take(3).count() < 3 {
        return 0;
    }
    word.bytes().fold(0x811c_9dc5, |hash, byte| {
        (hash ^ u32::from(byte.to_ascii_lowercase())).wrapping_mul(0x0100_0193)
    })
}

/// The ends of the parts within a long word that nothing else parts, with the penalty of breaking
/// after each: an address after its marks, others anywhere. Empty for a word that stays whole.
fn inner_parts(word: &str, hyphenate: bool) -> Vec<(usize, f64)> {
    let letters = word.chars().count();
    if letters <= LONG_ADDRESS {
        return Vec::new();
    }
    let marks = mark_ends(word);
    if marks.is_empty() && letters <= if hyphenate { LONGEST } else { LONG } {
        return Vec::new();
    }
    let mut parts = Vec::new();
    let mut start = 0;
    for end in marks.into_iter().chain([word.len()]) {
        let part = &word[start..end];
        if part.chars().count() > LONG {
            let clusters = part.grapheme_indices(true).map(|(at, _)| start + at);
            parts.extend(clusters.skip(3).map(|at| (at, ANYWHERE)));
        }
        parts.push((end, WITHIN_ADDRESS));
        start = end;
    }
    parts
}

/// The ends of the letters of a word that may be broken anywhere, with the penalty of doing so. A
/// letter with more marks, or of more letters joined in one, than any script has is broken as well.
fn clusters(word: &str) -> Vec<(usize, f64)> {
    let mut ends = Vec::new();
    for (at, letter) in word.grapheme_indices(true) {
        let mut before = None;
        for (n, (within, part)) in letter.char_indices().enumerate() {
            let place = jamo_place(part);
            // Any number of jamo in a row is one letter by the rules of Unicode.
            let in_row = place.is_some() && place == before;
            if n > 0 && (in_row || n.is_multiple_of(LONGEST_CLUSTER)) {
                ends.push((at + within, ANYWHERE));
            }
            before = place;
        }
        ends.push((at + letter.len(), ANYWHERE));
    }
    ends
}

/// The place in a syllable of a jamo that is written by itself: first, middle or last.
fn jamo_place(letter: char) -> Option<u8> {
    match letter {
        '\u{1100}'..='\u{115f}' | '\u{a960}'..='\u{a97c}' => Some(0),
        '\u{1160}'..='\u{11a7}' | '\u{d7b0}'..='\u{d7c6}' => Some(1),
        '\u{11a8}'..='\u{11ff}' | '\u{d7cb}'..='\u{d7fb}' => Some(2),
        _ => None,
    }
}

/// Where an address or a file name may be broken: after its marks.
fn mark_ends(word: &str) -> Vec<usize> {
    const MARKS: &[char] = &['/', '.', '_', '-', '=', '&', '?', '@', '%', ':', '+', '#', '~'];
    let inner = word.trim_end_matches(|letter: char| !letter.is_alphanumeric());
    let ends = inner.match_indices(MARKS).map(|(at, mark)| at + mark.len());
    ends.filter(|&end| end > 2 && end + 2 < inner.len() && !inner[end..].starts_with(MARKS))
        .collect()
}
