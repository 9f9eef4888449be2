//! What the names of HTML's elements say. Input: a name in lower case. Output: whether it parts
//! paragraphs, has no content, or needs nothing of an edition.

/// Whether a tag parts the words before it from those after it.
pub(in crate::source) fn parts(name: &str) -> bool {
    const PARTING: &str = " address article aside blockquote body caption center dd details dialog \
        dir div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hgroup \
        hr html legend li main menu nav ol optgroup option p pre search section summary table \
        tbody tfoot thead title tr ul ";
    has(PARTING, name)
}

/// Whether an element has no content, and so no closing tag.
pub(in crate::source) fn is_void(name: &str) -> bool {
    const VOID: &str = " area base basefont bgsound br col embed frame hr img input link meta \
        param source track wbr ";
    has(VOID, name)
}

/// Whether nothing is lost of an element when its words are kept: what it says else is for screens
/// and programs, or is said by its words. Parts of drawings and formulas are reported with these.
pub(in crate::source) fn is_silent(name: &str) -> bool {
    const SILENT: &str = " a abbr acronym area base basefont bdi bdo bgsound big blink button col \
        colgroup data datalist font ins label link map mark marquee meta meter nobr noembed \
        noframes noscript optgroup option output param picture progress rb rp rt rtc ruby slot \
        small source span time track u circle clippath defs ellipse g image line lineargradient \
        mask path pattern polygon polyline radialgradient rect stop symbol text tspan use \
        annotation mfrac mi mn mo mover mrow ms mspace msqrt mroot mstyle msub msubsup msup \
        mtable mtd mtext mtr munder munderover semantics ";
    parts(name) || has(SILENT, name)
}

fn has(names: &str, name: &str) -> bool {
    names.split_ascii_whitespace().any(|known| known == name)
}
