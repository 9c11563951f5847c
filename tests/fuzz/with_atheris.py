"""`python tests/fuzz/with_atheris.py feeds|pages|sites [libFuzzer options]`: inputs led by the paths that they take."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

try:
    import atheris
except ImportError:
    sys.exit("atheris is not installed, which the project does not need: pip install atheris (Python 3.11, Linux)")

sys.path.insert(0, str(Path(__file__).parents[2]))
with atheris.instrument_imports(include=["extractors", "feedparser", "trafilatura"]):
    from tests.fuzz.mutations import CONTENT_TYPES, Served
    from tests.fuzz.seeds import FEEDS, PAGES, SITES
    from tests.fuzz.targets import feed_holds, page_holds, site_holds

_KINDS = {"feeds": (FEEDS, feed_holds), "pages": (PAGES, page_holds), "sites": (SITES, site_holds)}


def _write_seeds(folder: Path, seeds: tuple[bytes, ...]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for place, seed in enumerate(seeds):
        (folder / f"seed-{place}").write_bytes(b"\0" + seed)


def _target(holds: Callable[[Served], None]) -> Callable[[bytes], None]:
    """The first byte chooses the Content-Type, the others are the body."""
    return lambda fuzzed: holds(Served(fuzzed[1:], CONTENT_TYPES[fuzzed[0] % len(CONTENT_TYPES)])) if fuzzed else None


if __name__ == "__main__":
    if sys.argv[1:2] == [] or sys.argv[1] not in _KINDS:
        sys.exit(__doc__)
    seeds, holds = _KINDS[sys.argv[1]]
    corpus = Path("var") / "fuzz" / sys.argv[1]
    _write_seeds(corpus, seeds)
    # What a worker of the collection gets: 30 s and 1 GB.
    options = ["-timeout=30", "-rss_limit_mb=2000", f"-artifact_prefix={corpus}-", str(corpus), *sys.argv[2:]]
    atheris.Setup([sys.argv[0], *options], _target(holds))
    atheris.Fuzz()
