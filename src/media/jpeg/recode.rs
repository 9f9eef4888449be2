//! A JPEG recoded without loss. Input: a file, baseline or progressive. Output: a baseline JPEG of
//! the very same coefficients, so that it shows the very same samples, in one scan with the
//! shortest Huffman codes that there are for it. Of the segments only those that define colour are
//! kept.

use super::bits::BitWriter;
use super::coefficients::{CoefficientBlock, Plane, read};
use super::huffman::Writing;
use super::model::Jpeg;
use super::segments::{APP2, APP14, DHT, DQT, EOI, ICC, SOF0, SOI, SOS, segments};

/// What codes are for: the first coefficient of a block, or further ones.
const FIRST: usize = 0;
const FURTHER: usize = 1;

/// The same picture as a baseline JPEG; `None` if one cannot hold it, or the file is not sound.
pub(crate) fn as_baseline(data: &[u8]) -> Option<Vec<u8>> {
    let head = super::header::read(data).ok().filter(|head| !head.doubtful)?;
    let planes = read(data, &head)?;
    // T.81 B.2.3: no unit has more.
    if planes.iter().map(Plane::blocks_of_unit).sum::<usize>() > 10 {
        return None;
    }
    write(&head, data, in_order(&planes))
}

/// Writes a baseline JPEG of one scan. Input: the content of its header, a file that has the
/// segments which define colour, and the blocks in the order of the scan, each with the number of
/// its component; `None` is one that shows nothing.
pub(super) fn write<'b>(
    head: &Jpeg,
    data: &[u8],
    blocks: impl Iterator<Item = (usize, Option<&'b CoefficientBlock>)> + Clone,
) -> Option<Vec<u8>> {
    let mut often = [[[0_u32; 256]; 2]; 2];
    walk(blocks.clone(), |group, kind, symbol, _, _| {
        often[group][kind][usize::from(symbol)] += 1;
    })?;
    let codes = often.each_ref().map(|group| group.each_ref().map(Writing::best));

    let mut out = vec![0xFF, SOI];
    for (marker, body) in segments(data) {
        let tells_color = match marker {
            0xE0 => body.starts_with(b"JFIF\0"),
            APP2 => body.starts_with(ICC),
            APP14 => body.starts_with(b"Adobe"),
            _ => false,
        };
        if tells_color {
            put_segment(&mut out, marker, body);
        }
    }
    put_head(&mut out, head, &codes)?;
    let mut scan = BitWriter::default();
    walk(blocks, |group, kind, symbol, value, size| {
        let (code, length) = codes[group][kind].code(symbol);
        scan.put(u32::from(code) << size | value, length + size);
    })?;
    out.extend(scan.finish());
    out.extend([0xFF, EOI]);
    Some(out)
}

/// Tables, frame and the head of the scan.
fn put_head(out: &mut Vec<u8>, head: &Jpeg, codes: &[[Writing; 2]; 2]) -> Option<()> {
    let mut numbers: Vec<u8> = head.parts.iter().map(|part| part.table).collect();
    numbers.sort_unstable();
    numbers.dedup();
    for number in numbers {
        let steps = head.tables.get(usize::from(number))?.as_ref()?;
        let steps = steps.iter().map(|step| u8::try_from(*step).ok());
        let steps: Vec<u8> = steps.collect::<Option<_>>()?;
        put_segment(out, DQT, &[&[number][..], &steps].concat());
    }
    let count = head.parts.len() as u8;
    let (width, height) = (head.width as u16, head.height as u16);
    let mut frame = [&[8][..], &height.to_be_bytes(), &width.to_be_bytes(), &[count]].concat();
    let mut scan = vec![count];
    for (n, part) in head.parts.iter().enumerate() {
        frame.extend([part.id, part.across << 4 | part.down, part.table]);
        scan.extend([part.id, group(n) as u8 * 0x11]);
    }
    put_segment(out, SOF0, &frame);
    let groups = if count == 1 { 1 } else { 2 };
    for (number, codes) in codes.iter().take(groups).enumerate() {
        for (kind, codes) in codes.iter().enumerate() {
            let name = [(kind << 4 | number) as u8];
            put_segment(out, DHT, &[&name[..], &codes.counts, &codes.symbols].concat());
        }
    }
    scan.extend([0, 63, 0]);
    put_segment(out, SOS, &scan);
    Some(())
}

/// Luminance has codes of its own; all other components share theirs.
fn group(component: usize) -> usize {
    component.min(1)
}

/// A marker with its segment.
fn put_segment(out: &mut Vec<u8>, marker: u8, body: &[u8]) {
    out.extend([0xFF, marker]);
    out.extend((body.len() as u16 + 2).to_be_bytes());
    out.extend(body);
}

/// All blocks in the order of one scan.
fn in_order(planes: &[Plane]) -> impl Iterator<Item = (usize, Option<&CoefficientBlock>)> + Clone {
    let units = planes.first().map_or((0, 0), |first| {
        let rows = first.blocks.len() / first.across.max(1) / first.sampling.1;
        (first.across / first.sampling.0, rows)
    });
    (0..units.1).flat_map(move |y| (0..units.0).map(move |x| (x, y))).flat_map(move |unit| {
        planes.iter().enumerate().flat_map(move |(number, plane)| {
            let places = (0..plane.blocks_of_unit()).map(move |n| plane.place(unit, n));
            // What fills the last units shows nothing: let it cost nothing.
            let shows = |place: &usize| {
                place % plane.across < plane.shown.0 && place / plane.across < plane.shown.1
            };
            places
                .map(move |place| (number, Some(place).filter(shows)))
                .map(|(number, place)| (number, place.and_then(|place| plane.blocks.get(place))))
        })
    })
}

/// Visits blocks. Reported for each symbol: group and kind of its codes, the symbol, the bits that
/// follow it, and how many.
fn walk<'b>(
    mut blocks: impl Iterator<Item = (usize, Option<&'b CoefficientBlock>)>,
    mut tell: impl FnMut(usize, usize, u8, u32, u8),
) -> Option<()> {
    let mut before = [0_i16; 4];
    // Several times as fast as a loop that asks iterators within iterators for each block.
    blocks.try_for_each(|(number, block)| {
        let before = before.get_mut(number)?;
        match block {
            Some(block) => tell_block(block, before, group(number), &mut tell)?,
            None => {
                let mut filling = [0; 64];
                filling[0] = *before;
                tell_block(&filling, before, group(number), &mut tell)?;
            }
        }
        Some(())
    })
}

/// Tells the symbols of a block (T.81 F.1.2).
fn tell_block(
    block: &CoefficientBlock,
    before: &mut i16,
    group: usize,
    tell: &mut impl FnMut(usize, usize, u8, u32, u8),
) -> Option<()> {
    let (value, size) = coded(i32::from(block[0]) - i32::from(*before));
    *before = block[0];
    tell(group, FIRST, Some(size).filter(|size| *size <= 11)?, value, size);
    // Most blocks end early, and eight coefficients are as soon compared as one.
    let eights = block.as_chunks::<8>().0;
    let end = eights.iter().rposition(|eight| *eight != [0; 8]).map_or(1, |last| last * 8 + 8);
    let mut run = 0;
    for coefficient in &block[1..end] {
        if *coefficient == 0 {
            run += 1;
            continue;
        }
        while run > 15 {
            tell(group, FURTHER, 0xF0, 0, 0);
            run -= 16;
        }
        let (value, size) = coded((*coefficient).into());
        let size = Some(size).filter(|size| *size <= 10)?;
        tell(group, FURTHER, run << 4 | size, value, size);
        run = 0;
    }
    if run > 0 || end < block.len() {
        tell(group, FURTHER, 0, 0, 0);
    }
    Some(())
}

/// The bits of a number, and how many (T.81 table F.1).
fn coded(value: i32) -> (u32, u8) {
    let size = 32 - value.unsigned_abs().leading_zeros();
    let bits = if value < 0 { value - 1 } else { value };
    (bits as u32 & ((1 << size) - 1), size as u8)
}
