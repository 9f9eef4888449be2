//! The order of a Hugo site's pages. Input: its pages. Output: sections, one for each first folder,
//! with the pages of those within it depth first.
//!
//! Within a section Hugo orders by weight, 0 last, then by date, the newest first, then by title.
//! Where no page has a weight and nearly all are dated, as in a blog, the oldest comes first here: an edition
//! is read from its first page to its last.

use std::cmp::{Ordering, Reverse};
use std::collections::BTreeMap;

use super::content::{ContentPage, PageKind, folders_above};
use crate::source::input::natural;

/// A section of the edition: places among the pages, each with the section of the site it is in.
#[derive(Debug, Default)]
pub(super) struct OrderedSection {
    /// The folder of the section; empty for pages in none.
    pub place: String,
    pub pages: Vec<usize>,
}

/// The sections of a site, by their places.
struct Sections<'p> {
    pages: &'p [ContentPage],
    /// The pages of `_index.md` files.
    own: BTreeMap<&'p str, usize>,
    /// What is in each.
    children: BTreeMap<&'p str, Vec<Child<'p>>>,
}

/// A page of a section, or a section in it.
#[derive(Clone, Copy)]
enum Child<'p> {
    Page(usize),
    Section(&'p str),
}

/// Orders pages into sections, one for each folder below `top`.
pub(super) fn sections(pages: &[ContentPage], top: &str) -> Vec<OrderedSection> {
    let sections = Sections::of(pages, top);
    let mut ordered = vec![OrderedSection::default()];
    ordered[0].pages.extend(sections.own.get(top));
    for child in sections.sorted(top) {
        match child {
            Child::Page(page) => ordered[0].pages.push(page),
            Child::Section(place) => {
                let mut pages = Vec::new();
                sections.collect(place, &mut pages);
                ordered.push(OrderedSection { place: place.to_owned(), pages });
            }
        }
    }
    ordered.retain(|section| !section.pages.is_empty());
    ordered
}

/// The section of the site that a page or section is in: the nearest folder with an `_index.md`, else
/// the first one below `top`.
pub(super) fn section_of<'p>(
    place: &'p str,
    top: &str,
    is_section: impl Fn(&str) -> bool,
) -> &'p str {
    let mut first = "";
    for folder in folders_above(place).skip(1) {
        if folder == top || is_section(folder) || folder.len() < top.len() {
            let below_top = folder == top && !first.is_empty();
            return if below_top { first } else { folder };
        }
        first = folder;
    }
    first
}

impl<'p> Sections<'p> {
    fn of(pages: &'p [ContentPage], top: &str) -> Self {
        let index = |(at, page): (usize, &'p ContentPage)| {
            (page.kind == PageKind::Section).then_some((page.place.as_str(), at))
        };
        let own: BTreeMap<&str, usize> = pages.iter().enumerate().filter_map(index).collect();
        let mut children: BTreeMap<&str, Vec<Child<'p>>> = BTreeMap::new();
        let mut known: BTreeMap<&str, ()> = BTreeMap::new();
        for (at, page) in pages.iter().enumerate() {
            let mut section = match page.kind {
                PageKind::Section => page.place.as_str(),
                _ => {
                    let above = section_of(&page.place, top, |place| own.contains_key(place));
                    children.entry(above).or_default().push(Child::Page(at));
                    above
                }
            };
            // The sections that it is in are in one another.
            while section != top && known.insert(section, ()).is_none() {
                let above = section_of(section, top, |place| own.contains_key(place));
                children.entry(above).or_default().push(Child::Section(section));
                section = above;
            }
        }
        Sections { pages, own, children }
    }

    /// All pages of a section, depth first.
    fn collect(&self, place: &'p str, into: &mut Vec<usize>) {
        let mut open = vec![Child::Section(place)];
        while let Some(child) = open.pop() {
            match child {
                Child::Page(page) => into.push(page),
                Child::Section(place) => {
                    into.extend(self.own.get(place));
                    open.extend(self.sorted(place).into_iter().rev());
                }
            }
        }
    }

    /// What is in a section, in order.
    fn sorted(&self, place: &str) -> Vec<Child<'p>> {
        let mut children = self.children.get(place).cloned().unwrap_or_default();
        let page = |child: &Child<'p>| match child {
            Child::Page(page) => self.pages.get(*page),
            Child::Section(place) => self.own.get(place).and_then(|page| self.pages.get(*page)),
        };
        let weight = |child: &Child<'p>| page(child).map_or(0, |page| page.weight);
        let date = |child: &Child<'p>| page(child).and_then(|page| page.date);
        let pages = || children.iter().filter(|child| matches!(child, Child::Page(_)));
        let is_chronicle = children.iter().all(|child| weight(child) == 0)
            && pages().next().is_some()
            && pages().filter(|child| date(child).is_none()).count() * 10 <= pages().count();
        let title = |child: &Child<'p>| match (page(child), child) {
            (Some(page), _) => page.listed_title(),
            (None, Child::Section(place)) => (*place).to_owned(),
            (None, Child::Page(_)) => String::new(),
        };
        let by_date = |a: &Child<'p>, b: &Child<'p>| match is_chronicle {
            true => date(a).cmp(&date(b)),
            false => Reverse(date(a)).cmp(&Reverse(date(b))),
        };
        let key = |child: &Child<'p>| (weight(child) == 0, weight(child));
        let place = |child: &Child<'p>| match child {
            Child::Page(page) => self.pages[*page].place.as_str(),
            Child::Section(place) => place,
        };
        children.sort_by(|a, b| -> Ordering {
            let by_weight = key(a).cmp(&key(b));
            let by_weight_and_date = by_weight.then_with(|| by_date(a, b));
            by_weight_and_date
                .then_with(|| natural(&title(a), &title(b)))
                .then_with(|| place(a).cmp(place(b)))
        });
        children
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::front_matter::FrontTable;

    fn page(file: usize, path: &str, front: &str) -> ContentPage {
        let front = FrontTable::of(&format!("---\n{front}\n---\n"));
        let mut page = ContentPage::new(file, path.to_owned(), &front);
        page.find_date(&["date".to_owned()]);
        page
    }

    fn order(pages: &[ContentPage], top: &str) -> Vec<(String, Vec<usize>)> {
        sections(pages, top).into_iter().map(|section| (section.place, section.pages)).collect()
    }

    #[test]
    fn weights_then_dates_then_titles() {
        let pages = [
            page(0, "docs/_index.md", "title: Docs\nweight: 2"),
            page(1, "docs/b.md", "title: B"),
            page(2, "docs/a.md", "title: A"),
            page(3, "docs/z.md", "title: Z\nweight: 1"),
            page(4, "docs/deep/_index.md", "title: Deep\nweight: 5"),
            page(5, "docs/deep/x/index.md", "title: X"),
            page(6, "docs/loose/y.md", "title: Y"),
            page(7, "blog/2024-01-02-new.md", "title: A"),
            page(8, "blog/2023-01-02-old/index.md", "title: B"),
            page(9, "about.md", "title: About"),
        ];
        let sections = order(&pages, "");
        assert_eq!(
            sections,
            [
                (String::new(), vec![9]),
                ("docs".to_owned(), vec![0, 3, 4, 5, 2, 1, 6]),
                ("blog".to_owned(), vec![8, 7]),
            ]
        );
    }

    #[test]
    fn sections_below_the_input_are_its_own() {
        let pages = [
            page(0, "docs/_index.md", "title: Docs"),
            page(1, "docs/a/_index.md", "title: A"),
            page(2, "docs/a/b.md", "title: B"),
            page(3, "docs/c.md", "title: C"),
        ];
        assert_eq!(
            order(&pages, "docs"),
            [(String::new(), vec![0, 3]), ("docs/a".to_owned(), vec![1, 2])]
        );
    }
}
