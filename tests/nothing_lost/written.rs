//! What an author wrote, markup removed. Enters: the text of a markdown file of either kind. Leaves:
//! paragraphs of plain text.
//!
//! Deliberately simple and independent of the program: a line at a time, by pattern.

/// The paragraphs of headline, standfirst and body.
pub fn paragraphs(text: &str) -> Vec<String> {
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace("\n\r", "\n\n");
    let text = text.replace('\r', "\n");
    let body = without_front_matter(&text);
    let weekly = body.lines().find(|line| !line.trim().is_empty()).is_some_and(is_kicker);
    let mut paragraphs = Vec::new();
    let mut open = String::new();
    let mut notes = Vec::new();
    let mut in_code = false;
    for line in body.lines() {
        let line = line.trim();
        if line.starts_with("```") || line.starts_with("~~~") {
            in_code = !in_code;
            continue;
        }
        let cut = line == "--" || line.contains("单词注释");
        if weekly && cut {
            break;
        }
        if line.is_empty() || is_rule(line) || is_kicker(line) || is_dateline(line) {
            paragraphs.push(std::mem::take(&mut open));
            continue;
        }
        if in_code {
            paragraphs.push(line.to_string());
            continue;
        }
        if line.starts_with('|') {
            // Words of a table run on within a cell, not from one to the next.
            paragraphs.extend(line.split('|').map(|cell| plain(cell, &mut notes)));
            continue;
        }
        if let Some(title) = box_title(line) {
            paragraphs.extend([std::mem::take(&mut open), plain(title, &mut notes)]);
            continue;
        }
        let (line, starts) = without_mark(line);
        if starts || weekly {
            paragraphs.push(std::mem::take(&mut open));
        }
        open.push_str(&plain(line, &mut notes));
        open.push(' ');
    }
    paragraphs.push(open);
    paragraphs.retain(|paragraph| !paragraph.trim().is_empty());
    paragraphs
}

fn without_front_matter(text: &str) -> &str {
    for fence in ["---\n", "+++\n"] {
        if let Some(rest) = text.strip_prefix(fence)
            && let Some(end) = rest.find(&format!("\n{}", fence.trim_end()))
        {
            return rest[end + 4..].trim_start_matches(['-', '+', '\n']);
        }
    }
    text
}

fn is_kicker(line: &str) -> bool {
    line.starts_with("######") && !line.starts_with("#######")
}

fn is_rule(line: &str) -> bool {
    !line.chars().any(char::is_alphanumeric)
}

/// `> Apr 20th 2023`, perhaps after a place and a bar.
fn is_dateline(line: &str) -> bool {
    let Some(rest) = line.strip_prefix('>') else { return false };
    let date = rest.rsplit('|').next().unwrap_or_default().trim();
    let parts: Vec<&str> = date.split_whitespace().collect();
    matches!(parts.as_slice(), [month, day, year]
        if month.starts_with(|c: char| c.is_ascii_uppercase())
            && day.starts_with(|c: char| c.is_ascii_digit())
            && year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit()))
}

/// The title after `> [!note]`, which opens a box.
fn box_title(line: &str) -> Option<&str> {
    let words = line.strip_prefix('>')?.trim_start();
    Some(words.strip_prefix("[!")?.split_once(']')?.1)
}

/// A line without what marks it as a head, quote, item, note or row; whether it starts a paragraph.
fn without_mark(line: &str) -> (&str, bool) {
    let after_hashes = line.trim_start_matches('#');
    if after_hashes.len() < line.len() && after_hashes.starts_with(' ') {
        return (after_hashes, true);
    }
    if let Some(rest) = line.strip_prefix('>') {
        let rest = rest.trim_start();
        // Who said a pull quote stands on a line of its own.
        let (words, starts) = without_mark(rest);
        return (words, starts || rest.starts_with("--") || rest.starts_with('—'));
    }
    for bullet in ["- [ ] ", "- [x] ", "* ", "- ", "+ "] {
        if let Some(rest) = line.strip_prefix(bullet) {
            return (rest, true);
        }
    }
    if line.starts_with("[^")
        && let Some((_, rest)) = line.split_once("]:")
    {
        return (rest, true);
    }
    let after_number = line.trim_start_matches(|c: char| c.is_ascii_digit());
    if after_number.len() < line.len()
        && let Some(rest) = after_number.strip_prefix(". ")
    {
        return (rest, true);
    }
    (line, false)
}

/// A line without pictures, link targets, note labels, emphasis and entities. Notes are numbered in
/// the order they are first referred to, as they are printed.
fn plain(line: &str, notes: &mut Vec<String>) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some(letter) = rest.chars().next() {
        let after = &rest[letter.len_utf8()..];
        rest = if let Some(after) = rest.strip_prefix("![").and_then(|r| r.split_once(')')) {
            out.push(' ');
            after.1
        } else if let Some((label, after)) = rest.strip_prefix("[^").and_then(|r| r.split_once(']'))
        {
            let number = notes.iter().position(|note| note == label).unwrap_or_else(|| {
                notes.push(label.to_string());
                notes.len() - 1
            });
            out.push_str(&(number + 1).to_string());
            after
        } else if letter == ']' && after.starts_with('(') {
            after.split_once(')').map_or("", |(_, after)| after)
        } else if let Some((url, after)) = rest.strip_prefix('<').and_then(|r| r.split_once('>')) {
            out.push_str(if url.contains("://") { url } else { "" });
            after
        } else if let Some((name, after)) = rest.strip_prefix('&').and_then(|r| r.split_once(';'))
            && !name.is_empty()
            && name.len() < 9
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'#')
        {
            out.push_str(if name == "amp" { "&" } else { " " });
            after
        } else {
            match letter {
                '*' | '[' | ']' | '`' | '■' | '~' | '\\' => {}
                other => out.push(other),
            }
            after
        };
    }
    out
}
