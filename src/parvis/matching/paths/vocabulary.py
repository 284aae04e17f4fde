"""The closed lists a problem is written in. Their order is the order facts are told in."""

from collections.abc import Iterable
from enum import StrEnum
from itertools import product
from typing import Final


class Kind(StrEnum):
    """What a path is made of, in the order it is read."""

    WELCOMER = "welcomer"
    PLACE = "place"
    GATHERING = "gathering"
    CIRCLE = "circle"
    USEFUL = "useful"


class Ages(StrEnum):
    """Who a thing is open to, on either side of majority.

    The safe answer is the default: without an organisation that supervises it, a thing is for
    adults.
    """

    ADULTS = "adults"
    ALL = "all"
    MINORS = "minors"


DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MOMENTS: Final = ("morning", "afternoon", "evening")
SLOTS: Final = tuple(f"{day}-{moment}" for day, moment in product(DAYS, MOMENTS))
WISHES: Final = ("talk", "walk", "help", "be-helped", "learn", "create")
COMFORTS: Final = ("one-to-one", "small-group", "write-first", "come-with-someone")
ACCESS: Final = (
    "step-free",
    "hearing-loop",
    "sign-language",
    "quiet",
    "seating",
    "parking",
    "toilets",
)


def mask(values: Iterable[str], vocabulary: tuple[str, ...]) -> int:
    """A set of words as bits, the first word being bit 0."""
    bits = 0
    for value in values:
        bits |= 1 << vocabulary.index(value)
    return bits


def in_order(values: Iterable[str], vocabulary: tuple[str, ...]) -> tuple[str, ...]:
    """The same words in the order of their vocabulary."""
    return tuple(sorted(values, key=vocabulary.index))
