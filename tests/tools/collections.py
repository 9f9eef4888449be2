#!/usr/bin/env python3
"""How well collections are read: counts what a reader would see, in the EPUBs that offprint makes.

    tests/tools/collections.py PROGRAM FOLDER…        # a row for each folder
    tests/tools/collections.py --leaks PROGRAM FOLDER # the places of raw syntax

Columns: articles; articles without raw syntax in their text (outside code); local pictures that are
shown, of those that the text names and that lie anywhere in the folder; links to other articles that
work, of those whose words were written as links to files; seconds; MB.
"""

import pathlib
import re
import resource
import subprocess
import sys
import tempfile
import time
import zipfile

LEAKS = {
    "shortcode": re.compile(r"\{\{[<%].*?[>%]\}\}"),
    "expression": re.compile(r"\{\{[^{}]{1,200}\}\}"),
    "tag": re.compile(r"\{%.{1,200}?%\}"),
    "embed": re.compile(r"!\[\[.{1,200}?\]\]"),
    "wiki": re.compile(r"(?<!\[)\[\[[^\[\]]{1,200}\]\]"),
    "container": re.compile(r"(?m)^\s*:::"),
    "attributes": re.compile(r"\{:[^}]{0,80}\}|\{[#.][\w-]+[^}]{0,80}\}|\{width=[^}]*\}"),
    "comment": re.compile(r"%%.{1,200}?%%"),
    "picture": re.compile(r"!\[[^\]]*\]\("),
    "admonition": re.compile(r"(?m)^\s*(!!!|\?\?\?) \w"),
    "mark": re.compile(r"==\w[^=]{0,80}\w=="),
    "base64": re.compile(r"[A-Za-z0-9+/]{200,}"),
}


def words(xhtml):
    """The text of a document outside code, a block a line."""
    body = xhtml.split("<body", 1)[-1]
    body = re.sub(r"(?s)<(pre|code)\b.*?</\1>", " ", body)
    body = re.sub(r"</?(p|h\d|li|td|th|div|figcaption|dt|dd|blockquote|aside)\b[^>]*>", "\n", body)
    body = re.sub(r"<[^>]+>", "", body)
    for name, char in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#160;", " "), ("&amp;", "&")):
        body = body.replace(name, char)
    return body


def measure(program, folder, show):
    with tempfile.TemporaryDirectory() as room:
        out = pathlib.Path(room, "edition.epub")
        began = time.time()
        run = subprocess.run(
            [program, "build", folder, "--to", "epub", "-o", out, "--no-cache", "--allow-missing", "--json"],
            capture_output=True,
            text=True,
        )
        took = time.time() - began
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
        if not out.exists():
            print(f"{folder}: not made: {run.stderr[-300:]}")
            return
        book = zipfile.ZipFile(out)
        names = [n for n in book.namelist() if n.endswith(".xhtml") and "nav" not in n and "cover" not in n]
        articles = leaking = 0
        kinds = {}
        inner = 0
        for name in names:
            text = book.read(name).decode()
            if "<section" not in text and "<article" not in text:
                continue
            articles += 1
            inner += len(re.findall(r'href="[^":]+\.xhtml', text.split("<body", 1)[-1]))
            plain = words(text)
            found = {kind: m.group(0) for kind, rule in LEAKS.items() if (m := rule.search(plain))}
            leaking += bool(found)
            for kind, first in found.items():
                kinds[kind] = kinds.get(kind, 0) + 1
                if show:
                    print(f"{name}: {kind}: {first[:100]!r}")
        said = run.stdout + run.stderr
        missing = len(re.findall(r'"picture-missing"', said))
        dead = len(re.findall(r'"link-broken"', said))
        shown = len([n for n in book.namelist() if re.search(r"\.(png|jpe?g|gif|svg|webp|avif)$", n)])
        print(
            f"{pathlib.Path(folder).name:28} articles {articles:5}  clean {100 * (1 - leaking / max(articles, 1)):5.1f}%"
            f"  pictures {shown:4} missing {missing:4}  inner links {inner:5} dead {dead:4}"
            f"  {took:6.1f} s  {memory} MB  {kinds or ''}"
        )


def main():
    show = "--leaks" in sys.argv
    program, *folders = [a for a in sys.argv[1:] if a != "--leaks"]
    for folder in folders:
        measure(program, folder, show)


if __name__ == "__main__":
    main()
