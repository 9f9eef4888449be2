//! Liquid, and what of Nunjucks is like it. Input: `{{ page.title | upcase }}`, `{% include x.html %}`.
//! Output: what they come to, as far as it can be known without the program that builds the site; the
//! rest keeps its words and earns a warning.
//!
//! A template reads nothing but the site's own files, and does a bounded amount of work.

mod expression;
mod filters;
mod plugins;
mod render;
mod scope;
mod strftime;
mod templates;
mod tokens;

use std::collections::BTreeMap;

use serde_norway::{Mapping, Value};

use self::render::Renderer;
use self::scope::Scope;
use crate::rewrite::Rewriter;
use crate::source::syntax::code::CodeRanges;
use crate::source::syntax::model::Syntax;
use crate::source::syntax::model::SyntaxPage;
use crate::source::syntax::report::SyntaxReport;

pub(in super::super) use self::filters::slugified;

/// Whose templates they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Engine {
    Jekyll,
    EleventyLiquid,
    Nunjucks,
}

/// The templates of an engine.
#[derive(Debug)]
pub(in super::super) struct Templates(Engine);

/// Those of Jekyll.
pub(in super::super) const JEKYLL: Templates = Templates(Engine::Jekyll);
/// Those of Eleventy, where they are Liquid's.
pub(in super::super) const ELEVENTY_LIQUID: Templates = Templates(Engine::EleventyLiquid);
/// Those of Eleventy, where they are Nunjucks'.
pub(in super::super) const NUNJUCKS: Templates = Templates(Engine::Nunjucks);

impl Syntax for Templates {
    fn rewrite(
        &self,
        page: &SyntaxPage<'_>,
        text: &str,
        rewriter: &mut Rewriter<'_>,
        report: &mut SyntaxReport<'_>,
    ) {
        let Some(engine) = engine_of(page, self.0) else { return };
        if !text.contains("{{") && !text.contains("{%") && !text.contains("{#") {
            return;
        }
        let nunjucks = engine == Engine::Nunjucks;
        let number = page.input.files.iter().position(|file| std::ptr::eq(file, page.file));
        let scope = Scope {
            site: &page.site.variables,
            eleventy: engine != Engine::Jekyll,
            nunjucks,
            page: page_values(page, number),
            front: &page.front.table,
            assigned: BTreeMap::new(),
            includes: Vec::new(),
            base: &page.site.base,
            url: page.site.url.as_deref().unwrap_or_default(),
        };
        let code = CodeRanges::of(text);
        Renderer::new(page, scope, report).page(text, &code, rewriter);
    }
}

/// The engine of an article, which its front matter may name; `None` if it has none.
fn engine_of(page: &SyntaxPage<'_>, engine: Engine) -> Option<Engine> {
    if engine == Engine::Jekyll {
        let off = page.front_value("render_with_liquid").and_then(Value::as_bool) == Some(false);
        return (!off).then_some(engine);
    }
    match page.front_value("templateEngineOverride") {
        None => Some(engine),
        Some(Value::String(engines)) if engines.contains("njk") => Some(Engine::Nunjucks),
        Some(Value::String(engines)) if engines.contains("liquid") => Some(Engine::EleventyLiquid),
        Some(_) => None,
    }
}

/// What a template calls `page`.
fn page_values(page: &SyntaxPage<'_>, number: Option<usize>) -> Value {
    let of_site = number.and_then(|number| page.site.pages.get(number));
    let mut values = of_site.map(|page| page.defaults.clone()).unwrap_or_default();
    for (key, value) in &page.front.table {
        values.insert(key.clone(), value.clone());
    }
    let mut add = |key: &str, value: String| {
        let known: &mut Mapping = &mut values;
        if !known.contains_key(key) {
            known.insert(key.into(), value.into());
        }
    };
    let name = page.file.under.rsplit('/').next().unwrap_or_default();
    if let Some(address) = of_site.and_then(|page| page.addresses.first()) {
        let slash = if address.is_empty() || address.contains('.') { "" } else { "/" };
        add("url", format!("/{address}{slash}"));
    }
    if let Some(title) = of_site.and_then(|page| page.title.clone()) {
        add("title", title);
    }
    add("name", name.to_owned());
    add("path", page.file.under.clone());
    add("slug", page.file.stem().to_owned());
    add("fileSlug", page.file.stem().to_owned());
    add("inputPath", format!("./{}", page.file.under));
    Value::Mapping(values)
}
