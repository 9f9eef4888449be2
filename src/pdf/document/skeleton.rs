//! The document that printpdf makes, and the places in it that are ours to fill. Input: [`Pages`]
//! and the subsets. Output: a lopdf document with a page tree and fonts.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};
use rayon::prelude::*;

use super::file;
use super::fonts::Subset;
use super::printpdf;
use crate::media::PictureId;
use crate::pdf::pages::{Page, Pages};
use crate::pdf::paint::{Painted, Permille, deflate, font_name, picture_name, shade_name};
use crate::typeset::FaceId;

/// A document with pages that are still empty.
pub(super) struct Skeleton {
    /// The document.
    pub document: Document,
    /// Its pages in order.
    pub pages: Vec<ObjectId>,
    /// Objects that are finished, as the file will have them: a tree of tags has tens of thousands,
    /// each of which takes ten times as much as a dictionary.
    pub written: BTreeMap<ObjectId, Vec<u8>>,
    /// Its fonts.
    fonts: BTreeMap<FaceId, Object>,
}

impl Skeleton {
    /// Has printpdf make a document of empty pages with these fonts.
    pub(super) fn new(pages: &Pages, subsets: &[Subset]) -> Self {
        let faces: Vec<_> = subsets.iter().map(|s| (s.face, &s.font, s.codes.as_slice())).collect();
        let printpdf::Draft { document, pages, fonts } = printpdf::draft(pages, &faces);
        Skeleton { document, pages, written: BTreeMap::new(), fonts }
    }

    /// Puts what was painted on a page into the document.
    pub(super) fn fill_page(
        &mut self,
        number: usize,
        page: &Page,
        painted: Painted,
        pictures: &BTreeMap<PictureId, ObjectId>,
        shades: &BTreeMap<Permille, ObjectId>,
        links: &[Option<ObjectId>],
    ) {
        let id = self.pages[number];
        let resources = self.resources(&painted, pictures, shades);
        let transparent = !painted.shades.is_empty() || !painted.pictures.is_empty();
        let content = flated(Dictionary::new(), painted.content);
        let dict = self.document.get_dictionary(id).expect("printpdf wrote the page");
        let slot = |key: &[u8]| {
            let slot = dict.get(key).and_then(Object::as_reference);
            slot.expect("printpdf gives each page contents and resources of its own")
        };
        let (contents, shared) = (slot(b"Contents"), slot(b"Resources"));
        self.document.objects.insert(contents, content.into());
        self.document.objects.insert(shared, resources.into());
        let dict = self.document.get_dictionary_mut(id).expect("printpdf wrote the page");
        let sheet = vec![0.into(), 0.into(), length(page.size.width), length(page.size.height)];
        dict.set("MediaBox", sheet.clone());
        dict.set("TrimBox", sheet);
        dict.remove(b"CropBox");
        dict.remove(b"Annots");
        let links: Vec<Object> = links.iter().flatten().map(|link| (*link).into()).collect();
        if !links.is_empty() {
            dict.set("Annots", links);
        }
        if transparent {
            // Blending happens in one colour space, whatever the output device's is.
            let group = dictionary! { "S" => "Transparency", "CS" => "DeviceRGB" };
            dict.set("Group", group);
        }
    }

    /// Writes a dictionary that does not change any more, but for [`add`](Self::add).
    pub(super) fn write(&mut self, id: ObjectId, dict: &Dictionary) {
        let mut bytes = Vec::new();
        file::put_dictionary(&mut bytes, dict);
        bytes.shrink_to_fit();
        self.written.insert(id, bytes);
    }

    /// Adds an entry, which it does not have yet, to a dictionary that is written.
    pub(super) fn add(&mut self, id: ObjectId, key: &str, value: Object) {
        let Some(bytes) = self.written.get_mut(&id) else { return };
        let mut entry = Vec::new();
        file::put_dictionary(&mut entry, &Dictionary::from_iter([(key, value)]));
        // One dictionary runs on into the other: `<<` … `>>` `<<` … `>>`.
        bytes.truncate(bytes.len() - 2);
        bytes.extend_from_slice(&entry[2..]);
    }

    /// What a page uses and no more, so that it can be removed from the file without the rest.
    fn resources(
        &self,
        painted: &Painted,
        pictures: &BTreeMap<PictureId, ObjectId>,
        shades: &BTreeMap<Permille, ObjectId>,
    ) -> Dictionary {
        let mut resources = Dictionary::new();
        let fonts = painted
            .faces
            .iter()
            .filter_map(|face| Some((font_name(*face), self.fonts.get(face)?.clone())));
        let xobjects = painted.pictures.iter().filter_map(|picture| {
            Some((picture_name(*picture), Object::from(*pictures.get(picture)?)))
        });
        let states = painted
            .shades
            .iter()
            .filter_map(|shade| Some((shade_name(*shade), Object::from(*shades.get(shade)?))));
        for (key, entries) in [
            ("Font", Dictionary::from_iter(fonts)),
            ("XObject", Dictionary::from_iter(xobjects)),
            ("ExtGState", Dictionary::from_iter(states)),
        ] {
            if !entries.is_empty() {
                resources.set(key, entries);
            }
        }
        resources
    }

    /// The catalog.
    pub(super) fn catalog(&mut self) -> &mut Dictionary {
        self.document.catalog_mut().expect("printpdf writes a catalog")
    }

    /// Deflates the streams that printpdf left unchanged: fonts and text maps.
    pub(super) fn compress(&mut self) {
        let mut plain: Vec<&mut Stream> = self
            .document
            .objects
            .values_mut()
            .filter_map(|object| object.as_stream_mut().ok())
            .filter(|stream| stream.allows_compression && !stream.dict.has(b"Filter"))
            .collect();
        plain.par_iter_mut().for_each(|stream| {
            let dict = std::mem::take(&mut stream.dict);
            **stream = flated(dict, deflate(&stream.content));
        });
    }
}

/// A stream whose content is deflated already.
pub(super) fn flated(mut dict: Dictionary, content: Vec<u8>) -> Stream {
    dict.set("Filter", "FlateDecode");
    Stream::new(dict, content).with_compression(false)
}

/// A length as PDF writes it, to a hundredth of a point.
pub(super) fn length(value: crate::geometry::Pt) -> Object {
    let rounded = (value * 100.0).round() / 100.0;
    if rounded.fract() == 0.0 { Object::Integer(rounded as i64) } else { rounded.into() }
}
