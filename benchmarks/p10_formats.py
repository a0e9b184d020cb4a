"""P10: a book into and out of files, beside python-docx, mammoth, pandoc, bare Typst and WeasyPrint, in the same run.

`python -m benchmarks.p10_formats [words] [what]` installs the peers under `.run/` the first time, and prints the table.
Every figure is one fresh process, as a worker starts one for each file: the best of three in seconds of its own CPU
time after its imports (pandoc: all of it, as it has none), the best of them on the clock, and the most memory that one
process held; of ours with the processes in which it lets Typst set pages, of which there are two where a core is idle.
Ours reads into validated
TipTap JSON and writes from it; the peers do less: python-docx only walks the paragraphs, mammoth makes HTML, Typst and
WeasyPrint are given plain paragraphs.
"""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.manuscripts import write_manuscript
from writers_app.formats.blocks import BOLD, ITALIC, footnote, plain_text, text_node
from writers_app.formats.detection import Format
from writers_app.formats.model import Manuscript, ManuscriptDocument
from writers_app.formats.writing import write

ROOT = Path(__file__).parent.parent
PEERS = ROOT / ".run" / "format-peers"
PACKAGES = ("python-docx==1.2.0", "mammoth==1.11.0", "pypandoc_binary==1.15", "weasyprint==66.0")
RUNS = 3
GOALS = {"docx in": 0.4, "docx out": 0.4, "epub out": 0.3, "pdf out": 0.8}

STOPWATCH = """
import resource, sys, time
def used():
    return [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
def clocks():
    return sum(each.ru_utime + each.ru_stime for each in used()), time.perf_counter()
def report(began):
    print(*(now - then for now, then in zip(clocks(), began)), max(each.ru_maxrss for each in used()))
"""
PEER_PROGRAMS = {
    "python-docx": """
from docx import Document
began = clocks()
sum(len(run.text) for paragraph in Document(path).paragraphs for run in paragraph.runs)
""",
    "mammoth": """
import mammoth
began = clocks()
mammoth.convert_to_html(open(path, "rb"))
""",
    "weasyprint": """
import weasyprint
html = open(path, encoding="utf-8").read()
began = clocks()
weasyprint.HTML(string=html).write_pdf()
""",
}
MEASURE = (
    STOPWATCH
    + """
path = sys.argv[1]
{program}
report(began)
"""
)


def main() -> None:
    words = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    install_peers()
    folder = PEERS / "files"
    folder.mkdir(exist_ok=True)
    write_files(folder, words)
    print(f"{words:,} words; seconds of CPU and on the clock, best of {RUNS}; the most memory held\n")
    print("| what | ours | clock | MB | peer | seconds | clock | MB | ours : peer | goal |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    wanted = sys.argv[2] if len(sys.argv) > 2 else ""
    for what, own, peers in rows(folder):
        if wanted not in what:
            continue
        mine = best(own)
        for name, peer in peers:
            theirs = best(peer)
            ratio = f"{mine[0] / theirs[0]:.2f}"
            goal = GOALS.get(what)
            shown = [f"{cpu:.2f} | {clock:.2f} | {memory:.0f}" for cpu, clock, memory in (mine, theirs)]
            print(f"| {what} | {shown[0]} | {name} | {shown[1]} | {ratio} | {f'≤ {goal}' if goal else ''} |")


Measured = tuple[float, float, float]
Row = tuple[str, Callable[[], Measured], list[tuple[str, Callable[[], Measured]]]]


def rows(folder: Path) -> list[Row]:
    def own(verb: str, name: str) -> Callable[[], Measured]:
        return lambda: run_python(sys.executable, OWN, verb, folder / "book.json", folder / name)

    def peer(name: str, file: str) -> tuple[str, Callable[[], Measured]]:
        return name, lambda: run_python(
            PEERS / "bin/python", MEASURE.format(program=PEER_PROGRAMS[name]), folder / file
        )

    def pandoc(source: str, target: str) -> tuple[str, Callable[[], Measured]]:
        return "pandoc", lambda: run_pandoc(folder / source, folder / target)

    def bare_typst() -> Measured:
        return run_python(sys.executable, TYPST, folder / "book.typ")

    return [
        ("docx in", own("read", "book.docx"), [peer("python-docx", "book.docx"), peer("mammoth", "book.docx"),
                                               pandoc("book.docx", "out.md")]),
        ("docx out", own("write", "out.docx"), [pandoc("book.md", "out.docx")]),
        ("odt out", own("write", "out.odt"), [pandoc("book.md", "out.odt")]),
        ("epub out", own("write", "out.epub"), [pandoc("book.md", "out.epub")]),
        ("epub in", own("read", "out.epub"), [pandoc("out.epub", "out.md")]),
        ("markdown in", own("read", "book.md"), [pandoc("book.md", "out.html")]),
        ("pdf out", own("write", "out.pdf"), [("typst, bare", bare_typst),
                                              peer("weasyprint", "book.html")]),
    ]  # fmt: skip


OWN = (
    STOPWATCH
    + """
from pathlib import Path
import orjson
from benchmarks.p10_formats import load_book
from writers_app.formats.detection import Format
from writers_app.formats.options import WriteOptions
from writers_app.formats.validation import validate_document
import writers_app.formats.reading, writers_app.formats.writing, lxml.etree, lxml.html, typst
verb, source, path = sys.argv[1], sys.argv[2], Path(sys.argv[3])
if verb == "read":
    began = clocks()
    book = writers_app.formats.reading.read(path, path.name)
    for _, document in book.walk():
        if document.content is not None:
            validate_document(document.content)
else:
    book = load_book(source)
    began = clocks()
    path.write_bytes(writers_app.formats.writing.write(book, Format(path.suffix[1:]), WriteOptions(paper="6x9")))
report(began)
"""
)
TYPST = (
    STOPWATCH
    + """
import typst
began = clocks()
typst.compile(open(sys.argv[1], "rb").read(), root=sys.argv[1].rpartition("/")[0], ignore_system_fonts=True)
report(began)
"""
)


TYPST_HEAD = "#set page(width: 6in, height: 9in)\n#set par(justify: true)\n#set text(hyphenate: false)\n"


def load_book(source: str | Path) -> Manuscript:
    """The manuscript that the benchmark wrote as JSON: a document per chapter."""
    chapters = json.loads(Path(source).read_text(encoding="utf-8"))
    documents = tuple(
        ManuscriptDocument(plain_text(chapter["content"][0]), "scene", {**chapter, "content": chapter["content"][1:]})
        for chapter in chapters
    )
    return Manuscript("The Book", author="A. Writer", documents=documents)


def write_files(folder: Path, words: int) -> None:
    """The same book in every form that anybody here reads."""
    chapters = [with_emphasis(chapter) for chapter in write_manuscript(words, "en")]
    (folder / "book.json").write_text(json.dumps(chapters), encoding="utf-8")
    book = load_book(folder / "book.json")
    for format in (Format.DOCX, Format.MARKDOWN, Format.HTML):
        (folder / f"book{format.extension}").write_bytes(write(book, format))
    plain = [plain_text(block) for chapter in chapters for block in chapter["content"]]
    escaped = "\n\n".join(
        "".join(f"\\{sign}" if sign in "#$*_@<>`~[]=-+/\\" else sign for sign in text) for text in plain
    )
    (folder / "book.typ").write_text(TYPST_HEAD + escaped, encoding="utf-8")


def with_emphasis(chapter: dict[str, Any]) -> dict[str, Any]:
    """Every fifth paragraph with a word in italics and one in bold, every tenth with a footnote, as books have."""
    return {**chapter, "content": [stressed(index, block) for index, block in enumerate(chapter["content"])]}


def stressed(index: int, block: dict[str, Any]) -> dict[str, Any]:
    inline = block.get("content") or []
    if block["type"] != "paragraph" or index % 5 or len(inline) != 1 or len(inline[0]["text"].split()) < 8:
        return block
    first, second, rest = inline[0]["text"].split(" ", 2)
    made = [text_node(first, [ITALIC]), text_node(" "), text_node(second, [BOLD]), text_node(f" {rest}")]
    if index % 10 == 0:
        made.append(footnote([text_node("A note on that.")]))
    return {**block, "content": made}


def install_peers() -> None:
    if not (PEERS / "installed").exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", PEERS], check=True)
        subprocess.run([PEERS / "bin/pip", "install", "--quiet", *PACKAGES], check=True)
        (PEERS / "installed").touch()


def run_python(python: str | Path, program: str, *arguments: str | Path) -> Measured:
    """CPU seconds that the program says it took, those on the clock, and megabytes."""
    done = subprocess.run(
        [python, "-c", program, *arguments], capture_output=True, text=True, check=True, cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    seconds, clock, kilobytes = done.stdout.split()[-3:]
    return float(seconds), float(clock), float(kilobytes) / 1024


def run_pandoc(source: Path, target: Path) -> Measured:
    """CPU seconds, those on the clock, and megabytes of one process of pandoc's."""
    (binary,) = PEERS.glob("lib/python*/site-packages/pypandoc/files/pandoc")
    began = time.perf_counter()
    process = subprocess.Popen([binary, source, "-o", target])
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = status
    if status:
        raise SystemExit(f"pandoc could not turn {source.name} into {target.name}")
    return usage.ru_utime + usage.ru_stime, time.perf_counter() - began, usage.ru_maxrss / 1024


def best(measure: Callable[[], Measured]) -> Measured:
    found = []
    for _ in range(RUNS):
        found.append(measure())
        time.sleep(0.05)
    cpu, clock, memory = zip(*found, strict=True)
    return min(cpu), min(clock), max(memory)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    main()
