"""For pages that have no state of their own but are only for people with an account."""

from typing import Any

import reflex as rx

from writers_app.state.session import actor_of
from writers_app.state.visitors import sign_in_first


class DoorwayState(rx.State):
    @rx.event
    async def enter(self) -> Any:
        return None if await actor_of(self) else sign_in_first(self)
