//! offprint turns a folder of article markdown and pictures into an EPUB edition for e-readers and a
//! laid-out PDF edition for print.
//!
//! ```text
//! input folder ──source──▶ Manuscript ──edition──▶ Edition ──┬─epub──▶ .epub
//!    (md, manifest,          the author's          all       │
//!     front matter)          document              resolved  └─pdf: layout ▶ Pages ▶ paint ▶ document ──▶ .pdf
//!                                                   ▲
//!                               theme (one set of tokens)   media (pictures)   typeset (faces, shaping, breaking)
//! ```
//!
//! Reflowable and paged output part before layout: `epub` never sees a page, `pdf` never sees XHTML.
//! Imports run downward only (`tests/architecture.rs`):
//!
//! ```text
//! geometry · text · diagnostic · device · standard · system
//! cache · disk
//! theme · article
//! source · media · typeset
//! edition
//! epub · pdf
//! lost
//! convert → batch → cli → main
//! ```

pub mod article;
pub mod batch;
pub mod cache;
pub mod cli;
pub mod convert;
pub mod device;
pub mod diagnostic;
pub mod disk;
pub mod edition;
pub mod epub;
pub mod geometry;
pub mod lost;
pub mod media;
pub mod pdf;
pub mod source;
pub mod standard;
pub mod system;
pub mod text;
pub mod theme;
pub mod typeset;
