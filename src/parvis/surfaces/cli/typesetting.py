"""How a French sentence is set, and whether its translation fills the same blanks."""

import re
from collections.abc import Iterator

THIN, HARD = "\u202f", "\u00a0"
UNBROKEN = f"[{THIN}{HARD}]"

#: What a rule must not look into: tags, addresses, blanks to fill.
ASIDE = re.compile(r"<[^>]*>|(?:https?|mailto|smtp)\S*|&#?\w+;|%\(\w+\)[a-z]|\{\w*\}")

FAULTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "a thin no-break space goes before ; ! ?",
        re.compile(rf"(?<![{THIN}!?(…])(?<!^)[!?]|(?<![{THIN}\d])(?<!^);"),
    ),
    ("a no-break space goes before :", re.compile(rf"(?<![{THIN}{HARD}\d])(?<!^):(?!\d|//)")),
    ("a no-break space goes inside « »", re.compile(rf"«(?!{UNBROKEN})|(?<![{THIN}{HARD}])»")),
    ("the apostrophe is ’", re.compile(r"(?<=[^\W\d_])'(?=[^\W_])")),
    ("French quotes are « »", re.compile(r"[\"“”]")),
    ("three dots are …", re.compile(r"\.\.\.")),
    (
        "an hour is 9 h 30, with no-break spaces",
        re.compile(rf"\b\d{{1,2}}(?!{UNBROKEN})\s?h\b|\b\d{{1,2}}\s?h(?: ?\d|[ \t]\d)"),
    ),
    ("there is a space too many", re.compile(r"[ \t]{2,}|[ \t][.,]|^[ \t\n]|[ \t\n]$")),
)
BLANK = re.compile(r"%\((\w+)\)[a-z]|%[sd]|\{(\w*)\}")
#: A form for one may say “one” instead of the number.
COUNTS = {"n", "num", "count", "number"}


def faults(sentence: str) -> Iterator[str]:
    """What is badly set in a French sentence. One that holds no letter is not looked at.

    The indentation of a block in a template is no part of what is read.
    """
    plain = ASIDE.sub("x", sentence)
    if "\n" in plain:
        plain = "\n".join(line.strip() for line in plain.strip().splitlines())
    if re.search(r"[^\W\d_]", plain):
        yield from (fault for fault, pattern in FAULTS if pattern.search(plain))


def bare(sentence: str) -> str:
    """The sentence without what typography changes: two that are alike say the same."""
    straight = sentence.replace("’", "'").replace("…", "...")
    return re.sub(rf"[\s{THIN}{HARD}]+", "", straight)


def blanks(sentence: str) -> set[str]:
    return {match.group(1) or match.group(2) or match.group() for match in BLANK.finditer(sentence)}


def same_blanks(given: str, asked: str, *, is_plural: bool) -> bool:
    """Whether a translation fills the same blanks; a plural's forms may leave out the count."""
    left_out = blanks(given) ^ blanks(asked)
    return not left_out or (is_plural and left_out <= COUNTS)
