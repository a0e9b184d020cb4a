"""Sends mail: by SMTP when WRITERS_SMTP_URL is set, else into the folder `mail` of the data directory.

Called by the edges and the worker, after commit.
"""

import asyncio
import html
import os
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit
from uuid import uuid4

import aiosmtplib
import structlog

from writers_app.config import settings
from writers_app.errors import SettingsError, UnavailableError

log = structlog.get_logger(__name__)

TIMEOUT_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Mail:
    """`text` is plain paragraphs with a blank line between; an address alone in a paragraph becomes a link."""

    to: str
    subject: str
    text: str
    locale: str = "en"


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """`start_tls`: True requires it, False forbids it, None takes it when it is offered."""

    host: str
    port: int
    username: str | None
    password: str | None
    sender: str | None
    implicit_tls: bool
    start_tls: bool | None


def read_smtp_url(url: str) -> SmtpServer:
    """The server in smtp://user:password@host:587?from=writers@example.org, or smtps:// for implicit TLS.

    `tls=required|auto|never`: whether smtp:// must be encrypted. With a password it must, unless this says otherwise.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise SettingsError(
            "WRITERS_SMTP_URL is not of the form smtp://user:password@host:587?from=writers@example.org."
        )
    options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    implicit = parts.scheme == "smtps"
    tls = options.get("tls", "required" if parts.username else "auto")
    if tls not in ("required", "auto", "never"):
        raise SettingsError("WRITERS_SMTP_URL has a tls that is not one of required, auto, never.")
    return SmtpServer(
        host=parts.hostname,
        port=parts.port or (465 if implicit else 587),
        username=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        sender=options.get("from"),
        implicit_tls=implicit,
        start_tls=False if implicit else {"required": True, "auto": None, "never": False}[tls],
    )


async def deliver(mail: Mail) -> None:
    """Hand a mail over. UnavailableError when the mail server can't take it now; it may be tried again."""
    url = settings().smtp_url
    if url is None:
        path = await asyncio.to_thread(_write_aside, compose(mail, None))
        log.info("mail_written", path=str(path))
        return
    server = read_smtp_url(url.get_secret_value())
    message = compose(mail, server.sender)
    try:
        await aiosmtplib.send(
            message,
            hostname=server.host,
            port=server.port,
            username=server.username,
            password=server.password,
            use_tls=server.implicit_tls,
            start_tls=server.start_tls,
            timeout=TIMEOUT_SECONDS,
        )
    except (aiosmtplib.SMTPException, OSError) as error:
        log.error("mail_failed", server=server.host, error=repr(error))
        raise UnavailableError("The mail could not be sent. Try again in a few minutes.") from error
    log.info("mail_sent", message_id=message["Message-ID"])


def compose(mail: Mail, sender: str | None) -> EmailMessage:
    host = urlsplit(settings().base_url).hostname or "localhost"
    message = EmailMessage()
    message["From"] = f"Writers <{sender or f'writers@{host}'}>"
    message["To"] = mail.to
    message["Subject"] = mail.subject
    message["Date"] = formatdate()
    message["Message-ID"] = make_msgid(domain=host)
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = mail.locale
    message.set_content(mail.text)
    message.add_alternative(_as_html(mail), subtype="html")
    return message


def _as_html(mail: Mail) -> str:
    direction = "rtl" if mail.locale == "fa" else "ltr"
    body = "\n".join(_paragraph(part) for part in mail.text.split("\n\n"))
    return f'<!doctype html>\n<html lang="{mail.locale}" dir="{direction}"><body>\n{body}\n</body></html>\n'


def _paragraph(text: str) -> str:
    shown = html.escape(text.strip())
    if shown.startswith(("https://", "http://")) and " " not in shown:
        return f'<p dir="ltr"><a href="{shown}">{shown}</a></p>'
    return f"<p>{shown}</p>"


def _write_aside(message: EmailMessage) -> Path:
    """The mail as a private .eml file, whole or not at all."""
    folder = settings().data_path / "mail"
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / f"{uuid4().hex}.eml"
    draft = path.with_suffix(".draft")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(message.as_bytes())
    draft.rename(path)
    return path
