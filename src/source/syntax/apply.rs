//! Syntaxes one after the other. Input: a body and its syntaxes. Output: the body as markdown and HTML.

use super::model::{Syntax, SyntaxPage};
use super::report::SyntaxReport;
use crate::diagnostic::Diagnostics;
use crate::rewrite::{OffsetMap, Rewriter, Rewritten};

/// Rewrites the body of an article by some syntaxes, one after the other; `None` if it stays as it is.
pub(in super::super) fn rewrite<'s>(
    page: &SyntaxPage<'_>,
    body: &str,
    syntaxes: impl Iterator<Item = &'s dyn Syntax>,
    diagnostics: &mut Diagnostics,
) -> Option<Rewritten> {
    let start = OffsetMap::starting_at(page.front.body);
    let mut so_far: Option<Rewritten> = None;
    for syntax in syntaxes {
        let (text, map) = match &so_far {
            Some(done) => (done.text.as_str(), &done.map),
            None => (body, &start),
        };
        let mut rewriter = Rewriter::new(text);
        let mut report = SyntaxReport::new(page.source, map);
        syntax.rewrite(page, text, &mut rewriter, &mut report);
        report.finish(diagnostics);
        if let Some(done) = rewriter.finish(map) {
            so_far = Some(done);
        }
    }
    so_far
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::diagnostic::{SourceId, Sources};
    use crate::files::MemoryFiles;
    use crate::source::front_matter::FrontTable;
    use crate::source::input;
    use crate::source::model::ReadOptions;
    use crate::source::pictures::{FolderNames, PictureFinder};
    use crate::source::site::Site;

    /// A text as one syntax rewrites it.
    pub(in super::super) fn rewritten(syntax: &dyn Syntax, text: &str) -> String {
        let files = MemoryFiles::from([("a.md", text)]);
        let options = ReadOptions {
            inputs: vec![".".into()],
            files: std::sync::Arc::new(files.clone()),
            ..ReadOptions::default()
        };
        let input = input::find(&options, &mut Diagnostics::new()).expect("the file is there");
        let (site, names, sources) = (Site::default(), FolderNames::default(), Sources::new());
        let front = FrontTable::default();
        let pictures = PictureFinder {
            root: &input.root,
            bounds: &input.bounds,
            folder: "",
            files: &files,
            names: &names,
            site: &site,
        };
        let page = SyntaxPage {
            source: SourceId(0),
            file: &input.files[0],
            front: &front,
            site: &site,
            syntaxes: &[],
            input: &input,
            pages: &[],
            sources: &sources,
            pictures,
            files: &files,
        };
        let done = rewrite(&page, text, [syntax].into_iter(), &mut Diagnostics::new());
        done.map_or_else(|| text.to_owned(), |done| done.text)
    }
}
