"""The text of an article to its reading: what it tells of political violence, or why it was not read."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import datetime
from typing import TypeVar

from spacy.language import Language
from spacy.tokens import Doc

from extractors.events import events_of
from extractors.glance import Passages, passages, tells
from extractors.languages import language_of
from extractors.mentions import mentions_of
from extractors.stories.story import Story
from extractors.tolls import tolls_of
from models.acts.possible_triggers import PossibleTriggers
from models.annotations import Context
from models.capitals import rank_in, recased
from models.long_texts import is_long, read_long
from models.places.gazetteer_index import gazetteer_version
from models.triage import Worth, worth_reading
from warehouse.records import Reading, Span

READER = "tocsin-reader/2"

# A news report is under 20,000 characters; what is longer is a page that holds many, or none. The rest is not read.
LONGEST = 200_000
_READS = "en"
_STOPS = frozenset('.!?:;"”’)]')
_SURROGATE = re.compile(r"[\ud800-\udfff]")
# No word and no address in running text is longer. The tokenizer takes the marks off a run one by one, in time by the
# square of its length: 1.4 s for 4,000 quotation marks, and many minutes for 100,000.
_UNBROKEN = re.compile(r"\S{501,}")
# Tokens: no sentence of a newspaper is longer; a table, a list of names and a text that lost its full stops are.
_LONGEST_SENTENCE = 200
_ENDS = frozenset(".!?")
UNREADABLE = "unreadable"
# What only serves to cast an incident's roles: at a glance nobody asks.
_CASTING = ("tocsin_fillers",)
# Texts parsed at once: the parser's steps cost a third less together (make bench). Characters bound the memory.
_AT_ONCE = 64
_TOGETHER = 30_000
# Texts begun at once: most of an ordinary stream is dismissed, and what is left should still fill a parse.
_BEGUN = 256
_BEGUN_TOGETHER = 50_000

log = logging.getLogger("tocsin.reading")


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Unread:
    """A text with what is known of it.

    `published` is ISO, `publisher_country` ISO 3166 alpha-3, `language` the source's word.
    """

    text: str
    title: str | None = None
    published: str | None = None
    publisher_country: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class _Draft:
    """A text that is worth a parse: `said` is what was written, `words` what is parsed of it.

    `first` are the passages to be read before the rest, or None where all of it is read at once.
    """

    unread: Unread
    said: str
    words: str
    language: str
    reason: str | None
    first: Passages | None


class Reader:
    """Reads texts with one loaded pipeline.

    `worth` is asked of text and title before the parse: `everything` for who wants the places and actors of any text.
    """

    def __init__(self, nlp: Language, worth: Callable[[str, str | None], Worth] = worth_reading) -> None:
        self.nlp = nlp
        self.worth = worth
        self._possible: PossibleTriggers = nlp.get_pipe("tocsin_triggers").possible  # type: ignore[attr-defined]

    def read(
        self,
        text: str,
        title: str | None = None,
        published: str | None = None,
        publisher_country: str | None = None,
        language: str | None = None,
    ) -> Reading:
        """What the text tells; never raises.

        `relevant` is False with `reason` `empty`, `no-violence`, `language` or `unreadable`; a text that is longer than
        LONGEST is read up to there, with reason `cut`.
        """
        (reading,) = self._batch([Unread(text, title, published, publisher_country, language)])
        return reading

    def read_all(self, texts: Iterable[Unread]) -> Iterator[Reading]:
        """What each text tells, in their order: as `read` does, but faster, since the parser takes many at once."""
        for batch in batches(texts):
            yield from self._batch(batch)

    def story(self, unread: Unread) -> Story | None:
        """What the text mentions, before events are made of it; None for a text that is not worth a parse."""
        draft = self._begin(unread)
        if not isinstance(draft, _Draft):
            return None
        (doc,) = self._parsed([(draft.words, unread)])
        return mentions_of(doc)

    def _batch(self, batch: list[Unread]) -> list[Reading]:
        begun: list[_Draft | Reading] = []
        try:
            begun = self._glanced(map(self._begin, batch))
            parsed = self._parsed((draft.words, draft.unread) for draft in begun if isinstance(draft, _Draft))
            return [_finish(draft, next(parsed)) if isinstance(draft, _Draft) else draft for draft in begun]
        except Exception as error:  # one text that breaks a component must not stop the thousand after it
            if len(batch) > 1:
                return [reading for unread in batch for reading in self._batch([unread])]
            log.warning("could not read a text of %d characters: %r", len(batch[0].text), error)
            log.debug("the text begins %r", batch[0].text[:100], exc_info=True)
            spoken = begun[0].language if begun else None
            return [Reading(False, spoken, reason=UNREADABLE)]

    def _glanced(self, begun: Iterable[_Draft | Reading]) -> list[_Draft | Reading]:
        """The same, but those are dismissed whose passages tell nothing."""
        begun = list(begun)
        looked = [(draft, draft.first) for draft in begun if isinstance(draft, _Draft) and draft.first is not None]
        glanced_at = ((first.text, draft.unread) for draft, first in looked if first.text)
        stories = map(mentions_of, self._parsed(glanced_at, without=_CASTING))
        quiet = {id(draft) for draft, first in looked if not (first.text and tells(next(stories), first))}
        return [
            Reading(False, draft.language, reason="no-violence") if id(draft) in quiet else draft for draft in begun
        ]

    def _parsed(self, texts: Iterable[tuple[str, Unread]], without: Sequence[str] = ()) -> Iterator[Doc]:
        """Texts parsed, as many at once as memory allows, but not by the components `without`."""
        for together in _grouped(texts, lambda pair: len(pair[0]), _AT_ONCE, _TOGETHER):
            docs = [self._doc(*pair) for pair in together]
            if len(docs) == 1 and is_long(docs[0]):
                yield read_long(self.nlp, docs[0])
            else:
                yield from self.nlp.pipe(docs, batch_size=_AT_ONCE, disable=without)

    def _doc(self, words: str, unread: Unread) -> Doc:
        """The words in ordinary case as tokens and bounded sentences, with what is known of the text."""
        doc = self.nlp.make_doc(recased(words, rank_in(self.nlp.vocab)))
        doc._.context = Context(_time(unread.published), unread.publisher_country)
        _split_paragraphs(doc)
        _cut_sentences(doc)
        return doc

    def _begin(self, unread: Unread) -> _Draft | Reading:
        """What is left to parse, or why nothing is."""
        if not unread.text.strip():
            return Reading(False, None, reason="empty")
        said = _SURROGATE.sub("\ufffd", unread.text[:LONGEST])
        words = _without_runs(said)
        # Chinese and Thai leave no spaces between words: there the runs are the text.
        spoken = language_of(words if words.strip() else said, unread.language)
        worth = self.worth(words, unread.title)
        if worth is Worth.NOTHING:
            return Reading(False, spoken, reason="no-violence" if spoken in (None, _READS) else "language")
        if spoken not in (None, _READS):
            return Reading(False, spoken, reason="language")
        first = passages(words, self._possible) if worth is Worth.A_GLANCE else None
        return _Draft(unread, said, words, spoken or _READS, "cut" if len(unread.text) > LONGEST else None, first)


def batches(texts: Iterable[Unread]) -> Iterator[list[Unread]]:
    """Texts by as many as are begun at once."""
    return _grouped(texts, lambda unread: len(unread.text), _BEGUN, _BEGUN_TOGETHER)


def _grouped(items: Iterable[T], length: Callable[[T], int], most: int, together: int) -> Iterator[list[T]]:
    """Up to `most` items in a row, and up to `together` of length unless one alone is longer."""
    group: list[T] = []
    long = 0
    for item in items:
        if group and (len(group) == most or long + length(item) > together):
            yield group
            group, long = [], 0
        group.append(item)
        long += length(item)
    if group:
        yield group


def _split_paragraphs(doc: Doc) -> None:
    """A blank line ends a sentence, and so does a line break after a full stop; the parser keeps to that."""
    for token in doc[1:]:
        gap = token.nbor(-1)
        if gap.is_space and "\n" in gap.text and not token.is_space:
            before = doc[gap.i - 1].text if gap.i > 0 else ""
            token.is_sent_start = gap.text.count("\n") > 1 or before[-1:] in _STOPS or None


def _cut_sentences(doc: Doc) -> None:
    """No sentence without end: one that no full stop ends is cut after its last line, clause or word that fits.

    What is asked of a sentence is asked once an act in it, so that its cost grows by the square of its length.
    """
    words = [token.text for token in doc]
    begun = 0
    for at in range(len(words)):
        if at > 0 and (doc[at].is_sent_start or words[at - 1] in _ENDS):
            begun = at
        if at - begun >= _LONGEST_SENTENCE:
            begun = _cut(words, begun + _LONGEST_SENTENCE // 2, at)
            doc[begun].is_sent_start = True


def _cut(words: Sequence[str], first: int, last: int) -> int:
    """Where the next sentence begins, from `first` to `last`: after a line break, else a semicolon, else a comma."""
    for is_end in (lambda word: "\n" in word, ";".__eq__, ",".__eq__):
        found = next((at for at in range(last, first, -1) if is_end(words[at - 1])), None)
        if found is not None:
            return found
    return last


def _without_runs(text: str) -> str:
    return _UNBROKEN.sub(lambda run: " " * len(run[0]), text)


def _finish(draft: _Draft, doc: Doc) -> Reading:
    reading = _reading(mentions_of(doc), draft.language, draft.reason)
    return reading if doc.text == draft.said else _requoted(reading, draft.said)


def _requoted(value: T, text: str) -> T:
    """A record with every quotation as `text` has it."""
    if isinstance(value, Span):
        return replace(value, text=text[value.start : value.stop])
    if isinstance(value, tuple):
        return tuple(_requoted(part, text) for part in value)  # type: ignore[return-value]
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: _requoted(getattr(value, field.name), text) for field in fields(value)})
    return value


def _reading(story: Story, language: str, reason: str | None) -> Reading:
    events, tolls = events_of(story), tolls_of(story)
    relevant = bool(events or tolls)
    places = tuple(sorted((*story.places, *story.affiliations), key=lambda place: place.span.start))
    told = reason if relevant else reason or "no-violence"
    return Reading(relevant, language, events, tolls, places, story.actors, told, gazetteer_version())


def _time(published: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(published) if published else None
    except ValueError:
        return None
