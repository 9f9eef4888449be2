//! Pictures of vaults. Input: `![[map.png|words|300x200]]`, and `![words|300](map.png)` as markdown has
//! it. Output: markdown, or an `<img>` where a size is given.

use super::super::boxes::escaped;
use super::link::{WikiLink, encoded};

/// The suffixes of pictures.
const SUFFIXES: [&str; 12] =
    ["png", "jpg", "jpeg", "gif", "svg", "webp", "bmp", "avif", "tif", "tiff", "jfif", "heic"];

/// Whether a path is that of a picture.
pub(super) fn is_picture(path: &str) -> bool {
    let suffix = path.rsplit_once('.').map_or("", |(_, suffix)| suffix);
    SUFFIXES.iter().any(|known| suffix.eq_ignore_ascii_case(known))
}

/// A picture that an embed shows.
pub(super) fn markdown(path: &str, link: &WikiLink<'_>) -> String {
    let given = link.options.iter().find_map(|option| size(option));
    let alt = link.options.iter().find(|option| size(option).is_none());
    let alt = alt.copied().unwrap_or_default();
    let path = encoded(&format!("/{}", path.trim_start_matches('/')));
    match given {
        Some(size) => image(&path, alt, size),
        None => format!("![{}](<{path}>)", alt.replace(['[', ']'], "")),
    }
}

/// A picture with a size.
pub(super) fn image(path: &str, alt: &str, (width, height): (&str, Option<&str>)) -> String {
    let height = height.map_or(String::new(), |height| format!(" height=\"{height}\""));
    // Without words it is not said to be there for the eye alone.
    let alt = if alt.is_empty() { String::new() } else { format!(" alt=\"{}\"", escaped(alt)) };
    format!("<img src=\"{}\"{alt} width=\"{width}\"{height}>", escaped(path))
}

/// Width and height in pixels, as `300` or `300x200`.
pub(super) fn size(words: &str) -> Option<(&str, Option<&str>)> {
    let number =
        |words: &&str| (1..=5).contains(&words.len()) && words.bytes().all(|b| b.is_ascii_digit());
    match words.split_once(['x', 'X']) {
        Some((width, height)) => {
            (number(&width) && number(&height)).then_some((width, Some(height)))
        }
        None => number(&words).then_some((words, None)),
    }
}
