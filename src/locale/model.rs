//! A [`Locale`]: what is known of a language. The documentation of the keys in
//! `docs/languages.md` is that of these fields.

use rustc_hash::FxHashMap;
use serde::Deserialize;
use toml::Table;

/// The file that holds for languages without one, and on which all others build.
pub(super) const NEUTRAL: &str = "und";

/// What is known of a language.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Locale {
    /// The code of its file: `de`, or `und` where the language has none.
    #[serde(skip)]
    pub code: &'static str,
    /// Which way it is written.
    #[serde(default)]
    pub direction: Direction,
    /// Its quotation marks.
    pub quotes: Quotes,
    /// Words that begin with an apostrophe, without it.
    #[serde(default)]
    pub elisions: Vec<String>,
    /// The sign before the fraction of a number.
    pub decimal: char,
    /// Whether all nouns have capitals, so that a capital does not make a name.
    #[serde(default)]
    pub capitalized_nouns: bool,
    /// Whether a line may end only between words, though the script would let it within.
    #[serde(default)]
    pub keep_words_whole: bool,
    /// The indent of paragraphs in em, where it is not the theme's.
    pub paragraph_indent: Option<f64>,
    /// The white that punctuation and short words ask for.
    #[serde(default)]
    pub spacing: Spacing,
    /// Words that stay with their neighbours.
    pub ties: Ties,
    /// How words are broken.
    pub hyphenation: Hyphenation,
    /// How dates are written, where it is known.
    pub dates: Option<DateFormat>,
    /// The words that an edition says in it, where they are known.
    strings: Option<UiStrings>,
}

impl Locale {
    /// Reads a file's table, laid on what it builds on.
    pub(super) fn read(
        table: Table,
        code: &'static str,
        strings_code: &'static str,
    ) -> Result<Self, toml::de::Error> {
        let mut locale: Locale = table.try_into()?;
        locale.code = code;
        if let Some(strings) = &mut locale.strings {
            strings.code = strings_code;
        }
        Ok(locale)
    }

    /// Whether its language has no file.
    pub fn is_neutral(&self) -> bool {
        self.code == NEUTRAL
    }

    /// The words that an edition says in this language.
    pub fn own_strings(&self) -> Option<&UiStrings> {
        self.strings.as_ref()
    }

    /// The code of the language that its own words are in.
    pub(super) fn strings_code(&self) -> &'static str {
        self.own_strings().map_or(self.code, |strings| strings.code)
    }
}

/// Which way a language is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// From left to right.
    #[default]
    Ltr,
    /// From right to left.
    Rtl,
}

/// The quotation marks of a language: outer pair, inner pair. Four characters in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(try_from = "String")]
pub struct Quotes {
    /// Opens a quotation.
    pub open: char,
    /// Closes it.
    pub close: char,
    /// Opens a quotation within one.
    pub inner_open: char,
    /// Closes that.
    pub inner_close: char,
}

impl TryFrom<String> for Quotes {
    type Error = String;

    fn try_from(marks: String) -> Result<Self, String> {
        match *marks.chars().collect::<Vec<_>>().as_slice() {
            [open, close, inner_open, inner_close] => {
                Ok(Quotes { open, close, inner_open, inner_close })
            }
            _ => Err(format!("`{marks}` is not four marks: outer pair, inner pair")),
        }
    }
}

/// The white that punctuation and short words ask for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case", default, deny_unknown_fields)]
pub struct Spacing {
    /// Marks that have a narrow no-break space before them.
    pub narrow_before: String,
    /// Marks that have a no-break space before them.
    pub before: String,
    /// Whether there are no-break spaces within guillemets.
    pub inside_guillemets: bool,
    /// Words of one letter, in lower case, that have a no-break space after them.
    pub one_letter_words: String,
    /// Whether there are narrow no-break spaces within abbreviations such as `z. B.`.
    pub within_abbreviations: bool,
}

/// Words that stay on one line with their neighbours. Every language adds its own to those of
/// `und.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case", default, deny_unknown_fields)]
pub struct Ties {
    /// Words that stay with the number after them.
    pub before_number: Vec<String>,
    /// Titles that stay with the name after them.
    pub before_name: Vec<String>,
    /// Units that stay with the number before them.
    pub units: Vec<String>,
    /// Whether a word of one letter stays with the next.
    pub single_letters: bool,
    /// Short words, in lower case, that stay with the next.
    pub prepositions: Vec<String>,
    /// Words that stay with the one before.
    pub particles: Vec<String>,
    /// Articles, prepositions and conjunctions, in lower case, with which no line of a headline
    /// should end.
    pub leading: Vec<String>,
}

/// How a language's words are broken.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Hyphenation {
    /// The code of the language whose patterns are used.
    pub patterns: Option<String>,
    /// The fewest letters before a hyphen, where the patterns do not ask for more.
    pub min_before: usize,
    /// The fewest letters after one.
    pub min_after: usize,
    /// Words that the patterns break badly.
    #[serde(default)]
    pub exceptions: Exceptions,
}

/// Words broken by hand, in lower case: the offsets by the word. In a file, words with their
/// hyphens in them; of two for one word, the later one holds.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(from = "Vec<String>")]
pub struct Exceptions(FxHashMap<String, Vec<usize>>);

impl Exceptions {
    /// Where a word in lower case is broken, if it is listed.
    pub fn get(&self, word: &str) -> Option<&[usize]> {
        self.0.get(word).map(Vec::as_slice)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[usize])> {
        self.0.iter().map(|(word, offsets)| (word.as_str(), offsets.as_slice()))
    }
}

impl From<Vec<String>> for Exceptions {
    fn from(words: Vec<String>) -> Self {
        let entry = |word: String| {
            let ends = word.match_indices('-').enumerate().map(|(place, (at, _))| at - place);
            let ends = ends.collect();
            (word.replace('-', ""), ends)
        };
        Exceptions(words.into_iter().map(entry).collect())
    }
}

/// How a language writes a date.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct DateFormat {
    /// A date with `{day}`, `{month}`, `{month-number}` and `{year}` in it.
    pub pattern: String,
    /// The names of the months, in the case that dates ask for. In the file, twelve words.
    #[serde(default)]
    pub months: MonthNames,
    /// Shorter names of months, without full stops.
    #[serde(default)]
    pub abbreviations: Vec<String>,
    /// Days that are not written as plain figures.
    #[serde(default)]
    pub ordinals: Ordinals,
}

impl DateFormat {
    /// The endings that a day may have, in lower case.
    pub fn is_day_ending(&self, ending: &str) -> bool {
        self.ordinals.0.iter().any(|(_, known)| known == ending)
    }

    /// Whether a word is the name of a month.
    pub fn has_month(&self, word: &str) -> bool {
        self.months.0.iter().chain(&self.abbreviations).any(|month| month == word)
    }

    /// The number of the month whose name begins as a word does that has three letters or more,
    /// whatever their case.
    pub fn month_number(&self, word: &str) -> Option<u8> {
        let word = word.to_lowercase();
        let begins = |month: &String| month.to_lowercase().starts_with(&word);
        let at = self.months.0.iter().position(begins).filter(|_| word.len() >= 3)?;
        u8::try_from(at + 1).ok()
    }
}

/// The names of the months, January first.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(from = "String")]
pub struct MonthNames(pub Vec<String>);

impl From<String> for MonthNames {
    fn from(names: String) -> Self {
        MonthNames(names.split_whitespace().map(str::to_string).collect())
    }
}

/// The endings of days. In the file, words such as `1st`; `*th` is for all other days.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(try_from = "String")]
pub struct Ordinals(Vec<(Option<u8>, String)>);

impl Ordinals {
    /// What is written after the figures of a day.
    pub fn ending(&self, day: u8) -> &str {
        let of = |wanted: Option<u8>| self.0.iter().find(|(known, _)| *known == wanted);
        of(Some(day)).or_else(|| of(None)).map_or("", |(_, ending)| ending)
    }
}

impl TryFrom<String> for Ordinals {
    type Error = String;

    fn try_from(words: String) -> Result<Self, String> {
        let read = |word: &str| {
            let ending = word.trim_start_matches(|c: char| c.is_ascii_digit() || c == '*');
            let day =
                match &word[..word.len() - ending.len()] {
                    "*" => None,
                    figures => Some(figures.parse().map_err(|_| {
                        format!("`{word}` is neither a day such as `1st` nor `*th`")
                    })?),
                };
            Ok((day, ending.to_string()))
        };
        words.split_whitespace().map(read).collect::<Result<_, _>>().map(Ordinals)
    }
}

macro_rules! strings {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $field:ident,)* }) => {
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
        #[serde(rename_all = "kebab-case", deny_unknown_fields)]
        pub struct $name { $($(#[$doc])* pub $field: String,)* }

        impl $name {
            const NONE: Self = $name { $($field: String::new(),)* };

            /// Every string with its name.
            #[cfg(test)]
            pub(super) fn all(&self) -> Vec<(&'static str, &str)> {
                vec![$((stringify!($field), self.$field.as_str()),)*]
            }
        }
    };
}

/// The words that an edition says.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct UiStrings {
    /// The code of the language that they are in.
    #[serde(skip)]
    pub code: &'static str,
    /// Before the author's name; empty where a language says nothing there.
    pub by: String,
    /// Between the last two authors.
    pub and: String,
    /// What a nameless edition is called.
    pub edition: String,
    /// The head of the contents page.
    pub contents: String,
    /// The head above an article's notes.
    pub notes: String,
    /// The cover, in navigation.
    pub cover: String,
    /// The head of a briefing's own contents.
    pub inside: String,
    /// After the minutes that an article takes to read.
    pub reading: String,
    /// Between a page's number and how many there are.
    pub of: String,
    /// What boxes without a title are called.
    pub boxes: BoxNames,
    /// What links and landmarks are called.
    pub navigation: NavigationStrings,
    /// The accessibility summary.
    pub accessibility: AccessibilitySentences,
}

impl UiStrings {
    /// None, where even English should fail.
    pub(super) const NONE: Self = UiStrings {
        code: "",
        by: String::new(),
        and: String::new(),
        edition: String::new(),
        contents: String::new(),
        notes: String::new(),
        cover: String::new(),
        inside: String::new(),
        reading: String::new(),
        of: String::new(),
        boxes: BoxNames::NONE,
        navigation: NavigationStrings::NONE,
        accessibility: AccessibilitySentences::NONE,
    };
}

strings! {
    /// What boxes without a title are called, by their kind.
    BoxNames {
        /// Something to know besides.
        note,
        /// Advice.
        tip,
        /// Something to know above all.
        important,
        /// A warning.
        warning,
        /// A warning of harm.
        caution,
    }
}

strings! {
    /// What links and landmarks are called.
    NavigationStrings {
        /// Where the reading starts.
        start,
        /// From a note to the place that refers to it.
        back,
        /// The list of landmarks.
        landmarks,
        /// The links at an article's end.
        onwards,
        /// The article before.
        previous,
        /// The article after.
        next,
        /// A task that is done.
        done,
        /// A task that is open.
        open,
        /// The list of the print edition's pages.
        pages,
        /// Before the number of one.
        page,
        /// How many words an article has, `{}` for the number; after a colon where the word's
        /// form would change with it.
        words,
    }
}

strings! {
    /// The sentences of an accessibility summary.
    AccessibilitySentences {
        /// What holds for every edition.
        text,
        /// All pictures are described.
        described,
        /// Some are not.
        undescribed,
        /// Some move.
        animated,
        /// Notes are linked.
        notes,
        /// Pages of the print edition are marked.
        pages,
    }
}
