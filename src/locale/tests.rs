//! Holds every file of `assets/locales` to what `docs/languages.md` says of it.

use std::collections::BTreeSet;

use toml::{Table, Value};

use super::files::FILES;
use super::merge::merge;
use super::model::{Direction, Locale, NEUTRAL};
use super::table::{ABSENT, ALIAS, FALLBACK, VARIANTS, english, neutral};
use super::tag::Lang;

/// What a file has, or names under `absent`.
const EXPECTED: &[&str] = &["quotes", "decimal", "strings", "dates", "ties", "hyphenation"];

fn locale(tag: &str) -> &'static Locale {
    Lang(tag.into()).locale()
}

fn tables() -> impl Iterator<Item = (&'static str, Table)> {
    FILES.iter().map(|(code, text)| {
        (*code, text.parse().unwrap_or_else(|error| panic!("{code}.toml: {error}")))
    })
}

/// A misspelt or missing key fails here, and names itself.
#[test]
fn every_file_can_be_read_with_each_of_its_variants() {
    let all: Vec<(&str, Table)> = tables().collect();
    let of = |wanted: &str| all.iter().find(|(code, _)| *code == wanted).map(|(_, it)| it.clone());
    let strip = |mut table: Table| {
        [ALIAS, FALLBACK, ABSENT, VARIANTS].iter().for_each(|key| drop(table.remove(*key)));
        table
    };
    for (code, own) in &all {
        if own.contains_key(ALIAS) {
            assert_eq!(own.len(), 1, "{code}.toml: an alias says nothing else");
            continue;
        }
        let mut table = strip(of(NEUTRAL).unwrap());
        if let Some(fallback) = own.get(FALLBACK).and_then(Value::as_str) {
            merge(&mut table, &strip(of(fallback).unwrap()));
        }
        if *code != NEUTRAL {
            merge(&mut table, &strip(own.clone()));
        }
        let read = |table: Table, which: &str| {
            Locale::read(table, code, code)
                .unwrap_or_else(|error| panic!("{code}.toml{which}: {error}"));
        };
        read(table.clone(), "");
        for variant in own.get(VARIANTS).and_then(Value::as_array).into_iter().flatten() {
            let mut over = variant.as_table().unwrap().clone();
            let subtags = over.remove("subtags").and_then(|it| it.as_array().cloned());
            let subtags = subtags.unwrap_or_else(|| panic!("{code}.toml: a variant of what?"));
            assert!(!subtags.is_empty() && subtags.iter().all(Value::is_str), "{code}.toml");
            let mut whole = table.clone();
            merge(&mut whole, &over);
            read(whole, &format!(", variant {subtags:?}"));
        }
    }
}

#[test]
fn what_a_file_lacks_it_says() {
    for (code, own) in tables().filter(|(code, own)| *code != NEUTRAL && !own.contains_key(ALIAS)) {
        let absent = own.get(ABSENT).and_then(Value::as_array).cloned().unwrap_or_default();
        let absent: Vec<&str> = absent.iter().filter_map(Value::as_str).collect();
        let lacks = |key: &&&str| !own.contains_key(**key) && !own.contains_key(FALLBACK);
        let lacking: Vec<&str> = EXPECTED.iter().filter(lacks).copied().collect();
        let as_set = |keys: Vec<&'static str>| keys.into_iter().collect::<BTreeSet<_>>();
        let absent: BTreeSet<&str> = absent.into_iter().collect();
        assert_eq!(absent, as_set(lacking), "{code}.toml: `absent` must name what it lacks");
    }
}

#[test]
fn fallbacks_and_aliases_lead_to_a_whole_file() {
    for (code, own) in tables() {
        for key in [FALLBACK, ALIAS] {
            let Some(other) = own.get(key) else { continue };
            let other = tables().find(|(code, _)| other.as_str() == Some(code));
            let (_, other) = other.unwrap_or_else(|| panic!("{code}.toml: {key} has no file"));
            assert!(!other.contains_key(FALLBACK) && !other.contains_key(ALIAS), "{code}.toml");
        }
    }
}

/// Only `by` and `ordinals` may say nothing.
#[test]
fn no_word_is_empty_or_padded() {
    fn check(place: &str, value: &Value) {
        match value {
            Value::String(text) => {
                let may_be_empty = place.ends_with(".by") || place.contains(VARIANTS);
                assert!(may_be_empty || !text.is_empty(), "{place} is empty");
                assert_eq!(text.trim(), text, "{place} begins or ends with white");
            }
            Value::Array(items) => items.iter().for_each(|item| check(place, item)),
            Value::Table(table) => {
                table.iter().for_each(|(key, item)| check(&format!("{place}.{key}"), item));
            }
            _ => {}
        }
    }
    tables().for_each(|(code, table)| check(code, &Value::Table(table)));
}

#[test]
fn no_word_is_listed_twice() {
    for (code, table) in tables() {
        let Some(ties) = table.get("ties").and_then(Value::as_table) else { continue };
        for (key, words) in ties {
            let Some(words) = words.as_array() else { continue };
            let words: Vec<&str> = words.iter().filter_map(Value::as_str).collect();
            let once: BTreeSet<&str> = words.iter().copied().collect();
            assert_eq!(once.len(), words.len(), "{code}.toml: ties.{key} has a word twice");
        }
    }
}

#[test]
fn strings_hold_the_number_that_is_put_into_them() {
    for (code, _) in FILES {
        let Some(strings) = locale(code).own_strings() else { continue };
        assert!(strings.navigation.words.contains("{}"), "{code}.toml: navigation.words");
        let all = [strings.boxes.all(), strings.navigation.all(), strings.accessibility.all()];
        for (key, text) in all.concat() {
            assert!(!text.is_empty(), "{code}.toml: {key}");
        }
    }
}

#[test]
fn dates_have_a_day_a_year_and_twelve_months() {
    for (code, _) in FILES {
        let Some(dates) = &locale(code).dates else { continue };
        let has = |part: &str| dates.pattern.contains(part);
        assert!(has("{day}") && has("{year}"), "{code}.toml: {}", dates.pattern);
        assert!(has("{month}") != has("{month-number}"), "{code}.toml: {}", dates.pattern);
        let months = if has("{month}") { 12 } else { 0 };
        assert_eq!(dates.months.0.len(), months, "{code}.toml: months");
    }
}

#[test]
fn patterns_are_known_and_exceptions_are_words_in_lower_case() {
    for (code, _) in FILES {
        for region in ["", "-GB"] {
            let hyphenation = &locale(&format!("{code}{region}")).hyphenation;
            if let Some(patterns) = &hyphenation.patterns {
                let iso = patterns.as_bytes().try_into().ok().and_then(hypher::Lang::from_iso);
                assert!(iso.is_some(), "{code}.toml: there are no patterns `{patterns}`");
            }
            for (word, at) in hyphenation.exceptions.iter() {
                assert_eq!(word, word.to_lowercase(), "{code}.toml");
                assert!(at.iter().all(|&at| word.is_char_boundary(at) && at > 0), "{word}");
            }
        }
    }
}

#[test]
fn a_tag_finds_its_variant_its_language_or_what_holds_for_all() {
    assert_eq!(locale("de-AT").quotes, locale("de").quotes);
    assert_eq!(locale("de-ch").quotes.open, '«');
    assert_eq!(locale("de-Latn-CH-1996").quotes.open, '«');
    assert_eq!(locale("DE").code, "de");
    assert_eq!(locale("no").code, "nb");
    assert_eq!(locale("nn").dates, locale("nb").dates);
    assert_eq!(locale("xx"), neutral());
    assert_eq!(locale("xx").strings(), english().strings());
    assert_eq!(locale("tr").strings().other_than(&Lang("tr".into())), Some(Lang("en".into())));
    assert_eq!(locale("no").strings().other_than(&Lang("no".into())), None);
    assert_eq!(locale("he").direction, Direction::Rtl);
    assert!(Lang("az-Arab".into()).is_rtl() && !Lang("ar-Latn".into()).is_rtl());
    assert_eq!(locale("pt-BR").strings().navigation.previous, "Anterior");
}

/// Book-style quotes, and a language added as one file.
#[test]
fn books_in_german_and_editions_in_icelandic() {
    assert_eq!(locale("de-x-book").quotes.open, '»');
    assert_eq!(locale("is").strings().contents, "Efnisyfirlit");
    assert_eq!(locale("is").strings().code, "is");
}
