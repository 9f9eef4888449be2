//! What is in the input. Input: the paths that the user gave. Output: the folder above which
//! nothing is read, and the article files in a sensible order.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use super::model::{OUTSIDE, ReadError, ReadOptions};
use super::names::shown;
use crate::diagnostic::{Code, Diagnostics, Remedy, Severity};
use crate::files::{self, FileKind, Files, FolderEntry};
use crate::system::is_absence;

/// The input as it is on disk.
#[derive(Debug)]
pub(super) struct InputFiles {
    /// The folder's name, or the single file's without its suffix.
    pub name: String,
    /// The folder above which nothing is read, as the user gave it.
    pub root: PathBuf,
    /// Which files may be read.
    pub bounds: Bounds,
    /// Whether one folder was given, which may hold a manifest and settings.
    pub folder: bool,
    /// The articles in the order given or, within folders, in natural order.
    pub files: Vec<ArticleFile>,
    /// The other files of the folders, by their paths under the root.
    pub others: Vec<String>,
}

/// An article file.
#[derive(Debug, Clone)]
pub(super) struct ArticleFile {
    /// Its path as the user would write it.
    pub path: PathBuf,
    /// Its path under the root with `/` between folders.
    pub under: String,
}

impl ArticleFile {
    /// The folder it is in, under the root; empty for the root itself.
    pub(super) fn folder(&self) -> &str {
        self.under.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// The first folder under the root, which is its section.
    pub(super) fn section_folder(&self) -> Option<&str> {
        self.under.split_once('/').map(|(section, _)| section)
    }

    /// Its name without suffix.
    pub(super) fn stem(&self) -> &str {
        let name = self.under.rsplit('/').next().unwrap_or_default();
        name.rsplit_once('.').map_or(name, |(stem, _)| stem)
    }
}

/// Which files may be read.
#[derive(Debug)]
pub(super) struct Bounds {
    /// The folder above which nothing is read, without symbolic links.
    real_root: PathBuf,
    /// The folder of the site that the input is part of, without symbolic links.
    real_site: Option<PathBuf>,
    /// Whether links may lead out of it.
    follow_links: bool,
}

impl Bounds {
    /// The folder above which nothing is read, without symbolic links.
    pub(super) fn real_root(&self) -> &Path {
        &self.real_root
    }

    /// Lets the files of the site be read that the input is part of.
    pub(super) fn widen_to(&mut self, site: Option<&Path>) {
        self.real_site = site.map(Path::to_path_buf);
    }

    fn new(files: &dyn Files, root: &Path, follow_links: bool) -> Result<Self, ReadError> {
        let real_root = files.resolve(root).map_err(|error| unreadable(root, error))?;
        Ok(Self { real_root, real_site: None, follow_links })
    }

    /// Whether a file may be read: it is there, and no link leads out unless it may.
    ///
    /// # Errors
    /// If that cannot be determined.
    pub(super) fn hold(&self, files: &dyn Files, path: &Path) -> io::Result<bool> {
        if self.follow_links {
            return Ok(true);
        }
        match files.resolve(path) {
            Ok(real) => {
                let of_site = self.real_site.as_ref().is_some_and(|site| real.starts_with(site));
                Ok(of_site || real.starts_with(&self.real_root))
            }
            Err(error) if is_absence(&error) => Ok(false),
            Err(error) => Err(error),
        }
    }
}

/// Finds the articles of an input. Links that lead out of it are reported and passed over.
pub(super) fn find(
    options: &ReadOptions,
    diagnostics: &mut Diagnostics,
) -> Result<InputFiles, ReadError> {
    let (inputs, files) = (options.inputs.as_slice(), &*options.files);
    let (mut paths, mut others, mut refused) = (Vec::new(), Vec::new(), Vec::new());
    let mut folders = 0;
    for input in inputs {
        let stat = files.stat(input).map_err(|error| unreadable(input, error))?;
        match stat.kind == FileKind::Folder {
            true => {
                folders += 1;
                let mut walk = FolderWalk::through(input, options)?;
                paths.append(&mut walk.paths);
                others.append(&mut walk.others);
                refused.append(&mut walk.refused);
            }
            false => paths.push(input.clone()),
        }
    }
    refused.iter().for_each(|path| report_outside(path, diagnostics));
    let given = || inputs.iter().map(|path| shown(path)).collect::<Vec<_>>().join(", ");
    if paths.is_empty() {
        return Err(match refused.first() {
            Some(path) => ReadError::Outside { path: shown(path) },
            None => ReadError::NoArticles { path: given() },
        });
    }
    let folder = inputs.len() == 1 && folders == 1;
    let root = match inputs {
        [one] if folder => one.clone(),
        [one] => parent(one),
        _ => common_folder(files, &paths),
    };
    let bounds = Bounds::new(files, &root, options.follow_links)?;
    let name = match inputs {
        [one] if !folder => one.file_stem(),
        _ => bounds.real_root.file_name(),
    };
    let name = name.map_or_else(given, |name| name.to_string_lossy().into_owned());
    let mut articles = Vec::with_capacity(paths.len());
    for path in paths {
        let under = under(files, &root, &bounds.real_root, &path)?;
        articles.push(ArticleFile { path, under });
    }
    if folder {
        articles.sort_by(|a, b| natural_paths(&a.under, &b.under));
    }
    let others =
        others.iter().filter_map(|path| path.strip_prefix(&root).ok()).map(shown).collect();
    Ok(InputFiles { name, root, bounds, folder, files: articles, others })
}

/// A walk through a folder and those in it.
struct FolderWalk<'w> {
    files: &'w dyn Files,
    bounds: Bounds,
    /// Where links are followed, the folders that were seen, without symbolic links: none is read
    /// twice, so that no link leads round.
    seen: BTreeSet<PathBuf>,
    /// The article files.
    paths: Vec<PathBuf>,
    /// The other files.
    others: Vec<PathBuf>,
    /// Links that lead out.
    refused: Vec<PathBuf>,
}

impl<'w> FolderWalk<'w> {
    /// Finds all article files below a folder. Hidden files and folders are passed over, and so are
    /// links to folders unless they are to be followed.
    fn through(folder: &Path, options: &'w ReadOptions) -> Result<Self, ReadError> {
        let mut walk = FolderWalk {
            files: &*options.files,
            bounds: Bounds::new(&*options.files, folder, options.follow_links)?,
            seen: BTreeSet::new(),
            paths: Vec::new(),
            others: Vec::new(),
            refused: Vec::new(),
        };
        walk.folder(folder)?;
        Ok(walk)
    }

    fn folder(&mut self, folder: &Path) -> Result<(), ReadError> {
        if self.bounds.follow_links {
            let real = self.files.resolve(folder).map_err(|error| unreadable(folder, error))?;
            if !self.seen.insert(real) {
                return Ok(());
            }
        }
        let listing = self.files.list(folder).map_err(|error| unreadable(folder, error))?;
        let hidden = |entry: &FolderEntry| {
            let name = entry.name.to_string_lossy();
            name.starts_with('.') || name == "node_modules"
        };
        let mut found: Vec<_> =
            listing.entries.into_iter().filter(|entry| !hidden(entry)).collect();
        found.sort_by(|a, b| natural(&a.name.to_string_lossy(), &b.name.to_string_lossy()));
        for entry in found {
            let path = folder.join(&entry.name);
            if entry.folder {
                self.folder(&path)?;
            } else if entry.link && self.is_folder(&path)? {
                self.linked_folder(path)?;
            } else if is_article(&path) && files::is_file(self.files, &path) {
                match !entry.link || self.holds(&path)? {
                    true => self.paths.push(path),
                    false => {
                        self.files.recheck_always(&path);
                        self.refused.push(path);
                    }
                }
            } else if !entry.link {
                self.others.push(path);
            }
        }
        Ok(())
    }

    /// Follows a link to a folder where that is requested. One that stays inside leads to what is
    /// read anyway.
    fn linked_folder(&mut self, path: PathBuf) -> Result<(), ReadError> {
        if self.bounds.follow_links {
            return self.folder(&path);
        }
        if !self.holds(&path)? {
            self.refused.push(path);
        }
        Ok(())
    }

    fn is_folder(&self, path: &Path) -> Result<bool, ReadError> {
        files::is_folder(self.files, path).map_err(|error| unreadable(path, error))
    }

    fn holds(&self, path: &Path) -> Result<bool, ReadError> {
        self.bounds.hold(self.files, path).map_err(|error| unreadable(path, error))
    }
}

/// Reports a link that leads out of the input.
pub(super) fn report_outside(path: &Path, diagnostics: &mut Diagnostics) {
    let message = format!("{} is a link that leads outside the input folder", shown(path));
    diagnostics.add(Severity::Error, Code::Outside, None, message, OUTSIDE);
    diagnostics.suggest(Remedy::FollowLinks);
}

/// Whether a file's name is that of an article.
pub fn is_article(path: &Path) -> bool {
    let suffix = path.extension().map(|suffix| suffix.to_string_lossy().to_ascii_lowercase());
    suffix.is_some_and(|suffix| ARTICLE_SUFFIXES.contains(&suffix.as_str()))
}

/// The suffixes of files that are articles: markdown, and what is nearly that.
pub(crate) const ARTICLE_SUFFIXES: [&str; 7] =
    ["md", "markdown", "mdown", "mkd", "mdx", "qmd", "rmd"];

fn parent(file: &Path) -> PathBuf {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_path_buf(),
        _ => PathBuf::from("."),
    }
}

/// The deepest folder that holds all files.
fn common_folder(files: &dyn Files, paths: &[PathBuf]) -> PathBuf {
    let mut folders = paths.iter().map(|path| parent(path));
    let mut common = folders.next().unwrap_or_default();
    for folder in folders {
        while !folder.starts_with(&common) {
            if !common.pop() || common.as_os_str().is_empty() {
                return common_real_folder(files, paths);
            }
        }
    }
    common
}

/// The same by the paths that the files have on disk, for names such as `../a.md` and `b/c.md`.
fn common_real_folder(files: &dyn Files, paths: &[PathBuf]) -> PathBuf {
    let mut folders =
        paths.iter().map(|path| files.resolve(path).map_or_else(|_| parent(path), |p| parent(&p)));
    let mut common = folders.next().unwrap_or_default();
    for folder in folders {
        while !folder.starts_with(&common) && common.pop() {}
    }
    common
}

/// A file's path under the root.
fn under(
    files: &dyn Files,
    root: &Path,
    real_root: &Path,
    path: &Path,
) -> Result<String, ReadError> {
    let relative = match path.strip_prefix(root) {
        Ok(relative) => relative.to_path_buf(),
        Err(_) => {
            let real = files.resolve(path).map_err(|error| unreadable(path, error))?;
            real.strip_prefix(real_root).map_or(real.clone(), Path::to_path_buf)
        }
    };
    Ok(shown(&relative).trim_start_matches("./").to_owned())
}

pub(super) fn unreadable(path: &Path, error: std::io::Error) -> ReadError {
    ReadError::Io { path: shown(path), error }
}

/// Orders two paths under the root folder by folder: files of the root come before folders, unless
/// a number before their names puts them among these.
fn natural_paths(a: &str, b: &str) -> Ordering {
    let rank = |path: &str| {
        let first = path.split('/').next().unwrap_or_default();
        path.contains('/') || without_number(first).len() < first.len()
    };
    let parts = || a.split('/').zip(b.split('/'));
    rank(a)
        .cmp(&rank(b))
        .then_with(|| {
            let compared = parts().map(|(a, b)| natural(a, b));
            compared.into_iter().find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
        })
        .then_with(|| a.cmp(b))
}

/// Orders names as people do: `2` before `10`, capitals beside small letters.
pub(super) fn natural(a: &str, b: &str) -> Ordering {
    natord::compare_ignore_case(a, b).then_with(|| a.cmp(b))
}

/// A name without the number that puts it in its place: `01 Leaders`, `2. Letters`, `10-Business`.
/// Names that merely begin with a number (`18F`, `2023-04-22`, `100 days`) stay unchanged.
pub(super) fn without_number(name: &str) -> &str {
    let figures = name.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &name[figures..];
    let bare = rest.trim_start_matches(['.', '_', '-', ')', ' ']);
    let sign = &rest[..rest.len() - bare.len()];
    let number = match figures {
        1 | 2 => !sign.is_empty(),
        3 => !sign.is_empty() && (name.starts_with('0') || sign.trim() != ""),
        _ => false,
    };
    if number && bare.starts_with(char::is_alphabetic) { bare } else { name }
}

/// The name of a section as printed, from its folder's. Names fit for addresses, `united-states`,
/// are given back their spaces and a capital; those that somebody wrote stay unchanged.
pub(super) fn section_title(folder: &str) -> String {
    let bare = without_number(folder);
    if bare.contains(char::is_uppercase) || bare.contains(char::is_whitespace) {
        return bare.to_owned();
    }
    let words = bare.replace(['-', '_'], " ");
    let mut letters = words.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_are_named_as_people_write() {
        assert_eq!(section_title("03-united-states"), "United states");
        assert_eq!(section_title("2 letters"), "Letters");
        assert_eq!(section_title("e-readers of note"), "e-readers of note");
        assert_eq!(section_title("Middle East & Africa"), "Middle East & Africa");
    }

    #[test]
    fn numbers_that_order_are_not_printed() {
        for (name, bare) in [
            ("01 Leaders", "Leaders"),
            ("2. Letters", "Letters"),
            ("10-Business", "Business"),
            ("3_Asia", "Asia"),
            ("18F at work", "18F at work"),
            ("2023-04-22", "2023-04-22"),
            ("100 days", "100 days"),
            ("7", "7"),
        ] {
            assert_eq!(without_number(name), bare);
        }
    }

    #[test]
    fn paths_are_ordered_as_people_do() {
        let mut paths = [
            "b/2.md",
            "b/10.md",
            "zebra.md",
            "B/1.md",
            "99-end.md",
            "a/x.md",
            "Abc.md",
            "100/y.md",
        ];
        paths.sort_by(|a, b| natural_paths(a, b));
        assert_eq!(
            paths,
            [
                "Abc.md",
                "zebra.md",
                "99-end.md",
                "100/y.md",
                "a/x.md",
                "B/1.md",
                "b/2.md",
                "b/10.md"
            ]
        );
    }
}
