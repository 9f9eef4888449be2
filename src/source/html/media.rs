//! Where HTML's pictures and films are. Input: tags. Output: addresses, and words that name them.

use super::HtmlTag;

/// How many addresses of one picture are looked at.
const MOST: usize = 32;

/// The addresses of a picture in the order in which they are tried: pages that load pictures late
/// name the file in an attribute of their own, and something else in `src`.
pub(in crate::source) fn picture_addresses(tag: &HtmlTag<'_>) -> Vec<String> {
    const ATTRIBUTES: [&str; 4] = ["src", "data-src", "data-original", "data-lazy-src"];
    let mut found: Vec<String> =
        ATTRIBUTES.into_iter().filter_map(|name| tag.attribute(name)).collect();
    for name in ["srcset", "data-srcset"] {
        found.extend(source_set(&tag.attribute(name).unwrap_or_default()));
    }
    found.retain(|address| !address.trim().is_empty());
    found.truncate(MOST);
    found
}

/// The addresses in a `srcset`: `small.jpg 480w, large.jpg 1200w`.
fn source_set(set: &str) -> Vec<String> {
    let mut addresses = Vec::new();
    let mut rest = set.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
    while !rest.is_empty() && addresses.len() < MOST {
        let (address, after) = rest.split_at(rest.find(char::is_whitespace).unwrap_or(rest.len()));
        let bare = address.trim_end_matches(',');
        addresses.push(bare.to_owned());
        // Without a width or density the comma follows the address itself.
        let after = match bare.len() < address.len() {
            true => after,
            false => after.split_once(',').map_or("", |(_, after)| after),
        };
        rest = after.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
    }
    addresses
}

/// Whether an element shows what is at an address of its own: a film, a sound, a page.
pub(in crate::source) fn is_media(name: &str) -> bool {
    matches!(name, "audio" | "embed" | "iframe" | "object" | "video")
}

/// The address of such an element, or of a `<source>` in it.
pub(in crate::source) fn media_address(tag: &HtmlTag<'_>) -> Option<String> {
    let found = ["src", "data", "data-src"].into_iter().find_map(|name| tag.attribute(name))?;
    let found = found.trim();
    (!found.is_empty() && !found.starts_with("about:")).then(|| found.to_owned())
}

/// The title that its author gives such an element.
pub(in crate::source) fn media_title(tag: &HtmlTag<'_>) -> Option<String> {
    let said = ["title", "aria-label"].into_iter().find_map(|name| tag.attribute(name));
    said.filter(|said| !said.trim().is_empty())
}

/// What it is called where its author does not say so.
pub(in crate::source) fn media_name(element: &str, address: &str) -> String {
    match (element, short_address(address)) {
        ("audio", _) => "Audio".to_owned(),
        ("video", _) => "Video".to_owned(),
        (_, "") => address.to_owned(),
        (_, short) => short.to_owned(),
    }
}

/// The host of an address on the web, the name of a file.
pub(in crate::source) fn short_address(address: &str) -> &str {
    let bare = address.split(['?', '#']).next().unwrap_or_default();
    match bare.split_once("//") {
        Some((_, rest)) => {
            let host = rest.split('/').next().unwrap_or_default();
            host.strip_prefix("www.").unwrap_or(host)
        }
        None => bare.trim_end_matches('/').rsplit('/').next().unwrap_or_default(),
    }
}

/// Whether an address ends like one of a picture.
pub(in crate::source) fn is_picture_address(address: &str) -> bool {
    let bare = address.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    let suffixes = [".avif", ".bmp", ".gif", ".jpeg", ".jpg", ".png", ".svg", ".tif", ".webp"];
    suffixes.iter().any(|suffix| bare.ends_with(suffix))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_holds_addresses_with_and_without_widths() {
        assert_eq!(source_set("a.png 480w, b,c.png 2x,d.png"), ["a.png", "b,c.png", "d.png"]);
        assert_eq!(source_set("a.png, b.png"), ["a.png", "b.png"]);
        assert!(source_set(" , ").is_empty());
    }

    #[test]
    fn addresses_are_named_by_host_or_file() {
        assert_eq!(short_address("https://www.example.org/a?b#c"), "example.org");
        assert_eq!(short_address("//video.example/x"), "video.example");
        assert_eq!(short_address("films/quay.mp4"), "quay.mp4");
    }
}
