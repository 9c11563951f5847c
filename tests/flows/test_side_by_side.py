"""Many visits at once: hosts side by side, one host in a row, and an end that is an end."""

from __future__ import annotations

from threading import Barrier, Event, Lock
from urllib.parse import urlsplit

import pytest

from flows.side_by_side import host_of, side_by_side

SUBJECTS = [f"https://{host}.example/{number}" for number in range(5) for host in "abc"]


def test_one_host_is_visited_in_a_row_and_in_order() -> None:
    inside: dict[str, int] = dict.fromkeys(("a.example", "b.example", "c.example"), 0)
    guard = Lock()

    def visit(url: str) -> str:
        host = urlsplit(url).netloc
        with guard:
            inside[host] += 1
            assert inside[host] == 1
        with guard:
            inside[host] -= 1
        return url

    found = list(side_by_side(SUBJECTS, str, visit, 3))
    assert sorted(found) == sorted(SUBJECTS)
    for host in "abc":
        assert [url for url in found if f"//{host}." in url] == [url for url in SUBJECTS if f"//{host}." in url]


def test_hosts_are_visited_side_by_side() -> None:
    together = Barrier(3, timeout=10)

    def visit(url: str) -> str:
        if url.endswith("/0"):
            together.wait()  # only passes when all three hosts are being visited at once
        return url

    assert len(list(side_by_side(SUBJECTS, str, visit, 3))) == len(SUBJECTS)


def test_results_come_before_the_last_visit_is_over() -> None:
    taken = Event()

    def visit(number: int) -> int:
        if number == 1:
            assert taken.wait(10)
        return number

    results = side_by_side([0, 1], lambda number: f"https://{number}.example/", visit, 2)
    assert next(results) == 0
    taken.set()
    assert list(results) == [1]


def test_no_visit_begins_after_the_reader_has_gone() -> None:
    begun: list[int] = []
    gone = Event()

    def visit(number: int) -> int:
        begun.append(number)
        if number:
            assert gone.wait(10)
        return number

    results = side_by_side(range(1_000), lambda number: "https://a.example/", visit, 2)
    assert next(results) == 0
    gone.set()
    results.close()
    assert len(begun) < 1_000


def test_a_full_queue_holds_nobody_when_the_reader_goes() -> None:
    results = side_by_side(range(1_000), lambda number: f"https://{number % 4}.example/", int, 4)
    assert next(results) in range(4)
    results.close()


def test_an_exception_of_a_visit_comes_up() -> None:
    def visit(number: int) -> int:
        if number == 2:
            raise ZeroDivisionError("in a thread")
        return number

    with pytest.raises(ZeroDivisionError, match="in a thread"):
        list(side_by_side(range(4), lambda number: f"https://{number}.example/", visit, 2))


def test_a_host_whose_time_is_over_gets_no_further_visit() -> None:
    now = [0.0]

    def visit(url: str) -> str:
        now[0] += 10.0
        return url

    found = side_by_side([f"https://a.example/{n}" for n in range(9)], str, visit, 1, 25.0, lambda: now[0])
    assert list(found) == ["https://a.example/0", "https://a.example/1", "https://a.example/2"]


def test_nothing_to_visit_is_no_trouble() -> None:
    assert list(side_by_side([], str, str, 4)) == []


@pytest.mark.parametrize(
    ("url", "host"), [("https://A.example:8/x", "a.example:8"), (None, ""), ("http://[bad", ""), ("words", "")]
)
def test_the_host_of_anything(url: str | None, host: str) -> None:
    assert host_of(url) == host
