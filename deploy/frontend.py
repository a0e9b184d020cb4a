"""Builds the front end for production, when what it is made from has changed. `python -m deploy.frontend [--force]`."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterable
from pathlib import Path

from deploy.environment import BINARIES, ROOT, build_environment, run_folder, web_folder

SOURCES = ("writers_app", "assets", "deploy/compilation.py", "deploy/origin.py", "rxconfig.py", "constraints.txt")
LOCK = "reflex.lock"
"""The npm packages, pinned. Reflex completes it while it builds, so it is looked at afterwards."""
NOT_SOURCES = ("/__pycache__/", "/assets/external/")
"""Made from the sources by Python and by Reflex."""
KINDS = {".py", ".js", ".jsx", ".css", ".po", ".json", ".txt", ".webmanifest", ".xml"}
KINDS |= {".svg", ".png", ".webp", ".ico", ".woff2"}
COMPILED = (
    "app",
    "components",
    "utils",
    "styles",
    "public",
    "package.json",
    "vite.config.js",
    "react-router.config.js",
)


def build_front_end(*, force: bool = False) -> bool:
    """Compile pages to React and bundle them; True if anything was done. Exits with a sentence when it fails."""
    web = web_folder()
    with (run_folder() / "build.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two builds in one folder would ruin each other
        return _build(web, force=force)


def _build(web: Path, *, force: bool) -> bool:
    sources = fingerprint(ROOT / name for name in SOURCES)
    if not force and read_stamp("sources") == sources + fingerprint([ROOT / LOCK]) and output(web).exists():
        return False
    print("Building the front end …", flush=True)
    started = time.monotonic()
    run_step("compile", "Compiling the pages")
    compiled = fingerprint(web / name for name in COMPILED)
    if force or read_stamp("compiled") != compiled or not output(web).exists():
        run_step("bundle", "Bundling for browsers")
        write_stamp("compiled", compiled)
    write_stamp("sources", sources + fingerprint([ROOT / LOCK]))
    print(f"Front end built in {time.monotonic() - started:.0f} s.", flush=True)
    return True


def output(web: Path) -> Path:
    return web / "build" / "client" / "404.html"


def fingerprint(paths: Iterable[Path]) -> str:
    """Of the names and contents of every source file under the paths."""
    digest = hashlib.sha256(f"{sys.version_info[:2]}".encode())
    for top in paths:
        for path in sorted(top.rglob("*")) if top.is_dir() else [top]:
            if path.suffix in KINDS and path.is_file() and not any(made in path.as_posix() for made in NOT_SOURCES):
                digest.update(f"\0{path.relative_to(top.parent)}\0".encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()


def read_stamp(name: str) -> str:
    path = run_folder() / name
    return path.read_text(encoding="ascii") if path.exists() else ""


def write_stamp(name: str, value: str) -> None:
    (run_folder() / name).write_text(value, encoding="ascii")


def run_step(step: str, what: str) -> None:
    """Run a step of deploy.compilation, with a sign of life every few seconds and its whole output if it fails."""
    environment = build_environment()
    environment.setdefault("NPM_CONFIG_REGISTRY", registry(environment))
    command = [sys.executable, "-m", "deploy.compilation", step]
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL
    )
    with Heartbeat(f"  {what}"):
        said, _ = process.communicate()
    if process.returncode:
        sys.stdout.buffer.write(said[-8000:])
        sys.exit(f"\n{what} failed; the reason is above.")


def registry(environment: dict[str, str]) -> str:
    """The package registry that npm is set up for; unasked, Reflex would measure two of its own choice."""
    npm = shutil.which("npm", path=str(BINARIES)) or "npm"
    answer = subprocess.run([npm, "config", "get", "registry"], env=environment, capture_output=True, text=True)
    return answer.stdout.strip() or "https://registry.npmjs.org"


class Heartbeat:
    """Prints what is going on and for how long, so that nobody wonders whether it hangs."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.done = threading.Event()
        self.thread = threading.Thread(target=self.beat, daemon=True)

    def beat(self) -> None:
        started = time.monotonic()
        print(f"{self.what} …", flush=True)
        while not self.done.wait(10):
            print(f"{self.what} … {time.monotonic() - started:.0f} s", flush=True)

    def __enter__(self) -> None:
        self.thread.start()

    def __exit__(self, *_: object) -> None:
        self.done.set()
        self.thread.join()


if __name__ == "__main__":
    os.chdir(ROOT)
    if not build_front_end(force="--force" in sys.argv):
        print("The front end is up to date.")
