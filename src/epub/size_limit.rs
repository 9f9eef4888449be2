//! A cap on the size of an EPUB. Input: an edition and the most bytes it may have. Output: the
//! encoding profile of its pictures that keeps it under the cap, and a report of what was reduced.
//!
//! Text is never touched: what it takes is measured on an EPUB without pictures, and the rest of
//! the cap is for them. All pictures are reduced together, step by step, so that none looks worse
//! than the others.

use super::model::EpubOptions;
use super::pictures;
use crate::device::FileSize;
use crate::diagnostic::{Code, Diagnostics, Remedy, Severity};
use crate::edition::Edition;
use crate::media::EncodeProfile;

/// The overhead of a picture beside its bytes: two entries of the archive, one of the manifest, an
/// element.
const BESIDES: u64 = 300;

/// Kept free for the marks of printed pages, which are not known yet: a hundredth and this.
const MARKS: u64 = 4_000;

/// The first treatment with which the EPUB keeps under the cap, the last one where none does. `text`
/// is its size without pictures.
pub(super) fn fit_to_size(
    edition: &Edition,
    options: EpubOptions,
    most: FileSize,
    text: u64,
    diagnostics: &mut Diagnostics,
) -> EncodeProfile {
    let left = most.0.saturating_sub(text + text / 100 + MARKS);
    let steps = EncodeProfile::steps(options.pictures);
    let fits = |encode_profile: &EncodeProfile| {
        let (number, bytes) = pictures::weigh(edition, *encode_profile);
        bytes + number * BESIDES <= left
    };
    let first = steps.first().filter(|first| fits(first)).map_or_else(
        || 1 + steps.get(1..).unwrap_or_default().partition_point(|step| !fits(step)),
        |_| 0,
    );
    let chosen = steps.get(first).or(steps.last()).copied();
    let chosen = chosen.unwrap_or(EncodeProfile::new(options.pictures));
    if first > 0 {
        diagnostics.add(
            Severity::Notice,
            Code::PicturesLowered,
            None,
            format!("pictures were reduced to {chosen} to keep the EPUB under {most}"),
            "use fewer or smaller pictures",
        );
        diagnostics.suggest(Remedy::LargerEpub);
    }
    chosen
}
