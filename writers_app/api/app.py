"""Composes the FastAPI application that Reflex serves beside its pages. Called by the root and the tests."""

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from writers_app.api import operations
from writers_app.api.description import install_description
from writers_app.api.docs import install_docs
from writers_app.api.errors import install_error_rendering
from writers_app.api.v1 import ROUTERS, offered_routers
from writers_app.config import settings


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
        allow_methods=["GET", "POST", "PATCH", "PUT", "DELETE"],
        allow_headers=["Authorization", "Content-Type", "If-Match", "Idempotency-Key"],
        expose_headers=["ETag", "Location", "Retry-After"],
    )
    install_error_rendering(api)
    install_docs(api)
    api.include_router(operations.router)
    for router in (*ROUTERS, *offered_routers()):
        api.include_router(router, prefix="/api/v1")
    install_description(api)
    return api
