//! Numbers that look random and are the same on every machine. Input: a seed. Output: a sequence
//! (SplitMix64, Steele, Lea and Flood 2014).

use std::ops::Range;

/// A sequence of numbers.
pub(crate) struct Rng(u64);

impl Rng {
    /// The sequence of one mutant of a seed.
    pub(crate) fn new(seed: u64, number: u64) -> Rng {
        let mut rng = Rng(seed ^ number.wrapping_mul(0xd134_2543_de82_ef95));
        rng.next();
        rng
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below a limit; 0 if the limit is 0.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }

    /// A number of a range.
    pub(crate) fn within(&mut self, range: Range<usize>) -> usize {
        range.start + self.below(range.end.saturating_sub(range.start))
    }

    /// Whether something happens that does so once in `times`.
    pub(crate) fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// One of some things.
    pub(crate) fn pick<'a, T: ?Sized>(&mut self, things: &[&'a T]) -> &'a T {
        things[self.below(things.len())]
    }

    /// A small number: 1 half of the time, rarely up to a limit.
    pub(crate) fn few(&mut self, limit: usize) -> usize {
        let mut count = 1;
        while count < limit && self.once_in(2) {
            count += 1;
        }
        if self.once_in(40) { self.within(1..limit + 1) } else { count }
    }
}
