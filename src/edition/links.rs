//! Links. Input: targets as the author wrote them. Output: [`LinkTarget`]s: articles, headings,
//! figures and sections of the edition, or addresses outside it.
//!
//! A link that leads nowhere loses its target and keeps its words, with a warning that says why.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};
use unicode_normalization::UnicodeNormalization;

use crate::diagnostic::{Code, Diagnostics, Severity};

use super::builder::{Heading, WrittenLink};
use super::model::{EditionArticle, LinkTarget, NodeId, Section};
use super::slugs::heading_fragment;

/// The links, headings and figures of one article.
pub(super) struct ArticleLinks {
    /// The article.
    pub article: NodeId,
    /// Its path.
    pub path: String,
    /// The name that its author gave it for links.
    pub slug: Option<String>,
    /// Its links in order.
    pub links: Vec<WrittenLink>,
    /// Its headings; the first is the headline.
    pub headings: Vec<Heading>,
    /// The files of its figures.
    pub figures: Vec<(PathBuf, NodeId)>,
}

/// Resolves every link of the edition, and reports those without a target.
pub(super) fn resolve(
    sections: &mut [Section],
    articles: &[ArticleLinks],
    root: &Path,
    diagnostics: &mut Diagnostics,
) {
    if articles.iter().all(|article| article.links.is_empty()) {
        return;
    }
    let map = Map::new(sections, articles, root);
    for article in articles {
        for link in &article.links {
            if let Some((message, help)) = map.find(article, &link.target).problem {
                diagnostics.add(Severity::Warning, Code::LinkBroken, link.span, message, help);
            }
        }
    }
    let set = sections.iter_mut().flat_map(|section| &mut section.articles);
    for (article, links) in set.zip(articles) {
        lead(article, links, &map);
    }
}

/// Gives the runs of an article their final targets.
fn lead(article: &mut EditionArticle, links: &ArticleLinks, map: &Map) {
    if links.links.is_empty() {
        return;
    }
    for node in article.nodes_mut() {
        node.walk_runs_mut(&mut |run| {
            if let Some(LinkTarget::Url(written)) = &run.target {
                run.target = map.find(links, written).target;
            }
        });
    }
}

/// What links may lead to.
struct Map {
    /// Articles, sections' folders and figures by their [`key`].
    files: BTreeMap<String, NodeId>,
    /// Headings by article and fragment.
    headings: BTreeMap<(NodeId, String), NodeId>,
}

/// The target of a link, and what is wrong with it: message and help.
#[derive(Debug, PartialEq)]
struct ResolvedLink {
    target: Option<LinkTarget>,
    problem: Option<(String, String)>,
}

impl ResolvedLink {
    fn at(target: LinkTarget) -> Self {
        Self { target: Some(target), problem: None }
    }

    fn nowhere(message: String, help: &str) -> Self {
        Self { target: None, problem: Some((message, help.to_string())) }
    }
}

impl Map {
    fn new(sections: &[Section], articles: &[ArticleLinks], root: &Path) -> Self {
        let mut map = Self { files: BTreeMap::new(), headings: BTreeMap::new() };
        for article in articles {
            let key = key(&article.path);
            let stem =
                ["md", "markdown"].iter().find_map(|ext| key.strip_suffix(&format!(".{ext}")));
            if let Some(stem) = stem {
                map.files.entry(stem.to_string()).or_insert(article.article);
            }
            map.files.entry(key).or_insert(article.article);
            map.add_headings(article);
        }
        for article in articles {
            for (path, figure) in &article.figures {
                let path = path.strip_prefix(root).unwrap_or(path).to_string_lossy();
                map.files.entry(key(&path.replace('\\', "/"))).or_insert(*figure);
            }
        }
        for article in articles {
            if let Some(slug) = &article.slug {
                let folder = article.path.rsplit_once('/').map_or("", |(folder, _)| folder);
                let named = key(&format!("{folder}/{slug}"));
                map.files.entry(named).or_insert(article.article);
            }
        }
        for section in sections.iter().filter(|section| section.title.is_some()) {
            let first = section.articles.first().and_then(|article| article.path.rsplit_once('/'));
            if let Some((folder, _)) = first {
                map.files.entry(key(folder)).or_insert(section.id);
            }
        }
        map
    }

    /// Names each heading by its own anchor and as GitHub does: of two alike the second gets `-1`.
    fn add_headings(&mut self, article: &ArticleLinks) {
        let owner = article.article;
        for heading in &article.headings {
            if let Some(anchor) = &heading.anchor {
                self.headings.entry((owner, anchor.to_lowercase())).or_insert(heading.node);
            }
        }
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for heading in &article.headings {
            let fragment = heading_fragment(&heading.words);
            let count = counts.entry(fragment.clone()).or_insert(0);
            let name = match *count {
                0 => fragment,
                again => format!("{fragment}-{again}"),
            };
            *count += 1;
            self.headings.entry((owner, name)).or_insert(heading.node);
        }
    }

    /// Where a link of this article leads.
    fn find(&self, from: &ArticleLinks, written: &str) -> ResolvedLink {
        let written = written.trim();
        let (path, fragment) = written.split_once('#').unwrap_or((written, ""));
        if path.is_empty() {
            return self.find_heading(from.article, &from.path, fragment);
        }
        let is_remote = written.contains("//") && !written.starts_with('/');
        let inside = (!is_remote).then(|| self.find_file(from, path)).flatten();
        match inside {
            Some(node) => self.find_heading(node, path, fragment),
            None => outside(written).unwrap_or_else(|| {
                let help = "correct the link, or add its target to the edition";
                ResolvedLink::nowhere(
                    format!("`{written}` is not in the edition; the link is dropped"),
                    help,
                )
            }),
        }
    }

    /// The article, figure or section that a path means: from the article's folder, else from the
    /// root.
    fn find_file(&self, from: &ArticleLinks, path: &str) -> Option<NodeId> {
        let path = path.split_once('?').map_or(path, |(path, _)| path);
        let path = percent_decode_str(path).decode_utf8_lossy();
        let folder = from.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let from_root = || key(&path);
        let here = match path.starts_with('/') {
            true => from_root(),
            false => key(&format!("{folder}/{path}")),
        };
        self.files.get(&here).or_else(|| self.files.get(&from_root())).copied()
    }

    /// A heading of an article; the article itself, with a warning, where it has none of that name.
    fn find_heading(&self, article: NodeId, path: &str, fragment: &str) -> ResolvedLink {
        let fragment = percent_decode_str(fragment).decode_utf8_lossy().to_lowercase();
        if fragment.is_empty() || fragment == "top" {
            return ResolvedLink::at(LinkTarget::Node(article));
        }
        match self.headings.get(&(article, fragment.clone())) {
            Some(heading) => ResolvedLink::at(LinkTarget::Node(*heading)),
            None => {
                let message =
                    format!("`{path}` has no heading `#{fragment}`; the link goes to its start");
                let help = "use the heading in lower case with hyphens for spaces";
                ResolvedLink {
                    problem: Some((message, help.into())),
                    ..ResolvedLink::at(LinkTarget::Node(article))
                }
            }
        }
    }
}

/// A path in the form that files are found by: no `.`, `..` or doubled slashes, composed letters
/// (file systems differ in that), lower case (authors do).
fn key(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/").nfc().collect::<String>().to_lowercase()
}

/// A link out of the edition: kept if it is for the web, mail or telephone; `None` for a path.
fn outside(written: &str) -> Option<ResolvedLink> {
    if let Some(host) = written.strip_prefix("//") {
        return Some(web("https", host));
    }
    if written.starts_with("www.") {
        return Some(web("https", written));
    }
    // What browsers skip in a scheme must not hide one from us: `java\tscript:`.
    let bare: String = written.chars().filter(|c| !c.is_control() && !c.is_whitespace()).collect();
    let Some((scheme, _)) = bare.split_once(':').filter(|(scheme, _)| is_scheme(scheme)) else {
        let is_mail = !written.contains(['/', ' ']) && written.contains('@');
        return is_mail
            .then(|| ResolvedLink::at(LinkTarget::Url(format!("mailto:{}", encode(written)))));
    };
    let rest = written.split_once(':').map_or("", |(_, rest)| rest);
    Some(match scheme.to_ascii_lowercase().as_str() {
        scheme @ ("http" | "https") => web(scheme, rest.trim_start_matches('/')),
        scheme @ ("mailto" | "tel") => {
            ResolvedLink::at(LinkTarget::Url(format!("{scheme}:{}", encode(rest))))
        }
        scheme => ResolvedLink::nowhere(
            format!(
                "links of the kind `{scheme}:` are not allowed in an edition; the link text \
                is kept"
            ),
            "link to a web page (https:), an address (mailto:) or another article",
        ),
    })
}

/// A scheme by RFC 3986, section 3.1.
fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
}

/// An address on the web, if it has a host.
fn web(scheme: &str, rest: &str) -> ResolvedLink {
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let is_host = |c: char| c.is_alphanumeric() || "-._~:@%[]!$&'()*+,;=".contains(c);
    if !host.chars().all(is_host) || !host.chars().any(char::is_alphanumeric) {
        let message = format!("`{scheme}://{rest}` is not a web address");
        return ResolvedLink::nowhere(message, "write it as https://example.org/page");
    }
    ResolvedLink::at(LinkTarget::Url(format!("{scheme}://{}", encode(rest))))
}

/// What a URL may not hold as such (RFC 3986, section 2); letters beyond ASCII are encoded too.
pub const NOT_IN_URLS: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// A URL with everything encoded that must be, and nothing encoded twice.
fn encode(url: &str) -> String {
    let mut out = String::with_capacity(url.len());
    let mut parts = url.split('%');
    out.extend(parts.next().map(|part| utf8_percent_encode(part, NOT_IN_URLS).to_string()));
    for part in parts {
        let is_code = part.len() >= 2 && part.bytes().take(2).all(|b| b.is_ascii_hexdigit());
        out.push_str(if is_code { "%" } else { "%25" });
        out.extend(utf8_percent_encode(part, NOT_IN_URLS));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(written: &str) -> Result<String, String> {
        match outside(written) {
            Some(ResolvedLink { target: Some(LinkTarget::Url(url)), .. }) => Ok(url),
            Some(ResolvedLink { problem: Some((message, _)), .. }) => Err(message),
            _ => Err("a path".into()),
        }
    }

    #[test]
    fn links_out_of_the_edition() {
        let cases = [
            ("https://x.org/a b?q=%zz#ü", "https://x.org/a%20b?q=%25zz#%C3%BC"),
            ("HTTP://x.org/%C3%BC", "http://x.org/%C3%BC"),
            ("//x.org/a", "https://x.org/a"),
            ("www.x.org", "https://www.x.org"),
            ("ada@x.org", "mailto:ada@x.org"),
            ("mailto:ada@x.org", "mailto:ada@x.org"),
            ("tel:+4412345", "tel:+4412345"),
        ];
        for (written, target) in cases {
            assert_eq!(url(written), Ok(target.to_string()));
        }
    }

    #[test]
    fn other_schemes_and_paths_lead_nowhere() {
        for written in ["javascript:alert(1)", "JaVa\tscript:x", "data:text/html,x", "file:///etc"]
        {
            assert!(url(written).is_err_and(|m| m.starts_with("links of the kind")), "{written}");
        }
        assert_eq!(url("http://"), Err("`http://` is not a web address".into()));
        assert_eq!(url("../Leaders/Title.md"), Err("a path".into()));
    }

    #[test]
    fn keys_are_plain_paths() {
        assert_eq!(key("Leaders/../Asia//./Title.md"), "asia/title.md");
        assert_eq!(key("../../x.md"), "x.md");
        assert_eq!(key("Cafe\u{301}.md"), "café.md");
    }
}
