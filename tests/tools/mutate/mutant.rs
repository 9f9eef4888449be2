//! Mutants of articles. Input: seeds and a number. Output: a folder of articles and pictures, and
//! the arguments that its editions are made with; the same for the same number.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::constructs::{Maker, Markers, indented};
use super::options;
use super::rng::Rng;
use super::seeds::Seed;
use super::unicode::odd_run;

/// An article has no more bytes than this.
const LONGEST: usize = 60_000;
/// Pictures of more bytes than this have a stand-in: they are not what is tried here.
const LARGEST_PICTURE: u64 = 40_000;

/// What is mutated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Texts above all.
    Text,
    /// What the edition is asked to be above all.
    Options,
}

/// A mutant.
pub(crate) struct Mutant {
    pub arguments: Vec<String>,
    /// Articles by their path.
    pub articles: BTreeMap<PathBuf, Vec<u8>>,
    /// Where each of its pictures is.
    pictures: BTreeMap<PathBuf, PathBuf>,
}

impl Mutant {
    /// The mutant of a number.
    pub(crate) fn make(seeds: &[Seed], mode: Mode, seed: u64, number: u64) -> Mutant {
        let mut rng = Rng::new(seed, number);
        let mut markers = Markers::default();
        let source = &seeds[rng.below(seeds.len())];
        let (arguments, most) = match mode {
            Mode::Text => (options::seldom(&mut rng), 14),
            Mode::Options => (options::combination(&mut rng), 3),
        };
        let mut articles = BTreeMap::new();
        for _ in 0..rng.few(4) {
            let (path, text) = &source.articles[rng.below(source.articles.len())];
            let mut text = Text::new(text, seeds);
            text.mark(&mut rng, &mut markers);
            for _ in 0..rng.within(1..most + 1) {
                text.mutate(&mut rng, &mut markers);
            }
            text.mark(&mut rng, &mut markers);
            articles.insert(path.clone(), text.bytes(&mut rng));
        }
        let pictures = pictures(source, &articles);
        Mutant { arguments, articles, pictures }
    }

    /// Writes it into a folder that is empty or missing.
    pub(crate) fn write(&self, folder: &Path) -> io::Result<()> {
        for (path, bytes) in &self.articles {
            let path = folder.join(path);
            fs::create_dir_all(path.parent().unwrap_or(folder))?;
            fs::write(&path, bytes)?;
            let used = bytes.windows(8).any(|window| window.eq_ignore_ascii_case(b"seed.png"));
            if used {
                fs::write(path.with_file_name("seed.png"), stand_in(640, 400, "png")?)?;
            }
        }
        for (place, from) in &self.pictures {
            let to = folder.join(place);
            fs::create_dir_all(to.parent().unwrap_or(folder))?;
            let suffix = place.extension().and_then(|suffix| suffix.to_str()).unwrap_or_default();
            let large = fs::metadata(from)?.len() > LARGEST_PICTURE;
            match large && ["png", "jpg"].contains(&suffix) {
                true => fs::write(&to, stand_in(320, 213, suffix)?)?,
                false => _ = fs::copy(from, &to)?,
            }
        }
        Ok(())
    }
}

/// A picture in place of one that takes long.
fn stand_in(width: u32, height: u32, suffix: &str) -> io::Result<Vec<u8>> {
    let picture = image::RgbImage::from_fn(width, height, |x, y| {
        image::Rgb([(x * 255 / width) as u8, (y * 255 / height) as u8, 128])
    });
    let format = if suffix == "jpg" { image::ImageFormat::Jpeg } else { image::ImageFormat::Png };
    let mut bytes = io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).map_err(io::Error::other)?;
    Ok(bytes.into_inner())
}

/// The pictures of a seed that articles name.
fn pictures(source: &Seed, articles: &BTreeMap<PathBuf, Vec<u8>>) -> BTreeMap<PathBuf, PathBuf> {
    let texts: Vec<_> = articles.values().map(|bytes| String::from_utf8_lossy(bytes)).collect();
    let named = |path: &&PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let encoded = name.replace(' ', "%20");
        texts.iter().any(|text| text.contains(&*name) || text.contains(&encoded))
    };
    let found = source.pictures.iter().filter(named);
    found.map(|path| (path.clone(), source.folder.join(path))).collect()
}

/// An article that is being mutated.
struct Text<'s> {
    lines: Vec<String>,
    seeds: &'s [Seed],
}

impl<'s> Text<'s> {
    fn new(text: &str, seeds: &'s [Seed]) -> Text<'s> {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let mut length = 0;
        // Of a long article its beginning: the time is better spent on others.
        lines.retain(|line| {
            length += line.len() + 1;
            length <= LONGEST / 4
        });
        Text { lines, seeds }
    }

    fn line(&self, rng: &mut Rng) -> usize {
        rng.below(self.lines.len())
    }

    /// Some lines in a row; mostly few.
    fn range(&self, rng: &mut Rng) -> std::ops::Range<usize> {
        let start = self.line(rng);
        let length = rng.few(12);
        start..(start + length).min(self.lines.len())
    }

    /// Puts marker words behind words of prose.
    fn mark(&mut self, rng: &mut Rng, markers: &mut Markers) {
        for _ in 0..rng.within(1..6) {
            let at = self.line(rng);
            let Some(line) = self.lines.get_mut(at) else { return };
            let spaces: Vec<usize> = line.match_indices(' ').map(|(at, _)| at).collect();
            if spaces.len() > 2 {
                let at = spaces[rng.below(spaces.len())];
                line.insert_str(at, &format!(" {}", markers.next()));
            }
        }
    }

    fn mutate(&mut self, rng: &mut Rng, markers: &mut Markers) {
        if self.lines.is_empty() {
            self.lines.push(String::new());
        }
        match rng.below(10) {
            0..=4 => self.insert(rng, markers),
            5 | 6 => self.change_lines(rng),
            _ => self.change_letters(rng),
        }
        let mut length = 0;
        self.lines.retain(|line| {
            length += line.len() + 1;
            length <= LONGEST
        });
    }

    /// Puts constructs, or parts of other articles, anywhere.
    fn insert(&mut self, rng: &mut Rng, markers: &mut Markers) {
        let (kind, at) = (rng.below(8), self.line(rng));
        let text = match kind {
            0 => self.other_lines(rng).join("\n"),
            _ => Maker { rng, markers }.block(0),
        };
        match kind {
            // In the middle of a line.
            1 => {
                let line = &mut self.lines[at];
                let place = boundary(line, rng);
                line.insert_str(place, &Maker { rng, markers }.inline());
            }
            // In whatever the line before it is in.
            2 => {
                let by = rng.pick(&["  ", "    ", "> ", "   ", "\t", "      "]);
                let inner = indented(&text, by);
                self.splice(at, &inner, false);
            }
            3 => self.splice(at, &text, false),
            _ => self.splice(at, &text, true),
        }
    }

    fn splice(&mut self, at: usize, text: &str, alone: bool) {
        let mut lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
        if alone {
            lines.insert(0, String::new());
            lines.push(String::new());
        }
        let at = at.min(self.lines.len());
        self.lines.splice(at..at, lines);
    }

    fn other_lines(&self, rng: &mut Rng) -> Vec<String> {
        let seed = &self.seeds[rng.below(self.seeds.len())];
        let (_, text) = &seed.articles[rng.below(seed.articles.len())];
        let lines: Vec<&str> = text.lines().collect();
        let (start, length) = (rng.below(lines.len()), rng.few(12));
        lines.into_iter().skip(start).take(length).map(str::to_owned).collect()
    }

    fn change_lines(&mut self, rng: &mut Rng) {
        let range = self.range(rng);
        let (start, at) = (range.start, self.line(rng));
        match rng.below(11) {
            0 => _ = self.lines.drain(range),
            1 | 2 => {
                let copy = self.lines[range].to_vec();
                let times = if rng.once_in(10) { rng.within(5..40) } else { rng.few(3) };
                let copies = copy.iter().cycle().take(copy.len() * times).cloned();
                let copies: Vec<String> = copies.collect();
                self.lines.splice(at..at, copies);
            }
            3 => {
                let moved: Vec<String> = self.lines.drain(range).collect();
                let at = at.min(self.lines.len());
                self.lines.splice(at..at, moved);
            }
            4 => self.lines.swap(start, at),
            5 => {
                let joined = self.lines[range.clone()].join(rng.pick(&["", " ", "  ", "\t"]));
                self.lines.splice(range, [joined]);
            }
            6 => {
                let place = boundary(&self.lines[start], rng);
                let rest = self.lines[start].split_off(place);
                self.lines.insert(start + 1, rest);
            }
            7 => {
                let by =
                    rng.pick(&[" ", "  ", "    ", "\t", "> ", "- ", "1. ", "# ", "| ", "\u{a0}"]);
                self.lines[range].iter_mut().for_each(|line| line.insert_str(0, by));
            }
            8 => self.lines[range].iter_mut().for_each(|line| *line = line.trim_start().to_owned()),
            9 => self.lines[range].iter_mut().for_each(|line| line.push_str("  ")),
            _ => self.lines.retain(|line| !line.is_empty()),
        }
    }

    fn change_letters(&mut self, rng: &mut Rng) {
        let at = self.line(rng);
        let line = &mut self.lines[at];
        let place = boundary(line, rng);
        match rng.below(8) {
            0 | 1 => line.insert_str(place, &odd_run(rng)),
            2 => {
                let end = boundary(line, rng);
                line.replace_range(place.min(end)..place.max(end), "");
            }
            3 => {
                let end = boundary(line, rng);
                let part = line[place.min(end)..place.max(end)].to_owned();
                line.insert_str(place, &part);
            }
            4 => {
                let marks =
                    ["*", "_", "`", "[", "]", "(", "<", ">", "|", "~~", "**", "[^1]", "\\", "&"];
                line.insert_str(place, rng.pick(&marks));
            }
            5 => *line = line.replace(' ', rng.pick(&["", "\u{a0}", "  ", "\u{200b}", "-", "_"])),
            6 => *line = if rng.once_in(2) { line.to_uppercase() } else { line.to_lowercase() },
            _ => *line = line.chars().rev().collect(),
        }
    }

    /// The article as a file.
    fn bytes(&self, rng: &mut Rng) -> Vec<u8> {
        let end = match rng.below(12) {
            0 => "\r\n",
            1 => "\r",
            2 => "\n\r",
            _ => "\n",
        };
        let mut bytes = self.lines.join(end).into_bytes();
        if !rng.once_in(6) {
            bytes.extend_from_slice(end.as_bytes());
        }
        if rng.once_in(20) && !bytes.is_empty() {
            let at = rng.below(bytes.len());
            bytes[at] = rng.below(256) as u8;
        }
        if rng.once_in(30) {
            bytes.splice(0..0, *b"\xef\xbb\xbf");
        }
        bytes
    }
}

/// A place between two letters.
fn boundary(line: &str, rng: &mut Rng) -> usize {
    let mut at = rng.below(line.len() + 1);
    while !line.is_char_boundary(at) {
        at -= 1;
    }
    at
}
