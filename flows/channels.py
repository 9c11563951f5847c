"""A line or a table of the settings to a channel: its address, kept secret, and the rules of what it is told."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import time
from difflib import get_close_matches
from typing import Annotated, Self
from zoneinfo import ZoneInfo, available_timezones

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    field_validator,
    model_validator,
)

from extractors.delivery.kinds import WEBHOOKS, channel_key, kind_of
from extractors.delivery.rules import PER_HOUR, ChannelRules, QuietHours
from warehouse.records import Severity

_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
_NAME = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$"
# What an environment variable can be called (POSIX.1, 8.1); a secret that was put there by mistake is none.
_VARIABLE = r"^[A-Za-z_][A-Za-z0-9_]{0,99}$"


_WANTED = {
    "name": "write it with letters, digits, '.', '_' and '-' alone, and no more than 40 of them",
    "url_env": "write the name of an environment variable, as ALERTS_URL",
}
_SAID = {
    "tuple_type": """not a list: write ["one", "two"], or tables that begin with [[channels]]""",
    "model_type": "write a URL in quotes, or a table that begins with [[channels]]",
    "string_type": "not a text in quotes",
    "bool_parsing": "write true or false",
    "bool_type": "write true or false",
}
_LIST = """not a list of texts: write ["one", "two"]"""


class ChannelError(Exception):
    """A channel has no address; the message is one line."""


def _table(given: object) -> object:
    """A URL by itself is a channel with no rules of its own."""
    return {"url": given} if isinstance(given, str | SecretStr) else given


class ChannelTable(BaseModel):
    """One channel as the settings have it."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    name: str = Field("", pattern=_NAME)
    url: SecretStr | None = None
    url_env: str | None = Field(None, pattern=_VARIABLE)
    severity: Severity = Severity.MODERATE
    watches: tuple[str, ...] | None = None
    per_hour: int = Field(PER_HOUR, ge=1, le=1000)
    group: bool = True
    quiet: str | None = None
    digest: str | None = None
    timezone: str = "UTC"
    idempotent: bool = False

    @field_validator("timezone")
    @classmethod
    def _known(cls, name: str) -> str:
        if name not in available_timezones():
            near = get_close_matches(name, available_timezones(), n=1)
            raise ValueError(f"'{name}' is no time zone of IANA{f'; did you mean {near[0]!r}?' if near else ''}")
        return name

    @field_validator("quiet")
    @classmethod
    def _hours(cls, told: str | None) -> str | None:
        if told is not None:
            quiet = _quiet(told)
            if quiet.begin == quiet.end:
                raise ValueError(f"'{told}' is no hour at all, or all of them")
        return told

    @field_validator("digest")
    @classmethod
    def _time(cls, told: str | None) -> str | None:
        if told is not None:
            _time_of_day(told)
        return told

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.url is None) == (self.url_env is None):
            raise ValueError("give either url, or url_env: the name of an environment variable that holds it")
        if self.url is None and not self.name:
            raise ValueError("a channel with url_env needs a name")
        if self.quiet and self.digest and _quiet(self.quiet).holds(_time_of_day(self.digest)):
            raise ValueError(f"its digest of {self.digest} lies in its quiet hours {self.quiet}")
        if self.idempotent and self.url is not None and kind_of(self.url.get_secret_value()) not in WEBHOOKS:
            raise ValueError(f"only these kinds can be idempotent: {', '.join(sorted(WEBHOOKS))}")
        return self

    @property
    def key(self) -> str:
        """The name by which it is stored and shown: its own, else one made of its address that does not show it."""
        return self.name or channel_key(self.url.get_secret_value() if self.url else "")

    def address(self, environment: Mapping[str, str]) -> str:
        """The apprise URL; raises ChannelError where the environment variable that should hold it is not set."""
        if self.url is not None:
            return self.url.get_secret_value()
        told = environment.get(self.url_env or "", "")
        if not told:
            raise ChannelError(f"the environment variable {self.url_env} is not set")
        return told

    def rules(self) -> ChannelRules:
        """What it is told, and when."""
        return ChannelRules(
            name=self.key,
            severity=self.severity,
            watches=None if self.watches is None else frozenset(self.watches),
            per_hour=self.per_hour,
            group=self.group,
            quiet=_quiet(self.quiet) if self.quiet else None,
            digest=_time_of_day(self.digest) if self.digest else None,
            zone=ZoneInfo(self.timezone),
            is_idempotent=self.idempotent,
        )


def _quiet(told: str) -> QuietHours:
    begin, _, end = told.partition("-")
    if not (_TIME.fullmatch(begin) and _TIME.fullmatch(end)):
        raise ValueError(f"'{told}' is not of the form '22:00-06:00'")
    return QuietHours(time.fromisoformat(begin), time.fromisoformat(end))


def _time_of_day(told: str) -> time:
    if not _TIME.fullmatch(told):
        raise ValueError(f"'{told}' is not of the form '07:00'")
    return time.fromisoformat(told)


def _called_differently(channels: tuple[ChannelTable, ...]) -> tuple[ChannelTable, ...]:
    """The channels, if each has a name of its own; raises ValueError."""
    keys = [channel.key for channel in channels]
    twice = next((key for key in keys if keys.count(key) > 1), None)
    if twice is not None:
        raise ValueError(f"two channels are called '{twice}'")
    return channels


Channels = Annotated[tuple[Annotated[ChannelTable, BeforeValidator(_table)], ...], AfterValidator(_called_differently)]


def channel_problem(place: tuple[str | int, ...], kind: str, said: str) -> str:
    """Pydantic's finding at that place of the channels (number and key) in the words of a settings file."""
    number = next((part + 1 for part in place if isinstance(part, int)), None)
    key = next((part for part in place if isinstance(part, str)), "")
    where = f"channel number {number}{f', {key!r}' if key else ''}: " if number is not None else ""
    if kind == "extra_forbidden":
        near = get_close_matches(key, ChannelTable.model_fields, n=1)
        return f"{where}there is no such key{f'; did you mean {near[0]!r}?' if near else ''}"
    if kind == "tuple_type" and key:
        return where + _LIST
    said = said.removeprefix("Value error, ").replace("Input should", "it should", 1)
    return where + (_WANTED[key] if kind == "string_pattern_mismatch" else _SAID.get(kind, said))
