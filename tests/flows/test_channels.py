"""Channels as the settings have them: every rule is taken, every mistake is one line, and no secret is told."""

from __future__ import annotations

import json
from datetime import time
from pathlib import Path

import pytest

from flows.channels import ChannelError
from flows.settings import Settings, SettingsError, load_settings
from warehouse.records import Severity

DUTY = """
[[channels]]
name = "duty"
url = "tgram://123456789:secret-token/42"
severity = "high"
watches = ["balochistan"]
per_hour = 3
group = false
quiet = "22:00-06:00"
timezone = "Asia/Karachi"

[[channels]]
name = "mail"
url_env = "MAIL_URL"
digest = "07:00"
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def settings(folder: Path, text: str) -> Settings:
    (folder / "tocsin.toml").write_text(text, encoding="utf-8")
    return load_settings()


def test_a_table_is_a_channel_with_its_rules(folder: Path) -> None:
    duty, mail = settings(folder, DUTY).channels
    rules = duty.rules()
    assert (rules.name, rules.severity, rules.watches, rules.per_hour, rules.group) == (
        "duty",
        Severity.HIGH,
        frozenset({"balochistan"}),
        3,
        False,
    )
    assert rules.quiet is not None and (rules.quiet.begin, rules.quiet.end) == (time(22), time(6))
    assert str(rules.zone) == "Asia/Karachi"
    assert (mail.rules().digest, mail.rules().group, mail.rules().per_hour) == (time(7), True, 12)


def test_a_url_by_itself_is_a_channel_with_a_name_that_shows_nothing(folder: Path) -> None:
    told = settings(folder, 'channels = ["json://127.0.0.1/secret-path", { name = "b", url = "json://b" }]')
    assert [channel.key for channel in told.channels][1] == "b"
    assert told.channels[0].key.startswith("json-") and "secret" not in told.channels[0].key
    assert told.channels[0].address({}) == "json://127.0.0.1/secret-path"


def test_the_environment_may_hold_them_all_or_one_address(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOCSIN_CHANNELS", json.dumps(["json://a", {"name": "b", "url_env": "B_URL"}]))
    channel = load_settings().channels[1]
    assert channel.address({"B_URL": "json://b"}) == "json://b"
    with pytest.raises(ChannelError, match=r"^the environment variable B_URL is not set$"):
        channel.address({})


def test_no_secret_is_in_what_is_shown_or_stored(folder: Path) -> None:
    told = settings(folder, DUTY)
    for shown in (repr(told), told.model_dump_json(), repr([channel.rules() for channel in told.channels])):
        assert "secret" not in shown and "123456789" not in shown


@pytest.mark.parametrize(
    ("table", "line"),
    [
        ('name = "a b"\nurl = "json://x"', "'name': write it with letters, digits"),
        ('url = "json://x"\nquiet = "25:00-06:00"', "'quiet': '25:00-06:00' is not of the form '22:00-06:00'"),
        ('url = "json://x"\nquiet = "06:00-06:00"', "'quiet': '06:00-06:00' is no hour at all, or all of them"),
        ('url = "json://x"\ndigest = "7"', "'digest': '7' is not of the form '07:00'"),
        (
            'url = "json://x"\nquiet = "22:00-07:00"\ndigest = "06:00"',
            ": its digest of 06:00 lies in its quiet hours 22:00-07:00",
        ),
        ('name = "d"', ": give either url, or url_env"),
        ('name = "d"\nurl = "json://secret"\nurl_env = "X"', ": give either url, or url_env"),
        ('url_env = "X"', ": a channel with url_env needs a name"),
        ('name = "x"\nurl_env = "tgram://secret"', "'url_env': write the name of an environment variable"),
        ('url = "json://x"\ntimezone = "Asia/Karachy"', "did you mean 'Asia/Karachi'?"),
        ('url = "json://secret"\nseverity = "low"', "'severity': it should be 'moderate', 'high' or 'critical'"),
        ('url = "json://secret"\nsevrity = "high"', "'sevrity': there is no such key; did you mean 'severity'?"),
        ('url = "json://x"\nper_hour = 0', "'per_hour': it should be greater than or equal to 1"),
        ('url = "json://x"\ngroup = "perhaps"', "'group': write true or false"),
        ('url = "json://x"\nwatches = "one"', """'watches': not a list of texts: write ["one", "two"]"""),
        ("url = 3", "'url': not a text in quotes"),
        ('url = "slack://secret"\nidempotent = true', ": only these kinds can be idempotent: form, forms, json"),
    ],
)
def test_a_mistake_in_a_table_is_one_line_that_says_where(table: str, line: str, folder: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        settings(folder, f'[[channels]]\nurl = "json://first"\n[[channels]]\n{table}')
    told = str(caught.value)
    assert told.startswith("setting 'channels' (tocsin.toml or TOCSIN_CHANNELS): channel number 2")
    assert line in told and "\n" not in told and "secret" not in told


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("channels = [5]", "channel number 1: write a URL in quotes, or a table that begins with [[channels]]"),
        ('[channels]\nname = "x"', "or tables that begin with [[channels]]"),
        (f"{DUTY}{DUTY}", "two channels are called 'duty'"),
    ],
)
def test_a_mistake_in_the_list_is_one_line(text: str, line: str, folder: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        settings(folder, text)
    assert line in str(caught.value)
