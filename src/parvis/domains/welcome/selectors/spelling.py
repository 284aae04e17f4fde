"""How words are written: accents, slips of spelling, and what the two dictionaries know."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from simplemma.strategies.dictionaries import DefaultDictionaryFactory

LANGS = ("fr", "en")
_FRENCH = str.maketrans(
    {"œ": "oe", "æ": "ae", "’": "'"}
    | dict(zip("àâäçéèêëîïôöùûüÿ", "aaaceeeeiioouuuy", strict=True))
)
_LONG_RUN = re.compile(r"(.)\1{2,}")
_SOUNDS = (
    (re.compile(r"ph"), "f"),
    (re.compile(r"qu|ck|ch(?=[lr])"), "k"),
    (re.compile(r"c(?=[eiy])"), "s"),
    (re.compile(r"[cq]"), "k"),
    (re.compile(r"eau|au"), "o"),
    (re.compile(r"y"), "i"),
    (re.compile(r"h"), ""),
    (re.compile(r"(.)\1+"), r"\1"),
)


@dataclass(frozen=True, slots=True)
class Spelling:
    """A word without its accents, and where they were: bit *n* is set for letter *n*."""

    fold: str
    marks: int


def spelling(word: str) -> Spelling:
    """Letters held down ("j'adoooore") count once."""
    if word.isascii():
        folded = word.lower()
        return Spelling(_LONG_RUN.sub(r"\1", folded), 0)
    letters: list[str] = []
    marks = 0
    for character in unicodedata.normalize("NFD", word.casefold()):
        if unicodedata.combining(character):
            marks |= 1 << (len(letters) - 1) if letters else 0
        else:
            letters.extend({"œ": "oe", "æ": "ae"}.get(character, character))
    folded = "".join(letters)
    squeezed = _LONG_RUN.sub(r"\1", folded)
    return Spelling(squeezed, marks if squeezed == folded else 0)


def sound(fold: str) -> str:
    """A rough key: words written differently and said alike in French share it."""
    for pattern, replacement in _SOUNDS:
        fold = pattern.sub(replacement, fold)
    return fold


@dataclass(frozen=True, slots=True)
class Dictionaries:
    """Words that exist: a slip is looked for only in a word that does not."""

    words: Mapping[str, Mapping[str, str]]
    folded_french: frozenset[str]

    def knows(self, word: str, lang: str) -> bool:
        return self.words[lang].get(word) is not None

    def exists(self, word: str, fold: str) -> bool:
        """In French or English, as written or as French without its accents."""
        return (
            self.knows(word, "fr")
            or self.knows(word, "en")
            or self.knows(word.capitalize(), "en")
            or fold in self.folded_french
        )

    def lemma(self, word: str, lang: str) -> str:
        return self.words[lang].get(word) or word

    def inflections(self, lemmas: frozenset[str], lang: str) -> dict[str, list[str]]:
        """Every form of these words; one pass over the dictionary."""
        found: dict[str, list[str]] = {}
        for form, lemma in self.words[lang].items():
            if lemma in lemmas:
                found.setdefault(lemma, []).append(form)
        return found


@cache
def dictionaries() -> Dictionaries:
    factory = DefaultDictionaryFactory()
    words = {lang: factory.get_dictionary(lang) for lang in LANGS}
    folded = frozenset(form.translate(_FRENCH) for form in words["fr"] if not form.isascii())
    return Dictionaries(words, folded)
