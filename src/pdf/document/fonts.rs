//! Faces as a PDF takes them. Input: the glyphs each face shows and the font files. Output: one
//! subset a face for the whole edition, with its glyphs numbered and measured.

use std::collections::BTreeMap;

use rayon::prelude::*;
use skrifa::{FontRef, MetadataProvider};
use subsetter::GlyphRemapper;

use super::model::PdfError;
use super::printpdf::Font;
use crate::cache::{Cache, Key};
use crate::pdf::paint::glyphs::{FaceGlyphs, GlyphTexts};
use crate::typeset::{FaceId, Fonts};

/// A face subset to what an edition shows.
#[derive(Debug)]
pub(super) struct Subset {
    /// The face.
    pub face: FaceId,
    /// The subset, named as the file is to name it.
    pub font: Font,
    /// Each code and the text it stands for.
    pub codes: Vec<(u16, String)>,
    /// The glyphs as painting needs them.
    pub glyphs: FaceGlyphs,
}

/// Makes the subsets of all faces, in parallel.
pub(super) fn subset(
    used: &BTreeMap<FaceId, GlyphTexts>,
    fonts: &Fonts,
    cache: Option<&Cache>,
) -> Result<Vec<Subset>, PdfError> {
    used.par_iter().map(|(face, texts)| subset_face(*face, texts, fonts, cache)).collect()
}

fn subset_face(
    face: FaceId,
    texts: &GlyphTexts,
    fonts: &Fonts,
    cache: Option<&Cache>,
) -> Result<Subset, PdfError> {
    let name = fonts.name(face);
    let fail = |message: String| PdfError::Font { face: name.to_string(), message };

    let (data, index) = fonts.data(face);
    let mut texts = texts.clone();
    let box_glyph = texts.remove(&NOTDEF).and_then(|_| stand_in(data, index));
    if let Some(glyph) = box_glyph {
        texts.entry(glyph).or_insert_with(|| "\u{fffd}".to_string());
    }
    let glyphs: Vec<u16> = texts.keys().copied().collect();
    let remapper = GlyphRemapper::new_from_glyphs_sorted(&glyphs);
    let key = Key::builder("pdf-face").part(data).number(index.into()).hashed(&glyphs).finish();
    let program = match cache.and_then(|cache| cache.get(&key)) {
        Some(program) => program,
        None => {
            let program = subsetter::subset(data, index, &remapper);
            let program = program.map_err(|error| fail(error.to_string()))?;
            cache.inspect(|cache| cache.put(&key, &program));
            program
        }
    };
    let font = Font::read(&program, format!("{}+{name}", tag(&program)))
        .ok_or_else(|| fail("its subset cannot be read".to_string()))?;

    let mut numbered: Vec<(u16, u16)> = remapper.remapped_gids().zip(0..).collect();
    let codes = numbered
        .iter()
        .filter_map(|(glyph, cid)| Some((*cid, texts.get(glyph)?.clone())))
        .collect();
    let stand_in = box_glyph.and_then(|glyph| remapper.get(glyph));
    if let (Some((NOTDEF, cid)), Some(stand_in)) = (numbered.first_mut(), stand_in) {
        *cid = stand_in;
    }
    let glyphs = FaceGlyphs::new(&numbered, &texts, |cid| font.stated_width(cid));
    Ok(Subset { face, font, codes, glyphs })
}

/// The glyph shown for a letter that no face has. An archive may not show it (ISO 19005-2,
/// 6.2.11.8), so another takes its place; the text it stands for is stated where it is shown.
const NOTDEF: u16 = 0;

/// A glyph that looks as if something were missing.
fn stand_in(data: &[u8], index: u32) -> Option<u16> {
    let charmap = FontRef::from_index(data, index).ok()?.charmap();
    let found = ['\u{fffd}', '□', '▯', '◻', '☐', '◊', '■', '?'].map(|sign| charmap.map(sign));
    found.into_iter().flatten().find_map(|glyph| u16::try_from(glyph.to_u32()).ok())
}

/// Six capitals that distinguish this subset from others of its face (ISO 32000-1, 9.6.4).
fn tag(program: &[u8]) -> String {
    let digest = blake3::hash(program);
    digest.as_bytes()[..6].iter().map(|byte| char::from(b'A' + byte % 26)).collect()
}
