"""What the shell shows to somebody signed in: what waits for them, and whether something is new."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.http import HttpRequest

from parvis.domains.conversations import selectors as conversations
from parvis.domains.notifications import selectors as notifications
from parvis.domains.watch import selectors as watch


class Later:
    """A count that is read once, and only if the page prints it (a fragment does not)."""

    def __init__(self, read: Callable[[], int]) -> None:
        self._read = read

    @cached_property
    def _count(self) -> int:
        return self._read()

    def __int__(self) -> int:
        return self._count

    def __bool__(self) -> bool:
        return self._count > 0

    def __str__(self) -> str:
        return str(self._count)


def signed_in(request: HttpRequest) -> dict[str, Any]:
    resident = getattr(request, "user", None)
    if resident is None or not resident.is_authenticated:
        return {"waiting_count": 0, "unread_count": 0, "notice_count": 0}
    return {
        "waiting_count": Later(lambda: watch.waiting_count(resident)),
        "unread_count": Later(lambda: conversations.unread_count(resident)),
        "notice_count": Later(lambda: notifications.unread_count(resident)),
    }
