"""Serves a prerendered page at its plain address. Wrapped around the application by the root.

The built pages are folders with an index file; unhelped, /dashboard would cost a redirect to /dashboard/.
"""

from pathlib import Path

from starlette.types import ASGIApp, Receive, Scope, Send


class PlainAddresses:
    """Pure ASGI; `pages` is the folder of built pages."""

    def __init__(self, app: ASGIApp, *, pages: Path) -> None:
        self.app = app
        folders = (index.parent.relative_to(pages).as_posix() for index in pages.rglob("index.html"))
        self.paths = frozenset(f"/{folder}" for folder in folders if folder != ".")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] in self.paths:
            scope = {**scope, "path": f"{scope['path']}/", "raw_path": scope["raw_path"] + b"/"}
        await self.app(scope, receive, send)
