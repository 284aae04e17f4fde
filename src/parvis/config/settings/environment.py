"""What an operator may set: typed, prefixed ``PARVIS_``, read once at start.

``docs/reference/settings.md`` lists the same names; ``parvis doctor`` explains a bad one.
"""

import re
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

#: The key of a development tree. A production server refuses to start with it.
DEVELOPMENT_KEY = "development-only-not-a-secret-0123456789abcdefghijklmnop"
SHORTEST_KEY = 50
#: One host, named in full: a content policy lets no other in.
TILES = re.compile(
    r"https://[a-z0-9.-]+(?::[0-9]{1,5})?/(?=\S*\{z\})(?=\S*\{x\})(?=\S*\{y\})"
    r"(?:[^\s{};,'\"<>]|\{[zxyr]\})+"
)


class Environment(BaseSettings):
    """Every setting of a Parvis server. An empty environment means a strict production server."""

    # A refusal is printed and logged: it never repeats what was given, which may be a secret.
    model_config = SettingsConfigDict(
        env_prefix="PARVIS_", extra="ignore", frozen=True, hide_input_in_errors=True
    )

    mode: Literal["production", "demo", "development", "test"] = "production"
    debug: bool = False
    secret_key: SecretStr = SecretStr(DEVELOPMENT_KEY)
    secret_key_fallbacks: Annotated[tuple[str, ...], NoDecode] = ()
    public_url: str = "http://localhost:8000"
    #: Further host names the server answers to, comma-separated.
    hosts: Annotated[tuple[str, ...], NoDecode] = ()
    #: The reverse proxy sets X-Forwarded-Proto and X-Forwarded-For, and overwrites what came in.
    behind_proxy: bool = False

    engine: Literal["embedded", "scaled"] = "embedded"
    data_dir: Path = Path("var/data")
    database_url: SecretStr = SecretStr("")
    redis_url: SecretStr = SecretStr("")

    mail_url: SecretStr = SecretStr("")
    mail_from: str = "Parvis <bonjour@localhost>"

    site_name: str = "Parvis"
    time_zone: str = "Europe/Paris"
    #: What a reader may phone or write to in place of the screen.
    town_hall_phone: str = ""
    town_hall_email: str = ""
    #: Tiles under the plan of the agenda: https://…/{z}/{x}/{y}.png; empty, the plan needs nobody.
    map_tiles_url: str = ""
    #: Who drew them, as they ask to be named; links as in Markdown.
    map_tiles_attribution: str = ""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    #: Days between the request to be erased and the erasure.
    erasure_days: int = Field(default=14, ge=0, le=30)

    #: Seconds given to the tables of one week, in a process beside; see ``solving_seconds``.
    rounds_seconds: float | None = Field(default=None, ge=0.2, le=600)

    #: The only hosts this server may read, comma-separated; empty: any public one.
    outbound_hosts: Annotated[tuple[str, ...], NoDecode] = ()
    #: Ports it may read beside 80 and 443, comma-separated.
    outbound_ports: Annotated[tuple[Annotated[int, Field(ge=1, le=65_535)], ...], NoDecode] = ()
    #: Without it no OpenAgenda agenda is brought in.
    openagenda_key: SecretStr = SecretStr("")
    geocoder: Literal["none", "geopf", "addok"] = "none"
    #: Where a geocoder of one's own answers; empty for the national one.
    geocoder_url: str = ""

    @model_validator(mode="before")
    @classmethod
    def split_lists(cls, values: dict[str, object]) -> dict[str, object]:
        for name in ("hosts", "secret_key_fallbacks", "outbound_hosts", "outbound_ports"):
            if isinstance(given := values.get(name), str):
                values[name] = tuple(part.strip() for part in given.split(",") if part.strip())
        return values

    @model_validator(mode="after")
    def refuse_what_is_unsafe(self) -> "Environment":
        database = urlsplit(self.database_url.get_secret_value())
        if self.engine == "scaled" and database.scheme not in {"postgresql", "postgres"}:
            message = "PARVIS_DATABASE_URL: the scaled engine needs a PostgreSQL address."
            raise ValueError(message)
        if self.public_url.endswith("/"):
            message = "PARVIS_PUBLIC_URL: write the address without a final slash."
            raise ValueError(message)
        if self.map_tiles_url and not TILES.fullmatch(self.map_tiles_url):
            message = "PARVIS_MAP_TILES_URL: an https:// address with {z}, {x} and {y} in its path."
            raise ValueError(message)
        if self.engine == "scaled" and not self.redis_url.get_secret_value():
            message = "PARVIS_REDIS_URL: the scaled engine needs a Redis address."
            raise ValueError(message)
        if self.geocoder == "addok" and urlsplit(self.geocoder_url).scheme not in {"http", "https"}:
            message = "PARVIS_GEOCODER_URL: a geocoder of your own needs its http(s) address."
            raise ValueError(message)
        if self.mode == "production":
            self._refuse_in_production()
        return self

    def _refuse_in_production(self) -> None:
        key = self.secret_key.get_secret_value()
        if key == DEVELOPMENT_KEY or len(key) < SHORTEST_KEY:
            message = (
                "PARVIS_SECRET_KEY: production needs a key of its own, of "
                f"{SHORTEST_KEY} characters or more (`parvis secret` prints one)."
            )
            raise ValueError(message)
        if self.debug:
            message = "PARVIS_DEBUG: production never runs with DEBUG."
            raise ValueError(message)
        if not self.public_url.startswith("https://"):
            message = "PARVIS_PUBLIC_URL: production needs the https:// address people will type."
            raise ValueError(message)
        if not urlsplit(self.mail_url.get_secret_value()).hostname:
            message = "PARVIS_MAIL_URL: without mail nobody can sign in (smtp://host:port)."
            raise ValueError(message)

    @cached_property
    def is_demo(self) -> bool:
        """Entries by role and the mailbox page exist only here: never in production."""
        return self.mode == "demo"

    @cached_property
    def solving_seconds(self) -> float:
        """How long the tables of a week are worked on; a demonstration keeps nobody waiting."""
        if self.rounds_seconds is not None:
            return self.rounds_seconds
        return {"demo": 2.0, "test": 1.0}.get(self.mode, 40.0)

    @cached_property
    def map_tiles_origin(self) -> str:
        """The one other server that a page may ask for pictures, as its content policy names it."""
        found = urlsplit(self.map_tiles_url)
        return f"{found.scheme}://{found.netloc}" if found.netloc else ""

    @cached_property
    def secure(self) -> bool:
        return self.public_url.startswith("https://")

    @cached_property
    def allowed_hosts(self) -> list[str]:
        own = urlsplit(self.public_url).hostname or "localhost"
        local = (
            [] if self.mode == "production" else ["localhost", "127.0.0.1", "[::1]", "testserver"]
        )
        return list(dict.fromkeys([own, *self.hosts, *local]))
