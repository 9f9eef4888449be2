//! The words that tokens choose from. Output: an enum for each choice, with the names that theme
//! files use.

/// Declares enums whose variants have names in theme files.
macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $text:literal,)* })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$variant_doc])* $variant,)* }

        impl $name {
            /// The words of theme files, in the order of declaration.
            pub(super) const WORDS: &'static [&'static str] = &[$($text,)*];

            /// What a word means.
            pub(super) fn of(word: &str) -> Option<Self> {
                match word {
                    $($text => Some(Self::$variant),)*
                    _ => None,
                }
            }
        }
    )*};
}

words! {
    /// A family of faces. Source Serif has optical sizes: each is a family here.
    Family {
        /// Text.
        Serif = "serif",
        /// Headlines.
        SerifDisplay = "serif-display",
        /// Standfirsts.
        SerifSubhead = "serif-subhead",
        /// Text below nine points.
        SerifSmall = "serif-small",
        /// Furniture, captions, crossheads.
        Sans = "sans",
        /// Code.
        Mono = "mono",
    }

    /// How lines stand in their measure.
    Align {
        /// Both margins even.
        Justify = "justify",
        /// Even at the start.
        Left = "left",
        /// Centred.
        Center = "center",
        /// Even at the end.
        Right = "right",
    }

    /// Case as it is set.
    Caps {
        /// As written.
        Normal = "normal",
        /// In capitals.
        Upper = "upper",
        /// In small capitals.
        Small = "small",
    }

    /// The shape of figures.
    Figures {
        /// With ascenders and descenders, for text.
        OldStyle = "old-style",
        /// Of capital height.
        Lining = "lining",
        /// Of capital height and equal width, for tables and folios.
        Tabular = "tabular",
    }

    /// Where an article starts.
    ArticleStart {
        /// On a new page.
        Page = "page",
        /// After the one before.
        RunOn = "run-on",
    }

    /// What stands at the head and foot of pages.
    Furniture {
        /// A rule in the accent, section and date at the head, folio and title at the foot.
        Magazine = "magazine",
        /// Organisation and classification at the head, title and "1 of 3" at the foot.
        Briefing = "briefing",
        /// Nothing at the head; the article and the folio at the foot.
        Plain = "plain",
    }

    /// How cover and contents are numbered.
    Folios {
        /// On their own, in small roman numerals; articles begin with page 1.
        Roman = "roman",
        /// As the pages after them are.
        Arabic = "arabic",
    }

    /// Where notes stand.
    Notes {
        /// At the article's end.
        End = "end",
        /// At the foot of the column that calls them.
        Foot = "foot",
    }
}
