//! What kramdown adds to markdown. Input: `{: .class #id}`, `* TOC` with `{:toc}`, `<div markdown="1">`,
//! `term` with `: definition`. Output: markdown and HTML that say the same: anchors, boxes, pictures with
//! their sizes; the rest of attributes is for style sheets and dropped.
//!
//! Source: kramdown's documentation, "Syntax", <https://kramdown.gettalong.org/syntax.html>.

mod attributes;
mod definitions;
mod html_blocks;
mod lines;

pub(in super::super) use self::attributes::AttributeLists;
pub(in super::super) use self::definitions::DefinitionLists;
pub(in super::super) use self::html_blocks::MarkdownInHtml;
