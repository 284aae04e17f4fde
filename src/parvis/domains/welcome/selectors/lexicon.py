"""The words of the data files, ready to be found: each with its inflected forms.

A *phrase* is a row of words that stands for a value ("jeu de société" for ``board-games``);
an *atom* is one word of a phrase with every form it may take.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from rapidfuzz.distance import OSA

from parvis.domains.people.vocabulary.interests import interests
from parvis.domains.welcome.selectors.spelling import (
    LANGS,
    Dictionaries,
    dictionaries,
    sound,
    spelling,
)
from parvis.domains.welcome.selectors.tokens import split_words

_DATA = Path(__file__).parent.parent / "data"
#: Shorter words are too close to too many others for a slip to be guessed.
_SLIP_FROM = 5
_GAP = None
_ELIDED = {"de": "d", "le": "l", "la": "l", "je": "j", "me": "m", "se": "s", "ne": "n", "que": "qu"}


@dataclass(frozen=True, slots=True)
class Phrase:
    kind: str
    value: str
    lang: str
    #: Each word is the set of atoms it may be; ``None`` is up to three other words.
    words: tuple[frozenset[int] | None, ...]


@cache
def source(name: str) -> dict[str, Any]:
    """A data file of this domain, as plain values."""
    text = (_DATA / f"{name}.yaml").read_text("utf-8")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same, eight times faster
    loaded: dict[str, Any] = yaml.load(text, loader)  # noqa: S506
    return loaded


def _sources() -> Iterator[tuple[str, str, str, str]]:
    """Every phrase of every file: kind, value, language, words."""
    for interest in interests().values():
        for lang, words in (("fr", interest.words_fr), ("en", interest.words_en)):
            yield from (("interest", interest.slug, lang, phrase) for phrase in words)
    tables = [(kind, source(name)) for kind, name in _SIGNS]
    moments, languages, grammar = source("moments"), source("languages"), source("grammar")
    tables += [("day", moments["days"]), ("day", moments["groups"]), ("part", moments["parts"])]
    tables += [(kind, {kind: moments[kind]}) for kind in ("free", "busy")]
    tables += [("language", languages["names"]), ("said", languages["said_by"])]
    tables += [("speaking", {"speaking": languages["speaking"]})]
    tables += [(kind, {kind: grammar[key]}) for kind, key in _BLINDS]
    for kind, table in tables:
        for value, by_lang in table.items():
            for lang in LANGS:
                yield from ((kind, value, lang, phrase) for phrase in by_lang[lang])


_SIGNS = (("wish", "wishes"), ("comfort", "comfort"), ("life", "life"), ("access", "access"))
_BLINDS = (("neutral", "neutral"), ("decoy", "decoys"))


class Lexicon:
    """Finds which atoms a written word may be, and which phrases begin with an atom."""

    def __init__(self, known: Dictionaries) -> None:
        self.known = known
        self.starts: dict[int, list[Phrase]] = {}
        self._atoms: dict[tuple[str, str, bool], int] = {}
        self._forms: dict[str, list[tuple[int, int]]] = {}
        self._sounds: dict[str, set[int]] = {}
        self._buckets: dict[tuple[str, int], list[str]] = {}
        self._slips: dict[str, frozenset[int]] = {}
        self._function_words = {
            spelling(word).fold for words in source("grammar")["stop"].values() for word in words
        }
        for kind, value, lang, text in _sources():
            phrase = Phrase(kind, value, lang, self._compile(text, lang))
            first = phrase.words[0]
            if first is None or phrase.words[-1] is None:
                raise ValueError(f"{text!r} ({value}) begins or ends with a gap")
            for atom in first:
                self.starts.setdefault(atom, []).append(phrase)
        self._inflect()

    def _compile(self, text: str, lang: str) -> tuple[frozenset[int] | None, ...]:
        words: list[frozenset[int] | None] = []
        for item in text.split():
            if item == "...":
                words.append(_GAP)
            elif "|" in item:
                choices = item.split("|")
                if any(len(split_words(choice)) != 1 for choice in choices):
                    raise ValueError(f"{item!r} in {text!r}: each choice must be one word")
                words.append(frozenset(self._atom(word, lang) for word in choices))
            else:
                exact = "=" if item.startswith("=") else ""
                parts = split_words(item.lstrip("="))
                words.extend(frozenset({self._atom(exact + part, lang)}) for part in parts)
        return tuple(words)

    def _atom(self, word: str, lang: str) -> int:
        exact = word.startswith("=") or spelling(word).fold in self._function_words
        key = (word.lstrip("=").lower(), lang, exact)
        return self._atoms.setdefault(key, len(self._atoms))

    def _inflect(self) -> None:
        for lang in LANGS:
            mine = [(w, exact, atom) for (w, la, exact), atom in self._atoms.items() if la == lang]
            lemmas = frozenset(self.known.lemma(word, lang) for word, exact, _ in mine if not exact)
            forms = self.known.inflections(lemmas, lang)
            for word, exact, atom in mine:
                written = {word}
                lemma = word if exact else self.known.lemma(word, lang)
                if exact:
                    pass
                elif lemma.lower() != word:
                    # Written inflected in the data ("boxing", "arrivé"): this form, and in
                    # French its agreements; "to box" or "to arrive" would say something else.
                    written |= {word + end for end in ("e", "s", "es") if lang == "fr"}
                else:
                    # A word the dictionary has not ("rando") still has a plural.
                    written |= {*forms.get(lemma, (word + "s",))}
                written |= {_ELIDED[word]} if lang == "fr" and word in _ELIDED else set()
                for form in written:
                    # Slips are guessed towards usual forms only: few misspell "cousaient".
                    usual = form.startswith(word[:-2]) and len(form) <= len(word) + 2
                    self._add_form(form, atom, guessable=usual and not exact)

    def _add_form(self, form: str, atom: int, *, guessable: bool) -> None:
        spelt = spelling(form)
        self._forms.setdefault(spelt.fold, []).append((spelt.marks, atom))
        if guessable and len(spelt.fold) >= _SLIP_FROM:
            key = sound(spelt.fold)
            if key not in self._sounds:
                self._sounds[key] = set()
                self._buckets.setdefault((key[:1], len(key)), []).append(key)
            self._sounds[key].add(atom)

    def has_form(self, fold: str) -> bool:
        return fold in self._forms

    def written(self, fold: str, marks: int, *, lenient: bool) -> frozenset[int]:
        """The atoms this spelling is. An accent written where there is none is another word
        ("marché" is not "marche"); a missing one is forgiven when ``lenient``."""
        return frozenset(
            atom
            for form_marks, atom in self._forms.get(fold, ())
            if len(fold) <= 2 or (not marks & ~form_marks and (lenient or not form_marks & ~marks))
        )

    def slipped(self, fold: str) -> frozenset[int]:
        """The atoms this may be a misspelling of: said alike, or the nearest in few letters."""
        if len(fold) < _SLIP_FROM or not fold.isalpha():
            return frozenset()
        if fold not in self._slips:
            if len(self._slips) > 5000:
                self._slips.clear()
            self._slips[fold] = self._nearest(sound(fold))
        return self._slips[fold]

    def _nearest(self, key: str) -> frozenset[int]:
        if key in self._sounds:
            return frozenset(self._sounds[key])
        allowed = 0 if len(key) < 6 else 1 if len(key) < 10 else 2
        best: list[str] = []
        for length in range(len(key) - allowed, len(key) + allowed + 1) if allowed else ():
            for other in self._buckets.get((key[:1], length), ()):
                distance = OSA.distance(key, other, score_cutoff=allowed)
                if distance <= allowed:
                    best = [other] if distance < allowed else [*best, other]
                    allowed = distance
        return frozenset(atom for other in best for atom in self._sounds[other])


@cache
def lexicon() -> Lexicon:
    """Read and inflected once a process (about a second); never changed afterwards."""
    return Lexicon(dictionaries())
