//! What the elements of a drawing refer to. Input: its XML. Output: for each element, what is used
//! by it once, and what paints each shape in it; or a refusal of what refers to too much.
//!
//! It follows usvg, which reads the drawing next: what it finds and we do not would go unweighed.
//! Style sheets are therefore matched by the same crate. What is painted is inherited: `fill` on a
//! group holds for a shape in it, also where that shape is part of the very pattern that fills it.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use resvg::usvg::roxmltree::{Document, Node, NodeId};
use simplecss::{AttributeOperator, Declaration, DeclarationTokenizer, PseudoClass, StyleSheet};

use super::limits::TooComplex;
use super::styles::{self, MatchAttempts};

/// Patterns, masks and the like whose own shapes ask for them: usvg goes over the whole drawing for
/// each.
const MAX_SELF_REFERENCES: usize = 100;

const MARKERS: [&str; 3] = ["marker-start", "marker-mid", "marker-end"];

/// Properties that usvg follows, or that say how it does.
const FOLLOWED: [&str; 10] = [
    "clip-path",
    "fill",
    "filter",
    "href",
    "marker-end",
    "marker-mid",
    "marker-start",
    "mask",
    "stroke",
    "text-decoration",
];

/// Elements whose `href` is not drawn.
const LEADS_ELSEWHERE: [&str; 6] =
    ["a", "animate", "animateMotion", "animateTransform", "mpath", "set"];

/// Namespaces of attributes that usvg reads, beside none.
const READ: [&str; 3] = [
    "http://www.w3.org/2000/svg",
    "http://www.w3.org/1999/xlink",
    "http://www.w3.org/XML/1998/namespace",
];

/// A property and the id that it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Reference<'d> {
    property: &'d str,
    pub(super) id: &'d str,
}

impl Reference<'_> {
    /// Whether it holds for all that is inside, and is made again for each shape.
    fn is_paint(self) -> bool {
        matches!(self.property, "fill" | "stroke") || self.is_marker()
    }

    /// Whether it is drawn at each vertex.
    pub(super) fn is_marker(self) -> bool {
        MARKERS.contains(&self.property)
    }

    /// Whether usvg cuts it where an element asks for one that it is in.
    fn is_cut(self, element: Node, around: Node) -> bool {
        let name = around.tag_name().name();
        match self.property {
            "fill" | "stroke" => name == "pattern",
            "clip-path" => name == "clipPath",
            "href" => element == around || element.tag_name().name() == "use",
            property => self.is_marker() && name == "marker" || name == property,
        }
    }
}

/// What an element refers to.
#[derive(Debug, Clone, Default)]
pub(super) struct ElementReferences<'d> {
    /// What it uses as a whole.
    pub(super) once: Vec<Reference<'d>>,
    /// What it paints shapes with, its own or what it inherits.
    pub(super) paints: Rc<Vec<Reference<'d>>>,
}

/// What refers to what in a drawing.
pub(super) struct ReferenceGraph<'d> {
    ids: HashMap<&'d str, Vec<NodeId>>,
    elements: HashMap<NodeId, ElementReferences<'d>>,
    /// What something inside it asks for, which is cut there.
    in_themselves: HashSet<NodeId>,
    /// Tries that matching style takes on the element that takes most.
    pub(super) most_tries: f64,
    /// Bytes that are gone over in reading its style sheets.
    pub(super) style_bytes: u64,
}

impl<'d> ReferenceGraph<'d> {
    pub(super) fn new(drawing: &'d Document<'_>) -> Result<ReferenceGraph<'d>, TooComplex> {
        let (sheet, style_bytes) = styles::sheet(drawing)?;
        let elements: Vec<_> = drawing.descendants().filter(Node::is_element).collect();
        styles::check_own(&elements)?;
        let most_tries = MatchAttempts::new(&sheet).of_all(drawing, &elements)?;
        let mut net = ReferenceGraph {
            ids: HashMap::new(),
            elements: HashMap::new(),
            in_themselves: HashSet::new(),
            most_tries,
            style_bytes,
        };
        for node in &elements {
            for (_, id) in read(*node).filter(|(name, _)| *name == "id") {
                net.ids.entry(id).or_default().push(node.id());
            }
        }
        let declared: Vec<Vec<_>> = elements.iter().map(|node| declared(*node, &sheet)).collect();
        let loose = declared.iter().flatten().any(|one| is_loose(*one));
        for (node, declared) in elements.iter().zip(declared) {
            net.add(*node, &declared, loose);
        }
        match net.in_themselves.len() {
            0..=MAX_SELF_REFERENCES => Ok(net),
            _ => Err(TooComplex::Round),
        }
    }

    /// Notes what an element refers to, once that of its parent is noted.
    fn add(&mut self, node: Node<'d, '_>, declared: &[(&'d str, &'d str)], loose: bool) {
        let inherited = node.parent_element().and_then(|parent| self.elements.get(&parent.id()));
        let inherited = inherited.map(|parent| Rc::clone(&parent.paints)).unwrap_or_default();
        let named = declared.iter().flat_map(|(property, value)| referred(property, value));
        let own: Vec<_> = named.filter(|one| !self.is_in_itself(node, *one)).collect();
        let (mut paints, once): (Vec<_>, Vec<_>) = own.into_iter().partition(|one| one.is_paint());
        if loose {
            paints.extend(&once);
        }
        let set = |property: &str| {
            declared.iter().any(|(own, value)| *own == property && *value != "inherit")
        };
        let is_changed = !paints.is_empty() || inherited.iter().any(|one| set(one.property));
        let paints = match is_changed {
            false => inherited,
            true => {
                let kept = inherited.iter().filter(|one| loose || !set(one.property));
                Rc::new(paints.into_iter().chain(kept.copied()).collect())
            }
        };
        if !once.is_empty() || !paints.is_empty() {
            self.elements.insert(node.id(), ElementReferences { once, paints });
        }
    }

    /// Whether an element asks for what it is itself a part of: usvg cuts that, and so it is noted.
    fn is_in_itself(&mut self, node: Node<'d, '_>, reference: Reference<'d>) -> bool {
        let Some(targets) = self.ids.get(reference.id) else { return true };
        let [target] = targets.as_slice() else { return false };
        let around = node.ancestors().find(|around| around.id() == *target);
        let is_part = around.is_some_and(|around| reference.is_cut(node, around));
        if is_part {
            self.in_themselves.insert(*target);
        }
        is_part
    }

    /// What an element refers to.
    pub(super) fn references(&self, node: Node<'d, '_>) -> ElementReferences<'d> {
        self.elements.get(&node.id()).cloned().unwrap_or_default()
    }

    /// The elements of an id: of several, usvg takes now the first and now the last.
    pub(super) fn targets(&self, id: &str) -> &[NodeId] {
        self.ids.get(id).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether an element is part of something whose parts ask for it: removed from it, it would
    /// ask for the whole that is cut inside.
    pub(super) fn is_part_of_itself(&self, node: Node<'d, '_>) -> bool {
        !self.in_themselves.is_empty()
            && node.ancestors().skip(1).any(|around| self.in_themselves.contains(&around.id()))
    }
}

/// Whether a declaration passes on what is otherwise not inherited, or shows what is overridden.
fn is_loose((property, value): (&str, &str)) -> bool {
    property == "text-decoration"
        || matches!(property, "mask" | "clip-path" | "filter") && value == "inherit"
}

/// Attributes that usvg reads.
fn read<'d>(node: Node<'d, '_>) -> impl Iterator<Item = (&'d str, &'d str)> {
    let attributes = node.attributes();
    let known = attributes.filter(|one| one.namespace().is_none_or(|space| READ.contains(&space)));
    known.map(|attribute| (attribute.name(), attribute.value()))
}

/// Properties and their values, from attributes, the style sheet and the element's own style.
fn declared<'d>(node: Node<'d, '_>, sheet: &StyleSheet<'d>) -> Vec<(&'d str, &'d str)> {
    let leads = LEADS_ELSEWHERE.contains(&node.tag_name().name());
    let mut all: Vec<_> = read(node).filter(|(name, _)| !(leads && *name == "href")).collect();
    let rules = sheet.rules.iter().filter(|rule| rule.selector.matches(&SelectorElement(node)));
    rules.flat_map(|rule| &rule.declarations).for_each(|one| push(&mut all, one));
    let style = node.attribute("style").unwrap_or_default();
    DeclarationTokenizer::from(style).for_each(|one| push(&mut all, &one));
    all.retain(|(name, _)| FOLLOWED.contains(name));
    all
}

/// A declaration, or the three that it is short for.
fn push<'d>(all: &mut Vec<(&'d str, &'d str)>, one: &Declaration<'d>) {
    match one.name {
        "marker" => all.extend(MARKERS.map(|name| (name, one.value))),
        name => all.push((name, one.value)),
    }
}

/// What a declaration names: `#id` by `href`, `url(#id)` by any other.
fn referred<'d>(property: &'d str, value: &'d str) -> impl Iterator<Item = Reference<'d>> {
    let whole = (property == "href").then(|| value.trim().strip_prefix('#')).flatten();
    whole.into_iter().chain(named(value)).map(move |id| Reference { property, id })
}

/// The ids in `url(#id)`, with quotes or without.
fn named(value: &str) -> impl Iterator<Item = &str> {
    value.match_indices("url(").filter_map(|(at, opening)| {
        let rest = value.get(at + opening.len()..)?.trim_start();
        let quoted = rest.strip_prefix('"').map(|rest| (rest, '"'));
        let quoted = quoted.or_else(|| rest.strip_prefix('\'').map(|rest| (rest, '\'')));
        let (rest, end) = quoted.unwrap_or((rest, ')'));
        rest.trim_start().strip_prefix('#')?.split(end).next().map(str::trim)
    })
}

/// An element as selectors see it.
struct SelectorElement<'a, 'i>(Node<'a, 'i>);

impl simplecss::Element for SelectorElement<'_, '_> {
    fn parent_element(&self) -> Option<Self> {
        self.0.parent_element().map(SelectorElement)
    }

    fn prev_sibling_element(&self) -> Option<Self> {
        self.0.prev_sibling_element().map(SelectorElement)
    }

    fn has_local_name(&self, name: &str) -> bool {
        self.0.tag_name().name() == name
    }

    fn attribute_matches(&self, name: &str, operator: AttributeOperator<'_>) -> bool {
        self.0.attribute(name).is_some_and(|value| operator.matches(value))
    }

    fn pseudo_class_matches(&self, class: PseudoClass<'_>) -> bool {
        matches!(class, PseudoClass::FirstChild) && self.prev_sibling_element().is_none()
    }
}
