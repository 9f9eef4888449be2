//! Lengths, points and paper. Output: plain numbers that every paged stage shares.
//!
//! All lengths are points (1/72 inch). The origin is the top left corner of the page and `y` grows
//! downwards; only `pdf::paint` knows that PDF counts upwards.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A length in points (1/72 inch).
pub type Pt = f64;

/// Points in a millimetre.
pub const MM: Pt = 72.0 / 25.4;

/// A place on a page, from its top left corner.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Point {
    /// To the right of the left edge.
    pub x: Pt,
    /// Below the top edge.
    pub y: Pt,
}

/// Width and height.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Size {
    /// Extent to the right.
    pub width: Pt,
    /// Extent downwards.
    pub height: Pt,
}

/// An upright box: its top left corner and its extent.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Rect {
    /// Left edge.
    pub x: Pt,
    /// Top edge.
    pub y: Pt,
    /// Extent to the right.
    pub width: Pt,
    /// Extent downwards.
    pub height: Pt,
}

impl Rect {
    /// A box from its top left corner and extent.
    pub fn new(x: Pt, y: Pt, width: Pt, height: Pt) -> Self {
        Self { x, y, width, height }
    }

    /// The right edge.
    pub fn right(&self) -> Pt {
        self.x + self.width
    }

    /// The bottom edge.
    pub fn bottom(&self) -> Pt {
        self.y + self.height
    }
}

/// A sheet of paper, upright.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Paper(pub Size);

/// The named papers: ISO 216, ANSI, and the screens of common e-ink readers.
const NAMED: &[(&str, f64, f64)] = &[
    ("a4", 210.0, 297.0),
    ("a5", 148.0, 210.0),
    ("letter", 215.9, 279.4),
    ("eink-6", 91.0, 123.0),
    ("eink-7.8", 119.0, 159.0),
    ("eink-10.3", 158.0, 210.0),
];

impl Hash for Paper {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.0.width.to_bits(), self.0.height.to_bits()).hash(state);
    }
}

impl Paper {
    /// ISO 216 A4, 210 × 297 mm.
    pub const A4: Paper = Paper(Size { width: 210.0 * MM, height: 297.0 * MM });
    /// ISO 216 A5, 148 × 210 mm.
    pub const A5: Paper = Paper(Size { width: 148.0 * MM, height: 210.0 * MM });

    /// The names that papers can be requested by.
    pub fn names() -> impl Iterator<Item = &'static str> {
        NAMED.iter().map(|(name, ..)| *name)
    }
}

/// The smallest paper in millimetres: narrower or shorter, no page has room for a heading.
const SMALLEST: (f64, f64) = (60.0, 80.0);
/// The longest side of a paper in millimetres.
const LONGEST_SIDE: f64 = 2000.0;

/// Why a paper size could not be read.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum PaperError {
    /// It is neither a name nor a size.
    #[error("`{0}` is not a valid paper size: use {names} or WIDTHxHEIGHTmm, such as 170x240mm",
        names = Paper::names().collect::<Vec<_>>().join(", "))]
    Unknown(String),
    /// It is a size that no edition can be set on.
    #[error("`{0}` is not a usable paper size: the width must be from {width} to {LONGEST_SIDE} mm, \
        the height from {height} to {LONGEST_SIDE} mm", width = SMALLEST.0, height = SMALLEST.1)]
    Size(String),
}

impl FromStr for Paper {
    type Err = PaperError;

    /// Reads a name (`a4`) or a size in millimetres (`170x240mm`), from 60 × 80 to 2000 × 2000 mm.
    fn from_str(text: &str) -> Result<Self, PaperError> {
        let wrong = || PaperError::Unknown(text.to_string());
        let lower = text.trim().to_ascii_lowercase();
        let (width, height) = match NAMED.iter().find(|(name, ..)| *name == lower) {
            Some(&(_, width, height)) => (width, height),
            None => {
                let (width, height) = lower
                    .strip_suffix("mm")
                    .and_then(|size| size.split_once('x'))
                    .ok_or_else(wrong)?;
                let side = |s: &str| s.trim().parse::<f64>().ok();
                (side(width).ok_or_else(wrong)?, side(height).ok_or_else(wrong)?)
            }
        };
        let usable = |side: f64, least: f64| (least..=LONGEST_SIDE).contains(&side);
        if !usable(width, SMALLEST.0) || !usable(height, SMALLEST.1) {
            return Err(PaperError::Size(text.to_string()));
        }
        Ok(Paper(Size { width: width * MM, height: height * MM }))
    }
}

impl fmt::Display for Paper {
    /// Writes the name where there is one, else the size in millimetres.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (width, height) = (self.0.width / MM, self.0.height / MM);
        let near = |a: f64, b: f64| (a - b).abs() < 0.05;
        match NAMED.iter().find(|(_, w, h)| near(*w, width) && near(*h, height)) {
            Some((name, ..)) => f.write_str(name),
            None => {
                // To a tenth of a micrometre: points have no exact millimetres.
                let exact = |side: f64| (side * 1e4).round() / 1e4;
                write!(f, "{}x{}mm", exact(width), exact(height))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn papers_read_by_name_and_by_size() {
        assert_eq!("A4".parse(), Ok(Paper::A4));
        assert_eq!("210x297mm".parse(), Ok(Paper::A4));
        assert_eq!("119x159mm".parse::<Paper>().map(|p| p.to_string()), Ok("eink-7.8".into()));
        assert_eq!("170x240mm".parse::<Paper>().map(|p| p.to_string()), Ok("170x240mm".into()));
        for wrong in ["59x80mm", "60x79mm", "1x1mm", "2001x100mm", "NaNxNaNmm"] {
            assert_eq!(wrong.parse::<Paper>(), Err(PaperError::Size(wrong.into())));
        }
        for wrong in ["a9", "170x240", "x", "mm"] {
            assert_eq!(wrong.parse::<Paper>(), Err(PaperError::Unknown(wrong.into())));
        }
    }
}
