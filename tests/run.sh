#!/usr/bin/env bash
# Installs what the tests need, runs every test, makes the sample issue and puts its editions before
# the independent judges. A judge that is missing, or a check that fails, fails the run.
#
#   tests/run.sh
set -euo pipefail
cd "$(dirname "$0")/.."

echo "== checkers"
PATH="$(tests/install-checkers.sh | tail -n 1):$PATH"
export PATH

echo "== tests"
if cargo nextest --version >/dev/null 2>&1; then
  cargo nextest run --locked --no-fail-fast
  cargo test --locked --doc
else
  cargo test --locked --no-fail-fast
fi

echo "== library"
# Without the program's features, and without the crates that only the program needs.
cargo check --locked --no-default-features
if cargo tree --locked --no-default-features -e normal --prefix none |
  grep -E '^(clap|indicatif|annotate-snippets|anstream|signal-hook|notify|sysinfo) '; then
  echo "the library alone depends on crates of the program"; exit 1
fi
examples=$(mktemp -d)
for example in folder pages; do
  cargo run --locked --quiet --profile test --example "$example" -- assets/sample "$examples"
done
for example in memory diagnostics; do
  cargo run --locked --quiet --profile test --example "$example"
done
for file in edition.epub edition.pdf page-1.svg page-4.png; do
  [ -s "$examples/$file" ] || { echo "no example made $file"; exit 1; }
done
rm -rf "$examples"

echo "== editions"
# The program that the tests ran.
program=$(cargo test --locked --no-run --message-format=json 2>/dev/null |
  sed -n 's/.*"kind":\["bin"\].*"test":false.*"executable":"\([^"]*\)".*/\1/p' | tail -n 1)
[ -x "$program" ] || { echo "cargo did not say where it built the program"; exit 1; }
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
passed=0 failed=0

check() { # WORDS COMMAND…: says what the command is to show, and whether it does
  local words=$1; shift
  if "$@" >"$room/said" 2>&1; then
    passed=$((passed + 1)); echo "PASS $words"
  else
    failed=$((failed + 1)); echo "FAIL $words"; tail -n 30 "$room/said" | sed 's/^/     /'
  fi
}

offprint() { "$program" "$@"; }
contains() { grep -aE -- "$1" >/dev/null; }
has_line() { "${@:2}" | contains "$1"; }

fonts_are_carried() { # every face embedded and subset
  pdffonts "$1" | tail -n +3 | awk '{ seen++; if ($(NF-4) != "yes" || $(NF-3) != "yes") { print; bad++ } } END { exit bad || !seen }'
}

in_every_theme() { # FOLDER OPTION…: the sample in every theme, as FOLDER/THEME.pdf
  for theme in magazine briefing reader large-print; do
    offprint build assets/sample --to pdf --theme "$theme" -o "$1/$theme.pdf" "${@:2}"
  done
}

every_case() { # FOLDER OPTION…: the cases of the pages, other scripts and pictures of every kind, as FOLDER/NAME.pdf
  local case
  for case in tests/cases/layout/* tests/cases/pdf/pictures; do
    offprint build "$case/input" --to pdf --font-dir tests/fonts --allow-missing -o "$1/${case##*/}.pdf" "${@:2}"
  done
}

check "the sample issue is made, without a warning" offprint demo "$room/demo" --deny warnings
edition="$room/demo/sample"
pdf="$edition.pdf"
check "EPUBCheck finds no fatals, errors or warnings" epubcheck --failonwarnings "$edition.epub"
check "Ace finds no violation" ace "$edition.epub"
check "qpdf finds the PDF sound" qpdf --check "$pdf"
check "the sample is laid out in every theme" in_every_theme "$room/themes"
check "veraPDF finds PDF/A-2a and PDF/UA-1 kept in every theme" verapdf 2a,ua1 "$pdf" "$room"/themes/*.pdf
check "the cases of the tests are laid out" every_case "$room/pages"
check "veraPDF finds PDF/A-2a and PDF/UA-1 kept in every case" verapdf 2a,ua1 "$room"/pages/*.pdf
check "the sample is laid out by a-3a,ua-1" \
  offprint build assets/sample --to pdf --pdf-standard a-3a,ua-1 -o "$room/a-3a,ua-1.pdf"
check "veraPDF finds PDF/A-3a and PDF/UA-1 kept" verapdf 3a,ua1 "$room/a-3a,ua-1.pdf"
check "the sources are found in it" has_line 'In praise of the margin\.md' pdfdetach -list "$room/a-3a,ua-1.pdf"
check "the sample is laid out in every theme by a-4,ua-2" in_every_theme "$room/themes-2" --pdf-standard a-4,ua-2
check "the cases of the tests are laid out by a-4,ua-2" every_case "$room/pages-2" --pdf-standard a-4,ua-2
check "veraPDF finds PDF/A-4 and PDF/UA-2 kept" verapdf 4,ua2 "$room"/themes-2/*.pdf "$room"/pages-2/*.pdf
check "every font is embedded and subset" fonts_are_carried "$pdf"
check "the PDF has its title" has_line '^Title: +The Ampersand' pdfinfo "$pdf"
check "the PDF has its language" has_line '/Lang \(en-GB\)' qpdf --qdf --object-streams=disable "$pdf" -
check "the PDF has an outline" has_line '/Outlines ' qpdf --qdf --object-streams=disable "$pdf" -

# A large edition of all that articles may hold, in many languages: the cases of the tests, a section each.
gather_cases() {
  local case
  for case in tests/cases/layout/*/input tests/cases/epub/*/input; do
    mkdir -p "$room/cases"
    cp -r "$case" "$room/cases/$(basename "$(dirname "$case")")"
  done
  find "$room/cases" -name '*.toml' -delete
}

gather_cases
check "an edition of all cases is made" \
  offprint build "$room/cases" -o "$room" --title Cases --lang en-GB --allow-missing
check "veraPDF finds PDF/A-2a and PDF/UA-1 kept by it" verapdf 2a,ua1 "$room/cases.pdf"
check "EPUBCheck finds nothing in it" epubcheck --failonwarnings "$room/cases.epub"
check "Ace finds no violation in it" ace "$room/cases.epub"
check "an EPUB made alone knows the pages of the print edition" \
  offprint build "$room/cases" -o "$room/alone.epub" --print-pages --title Cases --lang en-GB --allow-missing
check "and is the same as beside it" cmp "$room/cases.epub" "$room/alone.epub"

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
