//! Facts that stand in the information dictionary and in XMP alike. Input: the metadata of the
//! edition. Output: the words and numbers.

use crate::article::Date;
use crate::edition::EditionMeta;
use lopdf::Object;

/// The program and its version.
pub(super) const PRODUCER: &str = concat!("offprint ", env!("CARGO_PKG_VERSION"));

/// The edition's subjects in one line.
pub(super) fn keywords(meta: &EditionMeta) -> String {
    meta.catalogue.subjects.join("; ")
}

/// Year, month and day.
pub(super) fn calendar(date: Date) -> (i32, u8, u8) {
    (date.year(), u8::from(date.month()), date.day())
}

/// The first moment of a date (ISO 32000-1, 7.9.4).
pub(super) fn timestamp(date: Date) -> Object {
    let (year, month, day) = calendar(date);
    Object::string_literal(format!("D:{year:04}{month:02}{day:02}000000Z"))
}
