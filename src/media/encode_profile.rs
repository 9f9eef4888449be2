//! The encoding profile of pictures for an e-reader. Input: a profile, and how far a cap on the
//! file's size made it come down. Output: a box in pixels and a quality.

use std::fmt;

use crate::device::PictureProfile;

/// A profile, reduced by this many steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct EncodeProfile {
    profile: PictureProfile,
    quality_step: Option<QualityStep>,
}

/// A step below a profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct QualityStep {
    /// The best quality of a JPEG.
    quality: u8,
    /// How much of the profile's box is left, each way, in percent.
    percent: u32,
}

/// The steps: first quality goes, then size, since a picture at quality 50 still reads, but letters
/// in one of half the size may not.
const QUALITY_STEPS: [QualityStep; 10] = [
    QualityStep { quality: 80, percent: 100 },
    QualityStep { quality: 70, percent: 100 },
    QualityStep { quality: 60, percent: 100 },
    QualityStep { quality: 50, percent: 100 },
    QualityStep { quality: 50, percent: 75 },
    QualityStep { quality: 50, percent: 60 },
    QualityStep { quality: 50, percent: 45 },
    QualityStep { quality: 40, percent: 35 },
    QualityStep { quality: 40, percent: 25 },
    QualityStep { quality: 30, percent: 20 },
];

/// The box of colour screens: the largest that Kindle and Kobo have, 3.84 Mpx, within the 5.6 Mpx
/// that Apple's asset guide allows.
const READER: (u32, u32) = (1600, 2400);

/// The box of e-ink screens of seven inches at 300 pixels an inch (Kobo Libra, Kindle Paperwhite).
const EINK: (u32, u32) = (1264, 1680);

impl EncodeProfile {
    /// As the profile asks.
    pub fn new(profile: PictureProfile) -> EncodeProfile {
        EncodeProfile { profile, quality_step: None }
    }

    /// As the profile asks, and every step below it, down to the last that there is.
    pub fn steps(profile: PictureProfile) -> Vec<EncodeProfile> {
        let first = EncodeProfile::new(profile);
        let lower =
            QUALITY_STEPS.iter().map(|step| EncodeProfile { profile, quality_step: Some(*step) });
        let lower = lower.filter(|lower| {
            lower.quality() < first.quality() || lower.quality_step.is_some_and(|l| l.percent < 100)
        });
        std::iter::once(first).chain(lower).collect()
    }

    /// Whether files that some reader can show are to stay unchanged.
    pub(super) fn keeps_files(self) -> bool {
        self.profile == PictureProfile::Original && self.quality_step.is_none()
    }

    /// Whether it comes down from its profile.
    pub(super) fn is_lowered(self) -> bool {
        self.quality_step.is_some()
    }

    /// Whether all is to be gray and opaque.
    pub(super) fn is_gray(self) -> bool {
        self.profile == PictureProfile::Eink
    }

    /// Quality of a JPEG made from decoded pixels. 92 and 85 differ from what was decoded by less
    /// than print or screens show; e-ink shows sixteen grays.
    pub(super) fn quality(self) -> u8 {
        let best = match self.profile {
            PictureProfile::Original => super::encode::JPEG_QUALITY,
            PictureProfile::Reader => 85,
            PictureProfile::Eink => 75,
        };
        self.quality_step.map_or(best, |quality_step| quality_step.quality.min(best))
    }

    /// The box that pictures must fit, in pixels across and down; none for files as they are.
    pub(super) fn within(self) -> Option<(u32, u32)> {
        let whole = match self.profile {
            PictureProfile::Original if self.quality_step.is_none() => return None,
            PictureProfile::Original | PictureProfile::Reader => READER,
            PictureProfile::Eink => EINK,
        };
        let percent = self.quality_step.map_or(100, |quality_step| quality_step.percent);
        Some((whole.0 * percent / 100, whole.1 * percent / 100))
    }
}

impl fmt::Display for EncodeProfile {
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
            let steps = EncodeProfile::steps(profile);
            assert_eq!(steps[0], EncodeProfile::new(profile));
            for pair in steps.windows(2) {
                let asked = |t: EncodeProfile| {
                    (t.within().map_or(u32::MAX, |(width, _)| width), u32::from(t.quality()))
                };
                let (above, below) = (asked(pair[0]), asked(pair[1]));
                assert!(below.0 <= above.0 && below.1 <= above.1 && below != above, "{pair:?}");
            }
        }
    }

    #[test]
    fn a_treatment_says_what_it_asks_for() {
        let steps = EncodeProfile::steps(PictureProfile::Eink);
        assert_eq!(steps[1].to_string(), "JPEG quality 70 and at most 1264 × 1680 pixels");
        assert_eq!(EncodeProfile::new(PictureProfile::Original).to_string(), "JPEG quality 92");
    }
}
