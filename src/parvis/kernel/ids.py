"""Identifiers: unique, sortable by birth, and not guessable."""

import secrets
import threading
import time
import uuid

_guard = threading.Lock()
_last = 0


def new_id() -> uuid.UUID:
    """A UUID version 7 (RFC 9562): milliseconds, a 12-bit fraction of one, then 62 random bits.

    Ids made by one process always grow, even when the machine's clock is set back. The moment of
    creation can be read in an id; who must not show theirs needs ``uuid.uuid4``.
    """
    global _last  # noqa: PLW0603  (one counter a process is the point)
    with _guard:
        _last = max(_last + 1, (time.time_ns() << 12) // 1_000_000)
        tick = _last
    milliseconds, fraction = (tick >> 12) & (1 << 48) - 1, tick & 0xFFF
    value = milliseconds << 80 | 7 << 76 | fraction << 64 | 2 << 62 | secrets.randbits(62)
    return uuid.UUID(int=value)


def new_secret() -> str:
    """A secret key of 64 url-safe characters (384 random bits)."""
    return secrets.token_urlsafe(48)
