//! What must hold whatever is read. Input: bytes that a fuzzer made up, or a case that it found
//! once. Output: nothing; a panic is a finding.
//!
//! `fuzz_targets` calls these functions for hours, `tests/library/fuzz_cases.rs`, which takes this
//! file in by its path, with every case that was ever found. One function a target:
//!
//! - [`markdown`]: an article in every dialect, to both editions
//! - [`front_matter`]: what stands before it, in YAML and TOML, to both editions
//! - [`manifest`]: `economist.json` and `offprint.toml`, to both editions
//! - [`theme`]: a look, and both editions in it
//! - [`picture`]: a picture file, to what each kind of reader takes

#![allow(clippy::unwrap_used, reason = "what cannot be unwrapped here is a finding")]

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use offprint::article::{Dialect, Settings, ThemeChoice};
use offprint::convert::{ConvertError, Destination, OutputFormat, Request, convert};
use offprint::device::PictureProfile;
use offprint::files::OsFiles;
use offprint::media::{self, EncodeProfile, PdfCoding};
use tempfile::TempDir;

/// The smallest pages that are usual, so that little text fills many.
const PAPER: &str = "105x148mm";

/// More pixels are only probed: the fuzzer is to look for odd files, not for large ones.
const MOST_PIXELS: u64 = 1 << 20;

/// A picture that is there, for the articles that ask for one.
const PICTURE: &[u8] = include_bytes!("../../tests/cases/source/ordinary-pictures/input/a.png");

/// An article of some words, for what is not about articles.
const ARTICLE: &str = "# Of quays\n\nA quay is a wall that ships come to.[^1]\n\n## Stones\n\n\
                       - *granite*\n- oak\n\n> A quote.\n\n![Quay](a.png)\n\n[^1]: Or a bank.\n";

/// Makes both editions of an article in each dialect.
pub(super) fn markdown(bytes: &[u8]) {
    for (dialect, theme) in [(Dialect::Ordinary, "magazine"), (Dialect::Weekly, "briefing")] {
        let room = Room::new();
        room.write("article.md", bytes);
        room.build(Some(dialect), Some(ThemeChoice::Named(theme.to_owned())));
    }
}

/// Makes both editions of an article behind front matter of either kind.
pub(super) fn front_matter(bytes: &[u8]) {
    for fence in ["---", "+++"] {
        let fence = format!("{fence}\n");
        let room = Room::new();
        let parts = [fence.as_bytes(), bytes, b"\n", fence.as_bytes(), ARTICLE.as_bytes()];
        room.write("article.md", &parts.concat());
        room.build(None, None);
    }
}

/// Makes both editions of a folder with a manifest and settings: what stands before the first line
/// `%%`, and what stands after it.
pub(super) fn manifest(bytes: &[u8]) {
    let parted = bytes.windows(4).position(|line| line == b"\n%%\n");
    let (manifest, settings) = match parted {
        Some(at) => (&bytes[..at], &bytes[at + 4..]),
        None => (bytes, &[][..]),
    };
    let room = Room::new();
    room.write("economist.json", manifest);
    room.write("offprint.toml", settings);
    for article in ["Leaders/Of quays.md", "Leaders/ships.md", "Letters/1 letters.md"] {
        room.write(article, ARTICLE.as_bytes());
    }
    room.build(None, None);
}

/// Makes both editions in a look, if it is one.
pub(super) fn theme(bytes: &[u8]) {
    let room = Room::new();
    room.write("article.md", ARTICLE.as_bytes());
    room.write("look.toml", bytes);
    room.build(None, Some(ThemeChoice::File(room.0.path().join("in/look.toml"))));
}

/// Takes a picture to all that reads pictures. What is made of it must be a picture of the size
/// that it says.
pub(super) fn picture(bytes: &[u8]) {
    let room = Room::new();
    room.write("picture", bytes);
    let Ok(picture) = media::probe(&OsFiles, &room.0.path().join("in/picture")) else { return };
    assert!(picture.width > 0 && picture.height > 0, "{picture:?}");
    if u64::from(picture.width) * u64::from(picture.height) > MOST_PIXELS {
        return;
    }
    for profile in PictureProfile::ALL {
        let steps = EncodeProfile::steps(profile);
        for treatment in [steps.first(), steps.last()].into_iter().flatten() {
            let made = [
                media::for_epub(&OsFiles, &picture, *treatment),
                media::for_epub_cover(&OsFiles, &picture, *treatment),
            ];
            for made in made.into_iter().flatten() {
                room.write("made", &made.bytes);
                let again = media::probe(&OsFiles, &room.0.path().join("in/made")).unwrap();
                assert_eq!(again.format.media_type(), (made.media_type, made.extension));
                assert_eq!((again.width, again.height), (made.width, made.height));
            }
        }
    }
    if let Ok(media::PdfPicture::Image(made)) = media::for_pdf(&OsFiles, &picture) {
        assert!(made.width > 0 && made.height > 0 && made.data.count() > 0);
        match made.coding {
            PdfCoding::Jpeg { .. } => assert!(made.palette.is_none()),
            PdfCoding::Png { bits } => assert!([1, 2, 4, 8, 16].contains(&bits)),
        }
    }
}

/// A folder to read and a folder to write.
struct Room(TempDir);

impl Room {
    /// A folder with a picture, which is its cover too: to draw one takes longer than all the rest.
    fn new() -> Room {
        let room = Room(TempDir::new().unwrap());
        room.write("a.png", PICTURE);
        room.write("cover.png", PICTURE);
        room
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        let path = self.0.path().join("in").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    /// Makes both editions on small pages and looks at them. Input that says of itself that it is
    /// wrong is no finding; editions that cannot be made or opened are.
    fn build(&self, dialect: Option<Dialect>, theme: Option<ThemeChoice>) {
        let overrides =
            Settings { theme, paper: Some(PAPER.parse().unwrap()), ..Settings::default() };
        let destination = Destination::Folder(self.0.path().join("out"));
        let usual = Request::new(vec![self.0.path().join("in")], destination);
        let request = Request { dialect, overrides, ..usual };
        let report = match convert(&request, &|_| ()) {
            Ok(report) => report,
            Err(ConvertError::Read(_) | ConvertError::Theme(_)) => return,
            Err(error) => panic!("{error}"),
        };
        assert!(report.failures.is_empty(), "{:?}", report.failures);
        for output in &report.outputs {
            let path = output.path.as_deref().unwrap();
            match output.format {
                OutputFormat::Epub => open_epub(path),
                OutputFormat::Pdf => open_pdf(path),
            }
        }
    }
}

/// Every part of an EPUB unpacks, and its documents are well-formed XML.
fn open_epub(path: &Path) {
    let mut archive = zip::ZipArchive::new(File::open(path).unwrap()).unwrap();
    for at in 0..archive.len() {
        let mut entry = archive.by_index(at).unwrap();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        let name = entry.name();
        if [".xhtml", ".opf", ".ncx", ".xml"].iter().any(|suffix| name.ends_with(suffix)) {
            well_formed(name, std::str::from_utf8(&bytes).unwrap());
        }
    }
}

fn well_formed(name: &str, text: &str) {
    let mut reader = quick_xml::Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    loop {
        match reader.read_event() {
            Ok(quick_xml::events::Event::Eof) => return,
            Ok(_) => {}
            Err(error) => panic!("{name} is not well formed: {error}\n{text}"),
        }
    }
}

/// A PDF parses and has pages.
fn open_pdf(path: &Path) {
    let document = lopdf::Document::load(path).unwrap();
    assert!(!document.get_pages().is_empty());
}
