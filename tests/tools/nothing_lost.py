#!/usr/bin/env python3
"""Finds words of the articles that are missing from an edition.

    nothing_lost.py FOLDER EDITION.epub|EDITION.pdf

Each article is cut into its runs of five words, markup removed; at least 99.9% of the words of every
article must stand in a run that the text of the edition has too. A PDF is read by pdftotext. Prints
the words that are missing; exit 0 = nothing lost, 1 = something is.
"""

import html
import re
import subprocess
import sys
import unicodedata
import zipfile
from pathlib import Path

LEAST = 0.999
RUN = 5
HEAD, FOOT = 56, 56  # points of a page that running heads and folios take


def words(text):
    """The words of a text as they compare: no case, no marks, no hyphenation."""
    text = unicodedata.normalize("NFKC", html.unescape(text)).replace("\u00ad", "").casefold()
    return re.findall(r"\w+", text)


def article_text(path):
    """What of an article should be printed, as a list of passages that a reader meets one by one."""
    text = path.read_text(encoding="utf-8")
    text = re.sub(r"\A(---|\+\+\+)\n.*?\n\1\n", "", text, flags=re.S)
    text = re.sub(r"!\[[^\]]*\]\([^)]*\)", "\n", text)
    text = re.sub(r"\]\([^)]*\)|\[\^[^\]]+\]:?|[*`\[\]]", "", text)
    lines = re.sub(r"^\s*(#+|>|[-*+]|\d+\.|```.*|\|?[\s|:-]+\|?$)", "", text, flags=re.M)
    return [passage for passage in re.split(r"[\n|]", lines) if passage.strip()]


def edition_text(path):
    """All words of an edition in reading order, without the furniture of its pages."""
    if path.suffix == ".epub":
        with zipfile.ZipFile(path) as book:
            pages = [book.read(name).decode() for name in book.namelist() if name.endswith(".xhtml")]
        return words(" ".join(plain(page) for page in pages))
    crop = ["-r", "72", "-x", "0", "-y", HEAD, "-W", "2000", "-H", str(height(path) - HEAD - FOOT)]
    made = subprocess.run(
        ["pdftotext", "-enc", "UTF-8", "-nopgbrk", *map(str, crop), path, "-"], check=True, capture_output=True
    )
    return words(re.sub(r"(?<=\w)[-\u2010\u00ad]\n+(?=\w)", "", made.stdout.decode()))


def plain(page):
    """The text of a page of XHTML: a note's number goes, and so do tags inside words."""
    page = re.sub(r"<a\b[^>]*noteref[^>]*>.*?</a>", "", page, flags=re.S)
    page = re.sub(r"</?(span|em|strong|b|i|sup|sub|a)\b[^>]*>", "", page)
    return re.sub(r"<[^>]+>", " ", page)


def height(path):
    """The height of a PDF's first page, in points."""
    said = subprocess.run(["pdfinfo", path], check=True, capture_output=True).stdout.decode()
    return round(float(re.search(r"Page size:\s+[\d.]+ x ([\d.]+)", said)[1]))


def lost(passages, text):
    """The words of the passages that stand in no run that the text has, and how many words there are.

    A run that is cut by the end of a page is no loss: its words stand in the runs on either side.
    """
    missing, total = [], 0
    for passage in passages:
        said = words(passage)
        found = [False] * len(said)
        for start in range(max(1, len(said) - RUN + 1)):
            if f" {' '.join(said[start : start + RUN])} " in text:
                found[start : start + RUN] = [True] * len(found[start : start + RUN])
        missing += [f"{word} (in: {passage.strip()[:60]})" for word, there in zip(said, found) if not there]
        total += len(said)
    return missing, total


def main(folder, edition):
    text = f" {' '.join(edition_text(Path(edition)))} "
    everything, gone, worst = 0, [], 1.0
    for path in sorted(Path(folder).rglob("*.md")):
        missing, total = lost(article_text(path), text)
        everything += total
        gone += [f"  {path.name}: {word}" for word in missing]
        worst = min(worst, 1 - len(missing) / max(1, total))
    print(f"{edition}: {everything - len(gone)} of {everything} words; {worst:.2%} of the worst article")
    print("\n".join(gone[:40]))
    return 0 if everything and worst >= LEAST else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
