//! Splitting of long texts. Input: blocks. Output: the same, with every text that is far longer
//! than any that is read split into several: lines are broken and pages made with a whole text in
//! view, so that one of a whole book would take memory without bounds.

use super::inline::{content, map_content};
use crate::article::{Block, BlockKind, Figure, Inline, Meta, Table, Text, plain_text};
use crate::diagnostic::{Code, Diagnostics, Severity, SourceId, Span};

/// The most bytes of a paragraph or a cell: some ten thousand words, thirty pages.
const LONGEST: usize = 60_000;

/// The most bytes of a headline or a heading: the lines of the first are broken many times over, to
/// find the best balanced, and those of the second are never split.
const LONGEST_HEADLINE: usize = 1_000;

/// The most bytes of a kicker, a standfirst, a byline or a caption: some eight hundred words, a
/// page of them.
const LONGEST_HEAD: usize = 5_000;

/// What a note, a link or the like counts besides its words: each is looked at by itself.
const MARK: usize = 12;

/// Parts texts that are too long, also within quotes, boxes and items.
pub(super) fn split_long(blocks: &mut Vec<Block>, diagnostics: &mut Diagnostics) {
    for block in blocks.iter_mut() {
        for inner in block.children_mut() {
            split_long(inner, diagnostics);
        }
    }
    if !blocks.iter().any(is_long) {
        return;
    }
    for block in std::mem::take(blocks) {
        match is_long(&block) {
            true => part(block, blocks, diagnostics),
            false => blocks.push(block),
        }
    }
}

/// Whether a text of a block itself, not of one within it, is too long.
fn is_long(block: &Block) -> bool {
    match &block.kind {
        BlockKind::Paragraph(text) | BlockKind::Postscript(text) => cost(text) > LONGEST,
        BlockKind::Crosshead { text, .. } | BlockKind::Signature(text) => {
            cost(text) > LONGEST_HEADLINE
        }
        BlockKind::Figure(figure) => cost(&figure.caption) > LONGEST_HEAD,
        BlockKind::Group(figures) => {
            figures.iter().any(|figure| cost(&figure.caption) > LONGEST_HEAD)
        }
        BlockKind::PullQuote(quote) => cost(&quote.attribution) > LONGEST_HEADLINE,
        BlockKind::Box(inner) => cost(&inner.title) > LONGEST_HEADLINE,
        BlockKind::Table(table) => rows(table).flatten().any(|cell| cost(cell) > LONGEST),
        BlockKind::Quote(_) | BlockKind::List(_) | BlockKind::Code { .. } | BlockKind::Rule => {
            false
        }
    }
}

fn rows(table: &Table) -> impl Iterator<Item = &Vec<Text>> {
    std::iter::once(&table.head).chain(&table.rows)
}

/// Parts the long text of a block.
fn part(mut block: Block, into: &mut Vec<Block>, diagnostics: &mut Diagnostics) {
    let (span, lang) = (block.span, block.lang.clone());
    let mut warn = |message: &str, help: &str| {
        diagnostics.add(Severity::Warning, Code::LongParagraph, span, message, help);
    };
    let paragraphs = |text: Text| {
        let lang = lang.clone();
        cut(text, LONGEST).into_iter().map(move |part| Block {
            kind: BlockKind::Paragraph(part),
            span,
            lang: lang.clone(),
        })
    };
    let mut rest = Text::new();
    match &mut block.kind {
        BlockKind::Paragraph(text) | BlockKind::Postscript(text) => {
            warn(
                "a paragraph is longer than thirty pages and is split",
                "add blank lines where it may be split",
            );
            return into.extend(paragraphs(std::mem::take(text)));
        }
        BlockKind::Table(table) => {
            warn(
                "a cell is longer than thirty pages and is split into several rows",
                "set the text of long cells above or below the table",
            );
            split_rows(table);
        }
        BlockKind::Crosshead { text, .. } | BlockKind::Signature(text) => {
            warn("a heading is too long; the excess follows as text", "shorten it");
            rest = shorten(text, LONGEST_HEADLINE);
        }
        BlockKind::PullQuote(quote) => {
            warn("a name is too long; the excess follows as text", "shorten it");
            rest = shorten(&mut quote.attribution, LONGEST_HEADLINE);
        }
        BlockKind::Box(inner) => {
            warn("a heading is too long; the excess follows as text", "shorten it");
            let rest = shorten(&mut inner.title, LONGEST_HEADLINE);
            inner.blocks.splice(0..0, paragraphs(rest));
        }
        BlockKind::Figure(figure) => rest = shorten_captions([figure], &mut warn),
        BlockKind::Group(figures) => rest = shorten_captions(figures, &mut warn),
        BlockKind::Quote(_) | BlockKind::List(_) | BlockKind::Code { .. } | BlockKind::Rule => {}
    }
    into.push(block);
    if !rest.is_empty() {
        into.extend(paragraphs(rest));
    }
}

/// Cuts captions; returns what is too much.
fn shorten_captions<'f>(
    figures: impl IntoIterator<Item = &'f mut Figure>,
    warn: &mut dyn FnMut(&str, &str),
) -> Text {
    warn("a caption is longer than a page; the excess follows as text", "shorten it");
    figures.into_iter().flat_map(|figure| shorten(&mut figure.caption, LONGEST_HEAD)).collect()
}

/// Cuts a text; returns what is too much.
fn shorten(text: &mut Text, most: usize) -> Text {
    let mut parts = cut(std::mem::take(text), most).into_iter();
    *text = parts.next().unwrap_or_default();
    parts.flatten().collect()
}

/// Has long cells go on in rows of their own, in which all others are empty.
fn split_rows(table: &mut Table) {
    let mut rows = Vec::new();
    let head = std::mem::take(&mut table.head);
    let mut parts = split_row(head);
    table.head = parts.next().unwrap_or_default();
    rows.extend(parts);
    rows.extend(std::mem::take(&mut table.rows).into_iter().flat_map(split_row));
    table.rows = rows;
}

fn split_row(row: Vec<Text>) -> impl Iterator<Item = Vec<Text>> {
    let mut cells: Vec<_> = row.into_iter().map(|cell| cut(cell, LONGEST).into_iter()).collect();
    let rows = cells.iter().map(ExactSizeIterator::len).max().unwrap_or(0);
    (0..rows).map(move |_| cells.iter_mut().map(|cell| cell.next().unwrap_or_default()).collect())
}

/// Cuts what stands above an article where it is far too long for that: the rest goes on as
/// paragraphs.
pub(super) fn shorten_head(
    meta: &mut Meta,
    blocks: &mut Vec<Block>,
    source: SourceId,
    diagnostics: &mut Diagnostics,
) {
    let span = Span::new(source, 0..0);
    let mut rests = Vec::new();
    let mut follow = |rest: Text| {
        rests.push(Block { kind: BlockKind::Paragraph(rest), span, lang: None });
        diagnostics.add(
            Severity::Warning,
            Code::LongParagraph,
            span,
            "the head of an article is too long; the excess follows as text",
            "shorten the headline, the kicker, the standfirst or the names",
        );
    };
    let Meta { kicker, title, standfirst, authors, place, date_text, .. } = meta;
    let kicker = kicker.iter_mut().map(|text| (text, LONGEST_HEAD));
    let standfirst = standfirst.iter_mut().map(|text| (text, LONGEST_HEAD));
    for (text, most) in kicker.chain([(title, LONGEST_HEADLINE)]).chain(standfirst) {
        if cost(text) <= most {
            continue;
        }
        follow(shorten(text, most));
    }
    if let Some(rest) = shorten_names(authors) {
        follow(vec![Inline::Text(rest)]);
    }
    for words in [place, date_text].into_iter().flatten().filter(|it| it.len() > LONGEST_HEADLINE) {
        let mut text = vec![Inline::Text(std::mem::take(words))];
        let rest = shorten(&mut text, LONGEST_HEADLINE);
        *words = plain_text(&text);
        follow(rest);
    }
    split_long(&mut rests, diagnostics);
    blocks.splice(0..0, rests);
}

/// Cuts the names of authors; returns what is too much.
fn shorten_names(authors: &mut Vec<String>) -> Option<String> {
    let mut counted = 0;
    let fit = authors.iter().take_while(|name| {
        counted += name.len() + MARK;
        counted <= LONGEST_HEAD
    });
    let rest = authors.split_off(fit.count());
    (!rest.is_empty()).then(|| rest.join(", "))
}

/// What a text counts.
fn cost(text: &[Inline]) -> usize {
    text.iter().map(cost_of).sum()
}

fn cost_of(inline: &Inline) -> usize {
    match inline {
        Inline::Text(words) => words.len(),
        Inline::Code(words) => MARK + words.len(),
        inline => MARK + content(inline).map_or(0, cost),
    }
}

/// A text in parts that count no more than `most`, as far as it can be cut.
fn cut(text: Text, most: usize) -> Vec<Text> {
    let mut parts = vec![Text::new()];
    let mut counted = 0;
    for piece in text.into_iter().flat_map(|inline| pieces(inline, most)) {
        let cost = cost_of(&piece);
        if counted + cost > most && counted > 0 {
            parts.push(Text::new());
            counted = 0;
        }
        counted += cost;
        if let Some(part) = parts.last_mut() {
            part.push(piece);
        }
    }
    parts
}

/// An inline in pieces that fit.
fn pieces(inline: Inline, most: usize) -> Vec<Inline> {
    if cost_of(&inline) <= most {
        return vec![inline];
    }
    match inline {
        Inline::Text(words) => {
            cut_words(&words, most).map(|part| Inline::Text(part.to_owned())).collect()
        }
        Inline::Code(words) => {
            cut_words(&words, most).map(|part| Inline::Code(part.to_owned())).collect()
        }
        inline => {
            let mut inner = Text::new();
            let empty = map_content(inline, |content| {
                inner = content;
                Text::new()
            });
            let wrap = |part| map_content(empty.clone(), |_| part);
            cut(inner, most).into_iter().map(wrap).collect()
        }
    }
}

/// Words in pieces that fit, cut between words where there are several.
fn cut_words(words: &str, most: usize) -> impl Iterator<Item = &str> {
    let most = most - MARK;
    let mut rest = words;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = rest.floor_char_boundary(most);
        // The space stays with what stands before it: two pieces may come to stand together again.
        let space = || rest[..end].rfind(' ').map(|at| at + 1);
        let at = if rest.len() <= most { rest.len() } else { space().unwrap_or(end) };
        let (piece, after) = rest.split_at(at);
        rest = after;
        Some(piece)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_paragraphs_are_parted_between_words_and_nothing_is_lost() {
        let words = "word ".repeat(30_000);
        let text = vec![Inline::Emphasis(vec![Inline::Text(words.trim().to_owned())])];
        let parts = cut(text, LONGEST);
        assert_eq!(parts.len(), 3);
        assert!(parts.iter().all(|part| cost(part) <= LONGEST));
        let whole: Vec<String> = parts.iter().map(|part| plain_text(part)).collect();
        assert_eq!(whole.concat(), words.trim());
    }

    #[test]
    fn pieces_that_come_to_stand_together_keep_their_space() {
        for words in [format!("{}b", "word ".repeat(12_000)), format!("a {}", "x".repeat(70_000))] {
            let parts = cut(vec![Inline::Text(words.clone())], LONGEST);
            assert_eq!(parts.iter().map(|part| plain_text(part)).collect::<String>(), words);
        }
    }

    #[test]
    fn a_word_without_end_is_cut_within_it() {
        let parts = cut(vec![Inline::Text("ü".repeat(100_000))], LONGEST);
        assert_eq!(
            parts.iter().map(|part| plain_text(part)).collect::<String>(),
            "ü".repeat(100_000)
        );
        assert!(parts.len() > 3);
    }

    #[test]
    fn what_is_too_long_for_its_place_goes_on_as_text() {
        let span = Span::new(SourceId(0), 0..0);
        let words = |count: usize| vec![Inline::Text("word ".repeat(count).trim().to_owned())];
        let row = |text| vec![text, words(1)];
        let mut blocks = vec![
            Block::new(BlockKind::Crosshead { level: 1, text: words(300), anchor: None }, span),
            Block::new(
                BlockKind::Table(Table {
                    columns: Vec::new(),
                    head: row(words(1)),
                    rows: vec![row(words(30_000)), row(words(2))],
                }),
                span,
            ),
        ];
        let mut diagnostics = Diagnostics::new();
        split_long(&mut blocks, &mut diagnostics);
        assert_eq!(diagnostics.iter().count(), 2);
        let [head, rest, table] = &blocks[..] else { panic!("{blocks:?}") };
        let (BlockKind::Crosshead { text, .. }, BlockKind::Paragraph(rest)) =
            (&head.kind, &rest.kind)
        else {
            panic!("{blocks:?}")
        };
        assert!(cost(text) <= LONGEST_HEADLINE);
        assert_eq!(plain_text(text) + &plain_text(rest), plain_text(&words(300)));
        let BlockKind::Table(table) = &table.kind else { panic!("{table:?}") };
        let said = |row: &Vec<Text>| row.iter().map(|cell| plain_text(cell)).collect::<Vec<_>>();
        let rows: Vec<Vec<String>> = table.rows.iter().map(said).collect();
        let longest: String = rows[..3].iter().map(|row| row[0].as_str()).collect();
        assert_eq!(longest, plain_text(&words(30_000)));
        assert_eq!((&*rows[0][1], &*rows[1][1], &*rows[3][0]), ("word", "", "word word"));
        assert_eq!(rows.len(), 4);
    }
}
