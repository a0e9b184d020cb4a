"""Analyses by others: found by entry point, run on a text, kept from doing harm by mistake."""

import json
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from tests.unit.analysis.tiptap import document
from writers_app.analysis.registry import (
    GROUP,
    Analysis,
    Remark,
    Result,
    Text,
    analysis,
    discover_analyses,
    run_analysis,
)

ROOT = Path(__file__).parents[3]


@analysis(name="shouting", title="Shouting")
def shouting(text: Text) -> Result:
    remarks = [
        Remark(story, paragraph, at, at + 1, "An exclamation mark.")
        for story, paragraph in text.paragraphs()
        for at, character in enumerate(paragraph.text)
        if character == "!"
    ]
    return Result({"Marks": len(remarks), "Words": text.report.values["words"]}, remarks)


NOT_DECORATED = 1


def point(name: str, target: str) -> EntryPoint:
    return EntryPoint(name, f"{__name__}:{target}", GROUP)


def test_a_decorated_function_is_found_and_run() -> None:
    analyses, broken = discover_analyses([point("shouting", "shouting")])
    assert broken == ()
    result = run_analysis(analyses["shouting"], [document("😀 No! Yes.", "Oh!")], "en")
    assert result["figures"] == [{"title": "Marks", "value": 2}, {"title": "Words", "value": 3}]
    assert [(f["kind"], f["paragraph"], f["start"], f["utf16_start"]) for f in result["findings"]] == [
        ("shouting", 0, 4, 5),
        ("shouting", 1, 2, 2),
    ]


def test_what_cannot_be_used_is_told_and_leaves_the_others() -> None:
    points = [point("gone", "no_such"), point("plain", "NOT_DECORATED"), point("a", "shouting"), point("b", "shouting")]
    analyses, broken = discover_analyses(points)
    assert list(analyses) == ["shouting"]
    assert [(one.name, one.reason.split(":")[0]) for one in broken] == [
        ("gone", "It could not be loaded"),
        ("plain", "It is not a function decorated with @analysis."),
        ("b", "Another analysis is named shouting."),
    ]


def test_a_name_must_fit_a_task_kind() -> None:
    with pytest.raises(ValueError, match="letters, digits and underscores"):
        analysis(name="two words", title="Two words")


@pytest.mark.parametrize(
    ("function", "error", "said"),
    [
        (lambda text: {"figures": 1}, TypeError, "returned dict"),
        (lambda text: Result({"List": [1]}), TypeError, "A figure is"),
        (lambda text: Result({}, [Remark(*next(text.paragraphs()), 0, 99, "Too far.")]), ValueError, "0 to 99"),
    ],
)
def test_a_wrong_result_says_what_is_wrong(
    function: Callable[[Text], Result], error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        run_analysis(Analysis("wrong", "Wrong", "", ("en",), function), [document("Text.")], "en")


def install(package: Path, into: Path) -> None:
    """What an installer does: the modules, and beside them the entry points that the package declares."""
    project = tomllib.loads((package / "pyproject.toml").read_text("utf-8"))["project"]
    shutil.copytree(package / "writers_rhythm", into / "writers_rhythm")
    info = into / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n")
    groups = (
        "\n".join([f"[{group}]", *(f"{name} = {target}" for name, target in points.items())])
        for group, points in project["entry-points"].items()
    )
    (info / "entry_points.txt").write_text("\n".join(groups) + "\n")


def test_the_documented_example_installs_and_runs(tmp_path: Path) -> None:
    install(ROOT / "docs/examples/writers-rhythm", tmp_path)
    answer = subprocess.run(
        [sys.executable, "-c", _RUN_EXAMPLE],
        env={**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"},
        capture_output=True,
        text=True,
        check=True,
    )
    result = json.loads(answer.stdout)
    assert result["figures"] == [
        {"title": "Mean difference in words", "value": 0.2},
        {"title": "Marching paragraphs", "value": 1},
    ]
    assert [finding["text"] for finding in result["findings"]] == ["One two. One two. One two. One two."]


_RUN_EXAMPLE = """
import json
from writers_app.analysis import AnalysedDocument
from writers_app.analysis.registry import discover_analyses, run_analysis
analyses, broken = discover_analyses()
assert not broken, broken
text = "One two. One two. One two. One two. One. Two."
content = {"type": "doc", "content": [{"type": "paragraph", "content": [{"type": "text", "text": text}]}]}
text = [AnalysedDocument("d", "D", content)]
print(json.dumps(run_analysis(analyses["rhythm"], text, "en")))
"""
