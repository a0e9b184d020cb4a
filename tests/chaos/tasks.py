"""Two hundred mixed tasks while workers, web, Redis and PostgreSQL are killed: `python -m tests.chaos.tasks`.

An independent client remembers what was acknowledged, asks again when it got no answer, and compares at the end. Prints
a table. Called with fewer tasks by the tests.
"""

import argparse
import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psycopg
import redis
from alembic.config import Config

from alembic import command
from tests import factories, made_kinds
from tests.made_worker import kill_worker, start_worker
from tests.servers import die_with_parent, find_program, free_port, postgres_server, redis_server
from writers_app.config import settings
from writers_app.db import dispose_engine

ROOT = Path(__file__).parents[2]
WORKERS = 2
SETTLE = 15.0
"""Seconds within which everything should have ended once the cluster is well."""


@dataclass(slots=True)
class Asked:
    """A task as its client knows it."""

    name: str
    kind: str
    expected: str
    options: dict[str, Any] = field(default_factory=dict)
    file: bytes = b""
    cancel: bool = False
    id: str = ""


@dataclass(slots=True)
class Tally:
    """What happened, for the table and the verdict."""

    kills: Counter[str] = field(default_factory=Counter)
    states: Counter[tuple[str, str]] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    restarts: int = 0
    settled: float = 0.0


def plan(count: int, folder: Path, chance: random.Random) -> list[Asked]:
    """Work of every sort, with what must come of it."""
    made = []
    for number in range(count):
        name = f"task {number}"
        match number % 10:
            case 0 | 1 | 2:
                text = f"# One of {number}\n\nIt was.\n\n# Two\n\nIt is.\n".encode()
                made.append(Asked(name, "import", "succeeded", file=text))
            case 3:
                starts = str(folder / f"starts-{number}")
                made.append(Asked(name, "trial", "succeeded", {"failures": 1, "starts": starts, "project_title": name}))
            case 4:
                made.append(Asked(name, "mistake", "failed"))
            case 5:
                made.append(Asked(name, "trial", "cancelled", {"seconds": 3600.0}, cancel=True))
            case 6 if number < 20:
                made.append(Asked(name, "poison", "dead"))
            case _:
                seconds = chance.uniform(0.0, 1.0)
                made.append(Asked(name, "trial", "succeeded", {"seconds": seconds, "project_title": name}))
    return made


class Cluster:
    """Web and workers as processes, PostgreSQL and Redis, each of which can be killed."""

    def __init__(self, folder: Path, database: str, redis_url: str) -> None:
        self.folder = folder
        self.database = database
        self.redis_url = redis_url
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        with psycopg.connect(database, autocommit=True) as connection:
            self.data = str(connection.execute("SHOW data_directory").fetchall()[0][0])
        self.web = self.start_web()
        self.workers = [start_worker(folder / "worker.log") for _ in range(WORKERS)]

    def start_web(self) -> subprocess.Popen[bytes]:
        program = [sys.executable, "-m", "tests.chaos.web", str(self.port)]
        with (self.folder / "web.log").open("ab") as log:
            return subprocess.Popen(
                program,
                cwd=ROOT,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGKILL),
            )

    def kill_web(self) -> None:
        kill_worker(self.web)
        self.web = self.start_web()

    def kill_worker(self, chance: random.Random) -> None:
        number = chance.randrange(WORKERS)
        kill_worker(self.workers[number])
        self.workers[number] = start_worker(self.folder / "worker.log")

    def flush_redis(self) -> None:
        with redis.Redis.from_url(self.redis_url) as client:
            client.flushall()

    def restart_postgres(self) -> None:
        """As a crash would: nothing is told, the log is replayed."""
        self._control("restart")

    def _control(self, what: str) -> None:
        program = find_program("pg_ctl", "/usr/lib/postgresql/*/bin", "/opt/homebrew/opt/postgresql*/bin")
        log = f"{self.data}/restart.log"
        arguments = [
            str(program),
            "-D",
            self.data,
            "-m",
            "immediate",
            "-w",
            *(["-l", log] if what == "restart" else []),
            what,
        ]
        owner = "postgres" if os.geteuid() == 0 else None
        subprocess.run(arguments, user=owner, cwd=self.data, check=True, capture_output=True)

    def stop(self) -> None:
        """Also when a test is interrupted: the processes are in sessions of their own."""
        for process in (self.web, *self.workers):
            kill_worker(process)
        with suppress(subprocess.CalledProcessError):
            self._control("stop")


class Client:
    """Asks over REST, and asks again with the same key until there is an answer."""

    def __init__(self, address: str, headers: dict[str, str]) -> None:
        self.http = httpx.AsyncClient(base_url=address, headers=headers, timeout=10)

    async def insist(self, method: str, path: str, **more: Any) -> Any:
        for _ in range(600):
            try:
                answer = await self.http.request(method, path, **more)
            except httpx.HTTPError:
                await asyncio.sleep(0.1)
                continue
            if answer.status_code < 500:
                assert answer.status_code < 400, answer.text
                return answer.json()
            await asyncio.sleep(0.1)
        raise AssertionError(f"no answer to {method} {path}")

    async def ask(self, asked: Asked) -> None:
        form = {"kind": asked.kind, "title": asked.name, "options": json.dumps(asked.options)}
        files = {"file": (f"{asked.name}.md", asked.file)} if asked.file else {"_": (None, b"")}
        task = await self.insist(
            "POST", "/api/v1/tasks", headers={"Idempotency-Key": asked.name}, data=form, files=files
        )
        asked.id = task["id"]
        if asked.cancel:
            await asyncio.sleep(0.5)
            await self.insist("POST", f"/api/v1/tasks/{asked.id}/cancel")


async def kill_at_random(
    cluster: Cluster, client: Client, work: list[Asked], tally: Tally, chance: random.Random
) -> None:
    """One thing after another, some work apart, while there is work to disturb."""
    each = ["worker", "web", "Redis flushed", "PostgreSQL restarted"]
    chance.shuffle(each)
    for what in each + chance.choices(each, k=len(work) // 6):
        await client.insist("GET", "/api/v1/tasks", params={"limit": 1})  # what was killed before is back
        await asyncio.sleep(chance.uniform(0.2, 2.5))
        tally.kills[what] += 1
        match what:
            case "worker":
                cluster.kill_worker(chance)
            case "web":
                cluster.kill_web()
            case "Redis flushed":
                cluster.flush_redis()
            case _:
                await asyncio.to_thread(cluster.restart_postgres)


async def wait_for_ends(client: Client) -> float:
    """Seconds until nothing waits and nothing runs."""
    begun = time.monotonic()
    for _ in range(1200):
        states = [
            (await client.insist("GET", "/api/v1/tasks", params={"state": state, "limit": 1}))["items"]
            for state in ("queued", "running")
        ]
        if not any(states):
            return time.monotonic() - begun
        await asyncio.sleep(0.1)
    raise AssertionError("tasks were still waiting or running after two minutes")


async def compare(client: Client, work: list[Asked], tally: Tally) -> None:
    """Each task ended once, as it should; each project that work makes is there once."""
    projects: Counter[str] = Counter()
    cursor = None
    while True:
        page = await client.insist(
            "GET", "/api/v1/projects", params={"limit": 200} | ({"cursor": cursor} if cursor else {})
        )
        projects.update(project["title"] for project in page["items"])
        cursor = page["next"]
        if cursor is None:
            break
    for asked in work:
        task = await client.insist("GET", f"/api/v1/tasks/{asked.id}")
        states = [moment["state"] for moment in task["history"]]
        ends = [state for state in states if state not in ("queued", "running")]
        tally.states[asked.kind, task["state"]] += 1
        tally.restarts += states.count("running") - 1
        if len(ends) != 1 or task["state"] not in (asked.expected, "dead"):
            tally.wrong.append(f"{asked.name} ({asked.kind}): {states}, {task['error']}")
        wanted = int(task["state"] == "succeeded") if asked.file or "project_title" in asked.options else 0
        if projects[asked.name] != wanted:
            tally.wrong.append(f"{asked.name} ({asked.kind}): {projects[asked.name]} projects, {task['state']}")
    listed = await count_all(client)
    if listed != len(work):
        tally.wrong.append(f"{listed} tasks exist, {len(work)} were asked for")


async def count_all(client: Client) -> int:
    total, cursor = 0, None
    while True:
        page = await client.insist(
            "GET", "/api/v1/tasks", params={"limit": 200} | ({"cursor": cursor} if cursor else {})
        )
        total += len(page["items"])
        cursor = page["next"]
        if cursor is None:
            return total


async def run(folder: Path, cluster: Cluster, count: int, seed: int) -> Tally:
    chance, tally = random.Random(seed), Tally()
    owner = await factories.make_person("Chaos")
    await dispose_engine()
    client = Client(cluster.address, owner.headers)
    work = plan(count, folder, chance)

    async def ask_all(part: list[Asked]) -> None:
        for asked in part:
            await client.ask(asked)

    asking = [asyncio.create_task(ask_all(work[start::4])) for start in range(4)]
    await kill_at_random(cluster, client, work, tally, chance)
    await asyncio.gather(*asking)
    tally.settled = await wait_for_ends(client)
    await compare(client, work, tally)
    await client.http.aclose()
    return tally


def run_chaos(count: int, seed: int) -> Tally:
    """With servers of its own, which it stops."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="writers-chaos-")))
        database = stack.enter_context(postgres_server(durable=True)).url()
        broker = stack.enter_context(redis_server()).url
        kept = dict(os.environ)
        stack.callback(lambda: (os.environ.clear(), os.environ.update(kept), settings.cache_clear()))
        os.environ |= {
            "WRITERS_DATA_DIR": str(folder / "data"),
            "WRITERS_DATABASE_URL": database,
            "WRITERS_REDIS_URL": broker,
            "WRITERS_TASKS_AT_ONCE": "50",
            "WRITERS_SECRET_KEY": "c" * 32,
        }
        settings.cache_clear()
        command.upgrade(Config(ROOT / "alembic.ini"), "head")
        stack.enter_context(made_kinds.offered())
        cluster = Cluster(folder, database, broker)
        stack.callback(cluster.stop)
        return asyncio.run(run(folder, cluster, count, seed))


def show(tally: Tally) -> None:
    print("\nkilled                 times")
    for what, times in sorted(tally.kills.items()):
        print(f"{what:22} {times:5}")
    print("\nkind       ended as       tasks")
    for (kind, state), tasks in sorted(tally.states.items()):
        print(f"{kind:10} {state:12} {tasks:7}")
    print(f"\nstarted again {tally.restarts} times; all ended {tally.settled:.1f} s after the last kill")
    print("\n".join(["wrong:", *tally.wrong]) if tally.wrong else "none lost, none doubled")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos.tasks")
    parser.add_argument("--tasks", type=int, default=200)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    chosen = parser.parse_args()
    print(f"{chosen.tasks} tasks, seed {chosen.seed}")
    tally = run_chaos(chosen.tasks, chosen.seed)
    show(tally)
    sys.exit(bool(tally.wrong))


if __name__ == "__main__":
    main()
