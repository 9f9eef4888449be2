//! The tree of tags in the file. Input: a [`Tree`]. Output: structure elements, the way back from
//! marks and links to them (parent tree), and what else makes a tagged PDF (ISO 32000-1 and
//! 32000-2, 14.7 and 14.8).

use std::collections::{BTreeMap, BTreeSet};

use lopdf::{Dictionary, Object, ObjectId, StringFormat, dictionary, text_string};

use super::destinations::DestinationElements;
use super::namespaces::{Namespaces, Roles};
use super::private_use;
use super::skeleton::{Skeleton, length};
use crate::edition::NodeId;
use crate::geometry::Rect;
use crate::pdf::pages::Pages;
use crate::pdf::tags::versions::{Namespace, TagVersion};
use crate::pdf::tags::{Kid, StructureElement, Tag, Tree};

/// The annotation of each link of each page; `None` for links that lead nowhere.
pub(super) type Annotations = Vec<Vec<Option<ObjectId>>>;

/// Adds the tree; pages and annotations learn their keys in its parent tree. Leaves what
/// destinations lead to.
pub(super) fn add(
    pdf: &mut Skeleton,
    pages: &Pages,
    tree: &Tree,
    links: &Annotations,
) -> DestinationElements {
    let root = pdf.document.new_object_id();
    let document = pdf.document.new_object_id();
    let spaces = match tree.version {
        TagVersion::Pdf17 => None,
        TagVersion::Pdf20 => Some(Namespaces::reserve(&mut pdf.document)),
    };
    let mut element = dictionary! { "S" => "Document", "P" => root };
    if let Some(spaces) = &spaces {
        element.set("NS", spaces.of(Namespace::Pdf20));
    }
    let parents = Parents::new(pages.pages.len());
    let (found, version) = (StructureReferences::default(), tree.version);
    let mut writer = StructureWriter { pdf, pages, links, parents, version, spaces, found };
    let kids: Vec<Object> =
        tree.kids.iter().map(|element| writer.element(element, document).into()).collect();
    let StructureWriter { parents, spaces, found, .. } = writer;
    element.set("K", kids);
    pdf.document.objects.insert(document, element.into());

    number(pdf, &parents);
    let mut dict = dictionary! {
        "Type" => "StructTreeRoot",
        "K" => document,
        "ParentTreeNextKey" => (pages.pages.len() + parents.links.len()) as i64,
    };
    match &spaces {
        None if parents.roles.is_empty() => {}
        None => dict.set("RoleMap", role_map(&parents.roles)),
        Some(spaces) => {
            dict.set("Namespaces", spaces.write(&mut pdf.document, &parents.roles));
        }
    }
    if let Some(names) = parents.names() {
        dict.set("IDTree", pdf.document.add_object(names));
    }
    dict.set("ParentTree", pdf.document.add_object(parents.tree()));
    pdf.document.objects.insert(root, dict.into());
    let catalog = pdf.catalog();
    catalog.set("StructTreeRoot", root);
    catalog.set("MarkInfo", dictionary! { "Marked" => true });
    match tree.version {
        TagVersion::Pdf17 => DestinationElements::default(),
        TagVersion::Pdf20 => found.join(pdf),
    }
}

/// Tells pages and annotations their keys in the parent tree.
fn number(pdf: &mut Skeleton, parents: &Parents) {
    for (n, page) in pdf.pages.clone().into_iter().enumerate() {
        let page = pdf.document.get_dictionary_mut(page).expect("printpdf wrote the page");
        page.set("StructParents", n as i64);
        page.set("Tabs", "S");
    }
    for (n, (annotation, _)) in parents.links.iter().enumerate() {
        let annotation = pdf.document.get_dictionary_mut(*annotation);
        let annotation = annotation.expect("the annotation was added before its element");
        annotation.set("StructParent", (parents.marks.len() + n) as i64);
    }
}

/// The standard types of ours, in PDF 1.7.
fn role_map(roles: &Roles) -> Dictionary {
    roles.iter().map(|(own, (standard, _))| (*own, Object::from(*standard))).collect()
}

/// What refers to what.
#[derive(Default)]
struct StructureReferences {
    elements: DestinationElements,
    notes: BTreeSet<ObjectId>,
    /// Elements and the nodes they refer to.
    refers: Vec<(ObjectId, NodeId)>,
}

impl StructureReferences {
    fn element(&mut self, element: &StructureElement, id: ObjectId) {
        if let Some(node) = element.node {
            self.elements.nodes.entry(node).or_insert(id);
        }
        if let Some(page) = begins(element) {
            self.elements.pages.entry(page).or_insert(id);
        }
        if element.tag == Tag::Note {
            self.notes.insert(id);
        }
        self.refers.extend(element.refers.map(|node| (id, node)));
    }

    /// Writes what elements refer to; notes refer to all that refers to them (ISO 14289-2,
    /// 8.2.5.14).
    fn join(self, pdf: &mut Skeleton) -> DestinationElements {
        let mut references: BTreeMap<ObjectId, Vec<Object>> = BTreeMap::new();
        for (from, node) in &self.refers {
            let Some(to) = self.elements.nodes.get(node) else { continue };
            references.entry(*from).or_default().push((*to).into());
            if self.notes.contains(to) {
                references.entry(*to).or_default().push((*from).into());
            }
        }
        for (element, references) in references {
            pdf.add(element, "Ref", references.into());
        }
        self.elements
    }
}

/// The elements that marks and links belong to.
struct Parents {
    /// By page, by the number of the mark.
    marks: Vec<Vec<Option<ObjectId>>>,
    /// Annotations and their elements.
    links: Vec<(ObjectId, ObjectId)>,
    /// Elements with a name.
    named: BTreeMap<NodeId, ObjectId>,
    roles: Roles,
}

impl Parents {
    fn new(pages: usize) -> Self {
        let (links, named) = (Vec::new(), BTreeMap::new());
        Parents { marks: vec![Vec::new(); pages], links, named, roles: Roles::new() }
    }

    /// A mark belongs to an element.
    fn mark(&mut self, page: usize, number: usize, element: ObjectId) {
        let Some(marks) = self.marks.get_mut(page) else { return };
        if marks.len() <= number {
            marks.resize(number + 1, None);
        }
        marks[number] = Some(element);
    }

    /// The number tree: an array of elements for each page, an element for each annotation.
    fn tree(self) -> Dictionary {
        let mut numbers: Vec<Object> = Vec::new();
        let pages = self.marks.len();
        for (n, marks) in self.marks.into_iter().enumerate() {
            let elements = marks.into_iter().map(|mark| mark.map_or(Object::Null, Object::from));
            numbers.push((n as i64).into());
            numbers.push(elements.collect::<Vec<_>>().into());
        }
        for (n, (_, element)) in self.links.into_iter().enumerate() {
            numbers.push(((pages + n) as i64).into());
            numbers.push(element.into());
        }
        dictionary! { "Nums" => numbers }
    }

    /// The name tree of elements with a name.
    fn names(&self) -> Option<Dictionary> {
        let (first, last) = (self.named.keys().next()?, self.named.keys().next_back()?);
        let names = self.named.iter().flat_map(|(node, id)| [name(*node), Object::from(*id)]);
        let limits = vec![name(*first), name(*last)];
        let leaf = dictionary! { "Limits" => limits, "Names" => names.collect::<Vec<_>>() };
        Some(dictionary! { "Kids" => vec![Object::from(leaf)] })
    }
}

/// A name that sorts as its node does.
fn name(node: NodeId) -> Object {
    Object::String(format!("n{:010}", node.0).into_bytes(), StringFormat::Literal)
}

struct StructureWriter<'w> {
    pdf: &'w mut Skeleton,
    pages: &'w Pages,
    links: &'w Annotations,
    parents: Parents,
    version: TagVersion,
    /// Those of types, in PDF 2.0.
    spaces: Option<Namespaces>,
    found: StructureReferences,
}

impl StructureWriter<'_> {
    /// Writes an element and all below it.
    fn element(&mut self, element: &StructureElement, parent: ObjectId) -> ObjectId {
        let id = self.pdf.document.new_object_id();
        let kind = self.version.type_of(element.tag);
        let mut dict = dictionary! { "S" => kind.name, "P" => parent };
        if let Some(spaces) = &self.spaces {
            dict.set("NS", spaces.of(kind.space));
        }
        self.parents.roles.extend(kind.role.map(|role| (kind.name, role)));
        self.found.element(element, id);
        if let (Tag::Note, Some(node)) = (element.tag, element.node) {
            dict.set("ID", name(node));
            self.parents.named.insert(node, id);
        }
        let texts = [
            ("Lang", element.lang.as_ref().map(|lang| &lang.0)),
            ("T", element.title.as_ref()),
            ("Alt", element.alt.as_ref()),
            ("ActualText", element.actual.as_ref()),
        ];
        for (key, text) in texts {
            if let Some(text) = text {
                dict.set(key, text_string(text));
            }
        }
        if let Some(attributes) = self.attributes(element.tag) {
            dict.set("A", attributes);
        }
        let page = first_page(&element.kids).and_then(|page| self.pdf.pages.get(page));
        if let Some(page) = page {
            dict.set("Pg", *page);
        }
        match self.kids(&element.kids, id) {
            Object::Null => {}
            kids => dict.set("K", kids),
        }
        if self.version == TagVersion::Pdf20 {
            private_use::replace_in(&mut dict);
        }
        self.pdf.write(id, &dict);
        id
    }

    /// What an element holds: one thing alone, or an array.
    fn kids(&mut self, kids: &[Kid], parent: ObjectId) -> Object {
        let page = first_page(kids);
        let mut list: Vec<Object> =
            kids.iter().filter_map(|kid| self.kid(kid, page, parent)).collect();
        match list.len() {
            0 => Object::Null,
            1 => list.remove(0),
            _ => list.into(),
        }
    }

    /// A kid of an element whose own page is `own`: marks on other pages say theirs.
    fn kid(&mut self, kid: &Kid, own: Option<usize>, parent: ObjectId) -> Option<Object> {
        match kid {
            Kid::Element(element) => Some(self.element(element, parent).into()),
            Kid::Mark { page, number } => {
                self.parents.mark(*page, *number, parent);
                if own == Some(*page) {
                    return Some((*number as i64).into());
                }
                let page = *self.pdf.pages.get(*page)?;
                let number = *number as i64;
                Some(dictionary! { "Type" => "MCR", "Pg" => page, "MCID" => number }.into())
            }
            Kid::Link { page, number } => {
                let annotation = (*self.links.get(*page)?.get(*number)?)?;
                self.parents.links.push((annotation, parent));
                let page = *self.pdf.pages.get(*page)?;
                Some(dictionary! { "Type" => "OBJR", "Pg" => page, "Obj" => annotation }.into())
            }
        }
    }

    /// The attributes of a type (ISO 32000-1, 14.8.5).
    fn attributes(&self, tag: Tag) -> Option<Dictionary> {
        match tag {
            Tag::TH => Some(dictionary! { "O" => "Table", "Scope" => "Column" }),
            Tag::L { numbered } => {
                let numbering = if numbered { "Decimal" } else { "Disc" };
                Some(dictionary! { "O" => "List", "ListNumbering" => numbering })
            }
            Tag::Figure(page, rect) => {
                let height = self.pages.pages.get(page)?.size.height;
                Some(
                    dictionary! { "O" => "Layout", "Placement" => "Block", "BBox" => corners(rect, height) },
                )
            }
            _ => None,
        }
    }
}

/// The page on which an element begins.
fn begins(element: &StructureElement) -> Option<usize> {
    element.kids.iter().find_map(|kid| match kid {
        Kid::Element(element) => begins(element),
        Kid::Mark { page, .. } => Some(*page),
        Kid::Link { .. } => None,
    })
}

/// The page of the first mark among some kids.
fn first_page(kids: &[Kid]) -> Option<usize> {
    kids.iter().find_map(|kid| match kid {
        Kid::Mark { page, .. } => Some(*page),
        _ => None,
    })
}

/// A box as PDF counts, from the foot of the page.
fn corners(rect: Rect, page_height: f64) -> Vec<Object> {
    let corners = [rect.x, page_height - rect.bottom(), rect.right(), page_height - rect.y];
    corners.map(length).to_vec()
}
