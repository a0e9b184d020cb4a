"""Fixtures for tests in a browser: the real program in two flavours, Chromium, and pages that may not log errors.

Every test here is async and shares one event loop, because a browser belongs to the loop that started it.
"""

import re
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, Response, async_playwright

from tests.e2e.program import LiveWriters, live_writers

FLAVOURS = ("embedded", "servers")
PATIENCE = 20_000
"""Milliseconds that a page may take for anything, on a busy machine."""

PASSWORD = "a long walk by the sea"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
LOCALES = {"en": "en-GB", "fa": "fa-IR"}
_numbers = count(1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One event loop for all, and one process of the test run per flavour."""
    for item in items:
        if Path(__file__).parent not in item.path.parents:
            continue
        if pytest_asyncio.is_async_test(item):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)
        flavour = getattr(item, "callspec", None) and item.callspec.params.get("live")
        item.add_marker(pytest.mark.xdist_group(f"e2e-{flavour or 'own'}"))


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who has registered."""

    name: str
    email: str
    password: str = PASSWORD


@dataclass
class Faults:
    """What went wrong in the pages of a test: errors in the console, exceptions, answers of 500 and above."""

    seen: list[str] = field(default_factory=list)
    allowed: list[re.Pattern[str]] = field(default_factory=list)

    def allow(self, pattern: str) -> None:
        """For what the test provokes itself, such as a lost connection."""
        self.allowed.append(re.compile(pattern))

    def watch(self, page: Page) -> None:
        page.on("console", self._note_console)
        page.on("pageerror", lambda error: self.seen.append(f"exception: {error}"))
        page.on("response", self._note_answer)

    def unexpected(self) -> list[str]:
        return [fault for fault in self.seen if not any(pattern.search(fault) for pattern in self.allowed)]

    def _note_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.seen.append(f"console: {message.text} ({message.location.get('url', '')})")

    def _note_answer(self, response: Response) -> None:
        if response.status >= 500:
            self.seen.append(f"answer: {response.status} {response.url}")


@pytest.fixture(scope="session", params=FLAVOURS)
def live(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveWriters]:
    """The real program, shared by the tests of a flavour; make accounts of your own on it."""
    with live_writers(request.param, tmp_path_factory.mktemp(f"live-{request.param}")) as started:
        yield started


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        pytest.fail("Chromium is not installed. `make test` installs what the tests need.")
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=found, args=list(FLAGS))
        yield launched
        await launched.close()


@pytest_asyncio.fixture(loop_scope="session")
async def faults() -> AsyncIterator[Faults]:
    watched = Faults()
    yield watched
    assert watched.unexpected() == []


OpenPage = Callable[..., Awaitable[Page]]


@pytest_asyncio.fixture(loop_scope="session")
async def open_page(live: LiveWriters, browser: Browser, faults: Faults) -> AsyncIterator[OpenPage]:
    """Opens pages, each in a browser of its own (cookies, storage): `await open_page("/dashboard", as_=account)`.

    `locale` "en" or "fa", `theme` "light" or "dark", `width` and `height` of the window, `touch` for a phone. A test
    whose pages log an error fails, unless it has called `faults.allow`.
    """
    contexts: list[BrowserContext] = []

    async def open_one(
        path: str = "/",
        *,
        as_: Account | None = None,
        locale: str = "en",
        theme: str = "light",
        width: int = 1280,
        height: int = 800,
        touch: bool = False,
        address: str | None = None,
    ) -> Page:
        context = await browser.new_context(
            base_url=address or live.url,
            locale=LOCALES[locale],
            color_scheme="dark" if theme == "dark" else "light",
            viewport={"width": width, "height": height},
            has_touch=touch,
            is_mobile=touch,
            accept_downloads=True,
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        if as_ is not None:
            await sign_in(context, address or live.url, as_)
        page = await context.new_page()
        faults.watch(page)
        await page.goto(path)
        return page

    yield open_one
    for context in contexts:
        await context.close()


async def sign_in(context: BrowserContext, address: str, account: Account) -> None:
    """By REST, so that only the tests of the login page depend on it."""
    answer = await context.request.post(
        "/api/v1/auth/login",
        data={"email": account.email, "password": account.password},
        headers={"Origin": address},
    )
    assert answer.ok, await answer.text()


@pytest_asyncio.fixture(loop_scope="session")
async def page(open_page: OpenPage) -> Page:
    """The landing page, to a stranger."""
    return await open_page("/")


@pytest.fixture
def register(live: LiveWriters) -> Callable[[str], Account]:
    """Registers somebody new on the live program: `alice = register("Alice")`."""

    def register_one(name: str) -> Account:
        account = Account(name, f"{name.lower()}.{next(_numbers)}.{live.port}@example.org")
        answer = httpx.post(
            f"{live.url}/api/v1/auth/register",
            json={"name": account.name, "email": account.email, "password": account.password},
            headers={"Origin": live.url},
            timeout=30,
        )
        assert answer.status_code == 201, answer.text
        return account

    return register_one


@pytest.fixture
def client(live: LiveWriters) -> Iterator[Callable[[Account], httpx.Client]]:
    """REST clients signed in by bearer token: `client(alice).get("/api/v1/projects")`."""
    opened: list[httpx.Client] = []

    def make(account: Account) -> httpx.Client:
        answer = httpx.post(
            f"{live.url}/api/v1/auth/token", data={"username": account.email, "password": account.password}, timeout=30
        )
        assert answer.status_code == 200, answer.text
        token = answer.json()["access_token"]
        made = httpx.Client(base_url=live.url, headers={"Authorization": f"Bearer {token}"}, timeout=60)
        opened.append(made)
        return made

    yield make
    for each in opened:
        each.close()
