//! Where everything is in the EPUB. Input: an [`Edition`]. Output: an [`EpubPlan`], its documents
//! in reading order with their file names, and the address of every node that can be linked to.
//!
//! Names depend on nothing but the edition, so they stand before anything is written.

use std::collections::{BTreeMap, BTreeSet};

use super::walk;
use crate::edition::{Edition, EditionArticle, LinkTarget, NodeId, Section};

/// The file of the cover page.
pub(super) const COVER: &str = "cover.xhtml";

/// The file of the contents page.
pub(super) const CONTENTS: &str = "contents.xhtml";

/// What a document shows.
#[derive(Debug, Clone, Copy)]
pub(super) enum DocumentContent<'e> {
    /// The cover picture.
    Cover,
    /// Every article with its standfirst.
    Contents,
    /// The opening of a section.
    Section(&'e Section),
    /// An article, and the section it belongs to.
    Article(&'e Section, &'e EditionArticle),
}

/// A document of the reading order.
#[derive(Debug, Clone)]
pub(super) struct Document<'e> {
    /// Its file, such as `a07-bridges.xhtml`, all in one folder.
    pub file: String,
    /// What it shows.
    pub page: DocumentContent<'e>,
}

/// The documents of an EPUB and the addresses in them.
pub(super) struct EpubPlan<'e> {
    /// The edition.
    pub edition: &'e Edition,
    /// In reading order.
    pub documents: Vec<Document<'e>>,
    /// The document of each section and article that has one.
    files: BTreeMap<NodeId, String>,
    /// The nodes that some link leads to.
    linked: BTreeSet<NodeId>,
}

impl<'e> EpubPlan<'e> {
    /// Lays out an edition; `has_cover` is whether its first page is a cover.
    pub(super) fn new(edition: &'e Edition, has_cover: bool) -> EpubPlan<'e> {
        let mut documents = Vec::new();
        let mut files = BTreeMap::new();
        if has_cover {
            documents.push(Document { file: COVER.into(), page: DocumentContent::Cover });
        }
        if edition.articles().nth(1).is_some() {
            documents.push(Document { file: CONTENTS.into(), page: DocumentContent::Contents });
        }
        for (n, section) in edition.sections.iter().enumerate() {
            if section.title.is_some() {
                let file = format!("s{:02}.xhtml", n + 1);
                files.insert(section.id, file.clone());
                documents.push(Document { file, page: DocumentContent::Section(section) });
            }
            for article in &section.articles {
                let file = format!("a{}.xhtml", article.slug);
                files.insert(article.id, file.clone());
                documents.push(Document { file, page: DocumentContent::Article(section, article) });
            }
        }
        let linked = walk::links(edition).collect();
        EpubPlan { edition, documents, files, linked }
    }

    /// The document of a section or an article; `None` for other nodes and sections without title.
    pub(super) fn file(&self, node: NodeId) -> Option<&str> {
        self.files.get(&node).map(String::as_str)
    }

    /// The contents page, where there is one.
    pub(super) fn contents(&self) -> Option<&'static str> {
        let shown = |document: &Document<'_>| matches!(document.page, DocumentContent::Contents);
        self.documents.iter().any(shown).then_some(CONTENTS)
    }

    /// Whether a link leads to this node, so that it must have an id.
    pub(super) fn is_linked(&self, node: NodeId) -> bool {
        self.linked.contains(&node)
    }

    /// The address of a target, as it is written in the document `from`.
    pub(super) fn href(&self, from: &str, target: &LinkTarget) -> String {
        let node = match target {
            LinkTarget::Url(url) => return url.clone(),
            LinkTarget::Note(node) => return format!("#{}", anchor(*node)),
            LinkTarget::Node(node) => *node,
        };
        if let Some(file) = self.file(node) {
            return file.to_string();
        }
        match self.edition.article_of(node).and_then(|article| self.file(article.id)) {
            Some(file) if file == from => format!("#{}", anchor(node)),
            Some(file) => format!("{file}#{}", anchor(node)),
            None => self.contents().unwrap_or_default().to_string(),
        }
    }

    /// The articles before and after one, in reading order.
    pub(super) fn neighbours(
        &self,
        article: NodeId,
    ) -> (Option<&'e EditionArticle>, Option<&'e EditionArticle>) {
        let before = self.edition.articles().take_while(|other| other.id < article).last();
        let after = self.edition.articles().find(|other| other.id > article);
        (before, after)
    }
}

/// The id of a node in its document.
pub(super) fn anchor(node: NodeId) -> String {
    format!("n{}", node.0)
}
