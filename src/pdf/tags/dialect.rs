//! What the types of structure elements are called. Enters: a [`Tag`] and the [`Dialect`] of the file.
//! Leaves: its [`Type`]: a name, the namespace that it is of, and the standard type that it stands for.

use super::Tag;

/// The types that a tree is told in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Dialect {
    /// Those of PDF 1.7 (ISO 32000-1, 14.8.4).
    #[default]
    First,
    /// Those of PDF 2.0 (ISO 32000-2, 14.8.4), and of PDF 1.7 where 2.0 has none that says as much.
    Second,
}

/// A namespace of types (ISO 32000-2, 14.8.6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Space {
    /// That of PDF 1.7.
    First,
    /// That of PDF 2.0.
    Second,
    /// Ours.
    Own,
}

/// The type of a structure element as a file says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Type {
    /// Its name.
    pub name: &'static str,
    /// The namespace of the name.
    pub space: Space,
    /// For one of ours, the standard type that stands for it.
    pub role: Option<(&'static str, Space)>,
}

impl Dialect {
    /// The type of a tag.
    pub fn type_of(self, tag: Tag) -> Type {
        let standard = |name, space| Type { name, space, role: None };
        match (self, tag.mapped()) {
            (Dialect::Second, _) if tag == Tag::Aside => standard("Aside", Space::Second),
            (_, Some(role)) => {
                Type { name: tag.name(), space: Space::Own, role: Some((role, self.space(role))) }
            }
            (Dialect::Second, None) if tag == Tag::Note => standard("FENote", Space::Second),
            (_, None) => standard(tag.name(), self.space(tag.name())),
        }
    }

    /// The namespace that a standard type is of.
    fn space(self, name: &str) -> Space {
        match (self, name) {
            (Dialect::First, _)
            | (_, "Art" | "BlockQuote" | "Code" | "Reference" | "TOC" | "TOCI") => Space::First,
            _ => Space::Second,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_dialect_has_its_types() {
        let said = |dialect: Dialect, tag| {
            let Type { name, space, role } = dialect.type_of(tag);
            let role = role.map(|(name, space)| format!(" as {name} {space:?}"));
            format!("{name} {space:?}{}", role.unwrap_or_default())
        };
        for (tag, first, second) in [
            (Tag::P, "P First", "P Second"),
            (Tag::Art, "Art First", "Art First"),
            (Tag::Note, "Note First", "FENote Second"),
            (Tag::Aside, "Aside Own as Sect First", "Aside Second"),
            (Tag::Kicker, "Kicker Own as P First", "Kicker Own as P Second"),
            (
                Tag::PullQuote,
                "PullQuote Own as BlockQuote First",
                "PullQuote Own as BlockQuote First",
            ),
        ] {
            assert_eq!(said(Dialect::First, tag), first);
            assert_eq!(said(Dialect::Second, tag), second);
        }
    }
}
