//! Characters of every unusual class. Input: numbers. Output: a few characters that text rarely
//! holds.

use offprint::text::{is_default_ignorable, is_noncharacter};

use super::rng::Rng;

/// Words and characters by class.
const CLASSES: &[&[&str]] = &[
    // Controls: C0, delete, C1, and the noncharacters.
    &["\0", "\u{1}", "\u{7}", "\u{8}", "\u{b}", "\u{c}", "\u{1b}[31m", "\u{1f}", "\u{7f}"],
    &["\u{80}", "\u{85}", "\u{90}", "\u{9b}", "\u{9f}", "\u{fffe}", "\u{ffff}", "\u{fdd0}"],
    &["\u{1fffe}", "\u{10ffff}", "\u{e000}", "\u{f8ff}", "\u{f0000}", "\u{fffd}", "\u{fffc}"],
    // Spaces, line ends, and what has no width.
    &["\u{a0}", "\u{2002}", "\u{2003}", "\u{2009}", "\u{200a}", "\u{202f}", "\u{205f}", "\u{3000}"],
    &["\u{2028}", "\u{2029}", "\r", "\t", "\u{1680}", "\u{180e}", "\u{feff}", "\u{2800}"],
    &["\u{ad}", "\u{200b}", "\u{200c}", "\u{200d}", "\u{2060}", "\u{2061}", "\u{34f}", "\u{115f}"],
    // What turns the direction.
    &[
        "\u{200e}", "\u{200f}", "\u{61c}", "\u{202a}", "\u{202b}", "\u{202c}", "\u{202d}",
        "\u{202e}",
    ],
    &["\u{2066}", "\u{2067}", "\u{2068}", "\u{2069}", "\u{206a}", "\u{206f}"],
    &["שלום עולם", "א", "مرحبا بالعالم", "لا", "ـــ", "٣٤٥", "ܫܠܡܐ", "ދިވެހި", "ߒߞߏ", "𞤀𞤣"],
    // Marks that combine, alone and in heaps.
    &[
        "\u{301}",
        "e\u{301}",
        "\u{315}\u{300}\u{5ae}",
        "\u{20dd}",
        "\u{489}",
        "\u{fe20}",
        "\u{1ab0}",
    ],
    &["Z\u{351}\u{36b}\u{343}\u{32a}\u{302}\u{329}\u{356}", "\u{338}", "\u{335}", "=\u{338}"],
    &["\u{fe0e}", "\u{fe0f}", "\u{fe00}", "\u{e0100}", "\u{e0001}", "\u{e0041}", "\u{180b}"],
    // Pictures.
    &[
        "😀",
        "👩‍👩‍👧‍👦",
        "👍🏽",
        "🇦🇹",
        "🇦",
        "1️⃣",
        "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
        "❤️",
    ],
    // Scripts of every kind.
    &["日本語の文章です。", "漢字", "「括弧」、", "ｶﾞ", "ㄅㄆ", "𠀀𪛖", "⿰木木", "〳〵", "々"],
    &["한국어", "\u{1112}\u{1161}\u{11ab}", "ᄀ", "ㅏ", "ㅎ"],
    &["हिन्दी क्षत्रिय", "র্ক", "தமிழ்", "ക്ര", "ස්‍ර", "\u{94d}", "ि"],
    &["ภาษาไทย", "ເລົາ", "ខ្មែរ", "မြန်မာ", "བོད་ཡིག", "ᠮᠣᠩᠭᠣᠯ", "አማርኛ", "ᏣᎳᎩ"],
    &["Ἑλληνική", "Кириллица", "Հայերեն", "ქართული", "ᚠᚢᚦ", "𐌰𐌱", "𒀀𒁀", "𓀀", "𝔘𝔫𝔦", "𝟘"],
    // Latin letters that change when their case does, ligatures, and figures.
    &["ß", "ẞ", "ŉ", "İ", "ı", "ǆ", "ǅ", "ﬁ", "ﬃ", "ſ", "Å", "K", "ª", "½", "²", "Ⅻ", "㎏", "℻"],
    // Punctuation, and what markup is made of.
    &[
        "—", "–", "‒", "―", "…", "‥", "‘", "’", "“", "”", "„", "«", "»", "‹", "‽", "•", "■", "†",
        "§",
    ],
    &["<", ">", "&", "\"", "'", "`", "\\", "|", "*", "_", "~", "^", "[", "]", "(", ")", "{", "}"],
    &[
        "#",
        "-",
        "+",
        "=",
        "!",
        "$",
        "%",
        ":",
        ";",
        "@",
        "/",
        "\u{60}\u{60}",
        "***",
        "___",
        "~~",
        "||",
    ],
    &[
        "＜", "＞", "＆", "＊", "＃", "［", "］", "｜", "～", "－", "\u{2010}", "\u{2011}",
        "\u{2212}",
    ],
];

/// A character or a word of some class.
pub(crate) fn odd(rng: &mut Rng) -> &'static str {
    let class = CLASSES[rng.below(CLASSES.len())];
    class[rng.below(class.len())]
}

/// Some of them in a row; of one kind now and then.
pub(crate) fn odd_run(rng: &mut Rng) -> String {
    if rng.once_in(8) {
        let times = rng.within(2..60);
        return odd(rng).repeat(times);
    }
    let count = rng.few(8);
    (0..count).map(|_| odd(rng)).collect()
}

/// A text as PDF 2.0 says it: private letters mean nothing to those who hear them (ISO 14289-2,
/// 8.6).
pub(crate) fn public(text: &str) -> String {
    let is_private = |letter| matches!(letter, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{ffffd}' | '\u{100000}'..='\u{10fffd}');
    text.replace(is_private, "\u{fffd}")
}

/// A text in capitals, without what shows nothing: controls, characters that steer others,
/// noncharacters. Files may do without any of them.
pub(crate) fn seen(text: &str) -> String {
    let unseen = |letter: char| {
        letter.is_control() || is_default_ignorable(letter) || is_noncharacter(letter)
    };
    let shown = text.chars().filter(|letter| letter.is_whitespace() || !unseen(*letter));
    // A capital may stand for several small letters: `ı` and `i`.
    shown.collect::<String>().to_uppercase()
}
