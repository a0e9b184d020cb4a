"""What whoever runs the server asks of it: alive, ready, metrics."""

import os
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.conftest import Database
from tests.factories import Person, make_project, make_task
from tests.servers import free_port
from writers_app.api.app import create_api
from writers_app.config import settings


async def test_process_says_that_it_is_alive(api: httpx.AsyncClient) -> None:
    answer = await api.get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok")


async def test_server_is_ready_when_everything_answers(api: httpx.AsyncClient) -> None:
    answer = await api.get("/readyz")
    assert answer.json() == {"ready": True, "checks": {"database": "ok", "broker": "ok", "storage": "ok"}}
    assert answer.status_code == 200


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
async def test_server_is_not_ready_without_its_broker(api: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WRITERS_REDIS_URL", f"redis://127.0.0.1:{free_port()}")
    settings.cache_clear()
    answer = await api.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["database"] == "ok"
    assert "does not answer" in answer.json()["checks"]["broker"]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_server_is_not_ready_before_migration(api: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("writers_app.services.health.newest_revisions", lambda: frozenset({"9999"}))
    answer = await api.get("/readyz")
    assert answer.status_code == 503
    assert "make migrate" in answer.json()["checks"]["database"]


async def test_metrics_count_tasks_by_kind_and_state(api: httpx.AsyncClient, alice: Person) -> None:
    await make_project(alice)
    await make_task(alice, "analyze")
    answer = await api.get("/metrics")
    assert answer.status_code == 200
    assert 'writers_tasks{kind="analyze",state="queued"} 1.0' in answer.text
    assert 'writers_rows{table="projects"} 1.0' in answer.text


def test_figures_of_the_database_are_told_once_where_processes_count_together(tmp_path: Path) -> None:
    """In a process of its own, since the library decides at its import how it counts."""
    program = (
        "from writers_app.api.operations import _registry\n"
        "from writers_app.services.queues import QueueSignal\n"
        "from writers_app.services.statistics import Statistics\n"
        "from writers_app.telemetry.metrics import render_metrics\n"
        "for waiting in (5, 0):\n"
        "    counted = Statistics([], {}, {}, [QueueSignal('heavy', waiting, 9.0, 1)])\n"
        "    answer = render_metrics(_registry(counted)).decode()\n"
        "print(*(line for line in answer.splitlines() if line.startswith('writers_queue_waiting_tasks')))\n"
    )
    environment = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    answer = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == 'writers_queue_waiting_tasks{queue="heavy"} 0.0'


async def test_metrics_time_queries(api: httpx.AsyncClient) -> None:
    await api.get("/readyz")
    answer = await api.get("/metrics")
    assert 'writers_database_query_seconds_count{operation="select"}' in answer.text


async def test_metrics_do_not_exist_for_strangers(database: Database) -> None:
    transport = httpx.ASGITransport(create_api(), client=("203.0.113.9", 4000))
    async with httpx.AsyncClient(transport=transport, base_url=settings().base_url) as stranger:
        answer = await stranger.get("/metrics")
    assert answer.status_code == 404


async def test_metrics_are_read_from_elsewhere_by_token(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WRITERS_METRICS_TOKEN", "scrape-me")
    settings.cache_clear()
    transport = httpx.ASGITransport(create_api(), client=("203.0.113.9", 4000))
    async with httpx.AsyncClient(transport=transport, base_url=settings().base_url) as prometheus:
        refused = await prometheus.get("/metrics", headers={"Authorization": "Bearer guess"})
        answered = await prometheus.get("/metrics", headers={"Authorization": "Bearer scrape-me"})
    assert (refused.status_code, answered.status_code) == (404, 200)


async def test_what_there_is_not_is_a_problem_and_no_page(api: httpx.AsyncClient, alice: Person) -> None:
    for method in ("GET", "POST", "PATCH", "PUT", "DELETE"):
        answer = await api.request(method, "/api/v1/nothing", headers=alice.headers)
        assert answer.status_code == 404
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["detail"] == "There is nothing at this address of the API."


async def test_a_method_that_an_address_does_not_take_names_those_that_it_does(api: httpx.AsyncClient) -> None:
    answer = await api.put("/api/v1/tasks")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, POST")
    assert answer.headers["content-type"] == "application/problem+json"
