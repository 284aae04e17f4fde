"""Writing to each other, by consent.

Every change locks its conversation first: messages are numbered 1, 2, 3… without a gap, and an
answer never crosses a message.
"""

from parvis.domains.conversations.services.contact import accept, ask, decline, open_with, reach
from parvis.domains.conversations.services.leaving import export, forget
from parvis.domains.conversations.services.messages import mark_read, note_told, send

__all__ = [
    "accept",
    "ask",
    "decline",
    "export",
    "forget",
    "mark_read",
    "note_told",
    "open_with",
    "reach",
    "send",
]
