//! Nodes of an edition as XHTML. Input: [`Node`]s and where things are ([`EpubPlan`],
//! [`PackedPicture`]). Output: elements written to [`Xml`]. The one place that says which element a
//! role becomes.

use std::collections::BTreeMap;
use std::iter::Peekable;

use super::page_breaks::{PageBreak, PageBreaks};
use super::pictures::PackedPicture;
use super::plan::{EpubPlan, anchor};
use super::urls;
use super::xml::{Attribute, Xml};
use crate::article::{ColumnAlign, Lang};
use crate::edition::{
    LinkTarget, ListContent, Node, NodeContent, NodeId, PictureUse, Run, TableContent,
};
use crate::locale::UiStrings;
use crate::media::PictureId;
use crate::theme::Role;

/// All that writing a document needs to know.
pub(super) struct XhtmlContext<'e> {
    /// Where documents and nodes are.
    pub plan: &'e EpubPlan<'e>,
    /// The pictures that are available.
    pub pictures: &'e BTreeMap<PictureId, PackedPicture>,
    /// The words that every edition says, in its language.
    pub words: &'static UiStrings,
    /// Where the pages of the print edition begin.
    pub breaks: PageBreaks,
}

impl XhtmlContext<'_> {
    /// Writes the marks of pages that begin here.
    pub(super) fn turn<'b>(&self, xml: &mut Xml, pages: impl IntoIterator<Item = &'b PageBreak>) {
        for page in pages {
            // White and a full stop keep the voice from running it into the words around.
            let label = format!(" {} {}. ", self.words.navigation.page, page.label);
            let mut attributes = vec![
                ("epub:type", "pagebreak"),
                ("role", "doc-pagebreak"),
                ("id", &page.id),
                ("aria-label", &label),
            ];
            let other = self.label_lang(xml);
            attributes.extend(other.iter().flat_map(|lang| foreign(lang, lang)));
            xml.element("span", &attributes, "");
        }
    }

    /// The language of labels that are written next, where it is not that of the words around.
    fn label_lang(&self, xml: &Xml) -> Option<Lang> {
        xml.lang().and_then(|around| self.words.other_than(around))
    }
}

/// Opens an XHTML document up to and with its body.
pub(super) fn open_document(lang: &Lang, title: &str, body: &[Attribute<'_>]) -> Xml {
    open_described(lang, title, &[], body)
}

/// The same for a document of which more is known: names and contents of `meta` elements.
pub(super) fn open_described(
    lang: &Lang,
    title: &str,
    facts: &[Attribute<'_>],
    body: &[Attribute<'_>],
) -> Xml {
    let mut xml = Xml::new();
    xml.markup("<!DOCTYPE html>\n");
    let html = [
        ("xmlns", "http://www.w3.org/1999/xhtml"),
        ("xmlns:epub", "http://www.idpf.org/2007/ops"),
        ("lang", lang.0.as_str()),
        ("xml:lang", lang.0.as_str()),
        ("dir", direction(lang).unwrap_or("ltr")),
    ];
    xml.open("html", &html);
    xml.line();
    xml.open("head", &[]);
    xml.line();
    xml.empty("meta", &[("charset", "UTF-8")]);
    xml.line();
    xml.element("title", &[], title);
    xml.line();
    for (name, content) in facts {
        xml.empty("meta", &[("name", name), ("content", content)]);
        xml.line();
    }
    xml.empty("link", &[("rel", "stylesheet"), ("type", "text/css"), ("href", "style.css")]);
    xml.line();
    xml.close();
    xml.line();
    xml.open("body", body);
    xml.line();
    xml
}

/// `rtl` for a language that is written from right to left.
pub(super) fn direction(lang: &Lang) -> Option<&'static str> {
    lang.is_rtl().then_some("rtl")
}

/// The attributes of an element in another language than `around` it: its language and, where that
/// turns, its direction.
pub(super) fn foreign<'l>(lang: &'l Lang, around: &Lang) -> Vec<Attribute<'l>> {
    let mut attributes = vec![("lang", lang.0.as_str()), ("xml:lang", lang.0.as_str())];
    if direction(lang) != direction(around) {
        attributes.push(("dir", direction(lang).unwrap_or("ltr")));
    }
    attributes
}

/// Writes the nodes of one document.
pub(super) struct NodeWriter<'x, 'e> {
    xml: &'x mut Xml,
    context: &'x XhtmlContext<'e>,
    /// The document, for links within it.
    file: &'x str,
    /// Whether a crosshead was written: only then may a subhead stand a level below it.
    under_crosshead: bool,
    /// The paragraph that opens the article.
    opening: Option<NodeId>,
}

impl<'x, 'e> NodeWriter<'x, 'e> {
    /// Writes to `xml`, the document `file`.
    pub(super) fn new(xml: &'x mut Xml, context: &'x XhtmlContext<'e>, file: &'x str) -> Self {
        NodeWriter { xml, context, file, under_crosshead: false, opening: None }
    }

    /// Marks the paragraph that opens the article.
    pub(super) fn open_with(mut self, paragraph: Option<NodeId>) -> Self {
        self.opening = paragraph;
        self
    }

    /// Writes one node after the other.
    pub(super) fn all(&mut self, nodes: &[Node]) {
        for node in nodes {
            self.node(node);
        }
    }

    /// Writes a node and all within it. The mark of a page that begins with it stands before it;
    /// among the words where a paragraph's first line would else part from the one before.
    pub(super) fn node(&mut self, node: &Node) {
        if !matches!(node.content, NodeContent::Text(_)) || is_heading(node.role) {
            self.page_break_before(node.id);
        }
        match &node.content {
            NodeContent::Text(runs) => self.text(node, runs),
            NodeContent::Blocks(nodes) => self.blocks(node, nodes),
            NodeContent::Picture(picture) => self.picture(picture),
            NodeContent::Table(table) => self.table(node, table),
            NodeContent::List(list) => self.list(node, list),
            NodeContent::Code { lang, text } => self.code(node, lang.as_deref(), text),
            NodeContent::Rule => self.xml.empty("hr", &[]),
        }
        self.xml.line();
    }

    /// Writes the marks of pages that begin with a node.
    pub(super) fn page_break_before(&mut self, node: NodeId) {
        self.context.turn(self.xml, self.context.breaks.before(node));
    }

    /// A paragraph, a head or another line of words.
    fn text(&mut self, node: &Node, runs: &[Run]) {
        let (element, attributes) = self.element_of_words(node.role);
        self.open(element, node, attributes);
        if element == "blockquote" {
            self.xml.open("p", &[]);
            self.runs(node, runs);
            self.xml.close();
        } else {
            self.runs(node, runs);
        }
        self.xml.close();
    }

    /// The element of a line of words, and its attributes.
    fn element_of_words(&mut self, role: Role) -> (&'static str, &'static [Attribute<'static>]) {
        use Role::*;
        match role {
            Headline => ("h1", &[]),
            Crosshead => {
                self.under_crosshead = true;
                ("h2", &[])
            }
            Subhead if self.under_crosshead => ("h3", &[]),
            Subhead | NotesTitle => ("h2", &[]),
            Standfirst => ("p", &[("role", "doc-subtitle")]),
            Caption => ("figcaption", &[]),
            Quote => ("blockquote", &[]),
            TableHead => ("th", &[("scope", "col")]),
            TableCell => ("td", &[]),
            CoverTitle | CoverDate | CoverHeadline | CoverLine | ContentsTitle
            | ContentsSection | ContentsHeadline | ContentsStandfirst | ContentsFolio
            | SectionTitle | Kicker | BriefHeadline | Byline | Dateline | Body | DropCap
            | Figure | FigureGroup | Picture | PullQuote | Attribution | Box | BoxTitle | List
            | ListItem | ListLabel | Code | Table | Rule | Signature | Postscript | Note
            | RunningHead | Folio | RunningFoot | Furniture | FurnitureTitle | Placeholder => {
                ("p", &[])
            }
        }
    }

    /// A box of further nodes.
    fn blocks(&mut self, node: &Node, nodes: &[Node]) {
        use Role::*;
        let title = nodes.first().filter(|title| title.role == BoxTitle);
        let title = title.map(|title| anchor(title.id)).unwrap_or_default();
        // A landmark of its own would stand within that of the article.
        let boxed = [("role", "note"), ("aria-labelledby", title.as_str())];
        let (element, attributes): (_, &[Attribute<'_>]) = match node.role {
            FigureGroup => return self.group(node, nodes),
            Figure => ("figure", &[]),
            Quote => ("blockquote", &[]),
            Postscript => ("aside", &[]),
            Box => ("aside", &boxed),
            PullQuote => ("aside", &[("epub:type", "pullquote"), ("role", "doc-pullquote")]),
            CoverTitle | CoverDate | CoverHeadline | CoverLine | ContentsTitle
            | ContentsSection | ContentsHeadline | ContentsStandfirst | ContentsFolio
            | SectionTitle | Kicker | Headline | BriefHeadline | Standfirst | Byline | Dateline
            | Body | DropCap | Crosshead | Subhead | Picture | Caption | Attribution | BoxTitle
            | List | ListItem | ListLabel | Code | Table | TableHead | TableCell | Rule
            | Signature | NotesTitle | Note | RunningHead | Folio | RunningFoot | Furniture
            | FurnitureTitle | Placeholder => ("div", &[]),
        };
        self.open(element, node, attributes);
        self.xml.line();
        self.all(nodes);
        self.xml.close();
    }

    /// Pictures in a row: each takes a share of it by its proportion, so that they stand equally
    /// high.
    fn group(&mut self, node: &Node, nodes: &[Node]) {
        self.open("figure", node, &[]);
        self.xml.line();
        for part in nodes {
            let NodeContent::Blocks(inner) = &part.content else {
                self.node(part);
                continue;
            };
            let share = self.proportion(inner);
            // Shares of a hundred: those that add up to less than one would leave a row unfilled.
            let style = format!("flex: {:.1} 1 {:.2}em", share * 100.0, share * ROW_HEIGHT);
            self.open("figure", part, &[("style", &style)]);
            self.page_break_before(part.id);
            self.xml.line();
            self.all(inner);
            self.xml.close();
            self.xml.line();
        }
        self.xml.close();
    }

    /// Width over height of the picture among some nodes; 3 : 2 if there is none.
    fn proportion(&self, nodes: &[Node]) -> f64 {
        let picture = nodes.iter().find_map(|node| node.picture()?.picture);
        let picture = picture.map(|id| self.context.plan.edition.pictures.get(id));
        let picture = picture.filter(|picture| picture.width > 0 && picture.height > 0);
        picture.map_or(1.5, |picture| f64::from(picture.width) / f64::from(picture.height))
    }

    /// A picture, or the frame that stands for one that is unavailable.
    fn picture(&mut self, shown: &PictureUse) {
        let alt = shown.alt.as_deref().unwrap_or_default();
        if let Some(packed) = shown.picture.and_then(|id| self.context.pictures.get(&id)) {
            let mut attributes = vec![("src", packed.href.as_str()), ("alt", alt)];
            // Without alternative text, silence is better than a file name read aloud.
            if shown.decorative {
                attributes.push(("role", "presentation"));
            }
            self.xml.empty("img", &attributes);
            return;
        }
        self.xml.open("div", &[("class", Role::Placeholder.name())]);
        if !alt.is_empty() {
            self.xml.element("p", &[], alt);
        }
        self.xml.element("p", &[("class", "file")], &shown.name);
        self.xml.close();
    }

    fn table(&mut self, node: &Node, table: &TableContent) {
        self.open("div", node, &[]);
        let classes = table_classes(table);
        let class = (!classes.is_empty()).then_some(("class", classes.as_str()));
        self.xml.open("table", &class.into_iter().collect::<Vec<_>>());
        self.xml.line();
        if !table.head.is_empty() {
            self.xml.open("thead", &[]);
            self.row(&table.head, &table.columns);
            self.xml.close();
            self.xml.line();
        }
        if !table.rows.is_empty() {
            self.xml.open("tbody", &[]);
            self.xml.line();
            for row in &table.rows {
                self.row(row, &table.columns);
                self.xml.line();
            }
            self.xml.close();
            self.xml.line();
        }
        self.xml.close();
        self.xml.close();
    }

    fn row(&mut self, cells: &[Node], columns: &[ColumnAlign]) {
        self.xml.open("tr", &[]);
        for (n, cell) in cells.iter().enumerate() {
            let class = match columns.get(n).copied().unwrap_or_default() {
                ColumnAlign::Auto => None,
                ColumnAlign::Left => Some(("class", "left")),
                ColumnAlign::Center => Some(("class", "center")),
                ColumnAlign::Right => Some(("class", "right")),
            };
            let mut attributes: Vec<_> = class.into_iter().collect();
            let element = if cell.role == Role::TableHead {
                attributes.push(("scope", "col"));
                "th"
            } else {
                "td"
            };
            self.open_plain(element, cell, &attributes);
            if let NodeContent::Text(runs) = &cell.content {
                self.runs(cell, runs);
            } else {
                self.node(cell);
            }
            self.xml.close();
        }
        self.xml.close();
    }

    fn list(&mut self, node: &Node, list: &ListContent) {
        let tight = if list.tight { "list tight" } else { Role::List.name() };
        let start = list.start.map(|first| first.to_string());
        let mut attributes = vec![("class", tight)];
        match start.as_deref() {
            Some("1") | None => {}
            Some(first) => attributes.push(("start", first)),
        }
        let element = if list.start.is_some() { "ol" } else { "ul" };
        self.open_plain(element, node, &attributes);
        self.xml.line();
        for item in &list.items {
            let class = item.checked.map(|_| ("class", "task"));
            self.open_plain("li", &item.node, &class.into_iter().collect::<Vec<_>>());
            if matches!(item.node.content, NodeContent::Blocks(_)) {
                self.page_break_before(item.node.id);
            }
            if let Some(done) = item.checked {
                let (mark, label) = match done {
                    true => ("\u{2611}", self.context.words.navigation.done.as_str()),
                    false => ("\u{2610}", self.context.words.navigation.open.as_str()),
                };
                let other = self.context.label_lang(self.xml);
                let mut attributes = vec![("role", "img"), ("aria-label", label)];
                attributes.extend(other.iter().flat_map(|lang| foreign(lang, lang)));
                self.xml.element("span", &attributes, mark);
                self.xml.text(" ");
            }
            self.item(&item.node, list.tight || item.checked.is_some());
            self.xml.close();
            self.xml.line();
        }
        self.xml.close();
    }

    /// The content of a list item; in a tight list its first words are no paragraph of their own.
    fn item(&mut self, item: &Node, tight: bool) {
        if let NodeContent::Text(runs) = &item.content {
            return self.runs(item, runs);
        }
        let mut rest = item.blocks();
        if let Some((first, after)) = rest.split_first()
            && let NodeContent::Text(runs) = &first.content
            && tight
            && first.role == Role::Body
        {
            self.words(first, runs);
            rest = after;
        }
        if !rest.is_empty() {
            self.xml.line();
            self.all(rest);
        }
    }

    fn code(&mut self, node: &Node, lang: Option<&str>, text: &str) {
        self.open("pre", node, &[]);
        let class = lang.map(|lang| format!("language-{lang}"));
        let class: Vec<_> = class.iter().map(|class| ("class", class.as_str())).collect();
        self.xml.open("code", &class);
        // At its start the mark stands before the listing.
        let marks = self.context.breaks.within(node.id, 1);
        self.broken(text, 0, &mut marks.into_iter().peekable(), |xml, words| xml.text(words));
        self.xml.close();
        self.xml.close();
    }

    /// Opens the element of a node, with its role as class; a paragraph of the body needs none.
    fn open(&mut self, element: &'static str, node: &Node, attributes: &[Attribute<'_>]) {
        let class = match node.role {
            Role::Body if self.opening == Some(node.id) => Some("opening"),
            Role::Body => None,
            role => Some(role.name()),
        };
        let mut all: Vec<_> = class.map(|class| ("class", class)).into_iter().collect();
        all.extend_from_slice(attributes);
        self.open_plain(element, node, &all);
    }

    /// Opens the element of a node: its id where something may lead to it, and its language.
    fn open_plain(&mut self, element: &'static str, node: &Node, attributes: &[Attribute<'_>]) {
        let id = (is_heading(node.role) || self.context.plan.is_linked(node.id))
            .then(|| anchor(node.id));
        let mut all = attributes.to_vec();
        all.extend(id.as_deref().map(|id| ("id", id)));
        if let Some(lang) = &node.lang {
            all.extend(foreign(lang, self.xml.lang().unwrap_or(lang)));
        }
        self.xml.open(element, &all);
    }

    /// Writes the words of a node that has no element of its own.
    pub(super) fn words(&mut self, node: &Node, runs: &[Run]) {
        let Some(lang) = &node.lang else { return self.runs(node, runs) };
        self.wrap(&Wrap::Foreign(lang));
        self.runs(node, runs);
        self.xml.close();
    }

    /// Writes the words of a node with their marks. Elements that neighbours share stay open
    /// between them; the marks of pages stand outside of as many as can be.
    fn runs(&mut self, node: &Node, runs: &[Run]) {
        let mut open: Vec<Wrap<'_>> = Vec::new();
        let context = self.context;
        let turns = context.breaks.within(node.id, usize::from(is_heading(node.role)));
        let mut turns = turns.into_iter().peekable();
        let mut at = 0;
        for run in runs {
            let mut wanted = wraps(run);
            let shared = open.iter().take_while(|wrap| wanted.contains(wrap)).count();
            open.drain(shared..).for_each(|_| self.xml.close());
            wanted.retain(|wrap| !open.contains(wrap));
            while let Some((_, page)) = turns.next_if(|(offset, _)| *offset <= at) {
                context.turn(self.xml, [page]);
            }
            for wrap in wanted {
                if wrap == Wrap::Class(END_MARK) {
                    // On the line of the last word.
                    self.xml.text("\u{A0}");
                }
                self.wrap(&wrap);
                open.push(wrap);
            }
            self.broken(&run.text, at, &mut turns, lines);
            at += run.text.len();
        }
        for _ in open {
            self.xml.close();
        }
        context.turn(self.xml, turns.map(|(_, page)| page));
    }

    /// Writes words that begin `at` bytes into those of their node, and the marks that stand in
    /// them.
    fn broken<'b>(
        &mut self,
        words: &str,
        at: usize,
        turns: &mut Peekable<impl Iterator<Item = (usize, &'b PageBreak)>>,
        write: impl Fn(&mut Xml, &str),
    ) {
        let mut done = 0;
        while let Some((offset, page)) = turns.next_if(|(offset, _)| *offset < at + words.len()) {
            let cut = words.floor_char_boundary(offset.saturating_sub(at)).max(done);
            write(self.xml, words.get(done..cut).unwrap_or_default());
            self.context.turn(self.xml, [page]);
            done = cut;
        }
        write(self.xml, words.get(done..).unwrap_or_default());
    }

    fn wrap(&mut self, wrap: &Wrap<'_>) {
        match wrap {
            Wrap::Link(href) => self.xml.open("a", &[("href", href)]),
            Wrap::Node(target) => {
                let href = self.context.plan.href(self.file, target);
                self.xml.open("a", &[("href", &href)]);
            }
            Wrap::Noteref(note, reference) => {
                let attributes = [
                    ("id", anchor(*reference)),
                    ("epub:type", "noteref".into()),
                    ("role", "doc-noteref".into()),
                    ("href", format!("#{}", anchor(*note))),
                ];
                self.xml.open("a", &attributes.each_ref().map(|(n, v)| (*n, v.as_str())));
            }
            Wrap::Foreign(lang) => {
                let attributes = foreign(lang, self.xml.lang().unwrap_or(lang));
                self.xml.open("span", &attributes);
            }
            Wrap::Element(name) => self.xml.open(name, &[]),
            // An ornament: a black square should not be read aloud.
            Wrap::Class(END_MARK) => {
                self.xml.open("span", &[("class", END_MARK), ("aria-hidden", "true")]);
            }
            Wrap::Class(class) => self.xml.open("span", &[("class", class)]),
        }
    }
}

/// Words, `\n` as a line break.
fn lines(xml: &mut Xml, words: &str) {
    for (n, line) in words.split('\n').enumerate() {
        if n > 0 {
            xml.empty("br", &[]);
        }
        xml.text(line);
    }
}

/// Whether the words of a role name a part of the article: a page's number is no part of a name.
pub(super) fn is_heading(role: Role) -> bool {
    use Role::*;
    match role {
        Headline | Crosshead | Subhead | BoxTitle => true,
        CoverTitle | CoverDate | CoverHeadline | CoverLine | ContentsTitle | ContentsSection
        | ContentsHeadline | ContentsStandfirst | ContentsFolio | SectionTitle | Kicker
        | BriefHeadline | Standfirst | Byline | Dateline | Body | DropCap | Figure
        | FigureGroup | Picture | Caption | Quote | PullQuote | Attribution | Box | List
        | ListItem | ListLabel | Code | Table | TableHead | TableCell | Rule | Signature
        | Postscript | NotesTitle | Note | RunningHead | Folio | RunningFoot | Furniture
        | FurnitureTitle | Placeholder => false,
    }
}

/// The height that a row of pictures has before it is stretched to the measure, in em.
const ROW_HEIGHT: f64 = 8.0;

/// The most rows of a table that stays on one page.
const SHORT_TABLE: usize = 12;

/// The fewest columns of tables that are too wide for a line of forty letters: those that smaller
/// letters make fit, and those that they do not.
const WIDE_TABLE: usize = 6;
const WIDEST_TABLE: usize = 9;

/// What the style sheet has to know of a table's size.
fn table_classes(table: &TableContent) -> String {
    let length = (table.rows.len() <= SHORT_TABLE).then_some("short");
    let width = match table.columns.len() {
        WIDEST_TABLE.. => Some("widest"),
        WIDE_TABLE.. => Some("wide"),
        _ => None,
    };
    length.into_iter().chain(width).collect::<Vec<_>>().join(" ")
}

/// The class of the mark that ends an article.
const END_MARK: &str = "end-mark";

/// An element around words.
#[derive(Debug, Clone, PartialEq)]
enum Wrap<'r> {
    /// A link out of the edition.
    Link(String),
    /// A link to a node.
    Node(&'r LinkTarget),
    /// A reference to a note: the note, and the id of the reference.
    Noteref(NodeId, NodeId),
    /// A span in another language.
    Foreign(&'r Lang),
    /// An element.
    Element(&'static str),
    /// A span of a class.
    Class(&'static str),
}

/// The elements around a run, from the outermost.
fn wraps(run: &Run) -> Vec<Wrap<'_>> {
    let marks = run.marks;
    let link = match (&run.target, run.anchor) {
        (Some(LinkTarget::Note(note)), Some(reference)) => {
            return vec![Wrap::Element("sup"), Wrap::Noteref(*note, reference)];
        }
        (Some(LinkTarget::Url(url)), _) => urls::web_address(url).map(Wrap::Link),
        (Some(target), _) => Some(Wrap::Node(target)),
        (None, _) => None,
    };
    let elements = [
        (marks.emphasis, Wrap::Element("em")),
        (marks.strong, Wrap::Element("strong")),
        (marks.strike, Wrap::Element("s")),
        (marks.small_caps, Wrap::Class("small-caps")),
        (marks.superscript, Wrap::Element("sup")),
        (marks.subscript, Wrap::Element("sub")),
        (marks.code, Wrap::Element("code")),
        (marks.end_mark, Wrap::Class(END_MARK)),
    ];
    let elements = elements.into_iter().filter(|(on, _)| *on).map(|(_, wrap)| wrap);
    let foreign = run.lang.as_ref().map(Wrap::Foreign);
    link.into_iter().chain(foreign).chain(elements).collect()
}
