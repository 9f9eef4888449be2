//! Tags that print something by themselves. Input: `{% highlight ruby %}`, `{% link _posts/x.md %}`,
//! `{% youtube id %}`, and those of plugins that nobody can know. Output: listings, addresses, pictures,
//! boxes, links; else the words within, with a warning.

use super::super::boxes::escaped;
use super::expression;
use super::filters::text;
use super::render::{Renderer, Script, Sink};
use super::tokens::Tag;

/// Carries out a tag; returns the token to go on with.
pub(super) fn tag(
    renderer: &mut Renderer<'_, '_, '_>,
    script: &Script<'_>,
    at: usize,
    tag: &Tag<'_>,
    sink: &mut Sink<'_, '_>,
) -> usize {
    let place = script.tokens[at].place.clone();
    let lower = tag.name.to_ascii_lowercase();
    let words = match (lower.as_str(), tag.end) {
        ("highlight" | "prism" | "codeblock" | "code", Some(end)) => {
            return highlight(renderer, script, at..end, tag.words, sink);
        }
        ("tabs" | "codetabs" | "tabset", Some(end)) => {
            return within(renderer, script, at..end, ["", ""], sink);
        }
        ("tab" | "codetab", Some(end)) => {
            let label = label(tag.words, renderer);
            let label = if label.is_empty() { label } else { format!("**{label}**\n\n") };
            let opening = format!("\n\n{label}");
            return within(renderer, script, at..end, [&opening, "\n\n"], sink);
        }
        ("details" | "altdetails" | "collapse" | "expand" | "spoiler", Some(end)) => {
            let label = escaped(&label(tag.words, renderer));
            let opening = format!("\n\n<details><summary>{label}</summary>\n\n");
            return within(renderer, script, at..end, [&opening, "\n\n</details>\n\n"], sink);
        }
        (name, Some(end)) if box_kind(name).is_some() => {
            return open_box(renderer, script, at..end, tag, sink);
        }
        ("block" | "markdown" | "autoescape" | "filter", Some(end)) => {
            return within(renderer, script, at..end, ["", ""], sink);
        }
        ("css" | "js" | "script" | "style" | "javascript" | "stylesheet", Some(end)) => {
            sink.put(place.start..script.tokens[end].place.end, "");
            return end + 1;
        }
        (_, Some(end)) => {
            let what = format!("the template tag `{}`", tag.name);
            renderer.report.unread(script.place(at), &what, "the text within it is kept");
            return within(renderer, script, at..end, ["", ""], sink);
        }
        ("link", None) => page_address(renderer, tag.words),
        ("post_url", None) => post_address(renderer, tag.words),
        (
            "youtube" | "youtubeembed" | "vimeo" | "gist" | "twitter" | "tweet" | "embed" | "video"
            | "audio" | "jsfiddle" | "codepen" | "iframe" | "oembed" | "spotify" | "soundcloud",
            None,
        ) => media_link(renderer, &lower, tag.words),
        (
            "image"
            | "img"
            | "figure"
            | "picture"
            | "responsive_image"
            | "responsive_image_block"
            | "imagesize"
            | "fig"
            | "photo"
            | "asset"
            | "cloudinary"
            | "imgproc",
            None,
        ) => picture(renderer, script, at, tag),
        (name, None) => return silent_or_unknown(renderer, script, at, tag, name, sink),
    };
    sink.put(place, &words);
    at + 1
}

/// Tags that print nothing of an article, and those that are not known.
fn silent_or_unknown(
    renderer: &mut Renderer<'_, '_, '_>,
    script: &Script<'_>,
    at: usize,
    tag: &Tag<'_>,
    name: &str,
    sink: &mut Sink<'_, '_>,
) -> usize {
    const SILENT: [&str; 20] = [
        "toc",
        "tableofcontents",
        "seo",
        "feed_meta",
        "increment",
        "decrement",
        "cycle",
        "extends",
        "layout",
        "import",
        "from",
        "else",
        "elsif",
        "when",
        "getbundle",
        "getbundlefileurl",
        "ads",
        "breadcrumbs",
        "echo",
        "more",
    ];
    let place = script.tokens[at].place.clone();
    // A tag that ends nothing was left over by one that is no block.
    if SILENT.contains(&name) || name.strip_prefix("end").is_some_and(|name| !name.is_empty()) {
        sink.put(place, "");
        return at + 1;
    }
    // `{%` in words that mean something else.
    let is_tag = name.starts_with(|c: char| c.is_alphabetic() || c == '_');
    if !is_tag {
        sink.put(place.clone(), &script.text[place]);
        return at + 1;
    }
    let words = said_words(renderer, tag.words);
    let what = format!("the template tag `{}`", tag.name);
    let outcome = if words.is_empty() { "it is left out" } else { "the words in it are kept" };
    renderer.report.unread(script.place(at), &what, outcome);
    sink.put(place, &words);
    at + 1
}

/// The words in quotes of a tag that nobody knows; with an address among them, a link.
fn said_words(renderer: &Renderer<'_, '_, '_>, words: &str) -> String {
    let (plain, _) = expression::arguments(words, &renderer.scope);
    let texts: Vec<String> = plain.into_iter().flatten().map(|value| text(&value)).collect();
    let is_address =
        |text: &&String| text.contains("://") || text.starts_with('/') && !text.contains(' ');
    let address = texts.iter().find(is_address);
    let said = texts.iter().find(|text| !is_address(text) && !text.trim().is_empty());
    match (said, address) {
        (Some(said), Some(address)) => format!("[{said}]({address})"),
        (Some(said), None) => said.clone(),
        (None, Some(address)) if address.contains("://") => format!("<{address}>"),
        (None, _) => String::new(),
    }
}

/// The words by which a block is called.
fn label(words: &str, renderer: &Renderer<'_, '_, '_>) -> String {
    let (plain, named) = expression::arguments(words, &renderer.scope);
    let of =
        |name: &str| named.iter().find(|(key, _)| key == name).and_then(|(_, value)| value.clone());
    let value = of("title").or_else(|| of("label")).or_else(|| of("name"));
    let first = value.or_else(|| plain.into_iter().next().flatten());
    match first {
        Some(value) => text(&value),
        // Words without quotes.
        None => words
            .split(" for=")
            .next()
            .unwrap_or_default()
            .trim_matches(['"', '\'', ' '])
            .to_owned(),
    }
}

/// Carries out what a block holds, with words in place of its tags.
fn within(
    renderer: &mut Renderer<'_, '_, '_>,
    script: &Script<'_>,
    block: std::ops::Range<usize>,
    tags: [&str; 2],
    sink: &mut Sink<'_, '_>,
) -> usize {
    sink.put(script.tokens[block.start].place.clone(), tags[0]);
    renderer.run(script, block.start + 1..block.end, sink);
    sink.put(script.tokens[block.end].place.clone(), tags[1]);
    block.end + 1
}

/// `{% highlight ruby linenos %}` as a fenced listing.
fn highlight(
    renderer: &mut Renderer<'_, '_, '_>,
    script: &Script<'_>,
    block: std::ops::Range<usize>,
    words: &str,
    sink: &mut Sink<'_, '_>,
) -> usize {
    let first = words.split([' ', ',']).next().unwrap_or_default().trim_matches(['"', '\'']);
    let (start, end) = (script.tokens[block.start].place.end, script.tokens[block.end].place.start);
    let inner = &script.text[start..end.max(start)];
    let fence = fence_for(inner);
    let alone = script.before(block.start).trim().is_empty();
    let before = if alone { "" } else { "\n\n" };
    let after = if script.ends_line(block.start) { "" } else { "\n" };
    let opening = format!("{before}{fence}{}{after}", language(first));
    let last = inner.rsplit('\n').next().unwrap_or(inner);
    let own_line = inner.contains('\n') && last.trim().is_empty();
    let closing = if own_line { fence.clone() } else { format!("\n{fence}") };
    let closing = if script.ends_line(block.end) { closing } else { format!("{closing}\n") };
    within(renderer, script, block, [&opening, &closing], sink)
}

/// A listing of its own.
pub(super) fn listing(lang: &str, code: &str) -> String {
    let fence = fence_for(code);
    format!("\n\n{fence}{}\n{}\n{fence}\n\n", language(lang), code.trim_matches('\n'))
}

fn language(name: &str) -> &str {
    let sound = |c: char| c.is_alphanumeric() || matches!(c, '+' | '#' | '-' | '_' | '.');
    if name.chars().all(sound) { name } else { "" }
}

/// A fence that no line of a listing is.
fn fence_for(code: &str) -> String {
    let longest =
        code.lines().map(|line| line.trim_start().bytes().take_while(|b| *b == b'`').count()).max();
    "`".repeat(longest.unwrap_or(0).max(2) + 1)
}

/// The kind of box that a block is.
fn box_kind(name: &str) -> Option<&'static str> {
    Some(match name {
        "note" | "info" | "information" | "notice" | "remark" | "aside" => "note",
        "tip" | "hint" | "success" => "tip",
        "important" | "alert" | "attention" => "important",
        "warning" | "warn" | "danger" | "error" => "warning",
        "caution" => "caution",
        "callout" | "admonition" | "panel" | "message" | "box" => "",
        _ => return None,
    })
}

/// A box, whose kind and title its words may name.
fn open_box(
    renderer: &mut Renderer<'_, '_, '_>,
    script: &Script<'_>,
    block: std::ops::Range<usize>,
    tag: &Tag<'_>,
    sink: &mut Sink<'_, '_>,
) -> usize {
    let name = tag.name.to_ascii_lowercase();
    let (plain, named) = expression::arguments(tag.words, &renderer.scope);
    let texts: Vec<String> = plain.into_iter().flatten().map(|value| text(&value)).collect();
    let bare = tag
        .words
        .split([' ', ',', '"', '\''])
        .find(|word| box_kind(word).is_some_and(|k| !k.is_empty()));
    let said = texts.iter().find_map(|text| box_kind(text)).or_else(|| bare.and_then(box_kind));
    let of = |key: &str| {
        named.iter().find(|(name, _)| name == key).and_then(|(_, value)| value.as_ref().map(text))
    };
    let kind = box_kind(&name).filter(|kind| !kind.is_empty()).or(said).unwrap_or("note");
    let title = of("title").or_else(|| texts.iter().find(|text| box_kind(text).is_none()).cloned());
    let is_style =
        |title: &String| title.starts_with("pop-") || !title.contains(char::is_alphabetic);
    let title = title.filter(|title| !is_style(title)).unwrap_or_default();
    let before = script.before(block.start);
    let indent = if before.trim().is_empty() { before.to_owned() } else { String::new() };
    let start = if before.trim().is_empty() { "" } else { "\n\n" };
    let opening = format!(
        "{start}<aside data-box=\"{kind}\" data-title=\"{}\">\n\n{indent}",
        escaped(&title)
    );
    let closing = format!("\n\n{indent}</aside>\n\n{indent}");
    within(renderer, script, block, [&opening, &closing], sink)
}

/// The address of a file of the site by its path: `{% link _docs/x.md %}`.
fn page_address(renderer: &Renderer<'_, '_, '_>, words: &str) -> String {
    let page = renderer.page;
    let words = filled(renderer, words);
    let path = words.trim().trim_matches(['"', '\'']).trim_start_matches('/');
    let root = page.site.root.as_deref().unwrap_or(page.input.bounds.real_root());
    let file = root.join(path);
    let under = file.strip_prefix(page.input.bounds.real_root()).ok();
    let under = under.map(|under| under.to_string_lossy().replace('\\', "/"));
    let number = page.input.files.iter().position(|file| Some(&file.under) == under.as_ref());
    address_of(renderer, number).unwrap_or_else(|| {
        // A page that is not in the input has, as a rule, its path for its address.
        let bare = path.strip_suffix(".md").or(path.strip_suffix(".markdown")).unwrap_or(path);
        format!("/{}", bare.trim_start_matches('_')).replace(' ', "%20")
    })
}

/// The address of a post by its name: `{% post_url 2020-01-02-name %}`.
fn post_address(renderer: &Renderer<'_, '_, '_>, words: &str) -> String {
    let words = filled(renderer, words);
    let name = words.trim().trim_matches(['"', '\'', '/']);
    let files = &renderer.page.input.files;
    let is_it = |stem: &str| {
        let end = format!("/{name}");
        stem == name || stem.ends_with(&end)
    };
    let number = files.iter().position(|file| {
        let stem = file.under.rsplit_once('.').map_or(file.under.as_str(), |(stem, _)| stem);
        is_it(stem)
            || stem.replace("_posts/", "").ends_with(&format!("/{name}"))
            || is_it(file.stem())
    });
    address_of(renderer, number).unwrap_or_else(|| {
        let mut parts = name.splitn(4, '-');
        let mut next = || parts.next().unwrap_or_default().to_owned();
        format!("/{}/{}/{}/{}.html", next(), next(), next(), next())
    })
}

fn address_of(renderer: &Renderer<'_, '_, '_>, number: Option<usize>) -> Option<String> {
    let page = renderer.page.site.pages.get(number?)?;
    Some(format!("/{}", page.addresses.first()?.replace(' ', "%20")))
}

/// Words in which values in braces are filled in.
fn filled(renderer: &Renderer<'_, '_, '_>, words: &str) -> String {
    let mut out = words.to_owned();
    while let Some((before, rest)) = out.split_once("{{") {
        let Some((inner, after)) = rest.split_once("}}") else { break };
        let value = expression::evaluate(inner, &renderer.scope)
            .value
            .map(|v| text(&v))
            .unwrap_or_default();
        out = format!("{before}{}{after}", value.replace("{{", ""));
    }
    out
}

/// A link to what an edition cannot play.
fn media_link(renderer: &Renderer<'_, '_, '_>, kind: &str, words: &str) -> String {
    let (plain, named) = expression::arguments(words, &renderer.scope);
    let of = |key: &str| {
        named.iter().find(|(name, _)| name == key).and_then(|(_, v)| v.as_ref().map(text))
    };
    let bare = || {
        words
            .split_whitespace()
            .next()
            .unwrap_or_default()
            .trim_matches(['"', '\'', ','])
            .to_owned()
    };
    let first =
        plain.first().cloned().flatten().map(|value| text(&value)).filter(|text| !text.is_empty());
    let id = of("url").or_else(|| of("src")).or_else(|| of("id")).or(first).unwrap_or_else(bare);
    if id.is_empty() {
        return String::new();
    }
    let (name, base) = match kind {
        "youtube" | "youtubeembed" => ("YouTube", "https://www.youtube.com/watch?v="),
        "vimeo" => ("Vimeo", "https://vimeo.com/"),
        "gist" => ("Gist", "https://gist.github.com/"),
        "twitter" | "tweet" => ("Twitter", "https://twitter.com/i/status/"),
        "jsfiddle" => ("JSFiddle", "https://jsfiddle.net/"),
        "codepen" => ("CodePen", "https://codepen.io/"),
        _ => ("", ""),
    };
    let is_address = id.contains("://") || id.starts_with('/') || base.is_empty();
    let address = if is_address { id.clone() } else { format!("{base}{id}") };
    let title = of("title").or_else(|| of("label"));
    let title = title.or_else(|| plain.get(1).cloned().flatten().map(|value| text(&value)));
    let title =
        title.filter(|title| title.contains(char::is_alphabetic)).unwrap_or_else(|| match name {
            "" => address.clone(),
            name => format!("{name}: {id}"),
        });
    format!("[{}]({})", title.replace(['[', ']'], ""), address.replace(' ', "%20"))
}

/// A picture of a plugin: `{% image "x.png", "words" %}`, `{% figure src=… caption=… %}`.
fn picture(
    renderer: &mut Renderer<'_, '_, '_>,
    script: &Script<'_>,
    at: usize,
    tag: &Tag<'_>,
) -> String {
    const SUFFIXES: [&str; 8] = [".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif", ".bmp"];
    let words = filled(renderer, tag.words);
    let (plain, named) = expression::arguments(&words, &renderer.scope);
    let texts: Vec<String> = plain.iter().flatten().map(text).collect();
    let of = |keys: &[&str]| {
        named
            .iter()
            .find(|(key, _)| keys.contains(&key.as_str()))
            .and_then(|(_, v)| v.as_ref().map(text))
    };
    let is_picture = |word: &str| {
        let bare = word.split(['?', '#']).next().unwrap_or(word).to_ascii_lowercase();
        SUFFIXES.iter().any(|suffix| bare.ends_with(suffix))
    };
    let bare = || {
        words
            .split_whitespace()
            .map(|word| word.trim_matches(['"', '\'', ',']))
            .find(|w| is_picture(w))
    };
    let target = of(&["src", "path", "url", "file", "image", "image_path"])
        .or_else(|| texts.iter().find(|text| is_picture(text)).cloned())
        .or_else(|| bare().map(str::to_owned));
    let Some(target) = target.filter(|target| !target.is_empty()) else {
        let what = format!("the template tag `{}`", tag.name);
        renderer.report.unread(script.place(at), &what, "it is left out");
        return String::new();
    };
    let said = texts.iter().find(|text| !is_picture(text) && text.contains(char::is_alphabetic));
    let alt = of(&["alt"]).or_else(|| said.cloned()).unwrap_or_default();
    let image = format!("<img src=\"{}\" alt=\"{}\">", escaped(&target), escaped(&alt));
    match of(&["caption", "title"]) {
        Some(caption) if !caption.is_empty() => {
            format!("<figure>{image}<figcaption>{caption}</figcaption></figure>")
        }
        _ => image,
    }
}

/// What an included file prints: without scripts and styles, which no edition has.
pub(super) fn without_scripts(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    let mut rest = words;
    while let Some(at) = rest.find('<') {
        let tag = &rest[at..];
        let name =
            ["script", "style", "noscript"].into_iter().find(|name| tag[1..].starts_with(name));
        let Some(name) = name else {
            out.push_str(&rest[..=at]);
            rest = &rest[at + 1..];
            continue;
        };
        out.push_str(&rest[..at]);
        let close = format!("</{name}>");
        rest = tag.find(&close).map_or("", |end| &tag[end + close.len()..]);
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_and_styles_are_not_printed() {
        assert_eq!(without_scripts("a<script>b</script>c<style>d</style>e"), "ace");
        assert_eq!(without_scripts("a<script>b"), "a");
    }

    #[test]
    fn fences_are_longer_than_those_within() {
        assert_eq!(fence_for("a\n```\nb"), "````");
        assert_eq!(fence_for("a"), "```");
    }
}
