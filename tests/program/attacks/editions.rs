//! Editions that are good and harmless. Input: the outcome of an attack. Output: what is wrong with
//! it: a file that does not open, or anything in it that would act, ask a network, or open another
//! file; and whether it tells what is outside its input.

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use lopdf::{Dictionary, Document, Object, Stream};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::program::Run;

/// Looks at the EPUB and the PDF in a folder.
pub(super) fn are_good(out: &Path, run: &Run) -> Result<(), String> {
    let mut files: Vec<_> =
        fs::read_dir(out).map_err(|_| format!("nothing was made: {run}"))?.flatten().collect();
    files.sort_by_key(|entry| entry.file_name());
    let paths: Vec<_> = files.iter().map(|entry| entry.path()).collect();
    match paths.as_slice() {
        [epub, pdf] => {
            epub_is_good(epub).map_err(|why| format!("the EPUB: {why}"))?;
            pdf_is_good(pdf).map_err(|why| format!("the PDF: {why}"))
        }
        other => Err(format!("it should leave an EPUB and a PDF, not {other:?}: {run}")),
    }
}

fn epub_is_good(path: &Path) -> Result<(), String> {
    let shown = |error: zip::result::ZipError| error.to_string();
    let file = File::open(path).map_err(|error| error.to_string())?;
    let mut archive = zip::ZipArchive::new(file).map_err(shown)?;
    for at in 0..archive.len() {
        let mut entry = archive.by_index(at).map_err(shown)?;
        let name = entry.name().to_owned();
        if name.starts_with('/') || name.contains("..") || name.contains('\\') {
            return Err(format!("the name {name} leads out of it"));
        }
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).map_err(|error| format!("{name}: {error}"))?;
        if name.ends_with(".js") {
            return Err(format!("{name} acts"));
        }
        let style = name.ends_with(".css");
        let markup =
            [".xhtml", ".html", ".opf", ".ncx", ".xml", ".svg"].iter().any(|s| name.ends_with(s));
        if style || markup {
            let text = String::from_utf8(bytes).map_err(|error| format!("{name}: {error}"))?;
            let harmless =
                if style { style_is_harmless(&text) } else { document_is_harmless(&text) };
            harmless.map_err(|why| format!("{name}: {why}"))?;
        }
    }
    Ok(())
}

/// A document is well formed and holds nothing active.
fn document_is_harmless(text: &str) -> Result<(), String> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    let mut open: Vec<String> = Vec::new();
    loop {
        match reader.read_event().map_err(|error| format!("not well formed: {error}"))? {
            Event::Eof if open.is_empty() => return Ok(()),
            Event::Eof => return Err("not well formed: it breaks off".to_owned()),
            Event::Start(tag) => {
                tag_is_harmless(&tag)?;
                open.push(tag.local_name().as_ref().to_lowercase());
            }
            Event::Empty(tag) => tag_is_harmless(&tag)?,
            Event::End(_) => _ = open.pop(),
            Event::Text(text) if open.last().is_some_and(|name| name == "style") => {
                style_is_harmless(&text)?;
            }
            Event::CData(text) if open.last().is_some_and(|name| name == "style") => {
                style_is_harmless(&text)?;
            }
            Event::PI(instruction) if !instruction.target().eq_ignore_ascii_case("xml") => {
                return Err(format!("it is told to {instruction:?}"));
            }
            Event::DocType(kind) if kind.contains('[') => {
                return Err("it declares entities".to_owned());
            }
            _ => {}
        }
    }
}

/// Elements that act, or that load what acts, in capitals or not.
const ACTIVE: [&str; 18] = [
    "script",
    "iframe",
    "frame",
    "object",
    "embed",
    "applet",
    "form",
    "input",
    "button",
    "foreignobject",
    "base",
    "video",
    "audio",
    "source",
    "animate",
    "set",
    "handler",
    "listener",
];

/// Attributes whose value is an address.
const LEAD: [&str; 12] = [
    "href",
    "src",
    "srcset",
    "action",
    "formaction",
    "poster",
    "data",
    "cite",
    "background",
    "longdesc",
    "ping",
    "manifest",
];

fn tag_is_harmless(tag: &BytesStart<'_>) -> Result<(), String> {
    let harm = || Err(format!("it holds {tag:?}"));
    let element = tag.local_name().as_ref().to_lowercase();
    if ACTIVE.contains(&element.as_str()) {
        return harm();
    }
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(|error| format!("not well formed: {error}"))?;
        let name = attribute.key.local_name().as_ref().to_lowercase();
        let value = quick_xml::escape::unescape(&attribute.value)
            .map_err(|error| format!("not well formed: {error}"))?;
        if name == "style" {
            style_is_harmless(&value)?;
        }
        // As a browser reads it: without what is white or cannot be seen.
        let address: String =
            value.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
        let address = address.trim_start_matches(['\u{ad}', '\u{feff}', '\u{200b}']).to_lowercase();
        let has_active_content = ["javascript:", "vbscript:", "data:", "file:", "blob:"];
        // A picture that a drawing carries in itself shows something, and no more.
        let shows = element == "image" && address.starts_with("data:image/");
        let leads = LEAD.contains(&name.as_str());
        let loads = leads && !matches!(element.as_str(), "a" | "link");
        if (name.starts_with("on") && name != "on")
            || name == "attributename"
            || name == "http-equiv"
            || (leads
                && !shows
                && has_active_content.iter().any(|scheme| address.starts_with(scheme)))
            || (loads && !shows && (address.contains(':') || address.starts_with("//")))
        {
            return harm();
        }
    }
    let remote = |value: &str| value.contains(':') || value.starts_with("//");
    let link = tag.attributes().flatten().find(|attribute| attribute.key.as_ref() == "href");
    if element == "link" && link.is_some_and(|link| remote(&link.value)) {
        return harm();
    }
    Ok(())
}

/// Style asks for nothing outside the edition, and runs nothing. Comments and escapes hide nothing.
fn style_is_harmless(style: &str) -> Result<(), String> {
    let mut plain = String::new();
    let mut rest = style;
    while let Some((before, after)) = rest.split_once("/*") {
        plain.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    plain.push_str(rest);
    let plain: String = plain.to_lowercase().split_whitespace().collect();
    let has_active_content =
        ["@import", "expression(", "behavior:", "-moz-binding", "javascript:", "image-set("];
    let outside = plain.split("url(").skip(1).find(|rest| {
        let address = rest.trim_start_matches(['"', '\'']).split([')', '"', '\'']).next();
        address.is_none_or(|address| {
            address.contains(':') || address.starts_with('/') || address.contains('\\')
        })
    });
    if outside.is_some() || has_active_content.iter().any(|word| plain.contains(word)) {
        return Err(format!("its style asks for more than looks: {plain:.300}"));
    }
    Ok(())
}

/// Whether an edition holds something: words in any member of an EPUB, in text or other strings of
/// a PDF; the samples of a picture.
pub(super) fn holds(edition: &Path, words: &str, samples: &[u8]) -> bool {
    let bytes = fs::read(edition).unwrap();
    if edition.extension().is_some_and(|suffix| suffix == "epub") {
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        return (0..archive.len()).any(|at| {
            let mut bytes = Vec::new();
            archive.by_index(at).unwrap().read_to_end(&mut bytes).unwrap();
            let pixels = image::load_from_memory(&bytes).map(|image| image.into_luma8().into_raw());
            contains(&bytes, words.as_bytes())
                || pixels.is_ok_and(|pixels| contains(&pixels, samples))
        });
    }
    let document = Document::load_mem(&bytes).unwrap();
    let pages: Vec<u32> = document.get_pages().keys().copied().collect();
    let text = document.extract_text(&pages).unwrap_or_default();
    let text: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    text.contains(words)
        || document.objects.values().any(|object| object_holds(object, words, samples))
}

fn object_holds(object: &Object, words: &str, samples: &[u8]) -> bool {
    let in_entries =
        |entries: &Dictionary| entries.iter().any(|(_, value)| object_holds(value, words, samples));
    match object {
        Object::String(bytes, _) => {
            let wide: Vec<u8> = words.encode_utf16().flat_map(u16::to_be_bytes).collect();
            contains(bytes, words.as_bytes()) || contains(bytes, &wide)
        }
        Object::Array(items) => items.iter().any(|item| object_holds(item, words, samples)),
        Object::Dictionary(entries) => in_entries(entries),
        Object::Stream(stream) => {
            let plain = inflated(stream);
            in_entries(&stream.dict)
                || contains(&plain, words.as_bytes())
                || contains(&plain, samples)
        }
        _ => false,
    }
}

/// The bytes of a stream as they were before they were packed.
fn inflated(stream: &Stream) -> Vec<u8> {
    stream.decompressed_content().unwrap_or_else(|_| stream.content.clone())
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    memchr::memmem::find(bytes, part).is_some()
}

fn pdf_is_good(path: &Path) -> Result<(), String> {
    let document = Document::load(path).map_err(|error| error.to_string())?;
    if document.get_pages().is_empty() {
        return Err("it has no pages".to_owned());
    }
    document.objects.values().try_for_each(object_is_harmless)
}

fn object_is_harmless(object: &Object) -> Result<(), String> {
    match object {
        Object::Dictionary(entries) => dictionary_is_harmless(entries),
        Object::Stream(stream) => dictionary_is_harmless(&stream.dict),
        Object::Array(items) => items.iter().try_for_each(object_is_harmless),
        _ => Ok(()),
    }
}

/// No action but to go to a page or to a web address, and nothing that happens by itself.
fn dictionary_is_harmless(entries: &Dictionary) -> Result<(), String> {
    const ACTIONS: [&[u8]; 14] = [
        b"JavaScript",
        b"Launch",
        b"GoToR",
        b"GoToE",
        b"SubmitForm",
        b"ResetForm",
        b"ImportData",
        b"Rendition",
        b"RichMedia",
        b"RichMediaExecute",
        b"Movie",
        b"Sound",
        b"Thread",
        b"SetOCGState",
    ];
    let has_active_content =
        entries.get(b"S").and_then(Object::as_name).is_ok_and(|s| ACTIONS.contains(&s));
    let keys = ["JS", "AA", "JavaScript", "Launch", "AcroForm", "XFA", "FS"];
    let runs = keys.iter().any(|key| entries.has(key.as_bytes()));
    if has_active_content || runs {
        return Err(format!("it acts: {entries:?}"));
    }
    if let Ok(address) = entries.get(b"URI").and_then(Object::as_str) {
        let address = String::from_utf8_lossy(address).to_lowercase();
        let known = ["http://", "https://", "mailto:", "tel:"];
        if !known.iter().any(|scheme| address.starts_with(scheme)) {
            return Err(format!("it leads to {address}"));
        }
    }
    entries.iter().try_for_each(|(_, value)| object_is_harmless(value))
}

#[test]
fn what_would_do_harm_is_seen() {
    let harmful = [
        "<a href='java&#115;cript:x()'/>",
        "<a href=' &#9;java&#10;script:x()'/>",
        "<a href='&#1;JavaScript:x()'/>",
        "<a xlink:href='data:text/html,x'/>",
        "<img srcset='https://a.example/b.png 2x'/>",
        "<img src='//a.example/b.png'/>",
        "<p style='background: u/**/rl(https://a.example/b)'/>",
        "<style>@im/**/port 'a.css'</style>",
        "<style><![CDATA[p { background: URL( 'file:///a' ) }]]></style>",
        "<link rel='stylesheet' href='https://a.example/a.css'/>",
        "<meta http-equiv='refresh' content='0'/>",
        "<set attributeName='href' to='javascript:x()'/>",
        "<button formaction='x'/>",
        "<p onclick='x()'/>",
        "<x:SCRIPT/>",
        "<?xml-stylesheet href='https://a.example/a.css'?>",
        "<p>",
    ];
    for harm in harmful {
        assert!(document_is_harmless(&format!("<p>{harm}</p>")).is_err(), "{harm}");
    }
    let harmless =
        "<p style='color: red'><a href='https://a.example/'>a</a><img src='../b.png'/></p>";
    assert_eq!(document_is_harmless(harmless), Ok(()));
}
