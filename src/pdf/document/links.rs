//! Links: annotations on pages. Input: the links of a page. Output: the page's annotations.

use lopdf::{Dictionary, Object, ObjectId, dictionary, text_string};
use percent_encoding::utf8_percent_encode;

use super::destinations::{DestinationElements, destination, lead_to_element};
use super::skeleton::{Skeleton, length};
use crate::edition::NOT_IN_URLS;
use crate::geometry::Rect;
use crate::pdf::pages::{PageLink, PageTarget, Pages};

/// Adds the links of a page; `None` for one to a node that stands on no page.
pub(super) fn add(pdf: &mut Skeleton, pages: &Pages, number: usize) -> Vec<Option<ObjectId>> {
    let Some(page) = pages.pages.get(number) else { return Vec::new() };
    let add = |PageLink { rect, target, label, .. }: PageLink<'_>| {
        let mut link = annotation(rect, page.size.height, label);
        match target {
            PageTarget::Url(url) => {
                // Percent signs may stand: they are taken to be written already.
                let uri = utf8_percent_encode(url, NOT_IN_URLS).to_string();
                let uri = Object::string_literal(uri);
                link.set("A", dictionary! { "S" => "URI", "URI" => uri });
            }
            PageTarget::Node(node) => {
                let anchor = pages.anchors.get(node);
                let place = anchor.and_then(|anchor| destination(pdf, pages, *anchor))?;
                link.set("Dest", place);
            }
        }
        Some(pdf.document.add_object(link))
    };
    page.links().map(add).collect()
}

/// Has the links of the pages lead to elements.
pub(super) fn lead_to_elements(
    pdf: &mut Skeleton,
    pages: &Pages,
    annotations: &[Vec<Option<ObjectId>>],
    elements: &DestinationElements,
) {
    for (page, annotations) in pages.pages.iter().zip(annotations) {
        for (link, annotation) in page.links().zip(annotations) {
            let (PageTarget::Node(node), Some(annotation)) = (link.target, annotation) else {
                continue;
            };
            let annotation = pdf.document.get_dictionary_mut(*annotation);
            let annotation = annotation.expect("the annotation was added above");
            lead_to_element(annotation, elements.of(*node, pages));
        }
    }
}

/// A link without a frame that prints as it shows (ISO 32000-1, 12.5.6.5 and 12.5.3: flag 4).
fn annotation(rect: Rect, page_height: f64, label: &str) -> Dictionary {
    let corners = [rect.x, page_height - rect.bottom(), rect.right(), page_height - rect.y];
    dictionary! {
        "Type" => "Annot",
        "Subtype" => "Link",
        "Rect" => corners.map(length).to_vec(),
        "Border" => vec![0.into(), 0.into(), 0.into()],
        "F" => 4,
        "Contents" => text_string(label),
    }
}
