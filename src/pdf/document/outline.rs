//! The outline. Input: the tree of bookmarks. Output: outline items, linked as ISO 32000-1, 12.3.3
//! asks. Sections stand open, what is below articles closed.

use lopdf::{ObjectId, dictionary, text_string};

use super::destinations::{DestinationElements, destination, lead_to_element};
use super::skeleton::Skeleton;
use crate::pdf::pages::{OutlineEntry, Pages};

/// Entries below this depth are hidden until the reader opens them.
const OPEN_DEPTH: usize = 1;

/// Adds the outline and has it shown.
pub(super) fn add(pdf: &mut Skeleton, pages: &Pages, elements: &DestinationElements) {
    if pages.outline.is_empty() {
        return;
    }
    let root = pdf.document.new_object_id();
    let Some(level) = add_level(pdf, (pages, elements), &pages.outline, root, 0) else { return };
    let dict = dictionary! {
        "Type" => "Outlines",
        "First" => level.first,
        "Last" => level.last,
        "Count" => level.shown,
    };
    pdf.document.objects.insert(root, dict.into());
    let catalog = pdf.catalog();
    catalog.set("Outlines", root);
    catalog.set("PageMode", "UseOutlines");
}

/// Items that stand one below the other.
struct OutlineLevel {
    first: ObjectId,
    last: ObjectId,
    /// How many items show when their parent is opened.
    shown: i64,
}

fn add_level(
    pdf: &mut Skeleton,
    (pages, elements): (&Pages, &DestinationElements),
    entries: &[OutlineEntry],
    parent: ObjectId,
    depth: usize,
) -> Option<OutlineLevel> {
    let ids: Vec<ObjectId> = entries.iter().map(|_| pdf.document.new_object_id()).collect();
    let mut shown = entries.len() as i64;
    for (n, entry) in entries.iter().enumerate() {
        let mut item = dictionary! { "Title" => text_string(&entry.title), "Parent" => parent };
        if let Some(place) = destination(pdf, pages, entry.anchor) {
            item.set("Dest", place);
            lead_to_element(&mut item, elements.at(entry.anchor, pages));
        }
        if let Some(before) = n.checked_sub(1).and_then(|before| ids.get(before)) {
            item.set("Prev", *before);
        }
        if let Some(after) = ids.get(n + 1) {
            item.set("Next", *after);
        }
        if let Some(below) = add_level(pdf, (pages, elements), &entry.children, ids[n], depth + 1) {
            let open = depth < OPEN_DEPTH;
            item.set("First", below.first);
            item.set("Last", below.last);
            item.set("Count", if open { below.shown } else { -below.shown });
            shown += if open { below.shown } else { 0 };
        }
        pdf.document.objects.insert(ids[n], item.into());
    }
    Some(OutlineLevel { first: *ids.first()?, last: *ids.last()?, shown })
}
