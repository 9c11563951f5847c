"""The README tells the truth: its settings, its commands and its files are those of the code."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from flows.cli import app
from flows.settings import Settings

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    found = re.search(rf"^## {title}\n(.*?)(?=^## |\Z)", README, re.MULTILINE | re.DOTALL)
    assert found, title
    return found[1]


def test_the_settings_are_those_that_there_are() -> None:
    assert re.findall(r"^\| `(\w+)` \|", section("Configure"), re.MULTILINE) == list(Settings.model_fields)


def test_every_command_that_it_shows_exists() -> None:
    names = {
        command.name or (command.callback.__name__ if command.callback else "") for command in app.registered_commands
    }
    names |= {group.name for group in app.registered_groups if group.name}
    shown = set(re.findall(r"^(?:.*\| )?\.venv/bin/tocsin (\w+)", README, re.MULTILINE))
    assert shown
    assert shown <= names


def test_every_folder_and_file_that_it_names_exists() -> None:
    named = set(re.findall(r"`((?:flows|extractors|models|tests|warehouse)/[\w./-]*)`", README))
    assert named
    assert {path for path in named if not (ROOT / path).exists()} == set()


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    reasons = section("Dependencies and why")
    assert [name for name in wanted if not re.search(rf"\b{re.split('[<>=]', name)[0]}\b", reasons)] == []
