//! Names and paths that lead astray.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use super::Comes::{Editions, Refused};
use super::pictures::PIXEL;
use super::{Attack, attack};

pub(super) const ATTACKS: &[Attack] = &[
    attack("pictures above the root", above, Editions(&["picture-outside"])),
    attack("pictures by absolute paths", absolute, Editions(&["picture-missing"])),
    attack("pictures by address", addresses, Editions(&["picture-remote", "picture-outside"])),
    attack("a picture that is a link out", linked_picture, Editions(&["picture-outside"])),
    attack("a picture in a linked folder", linked_shelf, Editions(&["picture-outside"])),
    attack("a cover that is a link out", linked_cover, Editions(&["outside"])),
    attack("an article that is a link out", linked_article, Editions(&["outside"])),
    attack("a folder that is a link out", linked_section, Editions(&["outside"])),
    attack("settings that are a link out", linked_settings, Refused("outside the input folder")),
    attack("a manifest that is a link out", linked_manifest, Editions(&["outside"])),
    attack("nothing but a link out", linked_alone, Refused("leads outside")),
    attack("links that lead round", round, Editions(&[])),
    Attack {
        arguments: &["--follow-links"],
        ..attack("links that lead round, followed", round, Editions(&[]))
    },
    Attack {
        arguments: &["--follow-links"],
        ..attack("links out, followed", everything_linked, Editions(&[]))
    },
    attack("a pipe as an article and as a picture", pipes, Editions(&["picture-missing"])),
    attack("names with line ends", |f| named(f, "a\nb\r"), Editions(&[])),
    attack("names with quotes and tags", |f| named(f, "\"'<b>&amp;"), Editions(&[])),
    attack("names with per cent", |f| named(f, "%2e%2e%2f%00%"), Editions(&[])),
    attack("names with marks of direction", |f| named(f, "\u{202e}\u{200f}cod"), Editions(&[])),
    attack("names of 255 bytes", |f| longest(f, 'n'), Editions(&[])),
    attack("names of 255 bytes, two to a letter", |f| longest(f, 'é'), Editions(&[])),
    attack("names that are no UTF-8", not_utf8, Editions(&[])),
    attack("names that differ by case", |f| twins(f, "Quay", "quay"), Editions(&[])),
    attack("names that differ by form", |f| twins(f, "caf\u{e9}", "cafe\u{301}"), Editions(&[])),
    attack("folders 1,000 deep", deep, Editions(&[])),
];

fn article(folder: &Path, text: &str) {
    fs::write(folder.join("article.md"), format!("# Words\n\n{text}\n")).unwrap();
}

/// Words that are in no input, but in all files beside it.
pub(super) const SECRET: &str = "Zephyrine gallimaufry";

/// Samples of a picture that are in no input.
pub(super) fn secret_samples() -> Vec<u8> {
    (0..64_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect()
}

/// A picture, an article, settings and a manifest outside the input, which nobody offered.
pub(super) fn secret(folder: &Path) -> std::path::PathBuf {
    let secret = folder.join("../secret");
    fs::create_dir(&secret).unwrap();
    let mut encoder =
        png::Encoder::new(fs::File::create(secret.join("secret.png")).unwrap(), 64, 1);
    encoder.set_filter(png::Filter::NoFilter);
    encoder.write_header().unwrap().write_image_data(&secret_samples()).unwrap();
    fs::write(secret.join("secret.md"), format!("# {SECRET}\n\n{SECRET}.\n")).unwrap();
    fs::write(secret.join("offprint.toml"), format!("title = \"{SECRET}\"\n")).unwrap();
    let manifest = format!("{{\"main_title\": \"{SECRET}\"}}");
    fs::write(secret.join("economist.json"), manifest).unwrap();
    secret
}

fn above(folder: &Path) {
    secret(folder);
    article(
        folder,
        "![](../secret/secret.png) ![](x/../../secret/secret.png) ![](%2e%2e/secret/secret.png)",
    );
}

fn absolute(folder: &Path) {
    let secret = secret(folder).canonicalize().unwrap();
    article(folder, &format!("![](/etc/passwd) ![]({}/secret.png)", secret.display()));
}

fn addresses(folder: &Path) {
    article(
        folder,
        "![](https://tracker.example/a.png) ![](//tracker.example/b.png)\n\n\
         ![](file:///etc/passwd) ![](FTP://tracker.example/c.png)",
    );
}

fn linked_picture(folder: &Path) {
    symlink(secret(folder).join("secret.png"), folder.join("mine.png")).unwrap();
    article(folder, "![](mine.png)");
}

fn linked_shelf(folder: &Path) {
    symlink(secret(folder), folder.join("shelf")).unwrap();
    article(folder, "![](shelf/secret.png)");
}

fn linked_cover(folder: &Path) {
    symlink(secret(folder).join("secret.png"), folder.join("cover.png")).unwrap();
    article(folder, "Words.");
}

fn linked_article(folder: &Path) {
    symlink(secret(folder).join("secret.md"), folder.join("mine.md")).unwrap();
    article(folder, "Words.");
}

fn linked_section(folder: &Path) {
    symlink(secret(folder), folder.join("Leaders")).unwrap();
    article(folder, "Words.");
}

fn linked_settings(folder: &Path) {
    symlink(secret(folder).join("offprint.toml"), folder.join("offprint.toml")).unwrap();
    article(folder, "Words.");
}

fn linked_manifest(folder: &Path) {
    symlink(secret(folder).join("economist.json"), folder.join("economist.json")).unwrap();
    article(folder, "Words.");
}

fn linked_alone(folder: &Path) {
    symlink(secret(folder).join("secret.md"), folder.join("mine.md")).unwrap();
}

fn round(folder: &Path) {
    symlink("..", folder.join("up")).unwrap();
    symlink(".", folder.join("here")).unwrap();
    symlink("round.md", folder.join("round.md")).unwrap();
    symlink("round.png", folder.join("round.png")).unwrap();
    article(folder, "Words.");
}

fn everything_linked(folder: &Path) {
    let secret = secret(folder);
    for name in ["secret.md", "offprint.toml", "economist.json"] {
        symlink(secret.join(name), folder.join(name)).unwrap();
    }
    symlink(secret.join("secret.png"), folder.join("cover.png")).unwrap();
    symlink(&secret, folder.join("Leaders")).unwrap();
    article(folder, "![](Leaders/secret.png)");
}

fn pipes(folder: &Path) {
    for name in ["pipe.md", "pipe.png", "offprint.toml", "economist.json", "cover.jpg"] {
        let made = Command::new("mkfifo").arg(folder.join(name)).status().unwrap();
        assert!(made.success());
    }
    article(folder, "![](pipe.png)");
}

/// An article, a section and a picture of a name.
fn named(folder: &Path, name: &str) {
    odd(folder, OsStr::new(name));
}

/// A section, a picture and an article whose names are as long as a folder may hold.
fn longest(folder: &Path, letter: char) {
    let name = |suffix: &str| {
        let room = 255 - suffix.len();
        let times = room / letter.len_utf8();
        let fill = "n".repeat(room % letter.len_utf8());
        let name = format!("{}{fill}{suffix}", letter.to_string().repeat(times));
        assert_eq!(name.len(), 255);
        name
    };
    let section = folder.join(name(""));
    fs::create_dir(&section).unwrap();
    fs::write(section.join(name(".png")), PIXEL).unwrap();
    let text = format!("Words. ![A quay]({0}) [On]({1})\n", name(".png"), name(".md"));
    fs::write(section.join(name(".md")), text).unwrap();
}

fn not_utf8(folder: &Path) {
    odd(folder, OsStr::from_bytes(b"\xff\xfe"));
    odd(folder, OsStr::from_bytes(b"\xfe\xff"));
}

fn odd(folder: &Path, name: &OsStr) {
    let section = folder.join(name);
    fs::create_dir(&section).unwrap();
    let with = |suffix: &str| [name.as_bytes(), suffix.as_bytes()].concat();
    let picture = with(".png");
    let link: String = picture.iter().map(|byte| format!("%{byte:02x}")).collect();
    fs::write(section.join(OsStr::from_bytes(&picture)), PIXEL).unwrap();
    let text = format!("Words. ![A quay]({link}) [On]({link})\n");
    fs::write(section.join(OsStr::from_bytes(&with(".md"))), text).unwrap();
}

fn twins(folder: &Path, one: &str, other: &str) {
    for name in [one, other] {
        fs::write(
            folder.join(format!("{name}.md")),
            format!("# {name}\n\n![]({name}.png) [On]({other}.md)\n"),
        )
        .unwrap();
        fs::write(folder.join(format!("{name}.png")), PIXEL).unwrap();
    }
}

fn deep(folder: &Path) {
    let mut place = folder.to_path_buf();
    for _ in 0..1000 {
        place.push("d");
    }
    fs::create_dir_all(&place).unwrap();
    article(&place, "Words.");
}
