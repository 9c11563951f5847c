"""A URL to what may be shown of it: names and passwords apart, and no secret in what is logged or stored."""

from __future__ import annotations

import re
import tomllib
from base64 import b64encode
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, unquote_plus

HIDDEN = "***"
# A longer part of a name or of an address says nothing more to a reader of logs.
_MAX_SHOWN = 500

_WORDS = frozenset(tomllib.loads(Path(__file__).with_name("secret_names.toml").read_text("utf-8"))["words"])
# RFC 3986, 3.2: the authority ends at the first `/`, `?` or `#`, and the userinfo is what stands before its last `@`.
_USERINFO = re.compile(r"^(\s*[A-Za-z][A-Za-z0-9+.-]*://|\s*//)([^/?#]*)@")
# A password with a bare `/`, `?` or `#` makes no valid URL, as its first part stands for a port; it is a secret still.
_BROKEN_USERINFO = re.compile(r"^(\s*[A-Za-z][A-Za-z0-9+.-]*://|\s*//)[^/?#@]*:(?!\d*[/?#])[^/?#@]*[/?#][^@]*@")
_PARAMETER = re.compile(r"(?<=[?&;#])([^=&;#?]*)=([^&;#]*)")
_NAME_PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_URL_IN_TEXT = re.compile(r"""[A-Za-z][A-Za-z0-9+.-]*://[^\s"'<>]+""")


@dataclass(frozen=True, slots=True)
class Credentials:
    """The name and password that a server asks for by HTTP Basic (RFC 7617); its repr never shows the password."""

    user: str
    password: str = field(repr=False)

    def header(self) -> str:
        """The value of the Authorization header."""
        return "Basic " + b64encode(f"{self.user}:{self.password}".encode()).decode("ascii")


def split_credentials(url: str) -> tuple[str, Credentials | None]:
    """Take the userinfo off a URL: `https://ann:pw@paper.example/` to `https://paper.example/` and the credentials."""
    found = _USERINFO.match(url)
    if found is None:
        return url, None
    user, _, password = found[2].partition(":")
    bare = found[1] + url[found.end() :]
    return bare, Credentials(unquote(user), unquote(password)) if found[2] else None


def _is_secret(name: str) -> bool:
    """Whether a parameter of this name carries a secret, by a word of its name (`x-amz-Signature`, `accessToken`)."""
    plain = unquote_plus(name)
    parts = [part.lower() for part in _NAME_PARTS.findall(plain)]
    return any(word in _WORDS for word in (*parts, re.sub(r"[^a-z0-9]", "", plain.lower())))


def _masked(found: re.Match[str]) -> str:
    return f"{found[1]}={HIDDEN}" if found[2] and _is_secret(found[1]) else found[0]


def shown(url: str) -> str:
    """What may be logged or stored of a URL: userinfo and the values of secret parameters become `***`."""
    hidden = _USERINFO.sub(lambda found: f"{found[1]}{HIDDEN}@", url, count=1)
    hidden = _BROKEN_USERINFO.sub(rf"\1{HIDDEN}@", hidden)
    hidden = _PARAMETER.sub(_masked, hidden)
    return hidden if len(hidden) <= _MAX_SHOWN else hidden[:_MAX_SHOWN] + "…"


def shown_text(text: str) -> str:
    """What may be logged of one line of text: each URL in it as `shown` gives it."""
    return _URL_IN_TEXT.sub(lambda found: shown(found[0]), " ".join(text.split()))[: 2 * _MAX_SHOWN]
