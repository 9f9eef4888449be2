//! What all pages of an edition are made with. Input: an edition and its page. Output: a
//! [`LayoutContext`], which lends setters.

use std::sync::{Mutex, PoisonError};

use super::layout_cache::LayoutMemory;
use super::page_geometry::PageGeometry;
use super::text::TextSetter;
use crate::edition::Edition;
use crate::typeset::Fonts;

/// What all pages of an edition are made with.
pub(super) struct LayoutContext<'e> {
    pub(super) edition: &'e Edition,
    pub(super) geometry: &'e PageGeometry,
    pub(super) fonts: &'e Fonts,
    pub(super) memory: LayoutMemory<'e>,
    /// Setters that no thread is using, with all that they have shaped.
    pub(super) idle: Mutex<Vec<TextSetter<'e>>>,
}

impl<'e> LayoutContext<'e> {
    /// Lends a setter for some work. There are never more of them than threads at work, so a word
    /// is shaped once a thread.
    pub(super) fn with_setter<T>(&self, work: impl FnOnce(&mut TextSetter<'e>) -> T) -> T {
        let idle = || self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let known = idle().pop();
        let mut setter = known.unwrap_or_else(|| {
            let turned = self.edition.meta.language.is_rtl();
            TextSetter::new(&self.edition.theme, self.fonts).mirrored(turned)
        });
        let done = work(&mut setter);
        idle().push(setter);
        done
    }
}
