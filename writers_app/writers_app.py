"""The composition root: pages, REST and sync in one application."""

import reflex as rx
from reflex.utils.prerequisites import get_web_dir
from starlette.types import ASGIApp

from writers_app.api.addresses import PlainAddresses
from writers_app.api.app import create_api
from writers_app.api.security import SecurityHeaders
from writers_app.components.account import session_keeper
from writers_app.components.head import STYLESHEETS, head_components
from writers_app.components.notices import error_boundary, overlay
from writers_app.config import settings
from writers_app.pages import (
    account,
    dashboard,
    landing,
    login,
    missing,
    more,
    project,
    register,
    reset,
    search,
    task,
    tasks,
    upload,
)
from writers_app.state.account import AccountState
from writers_app.state.dashboard import DashboardState
from writers_app.state.doorway import DoorwayState
from writers_app.state.login import LoginState
from writers_app.state.notices import show_error
from writers_app.state.project import ProjectState
from writers_app.state.task import TaskState
from writers_app.state.tasks import TasksState
from writers_app.state.upload import UploadState
from writers_app.sync.endpoint import router as sync_router
from writers_app.sync.lifespan import rooms_lifespan
from writers_app.telemetry.logging import configure_logging
from writers_app.telemetry.requests import RequestTelemetry

configure_logging(settings(), "web")


def surround(inner: ASGIApp) -> ASGIApp:
    """What every request passes through first, whether it is for a page, REST or a file."""
    pages = get_web_dir() / "build" / "client"
    served = SecurityHeaders(PlainAddresses(inner, pages=pages), pages=pages, by_tls=settings().secure_cookies)
    return RequestTelemetry(served)


api = create_api()
api.include_router(sync_router)

app = rx.App(
    api_transformer=[api, surround],
    head_components=head_components(),
    stylesheets=STYLESHEETS,
    reset_style=False,
    toaster=None,
    app_wraps={(55, "ErrorBoundary"): error_boundary, (5, "Overlay"): overlay, (4, "Session"): session_keeper},
    backend_exception_handler=show_error,
)
app.register_lifespan_task(rooms_lifespan)
app.add_page(landing.page, route="/", title="Writers")
app.add_page(register.page, route="/register", title="Writers", on_load=LoginState.enter)
app.add_page(login.page, route="/login", title="Writers", on_load=LoginState.enter)
app.add_page(reset.page, route="/reset", title="Writers")
app.add_page(account.page, route="/account", title="Writers", on_load=AccountState.load)
app.add_page(dashboard.page, route="/dashboard", title="Writers", on_load=DashboardState.load)
app.add_page(upload.page, route="/upload", title="Writers", on_load=UploadState.load)
app.add_page(tasks.page, route="/tasks", title="Writers", on_load=TasksState.load)
app.add_page(task.page, route="/tasks/[task_id]", title="Writers", on_load=TaskState.load)
for route in project.ROUTES:
    app.add_page(project.page, route=route, title="Writers", on_load=ProjectState.load)
app.add_page(search.page, route="/search", title="Writers", on_load=DoorwayState.enter)
app.add_page(more.page, route="/more", title="Writers", on_load=DoorwayState.enter)
app.add_page(missing.page, route="404", title="Writers")
