//! What an edition is asked to be. Input: numbers, or arguments of the program. Output: arguments,
//! and the request that they stand for.

use std::path::{Path, PathBuf};

use offprint::article::{Dialect, Settings, ThemeChoice};
use offprint::convert::{Destination, OutputFormat, Request};

use super::rng::Rng;

const THEMES: &[&str] = &["magazine", "briefing", "reader", "large-print"];
const LANGUAGES: &[&str] =
    &["en-GB", "de", "fr", "ja", "ar", "he", "zh-Hans", "pt-BR", "x", "tlh", "az-Arab", "en-a-bbb"];
const PAPERS: &[&str] = &[
    "a4",
    "a5",
    "letter",
    "eink-6",
    "eink-7.8",
    "eink-10.3",
    "105x148mm",
    "400x80mm",
    "60x80mm",
    "60x400mm",
    "297x420mm",
    "170x240mm",
    "60x2000mm",
    "2000x80mm",
    "74x105mm",
    "90x120mm",
];
const STANDARDS: &[&str] =
    &["a-2a", "a-3a", "a-4", "ua-1", "ua-2", "2.0", "none", "a-2a,ua-1", "a-4,ua-2", "a-3a,ua-1"];

/// Arguments as mutants of texts have them: seldom any.
pub(crate) fn seldom(rng: &mut Rng) -> Vec<String> {
    let mut arguments = Vec::new();
    if rng.once_in(4) {
        push(&mut arguments, "--theme", rng.pick(THEMES));
    }
    if rng.once_in(4) {
        push(&mut arguments, "--paper", rng.pick(PAPERS));
    }
    if rng.once_in(20) {
        push(&mut arguments, "--dialect", rng.pick(&["ordinary", "weekly"]));
    }
    arguments
}

/// Arguments of every kind together.
pub(crate) fn combination(rng: &mut Rng) -> Vec<String> {
    let mut arguments = Vec::new();
    push(&mut arguments, "--theme", rng.pick(THEMES));
    match rng.once_in(4) {
        true => {
            let size = format!("{}x{}mm", rng.within(60..450), rng.within(80..450));
            push(&mut arguments, "--paper", &size);
        }
        false => push(&mut arguments, "--paper", rng.pick(PAPERS)),
    }
    let formats: &[&str] = &["epub", "pdf", "epub,pdf", "epub,pdf", "pdf,epub"];
    let formats = rng.pick(formats);
    push(&mut arguments, "--to", formats);
    if rng.once_in(2) {
        push(&mut arguments, "--pdf-standard", rng.pick(STANDARDS));
    }
    if rng.once_in(3) {
        push(&mut arguments, "--lang", rng.pick(LANGUAGES));
    }
    if rng.once_in(3) {
        push(&mut arguments, "--pictures", rng.pick(&["reader", "eink", "original"]));
    }
    if rng.once_in(8) {
        push(&mut arguments, "--max-size", rng.pick(&["1KB", "60KB", "1MB"]));
    }
    if rng.once_in(5) {
        push(&mut arguments, "--dialect", rng.pick(&["ordinary", "weekly"]));
    }
    if rng.once_in(4) {
        push(&mut arguments, "--title", rng.pick(&["A <b>&\"'", "\u{202e}x", " ", "-", "\u{1}"]));
    }
    if rng.once_in(4) {
        push(&mut arguments, "--date", rng.pick(&["2023-04-22", "0001-01-01", "9999-12-31"]));
    }
    for flag in ["--embed-fonts", "--kobo", "--print-pages"] {
        let possible = flag != "--kobo" || formats.contains("epub");
        if rng.once_in(3) && possible {
            arguments.push(flag.to_owned());
        }
    }
    arguments
}

fn push(arguments: &mut Vec<String>, name: &str, value: &str) {
    arguments.extend([name.to_owned(), value.to_owned()]);
}

/// The request that `offprint build INPUT -o OUT --no-cache` makes of the arguments.
pub(crate) fn request(arguments: &[String], input: &Path, out: &Path) -> Result<Request, String> {
    let mut request = Request::new(vec![input.to_owned()], Destination::Folder(out.to_owned()));
    request.font_dirs = vec![fonts()];
    let mut rest = arguments.iter();
    while let Some(name) = rest.next() {
        match name.as_str() {
            "--kobo" => request.kobo = true,
            "--print-pages" => request.print_pages = true,
            "--embed-fonts" => request.overrides.embed_fonts = Some(true),
            name => {
                let value = rest.next().ok_or_else(|| format!("{name} needs a value"))?;
                set(&mut request, name, value).ok_or_else(|| format!("{name} {value}"))?;
            }
        }
    }
    Ok(request)
}

fn set(request: &mut Request, name: &str, value: &str) -> Option<()> {
    let settings: &mut Settings = &mut request.overrides;
    match name {
        "--theme" => settings.theme = Some(ThemeChoice::of(value)),
        "--paper" => settings.paper = Some(value.parse().ok()?),
        "--pdf-standard" => settings.pdf_standard = Some(value.parse().ok()?),
        "--lang" => settings.language = value.parse().ok(),
        "--pictures" => settings.pictures = Some(value.parse().ok()?),
        "--max-size" => settings.max_size = Some(value.parse().ok()?),
        "--title" => settings.title = Some(value.to_owned()),
        "--date" => {
            let parts: Vec<i32> = value.split('-').filter_map(|part| part.parse().ok()).collect();
            let &[year, month, day] = parts.as_slice() else { return None };
            let month = time::Month::try_from(month as u8).ok()?;
            settings.date = Some(time::Date::from_calendar_date(year, month, day as u8).ok()?);
        }
        "--dialect" => {
            request.dialect =
                Some(if value == "weekly" { Dialect::Weekly } else { Dialect::Ordinary });
        }
        "--to" => {
            request.formats.retain(|format| value.split(',').any(|name| name == format.as_str()));
        }
        _ => return None,
    }
    Some(())
}

/// Whether a format is made of a request.
pub(crate) fn makes(request: &Request, format: OutputFormat) -> bool {
    request.formats.contains(&format)
}

/// The folder of the faces that the tests use.
pub(crate) fn fonts() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fonts")
}
