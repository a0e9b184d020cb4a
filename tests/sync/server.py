"""The REST API and /sync without the pages, for tests and benchmarks: `python -m tests.sync.server --port N`."""

import argparse

import uvicorn
from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from deploy.web import GRACE, MESSAGE_LIMIT
from writers_app.api.app import create_api
from writers_app.config import settings
from writers_app.sync.endpoint import router
from writers_app.sync.lifespan import rooms_lifespan
from writers_app.telemetry.logging import configure_logging


class WithRooms:
    """Runs the rooms' lifespan, as Reflex does in the whole application, around an API that has none."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan":
            await self.app(scope, receive, send)
            return
        await receive()
        async with rooms_lifespan():
            await send({"type": "lifespan.startup.complete"})
            await receive()
        await send({"type": "lifespan.shutdown.complete"})


def create_app() -> ASGIApp:
    api: FastAPI = create_api()
    api.include_router(router)
    return WithRooms(api)


def create_server(port: int) -> uvicorn.Server:
    """With the settings of deploy.web."""
    return uvicorn.Server(
        uvicorn.Config(
            create_app(),
            host="127.0.0.1",
            port=port,
            loop="uvloop",
            ws="websockets-sansio",
            ws_max_size=MESSAGE_LIMIT,
            ws_per_message_deflate=False,
            lifespan="on",
            access_log=False,
            log_config=None,
            timeout_graceful_shutdown=GRACE,
        )
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    configure_logging(settings(), "web")
    create_server(parser.parse_args().port).run()


if __name__ == "__main__":
    main()
