//! What a node shows. Enters: an owner. Leaves: its words as kids of an element: links as elements of
//! their own, with their areas; hyphens that ends of lines put into words as what they are.

use super::found::{Found, LinkPlace, Place};
use super::{Element, Kid, Tag};
use crate::pdf::pages::Owner;
use crate::pdf::paint::marks::MarkKind;

/// The words of an owner, in reading order.
pub(super) fn words(found: &Found<'_>, owner: Owner) -> Vec<Kid> {
    let marks = found.marks(owner);
    let links = found.links(owner);
    if links.iter().any(|area| area.link == 0) {
        let areas = links.iter().map(area);
        let kids = marks.iter().map(kid).chain(areas).collect();
        return vec![Kid::Element(Element::new(Tag::Link, kids))];
    }
    let mut kids = Vec::new();
    let mut told: Vec<u16> = Vec::new();
    for place in marks {
        match place.mark.link {
            0 => kids.push(kid(place)),
            link if told.contains(&link) => {}
            link => {
                told.push(link);
                kids.push(Kid::Element(link_of(marks, links, link)));
            }
        }
    }
    kids
}

/// A link with all its words and areas, wherever lines and pages part them.
fn link_of(marks: &[Place], links: &[LinkPlace], link: u16) -> Element {
    let own = marks.iter().filter(|place| place.mark.link == link).map(kid);
    let areas = links.iter().filter(|area| area.link == link);
    let note = areas.clone().find_map(|area| area.note);
    let kids: Vec<Kid> = own.chain(areas.clone().map(area)).collect();
    // Where the place it leads to is not there, its words are words.
    let tag = if areas.count() > 0 { Tag::Link } else { Tag::Span };
    let link = Element::new(tag, kids);
    match note {
        Some(_) => {
            Element { refers: note, ..Element::new(Tag::Reference, vec![Kid::Element(link)]) }
        }
        None => link,
    }
}

fn kid(place: &Place) -> Kid {
    let mark = Kid::Mark { page: place.page, number: place.number };
    match place.mark.kind {
        MarkKind::Hyphen => {
            let actual = Some("\u{ad}".to_string());
            Kid::Element(Element { actual, ..Element::new(Tag::Span, vec![mark]) })
        }
        _ => mark,
    }
}

fn area(link: &LinkPlace) -> Kid {
    Kid::Link { page: link.page, number: link.number }
}
