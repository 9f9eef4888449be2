//! The contents page. Input: an edition and the page each article begins on. Output: [`PageDraft`]s
//! with section, folio, headline and standfirst, each entry a link.

use super::columns::{ColumnGrid, FORBIDDEN, Float, FlowBlock, Fragment, PageProblem, make_pages};
use super::context::LayoutContext;
use super::copyfit::{cut_to_height, set_to_width};
use super::figure;
use super::galley::block::{FragmentContent, GalleyBlock};
use super::galley::{FillTarget, SetGalley, place};
use super::page_draft::PageDraft;
use super::shift::translate;
use super::text::{SetText, TextSetter, TextSpec, plain};
use crate::diagnostic::Diagnostics;
use crate::edition::{Edition, EditionArticle, NodeId, Section, plain_runs};
use crate::geometry::{Pt, Rect, Size};
use crate::pdf::pages::{ContentsEntry, Owner, PageItem, PageTarget, Placed};
use crate::theme::Role;
use crate::typeset::Measure;

/// Width of the folios before the headlines, in parts of their size: three figures.
const FIGURES_EM: Pt = 1.6;
/// Contents that take more pages than this have no standfirsts, …
const MAX_PAGES: usize = 6;
/// … nor those whose last page is filled to less than this part.
const MIN_FILLED: f64 = 0.25;
/// The least width of a picture in the row at the foot of the last contents page, in parts of the
/// size of the headline below it.
const TEASER_WIDTH_EM: Pt = 12.0;
/// Lines of a headline below a picture.
const TEASER_LINES: usize = 2;

/// Lays the contents out; `folio` returns the page an article begins on.
pub(crate) fn contents(
    context: &mut LayoutContext<'_>,
    edition: &Edition,
    folio: &dyn Fn(NodeId) -> usize,
) -> Vec<PageDraft> {
    let geometry = context.geometry;
    let (whole, filled) = lay_out(context, edition, &Listing { folio, standfirsts: true });
    let poor = whole.len() > 1 && filled < geometry.area.height * MIN_FILLED;
    if whole.len() <= MAX_PAGES && !poor {
        return whole;
    }
    let (short, _) = lay_out(context, edition, &Listing { folio, standfirsts: false });
    if short.len() < whole.len() { short } else { whole }
}

/// What is shown of each article.
struct Listing<'l> {
    /// The page it begins on.
    folio: &'l dyn Fn(NodeId) -> usize,
    /// Whether its standfirst is shown.
    standfirsts: bool,
}

/// The contents' pages, and how far the last one is filled.
fn lay_out(
    context: &mut LayoutContext<'_>,
    edition: &Edition,
    listing: &Listing<'_>,
) -> (Vec<PageDraft>, Pt) {
    let geometry = context.geometry;
    let mut draft = PageDraft::default();
    let style = context.theme.style(Role::ContentsTitle);
    let lang = &edition.meta.language;
    let copy = TextSpec {
        runs: &[plain(&lang.locale().strings().contents)],
        style,
        lang,
        owner: Owner::ContentsTitle,
    };
    let title = one_line(&mut context.setter, copy, geometry.area.width);
    title.place(geometry.area.x, geometry.area.y, &mut draft.items);
    let opening = title.height() + style.below;
    let blocks: Vec<GalleyBlock> = edition
        .sections
        .iter()
        .flat_map(|section| section_blocks(context, edition, section, listing))
        .collect();
    let parts: Vec<FlowBlock> = blocks.iter().map(|block| block.part.clone()).collect();
    let grid = ColumnGrid { step: 1.0, ..geometry.columns_below(opening, false) };
    let solution = make_pages(&PageProblem { parts: &parts, notes: &[], grid: &grid });
    let spots = || solution.spots.iter().flatten().zip(parts.iter().map(FlowBlock::height));
    let last = spots().map(|(spot, _)| spot.page).max().unwrap_or(0);
    let here = spots().filter(|(spot, _)| spot.page == last);
    let bottom = here.map(|(spot, height)| spot.y + height).fold(0.0, Pt::max);
    let bottom = bottom + if last == 0 { geometry.snap(opening) } else { 0.0 };
    let galley = SetGalley::new(blocks);
    let places = FillTarget { geometry, first: (draft, opening), theme: context.theme };
    let mut drafts = place(galley, 0, &solution, places, &mut Diagnostics::new());
    if let Some(draft) = drafts.last_mut() {
        teasers(context, edition, listing.folio, geometry.area.height - bottom, draft);
    }
    (drafts, bottom)
}

fn section_blocks(
    context: &mut LayoutContext<'_>,
    edition: &Edition,
    section: &Section,
    listing: &Listing<'_>,
) -> Vec<GalleyBlock> {
    let geometry = context.geometry;
    let mut blocks = Vec::new();
    if let Some(title) = &section.title {
        let style = context.theme.style(Role::ContentsSection);
        let (runs, lang) = ([plain(title)], &edition.meta.language);
        let owner = Owner::Contents(section.id, ContentsEntry::Headline);
        let copy = TextSpec { runs: &runs, style, lang, owner };
        let text = one_line(&mut context.setter, copy, geometry.column);
        let rect = Rect::new(0.0, 0.0, geometry.column, context.theme.details.hairline);
        let color = context.theme.text.accent;
        let mut items =
            vec![Placed { owner: Owner::Artifact, item: PageItem::Fill { rect, color } }];
        text.place(0.0, 3.0, &mut items);
        blocks.push(block(items, text.height() + 6.0, geometry.grid * 1.4, 0.0));
    }
    for (n, article) in section.articles.iter().enumerate() {
        let keep_with_previous = n == 0 && section.title.is_some();
        let mut entry = entry(context, edition, article, listing);
        entry.firsts().for_each(|fragment| {
            fragment.space = if n == 0 { 0.0 } else { context.theme.details.contents_space };
            fragment.break_before = if keep_with_previous { FORBIDDEN } else { 30.0 };
        });
        blocks.push(entry);
    }
    blocks
}

fn block(items: Vec<Placed>, height: Pt, space: Pt, break_before: f64) -> GalleyBlock {
    let fragment = Fragment { space, height, break_before, ..Fragment::default() };
    GalleyBlock::fixed(
        Float::No,
        vec![fragment],
        vec![FragmentContent { items, ..FragmentContent::default() }],
    )
}

/// Folio, headline and standfirst of an article.
fn entry(
    context: &mut LayoutContext<'_>,
    edition: &Edition,
    article: &EditionArticle,
    listing: &Listing<'_>,
) -> GalleyBlock {
    let geometry = context.geometry;
    let theme = context.theme;
    let folio = (listing.folio)(article.id);
    let lang = &article.lang;
    let mut items = Vec::new();
    let folio_style = theme.style(Role::ContentsFolio);
    let indent = FIGURES_EM * folio_style.size + theme.details.contents_folio_space;
    let measure = Measure::even(geometry.column - indent);
    let runs = [plain(&article.title)];
    let style = theme.style(Role::ContentsHeadline);
    let owner = Owner::Contents(article.id, ContentsEntry::Headline);
    let copy = TextSpec { runs: &runs, style, lang, owner };
    let mut headline = context.setter.set(copy, &measure, 0.0);
    if headline.height() > geometry.area.height {
        headline = cut_to_height(&mut context.setter, copy, &measure, geometry.area.height);
    }
    let number = [plain(&folio.to_string())];
    let number = context.setter.line(TextSpec {
        runs: &number,
        style: folio_style,
        lang: &edition.meta.language,
        owner: Owner::Contents(article.id, ContentsEntry::Folio),
    });
    number.place_line(0, 0.0, headline.ascent, &mut items);
    headline.place(indent, 0.0, &mut items);
    let mut height = headline.height();
    if let Some(standfirst) = article.standfirst.as_ref().filter(|_| listing.standfirsts) {
        let text = short_standfirst(context, standfirst, article, &measure);
        if height + text.height() + 1.0 <= geometry.area.height {
            text.place(indent, height + 1.0, &mut items);
            height += text.height() + 1.0;
        }
    }
    items.push(link(Rect::new(0.0, 0.0, geometry.column, height), article, folio));
    block(items, height, 0.0, 0.0)
}

/// A standfirst in a few lines: its first sentence, or the words that fit, if the whole is too
/// long.
fn short_standfirst(
    context: &mut LayoutContext<'_>,
    standfirst: &str,
    article: &EditionArticle,
    measure: &Measure,
) -> SetText {
    let (lang, owner) = (&article.lang, Owner::Contents(article.id, ContentsEntry::Standfirst));
    let style = context.theme.style(Role::ContentsStandfirst);
    let most = context.theme.details.contents_standfirst;
    let runs = [plain(standfirst)];
    let whole = context.setter.set(TextSpec { runs: &runs, style, lang, owner }, measure, 0.0);
    if whole.lines.len() <= most {
        return whole;
    }
    let sentence = &standfirst[..first_sentence(standfirst)];
    let copy = TextSpec { runs: &[plain(sentence)], style, lang, owner };
    shortened(&mut context.setter, copy, measure, most)
}

/// Where the first sentence ends: at a stop after a whole word (not after `U.S.` or `a.m.`), before
/// a capital; at the end of the text if there is none.
fn first_sentence(text: &str) -> usize {
    let ends = text.match_indices(". ").find(|(at, _)| {
        let word = text[..*at].rsplit(char::is_whitespace).next().unwrap_or_default();
        let whole = !word.contains('.') && word.chars().count() > 2;
        whole && text[at + 2..].starts_with(|next: char| !next.is_lowercase())
    });
    ends.map_or(text.len(), |(at, _)| at + 1)
}

/// Words on one line, or on more in smaller letters where they are wider than the page has room
/// for.
fn one_line(setter: &mut TextSetter<'_>, copy: TextSpec<'_>, width: Pt) -> SetText {
    let line = setter.line(copy);
    if line.width() <= width { line } else { set_to_width(setter, copy, width) }
}

/// Words that take at most some lines: those that fit, and an ellipsis for the others.
fn shortened(
    setter: &mut TextSetter<'_>,
    copy: TextSpec<'_>,
    measure: &Measure,
    lines: usize,
) -> SetText {
    let mut set =
        |words: &str| setter.set(TextSpec { runs: &[plain(words)], ..copy }, measure, 0.0);
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
    let item = PageItem::Link { rect, target, label, link: 0 };
    Placed { owner: Owner::Contents(article.id, ContentsEntry::Headline), item }
}

/// A row of pictures at the foot of the page, where there is room for it.
fn teasers(
    context: &mut LayoutContext<'_>,
    edition: &Edition,
    folio: &dyn Fn(NodeId) -> usize,
    room: Pt,
    draft: &mut PageDraft,
) {
    let geometry = context.geometry;
    let gutter = geometry.gutter;
    let style = context.theme.style(Role::ContentsHeadline);
    let fitting = (geometry.area.width / (TEASER_WIDTH_EM * style.size)) as usize;
    let count = context.theme.details.contents_pictures.min(fitting);
    if count < 2 {
        return;
    }
    let width = (geometry.area.width - gutter * (count - 1) as f64) / count as f64;
    let picture = Size { width, height: width * context.theme.details.contents_picture_height };
    let chosen = choose(edition, picture.width, count);
    let place = context.theme.style(Role::ContentsStandfirst).leading;
    let height = picture.height + style.leading * TEASER_LINES as f64 + place + 18.0;
    if chosen.len() < count || room < height + 3.0 * geometry.grid {
        return;
    }
    let top = geometry.area.bottom() - height;
    for (n, (article, section)) in chosen.into_iter().enumerate() {
        let x = geometry.area.x + (width + gutter) * n as f64;
        let mut items = teaser(context, edition, article, section, folio(article.id), picture);
        translate(&mut items, x, top);
        draft.items.append(&mut items);
        draft.items.push(link(Rect::new(x, top, width, height), article, folio(article.id)));
    }
}

/// The articles with the best lead pictures, from different sections.
fn choose(edition: &Edition, width: Pt, count: usize) -> Vec<(&EditionArticle, &str)> {
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
        .take(count)
        .collect()
}

/// A rule, a picture cut to the row's shape, headline, section and folio, from (0, 0).
fn teaser(
    context: &mut LayoutContext<'_>,
    edition: &Edition,
    article: &EditionArticle,
    section: &str,
    folio: usize,
    size: Size,
) -> Vec<Placed> {
    let theme = context.theme;
    let rule = Rect::new(0.0, 0.0, size.width, theme.details.hairline);
    let mut items = vec![Placed {
        owner: Owner::Artifact,
        item: PageItem::Fill { rect: rule, color: theme.text.accent },
    }];
    let clip = Rect::new(0.0, 4.0, size.width, size.height);
    let lead = article.head.iter().find(|node| node.role == Role::Figure);
    let used = lead.and_then(figure::picture_of).and_then(|(used, _)| used.picture);
    if let (Some(lead), Some(picture)) = (lead, used) {
        let frame = cover_fit(figure::proportion(lead, &edition.pictures), clip);
        let item = PageItem::Picture { picture, frame, clip, alt: None };
        items.push(Placed { owner: Owner::Artifact, item });
    }
    let style = theme.style(Role::ContentsHeadline);
    let measure = Measure::even(size.width);
    // The contents page has read all of it already.
    let owner = Owner::Artifact;
    let title = [plain(&article.title)];
    let copy = TextSpec { runs: &title, style, lang: &article.lang, owner };
    let text = shortened(&mut context.setter, copy, &measure, TEASER_LINES);
    text.place(0.0, clip.bottom() + 4.0, &mut items);
    let style = theme.style(Role::ContentsStandfirst);
    let words = [plain(format!("{section}  {folio}").trim())];
    let copy = TextSpec { runs: &words, style, lang: &edition.meta.language, owner };
    let place = shortened(&mut context.setter, copy, &measure, 1);
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
