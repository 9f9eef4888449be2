//! The interface strings of reading systems, beside those of every edition (`edition::Words`).
//! Input: a language. Output: [`NavigationStrings`] in it, English where it is not among those
//! known.

use crate::article::Lang;

/// What links and landmarks are called in a language.
#[derive(Debug)]
pub(super) struct NavigationStrings {
    lang: &'static str,
    /// Where the reading starts.
    pub start: &'static str,
    /// From a note to the place that refers to it.
    pub back: &'static str,
    /// The list of landmarks.
    pub landmarks: &'static str,
    /// The links at an article's end.
    pub onwards: &'static str,
    /// The article before.
    pub previous: &'static str,
    /// The article after.
    pub next: &'static str,
    /// A task that is done.
    pub done: &'static str,
    /// A task that is open.
    pub open: &'static str,
    /// The list of the print edition's pages.
    pub pages: &'static str,
    /// Before the number of one.
    pub page: &'static str,
    /// How many words an article has, `{}` for the number; after a colon where the word's form
    /// would change with it.
    pub words: &'static str,
}

impl NavigationStrings {
    /// The language that these words, and those of the edition, are in, where it is not `wanted`.
    pub(super) fn other_than(&self, wanted: &Lang) -> Option<Lang> {
        (self.lang != wanted.primary()).then(|| Lang(self.lang.to_string()))
    }
}

/// English first: it stands in for every language that is not here.
const LANGUAGES: &[NavigationStrings] = &[
    NavigationStrings {
        lang: "en",
        start: "Start of the edition",
        back: "Back to the text",
        landmarks: "Landmarks",
        onwards: "Other articles",
        previous: "Previous",
        next: "Next",
        done: "done",
        open: "open",
        pages: "Pages",
        page: "Page",
        words: "{} words",
    },
    NavigationStrings {
        lang: "de",
        start: "Beginn der Ausgabe",
        back: "Zurück zum Text",
        landmarks: "Wegmarken",
        onwards: "Weitere Artikel",
        previous: "Zurück",
        next: "Weiter",
        done: "erledigt",
        open: "offen",
        pages: "Seiten",
        page: "Seite",
        words: "{} Wörter",
    },
    NavigationStrings {
        lang: "fr",
        start: "Début du numéro",
        back: "Retour au texte",
        landmarks: "Repères",
        onwards: "Autres articles",
        previous: "Précédent",
        next: "Suivant",
        done: "fait",
        open: "à faire",
        pages: "Pages",
        page: "Page",
        words: "{} mots",
    },
    NavigationStrings {
        lang: "es",
        start: "Comienzo de la edición",
        back: "Volver al texto",
        landmarks: "Puntos de referencia",
        onwards: "Otros artículos",
        previous: "Anterior",
        next: "Siguiente",
        done: "hecho",
        open: "pendiente",
        pages: "Páginas",
        page: "Página",
        words: "{} palabras",
    },
    NavigationStrings {
        lang: "it",
        start: "Inizio del numero",
        back: "Torna al testo",
        landmarks: "Punti di riferimento",
        onwards: "Altri articoli",
        previous: "Precedente",
        next: "Successivo",
        done: "fatto",
        open: "da fare",
        pages: "Pagine",
        page: "Pagina",
        words: "{} parole",
    },
    NavigationStrings {
        lang: "pt",
        start: "Início da edição",
        back: "Voltar ao texto",
        landmarks: "Pontos de referência",
        onwards: "Outros artigos",
        previous: "Anterior",
        next: "Seguinte",
        done: "feito",
        open: "por fazer",
        pages: "Páginas",
        page: "Página",
        words: "{} palavras",
    },
    NavigationStrings {
        lang: "nl",
        start: "Begin van de editie",
        back: "Terug naar de tekst",
        landmarks: "Oriëntatiepunten",
        onwards: "Andere artikelen",
        previous: "Vorige",
        next: "Volgende",
        done: "gedaan",
        open: "open",
        pages: "Pagina’s",
        page: "Pagina",
        words: "{} woorden",
    },
    NavigationStrings {
        lang: "cs",
        start: "Začátek vydání",
        back: "Zpět k textu",
        landmarks: "Orientační body",
        onwards: "Další články",
        previous: "Předchozí",
        next: "Další",
        done: "hotovo",
        open: "otevřeno",
        pages: "Stránky",
        page: "Strana",
        words: "slov: {}",
    },
    NavigationStrings {
        lang: "da",
        start: "Udgavens begyndelse",
        back: "Tilbage til teksten",
        landmarks: "Pejlemærker",
        onwards: "Andre artikler",
        previous: "Forrige",
        next: "Næste",
        done: "udført",
        open: "åben",
        pages: "Sider",
        page: "Side",
        words: "{} ord",
    },
    NavigationStrings {
        lang: "fi",
        start: "Numeron alku",
        back: "Takaisin tekstiin",
        landmarks: "Maamerkit",
        onwards: "Muut artikkelit",
        previous: "Edellinen",
        next: "Seuraava",
        done: "tehty",
        open: "avoin",
        pages: "Sivut",
        page: "Sivu",
        words: "{} sanaa",
    },
    NavigationStrings {
        lang: "nb",
        start: "Utgavens begynnelse",
        back: "Tilbake til teksten",
        landmarks: "Landemerker",
        onwards: "Andre artikler",
        previous: "Forrige",
        next: "Neste",
        done: "utført",
        open: "åpen",
        pages: "Sider",
        page: "Side",
        words: "{} ord",
    },
    NavigationStrings {
        lang: "nn",
        start: "Byrjinga på utgåva",
        back: "Tilbake til teksten",
        landmarks: "Landemerke",
        onwards: "Andre artiklar",
        previous: "Førre",
        next: "Neste",
        done: "utført",
        open: "open",
        pages: "Sider",
        page: "Side",
        words: "{} ord",
    },
    NavigationStrings {
        lang: "no",
        start: "Utgavens begynnelse",
        back: "Tilbake til teksten",
        landmarks: "Landemerker",
        onwards: "Andre artikler",
        previous: "Forrige",
        next: "Neste",
        done: "utført",
        open: "åpen",
        pages: "Sider",
        page: "Side",
        words: "{} ord",
    },
    NavigationStrings {
        lang: "pl",
        start: "Początek wydania",
        back: "Powrót do tekstu",
        landmarks: "Punkty orientacyjne",
        onwards: "Inne artykuły",
        previous: "Poprzedni",
        next: "Następny",
        done: "zrobione",
        open: "do zrobienia",
        pages: "Strony",
        page: "Strona",
        words: "słów: {}",
    },
    NavigationStrings {
        lang: "ru",
        start: "Начало выпуска",
        back: "Вернуться к тексту",
        landmarks: "Ориентиры",
        onwards: "Другие статьи",
        previous: "Назад",
        next: "Далее",
        done: "сделано",
        open: "не сделано",
        pages: "Страницы",
        page: "Страница",
        words: "слов: {}",
    },
    NavigationStrings {
        lang: "sk",
        start: "Začiatok vydania",
        back: "Späť k textu",
        landmarks: "Orientačné body",
        onwards: "Ďalšie články",
        previous: "Predchádzajúci",
        next: "Ďalší",
        done: "hotovo",
        open: "otvorené",
        pages: "Strany",
        page: "Strana",
        words: "slov: {}",
    },
    NavigationStrings {
        lang: "sv",
        start: "Utgåvans början",
        back: "Tillbaka till texten",
        landmarks: "Landmärken",
        onwards: "Andra artiklar",
        previous: "Föregående",
        next: "Nästa",
        done: "klar",
        open: "öppen",
        pages: "Sidor",
        page: "Sida",
        words: "{} ord",
    },
    NavigationStrings {
        lang: "uk",
        start: "Початок випуску",
        back: "Назад до тексту",
        landmarks: "Орієнтири",
        onwards: "Інші статті",
        previous: "Назад",
        next: "Далі",
        done: "зроблено",
        open: "не зроблено",
        pages: "Сторінки",
        page: "Сторінка",
        words: "слів: {}",
    },
];

/// The words of a language.
pub(super) fn navigation_strings(lang: &Lang) -> &'static NavigationStrings {
    let primary = lang.primary();
    LANGUAGES.iter().find(|navigation_strings| navigation_strings.lang == primary).unwrap_or(&LANGUAGES[0])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edition;

    #[test]
    fn the_languages_are_those_of_the_edition() {
        let english = edition::ui_strings(&Lang("en".into()));
        for (first, second) in ('a'..='z').flat_map(|a| ('a'..='z').map(move |b| (a, b))) {
            let lang = Lang(format!("{first}{second}"));
            let is_known = edition::ui_strings(&lang) != english;
            assert_eq!(navigation_strings(&lang).lang != "en", is_known, "{}", lang.0);
        }
        assert_eq!(navigation_strings(&Lang("pt-BR".into())).previous, "Anterior");
    }
}
