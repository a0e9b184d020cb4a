"""The number for text messages, as a component over phone.jsx. Drawn by pages.account where a gateway is configured."""

from typing import Any

import reflex as rx

LIBRARY = rx.asset("phone.jsx", shared=True).importable_path


class Phone(rx.Component):
    """`on_changed` fires when a number was given, proved or removed."""

    library = LIBRARY
    tag = "Phone"
    on_changed: rx.EventHandler[rx.event.no_args_event_spec]


def phone(on_changed: Any) -> rx.Component:
    return Phone.create(on_changed=on_changed)
