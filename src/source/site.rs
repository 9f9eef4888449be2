//! What a collection says of its files. Input: nothing. Output: [`Site`], plain data that every later
//! stage reads.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_norway::{Mapping, Value};

use super::names::small;
use super::wiki_names::WikiNames;
use crate::article::Settings;

/// What a folder says of the files in it.
#[derive(Debug, Default)]
pub(super) struct Site {
    /// The folder of its settings, above which no picture is taken, where it is not that of the input.
    pub root: Option<PathBuf>,
    /// Title, language and the like, which the settings of offprint win over.
    pub settings: Settings,
    /// Its articles in order, by section; empty where folders decide.
    pub sections: Vec<SiteSection>,
    /// The order of the articles that no section names; empty for the one they were found in.
    pub sequence: Vec<usize>,
    /// Files that say something of others and have nothing to print themselves.
    pub silent: Vec<usize>,
    /// Files that it does not print, by their places in the input.
    pub left_out: Vec<usize>,
    /// What they are no part of, as in `the book`.
    pub extent: &'static str,
    /// What it says of each file, by its place in the input.
    pub pages: Vec<SitePage>,
    /// Names of sections by their folders under the input's root.
    pub section_titles: BTreeMap<String, String>,
    /// Folders in which pictures lie that are addressed from the site's root, nearest first.
    pub picture_folders: Vec<PathBuf>,
    /// Folders under the input's root by the addresses, in small letters, at which their files are found.
    pub folders_by_address: BTreeMap<String, String>,
    /// Where it stands on the web, without a slash at the end.
    pub url: Option<String>,
    /// What its addresses begin with before the path in the site, as `/guide`; without a slash at the end.
    pub base: String,
    /// Whether notes and pictures are found by their names alone, wherever they are.
    pub by_name: bool,
    /// For a site in which files are found by their names alone: the paths of those that are no articles
    /// under the input's root, by their names in small, composed letters; the shortest paths first.
    pub files_by_name: BTreeMap<String, Vec<String>>,
    /// What `[[a name]]` means.
    pub names: WikiNames,
    /// What else is to be said of it.
    pub remarks: Vec<String>,
    /// Names of authors by the short ones that articles use.
    pub authors: BTreeMap<String, String>,
    /// Small templates of its own, by their names.
    pub templates: BTreeMap<String, String>,
    /// What templates call `site`.
    pub variables: Value,
}

/// A section of a site.
#[derive(Debug, Default)]
pub(super) struct SiteSection {
    pub title: Option<String>,
    /// Its articles, by their places in the input.
    pub files: Vec<usize>,
}

/// What a site says of one file.
#[derive(Debug, Default, Clone)]
pub(super) struct SitePage {
    /// Values for keys that its front matter lacks.
    pub defaults: Mapping,
    /// Values that sections above hand down to it, for templates.
    pub values: Mapping,
    /// Its paths on the site, from its root and without slashes around them.
    pub addresses: Vec<String>,
    /// Its title, if it has none of its own.
    pub title: Option<String>,
    /// What stands above its title.
    pub kicker: Option<String>,
}

impl Site {
    /// Where a file lies, under the input's root, that is referred to by its name or by the end of its
    /// path.
    pub(super) fn file_named(&self, target: &str) -> Option<&str> {
        let target = small(target.trim().trim_matches('/'));
        let name = target.rsplit('/').next()?;
        let paths = self.files_by_name.get(name)?;
        let ends = |path: &&String| {
            let path = small(path);
            path.strip_suffix(&target).is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
        };
        paths.iter().find(ends).or(paths.first()).map(String::as_str)
    }

    /// Lets the files of an input be found by their names.
    pub(super) fn name_files(&mut self, others: &[String]) {
        self.by_name = true;
        let mut others: Vec<&String> = others.iter().collect();
        others.sort_by_key(|path| (path.matches('/').count(), path.len(), *path));
        for path in others {
            let name = small(path.rsplit('/').next().unwrap_or_default());
            self.files_by_name.entry(name).or_default().push(path.clone());
        }
    }
}
