//! What a drawing comes to once all that it refers to is put in its place. Enters: its XML. Leaves: a
//! weight, in nodes; or a refusal of what would grow without end.
//!
//! usvg copies what is used, and makes a pattern, mask or marker anew for every shape that has it. Twelve
//! of them in each other, nine times each, are 200 billion nodes out of two kilobytes. So the nodes are
//! counted first, each once, from what it refers to upwards.

use std::collections::HashMap;

use resvg::usvg::roxmltree::{Document, Node, NodeId};

use super::STYLE;

/// Nodes that a drawing may come to. Large maps have some 50,000; a million take a gigabyte.
pub(super) const MOST: u64 = 300_000;

/// Elements that may lie in each other, by reference or not: who reads or draws them takes stack for each.
const DEEPEST: usize = 1100;

/// A letter is shaped and outlined: as much work as so many nodes.
const LETTER: u64 = 4;

/// So many bytes of a path or of points take the memory of a node.
const PATH_BYTES: u64 = 32;

/// So many bytes of a path make a vertex at least, which may have a marker.
const VERTEX_BYTES: u64 = 4;

/// So many stops of a gradient are copied as fast as a node is.
const STOPS: u64 = 16;

/// Counts; `None` where things lie too deep in each other.
pub(super) fn weigh(drawing: &Document) -> Option<u64> {
    let mut scales = Scales {
        drawing,
        ids: drawing
            .descendants()
            .rev()
            .filter_map(|node| Some((node.attribute("id")?, node.id())))
            .collect(),
        styles: drawing
            .descendants()
            .filter(|node| node.has_tag_name(STYLE))
            .flat_map(|node| rules(node.text().unwrap_or_default()))
            .fold(HashMap::new(), |mut styles, (name, reference)| {
                styles.entry(name).or_insert_with(Vec::new).push(reference);
                styles
            }),
        known: HashMap::new(),
    };
    scales.weigh(drawing.root_element(), 0).map(|weight| weight.nodes)
}

/// A property and the id that it names.
type Reference<'d> = (&'d str, &'d str);

/// What an element comes to, with all in it.
#[derive(Clone, Copy, Default)]
struct Weight {
    nodes: u64,
    /// Elements alone.
    elements: u64,
    /// Corners of paths.
    vertices: u64,
    /// Elements that lie in each other.
    height: usize,
}

struct Scales<'d, 'i> {
    drawing: &'d Document<'i>,
    ids: HashMap<&'d str, NodeId>,
    /// What rules of style sheets name, by any name in their selectors.
    styles: HashMap<&'d str, Vec<Reference<'d>>>,
    /// What was weighed; `None` while it is at it, so that what refers to itself adds nothing.
    known: HashMap<NodeId, Option<Weight>>,
}

impl<'d, 'i> Scales<'d, 'i> {
    fn weigh(&mut self, node: Node<'d, 'i>, depth: usize) -> Option<Weight> {
        if let Some(known) = self.known.get(&node.id()) {
            let weight = known.unwrap_or_default();
            return (depth + weight.height <= DEEPEST).then_some(weight);
        }
        if depth > DEEPEST {
            return None;
        }
        self.known.insert(node.id(), None);
        let weight = self.inside(node, depth)?;
        self.known.insert(node.id(), Some(weight));
        Some(weight)
    }

    /// Weighs an element's own, its children and what it refers to.
    fn inside(&mut self, node: Node<'d, 'i>, depth: usize) -> Option<Weight> {
        let mut weight = own(node);
        for child in node.children() {
            if child.is_element() {
                weight = weight.with(self.weigh(child, depth + 1)?, 1);
            } else if child.is_text() && !node.has_tag_name(STYLE) {
                let letters = child.text().unwrap_or_default().chars().count() as u64;
                weight.nodes = weight.nodes.saturating_add(letters * LETTER);
            }
        }
        if is_gradient(node) {
            return Some(Weight { nodes: weight.elements / STOPS, elements: 0, ..weight });
        }
        let mut whole = weight;
        for (property, id) in self.references(node) {
            let Some(target) = self.ids.get(id).and_then(|id| self.drawing.get_node(*id)) else {
                continue;
            };
            // What is inherited, every shape inside has for itself.
            let times = match property {
                "fill" | "stroke" => weight.elements,
                "marker" | "marker-start" | "marker-mid" | "marker-end" => weight.vertices,
                _ => 1,
            };
            whole = whole.with(self.weigh(target, depth + 1)?, times);
        }
        Some(whole)
    }

    /// What an element refers to, by attributes, its style or a style sheet.
    fn references(&self, node: Node<'d, 'i>) -> Vec<Reference<'d>> {
        let mut all = Vec::new();
        for attribute in node.attributes() {
            let (name, value) = (attribute.name(), attribute.value());
            match name {
                "href" => all.extend(value.strip_prefix('#').map(|id| ("href", id))),
                "style" => all.extend(declarations(value)),
                _ => all.extend(named(value).map(|id| (name, id))),
            }
        }
        if !self.styles.is_empty() {
            let names = node.attribute("class").unwrap_or_default().split_whitespace();
            let names = names.chain(node.attribute("id")).chain([node.tag_name().name(), "*"]);
            all.extend(names.filter_map(|name| self.styles.get(name)).flatten());
        }
        all
    }
}

impl Weight {
    /// With so many of something else in it.
    fn with(self, other: Weight, times: u64) -> Weight {
        let add = |own: u64, other: u64| own.saturating_add(other.saturating_mul(times));
        Weight {
            nodes: add(self.nodes, other.nodes),
            elements: add(self.elements, other.elements),
            vertices: add(self.vertices, other.vertices),
            height: self.height.max(other.height + 1),
        }
    }
}

/// What an element weighs without what is in it.
fn own(node: Node) -> Weight {
    let shape = |name: &str| node.attribute(name).map_or(0, |path| path.len() as u64);
    let bytes = shape("d") + shape("points");
    Weight {
        nodes: 1 + bytes / PATH_BYTES,
        elements: 1,
        // Lines have two.
        vertices: 2 + bytes / VERTEX_BYTES,
        height: 1,
    }
}

fn is_gradient(node: Node) -> bool {
    matches!(node.tag_name().name(), "linearGradient" | "radialGradient")
}

/// The ids that a value names: `url(#id)`, with quotes or without.
fn named(value: &str) -> impl Iterator<Item = &str> {
    value.split("url(").skip(1).filter_map(|rest| {
        let rest = rest.trim_start_matches([' ', '"', '\'']).strip_prefix('#')?;
        rest.split([')', '"', '\'']).next().map(str::trim)
    })
}

/// What declarations of style name.
fn declarations(style: &str) -> impl Iterator<Item = Reference<'_>> {
    style.split(';').filter_map(|one| one.split_once(':')).flat_map(|(property, value)| {
        let property = property.trim();
        named(value).map(move |id| (property, id))
    })
}

/// What the rules of a style sheet name, each with every name in its selector: more elements than it
/// selects may have one of them, but none that it selects has none.
fn rules(sheet: &str) -> Vec<(&str, Reference<'_>)> {
    let mut all = Vec::new();
    for (selector, body) in sheet.split('}').filter_map(|rule| rule.rsplit_once('{')) {
        let references: Vec<_> = declarations(body).collect();
        if references.is_empty() {
            continue;
        }
        let is_letter = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
        // By attributes, by place and by nothing: any element may be meant.
        let any = selector.contains(['*', '[', ':']).then_some("*");
        let names = selector.split(|c| !is_letter(c)).filter(|name| !name.is_empty()).chain(any);
        all.extend(names.flat_map(|name| references.iter().map(move |one| (name, *one))));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weight(inside: &str) -> Option<u64> {
        let text = format!("<svg xmlns='http://www.w3.org/2000/svg'>{inside}</svg>");
        weigh(&Document::parse(&text).unwrap())
    }

    #[test]
    fn what_is_used_counts_as_often_as_it_is_used() {
        assert_eq!(weight("<g id='a'><path/><path/></g>"), Some(4));
        assert_eq!(weight("<g id='a'><path/></g><use href='#a'/><use href='#a'/>"), Some(9));
        assert_eq!(
            weight("<pattern id='a'><path/></pattern><g fill='url(#a)'><path/></g>"),
            Some(9)
        );
        assert_eq!(weight("<mask id='a'><path/></mask><g style='mask: url(\"#a\")'/>"), Some(6));
    }

    #[test]
    fn style_sheets_name_things_too() {
        let style = "<style>.a, b > .c { fill: url(#p) }</style><pattern id='p'><path/></pattern>";
        assert_eq!(weight(&format!("{style}<path class='d'/>")), Some(5));
        assert_eq!(weight(&format!("{style}<path class='d c'/>")), Some(7));
    }

    #[test]
    fn what_refers_to_itself_has_an_end_and_what_grows_is_known() {
        assert_eq!(weight("<g id='a'><use href='#a'/></g>"), Some(3));
        let stairs: String = (1..30)
            .map(|n| {
                let use_ = format!("<use href='#a{}'/>", n - 1).repeat(10);
                format!("<g id='a{n}'>{use_}</g>")
            })
            .collect();
        assert_eq!(weight(&format!("<path id='a0'/>{stairs}")), Some(u64::MAX));
        let chain: String =
            (1..2000).map(|n| format!("<use id='a{n}' href='#a{}'/>", n + 1)).collect();
        assert_eq!(weight(&chain), None);
    }

    #[test]
    fn letters_and_long_paths_weigh_and_gradients_hardly_do() {
        assert_eq!(weight("<text>four</text>"), Some(2 + 4 * LETTER));
        assert_eq!(weight(&format!("<path d='{}'/>", "L1 1".repeat(80))), Some(2 + 10));
        let fill = "<linearGradient id='a'><stop/><stop/></linearGradient>";
        assert_eq!(weight(&format!("{fill}<g fill='url(#a)'><path/><path/></g>")), Some(4));
    }
}
