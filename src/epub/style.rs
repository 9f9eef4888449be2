//! The style sheet. Input: a [`Theme`]. Output: CSS, the structure (`assets/css/edition.css`) and a
//! rule for each role that the EPUB shows, made of the tokens that the PDF's layout reads too.
//!
//! A reader chooses face, size and page: the body sets neither, all lengths are in em, no text has
//! a colour, and the accent is that of rules alone, moved to where it is seen on white and on
//! black.

use std::fmt::Write;

use super::fonts::{self, EpubFonts};
use super::selectors::{font_declaration, is_container, selector};
use crate::theme::{Align, Caps, Color, Family, Figures, Role, Style, Theme};

/// The part that no theme changes.
const STRUCTURE: &str = include_str!("../../assets/css/edition.css");

/// What is different where a line holds few words.
const NARROW: &str = include_str!("../../assets/css/narrow.css");

/// Opening words as the author wrote them.
const PLAIN_OPENING: &str = "\
.small-caps {
\tfont-size: inherit;
\tfont-variant-caps: normal;
\tletter-spacing: inherit;
}

";

/// How much of a page's scale of sizes a screen takes: a ratio r above 1 becomes r^0.6, so that a
/// headline of three times the text is less than twice as large where a line holds forty
/// characters, and one below 1 becomes r^0.8, so that captions stay legible on a coarse screen.
const SCALE: (f64, f64) = (0.6, 0.8);

/// How much more white a screen gives to figures, tables and code than a page, where half a line
/// and what the grid adds to it do.
const BOX_WHITE: f64 = 1.5;

/// Relative luminance that contrasts as well with white as with black (WCAG 2.2: 4.58 to 1):
/// (1.05) / (L + 0.05) = (L + 0.05) / 0.05.
const MIDDLE_LUMINANCE: f64 = 0.179;

/// From this size, in em of the text, letters are held to the width of the page.
const LARGE: f64 = 1.25;

/// The size of the letters of which nine fill nine tenths of the page.
const WIDEST_LETTERS: &str = "11vw";

/// No word of less than six letters is broken, and none before its third letter or its last two;
/// not on three lines in a row, if the reading system supports that.
const HYPHEN_LIMITS: [(&str, &str); 4] = [
    ("-webkit-hyphenate-limit-before", "3"),
    ("-webkit-hyphenate-limit-after", "2"),
    ("-webkit-hyphenate-limit-lines", "2"),
    ("hyphenate-limit-chars", "6 3 2"),
];

/// Channels that differ by less than this are a grey.
const GREY: u8 = 32;

/// The style sheet of a theme, with the faces that travel along; if there are none, those of the
/// reading system are requested by their kind.
pub(super) fn css(theme: &Theme, faces: &EpubFonts) -> String {
    let mut css = font_faces(faces);
    css.push_str(STRUCTURE);
    css.push('\n');
    let embedded = !faces.looks.is_empty();
    for &role in Role::ALL {
        if let Some(selector) = selector(role) {
            rule(&mut css, selector, &declarations(role, theme, embedded));
        }
    }
    paragraphs(&mut css, theme);
    emphasis(&mut css, theme);
    signatures(&mut css, theme);
    accents(&mut css, theme);
    if !theme.text.opening_caps {
        css.push_str(PLAIN_OPENING);
    }
    css.push('\n');
    css.push_str(NARROW);
    css
}

/// The files of the faces that travel along.
fn font_faces(faces: &EpubFonts) -> String {
    let mut css = String::new();
    for (look, file) in &faces.looks {
        let face = [
            ("font-family", format!("\"{}\"", fonts::name(look.family))),
            ("font-weight", look.weight.to_string()),
            ("font-style", slope(look.italic).to_string()),
            ("src", format!("url({file})")),
        ];
        rule(&mut css, "@font-face", &face);
    }
    css
}

fn slope(italic: bool) -> &'static str {
    if italic { "italic" } else { "normal" }
}

type Declaration = (&'static str, String);

fn rule(css: &mut String, selector: &str, declarations: &[Declaration]) {
    if declarations.is_empty() {
        return;
    }
    let _ = writeln!(css, "{selector} {{");
    for (property, value) in declarations {
        let _ = writeln!(css, "\t{property}: {value};");
    }
    css.push_str("}\n\n");
}

/// What a role's style says beyond that of the body.
fn declarations(role: Role, theme: &Theme, embedded: bool) -> Vec<Declaration> {
    let mut out = Vec::new();
    let body = theme.style(Role::Body);
    let style = &on_screen(role, theme.style(role));
    if is_container(role) {
        // Their text has styles of its own, and lists are set in by their labels.
        margins(&mut out, &Style { inset: 0.0, ..style.clone() }, body, 1.0);
        return out;
    }
    let is_body = role == Role::Body;
    let scale = scale(style, body);
    face(&mut out, role, theme, embedded);
    if !is_body {
        size(&mut out, scale / parent_scale(role, theme));
    }
    if is_body || !matches!(role, Role::Quote | Role::Signature) {
        out.push(("line-height", number(style.leading / style.size)));
    }
    // Reading systems centre heads of tables by themselves.
    if is_body || role == Role::TableHead || style.align != body.align {
        aligned(&mut out, style.align);
    }
    if is_body || style.hyphenate != body.hyphenate {
        hyphens(&mut out, style.hyphenate);
    }
    letters(&mut out, style, body, embedded && is_body);
    if !is_body && role != Role::Signature {
        let inset = if role == Role::Box { 0.0 } else { style.inset };
        margins(&mut out, &Style { inset, ..style.clone() }, body, scale);
    }
    out
}

/// The size of a role's letters on a screen, in em of the body.
fn scale(style: &Style, body: &Style) -> f64 {
    let ratio = style.size / body.size;
    ratio.powf(if ratio > 1.0 { SCALE.0 } else { SCALE.1 })
}

/// The size of the letters that a role's element stands among, in em of the body.
fn parent_scale(role: Role, theme: &Theme) -> f64 {
    use Role::*;
    let parent = match role {
        Attribution => PullQuote,
        BoxTitle => Box,
        CoverTitle | CoverDate | CoverHeadline | CoverLine | ContentsTitle | ContentsSection
        | ContentsHeadline | ContentsStandfirst | ContentsFolio | SectionTitle | Kicker
        | Headline | BriefHeadline | Standfirst | Byline | Dateline | Body | DropCap
        | Crosshead | Subhead | Figure | FigureGroup | Picture | Caption | Quote | PullQuote
        | Box | List | ListItem | ListLabel | Code | Table | TableHead | TableCell | Rule
        | Signature | Postscript | NotesTitle | Note | RunningHead | Folio | RunningFoot
        | Furniture | FurnitureTitle | Placeholder => return 1.0,
    };
    scale(theme.style(parent), theme.style(Body))
}

/// The size of letters; large ones no larger than lets a word of nine letters stand on the page
/// whole, however much the reader enlarges them.
fn size(out: &mut Vec<Declaration>, scale: f64) {
    out.push(("font-size", em(scale)));
    if scale > LARGE {
        out.push(("font-size", format!("min({}, {WIDEST_LETTERS})", em(scale))));
    }
}

/// A style where no grid of lines holds the white together: boxes stand freer of the text.
fn on_screen(role: Role, style: &Style) -> Style {
    use Role::*;
    let white = match role {
        Figure | FigureGroup | Table | Code => BOX_WHITE,
        CoverTitle | CoverDate | CoverHeadline | CoverLine | ContentsTitle | ContentsSection
        | ContentsHeadline | ContentsStandfirst | ContentsFolio | SectionTitle | Kicker
        | Headline | BriefHeadline | Standfirst | Byline | Dateline | Body | DropCap
        | Crosshead | Subhead | Picture | Caption | Quote | PullQuote | Attribution | Box
        | BoxTitle | List | ListItem | ListLabel | TableHead | TableCell | Rule | Signature
        | Postscript | NotesTitle | Note | RunningHead | Folio | RunningFoot | Furniture
        | FurnitureTitle | Placeholder => 1.0,
    };
    Style { above: style.above * white, below: style.below * white, ..style.clone() }
}

/// Family, weight and slope. If the reader chooses the text font, only the generic family is
/// declared, if it is not serif or changes.
fn face(out: &mut Vec<Declaration>, role: Role, theme: &Theme, embedded: bool) {
    let font_declaration = font_declaration(role, theme);
    let usual = !matches!(theme.style(Role::Body).family, Family::Sans | Family::Mono);
    let family = font_declaration.family.and_then(|family| match (embedded, kind(family)) {
        (true, kind) => Some(format!("\"{}\", {kind}", fonts::name(family))),
        (false, "serif") if usual => None,
        (false, kind) => Some(kind.to_string()),
    });
    out.extend(family.map(|family| ("font-family", family)));
    let weight = font_declaration.weight.map(|weight| match (embedded, weight) {
        (true, weight) => weight.to_string(),
        // Reading systems have faces in regular and bold.
        (false, 600..) => "bold".to_string(),
        (false, _) => "normal".to_string(),
    });
    out.extend(weight.map(|weight| ("font-weight", weight)));
    out.extend(font_declaration.italic.map(|italic| ("font-style", slope(italic).to_string())));
}

/// What reading systems have of a family.
fn kind(family: Family) -> &'static str {
    match family {
        Family::Sans => "sans-serif",
        Family::Mono => "monospace",
        Family::Serif | Family::SerifDisplay | Family::SerifSubhead | Family::SerifSmall => "serif",
    }
}

/// Letterspacing, case and figures. Figures are declared where they differ from the text's, and for
/// the text itself if its font is known to have them (`figures_known`).
fn letters(out: &mut Vec<Declaration>, style: &Style, body: &Style, figures_known: bool) {
    if style.tracking != 0.0 {
        out.push(("letter-spacing", em(style.tracking)));
    }
    match style.caps {
        Caps::Normal => {}
        Caps::Upper => out.push(("text-transform", "uppercase".into())),
        Caps::Small => out.push(("font-variant-caps", "small-caps".into())),
    }
    if figures_known || style.figures != body.figures || style.family != body.family {
        let figures = match style.figures {
            Figures::OldStyle => "oldstyle-nums",
            Figures::Lining => "lining-nums",
            Figures::Tabular => "lining-nums tabular-nums",
        };
        out.push(("font-variant-numeric", figures.into()));
    }
    if style.balance {
        out.push(("text-wrap", "balance".into()));
    }
}

fn margins(out: &mut Vec<Declaration>, style: &Style, body: &Style, scale: f64) {
    // An em of the element is `scale` em of the body.
    let length = |points: f64| em(points / body.size / scale);
    if style.above != 0.0 || style.below != 0.0 {
        out.push(("margin-top", length(style.above)));
        out.push(("margin-bottom", length(style.below)));
    }
    if style.inset != 0.0 {
        out.push(("margin-left", length(style.inset)));
        out.push(("margin-inline", format!("{} 0", length(style.inset))));
    }
}

fn hyphens(out: &mut Vec<Declaration>, on: bool) {
    let value = if on { "auto" } else { "none" };
    for property in ["adobe-hyphenate", "-webkit-hyphens", "-epub-hyphens", "hyphens"] {
        out.push((property, value.into()));
    }
    if on {
        out.extend(HYPHEN_LIMITS.map(|(property, limit)| (property, limit.to_string())));
    }
}

/// Left is where lines start and right where they end, declared twice: old reading systems know no
/// `start`.
fn aligned(out: &mut Vec<Declaration>, align: Align) {
    let words: &[&str] = match align {
        Align::Justify => &["justify"],
        Align::Left => &["left", "start"],
        Align::Center => &["center"],
        Align::Right => &["right", "end"],
    };
    out.extend(words.iter().map(|word| ("text-align", (*word).to_string())));
}

/// How paragraphs are distinguished: by an indent, or by white between them.
fn paragraphs(css: &mut String, theme: &Theme) {
    let body = theme.style(Role::Body);
    let indent = em(body.indent);
    let space = theme.text.paragraph_space;
    rule(css, "p, li p + p, aside p + p", &[("text-indent", indent)]);
    if space > 0.0 {
        rule(css, "p + p", &[("margin-top", em(space / body.size))]);
        rule(css, "p + .signature", &[("margin-top", "0".into())]);
        let code = scale(theme.style(Role::Code), body);
        rule(css, "p + .code", &[("margin-top", em(space / body.size / code))]);
    }
}

/// Emphasis within italics is upright.
fn emphasis(css: &mut String, theme: &Theme) {
    for role in [Role::Quote, Role::Subhead, Role::Postscript] {
        if theme.style(role).italic {
            let selector = format!(".{} em", role.name());
            rule(css, &selector, &[("font-style", "normal".into())]);
        }
    }
}

/// The white below a letter is that of its last signature: name and place stand close.
fn signatures(css: &mut String, theme: &Theme) {
    let below = em(theme.style(Role::Signature).below / theme.style(Role::Body).size);
    let _ = write!(
        css,
        ".signature + * {{\n\tmargin-top: {below};\n}}\n\n\
         .signature + .signature {{\n\tmargin-top: 0;\n}}\n\n"
    );
}

/// The rules that take the theme's colour, and the first letter where a reading system can let it
/// in.
fn accents(css: &mut String, theme: &Theme) {
    let accent = legible(theme.text.accent).map_or_else(|| "currentColor".into(), Color::hex);
    let _ = write!(
        css,
        ".opener, .contents-section {{\n\tborder-top: 1px solid {accent};\n}}\n\n\
         .pull-quote, .box {{\n\tborder-top: 0.15em solid {accent};\n}}\n\n\
"
    );
    let lines = theme.text.drop_cap;
    let body = theme.style(Role::Body);
    // A first paragraph shorter than its letter is as tall as that.
    let height = em(lines as f64 * body.leading / body.size);
    if lines > 1 {
        let _ = write!(
            css,
            "@supports (initial-letter: 2) or (-webkit-initial-letter: 2) {{\n\
             \t.opening {{\n\
             \t\torphans: {lines};\n\
             \t\tmin-height: {height};\n\
             \t}}\n\n\
             \t.opening::first-letter {{\n\
             \t\t-webkit-initial-letter: {lines};\n\
             \t\tinitial-letter: {lines};\n\
             \t\tmargin-right: 0.1em;\n\
             \t\tletter-spacing: 0;\n\
             \t\tfont-variant-caps: normal;\n\
             \t}}\n}}\n"
        );
    }
}

/// A colour moved to the middle of light and dark, where it is legible on white and on black;
/// `None` for greys, which are the reader's choice.
fn legible(color: Color) -> Option<Color> {
    let channels = [color.r, color.g, color.b];
    let spread = channels.iter().max()? - channels.iter().min()?;
    if spread < GREY {
        return None;
    }
    let linear = color.light();
    let luminance = color.luminance().max(0.001);
    // More or less of the same light keeps the hue; what a full channel cannot give, white must.
    let brightest = linear.iter().copied().fold(0.0, f64::max);
    let factor = (MIDDLE_LUMINANCE / luminance).min(1.0 / brightest);
    let scaled = linear.map(|c| c * factor);
    let reached = luminance * factor;
    let white = ((MIDDLE_LUMINANCE - reached) / (1.0 - reached)).max(0.0);
    let [r, g, b] = scaled.map(|c| encoded(c + (1.0 - c) * white));
    Some(Color { r, g, b })
}

/// Light as an sRGB channel.
fn encoded(light: f64) -> u8 {
    let c = if light <= 0.0031308 { light * 12.92 } else { 1.055 * light.powf(1.0 / 2.4) - 0.055 };
    (c * 255.0).round().clamp(0.0, 255.0) as u8
}

fn em(value: f64) -> String {
    format!("{}em", number(value))
}

/// Three decimals at most.
fn number(value: f64) -> String {
    let rounded = (value * 1000.0).round() / 1000.0;
    format!("{rounded}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_hold_on_white_and_on_black() {
        for theme in Theme::names() {
            let theme = Theme::named(theme).expect("an embedded theme");
            let Some(accent) = legible(theme.text.accent) else {
                assert_eq!(theme.text.accent, Color::BLACK, "{}", theme.name);
                continue;
            };
            let light = accent.luminance();
            assert!(1.05 / (light + 0.05) >= 4.5, "{} on white", accent.hex());
            assert!((light + 0.05) / 0.05 >= 4.5, "{} on black", accent.hex());
        }
    }

    #[test]
    fn no_rule_sets_a_grey_or_a_page() {
        for theme in Theme::names() {
            let css = css(&Theme::named(theme).expect("an embedded theme"), &EpubFonts::default());
            let css = css.replace("img {\n\tbackground-color: #fff;\n}", "");
            // The tint of boxes lets the page through.
            let css = css.replace("background-color: rgba(128, 128, 128, 0.1);", "");
            assert!(!css.contains("background"));
            assert!(!css.contains("#111111") && !css.contains("#333333"));
        }
    }
}
