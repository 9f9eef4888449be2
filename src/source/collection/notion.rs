//! Exports of Notion. Input: files and folders whose names end in 32 hexadecimal digits. Output: titles and
//! sections without these, and what the lines at the head of a page say of it.

use crate::source::collection::model::Collection;
use crate::source::collection::model::Found;
use crate::source::collection::tree::Tree;
use crate::source::site::Site;
use crate::source::site::SitePage;
use crate::source::syntax::notion::{Notion, known_key, properties};

/// An export of Notion.
pub(super) struct NotionExport;

impl Collection for NotionExport {
    fn name(&self) -> &'static str {
        "an export of Notion"
    }

    fn find(&self, tree: &Tree<'_>) -> Option<Found> {
        let files = &tree.input.files;
        let count = files.iter().filter(|file| without_id(file.stem()).is_some()).count();
        if !tree.input.folder || count == 0 || count * 2 < files.len() {
            return None;
        }
        let mut site = Site {
            pages: (0..files.len()).map(|file| page(tree, file)).collect(),
            ..Site::default()
        };
        for folder in files.iter().filter_map(|file| file.section_folder()) {
            if let Some(bare) = without_id(folder) {
                site.section_titles.insert(folder.to_owned(), bare.to_owned());
            }
        }
        let tables = tree
            .input
            .others
            .iter()
            .filter(|path| path.ends_with(".csv") && !path.ends_with("_all.csv"));
        let tables = tables.count();
        if tables > 0 {
            let tables = if tables == 1 {
                "1 database (`.csv`) is".to_owned()
            } else {
                format!("{tables} databases (`.csv`) are")
            };
            site.remarks.push(format!("{tables} not printed; the pages in them are"));
        }
        let evidence = format!("{count} of {} names end in an id", files.len());
        Some(Found { evidence, site, syntaxes: vec![&Notion] })
    }
}

fn page(tree: &Tree<'_>, file: usize) -> SitePage {
    let title = without_id(tree.input.files[file].stem()).map(str::to_owned);
    let mut page = SitePage { title, ..SitePage::default() };
    for (key, value) in properties(tree.body(file)).into_iter().flatten() {
        if let Some(known) = known_key(key) {
            page.defaults.entry(known.into()).or_insert(value.into());
        }
    }
    page
}

/// A name without the id at its end; `None` if it has none.
fn without_id(name: &str) -> Option<&str> {
    let (bare, id) = name.rsplit_once(' ')?;
    (id.len() == 32 && id.bytes().all(|b| b.is_ascii_hexdigit())).then_some(bare)
}
