//! Links. Input: targets as the author wrote them. Output: [`LinkTarget`]s: articles, headings,
//! figures and sections of the edition, or addresses outside it.
//!
//! A link that leads nowhere loses its target and keeps its words, with a warning that says why.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};
use unicode_normalization::UnicodeNormalization;

use crate::article::LinkRules;
use crate::diagnostic::{Code, Diagnostics, Severity};
use crate::source::ARTICLE_SUFFIXES;

use super::builder::{Heading, WrittenLink};
use super::model::{EditionArticle, LinkTarget, NodeId, Section};
use super::slugs::{heading_fragment, loose_fragment};

/// The links, headings and figures of one article.
pub(super) struct ArticleLinks {
    /// The article.
    pub article: NodeId,
    /// Its path.
    pub path: String,
    /// Its other paths.
    pub addresses: Vec<String>,
    /// The name that its author gave it for links.
    pub slug: Option<String>,
    /// Its links in order.
    pub links: Vec<WrittenLink>,
    /// Its headings; the first is the headline.
    pub headings: Vec<Heading>,
    /// The files of its figures.
    pub figures: Vec<(PathBuf, NodeId)>,
}

/// Resolves every link of the edition, and reports those without a target: one by one, but those that
/// lead elsewhere on the site in a sum.
pub(super) fn resolve(
    sections: &mut [Section],
    articles: &[ArticleLinks],
    rules: &LinkRules,
    root: &Path,
    diagnostics: &mut Diagnostics,
) {
    if articles.iter().all(|article| article.links.is_empty()) {
        return;
    }
    let map = Map::new(sections, articles, rules, root);
    let mut elsewhere: Vec<&WrittenLink> = Vec::new();
    for article in articles {
        for link in &article.links {
            match map.find(article, &link.target).problem {
                Some(LinkProblem::Told(message, help)) => {
                    diagnostics.add(Severity::Warning, Code::LinkBroken, link.span, message, help);
                }
                Some(LinkProblem::ElsewhereOnSite) => elsewhere.push(link),
                None => {}
            }
        }
    }
    report_elsewhere(&elsewhere, diagnostics);
    let set = sections.iter_mut().flat_map(|section| &mut section.articles);
    for (article, links) in set.zip(articles) {
        lead(article, links, &map);
    }
}

/// Reports links from the root of a site to what is not in the edition.
fn report_elsewhere(links: &[&WrittenLink], diagnostics: &mut Diagnostics) {
    let Some(first) = links.first() else { return };
    let message = match links.len() {
        1 => format!("`{}` is not in the edition; the link is dropped", first.target),
        count => format!(
            "{count} links lead to pages that are not in the edition, the first of them to `{}`; \
            they are dropped",
            first.target
        ),
    };
    let help = "correct the links, or add their targets to the edition";
    diagnostics.add(Severity::Warning, Code::LinkBroken, first.span, message, help);
}

/// Gives the runs of an article their final targets.
fn lead(article: &mut EditionArticle, links: &ArticleLinks, map: &Map<'_>) {
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
struct Map<'a> {
    rules: &'a LinkRules,
    /// Articles, sections' folders and figures by their [`key`].
    files: BTreeMap<String, NodeId>,
    /// Articles by the [`key`]s of their names without suffix, where names alone find them: each with
    /// its whole key, the shortest first.
    names: BTreeMap<String, Vec<(String, NodeId)>>,
    /// Headings by article and fragment.
    headings: BTreeMap<(NodeId, String), NodeId>,
    /// The same by the letters and figures of the fragment alone.
    loose_headings: BTreeMap<(NodeId, String), NodeId>,
}

/// The target of a link, and what is wrong with it.
#[derive(Debug, PartialEq)]
struct ResolvedLink {
    target: Option<LinkTarget>,
    problem: Option<LinkProblem>,
}

/// What is wrong with a link.
#[derive(Debug, PartialEq)]
enum LinkProblem {
    /// Message and help.
    Told(String, String),
    /// It leads from the site's root to what is not in the edition.
    ElsewhereOnSite,
}

impl ResolvedLink {
    fn at(target: LinkTarget) -> Self {
        Self { target: Some(target), problem: None }
    }

    fn nowhere(message: String, help: &str) -> Self {
        Self { target: None, problem: Some(LinkProblem::Told(message, help.to_string())) }
    }
}

/// A path without the suffix of an article.
fn without_suffix(path: &str) -> Option<&str> {
    let (stem, suffix) = path.rsplit_once('.')?;
    ARTICLE_SUFFIXES.contains(&suffix).then_some(stem)
}

impl<'a> Map<'a> {
    fn new(
        sections: &[Section],
        articles: &[ArticleLinks],
        rules: &'a LinkRules,
        root: &Path,
    ) -> Self {
        let mut map = Self {
            rules,
            files: BTreeMap::new(),
            names: BTreeMap::new(),
            headings: BTreeMap::new(),
            loose_headings: BTreeMap::new(),
        };
        articles.iter().for_each(|article| map.add_article(article));
        for article in articles {
            for (path, figure) in &article.figures {
                let path = path.strip_prefix(root).unwrap_or(path).to_string_lossy();
                map.files.entry(key(&path.replace('\\', "/"))).or_insert(*figure);
            }
        }
        articles.iter().for_each(|article| map.add_other_paths(article));
        for section in sections.iter().filter(|section| section.title.is_some()) {
            let first = section.articles.first().and_then(|article| article.path.rsplit_once('/'));
            if let Some((folder, _)) = first {
                map.files.entry(key(folder)).or_insert(section.id);
            }
        }
        map.names.values_mut().for_each(|same| same.sort_by_key(|(path, _)| path.len()));
        map
    }

    fn add_article(&mut self, article: &ArticleLinks) {
        let key = key(&article.path);
        if let Some(stem) = without_suffix(&key) {
            self.files.entry(stem.to_string()).or_insert(article.article);
            if self.rules.by_name {
                let name = stem.rsplit('/').next().unwrap_or(stem).to_string();
                self.names.entry(name).or_default().push((stem.to_string(), article.article));
            }
        }
        self.files.entry(key).or_insert(article.article);
        self.add_headings(article);
    }

    /// An article is also found by its addresses, by its slug, and an index by its folder.
    fn add_other_paths(&mut self, article: &ArticleLinks) {
        for address in &article.addresses {
            self.files.entry(key(address)).or_insert(article.article);
        }
        let (folder, name) = article.path.rsplit_once('/').unwrap_or(("", &article.path));
        if let Some(slug) = &article.slug {
            self.files.entry(key(&format!("{folder}/{slug}"))).or_insert(article.article);
        }
        let stem = key(name);
        if matches!(without_suffix(&stem), Some("index" | "_index" | "readme")) {
            self.files.entry(key(folder)).or_insert(article.article);
        }
    }

    /// Names each heading by its own anchor and as GitHub does: of two alike the second gets `-1`.
    fn add_headings(&mut self, article: &ArticleLinks) {
        let owner = article.article;
        for heading in &article.headings {
            // HTML's names have no spaces: several may stand in one anchor.
            for anchor in heading.anchor.iter().flat_map(|anchor| anchor.split_whitespace()) {
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
            let loose = loose_fragment(&heading.words);
            self.loose_headings.entry((owner, loose)).or_insert(heading.node);
        }
    }

    /// Where a link of this article leads.
    fn find(&self, from: &ArticleLinks, written: &str) -> ResolvedLink {
        let written = written.trim();
        let (path, fragment) = written.split_once('#').unwrap_or((written, ""));
        if path.is_empty() {
            return self.find_heading(from.article, &from.path, fragment);
        }
        let of_site = self.rules.url.as_deref().and_then(|url| written_on(url, path));
        let is_remote = path.contains("//") && !path.starts_with('/') && of_site.is_none();
        let inside = (!is_remote).then(|| self.find_file(from, of_site.unwrap_or(path))).flatten();
        if let Some(node) = inside {
            return self.find_heading(node, path, fragment);
        }
        outside(written).unwrap_or_else(|| self.elsewhere(from, written))
    }

    /// A path that leads to nothing in the edition.
    fn elsewhere(&self, from: &ArticleLinks, written: &str) -> ResolvedLink {
        if let Some(url) = &self.rules.url {
            let base = self.rules.base.as_str();
            let address = from.addresses.first().map_or("", String::as_str);
            let path = match written.strip_prefix('/') {
                Some(path) => on_site(path, base).to_string(),
                None => climbed(address, written),
            };
            return ResolvedLink::at(LinkTarget::Url(encode(&format!("{url}/{path}"))));
        }
        if written.starts_with('/') {
            return ResolvedLink { target: None, problem: Some(LinkProblem::ElsewhereOnSite) };
        }
        let help = "correct the link, or add its target to the edition";
        ResolvedLink::nowhere(
            format!("`{written}` is not in the edition; the link is dropped"),
            help,
        )
    }

    /// The article, figure or section that a path means: from the article's folder, from its address
    /// and from the root; by name alone where the collection does so.
    fn find_file(&self, from: &ArticleLinks, path: &str) -> Option<NodeId> {
        let path = path.split_once('?').map_or(path, |(path, _)| path);
        let decoded = percent_decode_str(path).decode_utf8_lossy();
        let path = decoded.strip_prefix('/').map(|path| on_site(path, &self.rules.base));
        if let Some(path) = path {
            return self.at(&key(path)).or_else(|| self.named(from, path));
        }
        let path = decoded.as_ref();
        let folder = from.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let own = without_suffix(&from.path).unwrap_or(&from.path);
        let addresses = from.addresses.iter().map(String::as_str);
        let parents = from.addresses.iter().map(|a| a.rsplit_once('/').map_or("", |(p, _)| p));
        // A path without a suffix is one from the page's address, where the site gives it one.
        let suffixed = path
            .rsplit('/')
            .next()
            .is_some_and(|name| name.contains('.') && !name.starts_with('.'));
        let address = addresses.clone().next().filter(|_| !suffixed);
        let mut bases =
            address.into_iter().chain([folder]).chain(addresses).chain(parents).chain(["", own]);
        bases
            .find_map(|base| self.at(&key(&format!("{base}/{path}"))))
            .or_else(|| self.named(from, path))
    }

    /// What stands at a key, which may be that of a web page.
    fn at(&self, key: &str) -> Option<NodeId> {
        let page =
            ["html", "htm"].iter().find_map(|suffix| key.strip_suffix(&format!(".{suffix}")));
        let index = page.unwrap_or(key).strip_suffix("/index");
        let found =
            [Some(key), page, index].into_iter().flatten().find_map(|key| self.files.get(key));
        found.copied()
    }

    /// An article by its name, or by the end of its path: in the link's own first folder, else the one
    /// with the shortest path.
    fn named(&self, from: &ArticleLinks, path: &str) -> Option<NodeId> {
        let wanted = key(path);
        let wanted = without_suffix(&wanted).unwrap_or(&wanted);
        let same = self.names.get(wanted.rsplit('/').next()?)?;
        let own = key(from.path.split_once('/').map_or("", |(folder, _)| folder));
        let ends = |path: &str| {
            path.strip_suffix(wanted).is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
        };
        let near = |path: &str| path.split_once('/').map_or("", |(folder, _)| folder) == own;
        let fits =
            |near_by: bool| same.iter().find(|(path, _)| ends(path) && (near(path) || !near_by));
        fits(true).or_else(|| fits(false)).map(|(_, node)| *node)
    }

    /// A heading of an article; the article itself, with a warning, where it has none of that name.
    fn find_heading(&self, article: NodeId, path: &str, fragment: &str) -> ResolvedLink {
        let fragment = percent_decode_str(fragment).decode_utf8_lossy().to_lowercase();
        if fragment.is_empty() || fragment == "top" {
            return ResolvedLink::at(LinkTarget::Node(article));
        }
        // Obsidian names the headings above one too.
        let last = fragment.rsplit('#').next().unwrap_or(&fragment);
        let loose = || self.loose_headings.get(&(article, loose_fragment(last)));
        match self.headings.get(&(article, fragment.clone())).or_else(loose) {
            Some(heading) => ResolvedLink::at(LinkTarget::Node(*heading)),
            None => {
                let message =
                    format!("`{path}` has no heading `#{fragment}`; the link goes to its start");
                let help = "use the heading in lower case with hyphens for spaces";
                ResolvedLink {
                    problem: Some(LinkProblem::Told(message, help.into())),
                    ..ResolvedLink::at(LinkTarget::Node(article))
                }
            }
        }
    }
}

/// The path, with a slash before it, of an address on a site.
fn written_on<'w>(url: &str, written: &'w str) -> Option<&'w str> {
    let path = written.strip_prefix(url)?;
    match path {
        "" => Some("/"),
        path => path.starts_with('/').then_some(path),
    }
}

/// A path from the root of the server without the base of the site, where it has that.
fn on_site<'p>(path: &'p str, base: &str) -> &'p str {
    let base = base.trim_matches('/');
    match path.strip_prefix(base) {
        Some("") => "",
        Some(rest) if !base.is_empty() => rest.strip_prefix('/').unwrap_or(path),
        _ => path,
    }
}

/// A path from a page's address, as browsers read it where pages are folders.
fn climbed(address: &str, path: &str) -> String {
    let mut parts: Vec<&str> = address.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "." => {}
            ".." => _ = parts.pop(),
            part => parts.push(part),
        }
    }
    parts.join("/")
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
            Some(ResolvedLink { problem: Some(LinkProblem::Told(message, _)), .. }) => Err(message),
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
