"""P10, all of it: books of 100k and 500k words with every feature, in both languages, every format and the report.

`python -m benchmarks.p10_whole [words …]` writes each book in every format, reads each file back as an import does, and
analyses the text; every step in a process of its own under the limits that its task has. It prints seconds of CPU, the
most memory held (by the step and by the child that reads strangers' files), the size of the file, and how many of the
book's words came back; it ends with 1 when a step failed or a word was lost. tests/unit/formats/test_whole_books.py
asks for the same with a small book.
"""

import json
import resource
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal, cast

from benchmarks.manuscripts import write_manuscript
from benchmarks.p10_formats import stressed
from writers_app.formats.blocks import children, plain_text, walk
from writers_app.formats.detection import Format
from writers_app.formats.model import JSON, Comment, Manuscript, ManuscriptDocument, Resource
from writers_app.text.words import split_words

ROOT = Path(__file__).parent.parent
WORDS = (100_000, 500_000)
WRITTEN = ("docx", "odt", "epub", "pdf", "md", "html", "txt", "fountain")
READ = ("docx", "odt", "epub", "md", "html", "txt", "fountain")
LIMITS_MB = {"out": 2048, "in": 1024, "report": 1024}
"""What the tasks have: exports, the readers' child, analyses."""
Language = Literal["en", "fa"]


@dataclass(frozen=True, slots=True)
class Step:
    """What a process said of one step; `problem` is empty when it did what it should."""

    language: str
    words: int
    what: str
    seconds: float
    megabytes: float
    kilobytes: int
    share: float
    problem: str

    def row(self) -> str:
        size = f"{self.kilobytes:,}" if self.kilobytes else ""
        share = f"{self.share:.2%}" if self.share else ""
        return (
            f"| {self.language} | {self.words:,} | {self.what} | {self.seconds:.2f} | {self.megabytes:.0f} | {size} | "
            f"{share} | {self.problem} |"
        )


def main() -> None:
    wanted = [int(each) for each in sys.argv[1:]] or list(WORDS)
    print("| language | words | step | s of CPU | MB | kB | words back | problem |\n|---|---|---|---|---|---|---|---|")
    failed = False
    with TemporaryDirectory() as folder:
        for words in wanted:
            for language in ("en", "fa"):
                for step in measure(words, cast(Language, language), Path(folder)):
                    print(step.row(), flush=True)
                    failed = failed or bool(step.problem)
    sys.exit(failed)


def measure(words: int, language: Language, folder: Path) -> Iterator[Step]:
    """Every format out and in again, and the report; the files stay in the folder."""
    asked = [*(("out", form) for form in WRITTEN), *(("in", form) for form in READ), ("report", "")]
    for verb, form in asked:
        command = [
            sys.executable,
            "-m",
            "benchmarks.p10_whole",
            "--step",
            verb,
            form,
            str(words),
            language,
            str(folder),
        ]
        done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
        told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1]) if done.returncode == 0 else {}
        problem = told.get("problem") or (done.stderr.strip().splitlines() or ["it died"])[-1][:120] * (not told)
        yield Step(
            language, words, f"{form} {verb}".strip(), told.get("seconds", 0), told.get("megabytes", 0),
            told.get("kilobytes", 0), told.get("share", 0), problem,
        )  # fmt: skip


# In a step's own process ---------------------------------------------------------------------------


def take_step(verb: str, form: str, words: int, language: Language, folder: Path) -> dict[str, Any]:
    path = folder / f"{language}-{words}.{form}"
    book = write_book(words, language)
    _bind(LIMITS_MB[verb])
    began = _cpu()
    if verb == "out":
        from writers_app.formats.writing import write

        path.write_bytes(write(book, Format(form)))
        told: dict[str, Any] = {"kilobytes": path.stat().st_size // 1024}
    elif verb == "in":
        told = _read_back(path, book)
    else:
        from writers_app.analysis import AnalysedDocument, analyse

        texts = [AnalysedDocument(each.id, each.title, each.content) for _, each in book.walk() if each.content]
        told = {"problem": "" if analyse(texts, language).to_json()["findings"] else "no finding"}
    used = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return {"seconds": _cpu() - began, "megabytes": max(used) / 1024, **told}


def _read_back(path: Path, book: Manuscript) -> dict[str, Any]:
    from writers_app.formats.child import read_in_child

    found, wanted = _words(read_in_child(path, path.name)), _words(book)
    share = (wanted & found).total() / wanted.total()
    return {"share": share, "problem": "" if share > 0.9995 else f"lost: {[*(wanted - found)][:5]}"}


def _words(book: Manuscript) -> Counter[str]:
    """How often each word stands in the text and its notes; a reader may add the titles and numbers that it found."""
    return Counter(
        word for _, found in book.walk() if found.content for block in walk(found.content) for word in _own(block)
    )


def _own(block: JSON) -> list[str]:
    """The words of a block whose letters are its own: emphasis in the middle of a word does not part it."""
    inner = children(block)
    return split_words("".join(each["text"] if each["type"] == "text" else " " for each in inner)) if inner else []


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def _bind(megabytes: int) -> None:
    """As a task's process is bound: so much more than it has already."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    most = pages * resource.getpagesize() + megabytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


def write_book(words: int, language: Language) -> Manuscript:
    """A seeded book in chapters of 5,000 words, with a piece of everything in each."""
    comments: list[Comment] = []
    documents = [
        ManuscriptDocument(
            plain_text(chapter["content"][0]), "scene", _with_everything(chapter, number, comments), id=str(number)
        )
        for number, chapter in enumerate(write_manuscript(words, language))
    ]
    third = max(1, len(documents) // 3)
    parts = tuple(
        ManuscriptDocument(
            f"{'بخش' if language == 'fa' else 'Part'} {index + 1}", "folder", None, tuple(documents[at : at + third])
        )
        for index, at in enumerate(range(0, len(documents), third))
    )
    direction: Literal["rtl", "ltr"] = "rtl" if language == "fa" else "ltr"
    return Manuscript(
        "کتاب" if language == "fa" else "The Book", language, direction, "A. Writer", parts,
        {"red.png": Resource(_PICTURE, "image/png")}, tuple(comments),
    )  # fmt: skip


def _with_everything(chapter: JSON, number: int, comments: list[Comment]) -> JSON:
    blocks = [stressed(index, block) for index, block in enumerate(chapter["content"][1:])]
    comments.append(Comment(f"comment-{number}", "Is that so?", "Bob", "2026-01-01T00:00:00Z"))
    return {"type": "doc", "content": [*blocks[:20], *_everything(number), *blocks[20:]]}


def _text(text: str, *marks: JSON) -> JSON:
    return {"type": "text", "text": text, **({"marks": list(marks)} if marks else {})}


def _block(name: str, /, *content: JSON, **attrs: Any) -> JSON:
    return {"type": name, **({"attrs": attrs} if attrs else {}), **({"content": list(content)} if content else {})}


def _line(text: str) -> JSON:
    return _block("paragraph", _text(text))


def _everything(number: int) -> list[JSON]:
    """Headings, lists, quotes, code, pictures, tables, notes, links, directions, suggestions and comments."""
    told = {"author": "Ann", "date": "2026-01-02T03:04:05Z"}
    return [
        _block("heading", _text("A section"), level=2),
        _block("paragraph", _text("Some", {"type": "comment", "attrs": {"id": f"comment-{number}"}}),
               _text(" was "), _text("added", {"type": "insertion", "attrs": {"id": f"i-{number}", **told}}),
               _text(" by Ann"), _block("footnote", _text("At the end."), kind="endnote"), _text(".")),
        _block("bulletList", _block("listItem", _line("one"), _block("orderedList", _block("listItem", _line("in")))),
               _block("listItem", _line("two"))),
        _block("taskList", _block("taskItem", _line("to do"))),
        _block("blockquote", _line("Quoted.")),
        _block("codeBlock", _text("if x < 1: pass"), language="python"),
        _block("image", src="resource:red.png", alt="A red field", width=40, height=40),
        _block("table", _block("tableRow", _block("tableHeader", _line("Wide"), colspan=2)),
               _block("tableRow", _block("tableCell", _line("x")), _block("tableCell", _line("y")))),
        _block("paragraph", _text("می‌خواهم کتاب‌های نو بخوانم"), dir="rtl"),
        _block("paragraph", _text("In the middle, "), _text("with a link", {"type": "link", "attrs": {"href": "https://example.org/"}}),
               dir="ltr", textAlign="center"),
    ]  # fmt: skip


_PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc0000003010100c9fe92ef"
    "0000000049454e44ae426082"
)

if __name__ == "__main__":
    if sys.argv[1:2] == ["--step"]:
        verb, form, words, language, folder = sys.argv[2:]
        print(json.dumps(take_step(verb, form, int(words), cast(Language, language), Path(folder))))
    else:
        main()
