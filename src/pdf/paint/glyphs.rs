//! What each face shows in an edition. Input: [`Pages`]. Output: for every face its glyphs and the
//! text that each stands for, from which subsets are made and numbered before any page is painted.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::pdf::pages::{Page, PageItem, Pages};
use crate::typeset::{FaceId, GlyphRun, SetGlyph};

/// Stands for a glyph that never shows a text alone (a further part of a cluster): every glyph must
/// map to some text (ISO 19005-2, 6.2.11.7.2), and this one is not seen.
const NO_TEXT: &str = "\u{200b}";

/// The glyphs of a face and the text that each stands for.
pub type GlyphTexts = BTreeMap<u16, String>;

/// The glyphs of a face as its subset numbers them.
#[derive(Debug, Clone)]
pub struct FaceGlyphs {
    /// By glyph of the face; 0 for those that are not shown.
    cids: Vec<u16>,
    /// By CID.
    texts: Vec<String>,
    /// By CID, in thousandths of an em.
    widths: Vec<i32>,
}

impl FaceGlyphs {
    /// From the glyphs in ascending order, each with its text, and the widths of their CIDs.
    pub fn new(numbered: &[(u16, u16)], texts: &GlyphTexts, width: impl Fn(u16) -> i32) -> Self {
        let slots = numbered.iter().map(|(glyph, _)| usize::from(*glyph) + 1).max().unwrap_or(0);
        let codes = numbered.iter().map(|(_, cid)| *cid).max().unwrap_or(0);
        let mut cids = vec![0; slots];
        let mut by_cid = vec![String::new(); usize::from(codes) + 1];
        for (glyph, cid) in numbered {
            cids[usize::from(*glyph)] = *cid;
            by_cid[usize::from(*cid)] = texts.get(glyph).cloned().unwrap_or_default();
        }
        FaceGlyphs { cids, texts: by_cid, widths: (0..=codes).map(width).collect() }
    }

    /// The code of a glyph.
    pub fn cid(&self, glyph: u16) -> u16 {
        self.cids.get(usize::from(glyph)).copied().unwrap_or(0)
    }

    /// The text that readers find for a code.
    pub fn text(&self, cid: u16) -> &str {
        self.texts.get(usize::from(cid)).map_or("", String::as_str)
    }

    /// The width that the file states for a code, in thousandths of an em.
    pub fn width(&self, cid: u16) -> i32 {
        self.widths.get(usize::from(cid)).copied().unwrap_or(0)
    }
}

/// A glyph, or several that show a text together, within a run.
pub(super) struct Cluster<'r> {
    /// Its first glyph in the run.
    pub start: usize,
    /// One past its last.
    pub end: usize,
    /// The text it shows.
    pub text: &'r str,
}

impl Cluster<'_> {
    /// Whether its glyph states its text in the face.
    pub(super) fn is_stated(&self, glyphs: &[SetGlyph], face: &FaceGlyphs) -> bool {
        self.end - self.start == 1
            && glyphs
                .get(self.start)
                .is_some_and(|glyph| face.text(face.cid(glyph.id)) == self.text)
    }
}

/// The clusters of a run from left to right; `glyphs` are the run's, unpacked. Where as many glyphs
/// as characters show a text (a letter and its accent), each glyph takes its character, so that the
/// text is found even by readers that know nothing of `ActualText`. From right to left, the
/// accent's glyph stands before its letter's.
pub(super) fn clusters<'r>(
    run: &'r GlyphRun,
    glyphs: &'r [SetGlyph],
) -> impl Iterator<Item = Cluster<'r>> {
    let (all, rtl) = (run.text.as_str(), run.rtl);
    let mut start = 0;
    let mut paired: Option<(usize, &str)> = None;
    std::iter::from_fn(move || {
        let (end, text) = match paired {
            Some(cluster) => cluster,
            None => cluster_at(glyphs, all, start)?,
        };
        let count = end - start;
        let first = match count {
            1 => None,
            _ if text.chars().count() != count => None,
            _ if rtl => text.char_indices().next_back().map(|(at, _)| text.split_at(at)),
            _ => text.char_indices().nth(1).map(|(at, _)| text.split_at(at)).map(|(a, b)| (b, a)),
        };
        let (here, shown) = match first {
            Some((_, letter)) => (start + 1, letter),
            None => (end, text),
        };
        paired = first.map(|(others, _)| (end, others));
        let cluster = Cluster { start, end: here, text: as_found(shown) };
        start = here;
        Some(cluster)
    })
}

/// The end of the cluster that starts at a glyph, and its text.
fn cluster_at<'r>(glyphs: &[SetGlyph], text: &'r str, start: usize) -> Option<(usize, &'r str)> {
    let (first, others) = glyphs.get(start..)?.split_first()?;
    let further = others.iter().take_while(|glyph| glyph.text.is_empty());
    let text = text.get(first.text.start as usize..first.text.end as usize);
    Some((start + 1 + further.count(), text.unwrap_or_default()))
}

/// The text as it is to be found. Spaces of any kind are copied as plain ones. So is a hyphen that
/// line breaking put in (U+00AD): poppler joins the parts of a word at a plain hyphen that ends a
/// line, but not at a soft one that an `ActualText` gives.
fn as_found(text: &str) -> &str {
    match text {
        "\u{a0}" | "\u{202f}" | "\u{2009}" | "\u{200a}" => " ",
        "\u{ad}" => "-",
        _ => text,
    }
}

/// How often each text is shown by a glyph; `None` for a glyph that is not shown.
type Counts = Option<Vec<(Box<str>, u32)>>;

/// Counts by face and glyph.
type GlyphCounts = Vec<Vec<Counts>>;

/// Finds the glyphs that each face shows, each with the text it shows most often.
pub fn collect(pages: &Pages) -> BTreeMap<FaceId, GlyphTexts> {
    let share = pages.pages.len().div_ceil(rayon::current_num_threads()).max(1);
    let tallies: Vec<GlyphCounts> = pages.pages.par_chunks(share).map(tally).collect();
    let mut all: BTreeMap<FaceId, BTreeMap<u16, BTreeMap<Box<str>, u32>>> = BTreeMap::new();
    for (face, glyphs) in tallies.into_iter().flat_map(|tally| tally.into_iter().enumerate()) {
        for (glyph, counts) in glyphs.into_iter().enumerate() {
            let Some(counts) = counts else { continue };
            let shown =
                all.entry(FaceId(face as u16)).or_default().entry(glyph as u16).or_default();
            for (text, count) in counts {
                *shown.entry(text).or_default() += count;
            }
        }
    }
    let choose_all = |glyphs: BTreeMap<u16, BTreeMap<Box<str>, u32>>| {
        glyphs.into_iter().map(|(glyph, texts)| (glyph, choose(&texts))).collect()
    };
    all.into_iter().map(|(face, glyphs)| (face, choose_all(glyphs))).collect()
}

fn tally(pages: &[Page]) -> GlyphCounts {
    let (mut tally, mut glyphs) = (GlyphCounts::new(), Vec::new());
    for placed in pages.iter().flat_map(Page::placed) {
        let PageItem::Glyphs { run, .. } = &placed.item else { continue };
        let face = usize::from(run.face.0);
        if tally.len() <= face {
            tally.resize_with(face + 1, Vec::new);
        }
        run.glyphs.unpack(&mut glyphs);
        for cluster in clusters(run, &glyphs) {
            let glyphs = &glyphs[cluster.start..cluster.end];
            let alone = glyphs.len() == 1 && !cluster.text.is_empty();
            for glyph in glyphs {
                count(&mut tally[face], glyph.id, alone.then_some(cluster.text));
            }
        }
    }
    tally
}

fn count(face: &mut Vec<Counts>, glyph: u16, text: Option<&str>) {
    let glyph = usize::from(glyph);
    if face.len() <= glyph {
        face.resize_with(glyph + 1, || None);
    }
    let counts = face[glyph].get_or_insert_default();
    let Some(text) = text else { return };
    match counts.iter_mut().find(|(known, _)| **known == *text) {
        Some((_, count)) => *count += 1,
        None => counts.push((text.into(), 1)),
    }
}

/// The text of fewest letters, since what says more says it for a neighbour too (after a drop
/// capital); of those the one shown most often, and the lesser one where two are even.
fn choose(texts: &BTreeMap<Box<str>, u32>) -> String {
    let letters = |text: &str| std::cmp::Reverse(text.chars().count());
    let best = texts
        .iter()
        .max_by(|a, b| letters(a.0).cmp(&letters(b.0)).then(a.1.cmp(b.1)).then(b.0.cmp(a.0)));
    best.map_or(NO_TEXT, |(text, _)| text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A run whose glyphs show these bytes of its text.
    fn shown(text: &str, rtl: bool, bytes: &[std::ops::Range<u32>]) -> (GlyphRun, Vec<SetGlyph>) {
        let glyph = |text| SetGlyph { id: 1, advance: 5.0, dx: 0.0, dy: 0.0, text };
        let glyphs: Vec<SetGlyph> = bytes.iter().cloned().map(glyph).collect();
        let run = GlyphRun {
            key: 0,
            face: FaceId(0),
            size: 10.0,
            x: 0.0,
            rise: 0.0,
            scale: 1.0,
            rtl,
            glyphs: (&glyphs[..]).into(),
            text: text.to_string(),
        };
        (run, glyphs)
    }

    #[test]
    fn glyphs_share_a_text_or_take_a_character_each() {
        // ffi; e and an accent; x of three parts; a hyphen of the line's end.
        let bytes = [0..3, 3..6, 6..6, 6..7, 7..7, 7..7, 7..9];
        let (run, glyphs) = shown("ffie\u{301}x\u{ad}", false, &bytes);
        let list: Vec<_> = clusters(&run, &glyphs).map(|c| (c.start, c.end, c.text)).collect();
        assert_eq!(list, [(0, 1, "ffi"), (1, 2, "e"), (2, 3, "\u{301}"), (3, 6, "x"), (6, 7, "-")]);
    }

    #[test]
    fn points_stand_before_their_letters_from_right_to_left() {
        // Bet with its two points, then shin, as a line has them.
        let (run, glyphs) = shown("\u{5e9}\u{5d1}\u{5bc}\u{5b0}", true, &[2..8, 8..8, 8..8, 0..2]);
        let list: Vec<_> = clusters(&run, &glyphs).map(|c| c.text).collect();
        assert_eq!(list, ["\u{5b0}", "\u{5bc}", "\u{5d1}", "\u{5e9}"]);
    }
}
