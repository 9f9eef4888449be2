//! Hugo's shortcodes. Input: `{{< name … >}}` and `{{% name … %}}`, with and without an end. Output:
//! markdown and HTML: pictures, boxes, quotations, code, links, the words of other files. What is not
//! known keeps its words, and earns a warning.
//!
//! They are read in code too, as Hugo does, where they stand for words.
//!
//! Source: the Hugo manual, "Shortcodes", <https://gohugo.io/content-management/shortcodes/>.

mod files;
mod form;
mod known;
mod place;
mod tags;
mod template;

use std::ops::Range;

use serde_norway::Value;

use self::form::{Form, fence};
use self::known::{Around, Place, plain_name};
use self::place::{LinePlace, LineWalk};
use self::tags::{Call, Tag, TagKind};
use crate::diagnostic::Severity;
use crate::rewrite::{OffsetMap, Rewriter};
use crate::source::syntax::code::CodeRanges;
use crate::source::syntax::model::Syntax;
use crate::source::syntax::model::SyntaxPage;
use crate::source::syntax::model::value_at;
use crate::source::syntax::report::SyntaxReport;

/// The shortcodes of Hugo.
#[derive(Debug)]
pub(in super::super) struct HugoShortcodes;

/// Shortcodes deeper in one another only keep their words.
const DEEPEST_FRAMES: usize = 64;

/// How deep included files may include others.
const DEEPEST: usize = 6;

impl Syntax for HugoShortcodes {
    fn rewrite(
        &self,
        page: &SyntaxPage<'_>,
        text: &str,
        rewriter: &mut Rewriter<'_>,
        report: &mut SyntaxReport<'_>,
    ) {
        if text.contains("{{<") || text.contains("{{%") {
            rewrite(page, text, rewriter, report, None, 0);
        }
    }
}

/// Rewrites a text; one that is included stands at `outer` of the article's.
fn rewrite(
    page: &SyntaxPage<'_>,
    text: &str,
    rewriter: &mut Rewriter<'_>,
    report: &mut SyntaxReport<'_>,
    outer: Option<Range<usize>>,
    depth: usize,
) {
    let tags = tags::tags(text);
    let closed_by = tags::pairs(&tags);
    let mut pass = Pass {
        page,
        text,
        tags: &tags,
        closed_by: &closed_by,
        code: CodeRanges::of(text),
        lines: LineWalk::new(text),
        rewriter,
        report,
        outer,
        depth,
        frames: Vec::new(),
        around: Vec::new(),
        kept: vec![false; tags.len()],
    };
    let mut at = 0;
    while at < tags.len() {
        at = pass.take(at);
    }
}

/// A pass over the tags of a text.
struct Pass<'p, 't, 'r, 'm, 'n> {
    page: &'p SyntaxPage<'p>,
    text: &'t str,
    tags: &'p [Tag<'t>],
    closed_by: &'p [Option<usize>],
    code: CodeRanges,
    lines: LineWalk<'t>,
    rewriter: &'r mut Rewriter<'n>,
    report: &'r mut SyntaxReport<'m>,
    outer: Option<Range<usize>>,
    depth: usize,
    frames: Vec<Frame>,
    around: Vec<Around<'p, 't>>,
    /// Tags that stay as they are.
    kept: Vec<bool>,
}

/// A shortcode whose end is still to come.
struct Frame {
    close: usize,
    after: Ending,
    lead: String,
}

/// What stands in place of an end.
enum Ending {
    Inline(String),
    Block(String),
    Fence(String),
}

impl<'p, 't> Pass<'p, 't, '_, '_, '_> {
    /// Reads the tag at a place in the list; returns the place of the next one to read.
    fn take(&mut self, at: usize) -> usize {
        let tags = self.tags;
        let tag = &tags[at];
        match &tag.what {
            _ if self.kept[at] => at + 1,
            TagKind::Escaped(shown) => {
                // In print it is code, also where the author relied on its signs.
                let words = match self.in_code(tag.range.start) || shown.contains('`') {
                    true => shown.clone(),
                    false => format!("`{shown}`"),
                };
                self.rewriter.replace(tag.range.clone(), &words);
                at + 1
            }
            TagKind::Close(name) => {
                match self.frames.last().is_some_and(|frame| frame.close == at) {
                    true => self.close(tag),
                    false => {
                        let what =
                            format!("the end of the Hugo shortcode `{name}`, which nothing opens,");
                        self.report.unread(self.place_of(&tag.range), &what, "it is left out");
                        self.rewriter.replace(tag.range.clone(), "");
                    }
                }
                at + 1
            }
            TagKind::Open(call) => self.open(at, tag, call),
        }
    }

    /// Where something stands in the article's text.
    fn place_of(&self, range: &Range<usize>) -> Range<usize> {
        self.outer.clone().unwrap_or_else(|| range.clone())
    }

    /// Whether a place is in a listing or in code within the words; lines that are only indented do
    /// not count, since shortcodes are indented in one another.
    fn in_code(&self, at: usize) -> bool {
        let in_frame = self.frames.iter().any(|frame| matches!(frame.after, Ending::Fence(_)));
        let is_marked = |range: Range<usize>| self.text[range.start..].starts_with(['`', '~']);
        in_frame || self.code.around(at).is_some_and(is_marked)
    }

    fn open(&mut self, at: usize, tag: &Tag<'t>, call: &'p Call<'t>) -> usize {
        let close = self.closed_by[at];
        let in_code = self.in_code(tag.range.start);
        let inner = close.map(|close| &self.text[tag.range.end..self.tags[close].range.start]);
        let end = close.map_or(tag.range.end, |close| self.tags[close].range.end);
        let form = match self.frames.len() < DEEPEST_FRAMES {
            true => self.form(call, inner, &tag.range, in_code),
            false => Some(Form::transparent()),
        };
        if let Some(around) = self.around.last_mut() {
            around.children += 1;
        }
        let next = close.map_or(at, |close| close) + 1;
        if in_code {
            return match form.and_then(Form::in_code) {
                Some(words) => {
                    self.rewriter.replace(tag.range.start..end, &words);
                    next
                }
                None => {
                    close.into_iter().for_each(|close| self.kept[close] = true);
                    at + 1
                }
            };
        }
        let Some(form) = form else { return at + 1 };
        let place = self.lines.place(tag.range.start);
        match (form, close) {
            (Form::Words(words), _) => {
                self.rewriter.replace(tag.range.start..end, &words);
                next
            }
            (Form::Lines(lines), _) => {
                self.lines_in_place(tag.range.start..end, &place, &lines);
                next
            }
            (Form::Listing { language, code }, _) => {
                let lines = files::fenced(&language, &code);
                self.lines_in_place(tag.range.start..end, &place, &lines);
                next
            }
            (Form::Inline { before, .. }, None) => {
                self.rewriter.replace(tag.range.clone(), &before);
                at + 1
            }
            (Form::Block { before, after }, None) => {
                let lines = format!("{before}\n\n{after}");
                self.lines_in_place(tag.range.clone(), &place, lines.trim());
                at + 1
            }
            (Form::Code { .. }, None) => at + 1,
            (Form::Inline { before, after }, Some(close)) => {
                self.rewriter.replace(tag.range.clone(), &before);
                self.push(close, Ending::Inline(after), place.lead, call);
                at + 1
            }
            (Form::Block { before, after }, Some(close)) => {
                if place.within_line {
                    self.rewriter.replace(tag.range.clone(), "");
                    self.push(close, Ending::Inline(String::new()), place.lead, call);
                } else {
                    self.lines_in_place(tag.range.clone(), &place, &before);
                    self.push(close, Ending::Block(after), place.lead, call);
                }
                at + 1
            }
            (Form::Code { language, label }, Some(close)) => {
                self.open_code(at, call, &place, [&language, &label], close)
            }
        }
    }

    fn push(&mut self, close: usize, after: Ending, lead: String, call: &'p Call<'t>) {
        self.frames.push(Frame { close, after, lead });
        self.around.push(Around { call, children: 0 });
    }

    /// Opens a listing; code in the middle of a line stays there.
    fn open_code(
        &mut self,
        at: usize,
        call: &'p Call<'t>,
        place: &LinePlace,
        [language, label]: [&str; 2],
        close: usize,
    ) -> usize {
        let (opening, ending) = (self.tags[at].range.clone(), self.tags[close].range.clone());
        let inner = &self.text[opening.end..ending.start];
        if !inner.contains('\n') && (!place.opens_line || place.within_line) {
            let words = format!("`{}`", inner.trim());
            self.rewriter.replace(opening.start..ending.end, &words);
            return close + 1;
        }
        let fence = fence(inner);
        let mut start =
            if place.opens_line { String::new() } else { format!("\n\n{}", place.lead) };
        if !label.is_empty() {
            start.push_str(&format!("`{}`\n\n{}", label.replace('`', ""), place.lead));
        }
        let first = inner.split('\n').next().unwrap_or_default();
        let (eaten, break_after) = match first.trim().is_empty() && inner.contains('\n') {
            true => (first.len(), String::new()),
            false => (0, format!("\n{}", place.lead)),
        };
        let from = place.idle_space.unwrap_or(opening.start);
        let words = format!("{start}{fence}{language}{break_after}");
        self.rewriter.replace(from..opening.end + eaten, &words);
        self.push(close, Ending::Fence(fence), place.lead.clone(), call);
        at + 1
    }

    /// Writes the end of a shortcode.
    fn close(&mut self, tag: &Tag<'t>) {
        self.around.pop();
        let Some(frame) = self.frames.pop() else { return };
        let place = self.lines.place(tag.range.start);
        match frame.after {
            Ending::Inline(after) => _ = self.rewriter.replace(tag.range.clone(), &after),
            Ending::Block(after) => {
                // Words stand apart from those before them; tags need not.
                let is_apart = !place.opens_line || after.is_empty() || after.starts_with('<');
                let after = if is_apart { after } else { format!("\n{after}") };
                let place = LinePlace { lead: frame.lead, within_line: false, ..place };
                self.lines_in_place(tag.range.clone(), &place, &after);
            }
            Ending::Fence(fence) => {
                let start = match place.opens_line {
                    true => String::new(),
                    false => format!("\n{}", frame.lead),
                };
                let from = place.idle_space.unwrap_or(tag.range.start);
                self.rewriter.replace(from..tag.range.end, &format!("{start}{fence}\n"));
            }
        }
    }

    /// Puts lines in place of a stretch, apart from what stands around them.
    fn lines_in_place(&mut self, range: Range<usize>, place: &LinePlace, lines: &str) {
        if place.within_line {
            let words = lines.split_whitespace().collect::<Vec<_>>().join(" ");
            self.rewriter.replace(range, &words);
            return;
        }
        let from = place.idle_space.unwrap_or(range.start).max(self.rewriter.taken());
        let rest = &self.text[range.end..];
        let space = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        let ends_line = rest[space..].is_empty() || rest[space..].starts_with(['\n', '\r']);
        let lead = &place.lead;
        let mut words = String::new();
        if !place.opens_line {
            words.push_str("\n\n");
            words.push_str(lead);
        } else if place.idle_space.is_some() {
            words.push_str(lead);
        }
        for (at, line) in lines.split('\n').enumerate() {
            if at > 0 {
                words.push('\n');
                words.push_str(if line.is_empty() { lead.trim_end() } else { lead });
            }
            words.push_str(line);
        }
        if !lines.is_empty() || !ends_line {
            words.push('\n');
            words.push_str(lead.trim_end());
        }
        if !ends_line {
            words.push('\n');
            words.push_str(lead);
        }
        self.rewriter.replace(from..range.end + space, &words);
    }

    /// What stands in place of a shortcode; `None` in code for what stays.
    fn form(
        &mut self,
        call: &'p Call<'t>,
        inner: Option<&'t str>,
        range: &Range<usize>,
        in_code: bool,
    ) -> Option<Form> {
        if let Some(form) = self.with_files(call, inner, range) {
            return Some(form);
        }
        if !in_code {
            let place = Place { call, inner, around: &self.around };
            if let Some(form) = known::known(&place) {
                return Some(form);
            }
        }
        let site = &self.page.site.variables;
        let template = self.page.site.templates.get(call.name);
        let context =
            template::Context { params: &call.params, inner, site, front: &self.page.front.table };
        if let Some(form) = template.and_then(|template| template::expand(template, &context)) {
            return Some(form);
        }
        if in_code { None } else { Some(self.unknown(call, inner, range)) }
    }

    /// What needs other files or the values of the site.
    fn with_files(
        &mut self,
        call: &Call<'_>,
        inner: Option<&str>,
        range: &Range<usize>,
    ) -> Option<Form> {
        let params = &call.params;
        let name = plain_name(call.name);
        match name.as_str() {
            "ref" | "relref" => {
                let to = params.any_or_at(&["path", "ref"], 0)?;
                Some(Form::Words(files::reference(self.page, to)))
            }
            "param" => self.param(params.any_or_at(&["name"], 0)?),
            "readfile" | "include" | "includes" | "code" | "code-block" | "snippet" | "codenew"
            | "code-sample" | "code-snippet" | "import" | "embed-code" | "read-file"
            | "include-md" | "text-import" | "include-text" | "codefromfile" | "literalinclude"
            | "readmarkdown" | "rawfile" | "tab" => {
                let of_code = matches!(name.as_str(), "code" | "code-block" | "snippet" | "tab");
                let path = params.any(&["file", "path", "src", "page", "include"]);
                let path = path.or_else(|| params.at(0).filter(|_| !of_code && inner.is_none()))?;
                // With code of its own, the file only names it.
                if of_code && inner.is_some_and(|inner| !inner.trim().is_empty()) {
                    return None;
                }
                self.include(&name, path, call, range)
            }
            "imgproc" | "img" | "image" | "figure" => {
                let src = params.any_or_at(&["src", "name"], 0)?;
                let path = files::picture_named(self.page, src)?;
                let caption =
                    inner.or(params.any(&["caption", "title"])).unwrap_or_default().trim();
                let alt = params.named("alt").unwrap_or_default();
                Some(Form::Lines(form::figure(&form::target(&path), alt, caption)))
            }
            "gallery" | "galleries" | "image-gallery" | "carousel" | "slider" | "lightgallery"
                if inner.is_none() =>
            {
                files::gallery(self.page, params)
            }
            _ => None,
        }
    }

    /// A value of the front matter or the settings.
    fn param(&self, name: &str) -> Option<Form> {
        let lower = name.to_lowercase();
        let values = self.page.site_page().map(|page| &page.values);
        let own = [name, lower.as_str()].into_iter().find_map(|name| {
            let in_params = format!("params.{name}");
            let own = |path: &str| self.page.front_value(path);
            let inherited = |path: &str| value_at(values?, path);
            own(name)
                .or_else(|| own(&in_params))
                .or_else(|| inherited(name))
                .or_else(|| inherited(&in_params))
        });
        let of_site =
            || value_at(self.page.site.variables.as_mapping()?, &format!("params.{lower}"));
        let words = match own.or_else(of_site)? {
            Value::String(words) => words.clone(),
            Value::Number(number) => number.to_string(),
            Value::Bool(truth) => truth.to_string(),
            _ => return None,
        };
        Some(Form::Words(words))
    }

    /// The text of another file.
    fn include(
        &mut self,
        name: &str,
        path: &str,
        call: &Call<'_>,
        range: &Range<usize>,
    ) -> Option<Form> {
        let Some(found) = files::included(self.page, path) else {
            let message = format!("`{path}` is not there; its text is missing");
            let place = self.place_of(range);
            self.report.add(Severity::Warning, place, message, "add the file, or correct the path");
            return Some(Form::nothing());
        };
        let params = &call.params;
        let is_code = params.named("code") == Some("true")
            || !found.is_markdown && !matches!(found.suffix.as_str(), "html" | "htm" | "txt")
            || matches!(
                name,
                "codenew" | "code-sample" | "code" | "code-block" | "snippet" | "literalinclude"
            );
        if is_code || self.depth >= DEEPEST {
            return Some(files::listing(&found, params));
        }
        if !found.is_markdown {
            return Some(Form::Lines(found.text.trim().to_owned()));
        }
        let mut rewriter = Rewriter::new(&found.text);
        let outer = Some(self.place_of(range));
        rewrite(self.page, &found.text, &mut rewriter, self.report, outer, self.depth + 1);
        let rewritten = rewriter.finish(&OffsetMap::default()).map(|done| done.text);
        let text = rewritten.unwrap_or(found.text);
        let text = text.trim();
        Some(match text.contains('\n') {
            true => Form::Lines(text.to_owned()),
            false if call.markdown || !text.starts_with(['#', '-', '*', '>', '|', '<']) => {
                Form::Words(text.to_owned())
            }
            false => Form::Lines(text.to_owned()),
        })
    }

    /// A shortcode that is not known: its words stay.
    fn unknown(&mut self, call: &Call<'_>, inner: Option<&str>, range: &Range<usize>) -> Form {
        let params = &call.params;
        const HEADS: [&str; 6] = ["title", "heading", "header", "name", "term", "label"];
        const TEXTS: [&str; 9] = [
            "text",
            "caption",
            "content",
            "description",
            "subtitle",
            "summary",
            "question",
            "answer",
            "alt",
        ];
        if let Some(state) = state(call, inner.is_some()) {
            return state;
        }
        let head = params.any(&HEADS).map(|title| format!("**{}**", form::inline_words(title)));
        // Others lead to what it marks by its id, with or without its name.
        let anchors = params.named("id").filter(|id| !id.contains(char::is_whitespace)).map(|id| {
            let id = form::escaped(id);
            format!("<a id=\"{id}\"></a><a id=\"{}-{id}\"></a>", plain_name(call.name))
        });
        let head = match (anchors, head) {
            (Some(anchors), Some(head)) => Some(anchors + &head),
            (anchors, head) => head.or(anchors.filter(|_| inner.is_some())),
        };
        let mut words: Vec<String> = head.into_iter().collect();
        words.extend(TEXTS.iter().filter_map(|key| params.named(key).map(str::to_owned)));
        let sentences = params.places.iter().filter(|words| words.trim().contains(' '));
        words.extend(sentences.map(|words| words.trim().to_owned()));
        let outcome = match (inner, words.is_empty()) {
            (None, true) => "what it shows is missing",
            _ => "its text is kept",
        };
        let place = self.place_of(range);
        self.report.unread(place, &format!("the Hugo shortcode `{}`", call.name), outcome);
        let said = words.join("\n\n");
        match inner {
            None if words.len() < 2 => Form::Words(said),
            None => Form::Lines(said),
            Some(inner) if said.is_empty() && !inner.contains('\n') => Form::transparent(),
            Some(_) => Form::block(said, ""),
        }
    }
}

/// What a mark of a version says, whatever its theme makes of it: `{{< new-in 1.2 >}}`.
fn state(call: &Call<'_>, has_inner: bool) -> Option<Form> {
    let name = plain_name(call.name);
    let of_versions =
        ["new-in", "since", "deprecated", "added-in", "removed-in", "version-added", "available"];
    let version = call.params.any(&["version", "since"]).or_else(|| call.params.at(0))?;
    let is_state = of_versions.iter().any(|start| name.starts_with(start));
    let is_version = version.len() < 30 && version.contains(|c: char| c.is_ascii_digit());
    if !is_state || !is_version {
        return None;
    }
    let words = format!("*{} {version}*", crate::source::input::section_title(&name));
    Some(if has_inner { Form::block(words, "") } else { Form::Words(words) })
}
