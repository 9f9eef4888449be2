//! Widths of columns. Input: what the words of a table need. Output: how wide each of its columns
//! is.

use crate::geometry::Pt;

/// The part of a table that numbers may take and be kept whole where words are broken.
const NUMBERS: f64 = 0.6;

/// What a column needs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Need {
    /// Its longest number; 0 in columns of words.
    pub(super) whole: Pt,
    /// Its longest word.
    pub(super) least: Pt,
    /// Its longest text on one line.
    pub(super) natural: Pt,
}

impl Need {
    /// The need of letters of another size.
    pub(super) fn scaled(self, scale: f64) -> Need {
        Need { whole: self.whole * scale, least: self.least * scale, natural: self.natural * scale }
    }
}

/// Shares a width among columns: each its longest word, the rest by what they would like to have.
/// The rest is left over. Where there is not room for every word, the columns of the longest words
/// give up what is missing, and numbers nothing, if they leave enough for words.
pub(super) fn share(needs: &[Need], width: Pt) -> Vec<Pt> {
    let least: Pt = needs.iter().map(|need| need.least).sum();
    let whole: Pt = needs.iter().map(|need| need.whole).sum();
    if least > width {
        let kept = |need: &Need| if whole <= width * NUMBERS { need.whole } else { 0.0 };
        let limit = limit(needs, &kept, width.max(1.0));
        return needs.iter().map(|need| need.least.min(limit).max(kept(need))).collect();
    }
    let wanted: Pt = needs.iter().map(|need| need.natural - need.least).sum();
    let part = if wanted > 0.0 { ((width - least) / wanted).min(1.0) } else { 0.0 };
    needs.iter().map(|need| need.least + (need.natural - need.least) * part).collect()
}

/// The widest that columns may be that are not kept as they are, all together no wider than
/// `width`.
fn limit(needs: &[Need], kept: &dyn Fn(&Need) -> Pt, width: Pt) -> Pt {
    let mut left = width;
    let mut open: Vec<&Need> = needs.iter().collect();
    loop {
        let limit = (left / open.len().max(1) as f64).max(0.0);
        // Those that keep more than their share are settled first, then those that need less; the
        // others share what is left.
        let keeps = open.iter().any(|need| kept(need) > limit);
        let settled = |need: &Need| if keeps { kept(need) > limit } else { need.least <= limit };
        let before = open.len();
        open.retain(|need| {
            let is_settled = settled(need);
            if is_settled {
                left -= need.least.min(limit).max(kept(need));
            }
            !is_settled
        });
        if open.len() == before || open.is_empty() {
            return limit;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(least: Pt, natural: Pt) -> Need {
        Need { whole: 0.0, least, natural }
    }

    #[test]
    fn columns_share_what_is_left_by_their_wants() {
        assert_eq!(share(&[words(10.0, 10.0), words(10.0, 50.0)], 40.0), [10.0, 30.0]);
        assert_eq!(share(&[words(10.0, 20.0), words(10.0, 20.0)], 60.0), [20.0, 20.0]);
    }

    #[test]
    fn the_longest_words_give_way_and_numbers_do_not() {
        let short = words(10.0, 20.0);
        assert_eq!(share(&[words(30.0, 50.0), short], 30.0), [20.0, 10.0]);
        assert_eq!(share(&[words(60.0, 60.0), words(50.0, 50.0), short], 60.0), [25.0, 25.0, 10.0]);
        let number = Need { whole: 30.0, least: 40.0, natural: 40.0 };
        assert_eq!(share(&[words(40.0, 50.0), number], 50.0), [20.0, 30.0]);
        assert_eq!(share(&[words(40.0, 50.0), number], 40.0), [20.0, 20.0]);
    }
}
