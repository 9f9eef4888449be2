//! XMP, the metadata that outlives the program (ISO 16684-1). Input: the edition's metadata, the
//! identifiers and the standards. Output: a packet, with what PDF/A and PDF/UA ask the file to
//! claim.

use quick_xml::escape::escape;

use super::facts::{PRODUCER, calendar, keywords};
use crate::article::{Catalogue, Isbn, Issn};
use crate::edition::EditionMeta;
use crate::standard::Standards;

/// The prefixes that properties of an edition use.
const NAMESPACES: [(&str, &str); 3] = [
    ("dc", "http://purl.org/dc/elements/1.1/"),
    ("pdf", "http://ns.adobe.com/pdf/1.3/"),
    ("xmp", "http://ns.adobe.com/xap/1.0/"),
];
const PDFA: (&str, &str) = ("pdfaid", "http://www.aiim.org/pdfa/ns/id/");
const PDFUA: (&str, &str) = ("pdfuaid", "http://www.aiim.org/pdfua/ns/id/");
const EXTENSION: [(&str, &str); 3] = [
    ("pdfaExtension", "http://www.aiim.org/pdfa/ns/extension/"),
    ("pdfaSchema", "http://www.aiim.org/pdfa/ns/schema#"),
    ("pdfaProperty", "http://www.aiim.org/pdfa/ns/property#"),
];

/// Marks the words that serve readers of any language.
const ANY_LANGUAGE: &str = " xml:lang=\"x-default\"";

/// The packet. `identifier` is the print edition's own: it is one form of the edition, whose own
/// identifier is its source.
pub(super) fn packet(meta: &EditionMeta, identifier: &str, standards: &Standards) -> String {
    let mut about = description(&NAMESPACES, &edition(meta, identifier));
    about += &claims(standards);
    format!(
        "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n\
         <x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n\
         <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n\
         {about}\
         </rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"r\"?>"
    )
}

/// What the edition is.
fn edition(meta: &EditionMeta, identifier: &str) -> String {
    let mut out = property("dc:format", "application/pdf");
    out += &list("dc:title", "Alt", &[&meta.title], ANY_LANGUAGE);
    out += &property("dc:identifier", identifier);
    out += &property("dc:source", &meta.identifier);
    out += &list("dc:language", "Bag", &[&meta.language.0], "");
    out += &property("pdf:Producer", PRODUCER);
    out += &several("dc:creator", "Seq", &meta.authors);
    if let Some(publisher) = &meta.publisher {
        out += &list("dc:publisher", "Bag", &[publisher], "");
    }
    if !meta.catalogue.subjects.is_empty() {
        out += &property("pdf:Keywords", &keywords(meta));
    }
    out += &filed(&meta.catalogue);
    if let Some(date) = meta.date {
        let (year, month, day) = calendar(date);
        let date = format!("{year:04}-{month:02}-{day:02}");
        out += &list("dc:date", "Seq", &[&date], "");
        out += &property("xmp:CreateDate", &format!("{date}T00:00:00Z"));
        out += &property("xmp:ModifyDate", &format!("{date}T00:00:00Z"));
    }
    out
}

/// What the edition is filed by. A part of a series is related to it.
fn filed(catalogue: &Catalogue) -> String {
    let mut out = several("dc:contributor", "Bag", &catalogue.editors);
    out += &several("dc:subject", "Bag", &catalogue.subjects);
    for (name, words) in
        [("dc:description", &catalogue.description), ("dc:rights", &catalogue.rights)]
    {
        if let Some(words) = words {
            out += &list(name, "Alt", &[words], ANY_LANGUAGE);
        }
    }
    let numbers = [catalogue.issn.as_ref().map(Issn::urn), catalogue.isbn.as_ref().map(Isbn::urn)];
    let related: Vec<String> =
        catalogue.series.clone().into_iter().chain(numbers.into_iter().flatten()).collect();
    out + &several("dc:relation", "Bag", &related)
}

/// The standards that the file keeps to (ISO 19005-2, 6.6.4; ISO 14289-1 and 14289-2, 5). A PDF/A
/// before part 4 must describe the properties that it does not know, and it knows nothing of PDF/UA
/// (6.6.2.3).
fn claims(standards: &Standards) -> String {
    let mut out = String::new();
    if let Some(archive) = standards.archive() {
        let mut says = property("pdfaid:part", &archive.part.to_string());
        if let Some(level) = archive.conformance {
            says += &property("pdfaid:conformance", &level.to_string());
        }
        if let Some(year) = archive.revision {
            says += &property("pdfaid:rev", &year.to_string());
        }
        out += &description(&[PDFA], &says);
    }
    if let Some(access) = standards.universal_access() {
        let mut says = property("pdfuaid:part", &access.part.to_string());
        if let Some(year) = access.revision {
            says += &property("pdfuaid:rev", &year.to_string());
        }
        out += &description(&[PDFUA], &says);
        if standards.archive().is_some_and(|archive| archive.part < 4) {
            out += &description(&EXTENSION, &pdfua_schema());
        }
    }
    out
}

/// A description of `pdfuaid:part` for those who know PDF/A only.
fn pdfua_schema() -> String {
    let part = [
        ("pdfaProperty:name", "part"),
        ("pdfaProperty:valueType", "Integer"),
        ("pdfaProperty:category", "internal"),
        ("pdfaProperty:description", "The part of ISO 14289 that the file keeps to"),
    ];
    let schema = [
        ("pdfaSchema:schema", "PDF/UA identification"),
        ("pdfaSchema:namespaceURI", PDFUA.1),
        ("pdfaSchema:prefix", PDFUA.0),
    ];
    let all = |properties: &[(&str, &str)]| -> String {
        properties.iter().map(|(name, value)| property(name, value)).collect()
    };
    format!(
        "<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType=\"Resource\">\n{}\
         <pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType=\"Resource\">\n{}\
         </rdf:li></rdf:Seq></pdfaSchema:property>\n\
         </rdf:li></rdf:Bag></pdfaExtension:schemas>\n",
        all(&schema),
        all(&part),
    )
}

fn description(namespaces: &[(&str, &str)], properties: &str) -> String {
    let namespaces: String =
        namespaces.iter().map(|(prefix, uri)| format!(" xmlns:{prefix}=\"{uri}\"")).collect();
    format!("<rdf:Description rdf:about=\"\"{namespaces}>\n{properties}</rdf:Description>\n")
}

fn property(name: &str, value: &str) -> String {
    format!("<{name}>{}</{name}>\n", words(value))
}

/// A property of several values: an `Alt`, `Bag` or `Seq` of items.
fn list(name: &str, kind: &str, values: &[&str], attribute: &str) -> String {
    let items: String = values
        .iter()
        .map(|value| format!("<rdf:li{attribute}>{}</rdf:li>", words(value)))
        .collect();
    format!("<{name}><rdf:{kind}>{items}</rdf:{kind}></{name}>\n")
}

/// The same; nothing where there are no values.
fn several(name: &str, kind: &str, values: &[String]) -> String {
    let values: Vec<&str> = values.iter().map(String::as_str).collect();
    if values.is_empty() { String::new() } else { list(name, kind, &values, "") }
}

/// Words as XML takes them: escaped, without the characters that it cannot hold (XML 1.0, 2.2).
fn words(text: &str) -> String {
    let held = |c: &char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    escape(text.chars().filter(held).collect::<String>()).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_such_that_xml_can_hold_them() {
        assert_eq!(words("R&D <\u{1}\u{b}tools\u{fffe}>"), "R&amp;D &lt;tools&gt;");
        assert_eq!(words("\u{9}Ørsted 東京 \u{1f5de}"), "\u{9}Ørsted 東京 \u{1f5de}");
    }
}
