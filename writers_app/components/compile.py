"""How a project's book is made, as a component over compile.jsx. Drawn by pages.compile."""

import reflex as rx

rx.asset("formats.jsx", shared=True)
rx.asset("book_settings.jsx", shared=True)
LIBRARY = rx.asset("compile.jsx", shared=True).importable_path


class Compile(rx.Component):
    library = LIBRARY
    tag = "Compile"


def compile_panel() -> rx.Component:
    """The presets of the project that the address names, their settings, and the first pages as they come out."""
    return Compile.create()
