//! The themes that the program carries. Input: a name. Output: its TOML.

/// Name and file, in the order in which they are listed. The first has every token.
const THEMES: [(&str, &str); 4] = [
    ("magazine", include_str!("../../assets/themes/magazine.toml")),
    ("briefing", include_str!("../../assets/themes/briefing.toml")),
    ("reader", include_str!("../../assets/themes/reader.toml")),
    ("large-print", include_str!("../../assets/themes/large-print.toml")),
];

/// The theme that files inherit from when they do not say.
pub(super) const ROOT: &str = THEMES[0].0;

/// All names.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    THEMES.iter().map(|(name, _)| *name)
}

/// The name, for keeping, and the TOML of a theme.
pub(super) fn find(name: &str) -> Option<(&'static str, &'static str)> {
    THEMES.iter().find(|(known, _)| *known == name).copied()
}
