//! Letters that no font has. Input: these, and where an edition's letters stand. Output: a warning for
//! each.

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostics, Remedy, Severity, Sources, Span};
use crate::edition::Letters;

/// Warns of each letter of the input that no face has, at the place it first stands.
pub(super) fn report_missing(
    missing: &[char],
    letters: &Letters,
    sources: &Sources,
    diagnostics: &mut Diagnostics,
) {
    let missing: BTreeSet<char> = missing.iter().copied().collect();
    for letter in missing {
        let Some(Some(block)) = letters.get(&letter).copied() else { continue };
        let place = match sources.slice(block).find(letter) {
            Some(offset) => {
                let start = block.start as usize + offset;
                Span::new(block.source, start..start + letter.len_utf8())
            }
            None => block,
        };
        diagnostics.add(
            Severity::Warning,
            Code::GlyphMissing,
            place,
            format!(
                "no font has a glyph for `{letter}` (U+{:04X}); it is shown as a box",
                letter as u32
            ),
            "install a font that has it",
        );
        diagnostics.suggest(Remedy::FontFolder);
    }
}
