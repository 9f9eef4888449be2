//! What exports of Notion have that other markdown has not. Input: `Key: value` lines under the headline,
//! and `<aside>` around callouts. Output: facts that the head shows gone from the text, the others as
//! lines of their own; boxes.

use super::boxes;
use super::lines::lines;
use crate::rewrite::Rewriter;
use crate::source::syntax::model::Syntax;
use crate::source::syntax::model::SyntaxPage;
use crate::source::syntax::report::SyntaxReport;

/// The syntax of exports of Notion.
#[derive(Debug)]
pub(in super::super) struct Notion;

impl Syntax for Notion {
    fn rewrite(
        &self,
        _: &SyntaxPage<'_>,
        text: &str,
        rewriter: &mut Rewriter<'_>,
        _: &mut SyntaxReport<'_>,
    ) {
        let facts = properties(text).unwrap_or_default();
        let mut head = facts.len();
        for (at, line) in lines(text).iter().enumerate() {
            if head > 0 && !line.words.is_empty() && !line.words.starts_with("# ") {
                head -= 1;
                let Some((key, value)) = property(line.words) else { continue };
                let words = match known_key(key) {
                    Some(_) => String::new(),
                    None => format!("**{key}:** {value}  "),
                };
                rewriter.replace(line.place.clone(), &words);
            } else if !line.code && line.words == "<aside>" {
                let open = format!("{}{}\n", line.prefix, boxes::open("note", ""));
                rewriter.replace(line.place.clone(), &open);
            } else if !line.code && line.words == "</aside>" && at > 0 {
                rewriter.replace(line.place.clone(), &format!("\n{}</aside>", line.prefix));
            }
        }
    }
}

/// The properties that stand in the first lines under the headline, if that is what they are.
pub(in super::super) fn properties(text: &str) -> Option<Vec<(&str, &str)>> {
    let mut all = text.lines().skip_while(|line| line.trim().is_empty());
    all.next().filter(|line| line.starts_with("# "))?;
    let block =
        all.skip_while(|line| line.trim().is_empty()).take_while(|line| !line.trim().is_empty());
    let facts: Option<Vec<_>> = block.map(property).collect();
    facts.filter(|facts| facts.len() > 1 || facts.iter().any(|(key, _)| known_key(key).is_some()))
}

fn property(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.split_once(": ")?;
    let short =
        !key.is_empty() && key.chars().count() <= 40 && key.starts_with(char::is_alphabetic);
    let plain = !key.contains(['*', '[', '`', '.', '<']);
    (short && plain).then_some((key, value.trim()))
}

/// Our key for a property, if the article's head has a place for it.
pub(in super::super) fn known_key(key: &str) -> Option<&'static str> {
    Some(match key.to_lowercase().as_str() {
        "author" | "authors" | "created by" | "by" => "author",
        "date" | "published" | "publish date" | "published on" => "published",
        "created" | "created time" | "created at" => "created",
        "url" | "source" | "link" => "source",
        "tags" | "tag" => "tags",
        "description" | "summary" | "excerpt" => "description",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::syntax::apply::tests::rewritten;

    #[test]
    fn properties_and_callouts() {
        let text =
            "# T\n\nAuthor: Ana\nMood: calm\n\nWords: these.\n\n<aside>\n💡 Mind.\n\n</aside>\n";
        assert_eq!(
            rewritten(&Notion, text),
            "# T\n\n\n**Mood:** calm  \n\nWords: these.\n\n<aside data-box=\"note\" data-title=\"\">\n\n💡 Mind.\n\n\n</aside>\n"
        );
        assert_eq!(properties("# T\n\nA sentence: it goes on.\n"), None);
    }
}
