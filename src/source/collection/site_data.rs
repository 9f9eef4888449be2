//! What sites keep in files of data. Input: a folder such as `_data`. Output: its values by the names of
//! files and folders, names of authors, and the order that menus give.

use std::collections::BTreeMap;
use std::path::Path;

use serde_norway::{Mapping, Value};

use crate::source::collection::tree::Tree;

/// How deep folders of data are read, and how many files.
const DEEPEST: usize = 4;
const MOST_FILES: usize = 500;

/// Values nested deeper than anybody writes them are not read.
const DEEPEST_VALUE: usize = 60;

/// YAML, JSON, TOML or the plain words of a script, by the suffix of its file.
pub(super) fn parse(name: &str, text: &str) -> Option<Value> {
    let suffix = name.rsplit_once('.')?.1.to_ascii_lowercase();
    match suffix.as_str() {
        "yml" | "yaml" | "json" => yaml(text),
        "js" | "cjs" | "mjs" => script_values(text),
        "toml" => serde_norway::to_value(text.parse::<toml::Table>().ok()?).ok(),
        _ => None,
    }
}

/// YAML, if it is sound and no deeper than people write it.
pub(super) fn yaml(text: &str) -> Option<Value> {
    let mut depth = 0_usize;
    let too_deep = text.bytes().any(|byte| {
        match byte {
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth > DEEPEST_VALUE
    });
    if too_deep {
        return None;
    }
    serde_norway::from_str(text).ok()
}

/// The values in a folder's files.
pub(super) fn read_folder(tree: &Tree<'_>, folder: &Path) -> Mapping {
    let mut left = MOST_FILES;
    read(tree, folder, 0, &mut left)
}

fn read(tree: &Tree<'_>, folder: &Path, depth: usize, left: &mut usize) -> Mapping {
    let mut values = Mapping::new();
    if depth > DEEPEST || !tree.has_folder(folder) {
        return values;
    }
    let mut entries = tree.files.list(folder).map(|listing| listing.entries).unwrap_or_default();
    entries.sort_by(|a, b| a.name.cmp(&b.name));
    for entry in entries {
        let name = entry.name.to_string_lossy().into_owned();
        let path = folder.join(&entry.name);
        if entry.folder {
            let inner = read(tree, &path, depth + 1, left);
            if !inner.is_empty() {
                values.insert(name.into(), Value::Mapping(inner));
            }
            continue;
        }
        if *left == 0 || entry.link {
            continue;
        }
        let stem = name.split('.').next().unwrap_or_default().to_owned();
        let value = match name.rsplit_once('.').map(|(_, suffix)| suffix) {
            Some("yml" | "yaml" | "json" | "toml" | "js" | "cjs" | "mjs") => {
                tree.text(&path).and_then(|text| parse(&name, &text))
            }
            _ => None,
        };
        if let Some(value) = value {
            *left -= 1;
            values.insert(stem.into(), value);
        }
    }
    values
}

/// The plain words that a script of data gives: lines such as `title: "Words",`.
fn script_values(text: &str) -> Option<Value> {
    let mut values = Mapping::new();
    let mut depth = 0_usize;
    for line in text.lines() {
        let trimmed = line.trim();
        if depth == 1
            && let Some((key, value)) = trimmed.split_once(':')
        {
            let key = key.trim().trim_matches(['"', '\'']);
            let value = value.trim().trim_end_matches([',', ';']);
            let quote = value.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'));
            let words = quote.and_then(|quote| value[1..].strip_suffix(quote));
            if let Some(words) = words.filter(|words| !words.contains(['$', '\\'])) {
                values.insert(key.into(), words.into());
            }
        }
        for byte in line.bytes() {
            match byte {
                b'{' => depth += 1,
                b'}' => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
    }
    (!values.is_empty()).then_some(Value::Mapping(values))
}

/// Files of data that name people.
const PEOPLE: [&str; 8] =
    ["authors", "author", "people", "members", "team", "staff", "contributors", "users"];

/// Names of people by the short ones that articles use.
pub(super) fn names(data: &Mapping) -> BTreeMap<String, String> {
    let mut names = BTreeMap::new();
    for key in PEOPLE {
        match data.get(key) {
            Some(Value::Mapping(people)) => {
                for (short, person) in people {
                    let short = short.as_str().map(str::to_owned);
                    if let Some((short, name)) = short.zip(name_of(person)) {
                        names.entry(short).or_insert(name);
                    }
                }
            }
            Some(Value::Sequence(people)) => {
                for person in people {
                    let short =
                        ["username", "id", "slug", "short_name", "nickname", "github", "key"];
                    let short = short.iter().find_map(|key| person.get(*key)?.as_str());
                    if let Some((short, name)) = short.zip(name_of(person)) {
                        names.entry(short.to_owned()).or_insert(name);
                    }
                }
            }
            _ => {}
        }
    }
    names
}

fn name_of(person: &Value) -> Option<String> {
    let keys = ["name", "display_name", "full_name", "title"];
    let name =
        person.as_str().or_else(|| keys.iter().find_map(|key| person.get(*key)?.as_str()))?;
    Some(name.trim().to_owned()).filter(|name| !name.is_empty())
}

/// A page of a menu, and the heading that it stands under.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct MenuEntry {
    pub address: String,
    pub heading: Option<String>,
}

/// The menus among the files of data, each with its entries in order.
pub(super) fn menus(data: &Mapping) -> Vec<Vec<MenuEntry>> {
    let mut menus = Vec::new();
    collect_menus(data, false, 0, &mut menus);
    menus
}

fn collect_menus(data: &Mapping, within: bool, depth: usize, menus: &mut Vec<Vec<MenuEntry>>) {
    const WORDS: [&str; 6] = ["nav", "sidebar", "toc", "menu", "docs", "tutorials"];
    for (key, value) in data {
        let name = key.as_str().unwrap_or_default().to_lowercase();
        let is_menu = within || WORDS.iter().any(|word| name.contains(word));
        match value {
            Value::Mapping(inner) if depth < DEEPEST && !is_menu => {
                collect_menus(inner, false, depth + 1, menus)
            }
            value if is_menu => {
                let mut entries = Vec::new();
                walk(value, None, 0, &mut entries);
                if !entries.is_empty() {
                    menus.push(entries);
                }
            }
            _ => {}
        }
    }
}

/// Takes the addresses in a menu, in order, with the headings above them.
fn walk(value: &Value, heading: Option<&str>, depth: usize, entries: &mut Vec<MenuEntry>) {
    if depth > DEEPEST * 2 {
        return;
    }
    match value {
        Value::String(address) => {
            let entry = MenuEntry { address: address.clone(), heading: heading.map(str::to_owned) };
            entries.push(entry);
        }
        Value::Sequence(items) => {
            items.iter().for_each(|item| walk(item, heading, depth + 1, entries))
        }
        Value::Mapping(table) => {
            let words = |keys: &[&str]| keys.iter().find_map(|key| table.get(*key)?.as_str());
            let address = words(&["url", "link", "href", "path", "page", "id", "permalink"]);
            if let Some(address) = address {
                walk(&Value::String(address.to_owned()), heading, depth, entries);
            }
            // A heading is the outermost that names a list.
            let title = words(&["title", "name", "text", "label", "category", "heading"]);
            let inner = heading.or(title);
            for (_, value) in table {
                if matches!(value, Value::Sequence(_) | Value::Mapping(_)) {
                    walk(value, inner, depth + 1, entries);
                }
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn menus_are_addresses_under_headings() {
        let data = yaml("docs_nav:\n- title: Start\n  docs:\n  - title: A\n    link: /docs/\n  - link: /docs/b/\n- title: Top\n  url: /top/\n").unwrap();
        let menus = menus(data.as_mapping().unwrap());
        let entry = |address: &str, heading: Option<&str>| MenuEntry {
            address: address.into(),
            heading: heading.map(str::to_owned),
        };
        assert_eq!(
            menus,
            [vec![
                entry("/docs/", Some("Start")),
                entry("/docs/b/", Some("Start")),
                entry("/top/", None),
            ]]
        );
    }

    #[test]
    fn scripts_give_their_plain_words() {
        let values = script_values("export default {\n  title: \"A site\",\n  url: 'https://x.org',\n  year: new Date(),\n}\n").unwrap();
        assert_eq!(values.get("title").and_then(Value::as_str), Some("A site"));
        assert_eq!(values.get("url").and_then(Value::as_str), Some("https://x.org"));
        assert_eq!(values.get("year"), None);
    }

    #[test]
    fn people_have_names() {
        let data = yaml(
            "authors:\n  ana:\n    name: Ana Monroe\nteam:\n- username: bo\n  name: Bo Lind\n",
        )
        .unwrap();
        let names = names(data.as_mapping().unwrap());
        assert_eq!(names.get("ana").map(String::as_str), Some("Ana Monroe"));
        assert_eq!(names.get("bo").map(String::as_str), Some("Bo Lind"));
    }
}
