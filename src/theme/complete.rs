//! A complete theme. Input: theme files, each with its parent. Output: a [`Theme`].

use std::collections::BTreeMap;

use super::embedded;
use super::error::ThemeError;
use super::file::ThemeFile;
use super::role::Role;
use super::tokens::{DetailTokens, LineTokens, PageTokens, Style, TextTokens};

/// A complete set of tokens.
#[derive(Debug, Clone, PartialEq)]
pub struct Theme {
    /// Its name.
    pub name: String,
    /// What it is for, in one line; empty where its file does not say.
    pub description: String,
    /// The page.
    pub page: PageTokens,
    /// Articles and paragraphs.
    pub text: TextTokens,
    /// How lines are filled.
    pub lines: LineTokens,
    /// Rules and small white.
    pub details: DetailTokens,
    styles: BTreeMap<Role, Style>,
    /// What its file and those above it say.
    written: ThemeFile,
}

impl Theme {
    /// The names of the themes that the program carries.
    pub fn names() -> impl Iterator<Item = &'static str> {
        embedded::names()
    }

    /// A theme that the program carries.
    ///
    /// # Errors
    /// If there is none of that name.
    pub fn named(name: &str) -> Result<Theme, ThemeError> {
        let mut written = ours(name)?;
        written.inherits = Some(name.to_string());
        Theme::complete(name, name, written)
    }

    /// Reads a theme called `name` from the TOML text of `file`. Tokens it omits are those of the
    /// theme that it `inherits` from, else of `magazine`.
    ///
    /// # Errors
    /// If a token is unknown or cannot have the value that is written.
    pub fn parse(name: &str, file: &str, toml: &str) -> Result<Theme, ThemeError> {
        let read = ThemeFile::read(file, toml)?;
        let parent = read.inherits.clone().unwrap_or_else(|| embedded::ROOT.to_string());
        let mut written = read.over(ours(&parent)?);
        written.inherits = Some(parent);
        Theme::complete(name, file, written)
    }

    fn complete(name: &str, file: &str, written: ThemeFile) -> Result<Theme, ThemeError> {
        let lacks = |group: &str, token: &str| ThemeError::Tokens {
            file: file.to_string(),
            line: 1,
            message: format!("the theme has no `{token}` in [{group}]"),
        };
        let mut styles = BTreeMap::new();
        for role in Role::ALL {
            let style =
                Style::of(&written.style(*role)).map_err(|token| lacks("style.body", token))?;
            styles.insert(*role, style);
        }
        Ok(Theme {
            name: name.to_string(),
            description: written.description.clone().unwrap_or_default(),
            page: PageTokens::of(&written.page).map_err(|token| lacks("page", token))?,
            text: TextTokens::of(&written.text).map_err(|token| lacks("text", token))?,
            lines: LineTokens::of(&written.lines).map_err(|token| lacks("lines", token))?,
            details: DetailTokens::of(&written.details).map_err(|token| lacks("details", token))?,
            styles,
            written,
        })
    }

    /// How text of a role is set.
    pub fn style(&self, role: Role) -> &Style {
        &self.styles[&role]
    }

    /// The theme as a file with every token: reading it gives the same theme.
    pub fn to_toml(&self) -> String {
        self.written.to_string()
    }
}

/// What a theme that the program carries says, over what its parents say.
fn ours(name: &str) -> Result<ThemeFile, ThemeError> {
    let (name, toml) = embedded::find(name).ok_or_else(|| ThemeError::unknown(name))?;
    let read = ThemeFile::read(name, toml)?;
    match read.inherits.clone() {
        None if name == embedded::ROOT => Ok(read),
        parent => Ok(read.over(ours(parent.as_deref().unwrap_or(embedded::ROOT))?)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::MM;
    use crate::theme::{Align, Color};

    fn mine(toml: &str) -> Result<Theme, ThemeError> {
        Theme::parse("my", "my.toml", toml)
    }

    #[test]
    fn every_theme_reads_the_same_when_it_has_been_printed() -> Result<(), ThemeError> {
        for name in Theme::names() {
            let theme = Theme::named(name)?;
            assert!(!theme.description.is_empty(), "{name}");
            assert_eq!(Theme::parse(name, name, &theme.to_toml())?, theme, "{name}");
        }
        Ok(())
    }

    #[test]
    fn what_a_file_does_not_say_is_its_parents() -> Result<(), ThemeError> {
        let theme = mine("inherits = \"reader\"\n[page]\ntop = 30\n[style.quote]\nsize = 7")?;
        let reader = Theme::named("reader")?;
        assert!((theme.page.top - 30.0 * MM).abs() < 1e-9);
        assert_eq!(theme.page, PageTokens { top: theme.page.top, ..reader.page });
        assert_eq!(theme.text, reader.text);
        let quote = reader.style(Role::Quote).clone();
        assert_eq!(*theme.style(Role::Quote), Style { size: 7.0, ..quote });
        assert_eq!(theme.description, "");
        Ok(())
    }

    #[test]
    fn lines_are_filled_as_in_the_magazine_by_default() -> Result<(), ThemeError> {
        assert_eq!(Theme::named("magazine")?.lines, LineTokens::default());
        Ok(())
    }

    #[test]
    fn grid_and_leading_of_the_body_go_together() -> Result<(), ThemeError> {
        let both = |theme: &Theme| (theme.page.grid, theme.style(Role::Body).leading);
        assert_eq!(both(&mine("[style.body]\nleading = 15")?), (15.0, 15.0));
        assert_eq!(both(&mine("[page]\ngrid = 14")?), (14.0, 14.0));
        assert_eq!(both(&mine("[page]\ngrid = 7\n[style.body]\nleading = 14")?), (7.0, 14.0));
        for name in Theme::names() {
            let theme = Theme::named(name)?;
            assert_eq!(theme.page.grid, theme.style(Role::Body).leading, "{name}");
        }
        Ok(())
    }

    #[test]
    fn a_file_that_names_no_parent_has_magazine() -> Result<(), ThemeError> {
        let magazine = Theme::named("magazine")?;
        let theme = mine("[style.body]\nalign = \"left\"")?;
        assert_eq!(theme.page, magazine.page);
        assert_eq!(theme.style(Role::Body).align, Align::Left);
        // Roles follow the body where nothing is said of them.
        assert_eq!(theme.style(Role::ListItem).align, Align::Left);
        assert_eq!(theme.style(Role::Kicker), magazine.style(Role::Kicker));
        Ok(())
    }

    #[test]
    fn wrong_tokens_name_their_line_and_what_may_be_meant() {
        for (toml, message) in [
            (
                "[page]\n\ncolums = 3",
                "my.toml:3: there is no token `colums` in [page]; did you mean `columns`?",
            ),
            (
                "[text]\nsize = 3",
                "my.toml:2: there is no token `size` in [text]; it belongs in [style.ROLE], such \
                    as [style.body]",
            ),
            (
                "colums = 3",
                "my.toml:1: there is no token `colums` outside the groups; there are inherits, \
                    description, page, text, lines, details, style",
            ),
            (
                "columns = 3",
                "my.toml:1: there is no token `columns` outside the groups; it belongs in [page]",
            ),
            (
                "[pages]",
                "my.toml:1: there is no token `pages` outside the groups; did you mean `page`?",
            ),
            ("[style.headlin]", "my.toml:1: there is no role `headlin`; did you mean `headline`?"),
            ("[style]\nbody = 3", "my.toml:2: `style.body` must be a group: write [style.body]"),
            (
                "[style.body]\nfamily = \"sanz\"",
                "my.toml:2: `family` in [style.body] cannot be \"sanz\"; did you mean \"sans\"?",
            ),
            (
                "[style.body]\nalign = 3",
                "my.toml:2: `align` in [style.body] cannot be 3; it can be justify, left, \
                    center, right",
            ),
            (
                "[style.body]\nsize = 0.5",
                "my.toml:2: `size` in [style.body] cannot be 0.5; it must be a length from 4 to \
                    200 points",
            ),
            (
                "[style.body]\nsize = nan",
                "my.toml:2: `size` in [style.body] cannot be nan; it must be a length from 4 to \
                    200 points",
            ),
            (
                "[style.body]\nitalic = \"yes\"",
                "my.toml:2: `italic` in [style.body] cannot be \"yes\"; it must be true or false",
            ),
            (
                "[text]\naccent = \"red\"",
                "my.toml:2: `accent` in [text] cannot be \"red\"; it must be a colour such as \
                    \"#14406b\"",
            ),
            (
                "[page]\ncolumns = 2.5",
                "my.toml:2: `columns` in [page] cannot be 2.5; it must be a whole number from 1 \
                    to 4",
            ),
            (
                "inherits = \"readr\"",
                "my.toml:1: `inherits`: there is no theme `readr`; did you mean `reader`?",
            ),
        ] {
            assert_eq!(mine(toml).map_err(|error| error.to_string()), Err(message.to_string()));
        }
    }

    #[test]
    fn a_theme_that_is_not_there_earns_a_suggestion() {
        let message = Theme::named("magasine").map_err(|error| error.to_string());
        assert_eq!(message, Err("there is no theme `magasine`; did you mean `magazine`?".into()));
    }

    #[test]
    fn letters_stand_out_from_their_ground() -> Result<(), ThemeError> {
        for name in Theme::names() {
            let theme = Theme::named(name)?;
            let ground = theme.style(Role::Box).ground.unwrap_or(Color::WHITE);
            for role in [Role::Box, Role::BoxTitle] {
                assert!(theme.style(role).color.contrast(ground) >= 7.0, "{name}");
            }
        }
        Ok(())
    }

    #[test]
    fn large_print_is_large_plain_and_of_strong_contrast() -> Result<(), ThemeError> {
        let theme = Theme::named("large-print")?;
        for role in Role::ALL {
            let style = theme.style(*role);
            let name = role.name();
            assert!(style.size >= 16.0, "{name} is of {} points", style.size);
            assert!(!style.hyphenate && !style.italic, "{name}");
            assert_ne!(style.align, Align::Justify, "{name}");
            // What stands on the cover is white on the accent.
            let paper = if style.color == Color::WHITE { theme.text.accent } else { Color::WHITE };
            assert!(style.color.contrast(paper) >= 7.0, "{name}");
        }
        Ok(())
    }

    #[test]
    fn reader_is_black_and_white() -> Result<(), ThemeError> {
        let theme = Theme::named("reader")?;
        let colors = Role::ALL.iter().map(|role| theme.style(*role).color);
        let other =
            colors.chain([theme.text.accent]).find(|c| ![Color::BLACK, Color::WHITE].contains(c));
        assert_eq!(other, None);
        Ok(())
    }
}
