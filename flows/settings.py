"""Environment and `tocsin.toml` to typed settings: the one place where configuration is read."""

from __future__ import annotations

import tomllib
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)
from pydantic_settings import SettingsError as PydanticSettingsError

from flows.channels import Channels, channel_problem

SETTINGS_FILE = Path("tocsin.toml")
_HERE = Path(__file__).parent
# What an HTTP header may hold (RFC 9110, 5.5), without the bytes beyond ASCII that servers read differently.
_HEADER = r"^[!-~]([ -~]*[!-~])?$"
_HOST_AND_PORT = r"^[^\s/]+:\d{1,5}$"
_LIST = """not a list of texts: write ["one", "two"]"""
_SAID = {
    "path_type": "not a path in quotes",
    "tuple_type": _LIST,
    "frozen_set_type": _LIST,
    "string_type": "not a text in quotes",
}


class SettingsError(Exception):
    """A setting is wrong; the message is one line that names it and says what it should be."""


class Settings(BaseSettings):
    """All that a person may set, each by `TOCSIN_<NAME>` in the environment or a line in `tocsin.toml`.

    Paths are relative to the working folder; times are seconds unless the name says otherwise.
    """

    model_config = SettingsConfigDict(
        env_prefix="TOCSIN_", env_ignore_empty=True, toml_file=SETTINGS_FILE, extra="forbid"
    )

    home: Path = Field(Path("var"), description="folder of the warehouse, its snapshot, the pages and Prefect's state")
    feeds: Path = Field(_HERE / "feeds.toml", description="the feeds to poll")
    watches: Path = Field(_HERE / "watches.toml", description="what to watch for spikes")
    channels: Channels = Field((), description="where alerts go: apprise URLs, or tables with rules")
    alerts_feed: Path | None = Field(None, description="the Atom feed of the alerts; by itself alerts.xml in `home`")
    user_agent: str = Field(
        "tocsin/0.1 (open news monitor; polite robot)", pattern=_HEADER, description="how requests name themselves"
    )
    timeout_s: float = Field(
        20.0, gt=0, allow_inf_nan=False, description="longest time one request or message may take"
    )
    max_bytes: int = Field(8_000_000, gt=0, description="largest body read, after decompression")
    spacing_s: float = Field(2.0, ge=0, allow_inf_nan=False, description="pause between two requests to one host")
    requests_at_once: int = Field(32, ge=1, le=256, description="requests under way at one time, over all hosts")
    requests_per_host: int = Field(1, ge=1, le=8, description="requests under way at one time to one host")
    allow_hosts: frozenset[Annotated[str, Field(pattern=_HOST_AND_PORT)]] = Field(
        frozenset(), description="host:port pairs allowed although they are private"
    )
    pages_per_run: int = Field(2_000, ge=1, description="most pages fetched in one run; the rest waits for the next")
    revisits: bool = Field(True, description="ask again for pages that incidents rest on, after one day and three")
    parsing_processes: int = Field(2, ge=1, le=64, description="processes that parse feeds and pages side by side")
    archive_days: int = Field(0, ge=0, description="days that raw pages are kept; 0 is for ever")
    archive_gb: float = Field(
        20.0, gt=0, allow_inf_nan=False, description="largest size of the raw pages, in GB; the oldest go first"
    )
    batch: int = Field(200, ge=1, description="articles read between two commits")
    reading_processes: int = Field(1, ge=1, le=64, description="processes that read side by side, each of about 1 GB")
    schedule: str = Field("*/15 * * * *", description="cron line of `tocsin serve`, in UTC")
    prefect_port: int = Field(4200, ge=1, le=65535, description="loopback port of the Prefect server of `tocsin serve`")

    @property
    def warehouse(self) -> Path:
        """The database that the running flow writes."""
        return self.home / "tocsin.duckdb"

    @property
    def snapshot(self) -> Path:
        """The database that readers open: the state after the last finished run."""
        return self.home / "snapshot.duckdb"

    @property
    def archive(self) -> Path:
        """The folder of WARC files."""
        return self.home / "pages"

    @property
    def feed_of_alerts(self) -> Path:
        """The file that feed readers subscribe to."""
        return self.alerts_feed or self.home / "alerts.xml"

    @property
    def prefect_home(self) -> Path:
        """Prefect's own state."""
        return self.home / "prefect"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments win over the environment, the environment over the file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def load_settings() -> Settings:
    """Read the settings; raises SettingsError with one line on broken TOML, an unknown name or a bad value."""
    try:
        return Settings()  # type: ignore[call-arg]
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{SETTINGS_FILE}: not valid TOML: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0])
        where = f"setting '{name}' ({SETTINGS_FILE} or TOCSIN_{name.upper()})"
        if name == "channels":
            raise SettingsError(f"{where}: {channel_problem(first['loc'][1:], first['type'], first['msg'])}") from error
        raise SettingsError(f"{where}: {_what_is_wrong(name, first['type'], first['msg'])}") from error
    except PydanticSettingsError as error:  # a list in the environment that is no JSON
        name = next((name for name in Settings.model_fields if f'"{name}"' in str(error)), "*")
        raise SettingsError(f"TOCSIN_{name.upper()}: {_LIST}") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{SETTINGS_FILE}: not UTF-8 at byte {error.start}: save it as UTF-8") from error


def _what_is_wrong(name: str, kind: str, said: str) -> str:
    """Pydantic's finding in the words of a settings file."""
    if kind == "extra_forbidden":
        near = get_close_matches(name, Settings.model_fields, n=1)
        return f"there is no such setting{f'; did you mean {near[0]!r}?' if near else ''}"
    if kind == "string_pattern_mismatch":
        return "write host:port, as 127.0.0.1:8080" if name == "allow_hosts" else "write it in plain ASCII, on one line"
    return _SAID.get(kind, said.replace("Input should", "it should", 1))
