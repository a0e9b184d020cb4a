"""A book with everything in it goes through every format and the report; benchmarks/p10_whole.py takes larger ones."""

from pathlib import Path
from typing import Literal

import pymupdf
import pytest

from benchmarks.p10_whole import READ, WRITTEN, measure

Language = Literal["en", "fa"]


@pytest.mark.parametrize("language", ["en", "fa"])
def test_a_book_with_everything_survives_every_format(language: Language, tmp_path: Path) -> None:
    steps = list(measure(2000, language, tmp_path))
    assert [(step.what, step.problem) for step in steps if step.problem] == []
    assert len(steps) == len(WRITTEN) + len(READ) + 1
    pages = pymupdf.open(tmp_path / f"{language}-2000.pdf")
    assert "می‌خواهم" in "".join(page.get_text() for page in pages)
