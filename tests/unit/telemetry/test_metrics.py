"""Metrics of several processes are one answer, and the dead count no more. Each process here is a real one."""

import os
import subprocess
import sys
from pathlib import Path

COUNT = "from writers_app.telemetry.metrics import *; SYNC_APPENDS.inc(3); OPEN_ROOMS.inc(5); print('up', flush=True)"
WAIT = "; import sys; sys.stdin.read()"
RENDER = "from writers_app.telemetry.metrics import render_metrics; print(render_metrics().decode())"


def command(script: str) -> list[str]:
    return [sys.executable, "-c", script]


def test_processes_are_added_up_and_the_dead_have_no_rooms(tmp_path: Path) -> None:
    environment = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path), "PYTHONPATH": os.getcwd()}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "env": environment}
    with subprocess.Popen(command(COUNT + WAIT), **pipes) as alive:
        assert alive.stdout is not None
        assert alive.stdout.readline() == "up\n"
        with subprocess.Popen(command(COUNT + WAIT), **pipes) as killed:
            assert killed.stdout is not None
            assert killed.stdout.readline() == "up\n"
            killed.kill()
            killed.wait()
        text = subprocess.run(command(RENDER), env=environment, capture_output=True, text=True, check=True).stdout
        alive.kill()
    assert "\nwriters_sync_appends_total 6.0\n" in text
    assert "\nwriters_open_rooms 5.0\n" in text
