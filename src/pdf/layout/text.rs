//! From words to glyphs in their places. Enters: [`Run`]s and a style. Leaves: [`SetText`], lines that
//! can be placed anywhere.

use std::borrow::Cow;

use super::mirror;
use crate::article::Lang;
use crate::edition::{Marks, NodeId, Run, Target};
use crate::geometry::{Point, Pt, Rect};
use crate::pdf::pages::{Item, PageTarget, Placed};
use crate::theme::{Align, Caps, Color, Family, Figures, Style, Theme};
use crate::typeset::{
    Breaks, Fonts, GlyphRun, Letters, Line, Measure, Paragraph, ParagraphStyle, Segment, Shaper,
};

/// Bytes of a text whose lines are made of even length.
const MOST_BALANCED: usize = 800;

/// What a stretch of glyphs needs beside its letters.
#[derive(Debug, Clone)]
pub(crate) struct Ink {
    color: Color,
    node: Option<NodeId>,
    target: Option<PageTarget>,
    /// The words of a link.
    label: String,
    strike: bool,
    /// The node that links can lead to here: a reference to a note.
    anchor: Option<NodeId>,
}

/// A text set in lines.
#[derive(Debug, Clone, Default)]
pub(crate) struct SetText {
    /// The lines.
    pub(crate) lines: Vec<Line>,
    inks: Vec<Ink>,
    /// From baseline to baseline.
    pub(crate) leading: Pt,
    /// From the top of a line to its baseline where the text stands off the grid.
    pub(crate) ascent: Pt,
}

impl SetText {
    /// Height of all lines.
    pub(crate) fn height(&self) -> Pt {
        self.lines.len() as f64 * self.leading
    }

    /// Width of the widest line.
    pub(crate) fn width(&self) -> Pt {
        self.lines.iter().map(|line| line.x + line.width).fold(0.0, Pt::max)
    }

    /// Places line `n` with its baseline at `baseline`, the left edge of the text at `x`.
    pub(crate) fn place_line(&self, n: usize, x: Pt, baseline: Pt, out: &mut Vec<Placed>) {
        let line = &self.lines[n];
        self.place_runs(line.runs.iter().cloned(), Point { x: x + line.x, y: baseline }, out);
    }

    /// The same for a line that is not asked for again: it is left empty.
    pub(crate) fn move_line(&mut self, n: usize, x: Pt, baseline: Pt, out: &mut Vec<Placed>) {
        let line = &mut self.lines[n];
        let at = Point { x: x + line.x, y: baseline };
        let runs = std::mem::take(&mut line.runs);
        self.place_runs(runs.into_iter(), at, out);
    }

    /// Places the runs of a line that starts at `start`.
    fn place_runs(
        &self,
        runs: impl Iterator<Item = GlyphRun>,
        start: Point,
        out: &mut Vec<Placed>,
    ) {
        let mut link: Option<(PageTarget, Option<NodeId>, Rect, String)> = None;
        let baseline = start.y;
        for run in runs {
            let ink = &self.inks[run.key as usize];
            let at = Point { x: start.x + run.x, y: baseline };
            let width: Pt = run.glyphs.iter().map(|glyph| glyph.advance).sum();
            let area = Rect::new(at.x, baseline - run.size * 0.75, width, run.size);
            match &mut link {
                Some((target, _, rect, _)) if Some(&*target) == ink.target.as_ref() => {
                    let right = rect.right().max(area.right());
                    rect.x = rect.x.min(area.x);
                    rect.width = right - rect.x;
                }
                _ => {
                    finish_link(link.take(), out);
                    link = ink
                        .target
                        .clone()
                        .map(|target| (target, ink.node, area, ink.label.clone()));
                }
            }
            let size = run.size;
            let item = Item::Glyphs { at, run, color: ink.color };
            out.push(Placed { node: ink.node, item });
            if ink.strike {
                let rect = Rect::new(at.x, baseline - size * 0.26, width, size * 0.05);
                out.push(Placed { node: None, item: Item::Fill { rect, color: ink.color } });
            }
        }
        finish_link(link, out);
    }

    /// Places all lines one below the other from `top`, off the grid.
    pub(crate) fn place(&self, x: Pt, top: Pt, out: &mut Vec<Placed>) {
        for n in 0..self.lines.len() {
            self.place_line(n, x, top + self.ascent + n as f64 * self.leading, out);
        }
    }

    /// The references to notes on line `n`.
    pub(crate) fn anchors(&self, n: usize) -> impl Iterator<Item = NodeId> {
        self.lines[n].runs.iter().filter_map(|run| self.inks[run.key as usize].anchor)
    }
}

fn finish_link(link: Option<(PageTarget, Option<NodeId>, Rect, String)>, out: &mut Vec<Placed>) {
    if let Some((target, node, rect, label)) = link {
        out.push(Placed { node, item: Item::Link { rect, target, label } });
    }
}

/// Text and the marks it carries, cut where one look ends.
struct Stretch<'t> {
    text: Cow<'t, str>,
    letters: Letters,
    hyphenate: bool,
    ink: Ink,
}

/// A text that is shaped and waits for its lines.
#[derive(Debug)]
pub(crate) struct Prepared {
    /// Its chances to break.
    pub(crate) paragraph: Paragraph,
    /// All that its lines need beside their glyphs.
    frame: SetText,
    mirrored: bool,
}

impl Prepared {
    /// Sets the lines that end at given breaks.
    pub(crate) fn lines(&self, breaks: &Breaks, measure: &Measure) -> SetText {
        let mut lines = self.paragraph.lines(breaks, measure);
        if self.mirrored {
            lines.iter_mut().enumerate().for_each(|(n, line)| mirror::line(line, n, measure));
        }
        SetText { lines, ..self.frame.clone() }
    }

    /// From baseline to baseline.
    pub(crate) fn leading(&self) -> Pt {
        self.frame.leading
    }

    /// From the top of a line to its baseline where the text stands off the grid.
    pub(crate) fn ascent(&self) -> Pt {
        self.frame.ascent
    }

    /// The references to notes, in order.
    pub(crate) fn anchors(&self) -> impl Iterator<Item = NodeId> {
        self.frame.inks.iter().filter_map(|ink| ink.anchor)
    }
}

/// Sets text: the fonts, what has been shaped with them, and the theme. One a thread.
pub(crate) struct Setter<'f> {
    /// The look.
    pub(crate) theme: &'f Theme,
    /// The faces.
    pub(crate) fonts: &'f Fonts,
    shaper: Shaper<'f>,
    /// Whether the pages are to be turned over.
    pub(crate) mirrored: bool,
}

/// A text to set: words, their look and language, and the node they belong to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Copy<'t> {
    /// The words.
    pub(crate) runs: &'t [Run],
    /// How they are set.
    pub(crate) style: &'t Style,
    /// Their language.
    pub(crate) lang: &'t Lang,
    /// The node they belong to; `None` for furniture.
    pub(crate) node: Option<NodeId>,
}

impl<'f> Setter<'f> {
    /// A setter that has shaped nothing yet.
    pub(crate) fn new(theme: &'f Theme, fonts: &'f Fonts) -> Self {
        Setter { theme, fonts, shaper: Shaper::new(fonts), mirrored: false }
    }

    /// The same for pages that are turned over if `mirrored`.
    pub(crate) fn mirrored(self, mirrored: bool) -> Self {
        Setter { mirrored, ..self }
    }

    /// Sets a text in lines of the given measure.
    pub(crate) fn set(&mut self, copy: Copy<'_>, measure: &Measure, indent: Pt) -> SetText {
        let prepared = self.prepare(copy, indent);
        prepared.lines(&prepared.paragraph.breaks(measure), measure)
    }

    /// Sets a text in lines of a width that its words may be too long for: these are broken anywhere.
    pub(crate) fn set_within(&mut self, copy: Copy<'_>, width: Pt) -> SetText {
        let measure = Measure::even(width);
        let prepared = self.prepare_within(copy, 0.0, width);
        prepared.lines(&prepared.paragraph.breaks(&measure), &measure)
    }

    /// Shapes a text and finds its chances to break.
    pub(crate) fn prepare(&mut self, copy: Copy<'_>, indent: Pt) -> Prepared {
        self.prepare_within(copy, indent, Pt::INFINITY)
    }

    fn prepare_within(&mut self, copy: Copy<'_>, indent: Pt, widest_word: Pt) -> Prepared {
        let style = copy.style;
        let stretches = self.stretches(copy);
        let indent = if indent > 0.0 { indent_of(copy, indent) } else { indent };
        let paragraph_style = ParagraphStyle {
            lang: copy.lang.clone(),
            align: style.align,
            hyphenate: style.hyphenate,
            balance: style.balance && is_short(copy.runs),
            indent,
            widest_word,
            lines: self.theme.lines,
        };
        let paragraph = self.shaper.paragraph(&segments(&stretches), &paragraph_style);
        let frame = self.finish(Vec::new(), stretches, style);
        Prepared { paragraph, frame, mirrored: self.mirrored }
    }

    /// Sets a text on one line at its natural width.
    pub(crate) fn line(&mut self, copy: Copy<'_>) -> SetText {
        let stretches = self.stretches(copy);
        let mut line = self.shaper.line(&segments(&stretches), copy.lang);
        if self.mirrored {
            let measure = Measure::even(line.width);
            mirror::line(&mut line, 0, &measure);
        }
        self.finish(vec![line], stretches, copy.style)
    }

    /// The least and the natural width of a text.
    pub(crate) fn widths(&mut self, copy: Copy<'_>) -> (Pt, Pt) {
        let stretches = self.stretches(copy);
        let style = ParagraphStyle {
            lang: copy.lang.clone(),
            align: Align::Left,
            hyphenate: false,
            balance: false,
            indent: 0.0,
            widest_word: Pt::INFINITY,
            lines: self.theme.lines,
        };
        let paragraph = self.shaper.paragraph(&segments(&stretches), &style);
        (paragraph.least_width(), paragraph.natural_width())
    }

    /// Sets plain words on one line.
    pub(crate) fn words(&mut self, words: &str, style: &Style, lang: &Lang) -> SetText {
        self.line(Copy { runs: &[plain(words)], style, lang, node: None })
    }

    fn finish(&self, lines: Vec<Line>, stretches: Vec<Stretch<'_>>, style: &Style) -> SetText {
        let face = self.fonts.select(style.family, style.weight, style.italic);
        let metrics = self.fonts.metrics(face);
        let letters = (metrics.ascent + metrics.descent) * style.size;
        SetText {
            lines,
            inks: stretches.into_iter().map(|stretch| stretch.ink).collect(),
            leading: style.leading,
            ascent: (style.leading - letters) / 2.0 + metrics.ascent * style.size,
        }
    }

    /// A run's marks. Opening words are as the author wrote them where the theme wants no small capitals.
    fn marks(&self, run: &Run) -> Marks {
        let small_caps = run.marks.small_caps && self.theme.text.opening_caps;
        Marks { small_caps, ..run.marks }
    }

    fn stretches<'t>(&self, copy: Copy<'t>) -> Vec<Stretch<'t>> {
        let label = |run: &Run| match run.target {
            Some(_) => run.text.trim().to_string(),
            None => String::new(),
        };
        copy.runs
            .iter()
            .filter(|run| !run.text.is_empty())
            .map(|run| Stretch {
                text: match run.marks.end_mark {
                    true => Cow::Owned(format!("\u{a0}{}", run.text)),
                    false => Cow::Borrowed(run.text.as_str()),
                },
                letters: letters(copy.style, self.marks(run)),
                hyphenate: !run.marks.code,
                ink: Ink {
                    color: match run.marks.end_mark {
                        true => self.theme.text.accent,
                        false => copy.style.color,
                    },
                    node: copy.node,
                    target: run.target.as_ref().map(page_target),
                    label: label(run),
                    strike: run.marks.strike,
                    anchor: run.anchor,
                },
            })
            .collect()
    }
}

/// Whether a text has so few letters that its lines can be of even length: nobody sees it in a long one,
/// and the search grows with the square of its length.
fn is_short(runs: &[Run]) -> bool {
    runs.iter().map(|run| run.text.len()).sum::<usize>() <= MOST_BALANCED
}

/// The indent of a language's paragraphs: a square in Japanese, two in Chinese, else the theme's.
fn indent_of(copy: Copy<'_>, own: Pt) -> Pt {
    match copy.lang.primary().as_str() {
        "ja" => copy.style.size,
        "zh" | "yue" => 2.0 * copy.style.size,
        _ => own,
    }
}

fn segments<'t>(stretches: &'t [Stretch<'_>]) -> Vec<Segment<'t>> {
    stretches
        .iter()
        .zip(0u32..)
        .map(|(stretch, key)| Segment {
            text: &stretch.text,
            letters: stretch.letters,
            key,
            hyphenate: stretch.hyphenate,
        })
        .collect()
}

/// A stretch of words without marks.
pub(crate) fn plain(words: &str) -> Run {
    Run { text: words.to_string(), marks: Marks::default(), target: None, anchor: None }
}

fn page_target(target: &Target) -> PageTarget {
    match target {
        Target::Url(url) => PageTarget::Url(url.clone()),
        Target::Node(node) | Target::Note(node) => PageTarget::Node(*node),
    }
}

/// The letters of a style under some marks.
fn letters(style: &Style, marks: Marks) -> Letters {
    let base = Letters::from(style);
    let mut letters = base;
    if marks.emphasis {
        letters.italic = !base.italic;
    }
    if marks.strong {
        letters.weight = base.weight.max(700);
    }
    if marks.small_caps {
        letters.caps = Caps::Small;
        letters.tracking = base.tracking.max(0.05);
    }
    if marks.code {
        letters.family = Family::Mono;
        letters.size = base.size * 0.86;
        letters.figures = Figures::Lining;
        letters.tracking = 0.0;
    }
    if marks.end_mark {
        letters.family = Family::Sans;
        letters.size = base.size * 0.82;
    }
    if marks.superscript || marks.subscript {
        letters.size = base.size * 0.64;
        letters.figures = Figures::Lining;
        letters.rise = if marks.superscript { base.size * 0.34 } else { -base.size * 0.14 };
    }
    letters
}
