//! Outputs that would land on something else. Input: links and inputs where an output is to go.
//! Output: a refusal that says so, and everything as it was.

use std::fs;
use std::os::unix::fs::symlink;

use super::{House, PROGRAM, said};

const ARTICLE: &str = "# Words\n\nSome words.\n";
const PRECIOUS: &str = "not to be lost";

fn house() -> House {
    let house = House::new();
    house.write("issue/article.md", ARTICLE);
    house.write("precious", PRECIOUS);
    house
}

/// The command fails with this code and these words, and neither the article nor the file outside
/// changes.
#[track_caller]
fn refused(house: &House, command: &str, code: i32, words: &str) {
    let output = house.command(PROGRAM).args(command.split_whitespace()).output().unwrap();
    let said = said(&output);
    assert_eq!(output.status.code(), Some(code), "{command}: {said}");
    assert!(said.contains(words), "{command}: {said}");
    assert_eq!(fs::read_to_string(house.path("issue/article.md")).unwrap(), ARTICLE, "{command}");
    assert_eq!(fs::read_to_string(house.path("precious")).unwrap(), PRECIOUS, "{command}");
}

#[test]
fn links_are_not_written_through() {
    let house = house();
    symlink("../precious", house.path("issue/issue.epub")).unwrap();
    refused(
        &house,
        "build issue -o issue --to epub",
        1,
        "issue/issue.epub: it is a symbolic link to ../precious",
    );
    symlink("article.md", house.path("issue/l.epub")).unwrap();
    refused(
        &house,
        "build issue/article.md -o issue/l.epub",
        1,
        "it is a symbolic link to article.md",
    );
    symlink("nowhere", house.path("out/dangling.pdf")).unwrap();
    refused(&house, "build issue -o out/dangling.pdf", 1, "it is a symbolic link to nowhere");
    assert!(!house.path("out/nowhere").exists());
    symlink("../precious", house.path("out/article.epub")).unwrap();
    refused(
        &house,
        "batch issue/article.md -o out --to epub",
        1,
        "it is a symbolic link to ../precious",
    );
    symlink("precious", house.path("report")).unwrap();
    refused(&house, "batch issue -o out --report report", 2, "--report report is a link");
    assert!(fs::symlink_metadata(house.path("issue/issue.epub")).unwrap().is_symlink());
}

#[test]
fn a_folder_that_came_as_a_link_is_not_written_into() {
    let house = house();
    fs::create_dir(house.path("elsewhere")).unwrap();
    symlink("../elsewhere", house.path("issue/made")).unwrap();
    refused(&house, "build issue -o issue/made", 1, "a link in the input leads from there to");
    assert_eq!(fs::read_dir(house.path("elsewhere")).unwrap().count(), 0);
    // One that the user has made outside of the input is his own.
    fs::remove_file(house.path("issue/made")).unwrap();
    symlink("elsewhere", house.path("mine")).unwrap();
    let output = house.command(PROGRAM).args(["build", "issue", "-o", "mine"]).output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    assert!(house.path("elsewhere/issue.pdf").is_file());
}

#[test]
fn inputs_are_not_replaced() {
    let house = house();
    fs::copy(house.path("issue/article.md"), house.path("art.pdf")).unwrap();
    refused(&house, "build art.pdf -o . --to pdf", 1, "art.pdf: it is an input of this edition");
    refused(
        &house,
        "build art.pdf issue/article.md -o ./art.pdf",
        1,
        "it is an input of this edition",
    );
    fs::hard_link(house.path("issue/article.md"), house.path("out/second.epub")).unwrap();
    let words = "it is the same file as issue/article.md, an input of this edition";
    refused(&house, "build issue -o out/second.epub", 1, words);
    house.write("issue/picture.md", "# Words\n\n![A quay](quay.pdf)\n");
    fs::copy(house.path("issue/a.png"), house.path("issue/quay.pdf")).unwrap();
    refused(&house, "build issue -o issue/quay.pdf", 1, "it is an input of this edition");
    assert_eq!(fs::read_to_string(house.path("art.pdf")).unwrap(), ARTICLE);
    // Nothing is made where one edition would take the place of what another one is made of.
    fs::rename(house.path("art.pdf"), house.path("out/article.pdf")).unwrap();
    let words =
        "out/article.pdf is an input and would be overwritten by the edition issue/article.md";
    refused(&house, "batch out/article.pdf issue/article.md -o out", 2, words);
}

#[test]
fn records_are_added_to_nothing_but_a_report() {
    let house = house();
    refused(&house, "batch issue -o out --report issue/article.md", 2, "is not a report");
    refused(&house, "batch issue -o out --report issue/a.png", 2, "is not a report");
    let words = "out/issue.epub is an output of the edition issue";
    fs::remove_file(house.path("out/issue.epub")).unwrap();
    refused(&house, "batch issue -o out --report ./out/../out/issue.epub", 2, words);
    for _ in 0..2 {
        let arguments = ["batch", "issue", "-o", "out", "--report", "report"];
        let output = house.command(PROGRAM).args(arguments).output().unwrap();
        assert!(output.status.success(), "{}", said(&output));
    }
}

#[test]
fn the_sample_is_not_written_through_links() {
    let house = house();
    fs::create_dir_all(house.path("demo/sample")).unwrap();
    symlink("../../nowhere", house.path("demo/sample/offprint.toml")).unwrap();
    refused(&house, "demo demo", 1, "demo/sample/offprint.toml is a symbolic link: remove it");
    assert!(!house.path("nowhere").exists());
    fs::create_dir(house.path("shelf")).unwrap();
    fs::create_dir(house.path("show")).unwrap();
    symlink("../shelf", house.path("show/sample")).unwrap();
    refused(&house, "demo show", 1, "show/sample is a symbolic link: remove it");
    assert_eq!(fs::read_dir(house.path("shelf")).unwrap().count(), 0);
}
