"""Mail by SMTP against a real server in this process, and into the folder without one."""

import email
import email.policy
from collections.abc import AsyncIterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.conftest import forget_process_state
from tests.servers import free_port
from writers_app.errors import SettingsError, UnavailableError
from writers_app.integrations.mail import Mail, compose, deliver, read_smtp_url

PERSIAN = Mail(
    "sara@example.org", "گذرواژه‌ی تازه", "سلام سارا،\n\nhttps://writers.example/reset#abc\n\nاگر نه، هیچ.", "fa"
)


class Inbox:
    def __init__(self) -> None:
        self.received: list[Envelope] = []
        self.logins: list[tuple[bytes, bytes]] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        self.received.append(envelope)
        return "250 kept"

    def check(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.logins.append((data.login, data.password))
        return AuthResult(success=data.password == b"s@cret")


@pytest.fixture
async def inbox(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Inbox]:
    kept = Inbox()
    port = free_port()
    controller = Controller(
        kept, hostname="127.0.0.1", port=port, authenticator=kept.check, auth_require_tls=False, decode_data=False
    )
    controller.start()
    monkeypatch.setenv("WRITERS_SMTP_URL", f"smtp://127.0.0.1:{port}?from=office@writers.example")
    forget_process_state()
    yield kept
    controller.stop()
    monkeypatch.undo()
    forget_process_state()


def parsed(content: bytes) -> EmailMessage:
    message = email.message_from_bytes(content, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


async def test_a_persian_mail_arrives_by_smtp(inbox: Inbox) -> None:
    await deliver(PERSIAN)
    (envelope,) = inbox.received
    assert envelope.mail_from == "office@writers.example"
    assert envelope.rcpt_tos == ["sara@example.org"]
    assert isinstance(envelope.content, bytes)
    message = parsed(envelope.content)
    assert message["Subject"] == "گذرواژه‌ی تازه"
    assert message["Auto-Submitted"] == "auto-generated"
    plain, rich = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert "هیچ" in plain.get_content()
    assert rich is not None
    assert 'dir="rtl"' in rich.get_content()
    assert '<a href="https://writers.example/reset#abc">' in rich.get_content()


async def test_name_and_password_are_given_to_the_server(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    from writers_app.config import settings

    url = settings().smtp_url
    assert url is not None
    port = read_smtp_url(url.get_secret_value()).port
    monkeypatch.setenv("WRITERS_SMTP_URL", f"smtp://sara%40example.org:s%40cret@127.0.0.1:{port}?tls=auto")
    forget_process_state()
    await deliver(PERSIAN)
    assert inbox.logins == [(b"sara@example.org", b"s@cret")]
    assert len(inbox.received) == 1


async def test_a_password_is_not_sent_in_the_clear(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    from writers_app.config import settings

    url = settings().smtp_url
    assert url is not None
    port = read_smtp_url(url.get_secret_value()).port
    monkeypatch.setenv("WRITERS_SMTP_URL", f"smtp://sara:s%40cret@127.0.0.1:{port}")
    forget_process_state()
    with pytest.raises(UnavailableError):
        await deliver(PERSIAN)
    assert inbox.logins == []
    assert inbox.received == []


async def test_a_server_that_is_away_is_an_error_that_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WRITERS_SMTP_URL", f"smtp://127.0.0.1:{free_port()}")
    forget_process_state()
    with pytest.raises(UnavailableError, match="could not be sent"):
        await deliver(PERSIAN)
    monkeypatch.undo()
    forget_process_state()


async def test_without_a_server_the_mail_lands_in_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WRITERS_DATA_DIR", str(tmp_path))
    forget_process_state()
    await deliver(PERSIAN)
    (path,) = (tmp_path / "mail").iterdir()
    assert path.suffix == ".eml"
    assert path.stat().st_mode & 0o077 == 0
    assert parsed(path.read_bytes())["To"] == "sara@example.org"
    monkeypatch.undo()
    forget_process_state()


def test_a_name_can_not_add_headers_or_markup() -> None:
    with pytest.raises(ValueError, match="linefeed"):
        compose(Mail("a@example.org", "one\r\nBcc: everybody@example.org", "text"), None)
    rich = compose(Mail("a@example.org", "one", "Hello <script>alert(1)</script>"), None).get_body(("html",))
    assert rich is not None
    assert "<script>" not in rich.get_content()


@pytest.mark.parametrize("url", ["http://mail.example", "smtp://", "smtp://mail.example?tls=perhaps"])
def test_a_mail_server_that_can_not_be_understood_is_told(url: str) -> None:
    with pytest.raises(SettingsError, match="WRITERS_SMTP_URL"):
        read_smtp_url(url)


def test_implicit_tls_has_its_own_port() -> None:
    server = read_smtp_url("smtps://user:pass@mail.example")
    assert (server.port, server.implicit_tls, server.start_tls) == (465, True, False)
    assert read_smtp_url("smtp://user:pass@mail.example").start_tls is True
