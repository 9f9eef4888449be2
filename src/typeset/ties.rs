//! Ties: spaces at which no line may break. Input: the two words at a space, and their language.
//! Output: whether the line may end between them, and what that costs where the sense runs on.

use crate::article::Lang;

/// Words that belong to the number after them.
const BEFORE_NUMBER: &[&str] = &[
    "p.", "pp.", "no.", "nos.", "No.", "Nos.", "vol.", "Vol.", "vols.", "fig.", "figs.", "Fig.",
    "Figs.", "ch.", "Ch.", "chap.", "sec.", "Sec.", "art.", "Art.", "eq.", "Eq.", "c.", "ca.", "§",
    "§§", "№", "n.", "nº", "n°", "Nr.", "S.", "Bd.", "Abb.", "Kap.", "Abs.", "nr.", "str.", "стр.",
    "с.", "г.", "рис.", "Article", "Chapter", "Figure", "Table", "Section", "Part", "page",
    "pages", "Apollo", "Boeing", "Covid", "G",
];
/// Titles that belong to the name after them.
const BEFORE_NAME: &[&str] = &[
    "Mr", "Mr.", "Mrs", "Mrs.", "Ms", "Ms.", "Mx", "Dr", "Dr.", "St", "St.", "Ste.", "Prof",
    "Prof.", "Rev.", "Fr.", "Sr.", "Sir", "Dame", "Lord", "Lady", "Gen.", "Col.", "Capt.", "Lt.",
    "Sgt.", "Gov.", "Sen.", "Rep.", "Hon.", "Mt", "Mt.", "Herr", "Frau", "Hr.", "Fr.", "M.", "MM.",
    "Mme", "Mlle", "Mgr", "Sra.", "Srta.", "D.", "Dña.", "Ud.", "Sig.", "Sig.ra", "Dott.", "Dhr.",
    "Mevr.", "Mw.", "ks.", "p.", "г.", "ул.", "им.",
];
/// Units that belong to the number before them.
const UNITS: &[&str] = &[
    "%",
    "‰",
    "°",
    "°C",
    "°F",
    "K",
    "A",
    "V",
    "W",
    "J",
    "N",
    "Pa",
    "bar",
    "l",
    "ml",
    "dl",
    "cl",
    "a.m.",
    "p.m.",
    "am",
    "pm",
    "AD",
    "BC",
    "BCE",
    "CE",
    "bn",
    "c",
    "cm",
    "dB",
    "ft",
    "g",
    "GB",
    "GHz",
    "Gt",
    "GW",
    "GWh",
    "h",
    "ha",
    "hp",
    "Hz",
    "in",
    "kB",
    "kg",
    "kHz",
    "km",
    "km2",
    "km²",
    "km/h",
    "kW",
    "kWh",
    "lb",
    "m",
    "m2",
    "m²",
    "m³",
    "MB",
    "Mb",
    "mg",
    "MHz",
    "min",
    "mm",
    "mn",
    "mph",
    "ms",
    "Mt",
    "MW",
    "MWh",
    "nm",
    "oz",
    "PB",
    "ppm",
    "px",
    "s",
    "sq",
    "t",
    "TB",
    "tn",
    "trn",
    "TW",
    "TWh",
    "μm",
    "µm",
    "million",
    "billion",
    "trillion",
    "Mio.",
    "Mrd.",
    "Tsd.",
    "millions",
    "milliards",
    "millones",
    "milioni",
    "miliardi",
    "miljoen",
    "miljard",
    "mln",
    "mld",
    "млн",
    "млрд",
    "тыс",
    "кг",
    "км",
    "м",
    "см",
    "руб",
    "г",
    "г.",
    "гг.",
    "в.",
    "вв.",
    "Uhr",
    "€",
    "£",
    "$",
    "¥",
    "₽",
    "Kč",
    "zł",
    "kr",
    "kr.",
    "EUR",
    "USD",
    "GBP",
    "CHF",
];
/// The months, as they stand beside a day.
const MONTHS: &[&str] = &[
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "May",
    "Jun",
    "Jul",
    "Aug",
    "Sep",
    "Sept",
    "Oct",
    "Nov",
    "Dec",
    "January",
    "February",
    "March",
    "April",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
    "Januar",
    "Februar",
    "März",
    "Mai",
    "Juni",
    "Juli",
    "Oktober",
    "Dezember",
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
    "gennaio",
    "febbraio",
    "aprile",
    "maggio",
    "giugno",
    "luglio",
    "settembre",
    "ottobre",
    "dicembre",
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "oktober",
    "december",
    "janeiro",
    "fevereiro",
    "março",
    "maio",
    "junho",
    "julho",
    "setembro",
    "outubro",
    "novembro",
    "dezembro",
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
    "stycznia",
    "lutego",
    "marca",
    "kwietnia",
    "maja",
    "czerwca",
    "lipca",
    "sierpnia",
    "września",
    "października",
    "listopada",
    "grudnia",
];

/// Whether the space between two words is to be kept within a line: `pp. 12`, `5 km`, `J. Smith`,
/// `Apr 20th`, `Louis XIV`, `10 000`, `v Praze`, and before a dash.
pub(super) fn is_tied(before: &str, after: &str, lang: &Lang) -> bool {
    let before = before.trim_start_matches(['(', '[', '“', '‘', '"', '«', '„']);
    let bare = after.trim_end_matches([',', '.', ';', ':', ')', ']', '”', '’', '»', '!', '?']);
    let number = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
    let counted = before.ends_with(|c: char| c.is_ascii_digit());
    let capital = after.starts_with(char::is_uppercase);
    let named = before.starts_with(char::is_uppercase);

    // What is seldom so stands before the search of a list: this is asked at every space.
    ((number(after) || is_roman(bare)) && BEFORE_NUMBER.contains(&before))
        || (capital && (BEFORE_NAME.contains(&before) || is_initials(before)))
        || (counted && (UNITS.contains(&bare) || UNITS.contains(&after) || is_group(before, bare)))
        || (is_day(bare) && MONTHS.contains(&before.trim_end_matches('.')))
        || (is_day(before) && MONTHS.contains(&bare))
        || (named && bare.len() > 1 && is_roman(bare))
        || matches!(after, "—" | "–" | "…" | "/")
        || ties_by_language(before, bare, lang)
}

/// `J.`, `J.R.R.`
fn is_initials(word: &str) -> bool {
    let mut letters = word.chars().peekable();
    let mut any = false;
    while let Some(letter) = letters.next() {
        any = true;
        if !letter.is_uppercase() || letters.next() != Some('.') {
            return false;
        }
    }
    any
}

/// A number in Roman capitals, as of a king or a chapter.
fn is_roman(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|letter| matches!(letter, 'I' | 'V' | 'X' | 'L' | 'C'))
}

/// Whether three figures go on with a number: `10 000`.
fn is_group(before: &str, after: &str) -> bool {
    let figures = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    after.len() == 3 && figures(after) && before.len() <= 3 && figures(before)
}

/// `5`, `20th`, `31.`
fn is_day(word: &str) -> bool {
    if !word.starts_with(|c: char| c.is_ascii_digit()) {
        return false;
    }
    let figures = word.trim_end_matches(|c: char| !c.is_ascii_digit());
    let suffix = &word[figures.len()..];
    matches!(figures.parse::<u8>(), Ok(1..=31))
        && matches!(suffix, "" | "st" | "nd" | "rd" | "th" | "." | ",")
}

/// Czech, Slovak and Polish do not end a line with a word of one letter; Russian and Ukrainian not
/// with a short preposition, nor do they part a particle from the word before it.
fn ties_by_language(before: &str, after: &str, lang: &Lang) -> bool {
    const PREPOSITIONS: &[&str] = &[
        "не", "ни", "на", "по", "из", "от", "за", "до", "со", "во", "ко", "об", "но", "із", "зі",
        "від", "без", "для", "при", "про", "под", "над",
    ];
    const PARTICLES: &[&str] = &["бы", "б", "ли", "ль", "же", "ж"];
    let mut letters = before.chars();
    let single = letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none();
    if !single && before.is_ascii() && after.is_ascii() {
        return false;
    }
    let cyrillic = lang.is_one_of(&["ru", "uk", "be"]);
    (single && (cyrillic || lang.is_one_of(&["cs", "sk", "pl"])))
        || cyrillic
            && (PARTICLES.contains(&after)
                || PREPOSITIONS.contains(&before.to_lowercase().as_str()))
}

/// What a balanced line pays for ending in a word, so that headlines break with the sense: nothing
/// after a stop or a dash, much after a word that leads on to the next.
pub(super) fn leads_on(word: &str, lang: &Lang) -> f64 {
    if word.ends_with([',', ';', ':', '.', '?', '!', '—', '–', ')', '”', '»']) {
        return 0.0;
    }
    let word = word.trim_start_matches(['(', '“', '‘', '«', '„']).to_lowercase();
    match leading_words(&lang.primary()).contains(&word.as_str()) {
        true => LEADING_WORD,
        false => WITHIN_CLAUSE,
    }
}

/// A line of a headline that ends in an article or a preposition: as bad as one that is a sixth of
/// the measure shorter than its neighbour.
const LEADING_WORD: f64 = 170.0;
/// A line that ends within a clause.
const WITHIN_CLAUSE: f64 = 50.0;

/// Articles, prepositions and conjunctions.
fn leading_words(lang: &str) -> &'static [&'static str] {
    match lang {
        "en" => &[
            "a", "an", "and", "are", "as", "at", "be", "but", "by", "can", "for", "from", "has",
            "have", "her", "his", "how", "if", "in", "into", "is", "its", "my", "no", "nor", "not",
            "of", "on", "or", "our", "so", "than", "that", "the", "their", "this", "to", "was",
            "were", "when", "who", "why", "will", "with", "without", "your",
        ],
        "de" => &[
            "am", "an", "auf", "aus", "bei", "das", "dem", "den", "der", "des", "die", "ein",
            "eine", "einem", "einen", "einer", "für", "im", "in", "ist", "mit", "nach", "nicht",
            "oder", "ohne", "sich", "und", "vom", "von", "vor", "wie", "zu", "zum", "zur", "über",
        ],
        "fr" => &[
            "au", "aux", "avec", "ce", "cette", "dans", "de", "des", "du", "en", "est", "et", "la",
            "le", "les", "leur", "mais", "ne", "ou", "par", "pour", "que", "qui", "sa", "sans",
            "ses", "son", "sous", "sur", "un", "une", "à",
        ],
        "es" => &[
            "a", "al", "con", "de", "del", "e", "el", "en", "es", "la", "las", "lo", "los", "más",
            "no", "o", "para", "pero", "por", "que", "se", "sin", "sobre", "su", "sus", "un",
            "una", "y",
        ],
        "it" => &[
            "a", "ai", "al", "alla", "alle", "che", "con", "da", "dal", "dalla", "dei", "del",
            "della", "di", "e", "gli", "i", "il", "in", "la", "le", "lo", "nel", "nella", "non",
            "o", "per", "su", "sul", "tra", "un", "una",
        ],
        "pt" => &[
            "a", "ao", "as", "com", "da", "das", "de", "do", "dos", "e", "em", "na", "no", "não",
            "o", "os", "ou", "para", "por", "que", "se", "sem", "um", "uma", "à",
        ],
        "nl" => &[
            "aan", "bij", "de", "dat", "een", "en", "het", "in", "is", "met", "naar", "niet", "of",
            "om", "op", "te", "tot", "uit", "van", "voor", "zonder",
        ],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(pair: &str, lang: &str) -> bool {
        let (before, after) = pair.split_once(' ').unwrap();
        is_tied(before, after, &Lang(lang.into()))
    }

    #[test]
    fn what_belongs_together_stays_together() {
        for pair in [
            "pp. 12",
            "5 km,",
            "J. Smith",
            "R. R.",
            "J.R.R. Tolkien",
            "Apr 20th",
            "20 April",
            "Mr Biden",
            "$3.5 bn",
            "5 %",
            "No. 5",
            "Fig. 3",
            "Vol. II,",
            "Louis XIV",
            "10 000",
            "sea —",
            "(Dr. Faust",
            "9 a.m.",
        ] {
            assert!(kept(pair, "en"), "{pair}");
        }
        for pair in [
            "12 people",
            "plan. The",
            "was in",
            "April showers",
            "May be",
            "20 more",
            "The I",
            "1984 200",
            "in X",
        ] {
            assert!(!kept(pair, "en"), "{pair}");
        }
    }

    #[test]
    fn short_words_ask_for_company_where_the_language_says_so() {
        assert!(kept("v Praze", "cs"));
        assert!(kept("не знаю", "ru"));
        assert!(kept("если бы", "ru"));
        assert!(!kept("если знаю", "ru"));
        assert!(!kept("a boat", "en"));
    }

    #[test]
    fn a_headline_breaks_with_the_sense() {
        let cost = |word: &str| leads_on(word, &Lang("en-GB".into()));
        assert!(cost("the") > cost("harbour") && cost("harbour") > cost("harbour,"));
        assert_eq!(leads_on("und", &Lang("de".into())), LEADING_WORD);
    }
}
