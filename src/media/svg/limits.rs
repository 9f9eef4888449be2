//! Why a drawing is refused. Input: nothing. Output: [`TooComplex`], in words.

/// Why a drawing is not drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TooComplex {
    Deep,
    Heavy,
    Round,
}

impl TooComplex {
    /// What the drawing does.
    pub(super) fn words(self) -> &'static str {
        match self {
            TooComplex::Deep => "is nested too deeply",
            TooComplex::Heavy => "is too complex to draw",
            TooComplex::Round => "refers to itself",
        }
    }
}
