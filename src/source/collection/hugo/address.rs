//! The addresses of a Hugo site's pages. Input: a page and the settings. Output: its paths on the site,
//! the one that Hugo gives it first; then its aliases and its path in the content, by which others refer
//! to it.
//!
//! Source: the Hugo manual, "URL management", <https://gohugo.io/content-management/urls/>.

use serde_norway::Value;
use time::Date;

use super::config::{Config, strings};
use super::content::{ContentPage, PageKind, name_date};

/// The addresses of a page, without slashes around them.
pub(super) fn addresses(page: &ContentPage, config: &Config, language: &str) -> Vec<String> {
    let in_subdir = config.value("defaultcontentlanguageinsubdir").and_then(Value::as_bool);
    let is_default = language == config.default_language;
    let prefix = if is_default && in_subdir != Some(true) { "" } else { language };
    let own = own_address(page, config, language);
    let mut all = vec![format!("{prefix}/{own}"), own];
    let above = page.place.rsplit_once('/').map_or("", |(above, _)| above);
    for alias in strings(page.value("aliases")) {
        match alias.starts_with('/') {
            true => all.push(alias),
            false => all.push(format!("{above}/{alias}")),
        }
    }
    all.push(spelt(&page.place));
    all.push(page.place.clone());
    all.push(page.path.clone());
    if let Some((_, name)) = name_date(page.name()) {
        all.push(spelt(&format!("{above}/{name}")));
    }
    let mut seen: Vec<String> = Vec::new();
    for address in all {
        let address = address.trim_matches('/').trim_end_matches(".html").to_owned();
        let address = address.strip_suffix("/index").map(str::to_owned).unwrap_or(address);
        if !seen.contains(&address) {
            seen.push(address);
        }
    }
    seen
}

/// The address without the prefix of its language.
fn own_address(page: &ContentPage, config: &Config, language: &str) -> String {
    if let Some(url) = page.words("url") {
        let path = url
            .split_once("://")
            .map_or(url.as_str(), |(_, rest)| rest.split_once('/').map_or("", |(_, path)| path));
        return path.trim_matches('/').to_owned();
    }
    let above = page.place.rsplit_once('/').map_or("", |(above, _)| above);
    if page.kind != PageKind::Section {
        if let Some(pattern) = permalink(page, config, language) {
            return expand(&pattern, page);
        }
        if let Some(slug) = page.words("slug") {
            return spelt(&format!("{above}/{slug}"));
        }
    }
    spelt(&page.place)
}

/// The pattern of addresses that the settings give the pages of a section.
fn permalink(page: &ContentPage, config: &Config, language: &str) -> Option<String> {
    let section = page.place.split_once('/').map_or("/", |(section, _)| section).to_lowercase();
    let patterns = config.value_in(language, "permalinks")?;
    let of_pages = patterns.get("page").filter(|value| value.is_mapping()).unwrap_or(patterns);
    of_pages.get(section.as_str())?.as_str().map(str::to_owned)
}

/// An address by a pattern such as `/:year/:month/:slug/`.
fn expand(pattern: &str, page: &ContentPage) -> String {
    let mut parts = Vec::new();
    for part in pattern.split('/').filter(|part| !part.is_empty()) {
        let mut out = String::new();
        let mut pieces = part.split(':');
        out.push_str(pieces.next().unwrap_or_default());
        let mut pieces = pieces.peekable();
        while let Some(piece) = pieces.next() {
            let end = piece.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(piece.len());
            let (name, mut rest) = piece.split_at(end);
            let mut range = String::new();
            // `:sections[1:]` holds a colon itself.
            if rest.starts_with('[') {
                range.push_str(rest);
                while !range.contains(']') {
                    let Some(more) = pieces.next() else { break };
                    range.push(':');
                    range.push_str(more);
                }
                rest = "";
            }
            out.push_str(&token(name, &range, page));
            out.push_str(rest);
        }
        parts.push(out);
    }
    spelt(&parts.join("/"))
}

/// What a name in a pattern stands for.
fn token(name: &str, range: &str, page: &ContentPage) -> String {
    let dated = |shown: fn(Date) -> String| page.date.map(shown).unwrap_or_default();
    let sections: Vec<&str> = match page.place.rsplit_once('/') {
        Some((above, _)) => above.split('/').collect(),
        None => Vec::new(),
    };
    let title = || page.title.clone().unwrap_or_else(|| page.name().to_owned());
    let bare = || name_date(page.name()).map_or(page.name(), |(_, name)| name).to_owned();
    let slug = || page.words("slug");
    match name {
        "year" => dated(|date| date.year().to_string()),
        "month" => dated(|date| format!("{:02}", u8::from(date.month()))),
        "monthname" => dated(|date| date.month().to_string()),
        "day" => dated(|date| format!("{:02}", date.day())),
        "weekday" => dated(|date| date.weekday().number_days_from_sunday().to_string()),
        "weekdayname" => dated(|date| date.weekday().to_string()),
        "yearday" => dated(|date| date.ordinal().to_string()),
        "section" => sections.first().copied().unwrap_or_default().to_owned(),
        "sections" => sections[slice(range, sections.len())].join("/"),
        "title" => title().replace('/', "-"),
        "slug" => slug().unwrap_or_else(title).replace('/', "-"),
        "slugorfilename" | "slugorcontentbasename" => slug().unwrap_or_else(bare),
        "filename" | "contentbasename" => bare(),
        other => format!(":{other}{range}"),
    }
}

/// The part of a list that `[1:]`, `[:2]`, `[last]` or `[0]` means.
fn slice(range: &str, len: usize) -> std::ops::Range<usize> {
    let inner = range.trim_matches(['[', ']']);
    if inner.is_empty() {
        return 0..len;
    }
    let number = |words: &str, absent: usize| match words.trim() {
        "last" => len.saturating_sub(1),
        words => words.parse().unwrap_or(absent),
    };
    let (start, end) = match inner.split_once(':') {
        Some((start, end)) => (number(start, 0), number(end, len)),
        None => (number(inner, 0), number(inner, 0) + 1),
    };
    let end = end.min(len);
    start.min(end)..end
}

/// A path as Hugo spells it in addresses: small letters, hyphens for spaces, few signs.
pub(super) fn spelt(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for c in path.trim().chars() {
        match c {
            c if c.is_alphanumeric() => out.extend(c.to_lowercase()),
            ' ' | '\t' if !out.ends_with('-') => {
                out.push('-');
            }
            '.' | '/' | '\\' | '_' | '-' | '#' | '+' | '~' | '@' => out.push(c),
            _ => {}
        }
    }
    out.trim_matches('/').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::front_matter::FrontTable;

    fn page(path: &str, front: &str) -> ContentPage {
        let front = FrontTable::of(&format!("---\n{front}\n---\n"));
        let mut page = ContentPage::new(0, path.to_owned(), &front);
        page.find_date(&["date".to_owned()]);
        page
    }

    #[test]
    fn patterns_give_addresses() {
        let page = page("posts/deep/a.md", "title: A Walk, Home\ndate: 2024-03-05");
        assert_eq!(expand("/:year/:month/:day/:title/", &page), "2024/03/05/a-walk-home");
        assert_eq!(expand("/x/:sections[1:]/:filename", &page), "x/deep/a");
        assert_eq!(expand("/p/:slug/", &page), "p/a-walk-home");
    }

    #[test]
    fn a_page_has_its_own_address_and_those_it_had() {
        let mut config = Config { default_language: "en".to_owned(), ..Config::default() };
        config.languages = vec!["en".to_owned(), "fr".to_owned()];
        let page = page("docs/A b/index.md", "slug: walk\naliases: [/old/, older]");
        let all = addresses(&page, &config, "en");
        assert_eq!(all[0], "docs/walk");
        for address in ["old", "docs/older", "docs/a-b", "docs/A b"] {
            assert!(all.iter().any(|one| one == address), "{address}");
        }
        assert_eq!(addresses(&page, &config, "fr")[0], "fr/docs/walk");
    }
}
