//! The fonts embedded in an EPUB. Input: an edition, and the letters that its documents show.
//! Output: the theme's own faces subset to them, the licences they are under, and what CSS calls
//! them.
//!
//! 1. [`usage`] says which looks of letters the style sheet asks for somewhere in the edition;
//! 2. [`subset`] cuts each face, [`layout`] keeps its small capitals, figures, ligatures and
//!    kerning.
//!
//! The files are plain OpenType, not obfuscated: their licence lets them be passed on under another
//! name.

mod layout;
mod subset;
mod usage;

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use unicode_normalization::char::{compose, is_combining_mark};

pub(super) use self::subset::FontError;
use self::subset::SubsetRequest;
pub(super) use self::usage::CssFont;
use crate::cache::{Cache, Key};
use crate::edition::Edition;
use crate::theme::Family;
use crate::typeset::{FaceId, Fonts};

/// The faces of an EPUB; none where reading systems are to use their own.
#[derive(Debug, Default)]
pub(super) struct EpubFonts {
    /// Each look and the font file that has it.
    pub looks: BTreeMap<CssFont, String>,
    /// The font files by name, relative to the package.
    pub files: BTreeMap<String, Vec<u8>>,
    /// The licences of these, by file.
    pub licences: BTreeMap<&'static str, &'static str>,
}

impl EpubFonts {
    /// All files, faces first.
    pub(super) fn all_files(&self) -> impl Iterator<Item = (&str, &[u8])> {
        let faces = self.files.iter().map(|(file, bytes)| (file.as_str(), bytes.as_slice()));
        faces.chain(self.licences.iter().map(|(file, words)| (*file, words.as_bytes())))
    }

    /// The same with their media types: OpenType (RFC 8081) is a core one of EPUB 3.3, and a
    /// licence is for people who open the container, not shown.
    pub(super) fn media_types(&self) -> impl Iterator<Item = (&str, &'static str)> {
        let faces = self.files.keys().map(|file| (file.as_str(), "font/otf"));
        faces.chain(self.licences.keys().map(|file| (*file, "text/plain")))
    }
}

/// The faces that an edition shows, subset to `letters`.
///
/// # Errors
/// If a face cannot be cut.
pub(super) fn embed(edition: &Edition, letters: &BTreeSet<char>) -> Result<EpubFonts, FontError> {
    let fonts = Fonts::embedded();
    let looks = usage::used_fonts(edition);
    // Whether small capitals are shown in a face; several looks may share one.
    let mut faces: BTreeMap<FaceId, bool> = BTreeMap::new();
    for (look, small_capitals) in &looks {
        *faces.entry(look.face(&fonts)).or_default() |= small_capitals;
    }
    let letters = shown(letters);
    let cache = edition.pictures.cache();
    let cut: Vec<_> = faces
        .into_par_iter()
        .map(|(face, small_capitals)| {
            Ok((face, cut_again(&fonts, face, small_capitals, &letters, cache)?))
        })
        .collect::<Result<_, FontError>>()?;
    let files: BTreeMap<FaceId, Vec<u8>> =
        cut.into_iter().filter_map(|(face, bytes)| Some((face, bytes?))).collect();

    let mut found = EpubFonts::default();
    for (look, _) in looks {
        let face = look.face(&fonts);
        if files.contains_key(&face) {
            found.looks.insert(look, file(&fonts, face));
            found.licences.extend([licence(look.family)]);
        }
    }
    found.files = files.into_iter().map(|(face, bytes)| (file(&fonts, face), bytes)).collect();
    Ok(found)
}

/// The letters that a document shows, from what it holds.
pub(super) fn letters(document: &[u8]) -> BTreeSet<char> {
    std::str::from_utf8(document).map(|text| text.chars().collect()).unwrap_or_default()
}

/// What CSS calls a family.
pub(super) fn name(family: Family) -> &'static str {
    match family {
        Family::Serif => "Offprint Serif",
        Family::SerifDisplay => "Offprint Serif Display",
        Family::SerifSubhead => "Offprint Serif Subhead",
        Family::SerifSmall => "Offprint Serif Small",
        Family::Sans => "Offprint Sans",
        Family::Mono => "Offprint Mono",
    }
}

/// The letters as they may be drawn: in capitals where a style has them so, and with the accents
/// that are written apart; the hyphen for ends of lines.
fn shown(letters: &BTreeSet<char>) -> BTreeSet<char> {
    let mut all = letters.clone();
    all.extend(letters.iter().flat_map(|letter| letter.to_uppercase()));
    all.insert('-');
    let accents: Vec<char> = letters.iter().copied().filter(|c| is_combining_mark(*c)).collect();
    for accent in accents {
        let composed: Vec<char> =
            all.iter().filter_map(|letter| compose(*letter, accent)).collect();
        all.extend(composed);
    }
    all
}

/// A face subset by an earlier run, or now; the faces are the program's own, which names them.
fn cut_again(
    fonts: &Fonts,
    face: FaceId,
    small_capitals: bool,
    letters: &BTreeSet<char>,
    cache: Option<&Cache>,
) -> Result<Option<Vec<u8>>, FontError> {
    let Some(cache) = cache else { return cut(fonts, face, small_capitals, letters) };
    let name = Key::builder("epub-face").part(fonts.name(face)).number(small_capitals.into());
    let key = name.hashed(letters).finish();
    if let Some(file) = cache.get(&key) {
        return Ok(Some(file));
    }
    let file = cut(fonts, face, small_capitals, letters)?;
    file.iter().for_each(|file| cache.put(&key, file));
    Ok(file)
}

fn cut(
    fonts: &Fonts,
    face: FaceId,
    small_capitals: bool,
    letters: &BTreeSet<char>,
) -> Result<Option<Vec<u8>>, FontError> {
    let postscript = renamed(fonts.name(face));
    let (family, style) = postscript.split_once('-').unwrap_or((&postscript, "Regular"));
    let cut = SubsetRequest {
        data: fonts.data(face).0,
        family,
        style,
        postscript: &postscript,
        small_capitals,
    };
    subset::subset(&cut, letters)
}

/// The name of a face without what its licence reserves: `OffprintSerifDisplay-Semibold`.
fn renamed(postscript: &str) -> String {
    [
        ("SourceSerif4", "OffprintSerif"),
        ("SourceSans3", "OffprintSans"),
        ("SourceCodePro", "OffprintMono"),
    ]
    .into_iter()
    .find_map(|(reserved, own)| Some(format!("{own}{}", postscript.strip_prefix(reserved)?)))
    .unwrap_or_else(|| postscript.to_owned())
}

/// The font file of a face.
fn file(fonts: &Fonts, face: FaceId) -> String {
    format!("fonts/{}.otf", renamed(fonts.name(face)))
}

/// The file and the words of a family's licence, which must go with it.
fn licence(family: Family) -> (&'static str, &'static str) {
    match family {
        Family::Sans => {
            ("fonts/licence-sans.txt", include_str!("../../fonts/source-sans-3/LICENSE.md"))
        }
        Family::Mono => {
            ("fonts/licence-mono.txt", include_str!("../../fonts/source-code-pro/LICENSE.md"))
        }
        _ => ("fonts/licence-serif.txt", include_str!("../../fonts/source-serif-4/LICENSE.md")),
    }
}

#[cfg(test)]
mod tests {
    use harfrust::{Feature, ShapeOptions, ShaperData, Tag, UnicodeBuffer};
    use skrifa::string::StringId;
    use skrifa::{FontRef, MetadataProvider};

    use super::*;

    /// The widths of a shaped word, in units of the font; kerning is in them.
    fn widths(font: &[u8], word: &str, features: &[&[u8; 4]]) -> Vec<i32> {
        let font = FontRef::new(font).expect("a font");
        let data = ShaperData::new(&font);
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(word);
        buffer.guess_segment_properties();
        let features: Vec<Feature> =
            features.iter().map(|tag| Feature::new(Tag::new(tag), 1, ..)).collect();
        let options = ShapeOptions::new().features(&features);
        let shaped = data.shaper(&font).build().shape(buffer, options);
        assert!(shaped.glyph_infos().iter().all(|glyph| glyph.glyph_id != 0), "{word}");
        shaped.glyph_positions().iter().map(|position| position.x_advance).collect()
    }

    #[test]
    fn a_cut_face_sets_words_as_the_whole_one_does() {
        let fonts = Fonts::embedded();
        let letters = shown(&"Tower AVATAR, offices fjord 1,789 Über Wolf".chars().collect());
        let cases: [(&str, &[&[u8; 4]]); 8] = [
            ("AVATAR", &[]),
            ("Tower,", &[]),
            ("offices", &[]),
            ("Wolf", &[b"smcp"]),
            ("fjord", &[b"smcp", b"c2sc"]),
            ("ÜBER", &[b"c2sc"]),
            ("1,789", &[b"onum"]),
            ("1,789", &[b"tnum"]),
        ];
        for face in (0..fonts.count()).map(|place| FaceId(place as u16)) {
            let (whole, name) = (fonts.data(face).0, fonts.name(face));
            let cut = cut(&fonts, face, true, &letters).expect("cut").expect("letters");
            assert!(cut.len() * 4 < whole.len(), "{name}: {} of {}", cut.len(), whole.len());
            for (word, features) in cases {
                let (kept, asked) = (widths(&cut, word, features), widths(whole, word, features));
                assert_eq!(kept, asked, "{name}: {word} with {features:?}");
            }
        }
    }

    #[test]
    fn cut_faces_go_by_a_name_of_their_own() {
        let fonts = Fonts::embedded();
        for face in (0..fonts.count()).map(|place| FaceId(place as u16)) {
            let cut = cut(&fonts, face, false, &BTreeSet::from(['a'])).expect("cut").expect("a");
            let font = FontRef::new(&cut).expect("a font");
            // Copyright and licence name the owner; the names of the face must not.
            for id in [StringId::FAMILY_NAME, StringId::FULL_NAME, StringId::POSTSCRIPT_NAME] {
                let said: String = font
                    .localized_strings(id)
                    .flat_map(|said| said.chars().collect::<Vec<_>>())
                    .collect();
                assert!(said.starts_with("Offprint"), "{said}");
            }
            let kept = font.localized_strings(StringId::COPYRIGHT_NOTICE).count();
            assert_eq!(kept, 1, "{}", fonts.name(face));
        }
    }

    #[test]
    fn accents_written_apart_bring_the_letters_they_make() {
        let shown = shown(&"e\u{301}ß".chars().collect());
        assert!(['é', 'E', 'É', 'S', '-'].iter().all(|letter| shown.contains(letter)));
    }
}
