"""Lets Typst set a source, in a process of its own: its memory goes with it, and its threads would not survive the next
fork. Called by pdf/writer.py.
"""

from __future__ import annotations

import ctypes
import os
import sys
import tempfile
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, NoReturn

import typst

from writers_app.formats.errors import FormatError

NOT_SET = "The PDF could not be set. Export to Word instead, and tell the makers of Writers about it."
_FAILED = 3
_PR_SET_PDEATHSIG, _SIGKILL = 1, 9
_ONE_HEAP = {-8: 1, -3: 64 << 10, -1: 2**31 - 1, -2: 8 << 20}
"""For glibc's mallopt: one arena, buffers from 64 kB on by themselves, nothing given back, 8 MB asked for at a time. One
thread lays out what another one writes: from one heap the second uses what the first has freed, 20 MB of 125."""


def set_pages(source: str, pictures: Mapping[str, bytes], fonts: Path, **wanted: Any) -> list[bytes]:
    """A PDF, or each page as PNG: what `format` asks for. MemoryError when it needed more than it may have."""
    with tempfile.TemporaryDirectory() as folder:  # all that Typst can read: the pictures of this book
        for name, data in pictures.items():
            (Path(folder) / name).write_bytes(data)
        made = Path(folder) / "made"
        made.mkdir()
        parent, known = os.getpid(), _fonts(fonts)
        pid = os.fork()
        if pid == 0:
            _set(parent, source, folder, known, made, wanted)
        _, status = os.waitpid(pid, 0)
        if os.WIFSIGNALED(status):
            raise MemoryError
        if os.waitstatus_to_exitcode(status):
            raise FormatError(NOT_SET)
        return [path.read_bytes() for path in sorted(made.iterdir())]


@lru_cache(maxsize=1)
def _fonts(folder: Path) -> typst.Fonts:
    """What there is to know of the fonts, read once for all that are set: each child has it from its parent."""
    return typst.Fonts(include_system_fonts=False, font_paths=[str(folder)])


def _set(parent: int, source: str, folder: str, fonts: typst.Fonts, made: Path, wanted: Mapping[str, Any]) -> NoReturn:
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
        pages: Any = typst.compile(  # bytes for a PDF, a list of them for pictures
            source.encode("utf-8", "replace"), root=folder, font_paths=fonts, ignore_system_fonts=True,
            package_path=folder, package_cache_path=folder, **wanted,
        )  # fmt: skip
        for number, page in enumerate(pages if isinstance(pages, list) else [pages]):
            (made / f"{number:06}").write_bytes(page)
        code = 0
    finally:
        os._exit(code)
