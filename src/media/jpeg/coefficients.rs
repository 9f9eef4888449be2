//! What a JPEG holds before it becomes samples: quantized coefficients. Input: a file, baseline or
//! progressive, Huffman coded. Output: its coefficients, every scan taken in (ITU-T T.81 F.2, G.2).
//!
//! Nothing is tolerated here: after `None`, a decoder can still provide the samples.

use super::bits::BitReader;
use super::huffman::Reading;
use super::model::Jpeg;
use super::segments::{DHT, DQT, EOI, RST0, RST7, SOS, next_marker, segment};

/// A block of 8 × 8 coefficients, in the order they are stored.
pub(super) type CoefficientBlock = [i16; 64];

/// The coefficients of a component.
pub(super) struct Plane {
    /// Its name in the file.
    pub(super) id: u8,
    /// Blocks across and down in a unit of all components.
    pub(super) sampling: (usize, usize),
    /// Blocks across and down that show something.
    pub(super) shown: (usize, usize),
    /// Blocks across with those that fill the last unit.
    pub(super) across: usize,
    /// Row by row.
    pub(super) blocks: Vec<CoefficientBlock>,
}

/// What a scan brings (T.81 B.2.3).
struct Scan {
    /// Of each component: its number, its tables of first and of further coefficients.
    parts: Vec<(usize, usize, usize)>,
    /// The first and the last coefficient.
    band: (usize, usize),
    /// Whether it adds a bit to what earlier scans brought.
    refines: bool,
    /// The place of the lowest bit that it brings.
    low: u32,
}

/// Reads all coefficients.
pub(super) fn read(data: &[u8], head: &Jpeg) -> Option<Vec<Plane>> {
    let mut planes = planes(head)?;
    let mut tables: [[Option<Reading>; 4]; 2] = Default::default();
    let (mut at, mut doubtful, mut restart, mut scans) = (2, false, 0, 0);
    loop {
        let marker = next_marker(data, &mut at, &mut doubtful)?;
        match marker {
            EOI => return (scans > 0).then_some(planes),
            0x01 | RST0..=RST7 => continue,
            _ => {}
        }
        let body = segment(data, &mut at)?;
        match marker {
            DHT => read_tables(body, &mut tables)?,
            0xDD => restart = usize::from(u16::from_be_bytes(body.try_into().ok()?)),
            // What the steps were for the scans before, they must stay.
            DQT if scans > 0 => return None,
            SOS => {
                let scan = scan(body, &planes, head.progressive)?;
                scan.read(BitReader::new(data, at), &mut planes, &tables, restart)?;
                at = super::segments::end_of_scan(data, at);
                scans += 1;
            }
            _ => {}
        }
    }
}

/// Empty planes.
fn planes(head: &Jpeg) -> Option<Vec<Plane>> {
    let most = |side: fn(&super::model::Component) -> u8| {
        head.parts.iter().map(side).max().map(usize::from)
    };
    let (across, down) = (most(|part| part.across)?, most(|part| part.down)?);
    let (width, height) = (head.width as usize, head.height as usize);
    let alone = head.parts.len() == 1;
    head.parts
        .iter()
        .map(|part| {
            let sampling = (usize::from(part.across), usize::from(part.down));
            if !(1..=4).contains(&sampling.0) || !(1..=4).contains(&sampling.1) {
                return None;
            }
            let shown = (
                (width * sampling.0).div_ceil(across * 8),
                (height * sampling.1).div_ceil(down * 8),
            );
            let filled =
                (width.div_ceil(across * 8) * sampling.0, height.div_ceil(down * 8) * sampling.1);
            // A component alone is stored block by block, whatever its sampling (T.81 A.2.2).
            let (sampling, filled) = if alone { ((1, 1), shown) } else { (sampling, filled) };
            let blocks = vec![[0; 64]; filled.0 * filled.1];
            Some(Plane { id: part.id, sampling, shown, across: filled.0, blocks })
        })
        .collect()
}

/// Takes Huffman tables in (T.81 B.2.4.2): those of first coefficients, and those of further ones.
fn read_tables(mut body: &[u8], tables: &mut [[Option<Reading>; 4]; 2]) -> Option<()> {
    while let Some((name, rest)) = body.split_first() {
        let (counts, values) = rest.split_first_chunk::<16>()?;
        let total = counts.iter().map(|n| usize::from(*n)).sum();
        let (symbols, next) = values.split_at_checked(total)?;
        let place = tables.get_mut(usize::from(name >> 4))?.get_mut(usize::from(name & 15))?;
        *place = Some(Reading::new(counts, symbols)?);
        body = next;
    }
    Some(())
}

/// Reads a scan's header.
fn scan(body: &[u8], planes: &[Plane], progressive: bool) -> Option<Scan> {
    let (count, rest) = body.split_first()?;
    let (parts, band) = rest.split_at_checked(usize::from(*count) * 2)?;
    let part = |[id, tables]: &[u8; 2]| {
        let number = planes.iter().position(|plane| plane.id == *id)?;
        Some((number, usize::from(tables >> 4), usize::from(tables & 15)))
    };
    let parts: Vec<_> = parts.as_chunks().0.iter().map(part).collect::<Option<_>>()?;
    let &[first, last, bits] = band else { return None };
    if !progressive {
        return Some(Scan { parts, band: (0, 63), refines: false, low: 0 });
    }
    let fits = first <= last && last < 64 && (first > 0 || last == 0);
    let alone = first == 0 || parts.len() == 1;
    (fits && alone && bits & 15 < 14).then_some(Scan {
        parts,
        band: (first.into(), last.into()),
        refines: bits >> 4 > 0,
        low: u32::from(bits & 15),
    })
}

impl Scan {
    /// Takes the scan's bits in.
    fn read(
        &self,
        bits: BitReader,
        planes: &mut [Plane],
        tables: &[[Option<Reading>; 4]; 2],
        restart: usize,
    ) -> Option<()> {
        let mut state = DecoderState { bits, before: [0; 4], empty: 0, restart, until: restart };
        if let &[(number, first, further)] = self.parts.as_slice() {
            let plane = planes.get_mut(number)?;
            let tables = (tables[0].get(first)?.as_ref(), tables[1].get(further)?.as_ref());
            for y in 0..plane.shown.1 {
                for x in 0..plane.shown.0 {
                    state.unit()?;
                    let block = plane.blocks.get_mut(y * plane.across + x)?;
                    self.block(block, 0, &mut state, tables)?;
                }
            }
            return Some(());
        }
        let first = planes.first()?;
        let units = (first.across / first.sampling.0, first.blocks.len() / first.across.max(1));
        for unit_y in 0..units.1 / first.sampling.1 {
            for unit_x in 0..units.0 {
                state.unit()?;
                for &(number, first, further) in &self.parts {
                    let plane = planes.get_mut(number)?;
                    let tables = (tables[0].get(first)?.as_ref(), tables[1].get(further)?.as_ref());
                    for n in 0..plane.blocks_of_unit() {
                        let place = plane.place((unit_x, unit_y), n);
                        let block = plane.blocks.get_mut(place)?;
                        self.block(block, number, &mut state, tables)?;
                    }
                }
            }
        }
        Some(())
    }

    /// Takes a block's bits in.
    fn block(
        &self,
        block: &mut CoefficientBlock,
        number: usize,
        state: &mut DecoderState,
        (first, further): (Option<&Reading>, Option<&Reading>),
    ) -> Option<()> {
        let (from, to) = self.band;
        if from == 0 {
            if self.refines {
                block[0] |= (state.bits.take(1)? << self.low) as i16;
            } else {
                let size = u32::from(first?.next(&mut state.bits)?);
                let before = state.before.get_mut(number)?;
                *before += state.bits.signed(Some(size).filter(|size| *size <= 11)?)?;
                block[0] = i16::try_from(*before << self.low).ok()?;
            }
        }
        let band = block.get_mut(from.max(1)..=to.max(from))?;
        match (to, self.refines) {
            (0, _) => Some(()),
            (_, false) => self.bring(band, state, further?),
            (_, true) => self.refine(band, state, further?),
        }
    }

    /// Further coefficients that no scan brought before (T.81 F.2.2.2, G.2.2).
    fn bring(&self, band: &mut [i16], state: &mut DecoderState, table: &Reading) -> Option<()> {
        if state.empty > 0 {
            state.empty -= 1;
            return Some(());
        }
        let mut at = 0;
        while at < band.len() {
            let symbol = table.next(&mut state.bits)?;
            let (run, size) = (usize::from(symbol >> 4), u32::from(symbol & 15));
            match (run, size) {
                (15, 0) => at += 16,
                (run, 0) => {
                    state.empty = (1 << run) - 1 + state.bits.take(run as u32)?;
                    break;
                }
                (run, size) => {
                    at += run;
                    let value = state.bits.signed(size)?;
                    *band.get_mut(at)? = i16::try_from(value << self.low).ok()?;
                    at += 1;
                }
            }
        }
        Some(())
    }

    /// One bit more for coefficients, some of which were zero so far (T.81 G.1.2.3).
    fn refine(&self, band: &mut [i16], state: &mut DecoderState, table: &Reading) -> Option<()> {
        let bit = 1_i16 << self.low;
        let sharpen = |coefficient: &mut i16, bits: &mut BitReader| {
            if bits.take(1)? == 1 && *coefficient & bit == 0 {
                *coefficient += if *coefficient < 0 { -bit } else { bit };
            }
            Some(())
        };
        let mut rest = band.iter_mut();
        while state.empty == 0 && rest.len() > 0 {
            let symbol = table.next(&mut state.bits)?;
            let (mut run, size) = (symbol >> 4, symbol & 15);
            let value = match (run, size) {
                (15, 0) => 0,
                (run, 0) => {
                    state.empty = (1 << run) + state.bits.take(run.into())?;
                    break;
                }
                _ => {
                    if state.bits.take(1)? == 1 {
                        bit
                    } else {
                        -bit
                    }
                }
            };
            for coefficient in rest.by_ref() {
                if *coefficient != 0 {
                    sharpen(coefficient, &mut state.bits)?;
                } else if run == 0 {
                    *coefficient = value;
                    break;
                } else {
                    run -= 1;
                }
            }
        }
        if state.empty > 0 {
            rest.filter(|c| **c != 0).try_for_each(|c| sharpen(c, &mut state.bits))?;
            state.empty -= 1;
        }
        Some(())
    }
}

impl Plane {
    /// How many blocks a unit has of it.
    pub(super) fn blocks_of_unit(&self) -> usize {
        self.sampling.0 * self.sampling.1
    }

    /// Where block `n` of a unit is.
    pub(super) fn place(&self, (x, y): (usize, usize), n: usize) -> usize {
        let (across, down) = self.sampling;
        (y * down + n / across) * self.across + x * across + n % across
    }
}

/// What is remembered from block to block.
struct DecoderState<'a> {
    bits: BitReader<'a>,
    /// The first coefficient of each component's last block.
    before: [i32; 4],
    /// This many blocks bring nothing more.
    empty: i32,
    /// Units between restarts; 0 for none.
    restart: usize,
    /// Units until the next one.
    until: usize,
}

impl DecoderState<'_> {
    /// Begins a unit.
    fn unit(&mut self) -> Option<()> {
        if self.restart == 0 {
            return Some(());
        }
        if self.until == 0 {
            self.bits.restart()?;
            (self.before, self.empty, self.until) = ([0; 4], 0, self.restart);
        }
        self.until -= 1;
        Some(())
    }
}
