"""Waiting in tests for what happens in another process."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

Answer = TypeVar("Answer")


async def eventually(ask: Callable[[], Awaitable[Answer]], seconds: float = 60.0) -> Answer:
    """The first answer that is true. An AssertionError with the last one when there is none in time."""
    answer = await ask()
    for _ in range(int(seconds / 0.05)):
        if answer:
            return answer
        await asyncio.sleep(0.05)
        answer = await ask()
    raise AssertionError(f"still {answer!r} after {seconds:.0f} s")
