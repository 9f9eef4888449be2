//! What a piece of an edition is. Output: [`Role`].
//!
//! A new kind of block is a new role, and the compiler shows what else it needs.

/// Declares the roles with the names that theme files and CSS classes use.
macro_rules! roles {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// What a piece of an edition is.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Role { $($(#[$doc])* $name,)* }
        impl Role {
            /// Every role, in the order of declaration.
            pub const ALL: &'static [Role] = &[$(Role::$name,)*];
            /// The name in theme files, dumps and CSS classes.
            pub fn name(self) -> &'static str {
                match self { $(Role::$name => $text,)* }
            }
            /// The role of that name.
            pub(super) fn named(name: &str) -> Option<Role> {
                match name { $($text => Some(Role::$name),)* _ => None }
            }
        }
    };
}

roles! {
    /// The edition's title on the cover.
    CoverTitle = "cover-title",
    /// Date and number on the cover.
    CoverDate = "cover-date",
    /// The main headline on the cover.
    CoverHeadline = "cover-headline",
    /// Further headlines on the cover.
    CoverLine = "cover-line",
    /// The head of the contents page.
    ContentsTitle = "contents-title",
    /// A section on the contents page.
    ContentsSection = "contents-section",
    /// A headline on the contents page.
    ContentsHeadline = "contents-headline",
    /// A standfirst on the contents page.
    ContentsStandfirst = "contents-standfirst",
    /// A page number on the contents page.
    ContentsFolio = "contents-folio",
    /// The name of a section where it opens.
    SectionTitle = "section-title",
    /// A word or two above the headline.
    Kicker = "kicker",
    /// The headline.
    Headline = "headline",
    /// The headline of a brief in a digest.
    BriefHeadline = "brief-headline",
    /// The sentence under the headline.
    Standfirst = "standfirst",
    /// Who wrote the article.
    Byline = "byline",
    /// Where and when it was written.
    Dateline = "dateline",
    /// A paragraph of the body.
    Body = "body",
    /// The first letter, let into the first lines.
    DropCap = "drop-cap",
    /// A head within the body.
    Crosshead = "crosshead",
    /// A head below a crosshead.
    Subhead = "subhead",
    /// A picture with its caption.
    Figure = "figure",
    /// Pictures that follow one another.
    FigureGroup = "figure-group",
    /// The picture itself.
    Picture = "picture",
    /// The words under a picture.
    Caption = "caption",
    /// A block quotation.
    Quote = "quote",
    /// Words shown large.
    PullQuote = "pull-quote",
    /// Who said the words of a pull quote.
    Attribution = "attribution",
    /// A box beside the text, and its text.
    Box = "box",
    /// The title of a box.
    BoxTitle = "box-title",
    /// A list.
    List = "list",
    /// An item of a list.
    ListItem = "list-item",
    /// The number or bullet of an item.
    ListLabel = "list-label",
    /// A code listing.
    Code = "code",
    /// A table.
    Table = "table",
    /// A cell of a table's head.
    TableHead = "table-head",
    /// A cell of a table.
    TableCell = "table-cell",
    /// A break between parts.
    Rule = "rule",
    /// The name under a letter.
    Signature = "signature",
    /// A note after the end mark.
    Postscript = "postscript",
    /// The head above an article's notes.
    NotesTitle = "notes-title",
    /// A note.
    Note = "note",
    /// The running head of a page.
    RunningHead = "running-head",
    /// The number of a page.
    Folio = "folio",
    /// The line at the foot of a page.
    RunningFoot = "running-foot",
    /// Facts in the furniture column.
    Furniture = "furniture",
    /// A head in the furniture column.
    FurnitureTitle = "furniture-title",
    /// The frame that stands for a picture that is unavailable.
    Placeholder = "placeholder",
}
