//! Front matter as keys and values. Input: its words, YAML or TOML. Output: a mapping, or what is
//! wrong and where.

use serde_norway::Value;

/// Front matter as it stands in the text.
#[derive(Debug)]
pub(super) struct Fenced<'a> {
    /// Whether it is TOML, not YAML.
    pub toml: bool,
    pub words: &'a str,
    /// The first byte of `words`.
    pub start: usize,
    /// The first byte of the body: after the closing fence, where there is one.
    pub body: usize,
    /// Whether there is a closing fence before anything that is no front matter.
    pub closed: bool,
}

/// How deep lists and maps may be nested.
const DEEPEST: usize = 100;

/// The values by key, or what is wrong and at which byte of the words.
pub(super) fn parse(fenced: &Fenced<'_>) -> Result<serde_norway::Mapping, (String, usize)> {
    if fenced.toml {
        let table: toml::Table = toml::from_str(fenced.words).map_err(|error| {
            (error.message().to_owned(), error.span().map_or(0, |span| span.start))
        })?;
        return serde_norway::to_value(&table)
            .ok()
            .and_then(|value| value.as_mapping().cloned())
            .ok_or_else(|| ("not a table".to_owned(), 0));
    }
    if let Some(at) = too_deep(fenced.words) {
        return Err(("lists are nested too deeply".to_owned(), at));
    }
    match serde_norway::from_str::<Value>(fenced.words) {
        Ok(Value::Mapping(table)) => Ok(table),
        Ok(Value::Null) => Ok(serde_norway::Mapping::new()),
        Ok(_) => Err(("not a list of keys and values".to_owned(), 0)),
        Err(error) => {
            let at = error.location().map_or(0, |place| place.index());
            let message = error.to_string();
            let message = message.split(" at line ").next().unwrap_or_default();
            Err((message.to_owned(), at))
        }
    }
}

/// Where lists and maps in brackets are nested deeper than anybody writes them: a reader of YAML
/// takes quadratic time to refuse them.
fn too_deep(words: &str) -> Option<usize> {
    let mut depth = 0_usize;
    words.bytes().position(|byte| {
        match byte {
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth > DEEPEST
    })
}
