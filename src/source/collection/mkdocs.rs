//! MkDocs. Input: `mkdocs.yml`. Output: title, address and language of the site, its pages in the order
//! of `nav`, else of its folders.

use super::folders::Folders;
use super::nav::{self, NavKeys};
use crate::article::Settings;
use crate::source::collection::model::Collection;
use crate::source::collection::model::Found;
use crate::source::collection::tree::Tree;
use crate::source::site::Site;
use crate::source::site::SitePage;

/// A site of MkDocs.
pub(super) struct MkDocs;

const KEYS: NavKeys = NavKeys { path: &[], title: &[], items: &[] };

impl Collection for MkDocs {
    fn name(&self) -> &'static str {
        "an MkDocs site"
    }

    fn find(&self, tree: &Tree<'_>) -> Option<Found> {
        let config = tree.settings_above(&["mkdocs.yml", "mkdocs.yaml"])?;
        let table = super::tree::yaml(&config.text);
        let words = |key: &str| Some(table.get(key)?.as_str()?.to_owned());
        let content =
            nav::joined(&config.folder, &words("docs_dir").unwrap_or_else(|| "docs".into()));
        let language =
            table.get("theme").and_then(|theme| theme.get("language")?.as_str()?.parse().ok());
        let settings = Settings { title: words("site_name"), language, ..Settings::default() };
        let mut site = Site {
            settings,
            extent: "the site",
            picture_folders: vec![content.clone()],
            url: words("site_url").map(|url| url.trim_end_matches('/').to_owned()),
            pages: vec![SitePage::default(); tree.input.files.len()],
            ..Site::default()
        };
        let listed = table.get("nav").map(|list| nav::read(list, &KEYS, 0)).unwrap_or_default();
        site.sections = nav::sections(tree, &content, &listed, &mut site.pages);
        let mut folders = Folders::default();
        for file in 0..site.pages.len() {
            match tree.path_under(&content, file) {
                Some(under) => folders.files.push((under, file)),
                None => site.left_out.push(file),
            }
        }
        if folders.files.is_empty() {
            return None;
        }
        if site.sections.is_empty() {
            site.sections = folders.sections().0;
        }
        site.root = Some(config.folder);
        Some(Found { evidence: format!("`{}`", config.name), site, syntaxes: Vec::new() })
    }
}
