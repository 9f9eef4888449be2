//! Keys of front matter that mean nothing here. Input: the articles of an edition. Output: one notice for
//! all of them, since those of a vault or a site may have thousands.

use super::article::ReadArticle;
use crate::diagnostic::{Code, Diagnostics, Severity, Span};

/// How many of the keys are named.
const NAMED: usize = 5;

/// Reports the keys, the most frequent first, at the place of the first.
pub(super) fn report(articles: &[ReadArticle], diagnostics: &mut Diagnostics) {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    let mut index = std::collections::HashMap::new();
    let mut first: Option<Span> = None;
    for (key, span) in articles.iter().flat_map(|article| &article.unknown) {
        first = first.or(*span);
        let at = *index.entry(key.as_str()).or_insert_with(|| {
            counts.push((key, 0));
            counts.len() - 1
        });
        counts[at].1 += 1;
    }
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let named: Vec<String> = counts.iter().take(NAMED).map(|(key, _)| format!("`{key}`")).collect();
    let message = match (counts.as_slice(), counts.len().saturating_sub(NAMED)) {
        ([], _) => return,
        ([(key, 1)], _) => format!("unknown front matter key `{key}`"),
        ([(key, count)], _) => format!("unknown front matter key `{key}` ({count} places)"),
        (_, 0) => format!("unknown front matter keys: {}", named.join(", ")),
        (_, others) => format!("unknown front matter keys: {} and {others} more", named.join(", ")),
    };
    diagnostics.add(Severity::Notice, Code::UnknownKey, first, message, "");
}
