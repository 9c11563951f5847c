"""What prints does not fail where nobody reads on."""

from __future__ import annotations

import subprocess
import sys

PRINTS = "from flows.screen import screen\nfor _ in range(10_000): screen().print('read')"


def test_a_reader_that_has_read_enough_is_no_failure() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PRINTS], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as printing:
        assert printing.stdout is not None and printing.stderr is not None
        assert printing.stdout.readline() == "read\n"
        printing.stdout.close()
        assert printing.stderr.read() == ""
        assert printing.wait() == 0
