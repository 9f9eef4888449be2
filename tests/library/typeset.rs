//! Paragraphs set in lines, as text one can read: `tests/cases/typeset/NAME/input.txt` beside the
//! `lines.txt` it becomes. The input's first lines are settings (`width = 240`), then a blank line,
//! then the text.
//!
//! A line of the dump is its text between bars, how loose its word spaces are (0 natural, 1 half as
//! wide again), and what there is to note.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail loudly")]

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use crate::cases;
use offprint::article::Lang;
use offprint::theme::{Align, Caps, Family, Figures, LineTokens};
use offprint::typeset::{Fonts, LetterStyle, Line, Measure, ParagraphStyle, Segment, Shaper};

/// The text of a line as it would be copied.
fn text(line: &Line) -> String {
    line.runs.iter().map(|run| run.text.replace('\u{ad}', "-")).collect()
}

/// The settings at the head of a case.
struct Case<'t> {
    settings: BTreeMap<&'t str, &'t str>,
    text: &'t str,
}

impl<'t> Case<'t> {
    fn read(input: &'t str) -> Self {
        let (head, text) = input.split_once("\n\n").expect("settings, a blank line, text");
        let settings = head.lines().map(|line| line.split_once(" = ").expect("name = value"));
        Case { settings: settings.collect(), text }
    }

    fn get<'a>(&'a self, name: &str, default: &'a str) -> &'a str {
        self.settings.get(name).copied().unwrap_or(default)
    }

    fn number(&self, name: &str, default: &str) -> f64 {
        self.get(name, default).parse().expect("a number")
    }

    fn letters(&self) -> LetterStyle {
        LetterStyle {
            family: if self.get("family", "serif") == "mono" {
                Family::Mono
            } else {
                Family::Serif
            },
            weight: 400,
            italic: false,
            size: self.number("size", "9.7"),
            tracking: 0.0,
            caps: match self.get("caps", "normal") {
                "small" => Caps::Small,
                "upper" => Caps::Upper,
                _ => Caps::Normal,
            },
            figures: Figures::OldStyle,
            rise: 0.0,
        }
    }

    fn style(&self) -> ParagraphStyle {
        ParagraphStyle {
            lang: Lang(self.get("lang", "en").into()),
            align: match self.get("align", "justify") {
                "left" => Align::Left,
                "center" => Align::Center,
                "right" => Align::Right,
                _ => Align::Justify,
            },
            hyphenate: self.get("hyphenate", "true") == "true",
            balance: self.get("balance", "false") == "true",
            indent: self.number("indent", "0"),
            widest_word: f64::INFINITY,
            lines: LineTokens::default(),
        }
    }

    fn measure(&self) -> Measure {
        let inset = self.number("inset", "0");
        let lines = self.number("inset-lines", "0") as usize;
        let rest = self.number("width", "240");
        Measure { first: vec![(inset, rest - inset); lines], rest }
    }
}

/// What a case's paragraphs become.
fn dump(shaper: &mut Shaper<'_>, case: &Case<'_>) -> String {
    let mut out = String::new();
    let mono = case.get("family", "serif") == "mono";
    for text in case.text.trim_end().split("\n\n") {
        let segment =
            Segment { text, letters: case.letters(), key: 0, hyphenate: !mono, lang: None };
        let paragraph = shaper.paragraph(&[segment], &case.style());
        let measure = case.measure();
        let best = paragraph.breaks(&measure);
        write_lines(&mut out, &paragraph.lines(&best, &measure));
        if case.get("variants", "false") == "true" {
            let others = paragraph.other_breaks(&measure, &best);
            for (sign, breaks) in ["-1", "+1"].iter().zip(others) {
                match breaks {
                    Some(breaks) => {
                        writeln!(out, "{sign} lines:").unwrap();
                        write_lines(&mut out, &paragraph.lines(&breaks, &measure));
                    }
                    None => writeln!(out, "{sign} lines: none\n").unwrap(),
                }
            }
        }
    }
    out
}

fn write_lines(out: &mut String, lines: &[Line]) {
    for line in lines {
        write!(out, "{:>6.1} |{}| {:+.2}", line.x, text(line), line.ratio).unwrap();
        if line.hyphenated {
            out.push_str(" hyphen");
        }
        if line.overfull > 0.0 {
            write!(out, " overfull {:.1}", line.overfull).unwrap();
        }
        out.push('\n');
    }
    out.push('\n');
}

/// The embedded faces and those of `tests/fonts`, which have every letter of the cases.
fn fonts_for(cases: &[std::path::PathBuf]) -> Fonts {
    let input =
        |case: &std::path::PathBuf| std::fs::read_to_string(case.join("input.txt")).unwrap();
    let letters = cases.iter().flat_map(|case| input(case).chars().collect::<Vec<_>>()).collect();
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fonts");
    let (fonts, missing) = Fonts::for_letters(&letters, &[dir]);
    assert!(missing.is_empty(), "no face has {missing:?}");
    fonts
}

#[test]
fn cases_are_set_as_expected() {
    let cases = cases::of("typeset", 6);
    let fonts = fonts_for(&cases);
    cases::hold_all(&cases, |case| {
        let input = std::fs::read_to_string(case.join("input.txt")).unwrap();
        let set = dump(&mut Shaper::new(&fonts), &Case::read(&input));
        vec![("lines.txt".into(), set)]
    });
}

/// The glyphs of a word set on one line, with the text that each shows.
fn glyphs(text: &str, change: impl Fn(&mut LetterStyle)) -> Vec<(u16, String)> {
    let case = Case { settings: BTreeMap::new(), text };
    let mut letters = case.letters();
    change(&mut letters);
    let fonts = Fonts::embedded();
    let segment = Segment { text, letters, key: 0, hyphenate: false, lang: None };
    let line = Shaper::new(&fonts).line(&[segment], &Lang("en".into()));
    let shown = |run: &offprint::typeset::GlyphRun| -> Vec<(u16, String)> {
        let part = |range: &std::ops::Range<u32>| {
            run.text[range.start as usize..range.end as usize].into()
        };
        run.glyphs.iter().map(|glyph| (glyph.id, part(&glyph.text))).collect()
    };
    line.runs.iter().flat_map(shown).collect()
}

fn texts(glyphs: &[(u16, String)]) -> Vec<&str> {
    glyphs.iter().map(|(_, text)| text.as_str()).collect()
}

#[test]
fn a_ligature_shows_all_its_letters_and_tracked_text_has_none() {
    assert_eq!(texts(&glyphs("office", |_| ())), ["o", "ffi", "c", "e"]);
    let tracked = glyphs("office", |letters| letters.tracking = 0.05);
    assert_eq!(texts(&tracked), ["o", "f", "f", "i", "c", "e"]);
}

#[test]
fn a_mark_that_the_face_of_its_letter_lacks_comes_from_another() {
    let text = "ש\u{301} 港\u{489}\u{301} e\u{301}";
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fonts");
    let (fonts, missing) = Fonts::for_letters(&text.chars().collect(), &[dir]);
    assert!(missing.is_empty(), "no face has {missing:?}");
    let letters = Case { settings: BTreeMap::new(), text }.letters();
    let segment = Segment { text, letters, key: 0, hyphenate: false, lang: None };
    let line = Shaper::new(&fonts).line(&[segment], &Lang("en".into()));
    let glyphs = line.runs.iter().flat_map(|run| run.glyphs.iter());
    assert!(glyphs.map(|glyph| glyph.id).all(|id| id != 0), "{:?}", line.runs);
}

#[test]
fn small_capitals_change_the_glyphs_and_keep_the_text() {
    let small = |letters: &mut LetterStyle| letters.caps = Caps::Small;
    let (plain, lower, upper) = (glyphs("the", |_| ()), glyphs("the", small), glyphs("THE", small));
    assert_eq!((texts(&lower), texts(&upper)), (vec!["t", "h", "e"], vec!["T", "H", "E"]));
    let ids = |glyphs: &[(u16, String)]| -> Vec<u16> { glyphs.iter().map(|(id, _)| *id).collect() };
    assert_eq!(ids(&lower), ids(&upper));
    assert_ne!(ids(&lower), ids(&plain));
}

#[test]
fn figures_have_three_shapes() {
    let shape = |figures| glyphs("7", |letters| letters.figures = figures)[0].0;
    let shapes = [Figures::OldStyle, Figures::Lining, Figures::Tabular].map(shape);
    assert!(shapes[0] != shapes[1] && shapes[1] != shapes[2], "{shapes:?}");
}

mod any_text {
    use proptest::prelude::*;

    use super::*;

    /// Words, and all that can stand in a text by mistake.
    fn text() -> impl Strategy<Value = String> {
        let part = prop_oneof![
            4 => "[a-zA-Z]{1,12} ",
            1 => "[a-z]{20,60}",
            1 => "https?://[a-z./]{5,40} ",
            1 => prop::sample::select(vec![
                "—", "ﬁ ", "office ", "\u{ad}", "\u{a0}", "\n", "  ", "\t", "“", "”, ", "שלום ", "مرحبا ",
                "日本語。", "ส วัสดีครับ", "e\u{301} ", "👩‍👩‍👧 ", "\u{200b}", "\u{2060}", "\u{202e}", "\r\n",
            ])
            .prop_map(String::from),
            1 => any::<String>(),
        ];
        prop::collection::vec(part, 0..30).prop_map(|parts| parts.concat())
    }

    /// What of a text must be seen: neither white space nor marks that only steer.
    fn seen(text: &str) -> Vec<char> {
        let steers = |c: char| {
            matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
                | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff0}'..='\u{fff8}'
                | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{3164}' | '\u{ffa0}'
                | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
                | '\u{e0000}'..='\u{e0fff}')
        };
        let mut seen: Vec<char> =
            text.chars().filter(|&c| !c.is_whitespace() && !c.is_control() && !steers(c)).collect();
        seen.sort_unstable();
        seen
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]
        #[test]
        fn is_set_and_nothing_is_lost(
            text in text(),
            width in 0.0..400.0f64,
            align in prop::sample::select(vec!["justify", "left", "center", "right"]),
            balance in prop::sample::select(vec!["true", "false"]),
        ) {
            let settings = BTreeMap::from([("align", align), ("balance", balance)]);
            let case = Case { settings, text: "" };
            let fonts = Fonts::embedded();
            let mut shaper = Shaper::new(&fonts);
            let segment = Segment { text: &text, letters: case.letters(), key: 7, hyphenate: true, lang: None };
            let paragraph = shaper.paragraph(&[segment], &case.style());
            let setting = paragraph.set(&Measure::even(width));
            let set: String = setting.lines.iter().map(super::text).collect();
            let hyphens = |text: &str| text.matches('-').count();
            let put_in = hyphens(&set) - hyphens(&text);
            let mut shown = seen(&set);
            let place = shown.partition_point(|&c| c < '-');
            shown.drain(place..place + put_in);
            prop_assert_eq!(shown, seen(&text));
            let best = paragraph.breaks(&Measure::even(width));
            for (other, by) in paragraph.other_breaks(&Measure::even(width), &best).iter().zip([-1, 1]) {
                let lines = other.as_ref().map(|other| other.lines() as isize);
                prop_assert!(lines.is_none_or(|lines| lines == best.lines() as isize + by));
            }
            prop_assert!(paragraph.least_width() <= paragraph.natural_width() + 20.0);
        }
    }
}
