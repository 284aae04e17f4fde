"""Reads of what waits: for those who can answer, for the one who waits, for who coordinates."""

from parvis.domains.watch.selectors.items import (
    asked_items,
    asked_of_nobody,
    is_asked_for,
    item_asked,
    item_for,
    item_of,
    items_to_watch,
    still_waiting,
    unanswerable,
    waiting_count,
)
from parvis.domains.watch.selectors.words import (
    Wait,
    Waiting,
    all_waiting,
    promise_of,
    promise_words,
    until,
    waiting_for,
    what_i_wait_for,
)

__all__ = [
    "Wait",
    "Waiting",
    "all_waiting",
    "asked_items",
    "asked_of_nobody",
    "is_asked_for",
    "item_asked",
    "item_for",
    "item_of",
    "items_to_watch",
    "promise_of",
    "promise_words",
    "still_waiting",
    "unanswerable",
    "until",
    "waiting_count",
    "waiting_for",
    "what_i_wait_for",
]
