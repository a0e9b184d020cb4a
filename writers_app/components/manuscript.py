"""The editor with what it needs from the rest of the house: the rules for counting words. Used by pages.project."""

from typing import Any

import reflex as rx

from writers_app.editor.component import manuscript_editor
from writers_app.text.words import JS_CHARACTER_PATTERN, JS_WORD_PATTERN


def manuscript(*head: Any, **props: Any) -> rx.Component:
    """`head` stands beside the title."""
    return manuscript_editor(*head, word_pattern=JS_WORD_PATTERN, character_pattern=JS_CHARACTER_PATTERN, **props)
