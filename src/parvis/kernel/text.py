"""What people write: cleaned, folded for comparison, shortened, and shown as Markdown."""

import re
import unicodedata

from parvis.kernel.markdown import markdown
from parvis.kernel.typography import typographic

__all__ = ["clean", "excerpt", "fold", "initials", "markdown", "typographic"]

ELLIPSIS = "…"
BREAKING_SPACES = re.compile("[^\\S\u00a0\u202f]+")
LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i"})
APOSTROPHES = re.compile("[’‘ʼ‛′`´]")
ACCENTS = re.compile("[\u0300-\u036f]")

#: Bidirectional embeddings, overrides and isolates: they make a text read otherwise than written.
BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
#: Marks that show nothing and only split words from those who look for them.
INVISIBLE = "\u00ad\u200b\u2060\ufeff\u180e"
#: A flag is two of these.
FLAG_LETTERS = re.compile("[\U0001f1e6-\U0001f1ff]+$")
BLANK_LINES = re.compile(r"\n(?:[^\S\n]*\n){2,}")
LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")


def clean(source: str) -> str:
    """A text as it may be stored: composed (NFC), no control or override characters, no NUL, no
    half surrogate pairs, at most one empty line in a row, nothing around it."""
    lines = LINE_ENDS.sub("\n", source)
    kept = "".join(
        c
        for c in lines
        if c in "\n\t" or not (unicodedata.category(c) in {"Cc", "Cs"} or c in BIDI + INVISIBLE)
    )
    return BLANK_LINES.sub("\n\n", unicodedata.normalize("NFC", kept)).strip()


def fold(source: str) -> str:
    """A text made comparable: lower case, no accents, œ as oe, one kind of apostrophe."""
    if source.isascii():
        return source.casefold().replace("`", "'")
    straight = APOSTROPHES.sub("'", source)
    for _ in range(2):  # taking an accent off may leave a letter that folds further
        straight = ACCENTS.sub("", unicodedata.normalize("NFKD", straight.casefold()))
        straight = APOSTROPHES.sub("'", straight.translate(LIGATURES))
    return unicodedata.normalize("NFC", straight)


def excerpt(source: str, length: int) -> str:
    """The beginning of a text on one line, cut between words, at most so many characters."""
    # Not every white space: French punctuation keeps its no-break spaces.
    line = BREAKING_SPACES.sub(" ", source).strip()
    if len(line) <= length:
        return line
    if length < 1:
        return ""
    room = line[: length - len(ELLIPSIS)]
    if not line[len(room)].isspace() and " " in room:
        room = room[: room.rindex(" ")]
    # Never half of a letter or of an emoji made of several.
    cut = len(room)
    while 0 < cut < len(line) and _joined(line, cut):
        cut -= 1
    return room[:cut].rstrip(" ,;:.!?-–—(«\u00a0\u202f") + ELLIPSIS


def initials(name: str) -> str:
    """One or two capitals for a round portrait: "Marie-Claire Le Goff" gives "MG"."""
    words = [found for word in name.split() if (found := next(filter(str.isalnum, word), ""))]
    if not words:
        return name.strip()[:1]
    ends = words if len(words) == 1 else (words[0], words[-1])
    return "".join(letter.upper()[:1] for letter in ends)


def _joined(line: str, cut: int) -> bool:
    """Whether what stands on both sides is drawn as one: accents, joined emoji, tones, flags."""
    before, after = line[cut - 1], line[cut]
    joiner = "\u200d"
    flags = FLAG_LETTERS.search(line[:cut]) if FLAG_LETTERS.match(after) else None
    return (
        joiner in (before, after)
        or unicodedata.category(after) in {"Mn", "Me", "Mc"}
        or "\U0001f3fb" <= after <= "\U0001f3ff"
        or (flags is not None and len(flags.group()) % 2 == 1)
    )
