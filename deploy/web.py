"""One web process: pages, REST and sockets on one port under uvicorn. `python -m deploy.web [--socket FD]`.

Run by the supervisor, which hands over the listening socket, or by itself in a container.
"""

import argparse
import os
import socket

import uvicorn

from deploy.environment import serve_environment
from writers_app.config import settings

GRACE = 5
"""Seconds that open requests and sockets have to end."""

MESSAGE_LIMIT = 64 * 1024 * 1024
"""Bytes of one socket message: beyond what sync takes, so that sync can refuse it with a sentence."""


def serve(listening: socket.socket | None) -> None:
    """Serve until SIGTERM or SIGINT."""
    os.environ.update(serve_environment(settings().data_path / "states"))
    config = uvicorn.Config(
        "writers_app.writers_app:app",
        factory=True,
        host=settings().host,
        port=settings().port,
        loop="uvloop",
        http="httptools",
        ws="websockets-sansio",
        ws_max_size=MESSAGE_LIMIT,
        ws_per_message_deflate=False,  # compressing each keystroke costs more than it saves
        lifespan="on",
        proxy_headers=True,
        forwarded_allow_ips=settings().trusted_proxies,
        access_log=False,  # written by writers_app.telemetry.requests
        log_config=None,
        server_header=False,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=GRACE,
    )
    uvicorn.Server(config).run(sockets=[listening] if listening else None)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--socket", type=int, help="file descriptor of a socket that listens already")
    descriptor = parser.parse_args().socket
    serve(socket.socket(fileno=descriptor) if descriptor is not None else None)


if __name__ == "__main__":
    main()
