//! Places in a rewritten text, led back to the author's. Input: what was read from the rewritten text,
//! and its map. Output: the same with the places where it was written.

use super::commonmark::Body;
use crate::article::{Block, Figure, Inline, PictureRef};
use crate::diagnostic::{Diagnostics, Span};
use crate::rewrite::OffsetMap;

/// Leads the places of a body back.
pub(super) fn body(body: &mut Body, map: &OffsetMap) {
    let lead = &mut |span: &mut Span| restore(span, map);
    for text in [&mut body.meta.kicker, &mut body.meta.standfirst].into_iter().flatten() {
        inlines(text, lead);
    }
    inlines(&mut body.meta.title, lead);
    if let Some(lead_picture) = &mut body.meta.lead {
        figure(lead_picture, lead);
    }
    blocks(&mut body.blocks, lead);
    for note in &mut body.notes {
        lead(&mut note.span);
        blocks(&mut note.blocks, lead);
    }
}

/// Leads the places of diagnostics back.
pub(super) fn diagnostics(said: &mut Diagnostics, map: &OffsetMap) {
    for span in said.iter_mut().filter_map(|said| said.span.as_mut()) {
        restore(span, map);
    }
}

fn restore(span: &mut Span, map: &OffsetMap) {
    *span = Span::new(span.source, map.original(span.start as usize..span.end as usize));
}

fn blocks(all: &mut [Block], lead: &mut dyn FnMut(&mut Span)) {
    for block in all {
        lead(&mut block.span);
        block.texts_mut().into_iter().for_each(|text| inlines(text, lead));
        block.figures_mut().iter_mut().for_each(|each| figure(each, lead));
        block.children_mut().into_iter().for_each(|inner| blocks(inner, lead));
    }
}

fn figure(figure: &mut Figure, lead: &mut dyn FnMut(&mut Span)) {
    let Figure { picture: PictureRef { span, .. }, caption } = figure;
    span.iter_mut().for_each(&mut *lead);
    inlines(caption, lead);
}

fn inlines(text: &mut [Inline], lead: &mut dyn FnMut(&mut Span)) {
    for inline in text {
        if let Inline::Link { span, .. } | Inline::Note { span, .. } = inline {
            lead(span);
        }
        if let Some(inner) = inline.content_mut() {
            inlines(inner, lead);
        }
    }
}
