//! The package document. Input: the edition's facts and the files of the container. Output: the OPF
//! of EPUB 3.3 (<https://www.w3.org/TR/epub-33/#sec-package-doc>): metadata, manifest, spine.

use std::io;

use super::accessibility::{self, iso_date};
use super::fonts::EpubFonts;
use super::navigation::{NAV, NCX};
use super::pictures::PackedPicture;
use super::plan::{DocumentContent, EpubPlan};
use super::xhtml::{XhtmlContext, direction};
use super::xml::Xml;
use crate::article::Isbn;
use crate::edition::EditionMeta;

/// The style sheet's file.
pub(super) const STYLE: &str = "style.css";

/// Writes the package document.
pub(super) fn package(
    context: &XhtmlContext<'_>,
    cover: Option<&PackedPicture>,
    faces: &EpubFonts,
) -> io::Result<Vec<u8>> {
    let plan = context.plan;
    let lang = &plan.edition.meta.language;
    let mut xml = Xml::new();
    let attributes = [
        ("xmlns", "http://www.idpf.org/2007/opf"),
        ("version", "3.0"),
        ("unique-identifier", "uid"),
        ("xml:lang", &lang.0),
        ("dir", direction(lang).unwrap_or("ltr")),
    ];
    xml.open("package", &attributes);
    xml.line();
    xml.open("metadata", &[("xmlns:dc", "http://purl.org/dc/elements/1.1/")]);
    xml.line();
    bibliography(&mut xml, plan);
    collection(&mut xml, &plan.edition.meta);
    accessibility::metadata(&mut xml, context, cover.is_some());
    if cover.is_some() {
        xml.empty("meta", &[("name", "cover"), ("content", "cover-image")]);
        xml.line();
    }
    xml.close();
    xml.line();
    manifest(&mut xml, context, cover, faces);
    spine(&mut xml, plan);
    xml.finish()
}

/// Title, identifier, language, dates, people.
fn bibliography(xml: &mut Xml, plan: &EpubPlan<'_>) {
    let meta = &plan.edition.meta;
    dc(xml, "dc:identifier", &[("id", "uid")], meta.identifier.trim());
    dc(xml, "dc:title", &[], &library_title(plan));
    dc(xml, "dc:language", &[], &meta.language.0);
    for (n, author) in meta.authors.iter().enumerate() {
        let id = format!("creator{}", n + 1);
        dc(xml, "dc:creator", &[("id", &id)], author);
        let refines = format!("#{id}");
        let role = [("refines", &*refines), ("property", "role"), ("scheme", "marc:relators")];
        dc(xml, "meta", &role, "aut");
    }
    if let Some(publisher) = &meta.publisher {
        dc(xml, "dc:publisher", &[], publisher);
    }
    catalogue_metadata(xml, meta);
    let date = meta.date.map(iso_date);
    if let Some(date) = &date {
        dc(xml, "dc:date", &[], date);
    }
    // No clock: the day of the edition, or the first day of the container's calendar.
    let modified = format!("{}T00:00:00Z", date.as_deref().unwrap_or("1980-01-01"));
    dc(xml, "meta", &[("property", "dcterms:modified")], &modified);
}

/// The title as libraries list it: an issue with its date, for all issues share a title.
fn library_title(plan: &EpubPlan<'_>) -> String {
    let meta = &plan.edition.meta;
    match &meta.date_text {
        Some(date) if plan.contents().is_some() && !meta.title.contains(date.as_str()) => {
            format!("{}, {date}", meta.title)
        }
        _ => meta.title.clone(),
    }
}

/// What libraries file it by: other numbers, editors, rights, subjects, a few words on it.
fn catalogue_metadata(xml: &mut Xml, meta: &EditionMeta) {
    let catalogue = &meta.catalogue;
    let isbn = catalogue.isbn.as_ref().map(Isbn::urn);
    if let Some(isbn) = isbn.filter(|isbn| *isbn != meta.identifier.trim()) {
        dc(xml, "dc:identifier", &[], &isbn);
    }
    for (n, editor) in catalogue.editors.iter().enumerate() {
        let id = format!("editor{}", n + 1);
        dc(xml, "dc:contributor", &[("id", &id)], editor);
        let refines = format!("#{id}");
        let role = [("refines", &*refines), ("property", "role"), ("scheme", "marc:relators")];
        dc(xml, "meta", &role, "edt");
    }
    if let Some(rights) = &catalogue.rights {
        dc(xml, "dc:rights", &[], rights);
    }
    if let Some(description) = &catalogue.description {
        dc(xml, "dc:description", &[], description);
    }
    for subject in &catalogue.subjects {
        dc(xml, "dc:subject", &[], subject);
    }
}

/// The series that the edition is an issue of, with its number (EPUB 3.3, D.3.2, and schema.org's
/// PublicationIssue).
fn collection(xml: &mut Xml, meta: &EditionMeta) {
    let catalogue = &meta.catalogue;
    let Some(series) = &catalogue.series else { return };
    let refines = ("refines", "#series");
    let of = ("property", "belongs-to-collection");
    dc(xml, "meta", &[("id", "series"), of], series);
    dc(xml, "meta", &[refines, ("property", "collection-type")], "series");
    if let Some(issn) = &catalogue.issn {
        dc(xml, "meta", &[refines, ("property", "dcterms:identifier")], &issn.urn());
    }
    if let Some(position) = position(meta) {
        dc(xml, "meta", &[refines, ("property", "group-position")], &position);
    }
    for (name, value) in [("volumeNumber", &catalogue.volume), ("issueNumber", &catalogue.issue)] {
        if let Some(value) = value {
            dc(xml, "meta", &[("property", &format!("schema:{name}"))], value);
        }
    }
}

/// Where an issue stands among the others: by number, within its volume if it has one, else by
/// date. Only whole numbers order; those of a double issue, `46–47`, by the first.
fn position(meta: &EditionMeta) -> Option<String> {
    let number = |text: &Option<String>| {
        let text = text.as_deref()?.trim();
        let digits = text.split(['–', '-', '/']).next()?.trim();
        let whole = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
        whole.then(|| digits.to_string())
    };
    let catalogue = &meta.catalogue;
    match (number(&catalogue.volume), number(&catalogue.issue)) {
        (Some(volume), Some(issue)) => Some(format!("{volume}.{issue}")),
        (None, Some(issue)) => Some(issue),
        (_, None) => meta
            .date
            .map(|date| format!("{}.{}.{}", date.year(), u8::from(date.month()), date.day())),
    }
}

fn manifest(
    xml: &mut Xml,
    context: &XhtmlContext<'_>,
    cover: Option<&PackedPicture>,
    faces: &EpubFonts,
) {
    let xhtml = "application/xhtml+xml";
    xml.open("manifest", &[]);
    xml.line();
    item(xml, "nav", NAV, xhtml, Some("nav"));
    item(xml, "ncx", NCX, "application/x-dtbncx+xml", None);
    item(xml, "style", STYLE, "text/css", None);
    for document in &context.plan.documents {
        // The cover page draws its picture within an SVG.
        let properties = matches!(document.page, DocumentContent::Cover).then_some("svg");
        item(xml, item_id(&document.file), &document.file, xhtml, properties);
    }
    if let Some(cover) = cover {
        item(xml, "cover-image", &cover.href, cover.media_type, Some("cover-image"));
    }
    let pictures = context.pictures.values();
    let pictures = pictures.map(|packed| (packed.href.as_str(), packed.media_type));
    for (href, media_type) in pictures.chain(faces.media_types()) {
        let name = href.rsplit('/').next().unwrap_or_default();
        item(xml, item_id(name), href, media_type, None);
    }
    xml.close();
    xml.line();
}

fn item(xml: &mut Xml, id: &str, href: &str, media_type: &str, properties: Option<&str>) {
    let mut attributes = vec![("id", id), ("href", href), ("media-type", media_type)];
    attributes.extend(properties.map(|properties| ("properties", properties)));
    xml.empty("item", &attributes);
    xml.line();
}

/// A file's name without its suffix: names are ours, they start with a letter and are unique.
fn item_id(file: &str) -> &str {
    file.rsplit_once('.').map_or(file, |(stem, _)| stem)
}

fn spine(xml: &mut Xml, plan: &EpubPlan<'_>) {
    let mut attributes = vec![("toc", "ncx")];
    let direction = direction(&plan.edition.meta.language);
    attributes.extend(direction.map(|dir| ("page-progression-direction", dir)));
    xml.open("spine", &attributes);
    xml.line();
    for document in &plan.documents {
        xml.empty("itemref", &[("idref", item_id(&document.file))]);
        xml.line();
    }
    xml.close();
    xml.line();
}

fn dc(xml: &mut Xml, name: &'static str, attributes: &[(&str, &str)], words: &str) {
    xml.element(name, attributes, words);
    xml.line();
}
