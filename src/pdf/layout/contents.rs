//! The contents page. Enters: an edition and the page each article begins on. Leaves: [`Leaf`]s with
//! section, folio, headline and standfirst, each entry a link.

use super::article::Leaf;
use super::columns::{FORBIDDEN, Float, Flow, Grid, Part, Slice, make_pages};
use super::figure;
use super::fit::{cut_to_height, set_to_width};
use super::galley::{Block, Galley, Piece, Places, place, translate};
use super::sheet::Sheet;
use super::text::{Copy, SetText, Setter, plain};
use crate::diagnostic::Diagnostics;
use crate::edition::{Edition, EditionArticle, NodeId, Section, plain_runs, words};
use crate::geometry::{Pt, Rect, Size};
use crate::pdf::pages::{Entry, Item, Owner, PageTarget, Placed};
use crate::theme::Role;
use crate::typeset::Measure;

/// Width of the folios before the headlines, in parts of their size: three figures.
const FIGURES: Pt = 1.6;
/// White between folio and headline.
const AFTER_FOLIO: Pt = 14.25;
/// Contents that take more pages than this have no standfirsts, …
const MOST_PAGES: usize = 6;
/// … nor those whose last page is filled to less than this part.
const LEAST_FILLED: f64 = 0.25;
/// White between entries.
const BETWEEN: Pt = 5.0;
/// Lines that a standfirst takes at most.
const STANDFIRST_LINES: usize = 3;
/// Most pictures in the row at the foot of the last contents page.
const TEASERS: usize = 3;
/// The least width of a picture in that row, in parts of the size of the headline below it.
const TEASER_WIDTH: Pt = 12.0;
/// Lines of a headline below a picture.
const TEASER_LINES: usize = 2;

/// Lays the contents out; `folio` tells the page an article begins on.
pub(crate) fn contents(
    setter: &mut Setter<'_>,
    sheet: &Sheet,
    edition: &Edition,
    folio: &dyn Fn(NodeId) -> usize,
) -> Vec<Leaf> {
    let (whole, filled) = lay_out(setter, sheet, edition, &Listing { folio, standfirsts: true });
    let poor = whole.len() > 1 && filled < sheet.area.height * LEAST_FILLED;
    if whole.len() <= MOST_PAGES && !poor {
        return whole;
    }
    let (short, _) = lay_out(setter, sheet, edition, &Listing { folio, standfirsts: false });
    if short.len() < whole.len() { short } else { whole }
}

/// What is said of each article.
struct Listing<'l> {
    /// The page it begins on.
    folio: &'l dyn Fn(NodeId) -> usize,
    /// Whether its standfirst is told.
    standfirsts: bool,
}

/// The contents' pages, and how far the last one is filled.
fn lay_out(
    setter: &mut Setter<'_>,
    sheet: &Sheet,
    edition: &Edition,
    listing: &Listing<'_>,
) -> (Vec<Leaf>, Pt) {
    let mut leaf = Leaf::default();
    let style = setter.theme.style(Role::ContentsTitle);
    let lang = &edition.meta.language;
    let copy =
        Copy { runs: &[plain(words(lang).contents)], style, lang, owner: Owner::ContentsTitle };
    let title = one_line(setter, copy, sheet.area.width);
    title.place(sheet.area.x, sheet.area.y, &mut leaf.items);
    let opening = title.height() + style.below;
    let blocks: Vec<Block> = edition
        .sections
        .iter()
        .flat_map(|section| section_blocks(setter, sheet, edition, section, listing))
        .collect();
    let parts: Vec<Part> = blocks.iter().map(|block| block.part.clone()).collect();
    let grid = Grid { step: 1.0, ..sheet.columns_below(opening, false) };
    let solution = make_pages(&Flow { parts: &parts, notes: &[], grid: &grid });
    let spots = || solution.spots.iter().flatten().zip(parts.iter().map(Part::height));
    let last = spots().map(|(spot, _)| spot.page).max().unwrap_or(0);
    let here = spots().filter(|(spot, _)| spot.page == last);
    let bottom = here.map(|(spot, height)| spot.y + height).fold(0.0, Pt::max);
    let bottom = bottom + if last == 0 { sheet.snap(opening) } else { 0.0 };
    let galley = Galley::of(blocks);
    let places = Places { sheet, first: (leaf, opening), accent: setter.theme.text.accent };
    let mut leaves = place(galley, 0, &solution, places, &mut Diagnostics::new());
    if let Some(leaf) = leaves.last_mut() {
        teasers(setter, sheet, edition, listing.folio, sheet.area.height - bottom, leaf);
    }
    (leaves, bottom)
}

fn section_blocks(
    setter: &mut Setter<'_>,
    sheet: &Sheet,
    edition: &Edition,
    section: &Section,
    listing: &Listing<'_>,
) -> Vec<Block> {
    let mut blocks = Vec::new();
    if let Some(title) = &section.title {
        let style = setter.theme.style(Role::ContentsSection);
        let (runs, lang) = ([plain(title)], &edition.meta.language);
        let owner = Owner::Contents(section.id, Entry::Headline);
        let copy = Copy { runs: &runs, style, lang, owner };
        let text = one_line(setter, copy, sheet.column);
        let rect = Rect::new(0.0, 0.0, sheet.column, 0.6);
        let color = setter.theme.text.accent;
        let mut items = vec![Placed { owner: Owner::Artifact, item: Item::Fill { rect, color } }];
        text.place(0.0, 3.0, &mut items);
        blocks.push(block(items, text.height() + 6.0, sheet.grid * 1.4, 0.0));
    }
    for (n, article) in section.articles.iter().enumerate() {
        let tied = n == 0 && section.title.is_some();
        let mut entry = entry(setter, sheet, edition, article, listing);
        entry.firsts().for_each(|slice| {
            slice.space = if n == 0 { 0.0 } else { BETWEEN };
            slice.break_before = if tied { FORBIDDEN } else { 30.0 };
        });
        blocks.push(entry);
    }
    blocks
}

fn block(items: Vec<Placed>, height: Pt, space: Pt, break_before: f64) -> Block {
    let slice = Slice { space, height, break_before, ..Slice::default() };
    Block::fixed(Float::No, vec![slice], vec![Piece { items, ..Piece::default() }])
}

/// Folio, headline and standfirst of an article.
fn entry(
    setter: &mut Setter<'_>,
    sheet: &Sheet,
    edition: &Edition,
    article: &EditionArticle,
    listing: &Listing<'_>,
) -> Block {
    let theme = setter.theme;
    let folio = (listing.folio)(article.id);
    let lang = &article.lang;
    let mut items = Vec::new();
    let folio_style = theme.style(Role::ContentsFolio);
    let indent = FIGURES * folio_style.size + AFTER_FOLIO;
    let measure = Measure::even(sheet.column - indent);
    let runs = [plain(&article.title)];
    let style = theme.style(Role::ContentsHeadline);
    let owner = Owner::Contents(article.id, Entry::Headline);
    let copy = Copy { runs: &runs, style, lang, owner };
    let mut headline = setter.set(copy, &measure, 0.0);
    if headline.height() > sheet.area.height {
        headline = cut_to_height(setter, copy, &measure, sheet.area.height);
    }
    let number = [plain(&folio.to_string())];
    let number = setter.line(Copy {
        runs: &number,
        style: folio_style,
        lang: &edition.meta.language,
        owner: Owner::Contents(article.id, Entry::Folio),
    });
    number.place_line(0, 0.0, headline.ascent, &mut items);
    headline.place(indent, 0.0, &mut items);
    let mut height = headline.height();
    if let Some(standfirst) = article.standfirst.as_ref().filter(|_| listing.standfirsts) {
        let text = short_standfirst(setter, standfirst, article, &measure);
        if height + text.height() + 1.0 <= sheet.area.height {
            text.place(indent, height + 1.0, &mut items);
            height += text.height() + 1.0;
        }
    }
    items.push(link(Rect::new(0.0, 0.0, sheet.column, height), article, folio));
    block(items, height, 0.0, 0.0)
}

/// A standfirst in a few lines: its first sentence, or the words that fit, if the whole is too long.
fn short_standfirst(
    setter: &mut Setter<'_>,
    standfirst: &str,
    article: &EditionArticle,
    measure: &Measure,
) -> SetText {
    let (lang, owner) = (&article.lang, Owner::Contents(article.id, Entry::Standfirst));
    let style = setter.theme.style(Role::ContentsStandfirst);
    let runs = [plain(standfirst)];
    let whole = setter.set(Copy { runs: &runs, style, lang, owner }, measure, 0.0);
    if whole.lines.len() <= STANDFIRST_LINES {
        return whole;
    }
    let sentence = &standfirst[..first_sentence(standfirst)];
    let copy = Copy { runs: &[plain(sentence)], style, lang, owner };
    shortened(setter, copy, measure, STANDFIRST_LINES)
}

/// Where the first sentence ends: at a stop after a whole word (not after `U.S.` or `a.m.`), before a
/// capital; at the end of the text where there is none.
fn first_sentence(text: &str) -> usize {
    let ends = text.match_indices(". ").find(|(at, _)| {
        let word = text[..*at].rsplit(char::is_whitespace).next().unwrap_or_default();
        let whole = !word.contains('.') && word.chars().count() > 2;
        whole && text[at + 2..].starts_with(|next: char| !next.is_lowercase())
    });
    ends.map_or(text.len(), |(at, _)| at + 1)
}

/// Words on one line, or on more in smaller letters where they are wider than the page has room for.
fn one_line(setter: &mut Setter<'_>, copy: Copy<'_>, width: Pt) -> SetText {
    let line = setter.line(copy);
    if line.width() <= width { line } else { set_to_width(setter, copy, width) }
}

/// Words that take at most some lines: those that fit, and an ellipsis for the others.
fn shortened(setter: &mut Setter<'_>, copy: Copy<'_>, measure: &Measure, lines: usize) -> SetText {
    let mut set = |words: &str| setter.set(Copy { runs: &[plain(words)], ..copy }, measure, 0.0);
    let all = plain_runs(copy.runs);
    let mut words = all.as_str();
    let mut text = set(words);
    while text.lines.len() > lines {
        let Some(at) = words.rfind(' ') else { break };
        words = words[..at].trim_end_matches([',', ';', ':', '–', '—', ' ']);
        text = set(&format!("{words}…"));
    }
    text
}

fn link(rect: Rect, article: &EditionArticle, folio: usize) -> Placed {
    let label = format!("{}, {folio}", article.title);
    let target = PageTarget::Node(article.id);
    let item = Item::Link { rect, target, label, link: 0 };
    Placed { owner: Owner::Contents(article.id, Entry::Headline), item }
}

/// A row of pictures at the foot of the page, where there is room for it.
fn teasers(
    setter: &mut Setter<'_>,
    sheet: &Sheet,
    edition: &Edition,
    folio: &dyn Fn(NodeId) -> usize,
    room: Pt,
    leaf: &mut Leaf,
) {
    let gutter = sheet.gutter;
    let style = setter.theme.style(Role::ContentsHeadline);
    let fitting = (sheet.area.width / (TEASER_WIDTH * style.size)) as usize;
    let count = TEASERS.min(fitting);
    if count < 2 {
        return;
    }
    let width = (sheet.area.width - gutter * (count - 1) as f64) / count as f64;
    let picture = Size { width, height: width * 0.62 };
    let mut chosen = choose(edition, picture.width);
    chosen.truncate(count);
    let place = setter.theme.style(Role::ContentsStandfirst).leading;
    let height = picture.height + style.leading * TEASER_LINES as f64 + place + 18.0;
    if chosen.len() < count || room < height + 3.0 * sheet.grid {
        return;
    }
    let top = sheet.area.bottom() - height;
    for (n, (article, section)) in chosen.into_iter().enumerate() {
        let x = sheet.area.x + (width + gutter) * n as f64;
        let mut items = teaser(setter, edition, article, section, folio(article.id), picture);
        translate(&mut items, x, top);
        leaf.items.append(&mut items);
        leaf.items.push(link(Rect::new(x, top, width, height), article, folio(article.id)));
    }
}

/// The articles with the best lead pictures, from different sections.
fn choose(edition: &Edition, width: Pt) -> Vec<(&EditionArticle, &str)> {
    edition
        .sections
        .iter()
        .filter_map(|section| {
            let fit = |article: &&EditionArticle| {
                article.head.iter().any(|node| {
                    node.role == Role::Figure
                        && figure::picture_of(node).is_some_and(|(used, _)| used.picture.is_some())
                        && figure::natural_width(node, &edition.pictures) >= width * 1.5
                        && (1.1..2.4).contains(&figure::proportion(node, &edition.pictures))
                })
            };
            let article = section.articles.iter().find(fit)?;
            Some((article, section.title.as_deref().unwrap_or_default()))
        })
        .take(TEASERS)
        .collect()
}

/// A rule, a picture cut to the row's shape, headline, section and folio, from (0, 0).
fn teaser(
    setter: &mut Setter<'_>,
    edition: &Edition,
    article: &EditionArticle,
    section: &str,
    folio: usize,
    size: Size,
) -> Vec<Placed> {
    let theme = setter.theme;
    let rule = Rect::new(0.0, 0.0, size.width, 0.6);
    let mut items = vec![Placed {
        owner: Owner::Artifact,
        item: Item::Fill { rect: rule, color: theme.text.accent },
    }];
    let clip = Rect::new(0.0, 4.0, size.width, size.height);
    let lead = article.head.iter().find(|node| node.role == Role::Figure);
    let used = lead.and_then(figure::picture_of).and_then(|(used, _)| used.picture);
    if let (Some(lead), Some(picture)) = (lead, used) {
        let frame = cover_fit(figure::proportion(lead, &edition.pictures), clip);
        let item = Item::Picture { picture, frame, clip, alt: None };
        items.push(Placed { owner: Owner::Artifact, item });
    }
    let style = theme.style(Role::ContentsHeadline);
    let measure = Measure::even(size.width);
    // The contents have said it all before.
    let owner = Owner::Artifact;
    let title = [plain(&article.title)];
    let copy = Copy { runs: &title, style, lang: &article.lang, owner };
    let text = shortened(setter, copy, &measure, TEASER_LINES);
    text.place(0.0, clip.bottom() + 4.0, &mut items);
    let style = theme.style(Role::ContentsStandfirst);
    let words = [plain(format!("{section}  {folio}").trim())];
    let copy = Copy { runs: &words, style, lang: &edition.meta.language, owner };
    let place = shortened(setter, copy, &measure, 1);
    place.place(0.0, clip.bottom() + 5.0 + text.height(), &mut items);
    items
}

/// The frame of a picture that fills a box, centred.
pub(crate) fn cover_fit(proportion: f64, clip: Rect) -> Rect {
    let (width, height) = match proportion > clip.width / clip.height {
        true => (clip.height * proportion, clip.height),
        false => (clip.width, clip.width / proportion),
    };
    Rect::new(
        clip.x + (clip.width - width) / 2.0,
        clip.y + (clip.height - height) / 2.0,
        width,
        height,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_does_not_end_at_an_abbreviation() {
        let first = |text: &str| text[..first_sentence(text)].to_string();
        assert_eq!(first("The U.S. paid. Nobody knew."), "The U.S. paid.");
        assert_eq!(first("From 9 a.m. to noon Mr. Wu spoke"), "From 9 a.m. to noon Mr. Wu spoke");
    }
}
