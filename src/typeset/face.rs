//! A face: a font file, read. Input: its bytes. Output: its tables, and what shaping needs of it.

use std::borrow::Cow;
use std::sync::OnceLock;

use harfrust::ShaperData;
use skrifa::FontRef;

/// A face in use: one of the embedded ones or an installed one.
pub(super) struct Face {
    /// The PostScript name.
    pub(super) name: Cow<'static, str>,
    /// The font file.
    pub(super) data: Cow<'static, [u8]>,
    /// The face's place in the file.
    pub(super) index: u32,
    /// Made when the face is first shaped with, shared by all threads.
    pub(super) shaper: OnceLock<Option<ShaperData>>,
}

impl Face {
    /// A face that nothing has used yet.
    pub(super) fn new(name: Cow<'static, str>, data: Cow<'static, [u8]>, index: u32) -> Self {
        Face { name, data, index, shaper: OnceLock::new() }
    }

    /// The parsed tables; `None` for a broken file.
    pub(super) fn font(&self) -> Option<FontRef<'_>> {
        FontRef::from_index(&self.data, self.index).ok()
    }
}
