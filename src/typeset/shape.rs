//! Words into glyphs. Input: a word and a shaping style. Output: glyphs in em, so that a word is
//! shaped once whatever its size, with the ways it may be broken by a hyphen.
//!
//! Shaping is `harfrust`, with one plan for each face, manner and script. A letter that the face
//! lacks is taken from the first face that has it.

use std::cell::OnceCell;
use std::ops::Range;
use std::str::FromStr;

use harfrust::{
    BufferFlags, Direction, Feature, Language, Script, ShapeOptions, ShapePlan, Tag, UnicodeBuffer,
    script,
};
use rustc_hash::FxHashMap;
use skrifa::MetadataProvider;
use skrifa::charmap::Charmap;
use unicode_normalization::UnicodeNormalization;

use super::fonts::{FaceId, Fonts};
use super::hyphenate::hyphens;
use super::model::LetterStyle;
use crate::article::Lang;
use crate::text::is_drawn;
use crate::theme::{Caps, Family, Figures};

/// The most bytes of a letter with its marks for which a face is sought that has them all.
const LONGEST_LETTER: usize = 64;

/// A glyph of a word, lengths in em.
#[derive(Debug, Clone, Copy)]
pub(super) struct EmGlyph {
    pub(super) id: u16,
    pub(super) advance: f32,
    pub(super) dx: f32,
    pub(super) dy: f32,
    /// The bytes of the word it shows; empty for the further glyphs of a cluster.
    pub(super) start: u32,
    pub(super) end: u32,
    /// Whether its shape depends on the glyph before it.
    joined: bool,
}

/// A stretch of a word in one face.
#[derive(Debug, Clone)]
pub(super) struct FaceRun {
    pub(super) face: FaceId,
    /// Places among the shaper's glyphs.
    pub(super) glyphs: Range<usize>,
}

/// A way to break a word (TeX's discretionary).
#[derive(Debug, Clone)]
pub(super) struct Discretionary {
    /// The glyphs that breaking does away with; empty where letters do not depend on each other.
    pub(super) whole: Range<usize>,
    /// What ends the line instead, the hyphen included.
    pub(super) before: Range<usize>,
    /// What starts the next one instead.
    pub(super) after: Range<usize>,
    /// What breaking here costs.
    pub(super) penalty: f64,
}

/// A shaped word.
#[derive(Debug, Clone)]
pub(super) struct ShapedWord {
    pub(super) parts: Vec<FaceRun>,
    pub(super) breaks: Vec<Discretionary>,
}

/// How words are set, but for their size.
#[derive(Debug, Clone, PartialEq)]
struct ShapingStyle {
    face: FaceId,
    features: Vec<(&'static [u8; 4], u32)>,
    lang: Lang,
    rtl: bool,
    hyphenate: bool,
}

/// A manner, and the words that were set in it.
struct WordCache {
    shaping_style: ShapingStyle,
    language: Option<Language>,
    features: Vec<Feature>,
    words: FxHashMap<Box<str>, usize>,
    /// The glyphs of a hyphen by face.
    hyphens: Vec<(FaceId, Range<usize>)>,
}

/// What shaping with a face needs.
struct ShapingFace<'f> {
    shaper: harfrust::Shaper<'f>,
    charmap: Charmap<'f>,
    /// Em in a design unit.
    unit: f32,
}

/// Turns text into glyphs, and caches what it has shaped. One per thread.
pub struct Shaper<'f> {
    fonts: &'f Fonts,
    shaping_face: Vec<OnceCell<Option<ShapingFace<'f>>>>,
    plans: Vec<(usize, FaceId, Option<Script>, ShapePlan)>,
    known: Vec<WordCache>,
    words: Vec<ShapedWord>,
    glyphs: Vec<EmGlyph>,
    buffer: UnicodeBuffer,
}

impl<'f> Shaper<'f> {
    /// A shaper that has shaped nothing yet.
    pub fn new(fonts: &'f Fonts) -> Self {
        Shaper {
            fonts,
            shaping_face: (0..fonts.count()).map(|_| OnceCell::new()).collect(),
            plans: Vec::new(),
            known: Vec::new(),
            words: Vec::new(),
            glyphs: Vec::new(),
            buffer: UnicodeBuffer::new(),
        }
    }

    /// A manner of setting, as a number for [`Shaper::word`]; `capitals` says that the text is
    /// written in capitals alone.
    pub(super) fn shaping_style(
        &mut self,
        letters: &LetterStyle,
        capitals: bool,
        lang: &Lang,
        rtl: bool,
        hyphenate: bool,
    ) -> usize {
        let face = self.fonts.select(letters.family, letters.weight, letters.italic);
        let features = features(letters, capitals);
        let shaping_style = ShapingStyle { face, features, lang: lang.clone(), rtl, hyphenate };
        if let Some(place) =
            self.known.iter().position(|known| known.shaping_style == shaping_style)
        {
            return place;
        }
        let feature = |&(tag, value): &(&[u8; 4], u32)| Feature::new(Tag::new(tag), value, ..);
        self.known.push(WordCache {
            language: Language::from_str(&lang.0).ok(),
            features: shaping_style.features.iter().map(feature).collect(),
            words: FxHashMap::default(),
            hyphens: Vec::new(),
            shaping_style,
        });
        self.known.len() - 1
    }

    /// Shapes a word, or finds it among those shaped before; a number for [`Shaper::shaped`].
    pub(super) fn word(&mut self, shaping_style: usize, text: &str) -> usize {
        if let Some(&word) = self.known[shaping_style].words.get(text) {
            return word;
        }
        let word = self.shape(shaping_style, text);
        self.words.push(word);
        let place = self.words.len() - 1;
        self.known[shaping_style].words.insert(text.into(), place);
        place
    }

    /// A shaped word and all glyphs.
    pub(super) fn shaped(&self, word: usize) -> (&ShapedWord, &[EmGlyph]) {
        (&self.words[word], &self.glyphs)
    }

    fn shape(&mut self, shaping_style: usize, text: &str) -> ShapedWord {
        let parts: Vec<FaceRun> = self
            .split_by_face(self.known[shaping_style].shaping_style.face, text)
            .into_iter()
            .map(|(face, range)| {
                let glyphs = self.run(shaping_style, face, &text[range.clone()], range.start);
                FaceRun { face, glyphs }
            })
            .collect();
        let breaks = match &parts[..] {
            [part]
                if self.known[shaping_style].shaping_style.hyphenate
                    && !self.known[shaping_style].shaping_style.rtl =>
            {
                self.breaks(shaping_style, text, part.clone())
            }
            _ => Vec::new(),
        };
        ShapedWord { parts, breaks }
    }

    /// Cuts a word into stretches that one face has: the wanted one, else the first that has the
    /// letter. Marks and joiners stay with the letter before them; where its face lacks a mark,
    /// both go to a face that has them, or the mark alone if none has both.
    fn split_by_face(&self, wanted: FaceId, text: &str) -> Vec<(FaceId, Range<usize>)> {
        let mut parts: Vec<(FaceId, Range<usize>)> = Vec::new();
        let mut base = 0;
        for (at, letter) in text.char_indices() {
            let end = at + letter.len_utf8();
            let follows = !is_drawn(letter) || is_mark(letter);
            if !follows {
                base = at;
            }
            match parts.last_mut() {
                Some((face, range))
                    if follows
                        && is_drawn(letter)
                        && !self.has(*face, letter)
                        && !self.shows(*face, &text[base..end]) =>
                {
                    let both = self.fonts.regulars().find(|&f| self.shows(f, &text[base..end]));
                    let other = both.unwrap_or_else(|| self.face_with(*face, letter));
                    if both.is_none() {
                        base = at;
                    }
                    if other == *face {
                        range.end = end;
                        continue;
                    }
                    range.end = base;
                    if range.start == range.end {
                        parts.pop();
                    }
                    parts.push((other, base..end));
                }
                Some((face, range)) if follows || self.has(*face, letter) && *face == wanted => {
                    range.end = end;
                }
                last => {
                    let face = self.face_with(wanted, letter);
                    match last {
                        Some((before, range)) if *before == face => range.end = end,
                        _ => parts.push((face, at..end)),
                    }
                }
            }
        }
        parts
    }

    fn face_with(&self, wanted: FaceId, letter: char) -> FaceId {
        let mut others = self.fonts.regulars();
        if self.has(wanted, letter) {
            wanted
        } else {
            others.find(|&face| self.has(face, letter)).unwrap_or(wanted)
        }
    }

    /// Whether a face has a letter with its marks, each by itself or together.
    fn shows(&self, face: FaceId, letter: &str) -> bool {
        let has = |part: char| !is_drawn(part) || self.has(face, part);
        letter.len() <= LONGEST_LETTER && (letter.chars().all(has) || letter.nfc().all(has))
    }

    fn has(&self, face: FaceId, letter: char) -> bool {
        self.shaping_face(face)
            .is_some_and(|shaping_face| shaping_face.charmap.map(letter).is_some())
    }

    fn shaping_face(&self, face: FaceId) -> Option<&ShapingFace<'f>> {
        let make = || {
            let (data, font) = self.fonts.shaper_data(face)?;
            let shaper = data.shaper(&font).build();
            let unit = 1.0 / f32::from(self.fonts.metrics(face).units_per_em.max(1));
            Some(ShapingFace { shaper, charmap: font.charmap(), unit })
        };
        self.shaping_face.get(usize::from(face.0))?.get_or_init(make).as_ref()
    }

    /// Shapes a stretch of a word in one face, its bytes counted from `base`.
    fn run(&mut self, shaping_style: usize, face: FaceId, text: &str, base: usize) -> Range<usize> {
        let first = self.glyphs.len();
        let known = &self.known[shaping_style];
        let mut buffer = std::mem::take(&mut self.buffer);
        buffer.push_str(text);
        let rtl = known.shaping_style.rtl;
        buffer.set_direction(if rtl { Direction::RightToLeft } else { Direction::LeftToRight });
        if let Some(language) = &known.language {
            buffer.set_language(language.clone());
        }
        buffer.set_flags(BufferFlags::REMOVE_DEFAULT_IGNORABLES);
        buffer.guess_segment_properties();
        if matches!(buffer.script(), script::UNKNOWN | script::COMMON | script::INHERITED) {
            buffer.set_script(script::LATIN);
        }
        let plan = self.plan(shaping_style, face, buffer.script(), buffer.direction());
        let Some(shaping_face) = self.shaping_face(face) else {
            buffer.clear();
            self.buffer = buffer;
            return first..first;
        };
        let plan = plan.map(|plan| &self.plans[plan].3);
        let options = ShapeOptions::new().plan(plan).features(&self.known[shaping_style].features);
        let shaped = shaping_face.shaper.shape(buffer, options);
        let unit = shaping_face.unit;
        let glyphs = shaped.glyph_infos().iter().zip(shaped.glyph_positions());
        self.glyphs.extend(glyphs.map(|(info, position)| EmGlyph {
            id: u16::try_from(info.glyph_id).unwrap_or(0),
            advance: position.x_advance as f32 * unit,
            dx: position.x_offset as f32 * unit,
            dy: position.y_offset as f32 * unit,
            start: base as u32 + info.cluster,
            end: base as u32 + info.cluster,
            joined: info.unsafe_to_break(),
        }));
        self.buffer = shaped.clear();
        close_clusters(&mut self.glyphs[first..], (base + text.len()) as u32, rtl);
        first..self.glyphs.len()
    }

    /// The place of the plan for a manner, face and script, made if there is none.
    fn plan(
        &mut self,
        shaping_style: usize,
        face: FaceId,
        script: Script,
        direction: Direction,
    ) -> Option<usize> {
        let same = |plan: &(usize, FaceId, Option<Script>, ShapePlan)| {
            (plan.0, plan.1, plan.2) == (shaping_style, face, Some(script))
        };
        if let Some(place) = self.plans.iter().position(same) {
            return Some(place);
        }
        let known = &self.known[shaping_style];
        let plan = ShapePlan::new(
            &self.shaping_face(face)?.shaper,
            direction,
            Some(script),
            known.language.as_ref(),
            &known.features,
        );
        self.plans.push((shaping_style, face, Some(script), plan));
        Some(self.plans.len() - 1)
    }

    /// The ways to break a word by a hyphen: where letters depend on each other (a ligature, a
    /// kerned pair), those between two safe places are shaped again for either line.
    fn breaks(&mut self, shaping_style: usize, text: &str, part: FaceRun) -> Vec<Discretionary> {
        let lang = self.known[shaping_style].shaping_style.lang.clone();
        let hyphen = if self.has(part.face, '\u{2010}') { "\u{2010}" } else { "-" };
        let mut breaks: Vec<Discretionary> = Vec::new();
        let places = part.glyphs.clone();
        // The breakpoints come in the order of the glyphs: these are gone through once.
        let (mut from, mut next, mut to) = (places.start, places.start, places.start);
        for breakpoint in hyphens(text, &lang) {
            let safe = |place: usize| {
                let glyph = &self.glyphs[place];
                !glyph.joined && glyph.start < glyph.end
            };
            let start = |place: usize| self.glyphs[place].start as usize;
            while next < places.end && start(next) <= breakpoint.at {
                from = if safe(next) { next } else { from };
                next += 1;
            }
            while to < places.end && !(start(to) >= breakpoint.at && safe(to)) {
                to += 1;
            }
            if breaks.last().is_some_and(|last| last.whole.end > from) {
                continue;
            }
            let from_byte = start(from);
            let to_byte = if to < places.end { start(to) } else { text.len() };
            let (whole, head) = if from_byte == breakpoint.at {
                (to..to, breakpoint.at)
            } else {
                (from..to, from_byte)
            };
            let before = if head == breakpoint.at {
                self.lone_hyphen(shaping_style, part.face, hyphen, head)
            } else {
                let line_end = format!("{}{hyphen}", &text[head..breakpoint.at]);
                self.run(shaping_style, part.face, &line_end, head)
            };
            let after = if whole.is_empty() {
                to..to
            } else {
                self.run(shaping_style, part.face, &text[breakpoint.at..to_byte], breakpoint.at)
            };
            breaks.push(Discretionary { whole, before, after, penalty: breakpoint.penalty });
        }
        breaks
    }

    /// A hyphen whose shape no letter changes, shaped once; its bytes are counted from `base`.
    fn lone_hyphen(
        &mut self,
        shaping_style: usize,
        face: FaceId,
        hyphen: &str,
        base: usize,
    ) -> Range<usize> {
        let known = self.known[shaping_style].hyphens.iter().find(|(known, _)| *known == face);
        let shaped = match known {
            Some((_, shaped)) => shaped.clone(),
            None => {
                let shaped = self.run(shaping_style, face, hyphen, 0);
                self.known[shaping_style].hyphens.push((face, shaped.clone()));
                shaped
            }
        };
        let first = self.glyphs.len();
        self.glyphs.extend_from_within(shaped);
        for glyph in &mut self.glyphs[first..] {
            glyph.start += base as u32;
            glyph.end += base as u32;
        }
        first..self.glyphs.len()
    }
}

/// Gives the first glyph of each cluster the bytes up to the next cluster.
fn close_clusters(glyphs: &mut [EmGlyph], end: u32, rtl: bool) {
    let mut next = end;
    let mut close = |glyph: &mut EmGlyph, first: bool| {
        if first {
            glyph.end = next;
            next = glyph.start;
        }
    };
    if rtl {
        for place in 0..glyphs.len() {
            let first = place == 0 || glyphs[place - 1].start != glyphs[place].start;
            close(&mut glyphs[place], first);
        }
    } else {
        for place in (0..glyphs.len()).rev() {
            let first = place == 0 || glyphs[place - 1].start != glyphs[place].start;
            close(&mut glyphs[place], first);
        }
    }
}

fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5bd}'
        | '\u{64b}'..='\u{65f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}'
        | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
}

/// The OpenType features of a look. Tracked letters make no ligatures; words marked as small
/// capitals that are written in capitals become small ones too.
fn features(letters: &LetterStyle, capitals: bool) -> Vec<(&'static [u8; 4], u32)> {
    let mut features: Vec<(&'static [u8; 4], u32)> = Vec::new();
    if letters.family == Family::Mono {
        return features;
    }
    match letters.caps {
        Caps::Normal => {}
        Caps::Upper => features.push((b"case", 1)),
        Caps::Small => {
            features.push((b"smcp", 1));
            if capitals {
                features.push((b"c2sc", 1));
            }
        }
    }
    match letters.figures {
        Figures::OldStyle => features.extend([(b"onum", 1), (b"pnum", 1)]),
        Figures::Lining => features.extend([(b"lnum", 1), (b"pnum", 1)]),
        Figures::Tabular => features.extend([(b"lnum", 1), (b"tnum", 1)]),
    }
    if letters.tracking != 0.0 {
        features.extend([(b"liga", 0), (b"clig", 0)]);
    }
    features
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn a_mark_goes_to_a_face_that_has_it_and_takes_its_letter_along() {
        let faces = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fonts");
        let words =
            ["x\u{5b4}y", "ab\u{301}\u{5b4}", "\u{5d0}\u{5b4}\u{5b4}", "\u{5b4}", "c\u{327}"];
        let letters = words.concat().chars().collect();
        let (fonts, missing) = Fonts::for_letters(&letters, &[faces]);
        assert!(missing.is_empty(), "{missing:?}");
        let shaper = Shaper::new(&fonts);
        let serif = fonts.select(Family::Serif, 400, false);
        for word in words {
            let parts = shaper.split_by_face(serif, word);
            let joined: Vec<_> = parts.iter().flat_map(|(_, range)| range.clone()).collect();
            assert_eq!(joined, (0..word.len()).collect::<Vec<_>>(), "{word:?}");
            for (face, range) in parts {
                let part = &word[range];
                assert!(part.chars().all(|c| shaper.has(face, c)), "{part:?} of {word:?}");
            }
        }
        assert_eq!(shaper.split_by_face(serif, "c\u{327}"), [(serif, 0..3)]);
    }
}
