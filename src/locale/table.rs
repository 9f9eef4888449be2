//! Finding the locale of a language. Input: a tag. Output: its [`Locale`], read once and kept as
//! long as the program runs: there are only as many as the files have.

use std::sync::OnceLock;

use toml::{Table, Value};

use super::files::FILES;
use super::merge::merge;
use super::model::{Direction, Locale, NEUTRAL, UiStrings};
use super::tag::Lang;

/// Keys that say how a file is read, and nothing of its language.
pub(super) const ALIAS: &str = "alias";
pub(super) const FALLBACK: &str = "fallback";
pub(super) const ABSENT: &str = "absent";
pub(super) const VARIANTS: &str = "variants";

/// A language as its file has it.
struct Language {
    /// All that it says, with what it builds on.
    table: Table,
    locale: Locale,
    variants: Vec<Variant>,
}

/// A form of a language, such as that of a region.
struct Variant {
    /// The subtags that ask for it, in lower case.
    subtags: Vec<String>,
    /// What differs.
    table: Table,
    locale: OnceLock<Locale>,
}

/// In the order of [`FILES`].
static LANGUAGES: [OnceLock<Language>; FILES.len()] = [const { OnceLock::new() }; FILES.len()];

impl Lang {
    /// What is known of it: of its variant where one of its subtags asks for one, else of its
    /// primary language, else what holds for every language.
    pub fn locale(&self) -> &'static Locale {
        let Some(language) = language(&self.primary()) else { return neutral() };
        let asked = self.subtags().find_map(|subtag| language.variant(subtag));
        asked.unwrap_or(&language.locale)
    }

    /// Whether it is written from right to left, by its script where it names one
    /// (`az-Arab`, `ar-Latn`).
    pub fn is_rtl(&self) -> bool {
        let script = self.subtags().find(|subtag| subtag.len() == 4);
        match script.map(str::to_ascii_lowercase).as_deref() {
            Some(script) => {
                matches!(script, "adlm" | "arab" | "hebr" | "nkoo" | "rohg" | "syrc" | "thaa")
            }
            None => self.locale().direction == Direction::Rtl,
        }
    }
}

impl Locale {
    /// The words that an edition says, English ones where its own are not known.
    pub fn strings(&self) -> &UiStrings {
        static NONE: UiStrings = UiStrings::NONE;
        self.own_strings().or_else(|| english().own_strings()).unwrap_or(&NONE)
    }
}

impl UiStrings {
    /// The language that these words are in, where it is not `wanted`.
    pub fn other_than(&self, wanted: &Lang) -> Option<Lang> {
        (self.code != wanted.locale().code).then(|| Lang(self.code.to_string()))
    }
}

/// English, which stands in for the words of every language that has none.
pub fn english() -> &'static Locale {
    language("en").map_or_else(neutral, |language| &language.locale)
}

/// What holds in every language.
pub fn neutral() -> &'static Locale {
    static EMPTY: OnceLock<Locale> = OnceLock::new();
    language(NEUTRAL).map_or_else(|| EMPTY.get_or_init(Locale::default), |it| &it.locale)
}

fn language(code: &str) -> Option<&'static Language> {
    let at = FILES.binary_search_by_key(&code, |(code, _)| code).ok()?;
    let ((code, text), language) = (FILES.get(at)?, LANGUAGES.get(at)?);
    if let Some(language) = language.get() {
        return Some(language);
    }
    // A test reads every file: none fails here.
    let own = text.parse::<Table>().unwrap_or_default();
    match own.get(ALIAS).and_then(Value::as_str) {
        Some(alias) => self::language(alias),
        None => Some(language.get_or_init(|| Language::new(code, own))),
    }
}

impl Language {
    fn new(code: &'static str, mut own: Table) -> Self {
        let below = match own.remove(FALLBACK) {
            Some(Value::String(fallback)) => language(&fallback),
            _ if code == NEUTRAL => None,
            _ => language(NEUTRAL),
        };
        let variants = own.remove(VARIANTS);
        own.remove(ABSENT);
        let strings_code = match (own.contains_key("strings"), below) {
            (false, Some(below)) => below.locale.strings_code(),
            _ => code,
        };
        let mut table = below.map(|below| below.table.clone()).unwrap_or_default();
        merge(&mut table, &own);
        let locale = Locale::read(table.clone(), code, strings_code).unwrap_or_default();
        let variants = match variants {
            Some(Value::Array(variants)) => variants.iter().filter_map(Variant::new).collect(),
            _ => Vec::new(),
        };
        Language { table, locale, variants }
    }

    fn variant(&self, subtag: &str) -> Option<&Locale> {
        let asked = |variant: &&Variant| {
            variant.subtags.iter().any(|known| known.eq_ignore_ascii_case(subtag))
        };
        let variant = self.variants.iter().find(asked)?;
        Some(variant.locale.get_or_init(|| {
            let mut table = self.table.clone();
            merge(&mut table, &variant.table);
            let (code, strings) = (self.locale.code, self.locale.strings_code());
            Locale::read(table, code, strings).unwrap_or_else(|_| self.locale.clone())
        }))
    }
}

impl Variant {
    fn new(value: &Value) -> Option<Self> {
        let mut table = value.as_table()?.clone();
        let Some(Value::Array(subtags)) = table.remove("subtags") else { return None };
        let subtags = subtags.iter().filter_map(Value::as_str).map(str::to_string).collect();
        Some(Variant { subtags, table, locale: OnceLock::new() })
    }
}
