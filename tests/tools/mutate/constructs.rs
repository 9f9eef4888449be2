//! Markdown of every kind. Input: numbers. Output: constructs as authors write them, and as they
//! should not; every text in them holds a marker word that must be found in the editions.

use super::rng::Rng;
use super::unicode::{odd, odd_run};

/// Gives marker words: `zq1zq`, `zq2zq`, each once in a mutant.
#[derive(Default)]
pub(crate) struct Markers(usize);

impl Markers {
    /// The next one.
    pub(crate) fn next(&mut self) -> String {
        self.0 += 1;
        format!("zq{}zq", self.0)
    }
}

/// Makes constructs.
pub(crate) struct Maker<'m> {
    pub rng: &'m mut Rng,
    pub markers: &'m mut Markers,
}

/// Words of ordinary prose.
const WORDS: &[&str] = &[
    "the",
    "lamp",
    "on",
    "a",
    "quay",
    "was",
    "lit",
    "again",
    "by",
    "nobody",
    "keeper",
    "harbour",
    "of",
    "and",
    "in",
    "January",
    "3.5%",
    "$40",
    "self-made",
    "“so”",
    "its",
    "O’Neill",
    "1,000",
    "extraordinarily",
    "rhododendron",
    "UN",
    "e.g.",
    "—",
    "however,",
    "night.",
    "why?",
    "(not)",
];

/// Names of HTML elements, of every kind and of none.
const ELEMENTS: &[&str] = &[
    "div",
    "span",
    "p",
    "b",
    "i",
    "em",
    "strong",
    "u",
    "s",
    "sub",
    "sup",
    "small",
    "q",
    "cite",
    "a",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "table",
    "tr",
    "td",
    "th",
    "thead",
    "tbody",
    "caption",
    "figure",
    "figcaption",
    "aside",
    "blockquote",
    "pre",
    "code",
    "details",
    "summary",
    "section",
    "article",
    "header",
    "h1",
    "h2",
    "h6",
    "ruby",
    "rt",
    "rp",
    "kbd",
    "abbr",
    "mark",
    "del",
    "ins",
    "br",
    "hr",
    "img",
    "wbr",
    "script",
    "style",
    "svg",
    "math",
    "iframe",
    "video",
    "form",
    "input",
    "button",
    "select",
    "option",
    "textarea",
    "title",
    "template",
    "noscript",
    "bdo",
    "bdi",
    "center",
    "font",
    "x-y",
    "o:p",
    "tt",
    "body",
    "html",
    "head",
    "main",
    "nav",
    "footer",
    "object",
];

/// Kinds of boxes.
const BOXES: &[&str] =
    &["note", "NOTE", "tip", "warning", "quote", "info", "abstract", "x", "", "note]-", "faq]+"];

impl Maker<'_> {
    /// A few words, one of them a marker.
    pub(crate) fn words(&mut self) -> String {
        let count = self.rng.within(1..9);
        self.prose(count)
    }

    /// This many words and a marker among them.
    pub(crate) fn prose(&mut self, count: usize) -> String {
        let at = self.rng.below(count);
        let mut words: Vec<String> = (0..count).map(|_| self.rng.pick(WORDS).to_owned()).collect();
        words.insert(at, self.markers.next());
        if self.rng.once_in(12) {
            let at = self.rng.below(words.len() + 1);
            words.insert(at, odd_run(self.rng));
        }
        words.join(" ")
    }

    /// Words with inline markup.
    pub(crate) fn inline(&mut self) -> String {
        let words = self.words();
        let label = self.rng.within(1..40);
        match self.rng.below(26) {
            0 => format!("*{words}*"),
            1 => format!("**{words}**"),
            2 => format!("***{words}* b**"),
            3 => format!("~~{words}~~"),
            4 => format!("`{words}`"),
            5 => format!("[{words}](https://example.org/a?b=c&d=%20)"),
            6 => format!("[{words}](other.md#part \"{}\")", self.words()),
            7 => format!("[{words}][ref{label}]"),
            8 => format!("<https://example.org/{words}>"),
            9 => format!("https://example.org/{}", words.replace(' ', "_")),
            10 => format!("{words}[^{label}]"),
            11 => format!("![{words}](images/x.png)"),
            12 => format!("![{words}](a.png \"{}\")", self.words()),
            13 => format!("<{0}>{words}</{0}>", self.rng.pick(ELEMENTS)),
            14 => format!("<{}>{words}", self.rng.pick(ELEMENTS)),
            15 => format!(
                "<span lang=\"{}\">{words}</span>",
                self.rng.pick(&["fr", "ar", "ja", "x", "de-AT"])
            ),
            16 => format!("{words}  \n{}", self.words()),
            17 => format!("{words}\\\n{}", self.words()),
            18 => format!(
                "{words} &{}; {}",
                self.rng.pick(&[
                    "amp",
                    "nbsp",
                    "#0",
                    "#x1F600",
                    "#xD800",
                    "shy",
                    "notanentity",
                    "lt",
                    "#9"
                ]),
                self.words()
            ),
            19 => format!("{words}{}", odd_run(self.rng)),
            20 => format!("{}{words}", odd(self.rng)),
            21 => format!("\"{words}\" -- '{}' ... (c)", self.words()),
            22 => format!("{} {words}", self.long_word()),
            23 => format!("$x^2$ {words} $${}$$", self.words()),
            24 => format!("==x== {words} H~2~O ^up^ [[wiki|{}]] {{.class #id}}", self.words()),
            _ => words,
        }
    }

    /// Several stretches of inline markup.
    pub(crate) fn line(&mut self) -> String {
        let count = self.rng.few(6);
        (0..count).map(|_| self.inline()).collect::<Vec<_>>().join(" ")
    }

    fn long_word(&mut self) -> String {
        let part = self.rng.pick(&["a", "Donaudampfschiff", "x-", "x/", "W", "1,", "_", "字", "ש"]);
        let times = self.rng.within(5..60);
        part.repeat(times)
    }

    /// A block of any kind.
    pub(crate) fn block(&mut self, depth: usize) -> String {
        match self.rng.below(24) {
            0 | 1 => self.note(depth),
            2 | 3 => self.list(depth),
            4 => self.heading(),
            5 | 6 => self.table(),
            7 | 8 => self.html(depth),
            9 | 10 => self.boxed(depth),
            11 | 12 => self.picture(),
            13 => self
                .rng
                .pick(&["---", "***", "___", "* * *", "- - -", "■", "--", "=====", "…"])
                .to_owned(),
            14 | 15 => self.code(),
            16 => self.quote(depth),
            17 => self.definition(),
            18 => self.letterhead(),
            19 => {
                let count = self.rng.within(60..500);
                self.prose(count)
            }
            20 => self.pull_quote(),
            21 => self.nested(depth),
            _ => self.line(),
        }
    }

    /// Blocks one after the other, an empty line between most.
    pub(crate) fn blocks(&mut self, depth: usize) -> String {
        let count = if depth > 3 { 1 } else { self.rng.few(4) };
        let mut text = String::new();
        for _ in 0..count {
            text.push_str(&self.block(depth + 1));
            text.push_str(if self.rng.once_in(6) { "\n" } else { "\n\n" });
        }
        text
    }

    /// A note that is called and written, called alone, or written alone.
    fn note(&mut self, depth: usize) -> String {
        let label = self.rng.pick(&["1", "2", "3", "a", "note", "*", "long label", "ä", "^", "1a"]);
        let label = if self.rng.once_in(2) {
            format!("{label}{}", self.rng.below(30))
        } else {
            label.to_owned()
        };
        let content = if self.rng.once_in(3) {
            indented(&self.blocks(depth), "    ")
        } else if self.rng.once_in(6) {
            let count = self.rng.within(100..900);
            self.prose(count)
        } else {
            self.line()
        };
        let (call, written) =
            (format!("{}[^{label}]", self.line()), format!("[^{label}]: {}", content.trim_start()));
        match self.rng.below(10) {
            0 => call,
            1 => written,
            2 => format!("{written}\n\n{call}"),
            3 => format!("# {call}\n\n{written}"),
            4 => format!("| {call} | b |\n|---|---|\n| c[^{label}] | [^{label}] |\n\n{written}"),
            5 => format!("- {call}\n  - again[^{label}]\n\n{written}"),
            6 => format!("{call}[^{label}][^{label}]\n\n{written}\n\n{written}"),
            7 => format!("> {call}\n>\n> {}", written.replace('\n', "\n> ")),
            _ => format!("{call}\n\n{written}"),
        }
    }

    fn list(&mut self, depth: usize) -> String {
        let mut text = String::new();
        let (mut level, count) = (0usize, self.rng.within(1..14));
        let deep = self.rng.once_in(4);
        for at in 0..count {
            let sign = match self.rng.below(9) {
                0 => "* ".to_owned(),
                1 => "+ ".to_owned(),
                2 => "- [ ] ".to_owned(),
                3 => "- [x] ".to_owned(),
                4 => format!("{}. ", at + 1),
                5 => format!("{}) ", self.rng.pick(&["0", "7", "1000", "999999999", "9999999999"])),
                _ => "- ".to_owned(),
            };
            text.push_str(&" ".repeat(level * self.rng.within(2..5)));
            text.push_str(&sign);
            if self.rng.once_in(7) && depth < 3 {
                text.push_str(
                    indented(&self.blocks(depth), &" ".repeat(level * 2 + sign.len())).trim_start(),
                );
            } else if !self.rng.once_in(15) {
                text.push_str(&self.line());
            }
            text.push_str(if self.rng.once_in(6) { "\n\n" } else { "\n" });
            level = if deep { level + 1 } else { self.rng.below(level + 2) };
        }
        text
    }

    fn heading(&mut self) -> String {
        let words = self.inline();
        match self.rng.below(5) {
            0 => format!("{}\n===", words.replace('\n', " ")),
            1 => format!("{words}\n---"),
            _ => {
                let level = self.rng.within(1..8);
                format!("{} {}", "#".repeat(level), words.replace('\n', " "))
            }
        }
    }

    fn cell(&mut self) -> String {
        match self.rng.below(14) {
            0 => String::new(),
            1 => self.line(),
            2 => format!("`a\\|b` {}", self.words()),
            3 => format!("{} \\| {}", self.words(), self.words()),
            4 => self.long_word(),
            5 => format!("<br>{}<br/>", self.words()),
            6 => {
                let count = self.rng.within(20..120);
                self.prose(count)
            }
            7 => format!("![{}](a.png)", self.words()),
            8 => format!("{}%", self.rng.below(100_000)),
            9 => format!("- {}", self.words()),
            _ => self.words(),
        }
        .replace('\n', " ")
    }

    fn table(&mut self) -> String {
        let columns =
            if self.rng.once_in(12) { self.rng.within(8..40) } else { self.rng.within(1..7) };
        let rows =
            if self.rng.once_in(12) { self.rng.within(20..80) } else { self.rng.within(0..7) };
        let mut text = String::new();
        let aligned = [":--", "--:", ":-:", "---"];
        for row in 0..rows + 1 {
            let count = if self.rng.once_in(6) { self.rng.within(0..columns + 4) } else { columns };
            let cells: Vec<String> = (0..count).map(|_| self.cell()).collect();
            let bar = if self.rng.once_in(10) { "" } else { "|" };
            text.push_str(&format!("{bar} {} {bar}\n", cells.join(" | ")));
            if row == 0 {
                let signs: Vec<&str> = (0..columns).map(|_| self.rng.pick(&aligned)).collect();
                text.push_str(&format!("|{}|\n", signs.join("|")));
            }
        }
        text
    }

    fn html(&mut self, depth: usize) -> String {
        let element = self.rng.pick(ELEMENTS);
        let inner = if self.rng.once_in(2) { self.line() } else { self.blocks(depth) };
        match self.rng.below(12) {
            0 => format!("<!-- {inner} -->"),
            1 => format!("<![CDATA[ {inner} ]]>"),
            2 => format!("<?php {inner} ?>"),
            3 => format!(
                "<table><tr><th>{}</th></tr><tr><td colspan=3>{}</td><td rowspan=\"2\">{}</table>",
                self.inline(),
                self.inline(),
                self.words()
            ),
            4 => format!(
                "<{element} class=\"a\" id=x onclick='b' lang=fr>\n\n{inner}\n\n</{element}>"
            ),
            5 => format!("<{element}>\n{inner}"),
            6 => format!("</{element}>\n{inner}"),
            7 => format!("<details><summary>{}</summary>\n\n{inner}\n\n</details>", self.words()),
            8 => format!("<{} <{element} a=\"{inner}", element),
            9 => format!("<p align=center>{inner}<br><hr>{}</p>", self.words()),
            10 => format!(
                "<figure><img src=\"a.png\" alt=\"{}\"><figcaption>{inner}</figcaption></figure>",
                self.words()
            ),
            _ => format!("<{element}>{inner}</{element}>"),
        }
    }

    fn boxed(&mut self, depth: usize) -> String {
        let inner = self.blocks(depth);
        if self.rng.once_in(3) {
            let element = self.rng.pick(&["aside", "div lang=\"de\"", "section", "blockquote"]);
            let name = element.split(' ').next().unwrap_or(element);
            return format!("<{element}>\n\n{inner}\n\n</{name}>");
        }
        let title =
            if self.rng.once_in(2) { self.inline().replace('\n', " ") } else { String::new() };
        format!("> [!{}] {title}\n{}", self.rng.pick(BOXES), indented(inner.trim_end(), "> "))
    }

    fn picture(&mut self) -> String {
        let path = self.rng.pick(&[
            "images/missing.png",
            "",
            "../../secret.png",
            "https://example.org/x.png",
            "images",
            "data:image/png;base64,iVBORw0KGgo=",
            "a b.png",
            "<a b.png>",
            "%00.png",
            "x.md",
            "seed.png",
            "seed.png",
            "seed.png",
            "seed.png#f",
            "seed.png?x=1",
            "SEED.PNG",
        ]);
        let title =
            if self.rng.once_in(2) { format!(" \"{}\"", self.words()) } else { String::new() };
        let alt = if self.rng.once_in(3) { String::new() } else { self.inline() };
        let picture = format!("![{alt}]({path}{title})");
        match self.rng.below(8) {
            0 => format!("{picture}\n*{}*", self.inline()),
            1 => format!("{picture}\n{picture}\n{picture}"),
            2 => format!("{} {picture} {}", self.words(), self.words()),
            3 => format!("[{picture}](https://example.org/)"),
            4 => format!("> {picture}\n> {}", self.words()),
            5 => format!("- {picture}\n- {}", self.words()),
            6 => format!("# {picture}"),
            _ => picture,
        }
    }

    fn code(&mut self) -> String {
        let fence = self.rng.pick(&["```", "~~~", "````"]);
        let lines = self.rng.within(1..12);
        let mut text = String::new();
        for _ in 0..lines {
            text.push_str(&match self.rng.below(5) {
                0 => self.long_word(),
                1 => format!("\t  {}", self.words()),
                2 => format!("{}{}", self.words(), odd_run(self.rng)),
                3 => String::new(),
                _ => {
                    let count = self.rng.within(1..30);
                    self.prose(count)
                }
            });
            text.push('\n');
        }
        match self.rng.below(4) {
            0 => indented(&text, "    "),
            1 => format!("{fence}rust {{x}}\n{text}"),
            _ => format!("{fence}\n{text}{fence}"),
        }
    }

    fn quote(&mut self, depth: usize) -> String {
        let inner = self.blocks(depth);
        let mark = self.rng.pick(&["> ", ">", "> > ", ">> "]);
        if self.rng.once_in(4) {
            format!("{mark}{inner}")
        } else {
            indented(inner.trim_end(), mark)
        }
    }

    fn pull_quote(&mut self) -> String {
        format!(
            "> {}\n>\n> {} {}",
            self.line(),
            self.rng.pick(&["—", "--", "-", "―"]),
            self.words()
        )
    }

    fn definition(&mut self) -> String {
        let label = self.rng.below(40);
        match self.rng.below(4) {
            0 => format!("[ref{label}]: <a b.md> '{}'", self.rng.pick(WORDS)),
            1 => format!("{}\n: {}\n: {}", self.words(), self.words(), self.words()),
            2 => format!("*[HTML]: {}", self.words()),
            _ => format!(
                "[ref{label}]: https://example.org/\n\n{} [ref{label}] [x][REF{label}]",
                self.words()
            ),
        }
    }

    /// The head of an article, or part of it, where there is one already.
    fn letterhead(&mut self) -> String {
        let words = self.words();
        match self.rng.below(8) {
            0 => format!(
                "###### {words}\n# {}\n##### {}\n> Apr 20th 2023",
                self.words(),
                self.words()
            ),
            1 => format!("> {} | Apr 31st 2023", self.rng.pick(WORDS)),
            2 => format!("---\ntitle: {words}\nauthor: [a, {{b: c}}]\ndate: 2023-13-45\n---"),
            3 => format!("+++\ntitle = \"{words}\"\n+++"),
            4 => format!("{words} ■ {}", self.words()),
            5 => format!("■\n\n{words}"),
            6 => format!("- {words}\n单词注释\n{}", self.words()),
            _ => format!("TAKE A {words}\n{}", self.words()),
        }
    }

    /// Containers in containers.
    fn nested(&mut self, depth: usize) -> String {
        let mut text = self.blocks(depth);
        for _ in 0..self.rng.few(12) {
            let (first, rest) = *self.rng.pick(&[
                &("- ", "  "),
                &("> ", "> "),
                &("1. ", "   "),
                &("* [ ] ", "  "),
                &("  ", "  "),
            ]);
            text = format!("{first}{}", indented(&text, rest).trim_start());
        }
        text
    }
}

/// Every line behind some letters.
pub(crate) fn indented(text: &str, by: &str) -> String {
    text.lines().map(|line| format!("{by}{line}\n")).collect()
}
