//! Boxes in the form that the reader of HTML knows. Input: a kind and a title. Output: the tags to write
//! around the content.

/// The kinds of box that dialects know by a word, with ours.
const KINDS: [(&str, &str); 34] = [
    ("note", "note"),
    ("info", "note"),
    ("information", "note"),
    ("tip", "tip"),
    ("hint", "tip"),
    ("success", "tip"),
    ("important", "important"),
    ("attention", "important"),
    ("warning", "warning"),
    ("warn", "warning"),
    ("caution", "caution"),
    ("danger", "warning"),
    ("error", "warning"),
    ("failure", "warning"),
    ("bug", "bug"),
    ("example", "example"),
    ("exercise", "exercise"),
    ("question", "question"),
    ("faq", "question"),
    ("abstract", "summary"),
    ("summary", "summary"),
    ("tldr", "summary"),
    ("todo", "to do"),
    ("seealso", "see also"),
    ("admonition", ""),
    ("callout", ""),
    ("aside", ""),
    ("sidebar", ""),
    ("alert", "important"),
    ("primary", "note"),
    ("secondary", "note"),
    ("theorem", "theorem"),
    ("definition", "definition"),
    ("proof", "proof"),
];

/// Our word for a kind of box; `None` if the word is none.
pub(super) fn kind(word: &str) -> Option<&'static str> {
    let word = word.to_ascii_lowercase();
    let word = word.strip_prefix("callout-").or(word.strip_prefix("alert-")).unwrap_or(&word);
    KINDS.iter().find(|(known, _)| *known == word).map(|(_, kind)| *kind)
}

/// The tag that opens a box.
pub(super) fn open(kind: &str, title: &str) -> String {
    format!("<aside data-box=\"{}\" data-title=\"{}\">", escaped(kind), escaped(title.trim()))
}

/// Words fit for an attribute.
pub(super) fn escaped(words: &str) -> String {
    htmlize::escape_attribute(words).into_owned()
}
