//! A cover for an edition without a cover picture. Input: title, date, main headlines and the
//! theme. Output: a JPEG of 1600 × 2560 pixels (what Kindle and Kobo ask for).
//!
//! The text is set by the same code as the PDF and drawn as outlines, so no reading system needs
//! the fonts: a band in the accent with the title and the date, below it the main story, large, and
//! the other headlines under hairlines.

use crate::drawing::Drawing;
use crate::edition::Edition;
use crate::geometry::Pt;
use crate::media::{EpubPicture, PictureError};
use crate::theme::{Align, Color, Role, Style, Theme};
use crate::typeset::{Fonts, LetterStyle, Measure, ParagraphStyle, Segment, SetParagraph, Shaper};

/// Pixels across and down.
const PIXELS: (u32, u32) = (1600, 2560);

/// The cover is set on a page of these points and enlarged four times.
const WIDTH: Pt = 400.0;
const HEIGHT: Pt = 640.0;

/// White at both sides; the measure is what stands between.
const MARGIN: Pt = 34.0;
const MEASURE: Pt = WIDTH - 2.0 * MARGIN;

/// The least depth of the band, about a quarter of the page.
const BAND: Pt = 156.0;

/// White that stays free at the foot.
const FOOT: Pt = 30.0;

/// How the article of the day and the ones below it are set, as parts of the theme's sizes.
const MAIN: f64 = 1.16;
const FURTHER: f64 = 0.56;

/// Draws the cover.
pub(super) fn draw(edition: &Edition) -> Result<EpubPicture, PictureError> {
    let letters = edition.cover_letters().into_keys().collect();
    let (fonts, _) = Fonts::for_letters(&letters, &[]);
    let mut cover = CoverDrawing {
        edition,
        theme: &edition.theme,
        shaper: Shaper::new(&fonts),
        drawing: Drawing::new(&fonts, WIDTH, HEIGHT),
    };
    cover.drawing.fill(0.0, 0.0, WIDTH, HEIGHT, Color::WHITE);
    let band = cover.masthead();
    cover.headlines(band);
    let svg = cover.drawing.finish();
    let (width, height) = PIXELS;
    let bytes = edition.pictures.draw_as_jpeg(&svg, width, height)?;
    Ok(EpubPicture {
        bytes,
        media_type: "image/jpeg",
        extension: "jpg",
        width,
        height,
        is_animated: false,
    })
}

struct CoverDrawing<'e, 'f> {
    edition: &'e Edition,
    theme: &'e Theme,
    shaper: Shaper<'f>,
    drawing: Drawing<'f>,
}

impl CoverDrawing<'_, '_> {
    /// The band: title, a hairline, date and publisher. Returns where it ends.
    fn masthead(&mut self) -> Pt {
        let meta = &self.edition.meta;
        let title_style = self.title_style(&meta.title);
        let title = self.set(&meta.title, &title_style);
        let depth = title_style.leading * title.lines.len().max(1) as f64;
        let line_at = (BAND - 40.0).max(MARGIN + depth + 14.0);
        let band = line_at + 40.0;
        self.drawing.fill(0.0, 0.0, WIDTH, band, self.theme.text.accent);
        self.place(&title, &title_style, line_at - 14.0 - depth);
        self.drawing.fill(MARGIN, line_at, MEASURE, 0.5, title_style.color);
        let date_style = scaled(self.theme.style(Role::CoverDate), 1.1);
        if let Some(date) = &meta.date_text {
            let date = self.set(date, &date_style);
            self.place(&date, &date_style, line_at + 9.0);
        }
        if let Some(publisher) = meta.publisher.as_ref().filter(|name| **name != meta.title) {
            let style = Style { align: Align::Right, ..date_style };
            let publisher = self.set(publisher, &style);
            self.place(&publisher, &style, line_at + 9.0);
        }
        band
    }

    /// The title as large as it can stand on one line, or else on two.
    fn title_style(&mut self, title: &str) -> Style {
        let style = self.theme.style(Role::CoverTitle);
        let width = self.natural_width(title, style);
        let fits = MEASURE / width.max(1.0) * 0.998;
        let on_two_lines = (fits * 1.7).min(1.0);
        let factor = if fits >= 0.6 { fits.min(1.5) } else { on_two_lines.max(0.4) };
        Style { balance: true, align: Align::Left, ..scaled(style, factor) }
    }

    /// The main story, then the further ones, as many as there is room for.
    fn headlines(&mut self, band: Pt) {
        let articles = self.edition.main_headlines();
        let Some((main, further)) = articles.split_first() else { return };
        let ink = self.theme.style(Role::Headline).color;
        let headline_style = self.theme.style(Role::CoverHeadline);
        let main_style = Style {
            color: ink,
            balance: true,
            ..scaled(headline_style, self.fitting(&main.title))
        };
        let mut y = band + 34.0;
        if let Some(kicker) = &main.kicker {
            y = self.kicker(kicker, y) + 3.0;
        }
        y = self.paragraph(&main.title, &main_style, y);
        if let Some(standfirst) = &main.standfirst {
            let style = scaled(self.theme.style(Role::Standfirst), 0.98);
            y = self.paragraph(standfirst, &Style { balance: true, ..style }, y + 8.0);
        }
        let further_style = Style { color: ink, ..scaled(headline_style, FURTHER) };
        let blocks: Vec<_> = further
            .iter()
            .map(|article| {
                let title = self.set(&article.title, &further_style);
                let kicker = article.kicker.as_deref();
                let depth = title.lines.len() as f64 * further_style.leading
                    + kicker.map_or(0.0, |_| self.theme.style(Role::Kicker).leading + 1.0);
                (kicker, title, depth + 22.0)
            })
            .collect();
        self.further(&blocks, &further_style, y + 26.0);
    }

    /// The further headlines stand on the foot of the page, or below the main story if they fill
    /// it.
    fn further(&mut self, blocks: &[(Option<&str>, SetParagraph, Pt)], style: &Style, least: Pt) {
        let bottom = HEIGHT - FOOT;
        let mut depth = 0.0;
        let fits = |(_, _, block): &&(Option<&str>, SetParagraph, Pt)| {
            depth += block;
            least + depth <= bottom
        };
        let count = blocks.iter().take_while(fits).count();
        let shown = &blocks[..count];
        let depth: Pt = shown.iter().map(|(_, _, depth)| depth).sum();
        let mut y = bottom - depth;
        for (kicker, title, depth) in shown {
            self.drawing.fill(MARGIN, y, MEASURE, 0.5, self.theme.text.accent);
            let mut top = y + 9.0;
            if let Some(kicker) = kicker {
                top = self.kicker(kicker, top) + 1.0;
            }
            self.place(title, style, top);
            y += depth;
        }
    }

    /// How large the main headline stands: a long one smaller.
    fn fitting(&mut self, title: &str) -> f64 {
        let style = self.theme.style(Role::CoverHeadline);
        let lines = self.natural_width(title, style) * MAIN / MEASURE;
        if lines > 3.5 { (MAIN * 3.5 / lines).max(0.6) } else { MAIN }
    }

    fn kicker(&mut self, words: &str, y: Pt) -> Pt {
        let style = self.theme.style(Role::Kicker);
        self.paragraph(words, &style.clone(), y)
    }

    /// Sets and places words; returns where they end.
    fn paragraph(&mut self, words: &str, style: &Style, y: Pt) -> Pt {
        let setting = self.set(words, style);
        self.place(&setting, style, y);
        y + style.leading * setting.lines.len() as f64
    }

    fn natural_width(&mut self, words: &str, style: &Style) -> Pt {
        let lang = &self.edition.meta.language;
        self.shaper.line(&[segment(words, style)], lang).width
    }

    fn set(&mut self, words: &str, style: &Style) -> SetParagraph {
        let paragraph_style = ParagraphStyle {
            lang: self.edition.meta.language.clone(),
            align: style.align,
            hyphenate: false,
            balance: style.balance,
            indent: 0.0,
            widest_word: f64::INFINITY,
            lines: self.theme.lines,
        };
        let paragraph = self.shaper.paragraph(&[segment(words, style)], &paragraph_style);
        paragraph.set(&Measure::even(MEASURE))
    }

    /// Draws lines from `top`; the letters stand in the middle of their leading.
    fn place(&mut self, setting: &SetParagraph, style: &Style, top: Pt) {
        let lift = (style.leading - style.size) / 2.0 + style.size * 0.8;
        for (n, line) in setting.lines.iter().enumerate() {
            let baseline = top + lift + style.leading * n as f64;
            self.drawing.line(line, MARGIN, baseline, style.color);
        }
    }
}

fn segment<'t>(words: &'t str, style: &Style) -> Segment<'t> {
    Segment { text: words, letters: LetterStyle::from(style), key: 0, hyphenate: false, lang: None }
}

fn scaled(style: &Style, factor: f64) -> Style {
    Style { size: style.size * factor, leading: style.leading * factor, ..style.clone() }
}
