//! The accessibility metadata of an EPUB. Input: the edition and what became of it. Output:
//! metadata as EPUB Accessibility 1.1 has it (<https://www.w3.org/TR/epub-a11y-11/#sec-discovery>),
//! in the words of schema.org
//! (<https://www.w3.org/community/reports/a11y-discov-vocab/CG-FINAL-vocabulary-20241209/>).
//!
//! It is derived from the content. Conformance is somebody's claim, and is stated only if somebody
//! made it.

use super::accessibility_summary::{AccessibilityFacts, summary};
use super::urls::web_address;
use super::walk;
use super::xhtml::XhtmlContext;
use super::xml::Xml;
use crate::article::{Certification, Date};

/// What is certified: the standard, and the version and level of WCAG that it asks for
/// (<https://www.w3.org/TR/epub-a11y-11/#sec-conf-reporting-pub>).
const STANDARD: &str = "EPUB Accessibility 1.1 - WCAG 2.2 Level AA";

/// What every edition has: landmarks and roles, headings, a linked table of contents, text in its
/// order, sizes and colours that the reader may change, and no lock.
const ALWAYS: [&str; 6] = [
    "ARIA",
    "structuralNavigation",
    "tableOfContents",
    "readingOrder",
    "displayTransformability",
    "unlocked",
];

/// Writes the accessibility metadata.
pub(super) fn metadata(xml: &mut Xml, context: &XhtmlContext<'_>, has_cover: bool) {
    let edition = context.plan.edition;
    let accessibility_facts = accessibility_facts(context, has_cover);
    let described = accessibility_facts.pictures.unwrap_or(true);

    let mut facts = vec![("accessMode", "textual")];
    facts.extend(accessibility_facts.pictures.map(|_| ("accessMode", "visual")));
    if described {
        facts.push(("accessModeSufficient", "textual"));
    }
    facts.extend(accessibility_facts.pictures.map(|_| ("accessModeSufficient", "textual,visual")));
    facts.extend(ALWAYS.map(|feature| ("accessibilityFeature", feature)));
    if accessibility_facts.pictures == Some(true) {
        facts.push(("accessibilityFeature", "alternativeText"));
    }
    if let Some(source) = &context.breaks.source {
        line(xml, &[("property", "pageBreakSource")], source);
        facts.push(("accessibilityFeature", "pageBreakMarkers"));
        facts.push(("accessibilityFeature", "pageNavigation"));
    }
    // Whether animations also flash is unknown.
    facts.push((
        "accessibilityHazard",
        if accessibility_facts.is_animated { "unknown" } else { "none" },
    ));
    for (name, value) in facts {
        line(xml, &[("property", &format!("schema:{name}"))], value);
    }
    let (lang, words) = summary(&edition.meta.language, accessibility_facts);
    line(xml, &[("property", "schema:accessibilitySummary"), ("xml:lang", lang)], &words);
    if let Some(certified) = &edition.meta.certified {
        conformance(xml, certified);
    }
}

/// What is true of an edition. The cover has words: its title.
fn accessibility_facts(context: &XhtmlContext<'_>, has_cover: bool) -> AccessibilityFacts {
    let edition = context.plan.edition;
    let shown: Vec<_> = walk::pictures(edition).map(|(shown, _)| shown).collect();
    let described = shown.iter().all(|shown| shown.alt.is_some() || shown.decorative);
    AccessibilityFacts {
        pictures: (has_cover || !shown.is_empty()).then_some(described),
        is_animated: context.pictures.values().any(|packed| packed.is_animated),
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
pub(super) fn iso_date(date: Date) -> String {
    format!("{:04}-{:02}-{:02}", date.year(), u8::from(date.month()), date.day())
}
