//! The laid-out PDF. Input: an [`Edition`](crate::edition::Edition). Output: the bytes of a PDF.
//!
//! `layout` makes [`Pages`](pages::Pages) of the edition; `paint` turns a page into a content
//! stream; `document` puts streams, fonts, pictures, outline and metadata into a file; `dump` shows
//! pages as text for tests; `identifier` names the print edition; `page_starts` tells other
//! editions where its pages turn.

pub mod document;
pub mod dump;
pub mod identifier;
pub mod layout;
pub mod page_starts;
pub mod pages;
pub mod paint;
pub mod svg;
pub mod tags;
