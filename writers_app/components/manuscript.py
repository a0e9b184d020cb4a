"""The editor with what it needs from the rest of the house: the rules for counting words, and what checks mean. Used by
pages.project.
"""

from dataclasses import asdict
from typing import Any, Final

import reflex as rx

from writers_app.analysis import LIVE_KINDS, METRICS
from writers_app.editor.component import manuscript_editor
from writers_app.text.words import JS_CHARACTER_PATTERN, JS_WORD_PATTERN

# How kinds are underlined that correct nothing; corrections have a wave.
LINES: Final = {
    "doubled_word": "double",
    "echo": "double",
    "repeated_opening": "double",
    "long_sentence": "dotted",
    "sticky_sentence": "dotted",
    "cliche": "dashed",
    "passive": "dashed",
    "filter_word": "dashed",
    "adverb": "dashed",
    "said_tag": "dashed",
}
CHECK_KINDS: Final = [{**asdict(METRICS[name]), "line": LINES.get(name, "wavy")} for name in LIVE_KINDS]


def manuscript(*head: Any, **props: Any) -> rx.Component:
    """`head` stands beside the title."""
    return manuscript_editor(
        *head,
        word_pattern=JS_WORD_PATTERN,
        character_pattern=JS_CHARACTER_PATTERN,
        check_kinds=CHECK_KINDS,
        **props,
    )
