//! Marks for a table of contents. Input: `[TOC]`, `[[_TOC_]]`, `[[toc]]` alone in a paragraph. Output:
//! nothing: an edition has its own contents.

use crate::rewrite::Rewriter;
use crate::source::syntax::code::CodeRanges;
use crate::source::syntax::model::Syntax;
use crate::source::syntax::model::SyntaxPage;
use crate::source::syntax::report::SyntaxReport;

/// Marks for a table of contents.
#[derive(Debug)]
pub(super) struct ContentsMarks;

const MARKS: [&str; 7] =
    ["[toc]", "[[toc]]", "[[_toc_]]", "[[_toc_]]:", "${toc}", "{:toc}", "@[toc]"];

impl Syntax for ContentsMarks {
    fn rewrite(
        &self,
        _: &SyntaxPage<'_>,
        text: &str,
        rewriter: &mut Rewriter<'_>,
        _: &mut SyntaxReport<'_>,
    ) {
        let is_mark = |line: &str| {
            line.len() <= 12 && MARKS.contains(&line.trim().to_ascii_lowercase().as_str())
        };
        if !text.lines().any(is_mark) {
            return;
        }
        let code = CodeRanges::of(text);
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            if is_mark(line) && !code.hold(at) {
                rewriter.replace(at..at + line.trim_end().len(), "");
            }
            at += line.len();
        }
    }
}
