"""How Fountain tells the elements of a screenplay apart; for reader.py and writer.py. After fountain.io/syntax.

In the document model sections and scene headings are headings, a speech is a quote that begins with its character, a
transition stands at the end of its line, a scene break is a centred line of stars, and a note is a footnote.
"""

from __future__ import annotations

import re

SCENE = re.compile(r"(?:INT|EXT|EST|INT\.?/EXT|EXT\.?/INT|I/E)[. ]", re.I)
TRANSITION = re.compile(r"[^a-z]*TO:")
CUE_LETTERS = 80
"""A character's name with what may follow it is no longer."""
_FORCED = re.compile(r"[.@!>~#=]|\[\[|/\*")


def is_shouted(line: str) -> bool:
    """All in capitals, as characters and transitions are: letters without case (Persian) are never that."""
    return any(each.isupper() for each in line) and not any(each.islower() for each in line)


def is_cue(line: str) -> bool:
    """A character, with what may follow in brackets: "SARA (O.S.)"."""
    if len(line) > CUE_LETTERS:
        return False
    name = re.sub(r"\s*\([^)]*\)\s*\^?\s*$|\s*\^\s*$", "", line)
    return is_shouted(name) and not SCENE.match(line)


def needs_force(line: str) -> bool:
    """Whether an ordinary line would be taken for something else."""
    return bool(_FORCED.match(line) or SCENE.match(line) or is_cue(line))
