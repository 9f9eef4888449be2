//! What dialects write that is no markdown. Input: the text of an article and what its collection
//! says. Output: the same in markdown and HTML, with a map back to what was written.
//!
//! A syntax is a file here: a [`Syntax`] that finds what is its own and writes markdown or HTML in its
//! place. Which of them a text is rewritten by, and in which order, its collection says; those in
//! [`COMMON`] follow in every article that is no weekly. Boxes are written
//! `<aside data-box="KIND" data-title="TITLE">`, a blank line, markdown, a blank line, `</aside>`.

mod addresses;
mod admonitions;
mod apply;
mod attributes;
mod boxes;
mod code;
mod containers;
mod contents_marks;
mod emoji;
pub(super) mod hugo;
mod inline_notes;
pub(super) mod kramdown;
mod lines;
pub(super) mod liquid;
pub(super) mod logseq;
mod marks;
pub(super) mod mdbook;
mod mdx;
pub(super) mod model;
mod myst;
pub(super) mod notion;
pub(super) mod obsidian;
mod pandoc;
mod prose;
mod report;
pub(super) mod wiki;

pub(super) use self::apply::rewrite;
pub(super) use self::model::{Syntax, SyntaxPage};

/// The syntaxes of every article that is no weekly.
pub(super) const COMMON: &[&dyn Syntax] = &[
    &wiki::Embeds,
    &wiki::WikiLinks,
    &contents_marks::ContentsMarks,
    &mdx::Mdx,
    &myst::Myst,
    &pandoc::Pandoc,
    &admonitions::Admonitions,
    &containers::Containers,
    &attributes::BraceAttributes,
    &inline_notes::InlineNotes,
    &addresses::Addresses,
    &emoji::EmojiNames,
    &marks::Marks,
];
