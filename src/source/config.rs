//! `offprint.toml`. Input: its text. Output: settings and the order of sections and articles.
//! Unlike all other input it must be valid: an unknown key is an error.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::dates;
use super::model::ReadError;
use super::names::nearest;
use crate::article::{Catalogue, Certification, Date, Lang, LangError, Settings, ThemeChoice};
use crate::files::{self, Files};
use crate::theme::Theme;

/// What an `offprint.toml` says.
#[derive(Debug, Default)]
pub(super) struct Config {
    pub settings: Settings,
    /// The cover as written, and where.
    pub cover: Option<(String, Range<usize>)>,
    /// Articles and section folders in the order they are to be printed.
    pub order: Vec<Named>,
    /// Sections in order.
    pub sections: Vec<ConfigSection>,
}

/// A file or folder that the settings name.
#[derive(Debug, Clone)]
pub(super) struct Named {
    pub name: String,
    /// Where it is named.
    pub range: Range<usize>,
}

/// A section as the settings describe it.
#[derive(Debug)]
pub(super) struct ConfigSection {
    /// Its title as printed.
    pub title: String,
    /// Its folder; the title if there is none.
    pub folder: Option<String>,
    /// Its articles, before any others of its folder.
    pub articles: Vec<Named>,
    pub range: Range<usize>,
}

const KEYS: [&str; 26] = [
    "title",
    "date",
    "language",
    "publisher",
    "identifier",
    "series",
    "volume",
    "issue",
    "issn",
    "isbn",
    "rights",
    "description",
    "subjects",
    "editors",
    "accessibility",
    "cover",
    "theme",
    "paper",
    "pdf-standard",
    "order",
    "sections",
    "header",
    "classification",
    "pictures",
    "max-size",
    "embed-fonts",
];
const SECTION_KEYS: [&str; 3] = ["title", "folder", "articles"];
const ACCESSIBILITY_KEYS: [&str; 3] = ["certified-by", "certified-on", "report"];

/// The file's text with the name that errors use.
struct ConfigFile<'a> {
    path: &'a Path,
    text: &'a str,
    files: &'a dyn Files,
}

type ConfigEntry<'t, 'i> = (&'t str, &'t Spanned<DeValue<'i>>);

/// Reads the settings.
pub(super) fn read(files: &dyn Files, path: &Path, text: &str) -> Result<Config, ReadError> {
    let file = ConfigFile { path, text, files };
    let table = DeTable::parse(text).map_err(|error| {
        file.error(error.span().unwrap_or_default(), error.message().to_owned())
    })?;
    let mut config = Config::default();
    for (key, value) in table.get_ref() {
        file.known(key.get_ref(), key.span(), &KEYS)?;
        file.take(&mut config, (key.get_ref(), value))?;
    }
    Ok(config)
}

impl ConfigFile<'_> {
    fn take(
        &self,
        config: &mut Config,
        (key, value): ConfigEntry<'_, '_>,
    ) -> Result<(), ReadError> {
        let settings = &mut config.settings;
        let range = value.span();
        match key {
            "title" => settings.title = Some(self.words(key, value)?),
            "date" => settings.date = Some(self.date(key, value)?),
            "language" => settings.language = Some(self.language(key, value)?),
            "publisher" => settings.publisher = Some(self.words(key, value)?),
            "identifier" => settings.identifier = Some(self.words(key, value)?),
            "cover" => config.cover = Some((self.words(key, value)?, range)),
            "theme" => settings.theme = Some(self.theme(key, value)?),
            "paper" => settings.paper = Some(self.parsed(key, value)?),
            "pdf-standard" => settings.pdf_standard = Some(self.parsed(key, value)?),
            "pictures" => settings.pictures = Some(self.parsed(key, value)?),
            "max-size" => settings.max_size = Some(self.parsed(key, value)?),
            "embed-fonts" => settings.embed_fonts = Some(self.flag(key, value)?),
            "header" => settings.header = Some(self.words(key, value)?),
            "classification" => settings.classification = Some(self.words(key, value)?),
            "order" => config.order = self.names(key, value)?,
            "sections" => config.sections = self.sections(value)?,
            "accessibility" => settings.certified = Some(self.certification(value)?),
            _ => self.file_by(&mut settings.catalogue, (key, value))?,
        }
        Ok(())
    }

    /// How libraries catalogue an edition.
    fn file_by(
        &self,
        catalogue: &mut Catalogue,
        (key, value): ConfigEntry<'_, '_>,
    ) -> Result<(), ReadError> {
        match key {
            "series" => catalogue.series = Some(self.words(key, value)?),
            "volume" => catalogue.volume = Some(self.number(key, value)?),
            "issue" => catalogue.issue = Some(self.number(key, value)?),
            "issn" => catalogue.issn = Some(self.parsed(key, value)?),
            "isbn" => catalogue.isbn = Some(self.parsed(key, value)?),
            "rights" => catalogue.rights = Some(self.words(key, value)?),
            "description" => catalogue.description = Some(self.words(key, value)?),
            "subjects" => catalogue.subjects = self.several(key, value)?,
            "editors" => catalogue.editors = self.several(key, value)?,
            _ => {}
        }
        Ok(())
    }

    /// Who certifies the edition, and when; a date or a report without a name certifies nothing.
    fn certification(&self, value: &Spanned<DeValue<'_>>) -> Result<Certification, ReadError> {
        let DeValue::Table(table) = value.get_ref() else {
            return Err(self.error(value.span(), "`accessibility` must be a table".to_owned()));
        };
        let (mut by, mut on, mut report) = (None, None, None);
        for (key, value) in table {
            self.known(key.get_ref(), key.span(), &ACCESSIBILITY_KEYS)?;
            match key.get_ref().as_ref() {
                "certified-by" => by = Some(self.words("certified-by", value)?),
                "certified-on" => on = Some(self.date("certified-on", value)?),
                _ => report = Some(self.words("report", value)?),
            }
        }
        let by = by.filter(|by| !by.is_empty()).ok_or_else(|| {
            self.error(value.span(), "`accessibility` needs `certified-by`".into())
        })?;
        Ok(Certification { by, on, report })
    }

    /// A language tag; `en_GB`, as systems write it, is one too.
    fn language(&self, key: &str, value: &Spanned<DeValue<'_>>) -> Result<Lang, ReadError> {
        let tag = self.words(key, value)?.replace('_', "-");
        tag.parse().map_err(|error: LangError| self.error(value.span(), error.to_string()))
    }

    /// One of our themes, or a file beside these settings or below them.
    fn theme(&self, key: &str, value: &Spanned<DeValue<'_>>) -> Result<ThemeChoice, ReadError> {
        let words = self.words(key, value)?;
        let error = |message: String| self.error(value.span(), message);
        let named = match ThemeChoice::of(&words) {
            ThemeChoice::Named(name) => {
                Theme::named(&name).map_err(|wrong| error(wrong.to_string()))?;
                return Ok(ThemeChoice::Named(name));
            }
            ThemeChoice::File(path) => path,
        };
        let folder = self.path.parent().filter(|folder| *folder != Path::new(""));
        let folder = folder.unwrap_or(Path::new("."));
        let missing = |_| error(format!("there is no file `{words}` beside the settings file"));
        let path = folder.join(named);
        let real = self.files.resolve(&path).map_err(missing)?;
        if !real.starts_with(self.files.resolve(folder).map_err(missing)?) {
            return Err(error(format!("`{words}` is outside the folder of the settings file")));
        }
        Ok(ThemeChoice::File(path))
    }

    /// `["Leaders", "Letters"]`, or a table each.
    fn sections(&self, value: &Spanned<DeValue<'_>>) -> Result<Vec<ConfigSection>, ReadError> {
        let DeValue::Array(items) = value.get_ref() else {
            return Err(self.error(value.span(), "`sections` must be a list".to_owned()));
        };
        items.iter().map(|item| self.section(item)).collect()
    }

    fn section(&self, item: &Spanned<DeValue<'_>>) -> Result<ConfigSection, ReadError> {
        let range = item.span();
        let (mut title, mut folder, mut articles) = (None, None, Vec::new());
        match item.get_ref() {
            DeValue::Table(table) => {
                for (key, value) in table {
                    self.known(key.get_ref(), key.span(), &SECTION_KEYS)?;
                    match key.get_ref().as_ref() {
                        "title" => title = Some(self.words("title", value)?),
                        "folder" => folder = Some(self.words("folder", value)?),
                        _ => articles = self.names("articles", value)?,
                    }
                }
            }
            _ => title = Some(self.words("sections", item)?),
        }
        let title = title.or_else(|| folder.clone()).ok_or_else(|| {
            self.error(range.clone(), "a section needs a `title` or a `folder`".to_owned())
        })?;
        Ok(ConfigSection { title, folder, articles, range })
    }

    fn names(&self, key: &str, value: &Spanned<DeValue<'_>>) -> Result<Vec<Named>, ReadError> {
        let DeValue::Array(items) = value.get_ref() else {
            return Err(self.error(value.span(), format!("`{key}` must be a list of names")));
        };
        let named = |item| Ok(Named { name: self.words(key, item)?, range: item.span() });
        items.iter().map(named).collect()
    }

    fn flag(&self, key: &str, value: &Spanned<DeValue<'_>>) -> Result<bool, ReadError> {
        match value.get_ref() {
            DeValue::Boolean(flag) => Ok(*flag),
            _ => Err(self.error(value.span(), format!("`{key}` must be true or false"))),
        }
    }

    /// A text that means something else.
    fn parsed<T: FromStr>(&self, key: &str, value: &Spanned<DeValue<'_>>) -> Result<T, ReadError>
    where
        T::Err: ToString,
    {
        let parsed = self.words(key, value)?.parse();
        parsed.map_err(|error: T::Err| self.error(value.span(), error.to_string()))
    }

    fn words(&self, key: &str, value: &Spanned<DeValue<'_>>) -> Result<String, ReadError> {
        match value.get_ref() {
            DeValue::String(words) => Ok(words.trim().to_owned()),
            _ => {
                let message = format!("`{key}` must be text: put it in quotes");
                Err(self.error(value.span(), message))
            }
        }
    }

    /// A number, or text such as `46–47`.
    fn number(&self, key: &str, value: &Spanned<DeValue<'_>>) -> Result<String, ReadError> {
        match value.get_ref() {
            DeValue::Integer(number) => Ok(number.as_str().replace('_', "")),
            _ => self.words(key, value),
        }
    }

    /// A list of words, or one of them alone.
    fn several(&self, key: &str, value: &Spanned<DeValue<'_>>) -> Result<Vec<String>, ReadError> {
        match value.get_ref() {
            DeValue::String(_) => Ok(vec![self.words(key, value)?]),
            DeValue::Array(items) => items.iter().map(|item| self.words(key, item)).collect(),
            _ => Err(self.error(value.span(), format!("`{key}` must be a list of words"))),
        }
    }

    fn date(&self, key: &str, value: &Spanned<DeValue<'_>>) -> Result<Date, ReadError> {
        let written = match value.get_ref() {
            DeValue::String(words) => words.to_string(),
            DeValue::Datetime(date) => date.to_string(),
            _ => String::new(),
        };
        dates::parse(&written).ok_or_else(|| {
            self.error(value.span(), format!("`{key}` must be a date such as 2023-04-22"))
        })
    }

    fn known(&self, key: &str, range: Range<usize>, keys: &[&str]) -> Result<(), ReadError> {
        if keys.contains(&key) {
            return Ok(());
        }
        let hint = match nearest(key, keys) {
            Some(known) => format!("did you mean `{known}`?"),
            None => format!("known are {}", keys.join(", ")),
        };
        Err(self.error(range, format!("unknown setting `{key}`: {hint}")))
    }

    fn error(&self, range: Range<usize>, message: String) -> ReadError {
        let before = self.text.get(..range.start).unwrap_or(self.text);
        let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
        ReadError::Config { path: super::names::shown(self.path), line, message }
    }
}

/// The `offprint.toml` of a folder, if it has one.
pub(super) fn beside(folder: &Path, files: &dyn Files) -> Option<PathBuf> {
    let path = folder.join("offprint.toml");
    files::is_file(files, &path).then_some(path)
}
