"""Search in everything one may read. Registered at /search."""

import reflex as rx

from writers_app.components.palette import search_field
from writers_app.components.shell import page_head, shell
from writers_app.components.words import t


def page() -> rx.Component:
    return shell(page_head(t("Search")), search_field(), title=t("Search"), active="search")
