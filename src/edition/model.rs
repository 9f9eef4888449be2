//! The types of an edition. Output: [`Edition`] and its parts.

use serde::{Deserialize, Serialize};

use crate::article::{Catalogue, Certification, ColumnAlign, Date, Lang};
use crate::diagnostic::Span;
use crate::media::{PictureId, Pictures};
use crate::theme::{Role, Theme};

/// A node, unique in its edition. Ids are given in reading order, so an article owns a range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct NodeId(pub u32);

/// A whole edition.
#[derive(Debug, Clone)]
pub struct Edition {
    /// Its metadata, for catalogues and furniture.
    pub meta: EditionMeta,
    /// Its look.
    pub theme: Theme,
    /// Its sections in order; one without title if there are none.
    pub sections: Vec<Section>,
    /// Its pictures.
    pub pictures: Pictures,
    /// Its cover.
    pub cover: Cover,
}

/// The metadata of an edition, for catalogues and furniture.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EditionMeta {
    /// The title, never empty.
    pub title: String,
    /// The date.
    pub date: Option<Date>,
    /// The date as printed in the edition's language, `April 22nd 2023`.
    pub date_text: Option<String>,
    /// The language.
    pub language: Lang,
    /// The publisher.
    pub publisher: Option<String>,
    /// The authors, each once, in order.
    pub authors: Vec<String>,
    /// A stable identifier: `urn:uuid:…` (version 5, from the content) unless the input gives one.
    pub identifier: String,
    /// What libraries file it by: a dated or numbered edition has a series, and subjects are the
    /// edition's own, then those of its articles.
    pub catalogue: Catalogue,
    /// Who certifies its accessibility.
    pub certified: Option<Certification>,
    /// Head of each page of a briefing.
    pub header: Option<String>,
    /// Classification line of a briefing.
    pub classification: Option<String>,
}

/// The first page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cover {
    /// A picture of the input.
    Picture(PictureId),
    /// One that the backends draw: title, date, main headlines.
    Drawn,
    /// None (a single briefing).
    None,
}

/// A section.
#[derive(Debug, Clone)]
pub struct Section {
    /// Its node.
    pub id: NodeId,
    /// Its name, smart typography applied; `None` for articles outside any section.
    pub title: Option<String>,
    /// Its articles.
    pub articles: Vec<EditionArticle>,
}

/// An article, resolved.
#[derive(Debug, Clone)]
pub struct EditionArticle {
    /// Its node.
    pub id: NodeId,
    /// A name of `[a-z0-9-]`, unique in the edition, never empty.
    pub slug: String,
    /// Its path in the input, for messages.
    pub path: String,
    /// Its language.
    pub lang: Lang,
    /// Its headline as plain words, for outlines and contents.
    pub title: String,
    /// Its kicker as plain words.
    pub kicker: Option<String>,
    /// Its standfirst as plain words.
    pub standfirst: Option<String>,
    /// Its authors.
    pub authors: Vec<String>,
    /// When it was published.
    pub date: Option<Date>,
    /// A few words for catalogues, as plain words.
    pub description: Option<String>,
    /// Its subjects.
    pub tags: Vec<String>,
    /// Words in its body, for "6 min read".
    pub words: usize,
    /// Kicker, headline, standfirst, byline, dateline, lead figure: those there are, in this order.
    pub head: Vec<Node>,
    /// The body in order.
    pub body: Vec<Node>,
    /// The notes in the order of their first reference; each a [`Role::Note`] of blocks.
    pub notes: Vec<Note>,
}

/// A note of an article.
#[derive(Debug, Clone)]
pub struct Note {
    /// Its number in its article, from 1.
    pub number: u32,
    /// The references to it, in order: see [`Run::anchor`].
    pub references: Vec<NodeId>,
    /// Its content.
    pub node: Node,
}

/// A piece of an edition.
#[derive(Debug, Clone)]
pub struct Node {
    /// Unique in the edition.
    pub id: NodeId,
    /// What it is.
    pub role: Role,
    /// Its language, where it differs from that of the node around it or, if there is none, its
    /// article's.
    pub lang: Option<Lang>,
    /// What it holds.
    pub content: NodeContent,
    /// Where it was written.
    pub span: Option<Span>,
}

/// What a node holds.
#[derive(Debug, Clone)]
pub enum NodeContent {
    /// Nodes one below the other (quotes, list items, notes, figures: picture then caption).
    Blocks(Vec<Node>),
    /// Words.
    Text(Vec<Run>),
    /// A picture.
    Picture(PictureUse),
    /// A table.
    Table(TableContent),
    /// A list; its items are [`Role::ListItem`] nodes of blocks.
    List(ListContent),
    /// A code listing.
    Code {
        /// Its language.
        lang: Option<String>,
        /// Its lines.
        text: String,
    },
    /// Nothing: a rule.
    Rule,
}

/// A picture where it is used.
#[derive(Debug, Clone, PartialEq)]
pub struct PictureUse {
    /// The picture; `None` leaves a framed placeholder.
    pub picture: Option<PictureId>,
    /// Alternative text: the author's, else the caption; `None` if there is neither, or if it is
    /// decorative.
    pub alt: Option<String>,
    /// Whether the author marks it as decorative: screen readers then skip it.
    pub decorative: bool,
    /// The file name, for placeholders.
    pub name: String,
}

/// A list.
#[derive(Debug, Clone)]
pub struct ListContent {
    /// The first number; `None` for bullets.
    pub start: Option<u64>,
    /// Whether items stand close together.
    pub tight: bool,
    /// The items.
    pub items: Vec<ListItemContent>,
}

/// An item of a list.
#[derive(Debug, Clone)]
pub struct ListItemContent {
    /// Whether a task is done; `None` for no task.
    pub checked: Option<bool>,
    /// Its content: a [`Role::ListItem`] node.
    pub node: Node,
}

/// A table. Every row has as many cells as `columns`.
#[derive(Debug, Clone)]
pub struct TableContent {
    /// How the cells of each column stand.
    pub columns: Vec<ColumnAlign>,
    /// The head row ([`Role::TableHead`] nodes of text); empty if there is none.
    pub head: Vec<Node>,
    /// The rows ([`Role::TableCell`] nodes of text).
    pub rows: Vec<Vec<Node>>,
}

/// Marks on a stretch of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct TextMarks {
    /// In italics (upright within italics).
    pub emphasis: bool,
    /// In bold.
    pub strong: bool,
    /// Struck out.
    pub strike: bool,
    /// In small capitals.
    pub small_caps: bool,
    /// Raised.
    pub superscript: bool,
    /// Lowered.
    pub subscript: bool,
    /// Code.
    pub code: bool,
    /// The mark that ends the article.
    pub end_mark: bool,
}

/// A stretch of words with the same marks, in one language. `\n` is a line break the author
/// requested.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// The words, smart typography applied.
    pub text: String,
    /// How they are marked.
    pub marks: TextMarks,
    /// Where they lead.
    pub target: Option<LinkTarget>,
    /// For a reference to a note: its own id, so that the note can lead back.
    pub anchor: Option<NodeId>,
    /// Their language, where it differs from their node's.
    pub lang: Option<Lang>,
}

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LinkTarget {
    /// Out of the edition: an address with everything encoded that RFC 3986 does not allow.
    Url(String),
    /// To an article, section, crosshead or figure of the edition.
    Node(NodeId),
    /// To a note of the same article.
    Note(NodeId),
}

impl Run {
    /// Words without marks.
    pub fn plain(words: impl Into<String>) -> Run {
        Run {
            text: words.into(),
            marks: TextMarks::default(),
            target: None,
            anchor: None,
            lang: None,
        }
    }
}

impl Node {
    /// The nodes right below it, in reading order. Whoever looks through all nodes of an article
    /// goes by these, so that a new kind of container is looked through everywhere.
    pub fn children(&self) -> impl Iterator<Item = &Node> {
        let (nodes, rows, items): (&[Node], &[Vec<Node>], &[ListItemContent]) = match &self.content
        {
            NodeContent::Blocks(nodes) => (nodes, &[], &[]),
            NodeContent::Table(table) => (&table.head, &table.rows, &[]),
            NodeContent::List(list) => (&[], &[], &list.items),
            NodeContent::Text(_)
            | NodeContent::Picture(_)
            | NodeContent::Code { .. }
            | NodeContent::Rule => (&[], &[], &[]),
        };
        nodes.iter().chain(rows.iter().flatten()).chain(items.iter().map(|item| &item.node))
    }

    /// The same, to be changed.
    fn children_mut(&mut self) -> impl Iterator<Item = &mut Node> {
        let (nodes, rows, items): (&mut [Node], &mut [Vec<Node>], &mut [ListItemContent]) =
            match &mut self.content {
                NodeContent::Blocks(nodes) => (nodes, &mut [], &mut []),
                NodeContent::Table(table) => (&mut table.head, &mut table.rows, &mut []),
                NodeContent::List(list) => (&mut [], &mut [], &mut list.items),
                NodeContent::Text(_)
                | NodeContent::Picture(_)
                | NodeContent::Code { .. }
                | NodeContent::Rule => (&mut [], &mut [], &mut []),
            };
        let items = items.iter_mut().map(|item| &mut item.node);
        nodes.iter_mut().chain(rows.iter_mut().flatten()).chain(items)
    }

    /// The nodes that stand one below the other in it; itself where it is none of several.
    pub fn blocks(&self) -> &[Node] {
        match &self.content {
            NodeContent::Blocks(nodes) => nodes,
            NodeContent::Text(_)
            | NodeContent::Picture(_)
            | NodeContent::Table(_)
            | NodeContent::List(_)
            | NodeContent::Code { .. }
            | NodeContent::Rule => std::slice::from_ref(self),
        }
    }

    /// Its words, not those of nodes below it.
    pub fn runs(&self) -> &[Run] {
        match &self.content {
            NodeContent::Text(runs) => runs,
            NodeContent::Blocks(_)
            | NodeContent::Picture(_)
            | NodeContent::Table(_)
            | NodeContent::List(_)
            | NodeContent::Code { .. }
            | NodeContent::Rule => &[],
        }
    }

    /// The picture that it is, not those below it.
    pub fn picture(&self) -> Option<&PictureUse> {
        match &self.content {
            NodeContent::Picture(picture) => Some(picture),
            NodeContent::Text(_)
            | NodeContent::Blocks(_)
            | NodeContent::Table(_)
            | NodeContent::List(_)
            | NodeContent::Code { .. }
            | NodeContent::Rule => None,
        }
    }

    /// Visits this node and all below it, in reading order.
    pub fn walk<'a>(&'a self, visit: &mut dyn FnMut(&'a Node)) {
        visit(self);
        self.children().for_each(|node| node.walk(visit));
    }

    /// Visits the runs of this node and of all below it, in reading order.
    pub(super) fn walk_runs_mut(&mut self, visit: &mut dyn FnMut(&mut Run)) {
        if let NodeContent::Text(runs) = &mut self.content {
            runs.iter_mut().for_each(&mut *visit);
        }
        self.children_mut().for_each(|node| node.walk_runs_mut(visit));
    }
}

/// Words that are read in a minute: Brysbaert (2019), 238 for prose without notes, and a little
/// less for pages with pictures.
const WORDS_A_MINUTE: usize = 230;

impl EditionArticle {
    /// Minutes that it takes to read, at least one.
    pub fn minutes(&self) -> usize {
        self.words.div_ceil(WORDS_A_MINUTE).max(1)
    }

    /// The nodes of the head, of the body and of the notes, in reading order.
    pub fn nodes(&self) -> impl Iterator<Item = &Node> {
        self.head.iter().chain(&self.body).chain(self.notes.iter().map(|note| &note.node))
    }

    /// The crossheads of the body, as plain words.
    pub fn crossheads(&self) -> impl Iterator<Item = (NodeId, String)> {
        let heads = self.body.iter().filter(|node| node.role == Role::Crosshead);
        heads.map(|node| (node.id, plain_runs(node.runs()).trim().to_string()))
    }

    /// The same, to be changed.
    pub(super) fn nodes_mut(&mut self) -> impl Iterator<Item = &mut Node> {
        let notes = self.notes.iter_mut().map(|note| &mut note.node);
        self.head.iter_mut().chain(&mut self.body).chain(notes)
    }
}

impl Edition {
    /// Every article in order.
    pub fn articles(&self) -> impl Iterator<Item = &EditionArticle> {
        self.sections.iter().flat_map(|section| &section.articles)
    }

    /// Its only article, where it has but one: its crossheads are then what one looks for.
    pub fn only_article(&self) -> Option<&EditionArticle> {
        let mut articles = self.articles();
        articles.next().filter(|_| articles.next().is_none())
    }

    /// The article that a node belongs to; `None` for sections.
    pub fn article_of(&self, node: NodeId) -> Option<&EditionArticle> {
        let section = match self.sections.partition_point(|section| section.id <= node) {
            0 => return None,
            after => &self.sections[after - 1],
        };
        match section.articles.partition_point(|article| article.id <= node) {
            0 => None,
            after => section.articles.get(after - 1),
        }
    }
}

/// The words of some runs; note references, end marks and breaks (a space) left out.
pub fn plain_runs(runs: &[Run]) -> String {
    runs.iter()
        .filter(|run| run.anchor.is_none() && !run.marks.end_mark)
        .map(|run| run.text.replace('\n', " "))
        .collect()
}
