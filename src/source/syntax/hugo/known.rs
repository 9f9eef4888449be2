//! Shortcodes that Hugo has, and those of its common themes. Input: a call. Output: what stands in its
//! place, by what its name says: pictures, boxes, quotations, code, links, tabs, cards.

use super::form::{Form, boxed, escaped, figure, inline_words, link};
use super::tags::{Call, Params};
use crate::source::syntax::boxes;

/// A call, and what is around it.
pub(super) struct Place<'a, 't> {
    pub call: &'a Call<'t>,
    /// What stands between it and its end, if it has one.
    pub inner: Option<&'t str>,
    /// Those it stands in, the outermost first, each with how many of its parts came before.
    pub around: &'a [Around<'a, 't>],
}

/// A shortcode that is open around another.
#[derive(Debug, Clone, Copy)]
pub(super) struct Around<'a, 't> {
    pub call: &'a Call<'t>,
    /// How many shortcodes stood directly in it before.
    pub children: usize,
}

impl<'a> Place<'a, '_> {
    /// The name by which it is known: in small letters, with hyphens, without its folder.
    fn name(&self) -> String {
        plain_name(self.call.name)
    }

    fn parent(&self) -> Option<&Around<'a, '_>> {
        self.around.last()
    }
}

/// A name in small letters, with hyphens, without its folder.
pub(super) fn plain_name(name: &str) -> String {
    let name = name.rsplit('/').next().unwrap_or(name);
    let name = name.strip_suffix(".html").unwrap_or(name);
    name.to_lowercase().replace('_', "-")
}

/// What stands in place of a shortcode whose name is known and that is given what it needs.
pub(super) fn known(place: &Place<'_, '_>) -> Option<Form> {
    let name = place.name();
    let params = &place.call.params;
    pictures(&name, place)
        .or_else(|| boxes(&name, place))
        .or_else(|| code(&name, place))
        .or_else(|| media(&name, params))
        .or_else(|| links(&name, place))
        .or_else(|| layout(&name, place))
        .or_else(|| words(&name, place))
}

/// Pictures with their captions.
fn pictures(name: &str, place: &Place<'_, '_>) -> Option<Form> {
    let params = &place.call.params;
    match name {
        "figure" | "fig" | "image" | "img" | "picture" | "pic" | "photo" | "imgproc"
        | "lazyimg" | "lazy-img" | "blockimg" | "imageset" | "img-responsive"
        | "figure-captioned" | "imagecaption" | "image-caption" | "screenshot" | "bundle-image"
        | "rimg" | "resp-image" => {
            let src = params
                .any(&["src", "image", "img", "file", "path", "url", "href", "light", "default"]);
            let src = src.or_else(|| params.at(0))?;
            let by_name = ["caption", "text", "description", "cap"];
            let said = params.any(&by_name).unwrap_or_default();
            let inner = place.inner.map(str::trim).filter(|inner| !inner.is_empty());
            let caption = inner.filter(|_| said.is_empty()).unwrap_or(said);
            let alt = params
                .any(&["alt", "title", "caption"])
                .or_else(|| params.at(1).filter(|words| name != "imgproc" && !is_size(words)));
            let alt = alt.unwrap_or_default();
            Some(Form::Lines(figure(src, alt, &with_title(caption, params))))
        }
        "gallery" | "galleries" | "image-gallery" | "image-grid" | "photoset" | "carousel"
        | "slider" | "lightgallery" | "image-row" | "figures" => gallery(place),
        _ => None,
    }
}

fn is_size(words: &str) -> bool {
    words.bytes().all(|byte| byte.is_ascii_digit() || b"x% .px".contains(&byte))
}

/// A caption with the title before it and who made the picture behind it.
fn with_title(caption: &str, params: &Params<'_>) -> String {
    let mut parts = Vec::new();
    if let Some(title) = params.named("title").filter(|title| *title != caption) {
        parts.push(match params.named("link").filter(|link| !is_picture(link)) {
            Some(to) => format!("**{}**", link(title, to)),
            None => format!("**{title}**"),
        });
    }
    if !caption.is_empty() {
        let linked = params.named("link").filter(|link| parts.is_empty() && !is_picture(link));
        parts.push(match linked.filter(|_| !caption.contains(['[', '<'])) {
            Some(to) => link(caption, to),
            None => caption.to_owned(),
        });
    }
    if let Some(maker) = params.any(&["attr", "attribution", "credit"]) {
        parts.push(match params.any(&["attrlink", "attributionlink"]) {
            Some(to) => link(maker, to),
            None => maker.to_owned(),
        });
    }
    parts.join(" ")
}

/// Whether a path is that of a picture.
pub(super) fn is_picture(path: &str) -> bool {
    const SUFFIXES: [&str; 9] =
        [".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif", ".bmp", ".tiff"];
    let path = path.split(['?', '#']).next().unwrap_or_default().to_lowercase();
    SUFFIXES.iter().any(|suffix| path.ends_with(suffix))
}

/// A gallery: what it holds, or the pictures it names.
fn gallery(place: &Place<'_, '_>) -> Option<Form> {
    let params = &place.call.params;
    let named =
        params.any(&["images", "image", "src"]).map(|all| all.split(',').collect::<Vec<_>>());
    let placed = || {
        let all: Vec<&str> =
            params.places.iter().flat_map(|words| words.split(',')).map(str::trim).collect();
        (!all.is_empty() && all.iter().all(|path| is_picture(path))).then_some(all)
    };
    if let Some(images) = named.or_else(placed) {
        let figures: Vec<String> = images.iter().map(|src| figure(src.trim(), "", "")).collect();
        return Some(Form::Lines(figures.join("\n\n")));
    }
    place.inner.map(|_| Form::block("", ""))
}

/// Boxes, quotations, and what opens on a click.
fn boxes(name: &str, place: &Place<'_, '_>) -> Option<Form> {
    let params = &place.call.params;
    let kind = match name {
        "note" | "info" | "information" | "notes" | "callout-note" => "note",
        "tip" | "hint" | "success" | "check" | "callout-tip" => "tip",
        "important" | "callout-important" => "important",
        "warning" | "warn" | "attention" | "callout-warning" => "warning",
        "danger" | "error" => "warning",
        "caution" | "bug" | "callout-caution" => "caution",
        "box" | "alert" | "callout" | "admonition" | "notice" | "pageinfo" | "message"
        | "infobox" | "highlight-box" | "panel" | "banner" | "announcement" | "ad" | "aside" => "",
        "quote" | "blockquote" | "pullquote" | "epigraph" | "bq" => return quotation(place),
        "details" | "expand" | "collapse" | "spoiler" | "accordion-item" | "fold" | "toggle"
        | "hidden" | "collapsible" | "accordionitem" | "expandable" => return details(place),
        _ => return None,
    };
    if name == "hint"
        && params.at(0).is_none_or(|word| !is_kind(word))
        && params.named("type").is_none()
    {
        return finish_box("tip", title_of(params, 0), place);
    }
    if kind.is_empty() || name == "hint" {
        let given = params.any(&["type", "kind", "color", "class", "style", "level"]);
        let given = given.or_else(|| params.at(0).filter(|word| is_kind(word)));
        let kind = given.map_or_else(|| default_kind(name).to_owned(), box_kind);
        let title = title_of(params, usize::from(params.at(0).is_some_and(is_kind)));
        return finish_box(&kind, title, place);
    }
    finish_box(kind, title_of(params, 0), place)
}

/// The kind of a box that says none.
fn default_kind(name: &str) -> &str {
    match name {
        "hint" => "tip",
        "alert" | "pageinfo" | "callout" | "admonition" | "notice" | "message" | "infobox" => {
            "note"
        }
        name => name,
    }
}

fn finish_box(kind: &str, title: Option<&str>, place: &Place<'_, '_>) -> Option<Form> {
    if place.inner.is_some() {
        return Some(boxed(kind, title.unwrap_or_default()));
    }
    // Without an end, what it says is a parameter.
    let params = &place.call.params;
    let says = params.any(&["content", "text", "body", "msg", "message", "description"]);
    let title = title.filter(|title| Some(*title) != says);
    let (title, words) = match (says, title) {
        (Some(says), title) => (title.unwrap_or_default(), says),
        (None, Some(title)) => ("", title),
        (None, None) => return None,
    };
    let Form::Block { before, after } = boxed(kind, title) else { return None };
    Some(Form::Lines(format!("{before}\n\n{words}\n\n{after}")))
}

fn title_of<'p>(params: &'p Params<'_>, place: usize) -> Option<&'p str> {
    params.any(&["title", "header", "heading", "summary", "label", "name"]).or_else(|| {
        let words = params.at(place)?;
        // Signs, colours and states are no titles.
        let is_word = words.contains(' ') || words.starts_with(char::is_uppercase);
        (is_word && !is_kind(words)).then_some(words)
    })
}

/// Whether a word is a kind of box.
fn is_kind(word: &str) -> bool {
    const KINDS: [&str; 31] = [
        "note",
        "info",
        "tip",
        "hint",
        "important",
        "warning",
        "caution",
        "danger",
        "error",
        "success",
        "primary",
        "secondary",
        "default",
        "light",
        "dark",
        "question",
        "example",
        "abstract",
        "quote",
        "bug",
        "failure",
        "todo",
        "attention",
        "warn",
        "check",
        "ok",
        "blue",
        "green",
        "red",
        "yellow",
        "orange",
    ];
    KINDS.iter().any(|kind| word.eq_ignore_ascii_case(kind))
}

/// The kind of box that a word means.
fn box_kind(word: &str) -> String {
    let word = word.trim().to_lowercase();
    let word = word.rsplit([' ', '-']).next().unwrap_or(&word);
    if let Some(kind) = boxes::kind(word).filter(|kind| !kind.is_empty()) {
        return kind.to_owned();
    }
    let kind = match word {
        "default" | "light" | "dark" | "blue" | "" => "note",
        "check" | "ok" | "green" => "tip",
        "yellow" | "orange" | "red" => "warning",
        word => word,
    };
    kind.to_owned()
}

fn quotation(place: &Place<'_, '_>) -> Option<Form> {
    let params = &place.call.params;
    let author = params.any(&["author", "by", "name", "cite", "attribution", "attr"]);
    let author = author.or_else(|| params.at(0).filter(|_| place.inner.is_some()));
    let source = params.any(&["source", "title", "work", "from"]);
    let to = params.any(&["link", "url", "href", "sourcelink", "attrlink"]);
    let source = match (source, to) {
        (Some(source), Some(to)) => Some(link(source, to)),
        (source, _) => source.map(str::to_owned),
    };
    let author = match (author, to) {
        (Some(author), Some(to)) if source.is_none() => Some(link(author, to)),
        (author, _) => author.map(str::to_owned),
    };
    let by: Vec<String> = [author, source].into_iter().flatten().collect();
    let after = match by.as_slice() {
        [] => "</blockquote>".to_owned(),
        by => format!("— {}\n\n</blockquote>", by.join(", ")),
    };
    if place.inner.is_some() {
        return Some(Form::block("<blockquote>", after));
    }
    let words = params.any_or_at(&["text", "content", "quote"], 0)?;
    Some(Form::Lines(format!("<blockquote>\n\n{words}\n\n{after}")))
}

fn details(place: &Place<'_, '_>) -> Option<Form> {
    place.inner?;
    let params = &place.call.params;
    let title = params.any(&["title", "summary", "label", "header", "name", "text"]);
    let title = title.or_else(|| params.at(0)).unwrap_or_default();
    let summary = match inline_words(title) {
        words if words.is_empty() => String::new(),
        words => format!("<summary>{}</summary>", escaped(&words)),
    };
    Some(Form::block(format!("<details>{summary}"), "</details>"))
}

/// Code.
fn code(name: &str, place: &Place<'_, '_>) -> Option<Form> {
    let params = &place.call.params;
    let language = params.any(&["lang", "language", "codelang", "type", "syntax"]);
    let inner = place.inner?;
    let language = match name {
        "highlight" => language.or_else(|| params.at(0)).unwrap_or_default(),
        "code" | "code-block" | "codeblock" | "codeblocks" | "snippet" | "prism" | "source"
        | "code-toggle" | "codetoggle" | "terminal" | "console" | "cmd" | "command" | "output"
        | "example-code" | "code-highlight" => language.or_else(|| params.at(0)).unwrap_or(""),
        "mermaid" | "plantuml" | "graphviz" | "chart" | "echarts" | "markmap" | "viz"
        | "plotly" | "flowchart" | "sequence" | "diagram" | "goat" | "dot" => name,
        "tab" => return code_in_tab(place, inner),
        _ => return None,
    };
    let is_word = |word: &str| word.chars().all(|c| c.is_alphanumeric() || "+-#_.".contains(c));
    let language = if is_word(language) { language } else { "" };
    // `{{< code >}}` around a fence adds nothing.
    if inner.trim_start().starts_with("```") || inner.trim_start().starts_with("~~~") {
        return Some(Form::block("", ""));
    }
    let label = params.any(&["file", "filename", "title", "caption", "label"]).unwrap_or_default();
    let suffix = label.rsplit_once('.').map_or("", |(_, suffix)| suffix);
    let language = if language.is_empty() && is_word(suffix) { suffix } else { language };
    Some(Form::Code { language: language.to_owned(), label: label.to_owned() })
}

/// A tab whose words are code: Docsy and Kubernetes say so.
fn code_in_tab(place: &Place<'_, '_>, inner: &str) -> Option<Form> {
    let params = &place.call.params;
    let pane = place.parent().filter(|around| plain_name(around.call.name) == "tabpane");
    let text = |params: &Params<'_>| params.named("text") == Some("true");
    let of_pane = pane.is_some_and(|pane| !text(&pane.call.params) && !pane.call.markdown);
    let is_code =
        params.named("codelang").is_some() || of_pane && !place.call.markdown && !text(params);
    let is_markdown = inner.contains("```") || inner.contains("{{");
    if !is_code || is_markdown {
        return None;
    }
    let language = params.any(&["codelang", "lang"]).or_else(|| pane?.call.params.named("lang"));
    let title = params.any_or_at(&["header", "name", "title"], 0).unwrap_or_default();
    let code = inner.trim_matches('\n').to_owned();
    let language = language.unwrap_or_default().to_owned();
    if title.is_empty() {
        return Some(Form::Listing { language, code });
    }
    let fence = super::form::fence(&code);
    Some(Form::Lines(format!("**{title}**\n\n{fence}{language}\n{code}\n{fence}")))
}

/// Films, posts and other things of the web, as links.
fn media(name: &str, params: &Params<'_>) -> Option<Form> {
    let title = params.any(&["title", "caption", "alt", "label"]);
    let id = params.any_or_at(&["id", "slug", "src", "url", "video", "link"], 0);
    let (what, to) = match name {
        "youtube" | "yt" | "youtube-enhanced" | "youtubelite" | "youtube-lite" => {
            ("YouTube", web(id?, "https://www.youtube.com/watch?v="))
        }
        "vimeo" | "vimeo-simple" => ("Vimeo", web(id?, "https://vimeo.com/")),
        "bilibili" => ("Bilibili", web(id?, "https://www.bilibili.com/video/")),
        "instagram" | "instagram-simple" => ("Instagram", web(id?, "https://www.instagram.com/p/")),
        "tweet" | "x" | "twitter" | "x-simple" | "twitter-simple" | "tweet-simple" => {
            let user =
                params.named("user").or_else(|| params.at(0).filter(|_| params.at(1).is_some()));
            let post = params.any_or_at(&["id", "url"], 1).or_else(|| params.at(0))?;
            let account = user.unwrap_or("i/web");
            let to = web(post, &format!("https://x.com/{account}/status/"));
            let what = user.map_or("X".to_owned(), |user| format!("@{user} on X"));
            return Some(Form::Words(link(title.unwrap_or(&what), &to)));
        }
        "gitlab" => (
            "GitLab",
            web(
                params.any_or_at(&["url", "projectid", "id"], 0)?,
                "https://gitlab.com/-/snippets/",
            ),
        ),
        "gist" => {
            let to = match (params.at(0)?, params.at(1)) {
                (user, Some(id)) => format!("https://gist.github.com/{user}/{id}"),
                (id, None) => web(id, "https://gist.github.com/"),
            };
            let what = params.at(2).map_or("Gist".to_owned(), |file| format!("Gist: {file}"));
            return Some(Form::Words(link(&what, &to)));
        }
        "codepen" => {
            let user = params.named("user");
            let to = match user {
                Some(user) => web(id?, &format!("https://codepen.io/{user}/pen/")),
                None => web(id?, "https://codepen.io/pen/"),
            };
            ("CodePen", to)
        }
        "video" | "audio" | "mp4" | "pdf" | "asciinema" | "iframe" | "embed" | "embed-pdf"
        | "webm" => {
            let src = params.any(&["src", "url", "file", "key", "mp4", "link", "webm"]);
            let src = src.or_else(|| params.at(0))?;
            let file = src.rsplit('/').find(|part| !part.is_empty()).unwrap_or(src);
            return Some(Form::Words(link(title.unwrap_or(file), src)));
        }
        "spotify" | "soundcloud" | "tiktok" | "mastodon" | "reddit" | "jsfiddle"
        | "codesandbox" | "stackblitz" | "slideshare" | "speakerdeck" => {
            let to = id.filter(|id| id.contains("://"))?;
            return Some(Form::Words(link(title.unwrap_or(to), to)));
        }
        _ => return None,
    };
    let words = title.map_or_else(|| what.to_owned(), |title| format!("{what}: {title}"));
    Some(Form::Words(link(&words, &to)))
}

/// An address on the web: the one given, or the name behind that of its site.
fn web(id: &str, site: &str) -> String {
    if id.contains("://") { id.to_owned() } else { format!("{site}{id}") }
}

/// Links that look like buttons, and cards.
fn links(name: &str, place: &Place<'_, '_>) -> Option<Form> {
    let params = &place.call.params;
    let to = params.any(&["href", "link", "url", "relref", "ref", "to", "page"]);
    match name {
        "button" | "btn" | "link" | "hero-button" | "cta" | "a" | "external-link"
        | "newtablink" | "badge-link" | "badge" | "extlink" | "blank" => {
            let to = to.or_else(|| params.at(0).filter(|to| to.contains(['/', '#', '.'])));
            let inner = place.inner.map(str::trim).filter(|inner| !inner.is_empty());
            let named = params.any(&["text", "label", "title", "name", "content", "value"]);
            let placed = || params.at(if to == params.at(0) { 1 } else { 0 });
            let words = inner.or(named).or_else(placed);
            match (to, words) {
                (Some(to), Some(words)) if !words.contains("{{") => {
                    Some(Form::Words(link(words, to)))
                }
                (Some(to), None) => Some(Form::Words(link(to, to))),
                (_, Some(_)) if inner.is_some() => Some(Form::transparent()),
                (None, Some(words)) => Some(Form::Words(words.to_owned())),
                _ => None,
            }
        }
        "card" | "feature-card" | "feature" | "linkcard" | "link-card" | "article" | "github"
        | "github-repo" => card(name, place),
        _ => None,
    }
}

/// A card: its title, which leads where it says, and its words.
fn card(name: &str, place: &Place<'_, '_>) -> Option<Form> {
    let params = &place.call.params;
    let to = params.any(&["link", "href", "url", "repo", "projectid"]);
    let to = to.map(|to| match name {
        "github" | "github-repo" if !to.contains("://") => format!("https://github.com/{to}"),
        _ => to.to_owned(),
    });
    let title = params.any_or_at(&["title", "header", "name"], 0);
    let title = title.or(to.as_deref().filter(|_| place.inner.is_none()));
    if title.is_none() && place.inner.is_none() {
        return None;
    }
    let mut before = match (title, &to) {
        (Some(title), Some(to)) => format!("**{}**", link(&inline_words(title), to)),
        (Some(title), None) => format!("**{}**", inline_words(title)),
        (None, _) => String::new(),
    };
    for key in ["subtitle", "text", "description", "content"] {
        if let Some(words) = params.named(key) {
            before.push_str("\n\n");
            before.push_str(words);
        }
    }
    if let Some(picture) = params.any(&["image", "img"]) {
        let alt = params.named("alt").or(title).unwrap_or_default();
        before = format!("{}\n\n{before}", figure(picture, alt, ""));
    }
    let footer = params.named("footer").unwrap_or_default();
    Some(match place.inner {
        Some(_) => Form::block(before.trim(), footer),
        None => Form::Lines(before.trim().to_owned()),
    })
}

/// What only arranges its words, and headed parts of it.
fn layout(name: &str, place: &Place<'_, '_>) -> Option<Form> {
    let params = &place.call.params;
    match name {
        "columns" | "column" | "col" | "cols" | "row" | "rows" | "grid" | "cards" | "cardpane"
        | "card-group" | "card-groups" | "section" | "steps" | "tabs" | "tabpane" | "tabset"
        | "codetabs" | "codes" | "tab-group" | "tab-content" | "container" | "wrapper"
        | "group" | "feature-grid" | "hero-section" | "hero-container" | "cover" | "lead"
        | "jumbotron" | "center" | "centered" | "left" | "right" | "multicol" | "accordion"
        | "content" | "block" | "main" | "split" | "div" | "table" | "table-wrapper"
        | "timeline" | "markdown" | "md" | "unsafe" | "capture" | "list" | "header"
        | "article-body" | "stepper" => {
            place.inner?;
            let title = params.any(&["title", "caption", "heading", "header", "name"]);
            Some(match title.filter(|_| name != "tabs" && name != "steps") {
                Some(title) => Form::block(format!("**{}**", inline_words(title)), ""),
                None => Form::block("", ""),
            })
        }
        "tab" if place.inner.is_none() => {
            let title = params.any_or_at(&["header", "name", "title"], 0)?;
            Some(Form::Lines(format!("**{}**", inline_words(title))))
        }
        "tab" | "step" | "tabitem" | "tab-item" | "codetab" | "timelineitem" | "timeline-item"
        | "slide" => {
            place.inner?;
            let named = params.any(&["name", "title", "header", "label", "tabname", "tab"]);
            let title = named.or_else(|| params.at(0)).map(str::to_owned).or_else(|| {
                let around = place.parent()?;
                let items = around.call.params.any(&["items", "labels", "names", "tabs"])?;
                items.split(',').nth(around.children).map(|item| item.trim().to_owned())
            });
            let title = title.map(|title| format!("**{}**", inline_words(&title)));
            Some(Form::block(title.unwrap_or_default(), ""))
        }
        "folder" | "file" if place.around.iter().any(|a| a.call.name.starts_with("filetree")) => {
            let title = params.any_or_at(&["name", "title"], 0)?;
            let depth = place.around.iter().filter(|a| plain_name(a.call.name) == "folder").count();
            let indent = "  ".repeat(depth);
            let sign = if name == "folder" { "/" } else { "" };
            let line = format!("\n{indent}- {title}{sign}\n");
            Some(Form::Inline { before: line, after: String::new() })
        }
        _ => None,
    }
}

/// Words in the line, and what is dropped or kept as written.
fn words(name: &str, place: &Place<'_, '_>) -> Option<Form> {
    let params = &place.call.params;
    let around =
        |tag: &str| Form::Inline { before: format!("<{tag}>"), after: format!("</{tag}>") };
    let said = || params.any_or_at(&["text", "title", "content", "label", "name"], 0);
    Some(match name {
        "kbd" | "key" | "keys" | "mark" | "sub" | "sup" | "ins" | "small" | "u" | "del" => {
            let tag = match name {
                "key" | "keys" => "kbd",
                "small" => "span",
                "u" => "ins",
                name => name,
            };
            match (place.inner, said()) {
                (Some(_), _) => around(tag),
                (None, Some(words)) => Form::Words(format!("<{tag}>{}</{tag}>", escaped(words))),
                (None, None) => return None,
            }
        }
        "icon" | "fa" | "fas" | "fab" | "far" | "emoji" | "toc" | "clear" | "br" | "line"
        | "spacer" | "hr" | "linebreak" | "newline" | "pagebreak" | "more" | "feather"
        | "fontawesome" | "svg" | "link-down" | "children" | "styles" | "style" | "script"
        | "adsense" | "anchor" | "math-init" | "load-photoswipe" | "include-js" | "nbsp"
            if place.inner.is_none() =>
        {
            Form::nothing()
        }
        "comment" | "todo" if place.inner.is_some() => Form::nothing(),
        "math" | "katex" | "latex" | "mathjax" | "tex" if place.inner.is_some() => math(place)?,
        "math" | "katex" | "latex" | "mathjax" if params.places.is_empty() => Form::nothing(),
        "rawhtml" | "raw" | "html" | "safehtml" | "raw-html" | "noescape"
            if place.inner.is_some() =>
        {
            Form::block("", "")
        }
        "span" | "nobr" | "font" | "color" | "colored" | "typeit" | "text" | "hero-badge"
        | "hero-headline" | "hero-subtitle" | "bold" | "highlighted" | "underline"
            if place.inner.is_some() =>
        {
            Form::transparent()
        }
        "glossary-tooltip" | "term" | "glossary" | "tooltip" | "abbr" | "glossary-term" | "gls" => {
            match (place.inner, params.any_or_at(&["text", "term", "term_id", "id"], 0)) {
                (Some(_), _) => Form::transparent(),
                (None, Some(words)) => {
                    let written = params.named("text").is_some() || params.named("term").is_some();
                    let words =
                        if written { words.to_owned() } else { words.replace(['-', '_'], " ") };
                    Form::Words(words)
                }
                _ => return None,
            }
        }
        "feature-state" => {
            let state = params.named("state").unwrap_or_default();
            let version = params.any(&["for_k8s_version", "version"]).unwrap_or_default();
            let words = format!("{version} {state}");
            if words.trim().is_empty() {
                return None;
            }
            Form::Lines(format!("*Feature state: {}*", words.trim()))
        }
        "heading" => Form::Words(match params.at(0)? {
            "whatsnext" => "What’s next".to_owned(),
            "prerequisites" => "Before you begin".to_owned(),
            "cleanup" => "Cleaning up".to_owned(),
            "seealso" => "See also".to_owned(),
            other => crate::source::input::section_title(other),
        }),
        _ => return None,
    })
}

/// Formulas as they are written.
fn math(place: &Place<'_, '_>) -> Option<Form> {
    let inner = place.inner?.trim();
    let has_signs = inner.starts_with('$') || inner.starts_with("\\(") || inner.starts_with("\\[");
    if has_signs {
        return Some(Form::transparent());
    }
    let display = inner.contains('\n')
        || place.call.params.places.iter().any(|word| matches!(word.as_ref(), "display" | "block"));
    Some(match display {
        true => Form::Lines(format!("$$\n{inner}\n$$")),
        false => Form::Words(format!("${inner}$")),
    })
}
