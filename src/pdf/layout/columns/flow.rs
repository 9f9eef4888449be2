//! What page making works on. Output: [`PageProblem`], the parts of an article as numbers, and
//! [`PagePlan`], where each of them stands.

use crate::geometry::Pt;

/// Demerits of a break that must not be: taken only where there is no other.
pub(crate) const FORBIDDEN: f64 = 100_000.0;
/// A last page that is filled to less than this part is a tail.
pub(crate) const TAIL: f64 = 0.28;
/// White between the text of a column and its footnotes; the rule stands in it.
pub(crate) const ABOVE_NOTES: Pt = 9.0;
/// Rounding that is forgiven, in points.
pub(super) const EPSILON: Pt = 0.01;

/// A piece of an article that is never divided: a line, a figure, a table row.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Fragment {
    /// White above; vanishes at the head of a column.
    pub(crate) space: Pt,
    /// Height.
    pub(crate) height: Pt,
    /// Whether it stands on the baseline grid.
    pub(crate) grid: bool,
    /// Demerits of beginning a column with it.
    pub(crate) break_before: f64,
    /// What it takes above itself when it begins a column: the head of its table, repeated.
    pub(crate) head: Pt,
    /// How many notes it refers to.
    pub(crate) notes: usize,
}

/// One way to set a part.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Variant {
    /// Lines it is longer than the first setting of its part.
    pub(crate) longer: i32,
    /// Demerits of choosing it.
    pub(crate) cost: f64,
    /// Its fragments.
    pub(crate) fragments: Vec<Fragment>,
}

/// How a part may move.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Float {
    /// It stays between its neighbours.
    #[default]
    No,
    /// It stays if it fits, else it goes to the head of a later column or to the foot of its own.
    Column,
    /// It goes across this many columns, to the head or foot of a page.
    Across(usize),
}

/// A block: a paragraph, a figure, a table.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct FlowBlock {
    /// How it may move; what moves has one fragment.
    pub(crate) float: Float,
    /// Demerits of putting it off to a later column, beside those of any figure.
    pub(crate) late: f64,
    /// The ways to set it, the best first.
    pub(crate) variants: Vec<Variant>,
}

/// A footnote: the tops of its pieces from its own top, and at last its height.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Footnote {
    /// Rising from 0; one more than there are pieces.
    pub(crate) tops: Vec<Pt>,
}

/// The columns that there are.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ColumnGrid {
    /// Columns a page.
    pub(crate) columns: usize,
    /// Height of the columns on the first page.
    pub(crate) first: Pt,
    /// Height of the columns on all others.
    pub(crate) full: Pt,
    /// What positions are rounded up to.
    pub(crate) step: Pt,
    /// A line of text, the measure of white.
    pub(crate) line: Pt,
    /// Whether the first page is on the left of a spread.
    pub(crate) verso: bool,
    /// Whether the foot of the page has room for a further line.
    pub(crate) deeper: bool,
}

/// An article as page making sees it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PageProblem<'a> {
    /// Its parts in order.
    pub(crate) parts: &'a [FlowBlock],
    /// Its footnotes in the order of their references; empty where notes stand at the end.
    pub(crate) notes: &'a [Footnote],
    /// The columns.
    pub(crate) grid: &'a ColumnGrid,
}

/// Where a fragment stands.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct FragmentPosition {
    /// Page of the article, from 0.
    pub(crate) page: usize,
    /// Column of the page, from 0.
    pub(crate) column: usize,
    /// Distance of its top from the top of the columns.
    pub(crate) y: Pt,
    /// Whether it begins a column that its part does not begin in.
    pub(crate) resumes: bool,
}

/// Pieces of a footnote in one column.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct NotePosition {
    /// Which note.
    pub(crate) note: usize,
    /// Its pieces: the first, and the first that is not here.
    pub(crate) pieces: (usize, usize),
    /// Where the first of them stands.
    pub(crate) spot: FragmentPosition,
}

/// An article in pages.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct PagePlan {
    /// For each part, the setting that was chosen.
    pub(crate) variants: Vec<usize>,
    /// For each part, where the fragments of that setting stand.
    pub(crate) spots: Vec<Vec<FragmentPosition>>,
    /// The footnotes, from the first column to the last.
    pub(crate) notes: Vec<NotePosition>,
    /// Demerits of the whole.
    pub(crate) cost: f64,
    /// Whether a spread runs long or short, so that it matters which pages face each other.
    pub(crate) spreads: bool,
    /// Whether it might be another one on the other side of a spread.
    pub(crate) sided: bool,
    /// Whether it was made without a search, since none came to an end.
    pub(crate) is_plain: bool,
}

impl PageProblem<'_> {
    /// How many fragments, each part in its first setting, and pieces of notes there are.
    pub(super) fn count(&self) -> usize {
        let fragments: usize = self.parts.iter().map(|part| part.fragments(0).len()).sum();
        fragments + self.note_pieces()
    }

    fn note_pieces(&self) -> usize {
        self.notes.iter().map(Footnote::pieces).sum()
    }
}

impl PagePlan {
    /// How many fragments, each part in the setting chosen here, and pieces of notes are to be
    /// placed.
    pub(super) fn count(&self, flow: &PageProblem<'_>) -> usize {
        let chosen = flow.parts.iter().zip(&self.variants);
        let fragments: usize = chosen.map(|(part, variant)| part.fragments(*variant).len()).sum();
        fragments + flow.note_pieces()
    }
}

impl ColumnGrid {
    pub(super) fn height(&self, page: usize) -> Pt {
        if page == 0 { self.first } else { self.full }
    }

    pub(super) fn snap(&self, y: Pt) -> Pt {
        ((y - EPSILON) / self.step).ceil().max(0.0) * self.step
    }

    /// Whether a page of the article is on the left of a spread.
    pub(super) fn is_verso(&self, page: usize) -> bool {
        page.is_multiple_of(2) == self.verso
    }
}

/// The height of fragments with the white above them; `None` if it is `most` or more, found without
/// looking at those further down.
pub(super) fn height_within(fragments: &[Fragment], most: Pt) -> Option<Pt> {
    let mut height = 0.0;
    for fragment in fragments {
        height += fragment.space + fragment.height;
        if height >= most {
            return None;
        }
    }
    Some(height)
}

impl Variant {
    /// The white above it, which vanishes at the head of a column.
    pub(super) fn space(&self) -> Pt {
        self.fragments.first().map_or(0.0, |fragment| fragment.space)
    }
}

impl FlowBlock {
    /// A part with one way to set it.
    pub(crate) fn fixed(float: Float, fragments: Vec<Fragment>) -> FlowBlock {
        FlowBlock { float, late: 0.0, variants: vec![Variant { longer: 0, cost: 0.0, fragments }] }
    }

    /// The fragments of a setting.
    pub(super) fn fragments(&self, variant: usize) -> &[Fragment] {
        self.variants.get(variant).map_or(&[], |variant| &variant.fragments)
    }

    /// The height of its fragments in its first setting.
    pub(crate) fn height(&self) -> Pt {
        self.fragments(0).iter().map(|fragment| fragment.height).sum()
    }
}

impl Footnote {
    pub(super) fn pieces(&self) -> usize {
        self.tops.len().saturating_sub(1)
    }

    /// The height of its pieces from one to before another.
    pub(super) fn height(&self, from: usize, to: usize) -> Pt {
        let top = |n: usize| self.tops.get(n).copied().unwrap_or_default();
        top(to) - top(from)
    }
}
