//! The interface strings of an edition, by language. Input: a language. Output: [`UiStrings`].

use crate::article::{BoxKind, Lang};

/// The strings of furniture and navigation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UiStrings {
    /// Before the author's name; empty where a language says nothing there.
    pub by: &'static str,
    /// Between the last two authors.
    pub and: &'static str,
    /// What a nameless edition is called.
    pub edition: &'static str,
    /// The head of the contents page.
    pub contents: &'static str,
    /// The head above an article's notes.
    pub notes: &'static str,
    /// The cover, in navigation.
    pub cover: &'static str,
    /// The head of a briefing's own contents.
    pub inside: &'static str,
    /// After the minutes that an article takes to read.
    pub reading: &'static str,
    /// Between a page's number and how many there are.
    pub of: &'static str,
}

/// By language: by, and, edition, contents, notes, cover, inside, reading, of.
const WORDS: &[(&str, [&str; 9])] = &[
    (
        "en",
        [
            "By",
            "and",
            "Edition",
            "Contents",
            "Notes",
            "Cover",
            "In this briefing",
            "min read",
            "of",
        ],
    ),
    ("cs", ["", "a", "Vydání", "Obsah", "Poznámky", "Obálka", "V tomto textu", "min čtení", "z"]),
    (
        "da",
        [
            "Af",
            "og",
            "Udgave",
            "Indhold",
            "Noter",
            "Forside",
            "I dette notat",
            "min. læsning",
            "af",
        ],
    ),
    (
        "de",
        [
            "Von",
            "und",
            "Ausgabe",
            "Inhalt",
            "Anmerkungen",
            "Titelseite",
            "In diesem Papier",
            "Min. Lesezeit",
            "von",
        ],
    ),
    (
        "es",
        [
            "Por",
            "y",
            "Edición",
            "Índice",
            "Notas",
            "Portada",
            "En este informe",
            "min de lectura",
            "de",
        ],
    ),
    (
        "fi",
        [
            "",
            "ja",
            "Numero",
            "Sisällys",
            "Viitteet",
            "Kansi",
            "Tässä muistiossa",
            "min lukuaika",
            "/",
        ],
    ),
    (
        "fr",
        [
            "Par",
            "et",
            "Édition",
            "Sommaire",
            "Notes",
            "Couverture",
            "Dans cette note",
            "min de lecture",
            "sur",
        ],
    ),
    (
        "it",
        [
            "Di",
            "e",
            "Edizione",
            "Indice",
            "Note",
            "Copertina",
            "In questa nota",
            "min di lettura",
            "di",
        ],
    ),
    (
        "nb",
        [
            "Av",
            "og",
            "Utgave",
            "Innhold",
            "Noter",
            "Omslag",
            "I dette notatet",
            "min lesetid",
            "av",
        ],
    ),
    (
        "nl",
        ["Door", "en", "Editie", "Inhoud", "Noten", "Omslag", "In dit stuk", "min leestijd", "van"],
    ),
    (
        "nn",
        [
            "Av",
            "og",
            "Utgåve",
            "Innhald",
            "Notar",
            "Omslag",
            "I dette notatet",
            "min lesetid",
            "av",
        ],
    ),
    (
        "no",
        [
            "Av",
            "og",
            "Utgave",
            "Innhold",
            "Noter",
            "Omslag",
            "I dette notatet",
            "min lesetid",
            "av",
        ],
    ),
    (
        "pl",
        [
            "",
            "i",
            "Wydanie",
            "Spis treści",
            "Przypisy",
            "Okładka",
            "W tym tekście",
            "min czytania",
            "z",
        ],
    ),
    (
        "pt",
        ["Por", "e", "Edição", "Sumário", "Notas", "Capa", "Nesta nota", "min de leitura", "de"],
    ),
    (
        "ru",
        [
            "",
            "и",
            "Выпуск",
            "Содержание",
            "Примечания",
            "Обложка",
            "В этой записке",
            "мин чтения",
            "из",
        ],
    ),
    (
        "sk",
        ["", "a", "Vydanie", "Obsah", "Poznámky", "Obálka", "V tomto texte", "min čítania", "z"],
    ),
    (
        "sv",
        ["Av", "och", "Utgåva", "Innehåll", "Noter", "Omslag", "I denna PM", "min läsning", "av"],
    ),
    (
        "uk",
        ["", "і", "Випуск", "Зміст", "Примітки", "Обкладинка", "У цій записці", "хв читання", "з"],
    ),
];

/// What a box is called, by language: note, tip, important, warning, caution.
const BOXES: &[(&str, [&str; 5])] = &[
    ("en", ["Note", "Tip", "Important", "Warning", "Caution"]),
    ("cs", ["Poznámka", "Tip", "Důležité", "Varování", "Pozor"]),
    ("da", ["Bemærk", "Tip", "Vigtigt", "Advarsel", "Forsigtig"]),
    ("de", ["Hinweis", "Tipp", "Wichtig", "Warnung", "Vorsicht"]),
    ("es", ["Nota", "Consejo", "Importante", "Advertencia", "Precaución"]),
    ("fi", ["Huomautus", "Vinkki", "Tärkeää", "Varoitus", "Varo"]),
    ("fr", ["Note", "Conseil", "Important", "Avertissement", "Attention"]),
    ("it", ["Nota", "Consiglio", "Importante", "Avvertenza", "Attenzione"]),
    ("nb", ["Merk", "Tips", "Viktig", "Advarsel", "Forsiktig"]),
    ("nl", ["Opmerking", "Tip", "Belangrijk", "Waarschuwing", "Let op"]),
    ("nn", ["Merk", "Tips", "Viktig", "Åtvaring", "Forsiktig"]),
    ("no", ["Merk", "Tips", "Viktig", "Advarsel", "Forsiktig"]),
    ("pl", ["Uwaga", "Wskazówka", "Ważne", "Ostrzeżenie", "Przestroga"]),
    ("pt", ["Nota", "Dica", "Importante", "Aviso", "Cuidado"]),
    ("ru", ["Примечание", "Совет", "Важно", "Предупреждение", "Осторожно"]),
    ("sk", ["Poznámka", "Tip", "Dôležité", "Varovanie", "Pozor"]),
    ("sv", ["Anmärkning", "Tips", "Viktigt", "Varning", "Försiktighet"]),
    ("uk", ["Примітка", "Порада", "Важливо", "Попередження", "Обережно"]),
];

/// What a box is called whose author gave it no title; in English where the language is not known.
pub(super) fn box_word(kind: &BoxKind, lang: &Lang) -> String {
    let primary = match lang.primary() {
        primary if primary == "no" => "nb".into(),
        primary => primary,
    };
    let known = BOXES.iter().find(|(known, _)| *known == primary).or(BOXES.first());
    let [note, tip, important, warning, caution] =
        known.map(|(_, words)| *words).unwrap_or_default();
    match kind {
        BoxKind::Note => note.to_string(),
        BoxKind::Tip => tip.to_string(),
        BoxKind::Important => important.to_string(),
        BoxKind::Warning => warning.to_string(),
        BoxKind::Caution => caution.to_string(),
        BoxKind::Other(word) => {
            let mut letters = word.chars();
            let first = letters.next().into_iter().flat_map(char::to_uppercase);
            first.chain(letters.map(|c| if matches!(c, '-' | '_') { ' ' } else { c })).collect()
        }
    }
}

/// The strings of a language; English if it is not known.
pub fn ui_strings(lang: &Lang) -> UiStrings {
    known_words(lang).unwrap_or(UiStrings {
        by: "By",
        and: "and",
        edition: "Edition",
        contents: "Contents",
        notes: "Notes",
        cover: "Cover",
        inside: "In this briefing",
        reading: "min read",
        of: "of",
    })
}

fn known_words(lang: &Lang) -> Option<UiStrings> {
    let primary = lang.primary();
    let (_, [by, and, edition, contents, notes, cover, inside, reading, of]) =
        *WORDS.iter().find(|(known, _)| *known == primary)?;
    Some(UiStrings { by, and, edition, contents, notes, cover, inside, reading, of })
}

/// Who wrote an article: `By Ada and Grace`. A language that is not known gets the names alone.
pub(super) fn byline(authors: &[String], lang: &Lang) -> Option<String> {
    let (last, others) = authors.split_last()?;
    let names = match (others, known_words(lang)) {
        ([], _) => last.clone(),
        (others, Some(words)) => format!("{} {} {last}", others.join(", "), words.and),
        (others, None) => format!("{}, {last}", others.join(", ")),
    };
    let by = known_words(lang).map_or("", |words| words.by);
    Some(format!("{by} {names}").trim_start().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_is_named_in_every_norwegian() {
        for lang in ["no", "nb-NO", "nn"] {
            assert_eq!(box_word(&BoxKind::Note, &Lang(lang.into())), "Merk", "{lang}");
        }
    }

    #[test]
    fn bylines() {
        let by = |lang: &str, authors: &[&str]| {
            let authors: Vec<String> = authors.iter().map(ToString::to_string).collect();
            byline(&authors, &Lang(lang.into())).unwrap_or_default()
        };
        assert_eq!(by("en-GB", &["Ada"]), "By Ada");
        assert_eq!(by("en", &["Ada", "Grace", "Joan"]), "By Ada, Grace and Joan");
        assert_eq!(by("de-CH", &["Ada", "Grace"]), "Von Ada und Grace");
        assert_eq!(by("pl", &["Ada", "Grace"]), "Ada i Grace");
        assert_eq!(by("ja", &["Ada", "Grace"]), "Ada, Grace");
        assert_eq!(by("en", &[]), "");
    }

    #[test]
    fn boxes_are_called_by_their_kind() {
        let called = |kind, lang: &str| box_word(&kind, &Lang(lang.into()));
        assert_eq!(called(BoxKind::Warning, "de-AT"), "Warnung");
        assert_eq!(called(BoxKind::Note, "ja"), "Note");
        assert_eq!(called(BoxKind::Other("how-to cook".into()), "de"), "How to cook");
        let boxes: Vec<&str> = BOXES.iter().map(|(lang, _)| *lang).collect();
        assert_eq!(boxes, WORDS.iter().map(|(lang, _)| *lang).collect::<Vec<_>>());
    }
}
