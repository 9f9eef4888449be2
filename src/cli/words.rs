//! Small words and numbers as people read them. Enters: counts, sizes, errors. Leaves: text.

use crate::diagnostic::Severity;

/// The stable name of a severity.
pub(super) fn severity_name(severity: Severity) -> &'static str {
    match severity {
        Severity::Notice => "notice",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

/// Leaves out the numbers by which the system knows its errors: "(os error 2)".
pub(super) fn without_numbers(message: &str) -> String {
    let mut parts = message.split(" (os error ");
    let mut plain = parts.next().unwrap_or_default().to_string();
    for part in parts {
        plain.push_str(part.split_once(')').map_or(part, |(_, after)| after));
    }
    plain
}

/// "1 page", "2 pages".
pub(super) fn count(number: usize, thing: &str) -> String {
    format!("{number} {thing}{}", if number == 1 { "" } else { "s" })
}

/// Bytes as people read them, in decimal units.
pub(super) fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{:.0} kB", bytes as f64 / 1e3),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_of_the_system_lose_their_numbers() {
        let said =
            "cannot read a.md: Not found (os error 2); cannot read b.md: Not found (os error 2)";
        let plain = "cannot read a.md: Not found; cannot read b.md: Not found";
        assert_eq!(without_numbers(said), plain);
        assert_eq!(without_numbers(plain), plain);
    }

    #[test]
    fn sizes_are_short() {
        assert_eq!([999, 12_345, 12_345_678].map(size), ["999 B", "12 kB", "12.3 MB"]);
    }
}
