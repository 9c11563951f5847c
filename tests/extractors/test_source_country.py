"""An outlet's country is told by its domain only where that is a country's own."""

from __future__ import annotations

import pytest

from extractors.source_country import country_of_source


@pytest.mark.parametrize(
    ("address", "country"),
    [
        ("tribune.com.pk", "PAK"),
        ("https://www.bbc.co.uk/news/world-1", "GBR"),
        ("http://www.abc.net.au:8080/news?to=example.fr", "AUS"),
        ("globalnews.ca", "CAN"),
        ("https://user@lemonde.fr/a", "FRA"),
        ("WWW.TheHindu.IN.", "IND"),
        ("//maliweb.ml/x", "MLI"),
        ("eltiempo.com.co", "COL"),
        ("lana.gov.ly", "LBY"),
        ("example.co", None),
        ("rt.tv", None),
        ("https://vijesti.me", None),
        ("libyaobserver.ly", None),
        ("thetowntalk.com", None),
        ("reliefweb.int", None),
        ("newsroom.example", None),
        ("news.eu", None),
        ("localhost", None),
        ("192.168.1.20", None),
        ("http://[::1", None),
        ("http://[::1]/a", None),
        ("pk", None),
        ("", None),
        (None, None),
    ],
)
def test_the_country_of_an_address(address: str | None, country: str | None) -> None:
    assert country_of_source(address) == country
