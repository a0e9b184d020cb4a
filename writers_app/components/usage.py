"""How much one stores and may store, as a component over usage.jsx. Drawn by pages.account."""

import reflex as rx

LIBRARY = rx.asset("usage.jsx", shared=True).importable_path


class Usage(rx.Component):
    library = LIBRARY
    tag = "Usage"


def usage() -> rx.Component:
    """Used and allowed room, and where this server sells it, buying more."""
    return Usage.create()
