//! Theme tokens and how they are read. Enters: TOML text. Leaves: a complete [`Theme`].
//!
//! Lengths in a theme file are points, those of the page millimetres; every role has a style, the
//! ones that a file does not name inherit from `body`.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{LineTokens, Role};
use crate::geometry::{MM, Pt};

/// The themes that the program carries, by name.
const EMBEDDED: &[(&str, &str)] = &[
    ("magazine", include_str!("../../assets/themes/magazine.toml")),
    ("briefing", include_str!("../../assets/themes/briefing.toml")),
];

/// Why a theme could not be had.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ThemeError {
    /// No theme of that name.
    #[error("there is no theme `{name}`{}", suggest(.suggestion))]
    Unknown {
        /// What was asked for.
        name: String,
        /// A name like it.
        suggestion: Option<String>,
    },
    /// Tokens that cannot be read.
    #[error("theme `{name}`: {message}")]
    Tokens {
        /// The theme.
        name: String,
        /// What is wrong, with its line.
        message: String,
    },
}

fn suggest(suggestion: &Option<String>) -> String {
    match suggestion {
        Some(name) => format!("; did you mean `{name}`?"),
        None => format!("; there are {}", Theme::names().collect::<Vec<_>>().join(", ")),
    }
}

/// An RGB colour, 8 bits a channel, sRGB.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Deserialize)]
#[serde(try_from = "String")]
pub struct Color {
    /// Red.
    pub r: u8,
    /// Green.
    pub g: u8,
    /// Blue.
    pub b: u8,
}

impl Color {
    /// Black, the colour of text.
    pub const BLACK: Color = Color { r: 0, g: 0, b: 0 };
    /// White, the colour of paper.
    pub const WHITE: Color = Color { r: 255, g: 255, b: 255 };

    /// `#rrggbb`.
    pub fn hex(self) -> String {
        format!("#{:02x}{:02x}{:02x}", self.r, self.g, self.b)
    }
}

impl TryFrom<String> for Color {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let wrong = || format!("`{text}` is no colour: use #rrggbb");
        let hex = text.strip_prefix('#').filter(|hex| hex.len() == 6).ok_or_else(wrong)?;
        let value = u32::from_str_radix(hex, 16).map_err(|_| wrong())?;
        let [_, r, g, b] = value.to_be_bytes();
        Ok(Color { r, g, b })
    }
}

/// A family of faces. Source Serif has optical sizes: each is a family here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Family {
    /// Text.
    Serif,
    /// Headlines.
    SerifDisplay,
    /// Standfirsts.
    SerifSubhead,
    /// Text below nine points.
    SerifSmall,
    /// Furniture, captions, crossheads.
    Sans,
    /// Code.
    Mono,
}

/// How lines stand in their measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Align {
    /// Both margins even.
    Justify,
    /// Even at the start.
    Left,
    /// Centred.
    Center,
    /// Even at the end.
    Right,
}

/// Case as it is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Caps {
    /// As written.
    Normal,
    /// In capitals.
    Upper,
    /// In small capitals.
    Small,
}

/// The shape of figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Figures {
    /// With ascenders and descenders, for text.
    OldStyle,
    /// Of capital height.
    Lining,
    /// Of capital height and equal width, for tables and folios.
    Tabular,
}

/// How text of a role is set. Lengths in points, `em` where said.
#[derive(Debug, Clone, PartialEq)]
pub struct Style {
    /// The family.
    pub family: Family,
    /// 400 regular, 600 semibold, 700 bold.
    pub weight: u16,
    /// Whether it leans.
    pub italic: bool,
    /// Size.
    pub size: Pt,
    /// From baseline to baseline.
    pub leading: Pt,
    /// Colour of the letters.
    pub color: Color,
    /// How lines stand.
    pub align: Align,
    /// Whether words may be broken.
    pub hyphenate: bool,
    /// Whether lines are to be of even length.
    pub balance: bool,
    /// Indent of the first line, in em.
    pub indent: f64,
    /// White on the left, in points.
    pub inset: Pt,
    /// White above, in points.
    pub above: Pt,
    /// White below, in points.
    pub below: Pt,
    /// Letterspacing, in em.
    pub tracking: f64,
    /// Case.
    pub caps: Caps,
    /// Figures.
    pub figures: Figures,
    /// The widest a line may be, in points; 0 for the whole measure.
    pub max_measure: Pt,
}

/// The tokens of a style that a theme file names; the rest come from its parent.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct StyleTokens {
    family: Option<Family>,
    weight: Option<u16>,
    italic: Option<bool>,
    size: Option<Pt>,
    leading: Option<Pt>,
    color: Option<Color>,
    align: Option<Align>,
    hyphenate: Option<bool>,
    balance: Option<bool>,
    indent: Option<f64>,
    inset: Option<Pt>,
    above: Option<Pt>,
    below: Option<Pt>,
    tracking: Option<f64>,
    caps: Option<Caps>,
    figures: Option<Figures>,
    /// In millimetres.
    max_measure: Option<f64>,
}

impl StyleTokens {
    /// The style that these tokens make of `base`.
    fn over(&self, base: &Style) -> Style {
        Style {
            family: self.family.unwrap_or(base.family),
            weight: self.weight.unwrap_or(base.weight),
            italic: self.italic.unwrap_or(base.italic),
            size: self.size.unwrap_or(base.size),
            leading: self.leading.unwrap_or(base.leading),
            color: self.color.unwrap_or(base.color),
            align: self.align.unwrap_or(base.align),
            hyphenate: self.hyphenate.unwrap_or(base.hyphenate),
            balance: self.balance.unwrap_or(base.balance),
            indent: self.indent.unwrap_or(base.indent),
            inset: self.inset.unwrap_or(base.inset),
            above: self.above.unwrap_or(base.above),
            below: self.below.unwrap_or(base.below),
            tracking: self.tracking.unwrap_or(base.tracking),
            caps: self.caps.unwrap_or(base.caps),
            figures: self.figures.unwrap_or(base.figures),
            max_measure: self.max_measure.map_or(base.max_measure, |mm| mm * MM),
        }
    }
}

/// The page: margins in millimetres as written, points as read.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct PageTokens {
    /// White above the first line.
    pub top: Pt,
    /// White at the spine.
    pub inside: Pt,
    /// White at the fore edge.
    pub outside: Pt,
    /// White below the last line.
    pub foot: Pt,
    /// Columns of text.
    pub columns: usize,
    /// White between columns.
    pub gutter: Pt,
    /// Width of the furniture column; 0 for none.
    pub furniture: Pt,
    /// The baseline grid, in points.
    pub grid: Pt,
}

/// How articles and paragraphs behave.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct TextTokens {
    /// The theme's colour.
    pub accent: Color,
    /// Lines that the first letter of an article takes; 0 for none.
    pub drop_cap: usize,
    /// Whether the first words of an article are set in small capitals.
    pub opening_caps: bool,
    /// Where an article starts.
    pub article_start: ArticleStart,
    /// White between paragraphs, in points; with none, paragraphs are indented.
    pub paragraph_space: Pt,
    /// What stands at the head and foot of pages.
    pub furniture: Furniture,
    /// Whether a section opens with its name.
    pub section_openers: bool,
    /// Whether the edition has a cover page and a contents page.
    pub front_matter: bool,
    /// Where an article's notes stand.
    pub notes: Notes,
    /// Whether the articles of a section of briefs run on in the column.
    pub digest: bool,
}

/// Where notes stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Notes {
    /// At the article's end.
    End,
    /// At the foot of the column that calls them.
    Foot,
}

/// Where an article starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ArticleStart {
    /// On a new page.
    Page,
    /// After the one before.
    RunOn,
}

/// What stands at the head and foot of pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Furniture {
    /// A rule in the accent, section and date at the head, folio and title at the foot.
    Magazine,
    /// Organisation and classification at the head, title and "1 of 3" at the foot.
    Briefing,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct ThemeFile {
    page: PageTokens,
    text: TextTokens,
    #[serde(default)]
    lines: LineTokens,
    style: BTreeMap<Role, StyleTokens>,
}

/// A complete set of tokens.
#[derive(Debug, Clone, PartialEq)]
pub struct Theme {
    /// Its name.
    pub name: String,
    /// The page.
    pub page: PageTokens,
    /// Articles and paragraphs.
    pub text: TextTokens,
    /// How lines are filled.
    pub lines: LineTokens,
    styles: BTreeMap<Role, Style>,
}

impl Theme {
    /// The names of the themes that the program carries.
    pub fn names() -> impl Iterator<Item = &'static str> {
        EMBEDDED.iter().map(|(name, _)| *name)
    }

    /// A theme that the program carries.
    pub fn named(name: &str) -> Result<Theme, ThemeError> {
        match EMBEDDED.iter().find(|(known, _)| *known == name) {
            Some((name, toml)) => Theme::parse(name, toml),
            None => {
                let near = Theme::names()
                    .map(|known| (strsim::jaro_winkler(known, name), known))
                    .filter(|(likeness, _)| *likeness > 0.75)
                    .max_by(|a, b| a.0.total_cmp(&b.0));
                let suggestion = near.map(|(_, known)| known.to_string());
                Err(ThemeError::Unknown { name: name.to_string(), suggestion })
            }
        }
    }

    /// Reads a theme from TOML text.
    pub fn parse(name: &str, toml: &str) -> Result<Theme, ThemeError> {
        let wrong = |message: String| ThemeError::Tokens { name: name.to_string(), message };
        let file: ThemeFile = toml::from_str(toml).map_err(|e| wrong(e.to_string()))?;
        let body = file
            .style
            .get(&Role::Body)
            .ok_or_else(|| wrong("it has no [style.body], from which the others inherit".into()))?
            .over(&plain_style());
        let styles = Role::ALL
            .iter()
            .map(|role| {
                let style = match (file.style.get(role), role) {
                    (_, Role::Body) => body.clone(),
                    (Some(tokens), _) => tokens.over(&Style { indent: 0.0, ..body.clone() }),
                    (None, _) => body.clone(),
                };
                (*role, style)
            })
            .collect();
        file.lines.check().map_err(wrong)?;
        let page = file.page;
        let page = PageTokens {
            top: page.top * MM,
            inside: page.inside * MM,
            outside: page.outside * MM,
            foot: page.foot * MM,
            gutter: page.gutter * MM,
            furniture: page.furniture * MM,
            ..page
        };
        Ok(Theme { name: name.to_string(), page, text: file.text, lines: file.lines, styles })
    }

    /// How text of a role is set.
    pub fn style(&self, role: Role) -> &Style {
        &self.styles[&role]
    }
}

/// What a theme file need not say: regular text at the left.
fn plain_style() -> Style {
    Style {
        family: Family::Serif,
        weight: 400,
        italic: false,
        size: 10.0,
        leading: 13.0,
        color: Color::BLACK,
        align: Align::Left,
        hyphenate: false,
        balance: false,
        indent: 0.0,
        inset: 0.0,
        above: 0.0,
        below: 0.0,
        tracking: 0.0,
        caps: Caps::Normal,
        figures: Figures::OldStyle,
        max_measure: 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_embedded_theme_is_complete() -> Result<(), ThemeError> {
        for name in Theme::names() {
            let theme = Theme::named(name)?;
            assert!(Role::ALL.iter().all(|role| theme.style(*role).size > 4.0));
            assert!(theme.page.columns >= 1);
        }
        Ok(())
    }

    #[test]
    fn a_theme_that_is_not_there_earns_a_suggestion() {
        let message = Theme::named("magasine").map_err(|e| e.to_string());
        assert_eq!(message, Err("there is no theme `magasine`; did you mean `magazine`?".into()));
    }
}
