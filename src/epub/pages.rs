//! The pages between articles. Input: the edition. Output: XHTML of the cover page, the contents
//! page and the pages that open sections.

use std::io;

use super::article_nav::after_section;
use super::pictures::PackedPicture;
use super::plan::anchor;
use super::xhtml::{XhtmlContext, foreign, open_document};
use super::xml::Xml;
use crate::edition::{EditionArticle, NodeId, Section};
use crate::theme::Role;

/// The cover: its picture on a page of its own, as large as the screen.
///
/// SVG fits it in both directions, also where reading systems know no `vh`.
pub(super) fn cover(context: &XhtmlContext<'_>, picture: &PackedPicture) -> io::Result<Vec<u8>> {
    let meta = &context.plan.edition.meta;
    let body = [("class", "cover-page"), ("epub:type", "frontmatter")];
    let mut xml = open_document(&meta.language, &meta.title, &body);
    xml.open(
        "section",
        &[("class", "cover"), ("epub:type", "cover"), ("aria-label", &context.words.cover)],
    );
    context.turn(&mut xml, context.breaks.on_cover());
    let (width, height) = (picture.width.to_string(), picture.height.to_string());
    xml.open(
        "svg",
        &[
            ("xmlns", "http://www.w3.org/2000/svg"),
            ("xmlns:xlink", "http://www.w3.org/1999/xlink"),
            ("viewBox", &format!("0 0 {width} {height}")),
            ("width", "100%"),
            ("height", "100%"),
            ("preserveAspectRatio", "xMidYMid meet"),
            ("role", "img"),
            ("aria-label", &cover_label(context)),
        ],
    );
    let image = [("width", &*width), ("height", &*height), ("xlink:href", &*picture.href)];
    xml.empty("image", &image);
    xml.finish()
}

/// Alternative text of the cover.
fn cover_label(context: &XhtmlContext<'_>) -> String {
    let meta = &context.plan.edition.meta;
    let parts = [Some(meta.title.as_str()), meta.date_text.as_deref()];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// The contents page: every section with its headlines and standfirsts.
pub(super) fn contents(context: &XhtmlContext<'_>) -> io::Result<Vec<u8>> {
    let meta = &context.plan.edition.meta;
    let words = context.words;
    let mut xml = open_document(&meta.language, &words.contents, &[("epub:type", "frontmatter")]);
    context.turn(&mut xml, context.breaks.on_contents());
    xml.open("nav", &[("class", "contents"), ("role", "doc-toc"), ("aria-labelledby", "contents")]);
    xml.line();
    xml.open("header", &[]);
    let edition = [Some(meta.title.as_str()), meta.date_text.as_deref()];
    let edition = edition.into_iter().flatten().collect::<Vec<_>>().join(" \u{00B7} ");
    xml.element("p", &[("class", "edition")], &edition);
    xml.element(
        "h1",
        &[("class", Role::ContentsTitle.name()), ("id", "contents")],
        &words.contents,
    );
    xml.close();
    xml.line();
    for section in &context.plan.edition.sections {
        if let (Some(title), Some(file)) = (&section.title, context.plan.file(section.id)) {
            context.turn(&mut xml, context.breaks.before_entry(section.id));
            xml.open("h2", &[("class", Role::ContentsSection.name())]);
            xml.element("a", &[("href", file)], title);
            xml.close();
            xml.line();
        }
        let marks = |xml: &mut Xml, article| {
            context.turn(xml, context.breaks.before_entry(article));
        };
        headlines(&mut xml, context, &section.articles, marks);
    }
    xml.finish()
}

/// The page that opens a section: its name and what is in it.
pub(super) fn section(context: &XhtmlContext<'_>, section: &Section) -> io::Result<Vec<u8>> {
    let title = section.title.as_deref().unwrap_or_default();
    let meta = &context.plan.edition.meta;
    let mut xml = open_document(&meta.language, title, &[("epub:type", "bodymatter")]);
    let heading = format!("{}-title", anchor(section.id));
    let attributes = [
        ("class", "opener"),
        ("id", &anchor(section.id)),
        ("epub:type", "part"),
        ("role", "doc-part"),
        ("aria-labelledby", &heading),
    ];
    xml.open("section", &attributes);
    context.turn(&mut xml, context.breaks.before(section.id));
    xml.line();
    xml.element("h1", &[("class", Role::SectionTitle.name()), ("id", &heading)], title);
    xml.line();
    headlines(&mut xml, context, &section.articles, |_, _| {});
    xml.close();
    xml.line();
    after_section(&mut xml, context, section);
    xml.finish()
}

/// A list of articles: of each the headline, which is the link, the standfirst, and how long it is;
/// `begin` writes what an entry begins with.
fn headlines(
    xml: &mut Xml,
    context: &XhtmlContext<'_>,
    articles: &[EditionArticle],
    begin: impl Fn(&mut Xml, NodeId),
) {
    let edition_lang = &context.plan.edition.meta.language;
    xml.open("ul", &[("class", "headlines")]);
    xml.line();
    for article in articles {
        let Some(file) = context.plan.file(article.id) else { continue };
        let differs = article.lang != *edition_lang;
        let lang = if differs { foreign(&article.lang, edition_lang) } else { Vec::new() };
        xml.open("li", &lang);
        begin(xml, article.id);
        xml.open("p", &[("class", Role::ContentsHeadline.name())]);
        xml.element("a", &[("href", file)], &article.title);
        xml.close();
        if let Some(standfirst) = article.standfirst.as_deref() {
            xml.element("p", &[("class", Role::ContentsStandfirst.name())], standfirst);
        }
        if article.words > 0 {
            let mut attributes = vec![("class", "length")];
            if differs {
                attributes.extend(foreign(edition_lang, &article.lang));
            }
            xml.element("p", &attributes, &length(context, article));
        }
        xml.close();
        xml.line();
    }
    xml.close();
    xml.line();
}

/// How long an article is: minutes, and words where the theme wants them.
fn length(context: &XhtmlContext<'_>, article: &EditionArticle) -> String {
    let minutes = format!("{}\u{A0}{}", article.minutes(), context.words.reading);
    if !context.plan.edition.theme.text.word_counts {
        return minutes;
    }
    let words = context.words.navigation.words.replace("{}", &article.words.to_string());
    format!("{minutes} \u{00B7} {words}")
}
