"""Makes an edition from the sample in the forms that tools read, has them convert it, and prints what it
took. `benches/side-by-side.sh` says how to run it. Only what Python brings is used; the same sample gives
the same edition."""

import argparse
import os
import re
import shutil
import statistics
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SAMPLE = Path(__file__).parents[2] / "assets" / "sample"
WORDS = 900
SECTION = 5  # articles in a section


def sample():
    """The sentences and the pictures of the sample. Only plain paragraphs are taken."""
    sentences = []
    for file in sorted(SAMPLE.glob("*/*.md")):
        for line in file.read_text(encoding="utf-8").splitlines():
            if re.match(r"[A-Z“‘]", line) and not re.search(r"[*_`|\[\]<>#$\\@]", line) and len(line) > 200:
                sentences += (part.strip() for part in re.findall(r"[^.?!]+[.?!]+[”’]?", line))
    # One that begins with a figure would begin a list.
    return [s for s in sentences if re.match(r"[A-Z“‘]", s) and len(s) > 20], sorted(SAMPLE.glob("*/images/*.jpg"))


def numbers(seed):
    """A linear congruence: chance that is the same everywhere."""
    while True:
        seed = (seed * 6364136223846793005 + 1442695040888963407) % 2**64
        yield seed >> 33


def unlike(jpeg, number):
    """The picture with a comment of its own, so that no tool takes two for one."""
    comment = b"picture %d" % number
    return jpeg[:2] + b"\xff\xfe" + struct.pack(">H", len(comment) + 2) + comment + jpeg[2:]


def articles(count):
    """Titles, and blocks: ('p', text), ('h', text) or ('i', file)."""
    sentences, _ = sample()
    chance = numbers(7)
    pick = lambda: sentences[next(chance) % len(sentences)]
    shown = 0
    for n in range(count):
        title = " ".join(re.findall(r"\w+", pick())[:6]).capitalize()
        blocks, words = [], 0
        while words < WORDS:
            text = " ".join(pick() for _ in range(5))
            words += len(text.split())
            blocks.append(("p", text))
        blocks.insert(len(blocks) // 2, ("h", " ".join(re.findall(r"\w+", pick())[:4]).capitalize()))
        for place in [1] if n % 5 else [1, 4]:
            blocks.insert(place, ("i", f"p{shown:04}.jpg"))
            shown += 1
        yield title, blocks


def markdown(title, blocks, level):
    """An article whose title is a heading of this level."""
    form = {"p": "{}", "h": "#" * (level + 1) + " {}", "i": "![A picture](images/{})"}
    return "\n\n".join(["#" * level + " " + title] + [form[kind].format(text) for kind, text in blocks]) + "\n"


def typst(title, blocks):
    """The same as typst reads it."""
    escape = lambda text: re.sub(r"([\\#$*_`@<>\[\]~=/+-])", r"\\\1", text)
    form = {"p": lambda t: escape(t), "h": lambda t: "=== " + escape(t),
            "i": lambda t: f'#figure(image("images/{t}", width: 100%, alt: "A picture"))'}
    return "\n\n".join(["== " + escape(title)] + [form[kind](text) for kind, text in blocks]) + "\n"


def write(folder, count):
    """The edition in every form; what a tool reads lies in a folder of its own."""
    _, pictures = sample()
    images = folder / "images"
    images.mkdir(parents=True)
    made = list(articles(count))
    for n in range(sum(kind == "i" for _, blocks in made for kind, _ in blocks)):
        (images / f"p{n:04}.jpg").write_bytes(unlike(pictures[n % len(pictures)].read_bytes(), n))
    for form in ["offprint", "pandoc", "crowbook", "mdbook/src", "typst"]:
        shutil.copytree(images, folder / form / "images", copy_function=os.link)
    book, summary, main = ["title: Edition", "author: Desk", "lang: en"], ["# Summary\n"], []
    main.append('#set document(title: "Edition")\n#set page(paper: "a4", columns: 2)\n'
                '#set text(size: 9.5pt, lang: "en")\n#set par(justify: true)\n#outline(depth: 2)')
    for n, (title, blocks) in enumerate(made):
        name, section = f"a{n:04}.md", f"Section {n // SECTION + 1}"
        opens = f"# {section}\n\n" if n % SECTION == 0 else ""
        (folder / "offprint" / name).write_text(markdown(title, blocks, 1), encoding="utf-8")
        (folder / "pandoc" / name).write_text(opens + markdown(title, blocks, 2), encoding="utf-8")
        (folder / "crowbook" / name).write_text(markdown(title, blocks, 1), encoding="utf-8")
        (folder / "mdbook/src" / name).write_text(markdown(title, blocks, 1), encoding="utf-8")
        book.append(f"+ {name}")
        summary.append(f"- [{title}]({name})")
        main.append((f"= {section}\n\n" if opens else "") + typst(title, blocks))
    (folder / "crowbook/edition.book").write_text("\n".join(book) + "\n", encoding="utf-8")
    (folder / "mdbook/src/SUMMARY.md").write_text("\n".join(summary) + "\n", encoding="utf-8")
    (folder / "mdbook/book.toml").write_text(
        '[book]\ntitle = "Edition"\nauthors = ["Desk"]\nlanguage = "en"\n[output.epub]\n', encoding="utf-8")
    (folder / "typst/main.typ").write_text("\n\n".join(main), encoding="utf-8")
    size = sum(file.stat().st_size for file in images.iterdir())
    return sum(len(t.split()) for _, b in made for k, t in b if k == "p"), len(list(images.iterdir())), size


def tools(out):
    """What is measured: a name, the programs that it needs, where it runs, its command, what it makes."""
    offprint = str(Path(os.environ["OFFPRINT"]).resolve())
    build = [offprint, "build", ".", "-o", str(out / "offprint"), "--no-cache", "--quiet"]
    files = lambda folder: sorted(p.name for p in (out.parent / folder).glob("a*.md"))
    pandoc = ["pandoc", "-f", "markdown", "--toc", "--toc-depth=2"]
    epub = [*pandoc, "-t", "epub3", "-M", "title=Edition", "-o", str(out / "pandoc.epub")]
    latex = [*pandoc, "--pdf-engine=lualatex", "-V", "classoption=twocolumn", "-o", str(out / "pandoc.pdf")]
    return [
        ("offprint EPUB", [offprint], "offprint", [*build, "--to", "epub"], out / "offprint"),
        ("pandoc EPUB", ["pandoc"], "pandoc", [*epub, *files("pandoc")], out / "pandoc.epub"),
        ("crowbook EPUB", ["crowbook"], "crowbook",
         ["crowbook", "edition.book", "--set", "output.epub", str(out / "crowbook.epub")], out / "crowbook.epub"),
        ("mdbook-epub EPUB", ["mdbook-epub"], "mdbook", ["mdbook-epub", "--standalone", "."],
         out.parent / "mdbook/book"),
        ("offprint PDF", [offprint], "offprint", [*build, "--to", "pdf"], out / "offprint"),
        ("typst PDF", ["typst"], "typst", ["typst", "compile", "main.typ", str(out / "typst.pdf")], out / "typst.pdf"),
        ("pandoc + lualatex PDF", ["pandoc", "lualatex"], "pandoc", [*latex, *files("pandoc")], out / "pandoc.pdf"),
        ("offprint both", [offprint], "offprint", build, out / "offprint"),
    ]


def size(made):
    """Bytes of a file, or of the files of a folder."""
    files = made.rglob("*") if made.is_dir() else [made]
    return sum(file.stat().st_size for file in files if file.is_file())


def remove(made):
    shutil.rmtree(made, ignore_errors=True) if made.is_dir() else made.unlink(missing_ok=True)


def run(command, cwd, log):
    """Wall seconds, processor seconds of all processes, and the peak of the largest in bytes."""
    # A child of its own counts its children, and nobody else's.
    probe = ("import os,sys,time,resource,subprocess as s;t=time.monotonic();"
             "c=s.call(sys.argv[1:]);w=time.monotonic()-t;r=resource.getrusage(resource.RUSAGE_CHILDREN);"
             "os.write(3,f'{c} {w} {r.ru_utime+r.ru_stime} {r.ru_maxrss}'.encode())")
    read, write = os.pipe()
    with open(log, "wb") as said:
        child = subprocess.Popen([sys.executable, "-c", "import os;os.dup2(%d,3);%s" % (write, probe), *command],
                                 cwd=cwd, stdout=said, stderr=said, stdin=subprocess.DEVNULL, pass_fds=[write])
        os.close(write)
        with os.fdopen(read) as told:
            code, wall, cpu, peak = told.read().split()
        child.wait()
    unit = 1 if sys.platform == "darwin" else 1024
    return int(code), float(wall), float(cpu), int(peak) * unit


def main():
    options = argparse.ArgumentParser(prog="side-by-side.sh")
    options.add_argument("--articles", type=int, default=75)
    options.add_argument("--runs", type=int, default=5)
    options.add_argument("--keep", type=Path, help="keep the edition and the outputs in this new folder")
    options = options.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = options.keep.resolve() if options.keep else Path(place) / "edition"
        words, pictures, heavy = write(folder, options.articles)
        out = folder / "out"
        out.mkdir()
        print(f"{options.articles} articles, {words} words, {pictures} pictures ({heavy / 1e6:.1f} MB); "
              f"{os.cpu_count()} processors; medians of {options.runs}\n")
        present = []
        for tool in tools(out):
            missing = [program for program in tool[1] if not shutil.which(program)]
            if missing:
                print(f"{tool[0]} is left out; not installed: {', '.join(missing)}")
            else:
                present.append(tool)
        print("\n| tool | wall s | CPU s | peak MB | output MB |\n|---|---|---|---|---|")
        for name, _, cwd, command, made in present:
            measured = []
            for _ in range(options.runs):
                remove(made)
                log = out / f"{name.replace(' ', '-')}.log"
                measured.append((*run(command, folder / cwd, log), size(made) if made.exists() else 0))
            failed = any(code != 0 or written == 0 for code, *_, written in measured)
            if failed:
                print(f"| {name} | failed: | {log.read_text(errors='replace').strip()[-160:]!r} | | |")
                continue
            middle = [statistics.median(run[n] for run in measured) for n in range(1, 5)]
            wall, cpu, peak, written = middle
            print(f"| {name} | {wall:.2f} | {cpu:.2f} | {peak / 1e6:.0f} | {written / 1e6:.1f} |", flush=True)


main()
