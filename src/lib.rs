//! offprint turns a folder of article markdown and pictures into an EPUB edition for e-readers and
//! a laid-out PDF edition for print.
//!
//! ```text
//! input folder ──source──▶ Manuscript ──edition──▶ Edition ──┬─epub──▶ .epub
//!    (md, manifest,          the author's          all       │
//!     front matter)          document              resolved  └─pdf: layout ▶ Pages ▶ paint ▶ document ──▶ .pdf
//!                                                   ▲
//!                               theme (one set of tokens)   media (pictures)   typeset (faces, shaping, breaking)
//! ```
//!
//! As a library: a [`Project`] yields a [`BuiltEdition`], which writes EPUBs and lays out pages
//! ([`LaidOut`]), which write PDFs. Files may be anywhere ([`Files`]); nothing is written but to
//! what the caller gives. `examples/` shows each use.
//!
//! ```no_run
//! use std::fs::File;
//!
//! use offprint::{EpubOptions, LayoutOptions, Paper, PdfOptions, Project};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let edition = Project::open("2023-04-22")?.theme("magazine").paper(Paper::A4).edition()?;
//! edition.write_epub(File::create("issue.epub")?, &EpubOptions::default())?;
//! let pages = edition.layout(&LayoutOptions::default());
//! pages.write_pdf(&mut File::create("issue.pdf")?, &PdfOptions::default())?;
//! for diagnostic in edition.diagnostics().iter() {
//!     eprintln!("{diagnostic}");
//! }
//! # Ok(())
//! # }
//! ```
//!
//! Features: `cli` (on by default) is the program; without it this is the library alone.
//! `internals` makes every room public, for tests and benches: nothing behind it is stable.
//!
//! Reflowable and paged output separate before layout: `epub` never sees a page, `pdf` never sees
//! XHTML. Imports run downward only (`tests/architecture.rs`):
//!
//! ```text
//! rewrite
//! geometry · text · locale · diagnostic · device · standard · system
//! cache · files
//! theme · article
//! source · media · typeset
//! edition · drawing
//! epub · pdf
//! lost
//! project → convert → batch → cli → main
//! ```

// Without `internals`, what only the program or tests need goes unused.
macro_rules! rooms {
    ($($(#[$attribute:meta])* $name:ident,)*) => {$(
        #[cfg(feature = "internals")]
        $(#[$attribute])*
        pub mod $name;
        #[cfg(not(feature = "internals"))]
        $(#[$attribute])*
        #[allow(dead_code, unreachable_pub, unused_imports)]
        mod $name;
    )*};
}

rooms! {
    article,
    #[cfg(feature = "cli")]
    batch,
    cache,
    #[cfg(feature = "cli")]
    convert,
    device,
    drawing,
    edition,
    epub,
    geometry,
    locale,
    lost,
    media,
    pdf,
    project,
    rewrite,
    source,
    standard,
    system,
    text,
    theme,
    typeset,
}

#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod cli;
pub mod diagnostic;
pub mod files;

pub use article::{Catalogue, Certification, Date, Dialect, Isbn, Issn, Settings, ThemeChoice};
pub use cache::{Cache, DEFAULT_LIMIT};
pub use device::{FileSize, PictureProfile};
pub use diagnostic::{
    Code, Diagnostic, Diagnostics, Position, Remedy, Severity, SourceFile, SourceId, Sources, Span,
};
pub use epub::{EpubError, EpubOptions};
pub use files::{Files, MemoryFiles, OsFiles};
pub use geometry::{Paper, PaperError, Pt, Size};
pub use locale::{Lang, LangError};
pub use media::PictureError;
pub use pdf::document::{Attachment, PdfError, PdfOptions};
pub use project::{
    BuildError, BuiltEdition, LaidOut, LayoutOptions, Project, Session, SessionError,
};
pub use source::ReadError;
pub use standard::Standards;
pub use theme::ThemeError;
