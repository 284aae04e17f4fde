"""Today's page: four things, and it ends."""

from datetime import datetime
from typing import Any

from parvis.domains.conversations import selectors as conversations
from parvis.domains.gatherings import selectors as gatherings
from parvis.domains.people.models import Resident
from parvis.domains.watch import selectors as watch
from parvis.domains.welcome import selectors as welcome

IDEAS, TALKS, WAITS = 3, 3, 2


def today(resident: Resident, now: datetime) -> dict[str, Any]:
    """The next encounter, who waits for an answer, three ideas, the conversations."""
    coming = gatherings.next_of(resident, now)
    waiting = watch.waiting_for(resident, now)
    return {
        "now": now,
        "next": next(iter(gatherings.name_who_waits(resident, [coming] if coming else [])), None),
        "waiting": waiting[:1],
        # The shell's own count, read already.
        "waiting_count": len(waiting),
        "my_waits": watch.what_i_wait_for(resident, now)[:WAITS],
        "ideas": [
            {"kind": kind.value, "label": kind.label, "title": title}
            for kind, title in welcome.ideas_for(resident, now, IDEAS)
        ],
        "conversations": conversations.conversations_of(resident, most=TALKS),
    }
