//! Which words are missing. Input: the words of an article as they were written, and as an edition
//! has them. Output: the places of those that it does not have as often.
//!
//! Order does not count: notes, figures and boxes are moved. What does is how often a word occurs.

use std::collections::{BTreeMap, HashMap, HashSet};

use memchr::memmem;

use super::words::{Channel, ComparedWord};

/// The indices of the written words that are missing, in order.
pub fn missing(written: &[ComparedWord], printed: &[ComparedWord]) -> Vec<usize> {
    let mut counts: HashMap<(Channel, &str), usize> = HashMap::new();
    for word in printed {
        *counts.entry((word.channel, &word.key)).or_default() += 1;
    }
    let mut places: BTreeMap<(Channel, &str), Vec<usize>> = BTreeMap::new();
    for (at, word) in written.iter().enumerate() {
        places.entry((word.channel, &word.key)).or_default().push(at);
    }
    let mut lost = vec![false; written.len()];
    let mut some = Vec::new();
    for (key, places) in &places {
        match counts.get(key) {
            None => places.iter().for_each(|at| lost[*at] = true),
            Some(count) if *count < places.len() => some.push((places, places.len() - count)),
            Some(_) => {}
        }
    }
    if some.is_empty() && !lost.contains(&true) {
        return Vec::new();
    }
    let company = WordContext::new(printed);
    for (places, count) in some {
        let mut places: Vec<_> =
            places.iter().map(|at| (company.around(written, *at), *at)).collect();
        places.sort_unstable();
        places.iter().take(count).for_each(|(_, at)| lost[*at] = true);
    }
    let (before, after) = (letters(written), letters(printed));
    let is_there = |at: usize| is_parted_otherwise(written, at, &before, &after);
    let lost: Vec<usize> = (0..written.len()).filter(|at| lost[*at]).collect();
    let few = lost.len() <= LOOKED_FOR;
    lost.into_iter().filter(|at| !few || !is_there(*at)).collect()
}

/// If more words than this are missing, different word division is not the reason.
const LOOKED_FOR: usize = 2_000;

/// Words that stand together in an edition: of the places of a word that is missing once, the one
/// whose neighbours are least its neighbours there is the one that is meant.
struct WordContext<'p> {
    stretches: HashSet<&'p [ComparedWord]>,
    pairs: HashSet<&'p [ComparedWord]>,
}

/// The words of a stretch that is hardly written twice.
const STRETCH: usize = 5;

impl<'p> WordContext<'p> {
    fn new(printed: &'p [ComparedWord]) -> Self {
        WordContext {
            stretches: printed.windows(STRETCH).collect(),
            pairs: printed.windows(2).collect(),
        }
    }

    /// How many of the stretches, and of the pairs, that a word belongs to are in the edition.
    fn around(&self, written: &[ComparedWord], at: usize) -> (usize, usize) {
        let count = |length: usize, known: &HashSet<&[ComparedWord]>| {
            let starts = (at + 1).saturating_sub(length)..=at;
            let stretches = starts.filter_map(|start| written.get(start..start + length));
            stretches.filter(|stretch| known.contains(stretch)).count()
        };
        (count(STRETCH, &self.stretches), count(2, &self.pairs))
    }
}

/// Whether a word is present after all, divided from its neighbours differently: its letters with
/// those of its neighbours occur as often as they were written.
fn is_parted_otherwise(written: &[ComparedWord], at: usize, before: &str, after: &str) -> bool {
    let own = written[at].channel;
    let around = at.saturating_sub(1)..(at + 2).min(written.len());
    let words = written[around].iter().filter(|word| word.channel == own);
    let stretch: String = words.map(|word| word.key.as_str()).collect();
    if stretch.len() <= written[at].key.len() {
        return false;
    }
    let count = |text: &str| memmem::find_iter(text.as_bytes(), stretch.as_bytes()).count();
    let printed = count(after);
    printed > 0 && printed >= count(before)
}

fn letters(words: &[ComparedWord]) -> String {
    words.iter().map(|word| word.key.as_str()).collect()
}

#[cfg(test)]
mod tests {
    use super::super::words::WordCollector;
    use super::*;

    fn words(text: &str) -> Vec<ComparedWord> {
        let mut words = WordCollector::default();
        words.text(text);
        words.finish()
    }

    fn lost(written: &str, printed: &str) -> Vec<usize> {
        missing(&words(written), &words(printed))
    }

    #[test]
    fn one_of_three_is_missed_where_it_is_missing() {
        let written = "the cat saw the dog and the bird";
        assert_eq!(lost(written, written), [0; 0]);
        assert_eq!(lost(written, "the cat saw the dog and bird"), [6]);
        assert_eq!(lost(written, "the cat saw dog and the bird"), [3]);
        assert_eq!(lost(written, "the bird, the cat saw the dog and"), [0; 0]);
    }

    #[test]
    fn a_paragraph_that_is_lost_takes_its_common_words_along() {
        let written = "the cat saw the dog and the bird. The dog saw a whale. And the whale sang";
        let printed = "the cat saw the dog and the bird. And the whale sang";
        assert_eq!(lost(written, printed), [8, 9, 10, 11, 12]);
    }

    #[test]
    fn words_that_are_parted_otherwise_are_there() {
        assert_eq!(lost("one snow ball here", "one snowball here"), [0; 0]);
        assert_eq!(lost("one snowball here", "one snow ball here"), [0; 0]);
    }
}
