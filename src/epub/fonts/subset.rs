//! One face, subset. Input: a font file and the letters that an edition shows. Output: an OpenType
//! font of these letters alone, which keeps its small capitals, figures, ligatures and kerning.
//!
//! `subsetter` cuts the outlines, as it does for the PDF; what a PDF does without and a reading
//! system needs (`cmap`, `OS/2`, `name`, `GSUB`, `GPOS`) is written here.

use std::collections::{BTreeMap, BTreeSet};

use subsetter::GlyphRemapper;
use write_fonts::FontBuilder;
use write_fonts::read::{FontRef, TableProvider};
use write_fonts::tables::cmap::Cmap;
use write_fonts::tables::name::{Name, NameRecord};
use write_fonts::types::{GlyphId, NameId, Tag};

use super::layout::{Substitutions, kerning};

/// Why a face cannot be subset.
#[derive(Debug, thiserror::Error)]
#[error("the face {name} cannot be embedded: {message}")]
pub(crate) struct FontError {
    name: String,
    message: String,
}

/// A face as it is to be subset.
pub(super) struct SubsetRequest<'a> {
    /// The font file.
    pub data: &'a [u8],
    /// What the cut face is called: its licence reserves the name of the whole one.
    pub family: &'a str,
    /// Its style within the family, such as `Bold Italic`.
    pub style: &'a str,
    /// Its name for programs, without spaces.
    pub postscript: &'a str,
    /// Whether its small capitals are shown.
    pub small_capitals: bool,
}

/// Cuts a face down to the letters it has of those given; `None` if it has none of them.
pub(super) fn subset(
    face: &SubsetRequest<'_>,
    letters: &BTreeSet<char>,
) -> Result<Option<Vec<u8>>, FontError> {
    let fail = |message: String| FontError { name: face.postscript.to_owned(), message };
    let font = FontRef::new(face.data).map_err(|error| fail(error.to_string()))?;
    let mapped = mapped(&font, letters);
    if mapped.is_empty() {
        return Ok(None);
    }
    let read = |error: write_fonts::read::ReadError| fail(error.to_string());
    let substitutions = Substitutions::read(&font, face.small_capitals).map_err(read)?;
    let glyphs = substitutions.reach(mapped.values().copied());
    let kept = GlyphRemapper::new_from_glyphs_sorted(&glyphs);
    let outlines =
        subsetter::subset(face.data, 0, &kept).map_err(|error| fail(error.to_string()))?;
    let gpos = kerning(&font, &kept).map_err(read)?;
    let gsub = substitutions.table(&kept);

    let wrong = |error: &dyn std::fmt::Display| fail(error.to_string());
    let number = |glyph: &u16| kept.get(*glyph).map(|glyph| GlyphId::new(glyph.into()));
    let map = mapped.iter().filter_map(|(letter, glyph)| Some((*letter, number(glyph)?)));
    let map = Cmap::from_mappings(map).map_err(|error| wrong(&error))?;
    let mut built = FontBuilder::new();
    built.add_table(&map).map_err(|error| wrong(&error))?;
    built.add_table(&names(&font, face)).map_err(|error| wrong(&error))?;
    if let Some(gsub) = gsub {
        built.add_table(&gsub).map_err(|error| wrong(&error))?;
    }
    if let Some(gpos) = gpos {
        built.add_table(&gpos).map_err(|error| wrong(&error))?;
    }
    if let Some(os2) = font.table_data(Tag::new(b"OS/2")) {
        built.add_raw(Tag::new(b"OS/2"), os2.as_bytes());
    }
    let outlines = FontRef::new(&outlines).map_err(read)?;
    Ok(Some(built.copy_missing_tables(outlines).build()))
}

/// The glyph of each letter that the face has.
fn mapped(font: &FontRef<'_>, letters: &BTreeSet<char>) -> BTreeMap<char, u16> {
    let Ok(map) = font.cmap() else { return BTreeMap::new() };
    let glyph = |letter: &char| {
        let glyph = map.map_codepoint(*letter)?;
        Some((*letter, u16::try_from(glyph.to_u32()).ok()?))
    };
    letters.iter().filter_map(glyph).collect()
}

/// The names of the cut face, and the notices that must stay with it.
fn names(font: &FontRef<'_>, face: &SubsetRequest<'_>) -> Name {
    let (family, style) = (face.family, face.style);
    let kept = [
        NameId::COPYRIGHT_NOTICE,
        NameId::VERSION_STRING,
        NameId::LICENSE_DESCRIPTION,
        NameId::LICENSE_URL,
    ];
    let mut names: BTreeMap<NameId, String> =
        kept.into_iter().filter_map(|id| Some((id, said(font, id)?))).collect();
    names.insert(NameId::FAMILY_NAME, family.to_owned());
    names.insert(NameId::SUBFAMILY_NAME, style.to_owned());
    names.insert(NameId::UNIQUE_ID, face.postscript.to_owned());
    names.insert(NameId::FULL_NAME, format!("{family} {style}"));
    names.insert(NameId::POSTSCRIPT_NAME, face.postscript.to_owned());
    // For Windows (3), in Unicode (1), in American English (0x409), as all programs look for it.
    let record = |(id, words): (NameId, String)| NameRecord::new(3, 1, 0x409, id, words.into());
    Name::new(names.into_iter().map(record).collect())
}

/// The naming data of a font.
fn said(font: &FontRef<'_>, id: NameId) -> Option<String> {
    let table = font.name().ok()?;
    let record = table.name_record().iter().find(|record| record.name_id() == id)?;
    Some(record.string(table.string_data()).ok()?.to_string())
}
