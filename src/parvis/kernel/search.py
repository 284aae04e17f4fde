"""Finding things by words, the same on both engines: what is indexed is folded here first.

Who may see a thing is not decided here: callers pass the ids found through their own selectors.
"""

import re
import uuid
from collections.abc import Callable, Collection, Iterable
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

import snowballstemmer
from django.db import transaction

from parvis.kernel import ports
from parvis.kernel.models import SearchDocument
from parvis.kernel.text import fold

LONGEST_WORD = 40
MOST_WORDS = 5_000
MOST_WORDS_ASKED = 12
MOST_CHARACTERS = 200_000

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
ELISION = re.compile(r"^(?:[ldjmtscn]|(?:jus|lors|puis|quoi)?qu)['’](?=.)", re.IGNORECASE)


class Hit(NamedTuple):
    """A thing found. Scores compare within one answer only; higher is better."""

    kind: str
    id: uuid.UUID
    score: float


Entry = tuple[uuid.UUID, str, str]
Source = Callable[[], Iterable[Entry]]
_sources: dict[str, Source] = {}


def source(kind: str) -> Callable[[Source], Source]:
    """Register how to index every thing of a kind again: yields (id, title, body)."""

    def register(entries: Source) -> Source:
        _sources[kind] = entries
        return entries

    return register


def index(kind: str, id: uuid.UUID, title: str, body: str = "") -> None:  # noqa: A002
    """Make a thing findable, or findable by its new words. In the caller's transaction."""
    SearchDocument.objects.update_or_create(
        kind=kind,
        object_id=id,
        defaults={"title": _indexed(title), "body": _indexed(body)},
    )


def remove(kind: str, id: uuid.UUID) -> None:  # noqa: A002
    """Make a thing impossible to find. Removing what is not there is fine."""
    SearchDocument.objects.filter(kind=kind, object_id=id).delete()


def find(query: str, kinds: Collection[str] | None = None, limit: int = 50) -> list[Hit]:
    """What holds every word of the query, best first; the last word may be unfinished.

    Accents, case, plurals and elisions do not matter. Any text is a valid query.
    """
    terms = _terms(query)
    if terms is None or limit < 1 or (kinds is not None and not kinds):
        return []
    return [Hit(*match) for match in ports.search().find(terms, kinds, limit)]


def rebuild(kinds: Iterable[str] | None = None) -> int:
    """Index everything again from the registered sources; returns how many things there are.

    One transaction a kind: searches see the old index until the new one is whole.
    """
    count = 0
    for kind in sorted(_sources) if kinds is None else kinds:
        with transaction.atomic():
            SearchDocument.objects.filter(kind=kind).delete()
            made = SearchDocument.objects.bulk_create(
                (
                    SearchDocument(
                        kind=kind, object_id=key, title=_indexed(title), body=_indexed(body)
                    )
                    for key, title, body in _sources[kind]()
                ),
                batch_size=500,
            )
            count += len(made)
    return count


def _indexed(source_text: str) -> str:
    """The forms of every word that is not too common to help, in order."""
    words = _words(source_text[:MOST_CHARACTERS])[:MOST_WORDS]
    return " ".join(form for word, common in words if not common for form in _forms(word))


def _terms(query: str) -> ports.Terms | None:
    """What to look for; common words count only when there is nothing else ("mais" finds maïs)."""
    words = _words(query[:1_000])
    telling = [word for word, common in words if not common] or [word for word, _ in words]
    kept = list(dict.fromkeys(telling[:MOST_WORDS_ASKED]))
    if not kept:
        return None
    return ports.Terms(tuple(_forms(word) for word in kept), _ascii(telling[:MOST_WORDS_ASKED][-1]))


def _words(source_text: str) -> list[tuple[str, bool]]:
    """Folded words without their elision (l’eau: eau), and whether each is too common to help."""
    found = []
    for match in WORD.finditer(source_text):
        word = ELISION.sub("", match.group(), count=1)
        common = word.casefold() in _common()
        if folded := "".join(c for c in fold(word) if c.isalnum())[:LONGEST_WORD]:
            found.append((folded, common))
    return found


@lru_cache(maxsize=20_000)
def _forms(word: str) -> tuple[str, ...]:
    """The word as it is (names, English), then its French stem: guitares, guitar."""
    forms = [word, snowballstemmer.stemmer("french").stemWord(word) or word]
    if word.endswith(("eux", "oux")):  # jeux, lieux, bijoux: a plural the stemmer leaves as it is
        forms.append(word[:-1])
    return tuple(dict.fromkeys(_ascii(form) for form in forms))


def _ascii(word: str) -> str:
    """ASCII letters and digits, starting with a letter: no tokenizer of either engine splits it.

    Other alphabets are spelled by code point, so that a beginning stays a beginning.
    """
    spelled = "".join(c if c.isascii() else f"u{ord(c):05x}" for c in word)
    return f"n{spelled}" if spelled[0].isdigit() else spelled


@cache
def _common() -> frozenset[str]:
    lines = (Path(__file__).parent / "data" / "stopwords.txt").read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
