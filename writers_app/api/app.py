"""Composes the FastAPI application that Reflex serves beside its pages. Called by the root and the tests."""

from fastapi import FastAPI, HTTPException, Request
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import BaseRoute, Match, Mount

from writers_app.api import operations
from writers_app.api.description import install_description
from writers_app.api.docs import install_docs
from writers_app.api.errors import install_error_rendering
from writers_app.api.v1 import ROUTERS, offered_routers
from writers_app.config import settings
from writers_app.errors import NotFoundError

METHODS = ["GET", "POST", "PATCH", "PUT", "DELETE"]


def refuse_unknown(request: Request) -> None:
    """For a program that asks for what there is not: a problem, where the pages would answer with one of theirs."""
    offered = [route for route in request.app.routes if not isinstance(route, Mount) and not _is_ours(route)]
    allowed = [
        method
        for method in METHODS
        if any(route.matches({**request.scope, "method": method})[0] is Match.FULL for route in offered)
    ]
    if allowed:
        raise HTTPException(405, "This address takes other methods.", headers={"Allow": ", ".join(allowed)})
    raise NotFoundError("There is nothing at this address of the API.")


def _is_ours(route: BaseRoute) -> bool:
    return getattr(route, "endpoint", None) is refuse_unknown


def create_api() -> FastAPI:
    """A new application: REST under /api/v1 and its documentation; its lifespan is run by Reflex, not by FastAPI."""
    api = FastAPI(
        title="Writers",
        version="1.0.0",
        summary="The REST API of a self-hosted writing studio",
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
    )
    api.add_middleware(
        CORSMiddleware,
        allow_origins=sorted(settings().allowed_origins),
        allow_credentials=True,
        allow_methods=METHODS,
        allow_headers=["Authorization", "Content-Type", "If-Match", "Idempotency-Key"],
        expose_headers=["ETag", "Location", "Retry-After"],
    )
    install_error_rendering(api)
    install_docs(api)
    api.include_router(operations.router)
    for router in (*ROUTERS, *offered_routers()):
        api.include_router(router, prefix="/api/v1")
    api.add_api_route("/api/{path:path}", refuse_unknown, methods=METHODS, include_in_schema=False)
    install_description(api)
    return api
