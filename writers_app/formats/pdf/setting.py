"""Lets Typst set sources, in a process of its own: its memory goes with it, and its threads would not survive the next
fork. Called by pdf/writer.py.
"""

from __future__ import annotations

import ctypes
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NoReturn

import typst

from writers_app.formats.errors import FormatError

NOT_SET = "The PDF could not be set. Export to Word instead, and tell the makers of Writers about it."
_FAILED = 3
_KEPT = 10
_PR_SET_PDEATHSIG, _SIGKILL = 1, 9
_ONE_HEAP = {-8: 1, -3: 64 << 10, -1: 2**31 - 1, -2: 8 << 20}
"""For glibc's mallopt: one arena, buffers from 64 kB on by themselves, nothing given back, 8 MB asked for at a time. A
thread lays out what another one writes: from one heap the second uses what the first has freed, 20 MB of 125."""


def set_pages(sources: Sequence[str], pictures: Mapping[str, bytes], fonts: Path, **wanted: Any) -> list[list[bytes]]:
    """Of each source a PDF, or its pages as PNG: what `format` asks for. MemoryError when it took more than it may."""
    with tempfile.TemporaryDirectory() as folder:  # all that Typst can read: the pictures of this book
        for name, data in pictures.items():
            (Path(folder) / name).write_bytes(data)
        made = [Path(folder) / f"made-{number}" for number, _ in enumerate(sources)]
        for each in made:
            each.mkdir()
        known = _fonts(fonts)
        children = [_start(share, folder, known, wanted) for share in _shares(dict(zip(made, sources, strict=True)))]
        statuses = [os.waitpid(child, 0)[1] for child in children]
        if any(map(os.WIFSIGNALED, statuses)):
            raise MemoryError
        if any(map(os.waitstatus_to_exitcode, statuses)):
            raise FormatError(NOT_SET)
        return [[path.read_bytes() for path in sorted(each.iterdir())] for each in made]


def _shares(sources: dict[Path, str]) -> list[dict[Path, str]]:
    """What each process sets: two of them where a core is idle, so that a writer waits less for a twentieth more CPU.
    More would take more memory than an export is worth.
    """
    shares: list[dict[Path, str]] = [{} for _ in range(min(len(sources), 2 if _has_idle_core() else 1))]
    for made, source in sources.items():
        min(shares, key=lambda share: sum(map(len, share.values())))[made] = source
    return shares


def _has_idle_core() -> bool:
    """As many run now, of all processes, as the fourth figure of Linux' loadavg says, this one among them."""
    try:
        running = int(Path("/proc/loadavg").read_text(encoding="ascii").split()[3].partition("/")[0])
        return running < len(os.sched_getaffinity(0))
    except (OSError, ValueError, IndexError, AttributeError):  # not on Linux
        return False


def _start(sources: Mapping[Path, str], folder: str, fonts: typst.Fonts, wanted: Mapping[str, Any]) -> int:
    """The process that sets them."""
    parent = os.getpid()
    pid = os.fork()
    if pid == 0:
        _set(parent, sources, folder, fonts, wanted)
    return pid


@lru_cache(maxsize=1)
def _fonts(folder: Path) -> typst.Fonts:
    """What there is to know of the fonts, read once for all that are set: each child has it from its parent."""
    return typst.Fonts(include_system_fonts=False, font_paths=[str(folder)])


def _set(
    parent: int, sources: Mapping[Path, str], folder: str, fonts: typst.Fonts, wanted: Mapping[str, Any]
) -> NoReturn:
    """In the child, which leaves without any of the parent's clean-up."""
    code = _FAILED
    try:
        if sys.platform == "linux":
            library = ctypes.CDLL(None)
            library.prctl(_PR_SET_PDEATHSIG, _SIGKILL)
            if os.getppid() != parent:
                os._exit(_FAILED)
            for option, value in _ONE_HEAP.items() if hasattr(library, "mallopt") else ():
                library.mallopt(option, value)
        os.putenv("RAYON_NUM_THREADS", "1")  # a worker has a process for each core; threads cost memory and a tenth
        compiler = typst.Compiler(
            b"", root=folder, font_paths=fonts, ignore_system_fonts=True, package_path=folder, package_cache_path=folder
        )
        for number, (made, source) in enumerate(sources.items()):
            if number:
                _forget(compiler)
            _write(made, compiler.compile(source.encode("utf-8", "replace"), **wanted))
        code = 0
    finally:
        os._exit(code)


def _forget(compiler: typst.Compiler) -> None:
    """Typst keeps what it has laid out until it has not been used in ten settings: with nothing in them they are quick,
    and the next part has the memory."""
    for _ in range(_KEPT + 1):
        compiler.compile(b"")


def _write(folder: Path, pages: Any) -> None:
    """`pages`: bytes for a PDF, a list of them for pictures."""
    for number, page in enumerate(pages if isinstance(pages, list) else [pages]):
        (folder / f"{number:06}").write_bytes(page)
