//! Graphs of Logseq. Input: folders `pages` and `journals`, and the settings in `logseq`. Output: pages
//! that are found by their names, journals titled by their days, the words of blocks by their ids.
//!
//! Source: the Logseq documentation, <https://docs.logseq.com>.

use std::collections::BTreeMap;

use super::plain::{self, Opening};
use crate::source::collection::model::Collection;
use crate::source::collection::model::Found;
use crate::source::collection::tree::Tree;
use crate::source::site::Site;
use crate::source::site::SitePage;
use crate::source::syntax::logseq::{Logseq, block_ids};

/// A graph of Logseq.
pub(super) struct LogseqGraph;

impl Collection for LogseqGraph {
    fn name(&self) -> &'static str {
        "a Logseq graph"
    }

    fn find(&self, tree: &Tree<'_>) -> Option<Found> {
        let home = tree.folders_up().into_iter().find(|folder| {
            tree.has_file(&folder.join("logseq/config.edn"))
                || tree.has_folder(&folder.join("pages"))
                    && tree.has_folder(&folder.join("journals"))
        })?;
        let count = tree.input.files.len();
        let pages: Vec<SitePage> = (0..count).map(|file| page(tree, file)).collect();
        let settings = |file: &usize| tree.input.files[*file].under.starts_with("logseq/");
        let left_out: Vec<usize> = (0..count).filter(settings).collect();
        let mut names = tree.wiki_names(&left_out, &tree.input.others);
        for (at, page) in pages.iter().enumerate() {
            page.title.iter().for_each(|title| names.also(title, at));
        }
        let mut blocks = BTreeMap::new();
        (0..count).for_each(|file| blocks.extend(block_ids(tree.body(file))));
        names.blocks = blocks;
        let mut site = Site {
            sequence: if tree.input.folder {
                plain::sequence(tree, Opening::Index)
            } else {
                Vec::new()
            },
            extent: "the graph's pages",
            pages,
            picture_folders: vec![home],
            names,
            left_out,
            ..Site::default()
        };
        site.name_files(&tree.input.others);
        Some(Found {
            evidence: "`pages` and `journals`, or `logseq/config.edn`".to_owned(),
            site,
            syntaxes: vec![&Logseq],
        })
    }
}

/// The title of a page: its own property, else the name of its file, in which signs that file systems
/// forbid are written otherwise.
fn page(tree: &Tree<'_>, file: usize) -> SitePage {
    let head = tree.body(file).lines().take_while(|line| line.contains("::"));
    let own = head.filter_map(|line| line.trim_start_matches("- ").strip_prefix("title::")).next();
    let stem =
        tree.input.files[file].stem().replace("___", "/").replace("%2F", "/").replace("%3A", ":");
    let is_day =
        stem.len() == 10 && stem.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'_' | b'-'));
    let mut page = SitePage::default();
    if is_day {
        page.defaults.insert("date".into(), stem.replace('_', "-").into());
    }
    let title = own.map_or_else(
        || if is_day { stem.replace('_', "-") } else { stem },
        |own| own.trim().to_owned(),
    );
    page.title = Some(title);
    page
}
