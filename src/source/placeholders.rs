//! Words in angle brackets that are no tags: `Option<String>`, `<your-name>`, `a<b and c>d`. Input:
//! a tag as HTML reads it. Output: whether its author meant words, which are then printed as they
//! stand.
//!
//! To HTML everything in angle brackets that begins with a letter is a tag. Articles hold types,
//! placeholders and comparisons too; these have no closing tag, or implausible attributes.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::html::{self, HtmlTag, HtmlToken};

/// Where a text has the first opening tag of each name, and where its closing tags.
#[derive(Debug, Default)]
pub(super) struct TagIndex {
    places: OnceLock<HashMap<String, PlaceholderSpan>>,
    /// Where each title of an abbreviation stands first.
    titles: OnceLock<HashMap<String, usize>>,
}

#[derive(Debug, Default)]
struct PlaceholderSpan {
    open: Option<usize>,
    close: Vec<usize>,
}

/// The longest stretch in which the end of a paragraph is looked for.
const FAR: usize = 20_000;

/// The most bytes of an abbreviation's tag.
const NEAR: usize = 500;

impl TagIndex {
    /// Where the next closing tag of this name after byte `at` of the text stands.
    fn close_after(&self, text: &str, name: &str, at: usize) -> Option<usize> {
        let close = &self.places.get_or_init(|| find(text)).get(name)?.close;
        close.get(close.partition_point(|place| *place < at)).copied()
    }

    /// Whether the tag at byte `at` of the text, an abbreviation's, is the first with its title.
    pub(super) fn is_first_title(&self, text: &str, title: &str, at: usize) -> bool {
        let titles = self.titles.get_or_init(|| find_titles(text));
        titles.get(&title.to_lowercase()).is_none_or(|first| *first >= at)
    }

    /// Whether it stands in the same paragraph.
    pub(super) fn closes_soon(&self, text: &str, name: &str, at: usize) -> bool {
        self.close_after(text, name, at).is_some_and(|close| {
            let between = text.get(at..close).unwrap_or_default();
            between.len() < FAR && !between.contains("\n\n")
        })
    }

    fn opens(&self, text: &str, name: &str) -> bool {
        let places = self.places.get_or_init(|| find(text)).get(name);
        places.is_some_and(|places| places.open.is_some())
    }
}

fn find(text: &str) -> HashMap<String, PlaceholderSpan> {
    let mut found: HashMap<String, PlaceholderSpan> = HashMap::new();
    for (at, _) in text.match_indices('<') {
        let after = &text[at + 1..];
        let (closing, after) =
            after.strip_prefix('/').map_or((false, after), |after| (true, after));
        let end = after.bytes().position(|b| !(b.is_ascii_alphanumeric() || b == b'-'));
        let name = after[..end.unwrap_or(after.len())].to_ascii_lowercase();
        if name.is_empty() {
            continue;
        }
        let places = found.entry(name).or_default();
        match closing {
            true => places.close.push(at),
            false => _ = places.open.get_or_insert(at),
        }
    }
    found
}

/// Where each title of an abbreviation stands first.
fn find_titles(text: &str) -> HashMap<String, usize> {
    let mut found = HashMap::new();
    let written = text.match_indices("<abbr").chain(text.match_indices("<acronym"));
    for (at, _) in written {
        let after = &text[at..];
        let Some(end) = after.bytes().take(NEAR).position(|b| b == b'>') else { continue };
        let tag = html::tokens(&after[..=end]);
        if let [HtmlToken::Open(tag)] = tag.as_slice()
            && let Some(title) = tag.attribute("title")
        {
            let first = found.entry(title.trim().to_lowercase()).or_insert(at);
            *first = at.min(*first);
        }
    }
    found
}

/// Where a tag stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct TagContext<'a> {
    /// The text that may hold its closing tag, and the tags in it.
    pub text: &'a str,
    pub places: &'a TagIndex,
    /// The byte of the text from which on it may stand.
    pub at: usize,
    /// The letter or figure right before it, if there is one.
    pub after_word: bool,
}

/// Whether an opening tag is words in angle brackets.
pub(super) fn is_words(tag: &HtmlTag<'_>, around: TagContext<'_>) -> bool {
    let name = tag.name.as_str();
    let mut bare = true;
    for (key, value) in tag.attributes() {
        bare = false;
        // `<b and c>`: a comparison; no element has an attribute `and`.
        if value.is_none() && !is_flag(key) {
            return true;
        }
    }
    let TagContext { text, places, at, after_word } = around;
    let closed = || places.close_after(text, name, at).is_some();
    if !is_element(name) {
        return bare && !tag.closes_itself() && !closed();
    }
    if !bare || tag.closes_itself() || ALONE.contains(&name) {
        return false;
    }
    if NEEDS_ATTRIBUTES.contains(&name) {
        return true;
    }
    // `Vec<i>`, and `<Address>` in the draft of a letter.
    let glued = after_word && !places.closes_soon(text, name, at);
    glued || !OFTEN_OPEN.contains(&name) && !closed()
}

/// Whether a closing tag is words: one of no element, which nothing opens.
pub(super) fn closes_nothing(name: &str, text: &str, places: &TagIndex) -> bool {
    !is_element(name) && !places.opens(text, name)
}

/// Whether an attribute may stand without a value: those that HTML has so, and those of programs.
fn is_flag(name: &str) -> bool {
    const FLAGS: [&str; 34] = [
        "alt",
        "allowfullscreen",
        "async",
        "autofocus",
        "autoplay",
        "checked",
        "class",
        "compact",
        "controls",
        "crossorigin",
        "default",
        "defer",
        "disabled",
        "download",
        "draggable",
        "hidden",
        "id",
        "inert",
        "ismap",
        "itemscope",
        "loop",
        "markdown",
        "multiple",
        "muted",
        "nomodule",
        "noshade",
        "novalidate",
        "nowrap",
        "open",
        "playsinline",
        "readonly",
        "required",
        "reversed",
        "selected",
    ];
    let name = name.to_ascii_lowercase();
    FLAGS.contains(&name.as_str()) || name.starts_with(['@', ':', '#', '{']) || name.contains('-')
}

/// Elements that have no closing tag, or need none.
const ALONE: [&str; 20] = [
    "br", "hr", "img", "wbr", "p", "li", "dt", "dd", "td", "th", "tr", "thead", "tbody", "tfoot",
    "rt", "rp", "body", "html", "head", "colgroup",
];

/// Elements that mean nothing without attributes: `<source>` is rather a placeholder.
const NEEDS_ATTRIBUTES: [&str; 10] =
    ["area", "base", "col", "embed", "input", "link", "meta", "param", "source", "track"];

/// Elements that authors leave open by mistake, or close in another place.
const OFTEN_OPEN: [&str; 36] = [
    "a",
    "b",
    "big",
    "blockquote",
    "center",
    "cite",
    "code",
    "del",
    "div",
    "dl",
    "em",
    "figcaption",
    "figure",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "i",
    "ins",
    "kbd",
    "mark",
    "ol",
    "pre",
    "q",
    "s",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "sup",
    "table",
    "u",
];

/// Whether HTML, or SVG and MathML within it, has an element of this name, past or present.
pub(super) fn is_element(name: &str) -> bool {
    const HTML: &str = " a abbr acronym address applet area article aside audio b base basefont bdi bdo \
        bgsound big blink blockquote body br button canvas caption center cite code col colgroup data \
        datalist dd del details dfn dialog dir div dl dt em embed fieldset figcaption figure font footer \
        form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe img input ins kbd \
        label legend li link main map mark marquee menu meta meter nav nobr noembed noframes noscript \
        object ol optgroup option output p param picture plaintext pre progress q rb rp rt rtc ruby s \
        samp script search section select slot small source span strike strong style sub summary sup \
        svg table tbody td template textarea tfoot th thead time title tr track tt u ul var video wbr \
        xmp circle clippath defs ellipse g image line lineargradient mask path pattern polygon polyline \
        radialgradient rect stop symbol text tspan use math annotation mfrac mi mn mo mover mrow ms \
        mspace msqrt mroot mstyle msub msubsup msup mtable mtd mtext mtr munder munderover semantics ";
    HTML.split(' ').any(|known| known == name)
}

#[cfg(test)]
mod tests {
    use super::super::html::{HtmlToken, tokens};
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        let places = TagIndex::default();
        let mut found = Vec::new();
        let mut before = "";
        for token in tokens(text) {
            if let HtmlToken::Open(tag) = &token {
                let at = tag.written.as_ptr().addr() - text.as_ptr().addr();
                let after_word = before.ends_with(char::is_alphanumeric);
                if is_words(tag, TagContext { text, places: &places, at, after_word }) {
                    found.push(tag.written);
                }
            }
            if let HtmlToken::Text(text) = token {
                before = text;
            }
        }
        found
    }

    #[test]
    fn types_placeholders_and_comparisons_are_words() {
        for text in [
            "Option<String>",
            "<Enter>",
            "<your-name>",
            "<package name>",
            "Vec<T>",
            "Set<i>",
            "<source>",
            "<Address>",
            "a<b and c>",
            "Map<K,V>",
        ] {
            let found = words(text);
            assert_eq!(found.len(), 1, "{text}");
            assert!(text.ends_with(found[0]), "{text}");
        }
    }

    #[test]
    fn tags_are_tags() {
        for text in [
            "<em>a</em>",
            "<b>a",
            "<x-card>a</x-card>",
            "<Chart data=\"x\">",
            "<Chart/>",
            "x<sub>2</sub>",
            "<br>",
            "a<br>b",
            "<details open>",
            "<div markdown>",
            "<p hidden>a",
            "<img src=a>",
            "<abbr>a</abbr>",
            "<div>",
            "<li>a",
            "<u>a",
        ] {
            assert_eq!(words(text), Vec::<&str>::new(), "{text}");
        }
    }
}
