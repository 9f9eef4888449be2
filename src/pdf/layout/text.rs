//! From words to glyphs in their places. Input: [`Run`]s and a style. Output: [`SetText`], lines
//! that can be placed anywhere.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::mirror;
use crate::article::Lang;
use crate::edition::{LinkTarget, Node, NodeId, Run, TextMarks};
use crate::geometry::{Point, Pt, Rect};
use crate::pdf::pages::{Owner, PageItem, PageTarget, Placed};
use crate::theme::{Align, Caps, Color, Family, Figures, Style, Theme};
use crate::typeset::{
    Fonts, GlyphRun, LetterStyle, Line, LineBreaks, Measure, Paragraph, ParagraphStyle, Segment,
    Shaper,
};

/// Bytes of a text whose lines are made of even length.
const MAX_BALANCED: usize = 800;
/// A line that sticks out of its measure by less is not worth a word, in points.
pub(crate) const FORGIVEN: Pt = 1.5;
/// Maximum length of a link's text for screen readers, in bytes: it is repeated for each line of
/// the link.
const LONGEST_LABEL: usize = 500;

/// The style of a run of glyphs beyond its letters.
#[derive(Debug, Clone)]
pub(crate) struct RunStyle {
    color: Color,
    owner: Owner,
    target: Option<PageTarget>,
    /// The number of the link among those of the text, from 1; 0 for none.
    link: u16,
    /// The label of a link, shortened if long.
    label: Arc<str>,
    strike: bool,
    /// The node that links can lead to here: a reference to a note.
    anchor: Option<NodeId>,
    /// The language of the words, where it is not their node's.
    lang: Option<Lang>,
}

/// A text set in lines.
#[derive(Debug, Clone, Default)]
pub(crate) struct SetText {
    /// The lines.
    pub(crate) lines: Vec<Line>,
    inks: Vec<RunStyle>,
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

    /// The same for a line that is not needed again: it is left empty.
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
        let mut area: Option<(&RunStyle, Rect)> = None;
        let mut strikes = Vec::new();
        let baseline = start.y;
        for run in runs {
            let ink = &self.inks[run.key as usize];
            let RunStyle { owner, link, color, .. } = *ink;
            let at = Point { x: start.x + run.x, y: baseline };
            let width = run.width();
            let rect = Rect::new(at.x, baseline - run.size * 0.75, width, run.size);
            match &mut area {
                Some((linked, whole)) if linked.link == link => {
                    let right = whole.right().max(rect.right());
                    whole.x = whole.x.min(rect.x);
                    whole.width = right - whole.x;
                }
                _ => {
                    out.extend(area.take().and_then(|(ink, rect)| ink.link(rect)));
                    area = Some((ink, rect));
                }
            }
            if ink.strike {
                let rect = Rect::new(at.x, baseline - run.size * 0.26, width, run.size * 0.05);
                strikes
                    .push(Placed { owner: Owner::Artifact, item: PageItem::Fill { rect, color } });
            }
            out.push(Placed {
                owner,
                item: PageItem::Glyphs { at, run, color, link, lang: ink.lang.clone() },
            });
        }
        out.extend(area.and_then(|(ink, rect)| ink.link(rect)));
        out.append(&mut strikes);
    }

    /// Places all lines one below the other from `top`, off the grid.
    pub(crate) fn place(&self, x: Pt, top: Pt, out: &mut Vec<Placed>) {
        for n in 0..self.lines.len() {
            self.place_line(n, x, top + self.ascent + n as f64 * self.leading, out);
        }
    }

    /// The references to notes on all lines.
    pub(crate) fn all_anchors(&self) -> impl Iterator<Item = NodeId> {
        self.inks.iter().filter_map(|ink| ink.anchor)
    }

    /// The references to notes on line `n`.
    pub(crate) fn anchors(&self, n: usize) -> impl Iterator<Item = NodeId> {
        self.lines[n].runs.iter().filter_map(|run| self.inks[run.key as usize].anchor)
    }
}

impl RunStyle {
    /// The area of its link, if it has one.
    fn link(&self, rect: Rect) -> Option<Placed> {
        let (target, label) = (self.target.clone()?, self.label.to_string());
        Some(Placed {
            owner: self.owner,
            item: PageItem::Link { rect, target, label, link: self.link },
        })
    }
}

/// Text and the marks it carries, cut where one look ends.
struct StyledText<'t> {
    text: Cow<'t, str>,
    letters: LetterStyle,
    hyphenate: bool,
    ink: RunStyle,
}

/// A text that is shaped and waits for its lines.
#[derive(Debug)]
pub(crate) struct PreparedText {
    /// Its chances to break.
    pub(crate) paragraph: Paragraph,
    /// What its lines need beside their glyphs, and the lines once they are set.
    frame: SetText,
    mirrored: bool,
}

impl PreparedText {
    /// Sets the lines that end at given breaks.
    pub(crate) fn lines(&self, breaks: &LineBreaks, measure: &Measure) -> SetText {
        let mut lines = self.paragraph.lines(breaks, measure);
        if self.mirrored {
            lines.iter_mut().enumerate().for_each(|(n, line)| mirror::line(line, n, measure));
        }
        SetText { lines, ..self.frame.clone() }
    }

    /// Keeps no more than will be needed. If there is only one way to set it, its lines are set
    /// now: they take a fraction of the memory.
    pub(crate) fn settle(&mut self, ways: &[LineBreaks], measure: &Measure) {
        match ways {
            [only] => {
                self.frame = self.lines(only, measure);
                self.paragraph.forget();
            }
            _ => self.paragraph.shrink(),
        }
    }

    /// Its lines, which are no longer needed.
    pub(crate) fn into_lines(self, breaks: &LineBreaks, measure: &Measure) -> SetText {
        match self.frame.lines.is_empty() {
            true => self.lines(breaks, measure),
            false => self.frame,
        }
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

/// Sets text: the fonts, what has been shaped with them, and the theme. One per thread.
pub(crate) struct TextSetter<'f> {
    /// The theme.
    pub(crate) theme: &'f Theme,
    /// The faces.
    pub(crate) fonts: &'f Fonts,
    shaper: Shaper<'f>,
    /// Whether the pages are to be turned over.
    pub(crate) mirrored: bool,
}

/// A text to set: words, their look and language, and the node they belong to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TextSpec<'t> {
    /// The words.
    pub(crate) runs: &'t [Run],
    /// How they are set.
    pub(crate) style: &'t Style,
    /// Their language.
    pub(crate) lang: &'t Lang,
    /// What they belong to.
    pub(crate) owner: Owner,
}

impl<'t> TextSpec<'t> {
    /// The words of a node; `lang` is the language around it.
    pub(crate) fn new(node: &'t Node, runs: &'t [Run], style: &'t Style, lang: &'t Lang) -> Self {
        TextSpec {
            runs,
            style,
            lang: node.lang.as_ref().unwrap_or(lang),
            owner: Owner::Node(node.id),
        }
    }
}

impl<'f> TextSetter<'f> {
    /// A setter that has shaped nothing yet.
    pub(crate) fn new(theme: &'f Theme, fonts: &'f Fonts) -> Self {
        TextSetter { theme, fonts, shaper: Shaper::new(fonts), mirrored: false }
    }

    /// The same for pages that are turned over if `mirrored`.
    pub(crate) fn mirrored(self, mirrored: bool) -> Self {
        TextSetter { mirrored, ..self }
    }

    /// Makes setters as this was before it shaped anything.
    pub(crate) fn another(&self) -> impl Fn() -> TextSetter<'f> + Sync + use<'f> {
        let (theme, fonts, mirrored) = (self.theme, self.fonts, self.mirrored);
        move || TextSetter::new(theme, fonts).mirrored(mirrored)
    }

    /// Sets a text in lines of the given measure; words that are wider are broken anywhere.
    pub(crate) fn set(&mut self, copy: TextSpec<'_>, measure: &Measure, indent: Pt) -> SetText {
        let (prepared, breaks) = self.prepare_for(copy, indent, measure);
        prepared.lines(&breaks, measure)
    }

    /// The same, but words that are wider than the measure stick out of it.
    pub(crate) fn set_unbroken(&mut self, copy: TextSpec<'_>, measure: &Measure) -> SetText {
        let prepared = self.prepare(copy, 0.0);
        prepared.lines(&prepared.paragraph.breaks(measure), measure)
    }

    /// Shapes a text for a measure and breaks it into its best lines. Where a word is wider than
    /// the measure and no hyphen parts it, the text is shaped again so that such words are broken
    /// anywhere.
    pub(crate) fn prepare_for(
        &mut self,
        copy: TextSpec<'_>,
        indent: Pt,
        measure: &Measure,
    ) -> (PreparedText, LineBreaks) {
        let text = self.prepare(copy, indent);
        let breaks = text.paragraph.breaks(measure);
        if breaks.overfull() <= FORGIVEN {
            return (text, breaks);
        }
        let narrowest = measure.first.iter().map(|line| line.1).fold(measure.rest, Pt::min);
        let broken = self.prepare_within(copy, indent, (narrowest - indent).max(1.0));
        let breaks = broken.paragraph.breaks(measure);
        (broken, breaks)
    }

    /// Sets a text in lines of a width that its words may be too long for: these are broken
    /// anywhere.
    pub(crate) fn set_within(&mut self, copy: TextSpec<'_>, width: Pt) -> SetText {
        let measure = Measure::even(width);
        let prepared = self.prepare_within(copy, 0.0, width);
        prepared.lines(&prepared.paragraph.breaks(&measure), &measure)
    }

    /// Shapes a text and finds its chances to break.
    pub(crate) fn prepare(&mut self, copy: TextSpec<'_>, indent: Pt) -> PreparedText {
        self.prepare_within(copy, indent, Pt::INFINITY)
    }

    fn prepare_within(&mut self, copy: TextSpec<'_>, indent: Pt, widest_word: Pt) -> PreparedText {
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
        PreparedText { paragraph, frame, mirrored: self.mirrored }
    }

    /// Sets a text on one line at its natural width.
    pub(crate) fn line(&mut self, copy: TextSpec<'_>) -> SetText {
        let stretches = self.stretches(copy);
        let mut line = self.shaper.line(&segments(&stretches), copy.lang);
        if self.mirrored {
            let measure = Measure::even(line.width);
            mirror::line(&mut line, 0, &measure);
        }
        self.finish(vec![line], stretches, copy.style)
    }

    /// The least and the natural width of a text.
    pub(crate) fn widths(&mut self, copy: TextSpec<'_>) -> (Pt, Pt) {
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
        self.line(TextSpec { runs: &[plain(words)], style, lang, owner: Owner::Artifact })
    }

    fn finish(&self, lines: Vec<Line>, stretches: Vec<StyledText<'_>>, style: &Style) -> SetText {
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

    /// A run's marks. Opening words are as the author wrote them where the theme wants no small
    /// capitals.
    fn marks(&self, run: &Run) -> TextMarks {
        let small_caps = run.marks.small_caps && self.theme.text.opening_caps;
        TextMarks { small_caps, ..run.marks }
    }

    fn stretches<'t>(&self, copy: TextSpec<'t>) -> Vec<StyledText<'t>> {
        let links = RunLinks::among(copy.runs);
        copy.runs
            .iter()
            .zip(links.of_runs)
            .filter(|(run, _)| !run.text.is_empty())
            .map(|(run, link)| StyledText {
                text: match run.marks.end_mark {
                    true => Cow::Owned(format!("\u{a0}{}", run.text)),
                    false => Cow::Borrowed(run.text.as_str()),
                },
                letters: letters(copy.style, self.marks(run)),
                hyphenate: !run.marks.code,
                ink: RunStyle {
                    color: match run.marks.end_mark {
                        true => self.theme.text.accent,
                        false => copy.style.color,
                    },
                    // The mark that ends an article is an ornament.
                    owner: if run.marks.end_mark { Owner::Artifact } else { copy.owner },
                    target: run.target.as_ref().map(page_target),
                    link,
                    label: links.labels.get(&link).cloned().unwrap_or_default(),
                    strike: run.marks.strike,
                    anchor: run.anchor,
                    lang: run.lang.clone(),
                },
            })
            .collect()
    }
}

/// The links among some runs: neighbours that lead to the same place are one.
struct RunLinks {
    /// The number of the link that each run belongs to, from 1; 0 for none.
    of_runs: Vec<u16>,
    /// The words of each link.
    labels: BTreeMap<u16, Arc<str>>,
}

impl RunLinks {
    fn among(runs: &[Run]) -> Self {
        let (mut of_runs, mut words) = (Vec::with_capacity(runs.len()), BTreeMap::new());
        let (mut count, mut before) = (0u16, None);
        for run in runs {
            let Some(target) = &run.target else {
                of_runs.push(0);
                before = None;
                continue;
            };
            if before.replace((target, run.anchor)) != Some((target, run.anchor)) {
                count = count.saturating_add(1);
            }
            of_runs.push(count);
            let words: &mut String = words.entry(count).or_default();
            if words.len() <= LONGEST_LABEL {
                words.push_str(&run.text);
            }
        }
        let labels = words.into_iter().map(|(link, words)| (link, label(&words)));
        RunLinks { of_runs, labels: labels.collect() }
    }
}

/// The text of a link for screen readers: its words, shortened if there are many.
fn label(words: &str) -> Arc<str> {
    match words.trim() {
        words if words.len() <= LONGEST_LABEL => words.into(),
        words => {
            let first = &words[..words.floor_char_boundary(LONGEST_LABEL)];
            let first = first.rsplit_once(char::is_whitespace).map_or(first, |(first, _)| first);
            format!("{}…", first.trim_end()).into()
        }
    }
}

/// Whether a text is short enough to balance its lines: in a long one it is invisible, and the
/// search is quadratic.
fn is_short(runs: &[Run]) -> bool {
    runs.iter().map(|run| run.text.len()).sum::<usize>() <= MAX_BALANCED
}

/// The indent of a language's paragraphs: its own, else the theme's.
fn indent_of(copy: TextSpec<'_>, own: Pt) -> Pt {
    copy.lang.locale().paragraph_indent.map_or(own, |em| em * copy.style.size)
}

fn segments<'t>(stretches: &'t [StyledText<'_>]) -> Vec<Segment<'t>> {
    stretches
        .iter()
        .zip(0u32..)
        .map(|(stretch, key)| Segment {
            text: &stretch.text,
            letters: stretch.letters,
            key,
            hyphenate: stretch.hyphenate,
            lang: stretch.ink.lang.as_ref(),
        })
        .collect()
}

/// A stretch of words without marks.
pub(crate) fn plain(words: &str) -> Run {
    Run::plain(words)
}

fn page_target(target: &LinkTarget) -> PageTarget {
    match target {
        LinkTarget::Url(url) => PageTarget::Url(url.clone()),
        LinkTarget::Node(node) | LinkTarget::Note(node) => PageTarget::Node(*node),
    }
}

/// The letters of a style under some marks.
fn letters(style: &Style, marks: TextMarks) -> LetterStyle {
    let base = LetterStyle::from(style);
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
