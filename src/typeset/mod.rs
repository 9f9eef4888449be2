//! Setting type, line by line. Input: text with letter styles and a measure. Output:
//! [`SetParagraph`]s, lines of positioned glyphs.
//!
//! 1. [`Fonts`] holds the faces: those the program carries and, where a text needs them, installed
//!    ones.
//! 2. [`Shaper`] turns words into glyphs, each word of a style once (one shaper per thread).
//! 3. [`Shaper::paragraph`] makes items (letters, spaces) of a text and finds its breakpoints: by
//!    Unicode (`segment`) but for words that keep company (`ties`), by hyphens (`hyphenate`),
//!    within addresses; what hangs (`protrusion`).
//! 4. [`Paragraph::breaks`] finds where its lines end by total fit, on numbers alone (`linebreak`);
//!    [`Paragraph::lines`] sets them.
//!
//! It knows nothing of pages, editions or files.

mod face;
mod fallback;
mod fonts;
mod glyph_store;
mod hyphenate;
mod items;
mod linebreak;
mod model;
mod paragraph;
mod prepare;
mod protrusion;
mod rivers;
mod script;
mod segment;
mod shape;
mod ties;

pub use fallback::folders as font_folders;
pub use fonts::{FaceId, Fonts, Metrics};
pub use glyph_store::{Glyphs, SetGlyph};
pub use model::{GlyphRun, LetterStyle, Line, Measure, ParagraphStyle, Segment, SetParagraph};
pub use paragraph::{LineBreaks, Paragraph};
pub use shape::Shaper;
