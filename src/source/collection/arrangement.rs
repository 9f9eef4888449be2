//! The sections of a site. Input: what is known of its files. Output: sections in order, and within each
//! the articles by the menu, by their numbers, by dates, by names.

use std::collections::{BTreeMap, BTreeSet};

use super::super::input::natural;
use super::language_folders;
use crate::article::Date;
use crate::source::site::SiteSection;

/// What is known of the place of a file.
#[derive(Debug, Default, Clone)]
pub(super) struct SiteFile {
    /// Its place in the input.
    pub number: usize,
    /// Its path on disk under the site's root.
    pub path: String,
    /// Where its section stands among the others, and its title.
    pub section: (usize, String),
    /// Its language, where the site has several.
    pub language: Option<String>,
    /// The heading of the menu that it stands under.
    pub heading: Option<String>,
    /// Its place in the menu.
    pub rank: Option<usize>,
    /// The number that its front matter gives.
    pub place: Option<f64>,
    pub date: Option<Date>,
    /// Its name in the site's hierarchy, and that of the page above it.
    pub name: String,
    pub parent: Option<String>,
}

impl SiteFile {
    fn is_index(&self) -> bool {
        let name = self.path.rsplit('/').next().unwrap_or_default();
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        matches!(stem.to_ascii_lowercase().as_str(), "index" | "readme")
    }

    fn folder(&self) -> &str {
        self.path.rsplit_once('/').map_or("", |(folder, _)| folder)
    }
}

/// Arranges the files of a site in sections; `first` is the language that comes first.
pub(super) fn arrange(files: Vec<SiteFile>, first: &str) -> Vec<SiteSection> {
    let languages: BTreeSet<&str> =
        files.iter().filter_map(|file| file.language.as_deref()).collect();
    let several = languages.len() > 1;
    // Sections by language, rank and title.
    let mut sections: BTreeMap<(usize, String, usize, String), Vec<SiteFile>> = BTreeMap::new();
    for file in &files {
        let language = file.language.clone().filter(|_| several).unwrap_or_default();
        let order = if language == first || language.is_empty() { 0 } else { 1 };
        let (rank, title) = match (several, &file.heading) {
            (true, _) => (0, language_folders::name(&language)),
            (false, Some(heading)) => (first_of(&files, heading), heading.clone()),
            (false, None) => (files.len() + file.section.0, file.section.1.clone()),
        };
        sections.entry((order, language, rank, title)).or_default().push(file.clone());
    }
    let alone = sections.len() == 1;
    let section = |((_, _, _, title), files): (_, Vec<SiteFile>)| {
        let title = Some(title).filter(|title: &String| !alone && !title.is_empty());
        SiteSection { title, files: ordered(files, several) }
    };
    sections.into_iter().map(section).collect()
}

/// Where a heading first stands in the menu.
fn first_of(files: &[SiteFile], heading: &str) -> usize {
    let under = files.iter().filter(|file| file.heading.as_deref() == Some(heading));
    under.filter_map(|file| file.rank).min().unwrap_or(0)
}

/// The files of a section in order: those below a page after it.
fn ordered(mut files: Vec<SiteFile>, by_section: bool) -> Vec<usize> {
    sort(&mut files, by_section);
    let mut by_name: BTreeMap<&str, usize> = BTreeMap::new();
    for (index, file) in files.iter().enumerate() {
        by_name.entry(&file.name).or_insert(index);
    }
    let mut children: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut roots = Vec::new();
    for (index, file) in files.iter().enumerate() {
        let parent = file.parent.as_deref().and_then(|parent| by_name.get(parent).copied());
        match parent.filter(|parent| *parent != index) {
            Some(parent) => children.entry(parent).or_default().push(index),
            None => roots.push(index),
        }
    }
    let mut placed = vec![false; files.len()];
    let mut order = Vec::with_capacity(files.len());
    let mut open: Vec<usize> = roots.into_iter().rev().collect();
    while let Some(index) = open.pop() {
        if std::mem::replace(&mut placed[index], true) {
            continue;
        }
        order.push(files[index].number);
        open.extend(children.get(&index).into_iter().flatten().rev().copied());
    }
    // Pages that stand below one another in a ring.
    order.extend(
        files.iter().zip(placed).filter(|(_, placed)| !placed).map(|(file, _)| file.number),
    );
    order
}

fn sort(files: &mut [SiteFile], by_section: bool) {
    // Numbers that are given once each count for all; else each folder has its own.
    let places = files.iter().filter_map(|file| file.place.map(f64::to_bits));
    let count = places.clone().count();
    let repeated = places.collect::<BTreeSet<_>>().len() * 4 < count * 3;
    let by_folder = repeated && files.iter().all(|file| file.parent.is_none());
    files.sort_by(|a, b| {
        let rank = |file: &SiteFile| file.rank.unwrap_or(usize::MAX);
        let place = |file: &SiteFile| file.place.unwrap_or(f64::INFINITY);
        let folder =
            |file: &SiteFile| if by_folder { file.folder().to_owned() } else { String::new() };
        let section =
            |file: &SiteFile| if by_section { file.section.clone() } else { (0, String::new()) };
        rank(a)
            .cmp(&rank(b))
            .then_with(|| section(a).cmp(&section(b)))
            .then_with(|| natural(&folder(a), &folder(b)))
            .then_with(|| place(a).total_cmp(&place(b)))
            .then_with(|| a.date.cmp(&b.date))
            .then_with(|| by_path(a, b))
    });
}

/// The order of two paths: the first page of a folder before all else in it.
fn by_path(a: &SiteFile, b: &SiteFile) -> std::cmp::Ordering {
    let parts = |file: &SiteFile| -> Vec<String> {
        let end = if file.is_index() { file.folder() } else { &file.path };
        end.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect()
    };
    let (first, second) = (parts(a), parts(b));
    let differing =
        first.iter().zip(&second).map(|(a, b)| natural(a, b)).find(|order| order.is_ne());
    differing.unwrap_or_else(|| first.len().cmp(&second.len()).then_with(|| a.path.cmp(&b.path)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(number: usize, path: &str) -> SiteFile {
        SiteFile { number, path: path.into(), name: path.into(), ..SiteFile::default() }
    }

    fn order(files: Vec<SiteFile>) -> Vec<usize> {
        arrange(files, "").into_iter().flat_map(|section| section.files).collect()
    }

    #[test]
    fn numbers_come_before_names_and_indexes_first() {
        let two = SiteFile { place: Some(2.0), ..file(0, "b.md") };
        let one = SiteFile { place: Some(1.0), ..file(1, "c.md") };
        assert_eq!(
            order(vec![two, one, file(2, "z.md"), file(3, "a/index.md"), file(4, "a/b.md")]),
            [1, 0, 3, 4, 2]
        );
    }

    #[test]
    fn pages_follow_the_one_above_them() {
        let below = SiteFile { parent: Some("z.md".into()), ..file(0, "a.md") };
        assert_eq!(order(vec![below, file(1, "m.md"), file(2, "z.md")]), [1, 2, 0]);
        let ring = |number, name: &str, parent: &str| SiteFile {
            parent: Some(parent.into()),
            ..file(number, name)
        };
        assert_eq!(order(vec![ring(0, "a", "b"), ring(1, "b", "a")]), [0, 1]);
    }

    #[test]
    fn languages_are_sections_the_default_one_first() {
        let of = |number, language: &str| SiteFile {
            language: Some(language.into()),
            ..file(number, "x.md")
        };
        let sections = arrange(vec![of(0, "de"), of(1, "fr"), of(2, "en")], "en");
        let titles: Vec<_> =
            sections.iter().filter_map(|section| section.title.as_deref()).collect();
        assert_eq!(titles, ["English", "Deutsch", "Français"]);
    }
}
