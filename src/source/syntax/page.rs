//! What a syntax may know. Input: nothing. Output: [`SyntaxPage`], an article and what lies around it.

use serde_norway::{Mapping, Value};

use super::super::collection::{Site, SitePage};
use super::super::front_matter::FrontTable;
use super::super::input::{ArticleFile, InputFiles};
use super::super::page::Page;
use super::super::pictures::PictureFinder;
use crate::diagnostic::{SourceId, Sources};
use crate::files::Files;

/// An article whose text is rewritten, and what lies around it.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct SyntaxPage<'a> {
    /// Its text among the sources.
    pub source: SourceId,
    /// Its file.
    pub file: &'a ArticleFile,
    /// Its front matter.
    pub front: &'a FrontTable,
    /// What its collection says.
    pub site: &'a Site,
    /// The files of the input.
    pub input: &'a InputFiles,
    /// All articles that were read, by the file's place in the input.
    pub pages: &'a [Page],
    /// Their texts.
    pub sources: &'a Sources,
    /// Where its pictures are.
    pub pictures: PictureFinder<'a>,
    /// Where the files are.
    pub files: &'a dyn Files,
}

impl<'a> SyntaxPage<'a> {
    /// A value of its front matter, by a path such as `params.author`.
    pub(in super::super) fn front_value(&self, path: &str) -> Option<&'a Value> {
        value_at(&self.front.table, path)
    }

    /// What its collection says of it.
    pub(in super::super) fn site_page(&self) -> Option<&'a SitePage> {
        let file = self.input.files.iter().position(|file| file.under == self.file.under)?;
        self.site.pages.get(file)
    }

    /// The text of another article of the input after its front matter.
    pub(in super::super) fn body_of(&self, file: usize) -> Option<&'a str> {
        let page = self.pages.get(file)?;
        self.sources.get(page.source)?.text.get(page.front.body..)
    }
}

/// A value in nested tables.
pub(in super::super) fn value_at<'v>(table: &'v Mapping, path: &str) -> Option<&'v Value> {
    let mut keys = path.split('.');
    let mut value = table.get(keys.next()?)?;
    for key in keys {
        value = value.get(key)?;
    }
    Some(value)
}
