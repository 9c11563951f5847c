"""URLs to what may be shown of them: no password, key or token in any message."""

from __future__ import annotations

import pytest

from extractors.fetching.credentials import Credentials, shown, shown_text, split_credentials
from extractors.fetching.fetch_failures import FetchError, FetchReason


@pytest.mark.parametrize(
    ("url", "bare", "credentials"),
    [
        ("https://ann:pw@paper.example/feed", "https://paper.example/feed", Credentials("ann", "pw")),
        ("https://ann:p%40w%3A1@paper.example:8443/", "https://paper.example:8443/", Credentials("ann", "p@w:1")),
        ("https://ann@paper.example/", "https://paper.example/", Credentials("ann", "")),
        ("https://ann:p@w@paper.example/", "https://paper.example/", Credentials("ann", "p@w")),
        ("https://:token@paper.example/", "https://paper.example/", Credentials("", "token")),
        ("https://@paper.example/", "https://paper.example/", None),
        ("https://paper.example/@ann/feed", "https://paper.example/@ann/feed", None),
        ("https://paper.example?mail=a@b.example", "https://paper.example?mail=a@b.example", None),
        ("paper.example/feed", "paper.example/feed", None),
        ("", "", None),
    ],
)
def test_userinfo_is_taken_off_a_url(url: str, bare: str, credentials: Credentials | None) -> None:
    assert split_credentials(url) == (bare, credentials)


def test_the_header_is_that_of_rfc_7617() -> None:
    assert Credentials("Aladdin", "open sesame").header() == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="
    assert Credentials("test", "123\u00a3").header() == "Basic dGVzdDoxMjPCow=="


def test_no_repr_shows_a_password() -> None:
    credentials = Credentials("ann", "sesame")
    assert "sesame" not in f"{credentials} {credentials!r} {[credentials]}"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://ann:sesame@paper.example/a", "https://***@paper.example/a"),
        ("https://paper.example/a?page=2&apikey=sesame", "https://paper.example/a?page=2&apikey=***"),
        ("https://paper.example/a?api_key=sesame&page=2", "https://paper.example/a?api_key=***&page=2"),
        ("https://paper.example/a?API-Key=sesame", "https://paper.example/a?API-Key=***"),
        ("https://paper.example/a?accessToken=sesame;page=2", "https://paper.example/a?accessToken=***;page=2"),
        ("https://paper.example/a?X-Amz-Signature=sesame", "https://paper.example/a?X-Amz-Signature=***"),
        ("https://paper.example/a?%6bey=sesame", "https://paper.example/a?%6bey=***"),
        ("https://paper.example/a?user[password]=sesame", "https://paper.example/a?user[password]=***"),
        ("https://paper.example/a#access_token=sesame&b=1", "https://paper.example/a#access_token=***&b=1"),
        ("https://paper.example/a?token=", "https://paper.example/a?token="),
        ("https://paper.example/a?keyword=kenya&monkey=1", "https://paper.example/a?keyword=kenya&monkey=1"),
        ("https://paper.example/?author=ann&page=2&id=7", "https://paper.example/?author=ann&page=2&id=7"),
        ("https://ann:ses/ame@paper.example/a", "https://***@paper.example/a"),
        ("https://paper.example:8443/@ann/feed", "https://paper.example:8443/@ann/feed"),
        ("//ann:sesame@paper.example/a", "//***@paper.example/a"),
        ("not a web address", "not a web address"),
    ],
)
def test_what_is_secret_in_a_url_is_hidden(url: str, expected: str) -> None:
    assert shown(url) == expected


def test_the_urls_of_a_line_are_hidden_and_the_line_is_short() -> None:
    line = "from https://a:sesame@paper.example/x to\n'https://paper.example/y?key=sesame'"
    assert shown_text(line) == "from https://***@paper.example/x to 'https://paper.example/y?key=***'"
    assert len(shown_text("https://paper.example/" + "a" * 70_000)) < 1_100


def test_a_failure_shows_no_secret() -> None:
    url = "https://ann:sesame@paper.example/a?key=sesame"
    error = FetchError(FetchReason.REDIRECT_LOOP, url=url, detail=f"comes back to {url}")
    assert "sesame" not in f"{error} {error!r} {error.url} {error.detail} {error.args}"
    assert error.url == "https://***@paper.example/a?key=***"
