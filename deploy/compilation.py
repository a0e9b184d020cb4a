"""One step of the front-end build in a process of its own, run by deploy.frontend: `compile`, then `bundle`.

Uses Reflex's own building blocks, because `reflex init` and `reflex run` also fetch templates and write files into the
repository.
"""

import sys
from pathlib import Path

from reflex.utils import build, frontend_skeleton, js_runtimes, prerequisites
from reflex_base.environment import environment


def compile_pages() -> None:
    """Turn pages into React sources and install the npm packages that they need."""
    environment.REFLEX_DIR.get().mkdir(parents=True, exist_ok=True)
    js_runtimes.validate_frontend_dependencies(init=False)
    installed = (prerequisites.get_web_dir() / "node_modules").exists()
    if prerequisites.needs_reinit() or not installed:  # clears the web folder, installed npm packages included
        frontend_skeleton.initialize_web_directory()  # type: ignore[no-untyped-call]  # Reflex is not annotated
    prerequisites.get_compiled_app(prerender_routes=True, use_rich=False, trigger="export")
    build.setup_frontend(Path.cwd())


def bundle() -> None:
    """Bundle, prerender and compress what was compiled."""
    build.build()  # type: ignore[no-untyped-call]  # Reflex is not annotated


STEPS = {"compile": compile_pages, "bundle": bundle}

if __name__ == "__main__":
    STEPS[sys.argv[1]]()
