//! How lines are filled: the `[lines]` table of a theme. Enters: TOML. Leaves: [`LineTokens`], each
//! within the range in which type still looks like type.

use serde::Deserialize;

/// How far a line may give way, and what its breaks cost. One value for all text of a theme.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct LineTokens {
    /// How far letters may be drawn apart or together, in em.
    pub tracking: f64,
    /// How far glyphs may be widened or narrowed, as a part of their width.
    pub scaling: f64,
    /// How far a word space may stretch and still look right, as a part of its width.
    pub space_stretch: f64,
    /// How far a word space may shrink, as a part of its width.
    pub space_shrink: f64,
    /// Whether punctuation hangs into the margins.
    pub protrusion: bool,
    /// How dear hyphens are: 1 as in good bookwork, 0 for free ones.
    pub hyphen: f64,
    /// Hyphens that may stand one below the other before a line is set badly instead.
    pub hyphen_ladder: u8,
}

impl Default for LineTokens {
    fn default() -> Self {
        LineTokens {
            tracking: 0.02,
            scaling: 0.02,
            space_stretch: 0.5,
            space_shrink: 0.29,
            protrusion: true,
            hyphen: 1.0,
            hyphen_ladder: 2,
        }
    }
}

impl LineTokens {
    /// What is wrong with the tokens, in words that name the range.
    pub(super) fn check(&self) -> Result<(), String> {
        let ranges = [
            ("tracking", self.tracking, 0.0, 0.02),
            ("scaling", self.scaling, 0.0, 0.02),
            ("space-stretch", self.space_stretch, 0.1, 1.0),
            ("space-shrink", self.space_shrink, 0.0, 0.4),
            ("hyphen", self.hyphen, 0.0, 10.0),
            ("hyphen-ladder", f64::from(self.hyphen_ladder), 1.0, 5.0),
        ];
        match ranges.iter().find(|(_, value, least, most)| !(*least..=*most).contains(value)) {
            None => Ok(()),
            Some((name, value, least, most)) => {
                Err(format!("[lines] {name} = {value} is out of range: use {least} to {most}"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_out_of_range_is_told_its_range() {
        let wide = LineTokens { tracking: 0.05, ..LineTokens::default() };
        let message = "[lines] tracking = 0.05 is out of range: use 0 to 0.02";
        assert_eq!(wide.check(), Err(message.into()));
        assert_eq!(LineTokens::default().check(), Ok(()));
        assert!(LineTokens { hyphen: f64::NAN, ..LineTokens::default() }.check().is_err());
    }
}
