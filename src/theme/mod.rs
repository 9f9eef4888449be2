//! The look of an edition, as tokens. Input: theme files, ours (`assets/themes`) and the user's.
//! Output: a [`Theme`], whose [`Theme::style`] is the only source of style, for the EPUB's CSS and
//! the PDF's layout alike, and [`Role`], the spine that picks style, XHTML element and PDF
//! structure tag.
//!
//! 1. `tokens` declares every token, `value` and `words` what it may hold.
//! 2. `file` reads what a theme file says, and names what is wrong in it; `embedded` has our files.
//! 3. `complete` lays a file over those it inherits from, token by token, and makes the [`Theme`].

mod complete;
mod embedded;
mod error;
mod file;
mod role;
mod tokens;
mod value;
mod words;

pub use complete::Theme;
pub use error::ThemeError;
pub use role::Role;
pub use tokens::{DetailTokens, LineTokens, PageTokens, Style, TextTokens};
pub use value::Color;
pub use words::{Align, ArticleStart, Caps, Family, Figures, Folios, Furniture, Notes};
