//! The author's document, as it was written. Output: [`Manuscript`], all that `source` found in an
//! input, and within it [`Article`]s of [`Block`]s and [`Inline`]s.
//!
//! Plain data, no I/O, no style. Text is decoded and tidied but not yet typographic: quotes,
//! dashes, ids, links and notes are resolved by `edition`.

mod catalogue;

use std::path::{Path, PathBuf};

use crate::device::{FileSize, PictureProfile};
use crate::diagnostic::{SourceId, Span};
use crate::geometry::Paper;
use crate::standard::Standards;

pub use crate::locale::{Lang, LangError};
pub use catalogue::{Catalogue, Certification, Isbn, Issn, NumberError};
pub use time::Date;

/// A run of inline content.
pub type Text = Vec<Inline>;

/// All that was found in one input: settings, and articles in the order they are to be printed.
///
/// Every field is what the input itself says; `edition` decides the defaults.
#[derive(Debug, Clone, Default)]
pub struct Manuscript {
    /// The folder (or, for a single article, the file without its suffix) that was given.
    pub name: String,
    /// The folder above which nothing is read.
    pub root: PathBuf,
    /// Settings and manifest facts, command line first, then manifest, then `offprint.toml`.
    pub settings: Settings,
    /// How its links are meant.
    pub links: LinkRules,
    /// Articles by section, in order. A section without a title holds what belongs to none.
    pub sections: Vec<ManuscriptSection>,
}

/// How links between the articles are meant.
#[derive(Debug, Clone, Default)]
pub struct LinkRules {
    /// Where the collection stands on the web, without a slash at the end: links to it may lead to
    /// articles, and paths that lead to none lead there.
    pub url: Option<String>,
    /// What paths begin with before those of the collection, as `/guide`.
    pub base: String,
    /// Whether articles are found by their names alone.
    pub by_name: bool,
}

/// The settings of an edition, from the manifest, `offprint.toml` and the command line.
#[derive(Debug, Clone, Default, PartialEq, Hash)]
pub struct Settings {
    /// The title of the edition.
    pub title: Option<String>,
    /// Its date.
    pub date: Option<Date>,
    /// Its language.
    pub language: Option<Lang>,
    /// Its publisher.
    pub publisher: Option<String>,
    /// A stable identifier, such as `urn:uuid:…`; one is made from the content if there is none.
    pub identifier: Option<String>,
    /// How libraries catalogue it.
    pub catalogue: Catalogue,
    /// Who certifies its accessibility.
    pub certified: Option<Certification>,
    /// The cover picture, resolved and inside the root.
    pub cover: Option<PathBuf>,
    /// The theme.
    pub theme: Option<ThemeChoice>,
    /// The paper of the PDF.
    pub paper: Option<Paper>,
    /// The standards that the PDF conforms to.
    pub pdf_standard: Option<Standards>,
    /// Text for the head of each page of a briefing, such as the office's name.
    pub header: Option<String>,
    /// A classification line, such as `INTERNAL`.
    pub classification: Option<String>,
    /// What the pictures of the EPUB are made for.
    pub pictures: Option<PictureProfile>,
    /// The most bytes that the EPUB may have.
    pub max_size: Option<FileSize>,
    /// Whether the theme's faces travel with the EPUB.
    pub embed_fonts: Option<bool>,
}

/// A theme as it is requested.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ThemeChoice {
    /// One that the program carries, by name.
    Named(String),
    /// A file of tokens.
    File(PathBuf),
}

impl ThemeChoice {
    /// Parses `reader` or `my.toml`: the suffix marks a file.
    pub fn of(text: &str) -> Self {
        let path = Path::new(text);
        match path.extension().is_some_and(|suffix| suffix.eq_ignore_ascii_case("toml")) {
            true => ThemeChoice::File(path.to_path_buf()),
            false => ThemeChoice::Named(text.to_string()),
        }
    }
}

/// A section of a manuscript.
#[derive(Debug, Clone, Default)]
pub struct ManuscriptSection {
    /// Its title as printed, a number prefix removed.
    pub title: Option<String>,
    /// Its articles in order.
    pub articles: Vec<Article>,
}

/// The two kinds of markdown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// CommonMark with GFM extensions.
    Ordinary,
    /// Scraped weeklies: kicker, headline, standfirst, dateline, then a paragraph a line.
    Weekly,
}

/// One article as it was written.
#[derive(Debug, Clone)]
pub struct Article {
    /// The text it was read from.
    pub source: SourceId,
    /// Its path under the manuscript's root, with `/` between folders: what links refer to.
    pub path: String,
    /// Its other paths, under which links may find it: those on its site, without slashes around them.
    pub addresses: Vec<String>,
    /// How it was read.
    pub dialect: Dialect,
    /// Its head and bibliographic facts.
    pub meta: Meta,
    /// Its body.
    pub blocks: Vec<Block>,
    /// Its notes, in the order they are written.
    pub notes: Vec<NoteDefinition>,
}

/// An article's head.
#[derive(Debug, Clone, Default)]
pub struct Meta {
    /// A word or two above the headline.
    pub kicker: Option<Text>,
    /// The headline; never empty (made from the file name if there is none).
    pub title: Text,
    /// The sentence under the headline.
    pub standfirst: Option<Text>,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// Where it was written.
    pub place: Option<String>,
    /// When it was published.
    pub date: Option<Date>,
    /// The date as the author wrote it, `Apr 20th 2023`.
    pub date_text: Option<String>,
    /// Its language, where it says so.
    pub language: Option<Lang>,
    /// A few words for catalogues.
    pub description: Option<String>,
    /// Subjects.
    pub tags: Vec<String>,
    /// The name that links and file names may use for it.
    pub slug: Option<String>,
    /// The picture of the head.
    pub lead: Option<Figure>,
    /// Where it was first published, if it was taken from the web: an address.
    pub source: Option<String>,
}

/// A block of the body and where it was written.
#[derive(Debug, Clone)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Where it stands.
    pub span: Span,
    /// Its language, where the author gives it one of its own.
    pub lang: Option<Lang>,
}

impl Block {
    /// A block in the language of its article.
    pub fn new(kind: BlockKind, span: Span) -> Self {
        Block { kind, span, lang: None }
    }
}

/// The kinds of block.
#[derive(Debug, Clone)]
pub enum BlockKind {
    /// A paragraph.
    Paragraph(Text),
    /// A head within the article: level 1 is a crosshead, deeper ones stand below it.
    Crosshead {
        /// From 1.
        level: u8,
        /// Its words.
        text: Text,
        /// The fragment that links use, where the author gave one; several parted by spaces.
        anchor: Option<String>,
    },
    /// A picture or several with a caption.
    Figure(Figure),
    /// Pictures that follow one another; two at least.
    Group(Vec<Figure>),
    /// A block quotation.
    Quote(Vec<Block>),
    /// Words shown large.
    PullQuote(PullQuote),
    /// A box beside the text.
    Box(TextBox),
    /// A list.
    List(List),
    /// A code listing.
    Code {
        /// The language of the fence.
        lang: Option<String>,
        /// Its lines, without the last line end.
        text: String,
    },
    /// A table.
    Table(Table),
    /// The name under a letter.
    Signature(Text),
    /// A note after the end mark.
    Postscript(Text),
    /// A break between parts.
    Rule,
}

impl Block {
    /// The lists of blocks within it, in order. Whoever looks through all blocks of an article goes by
    /// these, so that a new kind of container is looked through everywhere.
    pub fn children(&self) -> Vec<&[Block]> {
        match &self.kind {
            BlockKind::Quote(blocks) => vec![blocks],
            BlockKind::PullQuote(quote) => vec![&quote.blocks],
            BlockKind::Box(inner) => vec![&inner.blocks],
            BlockKind::List(list) => list.items.iter().map(|item| &item.blocks[..]).collect(),
            BlockKind::Paragraph(_)
            | BlockKind::Crosshead { .. }
            | BlockKind::Figure(_)
            | BlockKind::Group(_)
            | BlockKind::Code { .. }
            | BlockKind::Table(_)
            | BlockKind::Signature(_)
            | BlockKind::Postscript(_)
            | BlockKind::Rule => Vec::new(),
        }
    }

    /// The same, to be changed.
    pub fn children_mut(&mut self) -> Vec<&mut Vec<Block>> {
        match &mut self.kind {
            BlockKind::Quote(blocks) => vec![blocks],
            BlockKind::PullQuote(quote) => vec![&mut quote.blocks],
            BlockKind::Box(inner) => vec![&mut inner.blocks],
            BlockKind::List(list) => list.items.iter_mut().map(|item| &mut item.blocks).collect(),
            BlockKind::Paragraph(_)
            | BlockKind::Crosshead { .. }
            | BlockKind::Figure(_)
            | BlockKind::Group(_)
            | BlockKind::Code { .. }
            | BlockKind::Table(_)
            | BlockKind::Signature(_)
            | BlockKind::Postscript(_)
            | BlockKind::Rule => Vec::new(),
        }
    }

    /// The texts that it holds itself, not those of its figures and children.
    pub fn texts(&self) -> Vec<&Text> {
        match &self.kind {
            BlockKind::Paragraph(text)
            | BlockKind::Signature(text)
            | BlockKind::Postscript(text) => {
                vec![text]
            }
            BlockKind::Crosshead { text, .. } => vec![text],
            BlockKind::PullQuote(quote) => vec![&quote.attribution],
            BlockKind::Box(inner) => vec![&inner.title],
            BlockKind::Table(table) => {
                table.head.iter().chain(table.rows.iter().flatten()).collect()
            }
            BlockKind::Figure(_)
            | BlockKind::Group(_)
            | BlockKind::Quote(_)
            | BlockKind::List(_)
            | BlockKind::Code { .. }
            | BlockKind::Rule => Vec::new(),
        }
    }

    /// The same, to be changed.
    pub fn texts_mut(&mut self) -> Vec<&mut Text> {
        match &mut self.kind {
            BlockKind::Paragraph(text)
            | BlockKind::Signature(text)
            | BlockKind::Postscript(text) => {
                vec![text]
            }
            BlockKind::Crosshead { text, .. } => vec![text],
            BlockKind::PullQuote(quote) => vec![&mut quote.attribution],
            BlockKind::Box(inner) => vec![&mut inner.title],
            BlockKind::Table(table) => {
                table.head.iter_mut().chain(table.rows.iter_mut().flatten()).collect()
            }
            BlockKind::Figure(_)
            | BlockKind::Group(_)
            | BlockKind::Quote(_)
            | BlockKind::List(_)
            | BlockKind::Code { .. }
            | BlockKind::Rule => Vec::new(),
        }
    }

    /// The same as [`Block::figures`], to be changed.
    pub fn figures_mut(&mut self) -> &mut [Figure] {
        match &mut self.kind {
            BlockKind::Figure(figure) => std::slice::from_mut(figure),
            BlockKind::Group(figures) => figures,
            BlockKind::Paragraph(_)
            | BlockKind::Crosshead { .. }
            | BlockKind::Quote(_)
            | BlockKind::PullQuote(_)
            | BlockKind::Box(_)
            | BlockKind::List(_)
            | BlockKind::Code { .. }
            | BlockKind::Table(_)
            | BlockKind::Signature(_)
            | BlockKind::Postscript(_)
            | BlockKind::Rule => &mut [],
        }
    }

    /// The figures that it is, not those within its children.
    pub fn figures(&self) -> &[Figure] {
        match &self.kind {
            BlockKind::Figure(figure) => std::slice::from_ref(figure),
            BlockKind::Group(figures) => figures,
            BlockKind::Paragraph(_)
            | BlockKind::Crosshead { .. }
            | BlockKind::Quote(_)
            | BlockKind::PullQuote(_)
            | BlockKind::Box(_)
            | BlockKind::List(_)
            | BlockKind::Code { .. }
            | BlockKind::Table(_)
            | BlockKind::Signature(_)
            | BlockKind::Postscript(_)
            | BlockKind::Rule => &[],
        }
    }
}

/// Words shown large, to draw the eye.
#[derive(Debug, Clone)]
pub struct PullQuote {
    /// The words.
    pub blocks: Vec<Block>,
    /// Who said them, empty where nobody is named.
    pub attribution: Text,
}

/// A box beside the text: a note, a warning, a sidebar.
#[derive(Debug, Clone)]
pub struct TextBox {
    /// What it is.
    pub kind: BoxKind,
    /// Its title, empty where its kind is to stand for it.
    pub title: Text,
    /// Its content.
    pub blocks: Vec<Block>,
}

/// What a box is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BoxKind {
    /// Worth knowing.
    Note,
    /// Helpful.
    Tip,
    /// Needed.
    Important,
    /// Of a danger.
    Warning,
    /// Of what may go wrong.
    Caution,
    /// The author's own word.
    Other(String),
}

/// A picture with its caption.
#[derive(Debug, Clone)]
pub struct Figure {
    /// The picture.
    pub picture: PictureRef,
    /// Its caption, empty if there is none.
    pub caption: Text,
}

/// A picture as the author refers to it.
#[derive(Debug, Clone)]
pub struct PictureRef {
    /// As written, percent signs decoded.
    pub target: String,
    /// The file it means, inside the root; `None` if it could not be resolved (already reported).
    pub path: Option<PathBuf>,
    /// Alternative text; `None` if there is none (`image` does not count).
    pub alt: Option<String>,
    /// Whether the author marks it as decorative; `alt` is then `None`.
    pub decorative: bool,
    /// Where it is referred to; `None` if front matter or a manifest names it.
    pub span: Option<Span>,
}

/// A list.
#[derive(Debug, Clone)]
pub struct List {
    /// The first number of an ordered list; `None` for bullets.
    pub start: Option<u64>,
    /// Whether its items stand close together.
    pub tight: bool,
    /// Its items.
    pub items: Vec<ListItem>,
}

/// An item of a list.
#[derive(Debug, Clone)]
pub struct ListItem {
    /// Whether a task is done; `None` for an item that is no task.
    pub checked: Option<bool>,
    /// Its content.
    pub blocks: Vec<Block>,
}

/// How the cells of a column stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum ColumnAlign {
    /// As the theme says.
    #[default]
    Auto,
    /// Flush left.
    Left,
    /// Centred.
    Center,
    /// Flush right.
    Right,
}

/// A table. Every row has as many cells as `columns`.
#[derive(Debug, Clone)]
pub struct Table {
    /// A column each.
    pub columns: Vec<ColumnAlign>,
    /// The head row; empty if there is none.
    pub head: Vec<Text>,
    /// The rows.
    pub rows: Vec<Vec<Text>>,
}

impl Table {
    /// Gives every row as many cells as the widest has, and `columns` too.
    pub fn fit(&mut self) {
        let rows = self.rows.iter().map(Vec::len);
        let width = rows.chain([self.columns.len(), self.head.len()]).max().unwrap_or(0);
        self.columns.resize(width, ColumnAlign::Auto);
        if !self.head.is_empty() {
            self.head.resize(width, Text::new());
        }
        self.rows.iter_mut().for_each(|row| row.resize(width, Text::new()));
    }
}

/// A note as it is written.
#[derive(Debug, Clone)]
pub struct NoteDefinition {
    /// The label that references use; unique within its article only.
    pub label: String,
    /// Its content.
    pub blocks: Vec<Block>,
    /// Where it stands.
    pub span: Span,
}

/// Inline content.
#[derive(Debug, Clone, PartialEq)]
pub enum Inline {
    /// Words.
    Text(String),
    /// Stressed, in italics.
    Emphasis(Text),
    /// Strong, in bold.
    Strong(Text),
    /// Struck out.
    Strike(Text),
    /// In small capitals; the text is as written (opening words in capitals stay capitals).
    SmallCaps(Text),
    /// Raised.
    Superscript(Text),
    /// Lowered.
    Subscript(Text),
    /// Code.
    Code(String),
    /// In a language that the author gives it.
    Foreign {
        /// The language.
        lang: Lang,
        /// The words in it.
        content: Text,
    },
    /// A link.
    Link {
        /// As written: a URL, a relative path, `#fragment`.
        target: String,
        /// The words that carry it.
        content: Text,
        /// Where it stands.
        span: Span,
    },
    /// A reference to a note of the same article.
    Note {
        /// The note's label.
        label: String,
        /// Where it stands.
        span: Span,
    },
    /// A line break the author requested.
    Break,
    /// The mark that ends the article, `■`.
    EndMark,
}

impl Inline {
    /// The content that it stands around.
    pub fn content(&self) -> Option<&Text> {
        match self {
            Inline::Emphasis(inner)
            | Inline::Strong(inner)
            | Inline::Strike(inner)
            | Inline::SmallCaps(inner)
            | Inline::Superscript(inner)
            | Inline::Subscript(inner)
            | Inline::Foreign { content: inner, .. }
            | Inline::Link { content: inner, .. } => Some(inner),
            Inline::Text(_)
            | Inline::Code(_)
            | Inline::Note { .. }
            | Inline::Break
            | Inline::EndMark => None,
        }
    }

    /// The same, to be changed.
    pub fn content_mut(&mut self) -> Option<&mut Text> {
        match self {
            Inline::Emphasis(inner)
            | Inline::Strong(inner)
            | Inline::Strike(inner)
            | Inline::SmallCaps(inner)
            | Inline::Superscript(inner)
            | Inline::Subscript(inner)
            | Inline::Foreign { content: inner, .. }
            | Inline::Link { content: inner, .. } => Some(inner),
            Inline::Text(_)
            | Inline::Code(_)
            | Inline::Note { .. }
            | Inline::Break
            | Inline::EndMark => None,
        }
    }
}

/// The words of some inline content, without marks, notes and breaks (a space).
pub fn plain_text(text: &[Inline]) -> String {
    let mut out = String::new();
    collect_plain(text, &mut out);
    out
}

fn collect_plain(text: &[Inline], out: &mut String) {
    for inline in text {
        match inline {
            Inline::Text(words) | Inline::Code(words) => out.push_str(words),
            Inline::Break => out.push(' '),
            other => other.content().into_iter().for_each(|inner| collect_plain(inner, out)),
        }
    }
}
