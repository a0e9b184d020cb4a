"""Makes the compiled front end talk to the address it was opened at. A plugin for Reflex, named in rxconfig.

Reflex writes the back end's host and port into the bundle. Writers serves everything from one port, behind whatever
name people use for it, so the same bundle must do for all.
"""

import re

from reflex_base.plugins import Plugin

ANCHOR = "  const endpoint = new URL(url_str);\n"
SAME_ORIGIN = (
    ANCHOR
    + """  if (typeof window !== "undefined") {
    const { protocol, hostname, port } = window.location;
    endpoint.protocol = endpoint.protocol.startsWith("ws") ? protocol.replace("http", "ws") : protocol;
    endpoint.hostname = hostname;
    endpoint.port = port;
    return endpoint;
  }
"""
)
PROXY_ANCHOR = "    port: process.env.PORT,"
BACKEND_PATHS = ("/_event", "/_upload", "/_health", "/ping", "/api", "/sync", "/healthz", "/readyz", "/metrics")


class SameOrigin(Plugin):
    """`backend` is where the development server finds the back end."""

    def __init__(self, backend: str) -> None:
        self.backend = backend

    def pre_compile(self, **context: object) -> None:
        add_modify_task = context["add_modify_task"]
        assert callable(add_modify_task)
        add_modify_task("utils/state.js", use_page_origin)
        add_modify_task("vite.config.js", lambda text: proxy_backend(text, self.backend))


def use_page_origin(text: str) -> str:
    """Reflex's state.js, with the back end at the page's own origin."""
    if SAME_ORIGIN in text:
        return text
    if ANCHOR not in text:
        raise RuntimeError("Reflex's state.js has changed; deploy.origin must follow it.")
    return text.replace(ANCHOR, SAME_ORIGIN, 1)


def proxy_backend(text: str, backend: str) -> str:
    """Reflex's vite.config.js, whose development server passes the back end's paths on."""
    if PROXY_ANCHOR not in text:
        raise RuntimeError("Reflex's vite.config.js has changed; deploy.origin must follow it.")
    routes = "".join(f'"{path}": {{ target: "{backend}", ws: true }}, ' for path in BACKEND_PATHS)
    return re.sub(r"\n    proxy: .*", "", text).replace(PROXY_ANCHOR, f"{PROXY_ANCHOR}\n    proxy: {{ {routes}}},", 1)
