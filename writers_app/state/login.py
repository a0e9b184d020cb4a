"""Before somebody is signed in: the pages for signing in and registering send those who are to their desk."""

from typing import Any

import reflex as rx

from writers_app.state.session import actor_of


class LoginState(rx.State):
    @rx.event
    async def enter(self) -> Any:
        if await actor_of(self):
            return rx.redirect("/dashboard")
        return None
