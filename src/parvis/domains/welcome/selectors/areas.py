"""The neighbourhood a person says they live in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from rapidfuzz.distance import OSA

from parvis.domains.welcome.selectors.clauses import folds, grammar
from parvis.domains.welcome.selectors.lexicon import lexicon, source
from parvis.domains.welcome.selectors.recognition import Recognition
from parvis.domains.welcome.selectors.spelling import spelling
from parvis.domains.welcome.selectors.tokens import split_words

_BACK = 9
_LIVES, _NEAR, _NAMED = 3, 2, 1


@dataclass(frozen=True, slots=True)
class AreaName:
    """An area a message may name; an alias is another thing people call it."""

    id: str
    slug: str
    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AreaSaid:
    id: str
    said: str


@cache
def _words() -> dict[str, frozenset[str]]:
    return {key: folds(words) for key, words in source("areas").items()}


def _core(name: str) -> tuple[str, ...]:
    """The words that carry a name: "Les Hauts de Marne" is *hauts marne*."""
    words = tuple(spelling(word).fold for word in split_words(name))
    return tuple(word for word in words if word not in _words()["articles"]) or words


def _same(wanted: str, written: str) -> bool:
    if wanted == written:
        return True
    allowed = 0 if len(wanted) < 5 else 1 if len(wanted) < 9 else 2
    return written[:1] == wanted[:1] and OSA.distance(wanted, written) <= allowed


def _reach(seen: Recognition, core: tuple[str, ...], start: int) -> tuple[int, bool] | None:
    """Where the name that begins at this word ends, and whether it is spelt exactly."""
    i, exact = start, True
    for position, word in enumerate(core):
        while position and i < len(seen.tokens) and seen.tokens[i].fold in _words()["articles"]:
            i += 1
        if i >= len(seen.tokens) or (position and seen.tokens[i].gap):
            return None
        if not _same(word, seen.tokens[i].fold):
            return None
        exact = exact and word == seen.tokens[i].fold
        i += 1
    return i, exact


def _context(seen: Recognition, start: int) -> int:
    """What leads to the name: a word of dwelling, of nearness, of work (-1), or nothing."""
    words, near = _words(), 0
    for i in range(start - 1, max(-1, start - _BACK), -1):
        fold = seen.tokens[i].fold
        if seen.tokens[i + 1].gap == ".":
            break
        if i in seen.neutral:  # "pas loin de la gare"
            near = _NEAR
        elif fold in words["lives"]:
            return -1 if seen.reading.denied[i] else _LIVES
        elif fold in grammar().negation["strong"]:
            return -1
        elif fold in words["near"]:
            near = _NEAR
        elif fold in words["elsewhere"]:
            return -1
        elif fold not in words["between"]:
            break
    return near


def _is_name(seen: Recognition, start: int, core: tuple[str, ...], *, exact: bool) -> bool:
    """With nothing leading to it: a capital in mid-sentence, or a name that is no common word."""
    token = seen.tokens[start]
    opening = start == 0 or token.gap == "."
    shouting = all(t.text.isupper() for t in seen.tokens if len(t.text) > 1)
    known = lexicon().known
    proper = any(not known.exists(word, word) for word in core) or len(core) > 1
    return (token.text[0].isupper() and not opening and not shouting) or (proper and exact)


def _hits(seen: Recognition, areas: Sequence[AreaName]) -> Iterator[tuple[int, int, int, str, str]]:
    for area in areas:
        for name in dict.fromkeys((area.name, *area.aliases)):
            core = _core(name)
            for start in range(len(seen.tokens)) if core else ():
                reach = _reach(seen, core, start)
                if reach is None or seen.reading.denied[start] or seen.reading.others[start]:
                    continue
                end, exact = reach
                weight = _context(seen, start)
                if weight == 0 and _is_name(seen, start, core, exact=exact):
                    weight = _NAMED
                if weight > 0:
                    yield weight, len(core), -start, area.id, seen.excerpt(start, end)


def area_said(seen: Recognition, areas: Sequence[AreaName]) -> AreaSaid | None:
    """The best-founded name: where they say they live, then near, then merely named; the longest,
    then the first. A common word ("la gare") needs a word of dwelling, or its capital."""
    best = max(_hits(seen, areas), default=None, key=lambda hit: hit[:3])
    return AreaSaid(best[3], best[4]) if best else None
