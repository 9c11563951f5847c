"""Any answer and any address to a response or a reason: never another exception, and never a line that is two."""

from __future__ import annotations

import asyncio

import httpx
from hypothesis import example, given, settings
from hypothesis import strategies as st

from extractors.fetching.credentials import shown, shown_text, split_credentials
from extractors.web import FetchError, Response
from tests.extractors.fetching.clients import faked

NAMES = ("location", "retry-after", "date", "set-cookie", "etag", "last-modified", "content-type", "content-encoding")
VALUES = st.one_of(
    st.binary(max_size=60),
    st.sampled_from(
        [b"gzip", b"deflate", b"br", b"/b", b"//[", b"https://a:b@paper.example/?key=1", b"a=b; Max-Age=9e9"]
    ),
    st.from_regex(rb"(Mon|), \d{1,2} Aug \d{1,12} \d\d:\d\d:\d\d (GMT|[+-]\d{1,9})", fullmatch=True),
    st.integers(min_value=0).map(lambda number: str(number).encode()),
)
ANSWERS = st.tuples(
    st.sampled_from([200, 204, 206, 300, 301, 302, 304, 307, 404, 410, 429, 500, 503, 999]),
    st.lists(st.tuples(st.sampled_from(NAMES), VALUES), max_size=8),
    st.binary(max_size=200),
)
URLS = st.one_of(
    st.just("https://paper.example/a"),
    st.text(max_size=40),
    st.text(alphabet="htps:/@[]%?#&=.\\\x00 \t\n0a\u00e9\u4e00\U0001f600", max_size=40).map(
        lambda text: "http://" + text
    ),
)


@settings(deadline=None, max_examples=150)
@given(URLS, st.lists(ANSWERS, min_size=1, max_size=7), st.booleans())
@example("https://paper.example/a", [(503, [("retry-after", b"Mon, 26 Aug 3000000000 10:00:00 GMT")], b"")], False)
@example("https://paper.example/a", [(429, [("retry-after", b"9" * 400)], b"")], True)
def test_any_answer_is_a_response_or_a_reason(
    url: str, answers: list[tuple[int, list[tuple[str, bytes]], bytes]], page: bool
) -> None:
    left = iter(answers)

    def handle(request: httpx.Request) -> httpx.Response:
        status, headers, body = next(left, answers[-1])
        raw = [(name.encode(), value) for name, value in headers]
        return httpx.Response(status, headers=raw, stream=httpx.ByteStream(body))

    async def main() -> Response | FetchError:
        web = faked(handle)
        try:
            await web.ready(url)
            return await web.get(url, etag='"7"', page=page)
        except FetchError as error:
            return error
        finally:
            assert all(rest.until_at.year < 2030 for rest in web.rests())

    found = asyncio.run(main())
    if isinstance(found, FetchError):
        assert str(found) == " ".join(str(found).split())
        assert found.retry_after_s is None or found.retry_after_s >= 0


@settings(deadline=None)
@given(URLS)
def test_any_text_is_shown_and_its_userinfo_is_not(url: str) -> None:
    bare, _ = split_credentials(url)
    assert "\n" not in shown_text(url)
    secret = shown(f"https://ann:{'sesame'}@{bare.removeprefix('http://')}")
    assert "sesame" not in secret
