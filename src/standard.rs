//! The standards that a PDF conforms to. Input: their names as people write them. Output:
//! [`Standards`], a set that one file can keep, and what each of them asks of the file.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

/// A standard that a PDF can claim to conform to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standard {
    /// PDF/A-2a (ISO 19005-2): archivable and accessible.
    A2a,
    /// PDF/A-3a (ISO 19005-3): the same, with its sources attached.
    A3a,
    /// PDF/A-4 (ISO 19005-4): lasts, in PDF 2.0.
    A4,
    /// PDF/UA-1 (ISO 14289-1): accessible.
    Ua1,
    /// PDF/UA-2 (ISO 14289-2): the same, in PDF 2.0.
    Ua2,
    /// PDF 2.0 (ISO 32000-2).
    Pdf2,
}

/// What a file declares to claim PDF/A.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PdfAClaim {
    /// The part of ISO 19005.
    pub part: u8,
    /// The level; part 4 has none.
    pub conformance: Option<char>,
    /// The year of the part, which part 4 asks for.
    pub revision: Option<u16>,
}

/// What a file declares to claim PDF/UA.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PdfUaClaim {
    /// The part of ISO 14289.
    pub part: u8,
    /// The year of the part, which part 2 asks for.
    pub revision: Option<u16>,
}

impl Standard {
    /// All of them.
    pub const ALL: [Standard; 6] =
        [Standard::A2a, Standard::A3a, Standard::A4, Standard::Ua1, Standard::Ua2, Standard::Pdf2];

    /// The name it is requested by.
    pub fn name(self) -> &'static str {
        match self {
            Standard::A2a => "a-2a",
            Standard::A3a => "a-3a",
            Standard::A4 => "a-4",
            Standard::Ua1 => "ua-1",
            Standard::Ua2 => "ua-2",
            Standard::Pdf2 => "2.0",
        }
    }

    /// The version of PDF that it is written for.
    fn version(self) -> &'static str {
        match self {
            Standard::A2a | Standard::A3a | Standard::Ua1 => "1.7",
            Standard::A4 | Standard::Ua2 | Standard::Pdf2 => "2.0",
        }
    }

    fn archive(self) -> Option<PdfAClaim> {
        let level_a = |part| PdfAClaim { part, conformance: Some('A'), revision: None };
        match self {
            Standard::A2a => Some(level_a(2)),
            Standard::A3a => Some(level_a(3)),
            Standard::A4 => Some(PdfAClaim { part: 4, conformance: None, revision: Some(2020) }),
            Standard::Ua1 | Standard::Ua2 | Standard::Pdf2 => None,
        }
    }

    fn access(self) -> Option<PdfUaClaim> {
        match self {
            Standard::Ua1 => Some(PdfUaClaim { part: 1, revision: None }),
            Standard::Ua2 => Some(PdfUaClaim { part: 2, revision: Some(2024) }),
            _ => None,
        }
    }

    /// Whether one file can keep both: it is one PDF/A at most, and of one version.
    fn goes_with(self, other: Standard) -> bool {
        let two_archives = self.archive().is_some() && other.archive().is_some();
        self == other || (!two_archives && self.version() == other.version())
    }
}

/// The standards that a PDF conforms to; the empty set is a PDF 1.7 that claims nothing.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Standards(BTreeSet<Standard>);

impl Default for Standards {
    /// PDF/A-2a and PDF/UA-1.
    fn default() -> Self {
        Standards(BTreeSet::from([Standard::A2a, Standard::Ua1]))
    }
}

impl Standards {
    /// The version of PDF in the file's head.
    pub fn version(&self) -> &'static str {
        self.0.first().map_or("1.7", |standard| standard.version())
    }

    /// The PDF/A that the file is.
    pub fn archive(&self) -> Option<PdfAClaim> {
        self.0.iter().find_map(|standard| standard.archive())
    }

    /// Whether the file is a PDF 2.0.
    pub fn is_pdf20(&self) -> bool {
        self.version() == "2.0"
    }

    /// The PDF/UA that the file is.
    pub fn universal_access(&self) -> Option<PdfUaClaim> {
        self.0.iter().find_map(|standard| standard.access())
    }

    /// Whether the file carries the texts that it was made from.
    pub fn attaches_sources(&self) -> bool {
        self.0.contains(&Standard::A3a)
    }

    /// Whether there is an information dictionary beside XMP: PDF/A-4 does away with it (6.1.3).
    pub fn has_information(&self) -> bool {
        !self.0.contains(&Standard::A4)
    }
}

/// Why a list of standards is invalid.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StandardsError {
    /// An unknown name.
    #[error("`{0}` is not a supported standard: use {names} or none, several separated by commas",
        names = Standard::ALL.map(Standard::name).join(", "))]
    Unknown(String),
    /// Two that exclude each other.
    #[error("a PDF cannot conform to both `{}` and `{}`: give one of them", .0.name(), .1.name())]
    Contrary(Standard, Standard),
    /// None, and some.
    #[error("`none` cannot be combined with standards")]
    NoneAndSome,
}

impl FromStr for Standards {
    type Err = StandardsError;

    /// Reads `a-2a,ua-1` or `none`.
    fn from_str(text: &str) -> Result<Self, StandardsError> {
        let names: Vec<String> =
            text.split(',').map(|name| name.trim().to_ascii_lowercase()).collect();
        if names.iter().any(|name| name == "none") {
            return match names.len() {
                1 => Ok(Standards(BTreeSet::new())),
                _ => Err(StandardsError::NoneAndSome),
            };
        }
        let mut standards = BTreeSet::new();
        for name in names {
            let known = Standard::ALL.into_iter().find(|standard| standard.name() == name);
            let standard = known.ok_or(StandardsError::Unknown(name))?;
            if let Some(other) = standards.iter().find(|other| !standard.goes_with(**other)) {
                return Err(StandardsError::Contrary(*other, standard));
            }
            standards.insert(standard);
        }
        Ok(Standards(standards))
    }
}

impl fmt::Display for Standards {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.0.iter().map(|standard| standard.name()).collect();
        f.write_str(if names.is_empty() { "none".to_string() } else { names.join(",") }.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<String, String> {
        let read: Result<Standards, _> = text.parse();
        read.map(|standards| standards.to_string()).map_err(|error| error.to_string())
    }

    #[test]
    fn lists_of_standards_read_as_they_are_written() {
        assert_eq!(Standards::default().to_string(), "a-2a,ua-1");
        assert_eq!(read("ua-1, A-2a"), Ok("a-2a,ua-1".into()));
        assert_eq!(read("a-3a,a-3a"), Ok("a-3a".into()));
        assert_eq!(read("2.0,a-4"), Ok("a-4,2.0".into()));
        assert_eq!(read("ua-2,a-4"), Ok("a-4,ua-2".into()));
        assert_eq!(read("none"), Ok("none".into()));
    }

    #[test]
    fn what_no_file_can_be_is_refused() {
        let both =
            |a, b| Err(format!("a PDF cannot conform to both `{a}` and `{b}`: give one of them"));
        assert_eq!(read("a-2a,a-3a"), both("a-2a", "a-3a"));
        assert_eq!(read("ua-1,2.0"), both("ua-1", "2.0"));
        assert_eq!(read("ua-1,ua-2"), both("ua-1", "ua-2"));
        assert_eq!(read("a-2a,ua-2"), both("a-2a", "ua-2"));
        assert_eq!(read("none,a-2a"), Err("`none` cannot be combined with standards".into()));
        for wrong in ["", "a-1b", "a-2a,", "pdf/x"] {
            assert!(read(wrong).is_err_and(|said| said.contains("is not a supported standard")));
        }
    }

    #[test]
    fn each_standard_says_what_it_wants() {
        let of = |text: &str| -> Standards { text.parse().unwrap() };
        let (usual, sources, newest) = (Standards::default(), of("a-3a,ua-1"), of("a-4"));
        let level_a = |part| Some(PdfAClaim { part, conformance: Some('A'), revision: None });
        let access = |part, revision| Some(PdfUaClaim { part, revision });
        assert_eq!((usual.archive(), usual.universal_access()), (level_a(2), access(1, None)));
        assert_eq!((of("ua-2").version(), of("ua-2").is_pdf20()), ("2.0", true));
        assert_eq!(of("a-4,ua-2").universal_access(), access(2, Some(2024)));
        assert_eq!((sources.archive(), sources.attaches_sources()), (level_a(3), true));
        assert_eq!((newest.version(), newest.has_information()), ("2.0", false));
        assert_eq!((of("2.0").version(), of("2.0").archive()), ("2.0", None));
        assert_eq!((of("none").version(), of("none").universal_access()), ("1.7", None));
        assert!(usual.has_information() && !usual.attaches_sources());
    }
}
