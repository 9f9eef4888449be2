//! Files that templates include. Input: a name. Output: the file's text, ready to stand in markdown.

use std::path::{Path, PathBuf};

use crate::source::decode;
use crate::source::front_matter::FrontTable;
use crate::source::syntax::model::SyntaxPage;

/// Files of more bytes are not included.
const LARGEST: u64 = 1_000_000;

/// Suffixes that the names of templates may lack.
const SUFFIXES: [&str; 5] = ["", ".html", ".md", ".njk", ".liquid"];

/// A file to include.
pub(super) struct Template {
    pub text: String,
    pub folder: PathBuf,
}

/// A file among the site's includes.
pub(super) fn among_includes(page: &SyntaxPage<'_>, name: &str) -> Option<Template> {
    let root = page.site.root.as_deref().unwrap_or(page.input.bounds.real_root());
    let folders = page.site.variables.get("includes_dir").and_then(|folder| folder.as_str());
    let folders = [folders.unwrap_or("_includes"), "_includes", "src/_includes"];
    folders.iter().find_map(|folder| read(page, &root.join(folder), name))
}

/// A file beside the one that includes it.
pub(super) fn beside(page: &SyntaxPage<'_>, folder: &Path, name: &str) -> Option<Template> {
    read(page, folder, name)
}

fn read(page: &SyntaxPage<'_>, folder: &Path, name: &str) -> Option<Template> {
    let name = name.trim_start_matches('/');
    if name.is_empty() {
        return None;
    }
    SUFFIXES.iter().find_map(|suffix| {
        let path = folder.join(format!("{name}{suffix}"));
        if !crate::files::is_file(page.files, &path)
            || !page.input.bounds.hold(page.files, &path).ok()?
        {
            return None;
        }
        let text = decode::decode(page.files.read(&path, LARGEST).ok()?.bytes).text;
        let body = text.get(FrontTable::of(&text).body..).unwrap_or_default();
        let folder = path.parent().unwrap_or(folder).to_path_buf();
        Some(Template { text: in_markdown(body), folder })
    })
}

/// HTML as it may stand in markdown: without blank lines, which would end it, and without indentation,
/// which would make listings of it. Text that is no HTML stays as it is.
fn in_markdown(text: &str) -> String {
    let is_markup =
        text.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with("{%"));
    if !is_markup.is_some_and(|line| line.starts_with('<')) {
        return text.trim_matches('\n').to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut verbatim = false;
    for line in text.lines() {
        let opens = ["<pre", "<textarea", "{% highlight"].iter().any(|tag| line.contains(tag));
        let closes = ["</pre", "</textarea", "endhighlight"].iter().any(|tag| line.contains(tag));
        verbatim |= opens;
        if verbatim {
            out.push_str(line);
            out.push('\n');
        } else if !line.trim().is_empty() {
            out.push_str(line.trim());
            out.push('\n');
        }
        verbatim &= !closes;
    }
    out.trim_end().to_owned()
}
