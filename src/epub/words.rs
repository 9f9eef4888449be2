//! The few words that an EPUB says of itself. Enters: a language. Leaves: [`Words`] in it, English
//! where it is not among those known.

use crate::article::Lang;

/// What navigation and notes are called in a language.
#[derive(Debug)]
pub struct Words {
    lang: &'static str,
    /// The first page.
    pub cover: &'static str,
    /// The contents page.
    pub contents: &'static str,
    /// Where the reading starts.
    pub start: &'static str,
    /// The head above notes.
    pub notes: &'static str,
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
}

/// English first: it stands in for every language that is not here.
const LANGUAGES: &[Words] = &[
    Words {
        lang: "en",
        cover: "Cover",
        contents: "Contents",
        start: "Start of the edition",
        notes: "Notes",
        back: "Back to the text",
        landmarks: "Landmarks",
        onwards: "Other articles",
        previous: "Previous",
        next: "Next",
        done: "done",
        open: "open",
    },
    Words {
        lang: "de",
        cover: "Titelseite",
        contents: "Inhalt",
        start: "Beginn der Ausgabe",
        notes: "Anmerkungen",
        back: "Zurück zum Text",
        landmarks: "Wegmarken",
        onwards: "Weitere Artikel",
        previous: "Zurück",
        next: "Weiter",
        done: "erledigt",
        open: "offen",
    },
    Words {
        lang: "fr",
        cover: "Couverture",
        contents: "Sommaire",
        start: "Début du numéro",
        notes: "Notes",
        back: "Retour au texte",
        landmarks: "Repères",
        onwards: "Autres articles",
        previous: "Précédent",
        next: "Suivant",
        done: "fait",
        open: "à faire",
    },
    Words {
        lang: "es",
        cover: "Portada",
        contents: "Sumario",
        start: "Comienzo de la edición",
        notes: "Notas",
        back: "Volver al texto",
        landmarks: "Puntos de referencia",
        onwards: "Otros artículos",
        previous: "Anterior",
        next: "Siguiente",
        done: "hecho",
        open: "pendiente",
    },
    Words {
        lang: "it",
        cover: "Copertina",
        contents: "Sommario",
        start: "Inizio del numero",
        notes: "Note",
        back: "Torna al testo",
        landmarks: "Punti di riferimento",
        onwards: "Altri articoli",
        previous: "Precedente",
        next: "Successivo",
        done: "fatto",
        open: "da fare",
    },
    Words {
        lang: "pt",
        cover: "Capa",
        contents: "Sumário",
        start: "Início da edição",
        notes: "Notas",
        back: "Voltar ao texto",
        landmarks: "Pontos de referência",
        onwards: "Outros artigos",
        previous: "Anterior",
        next: "Seguinte",
        done: "feito",
        open: "por fazer",
    },
    Words {
        lang: "nl",
        cover: "Omslag",
        contents: "Inhoud",
        start: "Begin van de editie",
        notes: "Noten",
        back: "Terug naar de tekst",
        landmarks: "Oriëntatiepunten",
        onwards: "Andere artikelen",
        previous: "Vorige",
        next: "Volgende",
        done: "gedaan",
        open: "open",
    },
];

/// The words of a language.
pub fn of(lang: &Lang) -> &'static Words {
    let primary = lang.primary();
    LANGUAGES.iter().find(|words| words.lang == primary).unwrap_or(&LANGUAGES[0])
}
