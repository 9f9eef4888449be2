//! The bits of a scan (ITU-T T.81 F.1.2.3, F.2.2.5): a stuffed zero follows every byte of ones, and
//! a marker ends them.

/// Reads bits.
pub(super) struct BitReader<'a> {
    data: &'a [u8],
    at: usize,
    /// Bits that were read ahead, the next one highest.
    ahead: u64,
    held: u32,
    /// How many of them are behind the end.
    beyond: u32,
}

impl<'a> BitReader<'a> {
    /// From the byte at `at` on.
    pub(super) fn new(data: &'a [u8], at: usize) -> BitReader<'a> {
        BitReader { data, at, ahead: 0, held: 0, beyond: 0 }
    }

    /// Reads ahead until 56 bits are held; behind the end all are zero.
    fn fill(&mut self) {
        while self.held <= 56 {
            let byte = match (self.data.get(self.at), self.data.get(self.at + 1)) {
                (Some(0xFF), Some(0)) => {
                    self.at += 2;
                    0xFF
                }
                (None | Some(0xFF), _) => {
                    self.beyond += 8;
                    0
                }
                (Some(byte), _) => {
                    self.at += 1;
                    *byte
                }
            };
            self.ahead |= u64::from(byte) << (56 - self.held);
            self.held += 8;
        }
    }

    /// The next bits, 1 to 16, which stay.
    pub(super) fn peek(&mut self, count: u32) -> u32 {
        if self.held < count {
            self.fill();
        }
        (self.ahead >> (64 - count)) as u32
    }

    /// Goes over bits that were peeked at; `None` behind the end.
    pub(super) fn skip(&mut self, count: u32) -> Option<()> {
        self.ahead <<= count;
        self.held = self.held.checked_sub(count)?;
        (self.held >= self.beyond).then_some(())
    }

    /// The next bits, 0 to 16, as a number.
    pub(super) fn take(&mut self, count: u32) -> Option<i32> {
        if count == 0 {
            return Some(0);
        }
        let value = self.peek(count);
        self.skip(count)?;
        Some(value as i32)
    }

    /// A number of this many bits that may be negative (T.81 table F.1).
    pub(super) fn signed(&mut self, count: u32) -> Option<i32> {
        let value = self.take(count)?;
        Some(if count > 0 && value < 1 << (count - 1) { value - (1 << count) + 1 } else { value })
    }

    /// Goes over a restart marker, and what is left of the byte before it.
    pub(super) fn restart(&mut self) -> Option<()> {
        // Whole bytes before the marker would be bits that nothing requested.
        if self.held - self.beyond >= 8 {
            return None;
        }
        match self.data.get(self.at..self.at + 2)? {
            [0xFF, super::segments::RST0..=super::segments::RST7] => {
                *self = BitReader::new(self.data, self.at + 2);
                Some(())
            }
            _ => None,
        }
    }
}

/// Writes bits.
#[derive(Default)]
pub(super) struct BitWriter {
    bytes: Vec<u8>,
    waiting: u64,
    held: u32,
}

impl BitWriter {
    /// Writes the lowest bits of a number, at most 32.
    pub(super) fn put(&mut self, bits: u32, count: u8) {
        self.waiting = self.waiting << count | u64::from(bits);
        self.held += u32::from(count);
        while self.held >= 8 {
            self.held -= 8;
            let byte = (self.waiting >> self.held) as u8;
            self.bytes.push(byte);
            if byte == 0xFF {
                self.bytes.push(0);
            }
        }
    }

    /// The bytes, the last one filled with ones.
    pub(super) fn finish(mut self) -> Vec<u8> {
        if self.held > 0 {
            self.put(0xFF >> self.held, (8 - self.held) as u8);
        }
        self.bytes
    }
}
