//! Contents as folders within folders give them. Input: files with their places and the folders' names.
//! Output: sections, one for each folder at the top, what lies deeper in order below.

use std::collections::BTreeMap;

use crate::source::input::{natural, section_title, without_number};
use crate::source::site::SiteSection;

/// The files of a site by folders.
#[derive(Debug, Default)]
pub(super) struct Folders {
    /// Each file's path under the content's folder, and its place in the input.
    pub files: Vec<(String, usize)>,
    /// The places that files and folders have among their neighbours, by their paths.
    pub places: BTreeMap<String, f64>,
    /// The names of folders, by their paths.
    pub titles: BTreeMap<String, String>,
}

/// A file or a folder among its neighbours.
enum Entry<'f> {
    File(usize, &'f str),
    Folder(String),
}

impl Folders {
    /// The sections, and what stands above the titles of files that lie deeper.
    pub(super) fn sections(&self) -> (Vec<SiteSection>, Vec<(usize, String)>) {
        let mut sections: Vec<SiteSection> = Vec::new();
        let mut kickers = Vec::new();
        for entry in self.entries("") {
            match entry {
                Entry::File(file, _) => {
                    match sections.last_mut().filter(|last| last.title.is_none()) {
                        Some(last) => last.files.push(file),
                        None => sections.push(SiteSection { title: None, files: vec![file] }),
                    }
                }
                Entry::Folder(folder) => {
                    let mut files = Vec::new();
                    self.gather(&folder, None, &mut files, &mut kickers);
                    sections.push(SiteSection { title: Some(self.title(&folder)), files });
                }
            }
        }
        (sections, kickers)
    }

    fn title(&self, folder: &str) -> String {
        let name = folder.rsplit('/').next().unwrap_or(folder);
        self.titles.get(folder).cloned().unwrap_or_else(|| section_title(name))
    }

    /// The files of a folder and of those in it, in order.
    fn gather(
        &self,
        folder: &str,
        above: Option<&str>,
        files: &mut Vec<usize>,
        kickers: &mut Vec<(usize, String)>,
    ) {
        for entry in self.entries(folder) {
            match entry {
                Entry::File(file, _) => {
                    files.push(file);
                    kickers.extend(above.map(|above| (file, above.to_owned())));
                }
                Entry::Folder(inner) => {
                    self.gather(&inner, Some(&self.title(&inner)), files, kickers)
                }
            }
        }
    }

    /// What lies in a folder: its index first, then by places, then by names.
    fn entries(&self, folder: &str) -> Vec<Entry<'_>> {
        let mut found: BTreeMap<&str, Entry<'_>> = BTreeMap::new();
        for (path, file) in &self.files {
            let below = match folder {
                "" => path.as_str(),
                folder => match path.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/')) {
                    Some(below) => below,
                    None => continue,
                },
            };
            match below.split_once('/') {
                None => _ = found.insert(below, Entry::File(*file, path)),
                Some((name, _)) => {
                    let inner = if folder.is_empty() {
                        name.to_owned()
                    } else {
                        format!("{folder}/{name}")
                    };
                    found.entry(name).or_insert(Entry::Folder(inner));
                }
            }
        }
        let mut entries: Vec<(&str, Entry<'_>)> = found.into_iter().collect();
        entries.sort_by(|(a, first), (b, second)| {
            let key = |name: &str, entry: &Entry<'_>| {
                let path = match entry {
                    Entry::File(_, path) => path,
                    Entry::Folder(path) => path.as_str(),
                };
                let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_lowercase();
                let is_index = matches!(entry, Entry::File(..))
                    && matches!(stem.as_str(), "index" | "_index" | "readme");
                (!is_index, self.place(path, name))
            };
            let (a_key, b_key) = (key(a, first), key(b, second));
            a_key.0.cmp(&b_key.0).then(a_key.1.total_cmp(&b_key.1)).then_with(|| natural(a, b))
        });
        entries.into_iter().map(|(_, entry)| entry).collect()
    }

    /// The place of a file or folder: that given, else the number before its name; the last otherwise.
    fn place(&self, path: &str, name: &str) -> f64 {
        let numbered = || {
            let number = (without_number(name).len() < name.len())
                .then(|| name.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok());
            number.flatten()
        };
        self.places.get(path).copied().or_else(numbered).unwrap_or(f64::INFINITY)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_sections_in_the_order_of_their_places() {
        let files = ["b/two.md", "b/index.md", "b/deep/x.md", "a/one.md", "intro.md"];
        let folders = Folders {
            files: files.iter().enumerate().map(|(n, path)| ((*path).to_owned(), n)).collect(),
            places: BTreeMap::from([
                ("intro.md".into(), 1.0),
                ("b".into(), 2.0),
                ("b/deep".into(), 1.0),
            ]),
            titles: BTreeMap::from([("b".into(), "Bees".into())]),
        };
        let (sections, kickers) = folders.sections();
        let shown: Vec<_> =
            sections.iter().map(|s| (s.title.as_deref(), s.files.as_slice())).collect();
        assert_eq!(
            shown,
            [(None, &[4][..]), (Some("Bees"), &[1, 2, 0][..]), (Some("A"), &[3][..])]
        );
        assert_eq!(kickers, [(2, "Deep".to_owned())]);
    }
}
