//! A made-up issue that can be edited. Input: random numbers. Output: a folder of articles,
//! pictures, settings and a theme, and one edit after another.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use image::{Rgb, RgbImage, Rgba, RgbaImage};

/// Random numbers that a seed gives again (SplitMix64).
pub(super) struct Dice(pub u64);

impl Dice {
    /// A number below `sides`.
    pub(super) fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % sides as u64) as usize
    }
}

const WORDS: [&str; 24] = [
    "harbour", "ledger", "tide", "quiet", "argument", "window", "copper", "orchard", "letter",
    "bridge", "winter", "market", "paper", "signal", "river", "measure", "answer", "garden",
    "engine", "question", "island", "number", "morning", "shadow",
];

#[derive(Debug, Clone)]
struct Article {
    folder: &'static str,
    stem: String,
    title: String,
    standfirst: String,
    paragraphs: Vec<String>,
    picture: usize,
}

/// The issue.
pub(super) struct Issue {
    pub root: PathBuf,
    articles: Vec<Article>,
    /// What each picture is drawn from.
    pictures: Vec<u8>,
    reversed: bool,
    day: usize,
    size: usize,
    born: usize,
}

/// The kinds of edits.
pub(super) const EDITS: [&str; 11] = [
    "a word is changed",
    "a paragraph is added",
    "an article is added",
    "an article is removed",
    "an article is renamed",
    "a picture is replaced",
    "a token of the theme is changed",
    "the order is changed",
    "the front matter is changed",
    "a link to another article is added",
    "the date is changed",
];

impl Issue {
    /// Writes an issue of this many articles into a folder.
    pub(super) fn write(root: &Path, articles: usize, dice: &mut Dice) -> io::Result<Issue> {
        let (pictures, articles_at_first) = (vec![1, 2, 3], articles);
        let mut issue = Issue {
            root: root.to_path_buf(),
            articles: Vec::new(),
            pictures,
            reversed: false,
            day: 1,
            size: 90,
            born: 0,
        };
        for _ in 0..articles_at_first {
            issue.add_article(dice);
        }
        issue.save()?;
        Ok(issue)
    }

    /// Makes one of [`EDITS`].
    pub(super) fn edit(&mut self, kind: usize, dice: &mut Dice) -> io::Result<()> {
        let at = dice.roll(self.articles.len());
        match kind {
            0 => {
                let text = &mut self.articles[at].paragraphs[0];
                *text = format!("{} {text}", WORDS[dice.roll(WORDS.len())]);
            }
            1 => self.articles[at].paragraphs.push(paragraph(dice)),
            2 => self.add_article(dice),
            3 if self.articles.len() > 3 => _ = self.articles.remove(at),
            3 => self.add_article(dice),
            4 => self.articles[at].stem.push('x'),
            5 => {
                let shown = self.articles[at].picture;
                self.pictures[shown] = self.pictures[shown].wrapping_add(40);
            }
            6 => self.size += 1,
            7 => self.reversed = !self.reversed,
            8 => self.articles[at].standfirst.push_str(" At last."),
            9 => {
                let to = &self.articles[dice.roll(self.articles.len())];
                let link = format!("See [that](<../{}/{}.md>).", to.folder, to.stem);
                self.articles[at].paragraphs.push(link);
            }
            _ => self.day = self.day % 27 + 1,
        }
        self.save()
    }

    fn add_article(&mut self, dice: &mut Dice) {
        self.born += 1;
        let mut word = || WORDS[dice.roll(WORDS.len())];
        let title = format!("The {} and the {}", word(), word());
        let standfirst = format!("A {} is no {}", word(), word());
        self.articles.push(Article {
            folder: if self.born.is_multiple_of(2) { "1 Leaders" } else { "2 Letters" },
            stem: format!("{:02} piece", self.born),
            title,
            standfirst,
            paragraphs: (0..3).map(|_| paragraph(dice)).collect(),
            picture: self.born % self.pictures.len(),
        });
    }

    /// Writes what differs from what is there, as an editor would.
    fn save(&self) -> io::Result<()> {
        let articles = self.articles.iter().map(|article| {
            let path = format!("{}/{}.md", article.folder, article.stem);
            (path, article.text().into_bytes())
        });
        let mut files: Vec<(String, Vec<u8>)> = articles.collect();
        for (at, from) in self.pictures.iter().enumerate() {
            files.push((format!("images/{at}.png"), draw(at, *from)?));
        }
        let look = format!("[style.body]\nsize = {}\n", self.size as f64 / 10.0);
        files.push(("offprint.toml".into(), self.settings().into()));
        files.push(("look.toml".into(), look.into()));
        for folder in ["1 Leaders", "2 Letters"] {
            fs::create_dir_all(self.root.join(folder))?;
            for entry in fs::read_dir(self.root.join(folder))? {
                let path = entry?.path();
                if !files.iter().any(|(name, _)| self.root.join(name) == path) {
                    fs::remove_file(path)?;
                }
            }
        }
        fs::create_dir_all(self.root.join("images"))?;
        for (name, bytes) in files {
            let path = self.root.join(name);
            if fs::read(&path).ok().as_deref() != Some(&bytes) {
                fs::write(path, bytes)?;
            }
        }
        Ok(())
    }

    fn settings(&self) -> String {
        let mut order = ["1 Leaders", "2 Letters"];
        if self.reversed {
            order.reverse();
        }
        let day = self.day;
        format!(
            "title = \"The Made-up Week\"\ndate = 2024-03-{day:02}\ntheme = \"look.toml\"\n\
             embed-fonts = true\norder = {order:?}\n"
        )
    }
}

impl Article {
    fn text(&self) -> String {
        let Article { title, standfirst, picture, .. } = self;
        format!(
            "---\ntitle: {title}\nstandfirst: {standfirst}\n---\n\n\
             ![A drawing of {picture}](../images/{picture}.png)\n\n{}\n",
            self.paragraphs.join("\n\n"),
        )
    }
}

fn paragraph(dice: &mut Dice) -> String {
    let words: Vec<&str> = (0..30 + dice.roll(30)).map(|_| WORDS[dice.roll(WORDS.len())]).collect();
    format!("The {}.", words.join(" "))
}

/// A picture that a PDF cannot take as it is, one that an e-reader cannot, and one that both can.
fn draw(at: usize, from: u8) -> io::Result<Vec<u8>> {
    let mut png = io::Cursor::new(Vec::new());
    let shade = |x: u32, y: u32| (x * 3 + y * 5) as u8 ^ from;
    let drawn: image::DynamicImage = match at {
        0 => RgbaImage::from_fn(60, 40, |x, y| Rgba([shade(x, y), from, x as u8, (y * 6) as u8]))
            .into(),
        _ => RgbImage::from_fn(50, 50, |x, y| Rgb([shade(x, y), from, shade(y, x)])).into(),
    };
    let format = if at == 1 { image::ImageFormat::Bmp } else { image::ImageFormat::Png };
    drawn.write_to(&mut png, format).map_err(io::Error::other)?;
    Ok(png.into_inner())
}
