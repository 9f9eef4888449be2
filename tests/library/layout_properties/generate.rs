//! Editions to try: generated markdown, papers, themes. Input: proptest's choices. Output: a
//! [`Job`].

use std::fmt::{self, Write};
use std::path::Path;
use std::sync::LazyLock;

use offprint::diagnostic::{Diagnostics, Sources};
use offprint::edition::{self, Edition};
use offprint::geometry::{MM, Paper, Size};
use offprint::media::Pictures;
use offprint::source::{self, ReadOptions};
use offprint::theme::Theme;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

/// What is laid out, and how.
#[derive(Clone)]
pub(crate) struct Job {
    /// The articles, in order.
    pub articles: Vec<String>,
    /// The theme.
    pub look: Look,
}

/// Paper and theme.
#[derive(Debug, Clone)]
pub(crate) struct Look {
    /// Width and height of the paper in millimetres.
    pub paper: (f64, f64),
    /// Size of the body; everything else grows and shrinks with it.
    pub body: f64,
    /// Columns that the theme asks for.
    pub columns: usize,
    /// Whether the body is justified.
    pub justified: bool,
}

impl Look {
    /// The magazine on A4.
    pub(crate) fn usual() -> Look {
        Look { paper: (210.0, 297.0), body: 9.7, columns: 2, justified: true }
    }

    pub(crate) fn paper(&self) -> Paper {
        Paper(Size { width: self.paper.0 * MM, height: self.paper.1 * MM })
    }

    /// The magazine with all its type scaled, without cover and contents.
    pub(crate) fn theme(&self) -> Theme {
        let mut tokens: toml::Table =
            include_str!("../../../assets/themes/magazine.toml").parse().unwrap();
        let part = self.body / 9.7;
        let grow = |table: &mut toml::Value, key: &str| {
            if let Some(value) = table.get_mut(key) {
                let number = value.as_float().or(value.as_integer().map(|n| n as f64)).unwrap();
                *value = toml::Value::Float(number * part);
            }
        };
        for (_, style) in tokens["style"].as_table_mut().unwrap() {
            ["size", "leading", "above", "below", "inset"].iter().for_each(|key| grow(style, key));
        }
        grow(&mut tokens["page"], "grid");
        tokens["page"]["columns"] = toml::Value::Integer(self.columns as i64);
        tokens["text"]["front-matter"] = toml::Value::Boolean(false);
        let align = if self.justified { "justify" } else { "left" };
        tokens["style"]["body"]["align"] = toml::Value::String(align.into());
        Theme::parse("generated", "generated.toml", &tokens.to_string()).unwrap()
    }
}

impl fmt::Debug for Job {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:?}", self.look)?;
        self.articles.iter().try_for_each(|text| writeln!(f, "-----\n{text}"))
    }
}

/// Reads the articles from a folder of their own and resolves them.
pub(crate) fn edition_of(articles: &[String], theme: Theme) -> Edition {
    let folder = tempfile::tempdir().unwrap();
    for (text, n) in articles.iter().zip(1..) {
        std::fs::write(folder.path().join(format!("{n:03}.md")), text).unwrap();
    }
    for (name, data) in
        PICTURES.iter().filter(|(name, _)| articles.iter().any(|a| a.contains(name)))
    {
        std::fs::write(folder.path().join(name), data).unwrap();
    }
    read(folder.path(), theme)
}

fn read(folder: &Path, theme: Theme) -> Edition {
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    let options = ReadOptions { inputs: vec![folder.to_path_buf()], ..ReadOptions::default() };
    let manuscript = source::read(&options, &mut sources, &mut diagnostics).unwrap();
    let paths = edition::picture_paths(&manuscript);
    let mut pictures = Pictures::new();
    let lookup = paths.iter().cloned().zip(pictures.add_all(&paths)).collect();
    edition::build(manuscript, theme, pictures, &lookup, &mut diagnostics)
}

/// Grey pictures of the usual proportions, as PNG files.
static PICTURES: LazyLock<Vec<(&'static str, Vec<u8>)>> = LazyLock::new(|| {
    let shapes = [
        ("wide.png", 1600, 500),
        ("landscape.png", 1200, 800),
        ("portrait.png", 600, 1000),
        ("small.png", 60, 60),
    ];
    shapes
        .into_iter()
        .map(|(name, width, height)| {
            let mut png = std::io::Cursor::new(Vec::new());
            image::GrayImage::new(width, height)
                .write_to(&mut png, image::ImageFormat::Png)
                .unwrap();
            (name, png.into_inner())
        })
        .collect()
});

const WORDS: &[&str] = &[
    "a",
    "the",
    "of",
    "in",
    "harbour",
    "lamp",
    "ministry’s",
    "estimate,",
    "tonnage",
    "captain.",
    "“Quay!”",
    "well-known",
    "1,024",
    "12.5%",
    "extraordinarily",
    "Éire",
    "(customs)",
    "officials;",
    "coöperation",
    "—",
    "unconstitutionally",
    "https://example.org/a/very/long/way/to/say/it?q=1",
    "naïve",
    "I",
    "and/or",
    "office",
];

/// Languages of words among others.
const LANGS: &[&str] = &["fr", "de", "la", "he"];

fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        30 => select(WORDS).prop_map(str::to_string),
        1 => select(WORDS).prop_map(|word| format!("*{word}*")),
        1 => select(WORDS).prop_map(|word| format!("**{word}**")),
        1 => (select(LANGS), select(WORDS))
            .prop_map(|(lang, word)| format!("<i lang=\"{lang}\">{word}</i>")),
        1 => "[a-z]{1,12}".prop_map(|word| format!("`{word}`")),
        1 => "[a-z]{1,40}".prop_map(|word| format!("[{word}](https://example.org/)")),
    ]
}

fn words(most: usize) -> impl Strategy<Value = String> {
    vec(word(), 1..most).prop_map(|words| format!("The {}", words.join(" ")))
}

fn list() -> impl Strategy<Value = String> {
    let mark = select(&["-", "1.", "- [x]"][..]);
    (mark, vec((words(25), any::<bool>()), 1..6)).prop_map(|(mark, items)| {
        let mut text = String::new();
        for (item, within) in items {
            writeln!(text, "{mark} {item}").unwrap();
            if within {
                writeln!(text, "    - within {item}").unwrap();
            }
        }
        text
    })
}

fn figure() -> impl Strategy<Value = String> {
    let name =
        select(&["wide.png", "landscape.png", "portrait.png", "small.png", "missing.png"][..]);
    (name, caption()).prop_map(|(name, words)| format!("![A picture]({name})\n*{words}*\n"))
}

/// A caption: a few words, or more than a page has room for.
fn caption() -> impl Strategy<Value = String> {
    prop_oneof![6 => words(12), 2 => words(90), 1 => words(300)]
        .prop_map(|words| words.replace('*', ""))
}

/// A cell: a few words, a number, or many words.
fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => words(5),
        4 => (0u32..2_000_000, 0u32..100).prop_map(|(n, part)| format!("{n}.{part}")),
        1 => words(60),
        1 => Just(String::new()),
    ]
}

fn table() -> impl Strategy<Value = String> {
    let marks = select(&["---", "---:", ":---:"][..]);
    (1usize..9)
        .prop_flat_map(move |count| (vec(marks.clone(), count), vec(vec(cell(), count), 1..20)))
        .prop_map(|(marks, rows)| {
            let row = |cells: &Vec<String>| format!("| {} |\n", cells.join(" | "));
            let rest: String = rows[1..].iter().map(row).collect();
            format!("{}|{}|\n{rest}", row(&rows[0]), marks.join("|"))
        })
}

/// A block of prose; `N` stands for a number of its own.
fn prose() -> impl Strategy<Value = String> {
    prop_oneof![
        12 => words(90),
        2 => words(7).prop_map(|words| format!("## {words}")),
        1 => words(7).prop_map(|words| format!("### {words}")),
        2 => list(),
        1 => words(40).prop_map(|words| format!("> {words}")),
        2 => (words(60), words(60)).prop_map(|(a, b)| format!("{a}[^N] and on.\n\n[^N]: {b}")),
        1 => (select(LANGS), words(60))
            .prop_map(|(lang, words)| format!("<div lang=\"{lang}\">\n\n{words}\n\n</div>")),
        1 => Just("***".to_string()),
    ]
}

/// Listings among paragraphs.
fn listing() -> impl Strategy<Value = String> {
    let code = vec("[ a-z(){};=]{0,90}", 1..30);
    prop_oneof![words(60), code.prop_map(|lines| format!("```\n{}\n```", lines.join("\n")))]
}

/// Structure that leaves page making few places to break: heads without text, lines that call many
/// notes of any length, deep nesting, boxes of heads, rules.
fn hostile() -> impl Strategy<Value = String> {
    let repeated = |block: &'static str| (1usize..40).prop_map(move |n| block.repeat(n));
    let nested = |mark: &'static str, step: &'static str| {
        (1usize..20).prop_map(move |deep| {
            (0..deep).map(|n| format!("{}{mark} level {n}\n", step.repeat(n))).collect::<String>()
        })
    };
    let quoted = (1usize..20)
        .prop_map(|deep| (1..=deep).map(|n| format!("{} q{n}\n{0}\n", ">".repeat(n))).collect());
    prop_oneof![
        2 => words(40),
        2 => repeated("## Head\n\n"),
        1 => repeated("***\n\n"),
        1 => repeated("- ## Head\n"),
        1 => repeated("> [!NOTE]\n> ## Head\n>\n> ## Another\n\n"),
        1 => nested("-", "  "),
        1 => nested("1.", "   "),
        1 => quoted,
        3 => vec(words(700), 1..12).prop_map(calls),
    ]
}

/// A line that calls notes, and these.
fn calls(notes: Vec<String>) -> String {
    let called: String = (0..notes.len()).map(|n| format!("w[^N-{n}] ")).collect();
    let written = notes.iter().enumerate().map(|(n, words)| format!("\n[^N-{n}]: {words}\n"));
    format!("{called}\n{}", written.collect::<String>())
}

/// What an article is made of.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Kind {
    Prose,
    Figures,
    Listings,
    Tables,
    Mixed,
    Hostile,
}

fn block(kind: Kind) -> BoxedStrategy<String> {
    match kind {
        Kind::Prose => prose().boxed(),
        Kind::Figures => prop_oneof![2 => words(90), 1 => figure()].boxed(),
        Kind::Listings => listing().boxed(),
        Kind::Tables => prop_oneof![1 => words(90), 1 => table()].boxed(),
        Kind::Hostile => hostile().boxed(),
        Kind::Mixed => {
            prop_oneof![6 => prose(), 2 => figure(), 1 => listing(), 1 => table()].boxed()
        }
    }
}

/// Articles with a headline of a few words.
fn article(kind: Kind) -> impl Strategy<Value = String> {
    (words(12), vec(block(kind), 1..14)).prop_map(|(title, blocks)| {
        let title = title.replace(['*', '`', '[', ']'], "").replace("(https://example.org/)", "");
        let mut text = format!("# {title}\n\n");
        for (block, n) in blocks.iter().zip(1..) {
            writeln!(text, "{}\n", block.replace("[^N", &format!("[^{n}"))).unwrap();
        }
        text
    })
}

pub(crate) fn look() -> impl Strategy<Value = Look> {
    let paper = (90.0..=297.0, 120.0..=420.0);
    (paper, 7.0..=24.0, 1usize..=4, any::<bool>())
        .prop_map(|(paper, body, columns, justified)| Look { paper, body, columns, justified })
}

/// Papers of any shape, from a slip to a poster, type of any size.
pub(crate) fn odd_look() -> impl Strategy<Value = Look> {
    let paper = (70.0..=420.0, 60.0..=420.0);
    (paper, 7.0..=24.0, 1usize..=4, any::<bool>())
        .prop_map(|(paper, body, columns, justified)| Look { paper, body, columns, justified })
}

/// An edition of hostile articles on any paper.
pub(crate) fn hostile_job() -> impl Strategy<Value = Job> {
    (vec(article(Kind::Hostile), 1..3), odd_look())
        .prop_map(|(articles, look)| Job { articles, look })
}

/// An edition of one to three articles.
pub(crate) fn job(kind: Kind) -> impl Strategy<Value = Job> {
    (vec(article(kind), 1..4), look()).prop_map(|(articles, look)| Job { articles, look })
}
