//! The extent of front matter. Input: the text of an article. Output: what stands between its
//! fences, or nothing where its first line is a rule like any other.
//!
//! Nothing of an article may be lost to a fence that is missing or means something else. So front
//! matter ends, also without a fence, where what stands there can be none.

use super::keys::is_known;
use super::mapping::Fenced;

/// A value with as many words as this is a sentence.
const SENTENCE: usize = 6;

/// Finds front matter: a fence on the first line that is not blank, and another on a later one.
pub(super) fn find(text: &str) -> Option<Fenced<'_>> {
    let mut at = 0;
    let mut lines = text.split('\n');
    let first = loop {
        let line = lines.next()?;
        at += line.len() + 1;
        if !bare(line).is_empty() {
            break line;
        }
    };
    let toml = match bare(first) {
        "---" if first.trim_start_matches('\u{FEFF}').starts_with('-') => false,
        "+++" if first.trim_start_matches('\u{FEFF}').starts_with('+') => true,
        _ => return None,
    };
    let start = at.min(text.len());
    let rest = &text[start..];
    // Front matter is expected on the first line: further down, a rule is more likely.
    let sure = at == first.len() + 1;
    let known = first_key(rest, toml).is_some_and(is_known);
    let fence = closing(rest, toml);
    if let Some((end, body)) = fence {
        let words = &rest[..end];
        let fenced = Fenced { toml, words, start, body: start + body, closed: true };
        if !(known || sure && is_facts(words, toml)) {
            return None;
        }
        let well_formed = is_well_formed(&fenced);
        if !known && !toml && is_all_prose(words, well_formed) {
            return None;
        }
        let Some(prose) = prose(words, toml, well_formed) else { return Some(fenced) };
        return known.then(|| Fenced {
            words: &rest[..prose],
            body: start + prose,
            closed: false,
            ..fenced
        });
    }
    let end = prose_of_unclosed(rest, toml);
    known.then(|| Fenced { toml, words: &rest[..end], start, body: start + end, closed: false })
}

/// A line without white space and byte order marks around it.
fn bare(line: &str) -> &str {
    line.trim_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}')
}

/// Where the closing fence starts, and where the line after it does. A fence that is too short or
/// too long is one too: it can be nothing else among keys and values.
fn closing(rest: &str, toml: bool) -> Option<(usize, usize)> {
    let sign = if toml { '+' } else { '-' };
    let mut at = 0;
    for line in rest.split('\n') {
        let mark = line.trim_end();
        let is_fence = mark.len() > 1 && mark.chars().all(|c| c == sign);
        if is_fence || (!toml && mark == "...") {
            return Some((at, (at + line.len() + 1).min(rest.len())));
        }
        at += line.len() + 1;
    }
    None
}

/// Two rules with prose between them are no front matter: its first line has a key.
fn is_facts(words: &str, toml: bool) -> bool {
    let mut lines = words.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#'));
    lines.next().is_none_or(|line| {
        let key = line.split([':', '=', ']']).next().unwrap_or_default();
        key.len() < line.len() && !key.trim().contains(' ') || toml
    })
}

/// Whether what stands between two rules is prose with a colon in it: it has no key that is known,
/// and is no YAML, or nothing but sentences.
fn is_all_prose(words: &str, well_formed: bool) -> bool {
    let mut lines = words.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
    let keys: Vec<_> = lines.clone().filter_map(|line| key(line, false)).collect();
    let mut sentences =
        || lines.all(|line| key(line, false).is_some_and(|(key, value)| is_sentence(key, value)));
    !keys.is_empty() && !keys.iter().any(|(key, _)| is_known(key)) && (!well_formed || sentences())
}

fn is_well_formed(fenced: &Fenced<'_>) -> bool {
    super::mapping::parse(fenced).is_ok()
}

/// The first key, where the first line that is neither blank nor a comment has one.
fn first_key(rest: &str, toml: bool) -> Option<&str> {
    let mut lines = rest.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
    Some(key(lines.next()?, toml)?.0)
}

/// The key of a line and its value.
fn key(line: &str, toml: bool) -> Option<(&str, &str)> {
    let (key, value) = line.split_once(if toml { '=' } else { ':' })?;
    let apart = toml || value.is_empty() || value.starts_with(char::is_whitespace);
    let key = key.trim_end().trim_matches(['"', '\'']);
    let sound = !key.is_empty() && !key.starts_with(char::is_whitespace);
    (apart && sound).then(|| (key, value.trim()))
}

/// Where prose begins in what stands between two fences: at the first line after a blank one that
/// is no front matter.
fn prose(words: &str, toml: bool, well_formed: bool) -> Option<usize> {
    let (mut at, mut after_blank) = (0, false);
    for line in words.split('\n') {
        if after_blank && !line.trim().is_empty() {
            let is_prose = match key(line, toml) {
                Some((key, value)) => is_sentence(key, value),
                None => !well_formed && !may_go_on(line, toml),
            };
            if is_prose {
                return Some(at);
            }
        }
        after_blank = line.trim().is_empty();
        at += line.len() + 1;
    }
    None
}

/// Where prose begins after a fence that nothing closes: at the first line that is no front matter.
fn prose_of_unclosed(rest: &str, toml: bool) -> usize {
    let (mut at, mut after_blank) = (0, false);
    for line in rest.split('\n') {
        let is_prose = match key(line, toml) {
            _ if line.trim().is_empty() => false,
            Some((key, value)) => after_blank && is_sentence(key, value),
            // After a blank line, `#` and `-` begin headings and lists of the article.
            None if after_blank => !line.starts_with(char::is_whitespace),
            None => !may_go_on(line, toml),
        };
        if is_prose {
            return at;
        }
        after_blank = line.trim().is_empty();
        at += line.len() + 1;
    }
    rest.len()
}

/// Whether `Note: the ferry sails on` is a sentence, not a fact.
fn is_sentence(key: &str, value: &str) -> bool {
    let begins = key.starts_with(char::is_uppercase);
    let long = value.split_whitespace().nth(SENTENCE - 1).is_some();
    !is_known(key) && (key.contains(' ') || begins && long)
}

/// Whether a line without a key may belong to the value above it, or be a comment or a table's
/// head.
fn may_go_on(line: &str, toml: bool) -> bool {
    let signs: &[char] =
        if toml { &['#', '[', ']', '"', '\'', '}'] } else { &['#', '-', ']', '}', '"', '\''] };
    line.starts_with(char::is_whitespace) || line.starts_with(signs)
}
