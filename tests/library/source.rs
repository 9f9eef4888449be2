//! Reading, by cases. Each folder of `tests/cases/source` holds an input (all files but those named
//! here) and `expected.txt`, a dump of what was read from it and of what was said about it.
//!
//! `options.txt`, where there is one, holds a line for each option: `input NAME` (else the folder
//! `input`), `config NAME`, `dialect weekly|ordinary`, `title WORDS`, `date` (the first of January
//! 2024).

use std::fs;
use std::path::Path;

use crate::cases;
use offprint::article::*;
use offprint::diagnostic::{Diagnostics, Severity, Sources};
use offprint::source::{ReadOptions, read};
use proptest::prelude::*;

#[test]
fn every_case_reads_as_expected() {
    let cases = cases::of("source", 30);
    cases::hold_all(&cases, |case| vec![("expected.txt".into(), dump_case(case))]);
}

proptest! {
    /// Whatever an article holds, it is read, and all that is said of it points at its text.
    #[test]
    fn no_text_stops_the_reader(
        weekly: bool,
        parts in prop::collection::vec(prop::sample::select(AWKWARD), 0..60),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let head = if weekly { "###### K\n# T\n> Apr 1st 2020\n" } else { "# T\n" };
        fs::write(folder.path().join("a.md"), format!("{head}{}", parts.concat())).unwrap();
        let options = ReadOptions { inputs: vec![folder.path().to_owned()], ..Default::default() };
        let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
        let manuscript = read(&options, &mut sources, &mut diagnostics).unwrap();
        prop_assert_eq!(manuscript.sections.len(), 1);
        for diagnostic in diagnostics.iter() {
            if let Some(span) = diagnostic.span {
                let sound = span.start == span.end || !sources.slice(span).is_empty();
                prop_assert!(sound, "a span outside its text: {:?}", diagnostic);
            }
        }
    }
}

/// Pieces of text that a reader may stumble over, alone or beside each other.
const AWKWARD: &[&str] = &[
    "\n",
    "\n",
    "\n\n",
    "\r",
    " ",
    "  ",
    "\t",
    "    ",
    "# ",
    "> [!note] a\n",
    "[!pull]",
    "> -- b\n",
    "## a\n",
    "> ",
    ">",
    "- ",
    "* a\n",
    "1. ",
    "1. a\n",
    "2. b\n",
    "  - ",
    "|",
    "a | b\n",
    "|-|-|\n",
    "--|--\n",
    "```",
    "```\n",
    "![image](",
    "a.png)",
    "![](a b.png)",
    "[a](b)",
    "[![",
    "[^1]",
    "[^1]: ",
    "■",
    "<em>",
    "</em>",
    "<a href=x>",
    "</a>",
    "<!--",
    "-->",
    "<div>",
    "</div>",
    "<script>",
    "<figcaption>",
    "<figure>",
    "</figure>",
    "<details><summary>",
    "</summary>",
    "</details>\n",
    "<aside data-box=\"note\" data-title=\"a *b*\">\n\n",
    "</aside>",
    "<blockquote>\n\n",
    "<table><tr><td>",
    "<td colspan=3 rowspan=2>",
    "</table>\n",
    "<ul><li>",
    "<dl><dt>a<dd>",
    "<h2 id=x>",
    "<pre>",
    "<a id=y><p>",
    "<ruby>a<rt>b",
    "<video poster=a.png>",
    "*",
    "**",
    "_",
    "~~",
    "`",
    "\\",
    "&amp;",
    "&#0;",
    "é",
    "“",
    "”",
    "()",
    "---\n",
    "===",
    "-----",
    "title: x\n",
    "+++\n",
    "Words",
    "and more words ",
    "WORDS IN ",
    "a line that is longer than sixty characters and that nothing ends at all",
    "单词注释:",
    "{#a}",
    "\0",
    "🙂",
];

fn dump_case(case: &Path) -> String {
    let mut options = ReadOptions::default();
    let words = fs::read_to_string(case.join("options.txt")).unwrap_or_default();
    for line in words.lines() {
        let (name, value) = line.split_once(' ').unwrap_or((line, ""));
        match name {
            "input" => options.inputs.push(case.join(value)),
            "config" => options.config = Some(case.join(value)),
            "dialect" if value == "weekly" => options.dialect = Some(Dialect::Weekly),
            "dialect" => options.dialect = Some(Dialect::Ordinary),
            "title" => options.overrides.title = Some(value.to_owned()),
            "date" => {
                options.overrides.date =
                    Date::from_calendar_date(2024, time::Month::January, 1).ok()
            }
            _ => panic!("{}: no option `{name}`", case.display()),
        }
    }
    if options.inputs.is_empty() {
        options.inputs.push(case.join("input"));
    }
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    let manuscript = read(&options, &mut sources, &mut diagnostics);
    let prefix = format!("{}/", case.display());
    let mut dump = Dump { out: String::new(), prefix: &prefix };
    match manuscript {
        Ok(manuscript) => dump.manuscript(&manuscript),
        Err(error) => dump.line(0, &format!("ERROR {error}")),
    }
    dump.diagnostics(&diagnostics, &sources);
    dump.out.replace(&prefix, "")
}

struct Dump<'a> {
    out: String,
    prefix: &'a str,
}

impl Dump<'_> {
    fn line(&mut self, depth: usize, words: &str) {
        self.out.push_str(&"  ".repeat(depth));
        self.out.push_str(words);
        self.out.push('\n');
    }

    fn field<T>(
        &mut self,
        depth: usize,
        name: &str,
        value: &Option<T>,
        show: impl Fn(&T) -> String,
    ) {
        if let Some(value) = value {
            self.line(depth, &format!("{name}: {}", show(value)));
        }
    }

    fn manuscript(&mut self, manuscript: &Manuscript) {
        self.line(0, &format!("manuscript {}", manuscript.name));
        let settings = &manuscript.settings;
        self.field(1, "title", &settings.title, String::clone);
        self.field(1, "date", &settings.date, Date::to_string);
        self.field(1, "language", &settings.language, |lang| lang.0.clone());
        self.field(1, "publisher", &settings.publisher, String::clone);
        self.field(1, "identifier", &settings.identifier, String::clone);
        self.catalogue(&settings.catalogue);
        self.field(1, "certified by", &settings.certified, |certified| certified.by.clone());
        let certified = settings.certified.as_ref();
        self.field(1, "certified on", &certified.and_then(|c| c.on), Date::to_string);
        self.field(1, "report", &certified.and_then(|c| c.report.clone()), String::clone);
        self.field(1, "cover", &settings.cover, |path| path.display().to_string());
        self.field(1, "theme", &settings.theme, |theme| match theme {
            ThemeChoice::Named(name) => name.clone(),
            ThemeChoice::File(path) => path.display().to_string(),
        });
        self.field(1, "paper", &settings.paper, ToString::to_string);
        self.field(1, "pdf standard", &settings.pdf_standard, ToString::to_string);
        self.field(1, "header", &settings.header, String::clone);
        self.field(1, "classification", &settings.classification, String::clone);
        for section in &manuscript.sections {
            self.line(0, &format!("section {}", section.title.as_deref().unwrap_or("(none)")));
            for article in &section.articles {
                self.article(article);
            }
        }
    }

    fn catalogue(&mut self, catalogue: &Catalogue) {
        self.field(1, "series", &catalogue.series, String::clone);
        self.field(1, "volume", &catalogue.volume, String::clone);
        self.field(1, "issue", &catalogue.issue, String::clone);
        self.field(1, "issn", &catalogue.issn, Issn::to_string);
        self.field(1, "isbn", &catalogue.isbn, Isbn::to_string);
        self.field(1, "rights", &catalogue.rights, String::clone);
        self.field(1, "description", &catalogue.description, String::clone);
        for (name, words) in [("subjects", &catalogue.subjects), ("editors", &catalogue.editors)] {
            if !words.is_empty() {
                self.line(1, &format!("{name}: {}", words.join("; ")));
            }
        }
    }

    fn article(&mut self, article: &Article) {
        self.line(1, &format!("article {} {:?}", article.path, article.dialect));
        let meta = &article.meta;
        self.field(2, "kicker", &meta.kicker, |text| inline(text));
        self.line(2, &format!("title: {}", inline(&meta.title)));
        self.field(2, "standfirst", &meta.standfirst, |text| inline(text));
        self.field(2, "place", &meta.place, String::clone);
        self.field(2, "date", &meta.date, Date::to_string);
        self.field(2, "date text", &meta.date_text, String::clone);
        for (name, list) in [("author", &meta.authors), ("tag", &meta.tags)] {
            list.iter().for_each(|item| self.line(2, &format!("{name}: {item}")));
        }
        self.field(2, "language", &meta.language, |lang| lang.0.clone());
        self.field(2, "slug", &meta.slug, String::clone);
        self.field(2, "description", &meta.description, String::clone);
        if let Some(lead) = &meta.lead {
            self.figure(2, "lead", lead);
        }
        self.blocks(2, &article.blocks);
        for note in &article.notes {
            self.line(2, &format!("note [{}]", note.label));
            self.blocks(3, &note.blocks);
        }
    }

    fn figure(&mut self, depth: usize, name: &str, figure: &Figure) {
        let picture = &figure.picture;
        let path = match &picture.path {
            Some(path) => path.display().to_string().replace(self.prefix, ""),
            None => format!("NOT THERE ({})", picture.target),
        };
        self.line(depth, &format!("{name} {path}"));
        self.field(depth + 1, "alt", &picture.alt, String::clone);
        if picture.decorative {
            self.line(depth + 1, "decorative");
        }
        if !figure.caption.is_empty() {
            self.line(depth + 1, &format!("caption: {}", inline(&figure.caption)));
        }
    }

    fn blocks(&mut self, depth: usize, blocks: &[Block]) {
        for block in blocks {
            if let Some(lang) = &block.lang {
                self.line(depth, &format!("in {}", lang.0));
            }
            self.block(depth, &block.kind);
        }
    }

    fn block(&mut self, depth: usize, kind: &BlockKind) {
        match kind {
            BlockKind::Paragraph(text) => self.line(depth, &format!("¶ {}", inline(text))),
            BlockKind::Crosshead { level, text, anchor } => {
                let anchor = anchor.as_ref().map(|a| format!(" #{a}")).unwrap_or_default();
                self.line(depth, &format!("crosshead {level}{anchor}: {}", inline(text)));
            }
            BlockKind::Figure(figure) => self.figure(depth, "figure", figure),
            BlockKind::Group(figures) => {
                self.line(depth, "group");
                figures.iter().for_each(|figure| self.figure(depth + 1, "figure", figure));
            }
            BlockKind::PullQuote(quote) => {
                self.line(depth, "pull quote");
                self.blocks(depth + 1, &quote.blocks);
                self.line(depth + 1, &format!("said by: {}", inline(&quote.attribution)));
            }
            BlockKind::Box(inner) => {
                self.line(depth, &format!("box {:?}: {}", inner.kind, inline(&inner.title)));
                self.blocks(depth + 1, &inner.blocks);
            }
            BlockKind::Quote(inner) => {
                self.line(depth, "quote");
                self.blocks(depth + 1, inner);
            }
            BlockKind::List(list) => self.list(depth, list),
            BlockKind::Code { lang, text } => {
                self.line(depth, &format!("code {}", lang.as_deref().unwrap_or("-")));
                text.split('\n').for_each(|line| self.line(depth + 1, &format!("|{line}")));
            }
            BlockKind::Table(table) => self.table(depth, table),
            BlockKind::Signature(text) => self.line(depth, &format!("signature: {}", inline(text))),
            BlockKind::Postscript(text) => {
                self.line(depth, &format!("postscript: {}", inline(text)))
            }
            BlockKind::Rule => self.line(depth, "rule"),
        }
    }

    fn list(&mut self, depth: usize, list: &List) {
        let start = list.start.map_or("bullets".to_owned(), |start| format!("from {start}"));
        self.line(depth, &format!("list {start}{}", if list.tight { "" } else { ", loose" }));
        for item in &list.items {
            let task = item.checked.map_or("", |done| if done { " [x]" } else { " [ ]" });
            self.line(depth + 1, &format!("item{task}"));
            self.blocks(depth + 2, &item.blocks);
        }
    }

    fn table(&mut self, depth: usize, table: &Table) {
        let columns: Vec<_> = table.columns.iter().map(|align| format!("{align:?}")).collect();
        self.line(depth, &format!("table {}", columns.join(" ")));
        for (name, row) in
            std::iter::once(("head", &table.head)).chain(table.rows.iter().map(|r| ("row", r)))
        {
            let cells: Vec<_> = row.iter().map(|cell| inline(cell)).collect();
            self.line(depth + 1, &format!("{name}: {}", cells.join(" | ")));
        }
    }

    fn diagnostics(&mut self, diagnostics: &Diagnostics, sources: &Sources) {
        for diagnostic in diagnostics.iter() {
            let severity = match diagnostic.severity {
                Severity::Notice => "notice",
                Severity::Warning => "warning",
                Severity::Error => "error",
            };
            let place = diagnostic.span.map_or("-".to_owned(), |span| {
                let name = sources.get(span.source).map_or("?", |file| file.name.as_str());
                format!("{name}:{}", sources.position(span).line)
            });
            let message = &diagnostic.message;
            self.line(0, &format!("{severity} {} {place}: {message}", diagnostic.code.as_str()));
            if let Some(span) = diagnostic.span.filter(|span| span.end > span.start) {
                let words = sources.slice(span);
                assert!(!words.is_empty(), "a span outside its text: {diagnostic:?}");
                self.line(1, &format!("at {words:?}"));
            }
            self.field(1, "help", &diagnostic.help, String::clone);
        }
    }
}

/// Inline content with its kinds shown: `*emphasis*`, `**strong**`, `^small capitals^`,
/// `[words](link)`, `⟨fr mots⟩`.
fn inline(text: &[Inline]) -> String {
    text.iter()
        .map(|part| match part {
            Inline::Text(words) => words.clone(),
            Inline::Emphasis(inner) => format!("*{}*", inline(inner)),
            Inline::Strong(inner) => format!("**{}**", inline(inner)),
            Inline::Strike(inner) => format!("~~{}~~", inline(inner)),
            Inline::SmallCaps(inner) => format!("^{}^", inline(inner)),
            Inline::Superscript(inner) => format!("<sup>{}</sup>", inline(inner)),
            Inline::Subscript(inner) => format!("<sub>{}</sub>", inline(inner)),
            Inline::Code(code) => format!("`{code}`"),
            Inline::Foreign { lang, content } => format!("⟨{} {}⟩", lang.0, inline(content)),
            Inline::Link { target, content, .. } => format!("[{}]({target})", inline(content)),
            Inline::Note { label, .. } => format!("[^{label}]"),
            Inline::Break => "⏎".to_owned(),
            Inline::EndMark => "■".to_owned(),
        })
        .collect()
}
