"""One module per route; each lays out components over its state. PAGES is what the composition root registers."""

from collections.abc import Callable
from typing import Any, NamedTuple

import reflex as rx

from writers_app.pages import (
    account,
    ask,
    compile,
    dashboard,
    history,
    landing,
    login,
    many,
    missing,
    more,
    news,
    project,
    register,
    reset,
    schedules,
    search,
    task,
    tasks,
    trends,
    upload,
    webhooks,
)
from writers_app.state.account import AccountState
from writers_app.state.dashboard import DashboardState
from writers_app.state.doorway import DoorwayState
from writers_app.state.login import LoginState
from writers_app.state.news import NewsState
from writers_app.state.project import ProjectState
from writers_app.state.task import TaskState
from writers_app.state.tasks import TasksState
from writers_app.state.telling import TellingState
from writers_app.state.text_service import TextServiceState
from writers_app.state.upload import UploadState


class Page(NamedTuple):
    """`on_load` reads what the page shows; it also sends strangers to the sign-in page."""

    route: str
    draw: Callable[[], rx.Component]
    on_load: Any = None


PAGES = (
    Page("/", landing.page),
    Page("/register", register.page, LoginState.enter),
    Page("/login", login.page, LoginState.enter),
    Page("/reset", reset.page),
    Page("/account", account.page, [AccountState.load, TellingState.load]),
    Page("/account/webhooks", webhooks.page, DoorwayState.enter),
    Page("/dashboard", dashboard.page, DashboardState.load),
    *(Page(route, project.page, [ProjectState.load, TextServiceState.load]) for route in project.ROUTES),
    Page("/history/[document_id]", history.page, DoorwayState.enter),
    Page("/compile/[project_id]", compile.page, DoorwayState.enter),
    Page("/trends/[project_id]", trends.page, DoorwayState.enter),
    Page("/upload", upload.page, UploadState.load),
    Page("/tasks", tasks.page, TasksState.load),
    Page("/tasks/new", ask.page, DoorwayState.enter),
    Page("/tasks/many", many.page, DoorwayState.enter),
    Page("/tasks/repeating", schedules.page, DoorwayState.enter),
    Page("/tasks/[task_id]", task.page, TaskState.load),
    Page("/search", search.page, DoorwayState.enter),
    Page("/news", news.page, NewsState.load),
    Page("/more", more.page, DoorwayState.enter),
    Page("404", missing.page),
)
