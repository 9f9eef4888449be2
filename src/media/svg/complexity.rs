//! The complexity of a drawing with all references expanded. Input: its XML. Output: a weight, in
//! nodes; or a refusal of what would grow without end.
//!
//! usvg copies what is used, and makes a pattern, mask or marker again for every shape that has it.
//! Twelve of them in each other, nine times each, are 200 billion nodes out of two kilobytes. So
//! the nodes are counted first, each once, from what it refers to upwards. What leads back to
//! itself by way of others has no such order: usvg would follow it until the stack ends, and so it
//! is refused.

use std::collections::HashMap;

use resvg::usvg::roxmltree::{Document, Node, NodeId};

use super::limits::TooComplex;
use super::references::{ElementReferences, ReferenceGraph};
use super::styles;
use super::styles::STYLE;

/// Maximum number of nodes of a drawing. Large maps have some 50,000; a million take a gigabyte.
pub(super) const MOST: u64 = 300_000;

/// Elements that may be nested, by reference or not: who reads or draws them takes stack for each.
const DEEPEST: usize = 1100;

/// A letter is shaped and outlined: as much work as this many nodes.
const LETTER: u64 = 4;

/// This many bytes of a path or of points take the memory of a node.
const PATH_BYTES: u64 = 32;

/// This many bytes of a path make a vertex at least, which may have a marker.
const VERTEX_BYTES: u64 = 4;

/// This many stops of a gradient are copied as fast as a node is.
const STOPS: u64 = 16;

/// Those at one place are removed one by one, and all behind them moved.
const COMPARED_STOPS: u64 = 30_000;

/// Pairs of letters of a text, and of a letter and a part of it that is set apart, that are looked
/// at in the time of a node.
const LETTER_PAIRS: u64 = 10_000;
const LETTER_AND_PART: u64 = 50;

/// Tries of a selector in the time of a node.
const TRIES: f64 = 500.0;

/// This many nodes are gone over in looking for one by its id in the time of a node.
const LOOKED_THROUGH: u64 = 500;

/// The complexity of a drawing.
pub(super) struct Complexity {
    /// Its nodes,
    pub(super) nodes: u64,
    /// and as many as its styles would take the time of.
    pub(super) styles: u64,
}

/// Counts the nodes of a drawing, of which no more than this many are allowed.
pub(super) fn weigh(drawing: &Document, allowed: u64) -> Result<Complexity, TooComplex> {
    let net = ReferenceGraph::new(drawing)?;
    let (tries, read) = (net.most_tries, net.style_bytes);
    let size = drawing.descendants().count() as u64;
    let mut scales = Scales { drawing, net, size, allowed, total: 0, known: HashMap::new() };
    let ElementWeight { nodes, elements, .. } = scales.weigh()?;
    // Each copy is matched again.
    if nodes > allowed || elements as f64 * tries > styles::MAX_MATCH_ATTEMPTS * 4.0 {
        return Err(TooComplex::Heavy);
    }
    let tried = (elements as f64 * tries / TRIES) as u64;
    Ok(Complexity { nodes, styles: read / styles::BYTES_OF_NODE + tried })
}

/// The complexity of an element with its descendants.
#[derive(Clone, Copy, Default)]
struct ElementWeight {
    nodes: u64,
    /// Elements alone.
    elements: u64,
    /// Corners of paths.
    vertices: u64,
    /// Letters, and the parts that they come in.
    letters: u64,
    parts: u64,
    /// Elements that are nested.
    height: usize,
}

/// An element is taken up, and put down once all that it needs has been weighed.
enum TraversalStep<'d, 'i> {
    Up(Node<'d, 'i>),
    Down(Node<'d, 'i>),
}

struct Scales<'d, 'i> {
    drawing: &'d Document<'i>,
    net: ReferenceGraph<'d>,
    /// Nodes that stand in it.
    size: u64,
    /// The most nodes that it may come to,
    allowed: u64,
    /// and those that it has come to by now.
    total: u64,
    /// What was weighed; `None` while it is at it.
    known: HashMap<NodeId, Option<ElementWeight>>,
}

impl<'d, 'i> Scales<'d, 'i> {
    /// Weighs the whole. How deep things are nested costs no stack.
    fn weigh(&mut self) -> Result<ElementWeight, TooComplex> {
        let root = self.drawing.root_element();
        let mut turns = vec![TraversalStep::Up(root)];
        while let Some(turn) = turns.pop() {
            match turn {
                TraversalStep::Up(node) => match self.known.get(&node.id()) {
                    Some(Some(_)) => {}
                    Some(None) => return Err(TooComplex::Round),
                    None => {
                        self.known.insert(node.id(), None);
                        turns.push(TraversalStep::Down(node));
                        self.take_up(node, &mut turns)?;
                    }
                },
                TraversalStep::Down(node) => {
                    let weight = self.inside(node)?;
                    self.known.insert(node.id(), Some(weight));
                }
            }
        }
        Ok(self.known(root.id()))
    }

    /// What an element needs to be weighed: its children and what it refers to.
    fn take_up(
        &self,
        node: Node<'d, 'i>,
        turns: &mut Vec<TraversalStep<'d, 'i>>,
    ) -> Result<(), TooComplex> {
        let ElementReferences { once, paints } = self.net.references(node);
        let paints = paints.iter().filter(|_| is_painted(node));
        for reference in once.iter().chain(paints) {
            let targets = self.net.targets(reference.id);
            for target in targets.iter().filter_map(|id| self.drawing.get_node(*id)) {
                if self.net.is_part_of_itself(target) {
                    return Err(TooComplex::Round);
                }
                turns.push(TraversalStep::Up(target));
            }
        }
        turns.extend(node.children().filter(Node::is_element).map(TraversalStep::Up));
        Ok(())
    }

    /// Weighs an element's own, its children and what it refers to.
    fn inside(&mut self, node: Node<'d, 'i>) -> Result<ElementWeight, TooComplex> {
        let own = self.own(node);
        let mut weight = own;
        let mut children = 0_u64;
        for child in node.children() {
            if child.is_element() {
                let child = self.known(child.id());
                children = children.saturating_add(child.nodes);
                weight = weight.with(child, 1);
            } else if child.is_text() && !node.has_tag_name(STYLE) {
                let letters = child.text().unwrap_or_default().chars().count() as u64;
                weight.nodes = weight.nodes.saturating_add(letters * LETTER);
                weight.letters = weight.letters.saturating_add(letters);
                weight.parts = weight.parts.saturating_add(1);
            }
        }
        if node.tag_name().name() == "text" {
            weight = weight.as_text();
        }
        if is_gradient(node) {
            let compared = weight.elements.saturating_mul(weight.elements) / COMPARED_STOPS;
            weight =
                ElementWeight { nodes: weight.elements / STOPS + compared, elements: 0, ..weight };
        }
        let ElementReferences { once, paints } = self.net.references(node);
        let mut painted = own;
        for reference in once {
            let used = self.named(reference.id);
            weight = weight.with(used, 1);
            painted = painted.with(used, 1);
        }
        for reference in paints.iter().filter(|_| is_painted(node)) {
            let times = if reference.is_marker() { painted.vertices } else { painted.elements };
            weight = weight.with(self.named(reference.id), times);
        }
        self.total = self.total.saturating_add(weight.nodes.saturating_sub(children));
        if self.total > self.allowed {
            return Err(TooComplex::Heavy);
        }
        if weight.height > DEEPEST { Err(TooComplex::Deep) } else { Ok(weight) }
    }

    /// What an element weighs without what is in it.
    fn own(&self, node: Node) -> ElementWeight {
        let shape = |name: &str| node.attribute(name).map_or(0, |path| path.len() as u64);
        let bytes = shape("d") + shape("points");
        let style = node.attribute("style").map_or(0, styles::reading) / styles::BYTES_OF_NODE;
        let looks = if node.tag_name().name() == "tref" { self.size / LOOKED_THROUGH } else { 0 };
        ElementWeight {
            nodes: 1 + bytes / PATH_BYTES + style + looks,
            elements: 1,
            // Lines have two.
            vertices: 2 + bytes / VERTEX_BYTES,
            height: 1,
            ..ElementWeight::default()
        }
    }

    /// What an id stands for, and whatever else has the same.
    fn named(&self, id: &str) -> ElementWeight {
        let targets = self.net.targets(id).iter();
        targets.fold(ElementWeight::default(), |whole, id| whole.beside(self.known(*id)))
    }

    fn known(&self, id: NodeId) -> ElementWeight {
        self.known.get(&id).copied().flatten().unwrap_or_default()
    }
}

impl ElementWeight {
    /// With what it takes to set its letters as one text.
    fn as_text(self) -> ElementWeight {
        let looks = self.parts.saturating_mul(LETTER_AND_PART).saturating_add(self.letters);
        let pairs = self.letters.saturating_mul(looks) / LETTER_PAIRS;
        ElementWeight { nodes: self.nodes.saturating_add(pairs), letters: 0, parts: 0, ..self }
    }

    /// With something else beside it.
    fn beside(self, other: ElementWeight) -> ElementWeight {
        ElementWeight { height: self.height.max(other.height), ..self.with(other, 1) }
    }

    /// With this many of something else in it.
    fn with(self, other: ElementWeight, times: u64) -> ElementWeight {
        let add = |own: u64, other: u64| own.saturating_add(other.saturating_mul(times));
        ElementWeight {
            nodes: add(self.nodes, other.nodes),
            elements: add(self.elements, other.elements),
            vertices: add(self.vertices, other.vertices),
            letters: add(self.letters, other.letters),
            parts: add(self.parts, other.parts),
            height: self.height.max(other.height + 1),
        }
    }
}

fn is_gradient(node: Node) -> bool {
    matches!(node.tag_name().name(), "linearGradient" | "radialGradient")
}

/// Whether what paints shapes paints an element, and not only those in it.
fn is_painted(node: Node) -> bool {
    const HOLD: [&str; 17] = [
        "clipPath",
        "defs",
        "desc",
        "filter",
        "g",
        "linearGradient",
        "marker",
        "mask",
        "metadata",
        "pattern",
        "radialGradient",
        "stop",
        "style",
        "svg",
        "switch",
        "symbol",
        "title",
    ];
    !HOLD.contains(&node.tag_name().name())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weight(inside: &str) -> Result<u64, TooComplex> {
        let text = format!("<svg xmlns='http://www.w3.org/2000/svg'>{inside}</svg>");
        weigh(&Document::parse(&text).unwrap(), MOST).map(|burden| burden.nodes)
    }

    #[test]
    fn what_is_used_counts_as_often_as_it_is_used() {
        assert_eq!(weight("<g id='a'><path/><path/></g>"), Ok(4));
        assert_eq!(weight("<g id='a'><path/></g><use href='#a'/><use href='#a'/>"), Ok(9));
        assert_eq!(weight("<pattern id='a'><path/></pattern><g fill='url(#a)'><path/></g>"), Ok(7));
        assert_eq!(weight("<mask id='a'><path/></mask><g style='mask: url(\"#a\")'/>"), Ok(6));
    }

    #[test]
    fn style_sheets_name_things_too() {
        let style =
            "<style>.a, svg > .c { fill: url(#p) }</style><pattern id='p'><path/></pattern>";
        assert_eq!(weight(&format!("{style}<path class='d'/>")), Ok(5));
        assert_eq!(weight(&format!("{style}<path class='d c'/>")), Ok(7));
    }

    #[test]
    fn what_refers_to_itself_has_an_end_and_what_grows_is_known() {
        assert_eq!(weight("<g id='a'><use href='#a'/></g>"), Ok(3));
        let stairs: String = (1..30)
            .map(|n| {
                let use_ = format!("<use href='#a{}'/>", n - 1).repeat(10);
                format!("<g id='a{n}'>{use_}</g>")
            })
            .collect();
        assert_eq!(weight(&format!("<path id='a0'/>{stairs}")), Err(TooComplex::Heavy));
        let chain = format!("{}{}", "<g>".repeat(2000), "</g>".repeat(2000));
        assert_eq!(weight(&chain), Err(TooComplex::Deep));
    }

    #[test]
    fn what_is_used_is_painted_as_often_as_it_has_shapes() {
        let pattern = "<pattern id='p'><path/><path/></pattern><g id='a'><path/><path/></g>";
        assert_eq!(weight(&format!("{pattern}<use href='#a'/>")), Ok(11));
        assert_eq!(weight(&format!("{pattern}<use href='#a' fill='url(#p)'/>")), Ok(11 + 4 * 3));
        assert_eq!(
            weight(&format!("{pattern}<g fill='url(#p)'><path/><path fill='red'/></g>")),
            Ok(7 + 3 + 3)
        );
    }

    #[test]
    fn of_two_with_one_id_either_may_be_meant() {
        let two = "<g id='a'><path/></g><g id='a'><path/><path/></g>";
        assert_eq!(weight(&format!("{two}<use href=' #a'/>")), Ok(6 + 1 + 5));
    }

    #[test]
    fn rounds_are_refused_by_whatever_way_they_lead() {
        let shape = |more: &str| format!("<path {more}/>");
        let pattern = |id: &str, inside: &str| format!("<pattern id='{id}'>{inside}</pattern>");
        let three = pattern("a", &shape("fill='url(#b)'"))
            + &pattern("b", &shape("stroke='url( \"#c\" )'"))
            + &pattern("c", &shape("style='/*;*/fill:url(#a)'"));
        let rounds = [
            three,
            format!("<g fill='url(#a)'>{}</g>", pattern("a", &shape(""))),
            format!(
                "<mask id='a'>{}</mask>{}",
                shape("fill='url(#b)'"),
                pattern("b", &shape("mask='url(#a)'"))
            ),
            format!(
                "<style>g > path {{/*}}*/fill:url(#a)}}</style>{}",
                pattern("a", "<use href='#b'/><g><path/></g>") + "<g id='b'><path/></g>"
            ),
            pattern("a", &shape("id='b' fill='url(#a)'"))
                + &pattern("c", "<use href='#b'/>")
                + &shape("fill='url(#c)'"),
            pattern(
                "a",
                &(pattern("b", "").replace("id", "href='#a' id") + &shape("fill='url(#b)'")),
            ),
            "<filter id='a'><feImage href='#b'/></filter><g id='b'><path filter='blur(2) \
                url(#a)'/></g>"
                .to_owned(),
            "<linearGradient id='a' href='#b'/><linearGradient id='b' href='#a'/>".to_owned(),
            format!(
                "<mask id='a'><g mask='url(#b)'><g mask='inherit'/></g></mask><mask id='b' mask='url(#c)'>{}</mask><mask id='c' mask='url(#a)'/>",
                shape("")
            ),
        ];
        for round in rounds {
            assert_eq!(weight(&round), Err(TooComplex::Round), "{round}");
        }
    }

    #[test]
    fn what_only_looks_like_a_round_is_none() {
        let fine = [
            "<style>path { marker-end: url(#a) }</style><marker id='a'><path/></marker><path/>",
            "<style>path { fill: url(#p) }</style><pattern id='p'><path/></pattern><path/>",
            "<g id='top'><a href='#top'><text>up</text></a></g>",
            "<g fill='url(#p)'><pattern id='p'><path fill='red'/></pattern><path/></g>",
            "<g shape-inside='url(#a)'><g id='a'><path style='shape-inside: url(#a)'/></g></g>",
        ];
        for fine in fine {
            assert!(weight(fine).is_ok(), "{fine}");
        }
    }

    #[test]
    fn letters_and_long_paths_weigh_and_gradients_hardly_do() {
        assert_eq!(weight("<text>four</text>"), Ok(2 + 4 * LETTER));
        assert_eq!(weight(&format!("<path d='{}'/>", "L1 1".repeat(80))), Ok(2 + 10));
        let fill = "<linearGradient id='a'><stop/><stop/></linearGradient>";
        assert_eq!(weight(&format!("{fill}<g fill='url(#a)'><path/><path/></g>")), Ok(4));
    }
}
