"""The languages a person says they speak."""

from dataclasses import dataclass
from functools import cache

from parvis.domains.welcome.selectors.clauses import folds, grammar
from parvis.domains.welcome.selectors.lexicon import source
from parvis.domains.welcome.selectors.recognition import Match, Recognition


@dataclass(frozen=True)
class _Words:
    not_me: frozenset[str]
    fillers: frozenset[str]
    after: frozenset[str]
    oneself: frozenset[str]
    learning: frozenset[str]
    softened: frozenset[str]


@cache
def _words() -> _Words:
    raw = source("languages")
    both = {key: [*raw[key]["fr"], *raw[key]["en"]] for key in ("not_me", "fillers")}
    flat = {key: raw[key] for key in ("after", "oneself", "learning", "softened")}
    return _Words(**{key: folds(words) for key, words in (both | flat).items()})


@dataclass(slots=True)
class _Found:
    spoken: dict[str, str]
    denied: set[str]


def _mine(seen: Recognition, cue: Match) -> bool:
    """Not "quelqu'un qui parle…" nor "ma sœur parle…"."""
    before = seen.tokens[cue.start - 1] if cue.start else None
    named = before is not None and not seen.tokens[cue.start].gap and before.fold in _words().not_me
    return not named and not seen.reading.others[cue.start]


def _walk(seen: Recognition, cue: Match, names: dict[int, Match], found: _Found) -> None:
    """Read the list of languages that follows "I speak", through its small words."""
    words, tokens = _words(), seen.tokens
    denied, soft = seen.reading.denied[cue.start], False
    i = cue.end
    while i < len(tokens) and tokens[i].gap != ".":
        word = tokens[i].fold
        name = names.get(i)
        if name:
            if not denied:
                found.spoken.setdefault(name.value, seen.excerpt(name.start, name.end))
            elif not soft:
                found.denied.add(name.value)
            i = name.end
            continue
        if i not in seen.neutral:
            if word in grammar().negation["strong"]:
                denied = True
            elif denied and word in words.softened:
                soft = True
            elif word not in words.fillers:
                return
        i += 1


def _says_alone(seen: Recognition, match: Match) -> bool:
    """ "Je suis francophone", "I'm a Spanish speaker"."""
    words, tokens = _words(), seen.tokens
    i, end = match.start, match.end
    if not i or tokens[i - 1].fold not in words.oneself or seen.reading.denied[i]:
        return False
    follows = end < len(tokens) and not tokens[end].gap and tokens[end].fold
    return match.kind == "said" or follows in words.after or f"{follows}"[:-1] in words.after


def _learns(seen: Recognition, name: Match) -> bool:
    near = range(max(0, name.start - 5), name.start)
    return any(seen.tokens[i].fold in _words().learning for i in near)


def languages(seen: Recognition) -> dict[str, str]:
    """Codes of the languages, each with the words that said it.

    Writing in a language is a fact the person gave: that of the message comes too, with an empty
    piece of text, unless they say that they do not speak it or are learning it (the message may
    then have been written with help). Nothing is concluded from a country or a nationality.
    """
    names = {match.start: match for match in seen.of("language")}
    found = _Found({}, set())
    for cue in seen.of("speaking"):
        if _mine(seen, cue):
            _walk(seen, cue, names, found)
    for match in seen.of("language", "said"):
        if _says_alone(seen, match):
            found.spoken.setdefault(match.value, seen.excerpt(match.start, match.end))
    own = seen.language
    learnt = any(name.value == own and _learns(seen, name) for name in names.values())
    if own and not learnt and own not in found.denied:
        found.spoken.setdefault(own, "")
    return found.spoken
