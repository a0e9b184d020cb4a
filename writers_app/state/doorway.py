"""For pages that have no state of their own but are only for people with an account."""

from typing import Any

import reflex as rx

from writers_app.state.session import actor_of
from writers_app.state.visitors import sign_in_first


class DoorwayState(rx.State):
    inside: bool = False
    """Whether the person has been let in; what asks REST for things waits for it."""

    @rx.event
    async def enter(self) -> Any:
        self.inside = await actor_of(self) is not None
        return None if self.inside else sign_in_first(self)
