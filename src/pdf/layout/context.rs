//! What pages are made with. Input: an edition and its page. Output: a [`LayoutContext`] for whoever
//! sets something, which a [`LayoutPool`] lends.

use std::sync::{Mutex, PoisonError};

use super::layout_cache::LayoutMemory;
use super::page_geometry::PageGeometry;
use super::text::TextSetter;
use crate::edition::Edition;
use crate::media::Pictures;
use crate::theme::Theme;
use crate::typeset::Fonts;

/// What every part of a page is set with.
pub(crate) struct LayoutContext<'e> {
    /// Sets words, and remembers those that it has shaped.
    pub(crate) setter: TextSetter<'e>,
    /// The page.
    pub(crate) geometry: &'e PageGeometry,
    /// The pictures of the edition.
    pub(crate) pictures: &'e Pictures,
    /// Its look.
    pub(crate) theme: &'e Theme,
}

/// What all pages of an edition have in common.
pub(super) struct LayoutPool<'e> {
    pub(super) edition: &'e Edition,
    pub(super) geometry: &'e PageGeometry,
    pub(super) fonts: &'e Fonts,
    pub(super) memory: LayoutMemory<'e>,
    /// Contexts that no thread is using, with all that they have shaped.
    pub(super) idle: Mutex<Vec<LayoutContext<'e>>>,
}

impl<'e> LayoutPool<'e> {
    /// Lends a context for some work. There are never more of them than threads at work, so a word
    /// is shaped once a thread.
    pub(super) fn lend<T>(&self, work: impl FnOnce(&mut LayoutContext<'e>) -> T) -> T {
        let idle = || self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let known = idle().pop();
        let mut context = known.unwrap_or_else(|| self.context());
        let done = work(&mut context);
        idle().push(context);
        done
    }

    fn context(&self) -> LayoutContext<'e> {
        let Edition { theme, pictures, meta, .. } = self.edition;
        let setter = TextSetter::new(theme, self.fonts).mirrored(meta.language.is_rtl());
        LayoutContext { setter, geometry: self.geometry, pictures, theme }
    }
}
