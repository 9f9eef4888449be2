//! What e-readers require of a file. Input: words such as `eink` or `25MB`. Output:
//! [`PictureProfile`] and [`FileSize`].

use std::fmt;
use std::str::FromStr;

/// What pictures of an EPUB are made for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PictureProfile {
    /// Files as they are wherever some reader can show them.
    Original,
    /// Colour screens: files as they are where every reader can show them, else made so.
    #[default]
    Reader,
    /// E-ink screens of some seven inches: gray.
    Eink,
}

impl PictureProfile {
    /// Every profile, the one with the largest files first.
    pub const ALL: [PictureProfile; 3] =
        [PictureProfile::Original, PictureProfile::Reader, PictureProfile::Eink];

    /// Its name on the command line and in settings.
    pub fn as_str(self) -> &'static str {
        match self {
            PictureProfile::Original => "original",
            PictureProfile::Reader => "reader",
            PictureProfile::Eink => "eink",
        }
    }
}

/// An unknown picture profile.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a picture profile: use `original`, `reader` or `eink`")]
pub struct ProfileError(String);

impl FromStr for PictureProfile {
    type Err = ProfileError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let known = PictureProfile::ALL.into_iter().find(|profile| profile.as_str() == text);
        known.ok_or_else(|| ProfileError(text.to_string()))
    }
}

/// Bytes of a file. Units are decimal, as mail services and shops count: 1 MB is 1,000,000 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileSize(pub u64);

/// An invalid file size.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a size: use 25MB, 1.5MB, 800kB or a number of bytes")]
pub struct FileSizeError(String);

/// The units, the largest first, with their powers of ten.
const UNITS: [(&str, u32); 4] = [("GB", 9), ("MB", 6), ("kB", 3), ("B", 0)];

impl FromStr for FileSize {
    type Err = FileSizeError;

    /// A number above zero and a unit in any case; spaces may stand between.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || FileSizeError(text.to_string());
        let digits_end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
        let (number, unit) = text.split_at(digits_end);
        let unit = Some(unit.trim()).filter(|unit| !unit.is_empty()).unwrap_or("B");
        let (_, power) =
            UNITS.iter().find(|(name, _)| name.eq_ignore_ascii_case(unit)).ok_or_else(wrong)?;
        let (whole, part) = number.split_once('.').unwrap_or((number, ""));
        let zeros = (*power as usize).checked_sub(part.len()).ok_or_else(wrong)?;
        let bytes: u64 =
            format!("{whole}{part}{}", "0".repeat(zeros)).parse().map_err(|_| wrong())?;
        let sound = bytes > 0 && !whole.is_empty() && !number.ends_with('.');
        if sound { Ok(FileSize(bytes)) } else { Err(wrong()) }
    }
}

impl fmt::Display for FileSize {
    /// To a tenth of the unit that suits it: `24.9 MB`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = UNITS.iter().find(|(_, power)| self.0 >= 10_u64.pow(*power));
        let (name, power) = unit.copied().unwrap_or(("B", 0));
        let tenths = self.0.saturating_mul(10).div_ceil(10_u64.pow(power));
        match (tenths / 10, tenths % 10) {
            (whole, 0) => write!(f, "{whole} {name}"),
            (whole, tenth) => write!(f, "{whole}.{tenth} {name}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_as_people_write_them() {
        let read = |text: &str| text.parse().map(|FileSize(bytes)| bytes);
        assert_eq!(read("25MB"), Ok(25_000_000));
        assert_eq!(read("25 mb"), Ok(25_000_000));
        assert_eq!(read("800kB"), Ok(800_000));
        assert_eq!(read("1.5MB"), Ok(1_500_000));
        assert_eq!(read("2GB"), Ok(2_000_000_000));
        assert_eq!(read("70000"), Ok(70_000));
        assert_eq!(read("70000 B"), Ok(70_000));
        for wrong in [
            "",
            "MB",
            "0",
            "0MB",
            "-1MB",
            "1.5",
            "1..5MB",
            ".5MB",
            "5.MB",
            "25MiB",
            "25M",
            "99999999999GB",
        ] {
            assert_eq!(read(wrong), Err(FileSizeError(wrong.into())), "{wrong}");
        }
    }

    #[test]
    fn sizes_are_shown_to_a_tenth_never_less_than_they_are() {
        let shown = |bytes| FileSize(bytes).to_string();
        assert_eq!(shown(25_000_000), "25 MB");
        assert_eq!(shown(25_000_001), "25.1 MB");
        assert_eq!(shown(999), "999 B");
        assert_eq!(shown(1_240), "1.3 kB");
    }

    #[test]
    fn profiles_are_known_by_name() {
        for profile in PictureProfile::ALL {
            assert_eq!(profile.as_str().parse(), Ok(profile));
        }
        assert!("e-ink".parse::<PictureProfile>().is_err());
    }
}
