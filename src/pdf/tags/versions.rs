//! The names of structure types. Input: a [`Tag`] and the [`TagVersion`] of the file. Output: its
//! [`Type`]: a name, the namespace that it is of, and the standard type that it stands for.

use super::tag::Tag;

/// The set of types that a tree uses.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum TagVersion {
    /// Those of PDF 1.7 (ISO 32000-1, 14.8.4).
    #[default]
    Pdf17,
    /// Those of PDF 2.0 (ISO 32000-2, 14.8.4), and of PDF 1.7 where 2.0 has none that says as much.
    Pdf20,
}

/// A namespace of types (ISO 32000-2, 14.8.6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Namespace {
    /// That of PDF 1.7.
    Pdf17,
    /// That of PDF 2.0.
    Pdf20,
    /// Ours.
    Own,
}

/// The type of a structure element as a file says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Type {
    /// Its name.
    pub name: &'static str,
    /// The namespace of the name.
    pub space: Namespace,
    /// For one of ours, the standard type that stands for it.
    pub role: Option<(&'static str, Namespace)>,
}

impl TagVersion {
    /// The type of a tag.
    pub fn type_of(self, tag: Tag) -> Type {
        let standard = |name, space| Type { name, space, role: None };
        match (self, tag.mapped()) {
            (TagVersion::Pdf20, _) if tag == Tag::Aside => standard("Aside", Namespace::Pdf20),
            (_, Some(role)) => Type {
                name: tag.name(),
                space: Namespace::Own,
                role: Some((role, self.space(role))),
            },
            (TagVersion::Pdf20, None) if tag == Tag::Note => standard("FENote", Namespace::Pdf20),
            (_, None) => standard(tag.name(), self.space(tag.name())),
        }
    }

    /// The namespace that a standard type is of.
    fn space(self, name: &str) -> Namespace {
        match (self, name) {
            (TagVersion::Pdf17, _)
            | (_, "Art" | "BlockQuote" | "Code" | "Reference" | "TOC" | "TOCI") => Namespace::Pdf17,
            _ => Namespace::Pdf20,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_dialect_has_its_types() {
        let said = |version: TagVersion, tag| {
            let Type { name, space, role } = version.type_of(tag);
            let role = role.map(|(name, space)| format!(" as {name} {space:?}"));
            format!("{name} {space:?}{}", role.unwrap_or_default())
        };
        for (tag, first, second) in [
            (Tag::P, "P Pdf17", "P Pdf20"),
            (Tag::Art, "Art Pdf17", "Art Pdf17"),
            (Tag::Note, "Note Pdf17", "FENote Pdf20"),
            (Tag::Aside, "Aside Own as Sect Pdf17", "Aside Pdf20"),
            (Tag::Kicker, "Kicker Own as P Pdf17", "Kicker Own as P Pdf20"),
            (
                Tag::PullQuote,
                "PullQuote Own as BlockQuote Pdf17",
                "PullQuote Own as BlockQuote Pdf17",
            ),
        ] {
            assert_eq!(said(TagVersion::Pdf17, tag), first);
            assert_eq!(said(TagVersion::Pdf20, tag), second);
        }
    }
}
