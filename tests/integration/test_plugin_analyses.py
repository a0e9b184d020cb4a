"""An analysis by somebody else, as a task from REST to its findings."""

from typing import Any

import httpx
import pytest

from tests.factories import Person
from worker.running import run_next
from writers_app.analysis.registry import Remark, Result, Text, analysis
from writers_app.services import plugins, task_kinds


@analysis(name="shouting", title="Shouting", description="Exclamation marks.")
def shouting(text: Text) -> Result:
    remarks = [
        Remark(document, paragraph, at, at + 1, "An exclamation mark.")
        for document, paragraph in text.paragraphs()
        for at, character in enumerate(paragraph.text)
        if character == "!"
    ]
    return Result({"Marks": len(remarks)}, remarks)


@analysis(name="clumsy", title="Clumsy")
def clumsy(text: Text) -> Result:
    raise LookupError("no such thing")


@analysis(name="persian", title="Persian only", languages=["fa"])
def persian(text: Text) -> Result:
    return Result({})


@pytest.fixture(autouse=True)
def _offered(monkeypatch: pytest.MonkeyPatch) -> None:
    made = plugins.kinds_of({each.name: each for each in (shouting, clumsy, persian)})
    real = task_kinds.all_kinds()
    monkeypatch.setattr(task_kinds, "all_kinds", lambda: real | made)


async def run(api: httpx.AsyncClient, person: Person, kind: str, **form: str) -> Any:
    sent = [("file", ("a.md", b"# One\n\nNo! Oh!\n"))] if kind == "import" else [("_", (None, b""))]
    answer = await api.post("/api/v1/tasks", headers=person.headers, data={"kind": kind, **form}, files=sent)
    assert answer.status_code == 202, answer.text
    await run_next("default", "test", lambda: False)
    return (await api.get(answer.headers["Location"], headers=person.headers)).json()


async def test_it_is_offered_and_its_findings_have_places(api: httpx.AsyncClient, alice: Person) -> None:
    kinds = {kind["name"]: kind for kind in (await api.get("/api/v1/tasks/kinds", headers=alice.headers)).json()}
    assert kinds["analysis_shouting"]["description"] == "Exclamation marks."
    about = (await run(api, alice, "import"))["result"]["project_id"]
    task = await run(api, alice, "analysis_shouting", project_id=about)
    assert task["error"] is None
    assert task["result"]["figures"] == [{"title": "Marks", "value": 2}]
    report = (await api.get(f"/api/v1/tasks/{task['id']}/result", headers=alice.headers)).json()
    assert [(finding["paragraph"], finding["start"]) for finding in report["findings"]] == [(0, 2), (0, 6)]


async def test_its_own_mistake_is_the_reason_for_which_it_failed(api: httpx.AsyncClient, alice: Person) -> None:
    about = (await run(api, alice, "import"))["result"]["project_id"]
    task = await run(api, alice, "analysis_clumsy", project_id=about)
    assert task["state"] == "failed"
    assert task["error"]["detail"].endswith("LookupError: no such thing")


async def test_it_is_not_run_on_a_language_that_it_does_not_know(api: httpx.AsyncClient, alice: Person) -> None:
    about = (await run(api, alice, "import", options='{"language": "en"}'))["result"]["project_id"]
    task = await run(api, alice, "analysis_persian", project_id=about)
    assert task["error"]["detail"] == "This analysis is not made for the language of this project."
