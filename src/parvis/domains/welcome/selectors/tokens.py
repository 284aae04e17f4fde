"""A message cut into words that remember where they stood."""

import re
import unicodedata
from dataclasses import dataclass

from parvis.domains.welcome.selectors.spelling import spelling

_LETTER = r"(?:[^\W_][\u0300-\u036f]*)"
_WORD = re.compile(rf"[A-Za-z]+n['’]t\b|{_LETTER}+", re.UNICODE)
_HARD = frozenset(".!?;…\n\r\u2028\u2029•|")
_SOFT = frozenset(",()[]<>/")
#: Nobody writes a longer word; what is longer is noise and costs time.
_LONGEST = 40


@dataclass(slots=True)
class Token:
    text: str
    start: int
    end: int
    fold: str
    marks: int
    #: What separates it from the word before: "" nothing of note, "," a comma, "." a full stop.
    gap: str
    #: A hyphen joins it to the word before.
    hyphen: bool = False
    lang: str | None = None

    @property
    def lower(self) -> str:
        return unicodedata.normalize("NFC", self.text).lower()


def split_words(text: str) -> list[str]:
    return [found.group().replace("’", "'") for found in _WORD.finditer(text)]


def _gap(between: str) -> str:
    if not between or between == " ":
        return ""
    dash = re.search(r"\s[-–—]+\s", between)
    if dash or any(c in _HARD or unicodedata.category(c) == "So" for c in between):
        return "."
    return "," if any(c in _SOFT for c in between) else ""


def tokenise(text: str) -> list[Token]:
    """Words in order. "j'aime" is two words, "don't" one."""
    tokens: list[Token] = []
    end = 0
    for found in _WORD.finditer(text):
        if found.end() - found.start() > _LONGEST:
            continue
        word = found.group()
        spelt = spelling(word.replace("’", "'"))
        between = text[end : found.start()]
        tokens.append(
            Token(
                text=word,
                start=found.start(),
                end=found.end(),
                fold=spelt.fold,
                marks=spelt.marks,
                gap=_gap(between),
                hyphen=between in {"-", "‑", "–"},
            )
        )
        end = found.end()
    return tokens
