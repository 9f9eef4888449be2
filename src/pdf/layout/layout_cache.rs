//! The layout cache. Input: articles, and where they begin. Output: their pages, if the same
//! articles have begun so before, with the ids they have now.
//!
//! What is kept of some articles is in the cache by their fingerprint and by all else that their
//! pages depend on: theme, paper, faces, direction. It holds a few [`LayoutCache`], each with the
//! [`StartConditions`] that they began at: an article that runs on from another begins elsewhere
//! when that one changes.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::article_layout::ArticleLayout;
use super::page_draft::PageDraft;
use crate::cache::{Cache, Key};
use crate::diagnostic::SourceId;
use crate::edition::{Edition, EditionArticle, Fingerprint, NodeId, Section};
use crate::geometry::{Paper, Pt, Size};
use crate::media::{PictureId, Pictures};
use crate::pdf::pages::{Owner, PageItem, PageTarget, Placed};
use crate::typeset::Fonts;

/// How many places are kept of the same articles: they are laid out twice where a section turns out
/// to begin on the left of a spread.
const PLACES: usize = 4;

/// All that articles may have begun at, as far as their pages depend on it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct StartConditions {
    /// The name of the section that they open.
    pub(super) opens: Option<String>,
    /// How far down the page before is filled, if they may run on from it.
    pub(super) filled: Option<Pt>,
    /// Whether a new page would be on the left of a spread.
    pub(super) verso: bool,
}

impl StartConditions {
    /// Whether what began here, `sided` or not, may begin there.
    fn is_like(&self, other: &StartConditions, sided: bool) -> bool {
        self == other
            || (!sided && StartConditions { verso: other.verso, ..self.clone() } == *other)
    }
}

/// Articles laid out.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct LayoutCache {
    /// Their pages.
    pub(super) laid: ArticleLayout,
    /// Whether the first of them is the rest of the page before.
    pub(super) below: bool,
    /// The page that each article begins on, from 0.
    pub(super) begins: Vec<usize>,
}

/// The ids that articles had when they were laid out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct StoredIds {
    own: (NodeId, NodeId),
    section: NodeId,
    targets: Vec<NodeId>,
    pictures: Vec<PictureId>,
    sources: Vec<SourceId>,
}

/// What stands before a [`LayoutCache`].
#[derive(Debug, Serialize, Deserialize)]
struct StoredHead {
    place: StartConditions,
    sided: bool,
    names: StoredIds,
    /// The bytes of what follows.
    length: usize,
}

/// The memory of a run.
pub(super) struct LayoutMemory<'c> {
    cache: Option<&'c Cache>,
    /// A digest of all that pages depend on beside the articles.
    look: [u8; 32],
}

/// What is known of some articles.
pub(super) struct RecalledLayouts<'c> {
    cache: &'c Cache,
    key: Key,
    names: StoredIds,
    /// One [`LayoutCache`] after the other, the newest first, each behind its [`StoredHead`].
    bytes: Vec<u8>,
}

impl<'c> LayoutMemory<'c> {
    /// The layout cache of an edition; empty if there is no cache.
    pub(super) fn new(
        cache: Option<&'c Cache>,
        edition: &Edition,
        paper: Paper,
        fonts: &Fonts,
    ) -> Self {
        let mut hasher = blake3::Hasher::new();
        if cache.is_some() {
            let turned = edition.meta.language.is_rtl();
            let Paper(Size { width, height }) = paper;
            hasher.update(edition.theme.to_toml().as_bytes());
            hasher.update(&[width.to_le_bytes(), height.to_le_bytes()].concat());
            hasher.update(&[u8::from(turned)]);
            hasher.update(&fonts.installed_digest());
        }
        LayoutMemory { cache, look: *hasher.finalize().as_bytes() }
    }

    /// What is known of articles that follow each other in a section.
    pub(super) fn recall(
        &self,
        section: &Section,
        articles: &[EditionArticle],
        pictures: &Pictures,
    ) -> Option<RecalledLayouts<'c>> {
        let cache = self.cache?;
        let Fingerprint { digest, own, targets, pictures, sources } =
            Fingerprint::new(articles, pictures);
        let key = Key::builder("article-pages").part(self.look).part(digest).finish();
        let bytes = cache.get(&key).unwrap_or_default();
        let names = StoredIds { own, section: section.id, targets, pictures, sources };
        Some(RecalledLayouts { cache, key, names, bytes })
    }
}

impl RecalledLayouts<'_> {
    /// Whether they have been laid out before, wherever they began.
    pub(super) fn is_known(&self) -> bool {
        !self.bytes.is_empty()
    }

    /// How they were laid out at a place.
    pub(super) fn at(&self, place: &StartConditions) -> Option<LayoutCache> {
        let alike = |(head, _): &(StoredHead, &[u8])| head.place.is_like(place, head.sided);
        let (StoredHead { names, .. }, bytes) = entries(&self.bytes).find(alike)?;
        let mut kept: LayoutCache = postcard::from_bytes(bytes).ok()?;
        if names != self.names {
            Exchange::new(&names, &self.names)?.laid(&mut kept.laid)?;
        }
        Some(kept)
    }

    /// Keeps how they have been laid out at a place.
    pub(super) fn keep(&self, place: &StartConditions, kept: &LayoutCache) {
        let Ok(body) = postcard::to_allocvec(kept) else { return };
        let (place, names) = (place.clone(), self.names.clone());
        let head = StoredHead { place, sided: kept.laid.sided, names, length: body.len() };
        let mut bytes = Vec::new();
        let known = entries(&self.bytes).take(PLACES - 1);
        for (head, body) in std::iter::once((head, &body[..])).chain(known) {
            let Ok(head) = postcard::to_allocvec(&head) else { return };
            bytes.extend(head);
            bytes.extend(body);
        }
        self.cache.put(&self.key, &bytes);
    }
}

/// Consecutive records in some bytes; ends where they cannot be read.
fn entries(mut bytes: &[u8]) -> impl Iterator<Item = (StoredHead, &[u8])> {
    std::iter::from_fn(move || {
        let (head, rest): (StoredHead, &[u8]) = postcard::take_from_bytes(bytes).ok()?;
        let (body, rest) = rest.split_at_checked(head.length)?;
        bytes = rest;
        Some((head, body))
    })
}

/// From the ids of an earlier run to those of today; what has none cannot be used.
struct Exchange {
    own: (NodeId, NodeId),
    first: NodeId,
    targets: BTreeMap<NodeId, NodeId>,
    pictures: BTreeMap<PictureId, PictureId>,
    sources: BTreeMap<SourceId, SourceId>,
}

impl Exchange {
    fn new(then: &StoredIds, now: &StoredIds) -> Option<Self> {
        let alike = then.targets.len() == now.targets.len()
            && then.pictures.len() == now.pictures.len()
            && then.sources.len() == now.sources.len();
        let pairs = then.targets.iter().copied().zip(now.targets.iter().copied());
        let mut targets: BTreeMap<_, _> = pairs.collect();
        // A link that led to the section that they stood in leads there still, though they have
        // moved.
        let moved = *targets.entry(then.section).or_insert(now.section) != now.section;
        (alike && !moved).then(|| Exchange {
            own: then.own,
            first: now.own.0,
            targets,
            pictures: then.pictures.iter().copied().zip(now.pictures.iter().copied()).collect(),
            sources: then.sources.iter().copied().zip(now.sources.iter().copied()).collect(),
        })
    }

    fn laid(&self, laid: &mut ArticleLayout) -> Option<()> {
        laid.drafts.iter_mut().try_for_each(|draft| self.draft(draft))?;
        for diagnostic in laid.diagnostics.iter_mut() {
            if let Some(span) = &mut diagnostic.span {
                span.source = *self.sources.get(&span.source)?;
            }
        }
        Some(())
    }

    fn draft(&self, draft: &mut PageDraft) -> Option<()> {
        draft.anchors.iter_mut().try_for_each(|(node, _)| self.node(node))?;
        draft.items.iter_mut().try_for_each(|placed| self.placed(placed))
    }

    fn placed(&self, placed: &mut Placed) -> Option<()> {
        match &mut placed.owner {
            Owner::Artifact | Owner::Cover(_) | Owner::ContentsTitle => {}
            Owner::Node(node)
            | Owner::Label(node)
            | Owner::Contents(node, _)
            | Owner::Fact(node)
            | Owner::InsideTitle(node)
            | Owner::Inside(node) => self.node(node)?,
        }
        match &mut placed.item {
            PageItem::Glyphs { .. }
            | PageItem::Fill { .. }
            | PageItem::Frame { .. }
            | PageItem::Shade { .. } => {}
            PageItem::Picture { picture, .. } => *picture = *self.pictures.get(picture)?,
            PageItem::Turned { items, .. } => {
                items.iter_mut().try_for_each(|placed| self.placed(placed))?;
            }
            PageItem::Link { target: PageTarget::Node(node), .. } => self.node(node)?,
            PageItem::Link { target: PageTarget::Url(_), .. } => {}
        }
        Some(())
    }

    fn node(&self, node: &mut NodeId) -> Option<()> {
        *node = match (self.own.0..=self.own.1).contains(node) {
            true => NodeId(node.0 - self.own.0.0 + self.first.0),
            false => *self.targets.get(node)?,
        };
        Some(())
    }
}
