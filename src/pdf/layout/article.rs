//! One article to its pages. Input: an [`EditionArticle`] and where it begins. Output:
//! [`PageDraft`]s, pages that do not know their numbers yet.
//!
//! An article that would leave a few lines on a last page is made again with smaller pictures.

use super::article_layout::ArticleLayout;
use super::columns::{FlowBlock, Footnote, PagePlan, PageProblem, TAIL, make_pages};
use super::context::LayoutContext;
use super::galley::{FillTarget, Galley, SetGalley, SizedFigures, digest, galley, place};
use super::page_draft::PageDraft;
use super::page_geometry::PageGeometry;
use super::shift::translate;
use super::text::{TextSpec, plain};
use super::{copyfit, figure};
use crate::article::Lang;
use crate::diagnostic::{Code, Diagnostics, Severity, Span};
use crate::edition::{EditionArticle, Node, NodeContent, NodeId};
use crate::geometry::{Pt, Rect, Size};
use crate::media::Pictures;
use crate::pdf::pages::{Owner, PageItem, PageTarget, Placed};
use crate::theme::{Role, Style};
use crate::typeset::Measure;

/// Where an article begins.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Start<'e> {
    /// The section that it opens.
    pub(crate) opens: Option<(&'e str, NodeId)>,
    /// How far down the page is filled that it runs on from; `None` for a new page.
    pub(crate) after: Option<Pt>,
    /// Whether its first page is on the left of a spread.
    pub(crate) verso: bool,
}

/// A lead picture at least this wide for its height goes across the page.
const LANDSCAPE: f64 = 1.25;
/// The part of the page that a lead picture may take.
const TALLEST_LEAD: f64 = 0.56;
/// Bytes of words that every page has room for above its columns.
const SHORT_HEAD: usize = 600;
/// The part of what is left of a page that one element of an article's head may take.
const MAX_OF_HEAD: f64 = 0.6;
/// Lines of text that must fit below an article's head, in every column.
const MIN_LINES: f64 = 8.0;

/// How generous an article is with the paper.
#[derive(Debug, Clone, Copy)]
struct SizingStep {
    /// Whether a lead picture may go across the page.
    across: bool,
    /// What pictures in columns take, as a part of what they usually do.
    figures: f64,
}

/// From the most generous to the least.
const SIZING_STEPS: [SizingStep; 6] = [
    SizingStep { across: true, figures: 1.0 },
    SizingStep { across: true, figures: 0.82 },
    SizingStep { across: true, figures: 0.66 },
    SizingStep { across: false, figures: 1.0 },
    SizingStep { across: false, figures: 0.82 },
    SizingStep { across: false, figures: 0.66 },
];

/// Demerits of an article's pages from which they are made again, and of each step to less
/// generosity.
const POOR: f64 = 3_000.0;
const LESS_GENEROUS: f64 = 250.0;

/// The opening of an article, in progress: what stands above its columns.
struct ArticleHead<'a, 'f> {
    context: &'a mut LayoutContext<'f>,
    article: &'a EditionArticle,
    draft: PageDraft,
    /// Distance from the top of the text area.
    y: Pt,
    /// How far down what stands beside the text goes, from the same.
    beside: Pt,
}

/// An article prepared for its pages, wherever they begin: every text is shaped and broken.
pub(crate) struct PreparedArticle<'e> {
    /// The article.
    pub(crate) article: &'e EditionArticle,
    lead: Option<&'e Node>,
    galley: Galley<'e>,
    /// The galley's figures in the size that was last asked for.
    figures: Option<SizedFigures>,
    /// Whether any pages that were made of it might be others on the other side of a spread.
    sided: bool,
    /// Whether its head is too tall to stand above the columns, and stands in them.
    headless: bool,
}

/// Prepares an article.
pub(crate) fn prepare<'e>(
    context: &mut LayoutContext<'_>,
    article: &'e EditionArticle,
) -> PreparedArticle<'e> {
    let lead = article.head.iter().find(|node| node.role == Role::Figure);
    let galley = galley(context, article, lead);
    PreparedArticle { article, lead, galley, figures: None, sided: false, headless: false }
}

impl PreparedArticle<'_> {
    /// Makes its pages; `None` if it should run on from another and finds too little room.
    pub(crate) fn make(
        &mut self,
        context: &mut LayoutContext<'_>,
        start: Start<'_>,
    ) -> Option<Pagination> {
        if start.after.is_none() && !self.headless && self.has_tall_head(context, &start) {
            // As in a digest, where it runs on from column to column.
            let articles = std::slice::from_ref(self.article);
            self.galley = digest(context, articles);
            (self.headless, self.figures) = (true, None);
        }
        let PreparedArticle { article, headless, .. } = *self;
        let (geometry, pictures) = (context.geometry, context.pictures);
        let lead = self.lead.filter(|_| !headless);
        let fit = lead.is_some_and(|lead| {
            let fit = goes_across(lead, pictures, geometry) || article.body.is_empty();
            let brief = figure::is_briefly_captioned(lead);
            geometry.columns > 1 && start.after.is_none() && fit && brief
        });
        let mut best: Option<Pagination> = None;
        // What stands above the columns, without the lead picture and with it.
        let mut heads = [None, None];
        for (n, generosity) in SIZING_STEPS.into_iter().enumerate() {
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
                        false => open(context, article, &start, lead)?,
                        true => open_headless(context, article, &start),
                    };
                    heads[from].insert(opened)
                }
            };
            let figures = self.sized(context, generosity.figures);
            let mut made =
                make(geometry, (&self.galley, &figures), head.clone(), from, start.verso);
            self.figures = Some(figures);
            (made.figures, made.cost) = (generosity.figures, made.cost + LESS_GENEROUS * n as f64);
            self.sided |= made.solution.sided;
            let poor = made.has_tail(geometry) || made.solution.cost > POOR;
            let better = |best: &Pagination| (made.pages, made.cost) < (best.pages, best.cost);
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
    fn has_tall_head(&self, context: &mut LayoutContext<'_>, start: &Start<'_>) -> bool {
        let words = |node: &Node| node.runs().iter().map(|run| run.text.len()).sum::<usize>();
        if self.article.head.iter().map(words).sum::<usize>() <= SHORT_HEAD {
            return false;
        }
        let mut head = ArticleHead::new(context, self.article);
        head.section(start);
        head.words();
        head.y.max(head.beside) > context.geometry.area.height
    }

    /// Its figures in a size: those that it has, if they are.
    fn sized(&mut self, context: &mut LayoutContext<'_>, size: f64) -> SizedFigures {
        let known = self.figures.take().filter(|figures| figures.size == size);
        known.unwrap_or_else(|| self.galley.size_figures(context, &self.article.lang, size))
    }

    /// Fills the pages that were made.
    pub(crate) fn fill(
        mut self,
        context: &mut LayoutContext<'_>,
        made: Pagination,
    ) -> ArticleLayout {
        let figures = self.sized(context, made.figures);
        let is_plain = made.solution.is_plain;
        let mut laid = fill(context, self.galley.with(figures), made);
        if is_plain {
            let span =
                self.article.head.iter().chain(&self.article.body).find_map(|node| node.span);
            report_plain(&self.article.title, span, &mut laid.diagnostics);
        }
        if self.headless {
            report_headless(self.article, &mut laid.diagnostics);
        }
        ArticleLayout { sided: self.sided, ..laid }
    }
}

/// Reports that the pages of an article or of a section of briefs were filled without a search.
pub(crate) fn report_plain(title: &str, span: Option<Span>, diagnostics: &mut Diagnostics) {
    diagnostics.add(
        Severity::Notice,
        Code::PlainPages,
        span,
        format!("the pages of “{title}” are filled in order, without optimising breaks"),
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
        "the head of the article is taller than a page and is set in the columns",
        "shorten its headline, standfirst or names",
    );
}

/// Puts a galley on the pages that have been made for it.
pub(crate) fn fill(
    context: &LayoutContext<'_>,
    galley: SetGalley,
    made: Pagination,
) -> ArticleLayout {
    let LayoutContext { geometry, theme, .. } = *context;
    let mut diagnostics = Diagnostics::new();
    let (filled, spreads, sided) = (made.filled, made.solution.spreads, made.solution.sided);
    let places = FillTarget { geometry, first: made.head, theme };
    let drafts = place(galley, made.from, &made.solution, places, &mut diagnostics);
    ArticleLayout { drafts, filled, spreads, sided, diagnostics }
}

/// Sets what stands above the columns; `None` if an article that runs on finds too little room
/// below it.
fn open(
    context: &mut LayoutContext<'_>,
    article: &EditionArticle,
    start: &Start<'_>,
    across: Option<&Node>,
) -> Option<(PageDraft, Pt)> {
    let geometry = context.geometry;
    let mut head = ArticleHead::new(context, article);
    if let Some(filled) = start.after {
        head.run_on(filled);
    }
    head.draft.anchors.push((article.id, geometry.area.y + head.y));
    head.section(start);
    if let Some(lead) = across {
        head.lead(lead);
    }
    head.words();
    let (draft, height) = (head.draft, head.y);
    let room = geometry.area.height - geometry.snap(height);
    (start.after.is_none() || room >= MIN_LINES * geometry.grid).then_some((draft, height))
}

/// The same for an article whose head stands in the columns.
fn open_headless(
    context: &mut LayoutContext<'_>,
    article: &EditionArticle,
    start: &Start<'_>,
) -> (PageDraft, Pt) {
    let mut head = ArticleHead::new(context, article);
    head.section(start);
    (head.draft, head.y)
}

/// Sets the name of a section, large, where it opens; returns how far down it goes.
pub(crate) fn section_title(
    context: &mut LayoutContext<'_>,
    lang: &Lang,
    draft: &mut PageDraft,
    (title, id): (&str, NodeId),
) -> Pt {
    let geometry = context.geometry;
    let style = context.theme.style(Role::SectionTitle);
    let runs = [plain(title)];
    let copy = TextSpec { runs: &runs, style, lang, owner: Owner::Node(id) };
    let text = context.setter.set(copy, &Measure::even(geometry.area.width), 0.0);
    text.place(geometry.area.x, geometry.area.y - style.leading * 0.35, &mut draft.items);
    draft.anchors.push((id, geometry.area.y));
    draft.opens_section = true;
    geometry.snap(text.height())
}

/// Pages that have been made for a galley, not yet filled.
pub(crate) struct Pagination {
    /// Where everything stands.
    pub(crate) solution: PagePlan,
    /// What stands above the columns of the first page, and its height.
    head: (PageDraft, Pt),
    /// The first part of the galley that stands in the columns.
    from: usize,
    /// The size of the figures.
    figures: f64,
    cost: f64,
    /// How many there are.
    pub(crate) pages: usize,
    filled: Pt,
}

impl Pagination {
    /// Whether the last page holds only a few lines.
    pub(crate) fn has_tail(&self, geometry: &PageGeometry) -> bool {
        self.pages > 1 && self.filled < geometry.area.height * TAIL
    }
}

/// Makes pages of a galley with its figures, without its first `from` parts, below a head.
pub(crate) fn make(
    geometry: &PageGeometry,
    (galley, figures): (&Galley<'_>, &SizedFigures),
    head: (PageDraft, Pt),
    from: usize,
    verso: bool,
) -> Pagination {
    let parts: Vec<FlowBlock> = galley.flow(figures).into_iter().skip(from).collect();
    let notes: Vec<Footnote> = galley.notes.iter().map(|(note, _)| note.clone()).collect();
    let grid = geometry.columns_below(head.1, verso);
    let solution = make_pages(&PageProblem { parts: &parts, notes: &notes, grid: &grid });
    let noted = solution.notes.iter().map(|note| note.spot.page);
    let last = solution.spots.iter().flatten().map(|spot| spot.page).chain(noted).max();
    let last = last.unwrap_or(0);
    let opening = if last == 0 { geometry.snap(head.1) } else { 0.0 };
    let fragments = parts.iter().zip(&solution.variants).zip(&solution.spots);
    let bottoms = fragments.flat_map(|((part, setting), spots)| {
        let fragments = part.variants.get(*setting).map_or(&[][..], |setting| &setting.fragments);
        let here = spots.iter().zip(fragments).filter(|(spot, _)| spot.page == last);
        here.map(|(spot, fragment)| opening + spot.y + fragment.height)
    });
    let footed = solution.notes.iter().filter(|note| note.spot.page == last).map(|note| {
        let (first, end) = note.pieces;
        let top = |n: usize| notes.get(note.note).and_then(|note| note.tops.get(n));
        let height = top(end).zip(top(first)).map_or(0.0, |(end, first)| end - first);
        opening + note.spot.y + height
    });
    let filled = bottoms.chain(footed).fold(opening, Pt::max);
    let cost = solution.cost;
    Pagination { solution, head, from, figures: 1.0, cost, pages: last + 1, filled }
}

/// Whether a lead picture is fit to go across the page.
fn goes_across(lead: &Node, pictures: &Pictures, geometry: &PageGeometry) -> bool {
    figure::proportion(lead, pictures) >= LANDSCAPE
        && figure::natural_width(lead, pictures) >= geometry.measure() * 0.9
}

impl<'a, 'f> ArticleHead<'a, 'f> {
    fn new(context: &'a mut LayoutContext<'f>, article: &'a EditionArticle) -> Self {
        ArticleHead { context, article, draft: PageDraft::default(), y: 0.0, beside: 0.0 }
    }

    /// The name of the section that the article opens.
    fn section(&mut self, start: &Start<'_>) {
        if let Some(opens) = start.opens {
            let lang = &self.article.lang;
            self.y = section_title(self.context, lang, &mut self.draft, opens);
        }
    }

    fn left(&self) -> Pt {
        self.context.geometry.area.x
    }

    /// Goes on below another article: white, a rule across the page, white.
    fn run_on(&mut self, filled: Pt) {
        let geometry = self.context.geometry;
        self.y = geometry.snap(filled) + geometry.grid;
        let rect = Rect::new(
            self.left(),
            geometry.area.y + self.y,
            geometry.area.width,
            self.context.theme.details.hairline,
        );
        let color = self.context.theme.text.accent;
        self.draft
            .items
            .push(Placed { owner: Owner::Artifact, item: PageItem::Fill { rect, color } });
        self.y += geometry.grid * 0.6;
    }

    /// The lead picture across the page.
    fn lead(&mut self, lead: &Node) {
        let geometry = self.context.geometry;
        let room = Size { width: geometry.area.width, height: geometry.area.height * TALLEST_LEAD };
        let lang = self.article.lang.clone();
        let set = figure::figure(self.context, lead, &lang, room, 1.0);
        let mut items = set.items;
        translate(&mut items, self.left(), geometry.area.y + self.y);
        self.draft.items.append(&mut items);
        self.draft.anchors.push((lead.id, geometry.area.y + self.y));
        self.y += set.height + geometry.grid * self.context.theme.details.lead_space;
    }

    /// Kicker, headline, standfirst, byline and dateline, in this order.
    fn words(&mut self) {
        let geometry = self.context.geometry;
        let article = self.article;
        let beside = geometry.text_x > geometry.area.x + 1.0;
        for node in &article.head {
            let NodeContent::Text(runs) = &node.content else { continue };
            if beside && matches!(node.role, Role::Byline | Role::Dateline) {
                continue;
            }
            let style = self.context.theme.style(node.role);
            let width = match style.max_measure {
                0.0 => geometry.area.width,
                most => most.min(geometry.area.width),
            };
            let copy = TextSpec::new(node, runs, style, &article.lang);
            self.y += style.above;
            let height = (geometry.area.height - self.y).max(0.0) * MAX_OF_HEAD;
            let text = copyfit::set_to_fit(&mut self.context.setter, copy, Size { width, height });
            text.place(self.left(), geometry.area.y + self.y, &mut self.draft.items);
            let here = std::iter::once(node.id).chain(text.all_anchors());
            let y = geometry.area.y + self.y;
            self.draft.anchors.extend(here.map(|node| (node, y)));
            self.y += text.height() + style.below;
        }
        self.y += geometry.grid * self.context.theme.details.head_space;
        if beside {
            self.facts();
        }
    }

    /// The furniture column of a briefing: byline, dateline, reading time, what is in it.
    fn facts(&mut self) {
        let geometry = self.context.geometry;
        let article = self.article;
        let theme = self.context.theme;
        let (title, facts) = (theme.style(Role::FurnitureTitle), theme.style(Role::Furniture));
        let words = article.lang.locale().strings();
        let mut y = geometry.area.y + geometry.snap(self.y);
        for node in &article.head {
            let NodeContent::Text(runs) = &node.content else { continue };
            if matches!(node.role, Role::Byline | Role::Dateline) {
                let copy = TextSpec::new(node, runs, title, &article.lang);
                y = self.fact(copy, y, None);
                self.beside = y - geometry.area.y;
            }
        }
        let reading = [plain(&format!("{}\u{a0}{}", article.minutes(), words.reading))];
        let style = facts;
        y = self.fact(
            TextSpec { runs: &reading, style, lang: &article.lang, owner: Owner::Fact(article.id) },
            y,
            None,
        );
        let heads = article.body.iter().filter(|node| node.role == Role::Crosshead);
        let heads: Vec<&Node> = heads.take(12).collect();
        if heads.len() < 2 {
            return;
        }
        y += facts.leading;
        let heading = [plain(&words.inside)];
        y = self.fact(
            TextSpec {
                runs: &heading,
                style: title,
                lang: &article.lang,
                owner: Owner::InsideTitle(article.id),
            },
            y,
            None,
        );
        for head in heads {
            let copy = TextSpec {
                runs: head.runs(),
                style: facts,
                lang: &article.lang,
                owner: Owner::Inside(head.id),
            };
            y = self.fact(copy, y + 1.5, Some(head.id));
        }
    }

    /// One entry of the furniture column; returns where the next one begins.
    fn fact(&mut self, copy: TextSpec<'_>, y: Pt, target: Option<NodeId>) -> Pt {
        let geometry = self.context.geometry;
        let width = geometry.text_x - geometry.area.x - geometry.gutter.max(12.0);
        let style = Style { balance: false, ..copy.style.clone() };
        let text =
            self.context.setter.set(TextSpec { style: &style, ..copy }, &Measure::even(width), 0.0);
        let bottom = y + text.height();
        if target.is_some() && bottom > geometry.area.bottom() {
            // It is repeated here and need not be read aloud.
            return y;
        }
        text.place(self.left(), y, &mut self.draft.items);
        if let Some(node) = target {
            let rect = Rect::new(self.left(), y, width, text.height());
            let label = crate::edition::plain_runs(copy.runs);
            let item = PageItem::Link { rect, target: PageTarget::Node(node), label, link: 0 };
            self.draft.items.push(Placed { owner: copy.owner, item });
        }
        bottom
    }
}
