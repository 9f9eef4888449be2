//! Manifests, settings, front matter and themes that contradict themselves or have no end.

use std::fs;
use std::path::Path;

use super::Comes::{Editions, Refused};
use super::pictures::PIXEL;
use super::{Attack, attack};

pub(super) const ATTACKS: &[Attack] = &[
    attack("a manifest that lists an article 10,000 times", ten_thousand, Editions(&["manifest"])),
    attack("a manifest of 10,000 sections of one name", sections, Editions(&["manifest"])),
    attack("a manifest with a section in itself", nested, Editions(&[])),
    attack(
        "a manifest 100,000 deep",
        |f| manifest(f, &"[".repeat(100_000)),
        Editions(&["manifest"]),
    ),
    attack(
        "a manifest of names that lead out",
        leading_out,
        Editions(&["article-missing", "picture-outside"]),
    ),
    attack("a manifest with tags that act", acting, Editions(&[])),
    attack(
        "a manifest of 100,000 articles that are not there",
        nobody,
        Editions(&["article-missing"]),
    ),
    attack("settings that act", settings_that_act, Editions(&[])),
    attack(
        "settings that lead out",
        |f| settings(f, "cover = \"../../secret.png\""),
        Editions(&["picture-outside"]),
    ),
    attack("settings with a section in itself", section_round, Editions(&[])),
    attack(
        "settings 100,000 deep",
        |f| settings(f, &format!("order = {}", "[".repeat(100_000))),
        Refused("offprint.toml\",\"line\":1,"),
    ),
    attack(
        "settings with keys 100,000 deep",
        |f| settings(f, &format!("{}a = 1", "a.".repeat(100_000))),
        Refused("offprint.toml\",\"line\":1,"),
    ),
    attack("front matter that grows", growing, Editions(&[])),
    attack(
        "front matter 100,000 deep",
        |f| front(f, &format!("title: {}", "[".repeat(100_000))),
        Editions(&["front-matter"]),
    ),
    attack("front matter 3,000 steps deep", |f| front_stairs(f, 3_000), Editions(&[])),
    attack(
        "front matter 10,000 steps deep",
        |f| front_stairs(f, 10_000),
        Refused("one article may have 5000000"),
    ),
    attack(
        "front matter of a million lines",
        |f| front(f, &"a: b\n".repeat(250_000)),
        Editions(&[]),
    ),
    attack("front matter of 100,000 keys", front_keys, Editions(&[])),
    attack(
        "a headline of a million words",
        |f| front(f, &format!("title: {}", "word ".repeat(1_000_000))),
        Refused("one article may have 5000000"),
    ),
    attack(
        "a headline of 100,000 words",
        |f| front(f, &format!("title: {}", "word ".repeat(100_000))),
        Editions(&["long-paragraph"]),
    ),
    attack(
        "a headline in one word of 100,000 letters",
        |f| front(f, &format!("title: {}", "w".repeat(100_000))),
        Editions(&["long-paragraph"]),
    ),
    attack("ten headlines in one word of 800 letters, on small pages", small_pages, Editions(&[])),
    attack("100,000 authors and tags", crowd, Editions(&[])),
    attack(
        "a theme that inherits from itself",
        |f| theme(f, "inherits = \"look.toml\""),
        Refused("look.toml"),
    ),
    attack(
        "a theme of numbers without end",
        |f| theme(f, "[style.body]\nsize = 1e308"),
        Refused("look.toml\",\"line\":2,"),
    ),
    attack(
        "a theme of numbers that are none",
        |f| theme(f, "[style.body]\nsize = nan"),
        Refused("look.toml\",\"line\":2,"),
    ),
    attack(
        "a theme of columns without end",
        |f| theme(f, "[page]\ncolumns = 9223372036854775807"),
        Refused("look.toml\",\"line\":2,"),
    ),
    attack(
        "a theme of margins that leave no page",
        |f| theme(f, "[page]\ninside = 99\noutside = 99\ntop = 99"),
        Editions(&[]),
    ),
    attack(
        "a theme 100,000 deep",
        |f| theme(f, &format!("page = {}", "{a=".repeat(100_000))),
        Refused("look.toml\",\"line\":1,"),
    ),
];

const ARTICLE: &str = "# Words\n\nSome words.\n";

fn manifest(folder: &Path, text: &str) {
    fs::write(folder.join("economist.json"), text).unwrap();
    fs::create_dir(folder.join("Leaders")).unwrap();
    fs::write(folder.join("Leaders/words.md"), ARTICLE).unwrap();
}

fn section(items: &str) -> String {
    format!("{{\"list__title\": \"Leaders\", \"list__item\": [{items}]}}")
}

fn item(link: &str) -> String {
    format!("{{\"link_title\": \"Words\", \"list__link\": \"{link}\"}}")
}

fn ten_thousand(folder: &Path) {
    let items = vec![item("words"); 10_000].join(",");
    manifest(folder, &format!("{{\"list\": [{}]}}", section(&items)));
}

fn sections(folder: &Path) {
    manifest(
        folder,
        &format!("{{\"list\": [{}]}}", vec![section(&item("words")); 10_000].join(",")),
    );
}

fn nested(folder: &Path) {
    let inner = section(&item("words"));
    manifest(
        folder,
        &format!("{{\"list\": [{}]}}", section(&format!("{inner},{}", item("words")))),
    );
}

fn leading_out(folder: &Path) {
    fs::write(folder.join("../secret.md"), "# Secret\n").unwrap();
    fs::write(folder.join("../secret.png"), PIXEL).unwrap();
    let items = [item("../../secret"), item("/etc/passwd"), item("words")].join(",");
    let list = section(&items);
    manifest(folder, &format!("{{\"cover_img\": \"../secret.png\", \"list\": [{list}]}}"));
}

fn acting(folder: &Path) {
    let script = "<script>alert(1)</script><img src=x onerror=alert(2)>]]>&lt;script&gt;";
    let list = format!(
        "{{\"list__title\": \"{script}\", \"list__item\": [{{\"flytitle\": \"{script}\", \"link_title\": \"{script}\", \
         \"link_title_sub\": \"<a href='javascript:x()'>{script}</a>\", \"list__link\": \"words\"}}]}}"
    );
    manifest(
        folder,
        &format!("{{\"main_title\": \"{script}\", \"edition\": \"{script}\", \"list\": [{list}]}}"),
    );
}

fn nobody(folder: &Path) {
    let items: Vec<String> = (0..100_000).map(|n| item(&format!("nobody {n}"))).collect();
    manifest(folder, &format!("{{\"list\": [{}]}}", section(&items.join(","))));
}

fn settings(folder: &Path, text: &str) {
    fs::write(folder.join("../secret.png"), PIXEL).unwrap();
    fs::write(folder.join("offprint.toml"), format!("{text}\n")).unwrap();
    fs::write(folder.join("words.md"), ARTICLE).unwrap();
}

fn settings_that_act(folder: &Path) {
    let script = "<script>alert(1)</script>]]>\\u0022 onload=\\u0022alert(2)";
    let keys =
        ["title", "publisher", "identifier", "series", "volume", "rights", "description", "header"];
    let mut text: String = keys.iter().map(|key| format!("{key} = \"{script}\"\n")).collect();
    text.push_str(&format!("subjects = [\"{script}\"]\neditors = [\"{script}\"]\n"));
    text.push_str(&format!(
        "accessibility = {{ certified-by = \"{script}\", report = \"javascript:alert(3)\" }}"
    ));
    settings(folder, &text);
}

fn section_round(folder: &Path) {
    settings(
        folder,
        "sections = [{ title = \"a\", folder = \".\", articles = [\"words\", \".\", \"a\"] }, { title = \"a\", folder = \"a\" }]",
    );
}

fn front(folder: &Path, yaml: &str) {
    fs::write(folder.join("words.md"), format!("---\n{yaml}\n---\n\nSome words.\n")).unwrap();
}

fn small_pages(folder: &Path) {
    settings(folder, "paper = \"105x148mm\"");
    for n in 0..10 {
        let head = "w".repeat(790);
        fs::write(folder.join(format!("words-{n}.md")), format!("# {head}\n\nSome words.\n"))
            .unwrap();
    }
}

fn growing(folder: &Path) {
    let mut yaml = "a0: &a0 [a, a, a, a, a, a, a, a, a]\n".to_owned();
    for n in 1..20 {
        let of = vec![format!("*a{}", n - 1); 9].join(", ");
        yaml.push_str(&format!("a{n}: &a{n} [{of}]\n"));
    }
    front(folder, &format!("{yaml}title: *a19\nauthors: *a19\n"));
}

fn front_stairs(folder: &Path, steps: usize) {
    let lines: String = (0..steps).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect();
    front(folder, &lines);
}

fn front_keys(folder: &Path) {
    let lines: String = (0..100_000).map(|n| format!("key{n}: b\n")).collect();
    front(folder, &lines);
}

fn crowd(folder: &Path) {
    let names: Vec<String> = (0..100_000).map(|n| format!("Name {n}")).collect();
    let names = names.join(", ");
    front(folder, &format!("authors: [{names}]\ntags: [{names}]"));
}

fn theme(folder: &Path, toml: &str) {
    fs::write(folder.join("look.toml"), format!("{toml}\n")).unwrap();
    settings(folder, "theme = \"look.toml\"");
}
