//! A section of briefs (very short articles). Input: its articles. Output: their pages; one article
//! runs on below the other in the column, as in a digest.

use super::article;
use super::article_layout::ArticleLayout;
use super::context::LayoutContext;
use super::galley;
use super::page_draft::PageDraft;
use crate::edition::Section;

/// Articles that make a digest at least.
const MINIMUM: usize = 3;
/// Words of a brief at most.
const BRIEF: usize = 220;

/// Whether a section is named and all its articles are briefs.
pub(crate) fn is_digest(section: &Section) -> bool {
    let brief = |words: usize| (1..=BRIEF).contains(&words);
    section.title.is_some()
        && section.articles.len() >= MINIMUM
        && section.articles.iter().all(|article| brief(article.words))
}

/// Lays a section of briefs out; returns the page on which each article begins, from 0.
pub(crate) fn lay_out(
    context: &mut LayoutContext<'_>,
    section: &Section,
    verso: bool,
) -> (ArticleLayout, Vec<usize>) {
    let openers = context.theme.text.section_openers;
    let mut head = (PageDraft::default(), 0.0);
    let lang = section.articles.first().map(|article| article.lang.clone());
    let lang = lang.unwrap_or_else(|| crate::article::Lang("en".into()));
    if let Some(title) = section.title.as_deref().filter(|_| openers) {
        let title = (title, section.id);
        head.1 = article::section_title(context, &lang, &mut head.0, title);
    }
    let galley = galley::digest(context, &section.articles);
    let figures = galley.size_figures(context, &lang, 1.0);
    let begins = galley.begins.clone();
    let made = article::make(context.geometry, (&galley, &figures), head, 0, verso);
    let page = |part: &usize| {
        let spots = made.solution.spots.get(*part);
        spots.and_then(|spots| spots.first()).map_or(0, |spot| spot.page)
    };
    let pages = begins.iter().map(page).collect();
    let is_plain = made.solution.is_plain;
    let mut laid = article::fill(context, galley.with(figures), made);
    if is_plain {
        let title = section.title.as_deref().unwrap_or_default();
        article::report_plain(title, None, &mut laid.diagnostics);
    }
    (laid, pages)
}
