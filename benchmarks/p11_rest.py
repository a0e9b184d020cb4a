"""P11: REST requests per second on one core, beside a bare FastAPI endpoint and one with a JWT, in the same run.

`python -m benchmarks.p11_rest` serves each by uvicorn on core 0 and asks from core 1, over 32 kept connections.
"""

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parent.parent
SECONDS = 4.0
CONNECTIONS = 32
PORT = 8973

BARE = """
from fastapi import FastAPI
app = FastAPI()
@app.get("/list")
async def listing() -> dict[str, list[int]]:
    return {"items": list(range(10))}
"""

SIGNED = """
import jwt
from fastapi import Depends, FastAPI, Header
app = FastAPI()
def who(authorization: str = Header()) -> str:
    return jwt.decode(authorization.removeprefix("Bearer "), "s" * 32, algorithms=["HS256"])["sub"]
@app.get("/list")
async def listing(person: str = Depends(who)) -> dict[str, list[int]]:
    return {"items": list(range(10))}
"""

OURS = """
from writers_app.api.app import create_api
app = create_api()
"""

PREPARE = """
import asyncio
from tests import factories
async def main():
    alice = await factories.make_person("Alice")
    for number in range(10):
        project = await factories.make_project(alice)
        for _ in range(5):
            await factories.make_document(project)
    print(alice.headers["Authorization"])
asyncio.run(main())
"""


async def ask(path: str, authorization: str, until: float, spent: list[float]) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
    request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: {authorization}\r\n\r\n".encode()
    answered = 0
    while time.perf_counter() < until:
        begun = time.perf_counter()
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(head.decode())
        length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
        await reader.readexactly(length)
        spent.append(time.perf_counter() - begun)
        answered += 1
    writer.close()
    return answered


async def flood(path: str, authorization: str) -> tuple[float, float]:
    """Requests per second, and the 99th percentile of their times in milliseconds."""
    await asyncio.gather(*(ask(path, authorization, time.perf_counter() + 0.5, []) for _ in range(4)))
    spent: list[float] = []
    until = time.perf_counter() + SECONDS
    counts = await asyncio.gather(*(ask(path, authorization, until, spent) for _ in range(CONNECTIONS)))
    return sum(counts) / SECONDS, sorted(spent)[len(spent) * 99 // 100] * 1000


def serve(source: str, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    program = f"import os; os.sched_setaffinity(0, [0])\n{source}\nimport uvicorn\n"
    program += f"uvicorn.run(app, port={PORT}, log_level='warning', access_log=False)"
    return subprocess.Popen([sys.executable, "-c", program], cwd=HERE, env=environment)


def measure(name: str, source: str, path: str, authorization: str, environment: dict[str, str]) -> float:
    server = serve(source, environment)
    try:
        wait_for_server()
        rate, slow = asyncio.run(flood(path, authorization))
    finally:
        server.terminate()
        server.wait()
    print(f"{name:34} {rate:8.0f} requests/s   p99 {slow:6.1f} ms", flush=True)
    return rate


def wait_for_server() -> None:
    import socket

    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", PORT)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("the server did not start")


def main() -> None:
    import jwt

    os.sched_setaffinity(0, [os.cpu_count() - 1])  # type: ignore[operator]
    token = "Bearer " + jwt.encode({"sub": "alice"}, "s" * 32, algorithm="HS256")
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "WRITERS_DATA_DIR": folder, "WRITERS_LOG_LEVEL": "warning"}
        environment["WRITERS_DATABASE_URL"] = os.environ.get("WRITERS_DATABASE_URL", f"sqlite:///{folder}/writers.db")
        run = [sys.executable, "-m", "alembic", "upgrade", "head"]
        subprocess.run(run, cwd=HERE, env=environment, check=True)
        prepared = subprocess.run(
            [sys.executable, "-c", PREPARE], cwd=HERE, env=environment, check=True, capture_output=True, text=True
        )
        authorization = prepared.stdout.strip()
        bare = measure("bare FastAPI", BARE, "/list", "", environment)
        measure("FastAPI with a JWT", SIGNED, "/list", token, environment)
        one = measure("Writers: who am I", OURS, "/api/v1/auth/me", authorization, environment)
        many = measure("Writers: ten projects, counted", OURS, "/api/v1/projects", authorization, environment)
    print(f"Writers/bare: {one / bare:.2f} for oneself, {many / bare:.2f} for the list")


if __name__ == "__main__":
    main()
