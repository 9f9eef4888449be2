//! What an EPUB says of its accessibility in plain words. Enters: a language, and what is true of the
//! edition. Leaves: a few short sentences in that language, English where it is not among those known.

use crate::article::Lang;

/// What is true of an edition.
#[derive(Debug, Clone, Copy, Default)]
pub struct Truths {
    /// Whether it shows pictures, and whether all that are not decorative are described.
    pub pictures: Option<bool>,
    /// Whether some of them move.
    pub moves: bool,
    /// Whether articles have notes.
    pub notes: bool,
    /// Whether the pages of a print edition are marked.
    pub pages: bool,
}

/// The sentences of a language.
struct Sentences {
    lang: &'static str,
    text: &'static str,
    described: &'static str,
    undescribed: &'static str,
    moves: &'static str,
    notes: &'static str,
    pages: &'static str,
}

/// The summary of an edition, and the language that it is in.
pub fn summary(lang: &Lang, truths: Truths) -> (&'static str, String) {
    let primary = match lang.primary() {
        primary if primary == "no" => "nb".into(),
        primary => primary,
    };
    let sentences = LANGUAGES.iter().find(|sentences| sentences.lang == primary);
    let sentences = sentences.unwrap_or(&LANGUAGES[0]);
    let pictures = truths.pictures.map(|described| match described {
        true => sentences.described,
        false => sentences.undescribed,
    });
    let told = [
        Some(sentences.text),
        pictures,
        truths.moves.then_some(sentences.moves),
        truths.notes.then_some(sentences.notes),
        truths.pages.then_some(sentences.pages),
    ];
    (sentences.lang, told.into_iter().flatten().collect::<Vec<_>>().join(" "))
}

/// English first: it stands in for every language that is not here.
const LANGUAGES: &[Sentences] = &[
    Sentences {
        lang: "en",
        text: "The text is in reading order, with headings and a table of contents.",
        described: "Every picture is described.",
        undescribed: "Some pictures are not described.",
        moves: "Some pictures move.",
        notes: "Notes are linked both ways.",
        pages: "The pages of the print edition are marked.",
    },
    Sentences {
        lang: "cs",
        text: "Text je ve správném pořadí čtení, s nadpisy a obsahem.",
        described: "Všechny obrázky jsou popsány.",
        undescribed: "Některé obrázky nejsou popsány.",
        moves: "Některé obrázky se pohybují.",
        notes: "Poznámky jsou propojeny oběma směry.",
        pages: "Stránky tištěného vydání jsou vyznačeny.",
    },
    Sentences {
        lang: "da",
        text: "Teksten står i læserækkefølge med overskrifter og indholdsfortegnelse.",
        described: "Alle billeder er beskrevet.",
        undescribed: "Nogle billeder er ikke beskrevet.",
        moves: "Nogle billeder bevæger sig.",
        notes: "Noter er linket begge veje.",
        pages: "Den trykte udgaves sider er markeret.",
    },
    Sentences {
        lang: "de",
        text: "Der Text steht in Lesereihenfolge, mit Überschriften und Inhaltsverzeichnis.",
        described: "Alle Bilder sind beschrieben.",
        undescribed: "Einige Bilder sind nicht beschrieben.",
        moves: "Einige Bilder bewegen sich.",
        notes: "Anmerkungen sind in beide Richtungen verlinkt.",
        pages: "Die Seiten der Druckausgabe sind gekennzeichnet.",
    },
    Sentences {
        lang: "es",
        text: "El texto sigue el orden de lectura, con títulos e índice.",
        described: "Todas las imágenes están descritas.",
        undescribed: "Algunas imágenes no están descritas.",
        moves: "Algunas imágenes se mueven.",
        notes: "Las notas están enlazadas en ambos sentidos.",
        pages: "Están señaladas las páginas de la edición impresa.",
    },
    Sentences {
        lang: "fi",
        text: "Teksti on lukujärjestyksessä, ja siinä on otsikot ja sisällysluettelo.",
        described: "Kaikki kuvat on kuvailtu.",
        undescribed: "Joitakin kuvia ei ole kuvailtu.",
        moves: "Jotkin kuvat liikkuvat.",
        notes: "Viitteet on linkitetty molempiin suuntiin.",
        pages: "Painetun laitoksen sivut on merkitty.",
    },
    Sentences {
        lang: "fr",
        text: "Le texte suit l’ordre de lecture, avec des titres et un sommaire.",
        described: "Toutes les images sont décrites.",
        undescribed: "Certaines images ne sont pas décrites.",
        moves: "Certaines images sont animées.",
        notes: "Les notes sont liées dans les deux sens.",
        pages: "Les pages de l’édition imprimée sont indiquées.",
    },
    Sentences {
        lang: "it",
        text: "Il testo è in ordine di lettura, con titoli e indice.",
        described: "Tutte le immagini sono descritte.",
        undescribed: "Alcune immagini non sono descritte.",
        moves: "Alcune immagini sono in movimento.",
        notes: "Le note sono collegate in entrambe le direzioni.",
        pages: "Le pagine dell’edizione a stampa sono segnalate.",
    },
    Sentences {
        lang: "nb",
        text: "Teksten står i leserekkefølge, med overskrifter og innholdsfortegnelse.",
        described: "Alle bilder er beskrevet.",
        undescribed: "Noen bilder er ikke beskrevet.",
        moves: "Noen bilder beveger seg.",
        notes: "Noter er lenket begge veier.",
        pages: "Sidene i den trykte utgaven er merket.",
    },
    Sentences {
        lang: "nl",
        text: "De tekst staat in leesvolgorde, met koppen en een inhoudsopgave.",
        described: "Alle afbeeldingen zijn beschreven.",
        undescribed: "Sommige afbeeldingen zijn niet beschreven.",
        moves: "Sommige afbeeldingen bewegen.",
        notes: "Noten zijn in beide richtingen gelinkt.",
        pages: "De pagina’s van de gedrukte editie zijn gemarkeerd.",
    },
    Sentences {
        lang: "nn",
        text: "Teksten står i leserekkjefølgje, med overskrifter og innhaldsliste.",
        described: "Alle bilete er skildra.",
        undescribed: "Nokre bilete er ikkje skildra.",
        moves: "Nokre bilete rører seg.",
        notes: "Notar er lenkja begge vegar.",
        pages: "Sidene i den trykte utgåva er merkte.",
    },
    Sentences {
        lang: "pl",
        text: "Tekst jest w kolejności czytania, z nagłówkami i spisem treści.",
        described: "Wszystkie obrazy są opisane.",
        undescribed: "Niektóre obrazy nie są opisane.",
        moves: "Niektóre obrazy się poruszają.",
        notes: "Przypisy są połączone w obie strony.",
        pages: "Strony wydania drukowanego są zaznaczone.",
    },
    Sentences {
        lang: "pt",
        text: "O texto segue a ordem de leitura, com títulos e sumário.",
        described: "Todas as imagens estão descritas.",
        undescribed: "Algumas imagens não estão descritas.",
        moves: "Algumas imagens movem-se.",
        notes: "As notas estão ligadas nos dois sentidos.",
        pages: "As páginas da edição impressa estão assinaladas.",
    },
    Sentences {
        lang: "ru",
        text: "Текст идёт в порядке чтения, с заголовками и содержанием.",
        described: "Все изображения описаны.",
        undescribed: "Некоторые изображения не описаны.",
        moves: "Некоторые изображения движутся.",
        notes: "Примечания связаны ссылками в обе стороны.",
        pages: "Страницы печатного издания отмечены.",
    },
    Sentences {
        lang: "sk",
        text: "Text je v správnom poradí čítania, s nadpismi a obsahom.",
        described: "Všetky obrázky sú opísané.",
        undescribed: "Niektoré obrázky nie sú opísané.",
        moves: "Niektoré obrázky sa pohybujú.",
        notes: "Poznámky sú prepojené oboma smermi.",
        pages: "Strany tlačeného vydania sú vyznačené.",
    },
    Sentences {
        lang: "sv",
        text: "Texten står i läsordning, med rubriker och innehållsförteckning.",
        described: "Alla bilder är beskrivna.",
        undescribed: "Några bilder är inte beskrivna.",
        moves: "Några bilder rör sig.",
        notes: "Noter är länkade åt båda håll.",
        pages: "Den tryckta utgåvans sidor är markerade.",
    },
    Sentences {
        lang: "uk",
        text: "Текст подано в порядку читання, із заголовками та змістом.",
        described: "Усі зображення описано.",
        undescribed: "Деякі зображення не описано.",
        moves: "Деякі зображення рухаються.",
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
        let english = edition::words(&Lang("en".into()));
        for (first, second) in ('a'..='z').flat_map(|a| ('a'..='z').map(move |b| (a, b))) {
            let lang = Lang(format!("{first}{second}"));
            let is_known = edition::words(&lang) != english;
            assert_eq!(summary(&lang, Truths::default()).0 != "en", is_known, "{}", lang.0);
        }
    }

    #[test]
    fn only_what_is_true_is_told() {
        let english = |truths| summary(&Lang("en-GB".into()), truths).1;
        let plain = "The text is in reading order, with headings and a table of contents.";
        assert_eq!(english(Truths::default()), plain);
        let truths = Truths { pictures: Some(false), moves: false, notes: true, pages: true };
        let told = "Some pictures are not described. Notes are linked both ways. The pages of the \
                    print edition are marked.";
        assert_eq!(english(truths), format!("{plain} {told}"));
    }
}
