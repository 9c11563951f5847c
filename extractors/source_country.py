"""The address of an outlet to the country it writes from, where its top-level domain tells (`source_country.toml`)."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from models.places.countries import by_alpha2

_FILE = Path(__file__).with_name("source_country.toml")


def country_of_source(address: str | None) -> str | None:
    """The ISO 3166 alpha-3 code of the country whose domain a URL or host name ends in (`dawn.com.pk`: PAK).

    None where it ends in none, or in a country's code that is sold to everybody (`.tv`).
    """
    labels = _host(address or "").lower().rstrip(".").split(".")
    if len(labels) < 2:
        return None
    codes, vanity, registers = _knowledge()
    code = labels[-1]
    if code in vanity and labels[-2] not in registers:
        return None
    country = by_alpha2(codes.get(code, code).upper())
    return country.alpha3 if country else None


def _host(address: str) -> str:
    try:
        return urlsplit(address if "//" in address else f"//{address}").hostname or ""
    except ValueError:  # brackets that hold no address
        return ""


@cache
def _knowledge() -> tuple[dict[str, str], frozenset[str], frozenset[str]]:
    told = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return told["codes"], frozenset(told["vanity"]["codes"]), frozenset(told["vanity"]["registers"])
