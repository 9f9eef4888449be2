//! Articles that act, or that cost more than they are long.

use std::fs;
use std::path::Path;

use super::Attack;
use super::Comes::{Editions, Refused};
use super::attack;
use super::pictures::PIXEL;

pub(super) const ATTACKS: &[Attack] = &[
    attack("tags that act", tags, Editions(&["html"])),
    attack("addresses that act", addresses, Editions(&["link-broken", "picture-format"])),
    attack("quotes 100,000 deep", |f| text(f, &">".repeat(100_000), "x"), Editions(&["too-deep"])),
    attack("lists 100,000 deep", |f| text(f, &"- ".repeat(100_000), "x"), Editions(&["too-deep"])),
    attack(
        "numbers 100,000 deep",
        |f| text(f, &"1. ".repeat(100_000), "x"),
        Editions(&["too-deep"]),
    ),
    attack("quotes 3,000 deep, a line each", stairs, Editions(&["too-deep"])),
    attack("lists 2,000 deep, a line each", list_stairs, Editions(&["too-deep"])),
    attack("emphasis 100,000 deep", |f| round(f, "*a ", 100_000, " b*"), Editions(&[])),
    attack(
        "strong and struck 100,000 deep",
        |f| round(f, "**~~a ", 50_000, " b~~**"),
        Editions(&[]),
    ),
    attack("brackets 100,000 deep", |f| round(f, "[", 100_000, "](a)"), Editions(&[])),
    attack("pictures 100,000 deep", |f| round(f, "![", 100_000, "](a.png)"), Refused("may have")),
    attack("tags 100,000 deep", |f| round(f, "<div>", 100_000, "</div>"), Editions(&[])),
    attack(
        "quotes of tags 100,000 deep",
        |f| round(f, "<blockquote>\n\n", 50_000, "\n\n</blockquote>"),
        Editions(&[]),
    ),
    attack(
        "boxes of tags 30,000 deep",
        |f| round(f, "<aside>\n\n", 30_000, "\n\n</aside>"),
        Editions(&[]),
    ),
    attack(
        "tables of tags 30,000 deep",
        |f| round(f, "<table><tr><td>", 30_000, "</td></tr></table>"),
        Editions(&[]),
    ),
    attack(
        "inline tags 100,000 deep",
        |f| round(f, "a <b><i lang=fr>", 100_000, "</i></b>"),
        Editions(&[]),
    ),
    attack("a million [", |f| text(f, &"[".repeat(1_000_000), ""), Editions(&[])),
    attack("a million ![", |f| text(f, &"![".repeat(1_000_000), ""), Editions(&[])),
    attack("a million [a](", |f| text(f, &"[a](".repeat(500_000), ""), Editions(&[])),
    attack("a million [a](<b", |f| text(f, &"[a](<b".repeat(300_000), ""), Editions(&[])),
    attack("a million *", |f| text(f, &"*".repeat(1_000_000), ""), Editions(&[])),
    attack("a million *a_ ", |f| text(f, &"*a_ ".repeat(300_000), ""), Editions(&[])),
    attack(
        "a million a**b",
        |f| text(f, &"a**b".repeat(300_000), &"c* ".repeat(100_000)),
        Editions(&[]),
    ),
    attack("a million `", |f| text(f, &"`".repeat(1_000_000), ""), Editions(&[])),
    attack("backticks of every length", backticks, Editions(&[])),
    attack("a million <", |f| text(f, &"<".repeat(1_000_000), ""), Editions(&[])),
    attack("a million <a", |f| text(f, &"<a b=\"".repeat(300_000), ""), Editions(&[])),
    attack("a million <!--", |f| text(f, &"<!-- a ".repeat(300_000), ""), Editions(&[])),
    attack("a million <?", |f| text(f, &"a <?".repeat(300_000), ""), Editions(&[])),
    attack("a million <!A", |f| text(f, &"a <!A ".repeat(300_000), ""), Editions(&[])),
    attack("a million <![CDATA[", |f| text(f, &"a <![CDATA[".repeat(200_000), ""), Editions(&[])),
    attack(
        "a million &",
        |f| text(f, &"&amp".repeat(300_000), &"&#0;".repeat(100_000)),
        Editions(&[]),
    ),
    attack(
        "a million ~",
        |f| text(f, &"~a ".repeat(300_000), &"~~".repeat(300_000)),
        Editions(&[]),
    ),
    attack("a million |", |f| text(f, "a|b\n-|-\n", &"|".repeat(1_000_000)), Editions(&[])),
    attack(
        "a million lines of a list",
        |f| text(f, "", &"- a\n".repeat(250_000)),
        Refused("may have"),
    ),
    attack("a million rules", |f| text(f, "", &"***\n".repeat(250_000)), Refused("may have")),
    attack("100,000 definitions", definitions, Refused("may have")),
    attack("one definition asked for 100,000 times", one_definition, Editions(&[])),
    attack(
        "a definition that never ends",
        |f| text(f, &"[a]: <".repeat(200_000), &"\n[a]: (\"".repeat(100_000)),
        Editions(&[]),
    ),
    attack("a million notes", notes, Refused("may have")),
    attack("a note asked for 100,000 times", one_note, Refused("may have")),
    attack("notes in notes, 10,000 of them", note_chain, Editions(&[])),
    attack("notes that ask for one another", note_round, Editions(&[])),
    attack(
        "a table of a million cells",
        |f| table(f, 1000, 1000, "|a".repeat(1000)),
        Refused("may have"),
    ),
    attack(
        "a table of a million rows",
        |f| table(f, 1, 1_000_000, "|a".to_owned()),
        Refused("may have"),
    ),
    attack(
        "a table of 100,000 columns",
        |f| table(f, 100_000, 2, "|a".to_owned()),
        Refused("may have"),
    ),
    attack(
        "a table that is all but empty",
        |f| table(f, 10_000, 20_000, "|".to_owned()),
        Editions(&[]),
    ),
    attack(
        "10 MB on one line",
        |f| text(f, &"some words ".repeat(1_000_000), ""),
        Refused("may have"),
    ),
    attack("10 MB in one word", |f| text(f, &"w".repeat(10_000_000), ""), Refused("may have")),
    attack(
        "10 MB of code",
        |f| text(f, "```\n", &"let a = 1; ".repeat(1_000_000)),
        Refused("may have"),
    ),
    attack(
        "a million lines of one word",
        |f| text(f, "", &"word\n".repeat(1_000_000)),
        Refused("may have"),
    ),
    attack(
        "a million paragraphs",
        |f| text(f, "", &"a\n\n".repeat(1_000_000)),
        Refused("may have"),
    ),
    attack(
        "100,000 crossheads",
        |f| text(f, "", &"## a\n\nb\n\n".repeat(100_000)),
        Refused("may have"),
    ),
    attack("a million line breaks", |f| text(f, "", &"a\\\n".repeat(500_000)), Refused("may have")),
    attack(
        "100,000 pictures",
        |f| text(f, "", &"![a](a.png)\n\n".repeat(100_000)),
        Refused("may have"),
    ),
    attack(
        "100,000 pictures that are not there",
        |f| text(f, "", &"![a](b.png)\n\n".repeat(100_000)),
        Refused("may have"),
    ),
    attack(
        "100,000 links",
        |f| text(f, "", &"[a](https://a.example/) [b](#b) ".repeat(50_000)),
        Refused("may have"),
    ),
    attack(
        "a million marks on one letter",
        |f| text(f, "a", &"\u{301}".repeat(1_000_000)),
        Editions(&[]),
    ),
    attack(
        "a million turns of direction",
        |f| text(f, "", &"\u{202b}a\u{202a}\u{5d0}".repeat(100_000)),
        Editions(&[]),
    ),
    attack("a million soft hyphens", |f| text(f, "a", &"\u{ad}".repeat(1_000_000)), Editions(&[])),
    attack(
        "a million joined faces",
        |f| text(f, "", &"\u{1f468}\u{200d}".repeat(300_000)),
        Editions(&[]),
    ),
    attack("a million quotation marks", |f| text(f, "", &"\" ' ".repeat(300_000)), Editions(&[])),
    attack("zeros", |f| text(f, "", &"\0".repeat(1_000_000)), Editions(&[])),
    attack("noise", noise, Editions(&["not-utf8"])),
    attack("1,000,000 lines of a weekly", weekly, Refused("may have")),
    attack("quotes 100,000 deep in a weekly", weekly_quotes, Editions(&[])),
    attack("10,000 articles", articles, Editions(&[])),
    attack("an article of 10 MB beside another", too_long_beside, Editions(&["article-too-large"])),
    attack(
        "a million paragraphs beside an article",
        too_much_beside,
        Editions(&["article-too-large"]),
    ),
    listing("a listing of 1 MB on one line", &[]),
    listing("a listing of 1 MB on one line, on small paper", SMALL_PAPER),
    attack("a cell of 1 MB in one word", |f| table(f, 1, 1, endless()), Editions(LONG)),
    attack("a caption of 1 MB in one word", |f| caption(f, &endless()), Editions(LONG)),
    attack("a heading of 1 MB in one word", |f| text(f, "## ", &endless()), Editions(LONG)),
    Attack {
        arguments: SMALL_PAPER,
        ..attack(
            "a headline of 1 MB",
            |f| headline(f, &"some words ".repeat(90_000)),
            Editions(LONG),
        )
    },
    Attack {
        arguments: SMALL_PAPER,
        ..attack("a head taller than its page", tall_head, Editions(&["too-large"]))
    },
    attack("an author of 1 MB", |f| front(f, "author", &endless()), Editions(LONG)),
    attack(
        "a link to an address of 1 MB",
        |f| text(f, "<https://a.example/", &format!("{}>", endless())),
        Editions(&["link-broken"]),
    ),
    attack(
        "a link of 1 MB of words",
        |f| text(f, "[", &format!("{}](https://a.example/)", "some words ".repeat(90_000))),
        Editions(LONG),
    ),
    attack("a million marked letters that lead far", far_links, Refused("may have")),
    attack("code behind a deep indent", |f| text(f, "```\n", &deep_code()), Editions(&[])),
    attack(
        "closing tags that close nothing",
        |f| text(f, &"<div>".repeat(300_000), &"</p>".repeat(500_000)),
        Editions(&[]),
    ),
];

/// What is said of a text that is split.
const LONG: &[&str] = &["long-paragraph"];
/// Where lines are many and short.
const SMALL_PAPER: &[&str] = &["--theme", "large-print", "--paper", "eink-6"];

const fn listing(name: &'static str, arguments: &'static [&'static str]) -> Attack {
    let draw = |f: &Path| text(f, "```\n", &format!("{}\n```", endless()));
    Attack { arguments, ..attack(name, draw, Editions(&[])) }
}

/// 1 MB without a space.
fn endless() -> String {
    "x".repeat(1_000_000)
}

/// One article of such text.
fn text(folder: &Path, start: &str, rest: &str) {
    fs::write(folder.join("a.png"), PIXEL).unwrap();
    fs::write(folder.join("article.md"), format!("# Words\n\n{start}{rest}\n")).unwrap();
}

/// Something in itself, this many times.
fn round(folder: &Path, open: &str, times: usize, close: &str) {
    text(folder, &open.repeat(times), &close.repeat(times));
}

fn tags(folder: &Path) {
    text(
        folder,
        "Before <script>alert(1)</script> <b onclick=\"alert(2)\">bold</b> <img src=a.png onerror=alert(3)>\n\n\
         <script src=\"https://evil.example/a.js\"></script>\n\n\
         <iframe src=\"https://evil.example\"></iframe>\n\n<object data=\"a.swf\"></object>\n\n\
         <form action=\"https://evil.example\"><input onfocus=alert(4) autofocus></form>\n\n\
         <svg onload=alert(5)><script>alert(6)</script><foreignObject><body onload=alert(7)></foreignObject></svg>\n\n\
         <math><mtext></mtext><a xlink:href=\"javascript:alert(8)\">x</a></math>\n\n\
         <style>@import url(https://evil.example/a.css);</style>\n\n<link rel=stylesheet href=//evil.example>\n\n\
         <base href=\"https://evil.example/\"><meta http-equiv=refresh content=\"0;url=https://evil.example\">\n\n\
         <div style=\"background:url(https://evil.example/p.png)\" onmouseover=alert(9)>words</div>\n\n\
         <video src=\"https://evil.example/v.mp4\" autoplay></video> <audio src=x></audio> <embed src=x>\n\n\
         <scr<script>ipt>alert(10)</scr</script>ipt> <IMG \"\"\"><SCRIPT>alert(11)</SCRIPT>\"> <a/onclick=alert(12)>a</a>\n\n\
         <!--><script>alert(13)</script>--> <![CDATA[<script>alert(14)</script>]]> <?php alert(15) ?>\n\n\
         | <script>alert(16)</script> | `<script>` |\n|---|---|\n| <b onclick=x>c</b> | ]]> |\n",
        "",
    );
}

fn addresses(folder: &Path) {
    text(
        folder,
        "[a](javascript:alert(1)) [b](JaVa&#115;cript:alert(2)) [c](<java\tscript:alert(3)>) [d][ref] [e](data:text/html,x)\n\
         <javascript:alert(4)> [f](vbscript:x) [g](\u{1}javascript:alert(5)) [h](javascript&colon;alert(6))\n\
         <a href=\"javascript:alert(7)\">h</a> <a href=\" &#14; javascript:alert(8)\">i</a>\n\
         <a href='data:text/html;base64,PHNjcmlwdD4='>j</a> [k](file:///etc/passwd) [l](//evil.example/x)\n\
         ![m](javascript:alert(9)) ![n](data:image/svg+xml;base64,PHN2Zz4=) [![o](a.png)](javascript:alert(10))\n\n\
         [ref]: javascript:alert(11) 'x'\n\n[p](https://a.example/\"onclick=\"alert(12)) [q](https://a.example/<script>)\n\
         [r](a.png 'x\" onclick=\"alert(13)')\n",
        "",
    );
}

fn stairs(folder: &Path) {
    let lines: String = (1..3000).map(|depth| format!("{}a\n", ">".repeat(depth))).collect();
    text(folder, &lines, "");
}

fn list_stairs(folder: &Path) {
    let lines: String = (0..2000).map(|depth| format!("{}- a\n", "  ".repeat(depth))).collect();
    text(folder, &lines, "");
}

fn backticks(folder: &Path) {
    let runs: String = (1..1500).map(|length| format!("{} a ", "`".repeat(length))).collect();
    text(folder, &runs, "");
}

fn definitions(folder: &Path) {
    let lines: String = (0..100_000).map(|n| format!("[a{n}]: https://a.example/{n}\n")).collect();
    let asked: String = (0..100_000).map(|n| format!("[a{n}] [b{n}] ")).collect();
    text(folder, &lines, &format!("\n{asked}"));
}

fn one_definition(folder: &Path) {
    let long = "x".repeat(100_000);
    text(folder, &format!("[a]: https://a.example/{long}\n\n"), &"[a] ".repeat(100_000));
}

fn notes(folder: &Path) {
    let asked: String = (0..1_000_000).map(|n| format!("a[^{n}] ")).collect();
    let notes: String = (0..1_000_000).map(|n| format!("[^{n}]: b\n")).collect();
    text(folder, &asked, &format!("\n\n{notes}"));
}

fn one_note(folder: &Path) {
    text(folder, &"a[^1] ".repeat(100_000), "\n\n[^1]: A note.");
}

fn note_chain(folder: &Path) {
    let notes: String = (0..10_000).map(|n| format!("[^{n}]: b[^{}]\n\n", n + 1)).collect();
    text(folder, "a[^0]\n\n", &notes);
}

fn note_round(folder: &Path) {
    text(folder, "a[^1]\n\n", "[^1]: b[^2]\n\n[^2]: c[^1] and [^2]\n");
}

fn table(folder: &Path, columns: usize, rows: usize, row: String) {
    let head = "|a".repeat(columns);
    let rule = "|-".repeat(columns);
    text(folder, &format!("{head}\n{rule}\n"), &format!("{row}\n").repeat(rows));
}

fn caption(folder: &Path, words: &str) {
    text(folder, "Before.\n\n![a](a.png)\n", &format!("*{words}*\n"));
}

fn headline(folder: &Path, words: &str) {
    fs::write(folder.join("article.md"), format!("# {words}\n\nWords.\n")).unwrap();
}

/// An article with words in its front matter.
fn front(folder: &Path, key: &str, words: &str) {
    let text = format!("---\n{key}: \"{words}\"\n---\n# Words\n\nSome words.\n");
    fs::write(folder.join("article.md"), text).unwrap();
}

fn tall_head(folder: &Path) {
    front(folder, "standfirst", &"some words ".repeat(440));
}

fn far_links(folder: &Path) {
    let far = "x".repeat(7_900);
    text(folder, "[", &format!("{}](https://a.example/{far})", "*a* b ".repeat(100_000)));
}

fn noise(folder: &Path) {
    let mut state = 88_172_645_463_325_252_u64;
    let bytes: Vec<u8> = (0..1_000_000)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 32) as u8
        })
        .collect();
    fs::write(folder.join("article.md"), bytes).unwrap();
}

fn weekly(folder: &Path) {
    let head = "###### Kicker\n# Headline\n##### Standfirst\n> Apr 30th 2026\n";
    let text = format!("{head}{}", "Words of it.\n".repeat(1_000_000));
    fs::write(folder.join("article.md"), text).unwrap();
}

fn too_long_beside(folder: &Path) {
    text(folder, &"some words ".repeat(1_000_000), "");
    fs::write(folder.join("beside.md"), "# Words\n\nSome words.\n").unwrap();
}

fn too_much_beside(folder: &Path) {
    text(folder, "", &"a\n\n".repeat(1_000_000));
    fs::write(folder.join("beside.md"), "# Words\n\nSome words.\n").unwrap();
}

fn deep_code() -> String {
    format!("{}{}\n", " ".repeat(60), "w".repeat(300)).repeat(1000)
}

fn weekly_quotes(folder: &Path) {
    let head = "###### Kicker\n# Headline\n##### Standfirst\n> Apr 30th 2026\n";
    fs::write(folder.join("article.md"), format!("{head}{}x\n", "> ".repeat(100_000))).unwrap();
}

fn articles(folder: &Path) {
    for n in 0..10_000 {
        fs::write(folder.join(format!("{n}.md")), "# Words\n\nSome words.\n").unwrap();
    }
}
