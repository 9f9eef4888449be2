//! Text that is rewritten before it is read as markdown. Input: a text, and what is to stand in place of
//! some of it. Output: [`Rewritten`], the new text, and [`OffsetMap`], which leads from places in it
//! back to where the author wrote.
//!
//! Template tags, wiki links and the like become markdown or HTML in this way, so that there is one
//! reader of markdown and every message still points at the author's own words.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// A text as it is read, and where its parts were written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rewritten {
    /// The new text.
    pub text: String,
    /// From its places back to the old ones.
    pub map: OffsetMap,
}

/// A stretch that stands in place of another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Replacement {
    /// Where it stands in the new text.
    new: Range<usize>,
    /// What it replaced in the old one.
    old: Range<usize>,
}

/// From places in a rewritten text to those in the text before: of one pass, or of several in turn.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OffsetMap {
    /// The passes, the last one first; the replacements of each in order.
    passes: Vec<Vec<Replacement>>,
    /// Where the text that was rewritten begins in its file.
    base: usize,
}

impl OffsetMap {
    /// The map of a text that is not rewritten yet and begins at byte `base` of its file.
    pub fn starting_at(base: usize) -> Self {
        OffsetMap { passes: Vec::new(), base }
    }

    /// Where the text that was rewritten begins in its file.
    pub fn base(&self) -> usize {
        self.base
    }

    /// Where what stands at `range` was written. What was put in place of something was written where
    /// that stood.
    pub fn original(&self, range: Range<usize>) -> Range<usize> {
        let mut range = range;
        for pass in &self.passes {
            let start = place(pass, range.start, true);
            let end = place(pass, range.end, false);
            range = start..end.max(start);
        }
        range.start + self.base..range.end + self.base
    }

    /// The map after another pass.
    fn and(&self, pass: Vec<Replacement>) -> Self {
        let passes = std::iter::once(pass).chain(self.passes.iter().cloned()).collect();
        OffsetMap { passes, base: self.base }
    }
}

/// Where byte `at` of the new text was written: within a replacement, at its start or at its end.
fn place(pass: &[Replacement], at: usize, start: bool) -> usize {
    let ended = pass.partition_point(|replacement| replacement.new.end <= at);
    // The end of a range touches what begins there without being in it.
    let ended = if start { ended } else { pass.partition_point(|it| it.new.end < at) };
    if let Some(inside) =
        pass.get(ended).filter(|it| it.new.start < at || start && it.new.start == at)
    {
        return if start { inside.old.start } else { inside.old.end };
    }
    let before = ended.checked_sub(1).and_then(|last| pass.get(last));
    before.map_or(at, |last| at - last.new.end + last.old.end)
}

/// A pass over a text, from its start to its end.
#[derive(Debug)]
pub struct Rewriter<'t> {
    old: &'t str,
    /// Up to where the old text was taken.
    taken: usize,
    new: String,
    replacements: Vec<Replacement>,
}

impl<'t> Rewriter<'t> {
    /// Begins a pass.
    pub fn new(old: &'t str) -> Self {
        Rewriter { old, taken: 0, new: String::new(), replacements: Vec::new() }
    }

    /// Puts `words` in place of a stretch of the old text, which must not begin before the end of the
    /// last one. Returns where they stand in the new text.
    pub fn replace(&mut self, old: Range<usize>, words: &str) -> Range<usize> {
        debug_assert!(self.taken <= old.start, "replacements come in order");
        let start = old.start.max(self.taken);
        self.new.push_str(self.old.get(self.taken..start).unwrap_or_default());
        let new = self.new.len()..self.new.len() + words.len();
        self.new.push_str(words);
        self.taken = old.end.max(start);
        self.replacements.push(Replacement { new: new.clone(), old: start..self.taken });
        new
    }

    /// Up to where the old text was taken.
    pub fn taken(&self) -> usize {
        self.taken
    }

    /// The new text, whose places lead back by the map of the old one; `None` if nothing was replaced.
    pub fn finish(mut self, before: &OffsetMap) -> Option<Rewritten> {
        if self.replacements.is_empty() {
            return None;
        }
        self.new.push_str(self.old.get(self.taken..).unwrap_or_default());
        Some(Rewritten { text: self.new, map: before.and(self.replacements) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rewritten(old: &str, before: &OffsetMap, replacements: &[(&str, &str)]) -> Rewritten {
        let mut rewriter = Rewriter::new(old);
        for (from, to) in replacements {
            let at = rewriter.taken() + old[rewriter.taken()..].find(from).unwrap();
            rewriter.replace(at..at + from.len(), to);
        }
        rewriter.finish(before).unwrap()
    }

    /// The words of the old text that those of the new one were written as.
    fn written<'o>(old: &'o str, new: &Rewritten, words: &str) -> &'o str {
        let at = new.text.find(words).unwrap();
        &old[new.map.original(at..at + words.len())]
    }

    #[test]
    fn places_lead_back_to_what_was_written() {
        let old = "One [[Two|three]] four {{x}} five.";
        let new = rewritten(
            old,
            &OffsetMap::default(),
            &[("[[Two|three]]", "[three](Two.md)"), ("{{x}}", "")],
        );
        assert_eq!(new.text, "One [three](Two.md) four  five.");
        assert_eq!(written(old, &new, "four"), "four");
        assert_eq!(written(old, &new, "three"), "[[Two|three]]");
        assert_eq!(written(old, &new, "five"), "five");
        assert_eq!(written(old, &new, "One [three"), "One [[Two|three]]");
        assert_eq!(written(old, &new, "four  five"), "four {{x}} five");
    }

    #[test]
    fn passes_lead_back_in_turn() {
        let old = "a {{b}} c";
        let first = rewritten(old, &OffsetMap::default(), &[("{{b}}", "[[d]]")]);
        let second = rewritten(&first.text, &first.map, &[("[[d]]", "[d](d.md)")]);
        assert_eq!(second.text, "a [d](d.md) c");
        assert_eq!(written(old, &second, "d.md"), "{{b}}");
        assert_eq!(written(old, &second, "c"), "c");
    }

    #[test]
    fn a_text_without_replacements_is_none() {
        assert_eq!(Rewriter::new("a").finish(&OffsetMap::default()), None);
    }
}
