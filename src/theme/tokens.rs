//! The tokens. Input: what theme files say, merged ([`Layer`]). Output: [`PageTokens`],
//! [`TextTokens`], [`LineTokens`], [`DetailTokens`] and [`Style`], all lengths in points.
//!
//! A token is declared here once: its name in theme files, its type, and what it may hold. Reading,
//! printing and the suggestions for mistyped names follow from that. `docs/themes.md` names them
//! all.

use std::collections::BTreeMap;

use super::value::{Color, TokenKind, Typed, Value};
use super::words::{Align, ArticleStart, Caps, Family, Figures, Folios, Furniture, Notes};
use crate::geometry::{Paper, Pt};

/// A token as it is declared.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    /// Its name in theme files.
    pub(super) name: &'static str,
    /// What it may hold.
    pub(super) kind: TokenKind,
}

/// The values of a group's tokens, by name.
pub(super) type Layer = BTreeMap<&'static str, Value>;

/// Declares a group of tokens: a field with its name in theme files, its type and its kind.
macro_rules! tokens {
    ($(#[$doc:meta])* $group:ident { $(
        $(#[$field_doc:meta])* $field:ident: $type:ty, $name:literal = $kind:expr;
    )* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq)]
        pub struct $group { $($(#[$field_doc])* pub $field: $type,)* }

        impl $group {
            /// The declarations, in the order in which they are printed.
            pub(super) const TOKENS: &'static [Token] =
                &[$(Token { name: $name, kind: $kind },)*];

            /// The group that a layer makes; fails with the name of the first token that it lacks.
            pub(super) fn of(layer: &Layer) -> Result<Self, &'static str> {
                Ok(Self { $(
                    $field: Typed::typed(layer.get($name), $kind).ok_or($name)?,
                )* })
            }
        }
    };
}

/// White and rules of a page, at most, in millimetres.
const MARGIN: TokenKind = TokenKind::Millimetres(0.0, 100.0);
/// White above and below a block, and at its side.
const WHITE: TokenKind = TokenKind::Points(0.0, 300.0);

/// The baseline grid, from one line to the next.
pub(super) const GRID: TokenKind = TokenKind::Points(6.0, 72.0);

tokens! {
    /// The page.
    PageTokens {
        /// White above the first line.
        top: Pt, "top" = MARGIN;
        /// White at the spine.
        inside: Pt, "inside" = MARGIN;
        /// White at the fore edge.
        outside: Pt, "outside" = MARGIN;
        /// White below the last line.
        foot: Pt, "foot" = MARGIN;
        /// Columns of text, where the paper has room for them.
        columns: usize, "columns" = TokenKind::Whole(1, 4);
        /// The narrowest column: a paper on which columns would be narrower gets fewer. Where it is
        /// not said, 180 points or what the columns measure on A4, whichever is less.
        least_column: Option<Pt>, "least-column" = TokenKind::Points(40.0, 1000.0);
        /// White between columns.
        gutter: Pt, "gutter" = MARGIN;
        /// Width of the furniture column; 0 for none.
        furniture: Pt, "furniture" = MARGIN;
        /// The baseline grid.
        grid: Pt, "grid" = GRID;
        /// The paper where none is requested; A4 where it is not said.
        paper: Option<Paper>, "paper" = TokenKind::Paper;
    }
}

tokens! {
    /// How articles and paragraphs behave.
    TextTokens {
        /// The theme's colour.
        accent: Color, "accent" = TokenKind::Color;
        /// Lines that the first letter of an article takes; 0 for none.
        drop_cap: usize, "drop-cap" = TokenKind::Whole(0, 6);
        /// Whether the first words of an article are set in small capitals.
        opening_caps: bool, "opening-caps" = TokenKind::Flag;
        /// Where an article starts.
        article_start: ArticleStart, "article-start" = TokenKind::Word(ArticleStart::WORDS);
        /// White between paragraphs; with none, paragraphs are indented.
        paragraph_space: Pt, "paragraph-space" = TokenKind::Points(0.0, 72.0);
        /// What stands at the head and foot of pages.
        furniture: Furniture, "furniture" = TokenKind::Word(Furniture::WORDS);
        /// Whether a section opens with its name.
        section_openers: bool, "section-openers" = TokenKind::Flag;
        /// Whether the edition has a cover page and a contents page.
        front_matter: bool, "front-matter" = TokenKind::Flag;
        /// How cover and contents are numbered.
        front_folios: Folios, "front-folios" = TokenKind::Word(Folios::WORDS);
        /// Where an article's notes stand.
        notes: Notes, "notes" = TokenKind::Word(Notes::WORDS);
        /// Whether the articles of a section of briefs run on in the column.
        digest: bool, "digest" = TokenKind::Flag;
        /// Whether the EPUB's lists of articles tell how many words each has.
        word_counts: bool, "word-counts" = TokenKind::Flag;
    }
}

/// Thickness of rules.
const RULE: TokenKind = TokenKind::Points(0.0, 12.0);
/// White beside something small.
const SPACE: TokenKind = TokenKind::Points(0.0, 24.0);
/// White in lines of the grid.
const LINES: TokenKind = TokenKind::Part(0.0, 6.0);

tokens! {
    /// Rules and small white of pages: details that no role's style has.
    DetailTokens {
        /// Thickness of the rules above articles that run on, briefs and entries of the front.
        hairline: Pt, "hairline" = RULE;
        /// Thickness of the rule at the head of a magazine's page.
        head_rule: Pt, "head-rule" = RULE;
        /// Thickness of the rule above boxes and pull quotes.
        box_rule: Pt, "box-rule" = RULE;
        /// Thickness of the rule between parts of a text.
        break_rule: Pt, "break-rule" = RULE;
        /// Its width, as a part of the measure.
        break_width: f64, "break-width" = TokenKind::Part(0.0, 1.0);
        /// Thickness of the rule above notes.
        note_rule: Pt, "note-rule" = RULE;
        /// Width of the column of numbers beside notes.
        note_number: Pt, "note-number" = SPACE;
        /// White between notes at the end of an article.
        note_space: Pt, "note-space" = SPACE;
        /// White below a picture across the page above an article, in lines.
        lead_space: f64, "lead-space" = LINES;
        /// White between the head of an article and its columns, in lines.
        head_space: f64, "head-space" = LINES;
        /// White beside a drop capital, in em of it.
        drop_cap_space: f64, "drop-cap-space" = TokenKind::Em(0.0, 1.0);
        /// White between a picture and the text beside it.
        runaround_space: Pt, "runaround-space" = SPACE;
        /// The part of the measure that a picture with text beside it takes.
        runaround_width: f64, "runaround-width" = TokenKind::Part(0.1, 0.6);
        /// White between the rule of a pull quote and its capitals.
        pull_quote_space: Pt, "pull-quote-space" = SPACE;
        /// White between a pull quote and who said it.
        attribution_space: Pt, "attribution-space" = SPACE;
        /// White around a listing, on its ground.
        code_padding: Pt, "code-padding" = SPACE;
        /// White between the number or bullet of an item and its text.
        label_space: Pt, "label-space" = SPACE;
        /// White between entries of the contents.
        contents_space: Pt, "contents-space" = SPACE;
        /// White between the folio of an entry and its headline.
        contents_folio_space: Pt, "contents-folio-space" = SPACE;
        /// Lines that the standfirst of an entry takes at most.
        contents_standfirst: usize, "contents-standfirst" = TokenKind::Whole(1, 20);
        /// Most pictures in the row at the foot of the contents.
        contents_pictures: usize, "contents-pictures" = TokenKind::Whole(0, 6);
        /// Their height, as a part of their width.
        contents_picture_height: f64, "contents-picture-height" = TokenKind::Part(0.2, 2.0);
        /// White above the title on the cover, as a part of the page's height.
        cover_top: f64, "cover-top" = TokenKind::Part(0.0, 0.5);
        /// The size of the main headline on a cover without a picture, in parts of that on a picture.
        cover_lead: f64, "cover-lead" = TokenKind::Part(0.5, 4.0);
    }
}

tokens! {
    /// How text of a role is set.
    Style {
        /// The family.
        family: Family, "family" = TokenKind::Word(Family::WORDS);
        /// 400 regular, 600 semibold, 700 bold.
        weight: u16, "weight" = TokenKind::Whole(100, 900);
        /// Whether it leans.
        italic: bool, "italic" = TokenKind::Flag;
        /// Size.
        size: Pt, "size" = TokenKind::Points(4.0, 200.0);
        /// From baseline to baseline.
        leading: Pt, "leading" = TokenKind::Points(4.0, 240.0);
        /// Colour of the letters.
        color: Color, "color" = TokenKind::Color;
        /// Colour behind them; that of the paper where it is not said.
        ground: Option<Color>, "ground" = TokenKind::Color;
        /// How lines stand.
        align: Align, "align" = TokenKind::Word(Align::WORDS);
        /// Whether words may be broken.
        hyphenate: bool, "hyphenate" = TokenKind::Flag;
        /// Whether lines are to be of even length.
        balance: bool, "balance" = TokenKind::Flag;
        /// Indent of the first line, in em.
        indent: f64, "indent" = TokenKind::Em(0.0, 10.0);
        /// White on the left.
        inset: Pt, "inset" = WHITE;
        /// White above.
        above: Pt, "above" = WHITE;
        /// White below.
        below: Pt, "below" = WHITE;
        /// Letterspacing, in em.
        tracking: f64, "tracking" = TokenKind::Em(-0.2, 1.0);
        /// Case.
        caps: Caps, "caps" = TokenKind::Word(Caps::WORDS);
        /// Figures.
        figures: Figures, "figures" = TokenKind::Word(Figures::WORDS);
        /// The widest a line may be; 0 for the whole measure.
        max_measure: Pt, "max-measure" = TokenKind::Millimetres(0.0, 1000.0);
    }
}

tokens! {
    /// How far a line may give way, and what its breaks cost: within the range in which type still
    /// looks like type. One value for all text of a theme.
    #[derive(Copy)]
    LineTokens {
        /// How far letters may be drawn apart or together, in em.
        tracking: f64, "tracking" = TokenKind::Em(0.0, 0.02);
        /// How far glyphs may be widened or narrowed, as a part of their width.
        scaling: f64, "scaling" = TokenKind::Part(0.0, 0.02);
        /// How far a word space may stretch and still look right, as a part of its width.
        space_stretch: f64, "space-stretch" = TokenKind::Part(0.1, 1.0);
        /// How far a word space may shrink, as a part of its width.
        space_shrink: f64, "space-shrink" = TokenKind::Part(0.0, 0.4);
        /// Whether punctuation hangs into the margins.
        protrusion: bool, "protrusion" = TokenKind::Flag;
        /// The cost of hyphens: 1 as in good bookwork, 0 for none.
        hyphen: f64, "hyphen" = TokenKind::Part(0.0, 10.0);
        /// Hyphens that may stand one below the other before a line is set badly instead.
        hyphen_ladder: u8, "hyphen-ladder" = TokenKind::Whole(1, 5);
    }
}

impl Default for LineTokens {
    /// Those of the magazine.
    fn default() -> Self {
        LineTokens {
            tracking: 0.017,
            scaling: 0.02,
            space_stretch: 0.5,
            space_shrink: 0.29,
            protrusion: true,
            hyphen: 1.0,
            hyphen_ladder: 2,
        }
    }
}

/// What a style does not have from the body: its place in the column is its own.
pub(super) const OWN: [&str; 4] = ["indent", "inset", "above", "below"];
/// Its background is its own too.
pub(super) const GROUND: &str = "ground";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theme::Role;

    #[test]
    fn every_token_and_role_is_in_the_documentation() {
        let text = include_str!("../../docs/themes.md");
        let groups = [PageTokens::TOKENS, TextTokens::TOKENS, LineTokens::TOKENS];
        let tokens = [groups.concat(), [DetailTokens::TOKENS, Style::TOKENS].concat()].concat();
        let roles = Role::ALL.iter().map(|role| role.name());
        let missing: Vec<&str> = tokens
            .iter()
            .map(|token| token.name)
            .chain(roles)
            .filter(|name| !text.contains(&format!("`{name}`")))
            .collect();
        assert!(missing.is_empty(), "docs/themes.md does not name {missing:?}");
    }
}
