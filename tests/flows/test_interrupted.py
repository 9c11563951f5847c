"""Ctrl-C, which a terminal sends to the whole group of processes: the run ends at once, in a line, and leaves none."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from threading import Event

from extractors.feeds_file import make_feed, write_feeds_file
from tests.extractors.loopback import answer, loopback

RSS = "<rss version='2.0'><channel><item><title>A report</title><link>{link}</link></item></channel></rss>"


def test_an_interrupted_run_ends_at_once(tmp_path: Path) -> None:
    with loopback() as press:
        reached = Event()

        def hold(handler: object) -> None:
            reached.set()
            press.ended.wait()

        press.answers["/feed"] = answer(body=RSS.format(link=press.url("/story")).encode())
        press.answers["/story"] = hold
        write_feeds_file([make_feed(press.url("/feed"), "A paper", "PAK", "en")], tmp_path / "feeds.toml")
        settings = {"HOME": str(tmp_path), "FEEDS": str(tmp_path / "feeds.toml"), "SPACING_S": "0", "TIMEOUT_S": "300"}
        settings["ALLOW_HOSTS"] = f'["{press.host}"]'
        environment = {**os.environ, **{f"TOCSIN_{name}": value for name, value in settings.items()}}
        run = subprocess.Popen(
            [sys.executable, "-m", "flows.cli", "run"],
            env={name: value for name, value in environment.items() if not name.startswith("PREFECT_")},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            assert reached.wait(120)
            os.killpg(run.pid, signal.SIGINT)
            said, _ = run.communicate(timeout=60)  # to its end, which every process that is left would hold open
        finally:
            run.kill()
    assert said.decode().strip().splitlines()[-1] == "tocsin: interrupted"
    assert b"Traceback" not in said
