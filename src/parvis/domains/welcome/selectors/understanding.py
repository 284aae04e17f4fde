"""What a newcomer's own words say about them, in French or English, or both.

Nothing is guessed that was not said: no language from a nationality, no free evening from a
day's work. Everything comes with the piece of text it was read in, so that it can be shown,
explained and taken back before it is kept.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from parvis.domains.welcome.selectors.areas import AreaName, area_said
from parvis.domains.welcome.selectors.lexicon import lexicon
from parvis.domains.welcome.selectors.moments import free_moments
from parvis.domains.welcome.selectors.recognition import Match, Recognition, recognise
from parvis.domains.welcome.selectors.speech import languages

__all__ = ["AreaName", "Span", "Understood", "understand", "warm_up"]

#: What is beyond is not read: nobody introduces themselves at such length.
LONGEST = 12_000
#: What remains true when it is said of somebody close ("ma fille est en fauteuil").
_SHARED_LIFE = frozenset({"children", "dog", "caregiver"})


@dataclass(frozen=True, slots=True)
class Span:
    """Why a value was recognised: the very words, or "" when the writing itself says it."""

    kind: str
    value: str
    text: str


@dataclass(frozen=True, slots=True)
class Understood:
    """What was recognised, each value once, in the order it was said (moments: of the week)."""

    interests: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    wishes: tuple[str, ...] = ()
    comfort: tuple[str, ...] = ()
    life: tuple[str, ...] = ()
    free: tuple[str, ...] = ()
    area: str | None = None
    access: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()
    #: The language of most of the message: "fr", "en", or None when nothing tells.
    language: str | None = None

    def said(self, kind: str, value: str) -> str | None:
        """The words a value was read in; None if it was not recognised."""
        found = (s.text for s in self.spans if s.kind == kind and s.value == value)
        return next(found, None)


_FIELDS = {
    "interest": "interests",
    "wish": "wishes",
    "comfort": "comfort",
    "life": "life",
    "access": "access",
}


def _holds(seen: Recognition, match: Match) -> bool:
    """Not denied, not over, and theirs."""
    reading, last = seen.reading, match.at[-1]
    if reading.denied[last]:
        return False
    if reading.past[match.start] and match.kind in {"life", "comfort"}:
        return False
    shared = match.kind == "access" or match.value in _SHARED_LIFE
    return shared or not reading.others[match.start]


def _spans(seen: Recognition, areas: Sequence[AreaName]) -> Iterator[Span]:
    for match in seen.of(*_FIELDS):
        if _holds(seen, match):
            yield Span(match.kind, match.value, seen.excerpt(match.start, match.end))
    for code, said in languages(seen).items():
        yield Span("language", code, said)
    for slot, said in free_moments(seen).items():
        yield Span("free", slot, said)
    area = area_said(seen, areas)
    if area:
        yield Span("area", area.id, area.said)


def understand(text: str, *, lang: str | None = None, areas: Sequence[AreaName] = ()) -> Understood:
    """Read a free message. Never raises, whatever the text.

    Both languages are always read; ``lang`` (that of the page) only settles a message too short
    to tell. The language of the message is among ``languages``: writing it is a fact the person
    gave, so its span is "". It is left out when they say they do not speak it, or learn it.
    Wanting to learn French is a wish and an interest, not a language spoken.
    """
    seen = recognise(text[:LONGEST], lang)
    spans: dict[tuple[str, str], Span] = {}
    for span in _spans(seen, areas):
        spans.setdefault((span.kind, span.value), span)

    def values(kind: str) -> tuple[str, ...]:
        return tuple(value for found, value in spans if found == kind)

    return Understood(
        interests=values("interest"),
        languages=values("language"),
        wishes=values("wish"),
        comfort=values("comfort"),
        life=values("life"),
        free=values("free"),
        area=next(iter(values("area")), None),
        access=values("access"),
        spans=tuple(spans.values()),
        language=seen.language,
    )


def warm_up() -> None:
    """Load the dictionaries and the lexicon now rather than for the first newcomer."""
    lexicon()
