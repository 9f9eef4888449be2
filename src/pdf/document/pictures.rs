//! Pictures as a PDF takes them. Input: the edition's pictures and the pages they stand on. Output:
//! image objects and forms, each picture once and each colour profile once.

use std::collections::{BTreeMap, BTreeSet};

use lopdf::{Dictionary, Document, Object, ObjectId, StringFormat, dictionary};
use rayon::prelude::*;

use super::drawings;
use super::file::PictureStream;
use super::skeleton::flated;
use crate::diagnostic::{Diagnostics, Severity};
use crate::media::{PdfCoding, PdfColor, PdfImage, PdfPicture, PictureError, PictureId, Pictures};
use crate::pdf::pages::{Page, PageItem, Pages};
use crate::pdf::paint::deflate;

/// CMYK of pictures without a profile: offset on coated paper; `assets/icc/draw.py` makes it.
const COATED: &[u8] = include_bytes!("../../../assets/icc/cmyk.icc");

/// The outcome of encoding the pictures.
pub(super) type Encoded = Vec<(PictureId, Result<PdfPicture, PictureError>)>;

/// Encodes every picture that stands on a page. No more are in work at once than there are threads.
pub(super) fn encode(pictures: &Pictures, pages: &Pages) -> Encoded {
    let used: BTreeSet<PictureId> = pages
        .pages
        .iter()
        .flat_map(Page::placed)
        .filter_map(|placed| match placed.item {
            PageItem::Picture { picture, .. } => Some(picture),
            _ => None,
        })
        .collect();
    let used: Vec<PictureId> = used.into_iter().collect();
    used.par_iter().with_max_len(1).map(|id| (*id, pictures.for_pdf(*id))).collect()
}

/// Keeps the pictures that are available and reports the others.
pub(super) fn report(
    encoded: Encoded,
    pictures: &Pictures,
    diagnostics: &mut Diagnostics,
) -> BTreeMap<PictureId, PdfPicture> {
    let mut had = BTreeMap::new();
    for (id, result) in encoded {
        match result {
            Ok(picture) => {
                had.insert(id, picture);
            }
            Err(error) => {
                let path = &pictures.get(id).path;
                let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
                let (code, help) =
                    error.diagnose("open it in a picture editor and save it again as JPEG or PNG");
                let message = format!("picture `{name}` is missing from the PDF: {error}");
                diagnostics.add(Severity::Error, code, None, message, help);
            }
        }
    }
    had
}

/// The pictures in a document.
#[derive(Default)]
pub(super) struct AddedPictures {
    /// Their objects.
    pub(super) objects: BTreeMap<PictureId, ObjectId>,
    /// Those objects, which are not in the document.
    pub(super) streams: Vec<PictureStream>,
}

/// Adds the pictures to the document, but for their streams: those that go in unchanged stay in
/// their files until they are written.
pub(super) fn add(
    document: &mut Document,
    pictures: BTreeMap<PictureId, PdfPicture>,
) -> AddedPictures {
    let (mut added, mut profiles) = (AddedPictures::default(), Profiles::new());
    for (id, picture) in pictures {
        let mut add = |document: &mut Document, image| {
            let stream = add_image(document, image, &mut profiles);
            let object = stream.id;
            added.streams.push(stream);
            object
        };
        let object = match picture {
            PdfPicture::Image(image) => add(document, image),
            PdfPicture::Drawing(drawing) => drawings::add(document, drawing, &mut add),
        };
        added.objects.insert(id, object);
    }
    added
}

/// Colour profiles by digest.
type Profiles = BTreeMap<Vec<u8>, ObjectId>;

fn add_image(document: &mut Document, picture: PdfImage, profiles: &mut Profiles) -> PictureStream {
    let mut dict = dictionary! {
        "Type" => "XObject",
        "Subtype" => "Image",
        "Width" => i64::from(picture.width),
        "Height" => i64::from(picture.height),
    };
    if let Some(alpha) = picture.alpha {
        let mut mask = dict.clone();
        mask.set("ColorSpace", "DeviceGray");
        mask.set("BitsPerComponent", 8);
        dict.set("SMask", document.add_object(flated(mask, alpha)));
    }
    let base = match picture.icc {
        Some(icc) => profile(document, icc, picture.color, profiles),
        // The output intent defines RGB and grey. CMYK needs its own profile (ISO 19005-2,
        // 6.2.4.3).
        None if picture.color == PdfColor::Cmyk => {
            profile(document, COATED.to_vec(), picture.color, profiles)
        }
        None => device(picture.color).into(),
    };
    let space = match &picture.palette {
        Some(entries) => indexed(base, entries),
        None => base,
    };
    dict.set("ColorSpace", space);
    let components = if picture.palette.is_some() { 1 } else { components(picture.color) };
    code(&mut dict, picture.coding, components, picture.width);
    dict.set("Length", picture.data.count() as i64);
    PictureStream { id: document.new_object_id(), dict, bytes: picture.data }
}

/// Tells how the bytes of a picture are coded.
fn code(dict: &mut Dictionary, coding: PdfCoding, components: i64, width: u32) {
    let bits = match coding {
        PdfCoding::Png { bits } => i64::from(bits),
        PdfCoding::Jpeg { .. } => 8,
    };
    dict.set("BitsPerComponent", bits);
    match coding {
        PdfCoding::Jpeg { inverted } => {
            dict.set("Filter", "DCTDecode");
            if inverted {
                let turned = (0..components).flat_map(|_| [1.into(), 0.into()]);
                dict.set("Decode", turned.collect::<Vec<Object>>());
            }
        }
        PdfCoding::Png { .. } => {
            dict.set("Filter", "FlateDecode");
            let rows = dictionary! {
                "Predictor" => 15,
                "Colors" => components,
                "BitsPerComponent" => bits,
                "Columns" => i64::from(width),
            };
            dict.set("DecodeParms", rows);
        }
    }
}

fn device(color: PdfColor) -> &'static str {
    match color {
        PdfColor::Gray => "DeviceGray",
        PdfColor::Rgb => "DeviceRGB",
        PdfColor::Cmyk => "DeviceCMYK",
    }
}

fn components(color: PdfColor) -> i64 {
    match color {
        PdfColor::Gray => 1,
        PdfColor::Rgb => 3,
        PdfColor::Cmyk => 4,
    }
}

/// A colour space of entries, three bytes each.
fn indexed(base: Object, entries: &[u8]) -> Object {
    let last = (entries.len() / 3).saturating_sub(1) as i64;
    let entries = Object::String(entries.to_vec(), StringFormat::Hexadecimal);
    vec!["Indexed".into(), base, last.into(), entries].into()
}

/// A colour space by an ICC profile; pictures with the same profile share it.
fn profile(
    document: &mut Document,
    icc: Vec<u8>,
    color: PdfColor,
    profiles: &mut Profiles,
) -> Object {
    let digest = blake3::hash(&icc).as_bytes().to_vec();
    let id = *profiles.entry(digest).or_insert_with(|| {
        let dict = dictionary! { "N" => components(color), "Alternate" => device(color) };
        document.add_object(flated(dict, deflate(&icc)))
    });
    vec!["ICCBased".into(), id.into()].into()
}
