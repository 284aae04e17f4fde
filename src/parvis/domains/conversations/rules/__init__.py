"""Who may write to whom, when, and what a first message may hold."""

from parvis.domains.conversations.rules.contact import (
    Alone,
    Closed,
    NoMoreRequests,
    NotAccepted,
    Standing,
    TooManyRequests,
    is_known,
    may_ask_again,
    pair_of,
    requests_left,
    standing_of,
    still_waits,
)
from parvis.domains.conversations.rules.words import (
    HoldsAddress,
    HoldsLink,
    HoldsPhone,
    NothingWritten,
    TooLong,
    checked_message,
    checked_request,
)

__all__ = [
    "Alone",
    "Closed",
    "HoldsAddress",
    "HoldsLink",
    "HoldsPhone",
    "NoMoreRequests",
    "NotAccepted",
    "NothingWritten",
    "Standing",
    "TooLong",
    "TooManyRequests",
    "checked_message",
    "checked_request",
    "is_known",
    "may_ask_again",
    "pair_of",
    "requests_left",
    "standing_of",
    "still_waits",
]
