//! Text to measure with. Input: how much. Output: the same words every time.

/// Paragraphs of a hundred words each, drawn from a fixed list by a linear congruence from a seed:
/// about as many different words as a long article has.
pub(crate) fn paragraphs(count: usize, seed: usize) -> Vec<String> {
    const STEMS: &[&str] = &[
        "harbour",
        "ledger",
        "ministry",
        "estimate",
        "customs",
        "vessel",
        "tonnage",
        "captain",
        "report",
        "institute",
        "recovery",
        "account",
        "official",
        "trade",
        "the",
        "of",
        "and",
        "in",
        "that",
        "figure",
        "differ",
        "satisf",
        "complic",
        "extraordin",
        "economist",
        "govern",
        "a",
        "to",
        "is",
        "was",
    ];
    const ENDINGS: &[&str] =
        &["", "", "", "s", "ly", "ment", "ation", ",", ".", "ing", "er", "ary"];
    let mut state: usize = seed;
    let mut pick = |length: usize| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % length
    };
    let mut word = || format!("{}{}", STEMS[pick(STEMS.len())], ENDINGS[pick(ENDINGS.len())]);
    (0..count).map(|_| (0..100).map(|_| word()).collect::<Vec<_>>().join(" ")).collect()
}
