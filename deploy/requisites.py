"""Finds or installs what the tests need from the system: Chromium, PostgreSQL, Redis, nginx. Called by `make test`."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NEEDED = {
    # Debian's package → where its program is found besides PATH
    "chromium": ("chromium", "chromium-browser", "google-chrome"),
    "postgresql": ("/usr/lib/postgresql/*/bin/initdb", "initdb"),
    "redis-server": ("redis-server",),
    "nginx-light": ("/usr/sbin/nginx", "nginx"),
    "openssl": ("openssl",),
}


def main() -> None:
    missing = [package for package, places in NEEDED.items() if not any(map(exists, places))]
    if not missing:
        return
    if not (shutil.which("apt-get") and os.geteuid() == 0):
        sys.exit(
            f"The tests need {', '.join(missing)} (Debian's names). Install them and run make test again; as root on "
            "Debian, make test does it by itself."
        )
    print(f"Installing {', '.join(missing)} …", flush=True)
    install(missing)


def exists(place: str) -> bool:
    if place.startswith("/"):
        return any(Path("/").glob(place.lstrip("/")))
    return shutil.which(place) is not None


def install(packages: list[str]) -> None:
    """By apt-get, without starting the servers that come along: the tests start their own."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    for command in (["apt-get", "update", "-q"], ["apt-get", "install", "-qy", "--no-install-recommends", *packages]):
        done = subprocess.run(command, env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL)
        if done.returncode:
            sys.exit(f"{done.stdout[-2000:]}{done.stderr[-2000:]}\n{' '.join(command)} failed; the reason is above.")


if __name__ == "__main__":
    main()
