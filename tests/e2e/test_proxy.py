"""Production as deployed: nginx with TLS in front of two web processes, PostgreSQL and Redis."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from websockets.asyncio.client import connect

from tests.e2e.program import live_writers
from tests.e2e.proxy import Proxy, plan_proxy, run_proxy

PASSWORD = "a long walk by the sea"


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    folder = tmp_path_factory.mktemp("proxy")
    planned = plan_proxy(folder)
    settings = {
        "WRITERS_ENV": "production",
        "WRITERS_SECRET_KEY": "a secret of more than thirty-two characters",
        "WRITERS_PUBLIC_URL": planned.url,
    }
    home = tmp_path_factory.mktemp("production")
    with live_writers("servers", home, **settings) as live, run_proxy(planned, folder, live.port):
        yield planned


@pytest.fixture
def browser(proxy: Proxy) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=proxy.url, verify=proxy.trust(), headers={"Origin": proxy.url}, timeout=30) as client:
        yield client


def register(client: httpx.Client, email: str) -> httpx.Response:
    return client.post("/api/v1/auth/register", json={"name": "Alice", "email": email, "password": PASSWORD})


def test_plain_http_is_sent_to_tls(proxy: Proxy) -> None:
    answer = httpx.get(f"http://localhost:{proxy.plain}/login")
    assert (answer.status_code, answer.headers["location"]) == (301, "https://localhost/login")


def test_pages_come_by_tls_with_strict_transport(browser: httpx.Client) -> None:
    answer = browser.get("/login")
    assert answer.status_code == 200
    assert "max-age=" in answer.headers["strict-transport-security"]
    assert "server" not in answer.headers or "/" not in answer.headers["server"]


def test_sign_in_sets_host_cookies_that_scripts_cannot_read(browser: httpx.Client) -> None:
    assert register(browser, "alice@example.org").status_code == 201
    answer = browser.post("/api/v1/auth/login", json={"email": "alice@example.org", "password": PASSWORD})
    cookies = [cookie for cookie in answer.headers.get_list("set-cookie") if "access" in cookie or "refresh" in cookie]
    assert len(cookies) >= 2
    for cookie in cookies:
        assert cookie.startswith("__Host-")
        assert {"HttpOnly", "Secure"} <= {part.strip() for part in cookie.split(";")}


def test_bundles_are_kept_by_the_proxy(browser: httpx.Client) -> None:
    bundle = browser.get("/").text.split('"/assets/', 1)[1].split('"', 1)[0]
    kept = [browser.get(f"/assets/{bundle}").headers["x-cache"] for _ in range(2)]
    assert kept[1] == "HIT"


def test_metrics_are_not_to_be_had_through_the_proxy(browser: httpx.Client) -> None:
    assert browser.get("/metrics").status_code == 404
    assert browser.get("/nginx").status_code == 404


def test_request_is_known_by_the_proxys_id(browser: httpx.Client) -> None:
    answer = browser.get("/api/openapi.json", headers={"X-Request-ID": "mine"})
    assert len(answer.headers["x-request-id"]) == 32


def test_too_large_a_body_is_refused(browser: httpx.Client) -> None:
    answer = browser.post("/api/v1/auth/login", content=b"x" * 3_000_000)
    assert answer.status_code == 413


def test_guessing_is_slowed_at_the_door(browser: httpx.Client) -> None:
    wrong = {"email": "nobody@example.org", "password": "wrong wrong wrong"}
    with ThreadPoolExecutor(40) as guessers:
        statuses = set(guessers.map(lambda _: browser.post("/api/v1/auth/login", json=wrong).status_code, range(40)))
    assert statuses == {401, 429}


async def test_sockets_pass_and_foreign_origins_do_not(proxy: Proxy) -> None:
    address = f"wss://localhost:{proxy.tls}/_event/?EIO=4&transport=websocket"
    async with connect(address, ssl=proxy.trust(), origin=proxy.url) as socket:
        assert str(await socket.recv()).startswith("0{")
    with pytest.raises(Exception, match="HTTP 40"):
        async with connect(address, ssl=proxy.trust(), origin="https://evil.example"):
            pass
