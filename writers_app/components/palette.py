"""The command palette and the search field, as components over palette.jsx. The shell carries the palette."""

import reflex as rx

LIBRARY = rx.asset("palette.jsx", shared=True).importable_path


class Palette(rx.Component):
    library = LIBRARY
    tag = "Palette"


class SearchPage(rx.Component):
    library = LIBRARY
    tag = "SearchPage"


def palette() -> rx.Component:
    return Palette.create()


def search_field() -> rx.Component:
    """What is typed is looked for in every text one may read; the address keeps it."""
    return SearchPage.create()
