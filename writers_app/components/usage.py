"""How much one stores and may store, as a component over usage.jsx. Drawn by pages.account."""

from typing import Any

import reflex as rx

LIBRARY = rx.asset("usage.jsx", shared=True).importable_path


class Usage(rx.Component):
    library = LIBRARY
    tag = "Usage"

    room: rx.Var[dict[str, Any]]


def usage(room: rx.Var[dict[str, Any]]) -> rx.Component:
    """Used and allowed room (schemas.usage.Usage as JSON), and where this server sells it, buying more."""
    return Usage.create(room=room)
