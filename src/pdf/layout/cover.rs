//! The cover page. Input: an edition. Output: a [`PageDraft`] without margins: the input's own
//! cover, or one that is drawn: masthead, date and main headlines.

use super::contents::cover_fit;
use super::context::LayoutContext;
use super::copyfit::{scaled, squeeze};
use super::page_draft::PageDraft;
use super::text::{SetText, TextSpec, plain};
use crate::edition::{Cover, Edition, EditionArticle, Section};
use crate::geometry::{Pt, Rect, Size};
use crate::media::PictureId;
use crate::pdf::pages::{Owner, PageItem, Placed};
use crate::theme::{Color, Role, Style};
use crate::typeset::Measure;

/// Pictures of these proportions are covers as they are; others stand below a masthead.
const UPRIGHT: std::ops::Range<f64> = 0.55..0.95;

/// Words that do not fit the cover become smaller by steps of this part, …
const STEP: f64 = 0.9;
/// … to this part of their size at last, …
const SMALLEST: f64 = 0.4;
/// … and the title to this one, before it takes two lines.
const MIN_TITLE: f64 = 0.72;
/// The part of a cover's height that its masthead may take, …
const MOST_MASTHEAD: f64 = 0.75;
/// … and the date and the publisher in it.
const MOST_FACTS: f64 = 0.2;
/// White at the edges of a cover that has no room for more.
const EDGE: Pt = 4.0;

/// Lays the cover out; `None` if the edition has none.
pub(crate) fn cover(context: &mut LayoutContext<'_>, edition: &Edition) -> Option<PageDraft> {
    let mut cover = CoverPage { context, edition, items: Vec::new(), said: 0 };
    match edition.cover {
        Cover::None => return None,
        Cover::Picture(id) => cover.picture(id),
        Cover::Drawn => cover.drawn(),
    }
    Some(PageDraft { items: cover.items, ..PageDraft::default() })
}

struct CoverPage<'a, 'f> {
    context: &'a mut LayoutContext<'f>,
    edition: &'a Edition,
    items: Vec<Placed>,
    /// How many lines and pictures it has so far.
    said: u16,
}

impl CoverPage<'_, '_> {
    fn fill(&mut self, rect: Rect, color: Color) {
        self.items.push(Placed { owner: Owner::Artifact, item: PageItem::Fill { rect, color } });
    }

    /// The next thing that the cover says.
    fn next(&mut self) -> Owner {
        self.said += 1;
        Owner::Cover(self.said - 1)
    }

    fn page(&self) -> Rect {
        let geometry = self.context.geometry;
        Rect::new(0.0, 0.0, geometry.size.width, geometry.size.height)
    }

    fn set(&mut self, words: &str, style: &Style, width: Pt) -> SetText {
        let owner = self.next();
        self.set_as(owner, words, style, width)
    }

    fn set_as(&mut self, owner: Owner, words: &str, style: &Style, width: Pt) -> SetText {
        let runs = [plain(words)];
        let lang = &self.edition.meta.language;
        self.context.setter.set(
            TextSpec { runs: &runs, style, lang, owner },
            &Measure::even(width),
            0.0,
        )
    }

    /// Words in a style, no higher than `room`: smaller if need be, or without their end.
    fn squeezed(&mut self, owner: Owner, words: &str, style: &Style, room: Pt) -> SetText {
        let (runs, lang) = ([plain(words)], &self.edition.meta.language);
        let room = Size { width: self.context.geometry.area.width, height: room };
        squeeze(&mut self.context.setter, TextSpec { runs: &runs, style, lang, owner }, room)
    }

    /// A picture of the input: the whole page if it is upright, else below a masthead.
    fn picture(&mut self, id: PictureId) {
        let picture = self.context.pictures.get(id);
        let proportion = f64::from(picture.width) / f64::from(picture.height.max(1));
        let alt = Some(self.edition.meta.title.clone());
        let page = self.page();
        let whole = UPRIGHT.contains(&proportion);
        let top = if whole { 0.0 } else { self.masthead() };
        let clip = Rect::new(0.0, top, page.width, page.height - top);
        let frame = cover_fit(proportion, clip);
        let owner = self.next();
        self.items
            .push(Placed { owner, item: PageItem::Picture { picture: id, frame, clip, alt } });
        if !whole {
            self.headlines_on_picture(clip);
        }
    }

    /// The masthead: a band in the accent with title, rule and date. Returns its height.
    fn masthead(&mut self) -> Pt {
        let geometry = self.context.geometry;
        let theme = self.context.theme;
        let area = geometry.area;
        let page = geometry.size.height;
        let meta = &self.edition.meta;
        let mut title = self.title(&meta.title);
        let date_style = theme.style(Role::CoverDate);
        let top = page * theme.details.cover_top;
        let date = self.fact(meta.date_text.as_deref().unwrap_or_default());
        let publisher = meta.publisher.as_deref().filter(|publisher| *publisher != meta.title);
        let publisher = self.fact(publisher.unwrap_or_default());
        let beside = date.width() + publisher.width() + date_style.size <= area.width;
        let facts = match beside {
            true => date.height().max(publisher.height()),
            false => date.height() + publisher.height(),
        };
        let room = page * MOST_MASTHEAD - top - 16.0 - facts;
        let mut foot = 28.0;
        if title.height() > room {
            foot = EDGE;
            let style = theme.style(Role::CoverTitle);
            title = self.squeezed(Owner::Cover(0), &meta.title, style, room);
        }
        let rule_y = top + title.height() + 10.0;
        let below = rule_y + 6.0;
        let mut items = Vec::new();
        date.place(area.x, below, &mut items);
        match beside {
            true => publisher.place(area.right() - publisher.width(), below, &mut items),
            false => publisher.place(area.x, below + date.height(), &mut items),
        }
        let height = below + facts + foot;
        self.fill(Rect::new(0.0, 0.0, geometry.size.width, height), theme.text.accent);
        title.place(area.x, top, &mut self.items);
        self.fill(Rect::new(area.x, rule_y, area.width, theme.details.hairline), Color::WHITE);
        self.items.append(&mut items);
        height
    }

    /// Date or publisher, at the size of the date unless that takes too much of the cover.
    fn fact(&mut self, words: &str) -> SetText {
        let geometry = self.context.geometry;
        let style = self.context.theme.style(Role::CoverDate);
        let owner = self.next();
        let room = (geometry.size.height * MOST_FACTS / 2.0).max(style.leading);
        let set = self.set_as(owner, words, style, geometry.area.width);
        if set.height() <= room { set } else { self.squeezed(owner, words, style, room) }
    }

    /// The edition's title: on one line if it need not be much smaller for it, else on two.
    fn title(&mut self, words: &str) -> SetText {
        let style = self.context.theme.style(Role::CoverTitle);
        let width = self.context.geometry.area.width;
        let on = |lines: usize| move |set: &SetText| set.lines.len() <= lines;
        let one = self.fitted(words, style, width, MIN_TITLE, on(1));
        if one.lines.len() == 1 { one } else { self.fitted(words, style, width, SMALLEST, on(2)) }
    }

    /// Words in a style, set smaller by steps until they `fit`, but not below a part of its size.
    fn fitted(
        &mut self,
        words: &str,
        style: &Style,
        width: Pt,
        least: f64,
        fit: impl Fn(&SetText) -> bool,
    ) -> SetText {
        let mut part = 1.0;
        loop {
            let set = self.set(words, &scaled(style, part), width);
            let fits = set.width() <= width + 0.1 && fit(&set);
            part *= STEP;
            if fits || part < least {
                return set;
            }
        }
    }

    /// The main headlines, white on the shaded foot of a picture.
    fn headlines_on_picture(&mut self, clip: Rect) {
        let geometry = self.context.geometry;
        let theme = self.context.theme;
        let area = geometry.area;
        let headlines = self.edition.main_headlines();
        let Some((first, rest)) = headlines.split_first() else { return };
        let others: Vec<&str> = rest.iter().map(|article| article.title.as_str()).collect();
        let mut lines = self.set(&others.join("  ·  "), theme.style(Role::CoverLine), area.width);
        let foot = geometry.size.height - area.y;
        // What the picture has no room for stands in the contents.
        if foot - lines.height() < clip.y {
            lines = SetText::default();
        }
        let style = theme.style(Role::CoverHeadline);
        let room = clip.height * 0.6 - area.y - lines.height();
        let fits = |set: &SetText| set.height() <= room;
        let headline = self.fitted(&first.title, style, area.width * 0.86, SMALLEST, fits);
        let lines_top = foot - lines.height();
        let headline_top = lines_top - 10.0 - headline.height();
        let has_room = headline_top >= clip.y;
        let headline_top = if has_room { headline_top } else { lines_top };
        let top = (headline_top - 120.0).max(clip.y);
        let rect = Rect::new(0.0, top, clip.width, clip.bottom() - top);
        self.items.push(Placed {
            owner: Owner::Artifact,
            item: PageItem::Shade { rect, color: Color::BLACK, opacity: 0.88 },
        });
        if has_room {
            headline.place(area.x, headline_top, &mut self.items);
        }
        lines.place(area.x, lines_top, &mut self.items);
    }

    /// A cover without a picture: masthead, the first headline large, the others at the foot.
    fn drawn(&mut self) {
        let geometry = self.context.geometry;
        let area = geometry.area;
        let bottom = self.masthead();
        let headlines = self.edition.main_headlines();
        let Some((first, rest)) = headlines.split_first() else { return };
        let y = bottom + (geometry.size.height - bottom) * 0.11;
        let lead_bottom = self.drawn_lead(first, y);
        let lines: Vec<(SetText, SetText)> =
            rest.iter().map(|article| self.cover_line(article)).collect();
        let height =
            |(section, title): &(SetText, SetText)| section.height() + title.height() + 20.0;
        let mut y = geometry.size.height - area.y * 0.8 - lines.iter().map(height).sum::<Pt>();
        let (accent, hairline) =
            (self.context.theme.text.accent, self.context.theme.details.hairline);
        for line in &lines {
            if y > lead_bottom + 12.0 {
                self.fill(Rect::new(area.x, y, area.width, hairline), accent);
                line.0.place(area.x, y + 5.0, &mut self.items);
                line.1.place(area.x, y + 5.0 + line.0.height(), &mut self.items);
            }
            y += height(line);
        }
    }

    /// The first headline with its section and standfirst; returns where it ends.
    fn drawn_lead(&mut self, article: &EditionArticle, mut y: Pt) -> Pt {
        let geometry = self.context.geometry;
        let theme = self.context.theme;
        let area = geometry.area;
        let style = theme.style(Role::CoverHeadline);
        let large = Style {
            color: theme.style(Role::Headline).color,
            size: style.size * theme.details.cover_lead,
            leading: style.leading * theme.details.cover_lead,
            ..style.clone()
        };
        let bottom = geometry.size.height - area.y * 0.8;
        let section = section_of(self.edition, article);
        let section = self.set(section, theme.style(Role::SectionTitle), area.width);
        let start = y;
        y += section.height() + 4.0;
        let standfirst = article.standfirst.as_deref().unwrap_or_default();
        let style = theme.style(Role::Standfirst);
        let standfirst = self.set(standfirst, style, area.width * 0.86);
        let room = bottom - y;
        let below = 10.0 + standfirst.height();
        let fits = |set: &SetText| set.height() + below <= room;
        let headline = self.fitted(&article.title, &large, area.width, SMALLEST, fits);
        // A headline that the cover has no room for stands above its article.
        if y + headline.height() > geometry.size.height - EDGE {
            return start;
        }
        section.place(area.x, start, &mut self.items);
        headline.place(area.x, y, &mut self.items);
        y += headline.height();
        if fits(&headline) {
            standfirst.place(area.x, y + 10.0, &mut self.items);
            y += below;
        }
        y
    }

    /// A further article: its section and its headline.
    fn cover_line(&mut self, article: &EditionArticle) -> (SetText, SetText) {
        let theme = self.context.theme;
        let width = self.context.geometry.area.width;
        let text = theme.style(Role::ContentsHeadline).size * 1.25;
        let size = (theme.style(Role::CoverHeadline).size * 0.53).max(text);
        let style = Style { size, leading: size * 1.24, ..theme.style(Role::Headline).clone() };
        let section = self.set(section_of(self.edition, article), theme.style(Role::Kicker), width);
        (section, self.set(&article.title, &style, width))
    }
}

/// The name of an article's section, empty where it has none.
fn section_of<'e>(edition: &'e Edition, article: &EditionArticle) -> &'e str {
    let holds = |section: &&Section| section.articles.iter().any(|known| known.id == article.id);
    let section = edition.sections.iter().find(holds);
    section.and_then(|section| section.title.as_deref()).unwrap_or_default()
}
