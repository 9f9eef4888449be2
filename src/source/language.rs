//! Language attributes in HTML. Input: tags. Output: [`Lang`]s.

use super::html::HtmlTag;
use crate::article::{Lang, LangError};
use crate::diagnostic::{Code, Diagnostics, Severity, Span};

/// The language that a tag gives its content by `lang` or `xml:lang`. One that is no language tag
/// would break both editions: it is reported and left out.
pub(super) fn attribute(
    tag: &HtmlTag<'_>,
    span: Span,
    diagnostics: &mut Diagnostics,
) -> Option<Lang> {
    let said = ["lang", "xml:lang"].into_iter().find_map(|name| tag.attribute(name))?;
    let said = said.trim();
    if said.is_empty() {
        return None;
    }
    let read: Result<Lang, LangError> = said.parse();
    if let Err(error) = &read {
        let help = "correct it, or remove it: the text then takes the surrounding language";
        diagnostics.add(Severity::Warning, Code::Html, span, error.to_string(), help);
    }
    read.ok()
}
