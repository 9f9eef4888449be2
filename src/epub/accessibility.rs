//! What an EPUB offers to those who read with their ears or fingers. Enters: the edition and what became
//! of it. Leaves: metadata as EPUB Accessibility 1.1 has it
//! (<https://www.w3.org/TR/epub-a11y-11/#sec-discovery>), in the words of schema.org
//! (<https://www.w3.org/community/reports/a11y-discov-vocab/CG-FINAL-vocabulary-20241209/>).
//!
//! It is taken from the content, not promised. That the edition conforms is somebody's word, and stands
//! only where somebody gave it.

use super::links::web_address;
use super::nodes;
use super::summary::{Truths, summary};
use super::xhtml::Context;
use super::xml::Xml;
use crate::article::{Certification, Date};

/// What is certified: the standard, and the version and level of WCAG that it asks for
/// (<https://www.w3.org/TR/epub-a11y-11/#sec-conf-reporting-pub>).
const STANDARD: &str = "EPUB Accessibility 1.1 - WCAG 2.2 Level AA";

/// What every edition has: landmarks and roles, headings, a linked table of contents, text in its order,
/// sizes and colours that the reader may change, and no lock.
const ALWAYS: [&str; 6] = [
    "ARIA",
    "structuralNavigation",
    "tableOfContents",
    "readingOrder",
    "displayTransformability",
    "unlocked",
];

/// Writes what the edition offers.
pub fn metadata(xml: &mut Xml, context: &Context<'_>, has_cover: bool) {
    let edition = context.plan.edition;
    let truths = truths(context, has_cover);
    let described = truths.pictures.unwrap_or(true);

    let mut facts = vec![("accessMode", "textual")];
    facts.extend(truths.pictures.map(|_| ("accessMode", "visual")));
    if described {
        facts.push(("accessModeSufficient", "textual"));
    }
    facts.extend(truths.pictures.map(|_| ("accessModeSufficient", "textual,visual")));
    facts.extend(ALWAYS.map(|feature| ("accessibilityFeature", feature)));
    if truths.pictures == Some(true) {
        facts.push(("accessibilityFeature", "alternativeText"));
    }
    if let Some(source) = &context.breaks.source {
        line(xml, &[("property", "pageBreakSource")], source);
        facts.push(("accessibilityFeature", "pageBreakMarkers"));
        facts.push(("accessibilityFeature", "pageNavigation"));
    }
    // Whether what moves also flashes, nobody has looked.
    facts.push(("accessibilityHazard", if truths.moves { "unknown" } else { "none" }));
    for (name, value) in facts {
        line(xml, &[("property", &format!("schema:{name}"))], value);
    }
    let (lang, words) = summary(&edition.meta.language, truths);
    line(xml, &[("property", "schema:accessibilitySummary"), ("xml:lang", lang)], &words);
    if let Some(certified) = &edition.meta.certified {
        conformance(xml, certified);
    }
}

/// What is true of an edition. The cover has words: its title.
fn truths(context: &Context<'_>, has_cover: bool) -> Truths {
    let edition = context.plan.edition;
    let shown: Vec<_> = nodes::pictures(edition).map(|(shown, _)| shown).collect();
    let described = shown.iter().all(|shown| shown.alt.is_some() || shown.decorative);
    Truths {
        pictures: (has_cover || !shown.is_empty()).then_some(described),
        moves: context.pictures.values().any(|packed| packed.moves),
        notes: edition.articles().any(|article| !article.notes.is_empty()),
        pages: context.breaks.source.is_some(),
    }
}

/// Who says that the edition conforms, since when, and where it can be read.
fn conformance(xml: &mut Xml, certified: &Certification) {
    line(xml, &[("property", "dcterms:conformsTo"), ("id", "conformance")], STANDARD);
    let by = [("property", "a11y:certifiedBy"), ("refines", "#conformance"), ("id", "certifier")];
    line(xml, &by, &certified.by);
    let refines = ("refines", "#certifier");
    if let Some(date) = certified.on {
        line(xml, &[("property", "dcterms:date"), refines], &iso_date(date));
    }
    if let Some(report) = certified.report.as_deref().and_then(web_address) {
        let rel = ("rel", "a11y:certifierReport");
        xml.empty("link", &[rel, refines, ("href", &report)]);
        xml.line();
    }
}

fn line(xml: &mut Xml, attributes: &[(&str, &str)], words: &str) {
    xml.element("meta", attributes, words);
    xml.line();
}

/// `2023-04-22`.
pub fn iso_date(date: Date) -> String {
    format!("{:04}-{:02}-{:02}", date.year(), u8::from(date.month()), date.day())
}
