//! Huffman codes (ITU-T T.81 annexes C, F and K). Input: the lengths of codes out of a file, or how
//! often symbols occur. Output: codes to read by, or the shortest codes to write with.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::bits::BitReader;

/// This many bits are looked up at once; longer codes are rare.
const LOOKED_UP: u32 = 9;

/// The longest code of a JPEG.
const LONGEST: usize = 16;

/// Codes to read by.
pub(super) struct Reading {
    /// By the next nine bits: length of the code, 0 where it is longer, and its symbol.
    short: [(u8, u8); 1 << LOOKED_UP],
    /// Of each length: the number behind its last code, and what turns a code into a place.
    ends: [(u32, i32); LONGEST + 1],
    symbols: Vec<u8>,
}

impl Reading {
    /// From how many codes there are of each length, and the symbols in their order (T.81 C.2).
    pub(super) fn new(counts: &[u8; LONGEST], symbols: &[u8]) -> Option<Reading> {
        let mut short = [(0, 0); 1 << LOOKED_UP];
        let mut ends = [(0, 0); LONGEST + 1];
        let (mut code, mut place) = (0_u32, 0_usize);
        for (length, count) in (1_u32..).zip(counts) {
            let first = place as i32 - code as i32;
            for _ in 0..*count {
                let symbol = *symbols.get(place)?;
                if let Some(left) = LOOKED_UP.checked_sub(length) {
                    let from = (code << left) as usize;
                    short.get_mut(from..from + (1 << left))?.fill((length as u8, symbol));
                }
                code += 1;
                place += 1;
            }
            ends[length as usize] = (code, first);
            code <<= 1;
        }
        Some(Reading { short, ends, symbols: symbols.to_vec() })
    }

    /// The next symbol.
    pub(super) fn next(&self, bits: &mut BitReader) -> Option<u8> {
        let ahead = bits.peek(LONGEST as u32);
        let (length, symbol) = *self.short.get((ahead >> (LONGEST as u32 - LOOKED_UP)) as usize)?;
        if length > 0 {
            bits.skip(length.into())?;
            return Some(symbol);
        }
        let longer = LOOKED_UP as usize + 1..=LONGEST;
        let (length, code, first) = longer.into_iter().find_map(|length| {
            let (end, first) = self.ends[length];
            let code = ahead >> (LONGEST - length);
            (code < end).then_some((length, code, first))
        })?;
        bits.skip(length as u32)?;
        self.symbols.get(usize::try_from(code as i32 + first).ok()?).copied()
    }
}

/// Codes to write with.
pub(super) struct Writing {
    /// How many codes there are of each length.
    pub(super) counts: [u8; LONGEST],
    /// The symbols, shortest codes first.
    pub(super) symbols: Vec<u8>,
    /// By symbol: its code and the code's length.
    codes: [(u16, u8); 256],
}

impl Writing {
    /// The shortest codes for symbols that occur this many times.
    pub(super) fn best(often: &[u32; 256]) -> Writing {
        let mut often: Vec<u64> = often.iter().map(|n| u64::from(*n) * 2).collect();
        // The code of all ones is reserved: the rarest symbol, which is none, takes it (T.81 K.2).
        often.push(1);
        let mut lengths = lengths(&often);
        while lengths.iter().any(|length| usize::from(*length) > LONGEST) {
            often.iter_mut().filter(|n| **n > 0).for_each(|n| *n = *n / 2 + 1);
            lengths = self::lengths(&often);
        }
        let mut order: Vec<usize> = (0..256).filter(|symbol| lengths[*symbol] > 0).collect();
        order.sort_by_key(|symbol| (lengths[*symbol], *symbol));
        let (mut counts, mut codes) = ([0; LONGEST], [(0, 0); 256]);
        let (mut code, mut last) = (0_u32, 0);
        for symbol in &order {
            let length = lengths[*symbol];
            code <<= length - last;
            codes[*symbol] = (code as u16, length);
            counts[usize::from(length) - 1] += 1;
            code += 1;
            last = length;
        }
        Writing { counts, symbols: order.into_iter().map(|symbol| symbol as u8).collect(), codes }
    }

    /// A symbol's code and its length.
    pub(super) fn code(&self, symbol: u8) -> (u16, u8) {
        self.codes[usize::from(symbol)]
    }
}

/// How long the code of each symbol is; 0 for one that does not occur. Of equally frequent ones the
/// last gets the longest.
fn lengths(often: &[u64]) -> Vec<u8> {
    let mut heap: BinaryHeap<_> = often
        .iter()
        .enumerate()
        .filter(|(_, n)| **n > 0)
        .map(|(symbol, n)| Reverse((*n, Reverse(symbol), vec![symbol])))
        .collect();
    let mut lengths = vec![0; often.len()];
    while let (Some(Reverse(mut one)), Some(Reverse(other))) = (heap.pop(), heap.pop()) {
        one.2.extend(other.2);
        one.2.iter().for_each(|symbol| lengths[*symbol] += 1);
        one.0 += other.0;
        if heap.is_empty() {
            break;
        }
        heap.push(Reverse(one));
    }
    lengths
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frequent_symbols_get_short_codes_and_none_is_all_ones() {
        let mut often = [0; 256];
        (often[7], often[9], often[200]) = (100, 10, 1);
        let codes = Writing::best(&often);
        assert_eq!(codes.symbols, [7, 9, 200]);
        assert_eq!(codes.code(7), (0b0, 1));
        assert_eq!(codes.code(9), (0b10, 2));
        assert_eq!(codes.code(200), (0b110, 3));
    }

    #[test]
    fn no_code_is_longer_than_sixteen_bits() {
        let mut often = [0; 256];
        let (mut n, mut next) = (1, 1);
        for place in &mut often[..40] {
            *place = n;
            (n, next) = (next, n + next);
        }
        let codes = Writing::best(&often);
        assert_eq!(codes.symbols.len(), 40);
        assert!((0..40).all(|symbol| (1..=16).contains(&codes.code(symbol).1)));
    }
}
