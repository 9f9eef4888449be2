//! HTML among the words of a block. Input: tags. Output: what they mean for the words between them.
//!
//! Words are always kept but for those of a script, a style sheet or a template. What an edition
//! has no form for is dropped, with a warning only where something is lost by it.

use pulldown_cmark::Event;

use super::super::html::{self, HtmlTag, HtmlToken};
use super::super::language;
use super::super::placeholders::{self, TagContext};
use super::{Html, Inlines, LONGEST_ADDRESS, OpenInline, Opener, is_endless, is_wordless};
use crate::article::{Inline, Lang, Text, plain_text};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity, Span};

/// How many elements a closing tag may close at once; one that would close more is dropped.
const FARTHEST_TAG: usize = 64;

/// How many elements stay open from one paragraph to the next.
const MOST_CARRIED: usize = 8;

/// Bytes of the text on either side of an abbreviation in which its expansion may stand already.
const NEAR: usize = 200;

/// What becomes of the words in a tag that is dropped.
pub(in crate::source) const STAYS: &str = "its text is kept";
/// What becomes of the words within the others.
pub(in crate::source) const GOES: &str = "including its contents";

/// What is said of one that has none.
const HOLDS_NONE: &str = "it holds no text";

/// An HTML element among the words.
#[derive(Debug, Clone)]
pub(super) struct HtmlElement {
    name: String,
    /// The language that it gives its words.
    lang: Option<Lang>,
    /// For an `<a href>`, and for a film or the like, where it leads and where it stands.
    pub(super) link: Option<(String, Span)>,
    part: ElementPart,
    /// Whether it is open in several paragraphs.
    parted: bool,
}

/// What an element is besides its name.
#[derive(Debug, Clone, PartialEq)]
enum ElementPart {
    /// Nothing else.
    Marks,
    /// What is at an address of its own, with the title that its author gives it, and whether the
    /// last picture shows how it looks.
    Media { title: Option<String>, has_poster: bool },
    /// A picture in several files.
    Sources(Vec<String>),
    /// Words that an expansion follows in parentheses.
    Expanded(String),
}

impl Inlines<'_> {
    /// Whether an event stands in an element whose content is passed over, which it may end.
    pub(super) fn passes_over(&mut self, event: &Event<'_>) -> bool {
        let Some(name) = &self.unread else { return false };
        if let Event::InlineHtml(tag) | Event::Html(tag) = event {
            let tokens = html::tokens(tag);
            if tokens.iter().any(|t| matches!(t, HtmlToken::Close(closed, _) if closed == name)) {
                self.unread = None;
            }
        }
        true
    }

    pub(super) fn raw_html(&mut self, html: &str, span: Span, diagnostics: &mut Diagnostics) {
        if self.html == Html::Words {
            return self.words(html);
        }
        for token in html::tokens(html) {
            match token {
                HtmlToken::Text(words) => self.words(&html::unescape(words)),
                HtmlToken::Open(tag) => self.open_tag(&tag, span, diagnostics),
                HtmlToken::Close(name, written) => self.close_tag(&name, written, diagnostics),
                HtmlToken::Hidden(name) => report_dropped(name, GOES, span, diagnostics),
                HtmlToken::Silent => {}
            }
        }
    }

    /// Whether an opening tag is words in angle brackets.
    fn is_words(&self, tag: &HtmlTag<'_>, span: Span) -> bool {
        let after_word = self.ends_in_word();
        match &self.value {
            Some((text, places)) => {
                placeholders::is_words(tag, TagContext { text, places, at: 0, after_word })
            }
            None => self.raw.is_words(tag, span.start as usize, after_word),
        }
    }

    /// An opening tag among the words.
    pub(in crate::source) fn open_tag(
        &mut self,
        tag: &HtmlTag<'_>,
        span: Span,
        diagnostics: &mut Diagnostics,
    ) {
        if self.is_words(tag, span) {
            return self.words(tag.written);
        }
        self.part_words(&tag.name);
        if self.html == Html::Page {
            let at = span.start as usize;
            self.anchors.extend(tag.anchors().map(|anchor| (anchor, at)));
            if self.open_on_page(tag, span, diagnostics) {
                return;
            }
        }
        match tag.name.as_str() {
            "br" => self.add(Inline::Break),
            "wbr" | "p" => {}
            "img" => self.picture(tag, span, diagnostics),
            _ => self.open_element(tag, span, diagnostics),
        }
    }

    /// Elements that mean more than marks on words; whether it is one.
    fn open_on_page(
        &mut self,
        tag: &HtmlTag<'_>,
        span: Span,
        diagnostics: &mut Diagnostics,
    ) -> bool {
        let name = tag.name.as_str();
        match name {
            "script" | "style" | "template" => {
                // Up to the end of the paragraph at most: no word is to be lost for want of a tag.
                if !tag.closes_itself() && self.raw.closes_soon(tag, span.start as usize) {
                    self.unread = Some(name.to_owned());
                    if name != "style" {
                        report_dropped(name, GOES, span, diagnostics);
                    }
                    return true;
                }
                return false;
            }
            "source" => self.source(tag, span),
            "hr" => self.add(Inline::Break),
            "picture" => self.open_part(tag, ElementPart::Sources(Vec::new()), span, diagnostics),
            "rt" | "rtc" | "rp" | "rb" => {
                self.end_reading(diagnostics);
                if matches!(name, "rt" | "rtc") {
                    self.words("(");
                }
                self.open_part(tag, ElementPart::Marks, span, diagnostics);
            }
            "ruby" => self.open_part(tag, ElementPart::Marks, span, diagnostics),
            "abbr" | "acronym" => match self.expansion(tag, span) {
                Some(words) => self.open_part(tag, ElementPart::Expanded(words), span, diagnostics),
                None => return false,
            },
            _ if html::is_media(name) => self.media(tag, span, diagnostics),
            _ if !placeholders::is_element(name) => self.component(tag, span, diagnostics),
            _ => return false,
        }
        true
    }

    fn open_part(
        &mut self,
        tag: &HtmlTag<'_>,
        part: ElementPart,
        span: Span,
        diagnostics: &mut Diagnostics,
    ) {
        let lang = language::attribute(tag, span, diagnostics);
        let name = tag.name.clone();
        self.open(Opener::Element(HtmlElement { name, lang, link: None, part, parted: false }));
    }

    /// Ends the reading or the base before this one, as HTML has it.
    fn end_reading(&mut self, diagnostics: &mut Diagnostics) {
        while let Some(Opener::Element(open)) = self.open.last().map(|stretch| &stretch.opener)
            && matches!(open.name.as_str(), "rt" | "rtc" | "rp" | "rb")
        {
            self.close(diagnostics);
        }
    }

    /// The words that an abbreviation stands for, at its first use and where they do not stand
    /// next to it already.
    fn expansion(&self, tag: &HtmlTag<'_>, span: Span) -> Option<String> {
        let words = tag.attribute("title")?;
        let words = words.trim();
        let text = self.raw.text;
        let (start, end) = (span.start as usize, span.end as usize);
        if words.is_empty() || !self.raw.tags.is_first_title(text, words, start) {
            return None;
        }
        let before = text.get(text.floor_char_boundary(start.saturating_sub(NEAR))..start)?;
        let after = text.get(end..text.floor_char_boundary((end + NEAR).min(text.len())))?;
        let said = words.to_lowercase();
        let stands = [before, after].iter().any(|near| words_of(near).contains(&said));
        (!stands).then(|| words.to_owned())
    }

    /// A film, a sound or a page within the page: a link to it.
    fn media(&mut self, tag: &HtmlTag<'_>, span: Span, diagnostics: &mut Diagnostics) {
        let title = html::media_title(tag);
        let poster = tag.attribute("poster").filter(|it| self.raw.pictures.has(it));
        let has_poster = poster.is_some();
        if let Some(poster) = poster {
            self.figure(&poster, title.as_deref().unwrap_or_default(), "", span, diagnostics);
        }
        let lang = language::attribute(tag, span, diagnostics);
        let address = html::media_address(tag).filter(|it| !is_endless(it, span, diagnostics));
        let link = address.map(|address| (address, span));
        let part = ElementPart::Media { title, has_poster };
        let name = tag.name.clone();
        self.open(Opener::Element(HtmlElement { name, lang, link, part, parted: false }));
        if html::is_void(&tag.name) || tag.closes_itself() {
            self.close(diagnostics);
        }
    }

    /// Closes a film or the like around words for programs that do not show it, which are shown
    /// unless they say no more than that.
    pub(super) fn close_media(&mut self, element: HtmlElement, mut content: Text) {
        let ElementPart::Media { title, has_poster } = element.part else { return };
        let words = plain_text(&content);
        if is_wordless(&content) || is_apology(&words) {
            content.clear();
        }
        let Some((target, span)) = element.link else {
            let named = title.filter(|_| content.is_empty()).map(Inline::Text);
            return self.splice(named.into_iter().chain(content).collect());
        };
        let linked = content.iter().any(has_link);
        let mut after = Text::new();
        if title.is_some() || content.is_empty() || linked {
            let title = title.unwrap_or_else(|| html::media_name(&element.name, &target));
            after = std::mem::replace(&mut content, vec![Inline::Text(title)]);
        }
        let link = Inline::Link { target, content, span };
        match self.figures.last_mut().filter(|poster| has_poster && poster.caption.is_empty()) {
            Some(poster) => poster.caption.push(link),
            None => self.add(link),
        }
        if !after.is_empty() {
            self.words(" ");
            self.splice(after);
        }
    }

    /// A further address of the film or the picture that is open.
    fn source(&mut self, tag: &HtmlTag<'_>, span: Span) {
        let near = self.open.iter_mut().rev().take(FARTHEST_TAG);
        for stretch in near {
            let Opener::Element(element) = &mut stretch.opener else { return };
            match &mut element.part {
                ElementPart::Sources(sources) => {
                    return sources.extend(html::picture_addresses(tag));
                }
                ElementPart::Media { .. } => {
                    let address = html::media_address(tag).filter(|it| it.len() <= LONGEST_ADDRESS);
                    let further = address.map(|address| (address, span));
                    return element.link = element.link.take().or(further);
                }
                _ => {}
            }
        }
    }

    /// A picture: the first of its files that is there. Its width and height are not read: neither
    /// edition sets pictures by sizes of a screen.
    fn picture(&mut self, tag: &HtmlTag<'_>, span: Span, diagnostics: &mut Diagnostics) {
        let get = |name| tag.attribute(name).unwrap_or_default();
        let mut target = get("src");
        if self.html == Html::Page {
            let mut addresses = html::picture_addresses(tag);
            let near = self.open.iter().rev().take(FARTHEST_TAG);
            let sources = near.filter_map(|stretch| match &stretch.opener {
                Opener::Element(HtmlElement { part: ElementPart::Sources(all), .. }) => Some(all),
                _ => None,
            });
            addresses.extend(sources.flatten().take(FARTHEST_TAG).cloned());
            let there = addresses.iter().find(|address| self.raw.pictures.has(address));
            let apart = || addresses.iter().find(|address| !address.starts_with("data:"));
            if let Some(address) = there.or_else(apart) {
                target.clone_from(address);
            }
        }
        self.figure(&target, &get("alt"), &get("title"), span, diagnostics);
        if let Some(figure) = self.figures.last_mut().filter(|_| is_decorative(tag)) {
            figure.picture.alt = None;
            figure.picture.decorative = true;
        }
    }

    /// An element that HTML does not have: its words stay, and so does the name that it shows.
    fn component(&mut self, tag: &HtmlTag<'_>, span: Span, diagnostics: &mut Diagnostics) {
        if let Some(label) = component_label(tag) {
            self.words(" ");
            self.add(Inline::Strong(label_text(tag, label, span)));
            self.words(" ");
        }
        report_unknown(tag, span, diagnostics);
    }

    /// A picture in a link: its caption leads there, since pictures themselves are no links in
    /// an edition. Without a caption the address is shown, unless it is that of the picture.
    pub(super) fn link_picture(&mut self, target: &str, span: Span) {
        if self.html != Html::Page || html::is_picture_address(target) {
            return;
        }
        let Some(figure) = self.figures.last_mut() else { return };
        if figure.caption.is_empty() {
            let is_web = target.contains("//") || target.starts_with("mailto:");
            let shown = match figure.picture.alt.as_ref().filter(|_| !is_web) {
                Some(alt) => alt.clone(),
                None if is_web => web_words(target),
                None => return,
            };
            figure.caption = vec![Inline::Text(shown)];
        } else if figure.caption.iter().any(|inline| matches!(inline, Inline::Link { .. })) {
            return;
        }
        let content = std::mem::take(&mut figure.caption);
        figure.caption = vec![Inline::Link { target: target.to_owned(), content, span }];
    }

    /// Keeps the words on both sides of the tag of a block or a cell from running together.
    fn part_words(&mut self, name: &str) {
        self.soft |= html::parts(name) || matches!(name, "td" | "th");
    }

    /// An element around words; dropped where it is nothing to an edition and gives no language.
    fn open_element(&mut self, tag: &HtmlTag<'_>, span: Span, diagnostics: &mut Diagnostics) {
        let name = tag.name.as_str();
        let lang = language::attribute(tag, span, diagnostics);
        let link = tag.attribute("href").filter(|_| name == "a");
        if link.as_ref().is_some_and(|target| is_endless(target, span, diagnostics)) {
            return;
        }
        let link = link.map(|target| (target, span));
        let known = link.is_some() || name == "q" || element(name, Text::new(), self.html).is_ok();
        if !known && lang.is_none() || html::is_void(name) {
            if !html::is_silent(name) {
                let rest = if html::is_void(name) { HOLDS_NONE } else { STAYS };
                report_dropped(name, rest, span, diagnostics);
            }
            return;
        }
        // HTML would go on to the end of the block; who closes an element in its own tag means it empty.
        if tag.closes_itself() {
            return;
        }
        let (name, part) = (name.to_owned(), ElementPart::Marks);
        let opener = Opener::Element(HtmlElement { name, lang, link, part, parted: false });
        if opener.is_quotation() {
            self.quotation_mark();
        }
        self.open(opener);
    }

    /// A mark around a quotation within the words, single within another one.
    pub(super) fn quotation_mark(&mut self) {
        let within = self.open.iter().any(|stretch| stretch.opener.is_quotation());
        self.words(if within { "'" } else { "\"" });
    }

    /// A closing tag: it closes what it opened, within the markdown that it stands in.
    pub(in crate::source) fn close_tag(
        &mut self,
        name: &str,
        written: &str,
        diagnostics: &mut Diagnostics,
    ) {
        let closes_nothing = match &self.value {
            Some((text, places)) => placeholders::closes_nothing(name, text, places),
            None => placeholders::closes_nothing(name, self.raw.text, &self.raw.tags),
        };
        if closes_nothing {
            return self.words(written);
        }
        self.part_words(name);
        let near = self.open.iter().rev().take(FARTHEST_TAG);
        let opened = near.map_while(|stretch| match &stretch.opener {
            Opener::Element(open) => Some(open.name == name),
            _ => None,
        });
        let Some(depth) = opened.into_iter().position(|same| same) else {
            if self.html == Html::Page {
                self.closed.push(name.to_owned());
            }
            return;
        };
        for _ in 0..=depth {
            self.close(diagnostics);
        }
    }

    /// Ends a paragraph within elements that stay open in the next one, and returns it.
    pub(in crate::source) fn part(
        &mut self,
        diagnostics: &mut Diagnostics,
    ) -> super::InlineContent {
        let mut next = Inlines::new(self.raw, self.html);
        let mut carried = Vec::new();
        for OpenInline { opener, .. } in &mut self.open {
            if let Opener::Element(element) = opener
                && element.part == ElementPart::Marks
                && !matches!(element.name.as_str(), "q" | "ruby" | "rt" | "rtc" | "rp" | "rb")
                && carried.len() < MOST_CARRIED
            {
                element.parted = true;
                carried.push(element.clone());
            }
        }
        carried.into_iter().for_each(|element| next.open(Opener::Element(element)));
        std::mem::replace(self, next).finish(diagnostics)
    }
}

impl Opener {
    /// Whether it is a `<q>`, which stands for its quotation marks.
    fn is_quotation(&self) -> bool {
        matches!(self, Opener::Element(element) if element.name == "q")
    }

    /// Whether it is an element of several paragraphs.
    pub(super) fn was_parted(&self) -> bool {
        matches!(self, Opener::Element(element) if element.parted)
    }

    /// The words that follow it when it closes; empty for a mark of quotation.
    pub(super) fn words_after(&self) -> Option<String> {
        let Opener::Element(element) = self else { return None };
        match (element.name.as_str(), &element.part) {
            ("q", _) => Some(String::new()),
            ("rt" | "rtc", _) => Some(")".to_owned()),
            (_, ElementPart::Expanded(words)) => Some(format!(" ({words})")),
            _ => None,
        }
    }
}

impl HtmlElement {
    /// Whether it shows what is at an address of its own.
    pub(super) fn is_media(&self) -> bool {
        matches!(self.part, ElementPart::Media { .. })
    }

    /// What it is in an edition around some content, or the content back where it is nothing.
    pub(super) fn around(self, content: Text, html: Html) -> Result<Inline, Text> {
        // Brackets for programs that do not know readings, which stand in ours already.
        let is_bracket = |c: char| !c.is_alphanumeric();
        if self.name == "rp" && plain_text(&content).chars().all(is_bracket) {
            return Err(Text::new());
        }
        let inline = match (self.part, self.link) {
            (_, Some((target, span))) => Ok(Inline::Link { target, content, span }),
            (_, None) => element(&self.name, content, html),
        };
        let Some(lang) = self.lang else { return inline };
        let content = inline.map_or_else(|content| content, |inline| vec![inline]);
        Ok(Inline::Foreign { lang, content })
    }
}

/// The words of a piece of text that may begin and end within a tag, in lower case.
fn words_of(piece: &str) -> String {
    let from = piece.find('>').filter(|end| !piece[..*end].contains('<')).map_or(0, |end| end + 1);
    let to = piece.rfind('<').filter(|open| !piece[*open..].contains('>')).unwrap_or(piece.len());
    let mut words = String::new();
    for token in html::tokens(piece.get(from..to).unwrap_or_default()) {
        if let HtmlToken::Text(text) = token {
            words.push_str(&text.to_lowercase());
        }
    }
    words
}

/// Whether words in a film's element say only that it cannot be shown.
fn is_apology(words: &str) -> bool {
    const LONGEST: usize = 300;
    words.len() < LONGEST && words.to_ascii_lowercase().contains("browser")
}

fn has_link(inline: &Inline) -> bool {
    matches!(inline, Inline::Link { .. })
        || super::content(inline).is_some_and(|content| content.iter().any(has_link))
}

/// An address on the web as words: short enough for a line under a picture.
fn web_words(address: &str) -> String {
    const LONGEST: usize = 60;
    let bare = address.split_once("//").map_or(address, |(_, rest)| rest);
    let bare = bare.strip_prefix("mailto:").unwrap_or(bare);
    let bare = bare.strip_prefix("www.").unwrap_or(bare).trim_end_matches('/');
    match bare.chars().count() {
        0..=LONGEST => bare.to_owned(),
        _ => html::short_address(address).to_owned(),
    }
}

/// The name that a component of a web page shows: `<Card title="…">`, `<TabItem label="…">`.
pub(in crate::source) fn component_label(tag: &HtmlTag<'_>) -> Option<String> {
    let shown = ["title", "label"].into_iter().find_map(|name| tag.attribute(name))?;
    (!shown.trim().is_empty()).then_some(shown)
}

/// It as words, which lead to where the component does.
pub(in crate::source) fn label_text(tag: &HtmlTag<'_>, label: String, span: Span) -> Text {
    let words = vec![Inline::Text(label)];
    match tag.attribute("href").filter(|target| target.len() <= LONGEST_ADDRESS) {
        Some(target) if !target.is_empty() => vec![Inline::Link { target, content: words, span }],
        _ => words,
    }
}

/// Reports a tag that has no place in an edition, once for each element of an article.
pub(in crate::source) fn report_dropped(
    name: &str,
    rest: &str,
    span: Span,
    diagnostics: &mut Diagnostics,
) {
    report_once(format!("raw HTML: <{name}> is dropped; {rest}"), span, diagnostics);
}

/// Reports, once an article, an element that HTML does not have.
pub(in crate::source) fn report_unknown(
    tag: &HtmlTag<'_>,
    span: Span,
    diagnostics: &mut Diagnostics,
) {
    const REST: &str = "is no element of HTML and is dropped, as others; the text in it is kept";
    let is_known = |known: &Diagnostic| known.code == Code::Html && known.message.ends_with(REST);
    if diagnostics.iter().any(is_known) {
        return;
    }
    let shown: String = tag.written_name().chars().take(40).collect();
    report_once(format!("raw HTML: <{shown}> {REST}"), span, diagnostics);
}

fn report_once(message: String, span: Span, diagnostics: &mut Diagnostics) {
    let is_known = |known: &Diagnostic| known.code == Code::Html && known.message == message;
    if diagnostics.iter().any(is_known) {
        return;
    }
    let help = "write it in markdown, or remove the tags";
    diagnostics.add(Severity::Warning, Code::Html, span, message, help);
}

/// Whether an `img` is there for the eye alone: HTML says so by an empty `alt` (one that is not
/// written says nothing), ARIA by a role.
fn is_decorative(tag: &HtmlTag<'_>) -> bool {
    let is = |name, value: &[&str]| {
        let said = tag.attribute(name).map(|said| said.trim().to_ascii_lowercase());
        said.is_some_and(|said| value.contains(&said.as_str()))
    };
    is("alt", &[""]) || is("role", &["presentation", "none"]) || is("aria-hidden", &["true"])
}

/// What an HTML element is in an edition, or its content back where it is nothing. What a reader
/// highlighted is strong: no other mark of ours is as strong on paper.
fn element(name: &str, content: Text, html: Html) -> Result<Inline, Text> {
    Ok(match name {
        "em" | "i" | "cite" | "dfn" | "var" => Inline::Emphasis(content),
        "strong" | "b" => Inline::Strong(content),
        "mark" if html == Html::Page => Inline::Strong(content),
        "del" | "s" | "strike" => Inline::Strike(content),
        "sup" => Inline::Superscript(content),
        "sub" => Inline::Subscript(content),
        "code" | "kbd" | "samp" | "tt" => Inline::Code(plain_text(&content)),
        _ => return Err(content),
    })
}
