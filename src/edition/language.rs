//! Which language it is. Input: what the author says, and the words. Output: [`Lang`]s.

use crate::article::{Article, Block, BlockKind, Lang, Manuscript, plain_text};

/// How much of an article is read to detect its language, in bytes.
const SAMPLE: usize = 1500;
/// Below this many bytes an article is held to be in the language of its edition.
const ENOUGH: usize = 250;

/// The language of an edition: from the settings, else the one declared for most of the text, else
/// the one detected, else English.
pub(super) fn edition_language(manuscript: &Manuscript) -> Lang {
    let articles = || manuscript.sections.iter().flat_map(|section| &section.articles);
    let stated = || {
        let mut amounts: Vec<(&Lang, usize)> = Vec::new();
        for article in articles() {
            let Some(lang) = &article.meta.language else { continue };
            let amount = length(&article.blocks) + 1;
            match amounts.iter_mut().find(|(known, _)| *known == lang) {
                Some((_, whole)) => *whole += amount,
                None => amounts.push((lang, amount)),
            }
        }
        // Of two with as much text, the one that comes first.
        amounts.into_iter().rev().max_by_key(|(_, amount)| *amount).map(|(lang, _)| lang.clone())
    };
    let written = || {
        let mut text = String::new();
        for article in articles() {
            text.push_str(&sample(article));
            text.push('\n');
            if text.len() > 4 * SAMPLE {
                break;
            }
        }
        detect(&text)
    };
    let settings = manuscript.settings.language.clone();
    settings.or_else(stated).or_else(written).unwrap_or_else(|| Lang("en".into()))
}

/// The language of an article: as declared, else its edition's, unless its text is clearly in
/// another.
pub(super) fn article_language(article: &Article, edition: &Lang) -> Lang {
    if let Some(stated) = &article.meta.language {
        return stated.clone();
    }
    let text = sample(article);
    let detected = (text.len() >= ENOUGH).then(|| detect(&text)).flatten();
    match detected {
        Some(other) if other.primary() != edition.primary() => other,
        _ => edition.clone(),
    }
}

/// How much text some blocks have in their paragraphs, in bytes, about.
fn length(blocks: &[Block]) -> usize {
    let of_block = |block: &Block| {
        let own = match &block.kind {
            BlockKind::Paragraph(words) => plain_text(words).len(),
            _ => 0,
        };
        own + block.children().into_iter().map(length).sum::<usize>()
    };
    blocks.iter().map(of_block).sum()
}

/// The first words of an article's paragraphs.
fn sample(article: &Article) -> String {
    let mut text = plain_text(&article.meta.title);
    gather(&article.blocks, &mut text);
    text.truncate(text.floor_char_boundary(SAMPLE));
    text
}

fn gather(blocks: &[Block], text: &mut String) {
    // Text marked as another language is ignored.
    for block in blocks.iter().filter(|block| block.lang.is_none()) {
        if text.len() > SAMPLE {
            return;
        }
        if let BlockKind::Paragraph(words) = &block.kind {
            text.push('\n');
            text.push_str(&plain_text(words));
        }
        block.children().into_iter().for_each(|blocks| gather(blocks, text));
    }
}

/// The language of a text, where its letters leave no doubt.
fn detect(text: &str) -> Option<Lang> {
    let found = whatlang::detect(text).filter(whatlang::Info::is_reliable)?;
    let code = found.lang().code();
    let short = SHORT_CODES.iter().find(|(long, _)| *long == code);
    Some(Lang(short.map_or(code, |(_, short)| *short).to_string()))
}

/// BCP 47 wants the two-letter code of ISO 639-1 where there is one; the detector knows ISO 639-3.
#[rustfmt::skip]
const SHORT_CODES: &[(&str, &str)] = &[
    ("afr", "af"), ("aka", "ak"), ("amh", "am"), ("ara", "ar"), ("aze", "az"), ("bel", "be"),
    ("ben", "bn"), ("bul", "bg"), ("cat", "ca"), ("ces", "cs"), ("cmn", "zh"), ("cym", "cy"),
    ("dan", "da"), ("deu", "de"), ("ell", "el"), ("eng", "en"), ("epo", "eo"), ("est", "et"),
    ("fin", "fi"), ("fra", "fr"), ("guj", "gu"), ("heb", "he"), ("hin", "hi"), ("hrv", "hr"),
    ("hun", "hu"), ("hye", "hy"), ("ind", "id"), ("ita", "it"), ("jav", "jv"), ("jpn", "ja"),
    ("kan", "kn"), ("kat", "ka"), ("khm", "km"), ("kor", "ko"), ("lat", "la"), ("lav", "lv"),
    ("lit", "lt"), ("mal", "ml"), ("mar", "mr"), ("mkd", "mk"), ("mya", "my"), ("nep", "ne"),
    ("nld", "nl"), ("nob", "nb"), ("ori", "or"), ("pan", "pa"), ("pes", "fa"), ("pol", "pl"),
    ("por", "pt"), ("ron", "ro"), ("rus", "ru"), ("sin", "si"), ("slk", "sk"), ("slv", "sl"),
    ("sna", "sn"), ("spa", "es"), ("srp", "sr"), ("swe", "sv"), ("tam", "ta"), ("tel", "te"),
    ("tgl", "tl"), ("tha", "th"), ("tuk", "tk"), ("tur", "tr"), ("ukr", "uk"), ("urd", "ur"),
    ("uzb", "uz"), ("vie", "vi"), ("yid", "yi"), ("zul", "zu"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_told_by_their_words() {
        let cases = [
            (
                "The harbour was quiet when the ferries came in, and nobody on the quay said a \
                    word about the storm that had kept them out for three days.",
                "en",
            ),
            (
                "Der Hafen war still, als die Fähren einliefen, und niemand am Kai sprach von \
                    dem Sturm, der sie drei Tage lang ferngehalten hatte.",
                "de",
            ),
            (
                "Le port était calme quand les bacs sont rentrés, et personne sur le quai ne \
                    parlait de la tempête qui les avait retenus trois jours.",
                "fr",
            ),
        ];
        for (text, lang) in cases {
            assert_eq!(detect(text), Some(Lang(lang.into())));
        }
        assert_eq!(detect("42"), None);
    }
}
