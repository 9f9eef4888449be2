//! Jekyll's addresses. Input: a pattern such as `/:collection/:path/` and what is known of a page. Output:
//! its path on the site, without slashes around it, `.html` and `/index`.
//!
//! Source: Jekyll's documentation, "Permalinks", <https://jekyllrb.com/docs/permalinks/>.

use crate::article::Date;

/// What the parts of a pattern stand for.
#[derive(Debug, Default, Clone)]
pub(super) struct PageParts {
    /// The path of its folder: under that of its collection, where it is in one.
    pub folder: String,
    /// Its name without suffix, and without the date of a post.
    pub name: String,
    /// The name that front matter gives it.
    pub slug: Option<String>,
    pub collection: String,
    pub categories: Vec<String>,
    pub date: Option<Date>,
}

/// The pattern of a style that has a name; else the pattern itself.
pub(super) fn pattern(style: &str) -> &str {
    match style {
        "date" => "/:categories/:year/:month/:day/:title.html",
        "pretty" => "/:categories/:year/:month/:day/:title/",
        "ordinal" => "/:categories/:year/:y_day/:title.html",
        "weekdate" => "/:categories/:year/W:week/:short_day/:title.html",
        "none" => "/:categories/:title.html",
        pattern => pattern,
    }
}

/// The address that a pattern gives a page.
pub(super) fn address(pattern: &str, parts: &PageParts) -> String {
    let mut out = String::new();
    let mut rest = pattern;
    while let Some(at) = rest.find(':') {
        out.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        let length =
            after.find(|c: char| !c.is_ascii_lowercase() && c != '_').unwrap_or(after.len());
        match value(&after[..length], parts) {
            Some(value) => out.push_str(&value),
            None => out.push_str(&rest[at..at + 1 + length]),
        }
        rest = &after[length..];
    }
    out.push_str(rest);
    bare(&out)
}

fn value(name: &str, parts: &PageParts) -> Option<String> {
    let number = |of: &dyn Fn(Date) -> u16, width: usize| {
        parts.date.map(|date| format!("{:0width$}", of(date))).unwrap_or_default()
    };
    let month = |date: Date| u16::from(u8::from(date.month()));
    let named = || parts.date.map(|date| date.month().to_string()).unwrap_or_default();
    Some(match name {
        "title" | "slug" => parts.slug.clone().unwrap_or_else(|| parts.name.clone()),
        "name" | "basename" => parts.name.clone(),
        "path" => match parts.collection.is_empty() {
            true => parts.folder.clone(),
            false => format!("{}/{}", parts.folder, parts.name),
        },
        "collection" => parts.collection.clone(),
        "categories" | "slugified_categories" => parts.categories.join("/").to_lowercase(),
        "output_ext" => String::new(),
        "year" => number(&|date| date.year().unsigned_abs() as u16, 4),
        "short_year" => number(&|date| date.year().rem_euclid(100) as u16, 2),
        "month" => number(&month, 2),
        "i_month" => number(&month, 1),
        "day" => number(&|date| date.day().into(), 2),
        "i_day" => number(&|date| date.day().into(), 1),
        "y_day" => number(&|date| date.ordinal(), 3),
        "short_month" => named().chars().take(3).collect(),
        "long_month" => named(),
        _ => return None,
    })
}

/// An address without slashes around it, doubled ones, `.html` and `/index`.
pub(super) fn bare(address: &str) -> String {
    let parts: Vec<&str> =
        address.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    let joined = parts.join("/");
    let page = joined.strip_suffix(".html").or(joined.strip_suffix(".htm")).unwrap_or(&joined);
    match page {
        "index" => String::new(),
        page => page.strip_suffix("/index").unwrap_or(page).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    #[test]
    fn patterns_give_addresses() {
        let post = PageParts {
            name: "a-walk".into(),
            categories: vec!["News".into()],
            date: Some(date!(2020 - 01 - 02)),
            ..PageParts::default()
        };
        assert_eq!(address(pattern("date"), &post), "news/2020/01/02/a-walk");
        assert_eq!(address("/blog/:year/:i_month/:title/", &post), "blog/2020/1/a-walk");
        let doc = PageParts {
            folder: "fr".into(),
            name: "legal".into(),
            collection: "articles".into(),
            ..PageParts::default()
        };
        assert_eq!(address("/:path/", &doc), "fr/legal");
        assert_eq!(address("/:collection/:path:output_ext", &doc), "articles/fr/legal");
        let index =
            PageParts { folder: "docs".into(), name: "index".into(), ..PageParts::default() };
        assert_eq!(address("/:path/:basename/", &index), "docs");
        assert_eq!(address("/:unknown/x", &index), ":unknown/x");
    }
}
