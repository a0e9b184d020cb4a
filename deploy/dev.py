"""Runs Writers for working on its code: pages and back end reload when a file changes. `python -m deploy.dev`."""

import asyncio
import os
import sys

from deploy.environment import BINARIES, ROOT, build_environment
from deploy.frontend import registry, run_step
from deploy.run import CALM, empty_folder, migrate, only_one, read_settings, readiness, say, supervise
from deploy.supervisor import Program, Supervisor
from writers_app.config import Settings


def main() -> int:
    config = read_settings()
    with only_one(config):
        migrate()
        run_step("compile", "Compiling the pages")
        supervisor = Supervisor(programs(config), ROOT, empty_folder(config, "pids"), say)
        sentence = f"Writers is at {config.base_url}, and reloads when a file changes."
        return asyncio.run(supervise(supervisor, readiness(config, config.port + 1), sentence))


def programs(config: Settings) -> list[Program]:
    """Reflex's development server on the port, its back end on the next one, and a worker that starts anew."""
    environment = {
        **build_environment(),
        "REFLEX_ENV_MODE": "dev",
        "REFLEX_USE_GRANIAN": "false",
        "REFLEX_CHECK_LATEST_VERSION": "false",
        "REFLEX_STATES_WORKDIR": str(config.data_path / "states"),
        "WRITERS_LOG_FORMAT": os.environ.get("WRITERS_LOG_FORMAT", "console"),
    }
    environment.setdefault("NPM_CONFIG_REGISTRY", registry(environment))
    reflex = [str(BINARIES / "reflex"), "run", "--env", "dev", "--backend-host", config.host]
    reflex += ["--frontend-port", str(config.port), "--backend-port", str(config.port + 1)]
    worker = [
        sys.executable,
        "-m",
        "watchfiles",
        "--filter",
        "python",
        "sh worker/entrypoint.sh",
        "writers_app",
        "worker",
    ]
    return [Program("web", reflex, environment), Program("worker", worker, {**environment, **CALM})]


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
