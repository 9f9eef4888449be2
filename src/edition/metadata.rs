//! The metadata of an edition. Input: settings, the input's name, and the articles. Output: an
//! [`EditionMeta`] in which every mandatory field is set.
//!
//! Each fact comes from the first that knows it: the settings (command line, manifest,
//! `offprint.toml`), the input's name (`2023-04-22`), the articles.

use std::collections::BTreeSet;

use uuid::Uuid;

use crate::article::{Catalogue, Date, Isbn, Lang, Settings};
use crate::media::Pictures;
use crate::text::is_blank;

use super::dates::{date_text, split_name, split_title};
use super::model::{EditionArticle, EditionMeta, NodeContent, Section};
use super::typography::smarten_words;

/// The facts of an edition.
pub(super) fn describe(
    settings: Settings,
    name: &str,
    language: Lang,
    sections: &[Section],
    pictures: &Pictures,
) -> EditionMeta {
    let articles = || sections.iter().flat_map(|section| &section.articles);
    let named = settings.title.as_deref().and_then(split_title);
    let date = settings
        .date
        .or(named.map(|(_, date)| date))
        .or(split_name(name).0)
        .or_else(|| articles().filter_map(|article| article.date).max());
    let title = title(&settings, name, date, articles(), &language);
    let mut seen = BTreeSet::new();
    let authors = articles().flat_map(|article| &article.authors);
    let authors = authors.filter(|author| seen.insert(*author)).cloned().collect();
    let catalogue = catalogue(settings.catalogue, &title, date, &articles().collect::<Vec<_>>());
    let identifier = settings.identifier.or_else(|| catalogue.isbn.as_ref().map(Isbn::urn));
    EditionMeta {
        identifier: identifier.unwrap_or_else(|| identify(&title, date, sections, pictures)),
        title,
        date,
        date_text: date.map(|date| date_text(date, &language)),
        publisher: settings.publisher,
        authors,
        catalogue,
        certified: settings.certified,
        header: settings.header,
        classification: settings.classification,
        language,
    }
}

/// How libraries catalogue it. An edition with a number, or of several articles with a date, is an
/// issue of the series that bears its title, and what a single article says of itself holds for its
/// edition.
fn catalogue(
    said: Catalogue,
    title: &str,
    date: Option<Date>,
    articles: &[&EditionArticle],
) -> Catalogue {
    let single = if let [only] = articles { Some(*only) } else { None };
    let numbered = said.issue.is_some() || said.volume.is_some() || said.issn.is_some();
    let is_issue = numbered || (date.is_some() && single.is_none());
    let of_articles = articles.iter().flat_map(|article| article.tags.iter().cloned());
    Catalogue {
        series: said.series.or_else(|| is_issue.then(|| title.to_owned())),
        description: said.description.or_else(|| {
            let only = single?;
            only.description.clone().or_else(|| only.standfirst.clone())
        }),
        subjects: once(said.subjects.into_iter().chain(of_articles)),
        ..said
    }
}

/// Words in their order, each once whatever its capitals.
fn once(words: impl Iterator<Item = String>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    words.filter(|word| !word.is_empty() && seen.insert(word.to_lowercase())).collect()
}

/// The title: as the settings say without the edition's date at its end; of a single article its
/// headline; the input's name without its date; the word for an edition.
fn title<'a>(
    settings: &Settings,
    name: &str,
    date: Option<Date>,
    mut articles: impl Iterator<Item = &'a EditionArticle>,
    language: &Lang,
) -> String {
    let stated = settings.title.as_deref().map(str::trim).map(|title| match split_title(title) {
        Some((rest, told)) if date == Some(told) => calm(rest),
        _ => title.to_string(),
    });
    let single = match (articles.next(), articles.next()) {
        (Some(only), None) => Some(only.title.clone()),
        _ => None,
    };
    let of_name = || name_as_title(&split_name(name).1);
    let is_said = |title: &String| !is_blank(title);
    let title = stated
        .filter(is_said)
        .or(single.filter(is_said))
        .or_else(|| Some(of_name()).filter(is_said))
        .unwrap_or_else(|| language.locale().strings().edition.clone());
    smarten_words(&title, language)
}

/// A title all in capitals with only its first letters left so: `WEEKLY EDITION`.
fn calm(title: &str) -> String {
    match title.chars().any(char::is_lowercase) {
        true => title.to_string(),
        false => title.split_whitespace().map(capitalise).collect::<Vec<_>>().join(" "),
    }
}

/// A file name as a title: `my-weekly_notes` is `My Weekly Notes`; capitals that it has are kept.
fn name_as_title(name: &str) -> String {
    let words: Vec<&str> = name
        .split(|c: char| c.is_whitespace() || c == '-' || c == '_')
        .filter(|word| !word.is_empty())
        .collect();
    match name.chars().any(char::is_uppercase) {
        true => words.join(" "),
        false => words.into_iter().map(capitalise).collect::<Vec<_>>().join(" "),
    }
}

/// The first letter in upper case, the others in lower.
fn capitalise(word: &str) -> String {
    let mut chars = word.chars();
    let first = chars.next().into_iter().flat_map(char::to_uppercase);
    first.chain(chars.flat_map(char::to_lowercase)).collect()
}

/// A UUID (version 5, RFC 9562) of title, date, words and pictures: the same for the same edition
/// on any machine, another as soon as a word changes.
fn identify(title: &str, date: Option<Date>, sections: &[Section], pictures: &Pictures) -> String {
    let mut hasher = blake3::Hasher::new();
    let mut add = |part: &str| {
        // The length before each part keeps `ab`, `c` apart from `a`, `bc`.
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    };
    add(title);
    add(&date.map(|date| date.to_string()).unwrap_or_default());
    for section in sections {
        add(section.title.as_deref().unwrap_or_default());
        for node in section.articles.iter().flat_map(EditionArticle::nodes) {
            node.walk(&mut |node| match &node.content {
                NodeContent::Text(runs) => runs.iter().for_each(|run| add(&run.text)),
                NodeContent::Code { text, .. } => add(text),
                NodeContent::Blocks(_)
                | NodeContent::Picture(_)
                | NodeContent::Table(_)
                | NodeContent::List(_)
                | NodeContent::Rule => {}
            });
        }
    }
    pictures.iter().for_each(|(_, picture)| add(&picture.digest));
    let name = format!("offprint:{}", hasher.finalize().to_hex());
    Uuid::new_v5(&Uuid::NAMESPACE_URL, name.as_bytes()).urn().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn described(title: Option<&str>, name: &str) -> (String, Option<String>) {
        let settings = Settings { title: title.map(Into::into), ..Settings::default() };
        let meta = describe(settings, name, Lang("en".into()), &[], &Pictures::new());
        (meta.title, meta.date_text)
    }

    #[test]
    fn titles_and_dates() {
        let april = Some("April 22nd 2023".to_string());
        let cases = [
            (Some("WEEKLY EDITION: APR 22ND 2023"), "x", "Weekly Edition", april.clone()),
            (Some("The \"Times\""), "2023-04-22", "The “Times”", april.clone()),
            (Some("NASA NEWS"), "x", "NASA NEWS", None),
            (Some("April 22, 2023"), "my-notes", "My Notes", april.clone()),
            (None, "2023-04-22", "Edition", april.clone()),
            (None, "harbour_post-2023.04.22", "Harbour Post", april),
            (None, "McKay files", "McKay files", None),
        ];
        for (title, name, expected, date) in cases {
            assert_eq!(described(title, name), (expected.to_string(), date));
        }
    }

    #[test]
    fn identifiers_are_stable_and_tell_editions_apart() {
        let id = |title| identify(title, None, &[], &Pictures::new());
        assert_eq!(id("a"), id("a"));
        assert_ne!(id("a"), id("b"));
        assert!(id("a").starts_with("urn:uuid:"));
    }
}
