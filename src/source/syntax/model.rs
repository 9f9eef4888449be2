//! What a syntax is. Input: nothing. Output: [`Syntax`], the trait of each, and [`SyntaxPage`], what one
//! may know: an article and what lies around it.

use serde_norway::{Mapping, Value};

use super::super::front_matter::FrontTable;
use super::super::input::{ArticleFile, InputFiles};
use super::super::page::Page;
use super::super::pictures::PictureFinder;
use super::super::site::{Site, SitePage};
use super::report::SyntaxReport;
use crate::diagnostic::{SourceId, Sources};
use crate::files::Files;
use crate::rewrite::Rewriter;

/// Something that is written in a dialect and is no markdown.
pub(in super::super) trait Syntax: Sync + std::fmt::Debug {
    /// Writes markdown and HTML in place of what is its own in `text` (a body, without front
    /// matter), in order. What it cannot read
    /// stays with its words, and earns a report.
    fn rewrite(
        &self,
        page: &SyntaxPage<'_>,
        text: &str,
        rewriter: &mut Rewriter<'_>,
        report: &mut SyntaxReport<'_>,
    );
}

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
    /// What its collection's articles are written in.
    pub syntaxes: &'a [&'static dyn Syntax],
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
