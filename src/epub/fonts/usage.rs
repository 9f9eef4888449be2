//! The fonts an edition uses. Input: an edition. Output: each family, weight and slope that the
//! style sheet asks for somewhere in it, and whether small capitals are shown so.
//!
//! It follows the cascade: a role says only what differs from the text, the rest comes from the
//! element around it ([`selectors::font_declaration`]).

use std::collections::BTreeMap;

use crate::edition::{Edition, Node, NodeContent, Run};
use crate::epub::selectors;
use crate::theme::{Caps, Family, Role, Theme};
use crate::typeset::{FaceId, Fonts};

/// A font as CSS requests it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct CssFont {
    /// The family.
    pub family: Family,
    /// From 100 to 900.
    pub weight: u16,
    /// Whether they lean.
    pub italic: bool,
}

impl CssFont {
    /// The face that has it, or is nearest.
    pub(crate) fn face(self, fonts: &Fonts) -> FaceId {
        fonts.select(self.family, self.weight, self.italic)
    }

    fn bold(self) -> CssFont {
        CssFont { weight: self.weight.max(BOLD), ..self }
    }
}

/// The weight of `strong`.
const BOLD: u16 = 700;

/// The roles of pages that are made of names alone: contents, openers, the links that lead onwards.
const FURNITURE: [Role; 6] = [
    Role::ContentsTitle,
    Role::ContentsSection,
    Role::ContentsHeadline,
    Role::ContentsStandfirst,
    Role::SectionTitle,
    Role::RunningFoot,
];

/// The looks of an edition, and whether small capitals are shown in each.
pub(super) fn used_fonts(edition: &Edition) -> BTreeMap<CssFont, bool> {
    let theme = &edition.theme;
    let body = theme.style(Role::Body);
    let text = CssFont { family: body.family, weight: body.weight, italic: body.italic };
    let mut found = UsageScan { theme, looks: BTreeMap::from([(text, false)]) };
    if edition.articles().nth(1).is_some() {
        for role in FURNITURE {
            found.add(role, text);
        }
        // The words that say where a link leads.
        let foot = found.add(Role::RunningFoot, text);
        found.looks.entry(foot.bold()).or_default();
    }
    for article in edition.articles() {
        if !article.notes.is_empty() {
            found.add(Role::NotesTitle, text);
            let note = found.add(Role::Note, text);
            found.looks.entry(note.bold()).or_default();
        }
        article.nodes().for_each(|node| found.node(node, text));
    }
    found.looks
}

struct UsageScan<'t> {
    theme: &'t Theme,
    looks: BTreeMap<CssFont, bool>,
}

impl UsageScan<'_> {
    /// The look of a role within another.
    fn look(&self, role: Role, around: CssFont) -> CssFont {
        let font_declaration = selectors::font_declaration(role, self.theme);
        CssFont {
            family: font_declaration.family.unwrap_or(around.family),
            weight: font_declaration.weight.unwrap_or(around.weight),
            italic: font_declaration.italic.unwrap_or(around.italic),
        }
    }

    /// The same, of letters that are shown.
    fn add(&mut self, role: Role, around: CssFont) -> CssFont {
        let look = self.look(role, around);
        *self.looks.entry(look).or_default() |= self.theme.style(role).caps == Caps::Small;
        look
    }

    fn node(&mut self, node: &Node, around: CssFont) {
        match &node.content {
            NodeContent::Blocks(nodes) => {
                let look = self.look(node.role, around);
                nodes.iter().for_each(|node| self.node(node, look));
            }
            NodeContent::List(list) => {
                let look = self.add(node.role, around);
                list.items.iter().for_each(|item| self.node(&item.node, look));
            }
            NodeContent::Table(table) => {
                let look = self.look(node.role, around);
                let cells = table.head.iter().chain(table.rows.iter().flatten());
                cells.for_each(|cell| self.node(cell, look));
            }
            NodeContent::Text(runs) => {
                let look = self.add(node.role, around);
                runs.iter().for_each(|run| self.run(run, look));
            }
            NodeContent::Code { .. } => {
                self.add(node.role, around);
            }
            NodeContent::Picture(used) if used.picture.is_none() => {
                self.add(Role::Placeholder, around);
            }
            NodeContent::Picture(_) | NodeContent::Rule => {}
        }
    }

    fn run(&mut self, run: &Run, around: CssFont) {
        let marks = run.marks;
        let mut look = if marks.code { self.add(Role::Code, around) } else { around };
        if marks.emphasis {
            // Emphasis within italics is upright in some roles.
            self.looks.entry(CssFont { italic: false, ..look }).or_default();
            look.italic = true;
        }
        if marks.strong {
            look = look.bold();
        }
        *self.looks.entry(look).or_default() |= marks.small_caps;
    }
}
