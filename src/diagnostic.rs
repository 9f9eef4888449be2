//! Diagnostics about the input, as plain data. Output: [`Diagnostics`], a list that every stage
//! appends to, and [`Sources`], the texts that spans point into.
//!
//! Rendering for people and machines is the business of `cli`. Stages never fail on content: they
//! report here and continue.

use std::fmt;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::rewrite::Rewritten;

/// A file among [`Sources`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SourceId(pub u32);

/// A range of bytes in the text of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// The file.
    pub source: SourceId,
    /// The first byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// A range of bytes; text beyond 4 GB is clamped.
    pub fn new(source: SourceId, range: std::ops::Range<usize>) -> Self {
        let clamp = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self { source, start: clamp(range.start), end: clamp(range.end) }
    }
}

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Severity {
    /// Something was done that the reader may want to know of.
    Notice,
    /// The edition is made, but the input has a flaw.
    Warning,
    /// Something requested is missing from the edition.
    Error,
}

impl Severity {
    /// The stable name, such as `warning`.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Notice => "notice",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// Declares the kinds of diagnostics with the name that users and scripts see.
macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// The kind of a diagnostic; its text is stable, for scripts.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Code { $($(#[$doc])* $name,)* }
        impl Code {
            /// The stable name, such as `picture-missing`.
            pub fn as_str(self) -> &'static str {
                match self { $(Code::$name => $text,)* }
            }
        }
    };
}

codes! {
    /// What kind of collection the input was taken for.
    Collection = "collection",
    /// Something written in a dialect that is not read; its words are kept.
    Syntax = "syntax",
    /// Something that looks like raw syntax is printed.
    RawSyntax = "raw-syntax",
    /// A file is not UTF-8; bytes that could not be read were replaced.
    NotUtf8 = "not-utf8",
    /// An article has nothing to print.
    EmptyArticle = "empty-article",
    /// A headline is missing; the file name is used.
    NoHeadline = "no-headline",
    /// A heading in which nothing can be seen.
    EmptyHeading = "empty-heading",
    /// Characters that no edition can show were left out or replaced.
    Unprintable = "unprintable",
    /// Front matter that cannot be read.
    FrontMatter = "front-matter",
    /// A front matter key that means nothing here.
    UnknownKey = "unknown-key",
    /// A date that cannot be read.
    BadDate = "bad-date",
    /// The manifest (`economist.json`) cannot be read or contradicts itself.
    Manifest = "manifest",
    /// The manifest names an article that is not there.
    ArticleMissing = "article-missing",
    /// An article is in the folder that the manifest does not name.
    ArticleUnlisted = "article-unlisted",
    /// A draft was left out.
    DraftSkipped = "draft-skipped",
    /// Words seem to have been lost before the text came here.
    LostWords = "lost-words",
    /// Words of the text are missing from an edition.
    WordLost = "word-lost",
    /// A stray line break in mid-sentence was joined.
    JoinedLine = "joined-line",
    /// A line of punctuation alone was dropped.
    DroppedLine = "dropped-line",
    /// A glossary or site tail was cut off.
    CutTail = "cut-tail",
    /// Raw HTML that has no place in an edition was dropped; its text stays.
    Html = "html",
    /// A comment is never closed; it is printed.
    CommentOpen = "comment-open",
    /// A row of a table has more cells than the head.
    TableRow = "table-row",
    /// A picture file is not there.
    PictureMissing = "picture-missing",
    /// A picture file cannot be read as a picture.
    PictureBroken = "picture-broken",
    /// A picture is in a format that offprint does not read.
    PictureFormat = "picture-format",
    /// A picture has more pixels than offprint will decode.
    PictureTooLarge = "picture-too-large",
    /// A file or folder is a link that leads out of the input folder.
    Outside = "outside",
    /// A picture's path leads out of the input folder.
    PictureOutside = "picture-outside",
    /// A picture is remote.
    PictureRemote = "picture-remote",
    /// A picture has no alternative text.
    PictureAlt = "picture-alt",
    /// A drawing has active content or refers to other files; these parts were removed.
    PictureActive = "picture-active",
    /// The extension of a picture file does not match its content.
    PictureName = "picture-name",
    /// A link to an article, heading or file that is not in the edition.
    LinkBroken = "link-broken",
    /// A note is referenced but not defined, or defined but not referenced.
    Note = "note",
    /// No face has a glyph for a character.
    GlyphMissing = "glyph-missing",
    /// A line could not be set within the limits of good spacing.
    LineOverfull = "line-overfull",
    /// Words reach over the edge of their page.
    OutsidePage = "outside-page",
    /// Part of an article could not be placed on any page.
    NotPlaced = "not-placed",
    /// The pages of an article were filled without looking for the best breaks.
    PlainPages = "plain-pages",
    /// A paragraph is too long and was split.
    LongParagraph = "long-paragraph",
    /// An article is too large and was left out.
    ArticleTooLarge = "article-too-large",
    /// Something is nested so deeply that some levels were removed.
    TooDeep = "too-deep",
    /// Something is too large for its page and was made to fit.
    TooLarge = "too-large",
    /// Picture quality was reduced to keep the EPUB under the maximum size.
    PicturesLowered = "pictures-lowered",
    /// An output is larger than was requested.
    FileTooLarge = "file-too-large",
    /// The settings (`offprint.toml`) hold something that cannot be used.
    Config = "config",
}

/// One message about the input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// Its kind.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// The words in question.
    pub span: Option<Span>,
    /// What is wrong, in plain words.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// What to ask of the program instead, where that would do.
    pub remedy: Option<Remedy>,
}

/// What can be asked of the program to do away with a diagnostic. How one asks is the business of who calls
/// it: a command line names an option, an editor may offer a button.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Remedy {
    /// Follow links that lead outside the input folder.
    FollowLinks,
    /// Search a further folder for fonts.
    FontFolder,
    /// Allow the EPUB to be larger.
    LargerEpub,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Severity::Notice => "notice",
            Severity::Warning => "warning",
            Severity::Error => "error",
        })
    }
}

impl fmt::Display for Diagnostic {
    /// Severity, code, message and help on one line; the place is in [`Diagnostic::span`].
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}[{}]: {}", self.severity, self.code.as_str(), self.message)?;
        match &self.help {
            Some(help) => write!(f, " ({help})"),
            None => Ok(()),
        }
    }
}

/// All diagnostics of one input, in the order they were found.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
}

impl Diagnostics {
    /// An empty list.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.list.push(diagnostic);
    }

    /// Adds one from its parts; `help` may be empty.
    pub fn add(
        &mut self,
        severity: Severity,
        code: Code,
        span: impl Into<Option<Span>>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let help = Some(help.into()).filter(|help| !help.is_empty());
        let (span, message) = (span.into(), message.into());
        self.push(Diagnostic { code, severity, span, message, help, remedy: None });
    }

    /// Says what can be asked of the program to do away with the diagnostic that was added last.
    pub fn suggest(&mut self, remedy: Remedy) {
        if let Some(last) = self.list.last_mut() {
            last.remedy = Some(remedy);
        }
    }

    /// Appends another list, as when parallel work is gathered in input order.
    pub fn append(&mut self, other: Diagnostics) {
        self.list.extend(other.list);
    }

    /// All of them, in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.list.iter()
    }

    /// All of them, to be changed.
    pub fn iter_mut(&mut self) -> std::slice::IterMut<'_, Diagnostic> {
        self.list.iter_mut()
    }

    /// Whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// How many are of this severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.list.iter().filter(|d| d.severity == severity).count()
    }

    /// The worst severity, or `None` if there is nothing to say.
    pub fn worst(&self) -> Option<Severity> {
        self.list.iter().map(|d| d.severity).max()
    }
}

/// A text that spans point into.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SourceFile {
    /// The path for display, with `/` between folders.
    pub name: String,
    /// The text after decoding, exactly as spans count it.
    pub text: String,
    /// Its body as it was read, where dialects had to be rewritten as markdown first.
    pub rewritten: Option<Rewritten>,
    /// Where its lines start, found when it is first asked: thousands of diagnostics may point into
    /// it.
    #[serde(skip)]
    lines: OnceLock<Vec<usize>>,
    /// How many characters begin before each [`STRIDE`] bytes: lines may be megabytes long.
    #[serde(skip)]
    characters: OnceLock<Vec<usize>>,
}

impl SourceFile {
    fn lines(&self) -> &[usize] {
        self.lines.get_or_init(|| {
            let ends = self.text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
            std::iter::once(0).chain(ends.map(|(at, _)| at + 1)).collect()
        })
    }

    /// The characters that begin before a byte.
    fn characters_before(&self, at: usize) -> usize {
        let begins = |byte: &u8| (*byte as i8) >= -0x40;
        let count = |bytes: &[u8]| bytes.iter().filter(|byte| begins(byte)).count();
        let counted = self.characters.get_or_init(|| {
            let counts = self.text.as_bytes().chunks(STRIDE).map(count);
            counts.scan(0, |sum, count| Some(std::mem::replace(sum, *sum + count))).collect()
        });
        let stride = (at / STRIDE).min(counted.len().saturating_sub(1));
        let rest = self.text.as_bytes().get(stride * STRIDE..at).unwrap_or_default();
        counted.get(stride).copied().unwrap_or_default() + count(rest)
    }
}

/// Bytes between two counts of characters.
const STRIDE: usize = 1024;

/// The texts read so far.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Sources {
    files: Vec<SourceFile>,
}

/// A position in a text, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Character in the line, from 1.
    pub column: usize,
}

impl Sources {
    /// No texts.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a text and returns the id that spans use.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> SourceId {
        let id = SourceId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        self.files.push(SourceFile {
            name: name.into(),
            text: text.into(),
            rewritten: None,
            lines: OnceLock::new(),
            characters: OnceLock::new(),
        });
        id
    }

    /// Keeps what the body of a text was read as.
    pub(crate) fn keep_rewritten(&mut self, id: SourceId, rewritten: Rewritten) {
        if let Some(file) = self.files.get_mut(id.0 as usize) {
            file.rewritten = Some(rewritten);
        }
    }

    /// The text of an id from [`Sources::add`]; `None` for an id of other sources.
    pub fn get(&self, id: SourceId) -> Option<&SourceFile> {
        self.files.get(id.0 as usize)
    }

    /// All texts, in the order they were added.
    pub fn iter(&self) -> impl Iterator<Item = &SourceFile> {
        self.files.iter()
    }

    /// The words of a span, empty where the span is not inside its text.
    pub fn slice(&self, span: Span) -> &str {
        self.get(span.source)
            .and_then(|file| file.text.get(span.start as usize..span.end as usize))
            .unwrap_or_default()
    }

    /// Where a span starts.
    pub fn position(&self, span: Span) -> Position {
        let Some(file) = self.get(span.source) else { return Position { line: 1, column: 1 } };
        let before = file.text.get(..span.start as usize).unwrap_or(&file.text);
        let line = file.lines().partition_point(|start| *start <= before.len());
        let start = file.lines().get(line.saturating_sub(1)).copied().unwrap_or_default();
        let column = file.characters_before(before.len()) - file.characters_before(start) + 1;
        Position { line, column }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_lines_and_characters_from_one() {
        let mut sources = Sources::new();
        let id = sources.add("a.md", "eins\nzwölf drei\n");
        let span = Span::new(id, 12..16);
        assert_eq!(sources.slice(span), "drei");
        assert_eq!(sources.position(span), Position { line: 2, column: 7 });
    }

    #[test]
    fn columns_are_counted_in_lines_of_any_length() {
        let mut sources = Sources::new();
        let id = sources.add("a.md", format!("eins\n{}drei", "zwölf ".repeat(1000)));
        for at in [0_u32, 1, 150, 500, 999] {
            let position =
                sources.position(Span::new(id, 5 + at as usize * 7..5 + at as usize * 7));
            assert_eq!(position, Position { line: 2, column: at as usize * 6 + 1 });
        }
    }
}
