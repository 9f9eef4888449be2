//! The furniture of pages. Input: a page's place in the edition. Output: running heads, folios and
//! rules, all artifacts.

use super::context::LayoutContext;
use super::text::TextSetter;
use crate::article::Lang;
use crate::edition::EditionMeta;
use crate::geometry::{Pt, Rect};
use crate::pdf::pages::{Owner, PageItem, Placed};
use crate::theme::{Furniture, Role, Style};

/// A page's place in the edition.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PagePosition<'e> {
    /// Its place among all pages, from 1.
    pub(crate) number: usize,
    /// Its number as printed.
    pub(crate) folio: &'e str,
    /// The number of the last page that is numbered in one row with it.
    pub(crate) last: &'e str,
    /// The section or part it belongs to.
    pub(crate) section: &'e str,
    /// The article it belongs to.
    pub(crate) article: &'e str,
    /// Whether the page says the section's name itself.
    pub(crate) opens_section: bool,
}

/// From the rule to the running head's baseline, and to the white below it, as parts of its size.
const HEAD_BASELINE: f64 = 1.175;
const HEAD_LINE: f64 = 1.5;
/// The height of capitals, as a part of the size, with some white.
const CAPITALS: f64 = 0.8;
/// The most bytes of words that are tried: no line holds as many.
const LONGEST: usize = 400;

/// Draws the furniture of one page.
pub(crate) fn furniture(
    context: &mut LayoutContext<'_>,
    meta: &EditionMeta,
    place: PagePosition<'_>,
) -> Vec<Placed> {
    match context.theme.text.furniture {
        Furniture::Magazine => magazine(context, meta, place),
        Furniture::Briefing => briefing(context, meta, place),
        Furniture::Plain => plain(context, meta, place),
    }
}

/// Which end of the line words stand at.
#[derive(Clone, Copy, PartialEq)]
enum LineSide {
    Left,
    Right,
}

/// A line of furniture: where it runs and in which style.
struct FurnitureLine<'a, 'f> {
    setter: &'a mut TextSetter<'f>,
    lang: &'a Lang,
    left: Pt,
    right: Pt,
    baseline: Pt,
    /// The largest letters that the margin holds.
    most: Pt,
    out: Vec<Placed>,
}

impl<'a, 'f> FurnitureLine<'a, 'f> {
    /// An empty line from `left` to the right edge of the text.
    fn new(
        context: &'a mut LayoutContext<'f>,
        meta: &'a EditionMeta,
        left: Pt,
        baseline: Pt,
        most: Pt,
    ) -> Self {
        let right = context.geometry.area.right();
        let setter = &mut context.setter;
        FurnitureLine { setter, lang: &meta.language, left, right, baseline, most, out: Vec::new() }
    }

    fn put(&mut self, words: &str, role: Role, end: LineSide) {
        if words.is_empty() {
            return;
        }
        let style = self.setter.theme.style(role);
        let style = &Style { size: style.size.min(self.most), ..style.clone() };
        let words = shorten(self.setter, words, style, self.lang, (self.right - self.left) * 0.72);
        let text = self.setter.words(&words, style, self.lang);
        let x = if end == LineSide::Left { self.left } else { self.right - text.width() };
        text.place_line(0, x, self.baseline, &mut self.out);
    }
}

/// Words cut to a width at a word's end, or within a word that is too long, with an ellipsis.
fn shorten(
    setter: &mut TextSetter<'_>,
    words: &str,
    style: &Style,
    lang: &Lang,
    width: Pt,
) -> String {
    let mut short = words.to_string();
    if words.len() > LONGEST {
        short.truncate(short.floor_char_boundary(LONGEST));
        short.push('…');
    }
    let mut is_wide = |words: &str| setter.words(words, style, lang).width() > width;
    if !is_wide(&short) {
        return short;
    }
    // Whole stretches first, as long as what is left is still too wide.
    while let Some(less) = without(&short, short.chars().count() / 4).filter(|less| is_wide(less)) {
        short = less;
    }
    while let Some(less) = without(&short, 1) {
        short = less;
        if !is_wide(&short) {
            break;
        }
    }
    short
}

/// Words without this many letters at their end, and the rest of the word that these belong to; of
/// a single word a quarter goes. `None` if next to nothing is left.
fn without(words: &str, letters: usize) -> Option<String> {
    let cut = words.trim_end_matches('…').trim_end();
    let (before, _) = cut.char_indices().rev().nth(letters.saturating_sub(1))?;
    match cut[..before].rfind(' ').or_else(|| cut.rfind(' ')) {
        Some(at) => {
            Some(format!("{}…", cut[..at].trim_end_matches([',', ':', ';', '–', '—', ' '])))
        }
        None if cut.chars().count() < 4 => None,
        None => Some(cut.chars().take(cut.chars().count() * 3 / 4).chain(['…']).collect()),
    }
}

/// The line at the foot, from `left`, its baseline `depth` of the margin down.
fn foot<'a, 'f>(
    context: &'a mut LayoutContext<'f>,
    meta: &'a EditionMeta,
    left: Pt,
    depth: f64,
) -> FurnitureLine<'a, 'f> {
    let geometry = context.geometry;
    let bottom = geometry.area.bottom();
    let fall = (geometry.size.height - bottom) * depth;
    FurnitureLine::new(context, meta, left, bottom + fall, fall / CAPITALS)
}

fn magazine(
    context: &mut LayoutContext<'_>,
    meta: &EditionMeta,
    place: PagePosition<'_>,
) -> Vec<Placed> {
    let geometry = context.geometry;
    let area = geometry.area;
    let accent = context.theme.text.accent;
    let thickness = context.theme.details.head_rule;
    let top = area.y * 0.5;
    let rect = Rect::new(area.x, top, area.width, thickness);
    let mut items =
        vec![Placed { owner: Owner::Artifact, item: PageItem::Fill { rect, color: accent } }];
    let most = (area.y - top - thickness) / HEAD_LINE;
    let size = context.theme.style(Role::RunningHead).size.min(most);
    let baseline = top + thickness + size * HEAD_BASELINE;
    let mut head = FurnitureLine::new(context, meta, area.x, baseline, most);
    if !place.opens_section {
        head.put(place.section, Role::RunningHead, LineSide::Left);
    }
    head.put(meta.date_text.as_deref().unwrap_or_default(), Role::RunningFoot, LineSide::Right);
    items.append(&mut head.out);
    let mut foot = foot(context, meta, area.x, 0.46);
    let outside = if place.number.is_multiple_of(2) { LineSide::Left } else { LineSide::Right };
    let inside = if outside == LineSide::Left { LineSide::Right } else { LineSide::Left };
    foot.put(place.folio, Role::Folio, outside);
    foot.put(&meta.title, Role::RunningFoot, inside);
    items.append(&mut foot.out);
    items
}

fn briefing(
    context: &mut LayoutContext<'_>,
    meta: &EditionMeta,
    place: PagePosition<'_>,
) -> Vec<Placed> {
    let geometry = context.geometry;
    let area = geometry.area;
    let mut items = Vec::new();
    let header = meta.header.as_deref().or(meta.publisher.as_deref()).unwrap_or_default();
    let baseline = area.y * 0.47;
    let most = baseline / CAPITALS;
    let mut head = FurnitureLine::new(context, meta, geometry.text_x, baseline, most);
    head.put(header, Role::RunningHead, LineSide::Left);
    let classification = meta.classification.as_deref().unwrap_or_default().to_uppercase();
    head.put(&classification, Role::RunningHead, LineSide::Right);
    items.append(&mut head.out);
    let mut foot = foot(context, meta, geometry.text_x, 0.48);
    foot.put(place.article, Role::RunningFoot, LineSide::Left);
    let of = &meta.language.locale().strings().of;
    foot.put(&format!("{} {of} {}", place.folio, place.last), Role::Folio, LineSide::Right);
    items.append(&mut foot.out);
    items
}

/// The article and the folio at the foot, for screens, where every line counts.
fn plain(
    context: &mut LayoutContext<'_>,
    meta: &EditionMeta,
    place: PagePosition<'_>,
) -> Vec<Placed> {
    let mut foot = foot(context, meta, context.geometry.area.x, 0.62);
    foot.put(place.article, Role::RunningFoot, LineSide::Left);
    foot.put(place.folio, Role::Folio, LineSide::Right);
    foot.out
}
