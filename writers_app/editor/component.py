"""TipTap as a Reflex component: the manuscript editor, wrapped. Used by components.manuscript.

The browser's side is editor.jsx and the modules it imports, which all have to be served beside it.
"""

from pathlib import Path
from typing import Any

import reflex as rx

TIPTAP = "3.31.3"
TIPTAP_PACKAGES = (
    "core",
    "pm",
    "extensions",
    "extension-blockquote",
    "extension-bold",
    "extension-code",
    "extension-code-block",
    "extension-document",
    "extension-hard-break",
    "extension-heading",
    "extension-highlight",
    "extension-horizontal-rule",
    "extension-image",
    "extension-italic",
    "extension-list",
    "extension-paragraph",
    "extension-strike",
    "extension-subscript",
    "extension-superscript",
    "extension-table",
    "extension-text",
    "extension-text-align",
    "extension-underline",
)
YJS_PACKAGES = ("yjs@13.6.33", "y-protocols@1.0.7", "y-prosemirror@1.3.7", "lib0@0.2.120")
ICONS = "lucide-react@1.26.0"  # the version that Reflex's own icons have

PACKAGES = [*(f"@tiptap/{package}@{TIPTAP}" for package in TIPTAP_PACKAGES), *YJS_PACKAGES, ICONS]

ENTRY = "editor.jsx"

for path in sorted(Path(__file__).parent.iterdir()):
    if path.suffix in {".jsx", ".css"} and path.name != ENTRY:
        rx.asset(path.name, shared=True)


class ManuscriptEditor(rx.NoSSRComponent):
    """Everything between opening a text and "Saved" happens in the browser and over /sync; no event carries text.

    Without a `document_id` it goes on with the last one while the address stays the same (the page's state may be away
    for a moment), shows a skeleton when `waiting`, and else nothing.

    `pace` is the reading speed in words a minute; the two patterns are those of writers_app.text.words.
    `check_kinds` explain the remarks that the checks make, and say how each is underlined; whenever `house_style` is
    another, everything is checked again.
    """

    library = rx.asset(ENTRY, shared=True).importable_path
    tag = "ManuscriptEditor"
    lib_dependencies: list[str] = PACKAGES

    document_id: rx.Var[str]
    project_id: rx.Var[str]
    user_id: rx.Var[str]
    title: rx.Var[str]
    direction: rx.Var[str]
    language: rx.Var[str]
    read_only: rx.Var[bool]
    waiting: rx.Var[bool]
    pace: rx.Var[int]
    check_kinds: rx.Var[list[dict[str, Any]]]
    house_style: rx.Var[str]
    word_pattern: rx.Var[str]
    character_pattern: rx.Var[str]


def manuscript_editor(*children: Any, **props: Any) -> rx.Component:
    """`children` stand in the head of the editor, beside the title."""
    return ManuscriptEditor.create(*children, **props)
