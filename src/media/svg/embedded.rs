//! Pictures in drawings. Input: what a `data:` address holds. Output: the picture, while a drawing
//! has no more of them than it may; of one that has, nothing, and the knowledge of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use resvg::usvg::{ImageHrefResolver, ImageKind, Options, roxmltree};

use super::text::{unpack, with_entities};
use super::{complexity, markup};

/// Pixels that pictures in a drawing may have together: more than it is drawn with.
const MAX_PIXELS: u64 = 25_000_000;

/// The remaining allowance for pictures in a drawing.
#[derive(Debug)]
pub(super) struct Allowance {
    nodes: AtomicU64,
    pixels: AtomicU64,
    exceeded: AtomicBool,
}

impl Allowance {
    /// For a drawing that itself comes to this many nodes.
    pub(super) fn beside(nodes: u64) -> Arc<Allowance> {
        Arc::new(Allowance {
            nodes: AtomicU64::new(complexity::MOST.saturating_sub(nodes)),
            pixels: AtomicU64::new(MAX_PIXELS),
            exceeded: AtomicBool::new(false),
        })
    }

    /// Whether something was left out.
    pub(super) fn is_exceeded(&self) -> bool {
        self.exceeded.load(Ordering::Relaxed)
    }

    /// Takes so much, if it is there.
    fn take(&self, from: &AtomicU64, much: u64) -> Option<()> {
        let rest = |left: u64| left.checked_sub(much);
        let taken = from.fetch_update(Ordering::Relaxed, Ordering::Relaxed, rest).is_ok();
        self.exceeded.fetch_or(!taken, Ordering::Relaxed);
        taken.then_some(())
    }
}

/// A resolver that keeps to the allowance; files beside the drawing it never reads.
pub(super) fn resolver(allowance: &Arc<Allowance>) -> ImageHrefResolver<'static> {
    let (allowance, default) = (Arc::clone(allowance), ImageHrefResolver::default_data_resolver());
    ImageHrefResolver {
        resolve_data: Box::new(move |kind, data, options: &Options| -> Option<ImageKind> {
            // One that is over it is refused as a whole: nothing further need be weighed.
            if allowance.is_exceeded() {
                return None;
            }
            let size = imagesize::blob_size(&data);
            if kind == "image/svg+xml" || (kind == "text/plain" && size.is_err()) {
                let text = unpack(&data)?;
                let text = std::str::from_utf8(&text).ok()?;
                let nodes = weigh(text)?;
                allowance.take(&allowance.nodes, nodes)?;
            } else {
                let size = size.ok()?;
                let pixels = (size.width as u64).saturating_mul(size.height as u64);
                allowance.take(&allowance.pixels, pixels)?;
            }
            default(kind, data, options)
        }),
        resolve_string: Box::new(|_, _| None),
    }
}

/// What a drawing comes to, in nodes; nothing where it cannot be read.
fn weigh(text: &str) -> Option<u64> {
    let Ok(compared) = markup::check(text) else { return Some(u64::MAX) };
    let drawing = roxmltree::Document::parse_with_options(text, with_entities()).ok()?;
    let burden = complexity::weigh(&drawing, complexity::MOST);
    Some(burden.map_or(u64::MAX, |burden| compared + burden.nodes + burden.styles))
}
