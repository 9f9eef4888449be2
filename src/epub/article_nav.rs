//! The links at the end of a page. Input: what is around an article or a section. Output: a `nav`
//! that leads to the next, the one before, the section and the contents.

use super::xhtml::{XhtmlContext, foreign};
use super::xml::Xml;
use crate::article::Lang;
use crate::edition::{EditionArticle, Section};

/// A page that a link leads to.
struct LinkedPage<'e> {
    title: &'e str,
    lang: &'e Lang,
    file: &'e str,
}

/// After an article: the next one, the one before, its section, the contents.
pub(super) fn after_article(
    xml: &mut Xml,
    context: &XhtmlContext<'_>,
    section: &Section,
    article: &EditionArticle,
) {
    let plan = context.plan;
    let place = |article: &'_ EditionArticle| plan.file(article.id);
    let (previous, next) = plan.neighbours(article.id);
    let next = next.and_then(|next| {
        Some(LinkedPage { title: &next.title, lang: &next.lang, file: place(next)? })
    });
    let own = section.title.as_deref().zip(plan.file(section.id));
    let links = ArticleNav { next, previous: previous.and_then(place), section: own };
    links.write(xml, context, &article.lang);
}

/// After the opening of a section: the next one, the one before, the contents.
pub(super) fn after_section(xml: &mut Xml, context: &XhtmlContext<'_>, section: &Section) {
    let (plan, lang) = (context.plan, &context.plan.edition.meta.language);
    let place = |section: &&'_ Section| plan.file(section.id).is_some();
    let sections = &plan.edition.sections;
    let previous = sections.iter().take_while(|other| other.id < section.id).filter(place).last();
    let next = sections.iter().filter(place).find(|other| other.id > section.id);
    let next = next.and_then(|next| {
        Some(LinkedPage { title: next.title.as_deref()?, lang, file: plan.file(next.id)? })
    });
    let previous = previous.and_then(|previous| plan.file(previous.id));
    ArticleNav { next, previous, section: None }.write(xml, context, lang);
}

/// The neighbours of a page.
struct ArticleNav<'e> {
    next: Option<LinkedPage<'e>>,
    previous: Option<&'e str>,
    /// The name of the section and its file.
    section: Option<(&'e str, &'e str)>,
}

impl ArticleNav<'_> {
    /// Writes them in the edition's language on a page in the language `around`; nothing where
    /// there is no contents page, for then there is only one article.
    fn write(&self, xml: &mut Xml, context: &XhtmlContext<'_>, around: &Lang) {
        let Some(contents) = context.plan.contents() else { return };
        let lang = &context.plan.edition.meta.language;
        let mut attributes =
            vec![("class", "onwards"), ("aria-label", &context.words.navigation.onwards)];
        if around != lang {
            attributes.extend(foreign(lang, around));
        }
        xml.open("nav", &attributes);
        xml.line();
        if let Some(next) = &self.next {
            write_next(xml, &context.words.navigation.next, next, lang);
        }
        xml.open("p", &[("class", "elsewhere")]);
        if let Some(file) = self.previous {
            xml.element(
                "a",
                &[("rel", "prev"), ("href", file)],
                &context.words.navigation.previous,
            );
            xml.text(" \u{00B7} ");
        }
        if let Some((title, file)) = self.section {
            xml.element("a", &[("href", file)], title);
            xml.text(" \u{00B7} ");
        }
        xml.element("a", &[("href", contents)], &context.words.contents);
        xml.close();
        xml.line();
        xml.close();
        xml.line();
    }
}

/// The next page with its title.
fn write_next(xml: &mut Xml, label: &str, next: &LinkedPage<'_>, lang: &Lang) {
    xml.open("p", &[("class", "next")]);
    xml.open("a", &[("rel", "next"), ("href", next.file)]);
    xml.element("span", &[("class", "label")], label);
    xml.text(" ");
    let mut attributes = vec![("class", "headline-next")];
    if next.lang != lang {
        attributes.extend(foreign(next.lang, lang));
    }
    xml.element("span", &attributes, next.title);
    xml.close();
    xml.close();
    xml.line();
}
