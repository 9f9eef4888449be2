//! Every string of an edition passes through here. Input: a [`Manuscript`] as `source` read it.
//! Output: the same without characters that no edition can carry (see [`crate::text`]), without
//! facts and headings in which nothing can be seen, and a diagnostic wherever something was left
//! out.
//!
//! The structures are destructured field by field, so that the compiler requires each new one here.

use std::collections::BTreeSet;
use std::mem;

use crate::article::{
    Article, Block, BlockKind, BoxKind, Catalogue, Certification, Figure, Inline, List, Manuscript,
    Meta, NoteDefinition, PictureRef, PullQuote, Settings, Table, Text, TextBox, plain_text,
};
use crate::diagnostic::{Code, Diagnostics, Severity, Span};
use crate::text::{clean, clean_listing, is_blank};

/// How many of the characters that were left out are named.
const NAMED: usize = 8;

/// Cleans all strings of a manuscript.
pub(super) fn manuscript(manuscript: &mut Manuscript, diagnostics: &mut Diagnostics) {
    let Manuscript { name, root: _, settings: said, links: _, sections } = manuscript;
    let mut cleaner = Cleaner { dropped: BTreeSet::new(), diagnostics };
    cleaner.words(name);
    settings(said, &mut cleaner);
    cleaner.report(None, "the settings");
    for section in sections {
        cleaner.fact(&mut section.title);
        for article in &mut section.articles {
            let start = Span::new(article.source, 0..0);
            cleaner.article(article);
            cleaner.report(Some(start), "the article");
        }
    }
}

struct Cleaner<'d> {
    /// What was left out since the last report.
    dropped: BTreeSet<char>,
    diagnostics: &'d mut Diagnostics,
}

fn settings(settings: &mut Settings, cleaner: &mut Cleaner<'_>) {
    let Settings {
        title,
        date: _,
        language: _,
        publisher,
        identifier,
        catalogue,
        certified,
        cover: _,
        theme: _,
        paper: _,
        pdf_standard: _,
        header,
        classification,
        pictures: _,
        max_size: _,
        embed_fonts: _,
    } = settings;
    for fact in [title, publisher, identifier, header, classification] {
        cleaner.fact(fact);
    }
    let Catalogue {
        series,
        volume,
        issue,
        issn: _,
        isbn: _,
        rights,
        description,
        subjects,
        editors,
    } = catalogue;
    for fact in [series, volume, issue, rights, description] {
        cleaner.fact(fact);
    }
    cleaner.list(subjects);
    cleaner.list(editors);
    if let Some(Certification { by, on: _, report }) = certified {
        cleaner.words(by);
        cleaner.fact(report);
    }
    // Nobody's word certifies nothing.
    certified.take_if(|certified| is_blank(&certified.by));
}

impl Cleaner<'_> {
    fn words(&mut self, words: &mut String) {
        if let std::borrow::Cow::Owned(cleaned) = clean(words, &mut self.dropped) {
            *words = cleaned;
        }
    }

    /// Words that are not there if nothing of them can be seen.
    fn fact(&mut self, fact: &mut Option<String>) {
        if let Some(words) = fact {
            self.words(words);
        }
        fact.take_if(|words| is_blank(words));
    }

    fn list(&mut self, list: &mut Vec<String>) {
        list.iter_mut().for_each(|words| self.words(words));
        list.retain(|words| !is_blank(words));
    }

    /// Reports what was left out, once per article.
    fn report(&mut self, span: Option<Span>, place: &str) {
        let dropped = mem::take(&mut self.dropped);
        if dropped.is_empty() {
            return;
        }
        let mut named: Vec<String> =
            dropped.iter().take(NAMED).map(|c| format!("U+{:04X}", u32::from(*c))).collect();
        if dropped.len() > NAMED {
            named.push("others".to_owned());
        }
        self.diagnostics.add(
            Severity::Notice,
            Code::Unprintable,
            span,
            format!("{place}: characters that cannot be printed are removed: {}", named.join(", ")),
            "",
        );
    }

    fn article(&mut self, article: &mut Article) {
        let Article { source: _, path: _, addresses: _, dialect: _, meta, blocks, notes } = article;
        self.meta(meta);
        self.blocks(blocks);
        for NoteDefinition { label: _, blocks, span: _ } in notes {
            self.blocks(blocks);
        }
    }

    fn meta(&mut self, meta: &mut Meta) {
        let Meta {
            kicker,
            title,
            standfirst,
            authors,
            place,
            date: _,
            date_text,
            language: _,
            description,
            tags,
            slug,
            lead,
            source,
        } = meta;
        self.text(title);
        for text in [kicker, standfirst].into_iter().flatten() {
            self.text(text);
        }
        self.list(authors);
        self.list(tags);
        for fact in [place, date_text, description, slug, source] {
            self.fact(fact);
        }
        if let Some(figure) = lead {
            self.figure(figure);
        }
    }

    fn blocks(&mut self, blocks: &mut Vec<Block>) {
        blocks.iter_mut().for_each(|block| self.block(block));
        if blocks.iter().any(heads_nothing) {
            self.level(blocks);
        }
    }

    fn block(&mut self, block: &mut Block) {
        match &mut block.kind {
            BlockKind::Paragraph(text)
            | BlockKind::Crosshead { text, .. }
            | BlockKind::Signature(text)
            | BlockKind::Postscript(text) => self.text(text),
            BlockKind::Figure(figure) => self.figure(figure),
            BlockKind::Group(figures) => figures.iter_mut().for_each(|figure| self.figure(figure)),
            BlockKind::Quote(blocks) => self.blocks(blocks),
            BlockKind::PullQuote(PullQuote { blocks, attribution }) => {
                self.blocks(blocks);
                self.text(attribution);
            }
            BlockKind::Box(TextBox { kind, title, blocks }) => {
                if let BoxKind::Other(word) = kind {
                    self.words(word);
                }
                // A word that cannot be seen is no title.
                if matches!(kind, BoxKind::Other(word) if is_blank(word)) {
                    *kind = BoxKind::Note;
                }
                self.text(title);
                self.blocks(blocks);
            }
            BlockKind::List(List { items, .. }) => {
                items.iter_mut().for_each(|item| self.blocks(&mut item.blocks));
            }
            BlockKind::Code { lang, text } => {
                self.fact(lang);
                if let std::borrow::Cow::Owned(cleaned) = clean_listing(text, &mut self.dropped) {
                    *text = cleaned;
                }
            }
            BlockKind::Table(Table { columns: _, head, rows }) => {
                head.iter_mut().chain(rows.iter_mut().flatten()).for_each(|cell| self.text(cell));
            }
            BlockKind::Rule => {}
        }
    }

    /// Headings without words would be empty entries of the contents: those that hold a note's
    /// number are paragraphs, others go.
    fn level(&mut self, blocks: &mut Vec<Block>) {
        for block in mem::take(blocks) {
            if !heads_nothing(&block) {
                blocks.push(block);
                continue;
            }
            let (help, kept) = match block.kind {
                BlockKind::Crosshead { text, .. } if holds_mark(&text) => {
                    ("give it words", Some(BlockKind::Paragraph(text)))
                }
                _ => ("add text, or remove it", None),
            };
            let message = match kept {
                Some(_) => "a heading without text is set as a paragraph",
                None => "a heading without text is omitted",
            };
            self.diagnostics.add(Severity::Warning, Code::EmptyHeading, block.span, message, help);
            blocks.extend(kept.map(|kind| Block { kind, span: block.span, lang: block.lang }));
        }
    }

    fn figure(&mut self, figure: &mut Figure) {
        let Figure { picture, caption } = figure;
        let PictureRef { target, path: _, alt, decorative: _, span: _ } = picture;
        self.words(target);
        self.fact(alt);
        self.text(caption);
    }

    fn text(&mut self, text: &mut Text) {
        for inline in text {
            match inline {
                Inline::Text(words) | Inline::Code(words) => self.words(words),
                Inline::Emphasis(inner)
                | Inline::Strong(inner)
                | Inline::Strike(inner)
                | Inline::SmallCaps(inner)
                | Inline::Superscript(inner)
                | Inline::Subscript(inner)
                | Inline::Foreign { content: inner, .. }
                // Where it leads is determined by its letters as written, and encoded as an address
                // must be.
                | Inline::Link { content: inner, .. } => self.text(inner),
                Inline::Note { .. } | Inline::Break | Inline::EndMark => {}
            }
        }
    }
}

fn heads_nothing(block: &Block) -> bool {
    matches!(&block.kind, BlockKind::Crosshead { text, .. } if is_blank(&plain_text(text)))
}

/// Whether a text holds a reference to a note or an end mark.
fn holds_mark(text: &[Inline]) -> bool {
    text.iter().any(|inline| {
        matches!(inline, Inline::Note { .. } | Inline::EndMark)
            || inline.content().is_some_and(|inner| holds_mark(inner))
    })
}
