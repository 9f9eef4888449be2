//! Addresses on the web. Input: a URL as an author wrote it. Output: one that every reading system
//! parses, or nothing if there is none in it.

use percent_encoding::utf8_percent_encode;

use crate::edition::NOT_IN_URLS;

/// The schemes that a reading system hands on to another program.
const SCHEMES: &[&str] = &["http", "https", "mailto", "tel", "ftp"];

/// A web address with everything illegal percent-encoded; `None` for other schemes and hosts that
/// cannot be.
pub(super) fn web_address(url: &str) -> Option<String> {
    let url = url.trim();
    let (scheme, rest) = url.split_once(':')?;
    let scheme = scheme.to_ascii_lowercase();
    if !SCHEMES.contains(&scheme.as_str()) || rest.is_empty() {
        return None;
    }
    let encoded = utf8_percent_encode(rest, NOT_IN_URLS).to_string();
    let rest = encode_stray_percents(&encoded);
    let Some(path) = rest.strip_prefix("//") else {
        return (!scheme.starts_with("http")).then(|| format!("{scheme}:{rest}"));
    };
    let authority_end = path.find(['/', '?', '#']).unwrap_or(path.len());
    let (authority, tail) = path.split_at(authority_end);
    is_authority(authority).then(|| format!("{scheme}://{authority}{}", encode_brackets(tail)))
}

/// Whether this is a host, with a port or not.
fn is_authority(authority: &str) -> bool {
    let host_and_port = authority.rsplit('@').next().unwrap_or_default();
    let (host, port) = host_and_port.split_once(':').unwrap_or((host_and_port, ""));
    let is_host = |c: char| c.is_ascii_alphanumeric() || "-._~%".contains(c);
    !host.is_empty()
        && host.chars().all(is_host)
        && (port.is_empty() || port.parse::<u16>().is_ok())
}

/// Brackets stand only in hosts, and a second `#` nowhere.
fn encode_brackets(tail: &str) -> String {
    let tail = tail.replace('[', "%5B").replace(']', "%5D");
    match tail.split_once('#') {
        Some((path, fragment)) => format!("{path}#{}", fragment.replace('#', "%23")),
        None => tail,
    }
}

/// Encodes the percent signs that encode nothing.
fn encode_stray_percents(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('%') {
        let (before, after) = rest.split_at(at + 1);
        out.push_str(before);
        let is_code = after.len() >= 2 && after.bytes().take(2).all(|b| b.is_ascii_hexdigit());
        if !is_code {
            out.push_str("25");
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::web_address;

    #[test]
    fn addresses_are_made_legal_or_left_out() {
        let cases = [
            ("https://example.org/a b?q={x}#f", Some("https://example.org/a%20b?q=%7Bx%7D#f")),
            ("HTTP://example.org", Some("http://example.org")),
            ("https://example.org/50%/é", Some("https://example.org/50%25/%C3%A9")),
            ("https://example.org/a[1]#b#c", Some("https://example.org/a%5B1%5D#b%23c")),
            ("https://user@example.org:8080/", Some("https://user@example.org:8080/")),
            ("mailto:a@example.org", Some("mailto:a@example.org")),
            ("https://", None),
            ("https://exa mple.org:99999/", None),
            ("https:example", None),
            ("javascript:alert(1)", None),
            ("file:///etc/passwd", None),
            ("images/plan.pdf", None),
            ("", None),
        ];
        for (written, expected) in cases {
            assert_eq!(web_address(written).as_deref(), expected, "{written}");
        }
    }
}
