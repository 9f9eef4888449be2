//! What of the style sheet is asked for elsewhere too. Input: roles and a theme. Output: the selector
//! of a role, and the font it declares.

use crate::theme::{Family, Role, Theme};

/// What the elements of a role are called in CSS; `None` for roles that only pages have.
pub(super) fn selector(role: Role) -> Option<&'static str> {
    Some(match role {
        Role::Body => "body",
        Role::ContentsTitle => ".contents-title",
        Role::ContentsSection => ".contents-section",
        Role::ContentsHeadline => ".contents-headline",
        Role::ContentsStandfirst => ".contents-standfirst",
        Role::SectionTitle => ".section-title",
        Role::Kicker => ".kicker",
        Role::Headline => ".headline",
        Role::Standfirst => ".standfirst",
        Role::Byline => ".byline",
        Role::Dateline => ".dateline",
        Role::Crosshead => ".crosshead",
        Role::Subhead => ".subhead",
        Role::Figure => ".figure",
        Role::FigureGroup => ".figure-group",
        Role::Caption => ".caption",
        Role::Quote => ".quote",
        Role::PullQuote => ".pull-quote",
        Role::Attribution => ".attribution",
        Role::Box => ".box",
        Role::BoxTitle => ".box-title",
        Role::List => ".list",
        Role::Code => ".code, code",
        Role::Table => ".table",
        Role::TableHead => "th",
        Role::TableCell => "td",
        Role::Rule => "hr",
        Role::Signature => ".signature",
        Role::Postscript => ".postscript",
        Role::NotesTitle => ".notes-title",
        Role::Note => ".note",
        Role::Placeholder => ".placeholder",
        Role::RunningFoot => ".edition, .length, .onwards",
        Role::CoverTitle
        | Role::CoverDate
        | Role::CoverHeadline
        | Role::CoverLine
        | Role::ContentsFolio
        | Role::BriefHeadline
        | Role::DropCap
        | Role::Picture
        | Role::ListItem
        | Role::ListLabel
        | Role::RunningHead
        | Role::Folio
        | Role::Furniture
        | Role::FurnitureTitle => return None,
    })
}

/// Whether a role is a box whose letters are those of what it holds.
pub(super) fn is_container(role: Role) -> bool {
    use Role::*;
    match role {
        Figure | FigureGroup | Table | List | Rule => true,
        CoverTitle | CoverDate | CoverHeadline | CoverLine | ContentsTitle | ContentsSection
        | ContentsHeadline | ContentsStandfirst | ContentsFolio | SectionTitle | Kicker
        | Headline | BriefHeadline | Standfirst | Byline | Dateline | Body | DropCap
        | Crosshead | Subhead | Picture | Caption | Quote | PullQuote | Attribution | Box
        | BoxTitle | ListItem | ListLabel | Code | TableHead | TableCell | Signature
        | Postscript | NotesTitle | Note | RunningHead | Folio | RunningFoot | Furniture
        | FurnitureTitle | Placeholder => false,
    }
}

/// The font declarations of a role; what is unset is inherited from the surrounding element.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct FontDeclaration {
    /// The family.
    pub family: Option<Family>,
    /// The weight.
    pub weight: Option<u16>,
    /// Whether they lean.
    pub italic: Option<bool>,
}

/// The font declarations of a role: what differs from the text.
pub(super) fn font_declaration(role: Role, theme: &Theme) -> FontDeclaration {
    if selector(role).is_none() || is_container(role) {
        return FontDeclaration::default();
    }
    let (style, body) = (theme.style(role), theme.style(Role::Body));
    FontDeclaration {
        family: Some(style.family).filter(|family| role == Role::Body || *family != body.family),
        weight: Some(style.weight).filter(|weight| *weight != body.weight),
        italic: Some(style.italic).filter(|italic| *italic != body.italic),
    }
}
