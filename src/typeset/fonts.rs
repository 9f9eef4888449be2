//! The faces. Input: the letters an edition uses. Output: [`Fonts`], fixed before anything is set.
//!
//! The embedded faces are read in place; installed ones join behind them only where a letter needs
//! them (`fallback`), so an edition in Latin letters never looks at the machine's fonts.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use harfrust::ShaperData;
use serde::{Deserialize, Serialize};
use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider};

use super::face::Face;
use super::fallback;
use crate::files::{Files, OsFiles};
use crate::text::is_drawn;
use crate::theme::Family;

/// A face among [`Fonts`].
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct FaceId(pub u16);

/// The measures of a face, in em (1 = the size).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Metrics {
    /// Design units in an em.
    pub units_per_em: u16,
    /// Height of the tallest letters above the baseline.
    pub ascent: f64,
    /// Depth below the baseline, positive.
    pub descent: f64,
    /// Height of capitals.
    pub cap_height: f64,
    /// Height of x.
    pub x_height: f64,
}

/// A face that the program carries.
struct Embedded {
    name: &'static str,
    data: &'static [u8],
    family: Family,
    weight: u16,
    italic: bool,
}

/// Declares an embedded face: its file under `fonts/` bears its PostScript name.
macro_rules! face {
    ($folder:literal, $name:literal, $family:ident, $weight:literal, $italic:literal) => {
        Embedded {
            name: $name,
            data: include_bytes!(concat!("../../fonts/", $folder, "/", $name, ".otf")),
            family: Family::$family,
            weight: $weight,
            italic: $italic,
        }
    };
}

/// The embedded faces; a [`FaceId`] below their number is a place in this table.
static EMBEDDED: &[Embedded] = &[
    face!("source-serif-4", "SourceSerif4-Regular", Serif, 400, false),
    face!("source-serif-4", "SourceSerif4-It", Serif, 400, true),
    face!("source-serif-4", "SourceSerif4-Semibold", Serif, 600, false),
    face!("source-serif-4", "SourceSerif4-SemiboldIt", Serif, 600, true),
    face!("source-serif-4", "SourceSerif4-Bold", Serif, 700, false),
    face!("source-serif-4", "SourceSerif4-BoldIt", Serif, 700, true),
    face!("source-serif-4", "SourceSerif4Display-Regular", SerifDisplay, 400, false),
    face!("source-serif-4", "SourceSerif4Display-It", SerifDisplay, 400, true),
    face!("source-serif-4", "SourceSerif4Display-Semibold", SerifDisplay, 600, false),
    face!("source-serif-4", "SourceSerif4Display-SemiboldIt", SerifDisplay, 600, true),
    face!("source-serif-4", "SourceSerif4Subhead-Regular", SerifSubhead, 400, false),
    face!("source-serif-4", "SourceSerif4Subhead-It", SerifSubhead, 400, true),
    face!("source-serif-4", "SourceSerif4Subhead-Semibold", SerifSubhead, 600, false),
    face!("source-serif-4", "SourceSerif4SmText-Regular", SerifSmall, 400, false),
    face!("source-serif-4", "SourceSerif4SmText-It", SerifSmall, 400, true),
    face!("source-serif-4", "SourceSerif4SmText-Bold", SerifSmall, 700, false),
    face!("source-serif-4", "SourceSerif4SmText-BoldIt", SerifSmall, 700, true),
    face!("source-sans-3", "SourceSans3-Regular", Sans, 400, false),
    face!("source-sans-3", "SourceSans3-It", Sans, 400, true),
    face!("source-sans-3", "SourceSans3-Semibold", Sans, 600, false),
    face!("source-sans-3", "SourceSans3-SemiboldIt", Sans, 600, true),
    face!("source-sans-3", "SourceSans3-Bold", Sans, 700, false),
    face!("source-sans-3", "SourceSans3-BoldIt", Sans, 700, true),
    face!("source-code-pro", "SourceCodePro-Regular", Mono, 400, false),
    face!("source-code-pro", "SourceCodePro-It", Mono, 400, true),
    face!("source-code-pro", "SourceCodePro-Bold", Mono, 700, false),
];

/// The faces of an edition, fixed before anything is set so that parallel work sees the same ones.
/// Clones share the faces and what was prepared of them.
#[derive(Clone)]
pub struct Fonts {
    faces: Vec<Arc<Face>>,
}

impl std::fmt::Debug for Fonts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.faces.iter().map(|face| &face.name)).finish()
    }
}

impl Fonts {
    /// The faces that the program carries, and installed ones for the letters that those lack.
    ///
    /// `letters` are the characters the edition uses; `dirs` are searched before the system's own
    /// font folders. Returns the letters that no face has, in order.
    pub fn for_letters(letters: &BTreeSet<char>, dirs: &[PathBuf]) -> (Fonts, Vec<char>) {
        Fonts::embedded().extended(letters, dirs, &OsFiles)
    }

    /// These faces, and those among `files` for the letters that these lack: see
    /// [`Fonts::for_letters`].
    pub fn extended(
        &self,
        letters: &BTreeSet<char>,
        dirs: &[PathBuf],
        files: &dyn Files,
    ) -> (Fonts, Vec<char>) {
        let mut fonts = self.clone();
        let lacking = fonts.lacking(letters);
        if lacking.is_empty() {
            return (fonts, Vec::new());
        }
        let (installed, missing) = fallback::installed(lacking, dirs, files);
        fonts.faces.extend(installed);
        (fonts, missing.into_iter().collect())
    }

    /// The faces that the program carries, alone.
    pub fn embedded() -> Fonts {
        let face = |face: &Embedded| Arc::new(Face::new(face.name.into(), face.data.into(), 0));
        Fonts { faces: EMBEDDED.iter().map(face).collect() }
    }

    /// Those of `letters` that are drawn and that no face has.
    fn lacking(&self, letters: &BTreeSet<char>) -> BTreeSet<char> {
        let fonts: Vec<FontRef<'_>> = self.regulars().filter_map(|id| self.font(id)).collect();
        let maps: Vec<_> = fonts.iter().map(MetadataProvider::charmap).collect();
        let has = |letter: char| maps.iter().any(|map| map.map(letter).is_some());
        letters.iter().copied().filter(|&letter| is_drawn(letter) && !has(letter)).collect()
    }

    /// The faces in which letters are sought that the chosen one lacks, in order: the upright
    /// regular of each family, then the installed ones.
    pub(super) fn regulars(&self) -> impl Iterator<Item = FaceId> {
        let upright = |face: &&(usize, &Embedded)| face.1.weight == 400 && !face.1.italic;
        let embedded = EMBEDDED.iter().enumerate().filter(move |face| upright(&face));
        let installed = EMBEDDED.len()..self.faces.len();
        embedded.map(|(place, _)| place).chain(installed).map(|place| FaceId(place as u16))
    }

    /// The parsed tables of a face.
    pub(super) fn font(&self, face: FaceId) -> Option<FontRef<'_>> {
        self.faces.get(usize::from(face.0))?.font()
    }

    /// What shaping with a face needs, made once.
    pub(super) fn shaper_data(&self, face: FaceId) -> Option<(&ShaperData, FontRef<'_>)> {
        let face = self.faces.get(usize::from(face.0))?;
        let font = face.font()?;
        let data = face.shaper.get_or_init(|| Some(ShaperData::new(&face.font()?)));
        Some((data.as_ref()?, font))
    }

    /// The face nearest to what is requested: the family first, then the slope, then the weight.
    pub fn select(&self, family: Family, weight: u16, italic: bool) -> FaceId {
        let distance = |face: &Embedded| {
            (face.family != family, face.italic != italic, face.weight.abs_diff(weight))
        };
        let nearest = EMBEDDED.iter().enumerate().min_by_key(|(_, face)| distance(face));
        FaceId(nearest.map_or(0, |(place, _)| place as u16))
    }

    /// The font file (TrueType or CFF OpenType) and the face's index in it.
    pub fn data(&self, face: FaceId) -> (&[u8], u32) {
        self.faces.get(usize::from(face.0)).map_or((&[], 0), |face| (&face.data, face.index))
    }

    /// The PostScript name, such as `SourceSerif4-Regular`.
    pub fn name(&self, face: FaceId) -> &str {
        self.faces.get(usize::from(face.0)).map_or("", |face| &face.name)
    }

    /// The measures of a face.
    pub fn metrics(&self, face: FaceId) -> Metrics {
        let Some(font) = self.font(face) else {
            return PLAIN_METRICS;
        };
        let units = font.metrics(Size::unscaled(), LocationRef::default());
        let em = |value: f32| f64::from(value) / f64::from(units.units_per_em.max(1));
        Metrics {
            units_per_em: units.units_per_em,
            ascent: em(units.ascent),
            descent: em(units.descent.abs()),
            cap_height: units.cap_height.map_or(PLAIN_METRICS.cap_height, em),
            x_height: units.x_height.map_or(PLAIN_METRICS.x_height, em),
        }
    }

    /// A digest of the faces that joined the embedded ones, which every edition has: BLAKE3 of each
    /// one's name, place in its file and file, in order.
    pub fn installed_digest(&self) -> [u8; 32] {
        let mut hasher = blake3::Hasher::new();
        for face in self.faces.iter().skip(EMBEDDED.len()) {
            hasher.update(blake3::hash(face.name.as_bytes()).as_bytes());
            hasher.update(&face.index.to_le_bytes());
            hasher.update(blake3::hash(&face.data).as_bytes());
        }
        *hasher.finalize().as_bytes()
    }

    /// How many faces there are; ids count from 0.
    pub fn count(&self) -> usize {
        self.faces.len()
    }
}

/// What a face is taken to measure that does not say.
const PLAIN_METRICS: Metrics =
    Metrics { units_per_em: 1000, ascent: 0.9, descent: 0.3, cap_height: 0.67, x_height: 0.47 };

#[cfg(test)]
mod tests {
    use super::*;

    fn letters(text: &str) -> BTreeSet<char> {
        text.chars().collect()
    }

    #[test]
    fn the_nearest_face_is_selected() {
        let fonts = Fonts::embedded();
        let name = |family, weight, italic| fonts.name(fonts.select(family, weight, italic));
        assert_eq!(name(Family::Serif, 400, false), "SourceSerif4-Regular");
        assert_eq!(name(Family::SerifDisplay, 700, false), "SourceSerif4Display-Semibold");
        assert_eq!(name(Family::SerifDisplay, 700, true), "SourceSerif4Display-SemiboldIt");
        assert_eq!(name(Family::SerifSubhead, 600, true), "SourceSerif4Subhead-It");
        assert_eq!(name(Family::Mono, 600, false), "SourceCodePro-Bold");
    }

    #[test]
    fn every_face_bears_the_name_it_is_listed_under() {
        let fonts = Fonts::embedded();
        for id in (0..fonts.count()).map(|place| FaceId(place as u16)) {
            let font = fonts.font(id).expect("an embedded face can be read");
            let named = font.localized_strings(skrifa::string::StringId::POSTSCRIPT_NAME);
            let postscript = named.english_or_first().map(|name| name.to_string());
            assert_eq!(postscript.as_deref(), Some(fonts.name(id)));
        }
    }

    #[test]
    fn text_faces_have_sound_measures() {
        let fonts = Fonts::embedded();
        let metrics = fonts.metrics(fonts.select(Family::Serif, 400, false));
        assert_eq!(metrics.units_per_em, 1000);
        assert!((0.6..0.75).contains(&metrics.cap_height), "{metrics:?}");
        assert!((0.4..0.55).contains(&metrics.x_height), "{metrics:?}");
        assert!(metrics.ascent > metrics.cap_height && metrics.descent > 0.1, "{metrics:?}");
    }

    #[test]
    fn latin_greek_and_cyrillic_need_no_installed_face() {
        let text = "Čeština, ελληνικά, русский: “ﬁne” – £5 ■\u{ad}\u{2060}\n";
        let (fonts, missing) = Fonts::for_letters(&letters(text), &[]);
        assert_eq!((fonts.count(), missing), (EMBEDDED.len(), Vec::new()));
    }

    #[test]
    fn a_letter_that_nothing_has_is_named() {
        let (_, missing) = Fonts::for_letters(&letters("a\u{10fffd}"), &[]);
        assert_eq!(missing, ['\u{10fffd}']);
    }
}
