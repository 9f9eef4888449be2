//! The accessibility summary of an EPUB. Input: a language, and what is true of the edition.
//! Output: a few short sentences in that language, English where it is not among those known.

use crate::article::Lang;

/// What is true of an edition.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct AccessibilityFacts {
    /// Whether it shows pictures, and whether all that are not decorative are described.
    pub pictures: Option<bool>,
    /// Whether some of them move.
    pub is_animated: bool,
    /// Whether articles have notes.
    pub notes: bool,
    /// Whether the pages of a print edition are marked.
    pub pages: bool,
}

/// The sentences of a language.
struct SummarySentences {
    lang: &'static str,
    text: &'static str,
    described: &'static str,
    undescribed: &'static str,
    is_animated: &'static str,
    notes: &'static str,
    pages: &'static str,
}

/// The summary of an edition, and the language that it is in.
pub(super) fn summary(lang: &Lang, accessibility_facts: AccessibilityFacts) -> (&'static str, String) {
    let primary = match lang.primary() {
        primary if primary == "no" => "nb".into(),
        primary => primary,
    };
    let sentences = LANGUAGES.iter().find(|sentences| sentences.lang == primary);
    let sentences = sentences.unwrap_or(&LANGUAGES[0]);
    let pictures = accessibility_facts.pictures.map(|described| match described {
        true => sentences.described,
        false => sentences.undescribed,
    });
    let told = [
        Some(sentences.text),
        pictures,
        accessibility_facts.is_animated.then_some(sentences.is_animated),
        accessibility_facts.notes.then_some(sentences.notes),
        accessibility_facts.pages.then_some(sentences.pages),
    ];
    (sentences.lang, told.into_iter().flatten().collect::<Vec<_>>().join(" "))
}

/// English first: it stands in for every language that is not here.
const LANGUAGES: &[SummarySentences] = &[
    SummarySentences {
        lang: "en",
        text: "The text is in reading order, with headings and a table of contents.",
        described: "Every picture is described.",
        undescribed: "Some pictures are not described.",
        is_animated: "Some pictures move.",
        notes: "Notes are linked both ways.",
        pages: "The pages of the print edition are marked.",
    },
    SummarySentences {
        lang: "cs",
        text: "Text je ve správném pořadí čtení, s nadpisy a obsahem.",
        described: "Všechny obrázky jsou popsány.",
        undescribed: "Některé obrázky nejsou popsány.",
        is_animated: "Některé obrázky se pohybují.",
        notes: "Poznámky jsou propojeny oběma směry.",
        pages: "Stránky tištěného vydání jsou vyznačeny.",
    },
    SummarySentences {
        lang: "da",
        text: "Teksten står i læserækkefølge med overskrifter og indholdsfortegnelse.",
        described: "Alle billeder er beskrevet.",
        undescribed: "Nogle billeder er ikke beskrevet.",
        is_animated: "Nogle billeder bevæger sig.",
        notes: "Noter er linket begge veje.",
        pages: "Den trykte udgaves sider er markeret.",
    },
    SummarySentences {
        lang: "de",
        text: "Der Text steht in Lesereihenfolge, mit Überschriften und Inhaltsverzeichnis.",
        described: "Alle Bilder sind beschrieben.",
        undescribed: "Einige Bilder sind nicht beschrieben.",
        is_animated: "Einige Bilder bewegen sich.",
        notes: "Anmerkungen sind in beide Richtungen verlinkt.",
        pages: "Die Seiten der Druckausgabe sind gekennzeichnet.",
    },
    SummarySentences {
        lang: "es",
        text: "El texto sigue el orden de lectura, con títulos e índice.",
        described: "Todas las imágenes están descritas.",
        undescribed: "Algunas imágenes no están descritas.",
        is_animated: "Algunas imágenes se mueven.",
        notes: "Las notas están enlazadas en ambos sentidos.",
        pages: "Están señaladas las páginas de la edición impresa.",
    },
    SummarySentences {
        lang: "fi",
        text: "Teksti on lukujärjestyksessä, ja siinä on otsikot ja sisällysluettelo.",
        described: "Kaikki kuvat on kuvailtu.",
        undescribed: "Joitakin kuvia ei ole kuvailtu.",
        is_animated: "Jotkin kuvat liikkuvat.",
        notes: "Viitteet on linkitetty molempiin suuntiin.",
        pages: "Painetun laitoksen sivut on merkitty.",
    },
    SummarySentences {
        lang: "fr",
        text: "Le texte suit l’ordre de lecture, avec des titres et un sommaire.",
        described: "Toutes les images sont décrites.",
        undescribed: "Certaines images ne sont pas décrites.",
        is_animated: "Certaines images sont animées.",
        notes: "Les notes sont liées dans les deux sens.",
        pages: "Les pages de l’édition imprimée sont indiquées.",
    },
    SummarySentences {
        lang: "it",
        text: "Il testo è in ordine di lettura, con titoli e indice.",
        described: "Tutte le immagini sono descritte.",
        undescribed: "Alcune immagini non sono descritte.",
        is_animated: "Alcune immagini sono in movimento.",
        notes: "Le note sono collegate in entrambe le direzioni.",
        pages: "Le pagine dell’edizione a stampa sono segnalate.",
    },
    SummarySentences {
        lang: "nb",
        text: "Teksten står i leserekkefølge, med overskrifter og innholdsfortegnelse.",
        described: "Alle bilder er beskrevet.",
        undescribed: "Noen bilder er ikke beskrevet.",
        is_animated: "Noen bilder beveger seg.",
        notes: "Noter er lenket begge veier.",
        pages: "Sidene i den trykte utgaven er merket.",
    },
    SummarySentences {
        lang: "nl",
        text: "De tekst staat in leesvolgorde, met koppen en een inhoudsopgave.",
        described: "Alle afbeeldingen zijn beschreven.",
        undescribed: "Sommige afbeeldingen zijn niet beschreven.",
        is_animated: "Sommige afbeeldingen bewegen.",
        notes: "Noten zijn in beide richtingen gelinkt.",
        pages: "De pagina’s van de gedrukte editie zijn gemarkeerd.",
    },
    SummarySentences {
        lang: "nn",
        text: "Teksten står i leserekkjefølgje, med overskrifter og innhaldsliste.",
        described: "Alle bilete er skildra.",
        undescribed: "Nokre bilete er ikkje skildra.",
        is_animated: "Nokre bilete rører seg.",
        notes: "Notar er lenkja begge vegar.",
        pages: "Sidene i den trykte utgåva er merkte.",
    },
    SummarySentences {
        lang: "pl",
        text: "Tekst jest w kolejności czytania, z nagłówkami i spisem treści.",
        described: "Wszystkie obrazy są opisane.",
        undescribed: "Niektóre obrazy nie są opisane.",
        is_animated: "Niektóre obrazy się poruszają.",
        notes: "Przypisy są połączone w obie strony.",
        pages: "Strony wydania drukowanego są zaznaczone.",
    },
    SummarySentences {
        lang: "pt",
        text: "O texto segue a ordem de leitura, com títulos e sumário.",
        described: "Todas as imagens estão descritas.",
        undescribed: "Algumas imagens não estão descritas.",
        is_animated: "Algumas imagens movem-se.",
        notes: "As notas estão ligadas nos dois sentidos.",
        pages: "As páginas da edição impressa estão assinaladas.",
    },
    SummarySentences {
        lang: "ru",
        text: "Текст идёт в порядке чтения, с заголовками и содержанием.",
        described: "Все изображения описаны.",
        undescribed: "Некоторые изображения не описаны.",
        is_animated: "Некоторые изображения движутся.",
        notes: "Примечания связаны ссылками в обе стороны.",
        pages: "Страницы печатного издания отмечены.",
    },
    SummarySentences {
        lang: "sk",
        text: "Text je v správnom poradí čítania, s nadpismi a obsahom.",
        described: "Všetky obrázky sú opísané.",
        undescribed: "Niektoré obrázky nie sú opísané.",
        is_animated: "Niektoré obrázky sa pohybujú.",
        notes: "Poznámky sú prepojené oboma smermi.",
        pages: "Strany tlačeného vydania sú vyznačené.",
    },
    SummarySentences {
        lang: "sv",
        text: "Texten står i läsordning, med rubriker och innehållsförteckning.",
        described: "Alla bilder är beskrivna.",
        undescribed: "Några bilder är inte beskrivna.",
        is_animated: "Några bilder rör sig.",
        notes: "Noter är länkade åt båda håll.",
        pages: "Den tryckta utgåvans sidor är markerade.",
    },
    SummarySentences {
        lang: "uk",
        text: "Текст подано в порядку читання, із заголовками та змістом.",
        described: "Усі зображення описано.",
        undescribed: "Деякі зображення не описано.",
        is_animated: "Деякі зображення рухаються.",
        notes: "Примітки пов’язано посиланнями в обидва боки.",
        pages: "Сторінки друкованого видання позначено.",
    },
];

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
            assert_eq!(summary(&lang, AccessibilityFacts::default()).0 != "en", is_known, "{}", lang.0);
        }
    }

    #[test]
    fn only_what_is_true_is_told() {
        let english = |accessibility_facts| summary(&Lang("en-GB".into()), accessibility_facts).1;
        let plain = "The text is in reading order, with headings and a table of contents.";
        assert_eq!(english(AccessibilityFacts::default()), plain);
        let accessibility_facts = AccessibilityFacts { pictures: Some(false), is_animated: false, notes: true, pages: true };
        let told = "Some pictures are not described. Notes are linked both ways. The pages of the \
                    print edition are marked.";
        assert_eq!(english(accessibility_facts), format!("{plain} {told}"));
    }
}
