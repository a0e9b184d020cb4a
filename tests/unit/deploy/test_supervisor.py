"""The supervisor: starts again what ends, gives up on what can't start, and leaves no process behind."""

import asyncio
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from deploy import supervisor as module
from deploy.supervisor import Program, Supervisor, describe


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FIRST_DELAY", 0.01)
    monkeypatch.setattr(module, "PATIENCE", 1.0)


def make(tmp_path: Path, script: str, name: str = "program") -> tuple[Supervisor, list[str]]:
    said: list[str] = []
    program = Program(name, [sys.executable, "-c", script], dict(os.environ))
    return Supervisor([program], tmp_path, tmp_path, said.append), said


async def until(true: Callable[[], bool]) -> None:
    while not true():  # noqa: ASYNC110  # what is waited for is a file that another process writes
        await asyncio.sleep(0.02)


def lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def test_program_that_ends_is_started_again(tmp_path: Path) -> None:
    starts = tmp_path / "starts"
    one, said = make(tmp_path, f"open({str(starts)!r}, 'a').write('x')")
    one.ready.set()
    running = asyncio.create_task(one.run(lambda: None))
    await until(lambda: starts.exists() and len(starts.read_text()) >= 3)
    one.stopping.set()
    assert await running == 0
    assert "exit code 0" in said[0]


async def test_program_that_never_gets_ready_is_given_up(tmp_path: Path) -> None:
    one, said = make(tmp_path, "raise SystemExit(3)")
    assert await one.run(lambda: None) == 1
    assert "can't be started" in said[-1]


async def test_stopping_ends_a_program_that_will_not_and_its_children(tmp_path: Path) -> None:
    child = tmp_path / "child"
    script = (
        "import signal, subprocess, sys, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "made = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        f"open({str(child)!r}, 'w').write(str(made.pid) + '.')\n"
        "time.sleep(600)\n"
    )
    one, _ = make(tmp_path, script)
    running = asyncio.create_task(one.run(lambda: None))
    await until(lambda: child.exists() and child.read_text().endswith("."))
    leader = int((tmp_path / "program").read_text())
    one.stopping.set()
    assert await running == 0
    assert not lives(leader)
    await until(lambda: not lives(int(child.read_text()[:-1])))


def test_ends_are_described_for_people() -> None:
    assert describe(-9) == "signal SIGKILL"
    assert describe(3) == "exit code 3"
