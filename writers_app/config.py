"""Settings, read once from the environment; the only module that reads it. Everyone above may ask."""

import contextlib
import os
import secrets
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, StringConstraints, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from writers_app.errors import SettingsError

RateText = Annotated[str, StringConstraints(pattern=r"^\d+/(second|minute|hour|day)$")]


class Plan(BaseModel):
    """Room that can be bought: so many MB more for so many days."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern=r"^[a-z0-9-]{1,60}$")
    title: str = Field(min_length=1, max_length=200)
    storage_mb: int = Field(ge=1, le=100_000_000)
    days: int = Field(ge=1, le=36_500)
    amount: int = Field(ge=1, le=99_999_999)
    """In the smallest unit of the currency."""
    currency: str = Field(pattern=r"^[a-z]{3}$")


class Settings(BaseSettings):
    """What an operator may set, each by the environment variable WRITERS_<NAME>. See .env.example."""

    model_config = SettingsConfigDict(env_prefix="WRITERS_", env_file=".env", env_file_encoding="utf-8", extra="ignore")

    env: Literal["development", "production"] = "development"
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    public_url: str | None = None
    """The address people type; links in mail and the Origin check use it. Default: http://localhost:<port>."""

    data_dir: Path = Path("data")
    database_url: str | None = None
    redis_url: str | None = None
    storage_url: str | None = None
    """file:///path or s3://bucket/prefix?endpoint=…; default: the folder `files` in the data directory."""

    web_processes: int = Field(default=1, ge=1, le=64)
    worker_concurrency: int = Field(default=2, ge=1, le=64)
    secret_key: SecretStr | None = None
    smtp_url: SecretStr | None = None
    """smtp://user:password@host:587?from=writers@example.org; smtps:// for implicit TLS."""

    register_rate: RateText = "20/hour"
    login_rate: RateText = "10/minute"
    upload_limit_mb: int = Field(default=100, ge=1)
    worker_queues: str = "interactive,default,heavy"
    """Which queues a worker serves, so that one can be kept for what people wait for."""
    tasks_at_once: int = Field(default=4, ge=1)
    """How many of one person's tasks run at the same time."""
    tasks_waiting: int = Field(default=5000, ge=1)
    """How many of one person's tasks may wait."""
    results_days: int = Field(default=30, ge=1)
    """How long what was sent to tasks and what they made is kept."""
    history_days: int = Field(default=365, ge=1)
    """How long ended tasks and what was told of them are remembered."""

    whisper_model_dir: Path | None = None
    """A directory with a Whisper model in CTranslate2's form; with the extra `audio`, recordings are written down."""

    text_api_url: str | None = None
    """An OpenAI-compatible endpoint with its /v1, to which texts are sent where a project's owner allows it."""
    text_api_key: SecretStr | None = None
    text_api_model: str | None = None

    sms_url: SecretStr | None = None
    """A gateway for text messages; in this and in sms_body, {to} and {text} are filled in."""
    sms_method: Literal["GET", "POST", "PUT"] = "POST"
    sms_body: str = '{"to": "{to}", "text": "{text}"}'
    sms_headers: dict[str, SecretStr] = Field(default_factory=dict)
    """A JSON object."""

    quota_storage_mb: int | None = Field(default=None, ge=1)
    """How much of uploads, pictures and results each person may store; None: as much as there is."""
    payments_url: str = "https://api.stripe.com"
    payments_key: SecretStr | None = None
    payments_webhook_secret: SecretStr | None = None
    plans: tuple[Plan, ...] = ()
    """A JSON list of what can be bought."""

    trusted_proxies: str = "127.0.0.1"
    cors_origins: str = ""
    """Further origins, separated by commas, that may call the REST API from a browser."""

    webhook_private_addresses: bool = False
    """Let webhooks reach addresses that are not public: only for an instance whose people are all trusted."""

    metrics_token: SecretStr | None = None
    """Lets whoever sends it as a bearer token read /metrics; without it only this machine may."""

    worker_metrics_port: int | None = None
    """Where a worker answers Prometheus; needed where it does not share a machine with a web process."""

    access_minutes: int = Field(default=15, ge=1)
    refresh_days: int = Field(default=30, ge=1)
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["json", "console"] = "json"

    @model_validator(mode="after")
    def _production_is_explicit(self) -> Self:
        if self.env != "production":
            return self
        missing = [
            name
            for name, value in (
                ("WRITERS_SECRET_KEY", self.secret_key),
                ("WRITERS_DATABASE_URL", self.database_url),
                ("WRITERS_REDIS_URL", self.redis_url),
                ("WRITERS_PUBLIC_URL", self.public_url),
            )
            if not value
        ]
        if missing:
            names = ", ".join(missing)
            raise SettingsError(f"Production mode needs {names}. Set them in the environment and start again.")
        if self.secret_key and len(self.secret_key.get_secret_value()) < 32:
            raise SettingsError("WRITERS_SECRET_KEY has fewer than 32 characters. Make one: openssl rand -hex 32.")
        return self

    @model_validator(mode="after")
    def _adapters_are_whole(self) -> Self:
        if self.text_api_url and not self.text_api_model:
            raise SettingsError("WRITERS_TEXT_API_URL needs WRITERS_TEXT_API_MODEL, the name of a model there.")
        selling = (self.payments_key, self.payments_webhook_secret, self.plans)
        if any(selling) and not (all(selling) and self.quota_storage_mb):
            raise SettingsError(
                "Selling room needs WRITERS_QUOTA_STORAGE_MB, WRITERS_PAYMENTS_KEY, WRITERS_PAYMENTS_WEBHOOK_SECRET "
                "and WRITERS_PLANS, all four. Set what is missing, or remove the others."
            )
        return self

    @cached_property
    def data_path(self) -> Path:
        """The data directory, absolute, made when first asked for and closed to other users."""
        path = self.data_dir.expanduser().resolve()
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        return path

    @cached_property
    def async_database_url(self) -> str:
        """SQLAlchemy URL with an async driver: psycopg or aiosqlite."""
        url = self.database_url or f"sqlite:///{self.data_path / 'writers.db'}"
        scheme, _, rest = url.partition("://")
        match scheme.partition("+")[0]:
            case "postgres" | "postgresql":
                return f"postgresql+psycopg://{rest}"
            case "sqlite":
                return f"sqlite+aiosqlite://{rest}"
            case other:
                raise SettingsError(
                    f"WRITERS_DATABASE_URL names «{other}»; Writers speaks postgresql:// and sqlite:///."
                )

    @property
    def sync_database_url(self) -> str:
        """The same database for Alembic and threads: psycopg or the standard library's sqlite3."""
        return self.async_database_url.replace("sqlite+aiosqlite", "sqlite+pysqlite")

    @property
    def uses_sqlite(self) -> bool:
        return self.async_database_url.startswith("sqlite")

    def redis_database(self, number: Literal[0, 1, 2]) -> str | None:
        """URL of a Redis database: 0 cache and rate limits, 1 sessions and Reflex state, 2 Celery's queue."""
        if self.redis_url is None:
            return None
        parts = urlsplit(self.redis_url)
        return parts._replace(path=f"/{number}").geturl()

    @cached_property
    def secret(self) -> str:
        """Signs tokens. Outside production it is made on the first run and kept in the data directory."""
        if self.secret_key:
            return self.secret_key.get_secret_value()
        path = self.data_path / "secret_key"
        if not path.exists():
            _write_once(path, secrets.token_hex(32))
        return path.read_text(encoding="ascii").strip()

    @property
    def base_url(self) -> str:
        return (self.public_url or f"http://localhost:{self.port}").rstrip("/")

    @property
    def secure_cookies(self) -> bool:
        """Cookies get Secure and the __Host- prefix when people reach Writers by TLS."""
        return self.base_url.startswith("https://")

    @cached_property
    def allowed_origins(self) -> frozenset[str]:
        """Origins that may write by cookie and open sockets: our own address, and in development its loopback names."""
        origins = {self.base_url, *filter(None, (item.strip() for item in self.cors_origins.split(",")))}
        if self.env == "development":
            origins |= {f"http://{name}:{self.port}" for name in ("localhost", "127.0.0.1", "[::1]", self.host)}
        return frozenset(origins)

    @property
    def upload_limit(self) -> int:
        """Bytes."""
        return self.upload_limit_mb * 1024 * 1024


def _write_once(path: Path, text: str) -> None:
    """Write a private file whole or not at all; of two processes that start together, the first wins."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(text)
        os.fsync(file.fileno())
    with contextlib.suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process. Tests that change the environment call `settings.cache_clear()`."""
    return Settings()
