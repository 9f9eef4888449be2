//! What the headers of a JPEG must agree in (ITU-T T.81 B.2). Input: the bodies of its segments, in
//! the order of the file. Output: nothing, or what is wrong.
//!
//! A reader that meets one of these faults shows nothing of the picture, so none of them may pass:
//! libjpeg, which nearly all of them read with, gives up at each. What it only warns of (coded
//! samples that make no sense, restart markers out of order) is left to it.

use super::model::{Component, broken, unsupported};
use crate::media::model::PictureError;

/// Blocks in a unit of several components at most (T.81 B.2.3).
const MAX_BLOCKS: u32 = 10;

/// The lowest bit that a scan may begin with, and the last coefficient.
const LOWEST_BIT: u8 = 13;
const LAST: u8 = 63;

/// Classes of Huffman tables: those of first coefficients, and those of further ones.
const FIRST: usize = 0;
const FURTHER: usize = 1;

/// What stands in front of a scan.
#[derive(Debug, Default)]
pub(super) struct Tables {
    /// Which quantization tables are there.
    pub(super) steps: [bool; 4],
    /// Which Huffman tables are there, by class.
    codes: [[bool; 4]; 2],
}

impl Tables {
    /// Takes Huffman tables in: as many values as codes, no more codes of a length than there can
    /// be, none of them all ones (T.81 C.2), and no first coefficient of more bits than there are.
    pub(super) fn huffman(&mut self, mut body: &[u8]) -> Result<(), PictureError> {
        while let Some((name, rest)) = body.split_first() {
            let Some((counts, values)) = rest.split_at_checked(16) else {
                return Err(broken("a Huffman table is cut short"));
            };
            let total: usize = counts.iter().map(|n| usize::from(*n)).sum();
            let room = counts.iter().try_fold(1_u32, |free, n| {
                (free * 2).checked_sub(u32::from(*n)).filter(|free| *n == 0 || *free > 0)
            });
            let (class, number) = (usize::from(name >> 4), usize::from(name & 15));
            let place = self.codes.get_mut(class).and_then(|tables| tables.get_mut(number));
            let (Some(place), Some(values)) = (place, values.get(..total)) else {
                return Err(broken("a Huffman table contradicts itself"));
            };
            let fits = class == FURTHER || values.iter().all(|size| *size <= 15);
            if total > 256 || room.is_none() || !fits {
                return Err(broken("a Huffman table contradicts itself"));
            }
            *place = true;
            body = &rest[16 + total..];
        }
        Ok(())
    }

    /// Checks a scan's header against the frame, where there is one, and the tables before it; the
    /// numbers of its components in the frame.
    pub(super) fn scan(
        &self,
        body: &[u8],
        frame: &[Component],
        progressive: bool,
    ) -> Result<Vec<usize>, PictureError> {
        if frame.is_empty() {
            return Err(broken("a scan comes before its frame header"));
        }
        let count = body.first().map_or(0, |count| usize::from(*count));
        let Some((parts, &[from, to, bits])) =
            body.get(1..).and_then(|rest| rest.split_last_chunk::<3>())
        else {
            return Err(broken("a scan header is cut short"));
        };
        if !(1..=4).contains(&count) || parts.len() != count * 2 {
            return Err(broken("a scan header has the wrong length"));
        }
        let mut components = Vec::new();
        for [id, tables] in parts.as_chunks::<2>().0 {
            let number = frame.iter().position(|part| part.id == *id);
            let Some(number) = number.filter(|number| !components.contains(number)) else {
                return Err(broken("a scan names a component that its frame does not have"));
            };
            components.push(number);
            let steps = self.steps.get(usize::from(frame[number].table));
            if steps != Some(&true) {
                return Err(broken("a component's quantization table is missing"));
            }
            if !self.has_codes(*tables, progressive, (from, to, bits)) {
                return Err(broken("a scan's Huffman table is missing"));
            }
        }
        within_unit(frame, &components)?;
        if progressive {
            band(count, (from, to, bits))?;
        }
        Ok(components)
    }

    /// Whether the Huffman tables that a component of a scan is read by are there.
    fn has_codes(&self, names: u8, progressive: bool, (from, to, bits): (u8, u8, u8)) -> bool {
        let has = |class: usize, name: u8| self.codes[class].get(usize::from(name)) == Some(&true);
        let refines = bits >> 4 > 0;
        let first = !progressive || from == 0 && !refines;
        let further = !progressive || to > 0;
        (!first || has(FIRST, names >> 4)) && (!further || has(FURTHER, names & 15))
    }
}

/// Checks the components of a frame: as many as it says, each with a name, a sampling and a table
/// of its own that can be (T.81 B.2.2).
pub(super) fn frame(count: u8, bodies: &[u8], parts: &[Component]) -> Result<(), PictureError> {
    if bodies.len() != usize::from(count) * 3 {
        return Err(broken("its frame header has the wrong length"));
    }
    let known = |part: &Component| {
        (1..=4).contains(&part.across) && (1..=4).contains(&part.down) && part.table < 4
    };
    if !parts.iter().all(known) {
        return Err(broken("its frame header is invalid"));
    }
    let twice = |(n, part): (usize, &Component)| parts[..n].iter().any(|other| other.id == part.id);
    if parts.iter().enumerate().any(twice) {
        return Err(broken("two of its components have one name"));
    }
    let most = |side: fn(&Component) -> u8| parts.iter().map(side).max().unwrap_or(1);
    let (across, down) = (most(|part| part.across), most(|part| part.down));
    if parts.iter().any(|part| across % part.across != 0 || down % part.down != 0) {
        return Err(unsupported("chroma samples that are not aligned with luma"));
    }
    Ok(())
}

/// Checks that a unit of several components has no more blocks than it may.
fn within_unit(frame: &[Component], components: &[usize]) -> Result<(), PictureError> {
    let parts = components.iter().map(|number| &frame[*number]);
    let blocks: u32 = parts.map(|part| u32::from(part.across) * u32::from(part.down)).sum();
    if components.len() > 1 && blocks > MAX_BLOCKS {
        return Err(broken("a scan has too many blocks in a unit"));
    }
    Ok(())
}

/// Checks which coefficients, and which bits of them, a scan of a progressive JPEG brings (T.81
/// G.1.1.1).
fn band(count: usize, (from, to, bits): (u8, u8, u8)) -> Result<(), PictureError> {
    let (high, low) = (bits >> 4, bits & 15);
    let fits = if from == 0 { to == 0 } else { from <= to && to <= LAST && count == 1 };
    let refines = high == 0 || high == low + 1;
    if fits && refines && low <= LOWEST_BIT {
        return Ok(());
    }
    Err(broken("a scan has coefficients that do not exist"))
}
