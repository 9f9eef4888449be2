//! The settings of a Hugo site. Input: `hugo.toml` and its like, or the files of `config/_default`.
//! Output: [`Config`], which says where content, pictures and templates are, in which languages, and
//! what the site says of itself.
//!
//! Source: the Hugo manual, "Configuration", <https://gohugo.io/configuration/>.

use std::path::{Path, PathBuf};

use serde_norway::{Mapping, Value};

use crate::source::collection::tree::Tree;

/// The settings of a site.
#[derive(Debug, Default)]
pub(super) struct Config {
    /// The folder of the site.
    pub folder: PathBuf,
    /// All values; keys are in small letters, as Hugo does not tell capitals from them.
    pub table: Mapping,
    /// What was found, as in ``` `hugo.toml` ```.
    pub evidence: String,
    /// The codes of its languages in small letters, by weight; the default one is among them.
    pub languages: Vec<String>,
    /// The code of the default language.
    pub default_language: String,
    /// Where its content is.
    pub mounts: Vec<ContentMount>,
}

/// A folder of content.
#[derive(Debug, PartialEq)]
pub(super) struct ContentMount {
    /// Its path under the site's folder.
    pub folder: String,
    /// The language of what is in it, if it is that of one.
    pub language: Option<String>,
    /// The path in the content at which it stands.
    pub prefix: String,
}

/// The names that settings may have.
const NAMES: [&str; 8] = [
    "hugo.toml",
    "hugo.yaml",
    "hugo.yml",
    "hugo.json",
    "config.toml",
    "config.yaml",
    "config.yml",
    "config.json",
];

/// How many folders below the input are asked whether they are a site.
const MOST_BELOW: usize = 8;

/// The suffixes of settings.
const SUFFIXES: [&str; 4] = ["toml", "yaml", "yml", "json"];

impl Config {
    /// The settings of the site of the input: they lie in its folder or above it, beside the content.
    pub(super) fn find(tree: &Tree<'_>) -> Option<Self> {
        tree.folders_up().into_iter().find_map(|folder| Self::in_folder(tree, folder))
    }

    /// The settings of a site that is a folder of the input: the one nearest to its root.
    pub(super) fn below(tree: &Tree<'_>) -> Option<Self> {
        let folder_of = |path: &String| {
            let (folder, name) = path.rsplit_once('/')?;
            let folder = folder.strip_suffix("config/_default").unwrap_or(folder);
            let folder = folder.trim_end_matches('/');
            (NAMES.contains(&name) && !folder.is_empty()).then(|| folder.to_owned())
        };
        let mut folders: Vec<String> = tree.input.others.iter().filter_map(folder_of).collect();
        folders.sort_by_key(|folder| (folder.matches('/').count(), folder.clone()));
        folders.dedup();
        let root = tree.input.bounds.real_root();
        folders.iter().take(MOST_BELOW).find_map(|folder| Self::in_folder(tree, root.join(folder)))
    }

    fn in_folder(tree: &Tree<'_>, folder: PathBuf) -> Option<Self> {
        let mut table = Mapping::new();
        let mut evidence = None;
        if let Some(found) = tree.settings_in(&folder, &NAMES) {
            let read = parse(&found.name, &found.text);
            // Zola has a `config.toml` too.
            if read.contains_key("base_url") && !read.contains_key("baseurl") {
                return None;
            }
            table = read;
            evidence = Some(format!("`{}`", found.name));
        }
        let defaults = folder.join("config").join("_default");
        if tree.has_folder(&defaults) {
            merge_folder(tree, &defaults, &mut table);
            evidence.get_or_insert_with(|| "`config/_default`".to_owned());
        }
        let mut config = Config { folder, table, evidence: evidence?, ..Config::default() };
        config.find_languages();
        config.mounts = config.content_mounts(tree);
        let has_content =
            config.mounts.iter().any(|mount| tree.has_folder(&config.folder.join(&mount.folder)));
        has_content.then_some(config)
    }

    /// A value by its path, as in `params.author`.
    pub(super) fn value(&self, path: &str) -> Option<&Value> {
        let mut keys = path.split('.');
        let mut value = self.table.get(keys.next()?)?;
        for key in keys {
            value = value.get(key)?;
        }
        Some(value)
    }

    /// A value of a language, else of the site.
    pub(super) fn value_in(&self, language: &str, path: &str) -> Option<&Value> {
        let own = self.value("languages").and_then(|all| all.get(language));
        let own = own.and_then(|own| path.split('.').try_fold(own, |value, key| value.get(key)));
        own.or_else(|| self.value(path))
    }

    /// Words of a language, else of the site.
    pub(super) fn words_in(&self, language: &str, path: &str) -> Option<String> {
        let words = self.value_in(language, path)?.as_str()?.trim();
        (!words.is_empty()).then(|| words.to_owned())
    }

    /// Words of a list, or the only ones.
    pub(super) fn list(&self, path: &str) -> Vec<String> {
        strings(self.value(path))
    }

    /// Whether the settings say what language the site is in.
    pub(super) fn languages_are_named(&self) -> bool {
        self.table.contains_key("languages") || self.table.contains_key("defaultcontentlanguage")
    }

    fn find_languages(&mut self) {
        let of_default = self.value("defaultcontentlanguage").and_then(Value::as_str);
        let all = self.value("languages").and_then(Value::as_mapping);
        let mut found: Vec<(i64, String)> = Vec::new();
        for (code, table) in all.into_iter().flatten() {
            let disabled = table.get("disabled").and_then(Value::as_bool).unwrap_or(false);
            let weight = table.get("weight").and_then(Value::as_i64).unwrap_or(i64::MAX);
            if let (Some(code), false) = (code.as_str(), disabled) {
                found.push((weight, code.to_owned()));
            }
        }
        found.sort();
        let codes: Vec<String> = found.into_iter().map(|(_, code)| code).collect();
        let default = of_default.map(str::to_lowercase);
        let only = codes.first().filter(|_| codes.len() == 1).cloned();
        let default = default.or(only).unwrap_or_else(|| "en".to_owned());
        self.languages = codes;
        if !self.languages.contains(&default) {
            self.languages.insert(0, default.clone());
        }
        self.default_language = default;
    }

    /// Where the content is: what modules mount, the folders of languages, or the one folder.
    fn content_mounts(&self, tree: &Tree<'_>) -> Vec<ContentMount> {
        let mounted = self.module_mounts("content");
        if !mounted.is_empty() {
            return mounted;
        }
        let main = self.value("contentdir").and_then(Value::as_str).unwrap_or("content");
        let main = main.trim_matches('/').to_owned();
        let mut mounts = Vec::new();
        for code in &self.languages {
            let table = self.value("languages").and_then(|all| all.get(code.as_str()));
            let given = table.and_then(|table| table.get("contentdir")?.as_str());
            let own = format!("{main}/{code}");
            let folder = match given {
                Some(folder) => folder.trim_matches('/').to_owned(),
                // Sites whose settings come from a theme are ordered so too.
                None if self.languages.len() > 1 && tree.has_folder(&self.folder.join(&own)) => own,
                None => continue,
            };
            if folder != main || *code == self.default_language {
                let language = Some(code.clone()).filter(|_| folder != main);
                mounts.push(ContentMount { folder, language, prefix: String::new() });
            }
        }
        // Where the default language has a folder of its own, the one around all is no content.
        let default = Some(&self.default_language);
        if !mounts.iter().any(|mount| mount.folder == main || mount.language.as_ref() == default) {
            mounts.push(ContentMount { folder: main, language: None, prefix: String::new() });
        }
        mounts
    }

    /// The folders that modules mount at `target` or below it.
    pub(super) fn module_mounts(&self, target: &str) -> Vec<ContentMount> {
        let all = self.value("module.mounts").and_then(Value::as_sequence);
        let mount = |table: &Value| {
            let at = table.get("target")?.as_str()?.trim_matches('/');
            let prefix = at.strip_prefix(target)?;
            if !prefix.is_empty() && !prefix.starts_with('/') {
                return None;
            }
            let in_matrix =
                || table.get("sites")?.get("matrix")?.get("languages")?.get(0)?.as_str();
            let language = table.get("lang").and_then(Value::as_str).or_else(in_matrix);
            Some(ContentMount {
                folder: table.get("source")?.as_str()?.trim_matches('/').to_owned(),
                language: language.map(str::to_lowercase),
                prefix: prefix.trim_matches('/').to_owned(),
            })
        };
        all.into_iter().flatten().filter_map(mount).collect()
    }
}

/// Words of a list, or the only ones.
pub(super) fn strings(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::Sequence(items)) => {
            items.iter().filter_map(|item| item.as_str().map(str::to_owned)).collect()
        }
        Some(Value::String(words)) => vec![words.clone()],
        _ => Vec::new(),
    }
}

/// The values of a file by its name's suffix; none where it cannot be read.
fn parse(name: &str, text: &str) -> Mapping {
    let value = match name.rsplit('.').next() {
        Some("toml") => {
            text.parse::<toml::Table>().ok().and_then(|table| serde_norway::to_value(table).ok())
        }
        Some("json") => serde_json::from_str(text).ok(),
        _ => serde_norway::from_str(text).ok(),
    };
    match value.map(lowered) {
        Some(Value::Mapping(table)) => table,
        _ => Mapping::new(),
    }
}

/// How deep settings are nested at most.
const DEEPEST: usize = 32;

/// A value with all keys in small letters.
fn lowered(value: Value) -> Value {
    fn lower(value: Value, depth: usize) -> Value {
        match value {
            Value::Mapping(table) if depth < DEEPEST => {
                let pair = |(key, value): (Value, Value)| {
                    let key = match key {
                        Value::String(key) => Value::String(key.to_lowercase()),
                        key => key,
                    };
                    (key, lower(value, depth + 1))
                };
                Value::Mapping(table.into_iter().map(pair).collect())
            }
            Value::Sequence(items) if depth < DEEPEST => {
                Value::Sequence(items.into_iter().map(|item| lower(item, depth + 1)).collect())
            }
            value => value,
        }
    }
    lower(value, 0)
}

/// Adds the files of `config/_default`, each of which holds the table of its name; `params.fr.toml`
/// is that of a language.
fn merge_folder(tree: &Tree<'_>, folder: &Path, table: &mut Mapping) {
    let Ok(listing) = tree.files.list(folder) else { return };
    let mut names: Vec<String> =
        listing.entries.iter().map(|entry| entry.name.to_string_lossy().into_owned()).collect();
    names.sort();
    for name in names {
        let Some((stem, suffix)) = name.rsplit_once('.') else { continue };
        if !SUFFIXES.contains(&suffix) {
            continue;
        }
        let Some(text) = tree.text(&folder.join(&name)) else { continue };
        let read = parse(&name, &text);
        let stem = stem.to_lowercase();
        let (key, language) = stem.split_once('.').unwrap_or((&stem, ""));
        let path: Vec<&str> = match (key, language) {
            ("hugo" | "config", "") => vec![],
            (key, "") => vec![key],
            ("languages", language) => vec!["languages", language],
            (key, language) => vec!["languages", language, key],
        };
        // `languages.toml` may name its table once more.
        let read = match read.get(key) {
            Some(Value::Mapping(inner)) if read.len() == 1 => inner.clone(),
            _ => read,
        };
        merge_at(table, &path, read);
    }
}

/// Adds values to the table at a path; those that are there stay.
fn merge_at(table: &mut Mapping, path: &[&str], values: Mapping) {
    let mut table = table;
    for key in path {
        let inner = table.entry(Value::from(*key)).or_insert_with(|| Mapping::new().into());
        let Value::Mapping(inner) = inner else { return };
        table = inner;
    }
    for (key, value) in values {
        match (table.get_mut(&key), value) {
            (Some(Value::Mapping(known)), Value::Mapping(more)) => {
                for (key, value) in more {
                    known.entry(key).or_insert(value);
                }
            }
            (Some(_), _) => {}
            (None, value) => _ = table.insert(key, value),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_in_small_letters_from_all_formats() {
        let toml = parse("hugo.toml", "baseURL = 'https://a.org'\n[Params]\nAuthor = 'Ana'\n");
        let yaml = parse("config.yml", "baseURL: https://a.org\nParams:\n  Author: Ana\n");
        let json = parse(
            "hugo.json",
            "{\"baseURL\": \"https://a.org\", \"Params\": {\"Author\": \"Ana\"}}",
        );
        assert_eq!(toml, yaml);
        assert_eq!(yaml, json);
        assert!(toml.contains_key("baseurl"));
    }

    #[test]
    fn files_of_a_folder_are_tables_of_their_names() {
        let mut table = Mapping::new();
        merge_at(&mut table, &["languages", "fr"], parse("a.toml", "title = 'Un'"));
        merge_at(&mut table, &["languages", "fr"], parse("a.toml", "title = 'Deux'\nweight = 2"));
        let config = Config { table, ..Config::default() };
        assert_eq!(config.words_in("fr", "title").as_deref(), Some("Un"));
        assert_eq!(config.value("languages.fr.weight").and_then(Value::as_i64), Some(2));
    }
}
