//! Jekyll. Input: `_config.yml`, in the input or above it, or folders of posts. Output: the site's title,
//! language and addresses; its collections, posts and pages as sections; the language that each is in.
//!
//! Sources: Jekyll's documentation, "Directory Structure", "Front Matter Defaults", "Collections", "Posts",
//! <https://jekyllrb.com/docs/>.

use std::path::{Path, PathBuf};

use serde_norway::{Mapping, Value};

use super::arrangement::{SiteFile, arrange};
use super::jekyll_pages::PageReader;
use super::jekyll_site::{JekyllSite, words};
use super::site_data::{self, MenuEntry};
use crate::article::Settings;
use crate::source::collection::model::Collection;
use crate::source::collection::model::Found;
use crate::source::collection::tree::Tree;
use crate::source::site::Site;
use crate::source::site::SitePage;
use crate::source::syntax::{kramdown, liquid};

/// A site of Jekyll.
pub(super) struct Jekyll;

impl Collection for Jekyll {
    fn name(&self) -> &'static str {
        "a Jekyll site"
    }

    fn find(&self, tree: &Tree<'_>) -> Option<Found> {
        let site = find_site(tree)?;
        let reader = PageReader::new(tree, &site)?;
        let data_folder = site.config.get("data_dir").and_then(Value::as_str).unwrap_or("_data");
        let data = site_data::read_folder(tree, &site.source.join(data_folder));
        let url = address_of(&site.config, "url");
        let base =
            words(&site.config, "baseurl").map(|base| format!("/{}", base.trim_matches('/')));
        let base = base.filter(|base| base != "/").unwrap_or_default();
        let mut authors = site_data::names(&data);
        authors.extend(own_authors(&site.config));
        let mut pages = Vec::new();
        let mut files = Vec::new();
        let mut left_out = Vec::new();
        for number in 0..tree.input.files.len() {
            match reader.read(number) {
                Some(read) => {
                    pages.push(read.page);
                    files.push(read.file);
                }
                None => {
                    pages.push(SitePage::default());
                    left_out.push(number);
                }
            }
        }
        if files.is_empty() {
            return None;
        }
        follow_menus(&mut files, &pages, &site_data::menus(&data), &base);
        let language = reader.language(&files);
        let sections = arrange(files, language.as_deref().unwrap_or("en"));
        let settings = Settings {
            title: words(&site.config, "title").or_else(|| words(&site.config, "name")),
            language: language.and_then(|tag| tag.parse().ok()),
            ..Settings::default()
        };
        let evidence = site.evidence;
        let mut variables = site.config;
        variables.insert("data".into(), Value::Mapping(data));
        let site = Site {
            root: Some(site.root),
            settings,
            sections,
            left_out,
            extent: "the site",
            pages,
            picture_folders: picture_folders(&site.source),
            url,
            base,
            authors,
            variables: Value::Mapping(variables),
            ..Site::default()
        };
        Some(Found {
            evidence,
            site,
            syntaxes: vec![
                &liquid::JEKYLL,
                &kramdown::MarkdownInHtml,
                &kramdown::AttributeLists,
                &kramdown::DefinitionLists,
            ],
        })
    }
}

/// Folders in which the pictures of a site lie.
fn picture_folders(source: &Path) -> Vec<PathBuf> {
    let folders =
        ["", "assets", "images", "public", "assets/images", "assets/img", "img", "static"];
    folders
        .iter()
        .map(|folder| if folder.is_empty() { source.to_path_buf() } else { source.join(folder) })
        .collect()
}

/// An address of the web without a slash at its end.
pub(super) fn address_of(table: &Mapping, key: &str) -> Option<String> {
    let address = words(table, key)?;
    address.contains("://").then(|| address.trim_end_matches('/').to_owned())
}

/// Authors that the settings name themselves.
fn own_authors(config: &Mapping) -> std::collections::BTreeMap<String, String> {
    let mut named = Mapping::new();
    if let Some(authors) = config.get("authors") {
        named.insert("authors".into(), authors.clone());
    }
    site_data::names(&named)
}

/// Puts the files that a menu lists in its order, and under its headings where these are many files'.
pub(super) fn follow_menus(
    files: &mut [SiteFile],
    pages: &[SitePage],
    menus: &[Vec<MenuEntry>],
    base: &str,
) {
    let mut by_address = std::collections::BTreeMap::new();
    for (index, file) in files.iter().enumerate() {
        let page = &pages[file.number];
        for address in &page.addresses {
            by_address.entry(address.to_lowercase()).or_insert(index);
        }
        let stem = file.path.rsplit_once('.').map_or(file.path.as_str(), |(stem, _)| stem);
        by_address.entry(stem.trim_start_matches('_').to_lowercase()).or_insert(index);
    }
    let find = |entry: &MenuEntry| {
        let path = entry.address.split('#').next().unwrap_or_default();
        let path = path.strip_prefix(base).unwrap_or(path);
        by_address.get(&super::permalinks::bare(path).to_lowercase()).copied()
    };
    let mut rank = 0;
    for menu in menus {
        let found: Vec<(usize, &MenuEntry)> = menu
            .iter()
            .filter(|entry| !entry.address.contains("://"))
            .filter_map(|e| Some((find(e)?, e)))
            .collect();
        // A few links are no menu of the content.
        if found.len() < 3 || found.len() * 5 < files.len() {
            continue;
        }
        for (index, entry) in found {
            let file = &mut files[index];
            if file.rank.is_none() {
                file.rank = Some(rank);
                file.heading = entry.heading.clone();
                rank += 1;
            }
        }
    }
}

/// The site that the input is, or is a part of.
fn find_site(tree: &Tree<'_>) -> Option<JekyllSite> {
    if let Some(found) = tree.settings_above(&["_config.yml", "_config.yaml", "_config.toml"]) {
        let config = site_data::parse(&found.name, &found.text)?;
        let config = config.as_mapping()?.clone();
        if is_other(tree, &found.folder, &config) {
            return None;
        }
        let source = config.get("source").and_then(Value::as_str).unwrap_or_default();
        let source = found.folder.join(source.trim_start_matches("./"));
        if is_jekyll(tree, &source, &config) {
            let evidence = format!("`{}`", found.name);
            return Some(JekyllSite { root: found.folder, source, config, evidence });
        }
    }
    let root = folder_of_posts(tree)?;
    let evidence = "articles named by dates in `_posts`".to_owned();
    Some(JekyllSite { root: root.clone(), source: root, config: Mapping::new(), evidence })
}

/// Whether settings are those of another program: Jupyter Book and Hexo have the same file.
fn is_other(tree: &Tree<'_>, folder: &Path, config: &Mapping) -> bool {
    const OTHERS: [&str; 8] = [
        "execute",
        "sphinx",
        "only_build_toc_files",
        "parse",
        "source_dir",
        "public_dir",
        "new_post_name",
        "tag_dir",
    ];
    tree.has_file(&folder.join("_toc.yml")) || OTHERS.iter().any(|key| config.contains_key(*key))
}

/// Whether settings, or what lies beside them, are Jekyll's.
fn is_jekyll(tree: &Tree<'_>, source: &Path, config: &Mapping) -> bool {
    const KEYS: [&str; 17] = [
        "plugins",
        "gems",
        "theme",
        "remote_theme",
        "permalink",
        "collections",
        "defaults",
        "kramdown",
        "baseurl",
        "paginate",
        "sass",
        "highlighter",
        "exclude",
        "include",
        "markdown",
        "collections_dir",
        "repository",
    ];
    const FOLDERS: [&str; 6] = ["_layouts", "_includes", "_posts", "_sass", "_data", "_drafts"];
    KEYS.iter().any(|key| config.contains_key(*key))
        || FOLDERS.iter().any(|folder| tree.has_folder(&source.join(folder)))
}

/// The folder whose `_posts` hold articles named by dates.
fn folder_of_posts(tree: &Tree<'_>) -> Option<PathBuf> {
    let root = tree.input.bounds.real_root();
    let in_posts = |number: &usize| {
        let path = root.join(&tree.input.files[*number].under);
        path.parent()
            .is_some_and(|folder| folder.components().any(|part| part.as_os_str() == "_posts"))
    };
    let posts: Vec<usize> = (0..tree.input.files.len()).filter(in_posts).collect();
    let dated = posts
        .iter()
        .filter(|number| super::jekyll_pages::dated(tree.input.files[**number].stem()).is_some());
    if posts.is_empty() || dated.count() * 2 < posts.len() {
        return None;
    }
    let first = root.join(&tree.input.files[*posts.first()?].under);
    let folder =
        first.ancestors().find(|folder| folder.file_name().is_some_and(|name| name == "_posts"))?;
    folder.parent().map(Path::to_path_buf)
}
