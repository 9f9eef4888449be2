//! The look of an edition, as tokens. Enters: a TOML file of tokens (`assets/themes`). Leaves: a
//! [`Theme`], whose [`Theme::style`] is the only source of style, for the EPUB's CSS and the PDF's
//! layout alike, and [`Role`], the spine that picks style, XHTML element and PDF structure tag.

mod lines;
mod role;
mod tokens;

pub use lines::LineTokens;
pub use role::Role;
pub use tokens::{
    Align, ArticleStart, Caps, Color, Family, Figures, Furniture, Notes, PageTokens, Style,
    TextTokens, Theme, ThemeError,
};
