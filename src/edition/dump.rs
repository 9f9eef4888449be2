//! An edition as text, to be read by people and compared by tests. Input: an [`Edition`]. Output:
//! one line per node, indented, with its id, role and words.
//!
//! Runs show their marks in brackets: `[emphasis strong|words]`, `[|words → target]`,
//! `[(fr)|mots]`. White that does not break shows as `⍽` (narrow) and `⎵`, an asked line break as
//! `⏎`.

use std::fmt::Write;

use crate::article::{Catalogue, Certification, Isbn, Issn};

use super::model::{Cover, Edition, EditionArticle, LinkTarget, Node, NodeContent, Run, TextMarks};

impl Edition {
    /// The edition as text.
    pub fn dump(&self) -> String {
        let mut out = String::new();
        self.dump_facts(&mut out);
        for section in &self.sections {
            let title = section.title.as_deref().unwrap_or("–");
            line(&mut out, 0, &format!("#{} section {title}", section.id.0));
            for article in &section.articles {
                dump_article(article, &mut out);
            }
        }
        out
    }

    fn dump_facts(&self, out: &mut String) {
        let meta = &self.meta;
        let mut fact = |name: &str, value: Option<&str>| {
            if let Some(value) = value {
                line(out, 0, &format!("{name}: {value}"));
            }
        };
        fact("title", Some(&meta.title));
        fact("date", meta.date.map(|date| date.to_string()).as_deref());
        fact("date text", meta.date_text.as_deref());
        fact("language", Some(&meta.language.0));
        fact("publisher", meta.publisher.as_deref());
        fact("authors", Some(meta.authors.join("; ").as_str()).filter(|names| !names.is_empty()));
        fact("identifier", Some(&meta.identifier));
        catalogue_facts(&meta.catalogue, &mut fact);
        fact("certified", meta.certified.as_ref().map(certification).as_deref());
        fact("header", meta.header.as_deref());
        fact("classification", meta.classification.as_deref());
        fact("theme", Some(&self.theme.name));
        let titles: Vec<&str> =
            self.main_headlines().iter().map(|article| article.title.as_str()).collect();
        let cover = match self.cover {
            Cover::Picture(id) => format!("picture {}", id.0),
            Cover::Drawn => format!("drawn: {}", titles.join(" / ")),
            Cover::None => "none".to_string(),
        };
        fact("cover", Some(&cover));
        for (id, picture) in self.pictures.iter() {
            let size = format!("{:?} {} × {}", picture.format, picture.width, picture.height);
            fact(&format!("picture {}", id.0), Some(&size));
        }
    }
}

fn catalogue_facts(catalogue: &Catalogue, fact: &mut dyn FnMut(&str, Option<&str>)) {
    let several = |words: &[String]| (!words.is_empty()).then(|| words.join("; "));
    fact("series", catalogue.series.as_deref());
    fact("volume", catalogue.volume.as_deref());
    fact("issue", catalogue.issue.as_deref());
    fact("issn", catalogue.issn.as_ref().map(Issn::to_string).as_deref());
    fact("isbn", catalogue.isbn.as_ref().map(Isbn::to_string).as_deref());
    fact("rights", catalogue.rights.as_deref());
    fact("description", catalogue.description.as_deref());
    fact("subjects", several(&catalogue.subjects).as_deref());
    fact("editors", several(&catalogue.editors).as_deref());
}

fn certification(certified: &Certification) -> String {
    let on = certified.on.map(|date| format!(" on {date}")).unwrap_or_default();
    let report = certified.report.as_ref().map(|report| format!(", {report}")).unwrap_or_default();
    format!("by {}{on}{report}", certified.by)
}

fn dump_article(article: &EditionArticle, out: &mut String) {
    line(out, 1, &format!("#{} article {}", article.id.0, article.slug));
    let mut facts = vec![article.path.clone(), article.lang.0.clone()];
    facts.extend(article.date.map(|date| date.to_string()));
    facts.push(format!("{} words", article.words));
    line(out, 2, &format!("({})", facts.join(", ")));
    if let Some(description) = &article.description {
        line(out, 2, &format!("(described: {description})"));
    }
    if !article.tags.is_empty() {
        line(out, 2, &format!("(tags: {})", article.tags.join("; ")));
    }
    for node in article.head.iter().chain(&article.body) {
        dump_node(node, 2, out);
    }
    for note in &article.notes {
        let references: Vec<String> =
            note.references.iter().map(|reference| format!(" #{}", reference.0)).collect();
        line(out, 2, &format!("note {} from{}", note.number, references.concat()));
        dump_node(&note.node, 3, out);
    }
}

fn dump_node(node: &Node, depth: usize, out: &mut String) {
    let lang = node.lang.as_ref().map(|lang| format!(" ({})", lang.0)).unwrap_or_default();
    let name = format!("#{} {}{lang}", node.id.0, node.role.name());
    match &node.content {
        NodeContent::Text(runs) => line(out, depth, &format!("{name}: {}", dump_runs(runs))),
        NodeContent::Picture(used) => {
            let picture = used.picture.map_or("placeholder".to_string(), |id| id.0.to_string());
            let alt = match (&used.alt, used.decorative) {
                (Some(words), _) => format!("alt {words}"),
                (None, true) => "decorative".to_string(),
                (None, false) => "alt –".to_string(),
            };
            line(out, depth, &format!("{name}: {picture}, {}, {alt}", used.name));
        }
        NodeContent::Blocks(nodes) => {
            line(out, depth, &name);
            nodes.iter().for_each(|node| dump_node(node, depth + 1, out));
        }
        NodeContent::Table(table) => {
            line(out, depth, &format!("{name}: {:?}", table.columns));
            for row in std::iter::once(&table.head).chain(&table.rows).filter(|row| !row.is_empty())
            {
                line(out, depth + 1, "row");
                row.iter().for_each(|cell| dump_node(cell, depth + 2, out));
            }
        }
        NodeContent::List(list) => {
            let start = list.start.map_or("bullets".to_string(), |start| format!("from {start}"));
            let spacing = if list.tight { "tight" } else { "loose" };
            line(out, depth, &format!("{name}: {start}, {spacing}"));
            for item in &list.items {
                if let Some(checked) = item.checked {
                    line(out, depth + 1, if checked { "done" } else { "to do" });
                }
                dump_node(&item.node, depth + 1, out);
            }
        }
        NodeContent::Code { lang, text } => {
            line(out, depth, &format!("{name}: {}", lang.as_deref().unwrap_or("–")));
            text.lines().for_each(|code| line(out, depth + 1, &format!("| {code}")));
        }
        NodeContent::Rule => line(out, depth, &name),
    }
}

fn dump_runs(runs: &[Run]) -> String {
    let mut out = String::new();
    for run in runs {
        let text = run.text.replace('\n', "⏎").replace('\u{a0}', "⎵").replace('\u{202f}', "⍽");
        let lang = run.lang.as_ref().map(|lang| format!("({})", lang.0));
        let marks = mark_names(run.marks).into_iter().map(str::to_string).chain(lang);
        let marks = marks.collect::<Vec<_>>().join(" ");
        let target = match &run.target {
            Some(LinkTarget::Url(url)) => format!(" → {url}"),
            Some(LinkTarget::Node(id) | LinkTarget::Note(id)) => format!(" → #{}", id.0),
            None => String::new(),
        };
        let anchor = run.anchor.map(|id| format!("#{} ", id.0)).unwrap_or_default();
        match marks.is_empty() && target.is_empty() && anchor.is_empty() {
            true => out.push_str(&text),
            false => out.push_str(&format!("[{anchor}{marks}|{text}{target}]")),
        }
    }
    out
}

fn mark_names(marks: TextMarks) -> Vec<&'static str> {
    let named = [
        (marks.emphasis, "emphasis"),
        (marks.strong, "strong"),
        (marks.strike, "strike"),
        (marks.small_caps, "small-caps"),
        (marks.superscript, "superscript"),
        (marks.subscript, "subscript"),
        (marks.code, "code"),
        (marks.end_mark, "end-mark"),
    ];
    named.into_iter().filter(|(set, _)| *set).map(|(_, name)| name).collect()
}

fn line(out: &mut String, depth: usize, text: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(out, "{:indent$}{}", "", text.trim_end(), indent = depth * 2);
}
