"""Debian's nginx with deploy/nginx's own configuration in front of a live program. Called by test_proxy."""

import contextlib
import os
import re
import ssl
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.servers import answers, find_program, free_port, start, stop, wait_until

CONFIGURATION = Path(__file__).resolve().parents[2] / "deploy" / "nginx"


@dataclass(frozen=True, slots=True)
class Proxy:
    plain: int
    tls: int
    certificate: Path

    @property
    def url(self) -> str:
        return f"https://localhost:{self.tls}"

    def trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.certificate))


def plan_proxy(folder: Path) -> Proxy:
    """Ports and a certificate, known before the program that it will stand in front of is started."""
    tls = folder / "tls"
    tls.mkdir(parents=True)
    request = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    request += ["-addext", "subjectAltName=DNS:localhost"]
    files = ["-keyout", str(tls / "privkey.pem"), "-out", str(tls / "fullchain.pem")]
    subprocess.run([*request, *files], check=True, capture_output=True)
    return Proxy(free_port(), free_port(), tls / "fullchain.pem")


@contextlib.contextmanager
def run_proxy(proxy: Proxy, folder: Path, upstream: int) -> Iterator[None]:
    site, main = folder / "conf.d" / "writers.conf", folder / "nginx.conf"
    site.parent.mkdir()
    (folder / "cache").mkdir()
    site.write_text(adapt_site((CONFIGURATION / "writers.conf").read_text(encoding="utf-8"), proxy, folder, upstream))
    main.write_text(adapt_main((CONFIGURATION / "nginx.conf").read_text(encoding="utf-8"), folder))
    nginx = find_program("nginx", "/usr/sbin")
    checked = subprocess.run([nginx, "-t", "-c", main], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr
    process = start([nginx, "-c", main, "-g", "daemon off;"], log=folder / "log")
    try:
        wait_until(lambda: answers(proxy.tls), "nginx", process)
        yield
    finally:
        stop(process)


def adapt_site(text: str, proxy: Proxy, folder: Path, upstream: int) -> str:
    """Other ports and places; everything else as it is deployed."""
    text = re.sub(r"^ *listen \[::\].*\n", "", text, flags=re.MULTILINE)
    text = text.replace("server web:8000", f"server 127.0.0.1:{upstream}")
    text = text.replace("listen 80 ", f"listen {proxy.plain} ").replace("listen 443 ", f"listen {proxy.tls} ")
    text = text.replace("listen 8081;", f"listen {free_port()};")
    return text.replace("/etc/nginx/tls", str(folder / "tls")).replace("/var/cache/nginx", str(folder / "cache"))


def adapt_main(text: str, folder: Path) -> str:
    user = "user root; " if os.geteuid() == 0 else ""  # so that its workers may read the test's folder
    text = text.replace("/etc/nginx/conf.d", str(folder / "conf.d")).replace("/var/run/nginx.pid", f"{folder}/pid")
    text = text.replace("worker_rlimit_nofile 65536;", "").replace("worker_processes auto", f"{user}worker_processes 1")
    return text.replace("http {", f"http {{ client_body_temp_path {folder}/body; proxy_temp_path {folder}/temp;", 1)
