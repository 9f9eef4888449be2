//! A theme file as it is written. Input: TOML text. Output: a [`ThemeFile`], the tokens it names
//! and the theme it inherits from; or an error with the line, the token, and the token that may be
//! meant.

use std::collections::BTreeMap;
use std::fmt::{self, Write};
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::embedded;
use super::error::{ThemeError, nearest};
use super::role::Role;
use super::tokens::{
    DetailTokens, GRID, GROUND, Layer, LineTokens, OWN, PageTokens, Style, TextTokens, Token,
};
use super::value::{TokenKind, Value};

/// The keys of a theme file that stand before its groups.
const HEAD: [&str; 2] = ["inherits", "description"];
/// The groups of tokens.
const GROUPS: [&str; 5] = ["page", "text", "lines", "details", "style"];

/// The tokens of one theme file, or of several of which later ones win.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct ThemeFile {
    /// The theme that gives what this one does not name.
    pub(super) inherits: Option<String>,
    /// One line for those who choose.
    pub(super) description: Option<String>,
    pub(super) page: Layer,
    pub(super) text: Layer,
    pub(super) lines: Layer,
    pub(super) details: Layer,
    pub(super) styles: BTreeMap<Role, Layer>,
}

impl ThemeFile {
    /// Reads a theme file; `name` is what errors call it.
    pub(super) fn read(name: &str, toml: &str) -> Result<ThemeFile, ThemeError> {
        let reader = ThemeReader { name, toml };
        let table = DeTable::parse(toml).map_err(|error| {
            reader.error(error.span().unwrap_or_default(), error.message().to_string())
        })?;
        let mut file = ThemeFile::default();
        for (key, value) in table.get_ref() {
            match key.get_ref().as_ref() {
                "inherits" => file.inherits = Some(reader.parent(value)?),
                "description" => file.description = Some(reader.words("description", value)?),
                "page" => file.page = reader.group("[page]", PageTokens::TOKENS, value)?,
                "text" => file.text = reader.group("[text]", TextTokens::TOKENS, value)?,
                "lines" => file.lines = reader.group("[lines]", LineTokens::TOKENS, value)?,
                "details" => {
                    file.details = reader.group("[details]", DetailTokens::TOKENS, value)?;
                }
                "style" => file.styles = reader.styles(value)?,
                other => return Err(reader.stray(other, key.span())),
            }
        }
        Ok(file)
    }

    /// These tokens, and those of `parent` that are not among them.
    pub(super) fn over(mut self, parent: ThemeFile) -> ThemeFile {
        self.keep_lines_on_the_grid();
        let mut merged = ThemeFile { inherits: None, description: self.description, ..parent };
        merged.page.extend(self.page);
        merged.text.extend(self.text);
        merged.lines.extend(self.lines);
        merged.details.extend(self.details);
        for (role, layer) in self.styles {
            merged.styles.entry(role).or_default().extend(layer);
        }
        merged
    }

    /// The body's lines stand on the grid: of grid and leading, the one that is said gives the
    /// other.
    fn keep_lines_on_the_grid(&mut self) {
        let grid = self.page.get("grid").copied();
        let leading = self.styles.get(&Role::Body).and_then(|body| body.get("leading")).copied();
        match (grid, leading) {
            (Some(grid), None) => {
                self.styles.entry(Role::Body).or_default().insert("leading", grid);
            }
            (None, Some(leading)) if GRID.holds(leading) => {
                self.page.insert("grid", leading);
            }
            _ => {}
        }
    }

    /// What is said of a role: its own tokens and, of those that text shares, the body's.
    pub(super) fn style(&self, role: Role) -> Layer {
        let mut layer = self.styles.get(&Role::Body).cloned().unwrap_or_default();
        if role != Role::Body {
            layer.remove(GROUND);
            layer.extend(OWN.map(|name| (name, Value::Number(0.0))));
            layer.extend(self.styles.get(&role).cloned().unwrap_or_default());
        }
        layer
    }
}

impl fmt::Display for ThemeFile {
    /// Writes the file, groups and tokens in the order of their declaration.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (key, value) in [("inherits", &self.inherits), ("description", &self.description)] {
            if let Some(value) = value {
                writeln!(f, "{key} = {}", toml::Value::from(value.as_str()))?;
            }
        }
        write_group(f, "page", PageTokens::TOKENS, &self.page)?;
        write_group(f, "text", TextTokens::TOKENS, &self.text)?;
        write_group(f, "lines", LineTokens::TOKENS, &self.lines)?;
        write_group(f, "details", DetailTokens::TOKENS, &self.details)?;
        for role in Role::ALL {
            if let Some(layer) = self.styles.get(role) {
                write_group(f, &format!("style.{}", role.name()), Style::TOKENS, layer)?;
            }
        }
        Ok(())
    }
}

fn write_group(
    f: &mut fmt::Formatter<'_>,
    group: &str,
    tokens: &[Token],
    layer: &Layer,
) -> fmt::Result {
    writeln!(f, "\n[{group}]")?;
    for token in tokens {
        if let Some(value) = layer.get(token.name) {
            writeln!(f, "{} = {value}", token.name)?;
        }
    }
    Ok(())
}

/// A file's text with the name that errors use.
struct ThemeReader<'a> {
    name: &'a str,
    toml: &'a str,
}

type TomlValue<'i> = Spanned<DeValue<'i>>;

impl ThemeReader<'_> {
    fn parent(&self, value: &TomlValue<'_>) -> Result<String, ThemeError> {
        let name = self.words("inherits", value)?;
        match embedded::find(&name) {
            Some(_) => Ok(name),
            None => {
                let unknown = ThemeError::unknown(&name);
                Err(self.error(value.span(), format!("`inherits`: {unknown}")))
            }
        }
    }

    fn words(&self, key: &str, value: &TomlValue<'_>) -> Result<String, ThemeError> {
        value.get_ref().as_str().map(str::to_string).ok_or_else(|| {
            self.error(value.span(), format!("`{key}` must be text: put it in quotes"))
        })
    }

    fn styles(&self, value: &TomlValue<'_>) -> Result<BTreeMap<Role, Layer>, ThemeError> {
        let mut styles = BTreeMap::new();
        for (key, value) in self.table("[style]", value)? {
            let name = key.get_ref().as_ref();
            let Some(role) = Role::named(name) else {
                let names: Vec<&str> = Role::ALL.iter().map(|role| role.name()).collect();
                let hint = hint(name, &names);
                return Err(self.error(key.span(), format!("there is no role `{name}`{hint}")));
            };
            let group = format!("[style.{name}]");
            styles.insert(role, self.group(&group, Style::TOKENS, value)?);
        }
        Ok(styles)
    }

    /// The tokens of one group.
    fn group(
        &self,
        group: &str,
        tokens: &'static [Token],
        value: &TomlValue<'_>,
    ) -> Result<Layer, ThemeError> {
        let mut layer = Layer::new();
        for (key, value) in self.table(group, value)? {
            let name = key.get_ref().as_ref();
            let Some(token) = tokens.iter().find(|token| token.name == name) else {
                let hint = self.elsewhere(name).unwrap_or_else(|| {
                    let names: Vec<&str> = tokens.iter().map(|token| token.name).collect();
                    hint(name, &names)
                });
                let message = format!("there is no token `{name}` in {group}{hint}");
                return Err(self.error(key.span(), message));
            };
            let read = token.kind.read(value.get_ref());
            let read = read.ok_or_else(|| self.wrong(group, token, value))?;
            layer.insert(token.name, read);
        }
        Ok(layer)
    }

    /// Where a token belongs that stands in a wrong group.
    fn elsewhere(&self, name: &str) -> Option<String> {
        let groups = [
            ("[page]", PageTokens::TOKENS),
            ("[text]", TextTokens::TOKENS),
            ("[lines]", LineTokens::TOKENS),
            ("[details]", DetailTokens::TOKENS),
            ("[style.ROLE], such as [style.body]", Style::TOKENS),
        ];
        let has = |tokens: &[Token]| tokens.iter().any(|token| token.name == name);
        let (group, _) = groups.into_iter().find(|(_, tokens)| has(tokens))?;
        Some(format!("; it belongs in {group}"))
    }

    /// The error for a value that a token cannot have.
    fn wrong(&self, group: &str, token: &Token, value: &TomlValue<'_>) -> ThemeError {
        let written = self.toml.get(value.span()).unwrap_or_default();
        let name = token.name;
        let mut message = format!("`{name}` in {group} cannot be {written}");
        let meant = match token.kind {
            TokenKind::Word(words) => {
                value.get_ref().as_str().and_then(|word| nearest(word, words))
            }
            _ => None,
        };
        // Writing to a string cannot fail.
        let _ = match meant {
            Some(word) => write!(message, "; did you mean \"{word}\"?"),
            None => match token.kind {
                TokenKind::Word(_) => write!(message, "; it can be {}", token.kind),
                _ => write!(message, "; it must be {}", token.kind),
            },
        };
        self.error(value.span(), message)
    }

    /// The error for a key outside all groups.
    fn stray(&self, name: &str, range: Range<usize>) -> ThemeError {
        let hint = self.elsewhere(name).unwrap_or_else(|| {
            let known: Vec<&str> = HEAD.iter().chain(&GROUPS).copied().collect();
            hint(name, &known)
        });
        self.error(range, format!("there is no token `{name}` outside the groups{hint}"))
    }

    fn table<'v, 'i>(
        &self,
        group: &str,
        value: &'v TomlValue<'i>,
    ) -> Result<&'v DeTable<'i>, ThemeError> {
        value.get_ref().as_table().ok_or_else(|| {
            let name = group.trim_matches(['[', ']']);
            self.error(value.span(), format!("`{name}` must be a group: write {group}"))
        })
    }

    fn error(&self, range: Range<usize>, message: String) -> ThemeError {
        let before = self.toml.get(..range.start).unwrap_or(self.toml);
        let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
        ThemeError::Tokens { file: self.name.to_string(), line, message }
    }
}

/// What may be meant by a mistyped name, else all that there are.
fn hint(name: &str, known: &[&str]) -> String {
    match nearest(name, known) {
        Some(known) => format!("; did you mean `{known}`?"),
        None => format!("; there are {}", known.join(", ")),
    }
}
