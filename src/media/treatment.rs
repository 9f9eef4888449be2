//! What is asked of pictures for an e-reader. Enters: a profile, and how far a cap on the file's size
//! made it come down. Leaves: a box in pixels and a quality.

use std::fmt;

use crate::device::PictureProfile;

/// A profile, lowered by so many steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Treatment {
    profile: PictureProfile,
    lowering: Option<Lowering>,
}

/// A step below a profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Lowering {
    /// The best quality of a JPEG.
    quality: u8,
    /// How much of the profile's box is left, each way, in percent.
    percent: u32,
}

/// The steps: first quality goes, then size, since a picture at quality 50 still reads, but letters in
/// one of half the size may not.
const LOWERINGS: [Lowering; 10] = [
    Lowering { quality: 80, percent: 100 },
    Lowering { quality: 70, percent: 100 },
    Lowering { quality: 60, percent: 100 },
    Lowering { quality: 50, percent: 100 },
    Lowering { quality: 50, percent: 75 },
    Lowering { quality: 50, percent: 60 },
    Lowering { quality: 50, percent: 45 },
    Lowering { quality: 40, percent: 35 },
    Lowering { quality: 40, percent: 25 },
    Lowering { quality: 30, percent: 20 },
];

/// The box of colour screens: the largest that Kindle and Kobo have, 3.84 Mpx, within the 5.6 Mpx that
/// Apple's asset guide allows.
const READER: (u32, u32) = (1600, 2400);

/// The box of e-ink screens of seven inches at 300 pixels an inch (Kobo Libra, Kindle Paperwhite).
const EINK: (u32, u32) = (1264, 1680);

impl Treatment {
    /// As the profile asks.
    pub fn new(profile: PictureProfile) -> Treatment {
        Treatment { profile, lowering: None }
    }

    /// As the profile asks, and every step below it, down to the last that there is.
    pub fn steps(profile: PictureProfile) -> Vec<Treatment> {
        let first = Treatment::new(profile);
        let lower = LOWERINGS.iter().map(|step| Treatment { profile, lowering: Some(*step) });
        let lower = lower.filter(|lower| {
            lower.quality() < first.quality() || lower.lowering.is_some_and(|l| l.percent < 100)
        });
        std::iter::once(first).chain(lower).collect()
    }

    /// Whether files that some reader can show are to stay as they are.
    pub(super) fn keeps_files(self) -> bool {
        self.profile == PictureProfile::Original && self.lowering.is_none()
    }

    /// Whether it comes down from its profile.
    pub(super) fn is_lowered(self) -> bool {
        self.lowering.is_some()
    }

    /// Whether all is to be gray and opaque.
    pub(super) fn is_gray(self) -> bool {
        self.profile == PictureProfile::Eink
    }

    /// Quality of a JPEG made from decoded pixels. 92 and 85 differ from what was decoded by less than
    /// print or screens show; e-ink shows sixteen grays.
    pub(super) fn quality(self) -> u8 {
        let best = match self.profile {
            PictureProfile::Original => super::decode::JPEG_QUALITY,
            PictureProfile::Reader => 85,
            PictureProfile::Eink => 75,
        };
        self.lowering.map_or(best, |lowering| lowering.quality.min(best))
    }

    /// The box that pictures must fit, in pixels across and down; none for files as they are.
    pub(super) fn within(self) -> Option<(u32, u32)> {
        let whole = match self.profile {
            PictureProfile::Original if self.lowering.is_none() => return None,
            PictureProfile::Original | PictureProfile::Reader => READER,
            PictureProfile::Eink => EINK,
        };
        let percent = self.lowering.map_or(100, |lowering| lowering.percent);
        Some((whole.0 * percent / 100, whole.1 * percent / 100))
    }
}

impl fmt::Display for Treatment {
    /// Such as `JPEG quality 50 and at most 1200 × 1800 pixels`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "JPEG quality {}", self.quality())?;
        match self.within() {
            Some((width, height)) => write!(f, " and at most {width} × {height} pixels"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_asks_for_less_than_the_one_before() {
        for profile in PictureProfile::ALL {
            let steps = Treatment::steps(profile);
            assert_eq!(steps[0], Treatment::new(profile));
            for pair in steps.windows(2) {
                let asked = |t: Treatment| {
                    (t.within().map_or(u32::MAX, |(width, _)| width), u32::from(t.quality()))
                };
                let (above, below) = (asked(pair[0]), asked(pair[1]));
                assert!(below.0 <= above.0 && below.1 <= above.1 && below != above, "{pair:?}");
            }
        }
    }

    #[test]
    fn a_treatment_says_what_it_asks_for() {
        let steps = Treatment::steps(PictureProfile::Eink);
        assert_eq!(steps[1].to_string(), "JPEG quality 70 and at most 1264 × 1680 pixels");
        assert_eq!(Treatment::new(PictureProfile::Original).to_string(), "JPEG quality 92");
    }
}
