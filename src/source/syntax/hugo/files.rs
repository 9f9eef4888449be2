//! Other files that shortcodes refer to. Input: a path as it is written in a shortcode. Output: the
//! text of the file, the target of a link, the pictures of a folder.

use std::path::Path;

use super::form::{Form, fence, figure, target};
use super::known::is_picture;
use super::tags::Params;
use crate::source::decode;
use crate::source::front_matter::FrontTable;
use crate::source::input::is_article;
use crate::source::syntax::model::SyntaxPage;

/// Files of more bytes are not included.
const LARGEST: u64 = 2_000_000;

/// The text of a file that an article includes.
pub(super) struct Included {
    pub text: String,
    /// Whether it is markdown, in which there may be further shortcodes.
    pub is_markdown: bool,
    pub suffix: String,
}

/// A file that an article includes: another page of the content, or a file of the site.
pub(super) fn included(page: &SyntaxPage<'_>, path: &str) -> Option<Included> {
    let path = path.split('#').next().unwrap_or_default().trim();
    let bare = path.trim_matches('/');
    if bare.is_empty() {
        return None;
    }
    let suffix = bare.rsplit('/').next()?.rsplit_once('.').map_or("", |(_, suffix)| suffix);
    let is_markdown = suffix.is_empty() || is_article(Path::new(bare));
    if is_markdown && let Some(text) = page_text(page, path) {
        return Some(Included { text, is_markdown, suffix: "md".to_owned() });
    }
    let own = page.file.path.parent().unwrap_or(Path::new(""));
    let folders = [own.to_path_buf()].into_iter().chain(page.site.root.clone());
    let folders = folders.chain(page.site.picture_folders.iter().cloned());
    let folders =
        folders.chain(page.site.picture_folders.iter().map(|folder| folder.join("examples")));
    let spellings = if suffix.is_empty() {
        vec![format!("{bare}.md"), bare.to_owned()]
    } else {
        vec![bare.to_owned()]
    };
    for folder in folders {
        for spelling in &spellings {
            let path = folder.join(spelling);
            let is_file = crate::files::is_file(page.files, &path);
            if !is_file || !page.input.bounds.hold(page.files, &path).unwrap_or(false) {
                continue;
            }
            let text =
                page.files.read(&path, LARGEST).ok().map(|read| decode::decode(read.bytes).text)?;
            let start = if is_markdown { FrontTable::of(&text).body } else { 0 };
            let text = text.get(start..).unwrap_or_default().to_owned();
            return Some(Included { text, is_markdown, suffix: suffix.to_owned() });
        }
    }
    None
}

/// The text of a page of the input.
fn page_text(page: &SyntaxPage<'_>, path: &str) -> Option<String> {
    let bare = path.trim_matches('/');
    let own = page.file.folder();
    let ways = ["", ".md", "/index.md", "/_index.md"].map(|end| format!("{bare}{end}"));
    let near =
        |under: &str| ways.iter().any(|way| under == format!("{own}/{way}").trim_matches('/'));
    let far = |under: &str| {
        ways.iter().any(|way| {
            under.strip_suffix(way).is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
        })
    };
    let files = &page.input.files;
    let beside = || files.iter().position(|file| near(&file.under));
    let anywhere = || files.iter().position(|file| far(&file.under));
    let found = if path.starts_with('/') { anywhere() } else { beside().or_else(anywhere) }?;
    page.body_of(found).map(str::to_owned)
}

/// A file as it is shown: code, or what it is.
pub(super) fn listing(included: &Included, params: &Params<'_>) -> Form {
    let language =
        params.any(&["lang", "language", "type"]).unwrap_or(match included.suffix.as_str() {
            "yml" => "yaml",
            suffix => suffix,
        });
    Form::Listing { language: language.to_owned(), code: included.text.trim_end().to_owned() }
}

/// A listing as markdown.
pub(super) fn fenced(language: &str, code: &str) -> String {
    let fence = fence(code);
    let code = code.trim_matches('\n');
    format!("{fence}{language}\n{code}\n{fence}")
}

/// Where a link by `ref` leads: a path from the site's root where the page is known.
pub(super) fn reference(page: &SyntaxPage<'_>, written: &str) -> String {
    let (path, fragment) = match written.split_once('#') {
        Some((path, fragment)) => (path.trim(), format!("#{}", fragment.trim())),
        None => (written.trim(), String::new()),
    };
    if path.is_empty() || path.contains("://") {
        return target(written.trim());
    }
    let bare = path.trim_matches('/');
    let stem =
        ["/_index.md", "/index.md", ".md", ".html"].iter().find_map(|end| bare.strip_suffix(end));
    let stem = stem.unwrap_or(bare).trim_start_matches("../").trim_start_matches("./");
    let pages = || page.site.pages.iter().filter(|page| !page.addresses.is_empty());
    let is = |address: &str, wanted: &str| address.eq_ignore_ascii_case(wanted);
    let whole = |wanted: &str| {
        pages().find(|page| page.addresses.iter().any(|address| is(address, wanted)))
    };
    let own = page.file.folder();
    let ends = || {
        let tail = format!("/{stem}");
        pages().find(|page| page.addresses.iter().any(|address| ends_with(address, &tail)))
    };
    let found = match path.starts_with('/') {
        true => whole(stem).or_else(ends),
        false => {
            let near = page
                .input
                .files
                .iter()
                .position(|file| file.under == format!("{own}/{bare}").trim_start_matches('/'))
                .and_then(|file| page.site.pages.get(file))
                .filter(|page| !page.addresses.is_empty());
            near.or_else(|| whole(stem)).or_else(ends)
        }
    };
    match found.and_then(|page| page.addresses.first()) {
        Some(address) => target(&format!("{}/{address}{fragment}", page.site.base)),
        None => target(&format!("{path}{fragment}")),
    }
}

/// Whether a text ends with another, whatever the capitals.
fn ends_with(text: &str, end: &str) -> bool {
    let start = text.len().checked_sub(end.len());
    start.and_then(|at| text.get(at..)).is_some_and(|tail| tail.eq_ignore_ascii_case(end))
}

/// The path of a picture that is named without its suffix, as Docsy does.
pub(super) fn picture_named(page: &SyntaxPage<'_>, name: &str) -> Option<String> {
    if name.contains("://") || is_picture(name) || page.pictures.has(name) {
        return None;
    }
    let folder = page.file.folder();
    let name = name.trim_matches('*').to_lowercase();
    let under = pictures_below(page, folder);
    let found = under.into_iter().find(|path| {
        path.rsplit('/').next().is_some_and(|file| file.to_lowercase().contains(&name))
    });
    found.map(str::to_owned)
}

/// The pictures of a gallery that names a folder or a pattern, else those beside the article if it has
/// its folder to itself.
pub(super) fn gallery(page: &SyntaxPage<'_>, params: &Params<'_>) -> Option<Form> {
    let given = params.any_or_at(&["dir", "match", "glob", "folder", "path"], 0);
    let prefix =
        given.unwrap_or_default().split('*').next().unwrap_or_default().trim_start_matches("./");
    let own = page.file.folder();
    let is_bundle = page.file.stem().split('.').next() == Some("index");
    if given.is_none() && !is_bundle {
        return None;
    }
    let figures: Vec<String> = pictures_below(page, own)
        .into_iter()
        .filter(|path| path.starts_with(prefix.trim_start_matches('/')))
        .map(|path| figure(&target(path), "", ""))
        .collect();
    (!figures.is_empty()).then(|| Form::Lines(figures.join("\n\n")))
}

/// The pictures below a folder of the input, by their paths under it.
fn pictures_below<'a>(page: &SyntaxPage<'a>, folder: &str) -> Vec<&'a str> {
    let under = |path: &'a String| match folder {
        "" => Some(path.as_str()),
        folder => path.strip_prefix(folder)?.strip_prefix('/'),
    };
    page.input.others.iter().filter_map(under).filter(|path| is_picture(path)).collect()
}
