//! Values of front matter. Input: a value of YAML or TOML. Output: words, lists of words, names.

use serde_norway::Value;

/// A value as words; `None` for lists, tables and empty values.
pub(super) fn words(value: &Value) -> Option<String> {
    let words = match value {
        Value::String(words) => words.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Bool(truth) => truth.to_string(),
        // TOML's dates come through as a table of one value.
        Value::Mapping(table) if table.len() == 1 => table
            .iter()
            .find(|(key, _)| key.as_str().is_some_and(|key| key.contains("datetime")))
            .and_then(|(_, value)| words(value))?,
        _ => return None,
    };
    (!words.is_empty()).then_some(words)
}

/// A list, or words split by commas.
pub(super) fn list(value: &Value) -> Vec<String> {
    match value {
        Value::Sequence(items) => items.iter().filter_map(words).collect(),
        value => {
            let all = words(value).unwrap_or_default();
            all.split(',').map(str::trim).filter(|w| !w.is_empty()).map(str::to_owned).collect()
        }
    }
}

/// Names, or tables with a name each. Commas part names only where the key holds one string.
pub(super) fn people(value: &Value) -> Vec<String> {
    let name = |value: &Value| words(value).or_else(|| words(value.get("name")?));
    match value {
        Value::Sequence(items) => items.iter().filter_map(name).collect(),
        Value::Mapping(_) => name(value).into_iter().collect(),
        value => list(value),
    }
}
