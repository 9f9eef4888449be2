//! How a JPEG is coded. Input: what is known of one. Output: what another that looks alike is coded
//! with.

/// How a JPEG is coded.
#[derive(Debug, Clone)]
pub(super) struct JpegCoding {
    /// Steps of luminance and colour, in natural order.
    pub(super) tables: [[u16; 64]; 2],
    /// How many samples of luminance share one of colour, across and down.
    pub(super) sampling: (u8, u8),
}

impl JpegCoding {
    /// Coarser by this many percent of its steps.
    pub(super) fn coarser(&self, percent: u32) -> JpegCoding {
        let step = |step: u16| (u32::from(step) * percent).div_ceil(100).clamp(1, 255) as u16;
        JpegCoding { tables: self.tables.map(|table| table.map(step)), sampling: self.sampling }
    }
}
