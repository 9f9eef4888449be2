//! The identity of articles, wherever they are in their edition. Input: neighbouring
//! [`EditionArticle`]s. Output: a [`Fingerprint`].
//!
//! Two sequences of articles with the same fingerprint have the same content and structure: what
//! was made of one is valid for the other after exchanging its ids. Ids within the articles count
//! from the first one's; those that they only name (articles that links lead to, pictures) are
//! listed in the order they come. Slugs and paths, which depend on an article's place, are no part
//! of it.

use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};

use super::model::{
    EditionArticle, LinkTarget, ListContent, ListItemContent, Node, NodeContent, NodeId, Note,
    PictureUse, Run, TableContent,
};
use crate::diagnostic::{SourceId, Span};
use crate::media::{PictureId, Pictures};

/// The content of some articles, and what they refer to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fingerprint {
    /// BLAKE3 of their content. Valid within one build of the program, on one architecture.
    pub digest: [u8; 32],
    /// The id that their own ids count from, and the last of these.
    pub own: (NodeId, NodeId),
    /// The nodes outside that links lead to, each link in order.
    pub targets: Vec<NodeId>,
    /// The pictures, each use in order.
    pub pictures: Vec<PictureId>,
    /// The texts that they were written in, in order.
    pub sources: Vec<SourceId>,
}

impl Fingerprint {
    /// Reads articles that follow each other; `pictures` knows the size of what they show.
    pub fn new(articles: &[EditionArticle], pictures: &Pictures) -> Fingerprint {
        let first = articles.first().map_or(NodeId(0), |article| article.id);
        let mut reader = Fingerprinter {
            bytes: HashInput(Vec::with_capacity(16 << 10)),
            first,
            last: first,
            targets: Vec::new(),
            pictures: Vec::new(),
            met: BTreeMap::new(),
            sources: Vec::new(),
            known: pictures,
        };
        articles.iter().for_each(|article| reader.article(article));
        reader.finish()
    }
}

/// Takes what is hashed as it comes.
struct HashInput(Vec<u8>);

impl Hasher for HashInput {
    fn write(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    fn finish(&self) -> u64 {
        0 // what is wanted are the bytes
    }
}

struct Fingerprinter<'p> {
    bytes: HashInput,
    first: NodeId,
    last: NodeId,
    targets: Vec<NodeId>,
    pictures: Vec<PictureId>,
    /// Where each picture is first used.
    met: BTreeMap<PictureId, usize>,
    sources: Vec<SourceId>,
    known: &'p Pictures,
}

/// Every field is named, so that one that is added cannot be forgotten here.
impl Fingerprinter<'_> {
    fn say(&mut self, value: impl Hash) {
        value.hash(&mut self.bytes);
    }

    fn article(&mut self, article: &EditionArticle) {
        let EditionArticle {
            id,
            slug: _,
            path: _,
            lang,
            title,
            kicker,
            standfirst,
            authors,
            date,
            description,
            tags,
            words,
            head,
            body,
            notes,
        } = article;
        self.own(*id);
        self.say((lang, title, kicker, standfirst, authors, description, tags, words));
        self.say(date);
        for nodes in [head, body] {
            self.nodes(nodes);
        }
        self.say(notes.len());
        for Note { number, references, node } in notes {
            self.say((number, references.len()));
            references.iter().for_each(|id| self.own(*id));
            self.node(node);
        }
    }

    /// An id of the articles' own.
    fn own(&mut self, id: NodeId) {
        self.last = self.last.max(id);
        self.say(id.0.wrapping_sub(self.first.0));
    }

    fn nodes(&mut self, nodes: &[Node]) {
        self.say(nodes.len());
        nodes.iter().for_each(|node| self.node(node));
    }

    fn node(&mut self, node: &Node) {
        let Node { id, role, lang, content, span } = node;
        self.own(*id);
        self.say((role, lang, std::mem::discriminant(content)));
        self.span(*span);
        match content {
            NodeContent::Blocks(nodes) => self.nodes(nodes),
            NodeContent::Text(runs) => {
                self.say(runs.len());
                runs.iter().for_each(|run| self.run(run));
            }
            NodeContent::Picture(shown) => self.picture(shown),
            NodeContent::Table(TableContent { columns, head, rows }) => {
                self.say(columns);
                self.nodes(head);
                self.say(rows.len());
                rows.iter().for_each(|row| self.nodes(row));
            }
            NodeContent::List(ListContent { start, tight, items }) => {
                self.say((start, tight, items.len()));
                for ListItemContent { checked, node } in items {
                    self.say(checked);
                    self.node(node);
                }
            }
            NodeContent::Code { lang, text } => self.say((lang, text)),
            NodeContent::Rule => {}
        }
    }

    fn span(&mut self, span: Option<Span>) {
        let place = span.map(|Span { source, start, end }| (self.source(source), start, end));
        self.say(place);
    }

    /// The number of a text among those of the articles.
    fn source(&mut self, source: SourceId) -> usize {
        let known = self.sources.iter().position(|known| *known == source);
        known.unwrap_or_else(|| {
            self.sources.push(source);
            self.sources.len() - 1
        })
    }

    fn picture(&mut self, shown: &PictureUse) {
        let PictureUse { picture, alt, decorative, name } = shown;
        self.say((alt, decorative, name));
        let size = picture.map(|id| {
            let at = *self.met.entry(id).or_insert(self.pictures.len());
            self.pictures.push(id);
            let picture = self.known.get(id);
            (at, picture.format, picture.width, picture.height, picture.orientation)
        });
        self.say(size);
    }

    fn run(&mut self, run: &Run) {
        let Run { text, marks, target, anchor, lang } = run;
        self.say((text, marks, lang, target.is_some(), anchor.is_some()));
        match target {
            Some(LinkTarget::Url(url)) => self.say(url),
            Some(LinkTarget::Node(id) | LinkTarget::Note(id)) => {
                self.say(matches!(target, Some(LinkTarget::Note(_))));
                self.targets.push(*id);
            }
            None => {}
        }
        if let Some(anchor) = anchor {
            self.own(*anchor);
        }
    }

    /// Now that all own ids are known, links that lead out can be recognised.
    fn finish(mut self) -> Fingerprint {
        let own = (self.first, self.last);
        let (mut outside, mut met) = (Vec::new(), BTreeMap::new());
        for target in std::mem::take(&mut self.targets) {
            if (own.0..=own.1).contains(&target) {
                self.say((true, target.0 - own.0.0));
                continue;
            }
            let at = *met.entry(target).or_insert(outside.len());
            self.say((false, at));
            outside.push(target);
        }
        let digest = *blake3::hash(&self.bytes.0).as_bytes();
        let Fingerprinter { pictures, sources, .. } = self;
        Fingerprint { digest, own, targets: outside, pictures, sources }
    }
}
