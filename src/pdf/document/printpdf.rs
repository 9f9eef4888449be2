//! All that printpdf does. Input: the pages' sizes, and the subsets of faces with their codes. Output:
//! [`Draft`], a document with a page tree and fonts: subset programs, widths, text maps.
//!
//! It does no more: what stands on pages, pictures, tags, links, outlines, metadata and the writing of the
//! file are ours.
//!
//! printpdf writes a font only for text that it shows itself. So it is given a last page that shows
//! every glyph once; when the fonts stand in the document, that page is removed again.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Document, Object, ObjectId};
use printpdf::{
    Codepoint, FontId, Mm, Op, ParsedFont, PdfDocument, PdfFont, PdfFontHandle, PdfPage,
    PdfSaveOptions, Pt, TextItem,
};

use crate::geometry::MM;
use crate::pdf::pages::{Page, Pages};
use crate::pdf::paint::font_name;
use crate::typeset::FaceId;

/// A font program as printpdf has read it.
#[derive(Debug)]
pub(super) struct Font(ParsedFont);

impl Font {
    /// Reads a font program, which the file will call `name`; `None` if it cannot be read.
    pub(super) fn read(program: &[u8], name: String) -> Option<Self> {
        let mut font = ParsedFont::from_bytes(program, 0, &mut Vec::new())?;
        font.font_name = Some(name);
        Some(Font(font))
    }

    /// The width that printpdf will state for a glyph: whole thousandths of an em, cut off.
    pub(super) fn stated_width(&self, glyph: u16) -> i32 {
        let width = f32::from(self.0.get_glyph_width(glyph).unwrap_or(0));
        (width * 1000.0 / f32::from(self.0.units_per_em.max(1))) as i32
    }
}

/// A face, its program, and each code with the text it stands for.
pub(super) type Shown<'s> = (FaceId, &'s Font, &'s [(u16, String)]);

/// A document of empty pages.
pub(super) struct Draft {
    pub document: Document,
    /// Its pages in order.
    pub pages: Vec<ObjectId>,
    /// Its fonts.
    pub fonts: BTreeMap<FaceId, Object>,
}

/// Has printpdf make a document of empty pages with these faces.
pub(super) fn draft(pages: &Pages, faces: &[Shown<'_>]) -> Draft {
    let mut draft = PdfDocument::new("");
    draft.pages = pages.pages.iter().map(empty_page).collect();
    let mut specimen = Vec::new();
    for (face, font, codes) in faces {
        let id = FontId(font_name(*face));
        draft.resources.fonts.map.insert(id.clone(), PdfFont::new(font.0.clone()));
        let font = PdfFontHandle::External(id);
        specimen.push(Op::SetFont { font, size: Pt(1.0) });
        let glyphs = codes.iter().map(|(code, text)| Codepoint::with_cid(*code, 0.0, text.clone()));
        specimen.push(Op::ShowText { items: vec![TextItem::GlyphIds(glyphs.collect())] });
    }
    draft.pages.push(PdfPage::new(Mm(1.0), Mm(1.0), specimen));

    let mut document = draft.to_lopdf_document(&PdfSaveOptions::default(), &mut Vec::new());
    let mut pages: Vec<ObjectId> = document.get_pages().into_values().collect();
    let specimen = pages.pop().expect("the specimen is the last page");
    let fonts = take_specimen(&mut document, specimen, faces);
    Draft { document, pages, fonts }
}

fn empty_page(page: &Page) -> PdfPage {
    let mm = |length: crate::geometry::Pt| Mm((length / MM) as f32);
    PdfPage::new(mm(page.size.width), mm(page.size.height), Vec::new())
}

/// Takes the specimen out of the document and returns the fonts that it made printpdf write.
fn take_specimen(
    document: &mut Document,
    specimen: ObjectId,
    faces: &[Shown<'_>],
) -> BTreeMap<FaceId, Object> {
    let page = document.objects.remove(&specimen);
    let Some(page) = page.as_ref().and_then(|page| page.as_dict().ok()) else {
        return BTreeMap::new();
    };
    let follow = |key: &[u8], dict: &Dictionary| dict.get(key).and_then(Object::as_reference).ok();
    let resources = follow(b"Resources", page).and_then(|id| document.objects.remove(&id));
    let shared = resources.as_ref().and_then(|object| object.as_dict().ok());
    let fonts = shared.and_then(|dict| follow(b"Font", dict));
    for key in [b"XObject".as_slice(), b"ExtGState", b"Shading"] {
        // Empty dictionaries that every page would have shared.
        if let Some(id) = shared.and_then(|dict| follow(key, dict)) {
            document.objects.remove(&id);
        }
    }
    if let Some(contents) = follow(b"Contents", page) {
        document.objects.remove(&contents);
    }
    if let Some(tree) = follow(b"Parent", page)
        && let Ok(tree) = document.get_dictionary_mut(tree)
        && let Ok(kids) = tree.get_mut(b"Kids").and_then(Object::as_array_mut)
    {
        kids.pop();
        let count = kids.len() as i64;
        tree.set("Count", count);
    }
    let fonts = fonts.and_then(|id| document.objects.remove(&id));
    let Some(fonts) = fonts.as_ref().and_then(|object| object.as_dict().ok()) else {
        return BTreeMap::new();
    };
    let font = |face| fonts.get(font_name(face).as_bytes()).ok().cloned();
    faces.iter().filter_map(|(face, ..)| Some((*face, font(*face)?))).collect()
}
