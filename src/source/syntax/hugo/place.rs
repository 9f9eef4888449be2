//! Where in a text a tag stands. Input: a text, and places in it in order. Output: [`LinePlace`], which
//! says what the lines that are written there begin with.

/// Where in its line a tag stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LinePlace {
    /// What further lines begin with: the indentation of the list item, the signs of quotations.
    pub lead: String,
    /// Whether nothing but that, or the mark of a list item, stands before the tag.
    pub opens_line: bool,
    /// Where the line begins, if the white space before the tag means nothing.
    pub idle_space: Option<usize>,
    /// Whether only words in the line may stand here: in a heading, or the row of a table.
    pub within_line: bool,
}

/// A walk through the lines of a text.
pub(super) struct LineWalk<'t> {
    text: &'t str,
    line: usize,
    /// Whether the lines here may belong to the item of a list.
    in_list: bool,
}

impl<'t> LineWalk<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        LineWalk { text, line: 0, in_list: false }
    }

    /// The place of a tag, which must not stand before the last one.
    pub(super) fn place(&mut self, at: usize) -> LinePlace {
        while let Some(end) = self.text[self.line..at].find('\n').map(|end| self.line + end) {
            self.pass(self.line, end);
            self.line = end + 1;
        }
        let before = &self.text[self.line..at];
        let Marks { lead, end, is_space, in_list } = marks(before);
        let opens_line = end == before.len();
        let in_list = in_list || self.in_list;
        let idle = is_space && !in_list;
        let first = before.trim_start().chars().next();
        LinePlace {
            lead: if idle { String::new() } else { lead },
            opens_line,
            idle_space: (idle && opens_line && !before.is_empty()).then_some(self.line),
            within_line: matches!(first, Some('|')) || before.starts_with('#'),
        }
    }

    /// Notes whether a line belongs to a list.
    fn pass(&mut self, start: usize, end: usize) {
        let line = &self.text[start..end];
        if line.trim().is_empty() {
            return;
        }
        let found = marks(line);
        if found.in_list {
            self.in_list = true;
        } else if !line.starts_with([' ', '\t', '>']) {
            self.in_list = false;
        }
    }
}

/// The signs that a line begins with.
struct Marks {
    /// The same with white space for the marks of list items.
    lead: String,
    /// Where they end.
    end: usize,
    /// Whether they are nothing but white space.
    is_space: bool,
    /// Whether one is that of a list item.
    in_list: bool,
}

fn marks(line: &str) -> Marks {
    let bytes = line.as_bytes();
    let (mut at, mut lead) = (0, String::new());
    let (mut is_space, mut in_list) = (true, false);
    while let Some(byte) = bytes.get(at) {
        let figures = bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let spaced = |after: usize| matches!(bytes.get(after), Some(b' ' | b'\t'));
        match byte {
            b' ' | b'\t' => {
                lead.push(char::from(*byte));
                at += 1;
            }
            b'>' => {
                lead.push('>');
                at += 1;
                is_space = false;
            }
            b'-' | b'*' | b'+' if spaced(at + 1) => {
                lead.push(' ');
                at += 1;
                (is_space, in_list) = (false, true);
            }
            _ if (1..=9).contains(&figures)
                && matches!(bytes.get(at + figures), Some(b'.' | b')'))
                && spaced(at + figures + 1) =>
            {
                lead.extend(std::iter::repeat_n(' ', figures + 1));
                at += figures + 1;
                (is_space, in_list) = (false, true);
            }
            _ => break,
        }
    }
    Marks { lead, end: at, is_space, in_list }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(text: &str) -> LinePlace {
        LineWalk::new(text).place(text.find('@').unwrap())
    }

    #[test]
    fn lines_begin_as_those_before() {
        assert_eq!(place("a\n\n@").lead, "");
        assert_eq!(place("1. @").lead, "   ");
        assert_eq!(place("1. a\n   @").lead, "   ");
        assert_eq!(place("> - a @").lead, ">   ");
        assert!(place("1. @").opens_line && !place("a @").opens_line);
        assert!(place("| a | @ |").within_line && place("## @").within_line);
    }

    #[test]
    fn white_space_outside_lists_means_nothing() {
        assert_eq!(place("a\n\n    @").idle_space, Some(3));
        assert_eq!(place("- a\n\n    @").idle_space, None);
        assert_eq!(place("- a\n\nb\n    @").idle_space, Some(7));
    }
}
