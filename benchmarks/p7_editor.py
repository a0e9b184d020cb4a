"""P7: the editor page in Chromium with 100k and 500k words, beside bare TipTap on Yjs in the same run.

`python -m benchmarks.p7_editor`. "Typable" is from the navigation until a key would be taken; "handled" is the page's
own work for a key, from its event until everything it set off in that task is done; "painted" until the frame that
shows it is handed over (a frame is 16.7 ms, so half of that is waiting). The JavaScript is what the page really loads,
gzipped.
"""

import contextlib
import functools
import gzip
import http.server
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
from playwright.sync_api import Browser, BrowserContext, Page, Response, sync_playwright
from pycrdt import XmlFragment

from benchmarks.p5_open import make_text
from benchmarks.servers import PEERS, ROOT
from tests.e2e.program import live_writers
from tests.e2e.writing import make_document, make_project, put_content

SIZES = (100_000, 500_000)
KEYS = 80
EMAIL, PASSWORD = "p7@example.org", "a long walk by the sea"

WATCH_KEYS = """() => {
    window.keys = { handled: [], painted: [] };
    addEventListener("keydown", () => {
        const pressed = performance.now();
        setTimeout(() => keys.handled.push(performance.now() - pressed));
        requestAnimationFrame(() => {
            const frame = new MessageChannel();
            frame.port1.onmessage = () => keys.painted.push(performance.now() - pressed);
            frame.port2.postMessage(null);
        });
    }, true);
}"""
INTO_THE_MIDDLE = """(editor) => {
    const middle = Math.floor(editor.state.doc.content.size / 2);
    editor.chain().setTextSelection(editor.state.doc.resolve(middle).start() + 20).focus().scrollIntoView().run();
}"""


@dataclass(frozen=True)
class Figures:
    kilobytes: float
    typable: float
    handled: float
    painted: float


def measure(context: BrowserContext, address: str, ready: str, editor: str) -> Figures:
    """Seconds and milliseconds of one page, opened anew in a warm browser, alone."""
    scripts: list[Response] = []
    warm = context.new_page()
    warm.goto(address)
    warm.wait_for_selector(ready, state="attached", timeout=120_000)
    warm.close()
    page = context.new_page()
    page.on("response", lambda answer: scripts.append(answer) if ".js" in answer.url else None)
    page.goto(address, wait_until="commit")
    page.wait_for_selector(ready, state="attached", timeout=120_000)
    typable = page.evaluate("() => performance.now() / 1000")
    handled, painted = press_keys(page, editor)
    kilobytes = sum(len(gzip.compress(answer.body(), 9)) for answer in scripts) / 1000
    return Figures(kilobytes, typable, handled, painted)


def press_keys(page: Page, editor: str) -> tuple[float, float]:
    """95th percentiles in the middle of the text."""
    page.evaluate(f"() => ({INTO_THE_MIDDLE})({editor})")
    page.wait_for_timeout(1500)
    page.evaluate(WATCH_KEYS)
    for number in range(KEYS):
        page.keyboard.press("Space" if number % 6 == 5 else "e")
        page.wait_for_timeout(60)
    keys = page.evaluate("() => keys")
    return p95(keys["handled"]), p95(keys["painted"])


def p95(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.95)]


@contextlib.contextmanager
def ours() -> Iterator[tuple[str, dict[int, str]]]:
    """The real program; the addresses of a text of each size."""
    with tempfile.TemporaryDirectory() as name, live_writers("embedded", Path(name)) as live:
        account = {"name": "P7", "email": EMAIL, "password": PASSWORD}
        origin = {"Origin": live.url}
        httpx.post(f"{live.url}/api/v1/auth/register", json=account, headers=origin, timeout=60).raise_for_status()
        form = {"username": EMAIL, "password": PASSWORD}
        token = httpx.post(f"{live.url}/api/v1/auth/token", data=form, timeout=60).json()["access_token"]
        bearer = {"Authorization": f"Bearer {token}"}
        with httpx.Client(base_url=live.url, headers=bearer, timeout=300) as client:
            project = make_project(client)
            texts = {words: make_document(client, project) for words in SIZES}
            for words, document in texts.items():
                put_content(client, document, content_of(words))
        yield live.url, {words: f"{live.url}/projects/{project}/{text}" for words, text in texts.items()}


def content_of(words: int) -> dict[str, object]:
    """The paragraphs of P5's text as a TipTap document."""
    fragment = make_text(words).get("default", type=XmlFragment)
    texts = [str(paragraph.children[0]) for paragraph in fragment.children]
    return {"type": "doc", "content": [{"type": "paragraph", "content": [{"type": "text", "text": t}]} for t in texts]}


@contextlib.contextmanager
def bare() -> Iterator[str]:
    """TipTap's starter kit on Yjs, bundled by esbuild, and the same texts beside it as files."""
    home = Path(tempfile.gettempdir()) / "writers-benchmark-bare"
    home.mkdir(exist_ok=True)
    binaries = Path(sys.executable).parent
    environment = {**os.environ, "PATH": f"{binaries}:{os.environ['PATH']}"}
    for name in ("package.json", "bare.mjs"):
        shutil.copy(PEERS / "bare" / name, home)
    install = [str(binaries / "npm"), "install", "--no-audit", "--no-fund", "--silent"]
    subprocess.run(install, cwd=home, env=environment, check=True)
    bundle = ["node_modules/.bin/esbuild", "bare.mjs", "--bundle", "--minify", "--format=esm", "--outfile=bundle.js"]
    subprocess.run([*bundle, "--log-level=warning"], cwd=home, env=environment, check=True)
    (home / "index.html").write_text(
        "<!doctype html><meta charset=utf-8><main style='width:40rem;font:18px/1.6 serif;white-space:pre-wrap'></main>"
        "<script type=module src=bundle.js></script>"
    )
    for words in SIZES:
        (home / f"{words}.bin").write_bytes(make_text(words).get_update())
    handler = functools.partial(QuietHandler, directory=str(home))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the figures are what is printed."""


def signed_in(browser: Browser, url: str) -> BrowserContext:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    login = {"email": EMAIL, "password": PASSWORD}
    answer = context.request.post(f"{url}/api/v1/auth/login", data=login, headers={"Origin": url})
    assert answer.ok, answer.text()
    return context


def show(label: str, figures: Figures) -> None:
    print(
        f"  {label:22} {figures.kilobytes:5.0f} kB   typable {figures.typable:5.2f} s"
        f"   key p95: handled {figures.handled:5.1f} ms, painted {figures.painted:5.1f} ms"
    )


def main() -> None:
    print("P7  the editor page in Chromium")
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright, ours() as (url, addresses), bare() as peer:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for words in SIZES:
            editor = 'document.querySelector(".tiptap, .manuscript").editor'
            with contextlib.closing(signed_in(browser, url)) as context:
                show(f"writers, {words:,}", measure(context, addresses[words], ".editor[data-ready=true]", editor))
            with contextlib.closing(browser.new_context(viewport={"width": 1280, "height": 800})) as context:
                show(f"bare, {words:,}", measure(context, f"{peer}/#{words}", "main[data-ready]", editor))
        browser.close()
    print("  (goal: 420 kB; typable 1.0 and 2.0 s; key p95 16 ms at 500k)")


if __name__ == "__main__":
    os.chdir(ROOT)
    main()
