//! The bytes of a file (ISO 32000-2, 7.5). Input: pictures, then a finished document. Output:
//! header, streams, all other objects a hundred to an object stream, and a cross-reference stream
//! with the position of each.
//!
//! lopdf can write a document too, but makes one object stream after the other, and every object
//! three times: that took longer than painting some of the pages.

use std::collections::BTreeMap;
use std::io::{self, Write};

use lopdf::{Dictionary, Document, Object, ObjectId, StringFormat, dictionary};
use rayon::prelude::*;

use crate::files::Files;
use crate::media::PictureBytes;
use crate::pdf::paint::Deflater;

/// This many objects are in an object stream: a reader unpacks no more than these for one of them.
const TOGETHER: usize = 100;
/// This many object streams at least are deflated in the same memory.
const DEFLATED: usize = 4;

/// An object that is no stream.
enum PackedObject {
    Object(Object),
    /// One that is written already.
    Written(Vec<u8>),
}

/// Objects in an object stream (7.5.7).
fn pack(objects: &[(ObjectId, PackedObject)], deflater: &mut Deflater) -> (Dictionary, Vec<u8>) {
    let (mut table, mut all) = (Vec::new(), Vec::new());
    for ((number, _), object) in objects {
        table.extend_from_slice(format!("{number} {} ", all.len()).as_bytes());
        match object {
            PackedObject::Object(object) => put(&mut all, object),
            PackedObject::Written(bytes) => all.extend_from_slice(bytes),
        }
        all.push(b' ');
    }
    let first = table.len() as i64;
    table.append(&mut all);
    let content = deflater.deflate(&table);
    let dict = dictionary! {
        "Type" => "ObjStm",
        "N" => objects.len() as i64,
        "First" => first,
        "Length" => content.len() as i64,
        "Filter" => "FlateDecode",
    };
    (dict, content)
}

/// Where an object is.
enum ObjectLocation {
    /// At this byte, with its generation.
    At(u32, u16),
    /// In the object stream of this number, at this place.
    In(u32, u16),
}

/// A picture that is to be written as a stream of its own.
#[derive(Debug)]
pub(super) struct PictureStream {
    pub(super) id: ObjectId,
    pub(super) dict: Dictionary,
    pub(super) bytes: PictureBytes,
}

/// A file on its way out.
pub(super) struct PdfFile<'o> {
    out: &'o mut (dyn Write + Send),
    /// Bytes written.
    at: u64,
    /// Where the objects are, by number.
    places: BTreeMap<u32, ObjectLocation>,
}

impl<'o> PdfFile<'o> {
    /// Begins the file of a document.
    ///
    /// # Errors
    /// If `out` cannot be written.
    pub(super) fn begin(
        version: &str,
        document: &Document,
        out: &'o mut (dyn Write + Send),
    ) -> io::Result<Self> {
        let mut file = PdfFile { out, at: 0, places: BTreeMap::new() };
        file.put(&[b"%PDF-", version.as_bytes(), b"\n%", &document.binary_mark, b"\n"].concat())?;
        Ok(file)
    }

    /// Writes pictures, which may come from `files`.
    ///
    /// # Errors
    /// If `out` cannot be written, a picture is no longer what it was, or the file grows beyond the
    /// 4 GiB that its offsets can address.
    pub(super) fn pictures(
        &mut self,
        files: &dyn Files,
        pictures: Vec<PictureStream>,
    ) -> io::Result<()> {
        for PictureStream { id, dict, bytes } in pictures {
            self.open_stream(id, &dict)?;
            self.at += bytes.count();
            bytes.write(files, self.out)?;
            self.close_stream()?;
        }
        Ok(())
    }

    /// Writes all objects of a document, and further ones that are `written` already, and ends the
    /// file.
    ///
    /// # Errors
    /// If `out` cannot be written, or the file grows beyond the 4 GiB that its offsets can address.
    pub(super) fn document(
        mut self,
        document: Document,
        written: BTreeMap<ObjectId, Vec<u8>>,
    ) -> io::Result<()> {
        let Document { trailer, max_id, objects, .. } = document;
        let (streams, others): (Vec<_>, Vec<_>) =
            objects.into_iter().partition(|(_, object)| matches!(object, Object::Stream(_)));
        let mut others: Vec<_> =
            others.into_iter().map(|(id, object)| (id, PackedObject::Object(object))).collect();
        others.extend(written.into_iter().map(|(id, bytes)| (id, PackedObject::Written(bytes))));
        others.sort_unstable_by_key(|(id, _)| *id);
        let packs: Vec<_> = others
            .par_chunks(TOGETHER)
            .with_min_len(DEFLATED)
            .map_init(Deflater::default, |deflater, objects| pack(objects, deflater))
            .collect();

        for (id, object) in streams {
            if let Object::Stream(stream) = object {
                self.stream(id, &stream.dict, &stream.content)?;
            }
        }
        let mut number = max_id;
        for (objects, (dict, content)) in others.chunks(TOGETHER).zip(packs) {
            number += 1;
            for ((id, _), place) in objects.iter().zip(0..) {
                self.places.insert(id.0, ObjectLocation::In(number, place));
            }
            self.stream((number, 0), &dict, &content)?;
        }
        self.finish(number + 1, trailer)
    }

    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.at += bytes.len() as u64;
        self.out.write_all(bytes)
    }

    /// Writes a stream as an object of its own.
    fn stream(&mut self, id: ObjectId, dict: &Dictionary, content: &[u8]) -> io::Result<()> {
        self.open_stream(id, dict)?;
        self.put(content)?;
        self.close_stream()
    }

    fn open_stream(&mut self, id: ObjectId, dict: &Dictionary) -> io::Result<()> {
        let at = u32::try_from(self.at).map_err(|_| io::ErrorKind::FileTooLarge)?;
        self.places.insert(id.0, ObjectLocation::At(at, id.1));
        let mut head = format!("{} {} obj\n", id.0, id.1).into_bytes();
        put_dictionary(&mut head, dict);
        head.extend_from_slice(b"stream\n");
        self.put(&head)
    }

    fn close_stream(&mut self) -> io::Result<()> {
        self.put(b"\nendstream \nendobj\n")
    }

    /// Writes the cross-reference stream (7.5.8), which is the trailer too, as object `number`.
    fn finish(mut self, number: u32, mut trailer: Dictionary) -> io::Result<()> {
        let start = self.at;
        let at = u32::try_from(start).map_err(|_| io::ErrorKind::FileTooLarge)?;
        self.places.insert(number, ObjectLocation::At(at, 0));
        let (mut table, mut sections) = (Vec::new(), Vec::<(u32, u32)>::new());
        for (number, place) in &self.places {
            let (kind, first, second) = match place {
                ObjectLocation::At(at, generation) => (1, at, generation),
                ObjectLocation::In(stream, place) => (2, stream, place),
            };
            table.push(kind);
            table.extend_from_slice(&first.to_be_bytes());
            table.extend_from_slice(&second.to_be_bytes());
            match sections.last_mut() {
                Some((first, count)) if *first + *count == *number => *count += 1,
                _ => sections.push((*number, 1)),
            }
        }
        let numbers = sections.into_iter().flat_map(|(first, count)| [first, count]);
        trailer.set("Type", "XRef");
        trailer.set("Size", i64::from(number) + 1);
        // Bytes of the kind, the offset or stream, and the generation or place.
        trailer.set("W", vec![1.into(), 4.into(), 2.into()]);
        trailer.set("Index", numbers.map(|n| i64::from(n).into()).collect::<Vec<Object>>());
        trailer.set("Length", table.len() as i64);
        self.stream((number, 0), &trailer, &table)?;
        self.put(format!("\nstartxref\n{start}\n%%EOF").as_bytes())?;
        self.out.flush()
    }
}

/// Writes an object (7.3).
fn put(out: &mut Vec<u8>, object: &Object) {
    match object {
        Object::Null => out.extend_from_slice(b"null"),
        Object::Boolean(value) => out.extend_from_slice(value.to_string().as_bytes()),
        Object::Integer(value) => out.extend_from_slice(value.to_string().as_bytes()),
        Object::Real(value) => out.extend_from_slice(value.to_string().as_bytes()),
        Object::Name(name) => put_name(out, name),
        Object::String(text, StringFormat::Literal) => put_literal(out, text),
        Object::String(text, StringFormat::Hexadecimal) => {
            out.push(b'<');
            text.iter().for_each(|byte| put_hex(out, *byte));
            out.push(b'>');
        }
        Object::Array(objects) => {
            out.push(b'[');
            for (n, object) in objects.iter().enumerate() {
                if n > 0 && needs_space(object) {
                    out.push(b' ');
                }
                put(out, object);
            }
            out.push(b']');
        }
        Object::Dictionary(dict) => put_dictionary(out, dict),
        // It stands alone in a file; what names it is a reference.
        Object::Stream(stream) => put_dictionary(out, &stream.dict),
        Object::Reference((number, generation)) => {
            out.extend_from_slice(format!("{number} {generation} R").as_bytes());
        }
    }
}

/// Whether an object would run together with what stands before it.
fn needs_space(object: &Object) -> bool {
    use Object::{Boolean, Integer, Null, Real, Reference};
    matches!(object, Null | Boolean(_) | Integer(_) | Real(_) | Reference(_))
}

/// Writes a dictionary (7.3.7).
pub(super) fn put_dictionary(out: &mut Vec<u8>, dict: &Dictionary) {
    out.extend_from_slice(b"<<");
    for (key, value) in dict {
        put_name(out, key);
        if needs_space(value) {
            out.push(b' ');
        }
        put(out, value);
    }
    out.extend_from_slice(b">>");
}

/// A name, in which white space, delimiters and what is not ASCII stand as numbers.
fn put_name(out: &mut Vec<u8>, name: &[u8]) {
    out.push(b'/');
    for byte in name {
        if !byte.is_ascii_graphic() || b"()<>[]{}/%#".contains(byte) {
            out.push(b'#');
            put_hex(out, *byte);
        } else {
            out.push(*byte);
        }
    }
}

/// A string in brackets. Those in it that are in pairs stand as they are.
fn put_literal(out: &mut Vec<u8>, text: &[u8]) {
    let (mut open, mut alone) = (Vec::new(), Vec::new());
    for (at, byte) in text.iter().enumerate() {
        match byte {
            b'(' => open.push(at),
            b')' if open.pop().is_none() => alone.push(at),
            _ => {}
        }
    }
    alone.append(&mut open);
    alone.sort_unstable();
    out.push(b'(');
    for (at, byte) in text.iter().enumerate() {
        match byte {
            b'\\' => out.extend_from_slice(b"\\\\"),
            b'\r' => out.extend_from_slice(b"\\r"),
            b'(' | b')' if alone.binary_search(&at).is_ok() => {
                out.extend_from_slice(&[b'\\', *byte])
            }
            _ => out.push(*byte),
        }
    }
    out.push(b')');
}

fn put_hex(out: &mut Vec<u8>, byte: u8) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    out.extend([DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]);
}

#[cfg(test)]
mod tests {
    use lopdf::{Stream, text_string};

    use super::*;

    /// A document with every kind of object and a gap in its numbers.
    fn odd_document() -> Document {
        let mut document = Document::with_version("1.7");
        for n in 0..250 {
            document.add_object(dictionary! { "Number" => n, "Half" => n as f32 / 2.0 });
        }
        document.objects.remove(&(7, 0));
        let text = |bytes: &[u8]| Object::String(bytes.to_vec(), StringFormat::Literal);
        let values = vec![
            Object::Null,
            true.into(),
            (-3).into(),
            0.1_f32.into(),
            Object::Name(b"A B#(\xE9".to_vec()),
            text(b"(pair) \\ ) alone ((\r\n"),
            text(b")("),
            text_string("ë"),
            Object::String(vec![0, 171, 255], StringFormat::Hexadecimal),
            vec![1.into(), "Name".into(), 2.into()].into(),
            Object::Reference((1, 0)),
        ];
        let list = document.add_object(Object::Array(values));
        let stream = Stream::new(dictionary! { "List" => list }, b"content".to_vec());
        let root = document.add_object(stream);
        document.trailer.set("Root", root);
        document
    }

    fn write_all(document: Document, out: &mut Vec<u8>) -> io::Result<()> {
        let version = document.version.clone();
        PdfFile::begin(&version, &document, out)?.document(document, BTreeMap::new())
    }

    #[test]
    fn a_file_is_what_lopdf_would_write() {
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        write_all(odd_document(), &mut ours).unwrap();
        odd_document().save_modern(&mut theirs).unwrap();
        assert_eq!(String::from_utf8_lossy(&ours), String::from_utf8_lossy(&theirs));
        assert_eq!(ours, theirs);
    }

    #[test]
    fn a_file_can_be_read_again() {
        let mut file = Vec::new();
        write_all(odd_document(), &mut file).unwrap();
        let read = Document::load_mem(&file).unwrap();
        let number = |id| read.get_dictionary((id, 0)).unwrap().get(b"Number").unwrap().as_i64();
        assert_eq!(number(250).unwrap(), 249);
        assert!(read.get_dictionary((7, 0)).is_err());
    }
}
