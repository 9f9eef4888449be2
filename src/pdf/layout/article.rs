//! One article to its pages. Enters: an [`EditionArticle`] and where it begins. Leaves: [`Leaf`]s,
//! pages that do not know their numbers yet.
//!
//! An article that would leave a few lines on a last page is set again, tighter and with smaller
//! pictures.

use super::columns::{self, Spot};
use super::figure;
use super::fit;
use super::galley::{self, Atom, Generosity, translate};
use super::level;
use super::sheet::Sheet;
use super::text::{Copy, Setter, plain};
use crate::diagnostic::Diagnostics;
use crate::edition::{Content, EditionArticle, Node, NodeId, words};
use crate::geometry::{Pt, Rect, Size};
use crate::media::Pictures;
use crate::pdf::pages::{Item, PageTarget, Placed};
use crate::theme::{Role, Style};
use crate::typeset::Measure;

/// A page under way.
#[derive(Debug, Clone, Default)]
pub(crate) struct Leaf {
    /// What stands on it.
    pub(crate) items: Vec<Placed>,
    /// Nodes that begin on it, and how far down.
    pub(crate) anchors: Vec<(NodeId, Pt)>,
    /// Whether it opens a section, and so needs no running head that names it.
    pub(crate) opens_section: bool,
}

/// Where an article begins.
#[derive(Debug, Clone, Default)]
pub(crate) struct Start<'e> {
    /// The section that it opens.
    pub(crate) opens: Option<(&'e str, NodeId)>,
    /// The page that it runs on from, and how far down that is filled; `None` for a new page.
    pub(crate) after: Option<(Leaf, Pt)>,
}

/// An article laid out.
#[derive(Debug, Clone)]
pub(crate) struct Laid {
    /// Its pages; the first is the page it runs on from, if it does.
    pub(crate) leaves: Vec<Leaf>,
    /// How far down the last page is filled, from the top of the text area.
    pub(crate) filled: Pt,
    /// What is to be said of it.
    pub(crate) diagnostics: Diagnostics,
}

impl Laid {
    /// Whether its last page holds only a few lines.
    pub(crate) fn has_tail(&self, sheet: &Sheet) -> bool {
        self.leaves.len() > 1 && self.filled < sheet.area.height * TAIL
    }
}

/// A lead picture at least this wide for its height goes across the page.
const LANDSCAPE: f64 = 1.25;
/// The part of the page that a lead picture may take.
const TALLEST_LEAD: f64 = 0.56;
/// The part of what is left of a page that one element of an article's head may take.
const MOST_OF_HEAD: f64 = 0.6;
/// Words that are read in a minute.
const WORDS_A_MINUTE: usize = 230;
/// Lines of text that must fit below an article's head, in every column.
const LEAST_LINES: f64 = 8.0;
/// A last page that is filled to less than this part is a tail.
const TAIL: f64 = 0.28;

/// From the most generous to the least.
const GENEROSITIES: [Generosity; 5] = [
    Generosity { across: true, figures: 1.0, tight: false },
    Generosity { across: true, figures: 1.0, tight: true },
    Generosity { across: true, figures: 0.82, tight: true },
    Generosity { across: false, figures: 1.0, tight: true },
    Generosity { across: false, figures: 0.82, tight: true },
];

/// The opening of an article, under way: what stands above its columns.
struct Head<'a, 'f> {
    setter: &'a mut Setter<'f>,
    sheet: &'a Sheet,
    article: &'a EditionArticle,
    leaf: Leaf,
    /// Distance from the top of the text area.
    y: Pt,
}

/// Lays an article out; `None` where it should run on from another and finds too little room.
pub(crate) fn lay_out(
    setter: &mut Setter<'_>,
    sheet: &Sheet,
    pictures: &Pictures,
    article: &EditionArticle,
    start: Start<'_>,
) -> Option<Laid> {
    let mut best: Option<Laid> = None;
    for generosity in GENEROSITIES {
        let laid = attempt(setter, sheet, pictures, article, start.clone(), generosity)?;
        let tail = laid.has_tail(sheet);
        let shorter = best.as_ref().is_none_or(|best| laid.leaves.len() < best.leaves.len());
        if shorter {
            best = Some(laid);
        }
        if !tail {
            break;
        }
    }
    best
}

fn attempt(
    setter: &mut Setter<'_>,
    sheet: &Sheet,
    pictures: &Pictures,
    article: &EditionArticle,
    start: Start<'_>,
    generosity: Generosity,
) -> Option<Laid> {
    let lead = article.head.iter().find(|node| node.role == Role::Figure);
    let runs_on = start.after.is_some();
    let across = lead.filter(|lead| {
        let fit = goes_across(lead, pictures, sheet) || article.body.is_empty();
        sheet.columns > 1 && generosity.across && !runs_on && fit
    });
    let mut head = Head { setter, sheet, article, leaf: Leaf::default(), y: 0.0 };
    if let Some((leaf, filled)) = start.after {
        head.run_on(leaf, filled);
    }
    head.leaf.anchors.push((article.id, sheet.area.y + head.y));
    if let Some((title, id)) = start.opens {
        head.section(title, id);
    }
    if let Some(lead) = across {
        head.lead(lead, pictures);
    }
    head.words();
    let (first, height) = (head.leaf, head.y);
    if runs_on && sheet.area.height - sheet.snap(height) < LEAST_LINES * sheet.grid {
        return None;
    }
    let in_columns = lead.filter(|_| across.is_none());
    let column = galley::galley(setter, sheet, pictures, article, in_columns, generosity);
    let galley::Column { mut atoms, elastic, diagnostics } = column;
    let grid = sheet.columns_below(height);
    let slices: Vec<columns::Slice> = atoms.iter().map(|atom| atom.slice.clone()).collect();
    let mut spots = columns::make_pages(&slices, &grid);
    let filled = filled(sheet, height, &slices, &spots);
    level::level(setter, sheet, &article.lang, &grid, &elastic, &mut atoms, &mut spots);
    let leaves = fill_leaves(sheet, first, height, atoms, &spots);
    Some(Laid { leaves, filled, diagnostics })
}

/// How far down the last page is filled.
fn filled(sheet: &Sheet, opening: Pt, slices: &[columns::Slice], spots: &[Spot]) -> Pt {
    let last = spots.iter().map(|spot| spot.page).max().unwrap_or(0);
    let head = if last == 0 { sheet.snap(opening) } else { 0.0 };
    spots
        .iter()
        .zip(slices)
        .filter(|(spot, _)| spot.page == last)
        .map(|(spot, slice)| head + spot.y + slice.height)
        .fold(head, Pt::max)
}

/// Puts atoms where page making says.
pub(crate) fn fill_leaves(
    sheet: &Sheet,
    first: Leaf,
    opening: Pt,
    atoms: Vec<Atom>,
    spots: &[Spot],
) -> Vec<Leaf> {
    let mut leaves = vec![first];
    for (mut atom, spot) in atoms.into_iter().zip(spots) {
        while leaves.len() <= spot.page {
            leaves.push(Leaf::default());
        }
        let head = if spot.page == 0 { sheet.snap(opening) } else { 0.0 };
        let (x, y) = (sheet.column_x(spot.column), sheet.area.y + head + spot.y);
        translate(&mut atom.items, x, y);
        if let Some(leaf) = leaves.get_mut(spot.page) {
            leaf.items.append(&mut atom.items);
            leaf.anchors.extend(atom.anchors.into_iter().map(|id| (id, y)));
        }
    }
    leaves
}

/// Whether a lead picture is fit to go across the page.
fn goes_across(lead: &Node, pictures: &Pictures, sheet: &Sheet) -> bool {
    figure::proportion(lead, pictures) >= LANDSCAPE
        && figure::natural_width(lead, pictures) >= sheet.measure() * 0.9
}

impl Head<'_, '_> {
    fn left(&self) -> Pt {
        self.sheet.area.x
    }

    /// Goes on below another article: white, a rule across the page, white.
    fn run_on(&mut self, leaf: Leaf, filled: Pt) {
        self.leaf = leaf;
        self.y = self.sheet.snap(filled) + self.sheet.grid;
        let rect = Rect::new(self.left(), self.sheet.area.y + self.y, self.sheet.area.width, 0.6);
        let color = self.setter.theme.text.accent;
        self.leaf.items.push(Placed { node: None, item: Item::Fill { rect, color } });
        self.y += self.sheet.grid * 0.6;
    }

    /// The name of the section, large, where its first article opens.
    fn section(&mut self, title: &str, id: NodeId) {
        let style = self.setter.theme.style(Role::SectionTitle);
        let runs = [plain(title)];
        let lang = self.article.lang.clone();
        let copy = Copy { runs: &runs, style, lang: &lang, node: Some(id) };
        let text = self.setter.set(copy, &Measure::even(self.sheet.area.width), 0.0);
        text.place(self.left(), self.sheet.area.y - style.leading * 0.35, &mut self.leaf.items);
        self.leaf.anchors.push((id, self.sheet.area.y));
        self.leaf.opens_section = true;
        self.y = self.sheet.snap(text.height());
    }

    /// The lead picture across the page.
    fn lead(&mut self, lead: &Node, pictures: &Pictures) {
        let room =
            Size { width: self.sheet.area.width, height: self.sheet.area.height * TALLEST_LEAD };
        let lang = self.article.lang.clone();
        let set = figure::figure(self.setter, pictures, lead, &lang, room, 1.0);
        let mut items = set.items;
        translate(&mut items, self.left(), self.sheet.area.y + self.y);
        self.leaf.items.append(&mut items);
        self.leaf.anchors.push((lead.id, self.sheet.area.y + self.y));
        self.y += set.height + self.sheet.grid * 0.8;
    }

    /// Kicker, headline, standfirst, byline and dateline, in this order.
    fn words(&mut self) {
        let article = self.article;
        let beside = self.sheet.text_x > self.sheet.area.x + 1.0;
        for node in &article.head {
            let Content::Text(runs) = &node.content else { continue };
            if beside && matches!(node.role, Role::Byline | Role::Dateline) {
                continue;
            }
            let style = self.setter.theme.style(node.role);
            let width = match style.max_measure {
                0.0 => self.sheet.area.width,
                most => most.min(self.sheet.area.width),
            };
            let lang = node.lang.as_ref().unwrap_or(&article.lang);
            let copy = Copy { runs, style, lang, node: Some(node.id) };
            self.y += style.above;
            let height = (self.sheet.area.height - self.y).max(0.0) * MOST_OF_HEAD;
            let text = fit::set_to_fit(self.setter, copy, Size { width, height });
            text.place(self.left(), self.sheet.area.y + self.y, &mut self.leaf.items);
            self.leaf.anchors.push((node.id, self.sheet.area.y + self.y));
            self.y += text.height() + style.below;
        }
        self.y += self.sheet.grid * 0.55;
        if beside {
            self.facts();
        }
    }

    /// The furniture column of a briefing: byline, dateline, reading time, what is in it.
    fn facts(&mut self) {
        let article = self.article;
        let theme = self.setter.theme;
        let (title, facts) = (theme.style(Role::FurnitureTitle), theme.style(Role::Furniture));
        let words = words(&article.lang);
        let mut y = self.sheet.area.y + self.sheet.snap(self.y);
        for node in &article.head {
            let Content::Text(runs) = &node.content else { continue };
            if matches!(node.role, Role::Byline | Role::Dateline) {
                let copy = Copy { runs, style: title, lang: &article.lang, node: Some(node.id) };
                y = self.fact(copy, y, None);
            }
        }
        let minutes = article.words.div_ceil(WORDS_A_MINUTE).max(1);
        let reading = [plain(&format!("{minutes}\u{a0}{}", words.reading))];
        let style = facts;
        y = self.fact(Copy { runs: &reading, style, lang: &article.lang, node: None }, y, None);
        let heads = article.body.iter().filter(|node| node.role == Role::Crosshead);
        let heads: Vec<&Node> = heads.take(12).collect();
        if heads.len() < 2 {
            return;
        }
        y += facts.leading;
        let heading = [plain(words.inside)];
        y = self.fact(
            Copy { runs: &heading, style: title, lang: &article.lang, node: None },
            y,
            None,
        );
        for head in heads {
            if let Content::Text(runs) = &head.content {
                let copy = Copy { runs, style: facts, lang: &article.lang, node: None };
                y = self.fact(copy, y + 1.5, Some(head.id));
            }
        }
    }

    /// One entry of the furniture column; returns where the next one begins.
    fn fact(&mut self, copy: Copy<'_>, y: Pt, target: Option<NodeId>) -> Pt {
        let width = self.sheet.text_x - self.sheet.area.x - self.sheet.gutter.max(12.0);
        let style = Style { balance: false, ..copy.style.clone() };
        let text = self.setter.set(Copy { style: &style, ..copy }, &Measure::even(width), 0.0);
        text.place(self.left(), y, &mut self.leaf.items);
        let bottom = y + text.height();
        if let Some(node) = target {
            let rect = Rect::new(self.left(), y, width, text.height());
            let label = crate::edition::plain_runs(copy.runs);
            let item = Item::Link { rect, target: PageTarget::Node(node), label };
            self.leaf.items.push(Placed { node: None, item });
        }
        bottom
    }
}
