//! One article to its pages. Enters: an [`EditionArticle`] and where it begins. Leaves: [`Leaf`]s,
//! pages that do not know their numbers yet.
//!
//! An article that would leave a few lines on a last page is made again with smaller pictures.

use serde::{Deserialize, Serialize};

use super::columns::{Flow, FootNote, Part, Solution, TAIL, make_pages};
use super::figure;
use super::fit;
use super::galley::{Galley, Places, digest, galley, place, translate};
use super::sheet::Sheet;
use super::text::{Copy, Setter, plain};
use crate::article::Lang;
use crate::diagnostic::{Code, Diagnostics, Severity, Span};
use crate::edition::{Content, EditionArticle, Node, NodeId, words};
use crate::geometry::{Pt, Rect, Size};
use crate::media::Pictures;
use crate::pdf::pages::{Item, Owner, PageTarget, Placed};
use crate::theme::{Color, Role, Style};
use crate::typeset::Measure;

/// A page under way.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Leaf {
    /// What stands on it.
    pub(crate) items: Vec<Placed>,
    /// Nodes that begin on it, and how far down.
    pub(crate) anchors: Vec<(NodeId, Pt)>,
    /// Whether it opens a section, and so needs no running head that names it.
    pub(crate) opens_section: bool,
}

/// Where an article begins.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Start<'e> {
    /// The section that it opens.
    pub(crate) opens: Option<(&'e str, NodeId)>,
    /// How far down the page is filled that it runs on from; `None` for a new page.
    pub(crate) after: Option<Pt>,
    /// Whether its first page lies on the left of a spread.
    pub(crate) verso: bool,
}

/// An article laid out.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Laid {
    /// Its pages; what stands on the first comes to the page it runs on from, if it does.
    pub(crate) leaves: Vec<Leaf>,
    /// How far down the last page is filled, from the top of the text area.
    pub(crate) filled: Pt,
    /// Whether it matters which of its pages face each other.
    pub(crate) spreads: bool,
    /// Whether its pages might be others if it began on the other side of a spread.
    pub(crate) sided: bool,
    /// What is to be said of it.
    pub(crate) diagnostics: Diagnostics,
}

/// A lead picture at least this wide for its height goes across the page.
const LANDSCAPE: f64 = 1.25;
/// The part of the page that a lead picture may take.
const TALLEST_LEAD: f64 = 0.56;
/// Bytes of words that every page has room for above its columns.
const SHORT_HEAD: usize = 600;
/// The part of what is left of a page that one element of an article's head may take.
const MOST_OF_HEAD: f64 = 0.6;
/// Lines of text that must fit below an article's head, in every column.
const LEAST_LINES: f64 = 8.0;

/// How generous an article is with the paper.
#[derive(Debug, Clone, Copy)]
struct Generosity {
    /// Whether a lead picture may go across the page.
    across: bool,
    /// What pictures in columns take, as a part of what they usually do.
    figures: f64,
}

/// From the most generous to the least.
const GENEROSITIES: [Generosity; 6] = [
    Generosity { across: true, figures: 1.0 },
    Generosity { across: true, figures: 0.82 },
    Generosity { across: true, figures: 0.66 },
    Generosity { across: false, figures: 1.0 },
    Generosity { across: false, figures: 0.82 },
    Generosity { across: false, figures: 0.66 },
];

/// Demerits of an article's pages from which they are made again, and of each step to less generosity.
const POOR: f64 = 3_000.0;
const LESS_GENEROUS: f64 = 250.0;

/// The opening of an article, under way: what stands above its columns.
struct Head<'a, 'f> {
    setter: &'a mut Setter<'f>,
    sheet: &'a Sheet,
    article: &'a EditionArticle,
    leaf: Leaf,
    /// Distance from the top of the text area.
    y: Pt,
    /// How far down what stands beside the text goes, from the same.
    beside: Pt,
}

/// An article made ready for its pages, wherever they begin: every text is shaped and broken.
pub(crate) struct Ready<'e> {
    /// The article.
    pub(crate) article: &'e EditionArticle,
    sheet: &'e Sheet,
    pictures: &'e Pictures,
    lead: Option<&'e Node>,
    galley: Galley<'e>,
    /// The size of the galley's figures; 0 before they are set.
    figures: f64,
    /// Whether any pages that were made of it might be others on the other side of a spread.
    sided: bool,
    /// Whether its head is too tall to stand above the columns, and stands in them.
    headless: bool,
}

/// Makes an article ready.
pub(crate) fn prepare<'e>(
    setter: &mut Setter<'_>,
    sheet: &'e Sheet,
    pictures: &'e Pictures,
    article: &'e EditionArticle,
) -> Ready<'e> {
    let lead = article.head.iter().find(|node| node.role == Role::Figure);
    let galley = galley(setter, sheet, pictures, article, lead);
    Ready { article, sheet, pictures, lead, galley, figures: 0.0, sided: false, headless: false }
}

impl Ready<'_> {
    /// Makes its pages; `None` where it should run on from another and finds too little room.
    pub(crate) fn make(&mut self, setter: &mut Setter<'_>, start: Start<'_>) -> Option<Made> {
        if start.after.is_none() && !self.headless && self.has_tall_head(setter, &start) {
            // As in a digest, where it runs on from column to column.
            let articles = std::slice::from_ref(self.article);
            self.galley = digest(setter, self.sheet, self.pictures, articles);
            (self.headless, self.figures) = (true, 0.0);
        }
        let Ready { article, sheet, pictures, headless, .. } = *self;
        let lead = self.lead.filter(|_| !headless);
        let fit = lead.is_some_and(|lead| {
            let fit = goes_across(lead, pictures, sheet) || article.body.is_empty();
            let brief = figure::is_briefly_captioned(lead);
            sheet.columns > 1 && start.after.is_none() && fit && brief
        });
        let mut best: Option<Made> = None;
        // What stands above the columns, without the lead picture and with it.
        let mut heads = [None, None];
        for (n, generosity) in GENEROSITIES.into_iter().enumerate() {
            let across = fit && generosity.across;
            let smaller = generosity.figures < 1.0;
            if generosity.across && !fit && lead.is_some() || smaller && !self.galley.has_figures()
            {
                continue;
            }
            let from = usize::from(across);
            let head = match &heads[from] {
                Some(head) => head,
                None => {
                    let lead = lead.filter(|_| across);
                    let opened = match headless {
                        false => open(setter, sheet, pictures, article, &start, lead)?,
                        true => open_headless(setter, sheet, article, &start),
                    };
                    heads[from].insert(opened)
                }
            };
            self.size_figures(setter, generosity.figures);
            let mut made = make(sheet, &self.galley, head.clone(), from, start.verso);
            (made.figures, made.cost) = (self.figures, made.cost + LESS_GENEROUS * n as f64);
            self.sided |= made.solution.sided;
            let poor = made.has_tail(sheet) || made.solution.cost > POOR;
            let better = |best: &Made| (made.pages, made.cost) < (best.pages, best.cost);
            if best.as_ref().is_none_or(better) {
                best = Some(made);
            }
            if !poor {
                break;
            }
        }
        best
    }

    /// Whether what stands above and beside its text, without a picture, is taller than a page.
    fn has_tall_head(&self, setter: &mut Setter<'_>, start: &Start<'_>) -> bool {
        let words = |node: &Node| match &node.content {
            Content::Text(runs) => runs.iter().map(|run| run.text.len()).sum(),
            _ => 0,
        };
        if self.article.head.iter().map(words).sum::<usize>() <= SHORT_HEAD {
            return false;
        }
        let mut head = Head::new(setter, self.sheet, self.article);
        head.section(start);
        head.words();
        head.y.max(head.beside) > self.sheet.area.height
    }

    /// Sets its figures in a size, unless they are.
    fn size_figures(&mut self, setter: &mut Setter<'_>, size: f64) {
        if self.figures != size {
            let lang = &self.article.lang;
            self.galley.set_figures(setter, self.sheet, self.pictures, lang, size);
            self.figures = size;
        }
    }

    /// Fills the pages that were made.
    pub(crate) fn fill(mut self, setter: &mut Setter<'_>, made: Made) -> Laid {
        self.size_figures(setter, made.figures);
        let is_plain = made.solution.is_plain;
        let mut laid = fill(self.sheet, self.galley, made, setter.theme.text.accent);
        if is_plain {
            let span =
                self.article.head.iter().chain(&self.article.body).find_map(|node| node.span);
            report_plain(&self.article.title, span, &mut laid.diagnostics);
        }
        if self.headless {
            report_headless(self.article, &mut laid.diagnostics);
        }
        Laid { sided: self.sided, ..laid }
    }
}

/// Reports that the pages of an article or of a section of briefs were filled without a search.
pub(crate) fn report_plain(title: &str, span: Option<Span>, diagnostics: &mut Diagnostics) {
    diagnostics.add(
        Severity::Notice,
        Code::PlainPages,
        span,
        format!("the pages of “{title}” are filled in order, without choosing the best breaks"),
        "headings without text between them, or notes longer than a page, leave no good break; \
         nothing is lost",
    );
}

/// Reports that the head of an article is set in its columns.
fn report_headless(article: &EditionArticle, diagnostics: &mut Diagnostics) {
    diagnostics.add(
        Severity::Warning,
        Code::TooLarge,
        article.head.iter().find_map(|node| node.span),
        "the head of the article is taller than a page: it is set in the columns, as text",
        "shorten its headline, standfirst or names",
    );
}

/// Puts a galley on the pages that have been made for it.
pub(crate) fn fill(sheet: &Sheet, galley: Galley<'_>, made: Made, accent: Color) -> Laid {
    let mut diagnostics = Diagnostics::new();
    let (filled, spreads, sided) = (made.filled, made.solution.spreads, made.solution.sided);
    let places = Places { sheet, first: made.head, accent };
    let leaves = place(galley, made.from, &made.solution, places, &mut diagnostics);
    Laid { leaves, filled, spreads, sided, diagnostics }
}

/// Sets what stands above the columns; `None` where an article that runs on finds too little room
/// below it.
fn open(
    setter: &mut Setter<'_>,
    sheet: &Sheet,
    pictures: &Pictures,
    article: &EditionArticle,
    start: &Start<'_>,
    across: Option<&Node>,
) -> Option<(Leaf, Pt)> {
    let mut head = Head::new(setter, sheet, article);
    if let Some(filled) = start.after {
        head.run_on(filled);
    }
    head.leaf.anchors.push((article.id, sheet.area.y + head.y));
    head.section(start);
    if let Some(lead) = across {
        head.lead(lead, pictures);
    }
    head.words();
    let (leaf, height) = (head.leaf, head.y);
    let room = sheet.area.height - sheet.snap(height);
    (start.after.is_none() || room >= LEAST_LINES * sheet.grid).then_some((leaf, height))
}

/// The same for an article whose head stands in the columns.
fn open_headless(
    setter: &mut Setter<'_>,
    sheet: &Sheet,
    article: &EditionArticle,
    start: &Start<'_>,
) -> (Leaf, Pt) {
    let mut head = Head::new(setter, sheet, article);
    head.section(start);
    (head.leaf, head.y)
}

/// Sets the name of a section, large, where it opens; returns how far down it goes.
pub(crate) fn section_title(
    setter: &mut Setter<'_>,
    sheet: &Sheet,
    lang: &Lang,
    leaf: &mut Leaf,
    (title, id): (&str, NodeId),
) -> Pt {
    let style = setter.theme.style(Role::SectionTitle);
    let runs = [plain(title)];
    let copy = Copy { runs: &runs, style, lang, owner: Owner::Node(id) };
    let text = setter.set(copy, &Measure::even(sheet.area.width), 0.0);
    text.place(sheet.area.x, sheet.area.y - style.leading * 0.35, &mut leaf.items);
    leaf.anchors.push((id, sheet.area.y));
    leaf.opens_section = true;
    sheet.snap(text.height())
}

/// Pages that have been made for a galley, not yet filled.
pub(crate) struct Made {
    /// Where everything stands.
    pub(crate) solution: Solution,
    /// What stands above the columns of the first page, and its height.
    head: (Leaf, Pt),
    /// The first part of the galley that stands in the columns.
    from: usize,
    /// The size of the figures.
    figures: f64,
    cost: f64,
    /// How many there are.
    pub(crate) pages: usize,
    filled: Pt,
}

impl Made {
    /// Whether the last page holds only a few lines.
    pub(crate) fn has_tail(&self, sheet: &Sheet) -> bool {
        self.pages > 1 && self.filled < sheet.area.height * TAIL
    }
}

/// Makes pages of a galley without its first `from` parts, below a head.
pub(crate) fn make(
    sheet: &Sheet,
    galley: &Galley<'_>,
    head: (Leaf, Pt),
    from: usize,
    verso: bool,
) -> Made {
    let parts: Vec<Part> = galley.blocks.iter().skip(from).map(|b| b.part.clone()).collect();
    let notes: Vec<FootNote> = galley.notes.iter().map(|(note, _)| note.clone()).collect();
    let grid = sheet.columns_below(head.1, verso);
    let solution = make_pages(&Flow { parts: &parts, notes: &notes, grid: &grid });
    let noted = solution.notes.iter().map(|note| note.spot.page);
    let last = solution.spots.iter().flatten().map(|spot| spot.page).chain(noted).max();
    let last = last.unwrap_or(0);
    let opening = if last == 0 { sheet.snap(head.1) } else { 0.0 };
    let slices = parts.iter().zip(&solution.settings).zip(&solution.spots);
    let bottoms = slices.flat_map(|((part, setting), spots)| {
        let slices = part.settings.get(*setting).map_or(&[][..], |setting| &setting.slices);
        let here = spots.iter().zip(slices).filter(|(spot, _)| spot.page == last);
        here.map(|(spot, slice)| opening + spot.y + slice.height)
    });
    let footed = solution.notes.iter().filter(|note| note.spot.page == last).map(|note| {
        let (first, end) = note.pieces;
        let top = |n: usize| notes.get(note.note).and_then(|note| note.tops.get(n));
        let height = top(end).zip(top(first)).map_or(0.0, |(end, first)| end - first);
        opening + note.spot.y + height
    });
    let filled = bottoms.chain(footed).fold(opening, Pt::max);
    let cost = solution.cost;
    Made { solution, head, from, figures: 1.0, cost, pages: last + 1, filled }
}

/// Whether a lead picture is fit to go across the page.
fn goes_across(lead: &Node, pictures: &Pictures, sheet: &Sheet) -> bool {
    figure::proportion(lead, pictures) >= LANDSCAPE
        && figure::natural_width(lead, pictures) >= sheet.measure() * 0.9
}

impl<'a, 'f> Head<'a, 'f> {
    fn new(setter: &'a mut Setter<'f>, sheet: &'a Sheet, article: &'a EditionArticle) -> Self {
        Head { setter, sheet, article, leaf: Leaf::default(), y: 0.0, beside: 0.0 }
    }

    /// The name of the section that the article opens.
    fn section(&mut self, start: &Start<'_>) {
        if let Some(opens) = start.opens {
            let lang = &self.article.lang;
            self.y = section_title(self.setter, self.sheet, lang, &mut self.leaf, opens);
        }
    }

    fn left(&self) -> Pt {
        self.sheet.area.x
    }

    /// Goes on below another article: white, a rule across the page, white.
    fn run_on(&mut self, filled: Pt) {
        self.y = self.sheet.snap(filled) + self.sheet.grid;
        let rect = Rect::new(self.left(), self.sheet.area.y + self.y, self.sheet.area.width, 0.6);
        let color = self.setter.theme.text.accent;
        self.leaf.items.push(Placed { owner: Owner::Artifact, item: Item::Fill { rect, color } });
        self.y += self.sheet.grid * 0.6;
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
            let copy = Copy::of(node, runs, style, &article.lang);
            self.y += style.above;
            let height = (self.sheet.area.height - self.y).max(0.0) * MOST_OF_HEAD;
            let text = fit::set_to_fit(self.setter, copy, Size { width, height });
            text.place(self.left(), self.sheet.area.y + self.y, &mut self.leaf.items);
            let here = std::iter::once(node.id).chain(text.all_anchors());
            let y = self.sheet.area.y + self.y;
            self.leaf.anchors.extend(here.map(|node| (node, y)));
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
                let copy = Copy::of(node, runs, title, &article.lang);
                y = self.fact(copy, y, None);
                self.beside = y - self.sheet.area.y;
            }
        }
        let reading = [plain(&format!("{}\u{a0}{}", article.minutes(), words.reading))];
        let style = facts;
        y = self.fact(
            Copy { runs: &reading, style, lang: &article.lang, owner: Owner::Fact(article.id) },
            y,
            None,
        );
        let heads = article.body.iter().filter(|node| node.role == Role::Crosshead);
        let heads: Vec<&Node> = heads.take(12).collect();
        if heads.len() < 2 {
            return;
        }
        y += facts.leading;
        let heading = [plain(words.inside)];
        y = self.fact(
            Copy {
                runs: &heading,
                style: title,
                lang: &article.lang,
                owner: Owner::InsideTitle(article.id),
            },
            y,
            None,
        );
        for head in heads {
            if let Content::Text(runs) = &head.content {
                let copy =
                    Copy { runs, style: facts, lang: &article.lang, owner: Owner::Inside(head.id) };
                y = self.fact(copy, y + 1.5, Some(head.id));
            }
        }
    }

    /// One entry of the furniture column; returns where the next one begins.
    fn fact(&mut self, copy: Copy<'_>, y: Pt, target: Option<NodeId>) -> Pt {
        let width = self.sheet.text_x - self.sheet.area.x - self.sheet.gutter.max(12.0);
        let style = Style { balance: false, ..copy.style.clone() };
        let text = self.setter.set(Copy { style: &style, ..copy }, &Measure::even(width), 0.0);
        let bottom = y + text.height();
        if target.is_some() && bottom > self.sheet.area.bottom() {
            // It is said a second time here, and need not be.
            return y;
        }
        text.place(self.left(), y, &mut self.leaf.items);
        if let Some(node) = target {
            let rect = Rect::new(self.left(), y, width, text.height());
            let label = crate::edition::plain_runs(copy.runs);
            let item = Item::Link { rect, target: PageTarget::Node(node), label, link: 0 };
            self.leaf.items.push(Placed { owner: copy.owner, item });
        }
        bottom
    }
}
