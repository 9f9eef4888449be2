//! What a node shows. Input: an owner. Output: its words as kids of an element: links as elements
//! of their own, with their areas; words in another language, and hyphens that ends of lines put
//! into words, as what they are.

use super::content_index::{ContentIndex, ContentPosition, LinkPosition};
use super::model::{Kid, StructureElement};
use super::tag::Tag;
use crate::pdf::pages::Owner;
use crate::pdf::paint::marked_content::MarkKind;

/// The words of an owner, in reading order.
pub(super) fn words(found: &ContentIndex<'_>, owner: Owner) -> Vec<Kid> {
    let marks = found.marks(owner);
    let links = found.links(owner);
    if links.iter().any(|area| area.link == 0) {
        let areas = links.iter().map(area);
        let kids = spoken(found, marks.iter()).into_iter().chain(areas).collect();
        return vec![Kid::Element(StructureElement::new(Tag::Link, kids))];
    }
    let mut kids = Vec::new();
    let mut told: Vec<u16> = Vec::new();
    for stretch in marks.chunk_by(|a, b| a.mark.link == b.mark.link) {
        match stretch[0].mark.link {
            0 => kids.extend(spoken(found, stretch.iter())),
            link if told.contains(&link) => {}
            link => {
                told.push(link);
                kids.push(Kid::Element(link_of(found, owner, link)));
            }
        }
    }
    kids
}

/// A link with all its words and areas, wherever lines and pages part them.
fn link_of(found: &ContentIndex<'_>, owner: Owner, link: u16) -> StructureElement {
    let own = found.marks(owner).iter().filter(|place| place.mark.link == link);
    let areas = found.links(owner).iter().filter(|area| area.link == link);
    let note = areas.clone().find_map(|area| area.note);
    let areas_of = areas.clone().map(area);
    let kids: Vec<Kid> = spoken(found, own).into_iter().chain(areas_of).collect();
    // Where the place it leads to is not there, its words are words.
    let tag = if areas.count() > 0 { Tag::Link } else { Tag::Span };
    let link = StructureElement::new(tag, kids);
    match note {
        Some(_) => StructureElement {
            refers: note,
            ..StructureElement::new(Tag::Reference, vec![Kid::Element(link)])
        },
        None => link,
    }
}

/// Marks in their order, those in another language than their owner's in elements that say so.
fn spoken<'f>(
    found: &ContentIndex<'_>,
    places: impl Iterator<Item = &'f ContentPosition>,
) -> Vec<Kid> {
    let mut kids: Vec<Kid> = Vec::new();
    let mut around = None;
    for place in places {
        let lang = found.lang(place);
        match (lang, kids.last_mut()) {
            (None, _) => kids.push(kid(place)),
            (Some(_), Some(Kid::Element(span))) if lang == around => span.kids.push(kid(place)),
            (Some(lang), _) => {
                let span = StructureElement::new(Tag::Span, vec![kid(place)]);
                kids.push(Kid::Element(StructureElement { lang: Some(lang.clone()), ..span }));
            }
        }
        around = lang;
    }
    kids
}

fn kid(place: &ContentPosition) -> Kid {
    let mark = Kid::Mark { page: place.page, number: place.number };
    match place.mark.kind {
        MarkKind::Hyphen => {
            let actual = Some("\u{ad}".to_string());
            Kid::Element(StructureElement {
                actual,
                ..StructureElement::new(Tag::Span, vec![mark])
            })
        }
        _ => mark,
    }
}

fn area(link: &LinkPosition) -> Kid {
    Kid::Link { page: link.page, number: link.number }
}
