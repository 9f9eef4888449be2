//! Smart typography. Input: runs as the author typed them. Output: the same runs with the quotes,
//! apostrophes, dashes, ellipses and no-break spaces of their language.
//!
//! The runs of a paragraph are read as one stream of characters, so that a quotation may open in
//! roman and close in italics. Words in another language are set by that one's rules first, each
//! stretch by itself, and stand as they are in what surrounds them. Code, note references and URLs
//! are never touched, and neither are marks that are already typographic. Feet and inches stay as
//! typed: a prime is the author's call.

use crate::article::Lang;
use crate::locale::{Locale, Quotes, Spacing};

use super::model::Run;

/// A space that does not break.
const NBSP: char = '\u{a0}';
/// A narrow space that does not break.
const NNBSP: char = '\u{202f}';
/// The apostrophe of every language.
const APOSTROPHE: char = '’';

/// Sets the runs of a paragraph as their languages are printed; `lang` is that of the paragraph.
pub(super) fn smarten(runs: &mut [Run], lang: &Lang) {
    if runs.iter().any(|run| run.lang.is_some()) {
        for stretch in runs.chunk_by_mut(|a, b| a.lang == b.lang) {
            if let Some(own) = stretch.first().and_then(|run| run.lang.clone()) {
                smarten_in(stretch, &own);
            }
        }
    }
    smarten_in(runs, lang);
}

/// Sets those of some runs that are in a language.
fn smarten_in(runs: &mut [Run], lang: &Lang) {
    let locale = lang.locale();
    let has_work = |run: &Run| {
        run.text.contains(['"', '\'']) || run.text.contains("--") || run.text.contains("...")
    };
    if locale.spacing == Spacing::default() && !runs.iter().any(has_work) {
        return;
    }
    let mut letters = read(runs, lang);
    let has_address = |run: &Run| run.text.contains(['@', ':']) || run.text.contains("www.");
    if runs.iter().any(has_address) {
        fix_urls(&mut letters);
    }
    let mut setter = Smartener {
        letters: &letters,
        quotes: locale.quotes,
        locale,
        out: Vec::with_capacity(letters.len() + 8),
        outer_is_open: false,
        inner_is_open: false,
    };
    setter.set();
    write(setter.out, runs);
}

/// The same for words outside any run.
pub(super) fn smarten_words(words: &str, lang: &Lang) -> String {
    let mut runs = [Run::plain(words)];
    smarten(&mut runs, lang);
    let [run] = runs;
    run.text
}

/// A character of a paragraph.
#[derive(Debug, Clone, Copy)]
struct ParagraphChar {
    /// The character.
    is: char,
    /// The run it belongs to.
    run: usize,
    /// Whether it must stay unchanged (code, URLs, words in another language).
    fixed: bool,
}

/// The characters of some runs. References to notes are left out: typography looks through them.
fn read(runs: &[Run], lang: &Lang) -> Vec<ParagraphChar> {
    let mut letters = Vec::new();
    for (n, run) in runs.iter().enumerate().filter(|(_, run)| run.anchor.is_none()) {
        let fixed = run.marks.code || run.lang.as_ref().is_some_and(|own| own != lang);
        letters.extend(run.text.chars().map(|is| ParagraphChar { is, run: n, fixed }));
    }
    letters
}

/// Gives the runs their new characters; references to notes keep theirs.
fn write(out: Vec<(char, usize)>, runs: &mut [Run]) {
    for run in runs.iter_mut().filter(|run| run.anchor.is_none()) {
        run.text.clear();
    }
    for (c, n) in out {
        if let Some(run) = runs.get_mut(n) {
            run.text.push(c);
        }
    }
}

/// Marks URLs and e-mail addresses as fixed, without the punctuation around them.
fn fix_urls(letters: &mut [ParagraphChar]) {
    for word in letters.split_mut(|letter| letter.is.is_whitespace()) {
        let text: String = word.iter().map(|letter| letter.is).collect();
        let is_address = |at: usize| text[at..].contains('.') && at > 0;
        if !text.contains("://")
            && !text.contains("www.")
            && !text.find('@').is_some_and(is_address)
        {
            continue;
        }
        let around = |letter: &&mut ParagraphChar| !letter.is.is_alphanumeric() && letter.is != '/';
        let before = word.iter_mut().take_while(around).count();
        let after = word.iter_mut().rev().take_while(around).count();
        let end = word.len().saturating_sub(after);
        for letter in word.iter_mut().take(end).skip(before) {
            letter.fixed = true;
        }
    }
}

/// Sets one paragraph, from left to right.
struct Smartener<'a> {
    letters: &'a [ParagraphChar],
    quotes: Quotes,
    locale: &'static Locale,
    out: Vec<(char, usize)>,
    outer_is_open: bool,
    inner_is_open: bool,
}

impl Smartener<'_> {
    fn set(&mut self) {
        let mut at = 0;
        while let Some(letter) = self.letters.get(at).copied() {
            let taken = match letter.is {
                _ if letter.fixed => self.keep(letter),
                '-' => self.dash(at, letter.run),
                '.' => self.ellipsis(at, letter.run),
                '"' => self.outer_quote(at, letter.run),
                '\'' => self.inner_quote(at, letter.run),
                ' ' => self.space(at, letter.run),
                _ if self.takes_white(letter.is) => self.spaced_mark(at, letter),
                _ => self.keep(letter),
            };
            at += taken;
        }
    }

    /// Copies a character; marks that are typographic already open and close quotations too.
    fn keep(&mut self, letter: ParagraphChar) -> usize {
        let Quotes { open, close, .. } = self.quotes;
        if open != close && letter.is == open {
            self.outer_is_open = true;
        } else if open != close && letter.is == close {
            self.outer_is_open = false;
        }
        self.out.push((letter.is, letter.run));
        1
    }

    fn push(&mut self, c: char, run: usize) {
        self.out.push((c, run));
    }

    /// The last character that was set.
    fn last(&self) -> Option<char> {
        self.out.last().map(|(c, _)| *c)
    }

    /// The character typed at `at`.
    fn typed(&self, at: usize) -> Option<char> {
        self.letters.get(at).map(|letter| letter.is)
    }

    /// Whether a quotation may open after this character.
    fn is_edge(&self, before: Option<char>) -> bool {
        let Quotes { open, close, inner_open, inner_close } = self.quotes;
        before.is_none_or(|c| {
            c.is_whitespace()
                || "([{</–—-¿¡…*".contains(c)
                || (c == open && open != close)
                || (c == inner_open && inner_open != inner_close)
        })
    }

    /// How often the character at `at` stands in a row.
    fn row(&self, at: usize) -> usize {
        let first = self.typed(at);
        let same = |letter: &&ParagraphChar| Some(letter.is) == first && !letter.fixed;
        self.letters.iter().skip(at).take_while(same).count()
    }

    /// `--` is an en dash, `---` an em dash; options (`--help`), arrows and longer rows stay.
    fn dash(&mut self, at: usize, run: usize) -> usize {
        let count = self.row(at);
        let next = self.typed(at + count);
        let last = self.last();
        let is_option = count == 2
            && last.is_none_or(|c| c.is_whitespace() || "([{".contains(c))
            && next.is_some_and(char::is_alphanumeric);
        let is_arrow = next == Some('>') || matches!(last, Some('<' | '!'));
        let dash = match count {
            2 if !is_option && !is_arrow => '–',
            3 if !is_arrow => '—',
            _ => {
                (0..count).for_each(|_| self.push('-', run));
                return count;
            }
        };
        self.push(dash, run);
        count
    }

    /// Three points are an ellipsis, four an ellipsis and a full point.
    fn ellipsis(&mut self, at: usize, run: usize) -> usize {
        let count = self.row(at);
        match count {
            3 => self.push('…', run),
            4 => ['…', '.'].into_iter().for_each(|c| self.push(c, run)),
            _ => (0..count).for_each(|_| self.push('.', run)),
        }
        count
    }

    /// A straight double quote opens or closes a quotation, or says inches and stays.
    fn outer_quote(&mut self, at: usize, run: usize) -> usize {
        let next = self.typed(at + 1);
        let last = self.last();
        let after_digit = last.is_some_and(|c| c.is_ascii_digit());
        if after_digit && (!self.outer_is_open || self.follows_feet(at)) {
            self.push('"', run);
            return 1;
        }
        let opens = match (self.is_edge(last), next.is_none_or(char::is_whitespace)) {
            (true, false) => !(self.outer_is_open && last.is_some_and(|c| "–—-…".contains(c))),
            (true, true) => !self.outer_is_open && last.is_none_or(char::is_whitespace),
            (false, true) => false,
            (false, false) => {
                !self.outer_is_open
                    && next.is_some_and(char::is_alphanumeric)
                    && !last.is_some_and(char::is_alphanumeric)
            }
        };
        self.outer_is_open = opens;
        let taken = match opens {
            true => self.open_outer(at, run),
            false => self.close_outer(run),
        };
        1 + taken
    }

    /// Sets an opening mark; French takes its own white instead of the author's.
    fn open_outer(&mut self, at: usize, run: usize) -> usize {
        self.push(self.quotes.open, run);
        if !self.spaces_guillemets() || self.quotes.open != '«' {
            return 0;
        }
        self.push(NBSP, run);
        self.letters.iter().skip(at + 1).take_while(|letter| letter.is == ' ').count()
    }

    fn close_outer(&mut self, run: usize) -> usize {
        if self.spaces_guillemets() && self.quotes.close == '»' {
            self.glue_before(NBSP, run);
        }
        self.push(self.quotes.close, run);
        0
    }

    fn spaces_guillemets(&self) -> bool {
        self.locale.spacing.inside_guillemets
    }

    /// Whether white may stand beside a mark in this language.
    fn takes_white(&self, mark: char) -> bool {
        let Spacing { narrow_before, before, inside_guillemets, .. } = &self.locale.spacing;
        narrow_before.contains(mark)
            || before.contains(mark)
            || *inside_guillemets && matches!(mark, '«' | '»')
    }

    /// Whether the digits before `at` follow feet: `6'2`.
    fn follows_feet(&self, at: usize) -> bool {
        let mut before = self.letters.iter().take(at).rev().map(|letter| letter.is);
        let mark = before.find(|c| !c.is_ascii_digit());
        mark == Some('\'') && before.next().is_some_and(|c| c.is_ascii_digit())
    }

    /// A straight single quote is an apostrophe, an inner quotation mark, or says feet and stays.
    fn inner_quote(&mut self, at: usize, run: usize) -> usize {
        let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        let next = self.typed(at + 1);
        let last = self.last();
        let feet = is_digit(last) && (is_digit(next) || (!is_word(next) && !self.inner_is_open));
        let mark = if feet {
            '\''
        } else if is_word(last) && is_word(next) {
            APOSTROPHE
        } else if self.is_edge(last) && next.is_some_and(|c| !c.is_whitespace()) {
            self.opening_inner(at)
        } else if self.inner_is_open {
            self.inner_is_open = false;
            self.quotes.inner_close
        } else if last.is_some_and(|c| !c.is_whitespace()) {
            APOSTROPHE
        } else {
            '\''
        };
        self.push(mark, run);
        1
    }

    /// At the start of a word: an elision (`’tis`, `’90s`), or a quotation if it is closed later.
    fn opening_inner(&mut self, at: usize) -> char {
        let word: String = self.letters[at + 1..]
            .iter()
            .map(|letter| letter.is)
            .take_while(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect();
        let decade = word.trim_end_matches('s');
        let is_decade = decade.len() == 2 && decade.bytes().all(|b| b.is_ascii_digit());
        if is_decade || self.locale.elisions.contains(&word) || !self.is_closed_after(at) {
            return APOSTROPHE;
        }
        self.inner_is_open = true;
        self.quotes.inner_open
    }

    /// Whether a straight single quote after `at` could close a quotation.
    fn is_closed_after(&self, at: usize) -> bool {
        (at + 2..self.letters.len()).any(|n| {
            self.typed(n) == Some('\'')
                && !self.letters[n].fixed
                && !self.is_edge(self.typed(n - 1))
                && !self.typed(n + 1).is_some_and(char::is_alphanumeric)
        })
    }

    /// A space, kept from breaking where the language wants it so.
    fn space(&mut self, at: usize, run: usize) -> usize {
        let spacing = &self.locale.spacing;
        let is_listed =
            |letter: char| letter.to_lowercase().all(|it| spacing.one_letter_words.contains(it));
        let kept = if spacing.inside_guillemets && self.last() == Some('«')
            || !spacing.one_letter_words.is_empty()
                && self.one_letter_before().is_some_and(is_listed)
        {
            NBSP
        } else if spacing.within_abbreviations && self.is_within_abbreviation(at) {
            NNBSP
        } else {
            ' '
        };
        self.push(kept, run);
        1
    }

    /// The word just set, if it is of one letter.
    fn one_letter_before(&self) -> Option<char> {
        let mut back = self.out.iter().rev().map(|(c, _)| *c);
        let letter = back.next()?;
        self.is_edge(back.next()).then_some(letter).filter(|c| c.is_alphabetic())
    }

    /// Whether the space at `at` stands within `z. B.` or between initials.
    fn is_within_abbreviation(&self, at: usize) -> bool {
        let mut back = self.out.iter().rev().map(|(c, _)| *c);
        back.next() == Some('.')
            && back.next().is_some_and(char::is_alphabetic)
            && self.is_edge(back.next())
            && self.typed(at + 1).is_some_and(char::is_alphabetic)
            && self.typed(at + 2) == Some('.')
    }

    /// Punctuation before or after which the language leaves white.
    fn spaced_mark(&mut self, at: usize, letter: ParagraphChar) -> usize {
        let ends = self.typed(at + 1).is_none_or(|c| !c.is_alphanumeric() && c != '/');
        let Spacing { narrow_before, before, .. } = &self.locale.spacing;
        let white = match letter.is {
            mark if ends && narrow_before.contains(mark) => Some(NNBSP),
            mark if ends && before.contains(mark) => Some(NBSP),
            '»' if self.spaces_guillemets() => Some(NBSP),
            _ => None,
        };
        if let Some(white) = white {
            self.glue_before(white, letter.run);
        }
        self.keep(letter);
        let next = self.typed(at + 1);
        if self.spaces_guillemets() && letter.is == '«' && next.is_some_and(|c| !c.is_whitespace())
        {
            self.push(NBSP, letter.run);
        }
        1
    }

    /// Puts no-break white before the next mark: in place of a space, or after a word. `?!` stay
    /// together, but what closes a quotation stands apart from them.
    fn glue_before(&mut self, white: char, run: usize) {
        let after = if white == NBSP { ")]”’…».!?" } else { ")]”’…»." };
        match self.out.last_mut() {
            Some((last, _)) if *last == ' ' => *last = white,
            Some((last, _)) if last.is_alphanumeric() || after.contains(*last) => {
                self.push(white, run);
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(lang: &str, words: &str) -> String {
        smarten_words(words, &Lang(lang.into()))
    }

    #[test]
    fn english() {
        let cases = [
            ("\"Don't,\" she said.", "“Don’t,” she said."),
            ("'Twas the '90s, rock 'n' roll", "’Twas the ’90s, rock ’n’ roll"),
            ("\"He said 'no' twice\"", "“He said ‘no’ twice”"),
            ("\"'No,' he said.\"", "“‘No,’ he said.”"),
            ("the dogs' bowls, O'Neill's", "the dogs’ bowls, O’Neill’s"),
            ("6'2\" tall, a 5\" disk", "6'2\" tall, a 5\" disk"),
            ("\"in 1999\" and \"6'2\" tall\"", "“in 1999” and “6'2\" tall”"),
            ("1914--18, word---word, a -- b", "1914–18, word—word, a – b"),
            ("use --help or ---- or -->", "use --help or ---- or -->"),
            ("\"What--\" he said, \"well...\"", "“What–” he said, “well…”"),
            ("wait...  so....", "wait…  so…."),
            ("(\"quoted\") [\"too\"]", "(“quoted”) [“too”]"),
            ("already “curly” and ‘so’", "already “curly” and ‘so’"),
            ("see \"https://x.org/a--b'c...d\".", "see “https://x.org/a--b'c...d”."),
            ("mail a--b@x.org now--then", "mail a--b@x.org now–then"),
            ("a \"\" b", "a “” b"),
        ];
        for (typed, set_as) in cases {
            assert_eq!(set("en", typed), set_as);
        }
    }

    #[test]
    fn quotes_by_language() {
        let cases = [
            ("de", "„Ja, ‚gut‘“, geht’s z.\u{202f}B. so?"),
            ("de-CH", "«Ja, ‹gut›», geht’s z.\u{202f}B. so?"),
            ("es", "«Ja, “gut”», geht’s z. B. so?"),
            ("it", "«Ja, “gut”», geht’s z. B. so?"),
            ("pl", "„Ja, «gut»”, geht’s z. B. so?"),
            ("sv", "”Ja, ’gut’”, geht’s z. B. so?"),
            ("da", "»Ja, ›gut‹«, geht’s z. B. so?"),
            ("es-MX", "“Ja, ‘gut’”, geht’s z. B. so?"),
        ];
        for (lang, set_as) in cases {
            assert_eq!(set(lang, "\"Ja, 'gut'\", geht's z. B. so?"), set_as, "{lang}");
        }
    }

    #[test]
    fn french_white() {
        let typed = "\"L'été\" : quoi ? Oui! Si; à 12:30, « mot », «mot» https://x.fr/?a:b";
        let set_as = "«\u{a0}L’été\u{a0}»\u{a0}: quoi\u{202f}? Oui\u{202f}! Si\u{202f}; à 12:30, \
                      «\u{a0}mot\u{a0}», «\u{a0}mot\u{a0}» https://x.fr/?a:b";
        assert_eq!(set("fr", typed), set_as);
        assert_eq!(set("fr", "\"Quoi ?!\""), "«\u{a0}Quoi\u{202f}?!\u{a0}»");
        assert_eq!(set("fr-CA", "Oui! Non : \"si\""), "Oui! Non\u{a0}: «\u{a0}si\u{a0}»");
    }

    #[test]
    fn words_of_one_letter_stay_with_the_next() {
        assert_eq!(set("pl", "Był w domu i z psem"), "Był w\u{a0}domu i\u{a0}z\u{a0}psem");
        assert_eq!(set("en", "It was a dog"), "It was a dog");
    }

    #[test]
    fn quotations_run_across_runs_and_code_is_left_alone() {
        let emphasis = super::super::TextMarks { emphasis: true, ..Default::default() };
        let code = super::super::TextMarks { code: true, ..Default::default() };
        let mut runs = [
            Run::plain("say \""),
            Run { marks: emphasis, ..Run::plain("it\" -- it's ") },
            Run { marks: code, ..Run::plain("\"--x\"") },
            Run::plain("'s"),
        ];
        smarten(&mut runs, &Lang("en".into()));
        let texts: Vec<&str> = runs.iter().map(|run| run.text.as_str()).collect();
        assert_eq!(texts, ["say “", "it” – it’s ", "\"--x\"", "’s"]);
    }

    #[test]
    fn foreign_words_are_set_as_their_language_is_printed() {
        let french = |words: &str| Run { lang: Some(Lang("fr".into())), ..Run::plain(words) };
        let mut runs = [
            Run::plain("He said \""),
            french("Qu'est-ce ? \"Oui\""),
            Run::plain("\", didn't he? \""),
            french("Non!"),
            Run::plain("\""),
        ];
        smarten(&mut runs, &Lang("en".into()));
        let texts: Vec<&str> = runs.iter().map(|run| run.text.as_str()).collect();
        let foreign = "Qu’est-ce\u{202f}? «\u{a0}Oui\u{a0}»";
        assert_eq!(texts, ["He said “", foreign, "”, didn’t he? “", "Non\u{202f}!", "”"]);
    }

    proptest::proptest! {
        /// Whatever is typed, letters and figures stay, and so does every word of code.
        #[test]
        fn letters_are_never_lost(typed in "[a-z0-9 '\".:;?!»«@/-]{0,40}", lang in 0usize..6) {
            let lang = ["en", "de", "fr", "pl", "sv", "da"][lang];
            let letters = |text: &str| -> String {
                text.chars().filter(|c| c.is_alphanumeric()).collect()
            };
            proptest::prop_assert_eq!(letters(&set(lang, &typed)), letters(&typed));
            let mut code = [Run { marks: super::super::TextMarks { code: true, ..Default::default() }, ..Run::plain(&typed) }];
            smarten(&mut code, &Lang(lang.into()));
            proptest::prop_assert_eq!(&code[0].text, &typed);
        }
    }
}
