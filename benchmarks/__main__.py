"""Runs rows of the benchmarks one after another, each in a process of its own: `python -m benchmarks p1 p10`, or all of
them without names. What a row measures, and on what machine, is in benchmarks/README.md.
"""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def modules_of(rows: list[str]) -> list[str]:
    """The modules of these rows ("p10" has two), of all rows when none is named; ValueError for another."""
    modules = sorted((path.stem for path in HERE.glob("p[0-9]*_*.py")), key=lambda name: (int(_row(name)[1:]), name))
    known = list(dict.fromkeys(map(_row, modules)))
    if unknown := [row for row in rows if row not in known]:
        raise ValueError(f"There is no row {', '.join(unknown)}. There are: {' '.join(known)}.")
    return [module for module in modules if not rows or _row(module) in rows]


def _row(module: str) -> str:
    return module.partition("_")[0]


def main() -> None:
    try:
        modules = modules_of([row.lower() for row in sys.argv[1:]])
    except ValueError as error:
        sys.exit(str(error))
    failed = []
    for module in modules:
        print(f"\n== {module}", flush=True)
        if subprocess.run([sys.executable, "-m", f"benchmarks.{module}"]).returncode:
            failed.append(module)
    if failed:
        sys.exit(f"Not measured to the end: {', '.join(failed)}.")


if __name__ == "__main__":
    main()
