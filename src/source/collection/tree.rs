//! The files among which a collection is looked for. Input: the input's files. Output: [`Tree`], which
//! answers what lies where, in the input and in the folders above it.

use std::path::{Path, PathBuf};

use super::super::decode;
use super::super::front_matter::FrontTable;
use super::super::input::InputFiles;
use super::super::page::Page;
use super::super::wiki_names::WikiNames;
use crate::diagnostic::Sources;
use crate::files::{self, Files};

/// How many folders above the input may hold the settings of its site.
const FARTHEST: usize = 5;

/// Settings of more bytes are no site's.
const LARGEST: u64 = 4_000_000;

/// The files among which a collection is looked for.
pub(in super::super) struct Tree<'a> {
    pub input: &'a InputFiles,
    pub files: &'a dyn Files,
    /// The articles, by their places in the input.
    pub pages: &'a [Page],
    pub sources: &'a Sources,
}

/// A file of settings and the folder it is in.
pub(super) struct SettingsFile {
    pub folder: PathBuf,
    /// Its path under that folder.
    pub name: String,
    pub text: String,
}

impl Tree<'_> {
    /// The front matter of an article.
    pub(super) fn front(&self, file: usize) -> &FrontTable {
        &self.pages[file].front
    }

    /// The text of an article after its front matter.
    pub(super) fn body(&self, file: usize) -> &str {
        let page = &self.pages[file];
        let text = self.sources.get(page.source).map_or("", |source| source.text.as_str());
        text.get(page.front.body..).unwrap_or_default()
    }

    /// The folder of the input and those above it, nearest first, up to one that version control or
    /// the system ends.
    pub(super) fn folders_up(&self) -> Vec<PathBuf> {
        let mut folders = Vec::new();
        for folder in self.input.bounds.real_root().ancestors().take(FARTHEST + 1) {
            if folder.parent().is_none() {
                break;
            }
            folders.push(folder.to_path_buf());
            if files::is_folder(self.files, &folder.join(".git")).unwrap_or(false) {
                break;
            }
        }
        folders
    }

    /// The text of a file, if it is there and no larger than settings are.
    pub(super) fn text(&self, path: &Path) -> Option<String> {
        if !files::is_file(self.files, path) {
            return None;
        }
        self.files.read(path, LARGEST).ok().map(|read| decode::decode(read.bytes).text)
    }

    /// The first of some files in the nearest folder that holds one, from the input's upward.
    pub(super) fn settings_above(&self, names: &[&str]) -> Option<SettingsFile> {
        self.folders_up().into_iter().find_map(|folder| self.settings_in(&folder, names))
    }

    /// The first of some files that a folder holds.
    pub(super) fn settings_in(&self, folder: &Path, names: &[&str]) -> Option<SettingsFile> {
        names.iter().find_map(|name| {
            let text = self.text(&folder.join(name))?;
            Some(SettingsFile { folder: folder.to_path_buf(), name: (*name).to_owned(), text })
        })
    }

    /// The names of the articles, but for those that are `left_out`, and of other files.
    pub(super) fn wiki_names(&self, left_out: &[usize], others: &[String]) -> WikiNames {
        let mut out = vec![false; self.input.files.len()];
        left_out.iter().for_each(|file| out[*file] = true);
        let files = self.input.files.iter().enumerate().filter(|(at, _)| !out[*at]);
        let articles = files.map(|(at, file)| (at, file.under.as_str(), &self.front(at).table));
        WikiNames::of(articles, others)
    }

    /// Whether a folder is there.
    pub(super) fn has_folder(&self, path: &Path) -> bool {
        files::is_folder(self.files, path).unwrap_or(false)
    }

    /// Whether a file is there.
    pub(super) fn has_file(&self, path: &Path) -> bool {
        files::is_file(self.files, path)
    }

    /// The path of an article under a folder, with `/` between folders; `None` if it is elsewhere.
    pub(super) fn path_under(&self, folder: &Path, file: usize) -> Option<String> {
        let path = self.input.bounds.real_root().join(&self.input.files[file].under);
        let under = path.strip_prefix(folder).ok()?;
        Some(super::super::names::shown(under))
    }

    /// The article at a path.
    pub(super) fn file_at(&self, path: &Path) -> Option<usize> {
        let under = path.strip_prefix(self.input.bounds.real_root()).ok()?;
        let under = super::super::names::shown(under);
        self.input.files.iter().position(|file| file.under == under)
    }
}

/// Settings in YAML; nothing where they cannot be read.
pub(super) fn yaml(text: &str) -> serde_norway::Value {
    // Tags such as `!!python/name:x` are no values that anybody here could use.
    let bare =
        |line: &str| line.split_once("!!python").map_or(line, |(before, _)| before).to_owned();
    let text: Vec<String> = text.lines().map(bare).collect();
    serde_norway::from_str(&text.join("\n")).unwrap_or_default()
}
