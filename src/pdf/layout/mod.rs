//! From an edition to pages. Input: an [`Edition`], its paper and the fonts. Output: [`Pages`].
//!
//! 1. `page_geometry` draws the page: margins, columns, baseline grid.
//! 2. `section` has each article laid out, sections in parallel, unless `layout_cache` knows its
//!    pages from an earlier run. `article` does it: `opening` and `text` prepare its words,
//!    `galley` makes one long column of them, `columns` chooses their settings and divides them
//!    into pages, on numbers alone. `briefs` lets the articles of a section of briefs run on in the
//!    column.
//! 3. `cover` and `contents` make the front; the contents' pages are counted before their folios
//!    are known.
//! 4. `furniture` adds running heads and folios; anchors and outline are gathered.
//! 5. `verify` looks for every node of the edition among what stands on the pages.
//! 6. `mirror` turns the pages over where the edition runs from right to left.

mod article;
mod article_layout;
mod briefs;
mod columns;
mod contents;
mod context;
mod copyfit;
mod cover;
mod figure;
mod furniture;
mod galley;
mod layout_cache;
mod mirror;
mod opening;
mod page_draft;
mod page_geometry;
mod section;
mod shift;
mod split;
mod table;
mod text;
mod verify;

use std::collections::BTreeMap;
use std::sync::Mutex;

use rayon::prelude::*;

use self::context::{LayoutContext, LayoutPool};
use self::furniture::PagePosition;
use self::layout_cache::LayoutMemory;
use self::page_draft::PageDraft;
use self::page_geometry::PageGeometry;
use self::section::{SectionLayout, lay_out_section};
use crate::cache::Cache;
use crate::diagnostic::Diagnostics;
use crate::edition::{Edition, EditionArticle, NodeId, Section};
use crate::geometry::{Paper, Rect};
use crate::pdf::pages::{Anchor, OutlineEntry, Page, Pages, Placed, lower_roman};
use crate::theme::{Folios, Theme};
use crate::typeset::Fonts;

/// Lays an edition out on paper.
pub fn layout(
    edition: &Edition,
    paper: Paper,
    fonts: &Fonts,
    diagnostics: &mut Diagnostics,
) -> Pages {
    layout_again(edition, paper, fonts, None, diagnostics)
}

/// The same with a cache: articles found in it are not laid out again, and the others are added to
/// it. The pages are the same.
pub fn layout_again(
    edition: &Edition,
    paper: Paper,
    fonts: &Fonts,
    cache: Option<&Cache>,
    diagnostics: &mut Diagnostics,
) -> Pages {
    let geometry = PageGeometry::new(&edition.theme, paper, fonts);
    let memory = LayoutMemory::new(cache, edition, paper, fonts);
    let pool = LayoutPool { edition, geometry: &geometry, fonts, memory, idle: Mutex::default() };
    let lay_out = |section| lay_out_section(&pool, section, false);
    let (mut front, mut sections) = rayon::join(
        || pool.lend(|context| lay_out_front(context, edition)),
        || edition.sections.par_iter().map(lay_out).collect::<Vec<_>>(),
    );
    face_pages(&pool, front.count(), &mut sections);
    for section in &mut sections {
        diagnostics.append(std::mem::take(&mut section.diagnostics));
    }
    let mut pages = pool.lend(|context| {
        number_contents(context, edition, &mut front, &sections);
        assemble(context, edition, front, sections)
    });
    verify::verify(edition, &pages, diagnostics);
    if edition.meta.language.is_rtl() {
        pages.pages.iter_mut().for_each(|page| mirror::page(&mut page.items, page.size.width));
    }
    pages
}

/// The pages before the first article.
struct FrontPages {
    cover: Option<PageDraft>,
    contents: Vec<PageDraft>,
}

impl FrontPages {
    fn count(&self) -> usize {
        usize::from(self.cover.is_some()) + self.contents.len()
    }

    /// How many of them are numbered on their own.
    fn apart(&self, theme: &Theme) -> usize {
        match theme.text.front_folios {
            Folios::Roman => self.count(),
            Folios::Arabic => 0,
        }
    }
}

/// Lays those sections out again that begin on the other side of a spread than was thought, if
/// facing pages have been made alike in them.
fn face_pages<'e>(pool: &LayoutPool<'e>, before: usize, sections: &mut [SectionLayout<'e>]) {
    let mut page = before + 1;
    for laid in sections {
        let verso = page.is_multiple_of(2);
        if laid.spreads && laid.verso != verso {
            *laid = lay_out_section(pool, laid.section, verso);
        }
        page += laid.drafts.len();
    }
}

/// Cover and contents, the contents without folios: these take a fixed width, so the pages stay as
/// many.
fn lay_out_front(context: &mut LayoutContext<'_>, edition: &Edition) -> FrontPages {
    let cover = cover::cover(context, edition);
    let mut front = FrontPages { cover, contents: Vec::new() };
    if edition.theme.text.front_matter && edition.articles().count() > 1 {
        front.contents = contents::contents(context, edition, &|_| 0);
    }
    front
}

/// Sets the contents again with the folios that are now known.
fn number_contents(
    context: &mut LayoutContext<'_>,
    edition: &Edition,
    front: &mut FrontPages,
    sections: &[SectionLayout<'_>],
) {
    if front.contents.is_empty() {
        return;
    }
    let mut page = front.count() - front.apart(&edition.theme) + 1;
    let mut folios = BTreeMap::new();
    for laid in sections {
        folios.extend(laid.begins.iter().map(|(article, draft)| (article.id, page + draft)));
        page += laid.drafts.len();
    }
    let folio = |id: NodeId| folios.get(&id).copied().unwrap_or(0);
    front.contents = contents::contents(context, edition, &folio);
}

/// Numbers the pages, adds their furniture, gathers anchors and outline.
fn assemble(
    context: &mut LayoutContext<'_>,
    edition: &Edition,
    front: FrontPages,
    sections: Vec<SectionLayout<'_>>,
) -> Pages {
    let total = front.count() + sections.iter().map(|laid| laid.drafts.len()).sum::<usize>();
    let apart = front.apart(&edition.theme);
    let (last_apart, last) = (lower_roman(apart), (total - apart).to_string());
    let folio = |number: usize| match number.checked_sub(apart) {
        None | Some(0) => lower_roman(number),
        Some(number) => number.to_string(),
    };
    let geometry = context.geometry;
    let contents_word = &edition.meta.language.locale().strings().contents;
    let mut pages = Pages::default();
    if let Some(cover) = front.cover {
        push(&mut pages, geometry, folio(1), cover, Vec::new());
    }
    let mut add = |pages: &mut Pages, draft: PageDraft, section: &str, article: &str| {
        let opens_section = draft.opens_section;
        let number = pages.pages.len() + 1;
        let label = folio(number);
        let last = if number > apart { &last } else { &last_apart };
        let place = PagePosition { number, folio: &label, last, section, article, opens_section };
        let furniture = furniture::furniture(context, &edition.meta, place);
        push(pages, geometry, label, draft, furniture);
    };
    if !front.contents.is_empty() {
        let anchor = Anchor { page: pages.pages.len(), y: 0.0 };
        let title = contents_word.to_string();
        pages.outline.push(OutlineEntry { title, anchor, children: Vec::new() });
    }
    for draft in front.contents {
        add(&mut pages, draft, contents_word, contents_word);
    }
    for laid in sections {
        let name = laid.section.title.as_deref().unwrap_or(&edition.meta.title);
        let first = pages.pages.len();
        let mut begins = laid.begins.iter().peekable();
        let mut article = "";
        for (n, draft) in laid.drafts.into_iter().enumerate() {
            // The foot of a page names the article that it begins with.
            if let Some((begun, _)) = begins.peek().filter(|(_, at)| *at == n) {
                article = &begun.title;
            }
            add(&mut pages, draft, name, article);
            while let Some((begun, _)) = begins.next_if(|(_, at)| *at <= n) {
                article = &begun.title;
            }
        }
        outline_section(&mut pages, laid.section, first, edition.only_article().is_some());
    }
    pages
}

/// The bookmarks of a section and, below it, of its articles; below one that is `alone` its
/// crossheads.
fn outline_section(pages: &mut Pages, section: &Section, first: usize, alone: bool) {
    let top = Anchor { page: first, y: 0.0 };
    let inside = |article: &EditionArticle, at: Anchor| -> Vec<OutlineEntry> {
        let heads = article.crossheads().filter(|_| alone).map(|(node, title)| {
            let anchor = pages.anchors.get(&node).copied().unwrap_or(at);
            OutlineEntry { title, anchor, children: Vec::new() }
        });
        heads.collect()
    };
    let entries: Vec<OutlineEntry> = section
        .articles
        .iter()
        .map(|article| {
            let anchor = pages.anchors.get(&article.id).copied().unwrap_or(top);
            OutlineEntry { title: article.title.clone(), anchor, children: inside(article, anchor) }
        })
        .collect();
    match &section.title {
        Some(title) => pages.outline.push(OutlineEntry {
            title: title.clone(),
            anchor: top,
            children: entries,
        }),
        None => pages.outline.extend(entries),
    }
}

fn push(
    pages: &mut Pages,
    geometry: &PageGeometry,
    label: String,
    draft: PageDraft,
    furniture: Vec<Placed>,
) {
    let page = pages.pages.len();
    for (node, y) in draft.anchors {
        pages.anchors.entry(node).or_insert(Anchor { page, y });
    }
    let mut items = furniture;
    items.extend(draft.items);
    pages.pages.push(Page { size: geometry.size, label, items });
}

/// The columns of text of a page, for those who check what stands in them. Pages count from 1.
pub fn columns(theme: &Theme, paper: Paper, fonts: &Fonts, _page: usize) -> Vec<Rect> {
    let geometry = PageGeometry::new(theme, paper, fonts);
    let longer = if geometry.deeper() { geometry.grid } else { 0.0 };
    let (y, height) = (geometry.area.y, geometry.area.height + longer);
    (0..geometry.columns)
        .map(|n| Rect::new(geometry.column_x(n), y, geometry.column, height))
        .collect()
}
