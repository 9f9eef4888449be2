//! A section to its pages. Input: its articles, in order. Output: a [`SectionLayout`].
//!
//! Articles are prepared side by side, and come to their pages one after the other, since one may
//! run on from where the one before it ends. Those that the memory knows are not prepared, unless
//! they turn out to begin elsewhere than before: after an edit these are one or two, fewer than a
//! look ahead would prepare for nothing.

use std::slice;

use rayon::prelude::*;

use super::article::{self, PreparedArticle, Start};
use super::briefs;
use super::context::{LayoutContext, LayoutPool};
use super::layout_cache::{LayoutCache, RecalledLayouts, StartConditions};
use super::page_draft::PageDraft;
use crate::diagnostic::Diagnostics;
use crate::edition::{EditionArticle, Section};
use crate::geometry::Pt;
use crate::theme::ArticleStart;

/// A page filled to more than this part takes no further article.
const FULL: f64 = 0.62;
/// A page filled to less than this part looks forgotten.
const HALF: f64 = 0.45;
/// Articles of a section that are prepared at the same time: enough to keep a machine busy, few
/// enough to fit in memory.
const BATCH: usize = 32;
/// And the words that they may have together, unless one article alone has more.
const BATCH_WORDS: usize = 200_000;

/// A section's pages, and on which of them its articles begin.
pub(super) struct SectionLayout<'e> {
    /// The section.
    pub(super) section: &'e Section,
    /// Its pages.
    pub(super) drafts: Vec<PageDraft>,
    /// Its articles, and the page that each begins on, from 0.
    pub(super) begins: Vec<(&'e EditionArticle, usize)>,
    /// How far down the last page is filled, from the top of the text area.
    filled: Pt,
    /// Whether its first page was taken to be on the left of a spread.
    pub(super) verso: bool,
    /// Whether that matters.
    pub(super) spreads: bool,
    /// Its diagnostics.
    pub(super) diagnostics: Diagnostics,
}

/// An article that is to come to its pages.
struct PendingArticle<'e> {
    article: &'e EditionArticle,
    recalled: Option<RecalledLayouts<'e>>,
    /// Made ready, unless its pages are known.
    ready: Option<PreparedArticle<'e>>,
}

/// Lays a section out, as if it began on the right of a spread unless `verso`.
pub(super) fn lay_out_section<'e>(
    pool: &LayoutPool<'e>,
    section: &'e Section,
    verso: bool,
) -> SectionLayout<'e> {
    let mut laid = SectionLayout {
        section,
        drafts: Vec::new(),
        begins: Vec::new(),
        filled: pool.geometry.area.height,
        verso,
        spreads: false,
        diagnostics: Diagnostics::new(),
    };
    if pool.edition.theme.text.digest && briefs::is_digest(section) {
        laid.add_digest(pool);
        return laid;
    }
    for batch in batches(&section.articles) {
        let coming: Vec<_> =
            batch.par_iter().map(|one| PendingArticle::look(pool, section, one)).collect();
        pool.lend(|context| coming.into_iter().for_each(|one| laid.add(pool, context, one)));
    }
    laid
}

/// Articles in their order, as many together as are prepared at the same time.
fn batches(articles: &[EditionArticle]) -> impl Iterator<Item = &[EditionArticle]> {
    let mut rest = articles;
    std::iter::from_fn(move || {
        let lengths = rest.iter().map(|article| article.words);
        let (batch, after) = rest.split_at(batch_len(lengths));
        rest = after;
        (!batch.is_empty()).then_some(batch)
    })
}

/// How many articles, given by their words, are prepared together: one at least, if there is one.
fn batch_len(lengths: impl Iterator<Item = usize>) -> usize {
    let totals = lengths.scan(0, |total: &mut usize, words| {
        *total = total.saturating_add(words);
        Some(*total)
    });
    totals.take(BATCH).enumerate().take_while(|(n, total)| *n == 0 || *total <= BATCH_WORDS).count()
}

impl<'e> PendingArticle<'e> {
    /// Looks for an article in the memory; prepares it if it is new.
    fn look(pool: &LayoutPool<'e>, section: &Section, article: &'e EditionArticle) -> Self {
        let pictures = &pool.edition.pictures;
        let recalled = pool.memory.recall(section, slice::from_ref(article), pictures);
        let is_new = !recalled.as_ref().is_some_and(RecalledLayouts::is_known);
        let ready = is_new.then(|| pool.lend(|context| article::prepare(context, article)));
        PendingArticle { article, recalled, ready }
    }
}

impl<'e> SectionLayout<'e> {
    /// Lays all articles out as one, a digest.
    fn add_digest(&mut self, pool: &LayoutPool<'e>) {
        let (section, pictures) = (self.section, &pool.edition.pictures);
        let recalled = pool.memory.recall(section, &section.articles, pictures);
        let place =
            StartConditions { opens: section.title.clone(), filled: None, verso: self.verso };
        let known = recalled.as_ref().and_then(|recalled| recalled.at(&place));
        let kept = known.unwrap_or_else(|| {
            let (laid, begins) = pool.lend(|context| briefs::lay_out(context, section, self.verso));
            let kept = LayoutCache { laid, below: false, begins };
            recalled.iter().for_each(|recalled| recalled.keep(&place, &kept));
            kept
        });
        self.append(&section.articles, kept);
    }

    /// Lays an article out, or takes its pages from the memory.
    fn add(
        &mut self,
        pool: &LayoutPool<'e>,
        context: &mut LayoutContext<'e>,
        coming: PendingArticle<'e>,
    ) {
        let PendingArticle { article, recalled, ready } = coming;
        let place = self.place(pool);
        let known = recalled.as_ref().and_then(|recalled| recalled.at(&place));
        let kept = known.or_else(|| {
            let ready = ready.unwrap_or_else(|| article::prepare(context, article));
            let kept = self.compose(context, ready, &place)?;
            recalled.iter().for_each(|recalled| recalled.keep(&place, &kept));
            Some(kept)
        });
        if let Some(kept) = kept {
            self.append(slice::from_ref(article), kept);
        }
    }

    /// Where the next article begins.
    fn place(&self, pool: &LayoutPool<'_>) -> StartConditions {
        let (tokens, pages) = (&pool.edition.theme.text, self.drafts.len());
        let opens = self.section.title.clone().filter(|_| tokens.section_openers && pages == 0);
        let runs_on = pages > 0
            && tokens.article_start == ArticleStart::RunOn
            && self.filled <= pool.geometry.area.height * FULL;
        let verso = pages.is_multiple_of(2) == self.verso;
        StartConditions { opens, filled: runs_on.then_some(self.filled), verso }
    }

    /// Lays an article out. It begins on a new page, or runs on where the theme says so and the
    /// page before is not too full.
    fn compose(
        &self,
        context: &mut LayoutContext<'_>,
        mut ready: PreparedArticle<'_>,
        place: &StartConditions,
    ) -> Option<LayoutCache> {
        let geometry = context.geometry;
        let opens = place.opens.as_deref().map(|title| (title, self.section.id));
        let mut make = |after: Option<Pt>| {
            // What runs on begins on the page before the new one.
            let verso = place.verso != after.is_some();
            ready.make(context, Start { opens, after, verso })
        };
        let below = place.filled.and_then(|filled| make(Some(filled)));
        let (made, below) = match below {
            Some(below) if !below.has_tail(geometry) => (Some(below), true),
            Some(below) => match make(None) {
                // The page that it would run on from is not a new one. Half empty, it had better be
                // filled.
                Some(anew)
                    if !anew.has_tail(geometry)
                        && anew.pages < below.pages
                        && self.filled > geometry.area.height * HALF =>
                {
                    (Some(anew), false)
                }
                _ => (Some(below), true),
            },
            None => (make(None), false),
        };
        let begins = vec![0];
        made.map(|made| LayoutCache { laid: ready.fill(context, made), below, begins })
    }

    /// Adds the pages of articles.
    fn append(&mut self, articles: &'e [EditionArticle], kept: LayoutCache) {
        let LayoutCache { laid: mut begun, below, begins } = kept;
        let first = self.drafts.len() - usize::from(below && !self.drafts.is_empty());
        if below
            && let Some(page) = self.drafts.last_mut()
            && !begun.drafts.is_empty()
        {
            let mut rest = begun.drafts.remove(0);
            page.items.append(&mut rest.items);
            page.anchors.append(&mut rest.anchors);
        }
        self.begins.extend(articles.iter().zip(begins.iter().map(|page| first + page)));
        self.drafts.append(&mut begun.drafts);
        self.spreads |= begun.spreads;
        self.diagnostics.append(begun.diagnostics);
        self.filled = begun.filled;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_articles_are_made_ready_one_by_one() {
        let together = |lengths: &[usize]| batch_len(lengths.iter().copied());
        assert_eq!(together(&[]), 0);
        assert_eq!(together(&[900; 80]), BATCH);
        assert_eq!(together(&[BATCH_WORDS * 3, 900]), 1);
        assert_eq!(together(&[900, BATCH_WORDS / 2, BATCH_WORDS / 2, 900]), 2);
    }
}
