"""Writes constraints.txt: every installed package with its version. Called by `make lock`, after a change of pins."""

import subprocess
import sys

from deploy.environment import ROOT

HEAD = "# Every package of the virtual environment, pinned: written by `make lock`, read by every installation.\n"

if __name__ == "__main__":
    command = [sys.executable, "-m", "pip", "freeze", "--exclude-editable"]
    frozen = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    pins = sorted((line for line in frozen if "==" in line), key=str.casefold)
    (ROOT / "constraints.txt").write_text(HEAD + "\n".join(pins) + "\n", encoding="utf-8")
    print(f"constraints.txt: {len(pins)} packages")
