//! Front matter that is neither YAML nor TOML. Input: its words. Output: the keys that can be told, line by
//! line: with the value on their own line, or with a list or further words in those below.

use serde_norway::{Mapping, Value};

use super::mapping::Fenced;

/// The keys with what stands at them.
pub(super) fn line_by_line(fenced: &Fenced<'_>) -> Mapping {
    let sign = if fenced.toml { '=' } else { ':' };
    let mut facts = Mapping::new();
    let mut last: Option<(String, Value)> = None;
    for line in fenced.words.lines().filter(|line| !line.trim().is_empty()) {
        let item = line.trim_start().strip_prefix("- ").filter(|_| !fenced.toml);
        let below = line.starts_with(char::is_whitespace);
        let fact = line.split_once(sign).filter(|_| !below && item.is_none());
        match (fact, item, &mut last) {
            (Some((key, value)), _, _) => {
                close(&mut facts, last.take());
                last = Some((key.trim().to_owned(), Value::from(bare(value))));
            }
            (None, Some(item), Some((_, Value::Sequence(items)))) => items.push(bare(item).into()),
            (None, Some(item), Some((_, value))) if value.as_str() == Some("") => {
                *value = Value::Sequence(vec![bare(item).into()]);
            }
            (None, None, Some((_, Value::String(words)))) if below && !line.contains(sign) => {
                if matches!(words.as_str(), "|" | ">" | "|-" | ">-") {
                    words.clear();
                }
                words.push(' ');
                words.push_str(bare(line));
            }
            _ => {}
        }
    }
    close(&mut facts, last);
    facts
}

fn close(facts: &mut Mapping, fact: Option<(String, Value)>) {
    let Some((key, value)) = fact else { return };
    let value = match value {
        Value::String(words) => Value::from(words.trim()),
        other => other,
    };
    if !key.is_empty() && value.as_str() != Some("") {
        facts.insert(key.into(), value);
    }
}

fn bare(value: &str) -> &str {
    value.trim().trim_matches(['"', '\''])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_and_folded_words_are_read() {
        let words =
            "title: A: b\n  and c\nauthor:\n  - \"[[Ana]]\"\n  - Bo\nempty:\ndate: 2020-01-02\n";
        let fenced = Fenced { toml: false, words, start: 4, body: 0, closed: true };
        let facts = line_by_line(&fenced);
        let author: Value = Value::Sequence(vec!["[[Ana]]".into(), "Bo".into()]);
        assert_eq!(facts.get("title"), Some(&"A: b and c".into()));
        assert_eq!(facts.get("author"), Some(&author));
        assert_eq!(facts.get("date"), Some(&"2020-01-02".into()));
        assert_eq!(facts.len(), 3);
    }
}
