//! From an edition to pages. Enters: an [`Edition`], its paper and the fonts. Leaves: [`Pages`].
//!
//! 1. `sheet` draws the page: margins, columns, baseline grid.
//! 2. `article` lays each article out, in parallel: `opening` and `text` set its words, `galley` makes
//!    one long column of them, `columns` divides it into pages on numbers alone.
//! 3. `cover` and `contents` make the front; the contents' pages are counted before their folios are known.
//! 4. `furniture` adds running heads and folios; anchors and outline are gathered.

mod article;
mod columns;
mod contents;
mod cover;
mod figure;
mod furniture;
mod galley;
mod opening;
mod sheet;
mod table;
mod text;

use std::collections::BTreeMap;

use rayon::prelude::*;

use self::article::{Leaf, Place};
use self::furniture::PagePlace;
use self::sheet::Sheet;
use self::text::Setter;
use crate::diagnostic::Diagnostics;
use crate::edition::{Edition, EditionArticle, NodeId, Section, words};
use crate::geometry::Paper;
use crate::pdf::pages::{Anchor, OutlineEntry, Page, Pages};
use crate::typeset::Fonts;

/// Lays an edition out on paper.
pub fn layout(
    edition: &Edition,
    paper: Paper,
    fonts: &Fonts,
    _diagnostics: &mut Diagnostics,
) -> Pages {
    let sheet = Sheet::new(&edition.theme, paper, fonts);
    let articles = lay_out_articles(edition, &sheet, fonts);
    let mut setter = Setter::new(&edition.theme, fonts);
    let front = lay_out_front(&mut setter, &sheet, edition, &articles);
    assemble(&mut setter, &sheet, edition, front, articles)
}

/// An article's pages with what their furniture says.
struct Laid<'e> {
    section: &'e Section,
    article: &'e EditionArticle,
    leaves: Vec<Leaf>,
}

/// The pages before the first article.
struct Front {
    cover: Option<Leaf>,
    contents: Vec<Leaf>,
}

impl Front {
    fn count(&self) -> usize {
        usize::from(self.cover.is_some()) + self.contents.len()
    }
}

fn lay_out_articles<'e>(edition: &'e Edition, sheet: &Sheet, fonts: &Fonts) -> Vec<Laid<'e>> {
    let openers = edition.theme.text.section_openers;
    let jobs: Vec<(&Section, &EditionArticle, Place<'_>)> = edition
        .sections
        .iter()
        .flat_map(|section| {
            section.articles.iter().enumerate().map(move |(n, article)| {
                let opens = section.title.as_deref().filter(|_| openers && n == 0);
                (section, article, Place { opens: opens.map(|title| (title, section.id)) })
            })
        })
        .collect();
    jobs.into_par_iter()
        .map_init(
            || Setter::new(&edition.theme, fonts),
            |setter, (section, article, place)| {
                let leaves = article::lay_out(setter, sheet, &edition.pictures, article, place);
                Laid { section, article, leaves }
            },
        )
        .collect()
}

fn lay_out_front(
    setter: &mut Setter<'_>,
    sheet: &Sheet,
    edition: &Edition,
    articles: &[Laid<'_>],
) -> Front {
    let cover = cover::cover(setter, sheet, edition);
    let mut front = Front { cover, contents: Vec::new() };
    if !edition.theme.text.front_matter || articles.len() < 2 {
        return front;
    }
    let folios = |before: usize| {
        let mut page = before + 1;
        let mut folios = BTreeMap::new();
        for laid in articles {
            folios.insert(laid.article.id, page);
            page += laid.leaves.len();
        }
        folios
    };
    // Folios take a fixed width, so the first pass has as many pages as the second.
    front.contents = contents::contents(setter, sheet, edition, &|_| 0);
    let folios = folios(front.count());
    let folio = |id: NodeId| folios.get(&id).copied().unwrap_or(0);
    front.contents = contents::contents(setter, sheet, edition, &folio);
    front
}

/// Numbers the pages, adds their furniture, gathers anchors and outline.
fn assemble(
    setter: &mut Setter<'_>,
    sheet: &Sheet,
    edition: &Edition,
    front: Front,
    articles: Vec<Laid<'_>>,
) -> Pages {
    let total = front.count() + articles.iter().map(|laid| laid.leaves.len()).sum::<usize>();
    let contents_word = words(&edition.meta.language).contents;
    let mut pages = Pages::default();
    if let Some(cover) = front.cover {
        push(&mut pages, sheet, cover, Vec::new());
    }
    let mut add = |pages: &mut Pages, leaf: Leaf, section: &str, article: &str| {
        let opens_section = leaf.opens_section;
        let number = pages.pages.len() + 1;
        let place = PagePlace { number, total, section, article, opens_section };
        let furniture = furniture::furniture(setter, sheet, &edition.meta, place);
        push(pages, sheet, leaf, furniture);
    };
    if !front.contents.is_empty() {
        let anchor = Anchor { page: pages.pages.len(), y: 0.0 };
        let title = contents_word.to_string();
        pages.outline.push(OutlineEntry { title, anchor, children: Vec::new() });
    }
    for leaf in front.contents {
        add(&mut pages, leaf, contents_word, contents_word);
    }
    for laid in articles {
        let section = laid.section.title.as_deref().unwrap_or(&edition.meta.title);
        outline_article(&mut pages, laid.section, laid.article);
        for leaf in laid.leaves {
            add(&mut pages, leaf, section, &laid.article.title);
        }
    }
    pages
}

/// A bookmark for an article that begins on the next page, below its section's if it has one.
fn outline_article(pages: &mut Pages, section: &Section, article: &EditionArticle) {
    let anchor = Anchor { page: pages.pages.len(), y: 0.0 };
    let entry = OutlineEntry { title: article.title.clone(), anchor, children: Vec::new() };
    let Some(title) = &section.title else { return pages.outline.push(entry) };
    if section.articles.first().is_some_and(|first| first.id == article.id) {
        pages.outline.push(OutlineEntry { title: title.clone(), anchor, children: vec![entry] });
    } else if let Some(last) = pages.outline.last_mut() {
        last.children.push(entry);
    }
}

fn push(pages: &mut Pages, sheet: &Sheet, leaf: Leaf, furniture: Vec<crate::pdf::pages::Placed>) {
    let page = pages.pages.len();
    for (node, y) in leaf.anchors {
        pages.anchors.entry(node).or_insert(Anchor { page, y });
    }
    let mut items = furniture;
    items.extend(leaf.items);
    pages.pages.push(Page { size: sheet.size, label: (page + 1).to_string(), items });
}
