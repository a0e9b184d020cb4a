"""Headers that tell browsers what a page of ours may do. Wrapped around the application by the root.

The policy names the inline scripts of the built pages by their hashes, so no other inline script runs.
"""

import base64
import hashlib
import re
from collections.abc import Iterable
from pathlib import Path

from starlette.types import ASGIApp, Message, Receive, Scope, Send

INLINE_SCRIPT = re.compile(rb"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL | re.IGNORECASE)
A_YEAR = 31_536_000
IMMUTABLE = b"public, max-age=31536000, immutable"
CSP, NOTHING = b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"
NOT_MODIFIED = 304
HASHED = "/assets/"
"""The bundler puts a hash of the contents into the names of files in this folder."""


class SecurityHeaders:
    """Pure ASGI; WebSockets pass untouched. `pages` is the folder of built pages, `by_tls` whether people use https."""

    def __init__(self, app: ASGIApp, *, pages: Path, by_tls: bool) -> None:
        self.app = app
        self.page_policy = policy(hash_inline_scripts(pages)).encode()
        self.headers = [
            (b"x-content-type-options", b"nosniff"),
            (b"referrer-policy", b"strict-origin-when-cross-origin"),
            (b"permissions-policy", b"camera=(), microphone=(), geolocation=(), payment=(), usb=()"),
            (b"cross-origin-opener-policy", b"same-origin"),
            (b"x-frame-options", b"DENY"),
        ]
        if by_tls:
            self.headers.append((b"strict-transport-security", f"max-age={A_YEAR}; includeSubDomains".encode()))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = self.complete(list(message.get("headers", ())), scope["path"], message["status"])
            await send(message)

        await self.app(scope, receive, send_with_headers)

    def complete(self, given: list[tuple[bytes, bytes]], path: str, status: int) -> list[tuple[bytes, bytes]]:
        """The response's own headers win, so that a page with a policy of its own keeps it."""
        present = {name.lower(): value for name, value in given}
        given += [header for header in self.headers if header[0] not in present]
        if CSP not in present and status != NOT_MODIFIED:  # the browser keeps the policy of the page that it has
            is_page = present.get(b"content-type", b"").startswith(b"text/html")
            given.append((CSP, self.page_policy if is_page else NOTHING))
        if b"cache-control" not in present:
            given.append((b"cache-control", cache_rule(path, status)))
        return given


def cache_rule(path: str, status: int) -> bytes:
    if path.startswith(HASHED) and status < 400:
        return IMMUTABLE
    return b"no-store" if path.startswith("/api/") else b"no-cache"


def policy(script_hashes: Iterable[str]) -> str:
    """Everything from our own origin; styles may be inline, because React and the editor set them on elements."""
    scripts = " ".join(["'self'", *sorted(script_hashes)])
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src {scripts}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self'",
            "connect-src 'self'",
            "worker-src 'self'",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


def hash_inline_scripts(pages: Path) -> set[str]:
    """As CSP writes them; nothing when no pages are built, as in tests of the REST API."""
    return {
        f"'sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}'"
        for page in pages.rglob("*.html")
        for script in INLINE_SCRIPT.findall(page.read_bytes())
    }
