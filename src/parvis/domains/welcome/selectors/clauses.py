"""Where a thought begins and ends, and which words in it are denied.

No grammar is parsed: small closed lists (``data/grammar.yaml``) mark the joints of a sentence,
and what a "pas", "sauf" or "don't" denies stops there.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import Any

from parvis.domains.welcome.selectors.lexicon import source
from parvis.domains.welcome.selectors.spelling import spelling
from parvis.domains.welcome.selectors.tokens import Token

#: A denial carries no further: beyond, people have changed the subject without saying so.
_FARTHEST = 40


def folds(words: Sequence[str]) -> frozenset[str]:
    return frozenset(spelling(word).fold for word in words)


@dataclass(frozen=True)
class Grammar:
    """The closed lists, folded."""

    lists: dict[str, frozenset[str]] = field(default_factory=dict)
    negation: dict[str, frozenset[str]] = field(default_factory=dict)
    by_lang: dict[str, dict[str, frozenset[str]]] = field(default_factory=dict)


@cache
def grammar() -> Grammar:
    raw: dict[str, Any] = source("grammar")
    return Grammar(
        lists={key: folds(words) for key, words in raw.items() if isinstance(words, list)},
        negation={key: folds(words) for key, words in raw["negation"].items()},
        by_lang={
            key: {lang: folds(words) for lang, words in raw[key].items()}
            for key in ("stop", "subjects")
        },
    )


@dataclass(slots=True)
class Clause:
    start: int
    end: int
    #: Opened by a full stop or the beginning.
    hard: bool
    #: Opened by a word that sets against what precedes ("mais").
    contrast: bool
    #: Where the thought really begins: before a subject taken up again ("le foot, je déteste").
    reach: int = 0


def _is_subject(tokens: Sequence[Token], i: int) -> bool:
    subjects = grammar().by_lang["subjects"]
    lang = tokens[i].lang
    langs = (lang,) if lang else ("fr", "en")
    return any(tokens[i].fold in subjects[each] for each in langs)


def _list_goes_on(tokens: Sequence[Token], i: int) -> bool:
    """After the comma before ``i``: more of the same list, rather than a new thought."""
    lists = grammar().lists
    for j in range(i, len(tokens)):
        if j > i and (tokens[j].gap or tokens[j].fold in lists["contrast"]):
            return True
        if tokens[j].fold in lists["restart"] and (
            tokens[j].fold != "on" or tokens[j].lang == "fr"
        ):
            return False
    return True


def _opens(tokens: Sequence[Token], i: int, since: int) -> bool:
    """A new thought begins at ``i`` within the sentence; the present one began at ``since``."""
    lists = grammar().lists
    word = tokens[i].fold
    if word in lists["contrast"]:
        return True
    before = tokens[i - 1].fold
    if word in lists["joins"] and i + 1 < len(tokens) and not tokens[i + 1].gap:
        return _is_subject(tokens, i + 1)
    if _is_subject(tokens, i) and i > since:
        # "parce que je": the thought began at "parce"; "tandis que", "alors que" too.
        told = before in lists["carry"] or before in lists["contrast"] or before in lists["joins"]
        return not told
    return tokens[i].gap == "," and not _list_goes_on(tokens, i)


def clauses(tokens: Sequence[Token]) -> list[Clause]:
    lists = grammar().lists
    found: list[Clause] = []
    for i, token in enumerate(tokens):
        hard = i == 0 or token.gap == "."
        if hard or _opens(tokens, i, found[-1].start):
            if found:
                found[-1].end = i
            found.append(Clause(i, len(tokens), hard, token.fold in lists["contrast"], i))
    for before, clause in pairwise(found):
        bare = not any(t.fold in lists["restart"] for t in tokens[before.start : before.end])
        if bare and not clause.hard and not clause.contrast and before.end - before.start <= 8:
            joined = tokens[clause.start].fold in lists["joins"]
            clause.reach = clause.start if joined else before.reach
    return found


@dataclass(slots=True)
class Reading:
    """What is to be known of each word before believing it."""

    clauses: list[Clause]
    denied: list[bool]
    #: Said of somebody else.
    others: list[bool]
    #: No longer so.
    past: list[bool]

    def clause_at(self, i: int) -> Clause:
        return self.clauses[bisect_right(self.clauses, i, key=lambda c: c.start) - 1]

    def stretch(self, i: int) -> tuple[int, int]:
        """The whole thought around a word: "le mardi, je travaille" is one."""
        index = bisect_right(self.clauses, i, key=lambda c: c.start) - 1
        clause = self.clauses[index]
        after = self.clauses[index + 1] if index + 1 < len(self.clauses) else clause
        return clause.reach, after.end if after.reach <= i else clause.end


def read(
    tokens: Sequence[Token], found: list[Clause], content: frozenset[int], spent: frozenset[int]
) -> Reading:
    """Mark denied, others' and past words.

    :param content: where a recognised word stands.
    :param spent: words of denial that belong to a recognised phrase ("pas seulement",
        "je n'ose pas venir seule"): they deny nothing more.
    """
    size = len(tokens)
    reading = Reading(found, [False] * size, [False] * size, [False] * size)
    told = sorted(content)
    for clause in found:
        for cue in _cues(tokens, clause, spent):
            if not _lifted(tokens, cue):
                scope = _scope(tokens, clause, cue, told)
                reading.denied[scope.start : scope.stop] = [True] * len(scope)
        _affirm(tokens, clause, told, reading)
        _mark_others(tokens, clause, reading)
        _mark_past(tokens, clause, reading)
    return reading


def _cues(tokens: Sequence[Token], clause: Clause, spent: frozenset[int]) -> Iterator[int]:
    for i in range(clause.start, clause.end):
        if i not in spent and _is_cue(tokens, clause, i):
            yield i


def _is_cue(tokens: Sequence[Token], clause: Clause, i: int) -> bool:
    words, word = grammar().negation, tokens[i].fold
    if word in words["strong"] or word in words["local"]:
        return True
    if word == "but":  # "anything but karaoke"
        return i > 0 and tokens[i - 1].fold in words["but_after"]
    if word in words["english_only"]:  # "dont" is another word in French
        return tokens[i].lang == "en"
    if word in words["with_ne"]:
        before = tokens[max(clause.start, i - 3) : i]
        return any(token.fold in grammar().lists["ne"] for token in before)
    return word in words["after"] and i > clause.start


def _lifted(tokens: Sequence[Token], cue: int) -> bool:
    """ "Je n'ai jamais dansé, mais j'aimerais essayer": not a dislike."""
    words = grammar().negation
    near = {tokens[j].fold for j in (cue - 1, cue) if j >= 0}
    if not near & words["weak"]:
        return False
    contrast = False
    for j in range(cue + 1, min(len(tokens), cue + _FARTHEST)):
        if tokens[j].gap == ".":
            return False
        contrast = contrast or tokens[j].fold in grammar().lists["contrast"]
        if contrast and tokens[j].fold in words["try"]:
            return True
    return False


def _scope(tokens: Sequence[Token], clause: Clause, cue: int, content: Sequence[int]) -> range:
    begin, finish = max(clause.reach, cue - _FARTHEST), min(clause.end, cue + _FARTHEST)
    words = grammar().negation
    word = tokens[cue].fold
    last = cue + 1 == clause.end or bool(tokens[cue + 1].gap)
    if word in words["after"] or (word == "no" and last):
        return range(begin, cue)
    if word in words["local"]:
        end = cue + 1
        while end < finish and tokens[end].fold not in words["local_end"]:
            end += 1
        return range(cue, end)
    following = bisect_right(content, cue)
    if following < len(content) and content[following] < clause.end:
        return range(cue, finish)
    return range(begin, cue) if _looks_back(tokens, clause, cue) else range(0)


def _looks_back(tokens: Sequence[Token], clause: Clause, cue: int) -> bool:
    """Nothing to deny after it: "le foot, c'est pas mon truc" denies what precedes, unless a
    verb affirmed it ("j'aime les balades pas trop longues")."""
    lists = grammar().lists
    anchor = max(clause.start, cue - 2)
    for j in range(max(clause.start, cue - 4), cue):
        if tokens[j].fold in lists["ne"]:
            anchor = j
    return not any(
        tokens[j].fold in lists["likes"] for j in range(max(clause.reach, cue - _FARTHEST), anchor)
    )


def _affirm(
    tokens: Sequence[Token], clause: Clause, content: Sequence[int], reading: Reading
) -> None:
    """ "Pas le foot, la natation oui": the nearest thing before "oui" is not denied."""
    for i in range(clause.start + 1, clause.end):
        if tokens[i].fold in grammar().negation["affirm"]:
            nearest = bisect_left(content, i) - 1
            if nearest >= 0 and content[nearest] >= clause.reach:
                reading.denied[content[nearest]] = False


def _mark_others(tokens: Sequence[Token], clause: Clause, reading: Reading) -> None:
    """ "Ma fille fait de la danse": the dance is hers. It ends at the next comma."""
    lists = grammar().lists
    start = clause.start
    while start < clause.end - 1 and (
        tokens[start].fold in lists["joins"] or tokens[start].fold in lists["contrast"]
    ):
        start += 1
    words = [token.fold for token in tokens[start : min(start + 3, clause.end)]]
    if len(words) < 2:
        return
    named = words[0] in lists["possessives"] and words[1] in lists["relatives"]
    pronoun = words[0] in lists["others"] and words[1] not in lists["impersonal"]
    if not (named or pronoun):
        return
    end = next((j for j in range(start + 1, clause.end) if tokens[j].gap), clause.end)
    if not any(tokens[j].fold in lists["together"] for j in range(start, end)):
        for j in range(start, end):
            reading.others[j] = True


def _mark_past(tokens: Sequence[Token], clause: Clause, reading: Reading) -> None:
    past = False
    for i in range(clause.start, clause.end):
        past = past or tokens[i].fold in grammar().lists["past"]
        reading.past[i] = past
