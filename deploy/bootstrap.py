"""Makes the virtual environment with the pinned packages. Called by make, with any Python 3 and nothing installed."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
NEEDED = (3, 11)
STAMP = VENV / "writers-packages"
PORTION = 20


def main() -> None:
    if "--find" in sys.argv:
        print(find_python())
        return
    extras = ["requirements-dev.txt"] if "--dev" in sys.argv else []
    files = ["requirements.txt", *extras]
    wanted = fingerprint(files)
    if wanted in installed():
        return
    if not (VENV / "bin" / "python").exists():
        say("Making a virtual environment in .venv …")
        make_environment()
    say("Installing the pinned packages (a few minutes the first time) …")
    install(files)
    # The development set includes the runtime one.
    stamps = {wanted, fingerprint(["requirements.txt"])}
    STAMP.write_text("\n".join(sorted(stamps)) + "\n", encoding="utf-8")


def say(sentence: str) -> None:
    print(sentence, flush=True)


def find_python() -> str:
    """The interpreter to build with: the one that runs this when it is new enough, else the newest on PATH."""
    if sys.version_info >= NEEDED:
        return sys.executable
    for minor in range(15, NEEDED[1] - 1, -1):
        for folder in os.environ.get("PATH", "").split(os.pathsep):
            candidate = Path(folder) / f"python3.{minor}"
            if candidate.is_file() and os.access(str(candidate), os.X_OK):
                return str(candidate)
    found = ".".join(str(part) for part in sys.version_info[:3])
    sentence = f"Writers needs Python 3.11 or newer; this is {found}. Install one (Debian: apt-get install python3)."
    sys.exit("\n" + sentence)


def fingerprint(files: "list[str]") -> str:
    """Changes when a pin, the interpreter or the place of the environment does."""
    digest = hashlib.sha256(f"{sys.version_info[:2]} {VENV}".encode())
    for name in [*files, "constraints.txt"]:
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def installed() -> "set[str]":
    if not (VENV / "bin" / "python").exists() or not STAMP.exists():
        return set()
    return set(STAMP.read_text(encoding="utf-8").split())


def make_environment() -> None:
    try:
        import ensurepip  # noqa: F401  # Debian splits it off; without it a virtual environment has no pip
        import venv
    except ImportError:
        sys.exit(
            "\nInstall python3-venv: this Python has no venv module, so no virtual environment can be made. "
            "(Debian and Ubuntu: apt-get install python3-venv.) Then run make again."
        )
    venv.create(VENV, with_pip=True, clear=VENV.exists(), symlinks=True)


def install(files: "list[str]") -> None:
    """pip's own output, thinned to a line per portion of packages; all of it when it fails."""
    command = [str(VENV / "bin" / "python"), "-m", "pip", "install", "--no-input", "--disable-pip-version-check"]
    command += ["--progress-bar", "off", "-c", "constraints.txt"]
    for name in files:
        command += ["-r", name]
    process = subprocess.Popen(command, cwd=str(ROOT), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    lines, collected = [], 0
    assert process.stdout is not None
    for line in process.stdout:
        lines.append(line)
        if line.startswith("Collecting "):
            collected += 1
            if collected % PORTION == 0:
                say(f"  {collected} packages …")
        elif line.startswith("Installing collected"):
            say(f"  {collected} packages found; unpacking them …")
    if process.wait():
        sys.stdout.writelines(lines[-40:])
        sys.exit("\nThe packages could not be installed; pip says why above. Check the network and run make again.")


if __name__ == "__main__":
    main()
